//! Every channel that delivers. A new one is one file, one fixture folder, and one line here.

use crate::{
    channel::Channel,
    chatwoot::Chatwoot,
    instagram::Instagram,
    mail::{mailgun::Mailgun, postmark::Postmark, resend::Resend, sendgrid::SendGrid},
    messenger::Messenger,
    standard::Standard,
    whatsapp::Whatsapp,
    zendesk::Zendesk,
};

/// Channels, under `/hooks/messages/{name}`.
pub static CHANNELS: &[&dyn Channel] =
    &[&Postmark, &Mailgun, &SendGrid, &Resend, &Messenger, &Instagram, &Whatsapp, &Chatwoot, &Zendesk, &Standard];

/// Their names, for those who need no more.
pub const NAMES: [&str; 10] = [
    "postmark",
    "mailgun",
    "sendgrid",
    "resend",
    "messenger",
    "instagram",
    "whatsapp",
    "chatwoot",
    "zendesk",
    "standard",
];

/// The channel of that name.
pub fn channel(name: &str) -> Option<&'static dyn Channel> {
    CHANNELS.iter().copied().find(|channel| channel.name() == name)
}
