//! Job `compaction`: the orders of closed days become one value each, and the buckets of the
//! wheels that were visited are deleted; cases that are over leave the index of those that are open.

use super::{Budget, JobState, Run, delays, outbox};
use crate::{cases::queue, order_intake::OrderPointer, request::Env};
use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sledz_domain::{json, time::warsaw_day};
use sledz_store::{
    StoreError,
    keys::{Kind, LogId},
};

/// Buckets are kept for so long after they were visited.
const KEPT_HOURS: i64 = 48;

/// A day is closed so many days after it: orders are reported late.
const CLOSED_AFTER_DAYS: i64 = 3;

/// The first run looks back so far.
const LOOK_BACK_DAYS: i64 = 60;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Cursor {
    /// The first closed day that is not compacted, and its first entry that is not deleted.
    day: NaiveDate,
    day_entry: u64,
    /// The first hour's bucket that is not deleted, and its first entry.
    hour: i64,
    hour_entry: u64,
    /// The first minute's bucket that is not deleted, and its first entry.
    minute: i64,
    minute_entry: u64,
    /// The same of calls.
    #[serde(default)]
    call: i64,
    #[serde(default = "first")]
    call_entry: u64,
    /// The same of what is owed about cases.
    #[serde(default)]
    reply: i64,
    #[serde(default = "first")]
    reply_entry: u64,
}

fn first() -> u64 {
    1
}

/// Runs the job.
///
/// # Errors
/// If the store fails.
pub fn run(env: &Env, cursor: Value, budget: &Budget<'_>) -> Result<Run, StoreError> {
    let hour = env.now.timestamp().div_euclid(3600);
    let last_day = warsaw_day(env.now - TimeDelta::days(CLOSED_AFTER_DAYS));
    let begin = Cursor {
        day: last_day - TimeDelta::days(LOOK_BACK_DAYS),
        day_entry: 1,
        hour: hour - KEPT_HOURS - LOOK_BACK_DAYS * 24,
        hour_entry: 1,
        minute: (hour - KEPT_HOURS) * 60 - outbox::LOOK_BACK_MINUTES,
        minute_entry: 1,
        call: begin_of_calls(hour),
        call_entry: 1,
        reply: begin_of_calls(hour),
        reply_entry: 1,
    };
    let mut at: Cursor = serde_json::from_value(cursor).unwrap_or(begin);
    // Never what the jobs that visit them have not done with.
    let visited_hour = visited::<delays::Cursor>(env, "delays")?.map_or(0, |cursor| cursor.hour);
    let visited_minute = visited::<outbox::Cursor>(env, "outbox")?.map_or(0, |cursor| cursor.minute);
    let visited_call = visited::<outbox::Cursor>(env, "calls")?.map_or(0, |cursor| cursor.minute);
    let last_call = ((hour - KEPT_HOURS) * 60).min(visited_call - 1);
    let visited_reply = visited::<outbox::Cursor>(env, "replies")?.map_or(0, |cursor| cursor.minute);
    let last_reply = ((hour - KEPT_HOURS) * 60).min(visited_reply - 1);
    at.call = at.call.max(begin_of_calls(hour));
    at.reply = at.reply.max(begin_of_calls(hour));
    let last_hour = (hour - KEPT_HOURS).min(visited_hour - 1);
    let last_minute = ((hour - KEPT_HOURS) * 60).min(visited_minute - 1);
    let goes_on = || budget.goes_on();
    let mut days = 0_u32;
    while at.day <= last_day && budget.goes_on() {
        let log = LogId::new(Kind::OrdersOfDay, &[&at.day.to_string()]);
        let through = env.store.compact::<OrderPointer>(log)?;
        match env.store.delete_entries(log, at.day_entry, through, &goes_on)? {
            Some(entry) => at.day_entry = entry,
            None => {
                days += 1;
                (at.day, at.day_entry) = (at.day + TimeDelta::days(1), 1);
            }
        }
    }
    let mut buckets = 0_u32;
    while at.hour <= last_hour && budget.goes_on() {
        buckets += u32::from(delete(env, LogId::Hour(at.hour), &mut at.hour_entry, &goes_on)?);
        at.hour += i64::from(at.hour_entry == 1);
    }
    while at.minute <= last_minute && budget.goes_on() {
        buckets += u32::from(delete(env, LogId::Minute(at.minute), &mut at.minute_entry, &goes_on)?);
        at.minute += i64::from(at.minute_entry == 1);
    }
    while at.call <= last_call && budget.goes_on() {
        buckets += u32::from(delete(env, LogId::Call(at.call), &mut at.call_entry, &goes_on)?);
        at.call += i64::from(at.call_entry == 1);
    }
    while at.reply <= last_reply && budget.goes_on() {
        buckets += u32::from(delete(env, LogId::Reply(at.reply), &mut at.reply_entry, &goes_on)?);
        at.reply += i64::from(at.reply_entry == 1);
    }
    if env.store.handed_out(queue::index())? > 0 && budget.goes_on() {
        queue::tidy(env, &goes_on)?;
    }
    let has_more = at.reply <= last_reply
        || at.call <= last_call
        || at.day <= last_day
        || at.hour <= last_hour
        || at.minute <= last_minute;
    Ok(Run { report: json!({"days": days, "buckets": buckets}), cursor: json!(at), has_more })
}

/// The first minute of whose calls a bucket may be left.
fn begin_of_calls(hour: i64) -> i64 {
    (hour - KEPT_HOURS) * 60 - outbox::LOOK_BACK_MINUTES
}

/// Deletes a bucket; whether all of it is gone. `entry` is where it goes on, 1 again at its end.
fn delete(env: &Env, bucket: LogId, entry: &mut u64, goes_on: &dyn Fn() -> bool) -> Result<bool, StoreError> {
    let last = env.store.handed_out(bucket)?;
    match env.store.delete_entries(bucket, *entry, last, goes_on)? {
        Some(next) => {
            // At 1 it would seem to be over.
            *entry = next.max(2);
            Ok(false)
        }
        None => {
            env.store.delete_bucket_counter(bucket)?;
            *entry = 1;
            Ok(true)
        }
    }
}

fn visited<C: serde::de::DeserializeOwned>(env: &Env, job: &str) -> Result<Option<C>, StoreError> {
    let state: JobState = env.store.job_state(job)?;
    Ok(serde_json::from_value(state.cursor).ok())
}
