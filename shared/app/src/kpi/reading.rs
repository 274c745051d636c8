//! What a span of days comes to: from months that are whole in it, from days at its ends, and of what is not rolled up
//! yet, today above all, from the logs.

use super::{
    ledger::{Ledger, days_of, month_of},
    query::{Span, previous},
    rollup::{is_merged, month_name, part_name},
    settings::settings,
    workshop::Workshop,
};
use crate::request::Env;
use chrono::{Days, NaiveDate};
use sledz_domain::time::warsaw_day;
use sledz_kpi::{Dimension, Roll, Settings, day::bounds};
use sledz_store::StoreError;
use std::{collections::BTreeMap, rc::Rc};

/// So many days that no job has rolled up are computed from the logs for one answer, the newest.
const LIVE: usize = 3;

/// A report waits until so many days before its end were looked at since: all of those are, hourly at least.
const LOOKED_AT_DAYS: u64 = 13;

/// Whatever tells what spans of days come to.
pub trait Spans {
    /// What the shop has set.
    fn settings(&self) -> &Settings;

    /// What a span comes to: the total, and the cells of a dimension beside it.
    ///
    /// # Errors
    /// If the store fails.
    fn span(&mut self, from: NaiveDate, to: NaiveDate, by: Option<Dimension>) -> Result<Roll, StoreError>;

    /// The cells of a dimension alone.
    ///
    /// # Errors
    /// If the store fails.
    fn cells(&mut self, from: NaiveDate, to: NaiveDate, by: Dimension) -> Result<Roll, StoreError>;

    /// The first day of which anything is known; none before anything was rolled up.
    fn first(&self) -> Option<NaiveDate>;

    /// What the span before one comes to, and which it is; none if not all of it is known: part of a span is no trend.
    ///
    /// # Errors
    /// If the store fails.
    fn before(&mut self, span: Span, by: Option<Dimension>) -> Result<Option<(Span, Roll)>, StoreError> {
        let (from, to) = previous(span);
        if self.first().is_none_or(|first| from < first) {
            return Ok(None);
        }
        Ok(Some(((from, to), self.span(from, to, by)?)))
    }
}

/// What is rolled up, and nothing else.
pub struct Shelf<'a> {
    env: &'a Env<'a>,
    settings: Settings,
    ledger: Ledger,
    today: NaiveDate,
}

impl<'a> Shelf<'a> {
    /// One for a request.
    ///
    /// # Errors
    /// If the store cannot be asked.
    pub fn open(env: &'a Env<'a>) -> Result<Self, StoreError> {
        Ok(Shelf { env, settings: settings(env), ledger: Ledger::read(env)?, today: warsaw_day(env.now) })
    }

    /// Today, in Warsaw.
    pub fn today(&self) -> NaiveDate {
        self.today
    }

    /// Whether all days of a span are rolled up, with everything that had happened when it ended: also with what was
    /// told on its last day of orders and cases of the weeks before.
    pub fn is_settled(&self, from: NaiveDate, to: NaiveDate) -> bool {
        let Some(first) = self.ledger.first().filter(|first| *first <= to) else { return false };
        let is_done = |day: &NaiveDate| self.ledger.mark(*day).is_some_and(|mark| mark.is_rolled && !mark.is_dirty);
        let end = bounds(to).1.timestamp();
        let oldest = to - Days::new(LOOKED_AT_DAYS);
        let is_looked_at = |day: NaiveDate| self.ledger.mark(day).is_some_and(|mark| mark.checked >= end);
        from.max(first).iter_days().take_while(|day| *day <= to).all(|day| is_done(&day))
            && oldest.max(first).iter_days().take_while(|day| *day <= to).all(is_looked_at)
    }

    /// A part of a span; of days that are not rolled up what `live` tells.
    fn part(
        &self,
        (from, to): (NaiveDate, NaiveDate),
        part: Option<Dimension>,
        live: &mut dyn FnMut(NaiveDate) -> Result<Option<Roll>, StoreError>,
    ) -> Result<Roll, StoreError> {
        let mut roll = Roll::default();
        let today = self.today;
        let yesterday = today.pred_opt().unwrap_or(today);
        // Before anything was rolled up, all days may have something.
        let first = self.ledger.first().unwrap_or(from);
        let mut day = from.max(first);
        let to = to.min(today);
        while day <= to {
            let month = month_of(day);
            let (begin, next) = days_of(month);
            let last = next.pred_opt().unwrap_or(next).min(yesterday);
            let is_whole = day == begin.max(first) && last <= to && last >= day;
            // What is stored in a form of another version counts as not there.
            let mut known: Option<Roll> = None;
            if is_whole && is_merged(&self.ledger, month, last) {
                known = self.env.store.rolled(&month_name(month), part_name(part))?;
            }
            if known.is_some() {
                day = last;
            } else if day < today && self.ledger.is_rolled(day) {
                known = self.env.store.rolled(&day.to_string(), part_name(part))?;
            }
            let of_day = if known.is_some() { known } else { live(day)? };
            of_day.iter().for_each(|of_day| roll.merge(of_day));
            let Some(next) = day.succ_opt() else { break };
            day = next;
        }
        Ok(roll)
    }
}

