//! SQLite exactly as Spin keeps it: the same table, one connection, a rollback journal.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};

use anyhow::{Context as _, Result};
use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior, params};

use super::StoreError;
use crate::options::Sync;

/// The label of the one store, as it stands in the table.
const STORE: &str = "default";

const GET: &str = "SELECT value FROM spin_key_value WHERE store = ?1 AND key = ?2";
const SET: &str = "INSERT INTO spin_key_value (store, key, value) VALUES (?1, ?2, ?3) \
                   ON CONFLICT (store, key) DO UPDATE SET value = excluded.value";
const DELETE: &str = "DELETE FROM spin_key_value WHERE store = ?1 AND key = ?2";

/// A SQLite file in Spin's own form. All calls block.
pub struct SqliteStore(Mutex<Connection>);

impl SqliteStore {
    /// Opens a file, and makes it with its directory if it is not there.
    ///
    /// # Errors
    /// One sentence that names the file.
    pub fn open(path: &Path, sync: Sync) -> Result<Self> {
        Self::connect(path, sync).with_context(|| format!("Cannot open the store {}", path.display()))
    }

    fn connect(path: &Path, sync: Sync) -> Result<Self> {
        if let Some(directory) = path.parent() {
            std::fs::create_dir_all(directory)?;
        }
        let connection = Connection::open(path)?;
        // Another process, such as a test that looks into the file, may hold it for a moment.
        connection.busy_timeout(std::time::Duration::from_secs(5))?;
        connection.pragma_update(None, "journal_mode", "DELETE")?;
        let synchronous = match sync {
            Sync::Full => "FULL",
            Sync::Off => "OFF",
        };
        connection.pragma_update(None, "synchronous", synchronous)?;
        connection.execute(
            "CREATE TABLE IF NOT EXISTS spin_key_value (
                store TEXT NOT NULL,
                key   TEXT NOT NULL,
                value BLOB NOT NULL,

                PRIMARY KEY (store, key)
            )",
            [],
        )?;
        Ok(Self(Mutex::new(connection)))
    }

    /// The value of a key, if it has one.
    ///
    /// # Errors
    /// SQLite's.
    pub fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        get(&self.lock(), key)
    }

    /// As `get`, but nothing if another call has the connection.
    pub fn try_get(&self, key: &str) -> Option<Result<Option<Vec<u8>>, StoreError>> {
        match self.0.try_lock() {
            Ok(connection) => Some(get(&connection, key)),
            Err(TryLockError::Poisoned(poisoned)) => Some(get(&poisoned.into_inner(), key)),
            Err(TryLockError::WouldBlock) => None,
        }
    }

    /// Gives many keys their values in one transaction.
    ///
    /// # Errors
    /// SQLite's; then no key has changed.
    pub fn set_many<K: AsRef<str>, V: AsRef<[u8]>>(&self, pairs: &[(K, V)]) -> Result<(), StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        {
            let mut statement = transaction.prepare_cached(SET)?;
            for (key, value) in pairs {
                statement.execute(params![STORE, key.as_ref(), value.as_ref()])?;
            }
        }
        Ok(transaction.commit()?)
    }

    /// Takes a key's value away.
    ///
    /// # Errors
    /// SQLite's.
    pub fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.lock().prepare_cached(DELETE)?.execute(params![STORE, key])?;
        Ok(())
    }

    /// Adds to a counter (8 bytes, little-endian) in one transaction and tells its new value.
    ///
    /// # Errors
    /// SQLite's; and if the value is not 8 bytes long or the sum does not fit.
    pub fn increment(&self, key: &str, delta: i64) -> Result<i64, StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let before = match get(&transaction, key)? {
            None => 0,
            Some(bytes) => {
                let bytes = bytes.try_into().map_err(|_| StoreError::new("the value to increment is not a counter"))?;
                i64::from_le_bytes(bytes)
            }
        };
        let after = before.checked_add(delta).ok_or_else(|| StoreError::new("the counter would overflow"))?;
        transaction.prepare_cached(SET)?.execute(params![STORE, key, after.to_le_bytes()])?;
        transaction.commit()?;
        Ok(after)
    }

    /// A panic elsewhere leaves the connection as sound as it was: its transaction was rolled back.
    pub(super) fn lock(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn get(connection: &Connection, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let value = connection.prepare_cached(GET)?.query_row(params![STORE, key], |row| row.get(0)).optional()?;
    Ok(value)
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::new(error)
    }
}
