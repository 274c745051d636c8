//! Shopify's samples, one after the other: what the customer sees of the order after each.

use super::{Day, lacks, parcels, told};
use crate::world::{World, ago, fixture};
use chrono::TimeDelta;
use serde_json::{Value, json};
use sledz_e2e::{
    message::Message,
    secrets::words,
    senders::shopify::{self, fulfilment, message, moved, order, refund},
};

const PARCEL: &str = "520000000000000000000001";

/// A sample with the signature of its vector.
fn sample(day: &Day, file: &str) -> Message {
    let vectors: Vec<Value> = serde_json::from_slice(&fixture("shopify/signatures.json")).unwrap();
    let vector = vectors.iter().find(|vector| vector["file"] == file).unwrap();
    let text = |field: &str| vector[field].as_str().unwrap();
    assert!(words(day.secrets().platform("shopify"), "").contains(&text("secret")));
    shopify::unsigned(day.secrets(), text("topic"), fixture(&format!("shopify/{file}")))
        .with("x-shopify-hmac-sha256", text("signature"))
}

#[test]
fn the_samples_one_after_the_other() {
    let Some(day) = Day::open("shopify: the_samples_one_after_the_other") else { return };
    day.hears_only_exactly(sample(&day, "orders_create.json"));
    let (view, page) = day.sees("1001");
    // Paid on a Thursday at noon, and the shop promises two business days.
    assert_eq!(told(&view), ("preparing", "paid", "2026-10-05T21:59:59Z"));
    assert_eq!((&view["placed_at"], &view["items"]["ordered"]), (&json!("2026-10-01T10:30:05Z"), &json!(2)));
    assert_eq!(parcels(&view), []);
    assert!(page.contains("#1001") && page.contains(view["stage_label"].as_str().unwrap()), "{page}");
    day.at("2026-10-02T07:00:10Z").hears_only_exactly(sample(&day, "fulfillments_create.json"));
    let (view, page) = day.sees("1001");
    assert_eq!(view["stage"], "shipped");
    assert_eq!(parcels(&view), [("inpost", PARCEL, "pre_transit")]);
    assert!(page.contains(PARCEL));
    day.at("2026-10-03T05:10:10Z").hears_only_exactly(sample(&day, "fulfillment_events_create.json"));
    let (view, page) = day.sees("1001");
    assert_eq!(view["stage"], "out_for_delivery");
    assert_eq!(parcels(&view), [("inpost", PARCEL, "out_for_delivery")]);
    let event = &view["shipments"][0]["events"][0];
    assert_eq!((&event["at"], &event["source"]), (&json!("2026-10-03T05:10:00Z"), &json!("shopify")));
    assert!(page.contains(view["stage_label"].as_str().unwrap()));
    day.at("2026-10-05T08:00:10Z").hears_only_exactly(sample(&day, "refunds_create.json"));
    let (view, _) = day.sees("1001");
    assert_eq!((&view["stage"], &view["payment_state"]), (&json!("out_for_delivery"), &json!("partially_refunded")));
    assert_eq!(day.order("1001")["platform_id"], "820982911946154508");
    assert_eq!(day.orders("1001").unwrap().len(), 1);
}

#[test]
fn both_families_of_headers_and_every_secret() {
    let world = World::open();
    if lacks(world.secrets(), "shopify: both_families_of_headers_and_every_secret", &[("order", "shopify")]) {
        return;
    }
    let number = world.number(1);
    let body = order(world.base, &format!("#{number}"), "paid", ago(3), ago(2), &world.email());
    let right = message(world.secrets(), "orders/create", &body);
    world.take(&shopify::renamed(right.clone()));
    assert_eq!(world.order(&number)["stage"], "preparing");
    for secret in words(world.secrets().platform("shopify"), "") {
        let signature = shopify::signature(secret, &right.body);
        world.take(&right.clone().with("x-shopify-hmac-sha256", &signature));
    }
    for wrong in ["", "AAAA", right.header("x-shopify-hmac-sha256").trim_end_matches('=')] {
        world.refuse(&right.clone().with("x-shopify-hmac-sha256", wrong), 401);
    }
    world.refuse(&right.without("x-shopify-hmac-sha256"), 401);
    assert_eq!(world.orders(&number).unwrap().len(), 1);
}

#[test]
fn partly_sent_cancelled_and_deleted() {
    let world = World::open();
    if lacks(world.secrets(), "shopify: partly_sent_cancelled_and_deleted", &[("order", "shopify")]) {
        return;
    }
    let tell = |topic: &str, body: &Value| world.take(&message(world.secrets(), topic, body));
    let (number, first, second) = (world.number(1), world.parcel(1), world.parcel(2));
    let mut body = order(world.base, &format!("#{number}-A"), "paid", ago(30), ago(30), &world.email());
    tell("orders/create", &body);
    let number = format!("{number}-A");
    tell("fulfillments/create", &fulfilment(world.base + 1, world.base, "DPD", &[&first, &second], ago(20)));
    assert_eq!(world.order(&number)["shipments"].as_array().unwrap().len(), 2);
    // It concerns every parcel of the fulfilment.
    let delivered = moved(world.base + 2, world.base + 1, world.base, "delivered", ago(4));
    tell("fulfillment_events/create", &delivered);
    assert_eq!(world.order(&number)["stage"], "delivered");
    tell("refunds/create", &refund(world.base + 3, world.base, "114.79", ago(2)));
    assert_eq!(world.order(&number)["payment"]["state"], "refunded");
    // The shop's own copy of that refund is the same one.
    body["financial_status"] = json!("refunded");
    body["refunds"] = json!([refund(world.base + 3, world.base, "114.79", ago(2))]);
    body["updated_at"] = json!((ago(1)).to_rfc3339());
    tell("orders/updated", &body);
    assert_eq!(world.order(&number)["payment"]["state"], "refunded");
    assert_eq!(world.order(&number)["stage"], "delivered");

    let (id, other) = (world.base + 10, world.number(2));
    let mut body = order(id, &other, "paid", ago(5), ago(5), &world.email());
    tell("orders/create", &body);
    body["cancelled_at"] = json!(ago(3).to_rfc3339());
    body["updated_at"] = json!((ago(3) + TimeDelta::seconds(1)).to_rfc3339());
    tell("orders/cancelled", &body);
    assert_eq!(world.order(&other)["stage"], "cancelled");

    let (id, other) = (world.base + 20, world.number(3));
    tell("orders/create", &order(id, &other, "pending", ago(5), ago(5), &world.email()));
    tell("orders/delete", &json!({"id": id}));
    assert_eq!(world.order(&other)["stage"], "cancelled");

    let mut test = order(world.base + 30, &world.number(4), "paid", ago(5), ago(5), &world.email());
    test["test"] = json!(true);
    tell("orders/create", &test);
    world.has_no_order(&world.number(4));
}
