//! A last moment, in the languages in which nothing is said of orders: Ukrainian, Russian and German.

use chrono::{DateTime, Datelike, Timelike, Utc};
use sledz_domain::{
    intent::Tongue,
    time::WARSAW,
    words::{Lang, latest},
};

/// Ukrainian, Russian, German.
const MONTHS: [[&str; 3]; 12] = [
    ["січня", "января", "Januar"],
    ["лютого", "февраля", "Februar"],
    ["березня", "марта", "März"],
    ["квітня", "апреля", "April"],
    ["травня", "мая", "Mai"],
    ["червня", "июня", "Juni"],
    ["липня", "июля", "Juli"],
    ["серпня", "августа", "August"],
    ["вересня", "сентября", "September"],
    ["жовтня", "октября", "Oktober"],
    ["листопада", "ноября", "November"],
    ["грудня", "декабря", "Dezember"],
];

/// The last moment of something, seen from `now`: "najpóźniej jutro, do 12:00", "завтра до 12:00".
pub(super) fn by(tongue: Tongue, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let (place, near) = match tongue {
        Tongue::Pl => return latest(Lang::Pl, at, now),
        Tongue::En => return latest(Lang::En, at, now),
        Tongue::Uk => (0, ["сьогодні", "завтра"]),
        Tongue::Ru => (1, ["сегодня", "завтра"]),
        Tongue::De => (2, ["heute", "morgen"]),
    };
    let (local, today) = (at.with_timezone(&WARSAW), now.with_timezone(&WARSAW).date_naive());
    let month = usize::try_from(local.month0()).ok().and_then(|month| MONTHS.get(month)?.get(place)).copied();
    let day = match local.date_naive().signed_duration_since(today).num_days() {
        0 => near[0].to_owned(),
        1 => near[1].to_owned(),
        _ if tongue == Tongue::De => format!("zum {}. {}", local.day(), month.unwrap_or_default()),
        _ => format!("{} {}", local.day(), month.unwrap_or_default()),
    };
    let (hour, minute) = (local.hour(), local.minute());
    match tongue {
        Tongue::De => format!("bis {day}, {hour:02}:{minute:02} Uhr"),
        _ => format!("{day} до {hour:02}:{minute:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn last_moments_seen_from_a_wednesday() {
        let now = "2026-11-18T10:00:00Z".parse().unwrap();
        for (at, pl, uk, ru, de) in [
            (
                "2026-11-18T15:00:00Z",
                "najpóźniej dziś, do 16:00",
                "сьогодні до 16:00",
                "сегодня до 16:00",
                "bis heute, 16:00 Uhr",
            ),
            (
                "2026-11-19T11:00:00Z",
                "najpóźniej jutro, do 12:00",
                "завтра до 12:00",
                "завтра до 12:00",
                "bis morgen, 12:00 Uhr",
            ),
            (
                "2026-12-01T11:05:00Z",
                "najpóźniej we wtorek, 1 grudnia, do 12:05",
                "1 грудня до 12:05",
                "1 декабря до 12:05",
                "bis zum 1. Dezember, 12:05 Uhr",
            ),
        ] {
            let at = at.parse().unwrap();
            for (tongue, said) in [(Tongue::Pl, pl), (Tongue::Uk, uk), (Tongue::Ru, ru), (Tongue::De, de)] {
                assert_eq!(by(tongue, at, now), said);
            }
        }
    }
}
