//! What each sender is answered: short and in time, and never anything that would end a subscription.

use super::{
    kinds::{self, SOURCES},
    lacks,
};
use crate::world::{World, is_problem, local, skips_named};
use serde_json::{Value, json};
use sledz_e2e::{
    message::Message,
    secrets::words,
    senders::{amazon, erli, idosell, payu, prestashop, przelewy24, shoper, shopify, standard, stripe, woocommerce},
};

const MEBIBYTE: usize = 1024 * 1024;

/// A proven message of a source with any body; none where the proof is in the body, which then has to be JSON.
fn proven(world: &World, (kind, name): (&str, &str), body: Vec<u8>) -> Option<Message> {
    let (secrets, now) = (world.secrets(), chrono::Utc::now());
    Some(match (kind, name) {
        ("order", "shopify") => shopify::signed(secrets, "orders/updated", body),
        ("order", "shoper") => shoper::signed(secrets, "order.edit", body),
        ("order", "erli") => erli::proven(secrets, body),
        ("order", "amazon") => amazon::proven(secrets, body),
        ("order", "prestashop") => prestashop::signed(secrets, body, now),
        ("order", "woocommerce") => woocommerce::signed(secrets, "order.updated", body),
        ("order", "standard") => standard::signed(standard::ORDER, &secrets.standard_order, body, now),
        ("payment", "payu") => payu::signed(secrets, body),
        ("payment", "stripe") => stripe::signed(secrets, body, now),
        ("payment", "standard") => standard::signed("/hooks/payments/standard", secrets.payment("standard"), body, now),
        _ => return None,
    })
}

#[test]
fn two_hundred_and_short() {
    let world = World::open();
    for kind in kinds::all(&world) {
        let reply = world.send(&kind.message).unwrap();
        assert_eq!(reply.status, 200, "{:?} {}: {}", kind.source, kind.what, reply.text());
        assert_eq!(reply.header("content-type"), "text/plain; charset=utf-8");
        assert!(reply.body.len() < 32, "{:?}: {}", kind.source, reply.text());
        assert!(reply.header("location").is_empty());
    }
}

#[test]
fn methods_sizes_and_types() {
    let world = World::open();
    for kind in kinds::all(&world) {
        // One of each source suffices.
        if !matches!(
            kind.what,
            "orders/create"
                | "order.create"
                | "order.created"
                | "order.updated"
                | "pending"
                | "a record"
                | "new"
                | "paid"
                | "succeeded"
                | "payment.updated"
        ) {
            continue;
        }
        let (source, right) = (kind.source, kind.message);
        for method in ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"] {
            let reply = world.send(&right.clone().method(method)).unwrap().expect(405);
            assert_eq!(reply.header("allow"), "POST", "{source:?} {method}");
        }
        let large = [right.body.as_slice(), &vec![b' '; MEBIBYTE]].concat();
        world.refuse(&right.clone().body(large), 413);
        for content_type in ["text/html", "application/x-www-form-urlencoded", "application/xml", "text/plain"] {
            let message = right.clone().with("content-type", content_type);
            if source.1 == "amazon" && content_type == "text/plain" {
                world.take(&message);
            } else {
                world.refuse(&message, 415);
            }
        }
        for content_type in ["application/json; charset=utf-8", "APPLICATION/JSON"] {
            world.take(&right.clone().with("content-type", content_type));
        }
        world.take(&right.without("content-type"));
    }
}

#[test]
fn what_is_no_json() {
    let world = World::open();
    for source in SOURCES {
        if lacks(world.secrets(), "what_is_no_json", &[source]) {
            continue;
        }
        for body in
            ["", " ", "hello", "{\"id\":1", "{} {}", "\u{feff}{}", "{\"id\":\"\\ud800\"}", "{\"id\":1e999}", "12"]
        {
            if let Some(message) = proven(&world, source, body.as_bytes().to_vec()) {
                let reply = world.send(&message).unwrap();
                assert_eq!(reply.status, 400, "{source:?} {body:?}: {}", reply.text());
                is_problem(&reply, 400);
            }
        }
        for list in ["[]", "[{\"id\":1}]"] {
            if let Some(message) = proven(&world, source, list.as_bytes().to_vec()) {
                let expected = if source.1 == "amazon" { 200 } else { 400 };
                assert_eq!(world.send(&message).unwrap().status, expected, "{source:?} {list}");
            }
        }
    }
    // Their proof is in the body.
    let secrets = world.secrets();
    for (path, word) in [
        (przelewy24::path(secrets), words(secrets.payment("przelewy24"), "").first()),
        (idosell::path(secrets), words(secrets.platform("idosell"), "").first()),
    ] {
        if word.is_some() {
            world.refuse(&Message::json(path, b"hello".to_vec()), 401);
        }
    }
}

/// Only our own contract says what is missing: whoever else would send it again, or give up on us.
#[test]
fn nothing_odd_ends_a_subscription() {
    let world = World::open();
    let odd: [Value; 5] = [
        json!({}),
        json!({"id": null}),
        json!({"unknown": [1, {"a": null}]}),
        json!({"id": {"a": 1}, "order_id": [], "object": 1, "order": "x", "data": []}),
        json!({"eventType": "new.kind", "type": "new.kind", "NotificationType": "NEW_KIND"}),
    ];
    for source in SOURCES.into_iter().filter(|(_, name)| *name != "standard") {
        if lacks(world.secrets(), "nothing_odd_ends_a_subscription", &[source]) {
            continue;
        }
        for body in &odd {
            if let Some(message) = proven(&world, source, body.to_string().into_bytes()) {
                let reply = world.send(&message).unwrap();
                assert_eq!(reply.status, 200, "{source:?} {body}: {}", reply.text());
            }
        }
    }
    if !lacks(world.secrets(), "topics that shopify may add", &[("order", "shopify")]) {
        for topic in ["products/update", "app/uninstalled", "orders/something_new", "", "\u{7f}", "ORDERS/CREATE "] {
            world.take(&shopify::message(
                world.secrets(),
                topic.trim_matches('\u{7f}'),
                &json!({"id": 1, "test": true}),
            ));
        }
    }
    if !lacks(world.secrets(), "events that shoper may add", &[("order", "shoper")]) {
        for event in ["client.create", "product.edit", "parcel.create", "order.something", ""] {
            world.take(&shoper::message(world.secrets(), event, &json!({"a": "1"})));
        }
    }
    // A hundred wrong proofs, and the right one is still heard.
    if !lacks(world.secrets(), "many wrong proofs", &[("order", "shopify")]) {
        let right = shopify::message(world.secrets(), "products/update", &json!({"id": 1}));
        for _ in 0..100 {
            world.refuse(&right.clone().with("x-shopify-hmac-sha256", "AAAA"), 401);
        }
        world.take(&right);
    }
}

#[test]
fn without_secrets_there_is_nothing() {
    if skips_named("orders: without_secrets_there_is_nothing") {
        return;
    }
    // Not set, and set to what proves nothing.
    for value in ["", " ", "path: hmac: basic:x header:y"] {
        let closed = SOURCES
            .iter()
            .fold(local(), |builder, (kind, name)| builder.variable(&format!("{kind}_{name}_secrets"), value));
        let world = World::of(closed.start().unwrap());
        for kind in kinds::all(&world) {
            for method in ["POST", "GET"] {
                is_problem(&world.send(&kind.message.clone().method(method)).unwrap(), 404);
            }
        }
        assert_eq!(world.counters().unwrap().commits, 0);
    }
}
