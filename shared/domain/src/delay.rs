//! Delays: ours to see, not only the courier's to tell.

use crate::{
    order::Order,
    promise::{self, Policy},
    sorting,
    status::{Stage, Status},
    time::{end_of_day, warsaw_day},
    timeline::Parcel,
};
use chrono::{DateTime, TimeDelta, Utc};

/// A parcel that was handed over and not heard of for this long is silent.
pub const SILENCE: TimeDelta = TimeDelta::hours(48);

/// A pickup deadline this close is near.
const DEADLINE_NEAR: TimeDelta = TimeDelta::hours(24);

/// One way of being late.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Delay {
    /// Paid, and not handed over by the promised time.
    NotShipped {
        /// The promise.
        promised: DateTime<Utc>,
    },
    /// Past the promised or predicted day of delivery.
    PastDelivery {
        /// The promise or prediction.
        promised: DateTime<Utc>,
    },
    /// The courier says so.
    Announced,
    /// Handed over, and no word for 48 hours.
    Silent {
        /// The last word.
        since: DateTime<Utc>,
    },
    /// Waits to be collected, and the time is nearly over.
    PickupDeadlineNear {
        /// The last moment to collect it.
        deadline: DateTime<Utc>,
    },
}

/// All delays of an order at `now`, the most telling first. An order that is delivered, returned
/// or cancelled has none.
pub fn delays(order: &Order, stage: Stage, parcels: &[Parcel], policy: Policy, now: DateTime<Utc>) -> Vec<Delay> {
    if matches!(stage, Stage::Delivered | Stage::Returned | Stage::Cancelled) {
        return Vec::new();
    }
    let mut found: Vec<Delay> = parcels
        .iter()
        .filter(|parcel| !parcel.status.is_final() && parcel.replaced_by.is_none() && !parcel.is_return)
        .flat_map(|parcel| of_parcel(order, stage, parcel, now))
        .collect();
    if stage.is_before_shipping() {
        let promised = promise::dispatch_by(order, policy).filter(|by| stage != Stage::Received && *by < now);
        found.extend(promised.map(|promised| Delay::NotShipped { promised }));
    }
    let arrived = matches!(stage, Stage::ReadyForPickup | Stage::Returning);
    let promised = promise::deliver_by(order, policy).filter(|by| !arrived && end_of_day(warsaw_day(*by)) < now);
    found.extend(promised.map(|promised| Delay::PastDelivery { promised }));
    if stage == Stage::Shipped && parcels.is_empty() {
        let silent = order.shipped_at().filter(|since| now - *since > SILENCE);
        found.extend(silent.map(|since| Delay::Silent { since }));
    }
    sorting::sort(&mut found);
    found.dedup_by_key(|delay| std::mem::discriminant(delay));
    found
}

fn of_parcel(order: &Order, stage: Stage, parcel: &Parcel, now: DateTime<Utc>) -> Vec<Delay> {
    let mut found = Vec::new();
    if parcel.status == Status::ReadyForPickup {
        let deadline = parcel.pickup.as_ref().and_then(|pickup| pickup.deadline);
        let near = deadline.filter(|deadline| *deadline - now < DEADLINE_NEAR);
        found.extend(near.map(|deadline| Delay::PickupDeadlineNear { deadline }));
        return found;
    }
    if parcel.delay_announced {
        found.push(Delay::Announced);
    }
    let late = parcel.estimated_delivery.filter(|by| end_of_day(warsaw_day(*by)) < now);
    if parcel.status != Status::Returning {
        found.extend(late.map(|promised| Delay::PastDelivery { promised }));
    }
    // A number alone is not a hand-over: silence counts from the shop's word or the first scan.
    let handed_over = match parcel.status {
        Status::Unknown | Status::PreTransit if stage.is_before_shipping() => None,
        Status::Unknown | Status::PreTransit => parcel.last_event.max(order.shipped_at()),
        _ => parcel.last_event,
    };
    let silent = handed_over.filter(|since| now - *since > SILENCE);
    found.extend(silent.map(|since| Delay::Silent { since }));
    found
}
