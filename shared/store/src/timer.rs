//! Wheels of deadlines: one log per hour, of the entities to be looked at, one log per minute, of the
//! outboxes with something due, and one log per poller and five minutes, of parcels to be asked about.
//!
//! Each entity is armed when it is created; the job that visits it arms it again at its next
//! deadline. A deadline that is already over goes into the next bucket, which no job has visited:
//! a bucket is visited [`SETTLED_AFTER`] its time has come, when every writer that took a number in
//! it has written its entry or taken another.

use crate::{commit::Commit, keys::LogId, kv::StoreError};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sledz_domain::outbox::Subject;

const HOUR: i64 = 3600;
const MINUTE: i64 = 60;

/// Seconds of a slot in which parcels are asked about.
pub const POLL_SLOT: i64 = 300;

/// Seconds after which nobody writes into a bucket whose time has come: a writer is done, or takes
/// another number, within 60 s.
pub const SETTLED_AFTER: i64 = 90;

/// Something that has a deadline.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Timer {
    /// An order; platform and platform's own id.
    Order(String, String),
    /// A parcel; normalised tracking number.
    Parcel(String),
    /// A subscription that waits to be activated; source and its own id.
    Subscription(String, String),
}

/// Something for the outbox job to do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Due {
    /// Something was heard of it: see what is owed because of that.
    Look(Timer),
    /// Something in its outbox is due.
    Send(Subject),
}

/// The bucket in which a `deadline` is visited, seen from `now`.
pub fn bucket(deadline: DateTime<Utc>, now: DateTime<Utc>) -> LogId {
    let hour = |at: DateTime<Utc>| at.timestamp().div_euclid(HOUR);
    // The hour that runs may have been visited already: the next one is the earliest.
    LogId::Hour((hour(deadline) + 1).max(hour(now) + 1))
}

/// The bucket in which something is done that is due at `due`, seen from `now`.
pub fn minute_bucket(due: DateTime<Utc>, now: DateTime<Utc>) -> LogId {
    let minute = |at: DateTime<Utc>| at.timestamp().div_euclid(MINUTE);
    LogId::Minute(minute(due).max(minute(now) + 1))
}

/// The slot in which `poller` is asked about a parcel at `at`, seen from `now`.
pub fn poll_bucket(poller: &'static str, at: DateTime<Utc>, now: DateTime<Utc>) -> LogId {
    let slot = |at: DateTime<Utc>| at.timestamp().div_euclid(POLL_SLOT);
    LogId::Poll(poller, slot(at).max(slot(now) + 1))
}

/// The last slot whose bucket may be visited at `now`.
pub fn last_poll_slot(now: DateTime<Utc>) -> i64 {
    (now.timestamp() - SETTLED_AFTER).div_euclid(POLL_SLOT)
}

/// The last hour whose bucket may be visited at `now`.
pub fn last_hour(now: DateTime<Utc>) -> i64 {
    (now.timestamp() - SETTLED_AFTER).div_euclid(HOUR)
}

/// The last minute whose bucket may be visited at `now`.
pub fn last_minute(now: DateTime<Utc>) -> i64 {
    (now.timestamp() - SETTLED_AFTER).div_euclid(MINUTE)
}

impl Commit<'_> {
    /// Has something done when it is due.
    ///
    /// # Errors
    /// If it cannot be written down.
    pub fn arm_due(&mut self, what: &Due, due: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.index(minute_bucket(due, now), what)
    }

    /// Arms `timer` for `deadline`.
    ///
    /// # Errors
    /// If it cannot be written down.
    pub fn arm(&mut self, timer: &Timer, deadline: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.index(bucket(deadline, now), timer)
    }
}
