//! What requests cost, counted by the local host: durable commits and gets.

use crate::world::{World, ago, local, skips_named};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use sledz_e2e::{
    client::Reply,
    deployment::Counters,
    message::Message,
    senders::{inpost, inpost_shipx, standard},
};

fn world(test: &str) -> Option<World> {
    (!skips_named(test)).then(|| World::of(local().start().unwrap()))
}

/// What `work` costs. No other test uses this deployment.
#[track_caller]
fn cost<T>(world: &World, work: impl FnOnce() -> T) -> (Counters, T) {
    let before = world.counters().unwrap();
    let result = work();
    (world.counters().unwrap() - before, result)
}

#[track_caller]
fn commits(world: &World, message: &Message) -> u64 {
    cost(world, || world.take(message)).0.commits
}

#[test]
fn a_new_event_of_a_known_parcel_costs_two_commits_and_a_repeated_one_none() {
    let Some(world) = world("a_new_event_of_a_known_parcel_costs_two_commits") else { return };
    let secrets = world.secrets();
    // Each source, with and without an order that it names and that exists.
    type Event<'a> = Box<dyn Fn(&str, Option<&str>, DateTime<Utc>, bool) -> Message + 'a>;
    let shipx: Event = Box::new(|parcel, _, at, late| {
        let status = if late { "adopted_at_source_branch" } else { "collected_from_sender" };
        inpost_shipx::message(secrets, &inpost_shipx::status(world.base, Some(parcel), status, at))
    });
    let group: Event = Box::new(|parcel, order, at, late| {
        let code = if late { "MMD.1001" } else { "FMD.1002" };
        inpost::signed(secrets, &inpost::event(parcel, code, at, order))
    });
    let own: Event = Box::new(|parcel, order, at, late| {
        let mut event = standard::event("dpd", parcel, if late { "in_transit" } else { "accepted" }, at);
        event["order"] = json!(order);
        standard::courier(secrets, &standard::shipment_event(&event))
    });
    let sources = [("inpost-shipx", shipx), ("inpost", group), ("standard", own)];
    let mut n = 0;
    for (source, event) in &sources {
        for (attached, named) in [(false, false), (true, false), (false, true), (true, true)] {
            if named && *source == "inpost-shipx" {
                continue;
            }
            n += 1;
            let (number, parcel) = (world.number(n), world.parcel(n));
            let reference = named.then_some(number.as_str());
            let case = format!("{source}, parcel of an order: {attached}, order named: {named}");
            if attached {
                world.ship(&number, &[&parcel]);
            }
            let first = event(&parcel, reference, ago(20), false);
            assert!(commits(&world, &first) > 2, "{case}: the first event makes a parcel");
            for hours in [10, 9] {
                let next = event(&parcel, reference, ago(hours), true);
                assert_eq!(commits(&world, &next), 2, "{case}: a new event");
                assert_eq!(commits(&world, &next), 0, "{case}: a repeated event");
                assert_eq!(commits(&world, &first), 0, "{case}: an old event repeated");
            }
        }
    }
}

#[test]
fn a_repeated_order_costs_no_commit() {
    let Some(world) = world("a_repeated_order_costs_no_commit") else { return };
    let mut order = standard::order_data(&world.number(1), "paid", ago(5), &world.email());
    let message = standard::order(world.secrets(), &standard::order_updated(&order));
    assert!(commits(&world, &message) > 0);
    assert_eq!(commits(&world, &message), 0);
    order["status"] = json!("preparing");
    let newer = standard::order(world.secrets(), &standard::order_updated(&order));
    assert_eq!(commits(&world, &newer), 2, "a known order in a new state");
    assert_eq!(commits(&world, &message), 0);
}

#[test]
fn reading_writes_nothing_and_costs_two_gets_for_each_log() {
    let Some(world) = world("reading_writes_nothing_and_costs_two_gets_for_each_log") else { return };
    for parcels in [0, 1, 3] {
        let number = world.number(parcels);
        let named: Vec<String> = (0..parcels).map(|n| world.parcel(10 * parcels + n)).collect();
        let named: Vec<&str> = named.iter().map(String::as_str).collect();
        world.ship(&number, &named);
        for parcel in &named {
            for (status, hours) in [("accepted", 20), ("in_transit", 10), ("out_for_delivery", 1)] {
                world.tell(&standard::event("dpd", parcel, status, ago(hours)));
            }
        }
        let page = world.page(&number).unwrap();
        for path in [page.clone(), format!("{page}.json")] {
            let (cost, _) = cost(&world, || world.client().get(&path).unwrap().expect(200));
            let gets = 2 * (1 + u64::from(parcels));
            assert_eq!((cost.gets, cost.commits), (gets, 0), "a page with {parcels} parcels");
        }
        let api = format!("Bearer {}", world.secrets().api_token);
        let path = format!("/api/orders/{number}");
        let (cost, _) = cost(&world, || world.client().request("GET", &path).header("authorization", &api).send());
        assert_eq!(cost.commits, 0, "the API only reads");
    }
}

#[test]
fn what_needs_no_store_asks_none() {
    let Some(world) = world("what_needs_no_store_asks_none") else { return };
    let wrong = "A".repeat(44);
    for path in ["/", "/sledz-zamowienie", "/track-order", "/z/x", &format!("/z/{wrong}"), &format!("/z/{wrong}.json")]
    {
        let (cost, _) = cost(&world, || world.client().get(path).unwrap());
        assert_eq!((cost.gets, cost.commits), (0, 0), "GET {path}");
    }
}

#[test]
fn a_wrong_guess_costs_the_same_whatever_was_wrong() {
    let Some(world) = world("a_wrong_guess_costs_the_same_whatever_was_wrong") else { return };
    let (number, parcel) = (world.number(1), world.parcel(1));
    world.ship(&number, &[&parcel]);
    let mut nobody = standard::order_data(&world.number(2), "paid", ago(5), "");
    nobody["customer"] = Value::Null;
    world.tell_order(&nobody);
    let right = world.email();
    let guess = |number: &str, contact: &str| -> Reply {
        world.client().post_form("/sledz-zamowienie", &[("number", number), ("contact", contact)]).unwrap()
    };
    let wrong = [
        ("an order of somebody else", number.clone(), "other@example.com"),
        ("no such order", world.number(9), "other@example.com"),
        ("no such order, a customer's contact", world.number(8), &right),
        ("a parcel of somebody else", parcel.clone(), "other@example.com"),
        ("no such parcel", world.parcel(9), "other@example.com"),
        ("an order without a contact", world.number(2), "other@example.com"),
        ("no number", String::new(), &right),
        ("no contact", number.clone(), ""),
        ("a phone instead", number.clone(), "600000001"),
        ("a postcode instead", number.clone(), "30-001"),
        ("odd signs", "\u{202e}<script>".to_owned(), "'--"),
    ];
    let mut known = None;
    for (what, number, contact) in &wrong {
        let (cost, reply) = cost(&world, || guess(number, contact));
        let reply = reply.expect(422);
        let seen = (cost, reply.body.clone());
        let first = known.get_or_insert_with(|| seen.clone());
        assert_eq!(first.0, seen.0, "{what}: the store's work differs");
        assert!(first.1 == seen.1, "{what}: the page differs");
    }
    assert_eq!(known.map(|(cost, _)| cost.commits), Some(1), "the guess is counted");
    assert_eq!(cost(&world, || guess(&number, &right).expect(303)).0.commits, 0, "a right one is not");
}
