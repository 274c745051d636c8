//! What platforms say of an order, and the state that it folds into.
//!
//! A platform sends the whole order again and again, late and in any order, so every field has
//! the value of the newest *version* that said anything about it.

pub mod payment;
pub mod rare;
mod snapshot;

pub use payment::{PaymentSaid, PaymentStep};
pub use snapshot::{Alias, Cancellation, Fulfilment, Items, ShipmentRef, Snapshot};

use crate::{
    event_id::EventId,
    fold::Fold,
    listed::Listed,
    money::Money,
    status::{Payment, Stage},
};
use chrono::{
    DateTime, Utc,
    serde::{ts_milliseconds, ts_milliseconds_option},
};
use payment::{Settled, known, settle};
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
    /// It was brought in as history: nobody is told of what had happened by then.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_imported: bool,
}

// serde gives a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_false(value: &bool) -> bool {
    !value
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
    /// One of the facts that few orders have: a payment, a fulfilment, how it travels, a link ([`rare`]).
    Rare(Vec<String>),
    /// Its personal data was erased because somebody asked for that: none is taken in again.
    Erased,
}

/// Another order that is about the same purchase: seen by another system, or split off, or merged.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    /// That order's platform.
    pub platform: String,
    /// The platform's own id of it.
    pub platform_id: String,
    /// This order was made part of that one and is no order of its own any more.
    pub is_merged: bool,
    /// That order holds a part of the goods: it is no second view of the same ones.
    pub is_part: bool,
}

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
    /// The facts that few orders have, as they stand in the log.
    rare: BTreeSet<Vec<String>>,
    is_erased: bool,
    #[serde(default, with = "ts_milliseconds_option")]
    imported: Option<DateTime<Utc>>,
    numbers: BTreeSet<String>,
    parcels: BTreeSet<String>,
    customers: BTreeSet<String>,
    #[serde(default, with = "ts_milliseconds_option")]
    shipped_at: Option<DateTime<Utc>>,
    #[serde(default, with = "ts_milliseconds_option")]
    paid_since: Option<DateTime<Utc>>,
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

    /// Whether its platform has said anything of it; others may have named it before.
    pub fn is_known(&self) -> bool {
        !self.told.is_empty()
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

    /// What is known of the money, and since when: the platform's word beside those of payment
    /// providers.
    pub fn payment(&self) -> Option<(Payment, DateTime<Utc>)> {
        known(self.platform_payment(), &self.settled())
    }

    /// What the platform itself says of the money, and since which version.
    pub fn platform_payment(&self) -> Option<(Payment, DateTime<Utc>)> {
        self.newest(|said| said.payment)
    }

    /// What the words of payment providers come to.
    pub fn settled(&self) -> Settled {
        let payments = self.payments();
        if payments.is_empty() { Settled::default() } else { settle(&payments, self.total()) }
    }

    /// What has to be paid for all of it.
    pub fn total(&self) -> Option<&Money> {
        self.value(|said| said.total.as_ref())
    }

    /// What is still to be paid, as far as anybody told; none if nothing is.
    pub fn outstanding(&self) -> Option<Money> {
        if !matches!(
            self.payment(),
            None | Some((Payment::Unpaid | Payment::Pending | Payment::Failed | Payment::Cod, _))
        ) {
            return None;
        }
        let due = self.value(|said| said.outstanding.as_ref().or(said.total.as_ref()))?.clone();
        let left = match self.settled().wrong {
            Some((received, _)) => due.minus(&received).unwrap_or(due),
            None => due,
        };
        Some(left).filter(Money::is_positive)
    }

    /// How many items it has, by what became of them.
    pub fn items(&self) -> Option<Items> {
        self.value(|said| said.items)
    }

    /// Whether its personal data was erased on request, so that none may be taken in again.
    pub fn is_erased(&self) -> bool {
        self.is_erased
    }

    /// When it was last brought in as history: of what had happened by then nobody is told.
    pub fn imported(&self) -> Option<DateTime<Utc>> {
        self.imported
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
        self.value(|said| said.paid_at).or_else(|| self.settled().paid)
    }

    /// When it was paid or, if nobody tells, since when its platform has said so: an order that is touched
    /// again is not paid again.
    pub fn paid_since(&self) -> Option<DateTime<Utc>> {
        self.paid_at().or(self.paid_since)
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

    /// The parcels that the platform lists now, in the order or in its fulfilments.
    pub fn listed(&self) -> Vec<ShipmentRef> {
        let listed: &[ShipmentRef] = self.value(|said| said.shipments.as_deref()).unwrap_or_default();
        let mut all = listed.to_vec();
        all.truncate(PARCEL_LIMIT);
        for fulfilment in self.fulfilments().into_iter().filter(|fulfilment| !fulfilment.is_cancelled) {
            fulfilment.shipments.into_iter().for_each(|named| named.add_to(&mut all));
        }
        all
    }

    /// Its parcels: those that the platform lists now, then those that name it themselves.
    pub fn shipments(&self) -> Vec<ShipmentRef> {
        let mut all = self.listed();
        for (tracking_number, carrier) in &self.attached {
            ShipmentRef { tracking_number: tracking_number.clone(), carrier: carrier.clone() }.add_to(&mut all);
        }
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

    /// Takes it from another system, which sees the same purchase, that it was paid.
    pub fn believe(&mut self, other: &Order) {
        if let Some((Payment::Paid, at)) = other.payment() {
            let paid = PaymentSaid {
                at,
                source: other.platform.clone(),
                payment: other.platform_id.clone(),
                step: PaymentStep::Paid,
                amount: None,
                refund: None,
                confirm: None,
            };
            self.rare.insert(paid.fields());
        }
    }

    fn take(&mut self, entry: u64, by: EventId, said: &Snapshot) {
        let number = said.number.as_deref().unwrap_or(&self.platform_id);
        self.numbers.extend(crate::text::order_number(number));
        self.parcels.extend(said.shipments.iter().flatten().map(|parcel| parcel.tracking_number.clone()));
        self.customers.extend(said.customers.iter().cloned());
        if said.stage.is_some_and(|stage| !stage.is_before_shipping()) {
            self.shipped_at = earliest(self.shipped_at, said.shipped_at.unwrap_or(said.version));
        }
        if matches!(said.payment, Some(Payment::Paid | Payment::PartiallyRefunded | Payment::Refunded)) {
            self.paid_since = earliest(self.paid_since, said.version);
        }
        let place = self.told.partition_point(|known| (known.said.version, known.by) < (said.version, by));
        match self.told.get_mut(place).filter(|known| known.by == by && known.said.version == said.version) {
            // Two copies of one event seal one contact under two entries: the first of them counts.
            Some(known) => known.entry = known.entry.min(entry),
            None => self.told.insert(place, Told { by, entry, said: said.clone() }),
        }
        self.forget_outdated();
    }

    /// Drops every snapshot all of whose fields a newer one says too. Where none says anything, the newest still
    /// tells that there is an order.
    fn forget_outdated(&mut self) {
        let mut said_later = Snapshot::default().fields();
        let mut keep: Vec<bool> = Vec::with_capacity(self.told.len());
        for told in self.told.iter().rev() {
            let fields = told.said.fields();
            keep.push(fields.iter().zip(&said_later).any(|(says, later)| *says && !later));
            said_later.iter_mut().zip(fields).for_each(|(later, says)| *later |= says);
        }
        if !keep.contains(&true) {
            keep.iter_mut().take(1).for_each(|newest| *newest = true);
        }
        let mut keep = keep.into_iter().rev();
        self.told.retain(|_| keep.next().unwrap_or(true));
    }
}

impl Fold for Order {
    const VERSION: u32 = 2;
    type Event = OrderEvent;

    fn event_id(event: &OrderEvent) -> EventId {
        event.id
    }

    fn apply(&mut self, entry: u64, event: &OrderEvent) {
        self.platform.clone_from(&event.platform);
        self.platform_id.clone_from(&event.platform_id);
        self.first_learned = earliest(self.first_learned, event.learned);
        self.last_learned = self.last_learned.max(Some(event.learned));
        if event.is_imported {
            self.imported = self.imported.max(Some(event.learned));
        }
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
            OrderFact::Rare(fields) => {
                if let Some(sent) = Fulfilment::read(fields) {
                    self.parcels.extend(sent.shipments.into_iter().map(|parcel| parcel.tracking_number));
                }
                self.rare.insert(fields.clone());
            }
            OrderFact::Erased => self.is_erased = true,
        }
    }
}

fn earliest(known: Option<DateTime<Utc>>, told: DateTime<Utc>) -> Option<DateTime<Utc>> {
    Some(known.map_or(told, |known| known.min(told)))
}
