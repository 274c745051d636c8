//! Chatwoot: its account's webhook and its agent bot's, which look alike.

use super::counter::{ALA, COMPLAINT, Counter, QUESTION, authors};
use chrono::TimeDelta;
use serde_json::{Value, json};
use sledz_e2e::{
    desks::{accepted, chatwoot as api},
    message::Message,
    senders::channels::chatwoot,
};

/// Messages, and what was done to conversations.
fn done(counter: &Counter) -> (Vec<Value>, Vec<Value>) {
    counter.settle();
    (accepted(&counter.desks.chatwoot, api::MESSAGES), accepted(&counter.desks.chatwoot, api::STATUS))
}

fn said(counter: &Counter, id: u64, text: &str) -> Value {
    chatwoot::said(77, id, ALA, text, counter.now())
}

fn signed(counter: &Counter, body: &Value) -> Message {
    chatwoot::signed(body, counter.now())
}

#[test]
fn a_question_is_answered_in_its_conversation() {
    let Some(counter) = Counter::open("a_question_is_answered_in_its_conversation") else { return };
    // The account's webhook and the bot's tell of it twice.
    for _ in 0..2 {
        counter.hear(signed(&counter, &said(&counter, 911, QUESTION)));
    }
    let (messages, statuses) = done(&counter);
    assert_eq!((messages.len(), statuses.len()), (1, 0), "{messages:?} {statuses:?}");
    assert!(messages[0]["content"].as_str().unwrap().contains("/z/"), "{messages:?}");
    assert_eq!((&messages[0]["message_type"], &messages[0]["private"]), (&json!("outgoing"), &json!(false)));
    assert_eq!(messages[0]["content_attributes"], json!({"sledz": true}));
    assert_eq!(counter.desks.chatwoot.asked()[0].path, "/api/v1/accounts/1/conversations/77/messages");
    assert_eq!(counter.only_case("waiting")["channel"], "chat");
    assert!(counter.answers().is_empty());
}

#[test]
fn what_we_and_bots_write_is_nothing_and_what_people_write_stops_us() {
    let Some(counter) = Counter::open("what_we_and_bots_write_is_nothing_and_what_people_write_stops_us") else {
        return;
    };
    counter.hear(signed(&counter, &said(&counter, 911, QUESTION)));
    assert_eq!(done(&counter).0.len(), 1);
    let mut marked = chatwoot::written(77, 1, (5, "user"), "Jest w drodze", counter.now());
    marked["content_attributes"] = json!({"sledz": true});
    let mut template = chatwoot::written(77, 2, (5, "user"), "Witamy!", counter.now());
    template["message_type"] = json!("template");
    let mut note = chatwoot::written(77, 3, (5, "user"), "Klientka dzwoniła", counter.now());
    note["private"] = json!(true);
    for own in [
        marked,
        template,
        note,
        chatwoot::written(77, 4, (chatwoot::BOT, "user"), "Jest w drodze", counter.now()),
        chatwoot::written(77, 6, (12, "agent_bot"), "Jest w drodze", counter.now()),
        // By the id that Chatwoot gave it.
        chatwoot::written(77, 50_001, (5, "user"), "Jest w drodze", counter.now()),
    ] {
        counter.hear(signed(&counter, &own));
        assert_eq!(authors(&counter.only_case("all")), ["customer", "automatic"], "{own}");
    }
    counter.hear(signed(&counter, &chatwoot::written(77, 7, (5, "user"), "Zadzwonię do kuriera", counter.now())));
    assert_eq!(authors(&counter.only_case("all")), ["customer", "automatic", "person"]);
    counter.pass(TimeDelta::minutes(20));
    counter.hear(signed(&counter, &said(&counter, 912, "a faktura do 1001?")));
    let (messages, statuses) = done(&counter);
    assert_eq!(messages.len(), 1, "nobody talks over a person: {messages:?}");
    assert_eq!(statuses, [json!({"status": "open"})]);
    assert_eq!(counter.cases("open").len(), 1);
}

#[test]
fn conversations_that_people_have_are_theirs() {
    let Some(counter) = Counter::open("conversations_that_people_have_are_theirs") else { return };
    for (n, (pointer, value)) in [
        ("/conversation/status", json!("open")),
        ("/conversation/meta/assignee", json!({"id": 5, "name": "Ewa"})),
        ("/conversation/can_reply", json!(false)),
    ]
    .into_iter()
    .enumerate()
    {
        let n = u64::try_from(n).unwrap();
        let mut body = chatwoot::said(100 + n, 200 + n, ALA, QUESTION, counter.now());
        *body.pointer_mut(pointer).unwrap() = value;
        counter.hear(signed(&counter, &body));
        let messages = done(&counter).0;
        assert!(
            messages.iter().all(|one| !one["content"].as_str().unwrap().contains("/z/")),
            "{pointer}: {messages:?}"
        );
    }
    assert!(!counter.cases("open").is_empty());
}

#[test]
fn what_is_for_people_is_acknowledged_and_opened_there() {
    let Some(counter) = Counter::open("what_is_for_people_is_acknowledged_and_opened_there") else { return };
    counter.hear(signed(&counter, &said(&counter, 911, COMPLAINT)));
    let (messages, statuses) = done(&counter);
    assert_eq!(messages.len(), 1);
    assert!(messages[0]["content"].as_str().unwrap().contains("Odpowiemy"), "{messages:?}");
    assert_eq!(statuses, [json!({"status": "open"})]);
    let path = &counter.desks.chatwoot.asked_for(api::STATUS)[0].path;
    assert_eq!(path, "/api/v1/accounts/1/conversations/77/toggle_status");
    // Closed there, it is closed here; and opened again.
    counter.hear(signed(&counter, &chatwoot::turned(77, "resolved", "open", counter.now())));
    assert_eq!(counter.only_case("closed")["intents"][0], "complaint_damaged");
    counter.pass(TimeDelta::minutes(5));
    counter.hear(signed(&counter, &chatwoot::turned(77, "open", "resolved", counter.now())));
    assert_eq!(counter.cases("open").len(), 1);
    // Of a conversation that nobody knows there is nothing to close.
    counter.hear(signed(&counter, &chatwoot::turned(78, "resolved", "open", counter.now())));
}

#[test]
fn drafts_are_private_notes() {
    let Some(counter) = Counter::with("drafts_are_private_notes", &[("reply_mode", "draft")]) else { return };
    counter.hear(signed(&counter, &said(&counter, 911, QUESTION)));
    let (messages, statuses) = done(&counter);
    assert_eq!(messages.len(), 1);
    assert_eq!(messages[0]["private"], true);
    assert!(messages[0]["content"].as_str().unwrap().contains("/z/"));
    assert_eq!(statuses, [json!({"status": "open"})], "people have to see it");
    let case = counter.only_case("open");
    assert_eq!(case["draft"], true);
    // Approved, it goes out; once.
    let path = format!("/api/cases/{}/messages", case["number"].as_str().unwrap());
    let _ = counter.call("agent", "POST", &path, &json!({"kind": "approve"})).expect(200);
    assert_eq!(counter.call("agent", "POST", &path, &json!({"kind": "approve"})).status, 409);
    let (messages, _) = done(&counter);
    assert_eq!(messages.len(), 2);
    assert_eq!((&messages[1]["private"], &messages[1]["content"]), (&json!(false), &messages[0]["content"]));
    assert_eq!(counter.only_case("waiting")["draft"], false);
}
