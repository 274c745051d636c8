//! Fulfilments: what of an order is sent together, and how it travels.
//!
//! Sources: `https://shopify.dev/docs/api/admin-rest/latest/resources/fulfillment` and `fulfillmentevent`;
//! `https://shopify.dev/docs/api/admin-graphql/latest/enums/FulfillmentEventStatus`, and the unstable version
//! of it.

use super::{NAME, id, order::count};
use crate::{
    carriers,
    couriers::history::{objects, place},
    json,
    meaning::Meaning,
    platforms::{OrderSaid, Said, reading::scalar},
};
use chrono::{DateTime, Utc};
use serde_json::Value;
use sledz_domain::{
    event_id::EventId,
    order::{Fulfilment, PARCEL_LIMIT, ShipmentRef, Snapshot},
    parcel::{Note, ParcelEvent},
    status::{
        Stage,
        Status::{
            Accepted, Delivered, Exception, FailedAttempt, InTransit, OutForDelivery, PreTransit, ReadyForPickup,
            Returning,
        },
    },
    text,
    time::TimeSource,
};

/// All statuses of fulfilment events.
///
/// `picked_up` is the customer's: it follows `ready_for_pickup` where an order is collected from the shop or
/// a point. The courier's is `carrier_picked_up`.
#[rustfmt::skip]
pub static STATUSES: [(&str, Meaning); 15] = [
    ("label_purchased", Meaning::moves(PreTransit)),
    ("label_printed", Meaning::moves(PreTransit)),
    ("confirmed", Meaning::moves(PreTransit)),
    ("carrier_picked_up", Meaning::noted(Accepted, Note::CollectedFromSender)),
    ("in_transit", Meaning::moves(InTransit)),
    ("out_for_delivery", Meaning::moves(OutForDelivery)),
    ("attempted_delivery", Meaning::moves(FailedAttempt)),
    ("ready_for_pickup", Meaning::moves(ReadyForPickup)),
    ("ready_for_recipient_pickup", Meaning::moves(ReadyForPickup)),
    ("picked_up", Meaning::noted(Delivered, Note::Collected)),
    ("delivered", Meaning::moves(Delivered)),
    ("failure", Meaning::moves(Exception)),
    ("delayed", Meaning::late()),
    ("returning_to_sender", Meaning::moves(Returning)),
    ("buyer_action_required", Meaning::nothing()),
];

/// `fulfillments/create` and `fulfillments/update`.
pub(super) fn told(message: &Value, told: DateTime<Utc>) -> Said {
    let (Some(platform_id), Some(fulfilment)) = (id(message, "order_id"), fulfilment(message, told)) else {
        return Said::Unreadable;
    };
    let is_sent = is_sent(message);
    let snapshot = Snapshot {
        stage: is_sent.then_some(Stage::Shipped),
        shipped_at: json::utc(message, "created_at").filter(|_| is_sent),
        version: fulfilment.version,
        fulfilments: vec![fulfilment],
        ..Snapshot::default()
    };
    Said::Order(Box::new(OrderSaid { platform_id, snapshot, contact: None, unknown_status: false }))
}

/// The fulfilments in an order; the order's version stands in where one has none of its own.
pub(super) fn all(order: &Value, version: DateTime<Utc>) -> Vec<Fulfilment> {
    objects(order, "fulfillments").filter_map(|one| fulfilment(one, version)).take(PARCEL_LIMIT).collect()
}

/// When the first of them was made.
pub(super) fn first_sent(order: &Value) -> Option<DateTime<Utc>> {
    objects(order, "fulfillments").filter(|one| is_sent(one)).filter_map(|one| json::utc(one, "created_at")).min()
}

/// How many items of a line were sent; none if the order does not tell its fulfilments.
pub(super) fn sent(order: &Value, line: &Value) -> Option<u32> {
    order.get("fulfillments")?.as_array()?;
    let line = id(line, "id")?;
    let of_line = objects(order, "fulfillments")
        .filter(|one| status(one) == "success")
        .flat_map(|one| objects(one, "line_items"))
        .filter(|part| id(part, "id").as_ref() == Some(&line));
    Some(of_line.filter_map(|part| count(part, "quantity")).fold(0, u32::saturating_add))
}

