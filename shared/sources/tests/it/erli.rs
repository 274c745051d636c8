//! Erli: its token, its order.

use crate::{
    platform_standard::{believes, only, said, stored, survives},
    world::{fixture, now, time},
};
use serde_json::{Value, json};
use sledz_domain::{
    money::Money,
    order::{Alias, Cancellation, Items},
    status::{Payment, Stage},
};
use sledz_sources::platforms::{Contact, Said, erli::Erli};

fn sample() -> Value {
    serde_json::from_slice(&fixture("erli/order.json")).unwrap()
}

/// The sample with all that may be missing.
fn full() -> Value {
    let mut message = sample();
    message["created"] = json!("2026-10-01T10:00:00.000Z");
    message["purchasedAt"] = json!("2026-10-01T10:05:00.000Z");
    message["updated"] = json!("2026-10-01T10:31:00.000Z");
    message["sellerStatus"] = json!("preparing");
    message["externalOrderId"] = json!("erp/77");
    message["comment"] = json!("Please ring at Żółkiewska's");
    message["user"]["invoiceAddress"] = json!({"zip": "02-001", "phone": "600000002", "nip": "1234563218"});
    message
}

#[test]
fn the_token_in_the_header() {
    let body = fixture("erli/order.json");
    let proven = |secrets: &str, headers: &[(&str, &str)]| believes(&Erli, secrets, headers, None, &body);
    assert!(proven("hush", &[("Authorization", "Bearer hush")]));
    assert!(proven("older hush", &[("Authorization", "bearer  hush ")]));
    for wrong in
        ["Bearer hus", "Bearer hushh", "Bearer", "Bearer ", "hush", "Basic hush", "Bearer HUSH", "Bearer older"]
    {
        assert!(!proven("hush", &[("Authorization", wrong)]), "{wrong}");
    }
    assert!(!proven("hush", &[]));
    assert!(!proven("", &[("Authorization", "Bearer ")]));
    assert!(!proven("path:hush", &[("Authorization", "Bearer hush")]));
}

#[test]
fn the_sample() {
    let order = only(&Erli, &sample());
    assert_eq!((order.platform_id.as_str(), order.unknown_status), ("230901x00001", false));
    let snapshot = &order.snapshot;
    assert_eq!(snapshot.version, now(), "no date is in it");
    assert_eq!(snapshot.number.as_deref(), Some("230901x00001"));
    assert_eq!((snapshot.stage, snapshot.payment), (Some(Stage::Preparing), Some(Payment::Paid)));
    assert_eq!((snapshot.cancellation, snapshot.says.as_deref()), (Some(Cancellation::No), Some("purchased")));
    assert_eq!(snapshot.total, Money::minor(10_879, "PLN"));
    assert_eq!(snapshot.items, Some(Items { ordered: 2, sent: 0, cancelled: 0 }));
    assert_eq!((&snapshot.also, &snapshot.shipments), (&None, &None));
    let contact = Contact {
        email: Some("lucja@example.com".to_owned()),
        phone: Some("48600000001".to_owned()),
        postcodes: vec!["30001".to_owned()],
    };
    assert_eq!(order.contact, Some(contact));
}

#[test]
fn all_that_may_be_missing() {
    let order = only(&Erli, &full());
    let snapshot = &order.snapshot;
    assert_eq!(snapshot.version, time("2026-10-01T10:31:00Z"));
    assert_eq!(snapshot.placed_at, Some(time("2026-10-01T10:00:00Z")));
    assert_eq!(snapshot.paid_at, Some(time("2026-10-01T10:05:00Z")));
    assert_eq!(snapshot.says.as_deref(), Some("purchased/preparing"));
    let alias = Alias { platform: None, number: "ERP/77".to_owned(), is_part: false };
    assert_eq!(snapshot.also.as_deref(), Some([alias].as_slice()));
    assert_eq!(order.contact.clone().unwrap().postcodes, ["30001", "02001"]);
    let stored = stored(&order);
    for personal in
        ["ucja", "Żółkiewska", "600000001", "600000002", "30-001", "30001", "Próbna", "1234563218", "KRA010"]
    {
        assert!(!stored.contains(personal), "{personal}");
    }
    let mut own = full();
    own["externalOrderId"] = json!("230901X00001");
    assert_eq!(only(&Erli, &own).snapshot.also, None, "its own number is no other");
}

#[test]
fn statuses() {
    for (status, is_cod, stage, payment, cancellation) in [
        ("pending", false, Some(Stage::Received), Some(Payment::Unpaid), Some(Cancellation::No)),
        ("purchased", false, Some(Stage::Preparing), Some(Payment::Paid), Some(Cancellation::No)),
        ("purchased", true, Some(Stage::Preparing), Some(Payment::Cod), Some(Cancellation::No)),
        ("cancelled", false, None, None, Some(Cancellation::Yes)),
        ("returned", true, Some(Stage::Returned), None, Some(Cancellation::No)),
        ("polished", false, None, None, None),
    ] {
        let mut message = full();
        message["status"] = json!(status);
        message["delivery"]["cod"] = json!(is_cod);
        let order = only(&Erli, &message);
        let told = (order.snapshot.stage, order.snapshot.payment, order.snapshot.cancellation);
        assert_eq!(told, (stage, payment, cancellation), "{status}");
        assert_eq!(order.unknown_status, status == "polished");
        assert_eq!(order.snapshot.paid_at.is_some(), payment == Some(Payment::Paid), "{status} {is_cod}");
    }
}

#[test]
fn without_a_revision_later_statuses_are_newer() {
    let version = |status: &str| {
        let mut message = full();
        message["status"] = json!(status);
        message.as_object_mut().unwrap().remove("updated");
        only(&Erli, &message).snapshot.version
    };
    assert_eq!(version("pending"), time("2026-10-01T10:00:00Z"));
    assert_eq!(version("purchased"), time("2026-10-01T10:05:00Z"));
    assert_eq!((version("cancelled"), version("returned")), (now(), now()));
    let mut local = full();
    local["updated"] = json!("2026-10-01 12:31:00");
    assert_eq!(only(&Erli, &local).snapshot.version, time("2026-10-01T10:31:00Z"), "Poland's clock");
}

#[test]
fn what_is_needed() {
    for id in [Value::Null, json!(""), json!({}), json!([])] {
        let mut message = sample();
        message["id"] = id.clone();
        assert_eq!(said(&Erli, &message), [Said::Unreadable], "{id}");
    }
    let big = serde_json::from_str(r#"{"id":9007199254740993,"totalPrice":9007199254740993}"#).unwrap();
    let order = only(&Erli, &big);
    assert_eq!((order.platform_id.as_str(), order.unknown_status), ("9007199254740993", false));
    assert_eq!(order.snapshot.total, Money::decimal("90071992547409.93", "PLN"));
    for price in [json!(108.79), json!("108,79"), serde_json::from_str("1e3").unwrap()] {
        assert_eq!(only(&Erli, &json!({"id": 1, "totalPrice": price})).snapshot.total, None, "{price}");
    }
}

#[test]
fn hostile_input() {
    survives(&Erli, &full());
}
