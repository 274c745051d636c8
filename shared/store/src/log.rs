//! Reading a log: counter and projection, then whatever came since.

use crate::{
    commit::Commit,
    keys::LogId,
    kv::{KeyValue, StoreError},
    projection::{Coverage, Numbered, Projection},
};
use chrono::{DateTime, Utc};
use sledz_domain::fold::Fold;

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
        self.projection.coverage.event_ids.is_empty()
    }

    /// Whether the log takes no more.
    pub fn is_full(&self) -> bool {
        self.count >= LOG_LIMIT || self.projection.coverage.event_ids.len() as u64 >= LOG_LIMIT
    }

    /// Those of `events` that are not known yet, each once.
    pub fn unknown(&self, events: impl IntoIterator<Item = F::Event>) -> Vec<F::Event> {
        let mut seen = self.projection.coverage.clone();
        events.into_iter().filter(|event| seen.learn(F::event_id(event))).collect()
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
        let (count, stored) = self.at_rest(log)?;
        self.folded(log, count, stored)
    }

    /// The same, for whoever is about to append: of a log that is empty only the counter is asked for. Look-ups
    /// must not use it: whether something is there would show in what it costs.
    ///
    /// # Errors
    /// If the store cannot be asked.
    pub fn read_to_append<F: Fold>(&self, log: LogId) -> Result<Reading<F>, StoreError> {
        let count = self.handed_out(log)?.min(LOG_LIMIT * 2);
        // No projection is written before a number was handed out.
        let stored = if count == 0 { None } else { self.kv.get(&log.projection())? };
        self.folded(log, count, stored)
    }

    fn folded<F: Fold>(&self, log: LogId, count: u64, stored: Option<Vec<u8>>) -> Result<Reading<F>, StoreError> {
        let mut projection: Projection<F> = Projection::decode(stored.as_deref()).unwrap_or_default();
        let wall = (self.wall)();
        let found = self.missing(log, &projection.coverage, count, wall)?;
        let lies_behind = found.len() > EXTRA_GETS;
        projection.take(&found, lies_behind.then_some(wall));
        if lies_behind {
            // Only a cache is written; a reader that may not write reads on without it.
            let _ = projection.encode().and_then(|bytes| self.kv.set_many(&[(log.projection(), bytes)]));
        }
        Ok(Reading { log, projection, count })
    }

    /// How many numbers were handed out, and the stored projection.
    fn at_rest(&self, log: LogId) -> Result<(u64, Option<Vec<u8>>), StoreError> {
        let count = self.handed_out(log)?.min(LOG_LIMIT * 2);
        // Also asked for where nothing was counted: a look-up in vain must cost what any other does.
        Ok((count, self.kv.get(&log.projection())?))
    }

    /// The entries that a projection does not cover, by number, as they are stored.
    fn missing(
        &self,
        log: LogId,
        coverage: &Coverage,
        count: u64,
        wall: DateTime<Utc>,
    ) -> Result<Vec<Numbered>, StoreError> {
        coverage.missing(count, wall).into_iter().map(|n| Ok((n, self.kv.get(&log.entry(n))?))).collect()
    }

    /// The wall clock, which no test moves: for how long something takes.
    pub fn wall_now(&self) -> DateTime<Utc> {
        (self.wall)()
    }

    /// Begins a commit.
    pub fn commit(&self) -> Commit<'a> {
        Commit::new(*self)
    }
}

/// A value as it is stored.
pub(crate) fn encode(value: &impl serde::Serialize) -> Result<Vec<u8>, StoreError> {
    serde_json::to_vec(value).map_err(|error| StoreError(format!("cannot be written down: {error}")))
}
