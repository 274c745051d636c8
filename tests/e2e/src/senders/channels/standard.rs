//! Standard Webhooks as a channel: whatever is not built in.

use super::HOOKS;
use crate::{
    message::Message,
    senders::{rfc3339, standard},
};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

/// The secret of local deployments.
pub const SECRET: &str = "whsec_bG9jYWwtc3RhbmRhcmQtY2hhbm5lbA==";

/// A customer's message by e-mail, whose writer has this address.
pub fn question(id: &str, from: &str, text: &str, at: DateTime<Utc>) -> Value {
    json!({"channel": "email", "id": id, "from": {"name": "Ala", "email": from}, "subject": "Pytanie", "text": text,
        "at": rfc3339(at)})
}

/// `message.received`, signed.
pub fn received(data: &Value, at: DateTime<Utc>) -> Message {
    signed("message.received", data, at)
}

/// A whole e-mail, signed.
pub fn raw(mail: &str, at: DateTime<Utc>) -> Message {
    received(&json!({"raw": mail}), at)
}

/// `message.answered`, signed: a person of the shop answered elsewhere.
pub fn answered(data: &Value, at: DateTime<Utc>) -> Message {
    signed("message.answered", data, at)
}

/// A message of any type, signed.
pub fn signed(kind: &str, data: &Value, at: DateTime<Utc>) -> Message {
    let body = json!({"type": kind, "timestamp": rfc3339(at), "data": data}).to_string();
    standard::signed(&format!("{HOOKS}/standard"), SECRET, body.into_bytes(), at)
}
