//! What a module puts into `payload`: fields of our own contract, and of PrestaShop's webservice
//! (`devdocs.prestashop-project.org`, webservice, resource `orders`) where ours say nothing.

use super::{
    super::{
        Contact, OrderSaid, email, phone, postcode,
        standard::{self, language, parcel},
    },
    state::{self, State},
};
use crate::json;
use chrono::{DateTime, Utc};
use serde_json::Value;
use sledz_domain::{
    money::Money,
    order::{Items, ShipmentRef, Snapshot},
    status::Payment,
    text, time,
};

/// Where modules write the order's state, the most telling first: names before ids, since ids of states
/// differ from one version of PrestaShop to another.
const STATES: [&str; 8] = [
    "current_state_name",
    "state_name",
    "status",
    "newOrderStatus",
    "order_state",
    "state",
    "current_state",
    "id_order_state",
];

/// What the payload says of the order.
pub(super) fn order(payload: &Value, platform_id: String, version: DateTime<Utc>) -> OrderSaid {
    let told = standard::order(payload, platform_id, version);
    let is_ours = told.snapshot.says.is_some() && !told.unknown_status;
    let mut said = if is_ours { told } else { with_state(payload, told) };
    let snapshot = &mut said.snapshot;
    snapshot.number = snapshot.number.take().or_else(|| json::shown(payload, "reference", text::NUMBER_LIMIT));
    snapshot.placed_at = snapshot.placed_at.or_else(|| date(payload, "date_add"));
    snapshot.total = snapshot.total.take().or_else(|| total(payload));
    snapshot.shipments = snapshot.shipments.take().or_else(|| shipments(payload));
    snapshot.items = snapshot.items.or_else(|| items(payload));
    snapshot.language = snapshot.language.take().or_else(|| named_language(payload));
    said.contact = contact(payload);
    said
}

/// What the state says that PrestaShop has the order in.
fn with_state(payload: &Value, told: OrderSaid) -> OrderSaid {
    let given: Vec<(String, Option<State>)> =
        STATES.iter().filter_map(|field| state::read(payload.get(field)?)).collect();
    let known = given.iter().find(|(_, state)| state.is_some()).or(given.first()).cloned();
    let Some((word, state)) = known else { return told };
    let unknown_status = state.is_none();
    let state = state.unwrap_or_default();
    let by_state = match state.payment {
        // PrestaShop counts these as paid whatever the way to pay is.
        Some(Payment::Paid) if !state.tells_of_payment && is_at_the_door(payload) => Some(Payment::Cod),
        payment => payment,
    };
    let snapshot = Snapshot {
        stage: state.stage,
        cancellation: told.snapshot.cancellation.or(state.cancellation),
        says: Some(word),
        payment: told.snapshot.payment.or(by_state),
        ..told.snapshot
    };
    OrderSaid { snapshot, unknown_status, ..told }
}

/// Paid at the door, by the module or the name of the way to pay.
fn is_at_the_door(payload: &Value) -> bool {
    let named = ["module", "payment"].iter().filter_map(|field| json::raw(payload, field));
    let mut names = named.map(|name| text::folded(&name));
    names.any(|name| ["cashondelivery", "cash on delivery", "pobrani"].iter().any(|words| name.contains(words)))
}

/// A time on the shop's clock, which is Poland's.
fn date(payload: &Value, field: &str) -> Option<DateTime<Utc>> {
    json::raw(payload, field).and_then(|written| time::parse(&written, time::WARSAW)).map(|instant| instant.at)
}

/// What has to be paid. The webservice has the currency as an id only, so modules add its code.
fn total(payload: &Value) -> Option<Money> {
    let code = |of: &Value| json::raw(of, "iso_code");
    let currency = json::raw(payload, "currency")
        .or_else(|| payload.get("currency").and_then(code))
        .or_else(|| json::raw(payload, "currency_iso_code"))?;
    let fields = ["total", "total_paid_tax_incl", "total_paid"];
    fields.iter().find_map(|field| Money::decimal(&json::raw(payload, field)?, &currency))
}

/// The one parcel that the order itself has; none tells nothing, as others may be known elsewhere.
fn shipments(payload: &Value) -> Option<Vec<ShipmentRef>> {
    let number = ["shipping_number", "tracking_number"].iter().find_map(|field| json::raw(payload, field));
    let carrier = json::raw(payload, "carrier").or_else(|| json::raw(payload.get("carrier")?, "name"));
    let mut named = Vec::new();
    parcel(number, carrier.or_else(|| json::raw(payload, "carrier_name")), &mut named);
    (!named.is_empty()).then_some(named)
}

/// How many pieces were ordered, by the rows of the webservice.
fn items(payload: &Value) -> Option<Items> {
    let rows = payload.get("associations")?.get("order_rows")?.as_array().filter(|rows| !rows.is_empty())?;
    let ordered = rows.iter().try_fold(0_u32, |sum, row| sum.checked_add(json::count(row, "product_quantity")?))?;
    Some(Items { ordered, ..Items::default() })
}

fn named_language(payload: &Value) -> Option<String> {
    let code = payload.get("language").and_then(|of| json::raw(of, "iso_code"));
    code.or_else(|| json::raw(payload, "language_iso_code")).and_then(|tag| language(&tag))
}

/// The customer of our contract, with what PrestaShop has in the order's addresses.
fn contact(payload: &Value) -> Option<Contact> {
    let fields = ["customer", "address_delivery", "address_invoice"];
    let parts = || fields.iter().filter_map(|field| payload.get(field)).chain([payload]);
    let each = |field: &'static str| parts().filter_map(move |of| json::raw(of, field));
    let mut postcodes: Vec<String> = Vec::new();
    for code in each("postcode").filter_map(|given| postcode(&given)) {
        if !postcodes.contains(&code) {
            postcodes.push(code);
        }
    }
    Contact {
        email: each("email").find_map(|given| email(&given)),
        phone: each("phone_mobile").chain(each("phone")).find_map(|given| phone(&given)),
        postcodes,
    }
    .filled()
}
