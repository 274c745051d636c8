//! What days and months come to in numbers: values that one job writes over and over, each of which can be computed
//! again from the logs. Several of them are written at once, so that what is known and what is still to be done never
//! part.

use crate::{
    keys::{counted, rolled},
    kv::StoreError,
    log::Store,
};
use serde::{Serialize, de::DeserializeOwned};

/// Under this name it is counted how often the job has begun.
const BEGUN: &str = "rolled";

/// Values to be written at once.
#[derive(Default)]
pub struct Values(Vec<(String, Vec<u8>)>);

impl Values {
    /// Adds a part of a span; both are words and dates of our own.
    ///
    /// # Errors
    /// If it cannot be written down.
    pub fn put(&mut self, span: &str, part: &str, value: &impl Serialize) -> Result<(), StoreError> {
        self.0.push((rolled(span, part), bytes(value)?));
        Ok(())
    }

    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A value as it is stored: of two that are the same so are the bytes.
///
/// # Errors
/// If it cannot be written down.
pub fn bytes(value: &impl Serialize) -> Result<Vec<u8>, StoreError> {
    postcard::to_allocvec(value).map_err(|error| StoreError(format!("cannot be written down: {error}")))
}

/// A value from how it is stored; none if it is of another form.
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}

impl Store<'_> {
    /// A part of a span; none if there is none, or it is of another form. One get.
    ///
    /// # Errors
    /// If the store cannot be asked.
    pub fn rolled<T: DeserializeOwned>(&self, span: &str, part: &str) -> Result<Option<T>, StoreError> {
        Ok(self.kv.get(&rolled(span, part))?.as_deref().and_then(read))
    }

    /// Writes values, all at once; nothing if there are none.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn set_rolled(&self, values: &Values) -> Result<(), StoreError> {
        if values.is_empty() { Ok(()) } else { self.kv.set_many(&values.0) }
    }

    /// Deletes a part of a span.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn delete_rolled(&self, span: &str, part: &str) -> Result<(), StoreError> {
        self.kv.delete(&rolled(span, part))
    }

    /// Begins to roll up; the number of this run. Runs of the job may overlap when a clock calls it twice: the newest
    /// goes on, and those before it stop ([`Store::is_last_run`]).
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn begin_run(&self) -> Result<u64, StoreError> {
        self.kv.increment(&counted(BEGUN))
    }

    /// Whether no other run has begun since this one.
    ///
    /// # Errors
    /// If the store cannot be asked.
    pub fn is_last_run(&self, run: u64) -> Result<bool, StoreError> {
        Ok(self.counted(BEGUN)? == run)
    }
}
