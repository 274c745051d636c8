//! Exact decimals, and the one way they are rounded.

/// A decimal number with a fixed number of places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decimal {
    /// How many of the last place there are.
    pub units: i64,
    /// Digits after the point.
    pub places: u8,
}

impl Decimal {
    /// A whole number.
    pub fn whole(number: i64) -> Decimal {
        Decimal { units: number, places: 0 }
    }

    /// `numerator / denominator` to so many places, half up: a half of the last place goes away from zero. None if the
    /// denominator is not above zero, or the number is too large to write.
    ///
    /// ```
    /// use sledz_kpi::Decimal;
    /// let rounded = |n, d| Decimal::ratio(n, d, 2).unwrap().to_string();
    /// assert_eq!((rounded(2, 3), rounded(1, 8), rounded(-1, 8)), ("0.67".into(), "0.13".into(), "-0.13".into()));
    /// ```
    pub fn ratio(numerator: i128, denominator: i128, places: u8) -> Option<Decimal> {
        if denominator <= 0 {
            return None;
        }
        let scaled = numerator.checked_mul(10_i128.checked_pow(u32::from(places))?)?;
        let half_up = scaled.abs().checked_mul(2)?.checked_add(denominator)? / denominator.checked_mul(2)?;
        let units = i64::try_from(if scaled < 0 { -half_up } else { half_up }).ok()?;
        Some(Decimal { units, places })
    }

    /// What is left when `other` is taken away, to the places of the finer of both.
    pub fn minus(self, other: Decimal) -> Option<Decimal> {
        let places = self.places.max(other.places);
        let units = self.at(places)?.checked_sub(other.at(places)?)?;
        Some(Decimal { units, places })
    }

    /// How many per cent more than `before` it is, to two places; none if that is zero.
    pub fn change(self, before: Decimal) -> Option<Decimal> {
        let places = self.places.max(before.places);
        let (after, before) = (i128::from(self.at(places)?), i128::from(before.at(places)?));
        Decimal::ratio((after - before) * 100, before.abs(), 2)
    }

    fn at(self, places: u8) -> Option<i64> {
        self.units.checked_mul(10_i64.checked_pow(u32::from(places.checked_sub(self.places)?))?)
    }

    /// A hundredth of it, exactly: of per cent a ratio.
    pub fn hundredth(self) -> Decimal {
        Decimal { units: self.units, places: self.places.saturating_add(2) }
    }

    /// Written with a sign of one's own between whole and part.
    pub fn written(self, point: char) -> String {
        let digits = self.units.unsigned_abs().to_string();
        let places = usize::from(self.places);
        let mut text = String::with_capacity(digits.len() + places + 2);
        if self.units < 0 {
            text.push('-');
        }
        let whole = digits.len().saturating_sub(places);
        let (whole, part) = digits.split_at_checked(whole).unwrap_or(("", &digits));
        text.push_str(if whole.is_empty() { "0" } else { whole });
        if places > 0 {
            text.push(point);
            for _ in part.len()..places {
                text.push('0');
            }
            text.push_str(part);
        }
        text
    }
}

impl std::fmt::Display for Decimal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.written('.'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounded_half_up_and_written_out() {
        for (numerator, denominator, places, text) in [
            (0, 7, 2, "0.00"),
            (1, 3, 2, "0.33"),
            (1, 200, 2, "0.01"),
            (1, 201, 2, "0.00"),
            (-1, 200, 2, "-0.01"),
            (199, 2, 0, "100"),
            (12_345, 100, 2, "123.45"),
            (5, 1, 4, "5.0000"),
        ] {
            assert_eq!(Decimal::ratio(numerator, denominator, places).unwrap().to_string(), text);
        }
        assert_eq!(Decimal::ratio(1, 0, 2), None);
        assert_eq!(Decimal::ratio(i128::MAX, 1, 2), None);
        assert_eq!(Decimal::ratio(4167, 100, 2).unwrap().hundredth().to_string(), "0.4167");
        assert_eq!(Decimal::ratio(4167, 100, 2).unwrap().written(','), "41,67");
    }

    #[test]
    fn differences_and_changes() {
        let of = |units, places| Decimal { units, places };
        assert_eq!(of(4000, 2).minus(of(45, 0)), Some(of(-500, 2)));
        assert_eq!(of(30, 0).change(of(40, 0)), Some(of(-2500, 2)));
        assert_eq!(of(10, 0).change(of(-40, 0)), Some(of(12_500, 2)));
        assert_eq!(of(10, 0).change(of(0, 2)), None);
    }
}
