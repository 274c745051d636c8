//! Job `retention`: deletes the personal data of orders that nothing was heard of for
//! `retention_days`, and the counters of wrong guesses.

use super::{Budget, Run};
use crate::{
    order_intake::{OrderPointer, order_log},
    request::Env,
};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sledz_domain::{json, order::Order};
use sledz_store::{StoreError, keys::LogId};

/// Days for which personal data is kept if nothing else is set.
const DEFAULT_DAYS: i64 = 365;

const DAY: i64 = 86_400;
const HOUR: i64 = 3600;

/// The most entries of a bucket that are read at once.
const SLICE: u64 = 64;

/// The first run looks back so far.
const LOOK_BACK_DAYS: i64 = 400;

/// Counters of wrong guesses are of no use after this.
const GUESSES_KEPT_HOURS: i64 = 3;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Cursor {
    /// The first day since 1970 that was not visited yet, and the first entry in it.
    day: i64,
    from: u64,
    /// The first hour since 1970 whose wrong guesses are not deleted yet, and the first counter.
    guesses: i64,
    counter: u16,
}

/// The bucket in which an order's personal data is looked at.
pub fn bucket(env: &Env, order: &Order) -> LogId {
    let over = ends(env, order).max(env.now + TimeDelta::days(1));
    LogId::Day(over.timestamp().div_euclid(DAY))
}

/// When the personal data of an order is over.
fn ends(env: &Env, order: &Order) -> DateTime<Utc> {
    order.last_learned().unwrap_or(env.now) + kept_for(env)
}

/// For how long personal data is kept after the last word.
pub fn kept_for(env: &Env) -> TimeDelta {
    TimeDelta::days(env.settings.get("retention_days").trim().parse().unwrap_or(DEFAULT_DAYS).clamp(1, 3650))
}

/// Runs the job.
///
/// # Errors
/// If the store fails.
pub fn run(env: &Env, cursor: Value, budget: &Budget<'_>) -> Result<Run, StoreError> {
    // A day is visited when it is over: nobody writes into it then.
    let last = env.now.timestamp().div_euclid(DAY) - 1;
    let last_guesses = env.now.timestamp().div_euclid(HOUR) - GUESSES_KEPT_HOURS;
    let begin = Cursor { day: last - LOOK_BACK_DAYS, from: 1, guesses: last_guesses - 24, counter: 0 };
    let known: Option<Cursor> = serde_json::from_value(cursor).ok();
    let mut at = known.filter(|known| known.day <= last + 1 && known.guesses <= last_guesses + 1).unwrap_or(begin);
    let mut erased = 0_u32;
    while at.day <= last && budget.goes_on() {
        let (slice, count) = env.store.slice::<OrderPointer>(LogId::Day(at.day), at.from, SLICE)?;
        let mut next = at.from + SLICE;
        for (n, order) in slice {
            if !budget.goes_on() {
                next = n;
                break;
            }
            erased += u32::from(enforce(env, &order)?);
        }
        if next > count {
            (at.day, at.from) = (at.day + 1, 1);
        } else {
            at.from = next;
        }
    }
    while at.guesses <= last_guesses && budget.goes_on() {
        match env.store.delete_wrong_guesses(at.guesses, at.counter, &|| budget.goes_on())? {
            Some(counter) => at.counter = counter,
            None => (at.guesses, at.counter) = (at.guesses + 1, 0),
        }
    }
    let has_more = at.day <= last || at.guesses <= last_guesses;
    Ok(Run { report: json!({"erased": erased}), cursor: json!(at), has_more })
}

/// Erases what is sealed beside an order whose time is over, or has it visited again; whether it
/// erased anything.
fn enforce(env: &Env, pointer: &OrderPointer) -> Result<bool, StoreError> {
    let log = order_log(&pointer.platform, &pointer.platform_id);
    let reading = env.store.read::<Order>(log)?;
    if reading.is_empty() {
        return Ok(false);
    }
    if ends(env, reading.state()) > env.now {
        let mut commit = env.store.commit();
        commit.index(bucket(env, reading.state()), pointer)?;
        commit.write()?;
        return Ok(false);
    }
    let mut erased = false;
    for n in 1..=reading.count {
        erased |= env.store.erase_sealed(log, n)?;
    }
    Ok(erased)
}