fn status(fulfilment: &Value) -> String {
    json::raw(fulfilment, "status").unwrap_or_default().trim().to_ascii_lowercase()
}

fn is_taken_back(fulfilment: &Value) -> bool {
    matches!(status(fulfilment).as_str(), "cancelled" | "error" | "failure")
}

/// `pending` and `open` wait for a warehouse that has not handed anything over.
fn is_sent(fulfilment: &Value) -> bool {
    !is_taken_back(fulfilment) && !matches!(status(fulfilment).as_str(), "pending" | "open")
}

fn fulfilment(message: &Value, told: DateTime<Utc>) -> Option<Fulfilment> {
    let version = json::utc(message, "updated_at").or_else(|| json::utc(message, "created_at")).unwrap_or(told);
    let is_cancelled = is_taken_back(message);
    Some(Fulfilment { version, id: id(message, "id")?, is_cancelled, shipments: shipments(message) })
}

/// Its parcels. Merchants type several numbers into one field as well.
fn shipments(message: &Value) -> Vec<ShipmentRef> {
    let listed = message.get("tracking_numbers").and_then(Value::as_array).into_iter().flatten();
    let carrier = carrier(message);
    let mut named = Vec::new();
    for field in listed.chain(message.get("tracking_number")).filter_map(|number| scalar(number, 1000)) {
        for tracking_number in field.split([',', ';']).filter_map(text::tracking_number) {
            ShipmentRef { tracking_number, carrier: carrier.map(str::to_owned) }.add_to(&mut named);
        }
    }
    named
}

/// The carrier by its name, or by its link where the name is free text that we do not know.
fn carrier(message: &Value) -> Option<&'static str> {
    let named = json::raw(message, "tracking_company").and_then(|name| carriers::from_text(&name));
    let linked = || json::raw(message, "tracking_url").and_then(|link| carriers::from_text(&link));
    let is_known = |id: &&str| *id != "other";
    named.filter(is_known).or_else(|| linked().filter(is_known)).or(named)
}

/// `fulfillment_events/create`: how the parcels of a fulfilment travel. The text with it, the postcode and
/// the street are not kept.
pub(super) fn moved(message: &Value, now: DateTime<Utc>) -> Vec<Said> {
    let (order, fulfilment) = (id(message, "order_id"), id(message, "fulfillment_id"));
    let (Some(platform_id), Some(fulfilment), Some(code)) = (order, fulfilment, json::shown(message, "status", 64))
    else {
        return vec![Said::Unreadable];
    };
    let known = STATUSES.iter().find(|(name, _)| name.eq_ignore_ascii_case(&code)).map(|(_, meaning)| *meaning);
    let mut event = ParcelEvent::new(event_id(message, &fulfilment, &code), NAME, now);
    if let Some(at) = json::utc(message, "happened_at").or_else(|| json::utc(message, "created_at")) {
        (event.at, event.time_source) = (at, TimeSource::Given);
    }
    event.code = Some(code);
    event.location = location(message);
    event.estimated_delivery = json::utc(message, "estimated_delivery_at");
    let told = known.unwrap_or_default().tell(event).into_iter();
    let moved = |event| Said::Moved {
        platform_id: platform_id.clone(),
        fulfilment: fulfilment.clone(),
        event: Box::new(event),
        unknown_code: known.is_none(),
    };
    told.map(moved).collect()
}

/// Shopify's id of the event; without one, what makes it itself.
fn event_id(message: &Value, fulfilment: &str, code: &str) -> EventId {
    match id(message, "id") {
        Some(id) => EventId::of(&[NAME, &id]),
        None => {
            let written = json::raw(message, "happened_at").unwrap_or_default();
            EventId::of(&[NAME, "fulfilment", fulfilment, code, written.trim()])
        }
    }
}

fn location(message: &Value) -> Option<String> {
    let parts: Vec<String> = ["city", "country"].into_iter().filter_map(|field| place(message, field)).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}
