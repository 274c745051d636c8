//! BaseLinker's journal, and the same purchase as Allegro, the hub and the shop have it.

use crate::selling::{Selling, task};
use chrono::TimeDelta;
use serde_json::{Value, json};
use sledz_e2e::{
    carriers::trouble::Trouble,
    shops::baselinker::{JOURNAL, ORDERS, order},
};

const WAYBILL: &str = "602677439331630637653846";

/// A hub that was asked before, with an order of its own that is told of.
fn with_order(test: &str) -> Option<Selling> {
    let selling = Selling::open(test, "baselinker")?;
    selling.hub().status(1, "Nowe");
    selling.hub().status(2, "Anulowane");
    selling.synced("baselinker");
    put(&selling, 70);
    selling.synced("baselinker");
    Some(selling)
}

fn put(selling: &Selling, id: u64) {
    let mut order = order(id, "", &selling.email(), selling.now());
    order["order_source"] = json!("personal");
    selling.hub().put(order);
    selling.hub().tell(id, 1, 0);
}

#[test]
fn the_journal_becomes_orders() {
    let Some(selling) = with_order("the_journal_becomes_orders") else { return };
    let seen = selling.seen("70");
    assert_eq!((&seen["stage"], &seen["payment_state"]), (&json!("received"), &json!("unpaid")), "{seen}");
    assert_eq!(selling.one("70")["sources"][0]["says"], "Nowe");
    // It is paid.
    selling.pass(TimeDelta::minutes(5));
    selling.hub().change(70, "/payment_done", json!(114.79));
    selling.hub().tell(70, 3, 0);
    selling.synced("baselinker");
    let seen = selling.seen("70");
    assert_eq!((&seen["stage"], &seen["payment_state"]), (&json!("paid"), &json!("paid")), "{seen}");
    // A package is made.
    selling.pass(TimeDelta::minutes(5));
    selling.hub().package(70, "inpost", WAYBILL);
    selling.synced("baselinker");
    let seen = selling.seen("70");
    assert_eq!((&seen["stage"], &seen["shipments"][0]["carrier"]), (&json!("shipped"), &json!("inpost")), "{seen}");
    // What is not new is asked about no more.
    let asked = selling.server("baselinker").count(ORDERS);
    selling.synced_after(TimeDelta::minutes(5), "baselinker");
    assert_eq!((selling.server("baselinker").count(ORDERS), selling.told("70").len()), (asked, 1));
    // It is cancelled.
    selling.pass(TimeDelta::minutes(5));
    put(&selling, 71);
    selling.synced("baselinker");
    selling.hub().change(71, "/order_status_id", json!(2));
    selling.pass(TimeDelta::minutes(1));
    selling.hub().tell(71, 18, 2);
    selling.synced("baselinker");
    assert_eq!(selling.seen("71")["stage"], "cancelled");
}

#[test]
fn merged_split_and_removed() {
    let Some(selling) = with_order("merged_split_and_removed") else { return };
    put(&selling, 71);
    put(&selling, 73);
    selling.synced("baselinker");
    selling.pass(TimeDelta::minutes(5));
    selling.hub().merge(71, 70);
    selling.synced("baselinker");
    // Whoever asks for the one is shown the other.
    assert_eq!(selling.one("71")["platform_id"], "70");
    assert_eq!(selling.one("70")["stage"], "received");
    let mut part = order(72, "", &selling.email(), selling.now());
    part["order_source"] = json!("personal");
    selling.hub().split(70, part);
    selling.synced("baselinker");
    let whole = selling.one("70");
    let linked = whole["linked"].as_array().unwrap();
    assert!(linked.iter().any(|one| one["platform_id"] == "72" && one["is_part"] == true), "{whole}");
    selling.pass(TimeDelta::minutes(5));
    selling.hub().remove(73);
    selling.synced("baselinker");
    assert_eq!(selling.seen("73")["stage"], "cancelled");
    // The one that went on in another is not.
    assert_eq!(selling.one("71")["stage"], "received");
}

