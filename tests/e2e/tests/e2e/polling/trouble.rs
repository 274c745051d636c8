//! What goes wrong at carriers: what is told of it, how long they are left alone, and that nothing is
//! lost.

use super::{ALL, Known, shipped_with_all, with_all};
use crate::{asking::Asking, world::skips_named};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use sledz_e2e::{
    carriers::{Service, scan::Scan, trouble::Trouble},
    mailbox::received::Provider,
};
use std::{thread, time::Duration};

/// Longer than we wait.
const HANG: Duration = Duration::from_secs(20);

/// A trouble, and after how many minutes the carrier may be asked again.
const TROUBLES: [(Trouble, i64); 9] = [
    (Trouble::Error500, 2),
    (Trouble::TooMany { retry_after: 0 }, 2),
    (Trouble::TooMany { retry_after: 1500 }, 25),
    (Trouble::Closed, 2),
    (Trouble::BrokenOff, 2),
    (Trouble::Html, 2),
    (Trouble::Truncated, 2),
    (Trouble::Fault, 2),
    (Trouble::WrongLogin, 2),
];

/// Who asks nobody for a login.
fn concerns(known: &Known, trouble: Trouble) -> bool {
    trouble != Trouble::WrongLogin || known.service != Service::Shipx
}

fn not_before(asking: &Asking, poller: &str) -> DateTime<Utc> {
    asking.poller(poller)["not_before"].as_str().unwrap_or_else(|| panic!("{poller} is not put off")).parse().unwrap()
}

/// The carrier fails, is left alone for as long as it may want, and then tells what it has to tell.
fn fails_and_recovers(asking: &Asking, known: &Known, trouble: Trouble, minutes: i64) {
    let what = format!("{} with {trouble:?}", known.poller);
    known.scan(asking, known.in_transit);
    let told_before = asking.seen(&known.order(asking));
    asking.carriers.order(known.service, trouble);
    let told = asking.poll_after(TimeDelta::hours(3), known.poller);
    let why = told["why"].as_str().unwrap_or_else(|| panic!("{what}: nothing went wrong: {told}")).to_owned();
    assert!(!why.contains(known.number) && !why.contains("Tajemnicza"), "{what}: {why}");
    assert_eq!(asking.seen(&known.order(asking))["shipments"], told_before["shipments"], "{what}");
    let health = asking.poller(known.poller);
    assert_eq!((&health["why"], health["failing_since"].is_null()), (&json!(why), false), "{what}: {health}");
    let pause = not_before(asking, known.poller) - asking.now();
    assert_eq!(pause.num_minutes(), minutes, "{what}");
    // Until then it is left alone.
    let asked = asking.carriers.count(known.service);
    let early = asking.poll_now(known.poller);
    assert!(early["why"].as_str().unwrap().contains("left alone"), "{what}: {early}");
    assert_eq!(asking.carriers.count(known.service), asked, "{what}: it is asked although it is to be left alone");
    // And then asked again.
    asking.carriers.calm();
    let told = asking.poll_after(pause, known.poller);
    assert_eq!((&told["why"], &told["report"]["new"]), (&Value::Null, &json!(1)), "{what}: {told}");
    assert_eq!(asking.poller(known.poller)["failing_since"], Value::Null, "{what}");
}

#[test]
fn whatever_goes_wrong_is_told_and_passes() {
    if skips_named("whatever_goes_wrong_is_told_and_passes") {
        return;
    }
    let asking = with_all();
    for known in &ALL {
        known.ship(&asking);
        for (trouble, minutes) in TROUBLES.into_iter().filter(|(trouble, _)| concerns(known, *trouble)) {
            fails_and_recovers(&asking, known, trouble, minutes);
        }
        let rows = super::times(&asking, &known.order(&asking)).len();
        let expected = TROUBLES.iter().filter(|(trouble, _)| concerns(known, *trouble)).count();
        assert_eq!(rows, expected, "{}: each scan is there once", known.poller);
    }
}

