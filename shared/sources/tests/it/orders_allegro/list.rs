//! The list: what changed, and what was bought.

use super::{Task, answer, asking, changed, json, now, ok, parts, playing, run, run_at, sample, time};
use chrono::TimeDelta;
use serde_json::Value;
use sledz_sources::order_pollers::{Asking, OrderPoller, allegro::AllegroOrders};

const SWEPT: &str = "/order/checkout-forms?updatedAt.gte=";
const BOUGHT: &str = "/order/checkout-forms?lineItems.boughtAt.gte=";

fn page(forms: Vec<Value>) -> Value {
    json!({"checkoutForms": forms, "count": forms.len(), "totalCount": 7})
}

/// A form that changed and was bought at this minute.
fn at(id: &str, minute: usize) -> Value {
    let time = format!("2026-10-01T{:02}:{:02}:00.000Z", minute / 60, minute % 60);
    changed(id, &[("/updatedAt", json!(time)), ("/lineItems/0/boughtAt", json!(time))])
}

fn full(first: usize) -> Value {
    page((first..first + 100).map(|n| at(&format!("f{n}"), n)).collect())
}

fn lists(asked: &[String]) -> Vec<&str> {
    asked.iter().filter(|path| path.starts_with("/order/checkout-forms?")).map(String::as_str).collect()
}

#[test]
fn a_sweep_goes_from_before_the_last_one_to_now() {
    let forms = vec![
        changed("new", &[]),
        changed("sent", &[("/fulfillment/status", json!("SENT"))]),
        changed("labelled", &[("/fulfillment/shipmentSummary/lineItemsSent", json!("ALL"))]),
        changed("bought", &[("/status", json!("BOUGHT")), ("/fulfillment/status", json!("SENT"))]),
    ];
    let ran = run(Task::Sweep, &json!(null), playing(vec![page(forms)]));
    assert_eq!(
        ran.asked,
        [
            &format!("{SWEPT}2026-10-05T10%3A00%3A00.000Z&sort=updatedAt&limit=100&offset=0"),
            "/order/checkout-forms/sent/shipments",
            "/order/checkout-forms/labelled/shipments",
        ]
    );
    assert_eq!(ran.ids(), ["new", "bought", "sent", "labelled"]);
    let with_parcels: Vec<bool> = ran.orders().iter().map(|order| order.snapshot.shipments.is_some()).collect();
    assert_eq!(with_parcels, [false, false, true, true]);
    assert_eq!(ran.cursor(), &json!({"since": "2026-10-05T12:00:00.000Z"}));
    let later = Asking { now: now() + TimeDelta::hours(1), ..asking() };
    let next = run_at(Task::Sweep, ran.cursor(), &later, playing(vec![page(vec![])]));
    assert_eq!(lists(&next.asked), [format!("{SWEPT}2026-10-05T11%3A50%3A00.000Z&sort=updatedAt&limit=100&offset=0")]);
    assert_eq!(next.cursor(), &json!({"since": "2026-10-05T13:00:00.000Z"}));
}

#[test]
fn pages_begin_where_the_last_one_ended() {
    let cursor = json!({"since": "2026-10-01T00:10:00.000Z"});
    // The first of the second page is the last of the first.
    let ran = run(Task::Sweep, &cursor, playing(vec![full(0), full(99), page(vec![])]));
    assert_eq!(
        lists(&ran.asked),
        [
            format!("{SWEPT}2026-10-01T00%3A00%3A00.000Z&sort=updatedAt&limit=100&offset=0"),
            format!("{SWEPT}2026-10-01T01%3A39%3A00.000Z&sort=updatedAt&limit=100&offset=0"),
            format!("{SWEPT}2026-10-01T03%3A18%3A00.000Z&sort=updatedAt&limit=100&offset=0"),
        ]
    );
    assert_eq!(ran.said.len(), 200);
    // A sweep that is cut short is gone on with, and one that fails goes no farther back each time.
    assert_eq!(ran.reached[0], (json!({"since": "2026-10-01T01:49:00.000Z"}), 100));
}

#[test]
fn orders_of_one_time_are_stepped_over() {
    let same = |first: usize| page((first..first + 100).map(|n| at(&format!("f{n}"), 5)).collect());
    let since = time("2026-10-01T00:00:00Z");
    let ran = run(Task::History(since), &json!(null), playing(vec![same(0), same(100), same(200), page(vec![])]));
    let ends = |path: &&str| path.rsplit_once('&').unwrap().1.to_owned();
    assert_eq!(
        lists(&ran.asked).iter().map(ends).collect::<Vec<_>>(),
        ["offset=0", "offset=0", "offset=100", "offset=200"]
    );
    // Not for ever: Allegro answers 422 beyond that.
    let ran = run(Task::History(since), &json!(null), |_| ok(&same(0)));
    assert_eq!(lists(&ran.asked).len(), 101);
    let why = ran.ended.unwrap_err().why;
    assert_eq!(why, "tells of more orders of one time than it lets anybody ask for");
}

