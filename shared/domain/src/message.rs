//! The messages that customers get before they ask.

use crate::named::named;
use serde::{Deserialize, Serialize};

/// What a proactive message tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MessageKind {
    /// We have the order: its number, when we ship, how to return.
    Confirmed,
    /// It was handed over, under a real tracking number.
    Shipped,
    /// The courier brings it today.
    OutForDelivery,
    /// It waits in a locker or at a point.
    ReadyForPickup,
    /// It still waits there, and the time to collect it is nearly over.
    PickupReminder,
    /// The courier came in vain, or reports that something is wrong.
    Problem,
    /// It is late.
    Delay,
    /// It is with the customer.
    Delivered,
    /// It is back at the shop.
    Returned,
}

named!(MessageKind {
    Confirmed = "confirmed",
    Shipped = "shipped",
    OutForDelivery = "out_for_delivery",
    ReadyForPickup = "ready_for_pickup",
    PickupReminder = "pickup_reminder",
    Problem = "problem",
    Delay = "delay",
    Delivered = "delivered",
    Returned = "returned",
});

impl MessageKind {
    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<MessageKind> {
        MessageKind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// How a message reaches a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Channel {
    /// By e-mail.
    Email,
    /// By SMS.
    Sms,
}

named!(Channel {
    Email = "email",
    Sms = "sms",
});

impl Channel {
    /// The channel of that name.
    pub fn from_name(name: &str) -> Option<Channel> {
        Channel::ALL.into_iter().find(|channel| channel.name() == name)
    }

    /// The other one.
    pub fn other(self) -> Channel {
        match self {
            Channel::Email => Channel::Sms,
            Channel::Sms => Channel::Email,
        }
    }
}

/// The texts of a message in one language, with placeholders such as `{order}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Texts {
    /// The subject of the e-mail.
    pub subject: String,
    /// The body of the e-mail: plain text, paragraphs separated by an empty line.
    pub body: String,
    /// The SMS.
    pub sms: String,
}
