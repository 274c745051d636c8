//! From a roll to its figures. One that was not measured is absent, never zero.

use crate::{
    cell::{Cell, Count},
    compare,
    costs::{self, Money},
    decimal::Decimal,
    definitions::{self, Definition, Shape, Unit},
    roll::{Dimension, Roll},
    settings::Settings,
};
use sledz_domain::words::Lang;

/// A number with how it came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The name used on the wire.
    pub name: &'static str,
    /// What it is counted in.
    pub unit: Unit,
    /// The number. Per cent, per hundred and money have two places, all else has none.
    pub value: Decimal,
    /// What is divided; of a count the count, of money hundredths of the unit; none of a percentile.
    pub numerator: Option<i64>,
    /// By what; of a percentile how many were measured; none of what is not divided.
    pub denominator: Option<i64>,
    /// ISO 4217, of money; else empty.
    pub currency: String,
    /// What it is called in Polish.
    pub label_pl: &'static str,
    /// What it is called in English.
    pub label_en: &'static str,
    /// What it was in the span before, if that is known.
    pub previous: Option<Decimal>,
}

impl Figure {
    /// What it is called.
    pub fn label(&self, lang: Lang) -> &'static str {
        lang.pick(self.label_pl, self.label_en)
    }

    /// Its unit's name on the wire: that of the currency, of money.
    pub fn unit_name(&self) -> &str {
        if self.unit == Unit::Money { &self.currency } else { self.unit.name() }
    }

    /// How much more than before it is.
    pub fn difference(&self) -> Option<Decimal> {
        self.value.minus(self.previous?)
    }

    /// How many per cent more than before it is.
    pub fn change(&self) -> Option<Decimal> {
        self.value.change(self.previous?)
    }
}

/// The figures of one heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The channel, the intent and so on; none: the total.
    pub key: Option<String>,
    /// Its figures, in the order of the definitions.
    pub figures: Vec<Figure>,
}

/// The figures of the total.
pub fn figures(roll: &Roll, previous: Option<&Roll>, settings: &Settings) -> Vec<Figure> {
    let of = |roll: &Roll| {
        let total = roll.total()?;
        Some(of_cell(total, total, true, settings))
    };
    with_previous(of(roll).unwrap_or_default(), previous.and_then(of))
}

/// The figures of each cell of a dimension, by key; those that say nothing are left out.
///
/// What is per 100 orders or parcels is divided by those of the carrier, and for all other dimensions by all: an order
/// has no channel, no intent and no cause, and a hook that brings cases is not the platform that brings orders.
pub fn figures_by(roll: &Roll, by: Dimension, previous: Option<&Roll>, settings: &Settings) -> Vec<Group> {
    let nothing = Cell::default();
    let of = |roll: &Roll, cell: &Cell| {
        let base = if by == Dimension::Carrier { cell } else { roll.total().unwrap_or(&nothing) };
        of_cell(cell, base, false, settings)
    };
    let mut groups = Vec::new();
    for (key, cell) in roll.cells(by) {
        let before = previous.and_then(|roll| Some((roll, roll.cells(by).find(|(known, _)| *known == key)?.1)));
        let figures = with_previous(of(roll, cell), before.map(|(roll, cell)| of(roll, cell)));
        if !figures.is_empty() {
            groups.push(Group { key: Some(key.to_owned()), figures });
        }
    }
    groups
}

fn with_previous(mut figures: Vec<Figure>, previous: Option<Vec<Figure>>) -> Vec<Figure> {
    for figure in &mut figures {
        figure.previous = previous.as_deref().and_then(|previous| compare::value(previous, figure.name));
    }
    figures
}

fn of_cell(cell: &Cell, base: &Cell, is_total: bool, settings: &Settings) -> Vec<Figure> {
    let mut figures = Vec::new();
    for definition in definitions::all() {
        let Some(Parts { value, numerator, denominator }) = parts(definition, cell, base, is_total, settings) else {
            continue;
        };
        let currency = if definition.unit == Unit::Money { settings.costs.currency.clone() } else { String::new() };
        figures.push(Figure {
            name: definition.name,
            unit: definition.unit,
            value,
            numerator,
            denominator,
            currency,
            label_pl: definition.pl,
            label_en: definition.en,
            previous: None,
        });
    }
    figures
}

struct Parts {
    value: Decimal,
    numerator: Option<i64>,
    denominator: Option<i64>,
}

fn parts(of: &Definition, cell: &Cell, base: &Cell, is_total: bool, settings: &Settings) -> Option<Parts> {
    let signed = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let ratio = |numerator: i64, times: i128, denominator: u64, places: u8| {
        let value = Decimal::ratio(i128::from(numerator) * times, i128::from(denominator), places)?;
        Some(Parts { value, numerator: Some(numerator), denominator: Some(signed(denominator)) })
    };
    match of.shape {
        Shape::Count(counts, needs) => {
            let number = signed(cell.sum(counts));
            let is_there = cell.sum(needs) > 0;
            is_there.then(|| Parts { value: Decimal::whole(number), numerator: Some(number), denominator: None })
        }
        Shape::Share(counts, all) => ratio(signed(cell.sum(counts)), 100, cell.sum(all), 2),
        Shape::ShareIf(count, all, needs) => {
            (cell.sum(needs) > 0).then(|| ratio(signed(cell.count(count)), 100, cell.count(all), 2))?
        }
        Shape::Per100(count, all, needs) => {
            (cell.count(needs) > 0).then(|| ratio(signed(cell.count(count)), 100, base.count(all), 2))?
        }
        Shape::Difference(more, less, all) => {
            ratio(signed(cell.count(more)) - signed(cell.count(less)), 100, cell.count(all), 2)
        }
        Shape::Mean(sum, all) => ratio(signed(cell.count(sum)), 1, cell.count(all), 0),
        Shape::Percentile(measure, percent) => {
            let spread = cell.spread(measure)?;
            let value = Decimal::whole(i64::from(spread.percentile(percent)?));
            Some(Parts { value, numerator: None, denominator: Some(signed(spread.count())) })
        }
        Shape::Cost(per) => {
            let Money { amount, per } = costs::of(per, cell, is_total, &settings.costs)?;
            let value = Decimal::ratio(i128::from(amount), i128::from(per.unwrap_or(1)).checked_mul(100)?, 2)?;
            Some(Parts { value, numerator: Some(amount), denominator: per })
        }
    }
}

/// How often something was counted in the total, for whoever shows it beside the figures.
pub fn counted(roll: &Roll, count: Count) -> u64 {
    roll.total().map_or(0, |cell| cell.count(count))
}
