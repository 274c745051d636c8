//! Job `recount`: computes every day afresh from the logs, whatever was kept, compares, and mends what differs.

use super::{
    ledger::{days_of, month_of},
    rollup::{PARTS, Rolling, month_name, month_of_days, part_name},
};
use crate::{
    jobs::{Budget, Run},
    request::Env,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sledz_domain::json;
use sledz_kpi::Roll;
use sledz_store::StoreError;

/// So many days that differed are named.
const NAMED: usize = 20;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Cursor {
    /// Rows are computed again first, then what days and months come to.
    rows: Option<NaiveDate>,
    day: Option<NaiveDate>,
    month: Option<i32>,
    differ: Vec<String>,
    counted: [u32; 3],
}

/// Runs the job.
///
/// # Errors
/// If the store fails.
pub fn run(env: &Env, cursor: Value, budget: &Budget<'_>) -> Result<Run, StoreError> {
    let mut at: Cursor = serde_json::from_value(cursor).unwrap_or_default();
    let mut rolling = Rolling::begin(env)?;
    let (first, today) = (rolling.shop.ledger.first().unwrap_or(rolling.shop.today), rolling.shop.today);
    let mut is_over = true;
    let mut begun = 0_u32;
    let mut may = |budget: &Budget<'_>| {
        begun += 1;
        begun == 1 || budget.goes_on()
    };
    let begin = at.rows.unwrap_or(first).max(first);
    for day in begin.iter_days().take_while(|day| *day <= today) {
        if !may(budget) {
            is_over = false;
            break;
        }
        if rolling.refresh(day, true, true)? {
            at.differ(0, format!("rows of {day}"));
        }
        at.rows = day.succ_opt();
    }
    let begin = at.day.unwrap_or(first).max(first);
    for day in begin.iter_days().take_while(|day| *day < today && is_over) {
        if !may(budget) {
            is_over = false;
            break;
        }
        let (roll, _) = rolling.shop.roll(day)?;
        let mut is_same = rolling.shop.ledger.is_rolled(day);
        for part in PARTS {
            is_same &= env.store.rolled(&day.to_string(), part_name(part))?.as_ref() == Some(&roll.part(part));
        }
        if !is_same {
            at.differ(1, day.to_string());
        }
        let is_dirty = rolling.shop.ledger.mark(day).is_some_and(|mark| mark.is_dirty);
        if !is_same || is_dirty {
            rolling.roll_day(day)?;
        }
        at.day = day.succ_opt();
    }
    let mut month = at.month.unwrap_or(month_of(first));
    while is_over && days_of(month).0 < today {
        if !may(budget) {
            is_over = false;
            break;
        }
        for part in PARTS {
            let known: Option<Roll> = env.store.rolled(&month_name(month), part_name(part))?;
            let expected = month_of_days(&rolling.shop, month, part)?;
            if known.unwrap_or_default() != expected && !rolling.shop.ledger.months.contains(&month) {
                at.differ(2, month_name(month));
                rolling.shop.ledger.months.push(month);
            }
        }
        month += 1;
        at.month = Some(month);
    }
    rolling.merge(budget)?;
    rolling.end()?;
    let [rows, days, months] = at.counted;
    let report = json!({
        "differed": {"rows": rows, "days": days, "months": months},
        "named": at.differ,
        "through": at.day.map(|day| day.to_string()),
    });
    let has_more = !is_over || rolling.done.has_more;
    let cursor = if has_more { json!(at) } else { Value::Null };
    Ok(Run { report, cursor, has_more })
}

impl Cursor {
    fn differ(&mut self, what: usize, name: String) {
        if let Some(count) = self.counted.get_mut(what) {
            *count += 1;
        }
        if self.differ.len() < NAMED {
            self.differ.push(name);
        }
    }
}
