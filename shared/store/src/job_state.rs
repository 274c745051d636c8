//! Where a job stands. One value that is written over and over: of two runs at once either may
//! win, since a job that goes over the same ground again does no harm.

use crate::{
    keys,
    kv::StoreError,
    log::{Store, encode},
};
use serde::{Serialize, de::DeserializeOwned};

impl Store<'_> {
    /// Where the job of this name stands; as at first if it never ran, or cannot be understood.
    ///
    /// # Errors
    /// If the store cannot be asked.
    pub fn job_state<S: DeserializeOwned + Default>(&self, job: &str) -> Result<S, StoreError> {
        let bytes = self.kv.get(&keys::job(job))?;
        Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default())
    }

    /// Writes down where the job stands. One commit.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn set_job_state(&self, job: &str, state: &impl Serialize) -> Result<(), StoreError> {
        self.kv.set_many(&[(keys::job(job), encode(state)?)])
    }
}