#[test]
fn a_list_that_is_not_sorted_is_read_by_offset() {
    let mut backwards = full(0);
    backwards["checkoutForms"].as_array_mut().unwrap().reverse();
    let timeless = page(vec![changed("t", &[("/updatedAt", json!(null))]); 100]);
    let ran = run(Task::Sweep, &json!(null), playing(vec![backwards, timeless, page(vec![])]));
    let ends = |path: &&str| path.rsplit_once('&').unwrap().1.to_owned();
    assert_eq!(lists(&ran.asked).iter().map(ends).collect::<Vec<_>>(), ["offset=0", "offset=100", "offset=200"]);
}

#[test]
fn history_is_brought_in_once() {
    let since = time("2026-07-07T12:00:00Z");
    let ran = run(Task::History(since), &json!(null), playing(vec![full(0), page(vec![at("last", 100)])]));
    assert_eq!(
        lists(&ran.asked),
        [
            format!("{BOUGHT}2026-07-07T12%3A00%3A00.000Z&sort=lineItems.boughtAt&limit=100&offset=0"),
            format!("{BOUGHT}2026-10-01T01%3A39%3A00.000Z&sort=lineItems.boughtAt&limit=100&offset=0"),
        ]
    );
    let middle = json!({"since": "2026-10-01T01:39:00.000Z", "offset": 0});
    assert_eq!(ran.reached[0], (middle.clone(), 100));
    assert_eq!((ran.cursor(), ran.said.len()), (&json!({"done": true}), 101));
    let again = run(Task::History(since), ran.cursor(), |path| panic!("{path}"));
    assert_eq!((again.cursor(), again.said.len()), (&json!({"done": true}), 0));
    // Broken off between two pages, it goes on there.
    let rest = run(Task::History(since), &middle, playing(vec![page(vec![])]));
    assert_eq!(lists(&rest.asked), [lists(&ran.asked)[1]]);
}

#[test]
fn parcels_in_trouble_are_asked_for_again() {
    let sent = changed("sent", &[("/fulfillment/status", json!("SENT"))]);
    for task in [Task::Sweep, Task::History(now() - TimeDelta::days(90))] {
        let ran = run(task, &json!(null), |path| match parts(path) {
            (_, Some(_)) => answer(500, &[], b""),
            _ => ok(&page(vec![sent.clone()])),
        });
        assert_eq!((ran.ids(), ran.orders()[0].snapshot.shipments.as_ref()), (vec!["sent"], None));
        let later = &ran.cursor()["later"][0];
        assert_eq!((&later["id"], &later["tries"]), (&json!("sent"), &json!(1)));
        assert!(!AllegroOrders.is_complete(ran.cursor()));
        let asking = Asking { now: now() + TimeDelta::minutes(2), ..asking() };
        let healed = run_at(task, ran.cursor(), &asking, |path| match parts(path) {
            (_, Some(_)) => ok(&sample("shipments")),
            (Some(_), None) => ok(&sent),
            _ => ok(&page(vec![])),
        });
        assert!(healed.orders()[0].snapshot.shipments.is_some());
        assert!(AllegroOrders.is_complete(healed.cursor()));
        // The same order, told twice over the same time: the parcels are what is new.
        assert!(healed.orders()[0].snapshot.version >= ran.orders()[0].snapshot.version);
    }
}

#[test]
fn a_list_that_is_none_ends_the_task() {
    for (status, body, why) in [
        (200, "{}", "answers without a list of orders"),
        (200, r#"{"checkoutForms":{}}"#, "answers without a list of orders"),
        (200, "<html>", "its answer cannot be read: the body is not JSON"),
        (200, r#"{"checkoutForms":[{"id""#, "its answer cannot be read: the body is not JSON"),
        (500, "", "answers 500"),
        (429, "", "was asked too often"),
        (401, "", "refuses the access: look whether user, password or key are right"),
    ] {
        for task in [Task::Sweep, Task::History(now())] {
            let ran =
                run(task, &json!({"since": "2026-10-05T11:00:00.000Z"}), |_| answer(status, &[], body.as_bytes()));
            assert_eq!(ran.ended.unwrap_err().why, why);
            assert_eq!((ran.said.len(), ran.asked.len()), (0, 1));
        }
    }
}
