//! A living shop is connected: its orders of the last weeks come in, and nobody hears of it.

use super::{
    bazaar::{Answered, Asked, Bazaar, alias, answer, connect_allegro, timeless, told},
    senders::{changed, fixture, p24, scanned, woo},
};
use crate::{
    mailroom::{Call, authorized},
    shop::after,
    world::interleaved,
};
use chrono::{DateTime, Utc};
use http::Method;
use serde_json::{Value, json};
use sledz_app::{http_client::LocalFuture, order_sync, reply::Reply};
use sledz_domain::status::{Payment, Stage};

const DAY: i64 = 1440;
const NOW: i64 = 60;

fn bazaar() -> Bazaar {
    Bazaar::with(&[
        ("order_poll", "woocommerce"),
        ("events_url", "https://erp.example"),
        ("events_secrets", &format!("whsec_{}", crate::shop::STANDARD)),
        ("alert_slack", "/services/T/B/x"),
        ("disagreement_hours", "2"),
        ("write_back", "allegro"),
    ])
}

/// An order placed so many hours ago, number `n`.
fn order(n: i64, hours: i64, status: &str) -> Value {
    let stamp = |minute: i64| json!(after(minute).format("%Y-%m-%dT%H:%M:%S").to_string());
    let placed = -hours * 60;
    let mut order = changed(
        fixture("woocommerce/order_updated"),
        &[
            ("id", json!(1000 + n)),
            ("number", json!((1000 + n).to_string())),
            ("status", json!(status)),
            ("date_created_gmt", stamp(placed)),
            ("date_paid_gmt", stamp(placed + 1)),
            ("date_modified_gmt", stamp(placed + 30)),
            ("date_completed_gmt", stamp(placed + 30)),
        ],
    );
    if status != "completed" {
        order["date_completed_gmt"] = Value::Null;
        order["meta_data"] = json!([]);
    } else {
        order["meta_data"][0]["value"][0]["tracking_number"] = json!(format!("0000075077{:03}U", 195 + n));
        order["meta_data"][0]["value"][0]["custom_tracking_provider"] = json!("DPD");
        order["meta_data"][0]["value"][0]["date_shipped"] = json!(after(placed + 30).timestamp().to_string());
    }
    order
}

/// Fifty orders, some of this day.
fn history() -> Vec<Value> {
    let status = |n: i64| match n % 3 {
        // Those that are to be sent are late already.
        1 if n > 14 => "processing",
        2 => "pending",
        _ => "completed",
    };
    (0..50).map(|n| order(n, 1 + n * 7, status(n))).collect()
}

/// WooCommerce as it pages through orders.
fn playing(orders: Vec<Value>) -> impl FnMut(&Asked) -> Answered {
    move |asked| {
        let query = asked.path.split_once('?').unwrap().1;
        let field = |name: &str| {
            form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
        };
        let date = |order: &Value, name: &str| -> DateTime<Utc> {
            format!("{}Z", order[name].as_str().unwrap()).parse().unwrap()
        };
        let (name, from) = match field("after") {
            Some(from) => ("date_created_gmt", from),
            None => ("date_modified_gmt", field("modified_after").unwrap()),
        };
        let from: DateTime<Utc> = format!("{from}Z").parse().unwrap();
        let mut found: Vec<Value> = orders.iter().filter(|order| date(order, name) > from).cloned().collect();
        found.sort_by_key(|order| date(order, name));
        let size: usize = field("per_page").unwrap().parse().unwrap();
        let page: usize = field("page").unwrap().parse().unwrap();
        let pages = found.len().div_ceil(size).max(1);
        let some: Vec<Value> = found.into_iter().skip((page - 1) * size).take(size).collect();
        let mut reply = answer(200, json!(some));
        reply.headers_mut().insert("x-wp-totalpages", pages.to_string().parse().unwrap());
        Ok(reply)
    }
}

/// Goes on until all of it is in.
fn brought_in(bazaar: &Bazaar, from: i64) {
    for minute in (from..from + 60).step_by(2) {
        let (status, told) = bazaar.call(minute, "/jobs/backfill", &Value::Null);
        assert_eq!(status, 200, "{told}");
        if told["has_more"] == false && told["pollers"][0]["why"].is_null() {
            return;
        }
    }
    panic!("it never ends: {:?}", bazaar.call(from + 60, "/jobs/backfill", &Value::Null));
}

