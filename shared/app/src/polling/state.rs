//! How a poller stands: what it last did, since when it fails, where it goes on.

use crate::request::Env;
use chrono::{DateTime, TimeDelta, Utc, serde::ts_milliseconds_option};
use serde::{Deserialize, Serialize};
use sledz_sources::pollers::Fault;
use sledz_store::StoreError;

/// After so long without a call, a poller that is switched on is overdue.
const OVERDUE: TimeDelta = TimeDelta::minutes(15);

/// After so long, trouble is more than a hiccup.
const LASTS: TimeDelta = TimeDelta::minutes(30);

/// The first pause after a failure; each further one doubles it.
const FIRST_PAUSE: TimeDelta = TimeDelta::minutes(2);

/// The longest pause that we make by ourselves.
const LONGEST_PAUSE: TimeDelta = TimeDelta::minutes(30);

/// The longest pause that an interface can ask for.
const LONGEST_WAIT: TimeDelta = TimeDelta::hours(2);

/// How a poller stands. One value that is written over and over.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct PollState {
    /// When it was last called, whatever came of it.
    #[serde(default, with = "ts_milliseconds_option")]
    pub called: Option<DateTime<Utc>>,
    /// When its interface last gave an answer that could be used, or nothing was to be asked.
    #[serde(default, with = "ts_milliseconds_option")]
    pub succeeded: Option<DateTime<Utc>>,
    /// Since when every call has failed.
    #[serde(default, with = "ts_milliseconds_option")]
    pub failing_since: Option<DateTime<Utc>>,
    /// How many calls in a row have failed.
    #[serde(default)]
    pub failures: u32,
    /// Why the last one did, for the operator.
    #[serde(default)]
    pub why: Option<String>,
    /// It was because the access was refused.
    #[serde(default)]
    pub is_refused: bool,
    /// Not to be called before.
    #[serde(default, with = "ts_milliseconds_option")]
    pub not_before: Option<DateTime<Utc>>,
    /// The first slot that was not visited yet, and the first entry in it.
    #[serde(default)]
    pub cursor: Option<Cursor>,
    /// It stopped because its time was up, and has more to do.
    #[serde(default)]
    pub has_more: bool,
    /// What it last did.
    #[serde(default)]
    pub tally: Tally,
}

/// Where a poller of parcels goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// Slots since 1970 (`sledz_store::timer::POLL_SLOT`).
    pub slot: i64,
    /// The number of the entry to begin with.
    pub from: u64,
}

/// What a call did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Parcels asked about, or batches fetched.
    pub asked: u32,
    /// Events that were told, new or not.
    pub told: u32,
    /// Those of them that were new.
    pub new: u32,
    /// Parts of answers that lack what they need.
    pub unreadable: u32,
    /// Parcels or batches that could not be asked about.
    pub failed: u32,
    /// Parcels of which nothing more is expected.
    pub ended: u32,
}

impl PollState {
    /// How the poller of this name stands; as at first if it was never called.
    ///
    /// # Errors
    /// If the store fails.
    pub fn read(env: &Env, poller: &str) -> Result<Self, StoreError> {
        env.store.job_state(&key(poller))
    }

    /// Writes it down.
    ///
    /// # Errors
    /// If the store fails.
    pub fn write(&self, env: &Env, poller: &str) -> Result<(), StoreError> {
        env.store.set_job_state(&key(poller), self)
    }

    /// Whether nobody has called it for too long, although it is switched on and is not to be left alone.
    pub fn is_overdue(&self, now: DateTime<Utc>) -> bool {
        self.called.max(self.not_before).is_none_or(|last| now - last >= OVERDUE)
    }

    /// Whether it has failed for so long that somebody should look.
    pub fn is_failing(&self, now: DateTime<Utc>) -> bool {
        self.failing_since.is_some_and(|since| now - since >= LASTS)
    }

    /// Notes an answer that could be used.
    pub fn succeed(&mut self, now: DateTime<Utc>) {
        self.succeeded = Some(now);
        (self.failing_since, self.failures, self.why, self.not_before) = (None, 0, None, None);
        self.is_refused = false;
    }

    /// Lets it be called again at once: what it failed for was mended.
    pub fn forgive(&mut self) {
        (self.not_before, self.failures) = (None, 0);
    }

    /// Notes a failure: the next call waits longer with each.
    pub fn fail(&mut self, fault: &Fault, now: DateTime<Utc>) {
        let own = FIRST_PAUSE * 2_i32.pow(self.failures.min(4));
        let pause = fault.wait.map_or(own.min(LONGEST_PAUSE), |wait| wait.clamp(FIRST_PAUSE, LONGEST_WAIT));
        self.failing_since = self.failing_since.or(Some(now));
        self.failures = self.failures.saturating_add(1);
        self.why = Some(fault.why.clone());
        self.is_refused = fault.is_refused;
        self.not_before = Some(now + pause);
    }
}

fn key(poller: &str) -> String {
    format!("poll:{poller}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_makes_a_longer_pause_and_a_success_ends_it() {
        let now = DateTime::UNIX_EPOCH;
        let mut state = PollState::default();
        let fault = |wait| Fault { why: "no".to_owned(), wait, is_general: true, is_refused: false };
        let mut pauses = Vec::new();
        for _ in 0..7 {
            state.fail(&fault(None), now);
            pauses.push((state.not_before.unwrap() - now).num_minutes());
        }
        assert_eq!(pauses, [2, 4, 8, 16, 30, 30, 30]);
        assert!(!state.is_failing(now) && state.is_failing(now + LASTS));
        for (asked, minutes) in [(1, 2), (3600, 60), (1_000_000, 120)] {
            state.fail(&fault(Some(TimeDelta::seconds(asked))), now);
            assert_eq!((state.not_before.unwrap() - now).num_minutes(), minutes);
        }
        state.succeed(now);
        assert_eq!((state.failing_since, state.failures, state.not_before), (None, 0, None));
    }
}
