//! AfterShip: signed over the body.

use crate::{
    carriers::PERSON,
    message::Message,
    secrets::{Secrets, hmac_sha256, words},
};
use chrono::{DateTime, Utc};
use data_encoding::BASE64;
use serde_json::{Value, json};

/// A signed message.
pub fn message(secrets: &Secrets, body: &Value) -> Message {
    signed(secrets, body.to_string().into_bytes())
}

/// A signed message with exactly this body.
pub fn signed(secrets: &Secrets, body: Vec<u8>) -> Message {
    let key = words(secrets.courier("aftership"), "").first().copied().unwrap_or_default();
    let signature = BASE64.encode(&hmac_sha256(key.as_bytes(), &[&body]));
    Message::json("/hooks/couriers/aftership", body).with("aftership-hmac-sha256", &signature)
}

/// An update; its history oldest first, its state the last of it.
pub fn update(number: &str, slug: &str, sent: DateTime<Utc>, oldest_first: &[Value]) -> Value {
    let last = |field: &str| oldest_first.last().and_then(|point| point.get(field)).cloned();
    json!({
        "ts": sent.timestamp(), "event": "tracking_update", "event_id": "0f1e2d3c-4b5a-4968-8776-655443322110",
        "is_tracking_first_tag": false,
        "msg": {
            "id": "at1", "tracking_number": number, "slug": slug, "tag": last("tag"), "subtag": last("subtag"),
            "customer_name": PERSON, "signed_by": PERSON, "checkpoints": oldest_first,
        },
    })
}

/// A checkpoint.
pub fn checkpoint(slug: &str, tag: &str, subtag: &str, at: DateTime<Utc>, city: &str) -> Value {
    json!({
        "slug": slug, "tag": tag, "subtag": subtag, "message": tag, "city": city, "country_iso3": "POL",
        "checkpoint_time": at.format("%FT%T+00:00").to_string(),
    })
}
