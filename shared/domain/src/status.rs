//! Canonical parcel statuses, order stages and payment states.

use crate::named::named;

/// The canonical state of one parcel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
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

named!(Status {
    Unknown = "unknown",
    PreTransit = "pre_transit",
    Accepted = "accepted",
    InTransit = "in_transit",
    Exception = "exception",
    OutForDelivery = "out_for_delivery",
    FailedAttempt = "failed_attempt",
    ReadyForPickup = "ready_for_pickup",
    Returning = "returning",
    Cancelled = "cancelled",
    Returned = "returned",
    Delivered = "delivered",
});

impl Status {
    /// Breaks ties between events of the same instant: the higher rank happened later.
    pub fn rank(self) -> u8 {
        self as u8
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
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

named!(Stage {
    Received = "received",
    Paid = "paid",
    Preparing = "preparing",
    Shipped = "shipped",
    Accepted = "accepted",
    InTransit = "in_transit",
    OutForDelivery = "out_for_delivery",
    ReadyForPickup = "ready_for_pickup",
    Delivered = "delivered",
    FailedAttempt = "failed_attempt",
    Exception = "exception",
    Returning = "returning",
    Returned = "returned",
    Cancelled = "cancelled",
});

impl Stage {
    /// The parcels are not handed over yet.
    pub fn is_before_shipping(self) -> bool {
        self < Stage::Shipped
    }
}

/// What is known of the money. Payment providers and platforms say it; nothing is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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

named!(Payment {
    Unpaid = "unpaid",
    Pending = "pending",
    Paid = "paid",
    Cod = "cod",
    Failed = "failed",
    Refunded = "refunded",
    PartiallyRefunded = "partially_refunded",
});

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
