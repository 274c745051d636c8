//! Instants as senders write them, and the wall clock of Warsaw.
//!
//! Every instant inside is UTC, in whole milliseconds. Where a sender gives no offset, the zone is
//! assumed and the instant says so.

use crate::named::named;
use chrono::{DateTime, Days, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::{Europe, Tz};

/// The zone of Polish shops, carriers and calendars.
pub const WARSAW: Tz = Europe::Warsaw;

/// The zone of German carriers.
pub const BERLIN: Tz = Europe::Berlin;

/// The countries whose clocks are not Warsaw's but change with them, by ISO 3166 code, and how many hours
/// Warsaw is ahead of them. All of Europe changes at the same instant, so no further zone is needed: each
/// would add 5 KB to every component.
const BESIDE_WARSAW: [(&[&str], i64); 2] =
    [(&["GB", "IE", "PT", "IM", "JE", "GG"], 1), (&["FI", "EE", "LV", "LT", "RO", "BG", "GR", "CY", "UA", "MD"], -1)];

/// How sure the time of an event is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum TimeSource {
    /// The sender gave an offset.
    #[default]
    Given,
    /// The sender gave a wall-clock time only; its zone was assumed.
    Assumed,
    /// The sender gave none, or none that can be true: the time of learning stands in.
    Learned,
}

named!(TimeSource {
    Given = "given",
    Assumed = "assumed",
    Learned = "learned",
});

/// An instant with how sure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instant {
    /// The instant.
    pub at: DateTime<Utc>,
    /// How it is known.
    pub source: TimeSource,
}

/// Reads a time in any of the forms senders use: RFC 3339, the same with a space or with an offset
/// without colon (`2020-03-20 15:08:42 +0100`), or without any offset, which is then taken in
/// `zone` and marked as assumed. None if it cannot be read or lies outside 2000 to 2099.
///
/// ```
/// use sledz_domain::time::{parse, TimeSource, WARSAW};
/// let local = parse("2026-07-01 12:00:00", WARSAW).unwrap();
/// assert_eq!(local.at.to_rfc3339(), "2026-07-01T10:00:00+00:00");
/// assert_eq!(local.source, TimeSource::Assumed);
/// ```
pub fn parse(text: &str, zone: Tz) -> Option<Instant> {
    parse_ahead(text, zone, TimeDelta::zero())
}

/// Reads a time as [`parse`] does; without an offset it is taken on the clocks of a European country, given
/// by its ISO 3166 code in any case, and on Warsaw's for all others.
///
/// ```
/// use sledz_domain::time::parse_in;
/// let local = parse_in("2026-07-01T12:00:00", "GB").unwrap();
/// assert_eq!(local.at.to_rfc3339(), "2026-07-01T11:00:00+00:00");
/// ```
pub fn parse_in(text: &str, country: &str) -> Option<Instant> {
    let country = country.trim();
    let is_it = |(codes, _): &&(&[&str], i64)| codes.iter().any(|code| code.eq_ignore_ascii_case(country));
    let ahead = BESIDE_WARSAW.iter().find(is_it).map_or(0, |(_, hours)| *hours);
    parse_ahead(text, WARSAW, TimeDelta::hours(ahead))
}

/// Reads a time as [`parse`] does, where the clocks of `zone` are ahead of the writer's.
fn parse_ahead(text: &str, zone: Tz, ahead: TimeDelta) -> Option<Instant> {
    let (date, rest) = text.trim().split_at_checked(10)?;
    let rest = rest.strip_prefix(['T', 't', ' '])?;
    let (time, offset) = rest.split_at(rest.find(['Z', 'z', '+', '-', ' ']).unwrap_or(rest.len()));
    let seconds = if time.len() == 5 { ":00" } else { "" };
    let read = |offset: &str| DateTime::parse_from_rfc3339(&format!("{date}T{time}{seconds}{offset}")).ok();
    let instant = match offset.trim() {
        "" => {
            let local = read("Z")?.naive_utc().checked_add_signed(ahead)?;
            Instant { at: from_local(local, zone), source: TimeSource::Assumed }
        }
        offset => {
            let given = match offset.split_at_checked(3) {
                Some((hours, minutes)) if minutes.len() == 2 => read(&format!("{hours}:{minutes}")),
                _ => read(offset),
            };
            Instant { at: given?.with_timezone(&Utc), source: TimeSource::Given }
        }
    };
    sensible(instant.at).map(|at| Instant { at, ..instant })
}

