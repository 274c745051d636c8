//! Allegro: a person agrees once, and tokens are renewed ever after.

use super::{ALL, Known};
use crate::asking::Asking;
use chrono::TimeDelta;
use serde_json::{Value, json};
use sledz_e2e::carriers::Service;

const POLLER: &str = "allegro-tracking";

/// The grants that were asked for, in their order.
fn grants(asking: &Asking) -> Vec<String> {
    let asked = asking.carriers.asked();
    asked.iter().filter(|one| one.service == Service::AllegroLogin).flat_map(|one| one.about.clone()).collect()
}

fn open(test: &str) -> Option<(Asking, &'static Known, String)> {
    let asking = Asking::open(test, POLLER)?;
    let known = &ALL[4];
    let order = known.order(&asking);
    asking.ship_with(&order, known.carrier, &[known.number]);
    known.scan(&asking, known.in_transit);
    Some((asking, known, order))
}

#[test]
fn a_person_agrees_once() {
    let Some((asking, known, order)) = open("a_person_agrees_once") else { return };
    // Nobody has agreed yet, and nobody is asked.
    let told = asking.poll_after(TimeDelta::hours(3), POLLER);
    assert!(told["why"].as_str().unwrap().contains("nobody has agreed yet"), "{told}");
    assert!(told["why"].as_str().unwrap().contains("/jobs/poll/allegro-tracking/connect"), "{told}");
    assert_eq!(asking.carriers.asked(), []);
    let answer = asking.call("admin", "POST", "/jobs/poll/allegro-tracking/connect", &Value::Null).expect(200);
    let told = answer.json().unwrap();
    assert_eq!(told["link"], "https://allegro.pl/skojarz-aplikacje?code=cbt3zdu4g");
    assert!(!answer.text().contains("device-"), "the code is nobody's business: {told}");
    let until = asking.now() + TimeDelta::hours(1);
    assert_eq!(told["until"], sledz_e2e::senders::rfc3339(until));
    // The link is out, and nobody has followed it.
    let told = asking.poll_after(TimeDelta::minutes(3), POLLER);
    assert!(told["why"].as_str().unwrap().contains("nobody has agreed yet"), "{told}");
    asking.carriers.agree();
    let told = asking.poll_after(TimeDelta::minutes(3), POLLER);
    assert_eq!((&told["why"], &told["report"]["new"]), (&Value::Null, &json!(1)), "{told}");
    assert_eq!(asking.seen(&order)["stage"], "in_transit");
    assert_eq!(grants(&asking), ["device", "device_code", "device_code"]);
    // It is renewed before it ends, twice: the token for renewal is another one each time.
    for n in 1..=2 {
        asking.poll_after(TimeDelta::hours(12), POLLER);
        assert_eq!(grants(&asking).iter().filter(|grant| *grant == "refresh_token").count(), n);
    }
    known.scan(&asking, known.delivered);
    asking.poll_after(TimeDelta::hours(6), POLLER);
    assert_eq!(asking.seen(&order)["stage"], "delivered");
    assert_eq!(asking.poller(POLLER)["why"], Value::Null);
}

#[test]
fn a_person_refuses_or_never_comes() {
    let Some((asking, _, order)) = open("a_person_refuses_or_never_comes") else { return };
    let connect = || asking.call("admin", "POST", "/jobs/poll/allegro-tracking/connect", &Value::Null).expect(200);
    let _ = connect();
    asking.carriers.refuse();
    let told = asking.poll_after(TimeDelta::hours(0), POLLER);
    assert!(told["why"].as_str().unwrap().contains("the person refused"), "{told}");
    // A link that nobody follows ends by itself.
    let _ = connect();
    asking.pass(TimeDelta::hours(2));
    let asked = grants(&asking).len();
    let told = asking.poll(POLLER);
    assert!(told["why"].as_str().unwrap().contains("nobody has agreed yet"), "{told}");
    assert_eq!(grants(&asking).len(), asked, "a link that is over is not asked about");
    asking.connect();
    let told = asking.poll_after(TimeDelta::minutes(30), POLLER);
    assert_eq!(told["why"], Value::Null, "{told}");
    assert_eq!(asking.seen(&order)["stage"], "in_transit");
}

/// Allegro refuses a token before its end: the next call asks for another.
#[test]
fn a_token_that_is_refused_is_told_and_renewed() {
    let Some((asking, _, order)) = open("a_token_that_is_refused_is_told_and_renewed") else { return };
    asking.connect();
    asking.carriers.expire();
    let told = asking.poll_after(TimeDelta::hours(3), POLLER);
    assert!(told["why"].as_str().unwrap().contains("refuses the access"), "{told}");
    let told = asking.poll_after(TimeDelta::hours(3), POLLER);
    assert_eq!(told["why"], Value::Null, "{told}");
    assert_eq!(asking.poller(POLLER)["why"], Value::Null);
    assert_eq!(asking.seen(&order)["stage"], "in_transit");
}
