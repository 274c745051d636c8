//! Zendesk: tickets. Sources: `https://developer.zendesk.com/documentation/webhooks/verifying/`,
//! `https://developer.zendesk.com/api-reference/webhooks/event-types/ticket-events/`.
//!
//! Two kinds of webhooks. One that is subscribed to events (`ticket.created`, `ticket.comment_added`,
//! `ticket.status_changed`) says who wrote by an id only; name and addresses are fetched. One of a trigger sends what
//! the shop has put into it, which is to be the following, on the condition that the current user is an end user:
//!
//! ```json
//! {"ticket_id":"{{ticket.id}}","comment_id":"","subject":"{{ticket.title}}","text":"{{ticket.latest_public_comment}}",
//!  "name":"{{ticket.requester.name}}","email":"{{ticket.requester.email}}","phone":"{{ticket.requester.phone}}",
//!  "via":"{{ticket.via}}","at":"{{ticket.updated_at_with_timestamp}}"}
//! ```
//!
//! How long agents have worked on a ticket only its custom fields tell, where the app Time Tracking is installed. A second
//! trigger, for tickets that are solved, sends the field "Total time spent (sec)" by its id:
//!
//! ```json
//! {"ticket_id":"{{ticket.id}}","handling_seconds":"{{ticket.ticket_field_1234567}}"}
//! ```
//!
//! `app:<id>` is the id of the agent in whose name we answer.

use crate::{
    channel::{Channel, Heard},
    inbound::{Inbound, InboundKind},
    loops,
    meta::{inner, items},
    ours::Ours,
    replies::zendesk,
    texts,
    way::{Way, WayKind},
};
use chrono::{DateTime, Utc};
use http::Request;
use serde_json::Value;
use sledz_domain::{contact::ContactChannel, event_id::EventId, time};
use sledz_providers::mail::is_address;
use sledz_sources::{
    delivery::{Delivery, Unusable},
    json,
    proof::{Secrets, signed_base64},
    variables::Variables,
};

/// How far a delivery's timestamp may lie from now, either way, in seconds: it tries again a few times.
const TOLERANCE: u64 = 900;

/// What tickets are made of, by Zendesk's names and by those that its templates print.
const VIA: [(&str, ContactChannel); 14] = [
    ("email", ContactChannel::Email),
    ("mail", ContactChannel::Email),
    ("web", ContactChannel::Form),
    ("web form", ContactChannel::Form),
    ("web_widget", ContactChannel::Form),
    ("chat", ContactChannel::Chat),
    ("native_messaging", ContactChannel::Chat),
    ("messaging", ContactChannel::Chat),
    ("facebook", ContactChannel::Messenger),
    ("facebook_messenger", ContactChannel::Messenger),
    ("instagram_dm", ContactChannel::Instagram),
    ("whatsapp", ContactChannel::Whatsapp),
    ("voice", ContactChannel::Phone),
    ("phone", ContactChannel::Phone),
];

/// See the module.
pub struct Zendesk;