/// A parcel about which the carrier fails holds up no other.
#[test]
fn trouble_with_one_parcel_is_not_trouble_with_all() {
    let Some(asking) = Asking::open("trouble_with_one_parcel_is_not_trouble_with_all", "dhl24") else { return };
    let parcels: Vec<String> = (0..12).map(|n| format!("243338928{n:02}")).collect();
    for (n, parcel) in (0..).zip(&parcels) {
        asking.ship_with(&asking.number(n), "dhl", &[parcel]);
        asking.carriers.scan(Service::Dhl24, parcel, Scan::new("SORT", asking.now()));
    }
    let shown = || {
        let stage = |n| asking.seen(&asking.number(n))["stage"] == "in_transit";
        (0..12).filter(|n| stage(*n)).count()
    };
    // Of the questions that are out at once some are answered, whichever is due first.
    asking.carriers.order_times(Service::Dhl24, Trouble::Truncated, 1);
    asking.poll_after(TimeDelta::hours(1), "dhl24");
    asking.poll_after(TimeDelta::hours(2), "dhl24");
    asking.poll_after(TimeDelta::hours(2), "dhl24");
    assert_eq!(shown(), 12, "{:?}", asking.carriers.asked());
    let failed: Vec<_> = asking.carriers.asked();
    assert!(failed.len() >= 13, "the one that failed is asked about again: {failed:?}");
}

#[test]
fn a_parcel_that_always_fails_holds_up_no_other() {
    let Some(asking) = Asking::open("a_parcel_that_always_fails_holds_up_no_other", "dhl24") else {
        return;
    };
    let parcels: Vec<String> = (0..6).map(|n| format!("243338928{n:02}")).collect();
    for (n, parcel) in (0..).zip(&parcels) {
        asking.ship_with(&asking.number(n), "dhl", &[parcel]);
        asking.carriers.scan(Service::Dhl24, parcel, Scan::new("SORT", asking.now()));
    }
    asking.carriers.poison(Service::Dhl24, &parcels[0], Trouble::Truncated);
    let until = asking.now() + TimeDelta::hours(24);
    while asking.now() < until {
        asking.pass(TimeDelta::minutes(8));
        asking.poll("dhl24");
    }
    let asked: Vec<usize> = parcels.iter().map(|parcel| asking.carriers.count_of(Service::Dhl24, parcel)).collect();
    assert!(asked[1..].iter().all(|count| (10..=14).contains(count)), "every two hours: {asked:?}");
    // After a few tries it is asked about at its own times, as the others are.
    assert!((3..=20).contains(&asked[0]), "{asked:?}");
    for n in 1..6 {
        assert_eq!(asking.seen(&asking.number(n))["stage"], "in_transit");
    }
    assert_eq!(asking.health()["status"], "degraded", "the jobs never ran");
    assert!(!asking.health()["problems"].to_string().contains("dhl24"), "{}", asking.health());
}

/// Whoever is slow gets few questions a call, and nothing is forgotten for it.
#[test]
fn what_there_was_no_time_for_is_asked_later() {
    let Some(asking) = Asking::open("what_there_was_no_time_for_is_asked_later", "dhl24") else { return };
    let parcels: Vec<String> = (0..50).map(|n| format!("243338928{n:02}")).collect();
    for (n, parcel) in (0..).zip(&parcels) {
        asking.ship_with(&asking.number(n), "dhl", &[parcel]);
        asking.carriers.scan(Service::Dhl24, parcel, Scan::new("SORT", asking.now()));
    }
    asking.carriers.order(Service::Dhl24, Trouble::Slow(Duration::from_millis(1500)));
    asking.pass(TimeDelta::hours(4));
    let told = asking.poll("dhl24");
    let took = told["milliseconds"].as_u64().unwrap();
    assert!((4_000..9_000).contains(&took), "a call ends: {told}");
    assert_eq!((&told["why"], &told["has_more"]), (&Value::Null, &json!(true)), "{told}");
    asking.carriers.calm();
    for _ in 0..8 {
        asking.poll("dhl24");
    }
    for (n, parcel) in (0..).zip(&parcels) {
        assert_eq!(asking.seen(&asking.number(n))["stage"], "in_transit", "{parcel}");
        assert_eq!(asking.carriers.count_of(Service::Dhl24, parcel), 1, "{parcel}");
    }
}

