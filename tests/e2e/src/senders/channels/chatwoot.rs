//! Chatwoot: webhooks of an account, and what an agent bot gets, which look alike.

use super::{HOOKS, key, sha256_hex};
use crate::{message::Message, secrets::random_hex};
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

/// The account.
pub const ACCOUNT: u64 = 1;

/// The agent bot in whose name we answer.
pub const BOT: u64 = 900;

/// Signs a body.
pub fn signed(body: &Value, at: DateTime<Utc>) -> Message {
    let body = body.to_string().into_bytes();
    let timestamp = at.timestamp().to_string();
    let signature = sha256_hex(key("chatwoot"), &[timestamp.as_bytes(), b".", &body]);
    Message::json(format!("{HOOKS}/chatwoot"), body)
        .with("x-chatwoot-timestamp", &timestamp)
        .with("x-chatwoot-signature", &signature)
        .with("x-chatwoot-delivery", &random_hex::<8>().unwrap_or_default())
}

/// What a customer with this address writes in a conversation that waits for a bot.
pub fn said(conversation: u64, id: u64, email: &str, text: &str, at: DateTime<Utc>) -> Value {
    json!({
        "event": "message_created", "id": id, "content": text, "content_type": "text", "content_attributes": {},
        "message_type": "incoming", "private": false, "source_id": null, "created_at": time(at),
        "sender": {"id": 51, "name": "Ala", "email": email, "phone_number": null, "type": "contact"},
        "inbox": {"id": 3, "name": "Strona"}, "account": {"id": ACCOUNT, "name": "Sklep"}, "attachments": [],
        "conversation": {"id": conversation, "status": "pending", "can_reply": true, "channel": "Channel::WebWidget",
            "contact_inbox": {"source_id": "x"}, "messages": [], "labels": [],
            "meta": {"sender": {"id": 51, "name": "Ala", "email": email}, "assignee": null, "hmac_verified": true}},
    })
}

/// What is written to the customer: by a person (`user`), or a bot (`agent_bot`).
pub fn written(conversation: u64, id: u64, by: (u64, &str), text: &str, at: DateTime<Utc>) -> Value {
    let mut message = said(conversation, id, "", text, at);
    if let Some(fields) = message.as_object_mut() {
        fields.insert("message_type".to_owned(), "outgoing".into());
        fields.insert("sender".to_owned(), json!({"id": by.0, "name": "Ewa", "type": by.1}));
    }
    message
}

/// A conversation was resolved, or opened again.
pub fn turned(conversation: u64, status: &str, before: &str, at: DateTime<Utc>) -> Value {
    json!({
        "event": "conversation_status_changed", "id": conversation, "status": status, "account": {"id": ACCOUNT},
        "channel": "Channel::WebWidget", "can_reply": true, "messages": [], "updated_at": at.timestamp(),
        "changed_attributes": [{"status": {"previous_value": before, "current_value": status}}],
        "meta": {"sender": {"id": 51, "name": "Ala"}, "assignee": null},
    })
}

fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}
