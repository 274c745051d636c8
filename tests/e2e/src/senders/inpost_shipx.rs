//! InPost ShipX: the address carries a token, the message no proof.

use crate::{
    message::Message,
    secrets::{Secrets, words},
};
use chrono::{DateTime, FixedOffset, Utc};
use serde_json::{Value, json};

/// The path of the hook with the first token.
pub fn path(secrets: &Secrets) -> String {
    let token = words(&secrets.inpost_shipx, "path:").first().copied().unwrap_or_default().to_owned();
    format!("/hooks/couriers/inpost-shipx/{token}")
}

/// A message with this body.
pub fn message(secrets: &Secrets, body: &Value) -> Message {
    Message::json(path(secrets), body.to_string().into_bytes())
}

/// A shipment has a new status. Older ShipX gives no tracking number for a while.
pub fn status(shipment_id: u64, tracking_number: Option<&str>, status: &str, at: DateTime<Utc>) -> Value {
    json!({
        "event_ts": event_ts(at), "event": "shipment_status_changed", "organization_id": 1,
        "payload": {"shipment_id": shipment_id, "status": status, "tracking_number": tracking_number},
    })
}

/// A shipment is confirmed and has its number.
pub fn confirmed(shipment_id: u64, tracking_number: &str, at: DateTime<Utc>) -> Value {
    json!({
        "event_ts": event_ts(at), "event": "shipment_confirmed", "organization_id": 1,
        "payload": {"shipment_id": shipment_id, "tracking_number": tracking_number},
    })
}

/// A time as ShipX writes it: a space, and an offset without colon.
pub fn event_ts(at: DateTime<Utc>) -> String {
    let warsaw = FixedOffset::east_opt(2 * 3600).map(|offset| at.with_timezone(&offset).format("%F %T %z").to_string());
    warsaw.unwrap_or_default()
}
