//! Wheels of deadlines: one log per hour, of the entities to be looked at, and one of the orders whose
//! sources are to be compared; one log per minute, of the outboxes with something due, one of calls
//! that are owed, one of cases, and one of reports; one log per poller and five minutes, of parcels to be asked about.
//!
//! Each entity is armed when it is created; the job that visits it arms it again at its next
//! deadline. A deadline that is already over goes into the next bucket, which no job has visited:
//! a bucket is visited [`SETTLED_AFTER`] its time has come, when every writer that took a number in
//! it has written its entry or taken another.

use crate::{commit::Commit, keys::LogId, kv::StoreError};
use chrono::{DateTime, Utc};
use sledz_domain::{
    listed::{Listed, listed},
    outbox::Subject,
};

const HOUR: i64 = 3600;
const MINUTE: i64 = 60;

/// Seconds of a slot in which parcels are asked about.
pub const POLL_SLOT: i64 = 300;

/// Seconds after which nobody writes into a bucket whose time has come: a writer is done, or takes
/// another number, within 60 s.
pub const SETTLED_AFTER: i64 = 90;

/// Something that has a deadline.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Timer {
    /// An order; platform and platform's own id.
    Order(String, String),
    /// A parcel; normalised tracking number.
    Parcel(String),
    /// A subscription that waits to be activated; source and its own id.
    Subscription(String, String),
    /// Calls that may be owed because of an order: of its platform, of those who handle its money.
    Calls(String, String),
    /// A case; its number.
    Case(String),
}

/// Something for the outbox job to do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Due {
    /// Something was heard of it: see what is owed because of that.
    Look(Timer),
    /// Something in its outbox is due.
    Send(Subject),
}

listed!(Timer);
listed!(Due);

impl Listed for Timer {
    fn fields(&self) -> Vec<String> {
        let (kind, one, two) = match self {
            Timer::Order(platform, id) => ("order", platform.as_str(), id.as_str()),
            Timer::Parcel(number) => ("parcel", number.as_str(), ""),
            Timer::Subscription(source, id) => ("subscription", source.as_str(), id.as_str()),
            Timer::Calls(platform, id) => ("calls", platform.as_str(), id.as_str()),
            Timer::Case(number) => ("case", number.as_str(), ""),
        };
        [kind, one, two].map(str::to_owned).to_vec()
    }

    fn read(fields: &[String]) -> Option<Self> {
        let [kind, one, two] = fields else { return None };
        Some(match kind.as_str() {
            "order" => Timer::Order(one.clone(), two.clone()),
            "parcel" => Timer::Parcel(one.clone()),
            "subscription" => Timer::Subscription(one.clone(), two.clone()),
            "calls" => Timer::Calls(one.clone(), two.clone()),
            "case" => Timer::Case(one.clone()),
            _ => return None,
        })
    }
}

impl Listed for Due {
    fn fields(&self) -> Vec<String> {
        let (kind, of) = match self {
            Due::Look(timer) => ("look", timer.fields()),
            Due::Send(subject) => ("send", subject.fields()),
        };
        std::iter::once(kind.to_owned()).chain(of).collect()
    }

    fn read(fields: &[String]) -> Option<Self> {
        let (kind, of) = fields.split_first()?;
        match kind.as_str() {
            "look" => Timer::read(of).map(Due::Look),
            "send" => Subject::read(of).map(Due::Send),
            _ => None,
        }
    }
}

/// The component that does what is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doer {
    /// `jobs`: messages, warnings and events.
    Jobs,
    /// `calls`: calls of platforms and payment providers.
    Calls,
    /// `replies`: all that is owed about cases.
    Replies,
    /// `kpi`: reports.
    Reports,
}

impl Due {
    /// Who does it.
    pub fn doer(&self) -> Doer {
        match self {
            Due::Look(Timer::Calls(..)) | Due::Send(Subject::Source(..)) => Doer::Calls,
            Due::Look(Timer::Case(_)) | Due::Send(Subject::Case(_)) => Doer::Replies,
            Due::Send(Subject::Report(_)) => Doer::Reports,
            _ => Doer::Jobs,
        }
    }
}

impl Doer {
    /// The log of what it does in a minute since 1970.
    fn bucket(self, minute: i64) -> LogId {
        match self {
            Doer::Jobs => LogId::Minute(minute),
            Doer::Calls => LogId::Call(minute),
            Doer::Replies => LogId::Reply(minute),
            Doer::Reports => LogId::Report(minute),
        }
    }
}

/// The bucket in which a `deadline` is visited, seen from `now`.
pub fn bucket(deadline: DateTime<Utc>, now: DateTime<Utc>) -> LogId {
    let hour = |at: DateTime<Utc>| at.timestamp().div_euclid(HOUR);
    // The hour that runs may have been visited already: the next one is the earliest.
    LogId::Hour((hour(deadline) + 1).max(hour(now) + 1))
}

/// The minute since 1970 in which something is done that is due at `due`, seen from `now`.
pub fn minute(due: DateTime<Utc>, now: DateTime<Utc>) -> i64 {
    let minute = |at: DateTime<Utc>| at.timestamp().div_euclid(MINUTE);
    minute(due).max(minute(now) + 1)
}

/// The bucket in which an order's sources are compared at `at`, seen from `now`.
pub fn watch_bucket(at: DateTime<Utc>, now: DateTime<Utc>) -> LogId {
    let hour = |at: DateTime<Utc>| at.timestamp().div_euclid(HOUR);
    LogId::Watch((hour(at) + 1).max(hour(now) + 1))
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
        self.index(what.doer().bucket(minute(due, now)), what)
    }

    /// Arms `timer` for `deadline`.
    ///
    /// # Errors
    /// If it cannot be written down.
    pub fn arm(&mut self, timer: &Timer, deadline: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.index(bucket(deadline, now), timer)
    }
}
