//! Job `erasures`: erases what somebody asked to have erased, and tells the shop of customers who ask
//! what is known of them.

use super::{Budget, Run};
use crate::{
    alerts,
    order_intake::OrderPointer,
    privacy::{self, Entry, Erasure},
    request::Env,
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sledz_domain::{json, time::warsaw_day};
use sledz_store::{
    StoreError,
    keys::{Kind, LogId},
};

/// A number without an entry is given up when what came after it is so old.
const GIVEN_UP: TimeDelta = TimeDelta::minutes(15);

/// The most entries of a list that are read at once.
const SLICE: u64 = 16;

/// Orders of a shop that leaves are looked for so many days back; what is older was erased when its time
/// was over.
const SHOP_DAYS: i64 = 800;

/// The first entries of the lists that were not looked at yet, and the day that comes next of a shop whose
/// orders are gone through.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Cursor {
    #[serde(default)]
    erasure: u64,
    #[serde(default)]
    entry: u64,
    #[serde(default)]
    day: Option<NaiveDate>,
}

/// Runs the job.
///
/// # Errors
/// If the store fails.
pub fn run(env: &Env, cursor: Value, budget: &Budget<'_>) -> Result<Run, StoreError> {
    let mut at: Cursor = serde_json::from_value(cursor).unwrap_or_default();
    let (mut erased, mut told, mut is_cut) = (0_u32, 0_u32, false);
    let (entries, last_entry) = env.store.slice::<Vec<String>>(privacy::entries(), at.entry + 1, SLICE)?;
    let mut has_more = last_entry > at.entry + SLICE;
    for (n, fields) in entries {
        let entry = Entry::read(&fields);
        if n > at.entry + 1 && entry.as_ref().is_some_and(|entry| is_fresh(env, entry.at)) {
            break;
        }
        if let Some(entry) = entry.filter(|entry| entry.what == "export_asked") {
            warn(env, &entry, n)?;
            told += 1;
        }
        at.entry = n;
    }
    let (erasures, last) = env.store.slice::<Vec<String>>(privacy::erasures(), at.erasure + 1, SLICE)?;
    has_more |= last > at.erasure + SLICE;
    for (n, fields) in erasures {
        let erasure = Erasure::read(&fields);
        if n > at.erasure + 1 && erasure.as_ref().is_some_and(|erasure| is_fresh(env, erasure.at)) {
            break;
        }
        is_cut = !budget.goes_on();
        if let (false, Some(erasure)) = (is_cut, &erasure) {
            is_cut = !one(env, erasure, &mut at.day, &mut erased, budget)?;
        }
        if is_cut {
            break;
        }
        at.erasure = n;
    }
    let report = json!({"erased": erased, "requests": told});
    Ok(Run { report, cursor: json!(at), has_more: has_more || is_cut })
}

/// Whether somebody may still be writing what has the number before the one that was written then.
fn is_fresh(env: &Env, written: DateTime<Utc>) -> bool {
    env.now - written < GIVEN_UP
}

/// Does one erasure; whether all of it is done.
fn one(
    env: &Env,
    erasure: &Erasure,
    day: &mut Option<NaiveDate>,
    erased: &mut u32,
    budget: &Budget<'_>,
) -> Result<bool, StoreError> {
    if let (true, Some(platform)) = (erasure.is_of_shop(), &erasure.platform) {
        return shop(env, erasure, platform, day, erased, budget);
    }
    let orders = privacy::meant(env, erasure)?;
    for order in &orders {
        *erased += u32::from(privacy::erase(env, order, erasure.at)?);
    }
    // Of one platform's customer only what concerns that platform's orders.
    let customers = if erasure.platform.is_some() { &[][..] } else { erasure.customers.as_slice() };
    *erased += privacy::erase_cases(env, &privacy::cases_of(env, customers, &orders)?, erasure.at)?;
    Ok(true)
}

/// Goes through the orders of a whole platform, day by day.
fn shop(
    env: &Env,
    erasure: &Erasure,
    platform: &str,
    day: &mut Option<NaiveDate>,
    erased: &mut u32,
    budget: &Budget<'_>,
) -> Result<bool, StoreError> {
    let newest = warsaw_day(erasure.at) + TimeDelta::days(1);
    let oldest = newest - TimeDelta::days(SHOP_DAYS);
    let mut next = day.unwrap_or(newest);
    while next >= oldest {
        if !budget.goes_on() {
            *day = Some(next);
            return Ok(false);
        }
        let log = LogId::new(Kind::OrdersOfDay, &[&next.to_string()]);
        for order in env.store.all_pointers::<OrderPointer>(log)?.into_iter().filter(|order| order.platform == platform)
        {
            *erased += u32::from(privacy::erase(env, &order, erasure.at)?);
            *erased += privacy::erase_cases(env, &privacy::cases_of(env, &[], &[order])?, erasure.at)?;
        }
        next -= TimeDelta::days(1);
    }
    *day = None;
    Ok(true)
}

/// Tells the shop that a customer asks for their data: the law gives a month.
fn warn(env: &Env, entry: &Entry, n: u64) -> Result<(), StoreError> {
    let orders: Vec<&str> = entry.orders.iter().map(|order| order.platform_id.as_str()).collect();
    let title = format!("A customer of {} asks what is known of them", entry.by);
    let text = format!(
        "Request {}, orders {} by their ids there. Answer within a month: POST /api/customers/export with the customer's e-mail \
         or phone gives all of it.",
        entry.request.as_deref().unwrap_or("without a number"),
        if orders.is_empty() { "none".to_owned() } else { orders.join(", ") }
    );
    alerts::warn(env, warsaw_day(entry.at), &format!("privacy {n}"), &title, &text).map(|_| ())
}