/// Reads a wall-clock time written as `ddMMyyyyHHmmss`. None if it cannot be read or lies outside 2000
/// to 2099.
///
/// ```
/// use sledz_domain::time::{BERLIN, parse_digits};
/// assert_eq!(parse_digits("04122025071600", BERLIN).unwrap().at.to_rfc3339(), "2025-12-04T06:16:00+00:00");
/// ```
pub fn parse_digits(text: &str, zone: Tz) -> Option<Instant> {
    let text = text.trim();
    if text.len() != 14 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |from: usize, to: usize| text.get(from..to);
    let (day, month, year) = (part(0, 2)?, part(2, 4)?, part(4, 8)?);
    let (hour, minute, second) = (part(8, 10)?, part(10, 12)?, part(12, 14)?);
    parse(&format!("{year}-{month}-{day}T{hour}:{minute}:{second}"), zone)
}

/// Reads a number of seconds or milliseconds since 1970: senders call both a timestamp, and their sizes
/// tell them apart. A fraction is left out.
///
/// ```
/// use sledz_domain::time::parse_unix;
/// assert_eq!(parse_unix("1790850600"), parse_unix("1790850600000"));
/// ```
pub fn parse_unix(text: &str) -> Option<DateTime<Utc>> {
    let whole = text.trim().split('.').next()?;
    let stamp = whole.parse::<i64>().ok()?;
    // As seconds the year 5138, as milliseconds the year 1973.
    if stamp < 100_000_000_000 { from_unix(stamp) } else { DateTime::from_timestamp_millis(stamp).and_then(sensible) }
}

/// Reads a time as [`parse`] does, but an offset that is missing means UTC and is not marked.
pub fn parse_utc(text: &str) -> Option<DateTime<Utc>> {
    parse(text, Tz::UTC).map(|instant| instant.at)
}

/// Reads seconds since 1970.
pub fn from_unix(seconds: i64) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(seconds, 0).and_then(sensible)
}

/// Whole milliseconds, and only years in which a parcel of ours can have moved: arithmetic on
/// such an instant cannot overflow, whatever a sender wrote.
fn sensible(at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let from = DateTime::from_timestamp(946_684_800, 0)?;
    let to = DateTime::from_timestamp(4_102_444_800, 0)?;
    (from <= at && at < to).then(|| DateTime::from_timestamp_millis(at.timestamp_millis())).flatten()
}

/// The instant of a wall-clock time: of the repeated autumn hour the earlier one, and for the
/// missing spring hour one hour later.
pub fn from_local(local: NaiveDateTime, zone: Tz) -> DateTime<Utc> {
    match zone.from_local_datetime(&local) {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => at.with_timezone(&Utc),
        LocalResult::None => {
            let later = local.checked_add_signed(TimeDelta::hours(1)).unwrap_or(local);
            zone.from_local_datetime(&later)
                .earliest()
                .map_or_else(|| Utc.from_utc_datetime(&local), |at| at.with_timezone(&Utc))
        }
    }
}

/// The day of an instant on the wall calendar of Warsaw.
pub fn warsaw_day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&WARSAW).date_naive()
}