fn all(bazaar: &Bazaar) -> Vec<Value> {
    (0..50).map(|n| timeless(bazaar.order(&(1000 + n).to_string(), 9000))).collect()
}

#[test]
fn nobody_is_told_of_history_not_later_either() {
    let bazaar = bazaar();
    bazaar.outside.plays(playing(history()));
    brought_in(&bazaar, NOW);
    assert_eq!(all(&bazaar).len(), 50);
    assert_eq!(bazaar.order("1000", NOW + 10)["stage"], "shipped");
    bazaar.hours(NOW + 60, NOW + 5 * DAY);
    // The sweep finds them again, as they were.
    let (status, _) = bazaar.call(NOW + 5 * DAY, "/jobs/sync", &Value::Null);
    assert_eq!(status, 200);
    bazaar.clock(NOW + 5 * DAY + 2, NOW + 5 * DAY + 20);
    let late: Vec<_> =
        bazaar.world.got().into_iter().filter(|got| !(got.by == "mail" && got.kind == "delay")).collect();
    assert!(late.is_empty(), "{late:?}");
    // A promise that is broken afterwards is news of its own.
    let broken = bazaar.world.mails().len();
    assert!(broken <= 4, "{broken}");
}

#[test]
fn what_happens_afterwards_is_told() {
    let bazaar = bazaar();
    bazaar.outside.plays(playing(vec![order(1, 5, "processing"), order(0, 9, "completed")]));
    brought_in(&bazaar, NOW);
    let stamp = json!(after(NOW + 60).format("%Y-%m-%dT%H:%M:%S").to_string());
    let mut sent = order(1, 5, "completed");
    sent["date_modified_gmt"] = stamp.clone();
    sent["date_completed_gmt"] = stamp;
    sent["meta_data"][0]["value"][0]["date_shipped"] = json!(after(NOW + 60).timestamp().to_string());
    bazaar.tell(&woo(NOW + 61, "order.updated", &sent));
    bazaar.tell(&scanned(NOW + 90, "0000075077196U", "in_transit"));
    bazaar.clock(NOW + 92, NOW + 120);
    bazaar.tell(&scanned(NOW + 150, "0000075077196U", "delivered"));
    bazaar.tell(&scanned(NOW + 151, "0000075077195U", "delivered"));
    bazaar.clock(NOW + 152, NOW + 200);
    assert_eq!(bazaar.world.mails(), ["shipped", "delivered", "delivered"]);
    assert!(!bazaar.world.by("event").is_empty());
}

#[test]
fn old_contradictions_are_shown_and_no_alert() {
    let bazaar = bazaar();
    for n in 0..5 {
        let (id, form) = (n.to_string(), format!("form-{n}"));
        let said = |stage: Stage| {
            move |said: &mut sledz_domain::order::Snapshot| {
                said.stage = Some(stage);
                said.says = Some(stage.name().to_owned());
                said.payment = Some(Payment::Paid);
            }
        };
        bazaar.take_as(
            60,
            "woocommerce",
            told(&id, 0, |snapshot| {
                said(Stage::Preparing)(snapshot);
                snapshot.also = Some(vec![alias(Some("allegro"), &form)]);
            }),
            true,
        );
        bazaar.take_as(60, "allegro", told(&form, 0, said(Stage::Shipped)), true);
    }
    bazaar.hours(120, 4 * DAY);
    assert_eq!(bazaar.order("1", 4 * DAY)["conflicts"][0]["lasts"], true);
    let warnings = bazaar.world.by("slack").into_iter().filter(|got| got.text.contains("disagree"));
    assert_eq!(warnings.collect::<Vec<_>>(), []);
}