impl Channel for Zendesk {
    fn name(&self) -> &'static str {
        "zendesk"
    }

    fn is_configured(&self, secrets: &Secrets) -> bool {
        !secrets.words.is_empty()
    }

    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets) -> bool {
        let header = |name: &str| delivery.header(name);
        let (Some(signature), Some(timestamp)) =
            (header("x-zendesk-webhook-signature"), header("x-zendesk-webhook-signature-timestamp"))
        else {
            return false;
        };
        let sent = time::parse_utc(timestamp);
        let is_fresh = sent.is_some_and(|sent| sent.timestamp().abs_diff(delivery.now.timestamp()) <= TOLERANCE);
        let parts = [timestamp.as_bytes(), delivery.body];
        is_fresh && secrets.words.iter().any(|key| signed_base64(key.as_bytes(), &parts, signature))
    }

    fn read(&self, delivery: &Delivery, ours: &Ours) -> Result<Heard, Unusable> {
        let message = json::object(delivery.body)?;
        let event = message.get("type").and_then(Value::as_str).and_then(|kind| kind.strip_prefix("zen:event-type:"));
        let comment = inner(&message, "event", "comment").unwrap_or(&Value::Null);
        let is_hidden = |value: &Value| value.get("is_public").and_then(Value::as_bool) == Some(false);
        Ok(match event {
            Some("ticket.created") if message.get("detail").is_some_and(is_hidden) => Heard::default(),
            Some("ticket.created") => Heard::one(opened(&message, ours)),
            // A note among people of the shop.
            Some("ticket.comment_added") if is_hidden(comment) => Heard::default(),
            Some("ticket.comment_added") => Heard::one(commented(&message, comment, ours)),
            Some("ticket.status_changed") => turned(&message),
            Some(_) => Heard::default(),
            None if message.get("ticket_id").is_some() => Heard::one(triggered(&message)),
            None => Heard::one(None),
        })
    }

    fn fetch(&self, message: &Inbound, variables: &dyn Variables) -> Result<Option<Request<Vec<u8>>>, String> {
        message.fetch.as_deref().map(|id| zendesk::user(id, variables)).transpose()
    }

    fn complete(&self, message: Inbound, body: &[u8], _ours: &Ours, _now: DateTime<Utc>) -> Result<Inbound, Unusable> {
        let answer = json::object(body)?;
        let user = answer.get("user").filter(|user| user.is_object());
        let user = user.ok_or_else(|| Unusable("the answer holds no user".to_owned()))?;
        let mut complete = Inbound { fetch: None, ..message };
        named(&mut complete, user);
        Ok(complete)
    }
}

/// A message in a ticket, with what all of its events say of it.
fn about(message: &Value, id: String, text: String, ours: &Ours) -> Option<Inbound> {
    let detail = message.get("detail")?;
    let ticket = texts::id_of(detail, "id")?;
    let via = inner(detail, "via", "channel").and_then(Value::as_str).unwrap_or_default();
    let mut said = Inbound::new(channel_of(via), id, text);
    said.at = json::utc(message, "time");
    said.subject = json::shown(detail, "subject", texts::SUBJECT_LIMIT);
    said.reply = Way::new(WayKind::Zendesk, &[&ticket]);
    said.thread = Some(ticket);
    said.may_answer = texts::id_of(detail, "assignee_id").is_none_or(|assignee| ours.has_app(&assignee));
    Some(said)
}

fn opened(message: &Value, ours: &Ours) -> Option<Inbound> {
    let detail = message.get("detail")?;
    let ticket = texts::id_of(detail, "id")?;
    let mut said = about(message, format!("ticket/{ticket}"), texts::body_of(detail, "description"), ours)?;
    let (customer, author) = (texts::id_of(detail, "requester_id"), texts::id_of(detail, "submitter_id"));
    if author.is_some() && author != customer {
        said.kind = staff(author.as_deref(), ours);
    }
    said.fetch = customer;
    suspect(&mut said);
    Some(said)
}

fn commented(message: &Value, comment: &Value, ours: &Ours) -> Option<Inbound> {
    let mut said = about(message, texts::id_of(comment, "id")?, texts::body_of(comment, "body"), ours)?;
    let author = comment.get("author").unwrap_or(&Value::Null);
    let author_id = texts::id_of(author, "id");
    let requester = message.get("detail").and_then(|detail| texts::id_of(detail, "requester_id"));
    if author.get("is_staff").and_then(Value::as_bool) == Some(true) {
        said.kind = staff(author_id.as_deref(), ours);
        said.fetch = requester;
    } else {
        said.sender.name = json::shown(author, "name", texts::NAME_LIMIT);
        said.fetch = author_id.or(requester);
    }
    said.attachments = texts::count(comment.get("attachments"));
    suspect(&mut said);
    Some(said)
}

