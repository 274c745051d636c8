//! What platforms say of an order, and the state that it folds into.
//!
//! A platform sends the whole order again and again, late and in any order, so every field has
//! the value of the newest *version* that said anything about it.

use crate::{
    event_id::EventId,
    fold::Fold,
    named::named,
    status::{Payment, Stage},
};
use chrono::{
    DateTime, Utc,
    serde::{ts_milliseconds, ts_milliseconds_option},
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The most parcels that one order is shown with; a bound on what one page view may cost.
pub const PARCEL_LIMIT: usize = 50;

/// One fact about an order. Holds no personal data: contacts are sealed beside the log entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderEvent {
    /// What makes it itself.
    pub id: EventId,
    /// The platform whose order it is, such as `woocommerce`.
    pub platform: String,
    /// The platform's own id of the order.
    pub platform_id: String,
    /// When we learned it.
    #[serde(with = "ts_milliseconds")]
    pub learned: DateTime<Utc>,
    /// What was said.
    pub fact: OrderFact,
}

/// What was said of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderFact {
    /// The order as the platform saw it at some version.
    Snapshot(Box<Snapshot>),
    /// The platform deleted it.
    Deleted,
    /// A carrier's parcel names this order as its reference.
    ParcelNamed(ShipmentRef),
}

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
    /// All parcels of it; none if the message does not tell.
    #[serde(default)]
    pub shipments: Option<Vec<ShipmentRef>>,
    /// Sealed contacts travel with the entry that holds this event.
    #[serde(default)]
    pub has_contact: bool,
    /// Keyed hashes by which the customer's orders are found (e-mail, phone).
    #[serde(default)]
    pub customers: Vec<String>,
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

/// A snapshot that is kept, since it says something that no newer one does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Told {
    by: EventId,
    /// The log entry that brought it.
    entry: u64,
    said: Snapshot,
}

/// Everything known of one order from its own log; its parcels have logs of their own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The platform whose order it is.
    pub platform: String,
    /// The platform's own id of it.
    pub platform_id: String,
    /// Oldest first: by version, then by event id, never by arrival.
    told: Vec<Told>,
    attached: BTreeMap<String, Option<String>>,
    numbers: BTreeSet<String>,
    parcels: BTreeSet<String>,
    customers: BTreeSet<String>,
    #[serde(default, with = "ts_milliseconds_option")]
    shipped_at: Option<DateTime<Utc>>,
    #[serde(default, with = "ts_milliseconds_option")]
    first_learned: Option<DateTime<Utc>>,
    #[serde(default, with = "ts_milliseconds_option")]
    last_learned: Option<DateTime<Utc>>,
}

impl Order {
    /// What the newest snapshot says that says anything about it, and since which version.
    fn newest<'a, T>(&'a self, field: impl Fn(&'a Snapshot) -> Option<T>) -> Option<(T, DateTime<Utc>)> {
        self.told.iter().rev().find_map(|told| Some((field(&told.said)?, told.said.version)))
    }

    fn value<'a, T>(&'a self, field: impl Fn(&'a Snapshot) -> Option<T>) -> Option<T> {
        self.newest(field).map(|(value, _)| value)
    }

    /// The number the customer sees; the platform's id where it has no other.
    pub fn number(&self) -> &str {
        self.value(|said| said.number.as_deref()).unwrap_or(&self.platform_id)
    }

    /// The stage that the platform says, cancellation aside.
    pub fn platform_stage(&self) -> Stage {
        self.value(|said| said.stage).unwrap_or_default()
    }

    /// Whether the platform says it is cancelled.
    pub fn cancellation(&self) -> Cancellation {
        self.value(|said| said.cancellation).unwrap_or(Cancellation::No)
    }

    /// The platform's own word for its status, and since which version.
    pub fn says(&self) -> Option<(&str, DateTime<Utc>)> {
        self.newest(|said| said.says.as_deref())
    }

    /// What is known of the money, and since which version.
    pub fn payment(&self) -> Option<(Payment, DateTime<Utc>)> {
        self.newest(|said| said.payment)
    }

    /// When it was placed.
    pub fn placed_at(&self) -> Option<DateTime<Utc>> {
        self.value(|said| said.placed_at)
    }

    /// When it was placed or, if nobody said, when we first heard of it.
    pub fn began(&self) -> Option<DateTime<Utc>> {
        self.placed_at().or(self.first_learned)
    }

    /// When it was paid.
    pub fn paid_at(&self) -> Option<DateTime<Utc>> {
        self.value(|said| said.paid_at)
    }

    /// When the platform first said that it was handed over.
    pub fn shipped_at(&self) -> Option<DateTime<Utc>> {
        self.shipped_at
    }

    /// The shop's own promise to hand it over.
    pub fn dispatch_by(&self) -> Option<DateTime<Utc>> {
        self.value(|said| said.dispatch_by)
    }

    /// The shop's own promise to deliver.
    pub fn estimated_delivery(&self) -> Option<DateTime<Utc>> {
        self.value(|said| said.estimated_delivery)
    }

