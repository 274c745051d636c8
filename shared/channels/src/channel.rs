//! What a channel does.

use crate::{inbound::Inbound, ours::Ours};
use chrono::{DateTime, Utc};
use http::Request;
use sledz_sources::{
    delivery::{Delivery, Unusable},
    proof::Secrets,
    variables::Variables,
};

/// Somebody who passes on what customers write: the path is `/hooks/messages/{name}`, the variable
/// `channel_{name}_secrets`.
pub trait Channel: Sync {
    /// Its name.
    fn name(&self) -> &'static str;

    /// Whether these secrets can prove anything here; without such the channel is closed.
    fn is_configured(&self, secrets: &Secrets) -> bool;

    /// Whether the delivery is the channel's, by the raw bytes. The path's token is checked before.
    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets) -> bool;

    /// The body of the 200 to a GET by which the channel asks whether the address is ours, where it asks so.
    fn handshake(&self, _delivery: &Delivery, _secrets: &Secrets) -> Option<String> {
        None
    }

    /// What a proven delivery says.
    ///
    /// # Errors
    /// If it is none of the channel's at all, and the sender should know.
    fn read(&self, delivery: &Delivery, ours: &Ours) -> Result<Heard, Unusable>;

    /// The request for what the delivery left out, for a message with [`Inbound::fetch`].
    ///
    /// # Errors
    /// One sentence, if a variable is wrong.
    fn fetch(&self, _message: &Inbound, _variables: &dyn Variables) -> Result<Option<Request<Vec<u8>>>, String> {
        Ok(None)
    }

    /// The message with what the answer to that request, a success, adds.
    ///
    /// # Errors
    /// If the answer cannot be read; the message is good as far as it goes.
    fn complete(&self, message: Inbound, _body: &[u8], _ours: &Ours, _now: DateTime<Utc>) -> Result<Inbound, Unusable> {
        Ok(message)
    }
}

/// What a delivery says. What is of no interest (typing, reading, delivery) is in neither.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Heard {
    /// Messages, and what else happened in conversations, in their order.
    pub messages: Vec<Inbound>,
    /// So many parts of it lack what they need; they are counted.
    pub unreadable: u32,
}

impl Heard {
    /// A delivery that says one thing, or lacks what it needs.
    pub(crate) fn one(message: Option<Inbound>) -> Self {
        let unreadable = u32::from(message.is_none());
        Heard { messages: message.into_iter().collect(), unreadable }
    }

    /// One more, or one more that cannot be read.
    pub(crate) fn put(&mut self, message: Option<Inbound>) {
        match message {
            Some(message) => self.messages.push(message),
            None => self.unreadable += 1,
        }
    }
}
