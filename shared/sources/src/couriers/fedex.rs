//! FedEx Advanced Integrated Visibility ("shipment visibility webhook").
//!
//! Sources: `https://developer.fedex.com/api/en-pl/catalog/shipment-visibility-webhook/docs.html`: a message is
//! an update of the shipment, several may tell the same milestone; the header `fdx-signature` is base64 of
//! HMAC-SHA256 over the raw body under the security token of the project. The body is that of FedEx's Track
//! API, as integrations repeat both. FedEx bills such projects to accounts in the United States.
//!
//! Neither message nor event has an id, so a scan is itself by parcel, code and time.

use super::{Courier, Report, Reports};
use crate::{
    carriers::fedex::events,
    delivery::{Delivery, Unusable},
    json,
    proof::{Secrets, signed_base64},
};
use chrono::{DateTime, Utc};
use serde_json::Value;
use sledz_domain::{event_id::EventId, parcel::ParcelEvent, text, time};

/// Its name in the path and in the variable.
pub const NAME: &str = "fedex";

/// The identifiers in which shops write their order numbers.
const REFERENCES: [&str; 2] = ["SHIPPER_REFERENCE", "CUSTOMER_REFERENCE"];

/// More are not looked at.
const MOST_REFERENCES: usize = 4;

/// See the module.
pub struct Fedex;

impl Courier for Fedex {
    fn name(&self) -> &'static str {
        NAME
    }

    fn is_configured(&self, secrets: &Secrets) -> bool {
        !secrets.words.is_empty()
    }

    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets) -> bool {
        let signature = delivery.header("fdx-signature").unwrap_or_default();
        secrets.words.iter().any(|token| signed_base64(token.as_bytes(), &[delivery.body], signature))
    }

    fn read(&self, message: &Value, delivery: &Delivery) -> Result<Reports, Unusable> {
        let output = message.get("output").unwrap_or(message);
        let mut reports = Reports::default();
        for parcel in list(output, "completeTrackResults") {
            for result in list(parcel, "trackResults") {
                let own = result.get("trackingNumberInfo").and_then(number);
                match own.or_else(|| number(parcel)) {
                    Some(tracking_number) => reports.events.extend(history(result, &tracking_number, delivery.now)),
                    None => reports.unreadable = true,
                }
            }
        }
        reports.unreadable |= reports.events.is_empty();
        Ok(reports)
    }
}

/// The scans of a parcel; where there are none, its latest status.
fn history(result: &Value, tracking_number: &str, now: DateTime<Utc>) -> Vec<Report> {
    let expected = estimate(result);
    let references = references(result);
    let tell = |codes: Option<(String, Option<String>)>, written: Option<String>, place: &Value| {
        let Some((code, derived)) = codes else { return Vec::new() };
        let written = written.unwrap_or_default();
        let id = EventId::of(&[NAME, tracking_number, &code, written.trim()]);
        let meaning = events::meaning(&code).or_else(|| derived.and_then(|derived| events::meaning(&derived)));
        let mut event = ParcelEvent::new(id, NAME, now);
        if let Some(instant) = time::parse(&written, time::WARSAW) {
            (event.at, event.time_source) = (instant.at, instant.source);
        }
        event.carrier = Some("fedex".to_owned());
        event.code = Some(code);
        event.location = place.get("scanLocation").and_then(|place| json::shown(place, "city", 60));
        event.estimated_delivery = expected;
        event.references.clone_from(&references);
        let unknown = meaning.is_none();
        Report::told(Some(tracking_number.to_owned()), meaning.unwrap_or_default(), event, unknown)
    };
    let scans = list(result, "scanEvents");
    let told: Vec<Report> = scans
        .iter()
        .flat_map(|scan| tell(codes(scan, "eventType", "derivedStatusCode"), json::raw(scan, "date"), scan))
        .collect();
    if !told.is_empty() {
        return told;
    }
    let latest = result.get("latestStatusDetail").unwrap_or(&Value::Null);
    let codes = codes(latest, "code", "derivedCode");
    let written = codes.as_ref().and_then(|(code, _)| happened(result, code));
    tell(codes, written, latest)
}

/// A code, and the coarser one beside it; that one alone, if there is no other.
fn codes(value: &Value, code: &str, derived: &str) -> Option<(String, Option<String>)> {
    let derived = json::shown(value, derived, 32);
    match json::shown(value, code, 32) {
        Some(code) => Some((code, derived)),
        None => derived.map(|derived| (derived, None)),
    }
}

/// When the latest status came about, as written: it has no time of its own.
fn happened(result: &Value, code: &str) -> Option<String> {
    match code {
        "DL" => dated(result, "ACTUAL_DELIVERY"),
        "PU" => dated(result, "ACTUAL_PICKUP"),
        _ => None,
    }
}

fn estimate(result: &Value) -> Option<DateTime<Utc>> {
    let window = result.get("estimatedDeliveryTimeWindow").and_then(|told| told.get("window"));
    let ends = window.and_then(|window| json::raw(window, "ends"));
    let written = ends.or_else(|| dated(result, "ESTIMATED_DELIVERY"))?;
    time::parse(&written, time::WARSAW).map(|instant| instant.at)
}

fn dated(result: &Value, kind: &str) -> Option<String> {
    let of_kind = |dated: &&Value| dated.get("type").and_then(Value::as_str) == Some(kind);
    list(result, "dateAndTimes").iter().find(of_kind).and_then(|dated| json::raw(dated, "dateTime"))
}

/// The shop's own numbers; a list in newer answers, one text in older ones.
fn references(result: &Value) -> Vec<String> {
    let identifiers = result.get("additionalTrackingInfo").map_or(&[][..], |info| list(info, "packageIdentifiers"));
    let of_shop = identifiers.iter().filter(|identifier| {
        identifier.get("type").and_then(Value::as_str).is_some_and(|kind| REFERENCES.contains(&kind))
    });
    let mut found: Vec<String> = of_shop
        .flat_map(|identifier| list(identifier, "values").iter().chain(identifier.get("value")))
        .filter_map(|value| value.as_str().and_then(text::order_number).filter(|number| number != "0"))
        .collect();
    found.sort_unstable();
    found.dedup();
    found.truncate(MOST_REFERENCES);
    found
}

fn number(value: &Value) -> Option<String> {
    json::raw(value, "trackingNumber").and_then(|number| text::tracking_number(&number))
}

fn list<'a>(value: &'a Value, field: &str) -> &'a [Value] {
    value.get(field).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
