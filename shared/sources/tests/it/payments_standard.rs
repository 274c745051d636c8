//! `standard` as a payment provider: the signature, statuses, what is missing.

use crate::{
    payments::{amount, believed, keeps_nothing_of, only_exactly, read, report, survives, tried},
    world::{fixture, now, time},
};
use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::BASE64;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use sledz_domain::order::PaymentStep;
use sledz_sources::payments::{PaymentProvider, standard::StandardPayments};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

fn message(data: Value) -> Value {
    json!({"type": "payment.updated", "timestamp": "2026-10-01T10:31:00Z", "data": data})
}

fn payment() -> Value {
    json!({"id": "P-1", "order": "1001", "status": "paid", "amount": "114.79", "currency": "PLN",
        "at": "2026-10-01T12:30:00+02:00"})
}

fn changed(field: &str, value: Value) -> Value {
    let mut payment = payment();
    payment[field] = value;
    message(payment)
}

fn proven(secrets: &str, headers: &[(&str, &str)], body: &[u8], now: DateTime<Utc>) -> bool {
    believed(&StandardPayments, secrets, headers, body, now)
}

#[test]
fn the_documents_vectors() {
    let at = |stamp: i64| DateTime::from_timestamp(stamp, 0).unwrap();
    let of_the_specification = [
        ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
        ("webhook-timestamp", "1614265330"),
        ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
    ];
    assert!(proven(SECRET, &of_the_specification, b"{\"test\": 2432232314}", at(1_614_265_330)));
    let headers = [
        ("webhook-id", "msg_1"),
        ("webhook-timestamp", "1790850660"),
        ("webhook-signature", "v1,bDLAwWNelxHvt9YRASA+WlxeC1M963z+QvZXxoYgvsM="),
    ];
    let body = fixture("standard/order_updated.json");
    only_exactly(&body, |body| proven(SECRET, &headers, body, at(1_790_850_660)));
    assert!(proven(&format!("whsec_bmV3ZXI= {SECRET}"), &headers, &body, at(1_790_850_660)));
    assert!(!proven("whsec_bmV3ZXI=", &headers, &body, at(1_790_850_660)));
    for (off, expected) in [(300, true), (-300, true), (301, false), (-301, false)] {
        assert_eq!(proven(SECRET, &headers, &body, at(1_790_850_660) + TimeDelta::seconds(off)), expected, "{off}");
    }
}

