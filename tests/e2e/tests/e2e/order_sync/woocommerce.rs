//! WooCommerce, which sends each webhook once: what got lost is found by the sweep.

use crate::selling::{Selling, task};
use chrono::TimeDelta;
use serde_json::{Value, json};
use sledz_e2e::{
    senders::woocommerce::set_tracking,
    shops::woocommerce::{self as woo, ORDERS},
};

const WAYBILL: &str = "602677439331630637653846";

#[test]
fn an_order_whose_webhook_was_lost_is_swept() {
    let Some(selling) = Selling::open("an_order_whose_webhook_was_lost_is_swept", "woocommerce") else { return };
    selling.synced("woocommerce");
    selling.woo.put(selling.woo_order(5001, "processing"));
    selling.synced("woocommerce");
    assert!(selling.told("5001").is_empty(), "it is swept once an hour");
    let asked = selling.server("woocommerce").count(ORDERS);
    selling.synced_after(TimeDelta::hours(1), "woocommerce");
    assert_eq!(selling.server("woocommerce").count(ORDERS), asked + 1);
    let seen = selling.seen("5001");
    assert_eq!((&seen["stage"], &seen["payment_state"]), (&json!("preparing"), &json!("paid")), "{seen}");
    // Nor was it told that it was sent.
    let mut sent = selling.woo_order(5001, "completed");
    set_tracking(&mut sent, &[("InPost", WAYBILL)], selling.now());
    selling.woo.put(sent);
    selling.synced_after(TimeDelta::hours(1), "woocommerce");
    let told = selling.one("5001");
    assert_eq!((&told["stage"], &told["shipments"][0]["tracking_number"]), (&json!("shipped"), &json!(WAYBILL)));
    let tags: Vec<String> = selling.sent().into_iter().map(|mail| mail.tag).collect();
    assert_eq!(tags, ["shipped"], "by the time that it is told, it is sent");
}

/// By webhook in the wrong order and twice, and by the sweep as well.
#[test]
fn created_and_updated_by_both_ways_are_one_order() {
    let Some(selling) = Selling::open("created_and_updated_by_both_ways_are_one_order", "woocommerce") else { return };
    let created = selling.woo_order(5001, "pending");
    selling.pass(TimeDelta::minutes(1));
    let updated = selling.woo_order(5001, "processing");
    selling.woo.put(updated.clone());
    selling.woo_tells("order.updated", &updated);
    selling.woo_tells("order.created", &created);
    selling.synced("woocommerce");
    selling.woo_tells("order.updated", &updated);
    let told = selling.one("5001");
    assert_eq!((&told["stage"], &told["payment_state"]), (&json!("preparing"), &json!("paid")), "{told}");
    let tags: Vec<String> = selling.sent().into_iter().map(|mail| mail.tag).collect();
    assert_eq!(tags, ["confirmed"]);
    // An older state, late, by the sweep.
    selling.woo.put(created);
    selling.synced_after(TimeDelta::minutes(59), "woocommerce");
    assert_eq!(selling.one("5001")["payment_state"], "paid");
}

/// Orders that change while pages are read move to the end; shops from before 5.8 heed no date.
#[test]
fn many_pages_and_old_shops() {
    let Some(selling) = Selling::open("many_pages_and_old_shops", "woocommerce") else { return };
    selling.synced("woocommerce");
    selling.pass(TimeDelta::hours(1));
    let put = |from: u64| {
        for id in from..from + 70 {
            let at = selling.now() - TimeDelta::minutes(50) + TimeDelta::seconds(i64::try_from(id % 100).unwrap() * 20);
            selling.woo.put(woo::order(id, "processing", &selling.email(), at, at));
        }
    };
    let there = |from: u64| (from..from + 70).filter(|id| selling.told(&id.to_string()).len() == 1).count();
    put(6000);
    selling.synced("woocommerce");
    assert_eq!(there(6000), 70);
    selling.woo.grow_old();
    // Orders of last year, with which the list begins.
    for id in 1..=30_u64 {
        let at = selling.now() - TimeDelta::days(300);
        selling.woo.put(woo::order(id, "completed", &selling.email(), at, at));
    }
    selling.pass(TimeDelta::hours(1));
    put(7000);
    let told = selling.synced("woocommerce");
    assert_eq!(there(7000), 70, "{told:?}");
    assert_eq!(task(&told, "sweep")["why"], Value::Null);
}
