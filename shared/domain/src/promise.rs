//! Dispatch and delivery promises, in business days of Poland.

use crate::{
    calendar::add_business_days,
    order::Order,
    status::{Payment, Stage},
    time::{end_of_day, warsaw_day},
};
use chrono::{DateTime, Utc};

/// What the shop promises where its platform does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// Business days from payment (cash on delivery: from the order) to hand-over; none: no promise.
    pub dispatch_days: Option<u32>,
    /// Business days from hand-over to delivery; none: no promise.
    pub delivery_days: Option<u32>,
}

/// The last moment to hand the order over: what the platform says, else the end of the promised
/// business day after payment. None while nothing is paid, or nothing is promised.
pub fn dispatch_by(order: &Order, policy: Policy) -> Option<DateTime<Utc>> {
    order.dispatch_by().or_else(|| {
        let from = match order.payment() {
            Some((Payment::Cod, _)) => order.began(),
            Some((Payment::Paid | Payment::PartiallyRefunded, at)) => order.paid_since().or(Some(at)),
            _ if order.platform_stage() == Stage::Received => None,
            _ => order.paid_at().or_else(|| order.began()),
        }?;
        Some(end_of_day(add_business_days(warsaw_day(from), policy.dispatch_days?)))
    })
}

/// The last moment to deliver as the shop promises it: what the platform says, else the end of the
/// promised business day after hand-over.
pub fn deliver_by(order: &Order, policy: Policy) -> Option<DateTime<Utc>> {
    order.estimated_delivery().or_else(|| {
        let from = order.shipped_at()?;
        Some(end_of_day(add_business_days(warsaw_day(from), policy.delivery_days?)))
    })
}
