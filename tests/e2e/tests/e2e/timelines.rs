//! One truth from several sources, in whatever order they come.

use crate::world::{World, ago, fields};
use chrono::TimeDelta;
use serde_json::{Value, json};
use sledz_e2e::senders::{inpost, inpost_shipx, rfc3339, standard, woocommerce};

#[test]
fn events_may_come_before_their_order() {
    let world = World::open();
    for (n, order_first) in [(1, true), (2, false)] {
        let (number, parcel) = (world.number(n), world.parcel(n));
        let order = || {
            let mut body = woocommerce::order(world.base + u64::from(n), &number, "completed", ago(40), &world.email());
            woocommerce::set_tracking(&mut body, &[("InPost", &parcel)], ago(30));
            world.take(&woocommerce::message(world.secrets(), "order.updated", &body));
        };
        if order_first {
            order();
        }
        for (status, hours) in [("collected_from_sender", 25), ("adopted_at_source_branch", 20)] {
            let body = inpost_shipx::status(world.base + u64::from(n), Some(&parcel), status, ago(hours));
            world.take(&inpost_shipx::message(world.secrets(), &body));
        }
        if !order_first {
            order();
        }
        assert_eq!(world.codes(&number), ["adopted_at_source_branch", "collected_from_sender"]);
        assert_eq!(world.order(&number)["stage"], "in_transit", "order first: {order_first}");
    }
}

#[test]
fn the_order_of_arrival_does_not_matter() {
    let world = World::open();
    let story = [("accepted", 30), ("in_transit", 20), ("out_for_delivery", 10), ("delivered", 5)];
    let rows = |number: &str| {
        let view = world.track(number).unwrap();
        let events = view["shipments"][0]["events"].as_array().unwrap().clone();
        let told = events.iter().map(|event| event["status"].clone()).collect::<Vec<_>>();
        (view["stage"].clone(), told)
    };
    let mut seen: Vec<(Value, Vec<Value>)> = Vec::new();
    for (n, order) in (1..).zip([[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1], [1, 3, 0, 2]]) {
        let (number, parcel) = (world.number(n), world.parcel(n));
        world.ship(&number, &[&parcel]);
        for place in order {
            let (status, hours) = story[place];
            world.tell(&standard::event("dpd", &parcel, status, ago(hours)));
        }
        seen.push(rows(&number));
    }
    assert_eq!(seen[0].0, "delivered");
    assert_eq!(seen[0].1, ["delivered", "out_for_delivery", "in_transit", "accepted"]);
    assert!(seen.iter().all(|one| *one == seen[0]), "{seen:?}");
}

#[test]
fn a_carriers_reference_attaches_the_parcel() {
    let world = World::open();
    for (n, order_first) in [(1, true), (2, false)] {
        let (number, group, own) = (world.number(n), world.parcel(10 * n), world.parcel(10 * n + 1));
        let order = || world.tell_order(&standard::order_data(&number, "shipped", ago(40), &world.email()));
        if order_first {
            order();
        }
        let event = inpost::event(&group, "MMD.1001", ago(9), Some(&number));
        world.take(&inpost::signed(world.secrets(), &event));
        let mut event = standard::event("dhl", &own, "accepted", ago(8));
        event["order"] = json!(format!("#{}", number.to_lowercase()));
        world.tell(&event);
        if !order_first {
            order();
        }
        let found = world.order(&number);
        let mut carriers: Vec<&str> =
            found["shipments"].as_array().unwrap().iter().map(|parcel| parcel["carrier"].as_str().unwrap()).collect();
        carriers.sort_unstable();
        assert_eq!(carriers, ["dhl", "inpost"], "order first: {order_first}");
        // Found through the form by that number too.
        let form = [("number", own.as_str()), ("contact", &world.email())];
        let _ = world.client().post_form("/track-order", &form).unwrap().expect(303);
    }
}

