//! `/api/cases`: the list, one case, what the shop's systems do with it; who may, and what is refused.

use super::counter::{ALA, COMPLAINT, Counter, EWA, OLA, QUESTION, authors};
use crate::world::{fields, is_problem};
use chrono::TimeDelta;
use serde_json::{Value, json};

fn complaint(counter: &Counter) -> String {
    counter.write("m-1", ALA, COMPLAINT);
    counter.only_case("open")["number"].as_str().unwrap().to_owned()
}

#[test]
fn who_may_do_what() {
    let Some(counter) = Counter::open("who_may_do_what") else { return };
    let number = complaint(&counter);
    let (one, messages) = (format!("/api/cases/{number}"), format!("/api/cases/{number}/messages"));
    let new = json!({"order": "1002", "text": "Pani pyta o paczkę"});
    let calls: [(&str, &str, Value, u16, &[&str]); 5] = [
        ("GET", "/api/cases", Value::Null, 200, &["reader", "agent", "admin"]),
        ("GET", &one, Value::Null, 200, &["reader", "agent", "admin"]),
        ("POST", "/api/cases", new, 201, &["agent", "admin"]),
        ("PATCH", &one, json!({"mood": "worried"}), 200, &["agent", "admin"]),
        ("POST", &messages, json!({"kind": "note", "text": "x"}), 200, &["agent", "admin"]),
    ];
    for (method, path, body, status, may) in calls {
        for role in ["", "export", "scheduler", "reader", "agent", "admin"] {
            let reply = counter.call(role, method, path, &body);
            let expected = if may.contains(&role) {
                status
            } else if role.is_empty() {
                401
            } else {
                403
            };
            assert_eq!(reply.status, expected, "{role} {method} {path}: {}", reply.text());
            if expected != status {
                is_problem(&reply, expected);
            }
        }
    }
    for (path, allow) in [("/api/cases", "GET, POST"), (one.as_str(), "GET, PATCH"), (messages.as_str(), "POST")] {
        let reply = counter.request("agent", "DELETE", path).send().unwrap();
        assert_eq!((reply.status, reply.header("allow")), (405, allow), "{path}");
    }
    for path in
        ["/api/cases/AAAA-AAAA", "/api/cases/x", "/api/cases/%00", &format!("{one}/x"), &format!("{messages}/1")]
    {
        for (method, body) in [("GET", Value::Null), ("PATCH", json!({"state": "closed"}))] {
            let reply = counter.call("agent", method, path, &body);
            assert!(matches!(reply.status, 404 | 405), "{method} {path}: {}", reply.status);
        }
    }
}

#[test]
fn the_list_is_the_queue() {
    let Some(counter) = Counter::open("the_list_is_the_queue") else { return };
    for (id, from, text) in [
        ("m1", "nikt@klient.example", "Czy macie kubki w kolorze zielonym?"),
        ("m2", EWA, "Chcę złożyć reklamację, zamówienie 1003 uszkodzone"),
        ("m3", ALA, "Status: doręczona, a ja nic nie dostałam! zamówienie 1001"),
        ("m4", OLA, "Pobrało mi pieniądze dwa razy za zamówienie 1002"),
    ] {
        counter.write(id, from, text);
    }
    let open = counter.cases("open");
    let first: Vec<&str> = open.iter().map(|case| case["intents"][0].as_str().unwrap()).collect();
    assert_eq!(first, ["payment_failed", "delivered_not_received", "complaint_damaged", "stock_question"]);
    assert_eq!(
        fields(&open[0]),
        [
            "answer_by",
            "cause",
            "channel",
            "closed_at",
            "department",
            "draft",
            "intents",
            "language",
            "legal_deadline",
            "mood",
            "number",
            "opened_at",
            "order",
            "owner",
            "state",
            "waiting_since",
        ]
    );
    assert_eq!(open[0]["department"], "finance");
    assert_eq!(open[1]["department"], "logistics");
    assert!(open[2]["legal_deadline"].is_string());
    let number = open[0]["number"].as_str().unwrap();
    let _ = counter.call("agent", "PATCH", &format!("/api/cases/{number}"), &json!({"owner": "me"})).expect(200);
    let mine = counter.ask("agent", "/api/cases?owner=agent").expect(200).json().unwrap();
    assert_eq!(mine["cases"].as_array().unwrap().len(), 1);
    let _ = counter.call("agent", "PATCH", &format!("/api/cases/{number}"), &json!({"state": "closed"})).expect(200);
    assert_eq!((counter.cases("open").len(), counter.cases("closed").len(), counter.cases("waiting").len()), (3, 1, 0));
    let day = counter.ask("agent", "/api/cases?state=all&day=2026-10-05").expect(200).json().unwrap();
    assert_eq!(day["cases"].as_array().unwrap().len(), 4);
    let other = counter.ask("agent", "/api/cases?state=all&day=2026-10-04").expect(200).json().unwrap();
    assert!(other["cases"].as_array().unwrap().is_empty());
    for query in ["state=sleeping", "state=", "day=yesterday", "day=2026-13-01"] {
        is_problem(&counter.ask("agent", &format!("/api/cases?{query}")), 400);
    }
}

