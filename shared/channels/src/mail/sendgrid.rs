//! Twilio SendGrid's Inbound Parse. Source:
//! `https://www.twilio.com/docs/sendgrid/for-developers/parsing-email/setting-up-the-inbound-parse-webhook`; anymail.
//!
//! Signed as its events are if that is switched on (the bare words of the secrets are the public keys); otherwise a
//! token in the path is the proof. "POST the raw, full MIME message" is to be preferred: otherwise each field has a
//! charset of its own. There is no id of the delivery.

use super::heard;
use crate::{
    channel::{Channel, Heard},
    fields::Fields,
    letter::{Letter, Mailbox},
    mime,
    ours::Ours,
    texts,
};
use serde_json::Value;
use sledz_providers::mail::sendgrid;
use sledz_sources::{
    delivery::{Delivery, Unusable},
    proof::Secrets,
};

/// See the module.
pub struct SendGrid;

impl Channel for SendGrid {
    fn name(&self) -> &'static str {
        "sendgrid"
    }

    fn is_configured(&self, secrets: &Secrets) -> bool {
        sendgrid::can_prove(secrets)
    }

    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets) -> bool {
        sendgrid::is_proven(delivery, secrets)
    }

    fn read(&self, delivery: &Delivery, ours: &Ours) -> Result<Heard, Unusable> {
        let fields = Fields::read(delivery)?;
        let mut letter = match fields.raw("email") {
            Some(raw) => mime::letter(raw),
            None => Some(taken_apart(&fields)),
        };
        if let Some(letter) = &mut letter {
            let envelope = object(&fields, "envelope");
            letter.is_null_sender =
                envelope.get("from").and_then(Value::as_str).is_some_and(|from| from.trim().is_empty());
            letter.is_proven = is_true(letter, &fields, &envelope);
        }
        Ok(heard(letter, ours, delivery))
    }
}

fn object(fields: &Fields, name: &str) -> Value {
    fields.text(name).and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

fn taken_apart(fields: &Fields) -> Letter {
    let charsets = object(fields, "charsets");
    let text = |name: &str| {
        let charset = charsets.get(name).and_then(Value::as_str).unwrap_or_default();
        mime::decoded(fields.raw(name).unwrap_or_default(), charset)
    };
    let headers = mime::headers(&text("headers")).headers;
    let counted = text("attachments").trim().parse().unwrap_or(0);
    Letter {
        from: Mailbox::parse(&text("from")),
        reply_to: headers.first("reply-to").map(Mailbox::parse).unwrap_or_default(),
        subject: text("subject"),
        text: texts::body_or_html(&text("text"), &text("html")),
        attachments: fields.files().max(counted),
        headers,
        ..Letter::default()
    }
}

/// Whether the writer's domain signed it (`dkim` is `{@example.com : pass}`), or its server may send for that domain.
fn is_true(letter: &Letter, fields: &Fields, envelope: &Value) -> bool {
    let dkim = fields.text("dkim").unwrap_or_default();
    let mut results = dkim.trim().trim_matches(['{', '}']).split(',').filter_map(|result| result.split_once(':'));
    let is_signed = results.any(|(domain, result)| {
        result.trim().eq_ignore_ascii_case("pass") && letter.is_of(domain.trim().trim_start_matches('@'))
    });
    let passes = fields.text("SPF").is_some_and(|result| result.trim().eq_ignore_ascii_case("pass"));
    let sender = envelope.get("from").and_then(Value::as_str).and_then(|from| from.rsplit_once('@'));
    is_signed || (passes && sender.is_some_and(|(_, domain)| letter.is_of(domain)))
}
