//! Our own contract over Standard Webhooks, as courier and as platform.

use crate::world::{World, ago, fixture, skips_named, time};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use sledz_e2e::{
    message::Message,
    secrets::words,
    senders::{
        rfc3339,
        standard::{self, COURIER, ORDER, signature, signed},
    },
};

/// Local only: they hold numbers that another shop may really have.
#[test]
fn published_signatures() {
    if skips_named("standard: published_signatures") {
        return;
    }
    let world = World::open();
    let vectors: Vec<Value> = serde_json::from_slice(&fixture("standard/signatures.json")).unwrap();
    for vector in vectors {
        let text = |field: &str| vector[field].as_str().unwrap();
        let variable = &world.secrets().standard_courier;
        assert!(words(variable, "").contains(&text("secret")));
        let stamp = vector["timestamp"].as_i64().unwrap();
        let now = DateTime::from_timestamp(stamp, 0).unwrap();
        let message =
            Message::json(format!("/hooks/{}/standard", text("hook")), fixture(&format!("standard/{}", text("file"))))
                .with("webhook-id", text("id"))
                .with("webhook-timestamp", &stamp.to_string())
                .with("webhook-signature", text("signature"));
        let at = |minutes: i64| message.clone().received(now + TimeDelta::minutes(minutes), world.secrets());
        let answer = u16::try_from(vector["answer"].as_u64().unwrap()).unwrap();
        for minutes in [0, 4, -4] {
            let reply = world.send(&at(minutes)).unwrap();
            assert_eq!(reply.status, answer, "{}: {}", text("file"), reply.text());
        }
        for minutes in [6, -6, 60 * 24 * 365] {
            world.refuse(&at(minutes), 401);
        }
        world.refuse(&at(0).with("webhook-id", "msg_other"), 401);
    }
}

fn order(world: &World, n: u32) -> Value {
    standard::order_updated(&standard::order_data(&world.number(n), "paid", ago(3), &world.email()))
}

#[test]
fn any_right_signature_of_any_secret_suffices() {
    let world = World::open();
    let body = order(&world, 1).to_string().into_bytes();
    let stamp = Utc::now().timestamp().to_string();
    let message =
        standard::order(world.secrets(), &order(&world, 1)).body(body.clone()).with("webhook-timestamp", &stamp);
    let id = message.header("webhook-id").to_owned();
    for secret in words(&world.secrets().standard_order, "") {
        let right = signature(secret, &id, &stamp, &body);
        world.take(&message.clone().with("webhook-signature", &right));
        let several = format!("v1,AAAA v1a,BBBB v2,CCCC {right} nonsense");
        world.take(&message.clone().with("webhook-signature", &several));
        let bare = right.trim_start_matches("v1,");
        for wrong in [bare, "", "v1", "v1,", &format!("v2,{bare}"), &format!("v1 {bare}"), &format!("v1,x{bare}")] {
            world.refuse(&message.clone().with("webhook-signature", wrong), 401);
        }
    }
    // Svix has other names for the same headers.
    let right = signature(words(&world.secrets().standard_order, "")[0], &id, &stamp, &body);
    let svix = Message::json(message.path.clone(), body)
        .with("svix-id", &id)
        .with("svix-timestamp", &stamp)
        .with("svix-signature", &right);
    world.take(&svix);
}

#[test]
fn a_timestamp_may_be_five_minutes_off() {
    let world = World::open();
    let body = order(&world, 1).to_string().into_bytes();
    let sent = |minutes: i64| {
        let at = Utc::now() - TimeDelta::minutes(minutes);
        signed(ORDER, &world.secrets().standard_order, body.clone(), at)
    };
    for minutes in [4, 0, -4] {
        world.take(&sent(minutes));
    }
    for minutes in [6, -6, 60 * 24] {
        world.refuse(&sent(minutes), 401);
    }
    for odd in ["", "now", "-1", "1e9", "99999999999999999999", &format!(" {}", i64::MIN)] {
        world.refuse(&sent(0).with("webhook-timestamp", odd), 401);
    }
    let right = sent(0);
    for header in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
        world.refuse(&right.clone().without(header), 401);
    }
}

