//! PrestaShop, by a module that pushes orders: signed over a timestamp in milliseconds and the body.

use crate::{
    message::Message,
    secrets::{Secrets, hmac_sha256, random_hex},
};
use chrono::{DateTime, SecondsFormat, Utc};
use data_encoding::HEXLOWER;
use serde_json::{Value, json};

/// The path of the hook, with its token if the deployment wants one.
pub fn path(secrets: &Secrets) -> String {
    super::path("orders/prestashop", secrets.platform("prestashop"))
}

/// A message that is signed now, with the first secret.
pub fn message(secrets: &Secrets, body: &Value) -> Message {
    signed(secrets, body.to_string().into_bytes(), Utc::now())
}

/// A message with exactly this body, signed at the time `sent`.
pub fn signed(secrets: &Secrets, body: Vec<u8>, sent: DateTime<Utc>) -> Message {
    let stamp = sent.timestamp_millis().to_string();
    let signature = signature(super::first(secrets.platform("prestashop")), &stamp, &body);
    Message::json(path(secrets), body).with("x-openlinker-timestamp", &stamp).with("x-openlinker-signature", &signature)
}

/// The value of `X-OpenLinker-Signature`.
pub fn signature(secret: &str, stamp: &str, body: &[u8]) -> String {
    let code = hmac_sha256(secret.as_bytes(), &[stamp.as_bytes(), b".", body]);
    format!("sha256={}", HEXLOWER.encode(&code))
}

/// An order that has come into a state of PrestaShop's.
pub fn order(id: u64, number: &str, state: &str, at: DateTime<Utc>, email: &str) -> Value {
    json!({
        "schemaVersion": 1, "eventId": random_hex::<16>().unwrap_or_default(), "eventType": "order.status_changed",
        "occurredAt": at.to_rfc3339_opts(SecondsFormat::Millis, true),
        "object": {"type": "order", "externalId": id.to_string()},
        "payload": {"reference": number, "current_state_name": state, "date_add": super::warsaw(at),
            "currency": "PLN", "total_paid": "114.790000", "customer": {"email": email},
            "address_delivery": {"postcode": "30-001"}},
    })
}
