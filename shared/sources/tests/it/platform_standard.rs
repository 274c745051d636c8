//! `standard` as a platform: all its fields, deletion, merging; and what the tests of platforms share.

use crate::{
    hostile,
    world::{fixture, now, time},
};
use http::HeaderMap;
use serde_json::{Value, json};
use sledz_domain::{
    money::Money,
    order::{Alias, Cancellation, Items, ShipmentRef},
    status::{Payment, Stage},
};
use sledz_sources::{
    delivery::{Delivery, Unusable},
    platforms::{OrderSaid, Platform, Said, standard::StandardPlatform},
    proof::Secrets,
};

/// What a platform makes of a verified message, with these headers.
pub(crate) fn read_with(
    platform: &dyn Platform,
    message: &Value,
    headers: &[(&str, &str)],
) -> Result<Vec<Said>, Unusable> {
    let headers = sent(headers);
    platform.read(message, &Delivery { headers: &headers, body: &[], query: "", path_token: None, now: now() })
}

/// What a platform makes of a verified message that can be used.
pub(crate) fn said(platform: &dyn Platform, message: &Value) -> Vec<Said> {
    read_with(platform, message, &[]).unwrap_or_else(|why| panic!("{}: {}", platform.name(), why.0))
}

/// The only order of a message.
pub(crate) fn only(platform: &dyn Platform, message: &Value) -> OrderSaid {
    match said(platform, message).as_slice() {
        [Said::Order(order)] => (**order).clone(),
        other => panic!("{}: {other:?}", platform.name()),
    }
}

/// Whether a platform is open with these secrets, and believes a delivery.
pub(crate) fn believes(
    platform: &dyn Platform,
    secrets: &str,
    headers: &[(&str, &str)],
    token: Option<&str>,
    body: &[u8],
) -> bool {
    let headers = sent(headers);
    let delivery = Delivery { headers: &headers, body, query: "", path_token: token, now: now() };
    let secrets = Secrets::parse(secrets);
    platform.is_configured(&secrets) && platform.is_proven(&delivery, &secrets)
}

fn sent(headers: &[(&str, &str)]) -> HeaderMap {
    let mut sent = HeaderMap::new();
    for (name, value) in headers {
        let name: http::HeaderName = name.parse().unwrap();
        sent.append(name, value.parse().unwrap());
    }
    sent
}

/// What the snapshot of an order is stored as. Nothing personal may be in it.
pub(crate) fn stored(order: &OrderSaid) -> String {
    format!("{} {}", order.platform_id, serde_json::to_string(&order.snapshot).unwrap())
}

/// Every field spoilt in every way: no panic, and nothing harmful is made of it.
pub(crate) fn survives(platform: &dyn Platform, message: &Value) {
    hostile::each_spoilt(message, |place, spoilt| {
        for said in read_with(platform, spoilt, &[]).unwrap_or_default() {
            let Said::Order(order) = said else { continue };
            let stored = stored(&order);
            assert!(stored.len() < 4000, "{place}: {} bytes are stored", stored.len());
            assert!(!stored.contains("\\u00") && !stored.contains('\u{202e}'), "{place}: {stored:.200}");
            let version = order.snapshot.version;
            assert!(
                version == now() || (time("2000-01-01T00:00:00Z")..time("2100-01-01T00:00:00Z")).contains(&version)
            );
            let contact = serde_json::to_string(&order.contact).unwrap();
            assert!(contact.len() < 500 && !contact.contains("\\u00"), "{place}: {contact:.200}");
        }
    });
}

fn full() -> Value {
    json!({"type": "order.updated", "timestamp": "2026-10-01T10:31:00Z", "data": {
        "id": "1001", "number": "FV/1001", "status": "partially_shipped", "placed_at": "2026-10-01T10:00:00Z",
        "updated_at": "2026-10-01T10:30:00Z", "shipped_at": "2026-10-01T10:20:00Z", "dispatch_by": "2026-10-02",
        "estimated_delivery": "2026-10-04T12:00:00Z", "language": "pl-PL", "total": "114.79", "currency": "pln",
        "outstanding": 14.79, "payment": "cod", "items": {"ordered": 3, "sent": "1", "cancelled": 1},
        "also": [{"platform": "Allegro", "number": " #a-1 "}, "ERP/77"],
        "part_of": {"platform": "woocommerce", "number": 900},
        "customer": {"email": "Lucja@Example.com", "phone": "600 000 001", "postcode": "30-001"},
        "shipments": [{"carrier": "DPD", "tracking_number": "0000075077195U"}],
    }})
}

