//! The journal, page by page.

use super::{FORM, Ran, Task, answer, asking, changed, form, json, now, ok, parts, playing, run, run_at, sample, time};
use chrono::TimeDelta;
use http::Response;
use serde_json::Value;
use sledz_sources::{
    order_pollers::{Asking, Next, OrderPoller, allegro::AllegroOrders},
    platforms::Said,
};

/// An event about a form.
fn event(id: u64, form: &str) -> Value {
    json!({"id": id.to_string(), "type": "READY_FOR_PROCESSING", "occurredAt": "2026-10-03T08:00:00.000Z",
        "order": {"checkoutForm": {"id": form, "revision": "819b5836"}}})
}

fn page(events: Vec<Value>) -> Value {
    json!({"events": events})
}

/// A page that another one follows: the events of `forms`, the first of them many times.
fn full(first: u64, forms: &[&str]) -> Value {
    let mut events: Vec<Value> = (0..100 - forms.len() as u64).map(|n| event(first + n, forms[0])).collect();
    let rest = forms.iter().zip(first + events.len() as u64..);
    events.extend(rest.map(|(form, id)| event(id, form)));
    page(events)
}

fn after(from: &str) -> Value {
    json!({"from": from})
}

#[test]
fn the_first_run_learns_where_the_journal_ends() {
    let stats = json!({"latestEvent": {"id": "1530652800000001", "occurredAt": "2026-10-01T10:31:00.000Z"}});
    for never in [json!(null), json!(""), json!([])] {
        let ran = run(Task::New, &never, |_| ok(&stats));
        assert_eq!(ran.asked, ["/order/event-stats"]);
        assert_eq!((ran.cursor(), ran.said.len()), (&after("1530652800000001"), 0));
    }
    // A shop without any event yet: the journal is read from its beginning.
    let ran = run(Task::New, &json!(null), |_| ok(&json!({"latestEvent": null})));
    let ran = run(Task::New, ran.cursor(), playing(vec![page(vec![event(1, "a")])]));
    assert_eq!(ran.asked[0], "/order/events?limit=100");
    assert_eq!((ran.cursor(), ran.ids()), (&after("1"), vec!["a"]));
    for wrong in [json!({}), json!({"latestEvent": 7}), json!({"latestEvent": "x"})] {
        let ran = run(Task::New, &json!(null), |_| ok(&wrong));
        assert_eq!(ran.ended.unwrap_err().why, "answers without the latest event");
    }
}

#[test]
fn an_order_is_told_with_its_parcels() {
    let ran = run(Task::New, &after("1"), |path| {
        ok(&sample(match parts(path) {
            (None, _) => "order_events",
            (_, None) => "checkout_form",
            _ => "shipments",
        }))
    });
    let shipments = format!("/order/checkout-forms/{FORM}/shipments");
    assert_eq!(ran.asked, ["/order/events?from=1&limit=100", &format!("/order/checkout-forms/{FORM}"), &shipments]);
    let said = &ran.orders()[0].snapshot;
    assert_eq!(said.shipments.as_ref().unwrap()[0].tracking_number, "520000000000000000000001");
    assert_eq!((&ran.reached[0].0["later"][0]["id"], ran.reached[0].1), (&json!(FORM), 0), "what is left of the page");
    assert_eq!(ran.reached[1..], [(after("1530652800000001"), 1)]);
}

#[test]
fn each_form_of_a_page_is_asked_for_once_in_the_order_of_events() {
    let mut events = vec![event(2, "b"), event(3, "a"), event(4, "b"), event(5, "c"), event(6, "a")];
    events.insert(2, json!({"id": "31", "type": "BOUGHT", "order": {}}));
    events.insert(0, json!({"id": "32", "type": "BOUGHT", "order": {"checkoutForm": null}}));
    events.insert(0, json!({"id": "33", "type": "BOUGHT", "order": {"checkoutForm": {"id": ""}}}));
    let ran = run(Task::New, &after("1"), playing(vec![page(events)]));
    assert_eq!(ran.ids(), ["b", "a", "c"]);
    assert_eq!((ran.asked.len(), ran.cursor()), (7, &after("6")));
}

#[test]
fn the_newest_event_of_a_form_counts() {
    let mut late = event(3, "a");
    late["occurredAt"] = json!("2026-10-03T09:00:00.000Z");
    let ran = run(Task::New, &after("1"), playing(vec![page(vec![event(2, "a"), late, event(4, "a")])]));
    assert_eq!(ran.orders()[0].snapshot.version, time("2026-10-03T09:00:00Z"));
}

