//! Standard Webhooks, as courier and as platform.

use super::rfc3339;
use crate::{
    message::Message,
    secrets::{Secrets, hmac_sha256, words},
};
use chrono::{DateTime, SecondsFormat, Utc};
use data_encoding::BASE64;
use serde_json::{Value, json};

/// The path of the courier's hook.
pub const COURIER: &str = "/hooks/couriers/standard";

/// The path of the platform's hook.
pub const ORDER: &str = "/hooks/orders/standard";

/// A signed message of a courier.
pub fn courier(secrets: &Secrets, body: &Value) -> Message {
    signed(COURIER, &secrets.standard_courier, body.to_string().into_bytes(), Utc::now())
}

/// A signed message of a platform.
pub fn order(secrets: &Secrets, body: &Value) -> Message {
    signed(ORDER, &secrets.standard_order, body.to_string().into_bytes(), Utc::now())
}

/// A message signed with the first of `variable`'s secrets, at the time `sent`.
pub fn signed(path: &str, variable: &str, body: Vec<u8>, sent: DateTime<Utc>) -> Message {
    let secret = words(variable, "").first().copied().unwrap_or_default();
    let path = match words(variable, "path:").first() {
        Some(token) => format!("{path}/{token}"),
        None => path.to_owned(),
    };
    // Unique, as the id of a message is: the first signature of a message is over its own body.
    let id = format!("msg_{}", &data_encoding::HEXLOWER.encode(&hmac_sha256(b"id", &[&body]))[..24]);
    let timestamp = sent.timestamp().to_string();
    let signature = signature(secret, &id, &timestamp, &body);
    Message::json(path, body)
        .with("webhook-id", &id)
        .with("webhook-timestamp", &timestamp)
        .with("webhook-signature", &signature)
}

/// The value of `webhook-signature`.
pub fn signature(secret: &str, id: &str, timestamp: &str, body: &[u8]) -> String {
    let key = BASE64.decode(secret.strip_prefix("whsec_").unwrap_or(secret).as_bytes()).unwrap_or_default();
    let mac = hmac_sha256(&key, &[id.as_bytes(), b".", timestamp.as_bytes(), b".", body]);
    format!("v1,{}", BASE64.encode(&mac))
}

/// The envelope of a courier's message; `data` is one event or a list of them.
pub fn shipment_event(data: &Value) -> Value {
    json!({"type": "shipment.event", "timestamp": rfc3339(Utc::now()), "data": data})
}

/// The data of one event, with what every event has.
pub fn event(carrier: &str, tracking_number: &str, status: &str, at: DateTime<Utc>) -> Value {
    json!({
        "carrier": carrier, "tracking_number": tracking_number, "order": null, "status": status, "code": null,
        "at": rfc3339(at), "location": null, "reason": null, "estimated_delivery": null, "pickup": null,
    })
}

/// The envelope of a platform's message.
pub fn order_updated(data: &Value) -> Value {
    json!({"type": "order.updated", "timestamp": rfc3339(Utc::now()), "data": data})
}

/// The data of an order, whose id is its number. To the millisecond: the newer of two wins.
pub fn order_data(number: &str, status: &str, placed_at: DateTime<Utc>, email: &str) -> Value {
    json!({
        "id": number, "number": number, "status": status, "placed_at": rfc3339(placed_at),
        "updated_at": Utc::now().to_rfc3339_opts(SecondsFormat::Millis, true), "paid_at": null, "dispatch_by": null, "estimated_delivery": null,
        "language": "pl", "customer": {"email": email, "phone": null}, "shipments": [], "cancelled_at": null,
    })
}
