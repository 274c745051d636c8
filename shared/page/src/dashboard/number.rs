//! Exact numbers as people write them, in Polish and English.

use sledz_domain::words::Lang;

/// Between thousands in Polish: a narrow space that no line is broken at.
const THIN: char = '\u{202f}';
/// Between a number and its unit: a space that no line is broken at.
const FIXED: char = '\u{a0}';
const MINUS: char = '\u{2212}';

/// No number here needs more.
const MOST_PLACES: u8 = 6;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// An exact decimal: so many units of the last place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Number {
    /// How many of the last place there are.
    pub units: i64,
    /// Digits after the point.
    pub places: u8,
}

/// What a figure is counted in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KpiUnit {
    /// Pieces.
    #[default]
    Count,
    /// Per cent.
    Percent,
    /// Pieces for each hundred.
    Per100,
    /// Seconds.
    Seconds,
    /// Points from -100 to 100.
    Points,
    /// Money, in the unit of the currency.
    Money,
}

impl Number {
    /// A whole number.
    pub const fn whole(units: i64) -> Number {
        Number { units, places: 0 }
    }

    /// The places that are reckoned with.
    pub(super) fn places(self) -> u8 {
        self.places.min(MOST_PLACES)
    }

    /// How many units of that many places it is, rounded half away from zero.
    pub(super) fn at(self, places: u8) -> i128 {
        let (units, places) = (i128::from(self.units), places.min(MOST_PLACES));
        if places >= self.places {
            return units * power(places - self.places);
        }
        // No whole number has so many digits that more places would matter.
        let divisor = power((self.places - places).min(30));
        (units + units.signum() * divisor / 2) / divisor
    }

    /// With at most so many places, without zeros at the end.
    fn short(self, lang: Lang, places: u8) -> String {
        let mut places = places.min(self.places());
        let mut units = self.at(places);
        while places > 0 && units % 10 == 0 {
            units /= 10;
            places -= 1;
        }
        decimal(lang, units, places)
    }

    /// With one place, or two if it is below one.
    fn brief(self, lang: Lang) -> String {
        let is_small = self.at(MOST_PLACES).abs() < power(MOST_PLACES);
        self.short(lang, if is_small { 2 } else { 1 })
    }

    /// With its unit: `18,4%`, `2 h 15 min`, `1 240,00 zł`. The currency is that of money.
    ///
    /// ```
    /// use sledz_domain::words::Lang;
    /// use sledz_page::{KpiUnit, Number};
    /// let share = Number { units: 1842, places: 2 };
    /// assert_eq!(share.shown(Lang::Pl, KpiUnit::Percent, ""), "18,4%");
    /// assert_eq!(share.shown(Lang::En, KpiUnit::Money, "PLN"), "PLN\u{a0}18.42");
    /// assert_eq!(Number::whole(8100).shown(Lang::Pl, KpiUnit::Seconds, ""), "2\u{a0}h\u{a0}15\u{a0}min");
    /// ```
    pub fn shown(self, lang: Lang, unit: KpiUnit, currency: &str) -> String {
        match unit {
            KpiUnit::Count => self.short(lang, 0),
            KpiUnit::Percent => format!("{}%", self.brief(lang)),
            KpiUnit::Per100 | KpiUnit::Points => self.brief(lang),
            KpiUnit::Seconds => duration(lang, self.at(0)),
            KpiUnit::Money => money(lang, &decimal(lang, self.at(2), 2), currency),
        }
    }

    /// How many per cent more than another one it is, to one place below ten and whole above; none of a zero.
    pub(super) fn change(self, before: Number) -> Option<Number> {
        let places = self.places().max(before.places());
        let (after, before) = (self.at(places), before.at(places));
        if before == 0 {
            return None;
        }
        let tenths = ((after - before) * 2000 + before.abs() * (after - before).signum()) / (before.abs() * 2);
        let number = Number { units: i64::try_from(tenths).ok()?, places: 1 };
        Some(if tenths.abs() < 100 { number } else { Number::whole(i64::try_from(number.at(0)).ok()?) })
    }

    /// How much more than another one it is.
    pub(super) fn minus(self, before: Number) -> Option<Number> {
        let places = self.places().max(before.places());
        Some(Number { units: i64::try_from(self.at(places) - before.at(places)).ok()?, places })
    }

    /// Without its sign.
    pub(super) fn abs(self) -> Number {
        Number { units: self.units.saturating_abs(), places: self.places }
    }

    /// Without unit, as short as it gets.
    pub(super) fn plain(self, lang: Lang) -> String {
        self.brief(lang)
    }
}

/// A power of ten, for exponents up to 38.
pub(super) fn power(exponent: u8) -> i128 {
    10_i128.checked_pow(u32::from(exponent)).unwrap_or(i128::MAX)
}

/// So many units of the last place, with the signs of the language.
fn decimal(lang: Lang, units: i128, places: u8) -> String {
    let places = usize::from(places);
    let digits = format!("{:0width$}", units.unsigned_abs(), width = places + 1);
    let (whole, part) = digits.split_at_checked(digits.len().saturating_sub(places)).unwrap_or((&digits, ""));
    let mut text = String::with_capacity(digits.len() * 2);
    if units < 0 {
        text.push(MINUS);
    }
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            text.push(lang.pick(THIN, ','));
        }
        text.push(digit);
    }
    if !part.is_empty() {
        text.push(lang.pick(',', '.'));
        text.push_str(part);
    }
    text
}

/// A whole number.
pub(super) fn count(lang: Lang, number: i64) -> String {
    decimal(lang, i128::from(number), 0)
}

