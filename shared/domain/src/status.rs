//! Canonical parcel statuses, order stages and payment states.

use serde::{Deserialize, Serialize};

/// The canonical state of one parcel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Nothing known.
    #[default]
    Unknown,
    /// Announced; the courier does not have it yet.
    PreTransit,
    /// The courier took it.
    Accepted,
    /// Between depots.
    InTransit,
    /// Something is wrong; the event says what.
    Exception,
    /// With the courier, today.
    OutForDelivery,
    /// The courier came in vain.
    FailedAttempt,
    /// Waits in a locker or at a point.
    ReadyForPickup,
    /// On its way back to the shop.
    Returning,
    /// The label was cancelled.
    Cancelled,
    /// Back at the shop.
    Returned,
    /// With the customer.
    Delivered,
}

impl Status {
    /// Every status, by rank.
    pub const ALL: [Status; 12] = [
        Status::Unknown,
        Status::PreTransit,
        Status::Accepted,
        Status::InTransit,
        Status::Exception,
        Status::OutForDelivery,
        Status::FailedAttempt,
        Status::ReadyForPickup,
        Status::Returning,
        Status::Cancelled,
        Status::Returned,
        Status::Delivered,
    ];

    /// Breaks ties between events of the same instant: the higher rank happened later.
    pub fn rank(self) -> u8 {
        self as u8
    }

    /// The name used on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Status::Unknown => "unknown",
            Status::PreTransit => "pre_transit",
            Status::Accepted => "accepted",
            Status::InTransit => "in_transit",
            Status::Exception => "exception",
            Status::OutForDelivery => "out_for_delivery",
            Status::FailedAttempt => "failed_attempt",
            Status::ReadyForPickup => "ready_for_pickup",
            Status::Returning => "returning",
            Status::Cancelled => "cancelled",
            Status::Returned => "returned",
            Status::Delivered => "delivered",
        }
    }

    /// The status of that name, in any case.
    pub fn from_name(name: &str) -> Option<Status> {
        Status::ALL.into_iter().find(|status| status.name().eq_ignore_ascii_case(name.trim()))
    }

    /// Nothing more is expected of the courier.
    pub fn is_final(self) -> bool {
        matches!(self, Status::Delivered | Status::Returned | Status::Cancelled)
    }
}

/// The state of a whole order, as the customer sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Placed, not paid.
    #[default]
    Received,
    /// Paid; nobody has begun.
    Paid,
    /// Being packed.
    Preparing,
    /// Handed over, nothing scanned yet.
    Shipped,
    /// The courier has it.
    Accepted,
    /// Between depots.
    InTransit,
    /// With the courier, today.
    OutForDelivery,
    /// Waits to be collected.
    ReadyForPickup,
    /// With the customer, all of it.
    Delivered,
    /// The courier came in vain.
    FailedAttempt,
    /// Something is wrong with a parcel.
    Exception,
    /// A parcel is on its way back.
    Returning,
    /// A parcel is back at the shop.
    Returned,
    /// The shop says so.
    Cancelled,
}

impl Stage {
    /// Every stage.
    pub const ALL: [Stage; 14] = [
        Stage::Received,
        Stage::Paid,
        Stage::Preparing,
        Stage::Shipped,
        Stage::Accepted,
        Stage::InTransit,
        Stage::OutForDelivery,
        Stage::ReadyForPickup,
        Stage::Delivered,
        Stage::FailedAttempt,
        Stage::Exception,
        Stage::Returning,
        Stage::Returned,
        Stage::Cancelled,
    ];

    /// The name used on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Received => "received",
            Stage::Paid => "paid",
            Stage::Preparing => "preparing",
            Stage::Shipped => "shipped",
            Stage::Accepted => "accepted",
            Stage::InTransit => "in_transit",
            Stage::OutForDelivery => "out_for_delivery",
            Stage::ReadyForPickup => "ready_for_pickup",
            Stage::Delivered => "delivered",
            Stage::FailedAttempt => "failed_attempt",
            Stage::Exception => "exception",
            Stage::Returning => "returning",
            Stage::Returned => "returned",
            Stage::Cancelled => "cancelled",
        }
    }

    /// The parcels are not handed over yet.
    pub fn is_before_shipping(self) -> bool {
        self < Stage::Shipped
    }
}

/// What is known of the money. Payment providers and platforms say it; nothing is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Payment {
    /// Nothing has been paid.
    Unpaid,
    /// Begun, not confirmed.
    Pending,
    /// Paid.
    Paid,
    /// Cash on delivery.
    Cod,
    /// The payment did not go through.
    Failed,
    /// All of it was given back.
    Refunded,
    /// A part of it was given back.
    PartiallyRefunded,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_those_of_the_design() {
        let ranked = [
            "unknown",
            "pre_transit",
            "accepted",
            "in_transit",
            "exception",
            "out_for_delivery",
            "failed_attempt",
            "ready_for_pickup",
            "returning",
            "cancelled",
            "returned",
            "delivered",
        ];
        for (rank, name) in ranked.into_iter().enumerate() {
            let status = Status::from_name(name).unwrap();
            assert_eq!(usize::from(status.rank()), rank);
            assert_eq!(serde_json::to_value(status).unwrap(), name);
        }
    }

    #[test]
    fn stage_names_are_those_on_the_wire() {
        for stage in Stage::ALL {
            assert_eq!(serde_json::to_value(stage).unwrap(), stage.name());
        }
    }
}
