//! Orders that Shopify has from another system: the number that they have there.
//!
//! An integration that brings an order in names its number in `source_identifier`, beside its own name in
//! `source_name`, or in `note_attributes`, whose names are free. Both hold other things more often (the
//! receipt of a till, a parcel locker, a greeting), so only what says whose number it is counts.

use crate::{couriers::history::objects, json};
use serde_json::Value;
use sledz_domain::{order::Alias, text};

/// Systems whose orders are brought into Shopify, by their names as platforms of ours.
const SYSTEMS: [&str; 9] =
    ["allegro", "amazon", "baselinker", "ebay", "erli", "idosell", "prestashop", "shoper", "woocommerce"];

/// What follows a system's name in the name of an attribute that holds its number.
const NUMBER_OF: [&str; 8] = ["", "id", "order", "orderid", "order id", "order number", "order no", "checkout form id"];

/// The shortest number that can be one of another system's: shorter ones are flags.
const SHORTEST: usize = 4;

/// The most of them.
const MOST: usize = 8;

/// The numbers by which other systems know the order; none if it names none.
pub(super) fn also(order: &Value) -> Option<Vec<Alias>> {
    let source = json::raw(order, "source_name").and_then(|name| brought_by(&name));
    let by_source = source.and_then(|system| alias(system, &json::raw(order, "source_identifier")?));
    let noted = objects(order, "note_attributes").filter_map(|attribute| {
        let system = numbered_by(&json::raw(attribute, "name")?)?;
        alias(system, &json::raw(attribute, "value")?)
    });
    let mut all: Vec<Alias> = Vec::new();
    for alias in by_source.into_iter().chain(noted).take(MOST) {
        if !all.contains(&alias) {
            all.push(alias);
        }
    }
    (!all.is_empty()).then_some(all)
}

/// The words of a name in lower case, one space between them.
fn words(name: &str) -> String {
    let letter = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { ' ' };
    let spaced: String = name.chars().take(100).map(letter).collect();
    text::clean(&spaced, 100).unwrap_or_default()
}

/// The system that one of the words of an order's source names.
fn brought_by(source: &str) -> Option<&'static str> {
    let words = words(source);
    words.split(' ').find_map(|word| SYSTEMS.into_iter().find(|system| *system == word))
}

/// The system whose number an attribute of this name holds.
fn numbered_by(attribute: &str) -> Option<&'static str> {
    let words = words(attribute);
    let is_number = |rest: &str| NUMBER_OF.contains(&rest.trim_start());
    SYSTEMS.into_iter().find(|system| words.strip_prefix(system).is_some_and(is_number))
}

/// Only what looks like a number: a remark, an e-mail or a yes is none.
fn alias(system: &str, number: &str) -> Option<Alias> {
    let number = text::order_number(number)?;
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/' | '.');
    let is_number = number.len() >= SHORTEST && number.chars().all(fits) && number.chars().any(|c| c.is_ascii_digit());
    is_number.then(|| Alias { platform: Some(system.to_owned()), number, is_part: false })
}
