//! Zendesk: webhooks that are subscribed to events of tickets, and those of triggers.

use super::{HOOKS, key};
use crate::{message::Message, secrets::hmac_sha256, senders::rfc3339};
use chrono::{DateTime, Utc};
use data_encoding::BASE64;
use serde_json::{Value, json};

/// The agent in whose name we answer.
pub const AGENT: &str = "800";

/// Signs a body.
pub fn signed(body: &Value, at: DateTime<Utc>) -> Message {
    let body = body.to_string().into_bytes();
    let timestamp = rfc3339(at);
    let signature = BASE64.encode(&hmac_sha256(key("zendesk").as_bytes(), &[timestamp.as_bytes(), &body]));
    Message::json(format!("{HOOKS}/zendesk"), body)
        .with("user-agent", "Zendesk Webhook")
        .with("x-zendesk-webhook-id", "01HZENDESK")
        .with("x-zendesk-webhook-signature-timestamp", &timestamp)
        .with("x-zendesk-webhook-signature", &signature)
}

/// A user opens a ticket.
pub fn created(ticket: u64, user: u64, text: &str, at: DateTime<Utc>) -> Value {
    event("ticket.created", ticket, user, &json!({"meta": {"sequence": {"id": "1", "position": 1}}}), text, at)
}

/// A user, or a person of the shop, writes in a ticket.
pub fn commented(ticket: u64, user: u64, id: u64, author: (u64, bool), text: &str, at: DateTime<Utc>) -> Value {
    let comment = json!({"id": id.to_string(), "body": text, "is_public": true,
        "author": {"id": author.0.to_string(), "is_staff": author.1, "name": "Ala"}});
    event("ticket.comment_added", ticket, user, &json!({"comment": comment}), "", at)
}

/// A ticket's status changed.
pub fn turned(ticket: u64, user: u64, before: &str, after: &str, at: DateTime<Utc>) -> Value {
    event("ticket.status_changed", ticket, user, &json!({"previous": before, "current": after}), "", at)
}

fn event(kind: &str, ticket: u64, user: u64, event: &Value, text: &str, at: DateTime<Utc>) -> Value {
    json!({
        "type": format!("zen:event-type:{kind}"), "account_id": 1, "id": format!("ev-{kind}-{ticket}-{}", at.timestamp()),
        "time": rfc3339(at), "zendesk_event_version": "2022-11-06", "subject": format!("zen:ticket:{ticket}"),
        "detail": {"actor_id": user.to_string(), "assignee_id": null, "created_at": rfc3339(at), "description": text,
            "id": ticket.to_string(), "is_public": true, "requester_id": user.to_string(), "status": "OPEN",
            "subject": "Pytanie", "submitter_id": user.to_string(), "via": {"channel": "web"}},
        "event": event,
    })
}

/// What a trigger sends, filled in as the documentation asks for it.
pub fn triggered(ticket: u64, email: &str, text: &str, at: DateTime<Utc>) -> Value {
    json!({"ticket_id": ticket.to_string(), "comment_id": "", "subject": "Pytanie", "text": text, "name": "Ala",
        "email": email, "phone": "", "via": "Web form", "at": rfc3339(at)})
}
