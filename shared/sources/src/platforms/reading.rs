//! What several platforms have in common: single values, and how shops call cash on delivery.

use serde_json::Value;
use sledz_domain::text;

/// A text or number by itself, as an id in a list is, made harmless for display.
pub(super) fn scalar(value: &Value, limit: usize) -> Option<String> {
    match value {
        Value::String(given) => text::clean(given, limit),
        Value::Number(number) => text::clean(&number.to_string(), limit),
        _ => None,
    }
}

/// Whether the name of a way to pay means that the courier is paid: it is free text of the shop, and
/// no platform has a flag for it in its webhooks.
pub(super) fn is_cash_on_delivery(name: &str) -> bool {
    let words = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { ' ' };
    let name: String = name.chars().take(200).map(words).collect();
    ["cash on delivery", "pobranie", "przy odbiorze"].iter().any(|words| name.contains(words))
        || name.split(' ').any(|word| word == "cod")
}
