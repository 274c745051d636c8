//! What the shop's own people and systems are told: webhooks of our own, warnings, and the pokes
//! by which our components speak to each other.

use crate::{
    mailroom::{Call, bought, scanned, shop, shop_with},
    shop::{Message, STANDARD, Shop, after, shipx},
    world::{Fate, World},
};
use chrono::{DateTime, TimeDelta, Utc};
use http::StatusCode;
use serde_json::{Value, json};

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;

/// A shop that tells another system of everything, and its customers nothing.
fn telling() -> Shop {
    let secret = format!("whsec_{STANDARD}");
    shop_with(&[("events_url", "https://erp.example"), ("events_secrets", &secret), ("notify_since", "")])
}

fn statuses(world: &World) -> Vec<(String, Value)> {
    world
        .by("event")
        .into_iter()
        .map(|event| {
            let body: Value = serde_json::from_str(&event.text).unwrap();
            (event.kind, body["data"]["status"].clone())
        })
        .collect()
}

#[test]
fn every_event_and_every_state_is_told_once_and_signed() {
    let (shop, world) = (telling(), World::forgetful());
    for message in [
        bought(after(0), after(0), "paid", &["A1"]),
        scanned(after(10), "A1", "pre_transit"),
        scanned(after(20), "A1", "accepted"),
        scanned(after(30), "A1", "in_transit"),
        bought(after(40), after(0), "shipped", &["A1"]),
        scanned(after(50), "A1", "delivered"),
    ] {
        for _ in 0..2 {
            shop.tell(&world, &message);
        }
        shop.run(&world, message.at, message.at + TimeDelta::minutes(5), 1);
    }
    let told = |kind: &str, status: &str| (kind.to_owned(), json!(status));
    assert_eq!(
        statuses(&world),
        [
            told("order.updated", "paid"),
            told("shipment.event", "pre_transit"),
            told("shipment.event", "accepted"),
            told("shipment.event", "in_transit"),
            told("order.updated", "in_transit"),
            told("shipment.event", "delivered"),
        ]
    );
    assert_eq!((world.unsigned.get(), world.calls.get()), (0, 6));
    assert!(!world.got().iter().any(|event| event.text.contains("lucja")), "nothing personal is told");
}

#[test]
fn events_are_repeated_by_their_own_schedule_under_one_id() {
    let (shop, world) = (telling(), World::forgetful());
    world.next.borrow_mut().extend([Fate::Timeout, Fate::Trouble, Fate::TooMany]);
    shop.tell(&world, &scanned(after(0), "A1", "accepted"));
    shop.run(&world, after(1), after(5 * HOUR), 1);
    let got = world.by("event");
    assert_eq!((got.len(), world.calls.get()), (2, 4), "the first was taken and its answer lost");
    assert_eq!(got[0].reference, got[1].reference);
    // 5 s, 5 min and 30 min after each failure, or by the next call after that.
    assert!(got[1].at >= after(35) && got[1].at <= after(50), "{}", got[1].at);
}

#[test]
fn events_of_several_orders_are_kept_apart() {
    let (shop, world) = (telling(), World::new());
    for id in ["1", "2", "3"] {
        let message = bought(after(0), after(0), "paid", &[]);
        let body = message.body.replace("\"77\"", &format!("\"{id}\""));
        shop.tell(&world, &Message { body, ..message });
    }
    let mut ids: Vec<_> = world.by("event").into_iter().map(|event| event.reference).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 3);
}

/// So many orders, one an hour, each placed when it comes.
fn talk(shop: &Shop, from: i64, orders: i64) {
    for n in 0..orders {
        let at = after(from + n * HOUR);
        let message = bought(at, at, "paid", &[]);
        let id = format!("\"{}\"", from + n);
        shop.tell_unheard(&Message { body: message.body.replace("\"77\"", &id).replace("\"1001\"", &id), ..message });
    }
}

fn warnings(world: &World, about: &str) -> Vec<DateTime<Utc>> {
    world.by("slack").into_iter().filter(|alert| alert.text.contains(about)).map(|alert| alert.at).collect()
}

const SLACK: [(&str, &str); 3] =
    [("alert_slack", "/services/T/B/x"), ("slack_url", "https://hooks.slack.com"), ("notify_since", "")];

#[test]
fn a_source_that_falls_silent_is_warned_of_once_each_time() {
    let (shop, world) = (shop_with(&SLACK), World::new());
    talk(&shop, 0, 8);
    shop.run(&world, after(8 * HOUR), after(4 * DAY), 30);
    let quiet = warnings(&world, "has gone quiet");
    assert_eq!(quiet.len(), 1, "{quiet:?}");
    assert!(quiet[0] > after(19 * HOUR) && quiet[0] < after(22 * HOUR), "after twelve hours: {}", quiet[0]);
    // It talks again and falls silent again: no news, until the first silence is two weeks old.
    talk(&shop, 4 * DAY, 6);
    shop.run(&world, after(4 * DAY), after(10 * DAY), 60);
    assert_eq!(warnings(&world, "has gone quiet").len(), 1, "longer than twice the longest silence so far");
    shop.run(&world, after(10 * DAY), after(18 * DAY), 60);
    assert_eq!(warnings(&world, "has gone quiet").len(), 2);
}

