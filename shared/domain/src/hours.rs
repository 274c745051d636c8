//! Opening hours: when people answer, and how long a time is in hours that they work.
//!
//! Hours are on the wall clock of Warsaw, and closed on Poland's public holidays; each piece of a day is turned
//! into instants by itself, so that the days on which the clock moves have the length they have.

use crate::{
    calendar::is_holiday,
    quiet::Minute,
    time::{WARSAW, from_local, warsaw_day},
};
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc};

/// The names of the days in a variable, Monday first.
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// A shop that is closed for longer than this is as good as always closed.
const LONGEST_CLOSED: u64 = 60;

/// When people of the shop answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hours {
    /// Pieces of a week: day from Monday, from, to.
    pieces: Vec<(u32, Minute, Minute)>,
}

impl Default for Hours {
    /// Monday to Friday, 9:00 to 17:00.
    fn default() -> Self {
        let (from, to) = (Minute::of(9), Minute::of(17));
        Hours { pieces: (0..5).map(|day| (day, from, to)).collect() }
    }
}

impl Hours {
    /// Reads `mon-fri 09:00-17:00, sat 10:00-14:00`; empty: the default.
    ///
    /// # Errors
    /// One sentence, if it cannot be read.
    ///
    /// ```
    /// use sledz_domain::hours::Hours;
    /// assert!(Hours::parse("mon-fri 08:00-12:00, mon-fri 13:00-16:00, sat 10:00-14:00").is_ok());
    /// assert!(Hours::parse("mon-fri 9-17").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.trim().is_empty() {
            return Ok(Hours::default());
        }
        let mut pieces = Vec::new();
        for piece in text.split(',') {
            let read = read_piece(piece).ok_or_else(|| {
                format!(
                    "opening_hours: {:?} is not like mon-fri 09:00-17:00",
                    piece.trim().chars().take(40).collect::<String>()
                )
            })?;
            pieces.extend(read);
        }
        Ok(Hours { pieces })
    }

    /// The pieces of a day as instants, in order; none on a holiday.
    fn of_day(&self, day: NaiveDate) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
        if is_holiday(day) {
            return Vec::new();
        }
        let weekday = day.weekday().num_days_from_monday();
        let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
        let at = |minute: Minute| {
            let on = if minute == Minute::DAY_END { next } else { day };
            from_local(on.and_time(minute.time()), WARSAW)
        };
        let today = self.pieces.iter().filter(|(on, ..)| *on == weekday);
        let mut pieces: Vec<_> = today.map(|(_, from, to)| (at(*from), at(*to))).collect();
        crate::sorting::sort(&mut pieces);
        pieces
    }

    /// The instant at which `work` of opening hours have passed since `at`. Nothing to wait for: `at`, or the next
    /// opening. A shop that never opens answers after two months.
    pub fn add(&self, at: DateTime<Utc>, work: TimeDelta) -> DateTime<Utc> {
        let mut left = work.max(TimeDelta::zero());
        let first = warsaw_day(at);
        for offset in 0..=LONGEST_CLOSED + u64::try_from(work.num_days().max(0)).unwrap_or_default() * 4 {
            let Some(day) = first.checked_add_days(Days::new(offset)) else { break };
            for (from, to) in self.of_day(day) {
                let from = from.max(at);
                if from >= to {
                    continue;
                }
                if left <= to - from {
                    return from + left;
                }
                left -= to - from;
            }
        }
        at + TimeDelta::days(i64::try_from(LONGEST_CLOSED).unwrap_or_default())
    }

    /// How much of the time from `from` to `to` lies in opening hours.
    pub fn between(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> TimeDelta {
        let mut sum = TimeDelta::zero();
        let (mut day, last) = (warsaw_day(from), warsaw_day(to));
        while day <= last {
            for (opens, closes) in self.of_day(day) {
                let (begin, end) = (opens.max(from), closes.min(to));
                sum += (end - begin).max(TimeDelta::zero());
            }
            let Some(next) = day.checked_add_days(Days::new(1)) else { break };
            day = next;
        }
        sum
    }
}

fn read_piece(text: &str) -> Option<Vec<(u32, Minute, Minute)>> {
    let mut words = text.split_whitespace();
    let (days, times) = (words.next()?, words.next()?);
    let place = |name: &str| DAYS.iter().position(|day| *day == name.to_ascii_lowercase());
    let (first, last) = days.split_once('-').unwrap_or((days, days));
    let (first, last) = (place(first)?, place(last)?);
    let (from, to) = times.split_once('-')?;
    let to = if to == "24:00" { Minute::DAY_END } else { Minute::parse(to)? };
    let from = Minute::parse(from)?;
    if from >= to || first > last || words.next().is_some() {
        return None;
    }
    Some((first..=last).filter_map(|day| Some((u32::try_from(day).ok()?, from, to))).collect())
}

