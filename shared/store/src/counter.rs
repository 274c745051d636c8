//! Things counted for the operator: unknown codes, unreadable messages, what was dropped.

use crate::{keys, kv::StoreError, log::Store};
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

/// Wrong guesses share this many counters an hour.
pub(crate) const BUCKETS: u16 = 1024;

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

    /// Notes that `source` was heard of in this hour: one commit in the hour's first call, none
    /// after that.
    ///
    /// # Errors
    /// If the store fails.
    pub fn hear(&self, source: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
        if self.is_heard(source, now.timestamp().div_euclid(3600))? {
            return Ok(());
        }
        self.kv.set_many(&[heard(source, now)])
    }

    /// Whether `source` was heard of in an hour since 1970.
    ///
    /// # Errors
    /// If the store cannot be asked.
    pub fn is_heard(&self, source: &str, hour: i64) -> Result<bool, StoreError> {
        Ok(self.kv.get(&heard_key(source, hour))?.is_some())
    }

    /// Forgets that `source` was heard of in an hour since 1970.
    ///
    /// # Errors
    /// If the store fails.
    pub fn forget_heard(&self, source: &str, hour: i64) -> Result<(), StoreError> {
        let key = heard_key(source, hour);
        if self.kv.get(&key)?.is_some() { self.kv.delete(&key) } else { Ok(()) }
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

/// What is stored of a source that was heard of at `now`.
pub(crate) fn heard(source: &str, now: DateTime<Utc>) -> (String, Vec<u8>) {
    (heard_key(source, now.timestamp().div_euclid(3600)), b"1".to_vec())
}

fn heard_key(source: &str, hour: i64) -> String {
    keys::counted(&format!("heard:{source}:{hour}"))
}

fn guess_key(number: &str, now: DateTime<Utc>) -> String {
    let bits =
        Sha256::digest(number.as_bytes()).into_iter().take(2).fold(0_u16, |bits, byte| (bits << 8) | u16::from(byte));
    keys::wrong_guesses(now.timestamp().div_euclid(3600), bits % BUCKETS)
}
