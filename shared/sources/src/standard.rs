//! What the `standard` courier and the `standard` platform share: the signature and the envelope
//! of [Standard Webhooks](https://www.standardwebhooks.com) 1.0.0.

use crate::{
    delivery::{Delivery, Unusable},
    json,
    proof::{Secrets, signed_base64},
};
use serde_json::Value;
use sledz_domain::base::BASE64_NOPAD;

/// Its name in the path and in the variable.
pub const NAME: &str = "standard";

/// How far a delivery's timestamp may lie from now, either way.
const TOLERANCE_SECONDS: i64 = 300;

/// Whether one of the `v1` signatures is right: base64 of HMAC-SHA256 over `{id}.{timestamp}.{body}`
/// under a secret `whsec_<base64>`, and the timestamp no more than five minutes off. Svix's names
/// of the headers are read as well.
pub fn is_signed(delivery: &Delivery, secrets: &Secrets) -> bool {
    let header =
        |name: &str| delivery.header(&format!("webhook-{name}")).or_else(|| delivery.header(&format!("svix-{name}")));
    let (Some(id), Some(timestamp), Some(signatures)) = (header("id"), header("timestamp"), header("signature")) else {
        return false;
    };
    let fresh = timestamp.parse::<i64>().is_ok_and(|sent| {
        sent.checked_sub(delivery.now.timestamp())
            .is_some_and(|off| off.unsigned_abs() <= TOLERANCE_SECONDS.unsigned_abs())
    });
    if !fresh {
        return false;
    }
    let parts = [id.as_bytes(), b".", timestamp.as_bytes(), b".", delivery.body];
    signatures
        .split_whitespace()
        .filter_map(|signature| signature.strip_prefix("v1,"))
        .any(|signature| keys(secrets).any(|key| signed_base64(&key, &parts, signature)))
}

/// The decoded signing keys; a word that is not base64 is none.
pub fn keys(secrets: &Secrets) -> impl Iterator<Item = Vec<u8>> {
    secrets.words.iter().filter_map(|word| {
        let code = word.strip_prefix("whsec_").unwrap_or(word).trim_end_matches('=').as_bytes();
        BASE64_NOPAD.decode(code).ok().filter(|key| !key.is_empty())
    })
}

/// The type and the data of a message.
///
/// # Errors
/// If there is no `type`.
pub fn envelope(message: &Value) -> Result<(String, &Value), Unusable> {
    let kind = message.get("type").and_then(Value::as_str).ok_or_else(|| missing("type"))?;
    Ok((kind.to_owned(), message.get("data").unwrap_or(&Value::Null)))
}

/// Says which field is missing or cannot be used.
pub fn missing(field: &str) -> Unusable {
    Unusable(format!("field {field} is missing or cannot be used"))
}

/// The time in the envelope, if it can be read.
pub fn sent_at(message: &Value) -> Option<chrono::DateTime<chrono::Utc>> {
    json::utc(message, "timestamp")
}
