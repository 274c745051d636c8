//! Where numbers are made: a day's logs to rows, rows to what the day comes to. Both the job and whoever asks for today
//! work here; only the job writes.
//!
//! The orders of a day come to something on each day after it: what they come to on each is kept beside them, and a day
//! adds up what the orders of all days come to on it. Cases of other days decide what those of a day count for: their
//! rows are kept, and the days around it are read.

use super::{
    cases::{self, KnownCase},
    ledger::{Ledger, number},
    orders,
    settings::settings,
};
use crate::{jobs::comparison, order_intake::OrderPointer, request::Env};
use chrono::{Days, NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};
use sledz_domain::time::warsaw_day;
use sledz_kpi::{RawRows, Roll, Rows, Settings, day::bounds, roll_day, roll_deliveries, touched};
use sledz_store::{
    StoreError,
    keys::{Kind, LogId},
    rolled,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

/// The parts of a day, besides those of a roll.
pub const CASES: &str = "cases";
/// Which logs its orders were made of.
pub const LOGS: &str = "logs";
/// What its orders come to.
pub const ORDERS: &str = "orders";

/// So many days are kept at hand: more are read again.
const AT_HAND: usize = 120;

/// The logs that the rows of a day's orders were made of, and how many entries each had.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayLogs {
    index: u64,
    logs: Vec<([u8; 16], u64)>,
}

/// What a day's orders come to on each day, as it is stored.
pub type Parts = Vec<(i32, Vec<u8>)>;

/// A day's orders, computed again.
pub struct FreshOrders {
    /// What they come to.
    pub parts: Parts,
    /// Of which logs.
    pub logs: DayLogs,
    /// When that changes though nothing new is told.
    pub settles: Option<i64>,
}

/// What is at hand.
pub struct Workshop<'a> {
    /// Where the logs are.
    pub env: &'a Env<'a>,
    /// What the shop has set.
    pub settings: Settings,
    /// What is known of every day.
    pub ledger: Ledger,
    /// Today, in Warsaw.
    pub today: NaiveDate,
    cases: BTreeMap<NaiveDate, Rc<Vec<KnownCase>>>,
    orders: BTreeMap<NaiveDate, Rc<Parts>>,
}

impl<'a> Workshop<'a> {
    /// One for a request.
    ///
    /// # Errors
    /// If the store cannot be asked.
    pub fn open(env: &'a Env<'a>) -> Result<Self, StoreError> {
        Ok(Workshop::with(env, Ledger::read(env)?))
    }

    /// One with a ledger that was read.
    pub fn with(env: &'a Env<'a>, ledger: Ledger) -> Self {
        let (settings, today) = (settings(env), warsaw_day(env.now));
        Workshop { env, settings, ledger, today, cases: BTreeMap::new(), orders: BTreeMap::new() }
    }

    /// The cases of a day as they are kept.
    ///
    /// # Errors
    /// If the store cannot be asked.
    pub fn cases(&mut self, day: NaiveDate) -> Result<Rc<Vec<KnownCase>>, StoreError> {
        if let Some(known) = self.cases.get(&day) {
            return Ok(Rc::clone(known));
        }
        let has_some = self.ledger.mark(day).is_some_and(|mark| mark.open_until.is_some());
        let kept = if has_some { self.env.store.rolled(&day.to_string(), CASES)? } else { None };
        let kept = Rc::new(kept.unwrap_or_default());
        if self.cases.len() >= AT_HAND {
            self.cases.pop_first();
        }
        self.cases.insert(day, Rc::clone(&kept));
        Ok(kept)
    }

    /// What the orders of a day come to, as it is kept.
    ///
    /// # Errors
    /// If the store cannot be asked.
    pub fn orders(&mut self, day: NaiveDate) -> Result<Rc<Parts>, StoreError> {
        if let Some(known) = self.orders.get(&day) {
            return Ok(Rc::clone(known));
        }
        let has_some = self.ledger.mark(day).is_some_and(|mark| mark.touches.is_some());
        let kept = if has_some { self.env.store.rolled(&day.to_string(), ORDERS)? } else { None };
        let kept = Rc::new(kept.unwrap_or_default());
        if self.orders.len() >= AT_HAND {
            self.orders.pop_first();
        }
        self.orders.insert(day, Rc::clone(&kept));
        Ok(kept)
    }

    /// The cases of a day as their logs tell now; none if those are as they were. `is_forced`: whatever their counters say.
    ///
    /// # Errors
    /// If the store cannot be asked.
    pub fn fresh_cases(&mut self, day: NaiveDate, is_forced: bool) -> Result<Option<Vec<KnownCase>>, StoreError> {
        let kept = self.cases(day)?;
        let numbers = self.env.store.all_pointers::<String>(LogId::new(Kind::CasesOfDay, &[&day.to_string()]))?;
        let mut fresh = Vec::with_capacity(numbers.len());
        let mut is_changed = is_forced;
        for number in numbers {
            let known = kept.iter().find(|case| case.number == number);
            let is_current = match known {
                Some(known) if !is_forced => known.is_current(self.env)?,
                _ => false,
            };
            match known.filter(|_| is_current) {
                Some(known) => fresh.push(known.clone()),
                None => {
                    let read = cases::read(self.env, &number, known)?;
                    is_changed |= read.as_ref() != known;
                    fresh.extend(read);
                }
            }
        }
        Ok((is_changed || fresh.len() != kept.len()).then_some(fresh))
    }