#[test]
fn allegro_is_not_told_of_what_was_sent_before_it_was_connected() {
    let bazaar = bazaar();
    connect_allegro(&bazaar, 0);
    let shop = |minute, stage: Stage| {
        told("727", minute, |said| {
            said.stage = Some(stage);
            said.shipped_at = (stage == Stage::Shipped).then(|| after(-300));
            said.placed_at = Some(after(-600));
            said.also = Some(vec![alias(Some("allegro"), "form-1")]);
        })
    };
    let form = |minute, stage: Stage| {
        told("form-1", minute, |said| {
            said.stage = Some(stage);
            said.placed_at = Some(after(-600));
        })
    };
    bazaar.take_as(60, "woocommerce", shop(-300, Stage::Shipped), true);
    bazaar.take_as(61, "allegro", form(-400, Stage::Paid), true);
    // Something is learned of it afterwards.
    bazaar.take(120, "allegro", form(119, Stage::Preparing));
    bazaar.take(125, "woocommerce", shop(124, Stage::Shipped));
    bazaar.clock(126, 200);
    let log: Vec<String> = bazaar.outside.log().into_iter().filter(|line| !line.contains("/auth/")).collect();
    assert!(log.is_empty(), "{log:?}");
}

#[test]
fn a_payment_that_waits_for_an_order_that_is_brought_in_is_made_final() {
    let bazaar = bazaar();
    bazaar.tell(&p24(10, "1001", 11479, "PLN"));
    let mut shop = playing(vec![order(1, 5, "pending")]);
    bazaar.outside.plays(move |asked| match asked.host.as_str() {
        "p24.test" => Ok(answer(200, json!({"data": {"status": "success"}}))),
        _ => shop(asked),
    });
    brought_in(&bazaar, NOW);
    bazaar.clock(NOW + 10, NOW + 40);
    assert_eq!(bazaar.order("1001", NOW + 41)["payment"]["state"], "paid");
}

#[test]
fn a_crash_at_any_write_and_another_run_come_to_the_same() {
    let history = || (0..4).map(|n| order(n, 1 + n * 7, "completed")).collect::<Vec<_>>();
    let seen =
        |bazaar: &Bazaar| (0..4).map(|n| timeless(bazaar.order(&(1000 + n).to_string(), 9000))).collect::<Vec<_>>();
    let whole = bazaar();
    whole.outside.plays(playing(history()));
    let before = whole.shop.kv.commits();
    brought_in(&whole, NOW);
    let (expected, commits) = (seen(&whole), whole.shop.kv.commits() - before);
    assert!(commits > 30, "{commits}");
    for fail in 0..commits {
        let bazaar = bazaar();
        bazaar.outside.plays(playing(history()));
        bazaar.shop.kv.fail_after_writes(Some(fail));
        let (status, _) = bazaar.call(NOW, "/jobs/backfill", &Value::Null);
        bazaar.shop.kv.fail_after_writes(None);
        assert_eq!(status, 503, "after {fail} writes");
        brought_in(&bazaar, NOW + 2);
        assert_eq!(seen(&bazaar), expected, "after {fail} writes");
        bazaar.hours(NOW + 60, NOW + 180);
        assert!(bazaar.world.got().is_empty(), "after {fail} writes: {:?}", bazaar.world.got());
    }
}

#[test]
fn two_runs_at_once_come_to_the_same() {
    let whole = bazaar();
    whole.outside.plays(playing(history()));
    brought_in(&whole, NOW);
    for turns in 0..32_u32 {
        let bazaar = bazaar();
        bazaar.outside.plays(playing(history()));
        let call = || Call::new(&bazaar.shop, after(NOW), authorized(Method::POST, "/jobs/backfill", b""));
        let (one, other) = (call(), call());
        let turns = (0..5).map(move |bit| turns & (1 << bit) != 0);
        one.run(|first, first_env| {
            other.run(|second, second_env| {
                let first: LocalFuture<'_, Reply> = order_sync::handle(first, first_env, &bazaar.outside);
                let second: LocalFuture<'_, Reply> = order_sync::handle(second, second_env, &bazaar.outside);
                let (first, second) = interleaved(first, second, turns);
                assert_eq!((first.status(), second.status()), (http::StatusCode::OK, http::StatusCode::OK));
            });
        });
        brought_in(&bazaar, NOW + 2);
        assert_eq!(all(&bazaar), all(&whole));
        assert!(bazaar.world.got().is_empty());
    }
}

#[test]
fn what_was_late_before_it_came_in_is_no_warning() {
    let bazaar = bazaar();
    bazaar.outside.plays(playing((0..8).map(|n| order(n, 112 + n * 3, "processing")).collect()));
    brought_in(&bazaar, NOW);
    assert_eq!(bazaar.order("1003", NOW + 5)["delayed"], true);
    bazaar.hours(NOW + 60, NOW + 2 * DAY);
    assert_eq!(bazaar.world.got(), []);
}
