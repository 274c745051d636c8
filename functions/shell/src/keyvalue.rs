//! The store over `wasi:keyvalue@0.2.0-draft2`: open, get, delete, set-many, increment.
//!
//! Never `spin:key-value` beside it: mixing the two hangs Spin on Redis. Never list-keys, get-many
//! or compare-and-swap: each is broken on some backend.

use sledz_store::{KeyValue, StoreError};
use spin_sdk::experimental::wasi::keyvalue::{
    atomics, batch,
    store::{self, Bucket, Error},
};

/// The label of the store in `spin.toml`.
const LABEL: &str = "default";

/// The component's store.
pub struct WasiKeyValue(Bucket);

impl WasiKeyValue {
    /// Opens the store.
    ///
    /// # Errors
    /// If the manifest does not give it to the component, or it cannot be reached.
    pub fn open() -> Result<Self, StoreError> {
        store::open(LABEL).map(WasiKeyValue).map_err(failed)
    }
}

impl KeyValue for WasiKeyValue {
    fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.0.get(key).map_err(failed)
    }

    fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.0.delete(key).map_err(failed)
    }

    fn set_many(&self, pairs: &[(String, Vec<u8>)]) -> Result<(), StoreError> {
        batch::set_many(&self.0, pairs).map_err(failed)
    }

    fn increment(&self, key: &str) -> Result<u64, StoreError> {
        let value = atomics::increment(&self.0, key, 1).map_err(failed)?;
        u64::try_from(value).map_err(|_| StoreError("a counter is negative".to_owned()))
    }
}

fn failed(error: Error) -> StoreError {
    StoreError(match error {
        Error::NoSuchStore => "there is no store of that name".to_owned(),
        Error::AccessDenied => "the manifest does not give the store to this component".to_owned(),
        Error::Other(text) => text,
    })
}