#[test]
fn one_case_has_all_that_is_needed() {
    let Some(counter) = Counter::open("one_case_has_all_that_is_needed") else { return };
    counter.ordered("1004", "paid", ALA, None, &[]);
    let number = complaint(&counter);
    let case = counter.case(&number);
    for field in ["customer", "messages", "suggestion", "timeline", "other_orders", "other_cases", "why", "draft_text"]
    {
        assert!(!case[field].is_null() || field == "draft_text", "{field}: {case}");
    }
    assert_eq!(case["customer"]["email"], ALA);
    assert_eq!((&case["timeline"]["order"], &case["timeline"]["stage"]), (&json!("1001"), &json!("in_transit")));
    assert_eq!(case["other_orders"][0]["number"], "1004");
    assert!(case["suggestion"].as_str().unwrap().len() > 20);
    assert_eq!(fields(&case["messages"][0]), ["at", "by", "channel", "kinds", "name", "sent", "subject", "text"]);
    // Monday noon, and 24 hours of people's work: three days of eight.
    assert_eq!(
        (&case["answer_by"], &case["legal_deadline"]),
        (&json!("2026-10-08T10:00:00Z"), &json!("2026-10-19T21:59:59Z"))
    );
    assert!(counter.log().contains(&format!("cases: {number} read by agent")), "who looked is written down");
    assert!(!counter.log().contains(ALA) && !counter.log().contains("stłuczony"), "nothing personal is logged");
}

#[test]
fn what_is_changed_and_what_is_refused() {
    let Some(counter) = Counter::open("what_is_changed_and_what_is_refused") else { return };
    let number = complaint(&counter);
    let path = format!("/api/cases/{number}");
    let change = |role: &str, body: Value| {
        counter.pass(TimeDelta::minutes(1));
        counter.call(role, "PATCH", &path, &body)
    };
    let told = change(
        "agent",
        json!({"intents": ["missing_or_wrong_item", "refund_status"], "mood": "angry", "cause": "shop_late", "owner": "me"}),
    );
    let told = told.expect(200).json().unwrap();
    assert_eq!(told["intents"], json!(["missing_or_wrong_item", "refund_status"]));
    assert_eq!(
        (&told["mood"], &told["cause"], &told["owner"]),
        (&json!("angry"), &json!("shop_late"), &json!("agent"))
    );
    is_problem(&change("admin", json!({"owner": "me"})), 409);
    assert_eq!(change("agent", json!({"owner": null})).expect(200).json().unwrap()["owner"], Value::Null);
    assert_eq!(change("admin", json!({"owner": "admin"})).expect(200).json().unwrap()["owner"], "admin");
    assert_eq!(change("agent", json!({"state": "closed"})).expect(200).json().unwrap()["state"], "closed");
    assert_eq!(change("agent", json!({"state": "closed"})).expect(200).json().unwrap()["state"], "closed");
    assert_eq!(change("agent", json!({"state": "open"})).expect(200).json().unwrap()["state"], "open");
    is_problem(&change("agent", json!({"state": "open"})), 409);
    for bad in [
        json!({}),
        json!({"state": "sleeping"}),
        json!({"state": null}),
        json!({"intents": []}),
        json!({"intents": ["x"]}),
        json!({"intents": "refund_status"}),
        json!({"mood": "x"}),
        json!({"cause": 7}),
        json!({"owner": "jan"}),
        json!({"owner": 7}),
        json!({"number": "AAAA"}),
    ] {
        is_problem(&change("agent", bad), 422);
    }
    is_problem(&change("agent", json!([])), 400);
    let write = |body: Value| counter.call("agent", "POST", &format!("{path}/messages"), &body);
    for bad in [json!({}), json!({"text": " "}), json!({"kind": "note"}), json!({"kind": "shout", "text": "x"})] {
        is_problem(&write(bad), 422);
    }
    for early in ["approve", "reject"] {
        is_problem(&write(json!({"kind": early})), 409);
    }
    assert_eq!(counter.answers().len(), 1, "the customer got the acknowledgement, and none of that");
}

#[test]
fn a_draft_waits_is_changed_and_is_thrown_away() {
    let Some(counter) = Counter::with("a_draft_waits", &[("reply_mode", "draft")]) else { return };
    for (id, from, text) in
        [("m-1", ALA, QUESTION), ("m-2", OLA, "Kiedy wyślecie zamówienie 1002?"), ("m-3", EWA, "gdzie paczka 1003")]
    {
        counter.write(id, from, text);
    }
    assert!(counter.answers().is_empty(), "nothing goes out by itself");
    let number = |order: &str| {
        let open = counter.cases("open");
        open.iter().find(|case| case["order"] == order).unwrap()["number"].as_str().unwrap().to_owned()
    };
    let write =
        |number: &str, body: Value| counter.call("agent", "POST", &format!("/api/cases/{number}/messages"), &body);
    let (first, second, third) = (number("1001"), number("1002"), number("1003"));
    assert!(counter.case(&first)["draft_text"].as_str().unwrap().contains("/z/"));
    let _ = write(&first, json!({"kind": "approve"})).expect(200);
    let _ = write(&second, json!({"kind": "approve", "text": "Wyślemy jutro rano."})).expect(200);
    let _ = write(&third, json!({"kind": "reject"})).expect(200);
    let answers = counter.answers();
    assert_eq!(answers.len(), 2, "{answers:?}");
    assert!(answers.iter().any(|mail| mail.is_to(ALA) && mail.text.contains("/z/")));
    let changed = answers.iter().find(|mail| mail.is_to(OLA)).unwrap();
    assert!(
        changed.text.contains("Wyślemy jutro rano.") && !changed.text.contains("automatycznie"),
        "{}",
        changed.text
    );
    assert_eq!((&counter.case(&first)["state"], &counter.case(&third)["state"]), (&json!("waiting"), &json!("open")));
    assert!(!authors(&counter.case(&second)).is_empty());
}