#[test]
fn a_payment_of_ours_is_believed() {
    let body = message(payment()).to_string().into_bytes();
    let stamp = now().timestamp().to_string();
    let key = BASE64.decode(b"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
    let mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
    let mac = mac.chain_update("m.").chain_update(&stamp).chain_update(".").chain_update(&body);
    let signature = format!("v1a,AAAA v1,{}", BASE64.encode(&mac.finalize().into_bytes()));
    for prefix in ["webhook", "svix"] {
        let names = ["id", "timestamp", "signature"].map(|name| format!("{prefix}-{name}"));
        let headers = [(names[0].as_str(), "m"), (&names[1], &stamp), (&names[2], &signature)];
        only_exactly(&body, |body| proven(SECRET, &headers, body, now()));
        assert!(!proven(SECRET, &headers[..2], &body, now()));
    }
    assert!(!proven("whsec_", &[], &body, now()), "a secret that is none");
}

#[test]
fn the_example() {
    let report = report(&StandardPayments, &message(payment()));
    assert_eq!(report.numbers, ["1001"]);
    assert_eq!((report.said.source.as_str(), report.said.payment.as_str()), ("standard", "P-1"));
    assert_eq!((report.said.step, report.said.at), (PaymentStep::Paid, time("2026-10-01T10:30:00Z")));
    assert_eq!((amount(&report), report.said.refund.as_ref()), (("114.79".to_owned(), "PLN"), None));
    assert_eq!((StandardPayments.name(), report.said.confirm), ("standard", None));
}

#[test]
fn statuses() {
    for (status, expected) in [
        ("pending", PaymentStep::Pending),
        ("paid", PaymentStep::Paid),
        ("PAID", PaymentStep::Paid),
        ("failed", PaymentStep::Failed),
        ("refunded", PaymentStep::Refunded),
        ("partially_refunded", PaymentStep::Refunded),
    ] {
        let mut message = changed("status", json!(status));
        message["data"]["refund_id"] = json!("R-1");
        let said = report(&StandardPayments, &message).said;
        assert_eq!(said.step, expected, "{status}");
        assert_eq!(said.refund.is_some(), expected == PaymentStep::Refunded, "{status}");
    }
    let unknown = read(&StandardPayments, &changed("status", json!("chargeback")));
    assert!(unknown.unknown_status && unknown.reports.is_empty());
    for kind in ["order.updated", "payment.created", "shipment.updated"] {
        let mut other = message(payment());
        other["type"] = json!(kind);
        assert_eq!(read(&StandardPayments, &other), Default::default(), "{kind}");
    }
}

#[test]
fn what_is_missing_is_named() {
    let empty = [Value::Null, json!(""), json!(" "), json!([]), json!({}), json!(true)];
    for field in ["id", "order", "status"] {
        for odd in &empty {
            let why = tried(&StandardPayments, &changed(field, odd.clone())).unwrap_err();
            assert_eq!(why.0, format!("field {field} is missing or cannot be used"), "{odd}");
        }
    }
    for (field, odd) in [
        ("amount", json!("114,79")),
        ("amount", json!("-1.00")),
        ("amount", json!("1e3")),
        ("amount", json!([])),
        ("currency", Value::Null),
        ("currency", json!("zł")),
    ] {
        let why = tried(&StandardPayments, &changed(field, odd.clone())).unwrap_err();
        assert!(why.0.contains(field), "{odd}: {}", why.0);
    }
    let mut untyped = message(payment());
    untyped["type"] = Value::Null;
    assert!(tried(&StandardPayments, &untyped).unwrap_err().0.contains("type"));
    for data in [Value::Null, json!("x"), json!(1)] {
        assert!(tried(&StandardPayments, &message(data)).unwrap_err().0.contains("id"));
    }
    let mut all = payment();
    all.as_object_mut().unwrap().remove("amount");
    assert_eq!(report(&StandardPayments, &message(all.clone())).said.amount, None);
    all["status"] = json!("refunded");
    assert_eq!(report(&StandardPayments, &message(all.clone())).said.amount, None);
    all["status"] = json!("partially_refunded");
    assert!(tried(&StandardPayments, &message(all)).unwrap_err().0.contains("amount"), "a part has an amount");
}

#[test]
fn ids_amounts_and_times() {
    let big: Value = serde_json::from_str("9007199254740993").unwrap();
    assert_eq!(report(&StandardPayments, &changed("id", big.clone())).said.payment, "9007199254740993");
    assert_eq!(
        report(&StandardPayments, &changed("order", json!("#1001-a"))).numbers,
        ["1001-A"],
        "nothing is guessed"
    );
    for (told, shown) in [
        (json!("0.1"), "0.10"),
        (serde_json::from_str("114.70").unwrap(), "114.70"),
        (json!(114), "114.00"),
        (json!("90071992547409.93"), "90071992547409.93"),
    ] {
        assert_eq!(amount(&report(&StandardPayments, &changed("amount", told))).0, shown);
    }
    for (told, at) in [
        (json!("2026-10-01T09:00:00Z"), time("2026-10-01T09:00:00Z")),
        (json!("2026-10-01T09:00:00"), time("2026-10-01T09:00:00Z")),
        (json!("yesterday"), time("2026-10-01T10:31:00Z")),
        (Value::Null, time("2026-10-01T10:31:00Z")),
    ] {
        assert_eq!(report(&StandardPayments, &changed("at", told.clone())).said.at, at, "{told}");
    }
    let mut timeless = changed("at", Value::Null);
    timeless["timestamp"] = Value::Null;
    assert_eq!(report(&StandardPayments, &timeless).said.at, now());
}

#[test]
fn several_at_once() {
    let many = |count: usize| message(Value::Array(vec![payment(); count]));
    assert_eq!(read(&StandardPayments, &many(0)), Default::default());
    assert_eq!(read(&StandardPayments, &many(100)).reports.len(), 100);
    assert!(tried(&StandardPayments, &many(101)).unwrap_err().0.contains("100"));
    let mut strange = payment();
    strange["status"] = json!("chargeback");
    let said = read(&StandardPayments, &message(json!([strange, payment()])));
    assert!(said.reports.len() == 1 && said.unknown_status);
    assert!(tried(&StandardPayments, &message(json!([payment(), {}]))).is_err());
    assert!(tried(&StandardPayments, &message(json!([[payment()]]))).is_err());
}

#[test]
fn personal_data_is_not_kept() {
    let mut data = payment();
    data["buyer"] = json!({"email": "lucja@example.com", "name": "Łucja Żółkiewska", "ip": "203.0.113.10"});
    keeps_nothing_of(&StandardPayments, &message(data), &["lucja@example.com", "Łucja", "Żółkiewska", "203.0.113.10"]);
}

#[test]
fn hostile_input() {
    let mut refund = payment();
    refund["status"] = json!("refunded");
    refund["refund_id"] = json!("R-1");
    survives(&StandardPayments, &message(payment()));
    survives(&StandardPayments, &message(json!([payment(), refund])));
}
