//! Zendesk: subscribed to events, or by a trigger.

use super::counter::{ALA, COMPLAINT, Counter, QUESTION, authors};
use chrono::TimeDelta;
use serde_json::{Value, json};
use sledz_e2e::{
    carriers::trouble::Trouble,
    desks::{accepted, zendesk as api},
    senders::channels::zendesk,
};

/// A user of Zendesk's.
const USER: u64 = 51;

fn comments(counter: &Counter) -> Vec<Value> {
    counter.settle();
    let bodies = accepted(counter.desks.zendesk.server(), api::TICKETS);
    bodies.iter().map(|body| body["ticket"]["comment"].clone()).collect()
}

fn hear(counter: &Counter, body: &Value) {
    counter.hear(zendesk::signed(body, counter.now()));
}

fn open(test: &str, changed: &[(&str, &str)]) -> Option<Counter> {
    let counter = Counter::with(test, changed)?;
    counter.desks.zendesk.put_user(USER, ALA);
    Some(counter)
}

#[test]
fn a_ticket_is_answered_by_a_public_comment() {
    let Some(counter) = open("a_ticket_is_answered_by_a_public_comment", &[]) else { return };
    for _ in 0..3 {
        hear(&counter, &zendesk::created(123, USER, QUESTION, counter.now()));
    }
    let comments = comments(&counter);
    assert_eq!(comments.len(), 1, "{comments:?}");
    assert_eq!(comments[0]["public"], true);
    assert!(comments[0]["body"].as_str().unwrap().contains("/z/"));
    assert_eq!(counter.desks.zendesk.server().asked_for(api::TICKETS)[0].path, "/api/v2/tickets/123.json");
    let case = counter.only_case("waiting");
    assert_eq!(
        (&case["channel"], &case["order"], &case["customer"]["email"]),
        (&json!("form"), &json!("1001"), &json!(ALA))
    );
    // Our own comment comes back, by our agent's name and by its id.
    for (id, author) in [(9, 800), (70_001, 5)] {
        hear(&counter, &zendesk::commented(123, USER, id, (author, true), "Jest w drodze", counter.now()));
    }
    assert_eq!(authors(&counter.only_case("waiting")), ["customer", "automatic"]);
}

#[test]
fn a_trigger_sends_all_that_is_needed() {
    let Some(counter) = open("a_trigger_sends_all_that_is_needed", &[]) else { return };
    hear(&counter, &zendesk::triggered(124, ALA, QUESTION, counter.now()));
    assert_eq!(comments(&counter).len(), 1);
    assert_eq!(counter.desks.zendesk.server().count(api::USERS), 0);
    hear(&counter, &zendesk::triggered(125, "mailer-daemon@example.com", QUESTION, counter.now()));
    assert_eq!(comments(&counter).len(), 1, "machines are not answered");
    assert_eq!(counter.cases("machine").len(), 1);
}

#[test]
fn a_persons_comment_stops_us() {
    let Some(counter) = open("a_persons_comment_stops_us", &[]) else { return };
    hear(&counter, &zendesk::created(123, USER, QUESTION, counter.now()));
    assert_eq!(comments(&counter).len(), 1);
    let mut note = zendesk::commented(123, USER, 2, (5, true), "Klientka dzwoniła", counter.now());
    note["event"]["comment"]["is_public"] = json!(false);
    hear(&counter, &note);
    assert_eq!(authors(&counter.only_case("waiting")), ["customer", "automatic"], "a note is nobody's answer");
    hear(&counter, &zendesk::commented(123, USER, 3, (5, true), "Zadzwonię do kuriera", counter.now()));
    assert_eq!(authors(&counter.only_case("waiting")), ["customer", "automatic", "person"]);
    counter.pass(TimeDelta::minutes(10));
    hear(&counter, &zendesk::commented(123, USER, 4, (USER, false), "a faktura do 1001?", counter.now()));
    assert_eq!(comments(&counter).len(), 1, "nobody talks over a person");
    assert_eq!(counter.cases("open").len(), 1);
    hear(&counter, &zendesk::turned(123, USER, "OPEN", "SOLVED", counter.now()));
    assert_eq!(counter.cases("closed").len(), 1);
    counter.pass(TimeDelta::minutes(10));
    hear(&counter, &zendesk::turned(123, USER, "SOLVED", "OPEN", counter.now()));
    assert_eq!(counter.cases("open").len(), 1);
}

#[test]
fn drafts_are_internal_comments() {
    let Some(counter) = open("drafts_are_internal_comments", &[("reply_mode", "draft")]) else { return };
    hear(&counter, &zendesk::created(123, USER, QUESTION, counter.now()));
    let all = comments(&counter);
    assert_eq!((all.len(), &all[0]["public"]), (1, &json!(false)));
    assert_eq!(counter.only_case("open")["draft"], true);
}

#[test]
fn who_writes_is_asked_again_until_it_is_told() {
    let Some(counter) = open("who_writes_is_asked_again_until_it_is_told", &[]) else { return };
    let message = zendesk::signed(&zendesk::created(123, USER, COMPLAINT, counter.now()), counter.now());
    counter.desks.zendesk.server().order(api::USERS, Trouble::Error500);
    let message = message.received(counter.now(), counter.secrets());
    let _ = counter.send(&message).unwrap().expect(503);
    assert!(counter.cases("all").is_empty());
    counter.desks.zendesk.server().calm();
    let _ = counter.send(&message).unwrap().expect(200);
    // While Zendesk fails, the acknowledgement waits; it goes out once.
    counter.desks.zendesk.server().order(api::TICKETS, Trouble::Error500);
    assert_eq!(comments(&counter).len(), 0);
    counter.desks.zendesk.server().calm();
    for _ in 0..4 {
        counter.pass(TimeDelta::minutes(10));
        counter.replies();
    }
    let all = comments(&counter);
    assert_eq!(all.len(), 1);
    assert!(all[0]["body"].as_str().unwrap().contains("Odpowiemy"));
}