#[test]
fn one_purchase_in_three_systems_is_told_of_once() {
    let Some(selling) = Selling::open("one_purchase_in_three_systems_is_told_of_once", "allegro baselinker") else {
        return;
    };
    selling.connect();
    selling.synced("baselinker");
    let purchase = selling.purchase(1);
    let told = selling.one(&purchase.shop.to_string());
    let mut linked: Vec<String> =
        told["linked"].as_array().unwrap().iter().map(|one| one["platform"].to_string()).collect();
    linked.sort();
    assert_eq!(linked, ["\"allegro\"", "\"baselinker\""], "{told}");
    for word in ["processing", "READY_FOR_PROCESSING/NEW", "1"] {
        let is_told = |one: &Value| one["says"] == word;
        assert!(told["sources"].as_array().unwrap().iter().any(is_told), "each keeps its own words: {told}");
    }
    let tags: Vec<String> = selling.sent().into_iter().map(|mail| mail.tag).collect();
    assert_eq!(tags, ["confirmed"]);
    // The hub makes the package, and the shop's order shows it.
    selling.hub().package(purchase.hub, "inpost", WAYBILL);
    selling.synced("baselinker");
    for number in [purchase.shop.to_string(), purchase.hub.to_string(), purchase.form.clone()] {
        let seen = selling.seen(&number);
        assert_eq!(seen["shipments"][0]["tracking_number"], WAYBILL, "{number}: {seen}");
    }
    // Allegro learns of it, and then the shop.
    selling.allegro().ship(&purchase.form, "INPOST", WAYBILL);
    selling.allegro().step(&purchase.form, "SENT");
    selling.synced("allegro");
    selling.pass(TimeDelta::minutes(5));
    selling.woo_tells("order.updated", &selling.woo_sent(purchase.shop, WAYBILL));
    let mails = selling.sent();
    let tags: Vec<&str> = mails.iter().map(|mail| mail.tag.as_str()).collect();
    assert_eq!(tags, ["shipped"], "{mails:?}");
    assert!(selling.sent().is_empty());
    let seen = selling.seen(&purchase.shop.to_string());
    assert_eq!((&seen["stage"], seen["shipments"].as_array().unwrap().len()), (&json!("shipped"), 1), "{seen}");
}

/// Orders that cannot be had for hours, while the journal can.
#[test]
fn orders_that_fail_for_hours_are_not_forgotten() {
    let Some(selling) = with_order("orders_that_fail_for_hours_are_not_forgotten") else { return };
    selling.server("baselinker").order(ORDERS, Trouble::Error500);
    (80..84).for_each(|id| put(&selling, id));
    for _ in 0..30 {
        selling.synced_after(TimeDelta::minutes(3), "baselinker");
    }
    let asked = selling.server("baselinker").count(ORDERS);
    assert!((12..=40).contains(&asked), "each a few times: {asked}");
    selling.server("baselinker").calm();
    for _ in 0..8 {
        selling.synced_after(TimeDelta::minutes(15), "baselinker");
    }
    assert!((80..84_u64).all(|id| selling.told(&id.to_string()).len() == 1));
}

/// A token that has asked too often is blocked until a time that stands in the error's text.
#[test]
fn a_blocked_token_is_left_alone() {
    let Some(selling) = with_order("a_blocked_token_is_left_alone") else { return };
    put(&selling, 74);
    let until = (selling.now() + TimeDelta::minutes(17)).with_timezone(&chrono_tz::Europe::Warsaw);
    selling.hub().block(&until.format("%Y-%m-%d %H:%M:%S").to_string());
    let told = selling.sync("baselinker");
    assert!(task(&told, "new")["why"].as_str().unwrap().contains("too often"), "{told:?}");
    let pause = selling.not_before("baselinker", "new") - selling.now();
    assert!((14..=17).contains(&pause.num_minutes()), "{pause}");
    selling.hub().block("");
    let asked = selling.server("baselinker").count(JOURNAL);
    selling.sync("baselinker");
    assert_eq!(selling.server("baselinker").count(JOURNAL), asked);
    selling.synced_after(TimeDelta::minutes(17), "baselinker");
    assert_eq!(selling.told("74").len(), 1);
}
