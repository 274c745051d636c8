//! InPost ShipX: a token in the path, no signature, and numbers that come late.

use crate::world::{World, ago, fixture};
use serde_json::{Value, json};
use sledz_e2e::{
    message::Message,
    secrets::words,
    senders::{inpost_shipx as shipx, rfc3339},
};

fn tell(world: &World, body: &Value) {
    world.take(&shipx::message(world.secrets(), body));
}

#[test]
fn the_probe_needs_the_token() {
    let world = World::open();
    let probe = Message::json(shipx::path(world.secrets()), Vec::new()).method("GET").without("content-type");
    world.take(&probe);
    world.take(&probe.clone().method("HEAD"));
    for path in ["/hooks/couriers/inpost-shipx", "/hooks/couriers/inpost-shipx/", "/hooks/couriers/inpost-shipx/wrong"]
    {
        world.refuse(&probe.clone().to(path), 401);
    }
}

#[test]
fn every_configured_token_is_right() {
    let world = World::open();
    for (n, token) in (1..).zip(words(&world.secrets().inpost_shipx, "path:")) {
        let body = shipx::status(world.base + n, Some(&world.parcel(1)), "created", ago(9));
        world.take(&shipx::message(world.secrets(), &body).to(&format!("/hooks/couriers/inpost-shipx/{token}")));
    }
}

#[test]
fn the_messages_that_inpost_shows() {
    let world = World::open();
    // The numbers are replaced: a deployment may know a parcel of the original ones.
    let (number, parcel) = (world.number(1), world.parcel(1));
    world.ship(&number, &[&parcel]);
    for file in ["offers_prepared", "confirmed", "ready_to_pickup"] {
        let body = String::from_utf8(fixture(&format!("inpost-shipx/{file}.json"))).unwrap();
        let body = body
            .replace("602677439331630337653846", &parcel)
            .replace("\"shipment_id\":49", &format!("\"shipment_id\":{}", world.base));
        let message = Message::json(shipx::path(world.secrets()), body.into_bytes());
        world.take(&message.received(crate::world::time("2026-10-03T06:00:00Z"), world.secrets()));
    }
    let view = world.track(&number).unwrap();
    let events = view["shipments"][0]["events"].as_array().unwrap();
    let told: Vec<(&Value, &Value)> = events.iter().map(|event| (&event["code"], &event["at"])).collect();
    assert_eq!(
        told,
        [
            (&json!("ready_to_pickup"), &json!("2026-10-03T05:41:05Z")),
            (&json!("confirmed"), &json!("2026-10-02T07:12:40Z")),
        ]
    );
}

#[test]
fn from_the_label_to_the_locker() {
    let world = World::open();
    let (number, parcel) = (world.number(1), world.parcel(1));
    world.ship(&number, &[&parcel]);
    tell(&world, &shipx::confirmed(world.base, &parcel, ago(30)));
    let stage = |world: &World| world.track(&number).unwrap()["stage"].clone();
    assert_eq!(stage(&world), "shipped", "a label is not a scan");
    for (status, hours, expected) in [
        ("dispatched_by_sender", 28, "accepted"),
        ("adopted_at_sorting_center", 20, "in_transit"),
        ("out_for_delivery", 8, "out_for_delivery"),
        ("delay_in_delivery", 7, "out_for_delivery"),
        ("ready_to_pickup", 6, "ready_for_pickup"),
        ("pickup_reminder_sent", 3, "ready_for_pickup"),
        ("something_new", 2, "ready_for_pickup"),
        ("delivered", 1, "delivered"),
        ("sent_from_sorting_center", 18, "delivered"),
    ] {
        tell(&world, &shipx::status(world.base, Some(&parcel), status, ago(hours)));
        assert_eq!(stage(&world), expected, "after {status}");
    }
    let view = world.track(&number).unwrap();
    let shipment = &view["shipments"][0];
    assert_eq!(shipment["carrier"], "inpost");
    assert_eq!(shipment["tracking_url"], format!("https://inpost.pl/sledzenie-przesylek?number={parcel}"));
    let events = shipment["events"].as_array().unwrap();
    assert_eq!(events.len(), 10);
    let code = |code: &str| events.iter().find(|event| event["code"] == code).unwrap();
    assert_eq!(code("something_new")["status"], Value::Null);
    assert_eq!(code("delay_in_delivery")["status"], Value::Null);
    assert_eq!(code("delivered")["source"], "inpost-shipx");
    assert_eq!(code("sent_from_sorting_center")["status"], "in_transit");
}

#[test]
fn the_reminder_tells_the_deadline() {
    let world = World::open();
    let (number, parcel) = (world.number(1), world.parcel(1));
    world.ship(&number, &[&parcel]);
    let at = ago(1);
    tell(&world, &shipx::status(world.base, Some(&parcel), "ready_to_pickup", ago(20)));
    tell(&world, &shipx::status(world.base, Some(&parcel), "pickup_reminder_sent", at));
    let view = world.track(&number).unwrap();
    let deadline = rfc3339(at + chrono::TimeDelta::hours(24));
    assert_eq!(view["shipments"][0]["pickup"]["deadline"], deadline);
    assert_eq!(view["delayed"], true, "the deadline is near");
}

#[test]
fn events_wait_for_their_tracking_number() {
    let world = World::open();
    let (number, parcel) = (world.number(1), world.parcel(1));
    world.ship(&number, &[&parcel]);
    tell(&world, &shipx::status(world.base, None, "created", ago(30)));
    tell(&world, &shipx::status(world.base, None, "offer_selected", ago(29)));
    assert!(world.codes(&number).is_empty());
    tell(&world, &shipx::confirmed(world.base, &parcel, ago(28)));
    assert_eq!(world.codes(&number), ["confirmed", "offer_selected", "created"]);
    // Once the number is known, what still comes without it finds its parcel.
    tell(&world, &shipx::status(world.base, None, "collected_from_sender", ago(20)));
    assert_eq!(world.codes(&number), ["collected_from_sender", "confirmed", "offer_selected", "created"]);
    // Another shipment is another shipment.
    tell(&world, &shipx::status(world.base + 1, None, "delivered", ago(1)));
    assert_eq!(world.codes(&number).len(), 4);
}

#[test]
fn returned_to_sender_is_the_way_back_and_delivered_after_it_is_returned() {
    let world = World::open();
    let (number, parcel) = (world.number(1), world.parcel(1));
    world.ship(&number, &[&parcel]);
    for (status, hours, expected) in
        [("avizo", 40, "failed_attempt"), ("returned_to_sender", 30, "returning"), ("delivered", 5, "returned")]
    {
        tell(&world, &shipx::status(world.base, Some(&parcel), status, ago(hours)));
        assert_eq!(world.track(&number).unwrap()["stage"], expected, "after {status}");
    }
    let view = world.track(&number).unwrap();
    assert_eq!(view["shipments"][0]["events"][0]["status"], "returned");
}

#[test]
fn what_says_nothing_of_a_parcel_is_taken_and_does_nothing() {
    let world = World::open();
    let (number, parcel) = (world.number(1), world.parcel(1));
    world.ship(&number, &[&parcel]);
    let mut no_status = shipx::status(world.base, Some(&parcel), "x", ago(5));
    no_status["payload"].as_object_mut().unwrap().remove("status");
    let mut other = shipx::status(world.base, Some(&parcel), "delivered", ago(5));
    other["event"] = json!("something_else");
    for body in
        [json!({}), json!({"event": "shipment_status_changed"}), json!({"event": 5, "payload": []}), no_status, other]
    {
        tell(&world, &body);
    }
    assert!(world.codes(&number).is_empty());
}
