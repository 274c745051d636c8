//! Two spans beside each other: before and after something was changed.

use crate::{decimal::Decimal, definitions, figure::Figure};

/// A figure in two spans.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The figure.
    pub name: &'static str,
    /// Its value before; none if it was not measured.
    pub before: Option<Decimal>,
    /// Its value after; none if it was not measured.
    pub after: Option<Decimal>,
    /// How much more it is after: of the values as they are shown, so that whoever adds them up finds the same.
    pub difference: Option<Decimal>,
    /// How many per cent more it is after, of the values as they are shown, to two places; none if it was zero before.
    pub change: Option<Decimal>,
}

/// Every figure that either span has, in the order of the definitions.
pub fn compare(before: &[Figure], after: &[Figure]) -> Vec<Comparison> {
    let mut all = Vec::new();
    for name in definitions::all().map(|definition| definition.name) {
        let (before, after) = (value(before, name), value(after, name));
        if before.is_none() && after.is_none() {
            continue;
        }
        let both = before.zip(after);
        let difference = both.and_then(|(before, after)| after.minus(before));
        let change = both.and_then(|(before, after)| after.change(before));
        all.push(Comparison { name, before, after, difference, change });
    }
    all
}

/// The value of a figure among others.
pub fn value(figures: &[Figure], name: &str) -> Option<Decimal> {
    figures.iter().find(|figure| figure.name == name).map(|figure| figure.value)
}
