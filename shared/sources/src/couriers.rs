//! Couriers and tracking aggregators.

pub mod aftership;
pub mod dhl;
pub mod dpd_de;
pub mod easypost;
pub mod fedex;
pub mod furgonetka;
pub mod history;
pub mod inpost;
pub mod inpost_shipx;
pub mod karrio;
pub mod sendcloud;
pub mod seventeen_track;
pub mod standard;
pub mod ups;

use crate::{
    delivery::{Delivery, Unusable},
    meaning::Meaning,
    proof::Secrets,
};
use serde_json::Value;
use sledz_domain::parcel::ParcelEvent;

/// Somebody who reports what happens to parcels.
pub trait Courier: Sync {
    /// Its name in the path and, with underscores, in the name of its variable.
    fn name(&self) -> &'static str;

    /// Whether these secrets can prove anything here; without such the source is closed.
    fn is_configured(&self, secrets: &Secrets) -> bool;

    /// Whether the sender is who it says, by the raw bytes. The path's token is checked before.
    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets) -> bool;

    /// How its messages come.
    fn receives(&self) -> Receives {
        Receives::Json
    }

    /// What a verified message says. One that comes in the query of a GET is an object of texts.
    ///
    /// # Errors
    /// If it says nothing that can be used, and the sender should know.
    fn read(&self, message: &Value, delivery: &Delivery) -> Result<Reports, Unusable>;

    /// How a message that was taken is answered, where the sender wants more than a 200.
    fn answer(&self, _message: &Value) -> Option<Answer> {
        None
    }

    /// How a message without proof is answered, where the sender wants more than a 401.
    fn refusal(&self) -> Option<Answer> {
        None
    }

    /// Its messages do not prove themselves: the name of the poller that confirms what they say of the
    /// end of a parcel, where that poller is switched on.
    fn confirmed_by(&self) -> Option<&'static str> {
        None
    }
}

/// How a source's messages come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Receives {
    /// By POST, as a JSON object.
    Json,
    /// By POST, as a JSON object, or a list of such; also as `text/plain`.
    JsonOrList,
    /// The same, and a GET with the right token answers 200: the sender probes the address so.
    JsonAndProbe,
    /// By GET, in the query; a GET without one answers 200.
    Query,
}

/// The body of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Its media type.
    pub content_type: &'static str,
    /// The text.
    pub body: String,
}

/// What a courier's message says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reports {
    /// Events of one or more parcels.
    pub events: Vec<Report>,
    /// The message lacks what it needs; it is answered and counted.
    pub unreadable: bool,
    /// A subscription that waits to be activated by us.
    pub subscription: Option<Subscription>,
}

/// A subscription that its sender begins only once we have called it back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// The sender's own id of it.
    pub id: String,
    /// What proves to the sender that we got its message.
    pub secret: String,
}

/// An event, and whose it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The parcel's normalised tracking number; none if the carrier has not given one yet, then
    /// the event's shipment id says whose it is.
    pub tracking_number: Option<String>,
    /// The event.
    pub event: ParcelEvent,
    /// The code is not in our tables; it is kept and counted.
    pub unknown_code: bool,
}

impl Reports {
    /// A message that says these.
    pub fn of(events: Vec<Report>) -> Self {
        Reports { events, ..Reports::default() }
    }

    /// A message that lacks what it needs.
    pub fn unreadable() -> Self {
        Reports { unreadable: true, ..Reports::default() }
    }
}

impl Report {
    /// What the meaning of its code makes of an event: mostly one.
    pub fn told(
        tracking_number: Option<String>,
        meaning: Meaning,
        event: ParcelEvent,
        unknown_code: bool,
    ) -> Vec<Report> {
        let events = meaning.tell(event).into_iter();
        events.map(|event| Report { tracking_number: tracking_number.clone(), event, unknown_code }).collect()
    }
}
