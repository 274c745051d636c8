//! What a log's projection says: "this state is exactly the entries 1 to `through` but for the
//! holes". Any true projection may overwrite any other.

use crate::kv::StoreError;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use sledz_domain::{event_id::EventId, fold::Fold};
use std::collections::{BTreeMap, BTreeSet};

/// A number whose entry is still missing this long after a later one was written was given up by
/// its writer, who takes a new number after 60 s.
const GIVEN_UP_AFTER: TimeDelta = TimeDelta::minutes(15);

/// An entry of a log: the events that one message brought.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Entry<F: Fold> {
    /// When it was written, on the wall clock; never moved by a test's clock.
    #[serde(rename = "w", with = "chrono::serde::ts_milliseconds")]
    pub written: DateTime<Utc>,
    /// The events.
    #[serde(rename = "e")]
    pub events: Vec<F::Event>,
}

/// A state, and which entries it is the fold of.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Projection<F: Fold> {
    /// [`Fold::VERSION`] of the fold that made it.
    pub fold_version: u32,
    /// The highest entry it covers.
    pub through: u64,
    /// The entries below `through` that were not there yet, and when the first entry after each
    /// was written (milliseconds since 1970), from which on it may be given up.
    pub holes: BTreeMap<u64, i64>,
    /// The ids of all events in the state or outdated by it.
    pub event_ids: BTreeSet<EventId>,
    /// The fold of those events.
    pub state: F,
}

impl<F: Fold> Default for Projection<F> {
    fn default() -> Self {
        Projection {
            fold_version: F::VERSION,
            through: 0,
            holes: BTreeMap::new(),
            event_ids: BTreeSet::new(),
            state: F::default(),
        }
    }
}

impl<F: Fold> Projection<F> {
    /// Reads a stored projection; none if there is none, if it cannot be read, or if it was made
    /// by another fold. The log is then folded anew.
    pub fn decode(bytes: Option<&[u8]>) -> Option<Self> {
        postcard::from_bytes(bytes?).ok().filter(|known: &Self| known.fold_version == F::VERSION)
    }

    /// The projection as it is stored: binary, since every page view reads it, while it can always
    /// be made again from the entries, which are JSON.
    ///
    /// # Errors
    /// If the state cannot be written down.
    pub fn encode(&self) -> Result<Vec<u8>, StoreError> {
        postcard::to_allocvec(self).map_err(|error| StoreError(format!("cannot be written down: {error}")))
    }

    /// The numbers to look for when the counter stands at `count`: what came since, and holes that
    /// may still be filled.
    pub fn missing(&self, count: u64, wall: DateTime<Utc>) -> Vec<u64> {
        let open = self.holes.iter().filter(|(_, since)| !given_up(**since, wall)).map(|(n, _)| *n);
        open.chain(self.through + 1..=count).collect()
    }

    /// Takes in the entries that were looked for: `found` by number, none where it is missing.
    /// Entries at the end that are missing stay uncovered, unless `close` is given: then they
    /// become holes, noticed at that time.
    pub fn take(&mut self, found: &BTreeMap<u64, Option<Entry<F>>>, close: Option<DateTime<Utc>>) {
        let mut next_written = close.map(|wall| wall.timestamp_millis());
        for (n, entry) in found.iter().rev() {
            match entry {
                Some(entry) => {
                    next_written = Some(entry.written.timestamp_millis());
                    self.holes.remove(n);
                    self.through = self.through.max(*n);
                    self.fold(*n, &entry.events);
                }
                None if *n > self.through || !self.holes.contains_key(n) => {
                    if let Some(since) = next_written {
                        self.through = self.through.max(*n);
                        self.holes.insert(*n, since);
                    }
                }
                None => {}
            }
        }
    }

    /// Covers the entry `n` that is about to be written; the numbers between, handed out to
    /// others, become holes.
    pub fn append(&mut self, n: u64, events: &[F::Event], wall: DateTime<Utc>) {
        for hole in self.through + 1..n {
            self.holes.insert(hole, wall.timestamp_millis());
        }
        self.through = self.through.max(n);
        self.holes.retain(|hole, since| *hole != n && !given_up(*since, wall));
        self.fold(n, events);
    }

    fn fold(&mut self, n: u64, events: &[F::Event]) {
        for event in events {
            self.event_ids.insert(F::event_id(event));
            self.state.apply(n, event);
        }
    }
}

fn given_up(since: i64, wall: DateTime<Utc>) -> bool {
    wall.timestamp_millis() - since > GIVEN_UP_AFTER.num_milliseconds()
}
