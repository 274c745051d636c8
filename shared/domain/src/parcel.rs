//! A parcel's events and the state that they fold into.
//!
//! The state *is* the set of events: what a parcel's status is, is worked out from them by
//! [`crate::timeline`] when it is read, because it also depends on which order asks (recycled
//! tracking numbers) and a dozen events are walked in microseconds.

use crate::{event_id::EventId, fold::Fold, named::named, status::Status, time::TimeSource};
use chrono::{
    DateTime, TimeDelta, Utc,
    serde::{ts_milliseconds, ts_milliseconds_option},
};
use serde::{Deserialize, Serialize};

/// How far in the future of its learning a time may lie: clocks differ, but not by more.
const CLOCK_SKEW: TimeDelta = TimeDelta::minutes(10);

/// One fact about a parcel, as a source told it. Holds no personal data.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ParcelEvent {
    /// When we learned it. First, so that the order of copies is the order of learning.
    #[serde(with = "ts_milliseconds")]
    pub learned: DateTime<Utc>,
    /// What makes it itself.
    pub id: EventId,
    /// The hook it came through, such as `inpost-shipx`.
    pub source: String,
    /// The carrier's id, such as `inpost`, where the source knows it.
    #[serde(default)]
    pub carrier: Option<String>,
    /// The canonical status; none for unknown codes and mere notifications, which move nothing.
    #[serde(default)]
    pub status: Option<Status>,
    /// The source's own code, as it was sent.
    #[serde(default)]
    pub code: Option<String>,
    /// When it happened, as the source says.
    #[serde(with = "ts_milliseconds")]
    pub at: DateTime<Utc>,
    /// How sure `at` is.
    #[serde(default)]
    pub time_source: TimeSource,
    /// What exactly happened, in finer words than the status.
    #[serde(default)]
    pub note: Option<Note>,
    /// The source's reason of an exception or a failed attempt.
    #[serde(default)]
    pub reason: Option<String>,
    /// Depot, locker or town; never a customer's address.
    #[serde(default)]
    pub location: Option<String>,
    /// When the courier expects to deliver.
    #[serde(default, with = "ts_milliseconds_option")]
    pub estimated_delivery: Option<DateTime<Utc>>,
    /// Where it waits.
    #[serde(default)]
    pub pickup: Option<Pickup>,
    /// A delay was announced: sets `delayed` until the next movement.
    #[serde(default)]
    pub announces_delay: bool,
    /// The parcel goes on under another tracking number.
    #[serde(default)]
    pub replaced_by: Option<String>,
    /// This tracking number carries a return, not the delivery.
    #[serde(default)]
    pub is_return: bool,
    /// The tracking number under which the parcel travels back to the sender.
    #[serde(default)]
    pub returned_as: Option<String>,
    /// The source does not prove itself: a `delivered` or `returned` of its counts once another
    /// source says so too.
    #[serde(default)]
    pub awaits_confirmation: bool,
    /// Order numbers that the carrier names as its reference, normalised.
    #[serde(default)]
    pub references: Vec<String>,
    /// The carrier's own shipment id, where events may come before the tracking number is known.
    #[serde(default)]
    pub shipment_id: Option<String>,
}

impl ParcelEvent {
    /// An event with nothing but what every event has; adapters fill in the rest.
    pub fn new(id: EventId, source: &str, learned: DateTime<Utc>) -> Self {
        ParcelEvent {
            learned,
            id,
            source: source.to_owned(),
            carrier: None,
            status: None,
            code: None,
            at: learned,
            time_source: TimeSource::Learned,
            note: None,
            reason: None,
            location: None,
            estimated_delivery: None,
            pickup: None,
            announces_delay: false,
            replaced_by: None,
            is_return: false,
            returned_as: None,
            awaits_confirmation: false,
            references: Vec::new(),
            shipment_id: None,
        }
    }

    /// The time it is folded at, and how that is known: a time that lies more than ten minutes
    /// after its learning cannot be true, so the time of learning stands in.
    pub fn folded_at(&self) -> (DateTime<Utc>, TimeSource) {
        if self.at > self.learned + CLOCK_SKEW {
            (self.learned, TimeSource::Learned)
        } else {
            (self.at, self.time_source)
        }
    }
}

