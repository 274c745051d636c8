//! Chatwoot: a helpdesk for many channels. Sources: `https://www.chatwoot.com/docs/product/features/webhooks`,
//! `https://www.chatwoot.com/hc/user-guide/articles/1677497472-how-to-use-agent-bots`; its source code.
//!
//! Newer releases sign (`X-Chatwoot-Signature`, the bare words of the secrets); with older ones a token in the path is
//! the proof. `app:<id>` is the id of the agent bot or user in whose name we answer.
//!
//! Only conversations that wait for a bot (`pending`) and are nobody's are answered by us: anything else would talk
//! over a person.

use crate::{
    channel::{Channel, Heard},
    inbound::{Inbound, InboundKind},
    loops,
    meta::{has_hex_signature, inner, items},
    ours::Ours,
    texts,
    way::{Way, WayKind},
};
use serde_json::Value;
use sledz_domain::{contact::ContactChannel, event_id::EventId, text, time};
use sledz_providers::mail::is_address;
use sledz_sources::{
    delivery::{Delivery, Unusable},
    json,
    proof::Secrets,
};

/// How far a delivery's timestamp may lie from now, either way, in seconds. Chatwoot does not try twice.
const TOLERANCE: u64 = 300;

/// What we write beside our messages; the webhook holds it.
pub const MARK: &str = "sledz";

/// What its inboxes are, by what their channel's name contains.
const INBOXES: [(&str, ContactChannel); 6] = [
    ("Email", ContactChannel::Email),
    ("Whatsapp", ContactChannel::Whatsapp),
    ("Facebook", ContactChannel::Messenger),
    ("Instagram", ContactChannel::Instagram),
    ("Voice", ContactChannel::Phone),
    ("WebWidget", ContactChannel::Chat),
];

/// See the module.
pub struct Chatwoot;

impl Channel for Chatwoot {
    fn name(&self) -> &'static str {
        "chatwoot"
    }

    fn is_configured(&self, secrets: &Secrets) -> bool {
        !secrets.words.is_empty() || !secrets.paths.is_empty()
    }

    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets) -> bool {
        if secrets.words.is_empty() {
            return !secrets.paths.is_empty();
        }
        let Some(timestamp) = delivery.header("x-chatwoot-timestamp") else { return false };
        let now = delivery.now.timestamp();
        let is_fresh = timestamp.parse::<i64>().is_ok_and(|sent| sent.abs_diff(now) <= TOLERANCE);
        let parts = [timestamp.as_bytes(), b".", delivery.body];
        is_fresh && has_hex_signature(delivery.headers, "x-chatwoot-signature", &parts, secrets)
    }

    fn read(&self, delivery: &Delivery, ours: &Ours) -> Result<Heard, Unusable> {
        let message = json::object(delivery.body)?;
        let event = message.get("event").and_then(Value::as_str).unwrap_or_default();
        let kind = message_type(&message);
        Ok(match event {
            "message_created" if is_private(&message) || kind.is_none() => Heard::default(),
            "message_created" => Heard::one(said(&message, kind == Some("incoming"), ours)),
            "conversation_resolved" | "conversation_opened" | "conversation_status_changed" => turned(&message, event),
            _ => Heard::default(),
        })
    }
}

fn is_private(message: &Value) -> bool {
    message.get("private").and_then(Value::as_bool) == Some(true)
}

/// Who a message goes to; none for what Chatwoot itself notes or sends by a template.
fn message_type(message: &Value) -> Option<&'static str> {
    match json::raw(message, "message_type")?.as_str() {
        "incoming" | "0" => Some("incoming"),
        "outgoing" | "1" => Some("outgoing"),
        _ => None,
    }
}

