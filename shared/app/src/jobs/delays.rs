//! Job `delays`: visits orders and parcels whose deadline has passed, owes what follows, and arms
//! each for its next deadline.

use super::{Budget, Run};
use crate::{jobs::retention, lookup::Found, order_intake::OrderPointer, owing, request::Env};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sledz_domain::json;
use sledz_store::{
    StoreError,
    keys::{Kind, LogId},
    timer::{self, Timer},
};
use std::collections::BTreeSet;

/// The most entries of a bucket that are read at once.
const SLICE: u64 = 64;

/// The first run looks back so far.
const LOOK_BACK_HOURS: i64 = 60 * 24;

/// The first hour that was not visited yet, and the first entry in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// Hours since 1970.
    pub hour: i64,
    /// The number of the entry to begin with.
    pub from: u64,
}

/// Runs the job.
///
/// # Errors
/// If the store fails.
pub fn run(env: &Env, cursor: Value, budget: &Budget<'_>) -> Result<Run, StoreError> {
    let last = timer::last_hour(env.now);
    let begin = Cursor { hour: last - LOOK_BACK_HOURS, from: 1 };
    let known: Option<Cursor> = serde_json::from_value(cursor).ok();
    let mut at = known.filter(|known| known.hour <= last + 1).unwrap_or(begin);
    let mut visited = 0_u32;
    let owed_before = env.due.borrow().len();
    while at.hour <= last && budget.goes_on() {
        let (slice, count) = env.store.slice::<Timer>(LogId::Hour(at.hour), at.from, SLICE)?;
        let mut seen = BTreeSet::new();
        let mut next = at.from + SLICE;
        for (n, timer) in slice {
            if !budget.goes_on() {
                next = n;
                break;
            }
            if seen.insert(timer.clone()) {
                visit(env, &timer)?;
                visited += 1;
            }
        }
        at = if next > count { Cursor { hour: at.hour + 1, from: 1 } } else { Cursor { from: next, ..at } };
    }
    let owed = env.due.borrow().len() - owed_before;
    Ok(Run { report: json!({"visited": visited, "owed": owed}), cursor: json!(at), has_more: at.hour <= last })
}

fn visit(env: &Env, timer: &Timer) -> Result<(), StoreError> {
    match timer {
        Timer::Order(platform, id) => {
            visit_order(env, &OrderPointer { platform: platform.clone(), platform_id: id.clone() })
        }
        // A parcel matters through its orders, which are armed themselves; one that came before its
        // order is looked at with it.
        Timer::Parcel(number) => {
            let orders = env.store.pointers::<OrderPointer>(LogId::new(Kind::OrdersByParcel, &[number]))?;
            orders.iter().try_for_each(|order| visit_order(env, order))
        }
        // Looked at when they come; never armed here.
        Timer::Subscription(..) | Timer::Calls(..) | Timer::Case(_) => Ok(()),
    }
}

fn visit_order(env: &Env, order: &OrderPointer) -> Result<(), StoreError> {
    let Some(found) = owing::owe_messages(env, order)? else { return Ok(()) };
    rearm(env, order, &found)
}

/// Has the order visited at its next deadline; one that only news can change, or that is over, is
/// left to the retention of its data.
fn rearm(env: &Env, order: &OrderPointer, found: &Found) -> Result<(), StoreError> {
    let mut commit = env.store.commit();
    match owing::next_deadline(env, found) {
        Some(next) => {
            let timer = Timer::Order(order.platform.clone(), order.platform_id.clone());
            commit.arm(&timer, next, env.now)?;
        }
        None => commit.index(retention::bucket(env, &found.order), order)?,
    }
    commit.write()
}