fn staff(author: Option<&str>, ours: &Ours) -> InboundKind {
    if author.is_some_and(|id| ours.has_app(id)) { InboundKind::Own } else { InboundKind::Person }
}

fn turned(message: &Value) -> Heard {
    let status = |field: &str| {
        let told = inner(message, "event", field).and_then(Value::as_str).unwrap_or_default();
        told.to_ascii_lowercase()
    };
    let is_over = |status: &str| matches!(status, "solved" | "closed");
    let kind = match (status("previous"), status("current")) {
        (before, after) if is_over(&after) && !is_over(&before) => InboundKind::Closed,
        (before, after) if is_over(&before) && !is_over(&after) && !after.is_empty() => InboundKind::Reopened,
        _ => return Heard::default(),
    };
    let happened = texts::id_of(message, "id").and_then(|id| about(message, id, String::new(), &Ours::default()));
    Heard::one(happened.map(|happened| Inbound { kind, may_answer: false, ..happened }))
}

fn triggered(message: &Value) -> Option<Inbound> {
    let ticket = texts::id_of(message, "ticket_id")?;
    if message.get("handling_seconds").is_some() {
        return handled(message, ticket);
    }
    let text = texts::body_of(message, "text");
    let written = json::raw(message, "at").unwrap_or_default();
    let hash = || format!("ticket/{ticket}/{}", EventId::of(&[&text, &written]));
    let id = texts::id_of(message, "comment_id").unwrap_or_else(hash);
    let mut said = Inbound::new(channel_of(&json::raw(message, "via").unwrap_or_default()), id, text);
    said.at = time::parse_utc(&written);
    said.subject = json::shown(message, "subject", texts::SUBJECT_LIMIT);
    said.reply = Way::new(WayKind::Zendesk, &[&ticket]);
    said.thread = Some(ticket);
    named(&mut said, message);
    Some(said)
}

/// Placeholders are printed as text; of a ticket that nobody measured as none.
fn handled(message: &Value, ticket: String) -> Option<Inbound> {
    let seconds = json::raw(message, "handling_seconds")?.trim().parse().ok()?;
    let mut said = Inbound::new(ContactChannel::Email, format!("handled/{ticket}/{seconds}"), String::new());
    (said.kind, said.may_answer, said.thread) = (InboundKind::Handled(seconds), false, Some(ticket));
    Some(said)
}

/// Who the customer is, and whether that is a machine.
fn named(said: &mut Inbound, user: &Value) {
    said.sender.name = json::shown(user, "name", texts::NAME_LIMIT).or(said.sender.name.take());
    said.sender.email = json::raw(user, "email").filter(|email| is_address(email));
    said.sender.phone = json::shown(user, "phone", 40);
    suspect(said);
}

/// Zendesk holds back most of what machines write; not all.
fn suspect(said: &mut Inbound) {
    let is_nobody = said.sender.email.as_deref().is_some_and(loops::is_nobody);
    let why = match said.kind {
        InboundKind::Customer if is_nobody => "an address that nobody reads",
        InboundKind::Customer if loops::is_automatic_subject(said.subject.as_deref().unwrap_or_default()) => {
            "its subject is a machine's"
        }
        _ => return,
    };
    (said.kind, said.may_answer) = (InboundKind::Machine(why.to_owned()), false);
}

fn channel_of(via: &str) -> ContactChannel {
    let via = via.trim().to_lowercase();
    VIA.iter().find(|(name, _)| *name == via).map_or(ContactChannel::Email, |(_, channel)| *channel)
}

/// Our comment in the answer to it: by its id the echo is known.
pub(crate) fn comment(answer: &Value) -> Option<&Value> {
    let events = items(answer.get("audit")?, "events");
    let mut comments = events.filter(|event| event.get("type").and_then(Value::as_str) == Some("Comment"));
    comments.next()
}
