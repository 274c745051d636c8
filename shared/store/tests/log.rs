//! Logs under concurrency, crashes and repetition, over the store in memory.

// Helpers outside of #[test] functions may panic as the tests themselves do.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use sledz_domain::{event_id::EventId, fold::Fold};
use sledz_store::{
    KeyValue, Store, StoreError,
    keys::{Kind, LogId},
    log::LOG_LIMIT,
    memory::MemoryStore,
    timer::{Timer, bucket},
};
use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
};

/// The simplest fold: the set of numbers said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Numbers(BTreeSet<u32>);

impl Fold for Numbers {
    const VERSION: u32 = 1;
    type Event = u32;
    fn event_id(event: &u32) -> EventId {
        EventId::of(&[event.to_string()])
    }
    fn apply(&mut self, _entry: u64, event: &u32) {
        self.0.insert(*event);
    }
}

fn log() -> LogId {
    LogId::new(Kind::Parcel, &["test"])
}

fn start() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

fn append(store: &Store, event: u32) -> Result<bool, StoreError> {
    let reading = store.read::<Numbers>(log())?;
    let new = reading.unknown([event]);
    if new.is_empty() {
        return Ok(false);
    }
    let mut commit = store.commit();
    commit.append(reading, new);
    commit.write().map(|()| true)
}

fn numbers(store: &Store) -> Vec<u32> {
    store.read::<Numbers>(log()).unwrap().projection.state.0.into_iter().collect()
}

#[test]
fn a_new_event_costs_two_commits_and_a_known_one_none() {
    let kv = MemoryStore::default();
    let store = Store::new(&kv, &start);
    for event in 0..20 {
        let before = kv.commits();
        assert!(append(&store, event).unwrap());
        assert_eq!(kv.commits() - before, 2);
    }
    let (gets, commits) = (kv.gets(), kv.commits());
    assert!(!append(&store, 7).unwrap());
    assert_eq!((kv.gets() - gets, kv.commits() - commits), (2, 0), "a read at rest is two gets");
}

#[test]
fn of_two_appenders_that_read_at_once_neither_is_lost() {
    let kv = MemoryStore::default();
    let store = Store::new(&kv, &start);
    let readings: Vec<_> = (0..30).map(|_| store.read::<Numbers>(log()).unwrap()).collect();
    // All have read nothing; each writes a projection that covers only its own entry.
    for (event, reading) in (0..).zip(readings) {
        let mut commit = store.commit();
        commit.append(reading, vec![event]);
        commit.write().unwrap();
    }
    let commits = kv.commits();
    assert_eq!(numbers(&store), (0..30).collect::<Vec<_>>());
    assert_eq!(kv.commits() - commits, 1, "the reader that lay far behind wrote the projection, once");
    let gets = kv.gets();
    numbers(&store);
    assert_eq!(kv.gets() - gets, 2);
}

type Pairs = Vec<(String, Vec<u8>)>;

/// A store whose set-many does not happen until it is released: an appender that is slow.
struct Stalled<'a> {
    kv: &'a MemoryStore,
    held: RefCell<Option<Pairs>>,
}

impl KeyValue for Stalled<'_> {
    fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.kv.get(key)
    }
    fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.kv.delete(key)
    }
    fn set_many(&self, pairs: &[(String, Vec<u8>)]) -> Result<(), StoreError> {
        *self.held.borrow_mut() = Some(pairs.to_vec());
        Ok(())
    }
    fn increment(&self, key: &str) -> Result<u64, StoreError> {
        self.kv.increment(key)
    }
}

/// How projections were written by earlier versions.
#[derive(Serialize)]
struct Earlier {
    fold_version: u32,
    through: u64,
    holes: BTreeMap<u64, i64>,
    event_ids: BTreeSet<EventId>,
    state: Numbers,
}

