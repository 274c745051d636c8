//! A store in memory, from which what was written is carried to the real one in few large transactions.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use sledz_store::{KeyValue, StoreError};

/// What is to be written.
pub(crate) type Pairs = Vec<(String, Vec<u8>)>;

/// A store in memory. It holds all counters: logs that orders share go on where they were; and all values, or those
/// written since the last [`Buffer::take`], where nobody reads what is older.
#[derive(Default)]
pub(crate) struct Buffer {
    values: RefCell<HashMap<String, Vec<u8>>>,
    counters: RefCell<HashMap<String, u64>>,
    /// What was written since the last [`Buffer::take`].
    fresh: RefCell<BTreeSet<String>>,
    keeps: bool,
}

impl Buffer {
    /// One that holds all values.
    pub(crate) fn keeping() -> Self {
        Buffer { keeps: true, ..Buffer::default() }
    }

    /// What is to be written, in the order in which the table keeps it.
    pub(crate) fn take(&self) -> Pairs {
        let mut values = self.values.borrow_mut();
        let value = |key: String| {
            let value = if self.keeps { values.get(&key).cloned() } else { values.remove(&key) };
            value.map(|value| (key, value))
        };
        self.fresh.take().into_iter().filter_map(value).collect()
    }

    fn put(&self, key: &str, value: Vec<u8>) {
        self.values.borrow_mut().insert(key.to_owned(), value);
        self.fresh.borrow_mut().insert(key.to_owned());
    }
}

impl KeyValue for Buffer {
    fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let counter = || self.counters.borrow().get(key).map(|count| count.to_le_bytes().to_vec());
        Ok(self.values.borrow().get(key).cloned().or_else(counter))
    }

    fn delete(&self, _: &str) -> Result<(), StoreError> {
        Err(StoreError("nothing is deleted here".to_owned()))
    }

    fn set_many(&self, pairs: &[(String, Vec<u8>)]) -> Result<(), StoreError> {
        pairs.iter().for_each(|(key, value)| self.put(key, value.clone()));
        Ok(())
    }

    /// As the host writes a counter: 8 bytes, little-endian.
    fn increment(&self, key: &str) -> Result<u64, StoreError> {
        let mut counters = self.counters.borrow_mut();
        let count = counters.entry(key.to_owned()).or_default();
        *count += 1;
        self.put(key, count.to_le_bytes().to_vec());
        Ok(*count)
    }
}
