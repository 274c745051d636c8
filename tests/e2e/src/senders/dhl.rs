//! DHL Unified Push: a header and a value that the shop has chosen prove the sender.

use crate::{
    carriers::PERSON,
    message::Message,
    secrets::{Secrets, words},
};
use chrono::{DateTime, Utc};
use chrono_tz::Europe::Berlin;
use serde_json::{Value, json};

/// The address of a subscription at DHL.
const SUBSCRIPTION: &str = "https://api-eu.dhl.com/tracking/push/v1/subscription";

/// A message with this body.
pub fn message(secrets: &Secrets, body: &Value) -> Message {
    let secrets = secrets.courier("dhl");
    let path = match words(secrets, "path:").first() {
        Some(token) => format!("/hooks/couriers/dhl/{token}"),
        None => "/hooks/couriers/dhl".to_owned(),
    };
    let message = Message::json(path, body.to_string().into_bytes());
    let proof = words(secrets, "header:").into_iter().find_map(|header| header.split_once(':'));
    proof.map_or(message.clone(), |(name, value)| message.with(&name.to_ascii_lowercase(), value))
}

/// The first message of a subscription, which wants an answer by a call of one's own.
pub fn validate(id: &str, secret: &str) -> Value {
    json!({"scope": "subscription.validate", "self": format!("{SUBSCRIPTION}/{id}"), "secret": secret})
}

/// News of some shipments.
pub fn push(shipments: &[Value]) -> Value {
    json!({
        "scope": "subscription.push", "self": format!("{SUBSCRIPTION}/3c9a"), "expires": "2026-12-31T00:00:00Z",
        "shipments": shipments,
    })
}

/// A shipment with its history, newest first; with who signed for it, and where the recipient lives.
pub fn shipment(number: &str, newest_first: &[Value]) -> Value {
    json!({
        "id": number, "service": "ecommerce-europe",
        "origin": {"address": {"countryCode": "DE"}},
        "destination": {"address": {"countryCode": "PL", "streetAddress": crate::carriers::STREET}},
        "status": newest_first.first(), "events": newest_first,
        "details": {"proofOfDelivery": {"signed": {"name": PERSON}}, "receiver": {"name": PERSON}},
    })
}

/// An event: one of the five status codes, and the text that says more; in Germany, or in Poland without
/// an offset if it names a town there.
pub fn event(code: &str, text: &str, at: DateTime<Utc>, town: &str) -> Value {
    let (written, country) = if town.is_empty() {
        (at.with_timezone(&Berlin).format("%FT%T%:z"), "DE")
    } else {
        (at.with_timezone(&Berlin).format("%FT%T"), "PL")
    };
    let town = if town.is_empty() { "Leipzig" } else { town };
    json!({
        "timestamp": written.to_string(), "statusCode": code, "status": text, "description": text,
        "location": {"address": {"addressLocality": town, "countryCode": country}},
    })
}
