//! `standard` as a platform: the way in for ERPs and every shop that is not built in.
//!
//! Our own contract (README, OpenAPI): `{"type":"order.updated","timestamp":...,"data":{...}}`.

use super::{Contact, OrderSaid, Platform, Said, email, phone, postcode};
use crate::{
    carriers,
    delivery::{Delivery, Unusable},
    json,
    proof::Secrets,
    standard::{envelope, is_signed, keys, missing, sent_at},
};
use serde_json::Value;
use sledz_domain::{
    order::{Cancellation, PARCEL_LIMIT, ShipmentRef, Snapshot},
    status::{Payment, Stage},
    text,
    words::Lang,
};

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

    fn read(&self, message: &Value, delivery: &Delivery) -> Result<Said, Unusable> {
        let (kind, data) = envelope(message)?;
        if kind != "order.updated" {
            return Ok(Said::Nothing);
        }
        let platform_id = json::shown(data, "id", text::NUMBER_LIMIT).ok_or_else(|| missing("id"))?;
        let word = json::shown(data, "status", 64);
        let meaning = word.as_deref().map(stage);
        let cancelled_at = json::utc(data, "cancelled_at");
        let cancellation = match meaning {
            Some(Some(Meaning::Cancelled)) => Some(Cancellation::Yes),
            _ if cancelled_at.is_some() => Some(Cancellation::Yes),
            Some(Some(_)) => Some(Cancellation::No),
            _ => None,
        };
        let stage = match meaning {
            Some(Some(Meaning::Stage(stage))) => Some(stage),
            _ => None,
        };
        let paid_at = json::utc(data, "paid_at");
        let payment = match stage {
            _ if paid_at.is_some() => Some(Payment::Paid),
            Some(Stage::Paid) => Some(Payment::Paid),
            Some(Stage::Received) => Some(Payment::Unpaid),
            _ => None,
        };
        let snapshot = Snapshot {
            version: json::utc(data, "updated_at").or_else(|| sent_at(message)).unwrap_or(delivery.now),
            number: json::shown(data, "number", text::NUMBER_LIMIT),
            stage,
            cancellation,
            says: word,
            payment,
            placed_at: json::utc(data, "placed_at"),
            paid_at,
            shipped_at: None,
            dispatch_by: json::time_or_day(data, "dispatch_by"),
            estimated_delivery: json::time_or_day(data, "estimated_delivery"),
            language: data
                .get("language")
                .and_then(Value::as_str)
                .and_then(Lang::from_tag)
                .map(|lang| lang.code().to_owned()),
            shipments: data.get("shipments").and_then(Value::as_array).map(|all| shipments(all)),
            has_contact: false,
            customers: Vec::new(),
        };
        let unknown_status = matches!(meaning, Some(None));
        let contact = data.get("customer").and_then(contact);
        Ok(Said::Order(Box::new(OrderSaid { platform_id, snapshot, contact, unknown_status })))
    }
}

enum Meaning {
    Stage(Stage),
    Cancelled,
}

fn stage(word: &str) -> Option<Meaning> {
    Some(match word.to_ascii_lowercase().as_str() {
        "received" => Meaning::Stage(Stage::Received),
        "paid" => Meaning::Stage(Stage::Paid),
        "preparing" => Meaning::Stage(Stage::Preparing),
        "shipped" => Meaning::Stage(Stage::Shipped),
        "delivered" => Meaning::Stage(Stage::Delivered),
        "cancelled" => Meaning::Cancelled,
        _ => return None,
    })
}

fn shipments(all: &[Value]) -> Vec<ShipmentRef> {
    let mut named: Vec<ShipmentRef> = Vec::new();
    for shipment in all {
        let number = json::raw(shipment, "tracking_number").and_then(|number| text::tracking_number(&number));
        let Some(tracking_number) = number else { continue };
        if named.len() < PARCEL_LIMIT && !named.iter().any(|known| known.tracking_number == tracking_number) {
            let carrier = json::raw(shipment, "carrier").and_then(|name| carriers::from_text(&name));
            named.push(ShipmentRef { tracking_number, carrier: carrier.map(str::to_owned) });
        }
    }
    named
}

fn contact(customer: &Value) -> Option<Contact> {
    Contact {
        email: json::raw(customer, "email").and_then(|given| email(&given)),
        phone: json::raw(customer, "phone").and_then(|given| phone(&given)),
        postcodes: json::raw(customer, "postcode").and_then(|given| postcode(&given)).into_iter().collect(),
    }
    .filled()
}