#[test]
fn paid_orders_without_numbers_are_warned_of_once_a_day() {
    let (shop, world) = (shop_with(&SLACK), World::new());
    talk(&shop, 0, 8);
    // Promised for Wednesday: late on Thursday and, still, on Friday.
    shop.run(&world, after(8 * HOUR), after(3 * DAY - 12 * HOUR), 30);
    assert_eq!(warnings(&world, "no tracking number").len(), 0);
    shop.run(&world, after(3 * DAY - 12 * HOUR), after(5 * DAY - 12 * HOUR), 30);
    let late = warnings(&world, "no tracking number");
    assert!(late.len() == 2 && late[1] - late[0] < TimeDelta::hours(25), "{late:?}");
}

#[test]
fn orders_of_closed_days_are_still_looked_at() {
    let (shop, world) = (shop_with(&SLACK), World::new());
    talk(&shop, 0, 8);
    let late = |at| shop.job(&world, at, "stalled")["jobs"][0]["report"]["late_without_number"].clone();
    assert_eq!(late(after(6 * DAY)), 8);
    shop.job(&world, after(6 * DAY), "compaction");
    assert_eq!(late(after(6 * DAY)), 8);
}

#[test]
fn nobody_is_warned_where_no_way_is_set() {
    let (shop, world) = (shop(), World::new());
    talk(&shop, 0, 8);
    let run = shop.job(&world, after(DAY), "stalled");
    assert_eq!(run["jobs"][0]["report"]["quiet"][0]["source"], "order:standard");
    assert_eq!(world.calls.get(), 0);
}

#[test]
fn a_poke_needs_the_proof_of_our_own_key_and_the_time() {
    let (shop, world) = (shop(), World::new());
    shop.deliver(&bought(after(0), after(0), "paid", &[]));
    let poke = shop.pokes.take().pop().unwrap().map(|()| Vec::new());
    let answer = |shop: &Shop, at, poke: http::Request<Vec<u8>>| Call::new(shop, at, poke).answered(&world).status();
    let proof = poke.headers()["sledz-poke"].to_str().unwrap().to_owned();
    for at in [0, proof.find('.').unwrap() + 1, proof.len() - 1] {
        let mut forged = proof.clone().into_bytes();
        forged[at] = if forged[at] == b'1' { b'2' } else { b'1' };
        let mut changed = poke.clone();
        changed.headers_mut().insert("sledz-poke", http::HeaderValue::from_bytes(&forged).unwrap());
        assert_eq!(answer(&shop, after(0), changed), StatusCode::UNAUTHORIZED, "character {at}");
    }
    for seconds in [-61, 61, 3600] {
        let at = after(0) + TimeDelta::seconds(seconds);
        assert_eq!(answer(&shop, at, poke.clone()), StatusCode::UNAUTHORIZED, "{seconds} s");
    }
    let mut elsewhere = poke.clone();
    *elsewhere.uri_mut() = "/jobs/delays".parse().unwrap();
    assert_eq!(answer(&shop, after(0), elsewhere), StatusCode::UNAUTHORIZED, "it may ask for nothing else");
    let stranger = shop_with(&[("keys", "foreign")]);
    assert_eq!(answer(&stranger, after(0), poke.clone()), StatusCode::UNAUTHORIZED);
    assert_eq!(world.calls.get(), 0);
    // After the keys were rotated it is still ours; what it names need not exist.
    let other = shop_with(&[("keys", "new current")]);
    assert_eq!(answer(&other, after(0), poke.clone()), StatusCode::OK);
    assert_eq!((world.calls.get(), answer(&shop, after(0), poke)), (0, StatusCode::OK));
    assert_eq!(world.mails(), ["confirmed"]);
}

#[test]
fn what_nobody_has_confirmed_is_told_to_no_other_system() {
    let number = "602677439331630337653846";
    for (poll, told) in [("inpost-tracking", false), ("", true)] {
        let secret = format!("whsec_{STANDARD}");
        let shop = shop_with(&[
            ("events_url", "https://erp.example"),
            ("events_secrets", &secret),
            ("notify_since", ""),
            ("courier_inpost_shipx_secrets", "path:token"),
            ("poll", poll),
        ]);
        let world = World::new();
        shop.tell(&world, &bought(after(0), after(0), "shipped", &[number]));
        shop.tell(&world, &shipx(after(10), after(10), "ready_to_pickup", Some(number)));
        shop.tell(&world, &shipx(after(20), after(20), "delivered", Some(number)));
        shop.run(&world, after(20), after(30), 1);
        let statuses = statuses(&world);
        let has = |status: &str| statuses.contains(&("shipment.event".to_owned(), json!(status)));
        assert!(has("ready_for_pickup"), "{statuses:?}");
        assert_eq!(has("delivered"), told, "poll = {poll:?}: {statuses:?}");
    }
}
