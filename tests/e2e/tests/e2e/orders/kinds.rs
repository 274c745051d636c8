//! A message of every kind that there is, for tests of what must be so for all of them.

use super::of;
use crate::world::{World, ago};
use serde_json::json;
use sledz_e2e::{
    message::Message,
    senders::{amazon, erli, idosell, payu, prestashop, przelewy24, shoper, shopify, standard, stripe, woocommerce},
};

/// Every source whose messages are orders or payments.
pub(super) const SOURCES: [(&str, &str); 12] = [
    ("order", "shopify"),
    ("order", "shoper"),
    ("order", "erli"),
    ("order", "amazon"),
    ("order", "idosell"),
    ("order", "prestashop"),
    ("order", "woocommerce"),
    ("order", "standard"),
    ("payment", "payu"),
    ("payment", "przelewy24"),
    ("payment", "stripe"),
    ("payment", "standard"),
];

/// A message of some kind.
pub(super) struct Kind {
    pub(super) source: (&'static str, &'static str),
    pub(super) what: &'static str,
    pub(super) message: Message,
}

/// Every kind of message, in the order in which the senders send them, all of orders of this test's own. Those
/// whose secrets are not known are left out.
pub(super) fn all(world: &World) -> Vec<Kind> {
    let mut all = shopify_kinds(world);
    all.extend(shop_kinds(world));
    all.extend(market_kinds(world));
    all.extend(payment_kinds(world));
    all.retain(|kind| !of(world.secrets(), kind.source.0, kind.source.1).is_empty());
    all
}

fn shopify_kinds(world: &World) -> Vec<Kind> {
    let (id, number, email) = (world.base, format!("#{}", world.number(1)), world.email());
    let kind = |topic: &'static str, body: &serde_json::Value| Kind {
        source: ("order", "shopify"),
        what: topic,
        message: shopify::message(world.secrets(), topic, body),
    };
    let pending = shopify::order(id, &number, "pending", ago(30), ago(30), &email);
    let paid = shopify::order(id, &number, "paid", ago(30), ago(29), &email);
    let mut sent = shopify::order(id, &number, "paid", ago(30), ago(19), &email);
    let fulfilment = shopify::fulfilment(id + 1, id, "InPost", &[&world.parcel(1), &world.parcel(2)], ago(20));
    sent["fulfillment_status"] = json!("fulfilled");
    sent["fulfillments"] = json!([fulfilment]);
    // It names the number that the order has in WooCommerce, and in Shoper.
    let mut linked = shopify::order(id + 2, &world.number(2), "paid", ago(30), ago(30), &email);
    linked["note_attributes"] = json!([
        {"name": "woocommerce order number", "value": world.number(20)},
        {"name": "shoper order number", "value": (id + 10).to_string()},
    ]);
    let mut cancelled = linked.clone();
    cancelled["cancelled_at"] = json!(ago(3).to_rfc3339());
    cancelled["updated_at"] = json!(ago(3).to_rfc3339());
    vec![
        kind("orders/create", &pending),
        kind("orders/paid", &paid),
        kind("fulfillments/create", &fulfilment),
        kind("orders/fulfilled", &sent),
        kind("fulfillment_events/create", &shopify::moved(id + 3, id + 1, id, "in_transit", ago(10))),
        kind("fulfillments/update", &fulfilment),
        kind("refunds/create", &shopify::refund(id + 4, id, "49.90", ago(5))),
        kind("orders/updated", &linked),
        kind("orders/cancelled", &cancelled),
        kind("orders/delete", &json!({"id": id + 2})),
        kind("customers/data_request", &shopify::customer(&email, "orders_requested", &[id + 5])),
        kind("customers/redact", &shopify::customer(&email, "orders_to_redact", &[id + 5])),
    ]
}

fn shop_kinds(world: &World) -> Vec<Kind> {
    let (secrets, email) = (world.secrets(), world.email());
    let kind =
        |name: &'static str, what: &'static str, message: Message| Kind { source: ("order", name), what, message };
    let id = world.base + 10;
    let new = shoper::order(id, 1, "0.00", ago(30), ago(30), &email);
    let paid = shoper::order(id, 1, "114.79", ago(30), ago(30), &email);
    let sent = shoper::order(id, 3, "114.79", ago(30), ago(20), &email);
    let woo = world.base + 20;
    let mut placed = woocommerce::order(woo, &world.number(20), "processing", ago(30), &email);
    placed["billing"]["phone"] = json!("600000001");
    let mut completed = woocommerce::order(woo, &world.number(20), "completed", ago(30), &email);
    woocommerce::set_tracking(&mut completed, &[("InPost", &world.parcel(20)), ("DPD", &world.parcel(21))], ago(20));
    woocommerce::set_date(&mut completed, "date_modified", Some(ago(0) + chrono::TimeDelta::seconds(2)));
    let presta = world.base + 30;
    let accepted = prestashop::order(presta, &world.number(30), "Płatność zaakceptowana", ago(30), &email);
    let mut shipped = prestashop::order(presta, &world.number(30), "Wysłane", ago(20), &email);
    shipped["payload"]["shipping_number"] = json!(world.parcel(30));
    let mut own = standard::order_data(&world.number(40), "shipped", ago(30), &email);
    own["shipments"] = json!([{"carrier": "dpd", "tracking_number": world.parcel(40)}]);
    vec![
        kind("shoper", "order.create", shoper::message(secrets, "order.create", &new)),
        kind("shoper", "order.paid", shoper::message(secrets, "order.paid", &paid)),
        kind("shoper", "order.status", shoper::message(secrets, "order.status", &sent)),
        kind("shoper", "order.delete", shoper::message(secrets, "order.delete", &json!({"order_id": "0"}))),
        kind("woocommerce", "order.created", woocommerce::message(secrets, "order.created", &placed)),
        kind("woocommerce", "order.updated", woocommerce::message(secrets, "order.updated", &completed)),
        kind("woocommerce", "order.deleted", woocommerce::message(secrets, "order.deleted", &json!({"id": woo + 1}))),
        kind("prestashop", "order.created", prestashop::message(secrets, &accepted)),
        kind("prestashop", "order.status_changed", prestashop::message(secrets, &shipped)),
        kind("standard", "order.updated", standard::order(secrets, &standard::order_updated(&own))),
    ]
}