#[test]
fn a_recycled_number_shows_only_this_orders_parcel() {
    let world = World::open();
    let (number, parcel) = (world.number(1), world.parcel(1));
    let day = 24;
    world.tell(&standard::event("dpd", &parcel, "delivered", ago(131 * day)));
    world.ship(&number, &[&parcel]);
    assert!(world.codes(&number).is_empty(), "another customer's parcel is shown");
    assert_eq!(world.order(&number)["stage"], "shipped");
    world.tell(&standard::event("dpd", &parcel, "in_transit", ago(119 * day)));
    world.tell(&standard::event("dpd", &parcel, "accepted", ago(3)));
    let told: Vec<Value> = world.track(&number).unwrap()["shipments"][0]["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["status"].clone())
        .collect();
    assert_eq!(told, ["accepted", "in_transit"]);
    // And an old parcel that names this order's number is not attached to it.
    let old = world.parcel(2);
    world.take(&inpost::signed(world.secrets(), &inpost::event(&old, "EOL.1001", ago(131 * day), Some(&number))));
    assert_eq!(world.order(&number)["shipments"].as_array().unwrap().len(), 1);
}

#[test]
fn a_redirected_parcel_is_one_story() {
    let world = World::open();
    let (number, old, new) = (world.number(1), world.parcel(1), world.parcel(2));
    world.ship(&number, &[&old]);
    let mut redirected = standard::event("dpd", &old, "in_transit", ago(9));
    redirected["replaced_by"] = json!(new);
    world.tell(&redirected);
    world.tell(&standard::event("dpd", &new, "out_for_delivery", ago(2)));
    let view = world.track(&number).unwrap();
    let shipments = view["shipments"].as_array().unwrap();
    assert_eq!(shipments.len(), 2);
    assert_eq!(shipments[0]["replaced_by"], new.as_str());
    assert_eq!(shipments[1]["tracking_number"], new.as_str());
    assert_eq!(view["stage"], "out_for_delivery", "the old number leaves the stage");
}

#[test]
fn the_same_fact_from_two_sources_is_one_row() {
    let world = World::open();
    let (number, parcel) = (world.number(1), world.parcel(1));
    world.ship(&number, &[&parcel]);
    let at = ago(5);
    let body = inpost_shipx::status(world.base, Some(&parcel), "ready_to_pickup", at + TimeDelta::minutes(9));
    world.take(&inpost_shipx::message(world.secrets(), &body));
    world.take(&inpost::signed(world.secrets(), &inpost::event(&parcel, "LMD.1005", at, None)));
    let view = world.track(&number).unwrap();
    let events = view["shipments"][0]["events"].as_array().unwrap();
    assert_eq!(events.len(), 1, "{events:?}");
    assert_eq!(events[0]["at"], rfc3339(at), "the earliest time is shown");
    assert_eq!(events[0]["sources"], json!(["inpost", "inpost-shipx"]));
}

#[test]
fn two_parcels_make_one_stage() {
    let world = World::open();
    let (number, one, two) = (world.number(1), world.parcel(1), world.parcel(2));
    world.ship(&number, &[&one, &two]);
    for (parcel, status, hours, stage) in [
        (&one, "in_transit", 20, "shipped"),
        (&two, "in_transit", 19, "in_transit"),
        (&one, "delivered", 10, "in_transit"),
        (&two, "exception", 9, "exception"),
        (&two, "out_for_delivery", 8, "out_for_delivery"),
        (&two, "delivered", 7, "delivered"),
        (&one, "returning", 6, "returning"),
    ] {
        world.tell(&standard::event("dpd", parcel, status, ago(hours)));
        assert_eq!(world.order(&number)["stage"], stage, "after {status} of {hours} hours ago");
    }
}

#[test]
fn a_time_in_the_future_is_the_time_of_learning() {
    let world = World::open();
    let (number, parcel) = (world.number(1), world.parcel(1));
    world.ship(&number, &[&parcel]);
    world.tell(&standard::event("dpd", &parcel, "delivered", ago(-48)));
    let view = world.track(&number).unwrap();
    let event = &view["shipments"][0]["events"][0];
    assert_eq!(event["at_assumed"], true);
    assert!(event["at"].as_str().unwrap() < rfc3339(ago(-1)).as_str(), "{event}");
    assert_eq!(
        fields(event),
        ["at", "at_assumed", "code", "label", "location", "source", "status"],
        "and it is an event as any other"
    );
}

#[test]
fn silence_becomes_a_delay_by_the_clock_alone() {
    let world = World::open();
    let (number, parcel) = (world.number(1), world.parcel(1));
    world.ship(&number, &[&parcel]);
    world.tell(&standard::event("dpd", &parcel, "in_transit", ago(2)));
    let page = world.page(&number).unwrap();
    let at = |hours: i64| {
        let now = world.secrets().test_now(ago(-hours));
        let call = world.client().request("GET", &format!("{page}.json")).header("sledz-test-now", &now);
        call.send().unwrap().expect(200).json().unwrap()["delayed"].clone()
    };
    assert_eq!(at(0), false);
    assert_eq!(at(45), false);
    assert_eq!(at(47), true);
    assert_eq!(at(0), false, "looking changes nothing");
}
