//! What the numbers are made of: plain rows, each the whole of what is known of one thing.
//!
//! A row holds no personal data: keys of orders, parcels and customers are whatever tells them apart (an id, a keyed
//! hash), and a customer's key is never written into an export.

use chrono::{DateTime, NaiveDate, Utc};
use sledz_domain::{
    case::CaseStatus,
    cause::Cause,
    contact::ContactChannel,
    intent::Intent,
    message::{Channel, MessageKind},
};

/// An instant.
pub type At = DateTime<Utc>;

/// A message of a customer. What machines wrote is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CustomerMessage {
    /// When it was written.
    pub at: At,
    /// It says thanks and asks nothing: it waits for no answer and breaks no resolution.
    pub is_thanks: bool,
}

/// A time by which the shop said that a person answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Promise {
    /// When it was made.
    pub made: At,
    /// The time. An answer at that very instant keeps it.
    pub due: At,
    /// When a person answered.
    pub kept: Option<At>,
}

/// What a customer is asked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scale {
    /// How satisfied, 1 to 5.
    Csat,
    /// Whether they would recommend the shop, 0 to 10.
    Nps,
    /// How easy it was, 1 to 7.
    Ces,
}

impl Scale {
    /// All of them.
    pub const ALL: [Scale; 3] = [Scale::Csat, Scale::Nps, Scale::Ces];

    /// The name used on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Scale::Csat => "csat",
            Scale::Nps => "nps",
            Scale::Ces => "ces",
        }
    }

    /// The scale of that name.
    pub fn from_name(name: &str) -> Option<Scale> {
        Scale::ALL.into_iter().find(|scale| scale.name() == name)
    }

    /// Whether a score can be one of it.
    pub fn has(self, score: u8) -> bool {
        match self {
            Scale::Csat => (1..=5).contains(&score),
            Scale::Nps => score <= 10,
            Scale::Ces => (1..=7).contains(&score),
        }
    }
}

/// How it was, in the customer's own words. One for each case: the last counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rating {
    /// What was asked.
    pub scale: Scale,
    /// When.
    pub asked: At,
    /// When it was answered.
    pub answered: Option<At>,
    /// The answer. One that the scale does not have counts as none.
    pub score: Option<u8>,
}

/// One matter of one customer. Belongs to the day on which it was opened.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CaseRow {
    /// Its number.
    pub number: String,
    /// The way its first message came.
    pub channel: ContactChannel,
    /// The hook that brought it, such as `postmark`.
    pub source: String,
    /// What it asks for, the primary first.
    pub intents: Vec<Intent>,
    /// Why the customer had to ask.
    pub cause: Option<Cause>,
    /// Whose parcel it is about.
    pub carrier: Option<String>,
    /// Whose order it is about.
    pub order: Option<String>,
    /// Who wrote; never exported.
    pub customer: Option<String>,
    /// When it began.
    pub opened: At,
    /// What the customer wrote; with that of the cases that were joined into this one.
    pub messages: Vec<CustomerMessage>,
    /// When it was answered automatically. Telling that a person will answer is no answer.
    pub automatic: Vec<At>,
    /// When a person answered, here or in a helpdesk.
    pub answers: Vec<At>,
    /// What was promised.
    pub promises: Vec<Promise>,
    /// When it was closed.
    pub closed: Vec<At>,
    /// When it was reopened.
    pub reopened: Vec<At>,
    /// When it was first handed to people.
    pub handed_over: Option<At>,
    /// A person set right what was understood.
    pub is_corrected: bool,
    /// No human wrote any of it: it counts as no contact.
    pub is_machine: bool,
    /// How it was.
    pub rating: Option<Rating>,
    /// How long people worked on it, if a helpdesk tells.
    pub handling_seconds: Option<u32>,
    /// Where it stands. One that was joined into another counts as no contact of its own.
    pub status: CaseStatus,
}

/// An order. Belongs to the day on which it was placed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OrderRow {
    /// What tells it from others.
    pub key: String,
    /// Where it was placed.
    pub platform: String,
    /// Who carries it.
    pub carrier: Option<String>,
    /// When it was placed.
    pub placed: At,
    /// When it was paid.
    pub paid: Option<At>,
    /// When it was marked as shipped.
    pub shipped: Option<At>,
    /// The last moment to ship it, as it was first promised.
    pub dispatch_promised: Option<At>,
    /// When the last of it was delivered.
    pub delivered: Option<At>,
    /// The last moment to deliver it, as it was first promised.
    pub delivery_promised: Option<At>,
    /// When it was cancelled.
    pub cancelled: Option<At>,
    /// Its parcels.
    pub parcels: u32,
    /// Those of them that came back undelivered.
    pub returned_parcels: u32,
    /// The customer sent something back.
    pub is_sent_back: bool,
    /// Nothing of it was missing.
    pub is_in_full: bool,
    /// When the customer was first told a number to follow it by.
    pub number_known: Option<At>,
}

/// A parcel. Belongs to the day on which it was handed over; before that it counts nowhere.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ParcelRow {
    /// What tells it from others.
    pub key: String,
    /// Who carries it.
    pub carrier: Option<String>,
    /// When the carrier took it.
    pub handed_over: Option<At>,
    /// When it was delivered.
    pub delivered: Option<At>,
    /// When the courier came in vain.
    pub failed: Vec<At>,
    /// When it lay in a locker or at a point.
    pub ready: Option<At>,
    /// When it was collected there.
    pub picked_up: Option<At>,
    /// When it was back at the shop, undelivered.
    pub returned: Option<At>,
    /// The last moment to deliver it, as it was first promised.
    pub promised: Option<At>,
}

/// A message of ours to a customer. Belongs to the day on which it was sent; before that it counts nowhere.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MessageRow {
    /// What tells it from others.
    pub key: String,
    /// What it tells.
    pub kind: MessageKind,
    /// How it goes out.
    pub channel: Channel,
    /// Since when it was owed.
    pub owed: At,
    /// When a provider took it.
    pub sent: Option<At>,
    /// When it was delivered.
    pub delivered: Option<At>,
    /// When it came back.
    pub bounced: Option<At>,
}

/// How long a source took to tell something, so many times.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LatencyRow {
    /// What tells it from others: the event's id, or for many at once a name such as `inpost/2026-11-28/40`.
    pub key: String,
    /// The day on which it happened.
    pub day: NaiveDate,
    /// Who told it.
    pub source: String,
    /// From happening to knowing.
    pub seconds: u32,
    /// So many times.
    pub count: u32,
}

/// Two sources that cannot both be right.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DisagreementRow {
    /// What tells it from others.
    pub key: String,
    /// The day on which it came up.
    pub day: NaiveDate,
    /// What it is about.
    pub about: String,
}

/// Rows as they come: in any order, with any number of copies.
#[derive(Clone, Debug, Default)]
pub struct RawRows {
    /// Cases.
    pub cases: Vec<CaseRow>,
    /// Orders.
    pub orders: Vec<OrderRow>,
    /// Parcels.
    pub parcels: Vec<ParcelRow>,
    /// Messages.
    pub messages: Vec<MessageRow>,
    /// Latencies.
    pub latencies: Vec<LatencyRow>,
    /// Disagreements.
    pub disagreements: Vec<DisagreementRow>,
}
