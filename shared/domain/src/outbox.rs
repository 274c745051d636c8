//! What is owed to the outside world about one subject (an order, a parcel, the shop), what was
//! tried, and what came of it.
//!
//! A state is a fold of facts like every other: an item is owed once whatever is repeated, a try
//! is a fact of its own, and what an item has come to is worked out from all of them.

mod form;

use crate::{
    event_id::EventId,
    fold::Fold,
    message::{Channel, MessageKind},
    named::named,
};
use chrono::{DateTime, TimeDelta, Utc, serde::ts_milliseconds};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Seconds from a failed try to the next, for mails, SMS and alerts. All of them together are
/// shorter than the 24 hours for which Resend and SMSAPI know a key again: a later try could be a
/// second copy.
pub const BACK_OFF: [i64; 9] = [60, 300, 900, 1800, 3600, 7200, 14_400, 21_600, 28_800];

/// The retry schedule that Standard Webhooks 1.0.0 recommends, in seconds.
pub const EVENT_BACK_OFF: [i64; 9] = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400];

/// Whose outbox it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// An order's; platform and platform's own id.
    Order(String, String),
    /// A parcel's; normalised tracking number.
    Parcel(String),
    /// The shop's own, of a day `YYYY-MM-DD`: warnings.
    Shop(String),
    /// A platform's or payment provider's own order or payment; source and its own id.
    Source(String, String),
    /// A case's; its number.
    Case(String),
    /// Of a report of the shop's numbers; its period, such as `weekly-2026-11-23`.
    Report(String),
}

/// One fact about what is owed. Holds no personal data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxEvent {
    /// What makes it itself.
    pub id: EventId,
    /// When it was.
    #[serde(with = "ts_milliseconds")]
    pub at: DateTime<Utc>,
    /// The item that it is about.
    pub item: EventId,
    /// What happened.
    pub fact: OutboxFact,
}

/// What happened to an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutboxFact {
    /// We owe it, from `due` on.
    Owed {
        /// Whose outbox it is in.
        subject: Subject,
        /// What is owed.
        what: What,
        /// When it may first be sent.
        due: DateTime<Utc>,
    },
    /// A provider took it.
    Sent {
        /// The provider's name.
        provider: String,
        /// The provider's own id of it.
        message: Option<String>,
    },
    /// A try failed, or nobody knows what came of it.
    Failed {
        /// Why, for the operator.
        why: String,
        /// When it is tried again.
        next: DateTime<Utc>,
    },
    /// It cannot be sent as things are, or was tried often enough: a person has to look.
    Dead {
        /// Why, for the operator.
        why: String,
    },
    /// It is not sent, and nobody has to do anything about that.
    Dropped {
        /// Why.
        why: Dropped,
    },
    /// A person asked for it to be tried again.
    Resent {
        /// The name of their token.
        by: String,
    },
    /// The provider tells what became of it after it was sent.
    Reported {
        /// What.
        fate: Fate,
    },
}

/// What is owed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A message to the order's customer.
    Message {
        /// What it tells.
        kind: MessageKind,
        /// The parcel that it is about; none: the order.
        parcel: Option<String>,
        /// How it goes out.
        channel: Channel,
    },
    /// A warning to the shop.
    Alert {
        /// Where it goes: `slack`, `discord`, `teams`, `email`.
        sink: String,
        /// What it is about, in one line.
        title: String,
        /// What to do about it.
        text: String,
    },
    /// An event for the shop's other systems, by Standard Webhooks.
    Event {
        /// `order.updated` or `shipment.event`.
        kind: String,
        /// The event in our own log that it tells.
        of: EventId,
    },
    /// A call of a platform or payment provider ([`Call`]).
    Call(Vec<String>),
    /// A call that begins a subscription of a source.
    Activation {
        /// The source, such as `dhl`.
        source: String,
        /// The source's own id of it.
        subscription: String,
    },
}

/// A call of a platform or payment provider, which only who makes it understands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {
    /// Makes a payment final.
    Confirmation {
        /// The order that it pays: platform and platform's own id.
        order: (String, String),
        /// What the provider wants to hear, in a form of its own.
        details: String,
    },
    /// Tells a platform a parcel of its order.
    Parcel {
        /// The carrier's id, if it is known.
        carrier: Option<String>,
        /// The normalised tracking number.
        tracking_number: String,
    },
    /// Tells a platform that its order was handed over.
    HandedOver,
}

