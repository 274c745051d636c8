//! A state that is older than the one that is known changes nothing, however late or often it comes.

use super::{kinds, lacks};
use crate::world::{World, ago, client};
use chrono::TimeDelta;
use serde_json::json;
use sledz_e2e::{
    message::Message,
    senders::{amazon, erli, idosell, prestashop, shoper, shopify, standard, woocommerce},
};
use std::thread;

/// An order that was paid, and a later word that it was sent.
struct Pair {
    number: String,
    older: Message,
    newer: Message,
}

/// The `n`-th order of each platform, so far apart that no two are one.
fn pair(world: &World, platform: &str, n: u32) -> Pair {
    let (secrets, email, id) = (world.secrets(), world.email(), world.base + u64::from(n));
    let (placed, paid, sent) = (ago(30), ago(29), ago(29) + TimeDelta::seconds(1));
    let mut number = world.number(n);
    let (older, newer) = match platform {
        "shopify" => {
            let order = |at| shopify::order(id, &number, "paid", placed, at, &email);
            let mut newer = order(sent);
            newer["fulfillment_status"] = json!("fulfilled");
            let told = |topic: &str, order| shopify::message(secrets, topic, order);
            (told("orders/create", &order(paid)), told("orders/updated", &newer))
        }
        "shoper" => {
            number = id.to_string();
            let order = |kind: u8, at| shoper::order(id, kind, "114.79", placed, at, &email);
            let told = |event: &str, order| shoper::message(secrets, event, order);
            (told("order.create", &order(2, paid)), told("order.status", &order(3, sent)))
        }
        "woocommerce" => {
            let order = |status: &str, at| {
                let mut order = woocommerce::order(id, &number, status, placed, &email);
                woocommerce::set_date(&mut order, "date_modified", Some(at));
                order
            };
            let told = |topic: &str, order| woocommerce::message(secrets, topic, order);
            (told("order.created", &order("processing", paid)), told("order.updated", &order("completed", sent)))
        }
        "prestashop" => {
            let told =
                |state: &str, at| prestashop::message(secrets, &prestashop::order(id, &number, state, at, &email));
            (told("Przygotowanie w toku", paid), told("Wysłane", sent))
        }
        "idosell" => {
            let told =
                |status: &str, at| idosell::message(secrets, &idosell::order(&number, status, placed, at, &email));
            (told("on_order", paid), told("finished", sent))
        }
        "amazon" => {
            let told = |status: &str, at| amazon::message(secrets, &amazon::notification(&number, status, placed, at));
            (told("Unshipped", paid), told("Shipped", sent))
        }
        _ => {
            let told = |status: &str, at: chrono::DateTime<chrono::Utc>| {
                let mut order = standard::order_data(&number, status, placed, &email);
                order["updated_at"] = json!(at.to_rfc3339());
                standard::order(secrets, &standard::order_updated(&order))
            };
            (told("preparing", paid), told("shipped", sent))
        }
    };
    Pair { number, older, newer }
}

#[test]
fn the_newer_state_wins_in_any_order() {
    let world = World::open();
    let mut n = 0;
    for (_, platform) in kinds::SOURCES.iter().filter(|(kind, name)| *kind == "order" && *name != "erli") {
        if lacks(world.secrets(), "the_newer_state_wins_in_any_order", &[("order", platform)]) {
            continue;
        }
        for late in [false, true] {
            n += 1;
            let Pair { number, older, newer } = pair(&world, platform, n);
            let order = if late { [&newer, &older] } else { [&older, &newer] };
            for message in order.into_iter().chain([&older, &newer, &older]) {
                world.take(message);
            }
            let found = world.orders(&number).unwrap();
            assert_eq!(found.len(), 1, "{platform}");
            assert_eq!(found[0]["stage"], "shipped", "{platform}, the older one late: {late}");
        }
    }
}

/// Erli knows no state between the purchase and the end.
#[test]
fn what_erli_cancelled_stays_so() {
    let world = World::open();
    if lacks(world.secrets(), "what_erli_cancelled_stays_so", &[("order", "erli")]) {
        return;
    }
    let number = world.number(1);
    let told = |status: &str, hours| {
        erli::message(world.secrets(), &erli::order(&number, status, ago(9), ago(hours), &world.email()))
    };
    for message in [told("cancelled", 5), told("purchased", 8), told("pending", 9), told("purchased", 8)] {
        world.take(&message);
        assert_eq!(world.order(&number)["stage"], "cancelled");
    }
}

#[test]
fn eight_retries_of_shopify_are_one_order() {
    let world = World::open();
    if lacks(world.secrets(), "eight_retries_of_shopify_are_one_order", &[("order", "shopify")]) {
        return;
    }
    let (number, parcel) = (world.number(1), world.parcel(1));
    let created = shopify::order(world.base, &format!("#{number}"), "paid", ago(9), ago(9), &world.email());
    let created = shopify::message(world.secrets(), "orders/create", &created);
    // The first try and a retry that overtakes it.
    thread::scope(|scope| {
        for _ in 0..2 {
            let (client, message) = (client(&world), created.clone());
            scope.spawn(move || message.send(&client).unwrap().expect(200));
        }
    });
    let sent = shopify::fulfilment(world.base + 1, world.base, "InPost", &[&parcel], ago(6));
    let sent = shopify::message(world.secrets(), "fulfillments/create", &sent);
    let moved = shopify::moved(world.base + 2, world.base + 1, world.base, "delivered", ago(3));
    let moved = shopify::message(world.secrets(), "fulfillment_events/create", &moved);
    for message in [&sent, &moved] {
        world.take(message);
    }
    for _ in 0..8 {
        for message in [&created, &sent, &moved] {
            world.take(message);
        }
    }
    let found = world.orders(&number).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((&found[0]["stage"], &found[0]["payment"]["state"]), (&json!("delivered"), &json!("paid")));
    let shipments = found[0]["shipments"].as_array().unwrap();
    assert_eq!((shipments.len(), shipments[0]["events"].as_array().unwrap().len()), (1, 1));
}

/// What is sent together arrives in any order: the fulfilment and its event before the order itself.
#[test]
fn what_shopify_sends_arrives_backwards() {
    let world = World::open();
    if lacks(world.secrets(), "what_shopify_sends_arrives_backwards", &[("order", "shopify")]) {
        return;
    }
    let (number, parcel) = (world.number(1), world.parcel(1));
    let tell = |topic: &str, body: &serde_json::Value| world.take(&shopify::message(world.secrets(), topic, body));
    tell(
        "fulfillment_events/create",
        &shopify::moved(world.base + 2, world.base + 1, world.base, "out_for_delivery", ago(3)),
    );
    tell("fulfillments/create", &shopify::fulfilment(world.base + 1, world.base, "InPost", &[&parcel], ago(6)));
    tell("orders/create", &shopify::order(world.base, &number, "paid", ago(9), ago(9), &world.email()));
    let found = world.orders(&number).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["stage"], "out_for_delivery");
    assert_eq!(found[0]["shipments"][0]["tracking_number"], parcel.as_str());
    assert_eq!(found[0]["payment"]["state"], "paid");
}
