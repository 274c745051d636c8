//! Things counted for the operator: unknown codes, unreadable messages, what was dropped.

use crate::{keys, kv::StoreError, log::Store};
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

/// Wrong guesses share this many counters an hour.
const BUCKETS: u16 = 1024;

impl Store<'_> {
    /// Counts one `name`, which is one of our own words and never from outside. One commit.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn count(&self, name: &str) -> Result<(), StoreError> {
        self.kv.increment(&keys::counted(name)).map(drop)
    }

    /// How often `name` was counted.
    ///
    /// # Errors
    /// If the store cannot be asked.
    pub fn counted(&self, name: &str) -> Result<u64, StoreError> {
        Ok(keys::counter_value(self.kv.get(&keys::counted(name))?.as_deref()))
    }

    /// How many wrong guesses were made in this hour about numbers like `number`.
    ///
    /// # Errors
    /// If the store cannot be asked.
    pub fn wrong_guesses(&self, number: &str, now: DateTime<Utc>) -> Result<u64, StoreError> {
        Ok(keys::counter_value(self.kv.get(&guess_key(number, now))?.as_deref()))
    }

    /// Counts a wrong guess about `number`. One commit.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn count_wrong_guess(&self, number: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.kv.increment(&guess_key(number, now)).map(drop)
    }
}

fn guess_key(number: &str, now: DateTime<Utc>) -> String {
    let bits =
        Sha256::digest(number.as_bytes()).into_iter().take(2).fold(0_u16, |bits, byte| (bits << 8) | u16::from(byte));
    keys::wrong_guesses(now.timestamp().div_euclid(3600), bits % BUCKETS)
}