#[test]
fn all_fields() {
    let order = only(&StandardPlatform, &full());
    assert_eq!((order.platform_id.as_str(), order.unknown_status), ("1001", false));
    let snapshot = &order.snapshot;
    assert_eq!(snapshot.version, time("2026-10-01T10:30:00Z"));
    assert_eq!(snapshot.number.as_deref(), Some("FV/1001"));
    assert_eq!((snapshot.stage, snapshot.cancellation), (Some(Stage::Shipped), Some(Cancellation::No)));
    assert_eq!(snapshot.says.as_deref(), Some("partially_shipped"));
    assert_eq!(snapshot.payment, Some(Payment::Cod));
    assert_eq!(snapshot.placed_at, Some(time("2026-10-01T10:00:00Z")));
    assert_eq!(snapshot.shipped_at, Some(time("2026-10-01T10:20:00Z")));
    assert_eq!(snapshot.dispatch_by, Some(time("2026-10-02T21:59:59Z")));
    assert_eq!(snapshot.estimated_delivery, Some(time("2026-10-04T12:00:00Z")));
    assert_eq!(snapshot.language.as_deref(), Some("pl"));
    assert_eq!(snapshot.total, Money::minor(11_479, "PLN"));
    assert_eq!(snapshot.outstanding, Money::minor(1479, "PLN"));
    assert_eq!(snapshot.items, Some(Items { ordered: 3, sent: 1, cancelled: 1 }));
    let alias = |platform: Option<&str>, number: &str, is_part| Alias {
        platform: platform.map(str::to_owned),
        number: number.to_owned(),
        is_part,
    };
    let also =
        [alias(Some("woocommerce"), "900", true), alias(Some("allegro"), "A-1", false), alias(None, "ERP/77", false)];
    assert_eq!(snapshot.also.as_deref(), Some(also.as_slice()));
    let parcel = ShipmentRef { tracking_number: "0000075077195U".to_owned(), carrier: Some("dpd".to_owned()) };
    assert_eq!(snapshot.shipments.as_deref(), Some([parcel].as_slice()));
    let contact = order.contact.clone().unwrap();
    assert_eq!(contact.email.as_deref(), Some("lucja@example.com"));
    assert_eq!((contact.phone.as_deref(), contact.postcodes), (Some("48600000001"), vec!["30001".to_owned()]));
    let stored = stored(&order);
    for personal in ["ucja", "600000001", "600 000", "30-001", "30001"] {
        assert!(!stored.contains(personal), "{personal}");
    }
}

#[test]
fn only_the_id_is_needed() {
    let message: Value = serde_json::from_slice(&fixture("standard/order_updated.json")).unwrap();
    let order = only(&StandardPlatform, &message);
    assert_eq!(order.platform_id, "1001");
    assert_eq!(order.snapshot, sledz_domain::order::Snapshot::at(time("2026-10-01T10:31:00Z")));
    assert_eq!((order.contact, order.unknown_status), (None, false));
    for kind in ["order.updated", "order.deleted"] {
        for data in [json!({}), json!({"id": ""}), json!({"id": null}), json!([]), Value::Null] {
            let refused = read_with(&StandardPlatform, &json!({"type": kind, "data": data}), &[]).unwrap_err();
            assert_eq!(refused.0, "field id is missing or cannot be used", "{kind} {data}");
        }
    }
    assert!(read_with(&StandardPlatform, &json!({"data": {"id": 1}}), &[]).unwrap_err().0.contains("type"));
    assert_eq!(said(&StandardPlatform, &json!({"type": "order.painted", "data": {}})), []);
}

#[test]
fn statuses_and_payments() {
    use Payment::{Cod, Failed, Paid, PartiallyRefunded, Pending, Refunded, Unpaid};
    for (word, stage, cancellation, payment) in [
        ("received", Some(Stage::Received), Some(Cancellation::No), Some(Unpaid)),
        ("PAID", Some(Stage::Paid), Some(Cancellation::No), Some(Paid)),
        ("preparing", Some(Stage::Preparing), Some(Cancellation::No), None),
        ("shipped", Some(Stage::Shipped), Some(Cancellation::No), None),
        ("partially_shipped", Some(Stage::Shipped), Some(Cancellation::No), None),
        ("delivered", Some(Stage::Delivered), Some(Cancellation::No), None),
        ("cancelled", None, Some(Cancellation::Yes), None),
        ("polished", None, None, None),
    ] {
        let order = only(&StandardPlatform, &json!({"type": "order.updated", "data": {"id": 1, "status": word}}));
        let snapshot = order.snapshot;
        assert_eq!((snapshot.stage, snapshot.cancellation, snapshot.payment), (stage, cancellation, payment), "{word}");
        assert_eq!(order.unknown_status, word == "polished");
    }
    for (name, payment) in [
        ("unpaid", Unpaid),
        ("pending", Pending),
        (" Paid ", Paid),
        ("cod", Cod),
        ("failed", Failed),
        ("refunded", Refunded),
        ("partially_refunded", PartiallyRefunded),
    ] {
        let data = json!({"id": 1, "status": "received", "payment": name});
        let order = only(&StandardPlatform, &json!({"type": "order.updated", "data": data}));
        assert_eq!(order.snapshot.payment, Some(payment), "{name}");
    }
    for odd in [json!("gold"), json!(1), Value::Null, json!({"state": "paid"})] {
        let data = json!({"id": 1, "status": "received", "payment": odd, "paid_at": "2026-10-01T10:00:00Z"});
        let order = only(&StandardPlatform, &json!({"type": "order.updated", "data": data}));
        assert_eq!(order.snapshot.payment, Some(Paid), "{odd}");
    }
}

