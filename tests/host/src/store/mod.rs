//! The key-value store that all components share, over SQLite or Redis.

mod redis;
mod sqlite;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use anyhow::Result;
use tokio::task::spawn_blocking;

pub use self::redis::RedisStore;
pub use self::sqlite::SqliteStore;
use crate::counters::Counters;
use crate::options::Sync;

/// Why a store call failed. For the log only: guests are told nothing of it.
#[derive(Debug)]
pub struct StoreError(String);

impl std::fmt::Display for StoreError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for StoreError {}

impl StoreError {
    fn new(why: impl std::fmt::Display) -> Self {
        Self(why.to_string())
    }
}

/// The store as the components see it: it counts, and in tests it can be slow or fail.
pub struct Store {
    backend: Backend,
    counters: Arc<Counters>,
    /// What tests ask for at `/.host/`.
    pub faults: Faults,
}

enum Backend {
    Sqlite(Arc<SqliteStore>),
    Redis(RedisStore),
}

/// Troubles that a test has asked for.
#[derive(Default)]
pub struct Faults {
    delay_ms: AtomicU64,
    fail: AtomicBool,
}

impl Faults {
    /// Makes every following call wait that long first.
    pub fn delay(&self, milliseconds: u64) {
        self.delay_ms.store(milliseconds, Ordering::Relaxed);
    }

    /// Makes every following call fail, or no longer.
    pub fn fail(&self, on: bool) {
        self.fail.store(on, Ordering::Relaxed);
    }

    async fn strike(&self) -> Result<(), StoreError> {
        let delay = self.delay_ms.load(Ordering::Relaxed);
        if delay > 0 {
            tokio::time::sleep(Duration::from_millis(delay)).await;
        }
        if self.fail.load(Ordering::Relaxed) {
            return Err(StoreError::new("a test asked for this failure"));
        }
        Ok(())
    }
}

impl Store {
    /// Opens the SQLite file, which is made if it is not there.
    ///
    /// # Errors
    /// One sentence that names the file.
    pub fn sqlite(path: &Path, sync: Sync, counters: Arc<Counters>) -> Result<Self> {
        let backend = Backend::Sqlite(Arc::new(SqliteStore::open(path, sync)?));
        Ok(Self { backend, counters, faults: Faults::default() })
    }

    /// Connects to Redis.
    ///
    /// # Errors
    /// One sentence without the URL, which may hold a password.
    pub async fn redis(url: &str, counters: Arc<Counters>) -> Result<Self> {
        let backend = Backend::Redis(RedisStore::connect(url).await?);
        Ok(Self { backend, counters, faults: Faults::default() })
    }

    /// The value of a key, if it has one.
    ///
    /// # Errors
    /// The backend's, as for every call below.
    pub async fn get(&self, key: String) -> Result<Option<Vec<u8>>, StoreError> {
        let _call = self.counters.call();
        self.faults.strike().await?;
        let value = match &self.backend {
            // Reading a page that is cached is quicker than waking another thread. While a writer
            // holds the connection, that other thread is the one to wait.
            Backend::Sqlite(sqlite) => match sqlite.try_get(&key) {
                Some(value) => value,
                None => blocking(sqlite, move |sqlite| sqlite.get(&key)).await,
            },
            Backend::Redis(redis) => redis.get(&key).await,
        }?;
        self.counters.get();
        Ok(value)
    }

    /// Whether a key has a value.
    ///
    /// # Errors
    /// The backend's.
    pub async fn exists(&self, key: String) -> Result<bool, StoreError> {
        let _call = self.counters.call();
        self.faults.strike().await?;
        let exists = match &self.backend {
            Backend::Sqlite(sqlite) => match sqlite.try_get(&key) {
                Some(value) => value.map(|value| value.is_some()),
                None => blocking(sqlite, move |sqlite| sqlite.get(&key)).await.map(|value| value.is_some()),
            },
            Backend::Redis(redis) => redis.exists(&key).await,
        }?;
        self.counters.exists();
        Ok(exists)
    }

    /// Gives a key a value: one commit.
    ///
    /// # Errors
    /// The backend's.
    pub async fn set(&self, key: String, value: Vec<u8>) -> Result<(), StoreError> {
        self.set_many(vec![(key, value)]).await
    }

    /// Gives many keys their values, all or none: one commit, or none for no pairs.
    ///
    /// # Errors
    /// The backend's.
    pub async fn set_many(&self, pairs: Vec<(String, Vec<u8>)>) -> Result<(), StoreError> {
        let _call = self.counters.call();
        self.faults.strike().await?;
        if pairs.is_empty() {
            return Ok(());
        }
        match &self.backend {
            Backend::Sqlite(sqlite) => blocking(sqlite, move |sqlite| sqlite.set_many(&pairs)).await,
            Backend::Redis(redis) => redis.set_many(&pairs).await,
        }?;
        self.counters.commit();
        Ok(())
    }

    /// Takes a key's value away: one commit.
    ///
    /// # Errors
    /// The backend's.
    pub async fn delete(&self, key: String) -> Result<(), StoreError> {
        let _call = self.counters.call();
        self.faults.strike().await?;
        match &self.backend {
            Backend::Sqlite(sqlite) => blocking(sqlite, move |sqlite| sqlite.delete(&key)).await,
            Backend::Redis(redis) => redis.delete(&key).await,
        }?;
        self.counters.commit();
        Ok(())
    }

    /// Adds to a counter and tells its new value: one commit.
    ///
    /// # Errors
    /// The backend's, also when the key's value is not a counter.
    pub async fn increment(&self, key: String, delta: i64) -> Result<i64, StoreError> {
        let _call = self.counters.call();
        self.faults.strike().await?;
        let value = match &self.backend {
            Backend::Sqlite(sqlite) => blocking(sqlite, move |sqlite| sqlite.increment(&key, delta)).await,
            Backend::Redis(redis) => redis.increment(&key, delta).await,
        }?;
        self.counters.commit();
        self.counters.increment();
        Ok(value)
    }
}

/// A commit waits for the disk: not on a thread that serves other requests.
async fn blocking<T: Send + 'static>(
    sqlite: &Arc<SqliteStore>,
    call: impl FnOnce(&SqliteStore) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    let sqlite = Arc::clone(sqlite);
    spawn_blocking(move || call(&sqlite)).await.map_err(StoreError::new)?
}

#[cfg(test)]
mod tests;
