//! An order as Shopify has it: in its webhooks without a wrapper, and the same in answers of the REST
//! Admin API.
//!
//! Source: `https://shopify.dev/docs/api/admin-rest/latest/resources/order`.

use super::{elsewhere, fulfilment, id, refund};
use crate::{
    couriers::history::objects,
    json,
    platforms::{Contact, OrderSaid, Said, email, phone, postcode, reading::is_cash_on_delivery},
};
use chrono::{DateTime, Utc};
use serde_json::Value;
use sledz_domain::{
    order::{Cancellation, Items, Snapshot},
    status::{Payment, Stage},
    text,
    words::Lang,
};

/// The longest status that is kept, in characters.
const STATUS_LIMIT: usize = 32;

/// The fields one of which an order has, however few fields its subscription includes.
const TELLING: [&str; 6] =
    ["name", "financial_status", "fulfillment_status", "created_at", "updated_at", "cancelled_at"];

/// What one order object says: the order, and the refunds in it. `told` stands in for its
/// `updated_at` if it has none. Orders that the shop has made for a test say nothing.
pub fn order(message: &Value, told: DateTime<Utc>) -> Vec<Said> {
    if message.get("test").and_then(Value::as_bool) == Some(true) {
        return Vec::new();
    }
    let says_something = TELLING.iter().any(|field| json::raw(message, field).is_some());
    let Some(platform_id) = id(message, "id").filter(|_| says_something) else {
        return vec![Said::Unreadable];
    };
    let version = json::utc(message, "updated_at").unwrap_or(told);
    let refunds = refund::all(message, &platform_id, version);
    let (state, unknown_status) = state(message);
    let snapshot = Snapshot {
        number: json::shown(message, "name", text::NUMBER_LIMIT),
        placed_at: json::utc(message, "created_at").or_else(|| json::utc(message, "processed_at")),
        shipped_at: fulfilment::first_sent(message),
        language: language(message),
        fulfilments: fulfilment::all(message, version),
        total: refund::total(message, &refunds),
        outstanding: refund::amount(message, "total_outstanding"),
        items: items(message),
        also: elsewhere::also(message),
        version,
        ..state
    };
    let order = OrderSaid { platform_id: platform_id.clone(), snapshot, contact: contact(message), unknown_status };
    let refunds = refunds.into_iter().map(|said| Said::Payment { platform_id: platform_id.clone(), said });
    std::iter::once(Said::Order(Box::new(order))).chain(refunds).collect()
}

/// The same, on the occasion of its being paid: no field of the order has the time of that.
pub(super) fn paid(message: &Value, triggered: Option<DateTime<Utc>>, told: DateTime<Utc>) -> Vec<Said> {
    let mut said = order(message, told);
    for one in &mut said {
        if let Said::Order(order) = one
            && order.snapshot.payment == Some(Payment::Paid)
        {
            order.snapshot.paid_at = Some(triggered.unwrap_or(order.snapshot.version));
        }
    }
    said
}

/// What its words for the money and for the goods mean, and whether one of them is not known.
fn state(message: &Value) -> (Snapshot, bool) {
    let money = json::shown(message, "financial_status", STATUS_LIMIT);
    let goods = json::shown(message, "fulfillment_status", STATUS_LIMIT);
    let paid = match money.as_deref() {
        Some(word) => of_money(word, message),
        None => Some((None, None)),
    };
    let shipped = match goods.as_deref().unwrap_or("unfulfilled") {
        "partial" | "fulfilled" => Some(true),
        "unfulfilled" | "restocked" => Some(false),
        _ => None,
    };
    let (stage, payment) = paid.unwrap_or_default();
    let stage = match shipped {
        Some(true) => Some(Stage::Shipped),
        Some(false) => stage,
        None => None,
    };
    let is_restocked = goods.as_deref() == Some("restocked");
    let cancellation = message.get("cancelled_at").map(|_| match json::raw(message, "cancelled_at") {
        Some(_) => Cancellation::Yes,
        None if is_restocked => Cancellation::UnlessShipped,
        None => Cancellation::No,
    });
    let says: Vec<String> = money.into_iter().chain(goods).collect();
    let says = Some(says.join("/")).filter(|says| !says.is_empty());
    let unknown = paid.is_none() || shipped.is_none();
    (Snapshot { stage, payment, cancellation, says, ..Snapshot::default() }, unknown)
}