/// What happened in finer words than the canonical status; each has its label in [`crate::words`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Note {
    /// The sender put it into a locker.
    DroppedInLocker,
    /// The sender handed it over at a point.
    DroppedAtPoint,
    /// The courier took it from the sender.
    CollectedFromSender,
    /// At a depot.
    AtDepot,
    /// Left a depot.
    LeftDepot,
    /// At the sorting centre.
    AtSortingCentre,
    /// Left the sorting centre.
    LeftSortingCentre,
    /// At the depot of the recipient's town.
    AtDestinationDepot,
    /// Waits in a locker.
    InLocker,
    /// Waits at a staffed point.
    AtPoint,
    /// Waits at a depot.
    AtBranch,
    /// The recipient was reminded.
    PickupReminder,
    /// The pickup time is over.
    PickupExpired,
    /// Goes to another locker or point.
    Redirected,
    /// Goes to another address.
    Readdressed,
    /// Announced to be late.
    Delayed,
    /// Nobody was there.
    NobodyThere,
    /// The courier came again in vain; it goes back.
    FinalAttempt,
    /// Address wrong or incomplete.
    WrongAddress,
    /// The recipient is not known there.
    UnknownRecipient,
    /// The courier could not get to the door.
    NoAccess,
    /// Cash on delivery was not paid.
    CodUnpaid,
    /// The recipient refused it.
    Refused,
    /// Too large for the locker.
    Oversized,
    /// Cannot be delivered.
    Undeliverable,
    /// A claim is being looked at.
    Claim,
    /// Lost.
    Lost,
    /// Damaged.
    Damaged,
    /// With customs.
    AtCustoms,
    /// Held by the courier.
    Held,
    /// Not collected; goes back.
    NotCollected,
    /// Left with a neighbour.
    WithNeighbour,
    /// Left at a safe place or in the letter box.
    SafePlace,
    /// Collected by the recipient.
    Collected,
    /// Told to somebody, nothing moved.
    Notified,
}

named!(Note {
    DroppedInLocker = "dropped_in_locker",
    DroppedAtPoint = "dropped_at_point",
    CollectedFromSender = "collected_from_sender",
    AtDepot = "at_depot",
    LeftDepot = "left_depot",
    AtSortingCentre = "at_sorting_centre",
    LeftSortingCentre = "left_sorting_centre",
    AtDestinationDepot = "at_destination_depot",
    InLocker = "in_locker",
    AtPoint = "at_point",
    AtBranch = "at_branch",
    PickupReminder = "pickup_reminder",
    PickupExpired = "pickup_expired",
    Redirected = "redirected",
    Readdressed = "readdressed",
    Delayed = "delayed",
    NobodyThere = "nobody_there",
    FinalAttempt = "final_attempt",
    WrongAddress = "wrong_address",
    UnknownRecipient = "unknown_recipient",
    NoAccess = "no_access",
    CodUnpaid = "cod_unpaid",
    Refused = "refused",
    Oversized = "oversized",
    Undeliverable = "undeliverable",
    Claim = "claim",
    Lost = "lost",
    Damaged = "damaged",
    AtCustoms = "at_customs",
    Held = "held",
    NotCollected = "not_collected",
    WithNeighbour = "with_neighbour",
    SafePlace = "safe_place",
    Collected = "collected",
    Notified = "notified",
});

/// Where a parcel waits for its recipient. A public place: never a customer's address.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Pickup {
    /// The locker's or point's name, such as `KRA010`.
    #[serde(default)]
    pub name: Option<String>,
    /// The locker's or point's own address.
    #[serde(default)]
    pub address: Option<String>,
    /// The last moment to collect it.
    #[serde(default, with = "ts_milliseconds_option")]
    pub deadline: Option<DateTime<Utc>>,
}

/// All events known of one tracking number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParcelLog {
    /// Sorted by id; one copy of each.
    events: Vec<ParcelEvent>,
}

impl ParcelLog {
    /// The events, in no order that means anything.
    pub fn events(&self) -> &[ParcelEvent] {
        &self.events
    }

    /// The order numbers that carriers named.
    pub fn references(&self) -> impl Iterator<Item = &str> {
        self.events.iter().flat_map(|event| event.references.iter().map(String::as_str))
    }

    /// The tracking number under which it goes on: a redirected parcel, or a shipment whose events
    /// came before its number.
    pub fn goes_on_as(&self) -> impl Iterator<Item = &str> {
        self.events.iter().filter_map(|event| event.replaced_by.as_deref())
    }

    /// The tracking numbers under which it travels back.
    pub fn returns_as(&self) -> impl Iterator<Item = &str> {
        self.events.iter().filter_map(|event| event.returned_as.as_deref())
    }

    /// The carrier's shipment ids that this number is known to belong to.
    pub fn shipment_ids(&self) -> impl Iterator<Item = &str> {
        self.events.iter().filter_map(|event| event.shipment_id.as_deref())
    }
}

impl Fold for ParcelLog {
    const VERSION: u32 = 2;
    type Event = ParcelEvent;

    fn event_id(event: &ParcelEvent) -> EventId {
        event.id
    }

    /// Of two copies the one learned first stays; should a sender use one id for two contents, the
    /// smaller of the two, so that the order of arrival does not matter.
    fn apply(&mut self, _entry: u64, event: &ParcelEvent) {
        match self.events.binary_search_by_key(&event.id, |known| known.id) {
            Err(place) => self.events.insert(place, event.clone()),
            Ok(place) => {
                if let Some(known) = self.events.get_mut(place).filter(|known| *event < **known) {
                    *known = event.clone();
                }
            }
        }
    }
}
