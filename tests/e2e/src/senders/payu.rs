//! PayU: notifications of orders, with a hash of the body and the second key.

use crate::{message::Message, secrets::Secrets};
use chrono::{DateTime, SecondsFormat, Utc};
use data_encoding::HEXLOWER;
use md5::Md5;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// The path of the hook, with its token if the deployment wants one.
pub fn path(secrets: &Secrets) -> String {
    super::path("payments/payu", secrets.payment("payu"))
}

/// A message signed with the first key.
pub fn message(secrets: &Secrets, body: &Value) -> Message {
    signed(secrets, body.to_string().into_bytes())
}

/// A message with exactly this body, signed with the first key.
pub fn signed(secrets: &Secrets, body: Vec<u8>) -> Message {
    let signature = signature(super::first(secrets.payment("payu")), &body);
    Message::json(path(secrets), body).with("openpayu-signature", &signature)
}

/// The value of `OpenPayu-Signature`, by MD5 as PayU does unless it is told otherwise.
pub fn signature(key: &str, body: &[u8]) -> String {
    let hash = HEXLOWER.encode(&Md5::digest([body, key.as_bytes()].concat()));
    format!("sender=checkout;signature={hash};algorithm=MD5;content=DOCUMENT")
}

/// The same by SHA-256.
pub fn signature_by_sha256(key: &str, body: &[u8]) -> String {
    let hash = HEXLOWER.encode(&Sha256::digest([body, key.as_bytes()].concat()));
    format!("sender=checkout;signature={hash};algorithm=SHA-256;content=DOCUMENT")
}

/// A payment for the order `reference`, in grosze.
pub fn notification(payment: &str, reference: &str, status: &str, grosze: u64, at: DateTime<Utc>) -> Value {
    let time = at.to_rfc3339_opts(SecondsFormat::Millis, true);
    json!({
        "order": {"orderId": payment, "extOrderId": reference, "orderCreateDate": time, "customerIp": "203.0.113.10",
            "merchantPosId": "145227", "description": "Zamowienie", "currencyCode": "PLN",
            "totalAmount": grosze.to_string(), "status": status,
            "buyer": {"email": "lucja@example.com", "phone": "600000001", "firstName": "Łucja", "lastName": "Żółkiewska"}},
        "localReceiptDateTime": (status == "COMPLETED").then_some(&time),
        "properties": [{"name": "PAYMENT_ID", "value": "151471228"}],
    })
}