    /// What the orders of a day come to as their logs tell now; none if those are as they were.
    ///
    /// # Errors
    /// If the store cannot be asked.
    pub fn fresh_orders(&mut self, day: NaiveDate, is_forced: bool) -> Result<Option<FreshOrders>, StoreError> {
        let store = self.env.store;
        let index = LogId::new(Kind::OrdersOfDay, &[&day.to_string()]);
        let has_some = self.ledger.mark(day).is_some_and(|mark| mark.touches.is_some());
        let before: DayLogs =
            if has_some { store.rolled(&day.to_string(), LOGS)?.unwrap_or_default() } else { DayLogs::default() };
        let handed_out = store.handed_out(index)?;
        let mut is_changed = is_forced || handed_out != before.index;
        // Counted before they are read: what comes meanwhile is seen the next time.
        let mut counts: BTreeMap<[u8; 16], u64> = BTreeMap::new();
        for (log, entries) in &before.logs {
            let count = store.handed_out(LogId::Hashed(*log))?;
            counts.insert(*log, count);
            is_changed |= count != *entries;
        }
        if !is_changed {
            return Ok(None);
        }
        let mut all = RawRows::default();
        let mut used: BTreeSet<[u8; 16]> = BTreeSet::new();
        for order in store.all_pointers::<OrderPointer>(index)? {
            let mut of_order = RawRows::default();
            // What a log of it held is counted before it is read: of one that was not known, it is read again.
            for _ in 0..3 {
                of_order = RawRows::default();
                let mut met = Vec::new();
                orders::rows(self.env, &order, &mut of_order, &mut |log| {
                    if let LogId::Hashed(hash) = log {
                        met.push(hash);
                    }
                })?;
                let unknown: Vec<[u8; 16]> = met.iter().filter(|log| !counts.contains_key(*log)).copied().collect();
                for log in &unknown {
                    counts.insert(*log, store.handed_out(LogId::Hashed(*log))?);
                }
                used.extend(met);
                if unknown.is_empty() {
                    break;
                }
            }
            all.orders.append(&mut of_order.orders);
            all.parcels.append(&mut of_order.parcels);
            all.messages.append(&mut of_order.messages);
            all.latencies.append(&mut of_order.latencies);
        }
        let logs = used.iter().filter_map(|log| Some((*log, *counts.get(log)?))).collect();
        let (parts, settles) = self.parts(all)?;
        Ok(Some(FreshOrders { parts, logs: DayLogs { index: handed_out, logs }, settles }))
    }

    /// What rows of orders come to on each day.
    fn parts(&self, raw: RawRows) -> Result<(Parts, Option<i64>), StoreError> {
        let rows = Rows::of(self.env.now, raw);
        let mut days: BTreeSet<NaiveDate> = rows.orders().iter().map(|order| warsaw_day(order.placed)).collect();
        days.extend(rows.parcels().iter().filter_map(|parcel| parcel.handed_over).map(warsaw_day));
        days.extend(rows.messages().iter().filter_map(|message| message.sent).map(warsaw_day));
        days.extend(rows.latencies().iter().map(|latency| latency.day));
        let (mut parts, mut settles): (Parts, Option<i64>) = (Vec::new(), None);
        for day in days {
            let roll = roll_deliveries(day, &rows);
            let at = roll.settles().map(|at| at.timestamp_millis());
            settles = settles.into_iter().chain(at).min();
            parts.push((number(day), rolled::bytes(&roll)?));
        }
        Ok((parts, settles))
    }

    /// Takes fresh cases for those of a day; the days that are to be rolled up again because of that.
    ///
    /// # Errors
    /// If the store cannot be asked.
    pub fn take_cases(&mut self, day: NaiveDate, fresh: Vec<KnownCase>) -> Result<Vec<NaiveDate>, StoreError> {
        let before = self.cases(day)?;
        let ends = |of: fn(&KnownCase) -> i64| fresh.iter().map(of).max();
        let (open_until, asks_until) = (ends(KnownCase::open_until), ends(KnownCase::asks_until));
        if let Some(mark) = self.ledger.mark_mut(day) {
            (mark.open_until, mark.asks_until) = (open_until, asks_until);
        }
        let fresh = Rc::new(fresh);
        self.cases.insert(day, Rc::clone(&fresh));
        let around = TimeDelta::days(i64::from(self.settings.net_days.max(self.settings.fcr_days)) + 1);
        let rows = self.rows(day - around, (day + around).min(self.today), day)?;
        let mut days = Vec::new();
        for case in fresh.iter() {
            let known = before.iter().find(|known| known.number == case.number);
            if known == Some(case) {
                continue;
            }
            days.extend(touched(known.map(|known| known.row()).as_ref(), &case.row(), &rows, &self.settings));
            // It may have begun before the day it is filed under: when one that is older became part of it.
            self.ledger.filed(case.day(), day);
        }
        Ok(days)
    }