/// The last second of a day in Warsaw: a promise for a day holds until then.
pub fn end_of_day(day: NaiveDate) -> DateTime<Utc> {
    let midnight = day.checked_add_days(Days::new(1)).unwrap_or(day).and_time(NaiveTime::MIN);
    from_local(midnight, WARSAW) - TimeDelta::seconds(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_that_senders_use() {
        for (text, utc, source) in [
            ("2026-10-01T10:31:00Z", "2026-10-01T10:31:00Z", TimeSource::Given),
            ("2026-10-03T05:41:05.123456789Z", "2026-10-03T05:41:05.123Z", TimeSource::Given),
            ("2020-03-20 15:08:42 +0100", "2020-03-20T14:08:42Z", TimeSource::Given),
            ("2026-10-02T09:20:01.000+02:00", "2026-10-02T07:20:01Z", TimeSource::Given),
            ("2026-10-02T09:20:01+0200", "2026-10-02T07:20:01Z", TimeSource::Given),
            ("2026-01-10T12:00:00", "2026-01-10T11:00:00Z", TimeSource::Assumed),
            ("2026-10-01T10:31Z", "2026-10-01T10:31:00Z", TimeSource::Given),
            ("2026-07-10 12:00:00.5", "2026-07-10T10:00:00.500Z", TimeSource::Assumed),
        ] {
            let read = parse(text, WARSAW).expect(text);
            assert_eq!(read.at, utc.parse::<DateTime<Utc>>().unwrap(), "{text}");
            assert_eq!(read.source, source, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_true_is_not_a_time() {
        for text in [
            "",
            "yesterday",
            "0001-01-01T00:00:00Z",
            "9999-12-31T23:59:59Z",
            "+262142-01-01T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-10-01",
            "2026-10-01T",
            "2026-10-01T10:31:00+",
            "2026-10-01T10:31:00 ąę",
            "2026-10-0ą10:31:00Z",
            "1999-12-31T23:59:59Z",
        ] {
            assert_eq!(parse(text, WARSAW), None, "{text}");
        }
    }

    #[test]
    fn digits_are_a_wall_clock_time() {
        for (text, utc) in [
            ("04122025071600", "2025-12-04T06:16:00Z"),
            (" 03102026071600 ", "2026-10-03T05:16:00Z"),
            ("29022028235959", "2028-02-29T22:59:59Z"),
        ] {
            let read = parse_digits(text, BERLIN).expect(text);
            assert_eq!(read, Instant { at: utc.parse().unwrap(), source: TimeSource::Assumed }, "{text}");
        }
        for text in [
            "",
            "04122025",
            "0412202507160",
            "041220250716000",
            "32122025071600",
            "29022026120000",
            "04132025071600",
            "04121999071600",
            "04129999071600",
            "04122025246000",
            "+4122025071600",
            "0412202507160Z",
            "04122025 71600",
            "ąąąąąąą",
        ] {
            assert_eq!(parse_digits(text, BERLIN), None, "{text}");
        }
    }

    #[test]
    fn countries_have_their_clocks() {
        for (countries, summer, winter) in [
            ("PL DE CZ FR ES IT SE HU LU xx", "10:00:00", "11:00:00"),
            ("GB ie PT", "11:00:00", "12:00:00"),
            ("FI ee LV LT RO BG GR CY UA", "09:00:00", "10:00:00"),
        ] {
            for country in countries.split(' ') {
                for (text, utc) in [("2026-07-01T12:00:00", summer), ("2026-12-01T12:00:00", winter)] {
                    let read = parse_in(text, country).unwrap();
                    assert_eq!(read.at.format("%H:%M:%S").to_string(), utc, "{country} {text}");
                    assert_eq!(read.source, TimeSource::Assumed);
                }
                let given = parse_in("2026-07-01T12:00:00Z", country).unwrap();
                assert_eq!((given.at.format("%H").to_string(), given.source), ("12".to_owned(), TimeSource::Given));
            }
        }
        // All change at 01:00 UTC: the repeated hour is the earlier one, and the missing one an hour later.
        let utc = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        for (country, text, at) in [
            ("GB", "2026-10-25T00:59:59", "2026-10-24T23:59:59Z"),
            ("GB", "2026-10-25T01:30:00", "2026-10-25T00:30:00Z"),
            ("GB", "2026-10-25T02:00:00", "2026-10-25T02:00:00Z"),
            ("GB", "2026-03-29T01:30:00", "2026-03-29T01:30:00Z"),
            ("LT", "2026-10-25T03:30:00", "2026-10-25T00:30:00Z"),
            ("LT", "2026-10-25T04:00:00", "2026-10-25T02:00:00Z"),
            ("LT", "2026-03-29T03:30:00", "2026-03-29T01:30:00Z"),
        ] {
            assert_eq!(parse_in(text, country).unwrap().at, utc(at), "{country} {text}");
        }
        assert_eq!(parse_in("2099-12-31T23:59:59", "LT").unwrap().at, utc("2099-12-31T21:59:59Z"));
    }

    #[test]
    fn the_repeated_hour_is_the_earlier_and_the_missing_hour_one_later() {
        let utc = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        assert_eq!(parse("2026-10-25T02:30:00", WARSAW).unwrap().at, utc("2026-10-25T00:30:00Z"));
        assert_eq!(parse("2026-03-29T02:30:00", WARSAW).unwrap().at, utc("2026-03-29T01:30:00Z"));
    }

    #[test]
    fn a_day_ends_at_midnight_of_warsaw() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        assert_eq!(end_of_day(day(2026, 7, 1)).to_rfc3339(), "2026-07-01T21:59:59+00:00");
        assert_eq!(end_of_day(day(2026, 12, 1)).to_rfc3339(), "2026-12-01T22:59:59+00:00");
    }
}
