//! Hostile input, per hook, as tables: refused and nothing stored, or accepted and harmless.

mod accepted;
mod refused;

use crate::world::{World, ago};
use chrono::TimeDelta;
use serde_json::{Value, json};
use sledz_e2e::{
    message::Message,
    senders::{aftership, dhl, inpost, inpost_shipx, shopify, standard, stripe, woocommerce},
};

/// A hook, with what its sender would send.
pub(crate) struct Hook {
    /// Its name, for messages.
    pub(crate) name: &'static str,
    /// Makes the `n`-th valid body.
    pub(crate) body: fn(&World, u32) -> Value,
    /// Signs any body.
    pub(crate) sign: fn(&World, Vec<u8>) -> Message,
    /// Headers that prove the sender; none if the path does.
    pub(crate) proof: &'static [&'static str],
    /// Methods that are answered.
    pub(crate) allow: &'static str,
    /// Whether its messages are orders.
    pub(crate) orders: bool,
    /// Whether it says which field is missing.
    pub(crate) is_strict: bool,
}

/// All hooks.
pub(crate) static HOOKS: [Hook; 5] = [
    Hook {
        name: "inpost-shipx",
        body: |world, n| {
            inpost_shipx::status(world.base + u64::from(n), Some(&world.parcel(1)), "adopted_at_source_branch", ago(9))
        },
        sign: |world, body| Message::json(inpost_shipx::path(world.secrets()), body),
        proof: &[],
        allow: "GET, POST",
        orders: false,
        is_strict: false,
    },
    Hook {
        name: "inpost",
        body: |world, n| {
            let mut event = inpost::event(&world.parcel(1), "LMD.1005", ago(9), Some(&world.number(n)));
            event["eventId"] = json!(format!("{}-{n}#LMD.1005", world.parcel(1)));
            event["location"] = inpost::locker("KRA010", "ul. Przykładowa 1", "30-001", "Kraków");
            event["newDestination"] = inpost::locker("KRA011", "ul. Przykładowa 2", "30-001", "Kraków");
            event
        },
        sign: |world, body| {
            let key = inpost::keys(world.secrets()).first().copied().unwrap_or_default().to_owned();
            let signature = inpost::signature(&key, &[&body]);
            inpost::unsigned(world.secrets(), body, chrono::Utc::now()).with("x-inpost-signature", &signature)
        },
        proof: &["x-inpost-signature"],
        allow: "POST",
        orders: false,
        is_strict: false,
    },
    Hook {
        name: "standard courier",
        body: |world, n| {
            let mut event = standard::event("dpd", &world.parcel(1), "ready_for_pickup", ago(9));
            event["code"] = json!(format!("code-{n}"));
            event["order"] = json!(world.number(n));
            event["reason"] = json!("none");
            event["location"] = json!("Kraków");
            event["estimated_delivery"] = json!("2026-12-01");
            event["replaced_by"] = Value::Null;
            event["pickup"] = json!({"name": "KRA010", "address": "ul. Prosta 1", "deadline": "2026-12-01T10:00:00Z"});
            standard::shipment_event(&event)
        },
        sign: |world, body| {
            standard::signed(standard::COURIER, &world.secrets().standard_courier, body, chrono::Utc::now())
        },
        proof: &["webhook-id", "webhook-timestamp", "webhook-signature"],
        allow: "POST",
        orders: false,
        is_strict: true,
    },
    Hook {
        name: "standard order",
        body: |world, n| {
            let mut order = standard::order_data(&world.number(n), "shipped", ago(30), &world.email());
            order["shipments"] = json!([{"carrier": "dpd", "tracking_number": world.parcel(n)}]);
            order["paid_at"] = json!("2026-11-01T10:00:00Z");
            order["dispatch_by"] = json!("2026-11-03");
            order["customer"]["postcode"] = json!("30-001");
            order["customer"]["phone"] = json!("600000001");
            standard::order_updated(&order)
        },
        sign: |world, body| {
            standard::signed(standard::ORDER, &world.secrets().standard_order, body, chrono::Utc::now())
        },
        proof: &["webhook-id", "webhook-timestamp", "webhook-signature"],
        allow: "POST",
        orders: true,
        is_strict: true,
    },
    Hook {
        name: "woocommerce",
        body: |world, n| {
            let id = world.base + u64::from(n);
            let mut order = woocommerce::order(id, &world.number(n), "completed", ago(30), &world.email());
            woocommerce::set_tracking(&mut order, &[("InPost", &world.parcel(n))], ago(20));
            order["refunds"] = json!([{"id": 1, "reason": "", "total": "-1.00"}]);
            for unused in ["line_items", "parent_id", "version", "currency", "created_via", "payment_method_title"] {
                order.as_object_mut().unwrap().remove(unused);
            }
            order
        },
        sign: |world, body| woocommerce::signed(world.secrets(), "order.updated", body),
        proof: &["x-wc-webhook-signature"],
        allow: "POST",
        orders: true,
        is_strict: false,
    },
];

