//! From rows to the roll of a day.
//!
//! Each row belongs to the day of Warsaw on which it began, with all that became of it later: a message of the customer
//! next week, a closing next month, a parcel that comes back. What crosses days is defined by rows alone, so that
//! rolling up a day again when more is known gives what computing afresh gives:
//!
//! - whether somebody asked again (resolution at first contact, wrong answers, automation) is of the day on which the
//!   *first* case was opened, and is decided when the window is over ([`follow`]);
//! - whether a contact is a repeated one (net contacts) is of the day on which the *second* case was opened;
//! - a promise is kept or broken on the day on which its case was opened or its order placed, and is neither as long as
//!   it is not due;
//! - the backlog is what is not closed when the day ends, whenever it was opened;
//! - a reopened case counts on the day on which it was opened.

pub mod cases;
pub mod deliveries;
pub mod follow;

use crate::{
    cell::{Cell, Count},
    roll::{Dimension, Roll},
    rows::At,
    settings::Settings,
    tidy::{Rows, between, day_number},
};
use chrono::{Datelike, Days, NaiveDate, NaiveTime, TimeDelta};
use sledz_domain::time::{WARSAW, from_local};

/// From when (inclusive) to when (exclusive) cases were opened that the roll of a day has to know, beside those that are
/// not closed at its end: the day itself, those that make its contacts repeated ones, and those that ask again.
///
/// Somebody asks again within the window after a case was closed; one that was closed `open` after it was opened, needs
/// the cases until then too.
pub fn needs(day: NaiveDate, settings: &Settings, open: TimeDelta) -> (At, At) {
    let (from, to) = bounds(day);
    (from - settings.net_window(), to + settings.fcr_window() + open)
}

/// What a day of Warsaw comes to, as the rows tell: those of the day, and of others what [`needs`] says. Rows of other
/// days change nothing else.
pub fn roll_day(day: NaiveDate, rows: &Rows, settings: &Settings) -> Roll {
    let mut roll = Roll::day(day);
    let (from, to) = bounds(day);
    let (begin, end) = (from.timestamp_millis(), to.timestamp_millis());

    let days = match days_of_month(day) {
        28 => Count::DAYS_OF_28,
        29 => Count::DAYS_OF_29,
        30 => Count::DAYS_OF_30,
        _ => Count::DAYS_OF_31,
    };
    let mut one = Cell::default();
    one.add(days, 1);
    roll.take(&one, &[]);

    for case in between(rows.cases(), |case| case.began_millis(), begin, end) {
        cases::take(&mut roll, case, rows, settings);
    }
    cases::backlog(&mut roll, rows, to);
    take_deliveries(&mut roll, day, rows);
    let number = day_number(day);
    let disagreements = between(rows.disagreements(), |row| day_number(row.day), number, number + 1).len();
    let mut one = Cell::default();
    one.add(Count::DISAGREEMENTS, u64::try_from(disagreements).unwrap_or_default());
    roll.take(&one, &[]);
    roll
}

/// What orders, parcels, messages and latencies of a day come to: [`roll_day`] without cases, disagreements and the day
/// itself. Whoever keeps what the orders of one day come to on each day after it adds such parts up.
pub fn roll_deliveries(day: NaiveDate, rows: &Rows) -> Roll {
    let mut roll = Roll::day(day);
    take_deliveries(&mut roll, day, rows);
    roll
}

fn take_deliveries(roll: &mut Roll, day: NaiveDate, rows: &Rows) {
    let (from, to) = bounds(day);
    let (begin, end) = (from.timestamp_millis(), to.timestamp_millis());
    for order in between(rows.orders(), |order| order.placed.timestamp_millis(), begin, end) {
        deliveries::order(roll, order, rows.as_of());
    }
    let handed_over = |at: Option<At>| at.map_or(i64::MIN, |at| at.timestamp_millis());
    for parcel in between(rows.parcels(), |parcel| handed_over(parcel.handed_over), begin, end) {
        deliveries::parcel(roll, parcel);
    }
    for message in between(rows.messages(), |message| handed_over(message.sent), begin, end) {
        deliveries::message(roll, message);
    }
    let number = day_number(day);
    for latency in between(rows.latencies(), |latency| day_number(latency.day), number, number + 1) {
        let mut one = Cell::default();
        one.measure(crate::cell::Measure::LATENCY, latency.seconds, latency.count);
        roll.take(&one, &[(Dimension::Source, &latency.source)]);
    }
}

/// The first instant of a day of Warsaw, and the first of the next: 23, 24 or 25 hours later.
pub fn bounds(day: NaiveDate) -> (At, At) {
    let midnight = |day: NaiveDate| from_local(day.and_time(NaiveTime::MIN), WARSAW);
    (midnight(day), midnight(day.checked_add_days(Days::new(1)).unwrap_or(day)))
}

fn days_of_month(day: NaiveDate) -> u32 {
    let (year, month) = if day.month() == 12 { (day.year() + 1, 1) } else { (day.year(), day.month() + 1) };
    let last = NaiveDate::from_ymd_opt(year, month, 1).and_then(|first| first.pred_opt());
    last.map_or(31, |last| last.day())
}

/// From one instant to another in whole seconds, what is left of one being dropped; none backwards.
pub(crate) fn seconds(from: At, to: At) -> Option<u32> {
    whole(to - from)
}

/// A duration in whole seconds; none below zero.
pub(crate) fn whole(duration: TimeDelta) -> Option<u32> {
    if duration < TimeDelta::zero() { None } else { u32::try_from(duration.num_seconds()).ok() }
}
