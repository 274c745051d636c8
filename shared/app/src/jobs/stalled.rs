//! Job `stalled`: a source that used to talk and has gone quiet, a poller that fails, and paid orders
//! without tracking numbers. Nobody else reports that.

use super::Run;
use crate::{
    alerts, lookup,
    order_intake::{OrderPointer, order_log},
    order_sync,
    polling::{self, health},
    request::Env,
    subscription,
};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sledz_domain::json;
use sledz_domain::{calendar::is_business_day, delay::Delay, time::warsaw_day};
use sledz_sources::registry;
use sledz_store::{
    StoreError,
    keys::{Kind, LogId},
};
use std::collections::BTreeMap;

/// A source is known to talk by the hours of so many days.
const DAYS: i64 = 14;

/// Hours of business days that a source may be quiet, however often it talks otherwise.
const QUIET_AT_LEAST: usize = 12;

/// Hours of business days in which a source must have been heard of, before its silence means
/// anything.
const HEARD_AT_LEAST: usize = 5;

/// Orders of so many days back are looked at, the newest of each day.
const ORDER_DAYS: i64 = 7;

/// So many orders of a day are looked at.
const ORDERS_A_DAY: u64 = 40;

/// So many late orders without a number are worth a warning, if they are also a third of those
/// that should have one.
const LATE_AT_LEAST: usize = 5;

const HOUR: i64 = 3600;

/// A source that has gone quiet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Quiet {
    /// `courier:inpost`, `order:woocommerce`.
    pub source: String,
    /// The hour in which it was last heard of.
    pub since: DateTime<Utc>,
    /// For so many hours of business days.
    pub hours: usize,
}

/// The hours in which sources were heard of, as far as was looked: each is asked for once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Heard {
    /// Hours since 1970 before this one were looked at.
    #[serde(default)]
    until: i64,
    /// Of each source, the hours in which it was heard of, ascending.
    #[serde(default)]
    hours: BTreeMap<String, Vec<i64>>,
}

/// Runs the job.
///
/// # Errors
/// If the store fails.
pub fn run(env: &Env, cursor: Value) -> Result<Run, StoreError> {
    let mut heard: Heard = serde_json::from_value(cursor).unwrap_or_default();
    let quiet = quiet_sources(env, &mut heard)?;
    for source in &quiet {
        let (_, name) = source.source.split_once(':').unwrap_or(("", &source.source));
        let title = format!("{name} has gone quiet");
        let text = format!(
            "Nothing new has come from {name} for {} business hours; it was last heard of at {}. Look whether its webhook is \
             still switched on, and whether its secret is still right.",
            source.hours,
            sledz_domain::view::rfc3339(source.since)
        );
        let cause = format!("quiet {} {}", source.source, source.since.timestamp());
        alerts::warn(env, warsaw_day(source.since), &cause, &title, &text)?;
    }
    let mut failing = health::warn_of_failing(env)?;
    failing.extend(order_sync::health::warn_of_failing(env)?);
    subscription::owe_all(env)?;
    let (late, due) = without_number(env)?;
    let many = late >= LATE_AT_LEAST && late * 3 >= due;
    if many {
        let title = format!("{late} paid orders are late and have no tracking number");
        let text = format!(
            "Of the last {due} orders that should be with the courier by now, {late} have no tracking number. Look whether the \
             shop sends its numbers: their customers will ask."
        );
        alerts::warn(env, warsaw_day(env.now), "late orders without numbers", &title, &text)?;
    }
    let report =
        json!({"quiet": quiet, "late_without_number": late, "should_be_shipped": due, "failing_pollers": failing});
    Ok(Run { report, cursor: json!(heard), has_more: false })
}

