//! Resend's inbound e-mail. Sources: `https://resend.com/docs/dashboard/receiving/introduction`,
//! `https://resend.com/docs/api-reference/emails/retrieve-received-email`.
//!
//! Signed as Svix does. The webhook tells who wrote and about what; the text is fetched with `resend_key`.

use super::heard;
use crate::{
    channel::{Channel, Heard},
    inbound::Inbound,
    letter::{Headers, Letter, Mailbox},
    ours::Ours,
    texts,
};
use chrono::{DateTime, Utc};
use http::{Method, Request, header};
use serde_json::Value;
use sledz_providers::variables::{base_url, key, value};
use sledz_sources::{
    delivery::{Delivery, Unusable},
    json,
    proof::Secrets,
    request::{encoded, request},
    standard,
    variables::Variables,
};

/// See the module.
pub struct Resend;

const URL: (&str, &str) = ("resend_url", "https://api.resend.com");

/// The variables that it reads. With `mail_provider` `resend`, `mail_key` stands in for an empty `resend_key`; a key
/// that only sends is refused.
pub const VARIABLES: [&str; 4] = ["resend_url", "resend_key", "mail_provider", "mail_key"];

impl Channel for Resend {
    fn name(&self) -> &'static str {
        "resend"
    }

    fn is_configured(&self, secrets: &Secrets) -> bool {
        standard::keys(secrets).next().is_some()
    }

    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets) -> bool {
        standard::is_signed(delivery, secrets)
    }

    fn read(&self, delivery: &Delivery, ours: &Ours) -> Result<Heard, Unusable> {
        let message = json::object(delivery.body)?;
        if message.get("type").and_then(Value::as_str) != Some("email.received") {
            return Ok(Heard::default());
        }
        let data = message.get("data").unwrap_or(&Value::Null);
        let id = texts::id_of(data, "email_id");
        let mut heard = heard(id.is_some().then(|| letter(data)), ours, delivery);
        for message in &mut heard.messages {
            message.fetch = id.clone();
        }
        Ok(heard)
    }

    fn fetch(&self, message: &Inbound, variables: &dyn Variables) -> Result<Option<Request<Vec<u8>>>, String> {
        let Some(id) = &message.fetch else { return Ok(None) };
        let name = if value(variables, "resend_key").is_empty() && value(variables, "mail_provider") == "resend" {
            "mail_key"
        } else {
            "resend_key"
        };
        let bearer = format!("Bearer {}", key(variables, "the channel resend is open", name)?);
        // Pictures stay references.
        let url = format!("{}/emails/receiving/{}?html_format=cid", base_url(variables, URL.0, URL.1)?, encoded(id));
        let headers = [(header::AUTHORIZATION, bearer.as_str()), (header::ACCEPT, "application/json")];
        request(Method::GET, &url, &headers, Vec::new()).map(Some)
    }

    fn complete(&self, message: Inbound, body: &[u8], ours: &Ours, now: DateTime<Utc>) -> Result<Inbound, Unusable> {
        let data = json::object(body)?;
        let read = letter(&data).inbound(ours, now);
        let read = read.ok_or_else(|| Unusable("the e-mail has no sender".to_owned()))?;
        // It stays the message that it was.
        Ok(Inbound { id: message.id, at: message.at.or(read.at), fetch: None, ..read })
    }
}

/// What the webhook says, and the e-mail itself, which says more.
fn letter(data: &Value) -> Letter {
    let text = |field: &str| data.get(field).and_then(Value::as_str).unwrap_or_default();
    let mut headers = Headers::default();
    for (name, value) in data.get("headers").and_then(Value::as_object).into_iter().flatten() {
        match value {
            Value::Array(values) => values.iter().filter_map(Value::as_str).for_each(|value| headers.put(name, value)),
            value => value.as_str().into_iter().for_each(|value| headers.put(name, value)),
        }
    }
    if headers.first("message-id").is_none() {
        headers.put("Message-ID", text("message_id"));
    }
    let reply_to = data.get("reply_to").and_then(Value::as_array).and_then(|all| all.first()?.as_str());
    Letter {
        from: Mailbox::parse(headers.first("from").unwrap_or_else(|| text("from"))),
        reply_to: Mailbox::parse(reply_to.or_else(|| headers.first("reply-to")).unwrap_or_default()),
        subject: text("subject").to_owned(),
        text: texts::body_or_html(text("text"), text("html")),
        at: json::utc(data, "created_at"),
        id: texts::id_of(data, "email_id").or_else(|| texts::id_of(data, "id")),
        attachments: texts::count(data.get("attachments")),
        headers,
        ..Letter::default()
    }
}
