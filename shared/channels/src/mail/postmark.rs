//! Postmark's inbound stream. Source: `https://postmarkapp.com/developer/webhooks/inbound-webhook`; anymail.
//!
//! Nothing is signed: Basic credentials in the address, a header of one's own, or a token in the path. Only a 200
//! ends its tries; a 403 ends them for good. `StrippedTextReply` knows English quotations only and is not used.

use super::heard;
use crate::{
    channel::{Channel, Heard},
    letter::{Headers, Letter, Mailbox},
    ours::Ours,
    texts,
};
use serde_json::Value;
use sledz_sources::{
    delivery::{Delivery, Unusable},
    json,
    proof::{self, Secrets},
};

/// See the module.
pub struct Postmark;

impl Channel for Postmark {
    fn name(&self) -> &'static str {
        "postmark"
    }

    fn is_configured(&self, secrets: &Secrets) -> bool {
        !secrets.paths.is_empty() || !secrets.basics.is_empty() || !secrets.headers.is_empty()
    }

    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets) -> bool {
        if secrets.basics.is_empty() && secrets.headers.is_empty() {
            return !secrets.paths.is_empty();
        }
        proof::basic(delivery, &secrets.basics) || proof::header(delivery, &secrets.headers)
    }

    fn read(&self, delivery: &Delivery, ours: &Ours) -> Result<Heard, Unusable> {
        let message = json::object(delivery.body)?;
        Ok(heard(Some(letter(&message)), ours, delivery))
    }
}

fn letter(message: &Value) -> Letter {
    let text = |field: &str| message.get(field).and_then(Value::as_str).unwrap_or_default();
    let mut headers = Headers::default();
    for header in message.get("Headers").and_then(Value::as_array).into_iter().flatten() {
        let part = |field: &str| header.get(field).and_then(Value::as_str);
        if let (Some(name), Some(value)) = (part("Name"), part("Value")) {
            headers.put(name, value);
        }
    }
    if headers.first("date").is_none() {
        headers.put("Date", text("Date"));
    }
    let full = message.get("FromFull");
    let part = |field: &str| full.and_then(|full| full.get(field)).and_then(Value::as_str);
    let mut from = Mailbox::new(part("Name"), part("Email"));
    if from.email.is_none() {
        from = Mailbox::parse(text("From"));
    }
    let mut letter = Letter {
        from,
        reply_to: Mailbox::parse(text("ReplyTo")),
        subject: text("Subject").to_owned(),
        text: texts::body_or_html(text("TextBody"), text("HtmlBody")),
        id: texts::id_of(message, "MessageID"),
        attachments: texts::count(message.get("Attachments")),
        headers,
        ..Letter::default()
    };
    letter.is_proven = is_signed(&letter);
    letter
}

/// Whether SpamAssassin found a signature of the writer's own domain.
fn is_signed(letter: &Letter) -> bool {
    let says = |value: &str| value.split([',', ' ']).any(|test| test == "DKIM_VALID_AU");
    letter.headers.agree("x-spam-tests", says)
}
