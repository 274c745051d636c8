//! What Messenger, Instagram and WhatsApp share. Source: `https://developers.facebook.com/docs/graph-api/webhooks/getting-started`.
//!
//! The bare words of the secrets are the app's secrets, `verify:<token>` the tokens given when subscribing, and
//! `app:<id>` the app's own id, by which the echo of what we sent is told from that of what a person wrote.

use http::HeaderMap;
use serde_json::Value;
use sledz_domain::base::HEXLOWER;
use sledz_sources::{
    delivery::Delivery,
    proof::{Secrets, is_hmac, same},
};

/// Whether secrets can prove what Meta sends.
pub fn is_configured(secrets: &Secrets) -> bool {
    !secrets.words.is_empty()
}

/// Whether `X-Hub-Signature-256` is `sha256=` and hexadecimal HMAC-SHA256 of the raw body under an app's secret.
pub fn is_proven(delivery: &Delivery, secrets: &Secrets) -> bool {
    has_hex_signature(delivery.headers, "x-hub-signature-256", &[delivery.body], secrets)
}

/// Whether a header is `sha256=` and hexadecimal HMAC-SHA256, in lower case, of the parts.
pub(crate) fn has_hex_signature(headers: &HeaderMap, name: &str, parts: &[&[u8]], secrets: &Secrets) -> bool {
    let given = headers.get(name).and_then(|value| value.to_str().ok()?.strip_prefix("sha256="));
    let Some(given) = given.and_then(|code| HEXLOWER.decode(code.as_bytes()).ok()) else { return false };
    secrets.words.iter().any(|key| is_hmac(key.as_bytes(), parts, &given))
}

/// What Meta wants back when it subscribes: its challenge, if it knows one of our tokens.
pub fn handshake(delivery: &Delivery, secrets: &Secrets) -> Option<String> {
    let asked = |name: &str| {
        form_urlencoded::parse(delivery.query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value)
    };
    let token = asked("hub.verify_token")?;
    let knows = secrets.verifies.iter().any(|ours| same(ours, &token));
    let challenge = asked("hub.challenge")?;
    let is_plain = (1..=200).contains(&challenge.len())
        && challenge.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    (knows && is_plain && asked("hub.mode")? == "subscribe").then(|| challenge.into_owned())
}

/// The items of a list in a field; none if it is no list.
pub(crate) fn items<'a>(value: &'a Value, field: &str) -> impl Iterator<Item = &'a Value> {
    value.get(field).and_then(Value::as_array).into_iter().flatten()
}

/// A field of a field.
pub(crate) fn inner<'a>(value: &'a Value, field: &str, below: &str) -> Option<&'a Value> {
    value.get(field).and_then(|found| found.get(below))
}
