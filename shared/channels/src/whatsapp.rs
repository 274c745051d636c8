//! WhatsApp, Meta's Cloud API. Source: `https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks`; fixtures of pywa.
//!
//! A person may hide the telephone number: then there is only a user id within the business, and nobody can be
//! found by it.

use crate::{
    channel::{Channel, Heard},
    inbound::Inbound,
    meta::{self, inner, items},
    ours::Ours,
    texts,
    way::{Way, WayKind},
};
use serde_json::Value;
use sledz_domain::{contact::ContactChannel, time};
use sledz_sources::{
    delivery::{Delivery, Unusable},
    json,
    proof::Secrets,
};

/// The third field of the way back to somebody without a number.
pub const USER: &str = "user";

/// See the module.
pub struct Whatsapp;

impl Channel for Whatsapp {
    fn name(&self) -> &'static str {
        "whatsapp"
    }

    fn is_configured(&self, secrets: &Secrets) -> bool {
        meta::is_configured(secrets)
    }

    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets) -> bool {
        meta::is_proven(delivery, secrets)
    }

    fn handshake(&self, delivery: &Delivery, secrets: &Secrets) -> Option<String> {
        meta::handshake(delivery, secrets)
    }

    fn read(&self, delivery: &Delivery, _ours: &Ours) -> Result<Heard, Unusable> {
        let message = json::object(delivery.body)?;
        let mut heard = Heard::default();
        if message.get("object").and_then(Value::as_str) != Some("whatsapp_business_account") {
            return Ok(heard);
        }
        for change in items(&message, "entry").flat_map(|entry| items(entry, "changes")) {
            if change.get("field").and_then(Value::as_str) != Some("messages") {
                continue;
            }
            let value = change.get("value").unwrap_or(&Value::Null);
            for message in items(value, "messages") {
                // Thumbs up, and "has a new number": nobody asks anything.
                let is_said = !matches!(message.get("type").and_then(Value::as_str), Some("reaction" | "system"));
                if is_said {
                    heard.put(said(value, message));
                }
            }
        }
        Ok(heard)
    }
}

fn said(value: &Value, message: &Value) -> Option<Inbound> {
    let id = texts::id_of(message, "id")?;
    let our_number = inner(value, "metadata", "phone_number_id")
        .and_then(|_| texts::id_of(value.get("metadata")?, "phone_number_id"))?;
    let is_number = |from: &String| from.bytes().all(|byte| byte.is_ascii_digit());
    let from = texts::id_of(message, "from");
    let number = from.clone().filter(is_number);
    let user = texts::id_of(message, "from_user_id").or(from.filter(|from| !is_number(from)));
    let contact = items(value, "contacts").find(|contact| {
        let same = |field: &str, known: &Option<String>| known.is_some() && texts::id_of(contact, field) == *known;
        same("wa_id", &number) || same("user_id", &user)
    });
    let thread = number.clone().or_else(|| user.clone())?;
    let (text, attachments) = content(message);
    let mut said = Inbound::new(ContactChannel::Whatsapp, id, text);
    said.at = json::raw(message, "timestamp").and_then(|at| time::parse_unix(&at));
    said.refers_to = message.get("context").and_then(|context| texts::id_of(context, "id")).into_iter().collect();
    said.sender.name = contact.and_then(|contact| json::shown(contact.get("profile")?, "name", texts::NAME_LIMIT));
    said.sender.phone = number.as_ref().map(|number| format!("+{number}"));
    said.sender.is_proven = true;
    said.reply = match &number {
        Some(number) => Way::new(WayKind::Whatsapp, &[&our_number, number]),
        None => Way::new(WayKind::Whatsapp, &[&our_number, &thread, USER]),
    };
    said.thread = Some(thread);
    said.attachments = attachments;
    Some(said)
}

/// The text of a message, and how many files it is. What buttons and captions say is said.
fn content(message: &Value) -> (String, u32) {
    let kind = message.get("type").and_then(Value::as_str).unwrap_or_default();
    let part = message.get(kind).unwrap_or(&Value::Null);
    match kind {
        "text" => (texts::body_of(part, "body"), 0),
        "button" => (texts::body_of(part, "text"), 0),
        "interactive" => {
            let chosen = ["button_reply", "list_reply"].iter().find_map(|reply| part.get(reply));
            (chosen.map(|chosen| texts::body_of(chosen, "title")).unwrap_or_default(), 0)
        }
        "image" | "video" | "document" | "audio" | "sticker" => (texts::body_of(part, "caption"), 1),
        "location" | "contacts" => (String::new(), 1),
        "order" => (texts::body_of(part, "text"), 0),
        // Whatever there will be: its text if it has one.
        _ => (texts::body_of(part, "body"), 0),
    }
}
