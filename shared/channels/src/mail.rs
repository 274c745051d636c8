//! Providers that pass on e-mail.

pub mod mailgun;
pub mod postmark;
pub mod resend;
pub mod sendgrid;

use crate::{
    channel::Heard,
    letter::{Headers, Letter},
    ours::Ours,
};
use sledz_sources::delivery::Delivery;

/// What a delivery of one e-mail says.
fn heard(letter: Option<Letter>, ours: &Ours, delivery: &Delivery) -> Heard {
    Heard::one(letter.and_then(|letter| letter.inbound(ours, delivery.now)))
}

/// The domains that signed an e-mail, by their own words (`d=` in `DKIM-Signature`, RFC 6376).
fn signers(headers: &Headers) -> Vec<String> {
    let tags = headers.all("dkim-signature").flat_map(|value| value.split(';'));
    tags.filter_map(|tag| tag.trim().strip_prefix("d=")).map(|domain| domain.trim().to_owned()).collect()
}