/// Hundredths of the currency's unit.
pub(super) fn cents(lang: Lang, number: i64, currency: &str) -> String {
    money(lang, &decimal(lang, i128::from(number), 2), currency)
}

/// A currency is three letters; what else is said of it is not shown.
fn money(lang: Lang, amount: &str, currency: &str) -> String {
    let is_code = currency.len() == 3 && currency.bytes().all(|byte| byte.is_ascii_alphabetic());
    match (lang, currency) {
        _ if !is_code => amount.to_owned(),
        (Lang::Pl, "PLN") => format!("{amount}{FIXED}zł"),
        (Lang::Pl, _) => format!("{amount}{FIXED}{currency}"),
        (Lang::En, _) => format!("{currency}{FIXED}{amount}"),
    }
}

/// Its two largest units, rounded: `45 s`, `12 min`, `2 h 15 min`, `3 dni 4 h`.
fn duration(lang: Lang, seconds: i128) -> String {
    let sign = if seconds < 0 { "\u{2212}" } else { "" };
    let seconds = i64::try_from(seconds.unsigned_abs()).unwrap_or(i64::MAX);
    let rounded = |unit: i64| seconds.saturating_add(unit / 2) / unit * unit;
    let pair = |number: i64, unit: i64, name: &str, less: i64, less_name: &str| {
        let (more, rest) = (count(lang, number / unit), number % unit / less);
        if rest == 0 {
            format!("{sign}{more}{FIXED}{name}")
        } else {
            format!("{sign}{more}{FIXED}{name}{FIXED}{rest}{FIXED}{less_name}")
        }
    };
    if seconds < MINUTE {
        return format!("{sign}{seconds}{FIXED}s");
    }
    let minutes = rounded(MINUTE);
    if minutes < HOUR {
        return format!("{sign}{}{FIXED}min", minutes / MINUTE);
    }
    if minutes < DAY {
        return pair(minutes, HOUR, "h", MINUTE, "min");
    }
    let hours = rounded(HOUR);
    let days = match (lang, hours / DAY) {
        (Lang::Pl, 1) => "dzień",
        (Lang::Pl, _) => "dni",
        (Lang::En, 1) => "day",
        (Lang::En, _) => "days",
    };
    pair(hours, DAY, days, HOUR, "h")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn spaced(text: &str) -> String {
        text.replace(FIXED, " ").replace(THIN, "_")
    }

    #[test]
    fn numbers_with_their_units() {
        use KpiUnit::*;
        for (units, places, unit, pl, en) in [
            (0, 0, Count, "0", "0"),
            (1234567, 0, Count, "1_234_567", "1,234,567"),
            (-1234, 0, Count, "−1_234", "-1,234"),
            (5000, 2, Percent, "50%", "50%"),
            (1845, 2, Percent, "18,5%", "18.5%"),
            (4, 2, Per100, "0,04", "0.04"),
            (99, 2, Per100, "0,99", "0.99"),
            (-5, 2, Points, "−0,05", "-0.05"),
            (670, 2, Per100, "6,7", "6.7"),
            (124_000, 2, Money, "1_240,00 zł", "PLN 1,240.00"),
            (-5, 2, Money, "−0,05 zł", "PLN -0.05"),
            (0, 0, Seconds, "0 s", "0 s"),
            (59, 0, Seconds, "59 s", "59 s"),
            (89, 0, Seconds, "1 min", "1 min"),
            (3599, 0, Seconds, "1 h", "1 h"),
            (8100, 0, Seconds, "2 h 15 min", "2 h 15 min"),
            (86_399, 0, Seconds, "1 dzień", "1 day"),
            (97_200, 0, Seconds, "1 dzień 3 h", "1 day 3 h"),
            (172_800, 0, Seconds, "2 dni", "2 days"),
            (-90, 0, Seconds, "−2 min", "-2 min"),
        ] {
            let number = Number { units, places };
            assert_eq!(spaced(&number.shown(Lang::Pl, unit, "PLN")), pl);
            assert_eq!(spaced(&number.shown(Lang::En, unit, "PLN")), en.replace('-', "−"));
        }
    }

    #[test]
    fn currencies() {
        assert_eq!(spaced(&cents(Lang::Pl, 150, "EUR")), "1,50 EUR");
        assert_eq!(spaced(&cents(Lang::Pl, 150, "")), "1,50");
        assert_eq!(cents(Lang::Pl, 150, "<b>"), "1,50");
    }

    #[test]
    fn changes() {
        let change = |after, before| Number::whole(after).change(Number::whole(before));
        assert_eq!(change(88, 100), Some(Number::whole(-12)));
        assert_eq!(change(1036, 1000), Some(Number { units: 36, places: 1 }));
        assert_eq!(change(10, -40), Some(Number::whole(125)));
        assert_eq!(change(1, 0), None);
        assert_eq!(Number { units: 450, places: 2 }.change(Number::whole(9)), Some(Number::whole(-50)));
    }

    proptest! {
        #[test]
        fn any_number_is_written(units: i64, before: i64, places: u8, other: u8, lang in prop_oneof![Just(Lang::Pl), Just(Lang::En)]) {
            let (number, before) = (Number { units, places }, Number { units: before, places: other });
            for unit in [KpiUnit::Count, KpiUnit::Percent, KpiUnit::Per100, KpiUnit::Seconds, KpiUnit::Points, KpiUnit::Money] {
                prop_assert!(!number.shown(lang, unit, "PLN").is_empty());
            }
            let _ = (number.change(before), number.minus(before), number.abs());
        }
    }
}
