//! What is known of an address of a customer (e-mail or phone): whether they want messages there,
//! and whether anything arrives.

use crate::{event_id::EventId, fold::Fold, outbox::Fate};
use chrono::{DateTime, Utc, serde::ts_milliseconds};
use serde::{Deserialize, Serialize};

/// One fact about an address. The address itself is only in the log's id, as a keyed hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressEvent {
    /// What makes it itself.
    pub id: EventId,
    /// When it was.
    #[serde(with = "ts_milliseconds")]
    pub at: DateTime<Utc>,
    /// What happened.
    pub fact: AddressFact,
}

/// What happened to an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AddressFact {
    /// The customer switched messages to it on or off.
    Wanted(bool),
    /// A provider reported what became of a message to it, or refused the address.
    Reported(Fate),
    /// Somebody of the shop says that messages arrive there again.
    Mended,
}

/// An address as it is now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    wanted: Option<(i64, EventId, bool)>,
    arrives: Option<(i64, EventId, bool)>,
}

impl Address {
    /// Whether the customer wants messages there; they do unless they say otherwise.
    pub fn is_wanted(&self) -> bool {
        self.wanted.is_none_or(|(_, _, wanted)| wanted)
    }

    /// Whether a message may arrive there, as far as anybody knows.
    pub fn is_reachable(&self) -> bool {
        self.arrives.is_none_or(|(_, _, arrives)| arrives)
    }
}

impl Fold for Address {
    const VERSION: u32 = 1;
    type Event = AddressEvent;

    fn event_id(event: &AddressEvent) -> EventId {
        event.id
    }

    fn apply(&mut self, _entry: u64, event: &AddressEvent) {
        let at = event.at.timestamp_millis();
        let newest = |known: &mut Option<(i64, EventId, bool)>, value: bool| {
            *known = (*known).max(Some((at, event.id, value)));
        };
        match event.fact {
            AddressFact::Wanted(wanted) => {
                newest(&mut self.wanted, wanted);
                // Who switches messages on again, has mended the address.
                if wanted {
                    newest(&mut self.arrives, true);
                }
            }
            AddressFact::Mended => newest(&mut self.arrives, true),
            AddressFact::Reported(Fate::Complained | Fate::Unsubscribed) => newest(&mut self.wanted, false),
            AddressFact::Reported(Fate::Bounced) => newest(&mut self.arrives, false),
            AddressFact::Reported(Fate::Delivered) => newest(&mut self.arrives, true),
            AddressFact::Reported(Fate::Deferred) => {}
        }
    }
}
