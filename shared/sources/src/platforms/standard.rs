//! `standard` as a platform: the way in for ERPs, WMSs and every shop that is not built in.
//!
//! Our own contract (README, OpenAPI): `{"type":"order.updated","timestamp":...,"data":{...}}`, and
//! `order.deleted` with the id. Every field but `id` may be left out, and then says nothing.

use super::{Contact, OrderSaid, Platform, Said, email, phone, postcode};
use crate::{
    carriers,
    delivery::{Delivery, Unusable},
    json,
    proof::Secrets,
    standard::{envelope, is_signed, keys, missing, sent_at},
};
use chrono::{DateTime, Utc};
use serde_json::Value;
use sledz_domain::{
    money::Money,
    order::{Alias, Cancellation, Items, ShipmentRef, Snapshot},
    status::{Payment, Stage},
    text,
    words::Lang,
};

/// The most numbers of other systems that are kept of one order.
const ALIAS_LIMIT: usize = 20;

/// See the module.
pub struct StandardPlatform;

impl Platform for StandardPlatform {
    fn name(&self) -> &'static str {
        crate::standard::NAME
    }

    fn is_configured(&self, secrets: &Secrets) -> bool {
        keys(secrets).next().is_some()
    }

    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets) -> bool {
        is_signed(delivery, secrets)
    }

    fn read(&self, message: &Value, delivery: &Delivery) -> Result<Vec<Said>, Unusable> {
        let (kind, data) = envelope(message)?;
        if !matches!(kind.as_str(), "order.updated" | "order.deleted") {
            return Ok(Vec::new());
        }
        let platform_id = json::shown(data, "id", text::NUMBER_LIMIT).ok_or_else(|| missing("id"))?;
        if kind == "order.deleted" {
            return Ok(vec![Said::Deleted { platform_id, delivery: delivery_id(message, delivery) }]);
        }
        let version = json::utc(data, "updated_at").or_else(|| sent_at(message)).unwrap_or(delivery.now);
        let into = json::shown(data, "merged_into", text::NUMBER_LIMIT).filter(|into| *into != platform_id);
        let merged = into.map(|into| Said::Merged { platform_id: platform_id.clone(), into });
        let mut said = vec![Said::Order(Box::new(order(data, platform_id, version)))];
        said.extend(merged);
        Ok(said)
    }
}

/// What tells one delivery from another; without a header, when it was sent.
fn delivery_id(message: &Value, delivery: &Delivery) -> String {
    let header = delivery.header("webhook-id").or_else(|| delivery.header("svix-id"));
    header.map(str::to_owned).or_else(|| json::raw(message, "timestamp")).unwrap_or_default()
}

/// What the `data` of our contract says of an order. Modules that are written for us may send the
/// same fields in an envelope of their own.
pub(super) fn order(data: &Value, platform_id: String, version: DateTime<Utc>) -> OrderSaid {
    let word = json::shown(data, "status", 64);
    let meaning = word.as_deref().map(meaning);
    let (stage, cancelled) = match meaning {
        Some(Some(Meaning::Stage(stage))) => (Some(stage), Some(Cancellation::No)),
        Some(Some(Meaning::Cancelled)) => (None, Some(Cancellation::Yes)),
        _ => (None, None),
    };
    let cancellation = json::utc(data, "cancelled_at").map(|_| Cancellation::Yes).or(cancelled);
    let paid_at = json::utc(data, "paid_at");
    let by_stage = match stage {
        _ if paid_at.is_some() => Some(Payment::Paid),
        Some(Stage::Paid) => Some(Payment::Paid),
        Some(Stage::Received) => Some(Payment::Unpaid),
        _ => None,
    };
    let currency = json::raw(data, "currency");
    let money = |field: &str| Money::decimal(&json::raw(data, field)?, currency.as_deref()?);
    let snapshot = Snapshot {
        number: json::shown(data, "number", text::NUMBER_LIMIT),
        stage,
        cancellation,
        says: word,
        payment: json::raw(data, "payment").and_then(|name| payment(&name)).or(by_stage),
        placed_at: json::utc(data, "placed_at"),
        paid_at,
        shipped_at: json::utc(data, "shipped_at"),
        dispatch_by: json::time_or_day(data, "dispatch_by"),
        estimated_delivery: json::time_or_day(data, "estimated_delivery"),
        language: json::raw(data, "language").and_then(|tag| language(&tag)),
        shipments: data.get("shipments").and_then(Value::as_array).map(|all| shipments(all)),
        total: money("total"),
        outstanding: money("outstanding"),
        items: data.get("items").and_then(items),
        also: also(data),
        ..Snapshot::at(version)
    };
    let unknown_status = matches!(meaning, Some(None));
    OrderSaid { platform_id, snapshot, contact: data.get("customer").and_then(contact), unknown_status }
}

