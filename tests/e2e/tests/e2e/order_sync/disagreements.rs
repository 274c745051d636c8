//! Where shop and marketplace cannot both be right: shown at once, counted when it lasts, and warned of
//! when it is so with many.

use crate::selling::{Selling, at};
use chrono::TimeDelta;
use serde_json::{Value, json};
use sledz_e2e::mailbox::received::Provider;

const WAYBILL: &str = "602677439331630637653846";

fn conflict(selling: &Selling, number: &str) -> Value {
    let told = selling.one(number);
    let conflicts = told["conflicts"].as_array().unwrap();
    let words = |one: &&Value| one["between"].to_string().contains("allegro");
    conflicts.iter().find(words).unwrap_or_else(|| panic!("no conflict with Allegro: {told}")).clone()
}

/// Allegro is told that it was sent, and the shop is not.
fn send(selling: &Selling, n: u32) -> String {
    let purchase = selling.purchase(n);
    selling.allegro().ship(&purchase.form, "INPOST", WAYBILL);
    selling.allegro().step(&purchase.form, "SENT");
    selling.synced("allegro");
    purchase.shop.to_string()
}

fn compare(selling: &Selling) -> Value {
    for _ in 0..20 {
        if selling.run("disagreements")["has_more"] == false {
            break;
        }
    }
    selling.health()["counted"]["disagreement:handed-over"].clone()
}

fn warnings(selling: &Selling) -> usize {
    selling.sent();
    let all = selling.mailbox.received();
    all.iter().filter(|one| one.provider == Provider::Slack && one.raw.contains("disagree")).count()
}

#[test]
fn what_lasts_is_counted_once_and_many_are_warned_of() {
    let Some(selling) = Selling::open("what_lasts_is_counted_once_and_many_are_warned_of", "allegro baselinker") else {
        return;
    };
    selling.connect();
    selling.synced("baselinker");
    let number = send(&selling, 1);
    let sent = selling.now();
    let shown = conflict(&selling, &number);
    assert_eq!(shown["lasts"], false, "{shown}");
    assert!((at(&shown["since"]) - sent).abs() <= TimeDelta::minutes(3), "{shown}");
    assert_eq!(compare(&selling), Value::Null, "it is too early");
    selling.pass(TimeDelta::hours(22));
    assert_eq!((compare(&selling), &conflict(&selling, &number)["lasts"]), (Value::Null, &json!(false)));
    selling.pass(TimeDelta::hours(4));
    assert_eq!(conflict(&selling, &number)["lasts"], true);
    assert_eq!(compare(&selling), 1, "once for all orders about the purchase");
    selling.pass(TimeDelta::hours(30));
    assert_eq!((compare(&selling), warnings(&selling)), (json!(1), 0));
    // Two more of one day, and one that was settled in time.
    let others = [send(&selling, 2), send(&selling, 3), send(&selling, 4), send(&selling, 5)];
    selling.pass(TimeDelta::hours(1));
    selling.woo_tells("order.updated", &selling.woo_sent(5005, WAYBILL));
    selling.hub().package(70_005, "inpost", WAYBILL);
    selling.synced("baselinker");
    assert_eq!(selling.one(&others[3])["stage"], "shipped");
    selling.pass(TimeDelta::hours(26));
    assert_eq!(compare(&selling), 4);
    assert_eq!(warnings(&selling), 1);
    selling.pass(TimeDelta::hours(2));
    assert_eq!((compare(&selling), warnings(&selling)), (json!(4), 1), "one warning a day");
}
