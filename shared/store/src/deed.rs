//! The right to try a deed that must not be done twice at once: send this message, run this job.
//!
//! Time is cut into windows of 120 s; the first to increment a deed's counter in a window may try
//! it. A try lasts at most 60 s and does not begin in the last 70 s of a window, so two tries
//! never overlap, and a crash locks nothing for longer than a window. The result is an entry.

use crate::{keys, kv::StoreError, log::Store};
use chrono::{DateTime, Utc};

const WINDOW: i64 = 120;
const LAST_SECONDS: i64 = 70;

impl Store<'_> {
    /// Whether the caller may try `deed` now.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn may_try(&self, deed: &str, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let seconds = now.timestamp();
        if seconds.rem_euclid(WINDOW) >= WINDOW - LAST_SECONDS {
            return Ok(false);
        }
        Ok(self.kv.increment(&keys::deed(deed, seconds.div_euclid(WINDOW)))? == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::MemoryStore;

    #[test]
    fn one_try_in_a_window_and_none_at_its_end() {
        let kv = MemoryStore::default();
        let wall = || DateTime::UNIX_EPOCH;
        let store = Store::new(&kv, &wall);
        let at = |seconds: i64| DateTime::from_timestamp(1_800_000_000 / WINDOW * WINDOW + seconds, 0).unwrap();
        assert!(store.may_try("mail 1", at(0)).unwrap());
        assert!(!store.may_try("mail 1", at(1)).unwrap());
        assert!(store.may_try("mail 2", at(1)).unwrap());
        let commits = kv.commits();
        assert!(!store.may_try("mail 3", at(50)).unwrap() && !store.may_try("mail 3", at(119)).unwrap());
        assert_eq!(kv.commits(), commits, "what may not begin leaves no trace");
        assert!(store.may_try("mail 1", at(120)).unwrap());
    }
}
