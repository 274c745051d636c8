//! Job `rollup`: looks at days whose logs have grown, and rolls up those that changed, and their months.
//!
//! Nothing is noted when a webhook comes: it would cost a commit more. Instead the counters of a day's logs are compared
//! with those that its numbers were made of, those of the last days every ten minutes and those of older ones seldom. A run
//! writes what it found and what is to be done because of that at once, so that one that is cut off loses nothing.

use super::{
    ledger::{Ledger, days_of, number},
    settings,
    workshop::{CASES, FreshOrders, LOGS, ORDERS, Workshop},
};
use crate::{
    jobs::{Budget, Run},
    request::Env,
};
use chrono::NaiveDate;
use serde_json::Value;
use sledz_domain::json;
use sledz_kpi::{Dimension, Roll};
use sledz_store::{StoreError, rolled::Values};

/// The parts in which a span's roll is stored: the total, and each dimension.
pub const PARTS: [Option<Dimension>; 6] = [
    None,
    Some(Dimension::Channel),
    Some(Dimension::Intent),
    Some(Dimension::Cause),
    Some(Dimension::Carrier),
    Some(Dimension::Source),
];

/// So many days are looked back for the first that has anything.
const LOOK_BACK_DAYS: u64 = 800;

/// Days before the first known one are looked for this often, in seconds.
const LOOK_BACK_EVERY: i64 = 24 * 3600;

/// The name of a part.
pub fn part_name(part: Option<Dimension>) -> &'static str {
    part.map_or("total", Dimension::name)
}

/// The name of a month, by its number.
pub fn month_name(month: i32) -> String {
    let name = days_of(month).0.to_string();
    name.get(..7).unwrap_or_default().to_owned()
}

/// What a run did.
#[derive(Default)]
pub(super) struct Done {
    pub(super) looked_at: u32,
    pub(super) changed: u32,
    pub(super) days: u32,
    pub(super) months: u32,
    /// It was cut off.
    pub(super) has_more: bool,
}

/// A run that writes.
pub(super) struct Rolling<'a> {
    pub(super) shop: Workshop<'a>,
    run: u64,
    /// The ledger as it was read; none once this run has written.
    read: Option<Ledger>,
    pub(super) done: Done,
}

/// Runs the job.
///
/// # Errors
/// If the store fails.
pub fn run(env: &Env, _: Value, budget: &Budget<'_>) -> Result<Run, StoreError> {
    let mut rolling = Rolling::begin(env)?;
    rolling.look(budget)?;
    rolling.roll(budget)?;
    rolling.merge(budget)?;
    rolling.end()?;
    let done = rolling.done;
    let report =
        json!({"looked_at": done.looked_at, "changed": done.changed, "days": done.days, "months": done.months});
    Ok(Run { report, cursor: Value::Null, has_more: done.has_more })
}

impl<'a> Rolling<'a> {
    pub(super) fn begin(env: &'a Env<'a>) -> Result<Self, StoreError> {
        let run = env.store.begin_run()?;
        let mut shop = Workshop::open(env)?;
        let read = Some(shop.ledger.clone());
        let now = env.now.timestamp();
        if shop.ledger.first().is_none() || now - shop.ledger.looked_back >= LOOK_BACK_EVERY {
            let before = shop.ledger.first().unwrap_or(shop.today);
            let first = shop.first_day(LOOK_BACK_DAYS, before)?;
            let from = first.unwrap_or(before);
            let was = shop.ledger.first();
            shop.ledger.reach(from, shop.today);
            // What is known of days before changes what those after it count for.
            if was.is_some_and(|was| from < was) {
                shop.ledger.soil_all();
            }
            shop.ledger.looked_back = now;
        }
        let (first, today) = (shop.ledger.first().unwrap_or(shop.today), shop.today);
        shop.ledger.reach(first, today);
        let hash = settings::hash(env);
        if shop.ledger.settings != hash {
            shop.ledger.soil_all();
            shop.ledger.settings = hash;
        }
        Ok(Rolling { shop, run, read, done: Done::default() })
    }

    /// Writes values and the ledger, unless a newer run has begun.
    fn write(&mut self, mut values: Values) -> Result<(), StoreError> {
        if !self.shop.env.store.is_last_run(self.run)? {
            return Err(StoreError("another run of job rollup has begun, and goes on instead".to_owned()));
        }
        // A run before this one may have written what it had in hand when this one began.
        if let Some(read) = self.read.take()
            && Ledger::read(self.shop.env)? != read
        {
            return Err(StoreError("another run of job rollup has just written: the next one goes on".to_owned()));
        }
        self.shop.ledger.put(&mut values)?;
        self.shop.env.store.set_rolled(&values)
    }

    pub(super) fn end(&mut self) -> Result<(), StoreError> {
        // Most calls find nothing: then nothing is written either.
        if self.read.as_ref() == Some(&self.shop.ledger) {
            return Ok(());
        }
        self.write(Values::default())
    }

