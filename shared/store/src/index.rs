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

    /// All pointers of an index that may have been compacted, each once, in their own order; for jobs.
    ///
    /// # Errors
    /// If the store cannot be asked.
    pub fn all_pointers<P: DeserializeOwned + Ord>(&self, log: LogId) -> Result<Vec<P>, StoreError> {
        let (mut pointers, through) = self.compacted::<P>(log)?;
        let (newer, _) = self.slice::<P>(log, through + 1, u64::MAX)?;
        pointers.extend(newer.into_iter().map(|(_, pointer)| pointer));
        pointers.sort_unstable();
        pointers.dedup();
        Ok(pointers)
    }

    /// As [`Store::newest_pointers`], of an index that may have been compacted: then those in it stand
    /// in their own order before what came after. For jobs.
    ///
    /// # Errors
    /// If the store cannot be asked.
    pub fn some_pointers<P: DeserializeOwned + PartialEq>(&self, log: LogId, most: u64) -> Result<Vec<P>, StoreError> {
        let (mut pointers, through) = self.compacted::<P>(log)?;
        let count = counter_value(self.kv.get(&log.counter())?.as_deref());
        let from = count.saturating_sub(most).max(through) + 1;
        for (_, pointer) in self.slice::<P>(log, from, most)?.0 {
            if !pointers.contains(&pointer) {
                pointers.push(pointer);
            }
        }
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        Ok(pointers.split_off(pointers.len().saturating_sub(most)))
    }

    /// The entries of an index from number `from` on, at most `most` of them, each with its number;
    /// and how many numbers were handed out. For jobs that go through an index piece by piece.
    ///
    /// # Errors
    /// If the store cannot be asked.
    pub fn slice<P: DeserializeOwned>(
        &self,
        log: LogId,
        from: u64,
        most: u64,
    ) -> Result<(Vec<(u64, P)>, u64), StoreError> {
        let count = counter_value(self.kv.get(&log.counter())?.as_deref());
        let mut found = Vec::new();
        for n in from..=count.min(from.saturating_add(most).saturating_sub(1)) {
            let entry = self.kv.get(&log.entry(n))?;
            found.extend(entry.and_then(|bytes| serde_json::from_slice(&bytes).ok()).map(|pointer| (n, pointer)));
        }
        Ok((found, count))
    }

    /// As [`Store::pointers`], for who need not hide whether there are any: one get where there are none.
    ///
    /// # Errors
    /// If the store cannot be asked.
    pub fn pointers_openly<P: DeserializeOwned + PartialEq>(&self, log: LogId) -> Result<Vec<P>, StoreError> {
        match counter_value(self.kv.get(&log.counter())?.as_deref()) {
            0 => Ok(Vec::new()),
            count => self.newest_of(log, count, FOLLOWED),
        }
    }

    /// As [`Store::pointers`], at most `most` of them.
    ///
    /// # Errors
    /// If the store cannot be asked.
    pub fn newest_pointers<P: DeserializeOwned + PartialEq>(
        &self,
        log: LogId,
        most: u64,
    ) -> Result<Vec<P>, StoreError> {
        let count = counter_value(self.kv.get(&log.counter())?.as_deref());
        if count == 0 {
            // A look-up in vain must cost what any other does.
            self.kv.get(&log.entry(1))?;
        }
        self.newest_of(log, count, most)
    }

    fn newest_of<P: DeserializeOwned + PartialEq>(
        &self,
        log: LogId,
        count: u64,
        most: u64,
    ) -> Result<Vec<P>, StoreError> {
        let mut pointers = Vec::new();
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
