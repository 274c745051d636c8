//! What a channel says: one message, or something else that happened in a conversation.

use crate::way::Way;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sledz_domain::contact::ContactChannel;

/// One message, or something else that happened in a conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Inbound {
    /// By which way the customer writes; behind a helpdesk that is not the helpdesk.
    pub channel: ContactChannel,
    /// What makes it itself, within the channel's name: the provider's id of the message (`Message-ID` without its
    /// brackets, `mid`, `wamid`), or a hash of the content where there is none.
    pub id: String,
    /// The conversation it belongs to, within the channel's name; for e-mail there is only [`Inbound::refers_to`].
    pub thread: Option<String>,
    /// The messages it answers, by their ids, the nearest first, at most 20.
    pub refers_to: Vec<String>,
    /// When it was written, if the channel says; by e-mail that is the sender's word.
    pub at: Option<DateTime<Utc>>,
    /// Who wrote, or what happened.
    pub kind: InboundKind,
    /// The text, made harmless, with its lines, at most 20,000 characters; may be empty.
    pub text: String,
    /// The subject, one line.
    pub subject: Option<String>,
    /// The customer as the channel knows them.
    pub sender: Sender,
    /// The order that the channel itself names.
    pub order: Option<String>,
    /// [`Inbound::order`] is the platform's own id rather than the number that customers see.
    pub order_is_id: bool,
    /// Our own case that a standard message names.
    pub case: Option<String>,
    /// Everybody can read it: no order's data may stand in the answer.
    pub is_public: bool,
    /// False where a person, or another app, has the conversation, or where what looks like a customer's message may be
    /// the shop's own notice: kept, and not answered by us.
    pub may_answer: bool,
    /// How an answer gets back.
    pub reply: Way,
    /// How many files came with it; none is kept.
    pub attachments: u32,
    /// What the delivery left out is fetched by this id ([`crate::channel::Channel::fetch`]).
    pub fetch: Option<String>,
}

/// Who wrote, or what happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum InboundKind {
    /// A customer.
    Customer,
    /// A person of the shop answered, elsewhere.
    Person,
    /// We did; the channel tells us what we sent.
    Own,
    /// A machine, and by what it is known: kept, never answered.
    Machine(String),
    /// The conversation was closed elsewhere.
    Closed,
    /// The conversation was opened again elsewhere.
    Reopened,
    /// So many seconds people have worked on it elsewhere, all told.
    Handled(u32),
}

/// A customer as a channel knows them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sender {
    /// The name they go by.
    pub name: Option<String>,
    /// A bare address that can be one.
    pub email: Option<String>,
    /// A telephone number as the channel writes it.
    pub phone: Option<String>,
    /// The channel vouches for the address or number. For information: an e-mail's signature is its domain's word.
    pub is_proven: bool,
}

impl Inbound {
    /// A customer's message of which no more is known.
    pub(crate) fn new(channel: ContactChannel, id: String, text: String) -> Self {
        Inbound {
            channel,
            id,
            thread: None,
            refers_to: Vec::new(),
            at: None,
            kind: InboundKind::Customer,
            text,
            subject: None,
            sender: Sender::default(),
            order: None,
            order_is_id: false,
            case: None,
            is_public: false,
            may_answer: true,
            reply: Way::none(),
            attachments: 0,
            fetch: None,
        }
    }
}
