//! Answers that are none, and hostile ones.

use super::{FORM, Said, Task, answer, form, json, ok, parts, run, sample, time};
use crate::hostile::each_spoilt;
use serde_json::Value;

#[test]
fn a_journal_that_is_none_ends_the_task() {
    for (status, headers, body, why, is_general) in [
        (401, &[][..], r#"{"error":"invalid_token"}"#, "refuses the access", true),
        (403, &[], "", "refuses the access", true),
        (429, &[("retry-after", "60")], "", "was asked too often", true),
        (406, &[], "", "answers 406", false),
        (500, &[], "<html>", "answers 500", false),
        (200, &[], "<html>", "its answer cannot be read: the body is not JSON", false),
        (200, &[], r#"{"events":[{"id":"#, "its answer cannot be read: the body is not JSON", false),
        (200, &[], "", "its answer cannot be read: the body is empty", false),
        (200, &[], r#"{"events":null}"#, "answers without a list of events", false),
        (200, &[], "{}", "answers without a list of events", false),
    ] {
        let ran = run(Task::New, &json!({"from": "1"}), |_| answer(status, headers, body.as_bytes()));
        let fault = ran.ended.unwrap_err();
        assert!(fault.why.starts_with(why), "{}", fault.why);
        assert_eq!((fault.is_general, fault.wait.is_some()), (is_general, !headers.is_empty()), "{why}");
        assert_eq!((ran.said.len(), ran.reached.len()), (0, 0));
    }
}

#[test]
fn who_is_refused_or_asks_too_often_gives_up_no_form() {
    for status in [401, 403, 429] {
        let ran = run(Task::New, &json!({"from": "1"}), |path| match parts(path) {
            (None, _) => ok(&sample("order_events")),
            _ => answer(status, &[], b""),
        });
        assert!(ran.ended.as_ref().unwrap_err().is_general);
        assert_eq!((ran.reached.len(), ran.said.len()), (1, 0));
        let later = &ran.cursor()["later"][0];
        assert_eq!((&later["id"], &later["tries"]), (&json!(FORM), &json!(null)), "{status}");
    }
}

/// What must be true of whatever is told.
fn harmless(place: &str, said: &[Said]) {
    for said in said {
        let Said::Order(order) = said else { continue };
        assert!(!order.platform_id.is_empty() && order.platform_id.chars().count() <= 64, "{place}");
        let snapshot = &order.snapshot;
        assert!((time("2000-01-01T00:00:00Z")..time("2100-01-02T00:00:00Z")).contains(&snapshot.version), "{place}");
        for parcel in snapshot.shipments.iter().flatten() {
            let number = &parcel.tracking_number;
            assert!(number.len() <= 64 && number.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{place}");
        }
        let stored = serde_json::to_string(snapshot).unwrap();
        assert!(
            stored.len() < 4000 && !stored.contains("\\u00") && !stored.contains('\u{202e}'),
            "{place}: {stored:.200}"
        );
        let contact = serde_json::to_string(&order.contact).unwrap();
        assert!(contact.len() < 1000, "{place}: {contact:.200}");
    }
}

#[test]
fn hostile_answers() {
    let (events, shipments, stats) =
        (sample("order_events"), sample("shipments"), json!({"latestEvent": {"id": "1", "occurredAt": "x"}}));
    let list = json!({"checkoutForms": [form(FORM)], "count": 1});
    let play = |place: &str, task: Task, cursor: &Value, spoilt: &str, with: &Value| {
        let answer = |name: &str, right: &Value| ok(if name == spoilt { with } else { right });
        let ran = run(task, cursor, |path| match parts(path) {
            (_, Some(_)) => answer("shipments", &shipments),
            (Some(_), None) => answer("form", &form(FORM)),
            (None, _) if path.starts_with("/order/events") => answer("events", &events),
            (None, _) if path.starts_with("/order/event-stats") => answer("stats", &stats),
            _ => answer("list", &list),
        });
        harmless(place, &ran.said);
        let stored = ran.reached.last().map(|(cursor, _)| cursor.to_string()).unwrap_or_default();
        assert!(!stored.contains("Łucja") && !stored.contains("600000001"), "{place}: {stored:.200}");
    };
    let from = json!({"from": "1"});
    each_spoilt(&events, |place, with| play(place, Task::New, &from, "events", with));
    each_spoilt(&form(FORM), |place, with| play(place, Task::New, &from, "form", with));
    each_spoilt(&shipments, |place, with| play(place, Task::New, &from, "shipments", with));
    each_spoilt(&stats, |place, with| play(place, Task::New, &Value::Null, "stats", with));
    for task in [Task::Sweep, Task::History(time("2026-07-01T00:00:00Z"))] {
        each_spoilt(&list, |place, with| play(place, task, &Value::Null, "list", with));
    }
    // A cursor that somebody spoilt.
    let cursor = json!({"from": "1", "later": [{"id": "a", "at": "x", "tries": 1}], "since": "x", "offset": 0});
    for task in [Task::New, Task::Sweep, Task::History(time("2026-07-01T00:00:00Z"))] {
        each_spoilt(&cursor, |place, spoilt| play(place, task, spoilt, "", &Value::Null));
    }
}