enum Meaning {
    Stage(Stage),
    Cancelled,
}

fn meaning(word: &str) -> Option<Meaning> {
    Some(match word.to_ascii_lowercase().as_str() {
        "received" => Meaning::Stage(Stage::Received),
        "paid" => Meaning::Stage(Stage::Paid),
        "preparing" => Meaning::Stage(Stage::Preparing),
        // How much of it, `items` tells.
        "shipped" | "partially_shipped" => Meaning::Stage(Stage::Shipped),
        "delivered" => Meaning::Stage(Stage::Delivered),
        "cancelled" => Meaning::Cancelled,
        _ => return None,
    })
}

fn payment(name: &str) -> Option<Payment> {
    Payment::ALL.into_iter().find(|known| known.name().eq_ignore_ascii_case(name.trim()))
}

/// One of our languages by its tag.
pub(super) fn language(tag: &str) -> Option<String> {
    Lang::from_tag(tag.trim()).map(|lang| lang.code().to_owned())
}

fn items(of: &Value) -> Option<Items> {
    let count = |field: &str| json::count(of, field);
    Some(Items {
        ordered: count("ordered")?,
        sent: count("sent").unwrap_or_default(),
        cancelled: count("cancelled").unwrap_or_default(),
    })
}

/// The numbers of the same order elsewhere, and of the order that this one is a part of. None if
/// neither is told.
fn also(data: &Value) -> Option<Vec<Alias>> {
    let told = data.get("also").and_then(Value::as_array);
    let part_of = data.get("part_of").and_then(|of| alias(of, true));
    if told.is_none() && part_of.is_none() {
        return None;
    }
    let mut all: Vec<Alias> = part_of.into_iter().collect();
    for alias in told.into_iter().flatten().filter_map(|one| alias(one, false)) {
        if all.len() < ALIAS_LIMIT && !all.contains(&alias) {
            all.push(alias);
        }
    }
    Some(all)
}

/// A number alone, or one with the name of the platform that knows it.
fn alias(one: &Value, is_part: bool) -> Option<Alias> {
    let number = match one {
        Value::String(number) => number.clone(),
        Value::Number(number) => number.to_string(),
        _ => json::raw(one, "number")?,
    };
    let platform = json::shown(one, "platform", 32).map(|name| name.to_ascii_lowercase());
    Some(Alias { platform, number: text::order_number(&number)?, is_part })
}

fn shipments(all: &[Value]) -> Vec<ShipmentRef> {
    let mut named = Vec::new();
    for shipment in all {
        let number = json::raw(shipment, "tracking_number");
        parcel(number, json::raw(shipment, "carrier"), &mut named);
    }
    named
}

/// Adds a parcel to those that are named, if it has a number.
pub(super) fn parcel(number: Option<String>, carrier: Option<String>, named: &mut Vec<ShipmentRef>) {
    let number = number.and_then(|number| text::tracking_number(&number));
    let carrier = carrier.and_then(|name| carriers::from_text(&name)).map(str::to_owned);
    if let Some(tracking_number) = number {
        ShipmentRef { tracking_number, carrier }.add_to(named);
    }
}

/// How a customer is reached, by our own names of the fields.
pub(super) fn contact(customer: &Value) -> Option<Contact> {
    Contact {
        email: json::raw(customer, "email").and_then(|given| email(&given)),
        phone: json::raw(customer, "phone").and_then(|given| phone(&given)),
        postcodes: json::raw(customer, "postcode").and_then(|given| postcode(&given)).into_iter().collect(),
    }
    .filled()
}
