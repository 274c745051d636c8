//! The messages that customers get before they ask.

use serde::{Deserialize, Serialize};

/// What a proactive message tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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

impl MessageKind {
    /// Every kind, in the order of an order's life.
    pub const ALL: [MessageKind; 9] = [
        MessageKind::Confirmed,
        MessageKind::Shipped,
        MessageKind::OutForDelivery,
        MessageKind::ReadyForPickup,
        MessageKind::PickupReminder,
        MessageKind::Problem,
        MessageKind::Delay,
        MessageKind::Delivered,
        MessageKind::Returned,
    ];

    /// The name used on the wire.
    pub fn name(self) -> &'static str {
        match self {
            MessageKind::Confirmed => "confirmed",
            MessageKind::Shipped => "shipped",
            MessageKind::OutForDelivery => "out_for_delivery",
            MessageKind::ReadyForPickup => "ready_for_pickup",
            MessageKind::PickupReminder => "pickup_reminder",
            MessageKind::Problem => "problem",
            MessageKind::Delay => "delay",
            MessageKind::Delivered => "delivered",
            MessageKind::Returned => "returned",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<MessageKind> {
        MessageKind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// How a message reaches a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// By e-mail.
    Email,
    /// By SMS.
    Sms,
}

impl Channel {
    /// Both.
    pub const ALL: [Channel; 2] = [Channel::Email, Channel::Sms];

    /// The name used on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Channel::Email => "email",
            Channel::Sms => "sms",
        }
    }

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
