//! Messages to customers, one rule at a time: sent at once, by every provider, put off, refused,
//! bounced, gathered, or not sent at all.

mod providers;
mod rules;
mod shop;
mod trouble;

use crate::sending::{Sending, order};
use chrono::TimeDelta;
use serde_json::{Value, json};
use sledz_e2e::senders::standard;
use std::time::Duration;

/// What is owed goes out at once, and in far less.
const AT_ONCE: Duration = Duration::from_secs(2);

/// A paid order of a moment ago.
fn paid(sending: &Sending, number: &str, email: &str) -> Value {
    let at = sending.now() - TimeDelta::minutes(1);
    order(number, "paid", at, at, email)
}

/// The same order with a phone besides.
fn with_phone(mut data: Value, phone: &str) -> Value {
    data["customer"]["phone"] = json!(phone);
    data
}

/// The order on its way with these parcels, as of a moment ago.
fn shipped(sending: &Sending, number: &str, email: &str, parcels: &[&str]) -> Value {
    let at = sending.now() - TimeDelta::minutes(1);
    let mut data = order(number, "shipped", at - TimeDelta::hours(20), at, email);
    data["shipments"] = parcels.iter().map(|parcel| json!({"carrier": "dpd", "tracking_number": parcel})).collect();
    data
}

/// What the courier reports of a parcel, as of a moment ago.
fn event(sending: &Sending, parcel: &str, status: &str) -> Value {
    standard::event("dpd", parcel, status, sending.now() - TimeDelta::seconds(10))
}

/// The path of the tracking page that a text leads to.
fn page_in(text: &str) -> String {
    let begin = text.find("/z/").unwrap_or_else(|| panic!("no link to the page: {text}"));
    let is_token = |c: char| c.is_ascii_alphanumeric() || "-_/".contains(c);
    let path: String = text[begin..].chars().take_while(|c| is_token(*c)).collect();
    path.trim_end_matches("/messages").to_owned()
}
