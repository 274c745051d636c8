//! A store in memory with the contract of the real ones, for native tests: it counts commits, and
//! can be told to fail.

use crate::kv::{KeyValue, StoreError};
use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// A key-value store in memory.
#[derive(Debug, Default)]
pub struct MemoryStore {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    values: BTreeMap<String, Vec<u8>>,
    gets: u64,
    commits: u64,
    writes_until_failure: Option<u64>,
}

impl MemoryStore {
    /// How many gets were made.
    pub fn gets(&self) -> u64 {
        self.lock().gets
    }

    /// How many durable commits were made.
    pub fn commits(&self) -> u64 {
        self.lock().commits
    }

    /// Lets `count` more writes succeed; all later ones fail, as if the process had died there.
    pub fn fail_after_writes(&self, count: Option<u64>) {
        self.lock().writes_until_failure = count;
    }

    /// All keys, for tests that look at what was stored.
    pub fn keys(&self) -> Vec<String> {
        self.lock().values.keys().cloned().collect()
    }

    /// Everything that is stored, as one text, for tests that look for what must not be there.
    pub fn dump(&self) -> String {
        self.lock().values.values().map(|value| String::from_utf8_lossy(value).into_owned() + "\n").collect()
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn commit(&mut self) -> Result<(), StoreError> {
        match &mut self.writes_until_failure {
            Some(0) => return Err(StoreError("told to fail".to_owned())),
            Some(left) => *left -= 1,
            None => {}
        }
        self.commits += 1;
        Ok(())
    }
}

impl KeyValue for MemoryStore {
    fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let mut inner = self.lock();
        inner.gets += 1;
        Ok(inner.values.get(key).cloned())
    }

    fn delete(&self, key: &str) -> Result<(), StoreError> {
        let mut inner = self.lock();
        inner.commit()?;
        inner.values.remove(key);
        Ok(())
    }

    fn set_many(&self, pairs: &[(String, Vec<u8>)]) -> Result<(), StoreError> {
        let mut inner = self.lock();
        inner.commit()?;
        inner.values.extend(pairs.iter().cloned());
        Ok(())
    }

    fn increment(&self, key: &str) -> Result<u64, StoreError> {
        let mut inner = self.lock();
        inner.commit()?;
        let known = match inner.values.get(key) {
            None => 0,
            Some(bytes) => {
                u64::from_le_bytes(bytes.as_slice().try_into().map_err(|_| StoreError("not a counter".to_owned()))?)
            }
        };
        inner.values.insert(key.to_owned(), (known + 1).to_le_bytes().to_vec());
        Ok(known + 1)
    }
}