/// Why something is not sent after all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dropped {
    /// A newer state has made it untrue.
    Outdated,
    /// It went out together with another one.
    Merged,
    /// The customer gave no such address, and there is no other way.
    NoAddress,
    /// The customer does not want it.
    SwitchedOff,
    /// Nothing reaches that address.
    Unreachable,
    /// The shop has switched this message, or its provider, off meanwhile.
    Disabled,
}

named!(Dropped {
    Outdated = "outdated",
    Merged = "merged",
    NoAddress = "no_address",
    SwitchedOff = "switched_off",
    Unreachable = "unreachable",
    Disabled = "disabled",
});

/// What became of a message, as its provider reports it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// It arrived.
    Delivered,
    /// It did not this time, and the provider does not try again.
    Deferred,
    /// It never will.
    Bounced,
    /// The customer called it spam.
    Complained,
    /// The customer wants no more of them.
    Unsubscribed,
}

named!(Fate {
    Delivered = "delivered",
    Deferred = "deferred",
    Bounced = "bounced",
    Complained = "complained",
    Unsubscribed = "unsubscribed",
});

/// Everything owed about one subject.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outbox {
    items: BTreeMap<EventId, Item>,
}

/// One thing that is or was owed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Sorted by time, then id; one copy of each.
    facts: Vec<OutboxEvent>,
}

/// What an item has come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It is tried at that time, or by the next call after it.
    Waiting {
        /// From then on.
        due: DateTime<Utc>,
    },
    /// A provider took it.
    Sent {
        /// When.
        at: DateTime<Utc>,
        /// What the provider reported since, the last word.
        fate: Option<Fate>,
    },
    /// A person has to look.
    Dead {
        /// Why.
        why: String,
    },
    /// It is not sent, and that is right.
    Dropped {
        /// Why.
        why: Dropped,
    },
}

impl State {
    /// The name used on the wire.
    pub fn name(&self) -> &'static str {
        match self {
            State::Waiting { .. } => "waiting",
            State::Sent { fate: Some(Fate::Delivered), .. } => "delivered",
            State::Sent { fate: Some(Fate::Bounced | Fate::Deferred), .. } => "bounced",
            State::Sent { .. } => "sent",
            State::Dead { .. } => "dead",
            State::Dropped { .. } => "dropped",
        }
    }
}

impl Item {
    /// What is owed, and since when; none if only tries of it are known, its own entry not yet.
    pub fn owed(&self) -> Option<(&What, DateTime<Utc>)> {
        self.facts.iter().find_map(|event| match &event.fact {
            OutboxFact::Owed { what, .. } => Some((what, event.at)),
            _ => None,
        })
    }

    /// Since when it is to be sent: when it was owed, or a person last asked for it.
    pub fn asked_at(&self) -> Option<DateTime<Utc>> {
        let asked = self.facts.iter().rfind(|event| matches!(event.fact, OutboxFact::Resent { .. }));
        asked.map(|event| event.at).or_else(|| self.owed().map(|(_, at)| at))
    }

    /// What it has come to. Once sent it stays sent; among the others the last word counts.
    pub fn state(&self) -> Option<State> {
        let (_, owed_at) = self.owed()?;
        if let Some(sent) = self.facts.iter().find(|event| matches!(event.fact, OutboxFact::Sent { .. })) {
            let fate = self.facts.iter().rev().find_map(|event| match event.fact {
                OutboxFact::Reported { fate } => Some(fate),
                _ => None,
            });
            return Some(State::Sent { at: sent.at, fate });
        }
        let mut state = State::Waiting { due: owed_at };
        for event in &self.facts {
            match &event.fact {
                OutboxFact::Owed { due, .. } => state = State::Waiting { due: *due },
                OutboxFact::Failed { next, .. } => state = State::Waiting { due: *next },
                OutboxFact::Dead { why } => state = State::Dead { why: why.clone() },
                OutboxFact::Dropped { why } => state = State::Dropped { why: *why },
                OutboxFact::Resent { .. } => state = State::Waiting { due: event.at },
                OutboxFact::Sent { .. } | OutboxFact::Reported { .. } => {}
            }
        }
        Some(state)
    }

