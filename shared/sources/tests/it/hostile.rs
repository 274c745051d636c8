//! Messages in which nothing is as it should be: every field in turn, and what must be true of whatever
//! is made of them.

use crate::world::{now, read, time};
use serde_json::{Value, json};
use sledz_sources::couriers::Reports;

/// What stands where something else is expected.
fn odd_values() -> Vec<Value> {
    vec![
        Value::Null,
        json!(true),
        json!(0),
        json!(-1),
        serde_json::from_str("9007199254740993").unwrap(),
        serde_json::from_str("602677439331630337653846602677439331630337653846").unwrap(),
        serde_json::from_str("1e308").unwrap(),
        json!(""),
        json!(" \t\n"),
        json!("0"),
        json!("x".repeat(100_000)),
        json!("ą\u{202e}ę".repeat(20_000)),
        json!("<script>alert(1)</script>"),
        json!("\u{0}\u{7}\u{1b}[31m\u{feff}"),
        json!("../../etc"),
        json!("0001-01-01T00:00:00Z"),
        json!("9999-12-31T23:59:59+14:00"),
        json!("2026-02-30T25:61:61"),
        json!("2026-10-0ąT10:00:00Z"),
        json!([]),
        json!([[], null, 1, "text", {}]),
        json!({}),
        json!({"": {}}),
    ]
}

/// Puts every odd value into every field of `message`, takes every field out, and reads what is left.
pub(crate) fn survives(courier: &str, message: &Value) {
    each_spoilt(message, |place, spoilt| harmless(courier, place, &read(courier, spoilt)));
}

/// Shows `message` with every odd value in every field, without every field, and odd values in its place.
pub(crate) fn each_spoilt(message: &Value, mut look: impl FnMut(&str, &Value)) {
    let mut places = Vec::new();
    pointers(message, String::new(), &mut places);
    assert!(!places.is_empty(), "the message has no fields");
    for place in &places {
        for odd in odd_values() {
            let mut spoilt = message.clone();
            *spoilt.pointer_mut(place).unwrap() = odd;
            look(place, &spoilt);
        }
        let mut shorter = message.clone();
        remove(&mut shorter, place);
        look(place, &shorter);
    }
    for odd in odd_values() {
        look("all of it", &odd);
    }
}

/// What must be true of whatever is made of a message.
pub(crate) fn harmless(courier: &str, place: &str, reports: &Reports) {
    for report in &reports.events {
        let number = report.tracking_number.as_deref().unwrap_or("NONE");
        let is_normal = number.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        assert!(is_normal && number.len() <= 64, "{courier} {place}: number {number:.80}");
        let event = &report.event;
        assert!(event.at == now() || (time("2000-01-01T00:00:00Z")..time("2100-01-01T00:00:00Z")).contains(&event.at));
        let stored = serde_json::to_string(event).unwrap();
        assert!(stored.len() < 4000, "{courier} {place}: {} bytes are stored", stored.len());
        assert!(!stored.contains("\\u00") && !stored.contains('\u{202e}'), "{courier} {place}: {stored:.200}");
    }
}

/// Where all members and items lie, as JSON pointers.
fn pointers(value: &Value, at: String, found: &mut Vec<String>) {
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), value)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(place, value)| (place.to_string(), value)).collect(),
        _ => Vec::new(),
    };
    for (name, value) in inner {
        let at = format!("{at}/{name}");
        found.push(at.clone());
        pointers(value, at, found);
    }
}

fn remove(value: &mut Value, place: &str) {
    let (parent, name) = place.rsplit_once('/').unwrap();
    match value.pointer_mut(parent) {
        Some(Value::Object(fields)) => drop(fields.remove(name)),
        Some(Value::Array(items)) => drop(items.remove(name.parse().unwrap())),
        _ => unreachable!("{place}"),
    }
}
