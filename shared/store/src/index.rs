//! Indexes: logs of pointers, without projection. A pointer may stand in one twice; readers take
//! the set.

use crate::{
    keys::{LogId, counter_value},
    kv::StoreError,
    log::Store,
};
use serde::de::DeserializeOwned;

/// The most pointers that are followed, the newest: a bound on what a look-up may cost.
const FOLLOWED: u64 = 50;

impl Store<'_> {
    /// The newest pointers in an index, each once, oldest first: a look-up's cost is bounded.
    ///
    /// # Errors
    /// If the store cannot be asked.
    pub fn pointers<P: DeserializeOwned + PartialEq>(&self, log: LogId) -> Result<Vec<P>, StoreError> {
        self.newest_pointers(log, FOLLOWED)
    }

    /// All pointers in an index, each once, oldest first; for jobs.
    ///
    /// # Errors
    /// If the store cannot be asked.
    pub fn all_pointers<P: DeserializeOwned + PartialEq>(&self, log: LogId) -> Result<Vec<P>, StoreError> {
        self.newest_pointers(log, u64::MAX)
    }

    fn newest_pointers<P: DeserializeOwned + PartialEq>(&self, log: LogId, most: u64) -> Result<Vec<P>, StoreError> {
        let count = counter_value(self.kv.get(&log.counter())?.as_deref());
        let mut pointers = Vec::new();
        if count == 0 {
            // A look-up in vain must cost what any other does.
            self.kv.get(&log.entry(1))?;
        }
        for n in count.saturating_sub(most) + 1..=count {
            // A number without its entry is about to be written, or was given up.
            let Some(bytes) = self.kv.get(&log.entry(n))? else { continue };
            let Ok(pointer) = serde_json::from_slice(&bytes) else { continue };
            if !pointers.contains(&pointer) {
                pointers.push(pointer);
            }
        }
        Ok(pointers)
    }
}
