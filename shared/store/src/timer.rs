//! The timer wheel: one log per hour, of the entities whose deadline lies in it.
//!
//! Each entity is armed when it is created; the job that visits it arms it again at its next
//! deadline. A deadline that is already over goes into the next bucket, which no job has visited.

use crate::{commit::Commit, keys::LogId, kv::StoreError, log::Store};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

const HOUR: i64 = 3600;

/// Something that has a deadline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Timer {
    /// An order; platform and platform's own id.
    Order(String, String),
    /// A parcel; normalised tracking number.
    Parcel(String),
}

/// The bucket in which a `deadline` is visited, seen from `now`.
pub fn bucket(deadline: DateTime<Utc>, now: DateTime<Utc>) -> LogId {
    let hour = |at: DateTime<Utc>| at.timestamp().div_euclid(HOUR);
    // The hour that runs may have been visited already: the next one is the earliest.
    LogId::Hour((hour(deadline) + 1).max(hour(now) + 1))
}

impl Commit<'_> {
    /// Arms `timer` for `deadline`.
    ///
    /// # Errors
    /// If it cannot be written down.
    pub fn arm(&mut self, timer: &Timer, deadline: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.index(bucket(deadline, now), timer)
    }
}

impl Store<'_> {
    /// The timers of the bucket of `hour` (hours since 1970), each once.
    ///
    /// # Errors
    /// If the store cannot be asked.
    pub fn timers(&self, hour: i64) -> Result<Vec<Timer>, StoreError> {
        self.all_pointers(LogId::Hour(hour))
    }
}
