//! What is known of every day: when it was looked at, and what of it is still to be done. One value, which the job that
//! rolls up writes together with whatever it changes.

use crate::request::Env;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use sledz_store::StoreError;

const SPAN: &str = "all";
const PART: &str = "ledger";

/// What is known of every day, from the first on that has anything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    /// What the numbers depend on that the shop sets, hashed; if it changes, all is computed again.
    pub settings: u64,
    /// The first day; days since the beginning of our era.
    first: i32,
    days: Vec<DayMark>,
    /// Months that are to be merged again: years times twelve and the month.
    pub months: Vec<i32>,
    /// When days before the first were last looked for, in seconds.
    pub looked_back: i64,
}

/// What is known of a day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayMark {
    /// When its logs were last looked at, in seconds.
    pub checked: i64,
    /// Until when any of its cases is not closed, in milliseconds; none: it has none.
    pub open_until: Option<i64>,
    /// The end of what decides whether anybody asked again, but for the window after it, in milliseconds.
    pub asks_until: Option<i64>,
    /// The last day under which a case is filed that began on this one, or before; none: it is this one.
    filed: Option<i32>,
    /// The first and the last day on which anything happened with the orders placed on it.
    pub touches: Option<(i32, i32)>,
    /// When what its orders come to changes though nothing new is told, in milliseconds.
    pub orders_settle: Option<i64>,
    /// When what it comes to changes though nothing new is told of a case, in milliseconds.
    pub settles: Option<i64>,
    /// It is rolled up.
    pub is_rolled: bool,
    /// Something has changed since.
    pub is_dirty: bool,
}

/// A day as a number.
pub fn number(day: NaiveDate) -> i32 {
    day.num_days_from_ce()
}

/// A day from its number.
pub fn day(number: i32) -> NaiveDate {
    NaiveDate::from_num_days_from_ce_opt(number).unwrap_or_default()
}

/// The month of a day, as a number.
pub fn month_of(day: NaiveDate) -> i32 {
    day.year() * 12 + day.month0().try_into().unwrap_or(0)
}

/// The first day of a month, and the first of the next.
pub fn days_of(month: i32) -> (NaiveDate, NaiveDate) {
    let first = |month: i32| {
        let of_year = u32::try_from(month.rem_euclid(12)).unwrap_or_default() + 1;
        NaiveDate::from_ymd_opt(month.div_euclid(12), of_year, 1).unwrap_or_default()
    };
    (first(month), first(month + 1))
}

impl Ledger {
    /// As it was written last; of a shop that was never looked at an empty one.
    ///
    /// # Errors
    /// If the store cannot be asked.
    pub fn read(env: &Env) -> Result<Self, StoreError> {
        Ok(env.store.rolled(SPAN, PART)?.unwrap_or_default())
    }

    /// Adds it to what is to be written.
    ///
    /// # Errors
    /// If it cannot be written down.
    pub fn put(&self, values: &mut sledz_store::rolled::Values) -> Result<(), StoreError> {
        values.put(SPAN, PART, self)
    }

    /// The first day that has anything; none if nothing is known of any.
    pub fn first(&self) -> Option<NaiveDate> {
        (!self.days.is_empty()).then(|| day(self.first))
    }

    /// The last day that it knows of.
    pub fn last(&self) -> Option<NaiveDate> {
        let length = i32::try_from(self.days.len()).unwrap_or(i32::MAX);
        (!self.days.is_empty()).then(|| day(self.first + length - 1))
    }

    /// Has it know of all days between these.
    pub fn reach(&mut self, first: NaiveDate, last: NaiveDate) {
        let (from, to) = (number(first), number(last));
        if self.days.is_empty() {
            self.first = from;
        }
        while self.first > from {
            self.days.insert(0, DayMark::default());
            self.first -= 1;
        }
        while self.last().is_none_or(|known| number(known) < to) {
            self.days.push(DayMark::default());
        }
    }

    /// What is known of a day.
    pub fn mark(&self, of: NaiveDate) -> Option<&DayMark> {
        self.days.get(usize::try_from(number(of) - self.first).ok()?)
    }

    /// The same, to be changed.
    pub fn mark_mut(&mut self, of: NaiveDate) -> Option<&mut DayMark> {
        self.days.get_mut(usize::try_from(number(of) - self.first).ok()?)
    }

    /// All days, oldest first.
    pub fn marks(&self) -> impl DoubleEndedIterator<Item = (NaiveDate, &DayMark)> {
        let numbered = (self.first..).zip(&self.days);
        // A range without an end cannot be gone through backwards.
        let listed: Vec<(NaiveDate, &DayMark)> = numbered.map(|(at, mark)| (day(at), mark)).collect();
        listed.into_iter()
    }

    /// Has a day rolled up again.
    pub fn soil(&mut self, of: NaiveDate) {
        if let Some(mark) = self.mark_mut(of) {
            mark.is_dirty = true;
        }
    }

    /// A case that began on one day is filed under another: all days between have to look there.
    pub fn filed(&mut self, began: NaiveDate, under: NaiveDate) {
        for day in began.iter_days().take_while(|day| *day < under) {
            if let Some(mark) = self.mark_mut(day) {
                mark.filed = mark.filed.max(Some(number(under)));
            }
        }
    }

    /// Has a month merged again.
    pub fn soil_month(&mut self, of: NaiveDate) {
        let month = month_of(of);
        if !self.months.contains(&month) {
            self.months.push(month);
        }
    }

    /// Whether a day's roll is there.
    pub fn is_rolled(&self, of: NaiveDate) -> bool {
        self.mark(of).is_some_and(|mark| mark.is_rolled)
    }

    /// Everything is computed again.
    pub fn soil_all(&mut self) {
        for mark in &mut self.days {
            mark.is_dirty = true;
            mark.checked = 0;
            mark.orders_settle = mark.touches.map(|_| i64::MIN);
        }
    }
}

impl DayMark {
    /// The last day under which cases are filed that began on this one, which is `own`.
    pub fn filed_until(&self, own: NaiveDate) -> NaiveDate {
        self.filed.map_or(own, day)
    }

    /// Whether a day that ended this many days ago is to be looked at again: what is old changes seldom.
    pub fn is_due(&self, age: i64, now: DateTime<Utc>) -> bool {
        let every = match age {
            // The clock calls every minute, and is not quite regular.
            ..=2 => 590,
            3..=14 => 3600,
            15..=60 => 12 * 3600,
            _ => 7 * 24 * 3600,
        };
        let since = now.timestamp() - self.checked;
        since >= every || since < 0 || self.orders_settle.is_some_and(|at| at <= now.timestamp_millis())
    }
}
