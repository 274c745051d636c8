//! A store that fails or is slow: senders are asked to try again, and nothing is lost by it.

use crate::{
    office::Office,
    world::{World, ago, is_problem, local, skips_named},
};
use serde_json::{Value, json};
use sledz_e2e::{
    mailbox::reports::Ending,
    message::Message,
    senders::{inpost, inpost_shipx, standard, woocommerce},
};
use std::time::{Duration, Instant};

/// What senders wait for at least.
const PATIENCE: Duration = Duration::from_secs(5);

fn messages(world: &World) -> Vec<(&'static str, Message)> {
    let secrets = world.secrets();
    let woo = woocommerce::order(world.base + 2, &world.number(2), "processing", ago(5), &world.email());
    let order = standard::order_data(&world.number(1), "paid", ago(5), &world.email());
    vec![
        ("woocommerce", woocommerce::message(secrets, "order.updated", &woo)),
        ("standard order", standard::order(secrets, &standard::order_updated(&order))),
        (
            "inpost-shipx",
            inpost_shipx::message(
                secrets,
                &inpost_shipx::status(world.base, Some(&world.parcel(1)), "adopted_at_source_branch", ago(4)),
            ),
        ),
        ("inpost", inpost::signed(secrets, &inpost::event(&world.parcel(2), "MMD.1001", ago(3), None))),
        (
            "standard",
            standard::courier(
                secrets,
                &standard::shipment_event(&standard::event("dpd", &world.parcel(3), "in_transit", ago(2))),
            ),
        ),
    ]
}

#[test]
fn hooks_ask_to_be_tried_again() {
    if skips_named("hooks_ask_to_be_tried_again") {
        return;
    }
    let world = World::of(local().start().unwrap());
    let messages = messages(&world);
    world.fail_store(true).unwrap();
    for (source, message) in &messages {
        let refused = world.refuse(message, 503);
        assert!(!refused.header("retry-after").is_empty(), "{source}");
    }
    world.fail_store(false).unwrap();
    for (_, message) in &messages {
        world.take(message);
    }
    world.ship(&world.number(3), &[&world.parcel(1), &world.parcel(2), &world.parcel(3)]);
    assert_eq!(world.codes(&world.number(3)), ["adopted_at_source_branch", "MMD.1001", "in_transit"]);
    assert_eq!(world.order(&world.number(1))["stage"], "paid");
    assert_eq!(world.order(&world.number(2))["stage"], "preparing");
}

#[test]
fn readers_get_an_honest_page() {
    if skips_named("readers_get_an_honest_page") {
        return;
    }
    let world = World::of(local().start().unwrap());
    let number = world.number(1);
    world.ship(&number, &[&world.parcel(1)]);
    let page = world.page(&number).unwrap();
    world.fail_store(true).unwrap();
    let shown = world.client().get(&page).unwrap().expect(503);
    assert!(shown.header("content-type").starts_with("text/html"), "{}", shown.text());
    assert!(!shown.header("retry-after").is_empty());
    is_problem(&world.client().get(&format!("{page}.json")).unwrap(), 503);
    let form = [("number", number.as_str()), ("contact", "x@example.com")];
    let refused = world.client().post_form("/track-order", &form).unwrap().expect(503);
    assert!(refused.header("content-type").starts_with("text/html"));
    let _ = world.client().get("/sledz-zamowienie").unwrap().expect(200);
    world.fail_store(false).unwrap();
    let _ = world.client().get(&page).unwrap().expect(200);
}

#[test]
fn operations_ask_to_be_tried_again_and_go_on() {
    let Some(office) = Office::open("operations_ask_to_be_tried_again_and_go_on") else { return };
    office.sell(&office.number(1), Some(&office.email()), None);
    let sent = office.sent();
    let report = office.mailbox.report(&sent[0], Ending::Bounced, office.now()).unwrap();
    let report = report.received(office.now(), office.secrets());
    let page = office.page(&office.number(1)).unwrap();
    let (setting, of) = (json!({"enabled": true}), json!({"order": office.number(1)}));
    // What waits meanwhile.
    office.sell(&office.number(2), Some("second@example.com"), None);
    office.fail_store(true).unwrap();
    for (method, path, body) in [
        ("POST", "/jobs/run", &Value::Null),
        ("POST", "/jobs/outbox", &Value::Null),
        ("GET", "/healthz", &Value::Null),
        ("GET", "/api/templates", &Value::Null),
        ("PUT", "/api/templates/shipped", &setting),
        ("DELETE", "/api/templates/shipped", &Value::Null),
        ("POST", "/api/templates/shipped/preview", &of),
        ("GET", "/api/outbox", &Value::Null),
    ] {
        let refused = office.call("admin", method, path, body);
        is_problem(&refused, 503);
        assert!(!refused.header("retry-after").is_empty(), "{method} {path}");
    }
    let refused = office.refuse(&report, 503);
    assert!(!refused.header("retry-after").is_empty());
    for path in [format!("{page}/messages"), format!("{page}/messages/off?channel=email")] {
        for method in ["GET", "POST"] {
            let shown = office.request("", method, &path).send().unwrap().expect(503);
            assert!(shown.header("content-type").starts_with("text/html"), "{method}: {}", shown.text());
        }
    }
    // The page without a store: nothing is stored of who only looks.
    let _ = office.ask("", "/login").expect(200);
    office.fail_store(false).unwrap();
    assert_eq!(office.sent().iter().map(|one| one.to.as_str()).collect::<Vec<_>>(), ["second@example.com"]);
    office.take(&report);
    assert_eq!(office.ask("reader", "/healthz").expect(200).json().unwrap()["status"], "ok");
}

#[test]
fn a_slow_store_is_waited_for() {
    if skips_named("a_slow_store_is_waited_for") {
        return;
    }
    let world = World::of(local().start().unwrap());
    let messages = messages(&world);
    world.delay_store(100).unwrap();
    for (source, message) in &messages {
        let begun = Instant::now();
        world.take(message);
        assert!(begun.elapsed() < PATIENCE, "{source}, first: {:?}", begun.elapsed());
    }
    world.delay_store(200).unwrap();
    let event = standard::event("dpd", &world.parcel(3), "out_for_delivery", ago(1));
    let begun = Instant::now();
    world.tell(&event);
    assert!(begun.elapsed() < PATIENCE, "a new event: {:?}", begun.elapsed());
    let begun = Instant::now();
    let page = world.page(&world.number(1)).unwrap();
    let _ = world.client().get(&page).unwrap().expect(200);
    assert!(begun.elapsed() < PATIENCE, "the page: {:?}", begun.elapsed());
}
