//! Mailgun's routes, `forward()`. Source: `https://documentation.mailgun.com/docs/mailgun/user-manual/receive-forward-store/`;
//! anymail.
//!
//! The signature covers a timestamp and a token, which stand in the form, and not the message. It is good for 15
//! minutes: Mailgun itself signs each try anew. An address that ends in `mime` gets the whole message.

use super::{heard, signers};
use crate::{
    channel::{Channel, Heard},
    fields::Fields,
    letter::{Headers, Letter, Mailbox},
    mime,
    ours::Ours,
    texts,
};
use serde_json::Value;
use sledz_providers::mail::mailgun;
use sledz_sources::{
    delivery::{Delivery, Unusable},
    proof::Secrets,
};

/// See the module.
pub struct Mailgun;

impl Channel for Mailgun {
    fn name(&self) -> &'static str {
        "mailgun"
    }

    fn is_configured(&self, secrets: &Secrets) -> bool {
        !secrets.words.is_empty()
    }

    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets) -> bool {
        let Ok(fields) = Fields::read(delivery) else { return false };
        let signed = |name: &str| fields.text(name);
        let (Some(timestamp), Some(token), Some(given)) = (signed("timestamp"), signed("token"), signed("signature"))
        else {
            return false;
        };
        mailgun::is_signed(secrets, [&timestamp, &token, &given], delivery.now)
    }

    fn read(&self, delivery: &Delivery, ours: &Ours) -> Result<Heard, Unusable> {
        let fields = Fields::read(delivery)?;
        let mut letter = match fields.raw("body-mime") {
            Some(raw) => mime::letter(raw),
            None => Some(taken_apart(&fields)),
        };
        if let Some(letter) = &mut letter {
            letter.is_null_sender =
                fields.raw("sender").is_some_and(|sender| matches!(sender.trim_ascii(), b"" | b"<>"));
            letter.id = fields.text("token");
            letter.is_proven = is_true(letter, &fields);
        }
        Ok(heard(letter, ours, delivery))
    }
}

fn taken_apart(fields: &Fields) -> Letter {
    let text = |name: &str| fields.text(name).unwrap_or_default();
    let mut headers = Headers::default();
    let listed: Vec<Value> = serde_json::from_str(&text("message-headers")).unwrap_or_default();
    for header in &listed {
        let part = |place: usize| header.get(place).and_then(Value::as_str);
        if let (Some(name), Some(value)) = (part(0), part(1)) {
            headers.put(name, value);
        }
    }
    let counted = text("attachment-count").trim().parse().unwrap_or(0);
    Letter {
        from: Mailbox::parse(&text("from")),
        reply_to: headers.first("reply-to").map(Mailbox::parse).unwrap_or_default(),
        subject: text("subject"),
        text: texts::body_or_html(&text("body-plain"), &text("body-html")),
        attachments: fields.files().max(counted),
        headers,
        ..Letter::default()
    }
}

/// Whether the writer's domain signed it, or its server may send for that domain.
fn is_true(letter: &Letter, fields: &Fields) -> bool {
    let says = |name: &str| letter.headers.agree(name, |value| value.eq_ignore_ascii_case("pass"));
    let sender = fields.text("sender").unwrap_or_default();
    let envelope = sender.rsplit_once('@').map(|(_, domain)| domain.trim_end_matches('>')).unwrap_or_default();
    let is_signed =
        says("x-mailgun-dkim-check-result") && signers(&letter.headers).iter().any(|domain| letter.is_of(domain));
    is_signed || (says("x-mailgun-spf") && letter.is_of(envelope))
}
