//! Tracking numbers in WooCommerce's `meta_data`. The order itself has no field for them; plugins
//! write `_wc_shipment_tracking_items` (Shipment Tracking, Advanced Shipment Tracking), and PHP
//! makes an array, an object, JSON text or serialised text of it.

mod php;

use crate::{carriers, json};
use chrono::{DateTime, Utc};
use serde_json::Value;
use sledz_domain::{
    order::{PARCEL_LIMIT, ShipmentRef},
    text, time,
};

const ITEMS: &str = "_wc_shipment_tracking_items";

/// Keys of plugins that keep a single number.
const SINGLE: [&str; 2] = ["_tracking_number", "ywot_tracking_code"];

/// The parcels that the order's meta data names, and when the first was shipped. None if the
/// message has no meta data at all, and so does not tell.
pub(super) fn shipments(message: &Value) -> Option<(Vec<ShipmentRef>, Option<DateTime<Utc>>)> {
    let meta = message.get("meta_data").and_then(Value::as_array)?;
    let mut all: Vec<ShipmentRef> = Vec::new();
    let mut shipped_at = None;
    for entry in meta {
        let Some(key) = entry.get("key").and_then(Value::as_str) else { continue };
        let Some(value) = entry.get("value") else { continue };
        if key == ITEMS {
            for item in items(value) {
                add(&mut all, json::raw(&item, "tracking_number"), carrier(&item));
                let date = json::raw(&item, "date_shipped")
                    .and_then(|seconds| seconds.trim().parse().ok())
                    .and_then(time::from_unix);
                shipped_at = date.into_iter().chain(shipped_at).min();
            }
        } else if SINGLE.contains(&key) {
            add(&mut all, value.as_str().map(str::to_owned), None);
        }
    }
    Some((all, shipped_at))
}

fn add(all: &mut Vec<ShipmentRef>, number: Option<String>, carrier: Option<&'static str>) {
    let Some(tracking_number) = number.and_then(|number| text::tracking_number(&number)) else { return };
    if all.len() < PARCEL_LIMIT && !all.iter().any(|known| known.tracking_number == tracking_number) {
        all.push(ShipmentRef { tracking_number, carrier: carrier.map(str::to_owned) });
    }
}

/// The items, whatever PHP made of their list.
fn items(value: &Value) -> Vec<Value> {
    match value {
        Value::Array(items) => items.clone(),
        // One item by itself, or an array with holes.
        Value::Object(fields) if fields.contains_key("tracking_number") => vec![value.clone()],
        Value::Object(fields) => fields.values().cloned().collect(),
        Value::String(text) => match json::object(format!("{{\"items\":{text}}}").as_bytes()) {
            Ok(parsed) => parsed.get("items").filter(|inner| !inner.is_string()).map(items).unwrap_or_default(),
            Err(_) => {
                php::unserialize(text).filter(|inner| !inner.is_string()).map(|inner| items(&inner)).unwrap_or_default()
            }
        },
        _ => Vec::new(),
    }
}

/// The carrier by the provider's name, or by the words of its link.
fn carrier(item: &Value) -> Option<&'static str> {
    ["custom_tracking_provider", "tracking_provider", "custom_tracking_link"]
        .iter()
        .filter_map(|field| carriers::from_text(&json::raw(item, field)?))
        .reduce(|known, next| if known == "other" { next } else { known })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn numbers(value: &Value) -> Vec<(String, Option<String>)> {
        let message = json!({"meta_data": [{"key": ITEMS, "value": value}]});
        let (all, _) = shipments(&message).unwrap();
        all.into_iter().map(|parcel| (parcel.tracking_number, parcel.carrier)).collect()
    }

    #[test]
    fn every_shape_that_php_makes_of_a_list() {
        let item = json!({"tracking_provider": "", "custom_tracking_provider": "InPost", "custom_tracking_link": "",
            "tracking_number": "520000000000000000000001", "date_shipped": "1790899200", "tracking_id": "01"});
        let expected = vec![("520000000000000000000001".to_owned(), Some("inpost".to_owned()))];
        let serialised = "a:1:{i:1;a:3:{s:24:\"custom_tracking_provider\";s:6:\"InPost\";s:15:\"tracking_number\";\
            s:24:\"520000000000000000000001\";s:12:\"date_shipped\";i:1790899200;}}";
        for value in [
            json!([item]),
            json!({"1": item}),
            item.clone(),
            json!(json!([item]).to_string()),
            json!(json!({"3": item}).to_string()),
            json!(serialised),
        ] {
            assert_eq!(numbers(&value), expected, "{value}");
        }
    }

    #[test]
    fn what_is_no_list_names_nothing() {
        for value in [
            json!(null),
            json!(""),
            json!("text"),
            json!(12),
            json!([]),
            json!({}),
            json!([null, 1, "x", []]),
            json!("a:1:{i:0;"),
            json!("\"\\\"deep\\\"\""),
            json!([{"tracking_number": ""}]),
            json!([{"tracking_number": {}}]),
        ] {
            assert_eq!(numbers(&value), [], "{value}");
        }
        assert_eq!(shipments(&json!({})), None);
    }

    #[test]
    fn the_first_date_counts_and_links_name_carriers() {
        let message = json!({"meta_data": [{"key": ITEMS, "value": [
            {"tracking_number": "A1", "date_shipped": 1790899200, "tracking_provider": "my own", "custom_tracking_link": "https://tracktrace.dpd.com.pl/x"},
            {"tracking_number": "a-1", "date_shipped": "1790800000"}]}]});
        let (all, at) = shipments(&message).unwrap();
        assert_eq!(all, [ShipmentRef { tracking_number: "A1".to_owned(), carrier: Some("dpd".to_owned()) }]);
        assert_eq!(at, time::from_unix(1_790_800_000));
    }
}