#[test]
fn what_earlier_versions_wrote_is_read() {
    let kv = MemoryStore::default();
    let store = Store::new(&kv, &start);
    let said = [3, 1, 2];
    let earlier = Earlier {
        fold_version: Numbers::VERSION,
        through: 5,
        holes: BTreeMap::from([(2, 7), (4, 8)]),
        event_ids: said.iter().map(Numbers::event_id).collect(),
        state: Numbers(BTreeSet::from(said)),
    };
    let bytes = postcard::to_allocvec(&earlier).unwrap();
    kv.set_many(&[(log().projection(), bytes.clone())]).unwrap();
    let projection = store.read::<Numbers>(log()).unwrap().projection;
    assert_eq!(projection.state, earlier.state);
    assert_eq!(projection.coverage.holes, [(2, 7), (4, 8)]);
    assert!(said.iter().all(|event| projection.coverage.knows(Numbers::event_id(event))));
    assert!(!projection.coverage.knows(Numbers::event_id(&4)));
    assert_eq!(projection.encode().unwrap(), bytes);
}

#[test]
fn an_entry_that_is_written_late_is_found_and_one_that_never_comes_is_given_up() {
    let kv = MemoryStore::default();
    let time = Cell::new(start());
    let wall = || time.get();
    let store = Store::new(&kv, &wall);
    append(&store, 1).unwrap();
    let stalled = Stalled { kv: &kv, held: None.into() };
    append(&Store::new(&stalled, &wall), 2).unwrap();
    append(&store, 3).unwrap();
    assert_eq!(numbers(&store), [1, 3], "2 has a number and no entry yet");
    let reading = store.read::<Numbers>(log()).unwrap();
    assert_eq!(reading.projection.coverage.holes.iter().map(|(n, _)| *n).collect::<Vec<_>>(), [2]);
    // The late entry, without its projection, which would be true but older.
    let pairs = stalled.held.take().unwrap();
    time.set(start() + TimeDelta::seconds(50));
    kv.set_many(&pairs).unwrap();
    assert_eq!(numbers(&store), [1, 2, 3]);

    append(&Store::new(&stalled, &wall), 4).unwrap();
    append(&store, 5).unwrap();
    let gets = kv.gets();
    numbers(&store);
    assert!(kv.gets() - gets > 2, "the hole is looked for");
    time.set(start() + TimeDelta::minutes(17));
    let gets = kv.gets();
    assert_eq!(numbers(&store), [1, 2, 3, 5]);
    assert_eq!(kv.gets() - gets, 2, "the hole is given up");
}

#[test]
fn an_appender_that_took_too_long_takes_a_new_number() {
    let kv = MemoryStore::default();
    let calls = Cell::new(0);
    // The clock leaps by 50 s at every look: the first try takes over 60 s, the second as well,
    // and so on; a clock that leaps once lets the second try through.
    let leaping = || {
        calls.set(calls.get() + 1);
        start() + TimeDelta::seconds(if calls.get() >= 4 { 70 } else { 0 })
    };
    let store = Store::new(&kv, &leaping);
    append(&store, 1).unwrap();
    let reading = Store::new(&kv, &start).read::<Numbers>(log()).unwrap();
    assert_eq!(reading.count, 2, "the first number was left as a hole");
    assert_eq!(reading.state().0, BTreeSet::from([1]));

    let hopeless = MemoryStore::default();
    let calls = Cell::new(0);
    let always = || {
        calls.set(calls.get() + 1);
        start() + TimeDelta::seconds(70 * calls.get())
    };
    assert!(append(&Store::new(&hopeless, &always), 1).is_err());
    assert!(!hopeless.keys().iter().any(|key| key.contains("/1") && key.contains("e/")));
}

#[test]
fn a_changed_fold_folds_the_log_anew() {
    #[derive(Clone, Debug, Default, Serialize, Deserialize)]
    struct Doubled(Vec<u32>);
    impl Fold for Doubled {
        const VERSION: u32 = 2;
        type Event = u32;
        fn event_id(event: &u32) -> EventId {
            Numbers::event_id(event)
        }
        fn apply(&mut self, _entry: u64, event: &u32) {
            self.0.push(event * 2);
        }
    }
    let kv = MemoryStore::default();
    let store = Store::new(&kv, &start);
    for event in 1..=12 {
        append(&store, event).unwrap();
    }
    let mut doubled = store.read::<Doubled>(log()).unwrap().projection.state.0;
    doubled.sort_unstable();
    assert_eq!(doubled, (1..=12).map(|n| n * 2).collect::<Vec<_>>());
    let gets = kv.gets();
    store.read::<Doubled>(log()).unwrap();
    assert_eq!(kv.gets() - gets, 2, "the new projection was written");
}

