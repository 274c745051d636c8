//! `/api/outbox`: what could not be sent, and having it tried again.

use crate::{
    office::Office,
    session::Session,
    world::{fields, is_problem},
};
use serde_json::{Value, json};
use sledz_e2e::{
    mailbox::faults::{Fault, Faults},
    secrets::ROLES,
};

/// The mailbox refuses addresses that begin so.
const BAD: &str = "bad@example.com";

#[track_caller]
fn dead(office: &Office) -> Vec<Value> {
    let told = office.ask("reader", "/api/outbox").expect(200).json().unwrap();
    assert_eq!(fields(&told), ["dead"]);
    told["dead"].as_array().unwrap().clone()
}

fn retry_path(item: &Value) -> String {
    format!("/api/outbox/{}/retry", item["reference"].as_str().unwrap())
}

/// The messages about an order, as the API gives them.
#[track_caller]
fn messages(office: &Office, number: &str) -> Vec<Value> {
    office.order(number)["messages"].as_array().unwrap().clone()
}

#[test]
fn what_is_refused_for_good_is_listed_until_it_is_mended() {
    let Some(office) = Office::open("what_is_refused_for_good_is_listed_until_it_is_mended") else { return };
    let number = office.number(1);
    office.sell(&number, Some(BAD), None);
    assert!(office.sent().is_empty());
    let reply = office.ask("reader", "/api/outbox").expect(200);
    assert_eq!((reply.header("content-type"), reply.header("cache-control")), ("application/json", "no-store"));
    assert!(!reply.text().contains("bad@"), "{}", reply.text());
    let listed = dead(&office);
    let [letter] = listed.as_slice() else { panic!("{listed:?}") };
    let of_one =
        ["about", "dropped", "failures", "next_try", "owed_at", "reference", "sent_at", "state", "trouble", "what"];
    assert_eq!(fields(letter), of_one);
    assert_eq!(letter["about"], json!({"platform": "standard", "platform_id": number}));
    assert_eq!(letter["what"], json!({"message": "confirmed", "channel": "email", "tracking_number": null}));
    assert_eq!(
        (&letter["state"], &letter["sent_at"], &letter["next_try"]),
        (&json!("dead"), &Value::Null, &Value::Null)
    );
    let trouble = letter["trouble"].as_str().unwrap();
    assert!(trouble.contains("postmark") && trouble.contains("the recipient is inactive"), "{trouble}");
    assert_eq!(messages(&office, &number), listed, "the order tells the same");
    assert_eq!(office.ask("reader", "/healthz").json().unwrap()["dead_letters"], 1);
    // Nobody tries it by itself.
    let tries = office.mailbox.requests(sledz_e2e::mailbox::received::Provider::Postmark);
    office.pass(chrono::TimeDelta::hours(5));
    assert!(office.sent().is_empty());
    assert_eq!(office.mailbox.requests(sledz_e2e::mailbox::received::Provider::Postmark), tries);
    // The customer was asked for the right address.
    office.hear_order(&office.order_data(&number, "paid", Some("good@example.com"), None));
    let waits = office.call("agent", "POST", &retry_path(letter), &Value::Null).expect(200).json().unwrap();
    assert_eq!(fields(&waits), of_one);
    assert_eq!((&waits["reference"], &waits["about"]), (&letter["reference"], &letter["about"]));
    let sent = office.sent();
    assert_eq!(
        sent.iter().map(|one| (one.to.as_str(), one.tag.as_str())).collect::<Vec<_>>(),
        [("good@example.com", "confirmed")]
    );
    assert!(dead(&office).is_empty());
    assert_eq!(messages(&office, &number)[0]["state"], "sent");
    assert_eq!(office.ask("reader", "/healthz").json().unwrap()["dead_letters"], 0);
    is_problem(&office.call("agent", "POST", &retry_path(letter), &Value::Null), 409);
    assert!(office.sent().is_empty(), "it is sent twice");
    assert!(office.log().contains("asked for by agent") && !office.log().contains("@example.com"));
}

#[test]
fn what_was_sent_or_waits_is_not_tried_again() {
    let Some(office) = Office::open("what_was_sent_or_waits_is_not_tried_again") else { return };
    let (sent, waits) = (office.number(1), office.number(2));
    office.sell(&sent, Some(&office.email()), None);
    assert_eq!(office.sent().len(), 1);
    office.mailbox.set_faults(Faults::always(Fault::Error500));
    office.sell(&waits, Some(&office.email()), None);
    assert!(office.sent().is_empty());
    for (number, state) in [(&sent, "sent"), (&waits, "waiting")] {
        let message = messages(&office, number).remove(0);
        assert_eq!(message["state"], state, "{message}");
        let before = office.counters().unwrap().commits;
        is_problem(&office.call("admin", "POST", &retry_path(&message), &Value::Null), 409);
        assert_eq!(office.counters().unwrap().commits, before, "{state}");
    }
    assert!(dead(&office).is_empty());
}

#[test]
fn references_that_are_none() {
    let Some(office) = Office::open("references_that_are_none") else { return };
    office.sell(&office.number(1), Some(BAD), None);
    assert!(office.sent().is_empty());
    let right = dead(&office)[0]["reference"].as_str().unwrap().to_owned();
    let before = office.counters().unwrap().commits;
    let other = if right.starts_with('A') { "B" } else { "A" };
    for wrong in [
        "x".to_owned(),
        "%00".to_owned(),
        "%C4%85%C4%85%C4%85".to_owned(),
        "A".repeat(38),
        format!("{other}{}", &right[1..]),
        right[..37].to_owned(),
        format!("{right}A"),
        format!("{}{}", &right[..22], "0".repeat(16)),
        "9".repeat(5000),
    ] {
        is_problem(&office.call("admin", "POST", &format!("/api/outbox/{wrong}/retry"), &Value::Null), 404);
    }
    for path in [format!("/api/outbox/{right}"), format!("/api/outbox/{right}/resend"), "/api/outbox/retry".to_owned()]
    {
        is_problem(&office.call("admin", "POST", &path, &Value::Null), 404);
    }
    assert_eq!(office.counters().unwrap().commits, before);
}

#[test]
fn who_may_look_and_who_may_try_again() {
    let Some(office) = Office::open("who_may_look_and_who_may_try_again") else { return };
    office.sell(&office.number(1), Some(BAD), None);
    assert!(office.sent().is_empty());
    let path = retry_path(&dead(&office)[0]);
    for role in ROLES {
        let listed = office.ask(role, "/api/outbox");
        match role {
            "reader" | "agent" | "admin" => drop(listed.expect(200)),
            _ => is_problem(&listed, 403),
        }
    }
    for (role, status) in [("", 401), ("reader", 403), ("scheduler", 403), ("export", 403)] {
        is_problem(&office.call(role, "POST", &path, &Value::Null), status);
    }
    is_problem(&office.ask("", "/api/outbox"), 401);
    for (method, path, allow) in [
        ("POST", "/api/outbox", "GET"),
        ("DELETE", "/api/outbox", "GET"),
        ("GET", &path, "POST"),
        ("PUT", &path, "POST"),
    ] {
        let reply = office.call("admin", method, path, &Value::Null);
        is_problem(&reply, 405);
        assert_eq!(reply.header("allow"), allow, "{method}");
    }
    let agent = Session::begin(&office, "agent");
    is_problem(&agent.request(&office, "POST", &path).send().unwrap(), 403);
    let _ = agent.request(&office, "POST", &path).header("csrf", &agent.csrf).send().unwrap().expect(200);
}