fn said(message: &Value, is_incoming: bool, ours: &Ours) -> Option<Inbound> {
    let empty = Value::Null;
    let field = |name: &str| message.get(name).unwrap_or(&empty);
    let conversation = field("conversation");
    let account = texts::id_of(field("account"), "id")?;
    let number = texts::id_of(conversation, "id")?;
    let inbox = json::raw(conversation, "channel").unwrap_or_default();
    let channel = channel_of(&inbox);
    let customer = if is_incoming { field("sender") } else { inner(conversation, "meta", "sender").unwrap_or(&empty) };
    let mail = inner(message, "content_attributes", "email").unwrap_or(&empty);

    let mut said = Inbound::new(channel, texts::id_of(message, "id")?, texts::body_of(message, "content"));
    said.thread = Some(format!("{account}/{number}"));
    said.at = at(message, "created_at");
    said.subject = json::shown(mail, "subject", texts::SUBJECT_LIMIT);
    said.sender.name = json::shown(customer, "name", texts::NAME_LIMIT);
    said.sender.email = json::raw(customer, "email").filter(|email| is_address(email));
    said.sender.phone = json::shown(customer, "phone_number", 40);
    let is_verified = inner(conversation, "meta", "hmac_verified").and_then(Value::as_bool) == Some(true);
    said.sender.is_proven = is_verified || matches!(channel, ContactChannel::Email | ContactChannel::Whatsapp);
    said.attachments = texts::count(message.get("attachments"));
    said.reply = Way::new(WayKind::Chatwoot, &[&account, &number, channel.name()]);
    if is_incoming {
        let is_assigned = inner(conversation, "meta", "assignee").is_some_and(|assignee| !assignee.is_null());
        let waits = conversation.get("status").and_then(Value::as_str) == Some("pending");
        let is_shut = conversation.get("can_reply").and_then(Value::as_bool) == Some(false);
        said.may_answer = waits && !is_assigned && !is_shut;
        if let Some(why) = machine(&said, mail) {
            (said.kind, said.may_answer) = (InboundKind::Machine(why), false);
        }
    } else {
        said.kind = author(message, field("sender"), ours);
    }
    Some(said)
}

/// Who wrote what goes out: a person, or we, or a rule of Chatwoot's, which is nobody either.
fn author(message: &Value, sender: &Value, ours: &Ours) -> InboundKind {
    let is_marked = inner(message, "content_attributes", MARK).is_some();
    let is_ours = is_marked || texts::id_of(sender, "id").is_some_and(|id| ours.has_app(&id));
    match sender.get("type").and_then(Value::as_str) {
        Some("user") if !is_ours => InboundKind::Person,
        _ => InboundKind::Own,
    }
}

/// E-mail of machines reaches the inbox too; Chatwoot keeps what it found in the headers.
fn machine(said: &Inbound, mail: &Value) -> Option<String> {
    let email = said.sender.email.as_deref().unwrap_or_default();
    let subject = said.subject.as_deref().unwrap_or_default();
    if said.channel != ContactChannel::Email {
        return None;
    }
    if mail.get("auto_reply").and_then(Value::as_bool) == Some(true) {
        return Some("chatwoot says so".to_owned());
    }
    if loops::is_nobody(email) {
        return Some("an address that nobody reads".to_owned());
    }
    loops::is_automatic_subject(subject).then(|| "its subject is a machine's".to_owned())
}

/// A conversation that was closed, or opened again. One that a bot hands over is opened for the first time.
fn turned(message: &Value, event: &str) -> Heard {
    let status = match event {
        "conversation_resolved" => Some("resolved"),
        "conversation_opened" => Some("open"),
        _ => message.get("status").and_then(Value::as_str),
    };
    let changes = || items(message, "changed_attributes").filter_map(|change| change.get("status"));
    let before = changes().find_map(|change| change.get("previous_value")).and_then(Value::as_str);
    let kind = match status {
        Some("resolved") => InboundKind::Closed,
        Some("open") if before != Some("pending") => InboundKind::Reopened,
        _ => return Heard::default(),
    };
    let happened = || {
        let first = items(message, "messages").next().unwrap_or(&Value::Null);
        let account = inner(message, "account", "id").map(|_| message.get("account").unwrap_or(&Value::Null));
        let account = account.and_then(|account| texts::id_of(account, "id"));
        let account =
            account.or_else(|| texts::id_of(message, "account_id")).or_else(|| texts::id_of(first, "account_id"))?;
        let number = texts::id_of(message, "id")?;
        let inbox = json::raw(message, "channel").unwrap_or_default();
        // There is no id of the event: it is what it says.
        let id = EventId::of(&[&account, &number, status?, &message.to_string()]).to_string();
        let mut happened = Inbound::new(channel_of(&inbox), id, String::new());
        happened.thread = Some(format!("{account}/{number}"));
        happened.at = at(message, "updated_at").or_else(|| at(message, "timestamp"));
        happened.reply = Way::new(WayKind::Chatwoot, &[&account, &number, happened.channel.name()]);
        (happened.kind, happened.may_answer) = (kind.clone(), false);
        Some(happened)
    };
    Heard::one(happened())
}

fn channel_of(inbox: &str) -> ContactChannel {
    let inbox = text::clean(inbox, 64).unwrap_or_default();
    INBOXES.iter().find(|(part, _)| inbox.contains(part)).map_or(ContactChannel::Chat, |(_, channel)| *channel)
}

/// A time as text, or as seconds.
fn at(value: &Value, field: &str) -> Option<chrono::DateTime<chrono::Utc>> {
    json::utc(value, field).or_else(|| json::raw(value, field).and_then(|at| time::parse_unix(&at)))
}
