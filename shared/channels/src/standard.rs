//! `standard` as a channel: the way in for mail servers, telephone systems, chats, and all that is not built in.
//!
//! Our own contract, signed by [Standard Webhooks](https://www.standardwebhooks.com):
//!
//! ```json
//! {"type":"message.received","timestamp":"2026-10-01T10:31:00Z","data":{"channel":"chat","id":"c-17","thread":"t-4",
//!  "from":{"name":"Jan","email":"jan@example.pl","phone":null,"verified":false},"subject":null,
//!  "text":"Gdzie moja paczka?","at":"2026-10-01T10:30:00Z","order":"1001","attachments":0}}
//! {"type":"message.received","data":{"raw":"<the whole MIME message>"}}
//! {"type":"message.received","data":{"raw_base64":"<the same, for messages that are not UTF-8>"}}
//! {"type":"message.answered","data":{"case":"S-1001","thread":null,"text":"...","by":"Anna"}}
//! {"type":"case.handled","data":{"case":"S-1001","thread":null,"seconds":540}}
//! ```
//!
//! `channel` is `form`, `email`, `messenger`, `instagram`, `whatsapp`, `allegro`, `chat` or `phone`; one that is
//! missing or not known is `email` for whoever has an address, and `chat` otherwise. Without `data.id` the message's
//! identity is the webhook's. Other types are of no interest.

use crate::{
    channel::{Channel, Heard},
    inbound::{Inbound, InboundKind, Sender},
    letter::{Headers, Letter, Mailbox},
    mime,
    ours::Ours,
    texts,
};
use serde_json::Value;
use sledz_domain::{base::BASE64, contact::ContactChannel, text};
use sledz_sources::{
    delivery::{Delivery, Unusable},
    json,
    proof::Secrets,
    standard::{NAME, envelope, is_signed, keys, missing, sent_at},
};

/// See the module.
pub struct Standard;

impl Channel for Standard {
    fn name(&self) -> &'static str {
        NAME
    }

    fn is_configured(&self, secrets: &Secrets) -> bool {
        keys(secrets).next().is_some()
    }

    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets) -> bool {
        is_signed(delivery, secrets)
    }

    fn read(&self, delivery: &Delivery, ours: &Ours) -> Result<Heard, Unusable> {
        let message = json::object(delivery.body)?;
        let (kind, data) = envelope(&message)?;
        if !matches!(kind.as_str(), "message.received" | "message.answered" | "case.handled") {
            return Ok(Heard::default());
        }
        if !data.is_object() {
            return Err(missing("data"));
        }
        let mut said = match raw(data)? {
            None if kind == "case.handled" => handled(data, delivery)?,
            Some(_) if kind != "message.received" => return Err(missing("text")),
            Some(raw) => mime::letter(&raw)
                .and_then(|letter| letter.inbound(ours, delivery.now))
                .ok_or_else(|| missing("raw"))?,
            None if kind == "message.answered" => answered(data, delivery)?,
            None => received(data, ours, delivery)?,
        };
        said.at = said.at.or_else(|| sent_at(&message));
        Ok(Heard::one(Some(said)))
    }
}

/// A whole MIME message.
fn raw(data: &Value) -> Result<Option<Vec<u8>>, Unusable> {
    let Some(code) = data.get("raw_base64").filter(|code| !code.is_null()) else {
        return Ok(data.get("raw").and_then(Value::as_str).map(|raw| raw.as_bytes().to_vec()));
    };
    // Lines of 76 characters are usual.
    let code = code.as_str().ok_or_else(|| missing("raw_base64"))?;
    let code: Vec<u8> = code.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    BASE64.decode(&code).map(Some).map_err(|_| missing("raw_base64"))
}

fn received(data: &Value, ours: &Ours, delivery: &Delivery) -> Result<Inbound, Unusable> {
    let empty = Value::Null;
    let from = data.get("from").unwrap_or(&empty);
    let mailbox = Mailbox::new(json::raw(from, "name").as_deref(), json::raw(from, "email").as_deref());
    let said = texts::body_of(data, "text");
    if said.is_empty() && json::count(data, "attachments").unwrap_or(0) == 0 {
        return Err(missing("text"));
    }
    let guessed = if mailbox.email.is_some() { ContactChannel::Email } else { ContactChannel::Chat };
    let channel = json::raw(data, "channel").and_then(|name| ContactChannel::from_name(name.trim())).unwrap_or(guessed);
    let id = identity(data, delivery)?;
    let is_proven = from.get("verified").and_then(Value::as_bool) == Some(true);
    let mut message = if channel.is_mail() && mailbox.email.is_some() {
        let mut headers = Headers::default();
        for name in ["in_reply_to", "references"] {
            json::raw(data, name).into_iter().for_each(|ids| headers.put(&name.replace('_', "-"), &ids));
        }
        if id.contains('@') {
            headers.put("Message-ID", &id);
        }
        let letter = Letter {
            from: mailbox,
            subject: json::raw(data, "subject").unwrap_or_default(),
            text: said,
            headers,
            is_proven,
            ..Letter::default()
        };
        letter.inbound(ours, delivery.now).ok_or_else(|| missing("from"))?
    } else {
        let mut message = Inbound::new(channel, String::new(), said);
        message.sender = Sender { name: mailbox.name, email: mailbox.email, phone: None, is_proven };
        message.subject = json::shown(data, "subject", texts::SUBJECT_LIMIT);
        message
    };
    message.id = id;
    message.channel = channel;
    message.sender.phone = json::shown(from, "phone", 40);
    message.thread = texts::id_of(data, "thread");
    message.at = json::utc(data, "at");
    message.order = json::raw(data, "order").and_then(|number| text::order_number(&number));
    message.attachments = json::count(data, "attachments").unwrap_or(0);
    Ok(message)
}

/// What happened in a conversation or case that is named.
fn elsewhere(data: &Value, delivery: &Delivery) -> Result<Inbound, Unusable> {
    let (thread, case) = (texts::id_of(data, "thread"), json::shown(data, "case", 64));
    if thread.is_none() && case.is_none() {
        return Err(missing("thread"));
    }
    let channel = json::raw(data, "channel").and_then(|name| ContactChannel::from_name(name.trim()));
    let mut message =
        Inbound::new(channel.unwrap_or(ContactChannel::Email), identity(data, delivery)?, texts::body_of(data, "text"));
    (message.thread, message.case, message.at) = (thread, case, json::utc(data, "at"));
    Ok(message)
}

/// How long people have worked on a case, all told.
fn handled(data: &Value, delivery: &Delivery) -> Result<Inbound, Unusable> {
    let seconds = data.get("seconds").and_then(Value::as_u64).and_then(|seconds| u32::try_from(seconds).ok());
    let kind = InboundKind::Handled(seconds.ok_or_else(|| missing("seconds"))?);
    Ok(Inbound { kind, may_answer: false, ..elsewhere(data, delivery)? })
}

fn answered(data: &Value, delivery: &Delivery) -> Result<Inbound, Unusable> {
    let mut message = elsewhere(data, delivery)?;
    message.kind = InboundKind::Person;
    message.sender.name = json::shown(data, "by", texts::NAME_LIMIT);
    Ok(message)
}

fn identity(data: &Value, delivery: &Delivery) -> Result<String, Unusable> {
    let webhook = || ["webhook-id", "svix-id"].iter().find_map(|name| delivery.header(name)).and_then(texts::id);
    texts::id_of(data, "id").or_else(webhook).ok_or_else(|| missing("id"))
}
