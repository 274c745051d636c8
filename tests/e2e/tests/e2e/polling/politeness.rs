//! How often carriers are asked, how many at once, and what that costs.

use super::{ALL, Known, shipped_with_all};
use crate::{
    asking::{Asking, SETTLED},
    world::skips_named,
};
use chrono::TimeDelta;
use serde_json::{Value, json};
use sledz_e2e::carriers::{Service, scan::Scan};
use std::thread;

/// How often a parcel is asked about within so many hours, if the poller is called every ten minutes.
fn asked_within(asking: &Asking, known: &Known, hours: i64) -> usize {
    let before = asking.carriers.count_of(known.service, known.number);
    let until = asking.now() + TimeDelta::hours(hours);
    while asking.now() < until {
        asking.pass(TimeDelta::minutes(8));
        asking.poll(known.poller);
    }
    asking.carriers.count_of(known.service, known.number) - before
}

#[test]
fn a_parcel_is_asked_about_often_seldom_and_never() {
    if skips_named("a_parcel_is_asked_about_often_seldom_and_never") {
        return;
    }
    let known = &ALL[2];
    let asking = Asking::with(known.poller, |builder| builder);
    // At seven in the evening, so that a day passes before the courier comes.
    asking.ship_with(&asking.number(0), known.carrier, &[known.number]);
    let labelled = asked_within(&asking, known, 12);
    assert!((3..=5).contains(&labelled), "a label is asked about every three hours, not {labelled} times in twelve");
    known.scan(&asking, known.in_transit);
    let moving = asked_within(&asking, known, 12);
    assert!((5..=7).contains(&moving), "on the way every two hours, not {moving} times in twelve");
    // In the morning.
    known.scan(&asking, known.out_for_delivery);
    asking.poll_after(TimeDelta::hours(2), known.poller);
    assert_eq!(asking.seen(&asking.number(0))["stage"], "out_for_delivery");
    let near = asked_within(&asking, known, 3);
    assert!((8..=10).contains(&near), "out for delivery every twenty minutes, not {near} times in three hours");
    known.scan(&asking, known.delivered);
    asking.poll_after(TimeDelta::hours(2), known.poller);
    assert_eq!(asking.seen(&asking.number(0))["stage"], "delivered");
    assert_eq!(asked_within(&asking, known, 12), 0, "never after the end");
}

#[test]
fn twenty_waybills_are_asked_about_at_once_and_no_more() {
    if skips_named("twenty_waybills_are_asked_about_at_once_and_no_more") {
        return;
    }
    let asking = Asking::with("allegro-tracking", |builder| builder);
    asking.connect();
    let parcels: Vec<String> = (0..45).map(|n| format!("A{n:05}X987")).collect();
    for (n, parcel) in (0..).zip(&parcels) {
        asking.ship_with(&asking.number(n), "Allegro One", &[parcel]);
        asking.carriers.scan(Service::Allegro, parcel, Scan::new("IN_TRANSIT", asking.now()));
    }
    // Everything that is due within three hours comes due in slots; a day later it is one slot after
    // the other, each with its own parcels.
    asking.poll_after(TimeDelta::hours(4), "allegro-tracking");
    let asked = asking.carriers.asked();
    let questions: Vec<_> = asked.iter().filter(|one| one.service == Service::Allegro).collect();
    assert!(questions.iter().all(|one| one.status == 200 && one.about.len() <= 20), "{questions:?}");
    assert!(questions.len() < 15, "{} questions for 45 parcels that are due at once", questions.len());
    for (n, parcel) in (0..).zip(&parcels) {
        assert!(asking.carriers.count_of(Service::Allegro, parcel) >= 1, "nobody asked about {parcel}");
        assert_eq!(asking.seen(&asking.number(n))["stage"], "in_transit", "{parcel}");
    }
}

#[test]
fn carriers_are_asked_a_few_questions_at_once() {
    if skips_named("carriers_are_asked_a_few_questions_at_once") {
        return;
    }
    let asking = Asking::with("dhl24", |builder| builder);
    let parcels: Vec<String> = (0..30).map(|n| format!("243338928{n:02}")).collect();
    for (n, parcel) in (0..).zip(&parcels) {
        asking.ship_with(&asking.number(n), "dhl", &[parcel]);
        asking.carriers.scan(Service::Dhl24, parcel, Scan::new("SORT", asking.now()));
    }
    asking.poll_after(TimeDelta::hours(4), "dhl24");
    for (n, parcel) in (0..).zip(&parcels) {
        assert_eq!(asking.seen(&asking.number(n))["stage"], "in_transit", "{parcel}");
    }
    let peak = asking.carriers.peak(Service::Dhl24);
    assert!((1..=4).contains(&peak), "{peak} questions at once");
}

