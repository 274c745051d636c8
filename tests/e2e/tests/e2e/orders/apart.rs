//! Nothing personal of an order is anywhere but sealed: not in the log, in no address, in no header, nowhere
//! in the store.

use super::Day;
use crate::world::{World, fixture, local, skips_named, time};
use serde_json::Value;
use sledz_e2e::{
    client::Reply,
    message::Message,
    senders::{amazon, erli, idosell, payu, prestashop, przelewy24, shoper, shopify, stripe, woocommerce},
};
use std::cell::Cell;

/// Of the samples: the person, in every spelling.
const PERSONAL: [&str; 15] = [
    "lucja@example.com",
    "lucja%40example",
    "łucja",
    "\\u0141ucja",
    "żółkiewska",
    "próbna",
    "testowa 1",
    "600000001",
    "600 000 001",
    "600-000-001",
    "30-001",
    "203.0.113.10",
    "uszkodzony",
    "kubek",
    "mozilla",
];

/// Every sample, as it would be sent.
fn samples(day: &Day) -> Vec<Message> {
    let secrets = day.secrets();
    let shopify = |topic: &str| {
        let file = topic.replace('/', "_");
        shopify::signed(secrets, topic, fixture(&format!("shopify/{file}.json")))
    };
    let now = day.now.get();
    let mut all: Vec<Message> = [
        "orders/create",
        "fulfillments/create",
        "fulfillment_events/create",
        "refunds/create",
        "customers/data_request",
    ]
    .into_iter()
    .map(shopify)
    .collect();
    let presta = prestashop::order(812, "XKBKNABJK", "Wysłane", now, "lucja@example.com");
    all.extend([
        shoper::signed(secrets, "order.create", fixture("shoper/order_create.json")),
        erli::proven(secrets, fixture("erli/order.json")),
        amazon::proven(secrets, fixture("amazon/order_change.json")),
        Message::json(idosell::path(secrets), fixture("idosell/order.json")),
        prestashop::signed(secrets, presta.to_string().into_bytes(), now),
        woocommerce::signed(secrets, "order.updated", fixture("woocommerce/order_updated.json")),
        payu::signed(secrets, fixture("payu/payu_notification.json")),
        przelewy24::exactly(secrets, fixture("przelewy24/p24_notification.json")),
        stripe::signed(secrets, fixture("stripe/stripe_event.json"), now),
    ]);
    all
}

#[track_caller]
fn holds_nothing_personal(what: &str, text: &str) {
    let text = text.to_lowercase();
    for personal in PERSONAL {
        if let Some(at) = text.find(&personal.to_lowercase()) {
            let around: String = text[..at].chars().rev().take(60).collect::<String>().chars().rev().collect();
            panic!("{what} holds {personal}, behind {around:?}");
        }
    }
}

fn headers(reply: &Reply) -> String {
    reply
        .headers
        .iter()
        .map(|(name, value)| format!("{name}: {}\n", String::from_utf8_lossy(value.as_bytes())))
        .collect()
}

#[test]
fn nothing_personal_lies_open() {
    if skips_named("orders: nothing_personal_lies_open") {
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let builder = local().variable("jobs_url", "http://127.0.0.1:9").sqlite_in(directory.path());
    let now = Cell::new(time("2026-10-05T08:00:10Z"));
    let day = Day { world: World::of(builder.start().unwrap()), now };
    let mut seen = String::new();
    for message in samples(&day) {
        for message in [day.received(message.clone()), day.received(message.clone().with("x-forged", "1").body("{}"))] {
            let reply = day.send(&message).unwrap();
            assert!(matches!(reply.status, 200 | 401), "{}: {}", message.path, reply.text());
            seen.push_str(&headers(&reply));
            seen.push_str(&reply.text());
        }
    }
    for number in ["1001", "8", "230901X00001", "404-1234567-1234567", "4321", "XKBKNABJK", "727"] {
        let found: Vec<Value> = day.orders(number).unwrap();
        seen.push_str(&Value::from(found).to_string());
        let page = day.page(number).unwrap();
        for path in [page.clone(), format!("{page}.json"), format!("{page}/messages"), format!("{page}?lang=en")] {
            let reply = day.client().get(&path).unwrap().expect(200);
            // The page itself is the buyer's, and says nothing of them either.
            seen.push_str(&headers(&reply));
            seen.push_str(&reply.text());
        }
    }
    // The form: what it is told stands in a body, and where it leads to is a token.
    for (number, contact) in
        [("1001", "lucja@example.com"), ("1001", "600000001"), ("8", "30-001"), ("8", "wrong@example.com")]
    {
        let reply = day.client().post_form("/sledz-zamowienie", &[("number", number), ("contact", contact)]).unwrap();
        assert_eq!(reply.status, if contact.starts_with("wrong") { 422 } else { 303 }, "{number} {contact}");
        seen.push_str(&headers(&reply));
    }
    for job in ["erasures", "disagreements", "compaction", "retention", "delays", "calls", "upkeep"] {
        seen.push_str(&day.run(job).to_string());
    }
    let health = day.client().request("GET", "/healthz").header("authorization", "Bearer local-admin-token");
    seen.push_str(&health.send().unwrap().text());
    holds_nothing_personal("an answer", &seen);
    holds_nothing_personal("the log", &day.log());
    let mut stored = Vec::new();
    for file in std::fs::read_dir(directory.path()).unwrap() {
        stored.extend(std::fs::read(file.unwrap().path()).unwrap());
    }
    let stored = String::from_utf8_lossy(&stored);
    assert!(stored.contains("out_for_delivery") && stored.contains("820982911946154508"), "this is not the store");
    holds_nothing_personal("the store", &stored);
}
