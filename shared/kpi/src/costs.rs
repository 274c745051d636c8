//! What support costs, and what automation saves.
//!
//! - *Cost of a span*, if the cost of a month is set: for each day the month's cost divided by the days of its month;
//!   rounded once, to hundredths of the unit, half up.
//! - *Cost per contact*: the cost of the span / cases, of the total only: nobody knows which channel the rent is for. If
//!   no cost of a month is set, but that of a contact: (cases that a person answered x cost of a contact + cases that were
//!   answered automatically only x cost of an automatic one) / cases.
//! - *Cost per order*: the same sum / orders placed.
//! - *Saved by automation*: automated cases x (cost of a contact - cost of an automatic one).

use crate::{
    cell::{Cell, Count},
    decimal::Decimal,
    settings::Costs,
};

/// Of what the cost is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    /// Of a contact.
    Contact,
    /// Of an order.
    Order,
    /// Nothing: what was saved in all.
    Saved,
}

/// An amount in hundredths, and by what it is divided.
pub(crate) struct Money {
    pub(crate) amount: i64,
    pub(crate) per: Option<i64>,
}

/// Divisible by the days of every month: 28, 29, 30 and 31.
const PARTS_OF_MONTH: i128 = 377_580;

pub(crate) fn of(per: Per, cell: &Cell, is_total: bool, costs: &Costs) -> Option<Money> {
    let count = |count: Count| i64::try_from(cell.count(count)).ok();
    let automatic = i64::from(costs.automatic.unwrap_or_default());
    if per == Per::Saved {
        let cases = count(Count::AUTOMATED)?;
        let amount = cases.checked_mul(i64::from(costs.contact?) - automatic)?;
        let is_measured = cell.sum(&[Count::AUTOMATED, Count::NOT_AUTOMATED]) > 0;
        return is_measured.then_some(Money { amount, per: None });
    }
    let all = count(if per == Per::Contact { Count::CASES } else { Count::ORDERS }).filter(|all| *all > 0)?;
    let amount = match (costs.month, costs.contact) {
        (Some(month), _) if is_total => of_span(cell, month)?,
        (None, Some(contact)) if count(Count::CASES)? > 0 => {
            let people = count(Count::ANSWERED)?.checked_mul(i64::from(contact))?;
            people.checked_add(count(Count::AUTOMATIC_ONLY)?.checked_mul(automatic)?)?
        }
        _ => return None,
    };
    Some(Money { amount, per: Some(all) })
}

fn of_span(cell: &Cell, month: u32) -> Option<i64> {
    let days = [(Count::DAYS_OF_28, 28), (Count::DAYS_OF_29, 29), (Count::DAYS_OF_30, 30), (Count::DAYS_OF_31, 31)];
    let parts: i128 =
        days.iter().map(|(count, length)| i128::from(cell.count(*count)) * (PARTS_OF_MONTH / length)).sum();
    Decimal::ratio(parts * i128::from(month), PARTS_OF_MONTH, 0).map(|amount| amount.units)
}