/// Stage and payment by `financial_status`; none if it is not known. `expired` is a payment that was
/// authorised and not collected in time.
fn of_money(word: &str, message: &Value) -> Option<(Option<Stage>, Option<Payment>)> {
    let (stage, payment) = match word {
        // Nothing more is to be waited for: the courier brings the money.
        "pending" if by_courier(message) => (Stage::Preparing, Payment::Cod),
        "pending" | "authorized" | "partially_paid" => (Stage::Received, Payment::Pending),
        "paid" => (Stage::Preparing, Payment::Paid),
        "partially_refunded" => (Stage::Preparing, Payment::PartiallyRefunded),
        "refunded" => (Stage::Preparing, Payment::Refunded),
        "voided" | "expired" => (Stage::Received, Payment::Failed),
        _ => return None,
    };
    Some((Some(stage), Some(payment)))
}

fn by_courier(message: &Value) -> bool {
    let names = message.get("payment_gateway_names").and_then(Value::as_array).into_iter().flatten();
    let gateway = message.get("gateway");
    names.chain(gateway).filter_map(Value::as_str).any(is_cash_on_delivery)
}

fn language(message: &Value) -> Option<String> {
    let tag = json::raw(message, "customer_locale")?;
    Lang::from_tag(&tag).map(|lang| lang.code().to_owned())
}

/// The items that are sent at all: gift cards, services and tips are never handed over, and would leave the
/// order partly sent for ever.
fn items(message: &Value) -> Option<Items> {
    let mut items = Items::default();
    let travels = |line: &&Value| line.get("requires_shipping").and_then(Value::as_bool) != Some(false);
    for line in objects(message, "line_items").filter(travels) {
        let Some(ordered) = count(line, "quantity") else { continue };
        let left = count(line, "current_quantity").unwrap_or(ordered).min(ordered);
        let sent = fulfilment::sent(message, line)
            // Without the fulfilments: what is still in the order and does not wait to be sent.
            .unwrap_or_else(|| count(line, "fulfillable_quantity").map_or(0, |waiting| left.saturating_sub(waiting)))
            .min(ordered);
        items.ordered = items.ordered.saturating_add(ordered);
        items.sent = items.sent.saturating_add(sent);
        // What was sent and came back is out of the order too, but was not taken out before.
        items.cancelled = items.cancelled.saturating_add((ordered - left).min(ordered - sent));
    }
    Some(items).filter(|items| items.ordered > 0)
}

/// A number of items.
pub(super) fn count(line: &Value, field: &str) -> Option<u32> {
    json::raw(line, field)?.trim().parse().ok()
}

fn contact(message: &Value) -> Option<Contact> {
    let part = |name: &str| message.get(name).unwrap_or(&Value::Null);
    let (customer, billing, shipping) = (part("customer"), part("billing_address"), part("shipping_address"));
    let emails = [(message, "email"), (message, "contact_email"), (customer, "email")];
    let phones = [message, customer, billing, shipping];
    let mut postcodes: Vec<String> =
        [billing, shipping].into_iter().filter_map(|of| postcode(&json::raw(of, "zip")?)).collect();
    postcodes.dedup();
    Contact {
        email: emails.into_iter().find_map(|(of, field)| email(&json::raw(of, field)?)),
        phone: phones.into_iter().find_map(|of| phone(&json::raw(of, "phone")?)),
        postcodes,
    }
    .filled()
}
