//! The right to try a deed that must not be done twice at once: send this message, run this job.
//!
//! Time is cut into windows of 120 s; the first to increment a deed's counter in a window may try
//! it. A try lasts at most [`TRY_SECONDS`] and does not begin so late that it could reach into the
//! next window, so two tries never overlap, and a crash locks nothing for longer than a window.
//! The result is an entry.
//!
//! Before all windows there is one first try, which may begin at any time, but only within
//! [`FIRST_SECONDS`] of the deed's becoming owed; tries by window begin when it is over.

use crate::{keys, kv::StoreError, log::Store};
use chrono::{DateTime, TimeDelta, Utc};

const WINDOW: i64 = 120;

/// The longest that a try may last, in seconds.
pub const TRY_SECONDS: i64 = 30;

/// For so many seconds after a deed is owed its first try may begin.
pub const FIRST_SECONDS: i64 = 40;

/// Clocks of two machines may differ by this, in seconds.
const SKEW: i64 = 10;

/// The window of the first try.
const FIRST: i64 = -1;

const LAST_SECONDS: i64 = TRY_SECONDS + SKEW;

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

    /// Whether tries by window may begin now: what cannot be tried yet need not be read.
    pub fn tries_may_begin(&self, now: DateTime<Utc>) -> bool {
        now.timestamp().rem_euclid(WINDOW) < WINDOW - LAST_SECONDS
    }

    /// Whether the caller may make the first try of `deed`, which is owed since `owed`.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn may_try_first(&self, deed: &str, owed: DateTime<Utc>, now: DateTime<Utc>) -> Result<bool, StoreError> {
        if now - owed > TimeDelta::seconds(FIRST_SECONDS) {
            return Ok(false);
        }
        Ok(self.kv.increment(&keys::deed(deed, FIRST))? == 1)
    }

    /// Whether `deed`, of which there is only one ever, is asked about for the first time.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn is_first(&self, deed: &str) -> Result<bool, StoreError> {
        Ok(self.kv.increment(&keys::deed(deed, FIRST))? == 1)
    }

    /// Whether the first try of a deed that is owed since `owed` is over, so that tries by window may
    /// begin.
    pub fn first_try_is_over(owed: DateTime<Utc>, now: DateTime<Utc>) -> bool {
        now - owed > TimeDelta::seconds(FIRST_SECONDS + TRY_SECONDS + SKEW)
    }

    /// Forgets who might try `deed`, once its result is written: nobody will ask again.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn forget_tries(&self, deed: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
        let window = now.timestamp().div_euclid(WINDOW);
        [FIRST, window - 1, window].into_iter().try_for_each(|window| {
            let key = keys::deed(deed, window);
            if self.kv.get(&key)?.is_some() { self.kv.delete(&key) } else { Ok(()) }
        })
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
        assert!(!store.may_try("mail 3", at(80)).unwrap() && !store.may_try("mail 3", at(119)).unwrap());
        assert_eq!(kv.commits(), commits, "what may not begin leaves no trace");
        assert!(store.may_try("mail 1", at(120)).unwrap());
    }

    #[test]
    fn one_first_try_soon_after_it_is_owed() {
        let kv = MemoryStore::default();
        let wall = || DateTime::UNIX_EPOCH;
        let store = Store::new(&kv, &wall);
        let at = |seconds: i64| DateTime::from_timestamp(1_800_000_119 + seconds, 0).unwrap();
        assert!(!store.may_try_first("mail 1", at(0), at(41)).unwrap());
        assert!(store.may_try_first("mail 1", at(0), at(40)).unwrap());
        assert!(!store.may_try_first("mail 1", at(0), at(40)).unwrap());
        store.forget_tries("mail 1", at(40)).unwrap();
        assert!(store.may_try_first("mail 1", at(0), at(40)).unwrap());
    }
}
