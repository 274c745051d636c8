//! What is asked of the numbers: days, and by what they are told.

use super::reading::day_of;
use crate::{
    reply::Failure,
    request::{Env, Request},
};
use chrono::{Datelike, Days, NaiveDate};
use http::StatusCode;
use sledz_domain::time::warsaw_day;
use sledz_kpi::{Dimension, export::ZONE};

/// The longest span that is told.
const LONGEST_DAYS: i64 = 366 * 5;

/// The most days, or weeks, or months, that are told one by one.
const MOST_PERIODS: usize = 400;

/// Without a span the last so many days are meant, today included.
const USUAL_DAYS: u64 = 30;

/// From a day to another, both included.
pub type Span = (NaiveDate, NaiveDate);

/// By what the numbers are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The total.
    Total,
    /// Each key of a dimension.
    Dimension(Dimension),
    /// Day by day, or by weeks or months.
    Period(Period),
}

/// What a span is cut into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// Days.
    Day,
    /// Weeks, from Monday on.
    Week,
    /// Months.
    Month,
}

impl By {
    /// The name in the query; none of the total.
    pub fn name(self) -> Option<&'static str> {
        match self {
            By::Total => None,
            By::Dimension(by) => Some(by.name()),
            By::Period(Period::Day) => Some("day"),
            By::Period(Period::Week) => Some("week"),
            By::Period(Period::Month) => Some("month"),
        }
    }

    fn from_name(name: &str) -> Option<By> {
        Some(match name {
            "" => By::Total,
            "day" => By::Period(Period::Day),
            "week" => By::Period(Period::Week),
            "month" => By::Period(Period::Month),
            name => By::Dimension(Dimension::from_name(name)?),
        })
    }
}

/// Zones whose clocks have shown the same as ours since 2000, so that their days are ours.
const LIKE_OURS: [&str; 31] = [
    "Amsterdam",
    "Andorra",
    "Belgrade",
    "Berlin",
    "Bratislava",
    "Brussels",
    "Budapest",
    "Copenhagen",
    "Gibraltar",
    "Ljubljana",
    "Luxembourg",
    "Madrid",
    "Malta",
    "Monaco",
    "Oslo",
    "Paris",
    "Podgorica",
    "Prague",
    "Rome",
    "San_Marino",
    "Sarajevo",
    "Skopje",
    "Stockholm",
    "Tirane",
    "Vaduz",
    "Vatican",
    "Vienna",
    "Warsaw",
    "Zagreb",
    "Zurich",
    "Busingen",
];

fn is_like_ours(tz: &str) -> bool {
    tz == ZONE || tz.strip_prefix("Europe/").is_some_and(|city| LIKE_OURS.contains(&city))
}

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Query {
    /// The span.
    pub span: Span,
    /// By what.
    pub by: By,
    /// Another span to compare it with.
    pub compared: Option<Span>,
}

fn bad(detail: &str) -> Failure {
    Failure::refused(StatusCode::BAD_REQUEST, detail)
}

impl Query {
    /// What a request asks.
    ///
    /// # Errors
    /// 400 with what is wrong.
    pub fn of(request: &Request, env: &Env) -> Result<Self, Failure> {
        let tz = request.query("tz").unwrap_or_default();
        if !tz.is_empty() && !is_like_ours(&tz) {
            return Err(bad("days are counted in Europe/Warsaw: tz can only be that, or a zone with the same clock"));
        }
        let today = warsaw_day(env.now);
        let day = |name: &str| match request.query(name).filter(|text| !text.is_empty()) {
            Some(text) => day_of(&text).map(Some).ok_or_else(|| bad(&format!("{name} is no day, such as 2026-11-30"))),
            None => Ok(None),
        };
        let to = day("to")?.unwrap_or(today);
        let from = day("from")?.unwrap_or_else(|| to.checked_sub_days(Days::new(USUAL_DAYS - 1)).unwrap_or(to));
        let compared = match (day("compare_from")?, day("compare_to")?) {
            (Some(from), Some(to)) => Some(checked(from, to)?),
            (None, None) => None,
            _ => return Err(bad("compare_from and compare_to belong together")),
        };
        let by = By::from_name(&request.query("by").unwrap_or_default())
            .ok_or_else(|| bad("by is one of day, week, month, channel, intent, cause, carrier, source"))?;
        let query = Query { span: checked(from, to)?, by, compared };
        match by {
            By::Period(period) if cut(query.span, period).len() > MOST_PERIODS => {
                Err(bad("that are too many days to be told one by one; ask for weeks or months"))
            }
            _ => Ok(query),
        }
    }
}

/// A span that can be told.
///
/// # Errors
/// 400, if it ends before it begins, is too long, or lies too far away.
pub fn checked(from: NaiveDate, to: NaiveDate) -> Result<Span, Failure> {
    match (to - from).num_days() {
        ..0 => Err(bad("the span ends before it begins")),
        days if days > LONGEST_DAYS => Err(bad("the span is longer than five years")),
        _ if !(2000..2200).contains(&from.year()) => Err(bad("the span lies too far away")),
        _ => Ok((from, to)),
    }
}

/// What a span is compared with, as on the page: [`sledz_page::Span::before`].
pub fn previous((from, to): Span) -> Span {
    let before = sledz_page::Span { from, to }.before();
    (before.from, before.to)
}

/// The days, weeks or months of a span; those at its ends may be cut.
pub fn cut((from, to): Span, period: Period) -> Vec<Span> {
    let mut all = Vec::new();
    let mut begin = from;
    while begin <= to {
        let next = match period {
            Period::Day => begin.succ_opt(),
            Period::Week => begin.checked_add_days(Days::new(7 - u64::from(begin.weekday().num_days_from_monday()))),
            Period::Month => Some(super::ledger::days_of(super::ledger::month_of(begin)).1),
        };
        let Some(next) = next else { break };
        all.push((begin, next.pred_opt().unwrap_or(begin).min(to)));
        begin = next;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn spans_before_and_their_parts() {
        for (from, to, before_from, before_to) in [
            ("2026-11-01", "2026-11-30", "2026-10-01", "2026-10-31"),
            ("2026-01-01", "2026-12-31", "2025-01-01", "2025-12-31"),
            ("2026-11-02", "2026-11-08", "2026-10-26", "2026-11-01"),
            ("2026-11-28", "2026-11-28", "2026-11-27", "2026-11-27"),
        ] {
            assert_eq!(previous((day(from), day(to))), (day(before_from), day(before_to)), "{from} {to}");
        }
        let weeks = cut((day("2026-10-01"), day("2026-10-31")), Period::Week);
        assert_eq!(weeks.first(), Some(&(day("2026-10-01"), day("2026-10-04"))));
        assert_eq!(weeks.last(), Some(&(day("2026-10-26"), day("2026-10-31"))));
        assert_eq!(weeks.len(), 5);
        let months = cut((day("2026-10-15"), day("2026-12-01")), Period::Month);
        assert_eq!(months.last(), Some(&(day("2026-12-01"), day("2026-12-01"))));
        assert_eq!(cut((day("2026-10-24"), day("2026-10-26")), Period::Day).len(), 3);
    }
}
