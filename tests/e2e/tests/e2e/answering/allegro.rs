//! Allegro's message centre, which is asked.

use super::counter::{authors, kinds};
use crate::{selling::Selling, world::skips_named};
use chrono::TimeDelta;
use serde_json::{Value, json};
use sledz_e2e::{carriers::trouble::Trouble, desks::accepted, shops::allegro};

/// Allegro's form that the buyer's order is.
const FORM: &str = "29738e61-7f6a-11e8-ac45-09db60ede9d6";

fn open(test: &str) -> Option<Selling> {
    (!skips_named(test)).then(|| Selling::with("allegro", |builder| builder.variable("message_poll", "allegro")))
}

/// Connected, with one order that is on its way.
fn connected(test: &str) -> Option<Selling> {
    let selling = open(test)?;
    selling.connect();
    let placed = selling.now() - TimeDelta::hours(20);
    let mut form = allegro::form(FORM, "kupiec@allegromail.example", placed);
    form["buyer"]["login"] = json!("kupiec_77");
    selling.allegro().put(form);
    selling.allegro().tell(FORM, "READY_FOR_PROCESSING");
    selling.allegro().ship(FORM, "DPD", "0000075077195U");
    selling.synced("allegro");
    selling.hear_event(&sledz_e2e::senders::standard::event("dpd", "0000075077195U", "in_transit", selling.now()));
    // What was written before is history.
    selling.allegro().write("t-0", "dawny_11", "Czy to jeszcze jest?", None);
    selling.pass(TimeDelta::hours(2));
    assert!(asks(&selling)["begins"].is_string());
    selling.pass(TimeDelta::minutes(2));
    Some(selling)
}

fn asks(selling: &Selling) -> Value {
    let _ = selling.allegro();
    selling.run("messages")["jobs"][0]["report"].clone()
}

/// What was sent in threads, once what is owed has gone out.
fn sent(selling: &Selling) -> Vec<String> {
    for _ in 0..2 {
        selling.pass(TimeDelta::minutes(4));
        while selling.run("replies")["has_more"] == true {}
    }
    let sent = accepted(selling.allegro().server(), allegro::SEND);
    sent.iter().map(|body| body["text"].as_str().unwrap().to_owned()).collect()
}

fn cases(selling: &Selling) -> Vec<Value> {
    let told = selling.ask("agent", "/api/cases?state=all").expect(200).json().unwrap();
    let numbers = told["cases"].as_array().unwrap().clone().into_iter();
    let path = |case: Value| format!("/api/cases/{}", case["number"].as_str().unwrap());
    numbers.map(|case| selling.ask("agent", &path(case)).expect(200).json().unwrap()).collect()
}

#[test]
fn nobody_is_asked_before_a_person_agreed() {
    let Some(selling) = open("nobody_is_asked_before_a_person_agreed") else { return };
    let told = asks(&selling);
    assert!(told["trouble"].as_str().unwrap().contains("nobody has agreed yet"), "{told}");
    assert_eq!(selling.allegro().server().count(allegro::THREADS), 0);
    for (role, status) in [("reader", 403), ("agent", 403), ("export", 403), ("admin", 200), ("", 401)] {
        assert_eq!(selling.call(role, "POST", "/jobs/messages", &Value::Null).status, status, "{role}");
    }
    assert_eq!(selling.ask("scheduler", "/jobs/messages").status, 405);
}

#[test]
fn a_buyer_is_answered_in_the_thread() {
    let Some(selling) = connected("a_buyer_is_answered_in_the_thread") else { return };
    selling.allegro().write("t-1", "kupiec_77", "Dzień dobry, gdzie jest moja paczka?", Some(FORM));
    let told = asks(&selling);
    assert_eq!((&told["threads"], &told["messages"]), (&json!(1), &json!(1)), "{told}");
    assert!(selling.allegro().is_read("t-1") && !selling.allegro().is_read("t-0"));
    asks(&selling);
    let texts = sent(&selling);
    assert_eq!(texts.len(), 1, "{:?}", cases(&selling));
    assert!(texts[0].contains("/z/") || texts[0].contains("0000075077195U"), "{}", texts[0]);
    let all = cases(&selling);
    assert_eq!(all.len(), 1);
    assert_eq!((&all[0]["channel"], &all[0]["state"]), (&json!("allegro"), &json!("waiting")));
    assert_eq!((authors(&all[0]), kinds(&all[0])), (vec!["customer", "automatic"], vec!["on_the_way"]));
    // Read again with the thread, it is known as ours.
    selling.allegro().write("t-1", "kupiec_77", "Dziękuję!", Some(FORM));
    asks(&selling);
    assert_eq!(sent(&selling).len(), 1, "thanks need no answer");
    let all = cases(&selling);
    assert!(all.is_empty() || authors(&all[0]) == ["customer", "automatic", "customer"], "{all:?}");
}

