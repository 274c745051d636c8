//! Public holidays and business days of Poland.
//!
//! Source: the act of 18 January 1951 on days off work; 24 December was added by the act of
//! 6 December 2024, in force since 1 February 2025.

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// Whether `day` is a public holiday (Sundays aside).
///
/// ```
/// use sledz_domain::calendar::is_holiday;
/// let day = |y, m, d| chrono::NaiveDate::from_ymd_opt(y, m, d).unwrap();
/// assert!(is_holiday(day(2026, 6, 4)), "Corpus Christi");
/// assert!(is_holiday(day(2025, 12, 24)) && !is_holiday(day(2024, 12, 24)));
/// ```
pub fn is_holiday(day: NaiveDate) -> bool {
    let fixed = matches!(
        (day.month(), day.day()),
        (1, 1) | (1, 6) | (5, 1) | (5, 3) | (8, 15) | (11, 1) | (11, 11) | (12, 25) | (12, 26)
    );
    let christmas_eve = (day.month(), day.day()) == (12, 24) && day.year() >= 2025;
    // Easter Sunday, Easter Monday, Pentecost, Corpus Christi.
    let movable = easter(day.year())
        .map(|easter| day.signed_duration_since(easter).num_days())
        .is_some_and(|after| matches!(after, 0 | 1 | 49 | 60));
    fixed || christmas_eve || movable
}

/// Whether shops and couriers work on `day`: Monday to Friday, holidays aside.
pub fn is_business_day(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !is_holiday(day)
}

/// The `count`-th business day after `day`; `day` itself never counts, and with a `count` of 0 it
/// is `day` or the next business day.
pub fn add_business_days(day: NaiveDate, count: u32) -> NaiveDate {
    let mut left = count;
    let mut at = day;
    loop {
        if left == 0 && is_business_day(at) {
            return at;
        }
        let Some(next) = at.checked_add_days(Days::new(1)) else { return at };
        at = next;
        if left > 0 && is_business_day(at) {
            left -= 1;
        }
    }
}

/// Easter Sunday of a year, Gregorian (the anonymous algorithm of Meeus and Butcher).
fn easter(year: i32) -> Option<NaiveDate> {
    let a = year % 19;
    let (b, c) = (year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let month = (h + l - 7 * m + 90) / 25;
    let day = (h + l - 7 * m + 33 * month + 19) % 32;
    NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn easter_of_known_years() {
        for (year, date) in [
            (1961, "1961-04-02"),
            (2000, "2000-04-23"),
            (2008, "2008-03-23"),
            (2011, "2011-04-24"),
            (2025, "2025-04-20"),
            (2026, "2026-04-05"),
            (2027, "2027-03-28"),
            (2028, "2028-04-16"),
            (2038, "2038-04-25"),
            (2076, "2076-04-19"),
        ] {
            assert_eq!(easter(year), Some(day(date)));
        }
    }

    #[test]
    fn the_holidays_of_2026() {
        let holidays: Vec<_> = day("2026-01-01")
            .iter_days()
            .take(365)
            .filter(|d| is_holiday(*d))
            .map(|d| d.format("%m-%d").to_string())
            .collect();
        assert_eq!(
            holidays,
            [
                "01-01", "01-06", "04-05", "04-06", "05-01", "05-03", "05-24", "06-04", "08-15", "11-01", "11-11",
                "12-24", "12-25", "12-26"
            ]
        );
    }

    #[test]
    fn business_days_skip_weekends_and_holidays() {
        for (from, count, to) in [
            ("2026-11-20", 1, "2026-11-23"), // Friday to Monday
            ("2026-11-21", 1, "2026-11-23"), // Saturday to Monday
            ("2026-12-23", 1, "2026-12-28"), // over Christmas, Eve included
            ("2024-12-23", 1, "2024-12-24"), // before the Eve was a holiday
            ("2026-06-03", 1, "2026-06-05"), // over Corpus Christi
            ("2026-04-02", 2, "2026-04-07"), // over Easter Monday
            ("2026-11-21", 0, "2026-11-23"),
            ("2026-11-20", 0, "2026-11-20"),
        ] {
            assert_eq!(add_business_days(day(from), count), day(to), "{from} + {count}");
        }
    }
}
