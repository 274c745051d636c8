//! Job `disagreements`: compares what the sources of each open order say, once a day, and counts and tells
//! what has been contradictory for too long.

use super::{Budget, Run};
use crate::{
    alerts,
    disagreements::{self, Disagreement},
    lookup::{self, Found},
    order_intake::OrderPointer,
    request::Env,
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sledz_domain::{json, sorting, status::Stage, time::warsaw_day};
use sledz_kpi::DisagreementRow;
use sledz_store::{
    StoreError,
    keys::{Kind, LogId},
    timer,
};

/// The most entries of a bucket that are read at once.
const SLICE: u64 = 64;

/// The first run looks back so far.
const LOOK_BACK_HOURS: i64 = 14 * 24;

/// An open order is looked at again after this.
const AGAIN: TimeDelta = TimeDelta::hours(24);

/// Orders that are older are not looked at any more.
const OLDEST: TimeDelta = TimeDelta::days(45);

/// The shop is told from so many orders a day on.
const WORTH_A_WARNING: usize = 3;

/// So many of a day are counted in the numbers.
const MOST_A_DAY: u64 = 2000;

/// So many numbers are named in a warning.
const NAMED: usize = 10;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Cursor {
    /// The first hour since 1970 that was not visited yet, and the first entry in it.
    hour: i64,
    from: u64,
}

/// An order about which sources disagree, in the index of the day on which that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Noted {
    number: String,
    about: String,
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
    let (mut visited, mut found) = (0_u32, 0_u32);
    while at.hour <= last && budget.goes_on() {
        let (slice, count) = env.store.slice::<OrderPointer>(LogId::Watch(at.hour), at.from, SLICE)?;
        let mut next = at.from + SLICE;
        for (n, order) in slice {
            if !budget.goes_on() {
                next = n;
                break;
            }
            found += visit(env, &order)?;
            visited += 1;
        }
        if next > count {
            forget(env, LogId::Watch(at.hour), count)?;
            at = Cursor { hour: at.hour + 1, from: 1 };
        } else {
            at.from = next;
        }
    }
    warn(env)?;
    let report = json!({"visited": visited, "found": found});
    Ok(Run { report, cursor: json!(at), has_more: at.hour <= last })
}

/// A bucket that was visited is of no more use: nobody writes into one whose time has come.
fn forget(env: &Env, bucket: LogId, count: u64) -> Result<(), StoreError> {
    if count > 0 {
        env.store.delete_entries(bucket, 1, count, &|| true)?;
        env.store.delete_bucket_counter(bucket)?;
    }
    Ok(())
}

/// Looks at an order, and has it looked at again as long as it is open; how much lasts that was not
/// noted before.
fn visit(env: &Env, order: &OrderPointer) -> Result<u32, StoreError> {
    let Some(found) = lookup::read(env, order.log())? else { return Ok(0) };
    if found.pointer() != *order {
        // It was made part of another one, which is looked at itself.
        return Ok(0);
    }
    let view = found.view(env, found.language());
    let all = disagreements::of(&found, &view);
    let mut new = 0;
    // What was so when an order was brought in as history is shown, and no news.
    let imported = found.linked.iter().filter_map(|(_, other)| other.imported()).chain(found.order.imported()).max();
    for one in all.iter().filter(|one| one.lasts(env) && one.since > imported) {
        new += u32::from(note(env, order, &found, one)?);
    }
    let is_over = matches!(view.stage, Stage::Delivered | Stage::Returned | Stage::Cancelled) && all.is_empty();
    let is_old = found.order.began().is_none_or(|began| env.now - began > OLDEST);
    if !is_over && !is_old {
        let again = next_look(env, &all);
        let mut commit = env.store.commit();
        commit.index(timer::watch_bucket(again, env.now), order)?;
        commit.write()?;
    }
    Ok(new)
}

fn next_look(env: &Env, all: &[Disagreement]) -> DateTime<Utc> {
    let lasts = all.iter().filter_map(|one| one.lasts_from(env)).filter(|from| *from > env.now).min();
    lasts.map_or(env.now + AGAIN, |from| from.min(env.now + AGAIN))
}

/// Counts a disagreement, once for all of the orders about the purchase; whether it is new.
fn note(env: &Env, order: &OrderPointer, found: &Found, one: &Disagreement) -> Result<bool, StoreError> {
    let mut logs: Vec<LogId> = found
        .linked
        .iter()
        .map(|(_, other)| OrderPointer::new(&other.platform, &other.platform_id).log())
        .chain([order.log()])
        .collect();
    sorting::sort(&mut logs);
    let all: String = logs.iter().map(|log| format!("{log} ")).collect();
    if !env.store.is_first(&format!("disagreement {} {all}", one.about.name()))? {
        return Ok(false);
    }
    env.store.count(&format!("disagreement:{}", one.about.name()))?;
    let mut commit = env.store.commit();
    let noted = Noted { number: found.order.number().to_owned(), about: one.words.to_owned() };
    commit.index(noted_on(env), &noted)?;
    commit.write()?;
    Ok(true)
}

fn noted_on(env: &Env) -> LogId {
    noted_of(warsaw_day(env.now))
}

fn noted_of(day: NaiveDate) -> LogId {
    LogId::new(Kind::Disagreements, &[&day.to_string()])
}

/// What was found on a day, for the numbers.
///
/// # Errors
/// If the store fails.
pub fn rows(env: &Env, day: NaiveDate) -> Result<Vec<DisagreementRow>, StoreError> {
    let noted = env.store.slice::<Noted>(noted_of(day), 1, MOST_A_DAY)?.0;
    let row = |(_, one): (u64, Noted)| DisagreementRow {
        key: format!("{} {}", one.number, one.about),
        day,
        about: one.about,
    };
    Ok(noted.into_iter().map(row).collect())
}

/// Warns the shop, once a day, of many.
fn warn(env: &Env) -> Result<(), StoreError> {
    let noted = env.store.newest_pointers::<Noted>(noted_on(env), 100)?;
    if noted.len() < WORTH_A_WARNING {
        return Ok(());
    }
    let named: Vec<String> = noted.iter().take(NAMED).map(|one| format!("{} ({})", one.number, one.about)).collect();
    let title = "Shop, marketplace, courier or payment provider disagree about orders".to_owned();
    let text = format!(
        "Today {} orders were found about which sources have disagreed for more than {} hours: {}. GET /api/orders/<number> \
         tells what each says; their customers will ask.",
        noted.len(),
        env.settings.get(disagreements::VARIABLE).trim(),
        named.join(", ")
    );
    alerts::warn(env, warsaw_day(env.now), "disagreements", &title, &text).map(|_| ())
}