#[test]
fn what_does_not_answer_is_given_up() {
    if skips_named("what_does_not_answer_is_given_up") {
        return;
    }
    let asking = shipped_with_all();
    for known in &ALL {
        known.scan(&asking, known.in_transit);
        asking.carriers.order(known.service, Trouble::Hang(HANG));
    }
    asking.pass(TimeDelta::hours(4));
    asking.next_window();
    // All at once: each takes its ten seconds.
    let (client, now) = (asking.client(), asking.secrets().test_now(asking.now()));
    let bearer = format!("Bearer {}", sledz_e2e::secrets::local_token("scheduler"));
    thread::scope(|scope| {
        for known in &ALL {
            let (bearer, now) = (&bearer, &now);
            scope.spawn(move || {
                let call =
                    client.request("POST", &format!("/jobs/poll/{}", known.poller)).header("authorization", bearer);
                let told = call.header("sledz-test-now", now).send().unwrap().expect(200).json().unwrap();
                let told = &told["pollers"][0];
                assert!(told["why"].as_str().unwrap().contains("did not answer within 10 s"), "{told}");
                let took = told["milliseconds"].as_u64().unwrap();
                assert!((9_000..14_000).contains(&took), "{told}");
            });
        }
    });
    asking.carriers.calm();
    for known in &ALL {
        let told = asking.poll_after(TimeDelta::minutes(3), known.poller);
        assert_eq!((&told["why"], &told["report"]["new"]), (&Value::Null, &json!(1)), "{}: {told}", known.poller);
    }
}

#[test]
fn trouble_that_lasts_is_seen_and_warned_of_and_forgotten_when_it_is_over() {
    if skips_named("trouble_that_lasts_is_seen_and_warned_of_and_forgotten_when_it_is_over") {
        return;
    }
    let asking = Asking::with("dpd-infoservices", |builder| builder);
    let poller = "dpd-infoservices";
    let warnings = |asking: &Asking| {
        let _ = asking.sent();
        let all = asking.mailbox.received();
        let by = |provider| all.iter().filter(|one| one.provider == provider).cloned().collect::<Vec<_>>();
        (by(Provider::Slack), by(Provider::Discord).len(), by(Provider::Teams).len())
    };
    asking.run_all();
    asking.poll(poller);
    let told = asking.health();
    assert_eq!((&told["status"], &told["problems"]), (&json!("ok"), &json!([])), "{told}");
    asking.carriers.order(Service::Infoservices, Trouble::WrongLogin);
    let began = asking.now();
    let mut pauses = Vec::new();
    while asking.now() - began < TimeDelta::minutes(75) {
        let told = asking.poll(poller);
        if !told["why"].as_str().unwrap().contains("left alone") {
            pauses.push((not_before(&asking, poller) - asking.now()).num_minutes());
        }
        asking.run_all();
        let lasts = asking.now() - began;
        let told = asking.health();
        if lasts < TimeDelta::minutes(29) {
            assert_eq!(told["status"], "ok", "a hiccup is no trouble: {told}");
        } else if lasts > TimeDelta::minutes(35) {
            let problems = told["problems"].to_string();
            assert_eq!(told["status"], "degraded", "{told}");
            assert!(problems.contains("dpd-infoservices fails since") && problems.contains("refuses"), "{problems}");
        }
        if lasts < TimeDelta::minutes(55) {
            assert_eq!(asking.mailbox.received(), [], "nobody is woken for less than an hour");
        }
    }
    assert_eq!(pauses[..5], [2, 4, 8, 16, 30], "each pause is longer");
    // Once by every way, whatever is repeated.
    asking.pass(TimeDelta::minutes(31));
    asking.run_all();
    asking.pass(TimeDelta::minutes(31));
    asking.run_all();
    let (slack, discord, teams) = warnings(&asking);
    assert_eq!((slack.len(), discord, teams), (1, 1, 1), "{slack:?}");
    assert!(slack[0].text.contains("Nothing is heard from dpd-infoservices"), "{}", slack[0].text);
    assert!(slack[0].text.contains("refuses"), "{}", slack[0].text);
    // It answers again.
    asking.carriers.calm();
    asking.poll_after(TimeDelta::minutes(31), poller);
    asking.run_all();
    let told = asking.health();
    assert_eq!((&told["status"], &told["problems"]), (&json!("ok"), &json!([])), "{told}");
    let (slack, ..) = warnings(&asking);
    assert_eq!(slack.len(), 1);
}