#[test]
fn the_clock_of_tests_moves_only_with_its_key() {
    let world = World::open();
    let right = standard::order(world.secrets(), &order(&world, 1));
    let later = Utc::now() + TimeDelta::hours(1);
    world.refuse(&right.clone().received(later, world.secrets()), 401);
    let forged = world.secrets().test_now(later).replace(';', ";0");
    for ignored in [forged.as_str(), "2030-01-01T00:00:00Z", "2030-01-01T00:00:00Z;00", ";", ""] {
        world.take(&right.clone().with("sledz-test-now", ignored));
    }
}

#[test]
fn unusable_messages_name_the_field() {
    let world = World::open();
    let event = standard::event("dpd", &world.parcel(1), "in_transit", ago(2));
    let without = |field: &str| {
        let mut event = event.clone();
        event.as_object_mut().unwrap().remove(field);
        standard::shipment_event(&event)
    };
    let with = |field: &str, value: Value| {
        let mut event = event.clone();
        event[field] = value;
        standard::shipment_event(&event)
    };
    for (field, body) in [
        ("type", json!({"data": event})),
        ("type", json!({"type": 5, "data": event})),
        ("data", json!({"type": "shipment.event"})),
        ("data", standard::shipment_event(&json!("text"))),
        ("data", standard::shipment_event(&json!([event, 5]))),
        ("data", standard::shipment_event(&Value::Array(vec![event.clone(); 101]))),
        ("tracking_number", without("tracking_number")),
        ("tracking_number", with("tracking_number", json!({}))),
        ("tracking_number", with("tracking_number", json!("—"))),
        ("tracking_number", with("tracking_number", json!("9".repeat(65)))),
        ("status", without("status")),
    ] {
        let refused = world.refuse(&standard::courier(world.secrets(), &body), 400);
        let detail = refused.json().unwrap()["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains(field), "{field}: {detail}");
    }
    for body in
        [json!({"data": {}}), json!({"type": "order.updated"}), json!({"type": "order.updated", "data": {"id": ""}})]
    {
        let refused = world.refuse(&standard::order(world.secrets(), &body), 400);
        let detail = refused.json().unwrap()["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains("type") || detail.contains("id"), "{detail}");
    }
    world.ship(&world.number(1), &[&world.parcel(1)]);
    assert!(world.codes(&world.number(1)).is_empty(), "a refused message left something");
}

#[test]
fn other_types_are_taken_and_do_nothing() {
    let world = World::open();
    let (number, parcel) = (world.number(1), world.parcel(1));
    let mut order = order(&world, 2);
    order["type"] = json!("order.exploded");
    world.take(&standard::order(world.secrets(), &order));
    let mut event = standard::shipment_event(&standard::event("dpd", &parcel, "delivered", ago(1)));
    event["type"] = json!("shipment.exploded");
    world.take(&standard::courier(world.secrets(), &event));
    world.ship(&number, &[&parcel]);
    assert!(world.codes(&number).is_empty());
    world.has_no_order(&world.number(2));
}

#[test]
fn a_message_may_carry_a_hundred_events_of_several_parcels() {
    let world = World::open();
    let (number, one, two) = (world.number(1), world.parcel(1), world.parcel(2));
    world.ship(&number, &[&one, &two]);
    let events = (0..100).map(|n| {
        let mut event = standard::event("dpd", if n < 60 { &one } else { &two }, "in_transit", ago(20));
        event["code"] = json!(format!("code-{n}"));
        event
    });
    world.take(&standard::courier(world.secrets(), &standard::shipment_event(&events.collect())));
    let view = world.track(&number).unwrap();
    let count = |n: usize| view["shipments"][n]["events"].as_array().unwrap().len();
    assert_eq!((count(0), count(1)), (60, 40));
}

#[test]
fn everything_an_event_can_say_is_shown() {
    let world = World::open();
    let (number, parcel) = (world.number(1), world.parcel(1));
    world.ship(&number, &[&parcel]);
    let deadline = rfc3339(ago(-40));
    let mut event = standard::event("dpd", &parcel, "ready_for_pickup", ago(2));
    event["code"] = json!("501");
    event["location"] = json!("Warszawa");
    event["pickup"] = json!({"name": "DPD Pickup", "address": "ul. Prosta 1", "deadline": deadline});
    event["estimated_delivery"] = json!("2030-01-02");
    world.tell(&event);
    let view = world.track(&number).unwrap();
    let shipment = &view["shipments"][0];
    assert_eq!(shipment["status"], "ready_for_pickup");
    assert_eq!(shipment["carrier_name"], "DPD");
    assert_eq!(shipment["pickup"], json!({"name": "DPD Pickup", "address": "ul. Prosta 1", "deadline": deadline}));
    assert_eq!(shipment["events"][0]["location"], "Warszawa");
    assert_eq!(shipment["events"][0]["code"], "501");
    assert_eq!(view["estimated_delivery"], "2030-01-02T22:59:59Z", "a day ends in Warsaw");
}

#[test]
fn orders_through_every_status() {
    let world = World::open();
    let number = world.number(1);
    for status in ["received", "paid", "preparing", "shipped", "delivered", "cancelled", "paid"] {
        world.tell_order(&standard::order_data(&number, status, ago(3), &world.email()));
        let found = world.order(&number);
        assert_eq!(found["stage"], status);
        assert_eq!(found["sources"][0]["says"], status);
    }
    // A status that nobody knows keeps the stage.
    world.tell_order(&standard::order_data(&number, "teleported", ago(3), &world.email()));
    assert_eq!(world.order(&number)["stage"], "paid");
}

#[test]
fn dates_and_language_of_an_order() {
    let world = World::open();
    let number = world.number(1);
    let mut order = standard::order_data(&number, "paid", time("2026-09-30T10:00:00Z"), &world.email());
    order["paid_at"] = json!("2026-10-01T10:00:00+02:00");
    order["dispatch_by"] = json!("2026-10-05");
    order["estimated_delivery"] = json!("2026-10-07T12:00:00Z");
    order["language"] = json!("en-GB");
    world.tell_order(&order);
    let found = world.order(&number);
    assert_eq!(found["placed_at"], "2026-09-30T10:00:00Z");
    assert_eq!(found["payment"], json!({"state": "paid", "at": "2026-10-01T08:00:00Z"}));
    assert_eq!(found["dispatch_by"], "2026-10-05T21:59:59Z");
    assert_eq!(found["estimated_delivery"], "2026-10-07T12:00:00Z");
    assert_eq!(found["language"], "en");
    assert_eq!(found["delayed"], true);
}

#[test]
fn an_older_message_never_wins() {
    let world = World::open();
    let number = world.number(1);
    let old = standard::order_data(&number, "received", ago(30), &world.email());
    let mut new = standard::order_data(&number, "shipped", ago(30), &world.email());
    new["updated_at"] = json!(rfc3339(ago(1)));
    world.tell_order(&new);
    for hours in [2, 20] {
        let mut older = old.clone();
        older["updated_at"] = json!(rfc3339(ago(hours)));
        world.tell_order(&older);
        assert_eq!(world.order(&number)["stage"], "shipped");
    }
}

#[test]
fn the_path_of_a_signed_hook_needs_no_token_unless_one_is_configured() {
    let world = World::open();
    if !words(&world.secrets().standard_courier, "path:").is_empty() {
        return;
    }
    let event = standard::shipment_event(&standard::event("dpd", &world.parcel(1), "accepted", ago(2)));
    world.take(&standard::courier(world.secrets(), &event).to(&format!("{COURIER}/anything")));
}