/// Whose day it is by a roster such as `mon=anna tue=bartek,celina`; names of tokens, the first comes first.
///
/// ```
/// use sledz_domain::hours::on_duty;
/// let saturday = chrono::NaiveDate::from_ymd_opt(2026, 11, 28).unwrap();
/// assert_eq!(on_duty("fri=anna sat=bartek,celina", saturday), ["bartek", "celina"]);
/// assert!(on_duty("", saturday).is_empty());
/// ```
pub fn on_duty(roster: &str, day: NaiveDate) -> Vec<&str> {
    let today = usize::try_from(day.weekday().num_days_from_monday()).unwrap_or_default();
    let name = DAYS.get(today).copied().unwrap_or_default();
    let entries = roster.split_whitespace().filter_map(|entry| entry.split_once('='));
    let of_day = entries.filter(|(day, _)| day.eq_ignore_ascii_case(name));
    of_day.flat_map(|(_, names)| names.split(',')).filter(|name| !name.is_empty()).collect()
}

impl Minute {
    /// The full hour.
    const fn of(hour: u16) -> Minute {
        match Minute::new(hour, 0) {
            Some(minute) => minute,
            None => Minute::ZERO,
        }
    }

    /// As a clock shows it; of the end of a day midnight.
    fn time(self) -> NaiveTime {
        let minutes = u32::from(self.since_midnight());
        NaiveTime::from_hms_opt(minutes / 60 % 24, minutes % 60, 0).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_that_is_open_all_day_has_all_its_hours() {
        let always = Hours::parse("mon-sun 00:00-24:00").unwrap();
        // A week, one in which the clock goes back, and a holiday within it.
        for (from, to, hours) in [
            ("2026-10-05T22:00:00Z", "2026-10-12T22:00:00Z", 7 * 24),
            ("2026-10-19T22:00:00Z", "2026-10-26T23:00:00Z", 7 * 24 + 1),
            ("2026-11-09T23:00:00Z", "2026-11-12T23:00:00Z", 2 * 24),
        ] {
            assert_eq!(always.between(at(from), at(to)), TimeDelta::hours(hours), "{from}");
        }
        assert_eq!(always.add(at("2026-10-06T21:59:00Z"), TimeDelta::minutes(2)), at("2026-10-06T22:01:00Z"));
    }

    #[test]
    fn answers_in_hours_that_people_work() {
        let hours = Hours::default();
        for (from, work, to) in [
            // A Friday at 16:30: half an hour is left, and it goes on on Monday.
            ("2026-11-27T15:30:00Z", 4 * 3600, "2026-11-30T11:30:00Z"),
            ("2026-11-27T15:30:00Z", 1800, "2026-11-27T16:00:00Z"),
            // By night: from the next opening.
            ("2026-11-25T22:00:00Z", 60, "2026-11-26T08:01:00Z"),
            ("2026-11-25T22:00:00Z", 0, "2026-11-26T08:00:00Z"),
            // Before Christmas: 24 December to the Sunday after are closed.
            ("2026-12-23T15:00:00Z", 2 * 3600, "2026-12-28T09:00:00Z"),
            // Over the end of summer time.
            ("2026-10-23T14:00:00Z", 2 * 3600, "2026-10-26T09:00:00Z"),
            // Three days of eight hours.
            ("2026-11-23T08:00:00Z", 24 * 3600, "2026-11-25T16:00:00Z"),
        ] {
            assert_eq!(hours.add(at(from), TimeDelta::seconds(work)), at(to), "{from} {work}");
        }
    }

    #[test]
    fn hours_as_they_are_written() {
        for bad in [
            "mon",
            "mon-fri",
            "fri-mon 09:00-17:00",
            "mon 17:00-09:00",
            "x 09:00-10:00",
            "mon 9:00-17:00",
            "mon 09:00-10:00 x",
        ] {
            assert!(Hours::parse(bad).is_err(), "{bad}");
        }
        let split = Hours::parse("mon-fri 08:00-12:00,mon-fri 13:00-16:00, Sat 10:00-14:00").unwrap();
        assert_eq!(split.add(at("2026-11-27T10:00:00Z"), TimeDelta::hours(2)), at("2026-11-27T13:00:00Z"));
        assert_eq!(split.between(at("2026-11-27T10:00:00Z"), at("2026-11-28T23:00:00Z")), TimeDelta::hours(8));
        assert_eq!(Hours::parse(" ").unwrap(), Hours::default());
    }

    proptest! {
        #[test]
        fn what_is_added_lies_between(seconds in 0_i64..40_000_000, work in 0_i64..400_000) {
            let hours = Hours::default();
            let from = at("2026-01-01T00:00:00Z") + TimeDelta::seconds(seconds);
            let to = hours.add(from, TimeDelta::seconds(work));
            prop_assert!(to >= from);
            prop_assert_eq!(hours.between(from, to), TimeDelta::seconds(work));
        }
    }
}