impl Spans for Shelf<'_> {
    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn cells(&mut self, from: NaiveDate, to: NaiveDate, by: Dimension) -> Result<Roll, StoreError> {
        self.part((from, to), Some(by), &mut |_| Ok(None))
    }

    fn first(&self) -> Option<NaiveDate> {
        self.ledger.first()
    }

    fn span(&mut self, from: NaiveDate, to: NaiveDate, by: Option<Dimension>) -> Result<Roll, StoreError> {
        let mut roll = self.part((from, to), None, &mut |_| Ok(None))?;
        if by.is_some() {
            roll.merge(&self.part((from, to), by, &mut |_| Ok(None))?);
        }
        Ok(roll)
    }
}

impl Spans for Reader<'_> {
    fn settings(&self) -> &Settings {
        &self.shelf.settings
    }

    fn cells(&mut self, from: NaiveDate, to: NaiveDate, by: Dimension) -> Result<Roll, StoreError> {
        self.part(from, to, Some(by))
    }

    fn first(&self) -> Option<NaiveDate> {
        self.shelf.ledger.first()
    }

    fn span(&mut self, from: NaiveDate, to: NaiveDate, by: Option<Dimension>) -> Result<Roll, StoreError> {
        let mut roll = self.part(from, to, None)?;
        if by.is_some() {
            roll.merge(&self.part(from, to, by)?);
        }
        Ok(roll)
    }
}

/// What is rolled up, and what is not yet, today above all, from the logs.
pub struct Reader<'a> {
    shelf: Rc<Shelf<'a>>,
    shop: Workshop<'a>,
    live: BTreeMap<NaiveDate, Roll>,
    /// Days that nobody has rolled up, and that are too many to be computed now.
    pub missing: Vec<NaiveDate>,
}

impl<'a> Reader<'a> {
    /// One for a request.
    ///
    /// # Errors
    /// If the store cannot be asked.
    pub fn open(env: &'a Env<'a>) -> Result<Self, StoreError> {
        let shelf = Shelf::open(env)?;
        let shop = Workshop::with(env, shelf.ledger.clone());
        Ok(Reader { shelf: Rc::new(shelf), shop, live: BTreeMap::new(), missing: Vec::new() })
    }

    /// Today, in Warsaw.
    pub fn today(&self) -> NaiveDate {
        self.shelf.today
    }

    /// The days whose numbers were computed for this answer.
    pub fn computed(&self) -> impl Iterator<Item = NaiveDate> {
        self.live.keys().copied()
    }

    fn part(&mut self, from: NaiveDate, to: NaiveDate, part: Option<Dimension>) -> Result<Roll, StoreError> {
        let shelf = Rc::clone(&self.shelf);
        shelf.part((from, to), part, &mut |day| Ok(self.live(day)?.map(|live| live.part(part))))
    }

    /// What a day comes to as the logs tell now; none if too many days would have to be computed.
    fn live(&mut self, day: NaiveDate) -> Result<Option<&Roll>, StoreError> {
        if !self.live.contains_key(&day) {
            let open: Vec<NaiveDate> = self.unrolled();
            if !open.contains(&day) {
                if !self.missing.contains(&day) {
                    self.missing.push(day);
                }
                return Ok(None);
            }
            self.refresh(&open)?;
            let (roll, _) = self.shop.roll(day)?;
            self.live.insert(day, roll);
        }
        Ok(self.live.get(&day))
    }

    /// The newest days that are not rolled up, today included.
    fn unrolled(&self) -> Vec<NaiveDate> {
        let today = self.shop.today;
        let days = std::iter::successors(Some(today), |day| day.pred_opt()).take(LIVE);
        days.filter(|day| *day == today || !self.shop.ledger.is_rolled(*day)).collect()
    }

    /// Takes what the logs of these days tell now, in memory.
    fn refresh(&mut self, days: &[NaiveDate]) -> Result<(), StoreError> {
        if !self.live.is_empty() {
            return Ok(());
        }
        let (first, today) = (days.last().copied().unwrap_or(self.shop.today), self.shop.today);
        let known = self.shop.ledger.first().unwrap_or(first);
        self.shop.ledger.reach(known.min(first), today);
        for day in days {
            if let Some(cases) = self.shop.fresh_cases(*day, false)? {
                self.shop.take_cases(*day, cases)?;
            }
            if let Some(orders) = self.shop.fresh_orders(*day, false)? {
                self.shop.take_orders(*day, &orders)?;
            }
        }
        Ok(())
    }
}

/// The day of an instant, or a day, as a query gives it.
pub fn day_of(text: &str) -> Option<NaiveDate> {
    crate::settings::time_or_day(text).map(warsaw_day)
}
