//! How a poller of orders stands with each of its tasks: what it last did, since when it fails, where it
//! goes on.

use crate::{polling::state::PollState, request::Env};
use chrono::{DateTime, Utc, serde::ts_milliseconds_option};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sledz_store::StoreError;

/// The tasks, by the names under which they are kept and told.
pub const NEW: &str = "new";
/// What has changed lately, whatever was told of it.
pub const SWEEP: &str = "sweep";
/// What was before.
pub const HISTORY: &str = "history";

/// How a poller stands with one task. One value that is written over and over.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct SyncState {
    /// As for every poller.
    #[serde(default)]
    pub poll: PollState,
    /// Where it goes on; the poller's own.
    #[serde(default)]
    pub at: Value,
    /// History: orders placed since then, until all of them were brought in.
    #[serde(default, with = "ts_milliseconds_option")]
    pub since: Option<DateTime<Utc>>,
}

impl SyncState {
    /// How the poller stands; as at first if it was never called.
    ///
    /// # Errors
    /// If the store fails.
    pub fn read(env: &Env, poller: &str, task: &str) -> Result<Self, StoreError> {
        env.store.job_state(&key(poller, task))
    }

    /// Writes it down.
    ///
    /// # Errors
    /// If the store fails.
    pub fn write(&self, env: &Env, poller: &str, task: &str) -> Result<(), StoreError> {
        env.store.set_job_state(&key(poller, task), self)
    }
}

/// Lets a poller be called again at once, whatever it failed for: that was mended.
///
/// # Errors
/// If the store fails.
pub fn forgive(env: &Env, poller: &str) -> Result<(), StoreError> {
    for task in [NEW, SWEEP, HISTORY] {
        let mut state = SyncState::read(env, poller, task)?;
        if state.poll.not_before.is_some() {
            state.poll.forgive();
            state.write(env, poller, task)?;
        }
    }
    Ok(())
}

fn key(poller: &str, task: &str) -> String {
    format!("sync:{poller}:{task}")
}
