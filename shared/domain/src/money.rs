//! Amounts of money: whole numbers of ten-thousandths, never floats.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// Ten-thousandths in one unit of a currency.
const UNIT: i64 = 10_000;

/// Currencies without a smaller unit, in which payment providers count whole units (ISO 4217).
const WITHOUT_MINOR: [&str; 16] =
    ["BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"];

/// Currencies with a thousandth as their smaller unit (ISO 4217).
const WITH_THOUSANDTHS: [&str; 5] = ["BHD", "JOD", "KWD", "OMR", "TND"];

/// An amount in a currency. Serialises to a text, `114.79 PLN`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Money {
    /// ISO 4217, upper case.
    currency: String,
    /// Ten-thousandths of the currency's unit.
    parts: i64,
}

impl Money {
    /// A decimal number as platforms write it, such as `114.79` or `-0.005`.
    ///
    /// ```
    /// use sledz_domain::money::Money;
    /// assert_eq!(Money::decimal("114.79", "pln"), Money::minor(11_479, "PLN"));
    /// assert_eq!(Money::decimal("1e3", "PLN"), None);
    /// ```
    pub fn decimal(text: &str, currency: &str) -> Option<Self> {
        let text = text.trim();
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !is_number(whole) || !is_number(part) {
            return None;
        }
        let part: String = part.chars().chain("0000".chars()).take(4).collect();
        let parts: i64 = format!("{whole}{part}").parse().ok()?;
        Some(Money { currency: code(currency)?, parts: if negative { -parts } else { parts } })
    }

    /// So many of the currency's smallest units, as payment providers count: grosze, cents, yen.
    pub fn minor(amount: i64, currency: &str) -> Option<Self> {
        let currency = code(currency)?;
        let each = match currency.as_str() {
            code if WITHOUT_MINOR.contains(&code) => UNIT,
            code if WITH_THOUSANDTHS.contains(&code) => UNIT / 1000,
            _ => UNIT / 100,
        };
        Some(Money { parts: amount.checked_mul(each)?, currency })
    }

    /// The currency, ISO 4217.
    pub fn currency(&self) -> &str {
        &self.currency
    }

    /// Ten-thousandths of the currency's unit, by which amounts of one currency are compared.
    pub fn parts(&self) -> i64 {
        self.parts
    }

    /// More than nothing.
    pub fn is_positive(&self) -> bool {
        self.parts > 0
    }

    /// The same amount without its sign.
    pub fn unsigned(self) -> Self {
        Money { parts: self.parts.saturating_abs(), ..self }
    }

    /// Both together; none in two currencies.
    pub fn plus(&self, other: &Money) -> Option<Self> {
        let parts = self.parts.checked_add(other.parts).filter(|_| self.currency == other.currency)?;
        Some(Money { currency: self.currency.clone(), parts })
    }

    /// What is left when `other` is taken away; none in two currencies.
    pub fn minus(&self, other: &Money) -> Option<Self> {
        let parts = self.parts.checked_sub(other.parts).filter(|_| self.currency == other.currency)?;
        Some(Money { currency: self.currency.clone(), parts })
    }

    /// Whether it is at least as much, in the same currency.
    pub fn covers(&self, other: &Money) -> bool {
        self.currency == other.currency && self.parts >= other.parts
    }

    /// The decimal number, with two places or as many as it has: `114.79`.
    pub fn amount(&self) -> String {
        let (sign, parts) =
            if self.parts < 0 { ("-", self.parts.unsigned_abs()) } else { ("", self.parts.unsigned_abs()) };
        let places = format!("{:04}", parts % UNIT.unsigned_abs());
        let shown = places.trim_end_matches('0');
        let shown = places.get(..shown.len().max(2)).unwrap_or(&places);
        format!("{sign}{}.{shown}", parts / UNIT.unsigned_abs())
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&format!("{} {}", self.amount(), self.currency))
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let parts = text.split_once(' ').and_then(|(amount, currency)| Money::decimal(amount, currency));
        parts.ok_or_else(|| D::Error::custom("no amount of money"))
    }
}

fn code(text: &str) -> Option<String> {
    let text = text.trim();
    (text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_alphabetic())).then(|| text.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_to_the_last_digit_or_not_at_all() {
        let pln = |text: &str| Money::decimal(text, "PLN").map(|money| money.amount());
        for (text, amount) in [
            ("114.79", "114.79"),
            ("114.7900", "114.79"),
            ("-0.005", "-0.005"),
            ("0", "0.00"),
            ("00012", "12.00"),
            (" 99999999999999.99 ", "99999999999999.99"),
            ("1.23456", "1.2345"),
        ] {
            assert_eq!(pln(text).as_deref(), Some(amount), "{text}");
        }
        for bad in ["", "-", "1,5", "NaN", "1e3", "0x1", ".5", "1.2.3", "9999999999999999999"] {
            assert_eq!(pln(bad), None, "{bad}");
        }
        for bad in ["", "P", "PLNN", "12A", "zł"] {
            assert_eq!(Money::decimal("1", bad), None, "{bad}");
        }
    }

    #[test]
    fn smallest_units_are_the_currencys_own() {
        for (amount, currency, shown) in
            [(11_479, "PLN", "114.79"), (5, "EUR", "0.05"), (500, "JPY", "500.00"), (1_234, "KWD", "1.234")]
        {
            assert_eq!(Money::minor(amount, currency).map(|money| money.amount()).as_deref(), Some(shown));
        }
        assert_eq!(Money::minor(i64::MAX, "PLN"), None);
    }

    #[test]
    fn it_is_stored_as_text() {
        let money = Money::decimal("-114.7905", "PLN").unwrap();
        let json = serde_json::to_string(&money).unwrap();
        assert_eq!(json, "\"-114.7905 PLN\"");
        assert_eq!(serde_json::from_str::<Money>(&json).unwrap(), money);
        assert!(serde_json::from_str::<Money>("\"1\"").is_err());
    }

    #[test]
    fn currencies_are_never_mixed() {
        let (pln, eur) = (Money::minor(100, "PLN").unwrap(), Money::minor(100, "EUR").unwrap());
        assert!(!pln.covers(&eur) && pln.plus(&eur).is_none() && pln.minus(&eur).is_none());
        assert_eq!(pln.plus(&pln), Money::minor(200, "PLN"));
        assert_eq!(pln.minus(&pln), Money::minor(0, "PLN"));
        assert!(pln.covers(&pln) && !pln.covers(&Money::minor(101, "PLN").unwrap()));
    }
}
