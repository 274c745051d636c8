//! Every figure: its name, unit, formula and labels, in the order in which they are told.

mod contacts;
mod deliveries;
mod service;

use crate::{
    cell::{Count, Measure},
    costs::Per,
};

/// What a figure is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Pieces.
    Count,
    /// Per cent.
    Percent,
    /// Pieces for each hundred.
    Per100,
    /// Seconds.
    Seconds,
    /// Points from -100 to 100.
    Points,
    /// Money, in the unit of the currency that is set.
    Money,
}

impl Unit {
    /// The name used on the wire; of money it is the currency instead.
    pub fn name(self) -> &'static str {
        match self {
            Unit::Count => "count",
            Unit::Percent => "percent",
            Unit::Per100 => "per_100",
            Unit::Seconds => "seconds",
            Unit::Points => "points",
            Unit::Money => "money",
        }
    }
}

/// How a figure is computed of a cell.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// The sum of counts, if any of others is above zero.
    Count(&'static [Count], &'static [Count]),
    /// Counts / other counts, in per cent, if those are above zero.
    Share(&'static [Count], &'static [Count]),
    /// A count / another one, in per cent, if any of others is above zero.
    ShareIf(Count, Count, &'static [Count]),
    /// A count for each hundred of another one, if a third is above zero. Orders and parcels are those of the total
    /// where the dimension is not theirs.
    Per100(Count, Count, Count),
    /// (A count - another one) / a third, in points.
    Difference(Count, Count, Count),
    /// A sum / a count.
    Mean(Count, Count),
    /// A percentile by nearest rank.
    Percentile(Measure, u64),
    /// Money.
    Cost(Per),
}

/// A figure before it is computed.
#[derive(Clone, Copy, Debug)]
pub struct Definition {
    /// The name used on the wire.
    pub name: &'static str,
    /// What it is counted in.
    pub unit: Unit,
    /// How it is computed.
    pub shape: Shape,
    /// What it is called in Polish.
    pub pl: &'static str,
    /// What it is called in English.
    pub en: &'static str,
}

const fn define(name: &'static str, unit: Unit, shape: Shape, pl: &'static str, en: &'static str) -> Definition {
    Definition { name, unit, shape, pl, en }
}

/// All figures, in the order in which they are told.
pub fn all() -> impl Iterator<Item = &'static Definition> {
    [contacts::FIGURES, service::FIGURES, deliveries::FIGURES].into_iter().flatten()
}