#[test]
fn pages_are_read_until_one_is_not_full() {
    let pages = vec![full(101, &["a", "b"]), full(201, &["b", "c"]), page(vec![])];
    let ran = run(Task::New, &after("100"), playing(pages));
    assert_eq!(ran.ids(), ["a", "b", "b", "c"]);
    let asked: Vec<&String> = ran.asked.iter().filter(|path| path.starts_with("/order/events")).collect();
    assert_eq!(
        asked,
        ["/order/events?from=100&limit=100", "/order/events?from=200&limit=100", "/order/events?from=300&limit=100"]
    );
    // With each form that is told the cursor moves; past a page when all of it is told, and not before.
    let told: Vec<usize> = ran.reached.iter().map(|(_, told)| *told).collect();
    assert_eq!(told, [0, 1, 2, 2, 3, 4, 4]);
    let whole: Vec<_> = ran.reached.iter().filter(|(cursor, _)| cursor.get("later").is_none()).cloned().collect();
    assert_eq!(whole, [(after("200"), 2), (after("300"), 4), (after("300"), 4)]);
}

#[test]
fn a_page_that_never_changes_is_read_once() {
    let same = full(101, &["a"]);
    let ran = run(Task::New, &after("100"), playing(vec![same.clone(), same]));
    assert_eq!((ran.cursor(), ran.ids()), (&after("200"), vec!["a", "a"]));
    let nameless = page(vec![json!({"order": {"checkoutForm": {"id": "a"}}}); 100]);
    let ran = run(Task::New, &after("7"), playing(vec![nameless]));
    assert_eq!((ran.cursor(), ran.ids()), (&after("7"), vec!["a"]));
    let ran = run(Task::New, &after("7"), playing(vec![page(vec![])]));
    assert_eq!((ran.cursor(), ran.said.len()), (&after("7"), 0));
}

#[test]
fn after_a_crash_the_rest_of_a_page_is_asked_for() {
    // The run ends between two forms.
    let turn = AllegroOrders.begin(Task::New, &after("1"), &asking()).unwrap();
    let Next::Ask(_, asked) = turn.next else { panic!() };
    let answers = [page(vec![event(2, "a"), event(3, "b")]), form("a"), sample("shipments")];
    let mut asked = asked;
    let (mut told, mut reached) = (Vec::new(), after("1"));
    for body in answers {
        let turn = AllegroOrders.answered(asked, &ok(&body), &asking()).unwrap();
        reached = turn.cursor.unwrap_or(reached);
        told.extend(turn.said);
        let Next::Ask(_, next) = turn.next else { panic!() };
        asked = next;
    }
    assert_eq!(told.len(), 1);
    let rest = run(Task::New, &reached, playing(vec![page(vec![])]));
    assert_eq!((rest.ids(), rest.cursor()), (vec!["b"], &after("3")));
    let again = run(Task::New, &after("1"), playing(vec![page(vec![event(2, "a"), event(3, "b")])]));
    assert_eq!(again.said[0], told[0], "what is told twice is the same");
    assert_eq!(again.ids(), ["a", "b"]);
}

#[test]
fn a_form_that_is_gone_is_skipped() {
    for gone in [404, 410] {
        let mut allegro = playing(vec![page(vec![event(2, "a"), event(3, "b")])]);
        let ran = run(Task::New, &after("1"), |path| match parts(path) {
            (Some("a"), None) => answer(gone, &[], b"{\"errors\":[]}"),
            (Some("b"), Some(_)) => answer(gone, &[], b""),
            _ => allegro(path),
        });
        assert_eq!((ran.ids(), ran.cursor()), (vec!["b"], &after("3")));
        assert_eq!(ran.orders()[0].snapshot.shipments, None, "nothing is said of its parcels");
    }
}

/// So many minutes later.
fn in_minutes(minutes: i64) -> Asking<'static> {
    Asking { now: now() + TimeDelta::minutes(minutes), ..asking() }
}

/// A run over forms `a` and `b`, of which all that is asked of `a` fails.
fn failing(cursor: &Value, events: Vec<Value>, wrong: &Response<Vec<u8>>) -> Ran {
    failing_at(&asking(), cursor, events, wrong)
}

fn failing_at(asking: &Asking<'_>, cursor: &Value, events: Vec<Value>, wrong: &Response<Vec<u8>>) -> Ran {
    let mut allegro = playing(vec![page(events)]);
    run_at(Task::New, cursor, asking, |path| match parts(path) {
        (Some("a"), None) => wrong.clone(),
        _ => allegro(path),
    })
}