fn market_kinds(world: &World) -> Vec<Kind> {
    let (secrets, email) = (world.secrets(), world.email());
    let kind =
        |name: &'static str, what: &'static str, message: Message| Kind { source: ("order", name), what, message };
    let number = world.number(50);
    let market = |status: &str, hours| erli::order(&number, status, ago(30), ago(hours), &email);
    let amazon = |n: u32, status: &str, hours| amazon::notification(&world.number(n), status, ago(30), ago(hours));
    let idosell = |n: u32, status: &str, hours| idosell::order(&world.number(n), status, ago(30), ago(hours), &email);
    let mut sent = idosell(70, "finished", 20);
    sent["tracking"] = json!([{"courier": "DPD", "number": world.parcel(70)}]);
    let mut merged = idosell(71, "joined", 10);
    merged["merged_into"] = json!(world.number(70));
    vec![
        kind("erli", "pending", erli::message(secrets, &market("pending", 30))),
        kind("erli", "purchased", erli::message(secrets, &market("purchased", 29))),
        kind("erli", "cancelled", erli::message(secrets, &market("cancelled", 20))),
        kind("amazon", "unshipped", amazon::message(secrets, &amazon(60, "Unshipped", 29))),
        kind("amazon", "a record", amazon::message(secrets, &amazon::records(&[amazon(60, "Shipped", 20)]))),
        kind("idosell", "new", idosell::message(secrets, &idosell(70, "new", 29))),
        kind("idosell", "sent", idosell::message(secrets, &sent)),
        kind("idosell", "one that is merged", idosell::message(secrets, &idosell(71, "new", 29))),
        kind("idosell", "merged", idosell::message(secrets, &merged)),
    ]
}

/// Of the orders above, and of one that is not known.
fn payment_kinds(world: &World) -> Vec<Kind> {
    let secrets = world.secrets();
    let kind =
        |name: &'static str, what: &'static str, message: Message| Kind { source: ("payment", name), what, message };
    let (known, unknown) = (world.number(40), world.number(90));
    let id = format!("PAY{}", world.base);
    let payu = |reference: &str, status: &str| payu::notification(&id, reference, status, 11479, ago(20));
    let refund = json!({"orderId": id, "extOrderId": known, "refund": {"refundId": "5000024357", "amount": "2500",
        "currencyCode": "PLN", "status": "FINALIZED", "refundDate": ago(5).to_rfc3339()}});
    let p24 = |reference: &str| przelewy24::transaction(world.base, &format!("{reference}-a"), 11479);
    let stripe = |kind: &str| stripe::event(kind, &format!("pi_{}", world.base), &world.number(20), 11479, ago(20));
    let own = json!({"type": "payment.updated", "timestamp": ago(20).to_rfc3339(), "data": {"id": id, "order": known,
        "status": "paid", "amount": "114.79", "currency": "PLN", "at": ago(20).to_rfc3339()}});
    let own = own.to_string().into_bytes();
    let own = standard::signed("/hooks/payments/standard", secrets.payment("standard"), own, chrono::Utc::now());
    vec![
        kind("payu", "pending", payu::message(secrets, &payu(&known, "PENDING"))),
        kind("payu", "completed", payu::message(secrets, &payu(&known, "COMPLETED"))),
        kind("payu", "refund", payu::message(secrets, &refund)),
        kind("payu", "of an unknown order", payu::message(secrets, &payu(&unknown, "COMPLETED"))),
        kind("przelewy24", "paid", przelewy24::message(secrets, &p24(&known))),
        kind("przelewy24", "of an unknown order", przelewy24::message(secrets, &p24(&unknown))),
        kind("stripe", "succeeded", stripe::message(secrets, &stripe("payment_intent.succeeded"))),
        kind("stripe", "failed", stripe::message(secrets, &stripe("payment_intent.payment_failed"))),
        kind("standard", "payment.updated", own),
    ]
}
