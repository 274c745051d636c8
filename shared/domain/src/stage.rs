//! The stage of an order, from what its platform says and from its parcels.

use crate::{
    order::{Cancellation, Order},
    status::{Payment, Stage, Status},
    timeline::Parcel,
};

/// The stage of `order` with `parcels`, all of its tracking numbers in any order.
pub fn stage<'a>(order: &Order, parcels: impl Iterator<Item = &'a Parcel>) -> Stage {
    let counted: Vec<Status> = parcels.filter(|parcel| counts(parcel)).map(|parcel| parcel.status).collect();
    let platform = order.platform_stage();
    let moved = counted.iter().any(|status| !matches!(status, Status::Unknown | Status::PreTransit));
    match order.cancellation() {
        Cancellation::Yes => return Stage::Cancelled,
        Cancellation::UnlessShipped if platform.is_before_shipping() && !moved => return Stage::Cancelled,
        _ => {}
    }
    if counted.is_empty() {
        return paid_at_least(order, platform);
    }
    let has = |status: Status| counted.contains(&status);
    let trouble = [
        (Status::Exception, Stage::Exception),
        (Status::FailedAttempt, Stage::FailedAttempt),
        (Status::Returning, Stage::Returning),
        (Status::Returned, Stage::Returned),
    ];
    if let Some((_, stage)) = trouble.into_iter().find(|(status, _)| has(*status)) {
        return stage;
    }
    if !moved {
        // Numbers exist, nothing was scanned: no further than "handed over by the shop".
        return paid_at_least(order, platform.min(Stage::Shipped));
    }
    match counted.into_iter().map(travelling).min().unwrap_or(platform) {
        // What is still to be sent has no parcel that could say so.
        Stage::Delivered if order.items().is_some_and(|items| items.is_partly_sent()) => Stage::Shipped,
        stage => stage,
    }
}

/// Whether a parcel decides the stage: cancelled ones never do, one that goes on under another
/// number leaves it to that, and a return's own parcel is not the delivery.
fn counts(parcel: &Parcel) -> bool {
    parcel.status != Status::Cancelled && parcel.replaced_by.is_none() && !parcel.is_return
}

/// A parcel that was only announced, beside one that moves, was handed over.
fn travelling(status: Status) -> Stage {
    match status {
        Status::Accepted => Stage::Accepted,
        Status::InTransit => Stage::InTransit,
        Status::OutForDelivery => Stage::OutForDelivery,
        Status::ReadyForPickup => Stage::ReadyForPickup,
        Status::Delivered => Stage::Delivered,
        _ => Stage::Shipped,
    }
}

/// A provider that says "paid" is believed before the shop says so.
fn paid_at_least(order: &Order, platform: Stage) -> Stage {
    let paid = matches!(order.payment(), Some((Payment::Paid, _)));
    if paid { platform.max(Stage::Paid) } else { platform }
}