    /// Takes what fresh orders come to for what those of a day did; the days that are to be rolled up again.
    ///
    /// # Errors
    /// If the store cannot be asked.
    pub fn take_orders(&mut self, day: NaiveDate, fresh: &FreshOrders) -> Result<Vec<NaiveDate>, StoreError> {
        let before = self.orders(day)?;
        let differs = |one: &Parts, other: &Parts| -> Vec<NaiveDate> {
            one.iter().filter(|part| !other.contains(part)).map(|(at, _)| super::ledger::day(*at)).collect()
        };
        let mut days = differs(&fresh.parts, &before);
        days.extend(differs(&before, &fresh.parts));
        if let Some(mark) = self.ledger.mark_mut(day) {
            let touches = fresh.parts.first().zip(fresh.parts.last());
            // Also of a day whose orders come to nothing: their logs are kept.
            mark.touches = touches.map(|(first, last)| (first.0, last.0)).or((fresh.logs.index > 0).then_some((1, 0)));
            mark.orders_settle = fresh.settles;
        }
        self.orders.insert(day, Rc::new(fresh.parts.clone()));
        Ok(days)
    }

    /// The cases opened from one day to another, and those opened before that are not closed when `end` begins.
    fn rows(&mut self, from: NaiveDate, to: NaiveDate, end: NaiveDate) -> Result<Rows, StoreError> {
        let limit = (bounds(end).0 - self.settings.fcr_window()).timestamp_millis();
        let days: Vec<NaiveDate> = self
            .ledger
            .marks()
            .filter(|(day, mark)| {
                let is_within = *day >= from && *day <= to;
                mark.open_until.is_some_and(|until| is_within || (*day < from && until >= limit))
            })
            .map(|(day, _)| day)
            .collect();
        let mut known = Vec::new();
        for day in days {
            known.push(self.cases(day)?);
        }
        let cases = known.iter().flat_map(|day| day.iter()).map(KnownCase::row).collect();
        let disagreements = comparison::rows(self.env, end)?;
        Ok(Rows::of(self.env.now, RawRows { cases, disagreements, ..RawRows::default() }))
    }

    /// What a day comes to, as the kept cases and orders tell; and when that changes though nothing new is told of a case.
    ///
    /// # Errors
    /// If the store cannot be asked.
    pub fn roll(&mut self, day: NaiveDate) -> Result<(Roll, Option<i64>), StoreError> {
        let from = day - TimeDelta::days(i64::from(self.settings.net_days) + 1);
        let asks = self.ledger.mark(day).and_then(|mark| mark.asks_until).filter(|at| *at < i64::MAX);
        let asks = asks.and_then(chrono::DateTime::from_timestamp_millis).map(|at| at + self.settings.fcr_window());
        let filed = self.ledger.mark(day).map_or(day, |mark| mark.filed_until(day));
        let to = asks.map_or(day, warsaw_day).max(day).max(filed).min(self.today);
        let rows = self.rows(from, to, day)?;
        let mut roll = roll_day(day, &rows, &self.settings);
        let settles = roll.settles().map(|at| at.timestamp_millis());
        let wanted = number(day);
        let of: Vec<NaiveDate> = self
            .ledger
            .marks()
            .filter(|(_, mark)| mark.touches.is_some_and(|(from, to)| from <= wanted && wanted <= to))
            .map(|(day, _)| day)
            .collect();
        for placed in of {
            let parts = self.orders(placed)?;
            let part = parts.iter().find(|(at, _)| *at == wanted).and_then(|(_, bytes)| rolled::read::<Roll>(bytes));
            part.iter().for_each(|part| roll.merge(part));
        }
        Ok((roll, settles))
    }

    /// The first day from which there is anything, looking back so many days from today.
    ///
    /// # Errors
    /// If the store cannot be asked.
    pub fn first_day(&self, back: u64, before: NaiveDate) -> Result<Option<NaiveDate>, StoreError> {
        let begin = self.today.checked_sub_days(Days::new(back)).unwrap_or(self.today);
        for day in begin.iter_days().take_while(|day| *day < before) {
            for kind in [Kind::OrdersOfDay, Kind::CasesOfDay] {
                if self.env.store.handed_out(LogId::new(kind, &[&day.to_string()]))? > 0 {
                    return Ok(Some(day));
                }
            }
        }
        Ok(None)
    }
}
