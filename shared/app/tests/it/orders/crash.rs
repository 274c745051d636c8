//! A store that fails at any write while payments, links and fulfilments come in: with the senders'
//! retries it ends as if nothing had happened.

use super::{
    bazaar::{Bazaar, alias, answer, timeless, told},
    senders::{Sent, fixture, p24, payu, payu_refund, scanned, shopify, standard},
};
use http::StatusCode;
use serde_json::{Value, json};
use sledz_domain::{
    order::ShipmentRef,
    status::{Payment, Stage},
};
use sledz_sources::platforms::Said;

/// A webhook, or what a poller tells.
enum Heard {
    Webhook(Sent),
    Polled(i64, &'static str, Vec<Said>),
}

use Heard::{Polled, Webhook};

impl Heard {
    fn minute(&self) -> i64 {
        match self {
            Webhook(sent) => (sent.at - crate::shop::start()).num_minutes(),
            Polled(minute, ..) => *minute,
        }
    }

    fn is_taken(&self, bazaar: &Bazaar) -> bool {
        match self {
            Webhook(sent) => bazaar.deliver(sent) == StatusCode::OK,
            Polled(minute, platform, said) => bazaar.take_as(*minute, platform, said.clone(), false),
        }
    }
}

fn payments() -> Vec<Heard> {
    vec![
        Webhook(payu(0, "order-1001-a", "PENDING", (11479, "PLN"))),
        Webhook(payu(20, "order-1001-a", "COMPLETED", (11479, "PLN"))),
        Webhook(p24(40, "1002-b", 11479, "PLN")),
        Webhook(standard(60, &[])),
        Webhook(standard(80, &[("id", json!("78")), ("number", json!("1002"))])),
        Webhook(payu_refund(120, "1001", "r1", 5000)),
        Webhook(standard(
            180,
            &[("status", json!("shipped")), ("shipments", json!([{"carrier": "dpd", "tracking_number": "A1"}]))],
        )),
        Webhook(scanned(240, "A1", "in_transit")),
    ]
}

fn links() -> Vec<Heard> {
    let said = |id: &str, minute, stage: Stage, names: &[(&str, &str)]| {
        told(id, minute, |said| {
            (said.stage, said.says, said.payment) = (Some(stage), Some(stage.name().to_owned()), Some(Payment::Paid));
            said.paid_at = Some(crate::shop::after(0));
            if !names.is_empty() {
                said.also = Some(names.iter().map(|(platform, number)| alias(Some(platform), number)).collect());
            }
            if stage == Stage::Shipped {
                let parcel =
                    ShipmentRef { tracking_number: "0000075077195U".to_owned(), carrier: Some("dpd".to_owned()) };
                said.shipments = Some(vec![parcel]);
            }
        })
    };
    let both = [("allegro", "form-1"), ("standard", "1001")];
    vec![
        Polled(0, "allegro", said("form-1", 0, Stage::Paid, &[])),
        Polled(20, "baselinker", said("555", 20, Stage::Preparing, &both)),
        Webhook(standard(40, &[("status", json!("preparing"))])),
        Polled(80, "baselinker", said("555", 80, Stage::Shipped, &both)),
        Webhook(scanned(100, "0000075077195U", "in_transit")),
        Webhook(standard(120, &[("id", json!("78")), ("number", json!("1002")), ("status", json!("paid"))])),
        Webhook(standard(140, &[("id", json!("78")), ("number", json!("1002")), ("merged_into", json!("77"))])),
        Webhook(scanned(160, "0000075077195U", "delivered")),
    ]
}

fn fulfilments() -> Vec<Heard> {
    let send = |minute, topic, name: &str| Webhook(shopify(minute, topic, &fixture(&format!("shopify/{name}"))));
    vec![
        send(0, "fulfillment_events/create", "fulfillment_events_create"),
        send(20, "fulfillments/create", "fulfillments_create"),
        send(40, "refunds/create", "refunds_create"),
        send(60, "orders/create", "orders_create"),
    ]
}

/// Lives through a story with a store that fails after so many writes, until the failure is noticed; then
/// senders and clock try again. How many writes there were.
fn live(story: &[Heard], writes: Option<u64>) -> (Bazaar, u64) {
    let bazaar = Bazaar::new();
    bazaar.outside.plays(|_| Ok(answer(200, json!({"data": {"status": "success"}}))));
    bazaar.shop.kv.fail_after_writes(writes);
    for heard in story {
        if !heard.is_taken(&bazaar) {
            bazaar.shop.kv.fail_after_writes(None);
            assert!(heard.is_taken(&bazaar), "after {writes:?} writes");
        }
        // Nobody hears of it at once, in the worst case.
        bazaar.shop.pokes.borrow_mut().clear();
        for minute in [1, 3, 5, 7, 9] {
            let at = heard.minute() + minute;
            let jobs = ["/jobs/run", "/jobs/calls"].map(|path| {
                if path == "/jobs/run" {
                    let call = crate::mailroom::Call::job(&bazaar.shop, crate::shop::after(at), "run");
                    return call.answered(&bazaar.world).status() == StatusCode::OK;
                }
                let is_well = bazaar.call(at, path, &Value::Null).0 == 200;
                bazaar.shop.pokes.borrow_mut().clear();
                is_well
            });
            if jobs.contains(&false) {
                bazaar.shop.kv.fail_after_writes(None);
            }
        }
    }
    let commits = bazaar.shop.kv.commits();
    bazaar.shop.kv.fail_after_writes(None);
    bazaar.clock(300, 500);
    (bazaar, commits)
}

/// What is seen in the end, and the messages by what they tell.
fn seen(bazaar: &Bazaar, numbers: &[&str]) -> (Vec<Value>, Vec<String>) {
    let orders = numbers.iter().map(|number| {
        let mut order = timeless(bazaar.order(number, 9000));
        // When it was owed and sent is another thing after a failure.
        order["messages"] = Value::Null;
        if order["payment"]["state"] == "paid" && order["payment"].is_object() {
            order["payment"]["at"] = Value::Null;
        }
        order
    });
    let orders = orders.collect();
    let mut mails = bazaar.world.mails();
    mails.sort();
    (orders, mails)
}

fn fails_at_every_write(story: &[Heard], numbers: &[&str], mails: &[&str], least: u64) {
    let (whole, commits) = live(story, None);
    let expected = seen(&whole, numbers);
    assert_eq!(expected.1, mails);
    assert!(commits > least, "{commits}");
    for writes in 0..commits {
        let (bazaar, _) = live(story, Some(writes));
        let (orders, mails) = seen(&bazaar, numbers);
        assert_eq!(mails, expected.1, "after {writes} of {commits} writes");
        for (order, expected) in orders.iter().zip(&expected.0) {
            for (field, value) in expected.as_object().unwrap() {
                assert_eq!(&order[field], value, "{field} after {writes} of {commits} writes");
            }
        }
    }
}

#[test]
fn payments_before_and_after_their_orders() {
    fails_at_every_write(&payments(), &["1001", "1002"], &["confirmed", "confirmed", "shipped"], 60);
}

#[test]
fn links_and_merges() {
    fails_at_every_write(
        &links(),
        &["1001", "form-1", "555", "1002"],
        &["confirmed", "confirmed", "delivered", "shipped"],
        80,
    );
}

#[test]
fn fulfilments_that_travel_before_they_are_known() {
    fails_at_every_write(&fulfilments(), &["1001"], &[], 10);
}
