//! InPost's Group API: every proof that a client may have agreed on, codes, places, references.

use crate::world::{World, ago, fixture, skips_named, time};
use chrono::{TimeDelta, Utc};
use data_encoding::BASE64;
use serde_json::{Value, json};
use sledz_e2e::{secrets::words, senders::inpost};

fn tell(world: &World, body: &Value) {
    world.take(&inpost::signed(world.secrets(), body));
}

/// Local only: they hold numbers and a reference that another shop may really have.
#[test]
fn published_signatures() {
    if skips_named("inpost: published_signatures") {
        return;
    }
    let world = World::open();
    let vectors: Vec<Value> = serde_json::from_slice(&fixture("inpost/signatures.json")).unwrap();
    for vector in vectors {
        let text = |field: &str| vector[field].as_str().unwrap_or_default();
        assert!(inpost::keys(world.secrets()).contains(&text("secret")));
        let body = fixture(&format!("inpost/{}", text("file")));
        let stamp = if text("timestamp").is_empty() { "2026-10-03T05:41:06.000Z" } else { text("timestamp") };
        let message = inpost::unsigned(world.secrets(), body, time(stamp))
            .with("x-inpost-signature", text("signature"))
            .received(time("2026-10-03T06:00:00Z"), world.secrets());
        world.take(&message);
        let mut spoilt = message.body.clone();
        spoilt[20] ^= 1;
        world.refuse(&message.clone().body(spoilt), 401);
        // The vector over the body alone does not sign the timestamp.
        let elsewhen = message.clone().with("x-inpost-timestamp", "2026-10-03T05:41:07.000Z");
        if vector["timestamp"].is_null() {
            world.take(&elsewhen);
        } else {
            world.refuse(&elsewhen, 401);
        }
    }
}

#[test]
fn any_agreed_proof_suffices() {
    let world = World::open();
    let secrets = world.secrets();
    let (number, parcel) = (world.number(1), world.parcel(1));
    world.ship(&number, &[&parcel]);
    let mut proofs = Vec::new();
    let event = |n: i64| inpost::event(&parcel, "MMD.1001", ago(20) + TimeDelta::minutes(20 * n), None);
    let mut n = 0;
    let mut next = || {
        n += 1;
        let body = event(n).to_string().into_bytes();
        inpost::unsigned(secrets, body, Utc::now())
    };
    for key in inpost::keys(secrets) {
        let message = next();
        let over_body = inpost::signature(key, &[&message.body]);
        proofs.push(message.with("x-inpost-signature", &over_body));
        let message = next();
        let stamp = message.header("x-inpost-timestamp").to_owned();
        let over_both = inpost::signature(key, &[stamp.as_bytes(), b".", &message.body]);
        proofs.push(message.with("x-inpost-signature", &over_both));
    }
    for pair in words(&secrets.inpost, "basic:") {
        proofs.push(next().with("authorization", &format!("Basic {}", BASE64.encode(pair.as_bytes()))));
    }
    for header in words(&secrets.inpost, "header:") {
        let (name, value) = header.split_once(':').unwrap();
        proofs.push(next().with(&name.to_lowercase(), value));
    }
    for proof in &proofs {
        world.take(proof);
    }
    assert_eq!(world.codes(&number).len(), proofs.len());
    world.refuse(&next(), 401);
    world.refuse(&next().with("authorization", "Basic aW5wb3N0Ondyb25n"), 401);
    world.refuse(&next().with("x-inpost-signature", "AAAA"), 401);
    assert_eq!(world.codes(&number).len(), proofs.len());
}

#[test]
fn a_signed_timestamp_may_be_as_old_as_the_last_retry() {
    let world = World::open();
    if inpost::keys(world.secrets()).is_empty() {
        return;
    }
    let event = inpost::event(&world.parcel(1), "MMD.1001", ago(3), None);
    let sent =
        |minutes: i64| inpost::signed_with_timestamp(world.secrets(), &event, Utc::now() - TimeDelta::minutes(minutes));
    for minutes in [0, 15, 44, -4] {
        world.take(&sent(minutes));
    }
    for minutes in [46, 24 * 60, -6] {
        world.refuse(&sent(minutes), 401);
    }
    world.refuse(&sent(0).with("x-inpost-timestamp", "yesterday"), 401);
    world.refuse(&sent(0).without("x-inpost-timestamp"), 401);
}