    /// Looks at the days that may have changed, newest first.
    pub(super) fn look(&mut self, budget: &Budget<'_>) -> Result<(), StoreError> {
        let (now, today) = (self.shop.env.now, self.shop.today);
        let due: Vec<NaiveDate> = self
            .shop
            .ledger
            .marks()
            .rev()
            .filter(|(day, mark)| mark.is_due((today - *day).num_days(), now))
            .map(|(day, _)| day)
            .collect();
        for (place, day) in due.into_iter().enumerate() {
            if place > 0 && !budget.goes_on() {
                self.done.has_more = true;
                return Ok(());
            }
            let mark = self.shop.ledger.mark(day);
            let settles = mark.and_then(|mark| mark.orders_settle).is_some_and(|at| at <= now.timestamp_millis());
            // All is computed again: whatever the counters say.
            let is_all = mark.is_some_and(|mark| mark.checked == 0 && mark.is_rolled);
            self.refresh(day, is_all, settles || is_all)?;
        }
        Ok(())
    }

    /// Computes what a day's logs tell; whether anything was otherwise.
    pub(super) fn refresh(
        &mut self,
        day: NaiveDate,
        is_forced: bool,
        are_orders_forced: bool,
    ) -> Result<bool, StoreError> {
        self.done.looked_at += 1;
        let (mut values, mut soiled) = (Values::default(), Vec::new());
        if let Some(cases) = self.shop.fresh_cases(day, is_forced)? {
            if cases != *self.shop.cases(day)? {
                values.put(&day.to_string(), CASES, &cases)?;
            }
            soiled.extend(self.shop.take_cases(day, cases)?);
        }
        if let Some(orders) = self.shop.fresh_orders(day, are_orders_forced)? {
            soiled.extend(self.shop.take_orders(day, &orders)?);
            let FreshOrders { parts, logs, .. } = orders;
            values.put(&day.to_string(), ORDERS, &parts)?;
            values.put(&day.to_string(), LOGS, &logs)?;
        }
        soiled.iter().for_each(|day| self.shop.ledger.soil(*day));
        if let Some(mark) = self.shop.ledger.mark_mut(day) {
            mark.checked = self.shop.env.now.timestamp();
        }
        if !values.is_empty() {
            self.done.changed += 1;
            self.write(values)?;
        }
        Ok(!soiled.is_empty())
    }

    /// Rolls up the closed days that are not, or not any more, oldest first.
    pub(super) fn roll(&mut self, budget: &Budget<'_>) -> Result<(), StoreError> {
        let (now, today) = (self.shop.env.now.timestamp_millis(), self.shop.today);
        let wanted: Vec<NaiveDate> = self
            .shop
            .ledger
            .marks()
            .filter(|(day, mark)| {
                let is_over = mark.settles.is_some_and(|at| at <= now);
                *day < today && (!mark.is_rolled || mark.is_dirty || is_over)
            })
            .map(|(day, _)| day)
            .collect();
        for (place, day) in wanted.into_iter().enumerate() {
            if place > 0 && !budget.goes_on() {
                self.done.has_more = true;
                return Ok(());
            }
            self.roll_day(day)?;
        }
        Ok(())
    }

    /// Rolls a day up, and writes that.
    pub(super) fn roll_day(&mut self, day: NaiveDate) -> Result<(), StoreError> {
        let (roll, settles) = self.shop.roll(day)?;
        let mut values = Values::default();
        put(&mut values, &day.to_string(), &roll)?;
        if let Some(mark) = self.shop.ledger.mark_mut(day) {
            (mark.is_rolled, mark.is_dirty, mark.settles) = (true, false, settles);
        }
        self.shop.ledger.soil_month(day);
        self.done.days += 1;
        self.write(values)
    }

    /// Merges the months whose days have changed.
    pub(super) fn merge(&mut self, budget: &Budget<'_>) -> Result<(), StoreError> {
        while let Some(month) = self.shop.ledger.months.first().copied() {
            if self.done.months > 0 && !budget.goes_on() {
                self.done.has_more = true;
                return Ok(());
            }
            let mut values = Values::default();
            for part in PARTS {
                let roll = month_of_days(&self.shop, month, part)?;
                values.put(&month_name(month), part_name(part), &roll)?;
            }
            self.shop.ledger.months.retain(|known| *known != month);
            self.done.months += 1;
            self.write(values)?;
        }
        Ok(())
    }
}

/// Adds the parts of a span's roll.
fn put(values: &mut Values, span: &str, roll: &Roll) -> Result<(), StoreError> {
    PARTS.into_iter().try_for_each(|part| values.put(span, part_name(part), &roll.part(part)))
}

/// A part of a month as the sum of its days.
pub(super) fn month_of_days(shop: &Workshop<'_>, month: i32, part: Option<Dimension>) -> Result<Roll, StoreError> {
    let (first, next) = days_of(month);
    let mut roll = Roll::default();
    for day in first.iter_days().take_while(|day| *day < next).filter(|day| shop.ledger.is_rolled(*day)) {
        let of_day: Option<Roll> = shop.env.store.rolled(&day.to_string(), part_name(part))?;
        of_day.iter().for_each(|of_day| roll.merge(of_day));
    }
    Ok(roll)
}

/// Whether all of a month that is over or goes on is merged as its days are.
pub(super) fn is_merged(ledger: &Ledger, month: i32, last: NaiveDate) -> bool {
    let (first, next) = days_of(month);
    let Some(begin) = ledger.first() else { return false };
    let mut days = first.max(begin).iter_days().take_while(|day| *day < next && *day <= last);
    !ledger.months.contains(&month) && number(begin) < number(next) && days.all(|day| ledger.is_rolled(day))
}
