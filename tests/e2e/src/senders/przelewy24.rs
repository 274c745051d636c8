//! Przelewy24: notifications of transactions, with a sign in the body.

use crate::{message::Message, secrets::Secrets};
use data_encoding::HEXLOWER;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha384};

/// What the sign is over, in this order.
const SIGNED: [&str; 9] =
    ["merchantId", "posId", "sessionId", "amount", "originAmount", "currency", "orderId", "methodId", "statement"];

/// The path of the hook, with its token if the deployment wants one.
pub fn path(secrets: &Secrets) -> String {
    super::path("payments/przelewy24", secrets.payment("przelewy24"))
}

/// A message with this body, signed anew with the first CRC key.
pub fn message(secrets: &Secrets, body: &Value) -> Message {
    let mut body = body.clone();
    let sign = sign(super::first(secrets.payment("przelewy24")), &body);
    if let Some(fields) = body.as_object_mut() {
        fields.insert("sign".to_owned(), json!(sign));
    }
    exactly(secrets, body.to_string().into_bytes())
}

/// A message with exactly this body, whose sign is in it.
pub fn exactly(secrets: &Secrets, body: Vec<u8>) -> Message {
    Message::json(path(secrets), body)
}

/// The sign of a transaction.
pub fn sign(crc: &str, of: &Value) -> String {
    let null = Value::Null;
    let field = |name: &&str| format!("\"{name}\":{},", of.get(*name).unwrap_or(&null));
    let fields: String = SIGNED.iter().map(field).collect();
    HEXLOWER.encode(&Sha384::digest(format!("{{{fields}\"crc\":{}}}", json!(crc))))
}

/// A transaction of so many grosze.
pub fn transaction(id: u64, session: &str, grosze: u64) -> Value {
    json!({
        "merchantId": 12345, "posId": 12345, "sessionId": session, "amount": grosze, "originAmount": grosze,
        "currency": "PLN", "orderId": id, "methodId": 154, "statement": "p24-A00-B00-C00",
    })
}