#[test]
fn codes_move_the_parcel() {
    let world = World::open();
    let (number, parcel) = (world.number(1), world.parcel(1));
    world.ship(&number, &[&parcel]);
    for (code, hours, stage) in [
        ("CRE.1001", 40, "shipped"),
        ("FMD.1002", 38, "accepted"),
        ("MMD.1001", 30, "in_transit"),
        ("MMD.1234", 29, "in_transit"),
        ("LMD.1001", 20, "out_for_delivery"),
        ("INF.9001", 19, "out_for_delivery"),
        ("LMD.9017", 18, "failed_attempt"),
        ("LMD.1005", 17, "ready_for_pickup"),
        ("LMD.9001", 10, "ready_for_pickup"),
        ("XYZ.1", 9, "ready_for_pickup"),
        ("EOL.1002", 5, "delivered"),
        ("LMD.1001", 4, "delivered"),
        ("EOL.9002", 1, "exception"),
    ] {
        tell(&world, &inpost::event(&parcel, code, ago(hours), None));
        assert_eq!(world.track(&number).unwrap()["stage"], stage, "after {code}");
    }
}

#[test]
fn a_delay_is_shown_until_the_parcel_moves() {
    let world = World::open();
    let (number, parcel) = (world.number(1), world.parcel(1));
    world.ship(&number, &[&parcel]);
    for (code, hours, delayed) in [("MMD.1001", 9, false), ("INF.9001", 8, true), ("MMD.1003", 7, false)] {
        tell(&world, &inpost::event(&parcel, code, ago(hours), None));
        assert_eq!(world.track(&number).unwrap()["delayed"], delayed, "after {code}");
    }
}

#[test]
fn lockers_are_shown_and_addresses_are_not_kept() {
    let world = World::open();
    let (number, parcel) = (world.number(1), world.parcel(1));
    world.ship(&number, &[&parcel]);
    let mut at_door = inpost::event(&parcel, "LMD.1001", ago(9), None);
    at_door["location"] = json!({"type": "ADDRESS", "name": "Jan Tajny", "address": "ul. Tajna 9", "city": "Tajnowo"});
    at_door["delivery"] = json!({"recipientName": "Jan Tajny", "deliveryNotes": "kod 4711 Tajny"});
    tell(&world, &at_door);
    let mut locker = inpost::event(&parcel, "LMD.1005", ago(5), None);
    locker["location"] = inpost::locker("KRA010", "ul. Przykładowa 1", "30-001", "Kraków");
    tell(&world, &locker);
    let view = world.track(&number).unwrap();
    let pickup = &view["shipments"][0]["pickup"];
    assert_eq!(*pickup, json!({"name": "KRA010", "address": "ul. Przykładowa 1, 30-001 Kraków", "deadline": null}));
    assert_eq!(view["shipments"][0]["events"][0]["location"], "KRA010, Kraków");
    let page = world.page(&number).unwrap();
    let all = [world.order(&number).to_string(), world.client().get(&page).unwrap().text()].concat();
    assert!(all.contains("KRA010"));
    assert!(!all.contains("Tajn") && !all.contains("4711"), "a customer's address is shown");
}

#[test]
fn a_repeated_event_is_one_event_by_its_id() {
    let world = World::open();
    let (number, parcel) = (world.number(1), world.parcel(1));
    world.ship(&number, &[&parcel]);
    let event = inpost::event(&parcel, "MMD.1001", ago(9), None);
    tell(&world, &event);
    // A retry, signed anew; and the same id with a changed body.
    world.take(&inpost::signed_with_timestamp(world.secrets(), &event, Utc::now()));
    let mut again = event.clone();
    again["delivery"] = json!({"recipientName": "x"});
    tell(&world, &again);
    assert_eq!(world.codes(&number), ["MMD.1001"]);
}

#[test]
fn missing_fields_and_the_shape_of_2024_are_taken() {
    let world = World::open();
    let (number, parcel) = (world.number(1), world.parcel(1));
    world.ship(&number, &[&parcel]);
    let bare = json!({"trackingNumber": parcel, "eventId": format!("{parcel}#MMD.1001"), "eventCode": "MMD.1001",
        "timestamp": "2026-10-03T05:41:05.123456789Z"});
    tell(&world, &bare);
    assert_eq!(world.codes(&number), ["MMD.1001"]);
    for useless in [json!({}), json!({"trackingNumber": parcel}), json!({"eventCode": "MMD.1001"})] {
        tell(&world, &useless);
    }
    assert_eq!(world.codes(&number).len(), 1);
}
