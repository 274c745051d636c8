//! Job `stalled`: a source that used to talk and has gone quiet, and paid orders without tracking
//! numbers. Nobody else reports that.

use super::Run;
use crate::{
    alerts, lookup,
    order_intake::{OrderPointer, order_log},
    request::Env,
};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use serde_json::json;
use sledz_domain::{calendar::is_business_day, delay::Delay, time::warsaw_day};
use sledz_sources::registry;
use sledz_store::{
    StoreError,
    keys::{Kind, LogId},
};

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

/// Runs the job.
///
/// # Errors
/// If the store fails.
pub fn run(env: &Env) -> Result<Run, StoreError> {
    let quiet = quiet_sources(env)?;
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
    let report = json!({"quiet": quiet, "late_without_number": late, "should_be_shipped": due});
    Ok(Run { report, cursor: serde_json::Value::Null, has_more: false })
}

/// The sources that used to talk and have gone quiet: for longer than twice their longest silence
/// so far. Only hours of business days count, so that no weekend is a silence.
///
/// # Errors
/// If the store fails.
pub fn quiet_sources(env: &Env) -> Result<Vec<Quiet>, StoreError> {
    let couriers = registry::COURIER_NAMES.into_iter().map(|name| ("courier", name));
    let platforms = registry::PLATFORM_NAMES.into_iter().map(|name| ("order", name));
    let mut quiet = Vec::new();
    for (kind, name) in couriers.chain(platforms) {
        let source = format!("{kind}:{name}");
        quiet.extend(silence(env, &source)?);
        // What is too old to be looked at again.
        let old = env.now.timestamp().div_euclid(HOUR) - DAYS * 24;
        (old - 24..old).try_for_each(|hour| env.store.forget_heard(&source, hour))?;
    }
    Ok(quiet)
}

fn silence(env: &Env, source: &str) -> Result<Option<Quiet>, StoreError> {
    let now = env.now.timestamp().div_euclid(HOUR);
    let mut heard: Vec<usize> = Vec::new();
    let (mut business, mut last) = (0_usize, 0);
    for hour in now - DAYS * 24..=now {
        let is_business = DateTime::from_timestamp(hour * HOUR, 0).is_some_and(|at| is_business_day(warsaw_day(at)));
        business += usize::from(is_business);
        if env.store.is_heard(source, hour)? {
            heard.push(business);
            last = hour;
        }
    }
    let Some(latest) = heard.last().copied().filter(|_| heard.len() >= HEARD_AT_LEAST) else { return Ok(None) };
    let longest = heard.windows(2).map(|pair| pair.iter().rev().copied().reduce(|a, b| a - b).unwrap_or(0)).max();
    let hours = business - latest;
    let is_quiet = hours > (2 * longest.unwrap_or(0)).max(QUIET_AT_LEAST);
    let since = DateTime::from_timestamp(last * HOUR, 0).unwrap_or(env.now);
    Ok(is_quiet.then(|| Quiet { source: source.to_owned(), since, hours }))
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
            let by = view.dispatch_by.filter(|by| *by < env.now);
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
