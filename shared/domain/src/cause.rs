//! Why a customer had to ask where the parcel is, worked out from the order's timeline.

use crate::{
    delay::Delay,
    intent::Intent,
    named::named,
    status::{Stage, Status},
    view::TrackingView,
};

/// Why a customer had to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Cause {
    /// It is said to be delivered, and was not found.
    DeliveredNotFound,
    /// Two sources do not say the same of it.
    SourcesDisagree,
    /// The shop has not sent it by the day it promised.
    ShopLate,
    /// The courier is past the day it was expected.
    CourierLate,
    /// The courier has said nothing for two days.
    CourierSilent,
    /// The message that tells of the parcel did not arrive.
    MessageBounced,
    /// The message that tells of the parcel was never sent.
    NoShippedMessage,
    /// It is on its way, and there is no number to follow it by.
    NoTrackingLink,
    /// Nobody has told when it is sent or comes.
    NoPromise,
    /// None of these.
    Unknown,
}

named!(Cause {
    DeliveredNotFound = "delivered_not_found",
    SourcesDisagree = "sources_disagree",
    ShopLate = "shop_late",
    CourierLate = "courier_late",
    CourierSilent = "courier_silent",
    MessageBounced = "message_bounced",
    NoShippedMessage = "no_shipped_message",
    NoTrackingLink = "no_tracking_link",
    NoPromise = "no_promise",
    Unknown = "unknown",
});

/// What became of the message that tells of the parcel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShippedMessage {
    /// It went out, as far as anybody knows.
    Sent,
    /// It was not sent.
    NotSent,
    /// It did not arrive.
    Bounced,
}

impl Cause {
    /// The cause of that name.
    pub fn from_name(name: &str) -> Option<Cause> {
        Cause::ALL.into_iter().find(|cause| cause.name() == name)
    }

    /// Why somebody asked for a parcel with these intents, of an order that looked like this. The gravest that
    /// is true counts: whoever's parcel is late would have asked with a message too.
    pub fn of(intents: &[Intent], view: &TrackingView, is_disputed: bool, message: ShippedMessage) -> Cause {
        let is_late = |wanted: fn(&Delay) -> bool| view.delays.iter().any(wanted);
        let is_before = view.stage < Stage::Shipped;
        if view.stage == Stage::Delivered || intents.contains(&Intent::DeliveredNotReceived) {
            Cause::DeliveredNotFound
        } else if is_disputed {
            Cause::SourcesDisagree
        } else if is_late(|delay| matches!(delay, Delay::NotShipped { .. })) {
            Cause::ShopLate
        } else if is_late(|delay| matches!(delay, Delay::PastDelivery { .. } | Delay::Announced)) {
            if is_before { Cause::ShopLate } else { Cause::CourierLate }
        } else if is_late(|delay| matches!(delay, Delay::Silent { .. })) {
            Cause::CourierSilent
        } else if is_before {
            if view.dispatch_by.is_none() { Cause::NoPromise } else { Cause::Unknown }
        } else if message == ShippedMessage::Bounced {
            Cause::MessageBounced
        } else if message == ShippedMessage::NotSent {
            Cause::NoShippedMessage
        } else if !view.shipments.iter().any(|parcel| parcel.tracking_url.is_some()) {
            Cause::NoTrackingLink
        } else if view.estimated_delivery.is_none()
            && !view.shipments.iter().any(|s| s.status == Status::ReadyForPickup)
        {
            Cause::NoPromise
        } else {
            Cause::Unknown
        }
    }
}
