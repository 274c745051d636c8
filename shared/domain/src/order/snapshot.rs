//! An order as its platform saw it, and what it is made of.

use super::PARCEL_LIMIT;
use crate::{
    money::Money,
    named::named,
    status::{Payment, Stage},
};
use chrono::{
    DateTime, Utc,
    serde::{ts_milliseconds, ts_milliseconds_option},
};
use serde::{Deserialize, Serialize};

/// An order as its platform saw it at one version. A field that is none says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The platform's time of last change: older never wins.
    #[serde(with = "ts_milliseconds")]
    pub version: DateTime<Utc>,
    /// The number the customer sees, as it is written.
    #[serde(default)]
    pub number: Option<String>,
    /// The stage that the platform's status means.
    #[serde(default)]
    pub stage: Option<Stage>,
    /// Whether it is cancelled.
    #[serde(default)]
    pub cancellation: Option<Cancellation>,
    /// The platform's own word for its status.
    #[serde(default)]
    pub says: Option<String>,
    /// What is known of the money.
    #[serde(default)]
    pub payment: Option<Payment>,
    /// When the customer placed it.
    #[serde(default, with = "ts_milliseconds_option")]
    pub placed_at: Option<DateTime<Utc>>,
    /// When it was paid.
    #[serde(default, with = "ts_milliseconds_option")]
    pub paid_at: Option<DateTime<Utc>>,
    /// When it was handed over.
    #[serde(default, with = "ts_milliseconds_option")]
    pub shipped_at: Option<DateTime<Utc>>,
    /// The shop's own promise to hand it over.
    #[serde(default, with = "ts_milliseconds_option")]
    pub dispatch_by: Option<DateTime<Utc>>,
    /// The shop's own promise to deliver.
    #[serde(default, with = "ts_milliseconds_option")]
    pub estimated_delivery: Option<DateTime<Utc>>,
    /// The customer's language, `pl` or `en`.
    #[serde(default)]
    pub language: Option<String>,
    /// All parcels of it; none if the message does not tell. Platforms that tell fulfilment by
    /// fulfilment use [`Snapshot::fulfilments`] instead.
    #[serde(default)]
    pub shipments: Option<Vec<ShipmentRef>>,
    /// Fulfilments of it, not necessarily all: each has a version of its own, and is a fact of its own
    /// in the log.
    #[serde(skip)]
    pub fulfilments: Vec<Fulfilment>,
    /// What has to be paid for all of it, delivery included.
    #[serde(default)]
    pub total: Option<Money>,
    /// What of that is still to be paid, where the platform tells.
    #[serde(default)]
    pub outstanding: Option<Money>,
    /// How many items were ordered, sent and cancelled.
    #[serde(default)]
    pub items: Option<Items>,
    /// The numbers by which other systems know the same order; each is a fact of its own in the log.
    #[serde(skip)]
    pub also: Option<Vec<Alias>>,
    /// Sealed contacts travel with the entry that holds this event.
    #[serde(default)]
    pub has_contact: bool,
    /// Keyed hashes by which the customer's orders are found (e-mail, phone).
    #[serde(default)]
    pub customers: Vec<String>,
}

impl Snapshot {
    /// One that says nothing yet, of this version.
    pub fn at(version: DateTime<Utc>) -> Self {
        Snapshot { version, ..Snapshot::default() }
    }

    /// Which fields it says anything about.
    pub(super) fn fields(&self) -> [bool; 15] {
        [
            self.number.is_some(),
            self.stage.is_some(),
            self.cancellation.is_some(),
            self.says.is_some(),
            self.payment.is_some(),
            self.placed_at.is_some(),
            self.paid_at.is_some(),
            self.dispatch_by.is_some(),
            self.estimated_delivery.is_some(),
            self.language.is_some(),
            self.shipments.is_some(),
            self.total.is_some(),
            self.outstanding.is_some(),
            self.items.is_some(),
            self.has_contact,
        ]
    }
}

/// A parcel of an order, as somebody named it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ShipmentRef {
    /// The normalised tracking number.
    pub tracking_number: String,
    /// The carrier's id, if it was named.
    #[serde(default)]
    pub carrier: Option<String>,
}

impl ShipmentRef {
    /// Adds itself to `all`, unless it is there or they are too many.
    pub fn add_to(self, all: &mut Vec<ShipmentRef>) {
        if all.len() < PARCEL_LIMIT && !all.iter().any(|known| known.tracking_number == self.tracking_number) {
            all.push(self);
        }
    }
}

/// A part of an order that is sent together, as the platform sees it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fulfilment {
    /// The platform's time of its last change: older never wins. First, so that the order of copies
    /// is that of versions.
    pub version: DateTime<Utc>,
    /// The platform's own id of it.
    pub id: String,
    /// It was taken back: its parcels are none of the order's.
    pub is_cancelled: bool,
    /// Its parcels; none if it was sent without a number.
    pub shipments: Vec<ShipmentRef>,
}

/// How many items an order has, by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Items {
    /// All that were ordered.
    pub ordered: u32,
    /// Handed over.
    pub sent: u32,
    /// Taken out of the order.
    pub cancelled: u32,
}

impl Items {
    /// A part was sent, and a part is still to be.
    pub fn is_partly_sent(&self) -> bool {
        self.sent > 0 && self.sent < self.ordered.saturating_sub(self.cancelled)
    }
}

/// The number by which another system knows the same order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Alias {
    /// The name of that system as a platform of ours, if it was told.
    pub platform: Option<String>,
    /// The number or id there, normalised as order numbers are.
    pub number: String,
    /// This order is a part of that one, or that one was made part of this one: numbers of their own
    /// for goods that were bought together.
    pub is_part: bool,
}

/// Whether an order is cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cancellation {
    /// It is not.
    No,
    /// It is.
    Yes,
    /// It is, unless something was already shipped (refunded orders).
    UnlessShipped,
}

named!(Cancellation {
    No = "no",
    Yes = "yes",
    UnlessShipped = "unless_shipped",
});
