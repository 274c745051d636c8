//! What is asked of a key-value store: the part of `wasi:keyvalue` that every backend of Spin does
//! right. No listing, no get-many, no compare-and-swap.

use std::fmt;

/// A key-value store. Synchronous, as `wasi:keyvalue` is.
pub trait KeyValue {
    /// The value of `key`. A counter's bytes are read with [`crate::keys::counter_value`].
    ///
    /// # Errors
    /// If the store cannot be asked.
    fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError>;

    /// Removes `key`, durably; nothing happens if it is not there.
    ///
    /// # Errors
    /// If the store cannot be written.
    fn delete(&self, key: &str) -> Result<(), StoreError>;

    /// Writes all pairs, durably and at once: one commit.
    ///
    /// # Errors
    /// If the store cannot be written. Then nothing was, or all was and the answer got lost.
    fn set_many(&self, pairs: &[(String, Vec<u8>)]) -> Result<(), StoreError>;

    /// Adds 1 to a counter, durably, and gives its new value: one commit. Never on a key that
    /// [`KeyValue::set_many`] writes: Spin's SQLite store would be poisoned.
    ///
    /// # Errors
    /// If the store cannot be written.
    fn increment(&self, key: &str) -> Result<u64, StoreError>;
}

impl<K: KeyValue + ?Sized> KeyValue for &K {
    fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        (**self).get(key)
    }
    fn delete(&self, key: &str) -> Result<(), StoreError> {
        (**self).delete(key)
    }
    fn set_many(&self, pairs: &[(String, Vec<u8>)]) -> Result<(), StoreError> {
        (**self).set_many(pairs)
    }
    fn increment(&self, key: &str) -> Result<u64, StoreError> {
        (**self).increment(key)
    }
}

/// The store failed; the sender should try again later. What it says is for the log, not for the
/// outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreError(pub String);

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "store: {}", self.0)
    }
}

impl std::error::Error for StoreError {}
