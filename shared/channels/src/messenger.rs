//! Messenger, for pages of Facebook. Source: `https://developers.facebook.com/docs/messenger-platform/reference/webhook-events`.

use crate::{
    channel::{Channel, Heard},
    inbound::{Inbound, InboundKind},
    meta::{self, inner, items},
    ours::Ours,
    texts,
    way::{Way, WayKind},
};
use serde_json::Value;
use sledz_domain::{contact::ContactChannel, event_id::EventId, time};
use sledz_sources::{
    delivery::{Delivery, Unusable},
    json,
    proof::Secrets,
};

/// What we write beside our messages: the echo holds it.
pub const MARK: &str = "sledz";

/// See the module.
pub struct Messenger;

impl Channel for Messenger {
    fn name(&self) -> &'static str {
        "messenger"
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

    fn read(&self, delivery: &Delivery, ours: &Ours) -> Result<Heard, Unusable> {
        let message = json::object(delivery.body)?;
        let mut heard = Heard::default();
        if message.get("object").and_then(Value::as_str) == Some("page") {
            for entry in items(&message, "entry") {
                conversations(entry, (ContactChannel::Messenger, WayKind::Messenger), ours, &mut heard);
            }
        }
        Ok(heard)
    }
}

/// What an entry says of conversations, ours and those that another app has (`standby`).
pub(crate) fn conversations(entry: &Value, of: (ContactChannel, WayKind), ours: &Ours, heard: &mut Heard) {
    for (list, may_answer) in [("messaging", true), ("standby", false)] {
        for item in items(entry, list) {
            if !is_said(item) {
                continue;
            }
            let message = said(entry, item, of, ours);
            heard.put(message.map(|message| Inbound { may_answer: may_answer && message.may_answer, ..message }));
        }
    }
}

/// Whether somebody said something: not read, delivered, reacted, or taken back what they said.
fn is_said(item: &Value) -> bool {
    let is_deleted = inner(item, "message", "is_deleted").and_then(Value::as_bool) == Some(true);
    (item.get("message").is_some_and(Value::is_object) && !is_deleted)
        || item.get("postback").is_some_and(Value::is_object)
}

fn said(entry: &Value, item: &Value, (channel, kind): (ContactChannel, WayKind), ours: &Ours) -> Option<Inbound> {
    let party = |field: &str| inner(item, field, "id").and_then(|_| texts::id_of(item.get(field)?, "id"));
    let empty = Value::Null;
    let message = item.get("message").unwrap_or(&empty);
    let is_echo = message.get("is_echo").and_then(Value::as_bool) == Some(true);
    let (customer, account) = if is_echo { ("recipient", "sender") } else { ("sender", "recipient") };
    let customer = party(customer)?;
    let account = texts::id_of(entry, "id").or_else(|| party(account))?;
    let written = json::raw(item, "timestamp").unwrap_or_default();
    let (id, text) = match item.get("postback") {
        // A button of the page's: what stands on it is what was said.
        Some(postback) if !message.is_object() => {
            let title = texts::body_of(postback, "title");
            let hash = || EventId::of(&[&customer, &written, &title]).to_string();
            (texts::id_of(postback, "mid").unwrap_or_else(hash), title)
        }
        _ => (texts::id_of(message, "mid")?, texts::body_of(message, "text")),
    };
    let mut said = Inbound::new(channel, id, text);
    said.at = time::parse_unix(&written);
    said.reply = Way::new(kind, &[&account, &customer]);
    said.thread = Some(customer);
    said.refers_to = message.get("reply_to").and_then(|earlier| texts::id_of(earlier, "mid")).into_iter().collect();
    said.attachments = texts::count(message.get("attachments"));
    if is_echo {
        let is_marked = message.get("metadata").and_then(Value::as_str) == Some(MARK);
        let is_ours = is_marked || json::raw(message, "app_id").is_some_and(|app| ours.has_app(&app));
        said.kind = if is_ours { InboundKind::Own } else { InboundKind::Person };
    }
    Some(said)
}