#[test]
fn a_poller_that_nobody_calls_is_seen_and_warned_of() {
    if skips_named("a_poller_that_nobody_calls_is_seen_and_warned_of") {
        return;
    }
    let asking = Asking::with("dhl24", |builder| builder);
    asking.poll("dhl24");
    asking.pass(TimeDelta::minutes(14));
    asking.run_all();
    assert_eq!(asking.health()["status"], "ok", "{}", asking.health());
    asking.pass(TimeDelta::minutes(2));
    let told = asking.health();
    assert_eq!((&told["status"], &told["pollers"][0]["overdue"]), (&json!("degraded"), &json!(true)));
    assert_eq!(told["problems"], json!(["nobody calls poller dhl24: POST /jobs/poll every minute"]));
    asking.pass(TimeDelta::minutes(50));
    asking.run_all();
    let _ = asking.sent();
    let slack: Vec<_> = asking.mailbox.received().into_iter().filter(|one| one.provider == Provider::Slack).collect();
    assert_eq!(slack.len(), 1, "{slack:?}");
    assert!(slack[0].text.contains("Nobody has called POST /jobs/poll"), "{}", slack[0].text);
}

#[test]
fn what_is_set_wrongly_is_told() {
    if skips_named("what_is_set_wrongly_is_told") {
        return;
    }
    let poll = "dpd-infoservices dhl24 poczta-polska allegro-tracking pigeon";
    let asking = Asking::with(poll, |builder| {
        let empty = ["dpd_infoservices_user", "dpd_infoservices_channel", "dhl24_password", "poczta_polska_user"];
        empty.iter().fold(builder, |builder, name| builder.variable(name, "")).variable("allegro_client", "only-an-id")
    });
    for (poller, names) in [
        ("dpd-infoservices", &["dpd_infoservices_user", "dpd_infoservices_channel"][..]),
        ("dhl24", &["dhl24_password"]),
        ("poczta-polska", &["poczta_polska_user"]),
        ("allegro-tracking", &["allegro_client"]),
    ] {
        let told = asking.poll(poller);
        for name in names {
            assert!(told["why"].as_str().unwrap().contains(name), "{poller}: {told}");
        }
    }
    assert_eq!(asking.carriers.asked(), [], "nobody is asked with half a login");
    let problems = asking.health()["problems"].to_string();
    assert!(problems.contains("poll names pigeon, which is none of"), "{problems}");
    let refused = asking.call("admin", "POST", "/jobs/poll/allegro-tracking/connect", &Value::Null).expect(409);
    assert!(refused.text().contains("allegro_client must be"), "{}", refused.text());
    for (path, status) in
        [("/jobs/poll/pigeon", 404), ("/jobs/poll/dhl24/connect", 404), ("/jobs/poll/dhl24/disconnect", 404)]
    {
        crate::world::is_problem(&asking.call("admin", "POST", path, &Value::Null), status);
    }
    for role in ["reader", "agent", "export", ""] {
        let refused = asking.call(role, "POST", "/jobs/poll/dhl24", &Value::Null);
        assert!(matches!(refused.status, 401 | 403), "{role}: {}", refused.status);
    }
    let refused = asking.call("scheduler", "POST", "/jobs/poll/allegro-tracking/connect", &Value::Null);
    assert!(matches!(refused.status, 401 | 403), "{}", refused.status);
}
