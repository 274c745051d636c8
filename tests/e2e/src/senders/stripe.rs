//! Stripe: events, signed over a time and the body.

use crate::{
    message::Message,
    secrets::{Secrets, hmac_sha256},
};
use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use serde_json::{Value, json};

/// The path of the hook, with its token if the deployment wants one.
pub fn path(secrets: &Secrets) -> String {
    super::path("payments/stripe", secrets.payment("stripe"))
}

/// A message that is signed now, with the first secret.
pub fn message(secrets: &Secrets, body: &Value) -> Message {
    signed(secrets, body.to_string().into_bytes(), Utc::now())
}

/// A message with exactly this body, signed at the time `sent`.
pub fn signed(secrets: &Secrets, body: Vec<u8>, sent: DateTime<Utc>) -> Message {
    let signature = signature(super::first(secrets.payment("stripe")), sent.timestamp(), &body);
    Message::json(path(secrets), body).with("stripe-signature", &signature)
}

/// The value of `Stripe-Signature`.
pub fn signature(secret: &str, stamp: i64, body: &[u8]) -> String {
    let stamp = stamp.to_string();
    let code = hmac_sha256(secret.as_bytes(), &[stamp.as_bytes(), b".", body]);
    format!("t={stamp},v1={}", HEXLOWER.encode(&code))
}

/// An event of a payment for the order `reference`, in grosze.
pub fn event(kind: &str, payment: &str, reference: &str, grosze: u64, at: DateTime<Utc>) -> Value {
    json!({
        "id": format!("evt_{payment}_{}", at.timestamp()), "object": "event", "api_version": "2024-06-20",
        "created": at.timestamp(), "livemode": false, "pending_webhooks": 1, "type": kind,
        "request": {"id": null, "idempotency_key": null},
        "data": {"object": {"id": payment, "object": "payment_intent", "amount": grosze, "currency": "pln",
            "metadata": {"order": reference}}},
    })
}
