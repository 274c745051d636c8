//! Days and times as people write them, on the wall clock of Warsaw.

use super::Lang;
use crate::time::WARSAW;
use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};

/// The months from January on as they stand in a date, in Polish and English.
pub const MONTHS: [(&str, &str); 12] = [
    ("stycznia", "January"),
    ("lutego", "February"),
    ("marca", "March"),
    ("kwietnia", "April"),
    ("maja", "May"),
    ("czerwca", "June"),
    ("lipca", "July"),
    ("sierpnia", "August"),
    ("września", "September"),
    ("października", "October"),
    ("listopada", "November"),
    ("grudnia", "December"),
];

/// With the preposition, as "on Monday": from Monday.
const ON_WEEKDAY: [(&str, &str); 7] = [
    ("w poniedziałek", "on Monday"),
    ("we wtorek", "on Tuesday"),
    ("w środę", "on Wednesday"),
    ("w czwartek", "on Thursday"),
    ("w piątek", "on Friday"),
    ("w sobotę", "on Saturday"),
    ("w niedzielę", "on Sunday"),
];

/// The day of `at`, seen from `now`: "dziś", "jutro", "w środę, 18 listopada".
pub fn on_day(lang: Lang, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let (day, today) = (at.with_timezone(&WARSAW).date_naive(), now.with_timezone(&WARSAW).date_naive());
    let near = match day.signed_duration_since(today).num_days() {
        -1 => Some(lang.pick("wczoraj", "yesterday")),
        0 => Some(lang.pick("dziś", "today")),
        1 => Some(lang.pick("jutro", "tomorrow")),
        _ => None,
    };
    near.map(str::to_owned).unwrap_or_else(|| {
        let weekday = usize::try_from(day.weekday().num_days_from_monday()).unwrap_or_default();
        let (pl, en) = ON_WEEKDAY.get(weekday).copied().unwrap_or_default();
        format!("{}, {}", lang.pick(pl, en), date(lang, day, today))
    })
}

/// A last moment: "najpóźniej dziś, do 17:20", "by 17:20 today".
pub fn latest(lang: Lang, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let (day, time) = (on_day(lang, at, now), time(at));
    match lang {
        Lang::Pl => format!("najpóźniej {day}, do {time}"),
        Lang::En => format!("by {time} {day}"),
    }
}

/// Day and time of `at`: "18 listopada, 14:05"; with the year if it is not the one of `now`.
pub fn moment(lang: Lang, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let (day, today) = (at.with_timezone(&WARSAW).date_naive(), now.with_timezone(&WARSAW).date_naive());
    format!("{}, {}", date(lang, day, today), time(at))
}

fn time(at: DateTime<Utc>) -> String {
    let local = at.with_timezone(&WARSAW);
    format!("{:02}:{:02}", local.hour(), local.minute())
}

fn date(lang: Lang, day: NaiveDate, today: NaiveDate) -> String {
    let month = usize::try_from(day.month0()).unwrap_or_default();
    let (pl, en) = MONTHS.get(month).copied().unwrap_or_default();
    let year = if day.year() == today.year() { String::new() } else { format!(" {}", day.year()) };
    format!("{} {}{year}", day.day(), lang.pick(pl, en))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_seen_from_a_wednesday() {
        let now = "2026-11-18T10:00:00Z".parse().unwrap();
        for (at, pl, en) in [
            ("2026-11-18T22:30:00Z", "dziś", "today"),
            ("2026-11-18T23:30:00Z", "jutro", "tomorrow"),
            ("2026-11-17T12:00:00Z", "wczoraj", "yesterday"),
            ("2026-11-24T12:00:00Z", "we wtorek, 24 listopada", "on Tuesday, 24 November"),
            ("2027-01-02T12:00:00Z", "w sobotę, 2 stycznia 2027", "on Saturday, 2 January 2027"),
        ] {
            let at = at.parse().unwrap();
            assert_eq!(on_day(Lang::Pl, at, now), pl);
            assert_eq!(on_day(Lang::En, at, now), en);
        }
        let at = "2026-07-01T12:05:00Z".parse().unwrap();
        assert_eq!(moment(Lang::Pl, at, now), "1 lipca, 14:05");
    }
}