#[test]
fn a_form_in_trouble_holds_nothing_up_and_is_asked_for_again() {
    let other = form("another").to_string();
    for (status, body) in [
        (500, "<html>"),
        (502, ""),
        (200, "<!doctype html><h1>Przerwa techniczna</h1>"),
        (200, ""),
        (200, "[]"),
        (200, r#"{"id":"a","status":"READY_FOR_PROC"#),
        (200, "{}"),
        (200, other.as_str()),
        (422, r#"{"errors":[{"code":"X"}]}"#),
    ] {
        let wrong = answer(status, &[], body.as_bytes());
        let ran = failing(&after("1"), vec![event(2, "a"), event(3, "b")], &wrong);
        assert_eq!(ran.ids(), ["b"], "{status} {body}");
        let due = (now() + TimeDelta::minutes(2)).timestamp();
        let postponed = json!({"id": "a", "at": "2026-10-03T08:00:00+00:00", "tries": 1, "after": due});
        assert_eq!(ran.cursor(), &json!({"from": "3", "later": [postponed]}), "{status} {body}");
        let early = run_at(Task::New, ran.cursor(), &in_minutes(1), playing(vec![page(vec![])]));
        assert_eq!((early.asked.len(), early.cursor()), (1, ran.cursor()), "it is left alone for a while");
        let healed = run_at(Task::New, ran.cursor(), &in_minutes(2), playing(vec![page(vec![event(4, "c")])]));
        assert_eq!((healed.ids(), healed.cursor()), (vec!["a", "c"], &after("4")));
        assert_eq!(healed.asked[0], "/order/checkout-forms/a", "first what waits");
        assert_eq!(healed.orders()[0].snapshot.version, time("2026-10-03T08:00:00Z"));
    }
}

#[test]
fn after_ten_tries_a_form_is_given_up() {
    let wrong = answer(500, &[], b"");
    let mut cursor = failing(&after("1"), vec![event(2, "a")], &wrong).cursor().clone();
    let mut minutes = 0;
    for tries in 1..10 {
        assert_eq!(cursor["later"][0]["tries"], tries);
        minutes += 1 << tries;
        cursor = failing_at(&in_minutes(minutes), &cursor, vec![], &wrong).cursor().clone();
    }
    assert_eq!(minutes / 60, 17);
    assert_eq!(cursor, after("2"));
}

#[test]
fn parcels_in_trouble_do_not_hold_up_their_order() {
    let mut allegro = playing(vec![page(vec![event(2, "a")])]);
    let ran = run(Task::New, &after("1"), |path| match parts(path) {
        (_, Some(_)) => answer(503, &[], b""),
        _ => allegro(path),
    });
    let said = &ran.orders()[0].snapshot;
    assert_eq!((said.shipments.as_ref(), said.says.as_deref()), (None, Some("READY_FOR_PROCESSING/NEW")));
    let healed = run_at(Task::New, ran.cursor(), &in_minutes(2), playing(vec![page(vec![])]));
    assert_eq!(healed.orders()[0].snapshot.shipments.as_ref().unwrap().len(), 1);
    assert_eq!(healed.cursor(), &after("2"));
}

#[test]
fn what_is_postponed_by_a_run_that_breaks_off_is_not_forgotten() {
    let cursor = json!({"from": "1", "later": [{"id": "a", "tries": 3}]});
    let ran = run(Task::New, &cursor, |_| answer(401, &[], b""));
    assert!(ran.ended.as_ref().unwrap_err().is_refused && ran.reached.is_empty());
    // The page fails after what waited was told: the cursor holds it no more.
    let ran = run(Task::New, &cursor, |path| match parts(path) {
        (None, _) => answer(500, &[], b""),
        (_, Some(_)) => ok(&sample("shipments")),
        (Some(id), None) => ok(&form(id)),
    });
    assert_eq!((ran.ids(), ran.cursor()), (vec!["a"], &after("1")));
    assert_eq!(ran.ended.unwrap_err().why, "answers 500");
}

#[test]
fn an_allegro_in_trouble_does_not_let_the_cursor_grow_without_end() {
    let waiting: Vec<Value> = (0..1000).map(|n| json!({"id": format!("f{n}"), "tries": 1})).collect();
    let mut asked = 0;
    let cursor = json!({"from": "1", "later": waiting});
    let turn = AllegroOrders.begin(Task::New, &cursor, &asking()).unwrap();
    let Next::Ask(_, mut state) = turn.next else { panic!() };
    let last = loop {
        asked += 1;
        match AllegroOrders.without(state, &asking()) {
            Some(Ok(turn)) => match turn.next {
                Next::Ask(request, next) if request.uri().path() != "/order/events" => state = next,
                Next::Ask(_, next) => break next,
                Next::Done => panic!(),
            },
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(asked, 1000);
    let Next::Ask(_, state) = AllegroOrders.answered(last, &ok(&page(vec![event(2, "a")])), &asking()).unwrap().next
    else {
        panic!()
    };
    assert!(AllegroOrders.without(state, &asking()).is_none(), "the task ends, and the page is asked for again");
}

#[test]
fn what_was_cancelled_is_what_the_form_says() {
    let mut event = event(2, "a");
    event["type"] = json!("BUYER_CANCELLED");
    let mut allegro = playing(vec![page(vec![event])]);
    let ran = run_at(Task::New, &after("1"), &asking(), |path| match parts(path) {
        (Some(_), None) => ok(&changed("a", &[("/status", json!("CANCELLED")), ("/payment", json!(null))])),
        _ => allegro(path),
    });
    let said = &ran.orders()[0].snapshot;
    assert_eq!(said.says.as_deref(), Some("CANCELLED/NEW"));
    assert!(matches!(ran.said[0], Said::Order(_)) && now() > said.version);
}