    /// The customer's language, if the platform told it.
    pub fn language(&self) -> Option<&str> {
        self.value(|said| said.language.as_deref())
    }

    /// The entry beside which the current contact is sealed.
    pub fn contact_entry(&self) -> Option<u64> {
        self.told.iter().rev().find(|told| told.said.has_contact).map(|told| told.entry)
    }

    /// When we learned anything last.
    pub fn last_learned(&self) -> Option<DateTime<Utc>> {
        self.last_learned
    }

    /// The version of the link that is valid; raised to revoke the links before it.
    pub fn link_version(&self) -> u8 {
        1
    }

    /// Its parcels: those that the platform lists now, then those that name it themselves.
    pub fn shipments(&self) -> Vec<ShipmentRef> {
        let listed: &[ShipmentRef] = self.value(|said| said.shipments.as_deref()).unwrap_or_default();
        let mut all = listed.to_vec();
        for (tracking_number, carrier) in &self.attached {
            if !all.iter().any(|known| known.tracking_number == *tracking_number) {
                all.push(ShipmentRef { tracking_number: tracking_number.clone(), carrier: carrier.clone() });
            }
        }
        all.truncate(PARCEL_LIMIT);
        all
    }

    /// Every order number it was ever known by, normalised: the keys of the index.
    pub fn numbers(&self) -> &BTreeSet<String> {
        &self.numbers
    }

    /// Every tracking number it was ever named with: the keys of the index.
    pub fn parcels(&self) -> &BTreeSet<String> {
        &self.parcels
    }

    /// The keyed hashes of the customers it was ever of: the keys of the index.
    pub fn customers(&self) -> &BTreeSet<String> {
        &self.customers
    }

    fn take(&mut self, entry: u64, by: EventId, said: &Snapshot) {
        let number = said.number.as_deref().unwrap_or(&self.platform_id);
        self.numbers.extend(crate::text::order_number(number));
        self.parcels.extend(said.shipments.iter().flatten().map(|parcel| parcel.tracking_number.clone()));
        self.customers.extend(said.customers.iter().cloned());
        if said.stage.is_some_and(|stage| !stage.is_before_shipping()) {
            self.shipped_at = earliest(self.shipped_at, said.shipped_at.unwrap_or(said.version));
        }
        let place = self.told.partition_point(|known| (known.said.version, known.by) < (said.version, by));
        match self.told.get_mut(place).filter(|known| known.by == by && known.said.version == said.version) {
            // Two copies of one event seal one contact under two entries: the first of them counts.
            Some(known) => known.entry = known.entry.min(entry),
            None => self.told.insert(place, Told { by, entry, said: said.clone() }),
        }
        self.forget_outdated();
    }

    /// Drops every snapshot all of whose fields a newer one says too.
    fn forget_outdated(&mut self) {
        let mut said_later = Snapshot::default().fields();
        let mut keep: Vec<bool> = Vec::with_capacity(self.told.len());
        for told in self.told.iter().rev() {
            let fields = told.said.fields();
            keep.push(fields.iter().zip(&said_later).any(|(says, later)| *says && !later));
            said_later.iter_mut().zip(fields).for_each(|(later, says)| *later |= says);
        }
        let mut keep = keep.into_iter().rev();
        self.told.retain(|_| keep.next().unwrap_or(true));
    }
}

impl Snapshot {
    /// Which fields it says anything about.
    fn fields(&self) -> [bool; 12] {
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
            self.has_contact,
        ]
    }
}

impl Fold for Order {
    const VERSION: u32 = 1;
    type Event = OrderEvent;

    fn event_id(event: &OrderEvent) -> EventId {
        event.id
    }

    fn apply(&mut self, entry: u64, event: &OrderEvent) {
        self.platform.clone_from(&event.platform);
        self.platform_id.clone_from(&event.platform_id);
        self.first_learned = earliest(self.first_learned, event.learned);
        self.last_learned = self.last_learned.max(Some(event.learned));
        match &event.fact {
            OrderFact::Snapshot(said) => self.take(entry, event.id, said),
            OrderFact::Deleted => {
                // A deletion has no version of its own: it counts from when we learned it.
                let gone = Snapshot {
                    version: event.learned,
                    cancellation: Some(Cancellation::Yes),
                    says: Some("deleted".to_owned()),
                    ..Snapshot::default()
                };
                self.take(entry, event.id, &gone);
            }
            OrderFact::ParcelNamed(parcel) => {
                let carrier = self.attached.entry(parcel.tracking_number.clone()).or_default();
                // Two sources may name the carrier differently: the greater name, in any order.
                *carrier = carrier.take().max(parcel.carrier.clone());
                self.parcels.insert(parcel.tracking_number.clone());
            }
        }
    }
}

fn earliest(known: Option<DateTime<Utc>>, told: DateTime<Utc>) -> Option<DateTime<Utc>> {
    Some(known.map_or(told, |known| known.min(told)))
}
