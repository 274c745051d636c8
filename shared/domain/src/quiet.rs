//! Quiet hours: when no message should make somebody's telephone ring.

use crate::time::{WARSAW, from_local};
use chrono::{DateTime, Days, NaiveTime, Timelike, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// From a time of day to another, on the wall clock of Warsaw; over midnight if it ends before it
/// begins. Equal times: never quiet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quiet {
    /// The first quiet minute.
    pub from: Minute,
    /// The first minute that is not quiet any more.
    pub to: Minute,
}

/// A minute of the day, written `21:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Minute(u16);

impl Minute {
    /// Midnight.
    pub const ZERO: Minute = Minute(0);

    /// The end of a day, `24:00`: of opening hours, never of a clock.
    pub(crate) const DAY_END: Minute = Minute(24 * 60);

    /// Minutes since midnight.
    pub fn since_midnight(self) -> u16 {
        self.0
    }

    /// The minute `hour:minute`; none if there is no such.
    pub const fn new(hour: u16, minute: u16) -> Option<Self> {
        if hour < 24 && minute < 60 { Some(Minute(hour * 60 + minute)) } else { None }
    }

    /// Reads `21:00`.
    pub fn parse(text: &str) -> Option<Self> {
        let (hour, minute) = text.split_once(':')?;
        let is_number = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        let number = |part: &str| is_number(part).then(|| part.parse().ok()).flatten();
        Minute::new(number(hour)?, number(minute)?)
    }
}

impl Quiet {
    /// What holds for SMS unless the shop says otherwise: 21:00 to 08:00.
    pub const NIGHT: Quiet = Quiet { from: Minute(21 * 60), to: Minute(8 * 60) };

    /// `at`, or the end of the quiet hours that it lies in.
    pub fn not_before(self, at: DateTime<Utc>) -> DateTime<Utc> {
        let local = at.with_timezone(&WARSAW);
        let minute = Minute(u16::try_from(local.hour() * 60 + local.minute()).unwrap_or_default());
        let over_midnight = self.to < self.from;
        let is_quiet = if over_midnight {
            minute >= self.from || minute < self.to
        } else {
            (self.from..self.to).contains(&minute)
        };
        if !is_quiet {
            return at;
        }
        let days = u64::from(over_midnight && minute >= self.from);
        let end = local.date_naive().checked_add_days(Days::new(days)).and_then(|day| {
            let time = NaiveTime::from_hms_opt(u32::from(self.to.0 / 60), u32::from(self.to.0 % 60), 0)?;
            Some(from_local(day.and_time(time), WARSAW))
        });
        // In the night when the clock goes back, an end may lie before: then it is not quiet.
        end.filter(|end| *end > at).unwrap_or(at)
    }
}

impl Serialize for Minute {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&format!("{:02}:{:02}", self.0 / 60, self.0 % 60))
    }
}

impl<'de> Deserialize<'de> for Minute {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Minute::parse(&text).ok_or_else(|| D::Error::custom("not a time of day such as 21:00"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn the_night_ends_at_eight_in_warsaw() {
        for (from, to) in [
            ("2026-11-20T19:59:00Z", "2026-11-20T19:59:00Z"),
            ("2026-11-20T20:00:00Z", "2026-11-21T07:00:00Z"),
            ("2026-11-20T23:30:00Z", "2026-11-21T07:00:00Z"),
            ("2026-11-21T06:59:59Z", "2026-11-21T07:00:00Z"),
            ("2026-11-21T07:00:00Z", "2026-11-21T07:00:00Z"),
            // The night in which summer time ends, and the one in which it begins.
            ("2026-10-24T20:00:00Z", "2026-10-25T07:00:00Z"),
            ("2026-03-28T20:30:00Z", "2026-03-29T06:00:00Z"),
        ] {
            assert_eq!(Quiet::NIGHT.not_before(at(from)), at(to), "{from}");
        }
    }

    #[test]
    fn within_a_day_and_never() {
        let noon = Quiet { from: Minute::new(12, 0).unwrap(), to: Minute::new(13, 30).unwrap() };
        assert_eq!(noon.not_before(at("2026-11-20T11:15:00Z")), at("2026-11-20T12:30:00Z"));
        assert_eq!(noon.not_before(at("2026-11-20T12:30:00Z")), at("2026-11-20T12:30:00Z"));
        let never = Quiet { from: Minute::new(9, 0).unwrap(), to: Minute::new(9, 0).unwrap() };
        assert_eq!(never.not_before(at("2026-11-20T08:00:00Z")), at("2026-11-20T08:00:00Z"));
    }

    #[test]
    fn times_of_day_as_they_are_written() {
        for bad in ["", "8:00", "24:00", "12:60", "12", "12:5", "aa:bb", "+1:00"] {
            assert_eq!(Minute::parse(bad), None, "{bad}");
        }
        assert_eq!(serde_json::to_string(&Quiet::NIGHT).unwrap(), r#"{"from":"21:00","to":"08:00"}"#);
    }
}