#[test]
fn a_person_who_answers_there_stops_us() {
    let Some(selling) = connected("a_person_who_answers_there_stops_us") else { return };
    selling.allegro().write("t-1", "kupiec_77", "Gdzie jest moja paczka?", Some(FORM));
    asks(&selling);
    assert_eq!(sent(&selling).len(), 1);
    selling.allegro().answer_by_hand("t-1", "Sprawdzę u kuriera i napiszę.");
    selling.pass(TimeDelta::minutes(1));
    selling.allegro().write("t-1", "kupiec_77", "A jaki jest numer paczki?", Some(FORM));
    asks(&selling);
    assert_eq!(sent(&selling).len(), 1, "nobody talks over a person");
    let all = cases(&selling);
    assert_eq!(all[0]["state"], "open");
    assert_eq!(authors(&all[0]), ["customer", "automatic", "person", "customer"]);
}

#[test]
fn a_person_who_was_faster_is_not_talked_over() {
    let Some(selling) = connected("a_person_who_was_faster_is_not_talked_over") else { return };
    // Both are there when the clock asks next.
    selling.allegro().write("t-1", "kupiec_77", "Gdzie jest moja paczka?", Some(FORM));
    selling.pass(TimeDelta::minutes(2));
    selling.allegro().answer_by_hand("t-1", "Jedzie do Pana, będzie jutro.");
    selling.pass(TimeDelta::minutes(1));
    asks(&selling);
    assert_eq!(sent(&selling), [""; 0], "a person has answered before");
    let all = cases(&selling);
    assert_eq!(all[0]["state"], "waiting");
    let said = all[0]["messages"].as_array().unwrap();
    assert!(said.iter().any(|one| one["by"] == "person"), "{said:?}");
}

#[test]
fn what_did_not_go_out_is_not_called_sent() {
    let Some(selling) = connected("what_did_not_go_out_is_not_called_sent") else { return };
    selling.allegro().write("t-1", "kupiec_77", "Gdzie jest moja paczka?", Some(FORM));
    selling.pass(TimeDelta::minutes(2));
    selling.allegro().answer_by_hand("t-1", "Jedzie do Pana, będzie jutro.");
    asks(&selling);
    assert_eq!(sent(&selling), [""; 0]);
    let case = cases(&selling).remove(0);
    let said = case["messages"].as_array().unwrap();
    assert!(said.iter().all(|one| one["sent"] != "sent"), "{said:?}");
}

#[test]
fn what_breaks_off_is_read_again_and_answered_once() {
    let Some(selling) = connected("what_breaks_off_is_read_again_and_answered_once") else { return };
    selling.allegro().write("t-1", "kupiec_77", "Gdzie jest moja paczka?", Some(FORM));
    for trouble in [Trouble::Error500, Trouble::Closed, Trouble::Html] {
        selling.allegro().server().order(allegro::MESSAGES, trouble);
        selling.pass(TimeDelta::minutes(3));
        assert!(asks(&selling)["trouble"].is_string(), "{trouble:?}");
    }
    assert!(cases(&selling).is_empty() && !selling.allegro().is_read("t-1"));
    selling.allegro().server().calm();
    // That people see it as read says nothing to us.
    selling.allegro().server().order(allegro::READ, Trouble::Error500);
    selling.pass(TimeDelta::minutes(3));
    assert_eq!(asks(&selling)["messages"], 1);
    selling.allegro().server().order(allegro::SEND, Trouble::Error500);
    assert!(sent(&selling).is_empty());
    selling.allegro().server().calm();
    selling.pass(TimeDelta::minutes(30));
    asks(&selling);
    assert_eq!(sent(&selling).len(), 1);
    // A token that is refused is renewed.
    selling.allegro().expire();
    selling.allegro().write("t-2", "nowy_22", "Czy macie zielone kubki?", None);
    for _ in 0..3 {
        selling.pass(TimeDelta::minutes(3));
        asks(&selling);
    }
    assert!(selling.allegro().is_read("t-2"));
    assert_eq!(cases(&selling).len(), 2);
}