#[test]
fn a_full_log_takes_no_more() {
    let kv = MemoryStore::default();
    let store = Store::new(&kv, &start);
    for event in 0..1000 {
        append(&store, event).unwrap();
    }
    let reading = store.read::<Numbers>(log()).unwrap();
    assert!(reading.is_full() && reading.count == LOG_LIMIT);
}

#[test]
fn a_failing_store_stores_nothing_or_everything() {
    for writes in 0..4 {
        let kv = MemoryStore::default();
        let store = Store::new(&kv, &start);
        append(&store, 1).unwrap();
        kv.fail_after_writes(Some(writes));
        let result = append(&store, 2);
        kv.fail_after_writes(None);
        let stored = numbers(&store).contains(&2);
        assert_eq!(result.is_ok(), stored, "after {writes} writes");
        assert_eq!(stored, writes >= 2);
        // The sender's retry.
        append(&store, 2).unwrap();
        assert_eq!(numbers(&store), [1, 2]);
    }
}

#[test]
fn timers_are_found_in_the_hour_that_begins_after_their_deadline() {
    let kv = MemoryStore::default();
    let store = Store::new(&kv, &start);
    let now = start();
    let hour = |at: DateTime<Utc>| at.timestamp().div_euclid(3600);
    let (due, past) = (now + TimeDelta::hours(5), now - TimeDelta::days(9));
    for (timer, deadline) in [(Timer::Parcel("A".into()), due), (Timer::Parcel("B".into()), past)] {
        let mut commit = store.commit();
        commit.arm(&timer, deadline, now).unwrap();
        commit.arm(&timer, deadline, now).unwrap();
        commit.write().unwrap();
    }
    assert_eq!(store.all_pointers::<Timer>(LogId::Hour(hour(due) + 1)).unwrap(), [Timer::Parcel("A".into())]);
    assert_eq!(
        store.all_pointers::<Timer>(LogId::Hour(hour(now) + 1)).unwrap(),
        [Timer::Parcel("B".into())],
        "what is over goes into the next bucket"
    );
    assert_eq!(bucket(due, now), LogId::Hour(hour(due) + 1));
}

proptest! {
    /// Appenders that interleave in any way, some of which crash between number and entry: what was
    /// acknowledged is there, and nothing else but what was tried.
    #[test]
    fn nothing_acknowledged_is_lost(steps in prop::collection::vec((0_u32..12, 0_usize..4, any::<bool>()), 1..60)) {
        let kv = MemoryStore::default();
        let wall = start;
        let store = Store::new(&kv, &wall);
        let mut read: Vec<Option<sledz_store::log::Reading<Numbers>>> = vec![None; 4];
        let mut acknowledged = BTreeSet::new();
        for (event, appender, crash) in steps {
            // Each appender reads at one step and writes at its next, so others come between.
            match read[appender].take() {
                None => read[appender] = Some(store.read(log()).unwrap()),
                Some(reading) => {
                    let new = reading.unknown([event]);
                    if new.is_empty() {
                        prop_assert!(acknowledged.contains(&event));
                        continue;
                    }
                    kv.fail_after_writes(crash.then_some(1));
                    let mut commit = store.commit();
                    commit.append(reading, new);
                    if commit.write().is_ok() {
                        acknowledged.insert(event);
                    }
                    kv.fail_after_writes(None);
                }
            }
        }
        prop_assert_eq!(&store.read::<Numbers>(log()).unwrap().projection.state.0, &acknowledged);
        prop_assert_eq!(&store.read::<Numbers>(log()).unwrap().projection.state.0, &acknowledged);
    }
}
