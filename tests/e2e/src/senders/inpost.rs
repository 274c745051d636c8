//! InPost Group API: what a client has agreed on with InPost proves the sender.

use super::rfc3339;
use crate::{
    message::Message,
    secrets::{Secrets, hmac_sha256, words},
};
use chrono::{DateTime, SecondsFormat, Utc};
use data_encoding::BASE64;
use serde_json::{Value, json};

/// The path of the hook, with its token if the deployment wants one.
pub fn path(secrets: &Secrets) -> String {
    match words(&secrets.inpost, "path:").first() {
        Some(token) => format!("/hooks/couriers/inpost/{token}"),
        None => "/hooks/couriers/inpost".to_owned(),
    }
}

/// The signing secrets.
pub fn keys(secrets: &Secrets) -> Vec<&str> {
    words(&secrets.inpost, "hmac:").into_iter().chain(words(&secrets.inpost, "")).collect()
}

/// A message with the headers that are always there, and no proof.
pub fn unsigned(secrets: &Secrets, body: Vec<u8>, sent: DateTime<Utc>) -> Message {
    Message::json(path(secrets), body)
        .with("x-inpost-api-version", "2024-06-01")
        .with("x-inpost-topic", "Shipment.Tracking")
        .with("x-inpost-timestamp", &sent.to_rfc3339_opts(SecondsFormat::Millis, true))
}

/// A message signed over its body, with the first secret.
pub fn signed(secrets: &Secrets, body: &Value) -> Message {
    let body = body.to_string().into_bytes();
    let signature = signature(keys(secrets).first().copied().unwrap_or_default(), &[&body]);
    unsigned(secrets, body, Utc::now()).with("x-inpost-signature", &signature)
}

/// A message signed over its timestamp and its body, with the first secret.
pub fn signed_with_timestamp(secrets: &Secrets, body: &Value, sent: DateTime<Utc>) -> Message {
    let message = unsigned(secrets, body.to_string().into_bytes(), sent);
    let stamp = message.header("x-inpost-timestamp").to_owned();
    let key = keys(secrets).first().copied().unwrap_or_default();
    let signature = signature(key, &[stamp.as_bytes(), b".", &message.body]);
    message.with("x-inpost-signature", &signature)
}

/// The value of `x-inpost-signature`.
pub fn signature(key: &str, parts: &[&[u8]]) -> String {
    BASE64.encode(&hmac_sha256(key.as_bytes(), parts))
}

/// An event; `order` is the shop's reference.
pub fn event(tracking_number: &str, code: &str, at: DateTime<Utc>, order: Option<&str>) -> Value {
    let id = format!("{tracking_number}-{}#{code}", at.timestamp());
    json!({
        "customerReference": order, "trackingNumber": tracking_number, "eventId": id, "eventCode": code,
        "timestamp": rfc3339(at), "location": null, "delivery": null, "shipment": {"type": "OUTBOUND"},
        "returnToSender": null, "newDestination": null,
    })
}

/// A locker, as `location` of an event.
pub fn locker(name: &str, address: &str, postcode: &str, city: &str) -> Value {
    json!({
        "id": name, "type": "LOCKER_POINT", "name": name, "address": address, "postalCode": postcode,
        "city": city, "country": "PL", "description": null,
    })
}
