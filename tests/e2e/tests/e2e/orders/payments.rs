//! Payments: the samples of the providers pay order 1001, twice at once or in the wrong order, and of a
//! wrong amount not at all.

use super::{Day, lacks};
use crate::world::{World, ago, client, fixture, time};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use sledz_e2e::{
    message::Message,
    senders::{payu, przelewy24, rfc3339, standard, stripe},
    shops::przelewy24::P24,
};
use std::thread;

/// An order of 114.79 zł that waits for its payment.
fn unpaid(number: &str, placed: DateTime<Utc>, email: &str) -> Value {
    let mut order = standard::order_data(number, "received", placed, email);
    order["updated_at"] = json!(rfc3339(placed));
    order["payment"] = json!("unpaid");
    order["total"] = json!("114.79");
    order["currency"] = json!("PLN");
    order
}

/// Order 1001, placed at noon.
fn order_1001(day: &Day) {
    let order = standard::order_updated(&unpaid("1001", time("2026-10-01T10:30:05Z"), "lucja@example.com"));
    let body = order.to_string().into_bytes();
    day.hear(standard::signed(standard::ORDER, &day.secrets().standard_order, body, time("2026-10-01T10:31:00Z")));
    assert_eq!(day.sees("1001").0["payment_state"], "unpaid");
}

#[track_caller]
fn is_paid(day: &Day, at: &str) {
    let (view, _) = day.sees("1001");
    assert_eq!((&view["stage"], &view["payment_state"]), (&json!("paid"), &json!("paid")));
    assert_eq!(day.order("1001")["payment"], json!({"state": "paid", "at": at}));
}

#[test]
fn payu_by_md5_and_sha256() {
    for (algorithm, hash) in [
        ("MD5", "eeaa76f8bd06b0e3bd5c2c7d72e54ab5"),
        ("SHA-256", "4fe7b85b1cd8e91bc3cfde43ce22f3290cec0728e7deb2fecc0003ed4f32ad48"),
    ] {
        let Some(day) = Day::open("payu_by_md5_and_sha256") else { return };
        order_1001(&day);
        let header = format!("sender=checkout;signature={hash};algorithm={algorithm};content=DOCUMENT");
        let message = Message::json(payu::path(day.secrets()), fixture("payu/payu_notification.json"))
            .with("openpayu-signature", &header);
        day.at("2026-10-01T10:31:59Z").hears_only_exactly(message);
        is_paid(&day, "2026-10-01T10:31:58Z");
    }
}

#[test]
fn przelewy24_once_it_is_verified() {
    let p24 = P24::start().unwrap();
    if crate::world::skips_named("przelewy24_once_it_is_verified") {
        return;
    }
    let day = Day::with(|builder| {
        p24.variables().into_iter().fold(builder, |builder, (name, value)| builder.variable(&name, &value))
    });
    order_1001(&day);
    // The transaction of the sample.
    let paid = p24.pay("order-1001-a", 11479);
    assert_eq!(paid["orderId"], 301_000_001);
    day.hears_only_exactly(przelewy24::exactly(day.secrets(), fixture("przelewy24/p24_notification.json")));
    assert_eq!(day.sees("1001").0["payment_state"], "pending");
    for _ in 0..4 {
        day.pass(TimeDelta::minutes(4));
        day.run("calls");
    }
    assert_eq!(p24.verified().len(), 1);
    assert_eq!(p24.transactions()[0].verified, 1, "asked once");
    let (view, _) = day.sees("1001");
    assert_eq!((&view["stage"], &view["payment_state"]), (&json!("paid"), &json!("paid")));
}

#[test]
fn stripe_by_its_vector() {
    let Some(day) = Day::open("stripe_by_its_vector") else { return };
    order_1001(&day);
    let signature = "t=1790850660,v1=2e55ba0e7a9d579540a8c737df8a49783f68d46b03b64bdb8c5436324ee5d15d";
    let message = Message::json(stripe::path(day.secrets()), fixture("stripe/stripe_event.json"))
        .with("stripe-signature", signature);
    for late in ["2026-10-01T10:36:01Z", "2026-10-01T10:25:59Z"] {
        day.at(late).refuse(&day.received(message.clone()), 401);
    }
    day.at("2026-10-01T10:32:00Z").hears_only_exactly(message);
    is_paid(&day, "2026-10-01T10:31:00Z");
}

#[test]
fn two_equal_notifications_and_one_that_comes_late_are_one_payment() {
    let world = World::open();
    if lacks(world.secrets(), "two_equal_notifications", &[("payment", "payu"), ("payment", "stripe")]) {
        return;
    }
    let (number, payment) = (world.number(1), format!("P{}", world.base));
    world.tell_order(&unpaid(&number, ago(3), &world.email()));
    let told = |status: &str, at| payu::notification(&payment, &number, status, 11479, at);
    let completed = payu::message(world.secrets(), &told("COMPLETED", ago(2)));
    thread::scope(|scope| {
        for _ in 0..2 {
            let (client, message) = (client(&world), completed.clone());
            scope.spawn(move || message.send(&client).unwrap().expect(200));
        }
    });
    // Sent again, and what was sent before comes only now.
    world.take(&completed);
    for (status, at) in [("PENDING", ago(3)), ("NEW", ago(3))] {
        world.take(&payu::message(world.secrets(), &told(status, at)));
        assert_eq!(world.order(&number)["payment"]["state"], "paid", "{status}");
    }
    let other = world.number(2);
    world.tell_order(&unpaid(&other, ago(3), &world.email()));
    let event = |kind: &str, at| stripe::event(kind, &format!("pi_{}", world.base), &other, 11479, at);
    world.take(&stripe::message(world.secrets(), &event("payment_intent.succeeded", ago(1))));
    world.take(&stripe::message(world.secrets(), &event("payment_intent.payment_failed", ago(2))));
    assert_eq!(world.order(&other)["payment"]["state"], "paid");
}

#[test]
fn a_payment_waits_for_its_order() {
    let world = World::open();
    if lacks(world.secrets(), "a_payment_waits_for_its_order", &[("payment", "payu")]) {
        return;
    }
    let (number, reference) = (world.number(1), format!("{}-2", world.number(1)));
    let told = payu::notification(&format!("W{}", world.base), &reference, "COMPLETED", 11479, ago(2));
    world.take(&payu::message(world.secrets(), &told));
    world.has_no_order(&number);
    world.tell_order(&unpaid(&number, ago(3), &world.email()));
    assert_eq!(world.order(&number)["payment"]["state"], "paid");
}

#[test]
fn a_wrong_amount_or_currency_is_taken_and_pays_nothing() {
    let world = World::open();
    if lacks(world.secrets(), "a_wrong_amount_or_currency", &[("payment", "stripe")]) {
        return;
    }
    for (n, grosze, currency) in [(1, 11478, "pln"), (2, 1, "pln"), (3, 11479, "eur")] {
        let number = world.number(n);
        world.tell_order(&unpaid(&number, ago(3), &world.email()));
        let payment = format!("pi_{}_{n}", world.base);
        let mut event = stripe::event("payment_intent.succeeded", &payment, &number, grosze, ago(1));
        event["data"]["object"]["currency"] = json!(currency);
        world.take(&stripe::message(world.secrets(), &event));
        let found = world.order(&number);
        assert_eq!((&found["payment"]["state"], &found["stage"]), (&json!("pending"), &json!("received")), "{grosze}");
    }
}
