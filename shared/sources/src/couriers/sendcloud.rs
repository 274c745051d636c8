//! Sendcloud: a broker of many carriers.
//!
//! Sources: `https://sendcloud.dev/api/v2/webhooks`, `.../api/v3/webhooks/parcel-status-changed`. From
//! integrations: the status is `{"id","message"}` in practice, `code` belongs to version 3; timestamps come
//! in seconds or in milliseconds; `carrier` and `is_return` stand in the parcel.
//!
//! The message holds the recipient's name, address, phone and e-mail; none of it is looked at. Before a
//! label is made there is no tracking number, and nothing to say.

pub mod statuses;

use super::{
    Courier, Reports,
    history::{History, Line, number, reference},
};
use crate::{
    carriers,
    delivery::{Delivery, Unusable},
    json,
    proof::{Secrets, signed_hex},
};
use serde_json::Value;
use sledz_domain::time::{Instant, TimeSource, parse_unix};

/// Its name in the path and in the variable.
pub const NAME: &str = "sendcloud";

/// The longest code, in characters: Sendcloud's are sentences.
const CODE_LIMIT: usize = 80;

/// See the module.
pub struct Sendcloud;

impl Courier for Sendcloud {
    fn name(&self) -> &'static str {
        NAME
    }

    fn is_configured(&self, secrets: &Secrets) -> bool {
        !secrets.words.is_empty()
    }

    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets) -> bool {
        signed_hex(&secrets.words, delivery.body, delivery.header("sendcloud-signature").unwrap_or_default())
    }

    fn read(&self, message: &Value, delivery: &Delivery) -> Result<Reports, Unusable> {
        match message.get("action").and_then(Value::as_str) {
            Some("parcel_status_changed") => {}
            Some(_) => return Ok(Reports::default()),
            None => return Ok(Reports::unreadable()),
        }
        let parcel = message.get("parcel").unwrap_or(&Value::Null);
        if is_without_label(parcel) {
            return Ok(Reports::default());
        }
        let (Some(number), Some(line)) = (number(parcel, "tracking_number"), coded(parcel)) else {
            return Ok(Reports::unreadable());
        };
        let written = json::raw(message, "carrier_status_change_timestamp").or_else(|| json::raw(message, "timestamp"));
        let written = written.unwrap_or_default();
        let mut history = History::new(NAME, number, delivery.now);
        history.references.extend(reference(parcel, "order_number"));
        history.is_return = parcel.get("is_return").and_then(Value::as_bool).unwrap_or(false);
        history.lines.push(Line {
            at: parse_unix(&written).map(|at| Instant { at, source: TimeSource::Given }),
            written,
            carrier: carrier(parcel),
            ..line
        });
        Ok(history.reports())
    }
}

fn is_without_label(parcel: &Value) -> bool {
    match parcel.get("tracking_number") {
        Some(Value::Null) => true,
        Some(Value::String(number)) => number.trim().is_empty(),
        _ => false,
    }
}

/// The status, by whichever of its names the table knows.
fn coded(parcel: &Value) -> Option<Line> {
    let status = parcel.get("status").unwrap_or(&Value::Null);
    let places = [(parcel, "parent_status"), (status, "parent_status"), (status, "message"), (status, "code")];
    let names: Vec<String> =
        places.into_iter().filter_map(|(value, field)| json::shown(value, field, CODE_LIMIT)).collect();
    let known = names.iter().find_map(|name| Some((name.clone(), statuses::meaning(name)?)));
    match known {
        Some((name, meaning)) => Some(Line { code: Some(name), meaning, ..Line::default() }),
        None => names.into_iter().next().map(|name| Line { code: Some(name), unknown: true, ..Line::default() }),
    }
}

/// The carrier, or the one that the shipping method is called after ("DPD Classic").
fn carrier(parcel: &Value) -> Option<&'static str> {
    let inside = |field: &str, name: &str| parcel.get(field).and_then(|value| json::raw(value, name));
    let named = inside("carrier", "code").or_else(|| inside("carrier", "name")).or_else(|| inside("shipment", "name"));
    named.and_then(|name| carriers::from_text(&name))
}
