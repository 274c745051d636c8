//! Shoper, whose webhooks hold no waybill: its parcels are asked for.

use crate::selling::{Selling, task};
use chrono::TimeDelta;
use serde_json::json;
use sledz_e2e::shops::shoper::{LOGIN, PARCELS};

const WAYBILL: &str = "602677439331630637653846";

#[test]
fn a_waybill_comes_by_asking() {
    let Some(selling) = Selling::open("a_waybill_comes_by_asking", "shoper") else { return };
    selling.synced("shoper");
    selling.shoper_tells(8);
    let parcel = selling.shoper.parcel(8, selling.now());
    selling.synced("shoper");
    let seen = selling.seen("8");
    assert_eq!(seen["shipments"], json!([]), "{seen}");
    // The waybill is set hours after the parcel is made, and then it is sent.
    selling.pass(TimeDelta::hours(3));
    selling.shoper.waybill(parcel, WAYBILL);
    selling.shoper.send(parcel, selling.now());
    selling.synced("shoper");
    let told = selling.one("8");
    assert_eq!((&told["stage"], &told["shipments"][0]["tracking_number"]), (&json!("shipped"), &json!(WAYBILL)));
    let tags: Vec<String> = selling.sent().into_iter().map(|mail| mail.tag).collect();
    assert_eq!(tags.iter().filter(|tag| *tag == "shipped").count(), 1, "{tags:?}");
    selling.synced_after(TimeDelta::hours(1), "shoper");
    assert_eq!((selling.one("8")["shipments"].as_array().unwrap().len(), selling.sent().len()), (1, 0));
}

#[test]
fn the_token_is_kept_and_renewed() {
    let Some(selling) = Selling::open("the_token_is_kept_and_renewed", "shoper") else { return };
    for _ in 0..3 {
        selling.synced("shoper");
    }
    let server = selling.server("shoper");
    assert_eq!((server.count(LOGIN), server.count(PARCELS)), (1, 3));
    // It is good for thirty days.
    selling.synced_after(TimeDelta::days(31), "shoper");
    assert_eq!(server.count(LOGIN), 2);
    // It is taken back before.
    selling.shoper.expire();
    let told = selling.sync("shoper");
    assert!(task(&told, "new")["why"].as_str().unwrap().contains("refuses the access"), "{told:?}");
    selling.synced_after(TimeDelta::minutes(2), "shoper");
    assert_eq!(server.count(LOGIN), 3);
}

/// Whose order is not known yet: the parcel is there when the webhook comes.
#[test]
fn a_parcel_before_its_order() {
    let Some(selling) = Selling::open("a_parcel_before_its_order", "shoper") else { return };
    let parcel = selling.shoper.parcel(8, selling.now());
    selling.shoper.waybill(parcel, WAYBILL);
    selling.shoper.send(parcel, selling.now());
    selling.synced("shoper");
    selling.shoper_tells(8);
    let seen = selling.seen("8");
    assert_eq!(seen["shipments"][0]["tracking_number"], WAYBILL, "{seen}");
}