#[test]
fn money_is_exact_or_not_there() {
    for (total, currency, expected) in [
        (json!("0.10"), json!("PLN"), Money::minor(10, "PLN")),
        (serde_json::from_str("99999999999999.99").unwrap(), json!("EUR"), Money::decimal("99999999999999.99", "EUR")),
        (json!("114,79"), json!("PLN"), None),
        (serde_json::from_str("1e2").unwrap(), json!("PLN"), None),
        (json!("114.79"), Value::Null, None),
        (json!("114.79"), json!("złoty"), None),
        (json!(true), json!("PLN"), None),
    ] {
        let data = json!({"id": 1, "total": total, "currency": currency});
        let order = only(&StandardPlatform, &json!({"type": "order.updated", "data": data}));
        assert_eq!(order.snapshot.total, expected, "{total} {currency}");
    }
}

#[test]
fn the_same_order_elsewhere() {
    let also = |data: Value| {
        let mut message = json!({"type": "order.updated", "data": data});
        message["data"]["id"] = json!(1);
        let told = only(&StandardPlatform, &message).snapshot.also?;
        Some(
            told.into_iter().map(|one| (one.platform.unwrap_or_default(), one.number, one.is_part)).collect::<Vec<_>>(),
        )
    };
    let one = |number: &str, is_part| (String::new(), number.to_owned(), is_part);
    assert_eq!(also(json!({})), None);
    assert_eq!(also(json!({"also": null, "part_of": null})), None);
    assert_eq!(also(json!({"also": "ERP/1", "part_of": {}})), None);
    assert_eq!(also(json!({"also": []})), Some(vec![]));
    assert_eq!(also(json!({"part_of": "#w-1"})), Some(vec![one("W-1", true)]));
    assert_eq!(
        also(json!({"also": ["", null, {"number": " "}, 7, "7", "x"]})),
        Some(vec![one("7", false), one("X", false)])
    );
    let many: Vec<Value> = (0..1000).map(|number| json!(number)).collect();
    assert_eq!(also(json!({"also": many})).unwrap().len(), 20);
    let big: Value = serde_json::from_str("9007199254740993").unwrap();
    assert_eq!(also(json!({"also": [big]})), Some(vec![one("9007199254740993", false)]));
}

#[test]
fn an_order_that_goes_on_in_another() {
    let merged = |into: Value| {
        said(&StandardPlatform, &json!({"type": "order.updated", "data": {"id": "2", "merged_into": into}}))
    };
    let told = merged(json!(1));
    assert!(matches!(&told[0], Said::Order(order) if order.platform_id == "2"));
    assert_eq!(told[1..], [Said::Merged { platform_id: "2".to_owned(), into: "1".to_owned() }]);
    for nothing in [json!("2"), json!(2), json!(""), Value::Null, json!({}), json!(["1"])] {
        assert_eq!(merged(nothing.clone()).len(), 1, "{nothing}");
    }
}

#[test]
fn deletion() {
    let message = json!({"type": "order.deleted", "timestamp": "2026-10-01T10:31:00Z", "data": {"id": "1001"}});
    let deleted = |headers: &[(&str, &str)]| read_with(&StandardPlatform, &message, headers).unwrap();
    for (headers, delivery) in [
        (&[("webhook-id", "msg_1"), ("svix-id", "msg_2")][..], "msg_1"),
        (&[("svix-id", "msg_2")], "msg_2"),
        (&[], "2026-10-01T10:31:00Z"),
    ] {
        let said = Said::Deleted { platform_id: "1001".to_owned(), delivery: delivery.to_owned() };
        assert_eq!(deleted(headers), [said]);
    }
}

#[test]
fn the_sample_with_its_signature() {
    let body = fixture("standard/order_updated.json");
    let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    // Its time is that of the sample, four days before `now`: the bytes are right, and it is too old.
    let headers = [
        ("webhook-id", "msg_1"),
        ("webhook-timestamp", "1790850660"),
        ("webhook-signature", "v1,bDLAwWNelxHvt9YRASA+WlxeC1M963z+QvZXxoYgvsM="),
    ];
    assert!(!believes(&StandardPlatform, secret, &headers, None, &body));
    let at_its_time = |body: &[u8], secret: &str| {
        let headers = sent(&headers);
        let now = time("2026-10-01T10:31:30Z");
        let delivery = Delivery { headers: &headers, body, query: "", path_token: None, now };
        StandardPlatform.is_proven(&delivery, &Secrets::parse(secret))
    };
    assert!(at_its_time(&body, secret));
    assert!(!at_its_time(&body, "whsec_AAAA"));
    assert!(!at_its_time(&[&body[..], b" "].concat(), secret));
}

#[test]
fn ids_keep_their_digits() {
    let message = serde_json::from_str(r#"{"type":"order.updated","data":{"id":9007199254740993}}"#).unwrap();
    assert_eq!(only(&StandardPlatform, &message).platform_id, "9007199254740993");
}

#[test]
fn hostile_input() {
    survives(&StandardPlatform, &full());
}