/// The sources that used to talk and have gone quiet: for longer than twice their longest silence
/// so far. Only hours of business days count, so that no weekend is a silence.
fn quiet_sources(env: &Env, heard: &mut Heard) -> Result<Vec<Quiet>, StoreError> {
    let now = env.now.timestamp().div_euclid(HOUR);
    let first = now - DAYS * 24;
    // A clock that was set back, or a first run: all of it.
    let from = if heard.until > now { first } else { heard.until.max(first) };
    let pollers = registry::POLLED.into_iter().map(|(name, _)| name).filter(|name| polling::is_on(env, name));
    let couriers = registry::COURIER_NAMES.into_iter().chain(pollers).map(|name| ("courier", name));
    let asked = registry::ORDER_POLLER_NAMES.into_iter().filter(|name| !registry::PLATFORM_NAMES.contains(name));
    let platforms = registry::PLATFORM_NAMES.into_iter().chain(asked).map(|name| ("order", name));
    let payments = registry::PAYMENT_NAMES.into_iter().map(|name| ("payment", name));
    let mut quiet = Vec::new();
    for (kind, name) in couriers.chain(platforms).chain(payments) {
        let source = format!("{kind}:{name}");
        let hours = heard.hours.entry(source.clone()).or_default();
        // What is too old to be looked at again.
        for old in hours.iter().filter(|hour| **hour < first) {
            env.store.forget_heard(&source, *old)?;
        }
        hours.retain(|hour| (first..from).contains(hour));
        for hour in from..=now {
            if env.store.is_heard(&source, hour)? {
                hours.push(hour);
            }
        }
        quiet.extend(silence(&source, hours, first, now));
    }
    // The hour that runs, and the one that a slow writer may still be writing of, are looked at again.
    heard.until = now - 1;
    heard.hours.retain(|_, hours| !hours.is_empty());
    Ok(quiet)
}

/// The silence of a source that was heard of in these hours, if it is a long one.
fn silence(source: &str, hours: &[i64], first: i64, now: i64) -> Option<Quiet> {
    let mut heard: Vec<usize> = Vec::new();
    let mut business = 0_usize;
    for hour in first..=now {
        let is_business = DateTime::from_timestamp(hour * HOUR, 0).is_some_and(|at| is_business_day(warsaw_day(at)));
        business += usize::from(is_business);
        if hours.contains(&hour) {
            heard.push(business);
        }
    }
    let latest = heard.last().copied().filter(|_| heard.len() >= HEARD_AT_LEAST)?;
    let longest = heard.windows(2).map(|pair| pair.iter().rev().copied().reduce(|a, b| a - b).unwrap_or(0)).max();
    let silent = business - latest;
    let is_quiet = silent > (2 * longest.unwrap_or(0)).max(QUIET_AT_LEAST);
    let since = hours.last().and_then(|hour| DateTime::from_timestamp(hour * HOUR, 0))?;
    is_quiet.then(|| Quiet { source: source.to_owned(), since, hours: silent })
}

/// Of the newest orders of the last days: how many are past their dispatch promise without a
/// tracking number, and how many should have been handed over.
fn without_number(env: &Env) -> Result<(usize, usize), StoreError> {
    let (mut late, mut due) = (0, 0);
    for back in 1..=ORDER_DAYS {
        let day = warsaw_day(env.now - TimeDelta::days(back));
        let log = LogId::new(Kind::OrdersOfDay, &[&day.to_string()]);
        for pointer in env.store.some_pointers::<OrderPointer>(log, ORDERS_A_DAY)? {
            let Some(found) = lookup::read(env, order_log(&pointer.platform, &pointer.platform_id))? else { continue };
            let view = found.view(env, found.language());
            // What was late when it was brought in as history is no news.
            let is_news = |by: &DateTime<Utc>| *by < env.now && Some(*by) > found.order.imported();
            let by = view.dispatch_by.filter(is_news);
            if by.is_none() || view.stage == sledz_domain::status::Stage::Cancelled {
                continue;
            }
            due += 1;
            let is_late = view.delays.iter().any(|delay| matches!(delay, Delay::NotShipped { .. }));
            late += usize::from(is_late && view.shipments.is_empty());
        }
    }
    Ok((late, due))
}
