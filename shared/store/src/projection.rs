//! What a log's projection says: "this state is exactly the entries 1 to `through` but for the
//! holes". Any true projection may overwrite any other.

use crate::kv::StoreError;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use sledz_domain::{event_id::EventId, fold::Fold};

/// A number whose entry is still missing this long after a later one was written was given up by
/// its writer, who takes a new number after 60 s.
const GIVEN_UP_AFTER: TimeDelta = TimeDelta::minutes(15);

/// The number of an entry, and the entry as it is stored; none where it is missing.
pub type Numbered = (u64, Option<Vec<u8>>);

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

impl<F: Fold> Entry<F> {
    /// Reads a stored entry. One that cannot be read is as if it held nothing, and gives up no number
    /// before it.
    fn decode(bytes: &[u8]) -> Self {
        serde_json::from_slice(bytes).unwrap_or(Entry { written: DateTime::<Utc>::MAX_UTC, events: Vec::new() })
    }
}

/// Which entries a state is the fold of. Apart from the state, so that there is one code for all of them.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Coverage {
    /// [`Fold::VERSION`] of the fold that made it.
    pub fold_version: u32,
    /// The highest entry it covers.
    pub through: u64,
    /// The entries below `through` that were not there yet, and when the first entry after each
    /// was written (milliseconds since 1970), from which on it may be given up. In order.
    pub holes: Vec<(u64, i64)>,
    /// The ids of all events in the state or outdated by it. In order.
    pub event_ids: Vec<EventId>,
}

/// A state, and which entries it is the fold of.
#[derive(Clone, Debug)]
pub struct Projection<F: Fold> {
    /// Which entries.
    pub coverage: Coverage,
    /// The fold of their events.
    pub state: F,
}

impl Coverage {
    /// The numbers to look for when the counter stands at `count`: what came since, and holes that
    /// may still be filled.
    pub fn missing(&self, count: u64, wall: DateTime<Utc>) -> Vec<u64> {
        let open = self.holes.iter().filter(|(_, since)| !given_up(*since, wall)).map(|(n, _)| *n);
        open.chain(self.through + 1..=count).collect()
    }

    /// Covers the entry `n`, which was found.
    fn cover(&mut self, n: u64) {
        self.holes.retain(|(hole, _)| *hole != n);
        self.through = self.through.max(n);
    }

    /// Covers the number `n`, whose entry is missing, as a hole; `since` is when the first entry after
    /// it was written. At the end, where there is none, it stays uncovered.
    fn cover_hole(&mut self, n: u64, since: Option<i64>) {
        let place = self.holes.partition_point(|(hole, _)| *hole < n);
        let is_known = self.holes.get(place).is_some_and(|(hole, _)| *hole == n);
        if let Some(since) = since.filter(|_| !is_known) {
            self.through = self.through.max(n);
            self.holes.insert(place, (n, since));
        }
    }

    /// Covers the entry `n` that is about to be written; the numbers between, handed out to others,
    /// become holes.
    fn append(&mut self, n: u64, wall: DateTime<Utc>) {
        for hole in self.through + 1..n {
            self.holes.push((hole, wall.timestamp_millis()));
        }
        self.through = self.through.max(n);
        self.holes.retain(|(hole, since)| *hole != n && !given_up(*since, wall));
    }

    /// Takes an event in; whether it was not known before.
    pub(crate) fn learn(&mut self, id: EventId) -> bool {
        let place = self.event_ids.binary_search(&id);
        if let Err(place) = place {
            self.event_ids.insert(place, id);
        }
        place.is_err()
    }

    /// Whether an event is in the state or outdated by it.
    pub fn knows(&self, id: EventId) -> bool {
        self.event_ids.binary_search(&id).is_ok()
    }

    fn encode(&self) -> Result<Vec<u8>, StoreError> {
        postcard::to_allocvec(self).map_err(unwritable)
    }

    /// What covers a stored state, and the state, if that was made by this version of its fold.
    fn decode(bytes: &[u8], fold_version: u32) -> Option<(Self, &[u8])> {
        let (coverage, state) = postcard::take_from_bytes::<Self>(bytes).ok()?;
        (coverage.fold_version == fold_version).then_some((coverage, state))
    }
}

impl<F: Fold> Default for Projection<F> {
    fn default() -> Self {
        let coverage = Coverage { fold_version: F::VERSION, ..Coverage::default() };
        Projection { coverage, state: F::default() }
    }
}

impl<F: Fold> Projection<F> {
    /// Reads a stored projection; none if there is none, if it cannot be read, or if it was made
    /// by another fold. The log is then folded anew.
    pub fn decode(bytes: Option<&[u8]>) -> Option<Self> {
        let (coverage, state) = Coverage::decode(bytes?, F::VERSION)?;
        Some(Projection { coverage, state: postcard::from_bytes(state).ok()? })
    }

    /// The projection as it is stored: binary, since every page view reads it, while it can always
    /// be made again from the entries, which are JSON.
    ///
    /// # Errors
    /// If the state cannot be written down.
    pub fn encode(&self) -> Result<Vec<u8>, StoreError> {
        let mut bytes = self.coverage.encode()?;
        bytes.extend(postcard::to_allocvec(&self.state).map_err(unwritable)?);
        Ok(bytes)
    }

    /// Takes in the entries that were looked for: `found` in order of their numbers, none where it is
    /// missing. Entries at the end that are missing stay uncovered, unless `close` is given: then they
    /// become holes, noticed at that time.
    pub fn take(&mut self, found: &[Numbered], close: Option<DateTime<Utc>>) {
        let mut next_written = close.map(|wall| wall.timestamp_millis());
        for (n, bytes) in found.iter().rev() {
            match bytes {
                Some(bytes) => {
                    let entry = Entry::<F>::decode(bytes);
                    next_written = Some(entry.written.timestamp_millis());
                    self.coverage.cover(*n);
                    self.fold(*n, &entry.events);
                }
                None => self.coverage.cover_hole(*n, next_written),
            }
        }
    }

    /// Covers the entry `n` of these events, which is about to be written.
    pub fn append(&mut self, n: u64, events: &[F::Event], wall: DateTime<Utc>) {
        self.coverage.append(n, wall);
        self.fold(n, events);
    }

    fn fold(&mut self, n: u64, events: &[F::Event]) {
        for event in events {
            self.coverage.learn(F::event_id(event));
            self.state.apply(n, event);
        }
    }
}

fn unwritable(error: postcard::Error) -> StoreError {
    StoreError(format!("cannot be written down: {error}"))
}

fn given_up(since: i64, wall: DateTime<Utc>) -> bool {
    wall.timestamp_millis() - since > GIVEN_UP_AFTER.num_milliseconds()
}
