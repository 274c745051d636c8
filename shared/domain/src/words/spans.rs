//! How long until something is due, and how long something has waited: "za 2 h 10 min", "po terminie od 35 min".

use super::Lang;
use chrono::{DateTime, TimeDelta, Utc};

/// From here on minutes are left out, and then hours.
const WITHOUT_MINUTES: i64 = 3 * 60;
const IN_DAYS: i64 = 48 * 60;

/// How long it is until `due`, or has been since.
///
/// ```
/// use chrono::{DateTime, TimeDelta};
/// use sledz_domain::words::{Lang, until_due};
/// let now = DateTime::from_timestamp(1_795_000_800, 0).unwrap();
/// assert_eq!(until_due(Lang::Pl, now + TimeDelta::minutes(120), now), "za 2 h");
/// assert_eq!(until_due(Lang::Pl, now - TimeDelta::minutes(35), now), "po terminie od 35 min");
/// ```
pub fn until_due(lang: Lang, due: DateTime<Utc>, now: DateTime<Utc>) -> String {
    if due < now {
        return match span(lang, now - due) {
            Some(span) => format!("{} {span}", lang.pick("po terminie od", "overdue by")),
            None => lang.pick("termin właśnie minął", "due just now").to_owned(),
        };
    }
    match span(lang, due - now) {
        Some(span) => format!("{} {span}", lang.pick("za", "in")),
        None => lang.pick("za chwilę", "in a moment").to_owned(),
    }
}

/// How long something has waited: "od 5 h", "for 5 h".
pub fn waiting_for(lang: Lang, since: DateTime<Utc>, now: DateTime<Utc>) -> String {
    match span(lang, now - since) {
        Some(span) => format!("{} {span}", lang.pick("od", "for")),
        None => lang.pick("od chwili", "for a moment").to_owned(),
    }
}

/// A span in whole minutes, hours or days; none if it is not a minute. What is left out would make it longer, so that
/// nobody is promised more time than there is.
fn span(lang: Lang, span: TimeDelta) -> Option<String> {
    let minutes = span.num_minutes();
    match minutes {
        ..1 => None,
        1..60 => Some(format!("{minutes} min")),
        60..WITHOUT_MINUTES if minutes % 60 != 0 => Some(format!("{} h {} min", minutes / 60, minutes % 60)),
        60..IN_DAYS => Some(format!("{} h", minutes / 60)),
        _ => Some(format!("{} {}", minutes / (24 * 60), lang.pick("dni", "days"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_as_exact_as_they_are_short() {
        let now = DateTime::from_timestamp(1_795_000_800, 0).unwrap();
        for (seconds, ahead, past, waited) in [
            (0, "za chwilę", "za chwilę", "od chwili"),
            (59, "za chwilę", "termin właśnie minął", "od chwili"),
            (60, "za 1 min", "po terminie od 1 min", "od 1 min"),
            (59 * 60 + 59, "za 59 min", "po terminie od 59 min", "od 59 min"),
            (3600, "za 1 h", "po terminie od 1 h", "od 1 h"),
            (130 * 60, "za 2 h 10 min", "po terminie od 2 h 10 min", "od 2 h 10 min"),
            (190 * 60, "za 3 h", "po terminie od 3 h", "od 3 h"),
            (47 * 3600, "za 47 h", "po terminie od 47 h", "od 47 h"),
            (48 * 3600, "za 2 dni", "po terminie od 2 dni", "od 2 dni"),
            (22 * 86_400 + 5, "za 22 dni", "po terminie od 22 dni", "od 22 dni"),
        ] {
            let span = TimeDelta::seconds(seconds);
            assert_eq!(until_due(Lang::Pl, now + span, now), ahead);
            assert_eq!(until_due(Lang::Pl, now - span, now), past);
            assert_eq!(waiting_for(Lang::Pl, now - span, now), waited);
        }
        assert_eq!(until_due(Lang::En, now + TimeDelta::days(3), now), "in 3 days");
        assert_eq!(until_due(Lang::En, now - TimeDelta::hours(5), now), "overdue by 5 h");
        assert_eq!(waiting_for(Lang::En, now - TimeDelta::minutes(5), now), "for 5 min");
        assert_eq!(waiting_for(Lang::En, now + TimeDelta::minutes(5), now), "for a moment", "a clock may be ahead");
    }
}