/// Hooks of couriers whose secrets a named deployment need not have. The proof of the first says nothing
/// of the body.
pub(crate) static MORE: [Hook; 2] = [
    Hook {
        name: "dhl",
        body: |world, n| {
            let at = ago(9) + TimeDelta::seconds(i64::from(n));
            let events = [
                dhl::event("transit", "Shipment is out for delivery", at, "Poznań"),
                dhl::event("transit", "Processed at hub", at - TimeDelta::hours(4), ""),
            ];
            let mut shipment = dhl::shipment(&world.parcel(1), &events);
            shipment["estimatedTimeOfDelivery"] = json!("2026-12-01T12:00:00");
            dhl::push(&[shipment])
        },
        sign: |world, body| {
            let message = dhl::message(world.secrets(), &Value::Null);
            message.body(body)
        },
        proof: &["x-dhl-proof"],
        allow: "POST",
        orders: false,
        is_strict: false,
    },
    Hook {
        name: "aftership",
        body: |world, n| {
            let at = ago(9) + TimeDelta::seconds(i64::from(n));
            let points = [
                aftership::checkpoint("dhl", "InTransit", "InTransit_003", at - TimeDelta::hours(4), "Łódź"),
                aftership::checkpoint("dhl", "OutForDelivery", "OutForDelivery_001", at, "Poznań"),
            ];
            aftership::update(&world.parcel(1), "dhl", at, &points)
        },
        sign: |world, body| aftership::signed(world.secrets(), body),
        proof: &["aftership-hmac-sha256"],
        allow: "POST",
        orders: false,
        is_strict: false,
    },
];

/// A platform and a payment provider whose secrets a named deployment need not have.
pub(crate) static SALES: [Hook; 2] = [
    Hook {
        name: "shopify",
        body: |world, n| {
            let id = world.base + u64::from(n);
            let mut order = shopify::order(id, &world.number(n), "paid", ago(30), ago(20), &world.email());
            let sent = shopify::fulfilment(id, id, "InPost", &[&world.parcel(n)], ago(20));
            order["fulfillments"] = json!([sent]);
            order["refunds"] = json!([shopify::refund(id, id, "1.00", ago(10))]);
            order["note_attributes"] = json!([{"name": "allegro", "value": world.number(n)}]);
            let unused = ["admin_graphql_api_id", "billing_address", "processed_at", "order_number", "customer"];
            unused.iter().for_each(|field| drop(order.as_object_mut().unwrap().remove(*field)));
            order
        },
        sign: |world, body| shopify::signed(world.secrets(), "orders/updated", body),
        proof: &["x-shopify-hmac-sha256"],
        allow: "POST",
        orders: true,
        is_strict: false,
    },
    Hook {
        name: "stripe",
        body: |world, n| {
            let payment = format!("pi_{}", world.parcel(n));
            stripe::event("payment_intent.succeeded", &payment, &world.number(1), 11479, ago(1))
        },
        sign: |world, body| stripe::signed(world.secrets(), body, chrono::Utc::now()),
        proof: &["stripe-signature"],
        allow: "POST",
        orders: false,
        is_strict: false,
    },
];

/// Those that every deployment has, and on a local one the others whose proof is over the body.
pub(crate) fn provable(is_local: bool) -> impl Iterator<Item = &'static Hook> {
    HOOKS.iter().chain(SALES.iter().filter(move |_| is_local))
}

/// The deployment has not suffered: it answers, and nothing has trapped.
#[track_caller]
pub(crate) fn still_well(world: &World, after: &str) {
    let form = world.client().get("/track-order").unwrap();
    assert_eq!(form.status, 200, "after {after}");
    let log = world.log();
    for sign in ["got no answer", "panicked", "wasm trap", "trapped"] {
        assert!(!log.contains(sign), "after {after} the host says: {log}");
    }
}