#[test]
fn two_calls_at_once_ask_once() {
    if skips_named("two_calls_at_once_ask_once") {
        return;
    }
    let asking = shipped_with_all();
    for known in &ALL {
        known.scan(&asking, known.in_transit);
        known.scan(&asking, known.out_for_delivery);
    }
    asking.pass(TimeDelta::hours(3) + SETTLED);
    asking.next_window();
    let (client, now) = (asking.client(), asking.secrets().test_now(asking.now()));
    let bearer = format!("Bearer {}", sledz_e2e::secrets::local_token("scheduler"));
    thread::scope(|scope| {
        for poller in ["", "", "/inpost-tracking", "/dpd-infoservices", "/dhl24", "/poczta-polska", "/allegro-tracking"]
        {
            let (bearer, now) = (&bearer, &now);
            scope.spawn(move || {
                let call = client.request("POST", &format!("/jobs/poll{poller}")).header("authorization", bearer);
                let _ = call.header("sledz-test-now", now).send().unwrap().expect(200);
            });
        }
    });
    for known in &ALL {
        // The queue is asked until it is empty, one batch after the other.
        let (asked, expected) = match known.service {
            Service::Infoservices => (asking.carriers.count(Service::Infoservices), 2),
            service => (asking.carriers.count_of(service, known.number), 1),
        };
        assert_eq!(asked, expected, "{} was asked {asked} times", known.poller);
        let seen = asking.seen(&known.order(&asking));
        assert_eq!(seen["shipments"][0]["events"].as_array().unwrap().len(), 2, "{seen}");
    }
}

#[test]
fn what_a_polled_parcel_costs() {
    if skips_named("what_a_polled_parcel_costs") {
        return;
    }
    for known in &ALL {
        let asking = Asking::with(known.poller, |builder| builder);
        if known.service == Service::Allegro {
            asking.connect();
        }
        known.ship(&asking);
        let cost = |hours: i64| {
            asking.pass(TimeDelta::hours(hours) + SETTLED);
            asking.next_window();
            asking.cost(|| drop(asking.poll_now(known.poller)))
        };
        known.scan(&asking, known.in_transit);
        let _ = cost(3);
        known.scan(&asking, known.out_for_delivery);
        let news = cost(3);
        let nothing = cost(3);
        known.scan(&asking, known.delivered);
        let _ = cost(3);
        let over = cost(1);
        // The right to ask 1, the slot that is over 2, the parcel's next slot 2, the poller's state 1; for an
        // event the parcel 2, the note for the outbox 1, that the poller was heard of 1.
        let most = if known.service == Service::Infoservices { [6, 2, 2] } else { [10, 6, 2] };
        let commits = [news, nothing, over].map(|cost| cost.commits);
        assert!(commits.iter().zip(&most).all(|(cost, most)| cost <= most), "{}: {commits:?}", known.poller);
        // Each slot since the last call is looked at.
        assert!(nothing.gets <= 60 && over.gets <= 30, "{}: {nothing:?}, {over:?}", known.poller);
    }
}

#[test]
fn where_nobody_is_asked_nothing_is_written_for_it() {
    if skips_named("where_nobody_is_asked_nothing_is_written_for_it") {
        return;
    }
    let known = &ALL[0];
    let commits = |poll: &str| {
        let asking = Asking::with(poll, |builder| builder);
        let cost = asking.cost(|| asking.ship_with(&asking.number(0), known.carrier, &[known.number]));
        cost.commits
    };
    assert_eq!(commits(""), commits("poczta-polska"), "a parcel that the poller does not know costs nothing");
    let asking = Asking::with("", |builder| builder);
    let told = asking.call("scheduler", "POST", "/jobs/poll", &Value::Null).expect(200).json().unwrap();
    assert_eq!(told, json!({"pollers": [], "has_more": false}));
    let told = asking.poll("dhl24");
    assert!(told["why"].as_str().unwrap().contains("not switched on"), "{told}");
    assert_eq!(asking.health()["pollers"], json!([]));
}
