//! The shop marks an order as sent, and Allegro learns its waybill and that it was sent, once.

use crate::{
    selling::{Purchase, Selling},
    world::skips_named,
};
use chrono::TimeDelta;
use serde_json::json;
use sledz_e2e::{
    carriers::trouble::Trouble,
    deployment::Builder,
    shops::allegro::{ADD_SHIPMENT, FULFILMENT, SHIPMENTS},
};
use std::time::Duration;

const WAYBILL: &str = "602677439331630637653846";

fn on(builder: Builder) -> Builder {
    builder.variable("write_back", "allegro")
}

/// A purchase in three systems that the shop has sent just now.
fn sent(change: impl FnOnce(Builder) -> Builder) -> (Selling, Purchase) {
    let selling = Selling::with("allegro baselinker", change);
    selling.connect();
    selling.synced("baselinker");
    let purchase = selling.purchase(1);
    selling.calls();
    assert_eq!(counted(&selling), (0, 0), "nothing is written before it is sent");
    selling.woo_tells("order.updated", &selling.woo_sent(purchase.shop, WAYBILL));
    (selling, purchase)
}

/// How often a parcel was added, and a step was set.
fn counted(selling: &Selling) -> (usize, usize) {
    let server = selling.server("allegro");
    (server.count(ADD_SHIPMENT), server.count(FULFILMENT))
}

#[track_caller]
fn is_written(selling: &Selling, purchase: &Purchase) {
    let parcels = selling.allegro().shipments(&purchase.form);
    assert_eq!(parcels.len(), 1, "{parcels:?}");
    assert_eq!((&parcels[0]["waybill"], &parcels[0]["carrierId"]), (&json!(WAYBILL), &json!("INPOST")));
    assert_eq!(selling.allegro().fulfilment(&purchase.form), "SENT");
}

#[test]
fn waybill_and_step_are_written_once() {
    if skips_named("waybill_and_step_are_written_once") {
        return;
    }
    let (selling, purchase) = sent(on);
    selling.calls();
    is_written(&selling, &purchase);
    assert_eq!(counted(&selling), (1, 1));
    // The webhook again, the calls again, and Allegro's own word of it.
    selling.woo_tells("order.updated", &selling.woo_sent(purchase.shop, WAYBILL));
    selling.calls();
    for _ in 0..2 {
        selling.synced_after(TimeDelta::hours(1), "allegro");
        selling.synced("baselinker");
        selling.calls();
    }
    assert_eq!(counted(&selling), (1, 1));
    let told = selling.one(&purchase.form);
    assert_eq!((&told["stage"], told["shipments"].as_array().unwrap().len()), (&json!("shipped"), 1), "{told}");
    assert!(!told["conflicts"].to_string().contains("woocommerce"), "{told}");
    let tags: Vec<String> = selling.sent().into_iter().map(|mail| mail.tag).collect();
    assert_eq!(tags.iter().filter(|tag| *tag == "shipped").count(), 1, "{tags:?}");
}

/// A second parcel is written when it comes.
#[test]
fn a_second_parcel_is_written_too() {
    if skips_named("a_second_parcel_is_written_too") {
        return;
    }
    let (selling, purchase) = sent(on);
    selling.calls();
    selling.pass(TimeDelta::minutes(5));
    let mut order = selling.woo_order(purchase.shop, "completed");
    let parcels = [("InPost", WAYBILL), ("DPD", "0000075077195U")];
    sledz_e2e::senders::woocommerce::set_tracking(&mut order, &parcels, selling.now());
    selling.woo_tells("order.updated", &order);
    selling.calls();
    let written: Vec<_> =
        selling.allegro().shipments(&purchase.form).iter().map(|parcel| parcel["carrierId"].clone()).collect();
    assert_eq!((written, counted(&selling)), (vec![json!("INPOST"), json!("DPD")], (2, 1)));
}

#[test]
fn whatever_goes_wrong_both_are_there_once() {
    if skips_named("whatever_goes_wrong_both_are_there_once") {
        return;
    }
    for trouble in [
        Trouble::Error500,
        Trouble::TooMany { retry_after: 120 },
        Trouble::WrongLogin,
        // It was done, and its answer got lost.
        Trouble::Closed,
        Trouble::BrokenOff,
        Trouble::Slow(Duration::from_secs(12)),
    ] {
        let (selling, purchase) = sent(on);
        for pattern in [SHIPMENTS, ADD_SHIPMENT, FULFILMENT] {
            selling.server("allegro").order_times(pattern, trouble, 1);
        }
        for _ in 0..6 {
            selling.calls();
            selling.pass(TimeDelta::minutes(15));
        }
        is_written(&selling, &purchase);
        let dead = selling.health()["dead_letters"].clone();
        assert_eq!(dead, 0, "{trouble:?}");
        selling.synced("allegro");
        selling.calls();
        is_written(&selling, &purchase);
    }
}

#[test]
fn whom_nobody_wants_told_is_not_told() {
    if skips_named("whom_nobody_wants_told_is_not_told") {
        return;
    }
    let (selling, purchase) = sent(|builder| builder);
    for _ in 0..3 {
        selling.calls();
        selling.synced("allegro");
    }
    assert_eq!(counted(&selling), (0, 0));
    assert!(selling.allegro().shipments(&purchase.form).is_empty());
}

/// What Allegro will never take is left to a person.
#[test]
fn what_is_refused_for_good_is_a_dead_letter() {
    if skips_named("what_is_refused_for_good_is_a_dead_letter") {
        return;
    }
    let (selling, purchase) = sent(on);
    selling.allegro().forget(&purchase.form);
    for _ in 0..3 {
        selling.calls();
        selling.pass(TimeDelta::minutes(10));
    }
    assert_eq!(counted(&selling).0, 0);
    assert!(selling.health()["dead_letters"].as_u64().unwrap() > 0);
}
