//! Job `outbox`: sends what is due, bucket by bucket of the minute wheel.

use super::{Budget, Run};
use crate::{
    deliver::{Right, Tally},
    dispatch::{Dispatched, dispatch},
    http_client::HttpClient,
    request::Env,
};
use chrono::{DateTime, TimeDelta, Utc, serde::ts_milliseconds};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sledz_domain::json;
use sledz_store::{
    StoreError,
    keys::LogId,
    timer::{self, Due},
};

/// The most entries of a bucket that are read at once.
const SLICE: u64 = 64;

/// The first run looks back so far: what was owed before jobs were ever called.
pub(super) const LOOK_BACK_MINUTES: i64 = 14 * 24 * 60;

/// The first minute that was not visited yet, the first entry in it, and what is wrong with sending.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// Minutes since 1970.
    pub minute: i64,
    /// The number of the entry to begin with.
    pub from: u64,
    /// The last failure, since which no try of the job has succeeded.
    #[serde(default)]
    pub trouble: Option<Trouble>,
}

/// A try that failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// Why, for the operator.
    pub why: String,
    /// When.
    #[serde(with = "ts_milliseconds")]
    pub at: DateTime<Utc>,
}

impl Trouble {
    /// Whether it still means anything: the next try is at most eight hours later.
    pub fn lasts(&self, now: DateTime<Utc>) -> bool {
        now - self.at < TimeDelta::hours(9)
    }
}

/// Runs the job.
///
/// # Errors
/// If the store fails.
pub async fn run(env: Env<'_>, client: &dyn HttpClient, cursor: Value, budget: &Budget<'_>) -> Result<Run, StoreError> {
    let work = async |due: Vec<Due>| dispatch(env, client, due, Right::Window, budget).await;
    walk(env, cursor, budget, (LogId::Minute, LOOK_BACK_MINUTES), work).await
}

/// Goes through a wheel of minutes, bucket by bucket, and has done what is due there; the first run looks
/// back so many minutes.
///
/// # Errors
/// If the store fails.
pub async fn walk<W>(
    env: Env<'_>,
    cursor: Value,
    budget: &Budget<'_>,
    (bucket, look_back): (fn(i64) -> LogId, i64),
    work: W,
) -> Result<Run, StoreError>
where
    W: AsyncFn(Vec<Due>) -> Result<Dispatched, StoreError>,
{
    let last = timer::last_minute(env.now);
    let begin = Cursor { minute: last - look_back, from: 1, trouble: None };
    let known: Option<Cursor> = serde_json::from_value(cursor).ok();
    // A clock that was set back: what is due by it is looked at again.
    let mut at = known.filter(|known| known.minute <= last + 1).unwrap_or(begin);
    let mut tally = Tally::default();
    if !env.store.tries_may_begin(env.now) {
        let report = json!({"waits": "tries begin again within 40 s"});
        return Ok(Run { report, cursor: json!(at), has_more: true });
    }
    while at.minute <= last && budget.goes_on() {
        let (slice, count) = env.store.slice::<Due>(bucket(at.minute), at.from, SLICE)?;
        let numbers: Vec<u64> = slice.iter().map(|(n, _)| *n).collect();
        let due = slice.into_iter().map(|(_, due)| due).collect();
        let done = work(due).await?;
        tally.add(done.tally);
        if done.is_cut {
            // Visited again from here: what was sent is not sent twice.
            break;
        }
        at = match numbers.get(done.begun) {
            Some(next) => Cursor { from: *next, ..at },
            None if at.from + SLICE > count => Cursor { minute: at.minute + 1, from: 1, ..at },
            None => Cursor { from: at.from + SLICE, ..at },
        };
    }
    at.trouble = match &tally.trouble {
        Some(why) => Some(Trouble { why: why.clone(), at: env.now }),
        None => at.trouble.filter(|_| tally.sent == 0),
    };
    Ok(Run { report: json!(tally), has_more: at.minute <= last, cursor: json!(at) })
}
