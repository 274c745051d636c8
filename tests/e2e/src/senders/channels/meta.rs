//! Messenger, Instagram and WhatsApp: Meta's webhooks, signed over the body with the app's secret.

use super::{HOOKS, key, sha256_hex};
use crate::message::Message;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

/// The page of Facebook, and the account of Instagram.
pub const ACCOUNT: &str = "1784000000001";

/// The id of WhatsApp's number.
pub const NUMBER: &str = "106540352242922";

/// The id of our own app.
pub const APP: u64 = 4242;

/// The path of a subscription by which the app proves that it owns the address.
pub fn handshake(channel: &str, token: &str, challenge: &str) -> String {
    format!("{HOOKS}/{channel}?hub.mode=subscribe&hub.challenge={challenge}&hub.verify_token={token}")
}

/// Signs a body as the channel's.
pub fn signed(channel: &str, body: &Value) -> Message {
    let body = body.to_string().into_bytes();
    let signature = sha256_hex(key(channel), &[&body]);
    Message::json(format!("{HOOKS}/{channel}"), body).with("x-hub-signature-256", &signature)
}

/// Items of conversations of Messenger or Instagram; with `standby`, of those that another app has.
pub fn conversations(channel: &str, items: &[Value], standby: bool, at: DateTime<Utc>) -> Message {
    let object = if channel == "instagram" { "instagram" } else { "page" };
    let list = if standby { "standby" } else { "messaging" };
    let mut entry = json!({"id": ACCOUNT, "time": at.timestamp_millis()});
    if let Some(fields) = entry.as_object_mut() {
        fields.insert(list.to_owned(), Value::from(items));
    }
    signed(channel, &json!({"object": object, "entry": [entry]}))
}

/// What a customer writes by Messenger or Instagram.
pub fn said(customer: &str, mid: &str, text: &str, at: DateTime<Utc>) -> Value {
    json!({"sender": {"id": customer}, "recipient": {"id": ACCOUNT}, "timestamp": at.timestamp_millis(),
        "message": {"mid": mid, "text": text}})
}

/// What the page itself writes, as its echo: a person's, unless `app` or `metadata` is ours.
pub fn echo(customer: &str, mid: &str, text: &str, app: u64, metadata: Option<&str>, at: DateTime<Utc>) -> Value {
    json!({"sender": {"id": ACCOUNT}, "recipient": {"id": customer}, "timestamp": at.timestamp_millis(),
        "message": {"mid": mid, "text": text, "is_echo": true, "app_id": app, "metadata": metadata}})
}

/// A comment below a picture of the account's.
pub fn comment(id: &str, username: &str, text: &str, at: DateTime<Utc>) -> Message {
    signed(
        "instagram",
        &json!({"object": "instagram", "entry": [{"id": ACCOUNT, "time": at.timestamp(),
        "changes": [{"field": "comments", "value": {"id": id, "from": {"id": "99", "username": username}, "text": text,
            "media": {"id": "m-1", "media_product_type": "FEED"}}}]}]}),
    )
}

/// What a customer with this telephone number writes by WhatsApp.
pub fn whatsapp(number: &str, id: &str, text: &str, at: DateTime<Utc>) -> Message {
    let message = json!({"from": number, "id": id, "timestamp": at.timestamp().to_string(), "type": "text", "text": {"body": text}});
    value(&json!({"contacts": [{"profile": {"name": "Ala"}, "wa_id": number}], "messages": [message]}))
}

/// What became of something that was sent by WhatsApp.
pub fn whatsapp_status(id: &str, status: &str, at: DateTime<Utc>) -> Message {
    let status =
        json!({"id": id, "status": status, "timestamp": at.timestamp().to_string(), "recipient_id": "48600000001"});
    value(&json!({"statuses": [status]}))
}

fn value(more: &Value) -> Message {
    let mut value = json!({"messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "48220000000", "phone_number_id": NUMBER}});
    if let (Some(value), Some(more)) = (value.as_object_mut(), more.as_object()) {
        value.extend(more.clone());
    }
    signed(
        "whatsapp",
        &json!({"object": "whatsapp_business_account",
        "entry": [{"id": "WABA", "changes": [{"field": "messages", "value": value}]}]}),
    )
}
