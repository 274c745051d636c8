//! The scale of a chart: from a round number to a round one, in few round steps.

use super::super::number::{KpiUnit, Number, count, power};
use sledz_domain::words::Lang;

/// Lines across a chart, not counting the lowest.
const MOST_TICKS: i128 = 4;

const MINUTE: i128 = 60;
const HOUR: i128 = 60 * MINUTE;
const DAY: i128 = 24 * HOUR;
/// Round durations below ten days.
const DURATIONS: [i128; 19] = [
    1,
    2,
    5,
    10,
    15,
    30,
    MINUTE,
    2 * MINUTE,
    5 * MINUTE,
    10 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    5 * DAY,
];

/// From where to where a chart goes. Zero is always on it.
pub(crate) struct Scale {
    low: i128,
    high: i128,
    step: i128,
    /// Of all numbers here.
    pub(crate) places: u8,
}

impl Scale {
    /// The scale that holds all of these.
    pub(crate) fn of(unit: KpiUnit, values: impl Iterator<Item = Number> + Clone) -> Scale {
        let places = values.clone().map(|value| value.places()).max().unwrap_or_default();
        let (mut low, mut high) = (0, 0);
        for value in values.map(|value| value.at(places)) {
            (low, high) = (low.min(value), high.max(value));
        }
        Scale::between(unit, low, high, places)
    }

    /// The scale from `low`, zero or less, to `high`, zero or more.
    pub(crate) fn between(unit: KpiUnit, low: i128, high: i128, places: u8) -> Scale {
        let one = power(places);
        let high = if low == high { one } else { high };
        let fits = |step: &i128| {
            let (low, high) = (low.div_euclid(*step), -(-high).div_euclid(*step));
            high - low <= MOST_TICKS
        };
        let round = [10, 20, 25, 50];
        let round = (0..26).flat_map(|exponent| round.map(|step| step * power(exponent)));
        let step = if unit == KpiUnit::Seconds && places == 0 {
            let mut all = DURATIONS.into_iter().chain(round.map(|days| days * DAY));
            all.find(fits)
        } else {
            [1, 2, 5].into_iter().chain(round).find(fits)
        };
        let step = step.unwrap_or(i128::MAX / 8);
        Scale { low: low.div_euclid(step) * step, high: -(-high).div_euclid(step) * step, step, places }
    }

    /// The values of the lines across, from below.
    pub(crate) fn ticks(&self) -> impl Iterator<Item = i128> {
        let count = (self.high - self.low) / self.step;
        (0..=count).map(|tick| self.low + tick * self.step)
    }

    /// How high a value stands if the scale is that tall.
    pub(crate) fn height(&self, value: i128, tall: i128) -> i128 {
        let (part, whole) = (value - self.low, self.high - self.low);
        part.clamp(0, whole) * tall / whole.max(1)
    }
}

/// A value of the scale, in little room.
pub(crate) fn tick(lang: Lang, unit: KpiUnit, value: i128, scale: &Scale) -> String {
    let whole = |number: i128| i64::try_from(number).unwrap_or(i64::MAX);
    if unit == KpiUnit::Seconds && scale.places == 0 {
        let units = [(DAY, "d"), (HOUR, "h"), (MINUTE, "min"), (1, "s")];
        let fitting = units.into_iter().find(|(length, _)| scale.step % length == 0).filter(|_| value != 0);
        return fitting
            .map_or_else(|| "0".to_owned(), |(length, name)| format!("{}\u{a0}{name}", large(lang, value / length)));
    }
    let sign = if unit == KpiUnit::Percent { "%" } else { "" };
    let one = power(scale.places);
    if value % one == 0 {
        return format!("{}{sign}", large(lang, value / one));
    }
    format!("{}{sign}", Number { units: whole(value), places: scale.places }.plain(lang))
}

/// A whole number in at most about seven signs.
fn large(lang: Lang, number: i128) -> String {
    let names = lang.pick(["tys.", "mln", "mld"], ["k", "M", "bn"]);
    let mut left = number;
    let mut name = None;
    let mut names = names.into_iter();
    while left.abs() >= 10_000 && left % 1000 == 0 {
        let Some(next) = names.next() else { break };
        (left, name) = (left / 1000, Some(next));
    }
    match (name, i64::try_from(left)) {
        (_, Err(_)) | (None, Ok(1_000_000_000_000..)) => format!("{number:e}"),
        (Some(_), Ok(left)) if left.abs() >= 10_000 => format!("{number:e}"),
        (None, Ok(left)) => count(lang, left),
        (Some(name), Ok(left)) => format!("{}\u{a0}{name}", count(lang, left)),
    }
}
