//! A customer's message as every channel brings it.

use super::letter::Letter;
use chrono::{DateTime, Utc};
use sledz_domain::{contact::ContactChannel, event_id::EventId};

/// A customer's message.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// The way it came.
    pub channel: ContactChannel,
    /// Who brought it, such as `postmark`.
    pub source: String,
    /// What the source calls it: a message that comes again has the same.
    pub id: String,
    /// The conversation that it belongs to, where it came from.
    pub thread: Option<String>,
    /// Messages that it answers, by their ids.
    pub refers_to: Vec<String>,
    /// When it was written, where the source tells.
    pub at: Option<DateTime<Utc>>,
    /// What was written, by whom, and how a reply gets back.
    pub letter: Letter,
    /// Where it came from has made sure that the writer has this address: a reply reaches nobody else.
    pub is_strong: bool,
    /// A person of the shop has typed it in, and knows whose order it is.
    pub is_vouched: bool,
    /// The number or id of the order that the channel itself names.
    pub order: Option<String>,
    /// The platform whose own id that is; none: it is a number.
    pub order_platform: Option<String>,
    /// It was said where everybody reads it.
    pub is_public: bool,
    /// Nobody of the shop talks with the customer already.
    pub may_answer: bool,
    /// It was written by a machine, as this shows.
    pub machine: Option<String>,
    /// What is answered stands in the response to the request that brought it.
    pub in_response: bool,
}

impl Incoming {
    /// The identity of the fact that it is.
    pub fn fact(&self) -> EventId {
        EventId::of(&["asked", &self.source, &self.id])
    }
}
