//! PrestaShop, by a module that pushes orders. PrestaShop itself has no webhooks (`PrestaShop/PrestaShop`
//! #14976); modules stand on its hooks `actionValidateOrder` and `actionOrderStatusPostUpdate`.
//!
//! Source of the form: the module of OpenLinker. `X-OpenLinker-Timestamp` in milliseconds,
//! `X-OpenLinker-Signature: sha256=<hexadecimal HMAC-SHA256 of timestamp, point, body>`, and
//! `{schemaVersion, eventId, eventType, occurredAt, object: {type, externalId}, payload}`.
//!
//! What is in `payload` is the module's business, so it is read loosely: the fields of our own contract,
//! and those of PrestaShop's webservice under their own names. An empty one still tells that there is an
//! order. The version is `occurredAt`, which has an offset, never `date_upd`, which has none.

mod payload;
mod state;

use super::{Platform, Said};
use crate::{
    delivery::{Delivery, Unusable},
    json,
    proof::{Secrets, signed_hex},
};
use serde_json::Value;
use sledz_domain::text;

/// Its name in the path and in the variable.
pub const NAME: &str = "prestashop";

/// How far a delivery's timestamp may lie from now, either way.
const TOLERANCE_MILLISECONDS: u64 = 300_000;

/// See the module.
pub struct PrestaShop;

impl Platform for PrestaShop {
    fn name(&self) -> &'static str {
        NAME
    }

    fn is_configured(&self, secrets: &Secrets) -> bool {
        !secrets.words.is_empty()
    }

    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets) -> bool {
        let timestamp = delivery.header("x-openlinker-timestamp");
        let signature =
            delivery.header("x-openlinker-signature").and_then(|given| given.trim().strip_prefix("sha256="));
        let (Some(timestamp), Some(signature)) = (timestamp, signature) else { return false };
        is_fresh(timestamp, delivery)
            && signed_hex(&secrets.words, &[timestamp.as_bytes(), b".", delivery.body].concat(), signature)
    }

    fn read(&self, message: &Value, delivery: &Delivery) -> Result<Vec<Said>, Unusable> {
        let kind = message.get("eventType").and_then(Value::as_str);
        if kind.is_some_and(|kind| !matches!(kind, "order.created" | "order.status_changed")) {
            return Ok(Vec::new());
        }
        let id = message.get("object").and_then(|object| json::shown(object, "externalId", text::NUMBER_LIMIT));
        let (Some(_), Some(platform_id)) = (kind, id) else { return Ok(vec![Said::Unreadable]) };
        let payload = message.get("payload").unwrap_or(&Value::Null);
        // As the webservice wraps it.
        let payload = payload.get("order").filter(|order| order.is_object()).unwrap_or(payload);
        let version = json::utc(message, "occurredAt").unwrap_or(delivery.now);
        Ok(vec![Said::Order(Box::new(payload::order(payload, platform_id, version)))])
    }
}

/// Whether a time in milliseconds is not too far from now.
fn is_fresh(timestamp: &str, delivery: &Delivery) -> bool {
    let off = timestamp.parse::<i64>().ok().and_then(|sent| sent.checked_sub(delivery.now.timestamp_millis()));
    off.is_some_and(|off| off.unsigned_abs() <= TOLERANCE_MILLISECONDS)
}
