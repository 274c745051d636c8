//! The parcels of a form: `GET /order/checkout-forms/{id}/shipments`, and Allegro's names of carriers
//! (`GET /order/carriers`).
//!
//! Names: `allegro/allegro-api` #2497 and #9908 (lists), #10058 (`X_PRESS_COURIERS` is Allegro's own now),
//! #11643 (`ORLEN`), #12927 (numbers with `AD` are Allegro's, whoever brings them).

use crate::{
    carriers, json as read,
    pollers::{Fault, object},
};
use chrono::{DateTime, Utc};
use http::Response;
use serde_json::Value;
use sledz_domain::{order::ShipmentRef, text};

/// Carriers by Allegro's ids and by ours; the first of several of ours is the one that is written back.
const CARRIERS: [(&str, &str); 13] = [
    ("INPOST", "inpost"),
    ("DPD", "dpd"),
    ("DPD_SK", "dpd"),
    ("DHL", "dhl"),
    ("UPS", "ups"),
    ("GLS", "gls"),
    ("POCZTA_POLSKA", "poczta-polska"),
    ("ORLEN", "orlen"),
    ("ORLEN_PACZKA", "orlen"),
    ("RUCH", "orlen"),
    ("FEDEX", "fedex"),
    ("ALLEGRO", "allegro"),
    ("X_PRESS_COURIERS", "allegro"),
];

/// Whatever is in no list of Allegro's; only then a carrier has a name beside its id.
pub(super) const OTHER: &str = "OTHER";

/// What a form's parcels are.
pub(super) struct Parcels {
    /// All that have a number.
    pub(super) all: Vec<ShipmentRef>,
    /// When the first and the last was put down.
    pub(super) put_down: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// The ids of the line items that are in one of them.
    pub(super) items: Vec<String>,
}

/// What the answer says.
pub(super) fn read(answer: &Response<Vec<u8>>) -> Result<Parcels, Fault> {
    let message = object(answer)?;
    let shipments = message.get("shipments").and_then(Value::as_array);
    let shipments = shipments.ok_or_else(|| Fault::unreadable("answers without a list of parcels"))?;
    let mut parcels = Parcels { all: Vec::new(), put_down: None, items: Vec::new() };
    for shipment in shipments {
        let number = read::raw(shipment, "waybill").and_then(|number| text::tracking_number(&number));
        let Some(tracking_number) = number else { continue };
        ShipmentRef { tracking_number, carrier: carrier(shipment).map(str::to_owned) }.add_to(&mut parcels.all);
        if let Some(at) = read::utc(shipment, "createdAt") {
            let (first, last) = parcels.put_down.unwrap_or((at, at));
            parcels.put_down = Some((at.min(first), at.max(last)));
        }
        let items = shipment.get("lineItems").and_then(Value::as_array).into_iter().flatten();
        parcels.items.extend(items.filter_map(|item| read::raw(item, "id")));
    }
    Ok(parcels)
}

/// Our id of the carrier; none if nobody is named, so that the number may tell.
fn carrier(shipment: &Value) -> Option<&'static str> {
    let id = read::raw(shipment, "carrierId").unwrap_or_default();
    let id = id.trim();
    let known = CARRIERS.iter().find(|(theirs, _)| theirs.eq_ignore_ascii_case(id)).map(|(_, ours)| *ours);
    let named = || read::raw(shipment, "carrierName").and_then(|name| carriers::from_text(&name));
    let is_named = !id.eq_ignore_ascii_case(OTHER);
    known.or_else(named).or_else(|| carriers::from_text(id).filter(|_| is_named))
}

/// Allegro's id of one of our carriers, for a parcel of this number.
pub(super) fn carrier_id(ours: &str, tracking_number: &str) -> &'static str {
    // Allegro refuses its own numbers under the name of whoever brings them.
    let own = if tracking_number.starts_with("AD") { "allegro" } else { ours };
    CARRIERS.iter().find(|(_, known)| *known == own).map_or(OTHER, |(theirs, _)| *theirs)
}
