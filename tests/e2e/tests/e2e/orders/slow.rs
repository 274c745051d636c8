//! A store that is slow, or fails: every answer comes in time, and a sender's retry heals what was cut off.

use super::{Day, kinds, lacks};
use crate::world::{World, ago, is_problem, skips_named};
use serde_json::{Value, json};
use sledz_e2e::{client::Reply, deployment::Deployment, message::Message, senders::amazon};
use std::{
    io::Write as _,
    time::{Duration, Instant},
};

/// What Shopify, Erli and EventBridge wait for.
const PATIENCE: Duration = Duration::from_secs(5);

/// What a call of the store takes.
const SLOW: u64 = 200;

fn timed(deployment: &Deployment, message: &Message) -> (Duration, Reply) {
    let begun = Instant::now();
    let reply = deployment.send(message).unwrap();
    (begun.elapsed(), reply)
}

#[test]
fn every_kind_of_message_is_answered_in_time() {
    if skips_named("every_kind_of_message_is_answered_in_time") {
        return;
    }
    // All that makes a message cost more: customers and other systems are told, carriers asked, platforms
    // written to.
    let day = Day::with(|builder| {
        let all = [
            ("notify_since", "2026-01-01"),
            ("events_url", "http://127.0.0.1:9"),
            ("poll", "inpost-tracking dpd-infoservices dhl24 poczta-polska allegro-tracking"),
            ("write_back", "allegro"),
        ];
        all.into_iter().fold(builder, |builder, (name, value)| builder.variable(name, value))
    });
    day.delay_store(SLOW).unwrap();
    let mut all: Vec<(Duration, String)> = Vec::new();
    for kind in kinds::all(&day) {
        for again in ["new", "repeated"] {
            let (took, reply) = timed(&day, &kind.message);
            let what = format!("{} {} {}, {again}", kind.source.0, kind.source.1, kind.what);
            assert_eq!(reply.status, 200, "{what}: {}", reply.text());
            all.push((took, what));
        }
    }
    all.sort();
    let slowest: Vec<String> = all.iter().rev().take(8).map(|(took, what)| format!("  {took:?}: {what}")).collect();
    let _ = writeln!(std::io::stdout(), "\nslowest answers at {SLOW} ms a call:\n{}", slowest.join("\n"));
    let late: Vec<&(Duration, String)> = all.iter().filter(|(took, _)| *took >= PATIENCE).collect();
    assert!(late.is_empty(), "{late:#?}");
    day.delay_store(0).unwrap();
    assert_eq!(day.order(&day.number(1))["stage"], "in_transit");
    assert_eq!(day.order(&day.number(1))["payment"]["state"], "partially_refunded");
}

/// Ten records of a queue, of ten orders.
fn batch(world: &World, from: u32) -> (Vec<String>, Message) {
    let numbers: Vec<String> = (from..from + 10).map(|n| world.number(n)).collect();
    let notifications: Vec<Value> =
        numbers.iter().map(|number| amazon::notification(number, "Unshipped", ago(5), ago(4))).collect();
    let message = amazon::message(world.secrets(), &amazon::records(&notifications));
    (numbers, message)
}

#[test]
fn a_batch_of_a_queue_is_taken_at_once_and_from_a_slow_store_over_retries() {
    let world = World::open();
    if lacks(world.secrets(), "a_batch_of_a_queue", &[("order", "amazon")]) {
        return;
    }
    let (numbers, message) = batch(&world, 100);
    world.take(&message);
    for number in &numbers {
        assert_eq!(world.order(number)["stage"], "preparing");
    }
    let Some(day) = Day::open("a_batch_from_a_slow_store") else { return };
    day.delay_store(SLOW).unwrap();
    let (numbers, message) = batch(&day, 200);
    let mut statuses = Vec::new();
    for _ in 0..4 {
        let (took, reply) = timed(&day, &message);
        assert!(took < PATIENCE, "try {}: {took:?}", statuses.len() + 1);
        if reply.status != 200 {
            is_problem(&reply, 503);
            assert!(!reply.header("retry-after").is_empty());
        }
        statuses.push(reply.status);
    }
    let _ = writeln!(std::io::stdout(), "\na batch of ten from a slow store: {statuses:?}");
    // As slow as that it cannot end; what was taken meanwhile is not taken twice.
    day.delay_store(0).unwrap();
    day.take(&message);
    for number in &numbers {
        assert_eq!(day.orders(number).unwrap().len(), 1);
        assert_eq!(day.order(number)["stage"], "preparing");
    }
}

#[test]
fn a_store_that_fails_is_healed_by_the_next_try() {
    if skips_named("orders: a_store_that_fails_is_healed_by_the_next_try") {
        return;
    }
    let Some(day) = Day::open("a_store_that_fails") else { return };
    for kind in kinds::all(&day) {
        let what = format!("{} {} {}", kind.source.0, kind.source.1, kind.what);
        day.fail_store(true).unwrap();
        // What changes nothing at all needs no store.
        let refused = day.send(&kind.message).unwrap();
        assert_eq!(refused.status, 503, "{what}");
        is_problem(&refused, 503);
        assert!(!refused.header("retry-after").is_empty(), "{what}");
        day.fail_store(false).unwrap();
        let taken = day.send(&kind.message).unwrap();
        assert_eq!(taken.status, 200, "{what}: {}", taken.text());
    }
    let first = day.order(&day.number(1));
    assert_eq!((&first["stage"], &first["payment"]["state"]), (&json!("in_transit"), &json!("partially_refunded")));
    assert_eq!(day.order(&day.number(2))["stage"], "cancelled");
    assert_eq!(day.order(&day.number(20))["stage"], "shipped");
    assert_eq!(day.order(&day.number(30))["shipments"][0]["tracking_number"], day.parcel(30).as_str());
    assert_eq!(day.order(&day.number(50))["stage"], "cancelled");
    assert_eq!(day.order(&day.number(60))["stage"], "shipped");
    for n in [1, 2, 20, 30, 40, 50, 60, 70] {
        assert_eq!(day.orders(&day.number(n)).unwrap().len(), 1, "order {n}");
    }
}