    /// Whose outbox it is in.
    pub fn subject(&self) -> Option<&Subject> {
        self.facts.iter().find_map(|event| match &event.fact {
            OutboxFact::Owed { subject, .. } => Some(subject),
            _ => None,
        })
    }

    /// When it may be sent, if it waits.
    pub fn due(&self) -> Option<DateTime<Utc>> {
        match self.state() {
            Some(State::Waiting { due }) => Some(due),
            _ => None,
        }
    }

    /// How often it was tried in vain since a person last asked for it.
    pub fn failures(&self) -> usize {
        let last_asked = self.facts.iter().rposition(|event| matches!(event.fact, OutboxFact::Resent { .. }));
        let since = self.facts.iter().skip(last_asked.map_or(0, |place| place + 1));
        since.filter(|event| matches!(event.fact, OutboxFact::Failed { .. })).count()
    }

    /// When it last failed.
    pub fn last_failed(&self) -> Option<DateTime<Utc>> {
        let failed = self.facts.iter().filter(|event| matches!(event.fact, OutboxFact::Failed { .. }));
        failed.map(|event| event.at).next_back()
    }

    /// Why the last try failed.
    pub fn trouble(&self) -> Option<&str> {
        self.facts.iter().rev().find_map(|event| match &event.fact {
            OutboxFact::Failed { why, .. } | OutboxFact::Dead { why } => Some(why.as_str()),
            _ => None,
        })
    }

    /// All its facts, in order.
    pub fn facts(&self) -> &[OutboxEvent] {
        &self.facts
    }

    /// When a try that failed at `now` is repeated; none if it was tried often enough. `asked` is
    /// how long the provider asks us to wait, in seconds.
    pub fn next_try(&self, now: DateTime<Utc>, asked: Option<u64>) -> Option<DateTime<Utc>> {
        let schedule = match self.owed()?.0 {
            What::Event { .. } => &EVENT_BACK_OFF,
            _ => &BACK_OFF,
        };
        let wait = *schedule.get(self.failures())?;
        let asked = asked.and_then(|seconds| i64::try_from(seconds).ok()).unwrap_or_default().min(6 * 3600);
        Some(now + TimeDelta::seconds(wait.max(asked)))
    }
}

impl Outbox {
    /// All items by id.
    pub fn items(&self) -> &BTreeMap<EventId, Item> {
        &self.items
    }

    /// An item.
    pub fn item(&self, id: EventId) -> Option<&Item> {
        self.items.get(&id)
    }

    /// Whether it is owed already, whatever came of it.
    pub fn has(&self, id: EventId) -> bool {
        self.items.get(&id).is_some_and(|item| item.owed().is_some())
    }
}

impl Fold for Outbox {
    const VERSION: u32 = 1;
    type Event = OutboxEvent;

    fn event_id(event: &OutboxEvent) -> EventId {
        event.id
    }

    /// Of two copies of one fact the earlier stays, whichever comes first.
    fn apply(&mut self, _entry: u64, event: &OutboxEvent) {
        let facts = &mut self.items.entry(event.item).or_default().facts;
        if let Some(place) = facts.iter().position(|known| known.id == event.id) {
            match facts.get(place) {
                Some(known) if key(event) < key(known) => drop(facts.remove(place)),
                _ => return,
            }
        }
        let place = facts.partition_point(|known| key(known) < key(event));
        facts.insert(place, event.clone());
    }
}

/// By time; at one instant what is owed comes first, so that a try made at once counts after it, and
/// a person's word comes last.
fn key(event: &OutboxEvent) -> (DateTime<Utc>, u8, EventId, String) {
    let rank = match event.fact {
        OutboxFact::Owed { .. } => 0,
        OutboxFact::Resent { .. } => 2,
        _ => 1,
    };
    // Two contents under one id, should that ever be: told apart by what they say.
    let content = match &event.fact {
        OutboxFact::Owed { due, .. } => due.timestamp_millis().to_string(),
        _ => String::new(),
    };
    (event.at, rank, event.id, content)
}

/// The identity of a message to a customer: each is sent once for an order, its parcel and a way.
pub fn message_id(kind: MessageKind, detail: &str, parcel: Option<&str>, channel: Channel) -> EventId {
    EventId::of(&["message", kind.name(), detail, parcel.unwrap_or_default(), channel.name()])
}
