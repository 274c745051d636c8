//! Several appends made durable by one write: entries, index entries, sealed values and
//! projections go into one set-many, after one increment for each log.

use crate::{
    counter::heard,
    keys::LogId,
    kv::StoreError,
    log::{Reading, Store, encode},
    projection::Entry,
};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use sledz_domain::fold::Fold;

/// An appender that took longer than this since its first increment takes new numbers: readers
/// give up a missing entry after fifteen minutes.
const TAKES_AT_MOST: TimeDelta = TimeDelta::seconds(60);

/// How often new numbers are taken before the store is called too slow.
const TRIES: usize = 3;

/// Pairs to write.
type Pairs = Vec<(String, Vec<u8>)>;

/// What one log gets, once its number is known.
type Append<'a> = Box<dyn Fn(u64, DateTime<Utc>) -> Result<Pairs, StoreError> + 'a>;

/// A write that is being put together. Nothing is stored before [`Commit::write`].
pub struct Commit<'a> {
    store: Store<'a>,
    appends: Vec<(LogId, Append<'a>)>,
    heard: Pairs,
}

impl<'a> Commit<'a> {
    pub(crate) fn new(store: Store<'a>) -> Self {
        Commit { store, appends: Vec::new(), heard: Vec::new() }
    }

    /// Whether nothing was put in.
    pub fn is_empty(&self) -> bool {
        self.appends.is_empty()
    }

    /// Appends an entry of `events` to the log that `reading` is of, with its projection.
    pub fn append<F: Fold + 'a>(&mut self, reading: Reading<F>, events: Vec<F::Event>) {
        self.append_sealed(reading, events, None);
    }

    /// As [`Commit::append`], with a value sealed beside the entry.
    pub fn append_sealed<F: Fold + 'a>(&mut self, reading: Reading<F>, events: Vec<F::Event>, sealed: Option<Vec<u8>>) {
        let log = reading.log;
        self.appends.push((
            log,
            Box::new(move |n, wall| {
                let mut projection = reading.projection.clone();
                projection.append(n, &events, wall);
                let entry = Entry::<F> { written: wall, events: events.clone() };
                let mut pairs = vec![(log.entry(n), encode(&entry)?), (log.projection(), projection.encode()?)];
                pairs.extend(sealed.clone().map(|value| (log.sealed(n), value)));
                Ok(pairs)
            }),
        ));
    }

    /// Appends a pointer to an index.
    ///
    /// # Errors
    /// If the pointer cannot be written down.
    pub fn index(&mut self, log: LogId, pointer: &impl Serialize) -> Result<(), StoreError> {
        let value = encode(pointer)?;
        self.appends.push((log, Box::new(move |n, _| Ok(vec![(log.entry(n), value.clone())]))));
        Ok(())
    }

    /// Notes that `source` was heard of, as [`Store::hear`] does, beside what else is written.
    pub fn hear(&mut self, source: &str, now: DateTime<Utc>) {
        self.heard.push(heard(source, now));
    }

    /// Takes a number in each log, then writes everything at once. Nothing at all if nothing was
    /// put in.
    ///
    /// # Errors
    /// If the store cannot be written, or is so slow that numbers run out of time. What was to be
    /// stored then is not; numbers that were taken stay holes.
    pub fn write(self) -> Result<(), StoreError> {
        if self.is_empty() {
            return Ok(());
        }
        for _ in 0..TRIES {
            let began = (self.store.wall)();
            let mut pairs = self.heard.clone();
            for (log, append) in &self.appends {
                let n = self.store.kv.increment(&log.counter())?;
                pairs.extend(append(n, (self.store.wall)())?);
            }
            if (self.store.wall)() - began <= TAKES_AT_MOST {
                return self.store.kv.set_many(&pairs);
            }
        }
        Err(StoreError("too slow: no number could be used in time".to_owned()))
    }
}
