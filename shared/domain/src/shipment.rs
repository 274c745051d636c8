//! A carrier's shipment whose tracking number may not be known yet: what was reported of it waits
//! here until the number comes.

use crate::{
    event_id::EventId,
    fold::Fold,
    parcel::{ParcelEvent, ParcelLog},
};
use serde::{Deserialize, Serialize};

/// One fact about a shipment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShipmentEvent {
    /// Something was reported before its number was known.
    Reported(Box<ParcelEvent>),
    /// It has this normalised tracking number.
    Numbered(String),
}

/// What waits, and the number once it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShipmentLog {
    waiting: ParcelLog,
    tracking_number: Option<String>,
}

impl ShipmentLog {
    /// What was reported before the number was known.
    pub fn waiting(&self) -> &[ParcelEvent] {
        self.waiting.events()
    }

    /// The tracking number, once it is known.
    pub fn tracking_number(&self) -> Option<&str> {
        self.tracking_number.as_deref()
    }
}

impl Fold for ShipmentLog {
    const VERSION: u32 = 1;
    type Event = ShipmentEvent;

    fn event_id(event: &ShipmentEvent) -> EventId {
        match event {
            ShipmentEvent::Reported(event) => event.id,
            ShipmentEvent::Numbered(number) => EventId::of(&["numbered", number]),
        }
    }

    fn apply(&mut self, entry: u64, event: &ShipmentEvent) {
        match event {
            ShipmentEvent::Reported(event) => self.waiting.apply(entry, event),
            // Should one shipment get two numbers, any rule will do that does not depend on arrival.
            ShipmentEvent::Numbered(number) => {
                self.tracking_number = self.tracking_number.take().max(Some(number.clone()));
            }
        }
    }
}
