//! Reading a log: counter and projection, then whatever came since.

use crate::{
    commit::Commit,
    keys::{LogId, counter_value},
    kv::{KeyValue, StoreError},
    projection::{Entry, Projection},
};
use chrono::{DateTime, Utc};
use sledz_domain::fold::Fold;
use std::collections::BTreeMap;

/// A reader that needed more gets than this beyond the first two writes the projection, once.
const EXTRA_GETS: usize = 8;

/// Entries, and events, that one log takes; what comes after is answered, counted and dropped.
pub const LOG_LIMIT: u64 = 1000;

/// The store, with the wall clock that tells how old an entry is.
///
/// The wall clock is never the one a test may move: holes are given up by it.
#[derive(Clone, Copy)]
pub struct Store<'a> {
    pub(crate) kv: &'a dyn KeyValue,
    pub(crate) wall: &'a dyn Fn() -> DateTime<Utc>,
}

/// A log as it was read.
#[derive(Clone, Debug)]
pub struct Reading<F: Fold> {
    /// Which log.
    pub log: LogId,
    /// The state, and what it covers.
    pub projection: Projection<F>,
    /// How many numbers were handed out when it was read.
    pub count: u64,
}

impl<F: Fold> Reading<F> {
    /// The state.
    pub fn state(&self) -> &F {
        &self.projection.state
    }

    /// Nothing was ever written here.
    pub fn is_empty(&self) -> bool {
        self.projection.event_ids.is_empty()
    }

    /// Whether the log takes no more.
    pub fn is_full(&self) -> bool {
        self.count >= LOG_LIMIT || self.projection.event_ids.len() as u64 >= LOG_LIMIT
    }

    /// Those of `events` that are not known yet, each once.
    pub fn unknown(&self, events: impl IntoIterator<Item = F::Event>) -> Vec<F::Event> {
        let mut seen = std::collections::BTreeSet::new();
        events
            .into_iter()
            .filter(|event| {
                let id = F::event_id(event);
                !self.projection.event_ids.contains(&id) && seen.insert(id)
            })
            .collect()
    }
}

impl<'a> Store<'a> {
    /// A store over `kv`, with `wall` as its clock.
    pub fn new(kv: &'a dyn KeyValue, wall: &'a dyn Fn() -> DateTime<Utc>) -> Self {
        Store { kv, wall }
    }

    /// Reads a log and folds in what its projection does not cover. Two gets at rest, and no write
    /// unless the projection lay far behind.
    ///
    /// # Errors
    /// If the store cannot be asked.
    pub fn read<F: Fold>(&self, log: LogId) -> Result<Reading<F>, StoreError> {
        let count = counter_value(self.kv.get(&log.counter())?.as_deref()).min(LOG_LIMIT * 2);
        // Also asked for where nothing was counted: a look-up in vain must cost what any other does.
        let stored = self.kv.get(&log.projection())?;
        let mut projection: Projection<F> = Projection::decode(stored.as_deref()).unwrap_or_default();
        let wall = (self.wall)();
        let missing = projection.missing(count, wall);
        if missing.is_empty() {
            return Ok(Reading { log, projection, count });
        }
        let mut found = BTreeMap::new();
        for n in &missing {
            found.insert(*n, self.entry(log, *n)?);
        }
        if missing.len() > EXTRA_GETS {
            projection.take(&found, Some(wall));
            // Only a cache is written; a reader that may not write reads on without it.
            let _ = self.write_projection(log, &projection);
        } else {
            projection.take(&found, None);
        }
        Ok(Reading { log, projection, count })
    }

    /// The wall clock, which no test moves: for how long something takes.
    pub fn wall_now(&self) -> DateTime<Utc> {
        (self.wall)()
    }

    /// Begins a commit.
    pub fn commit(&self) -> Commit<'a> {
        Commit::new(*self)
    }

    fn entry<F: Fold>(&self, log: LogId, n: u64) -> Result<Option<Entry<F>>, StoreError> {
        let bytes = self.kv.get(&log.entry(n))?;
        Ok(bytes.map(|bytes| {
            // An entry that cannot be read is as if it held nothing, and gives up no number before it.
            serde_json::from_slice(&bytes).unwrap_or(Entry { written: DateTime::<Utc>::MAX_UTC, events: Vec::new() })
        }))
    }

    fn write_projection<F: Fold>(&self, log: LogId, projection: &Projection<F>) -> Result<(), StoreError> {
        self.kv.set_many(&[(log.projection(), projection.encode()?)])
    }
}

/// A value as it is stored.
pub(crate) fn encode(value: &impl serde::Serialize) -> Result<Vec<u8>, StoreError> {
    serde_json::to_vec(value).map_err(|error| StoreError(format!("cannot be written down: {error}")))
}
