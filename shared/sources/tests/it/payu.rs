//! PayU: its signature, its statuses, its refunds.

use crate::{
    payments::{amount, believed, keeps_nothing_of, only_exactly, read, report, step, survives},
    world::{fixture, now, time},
};
use serde_json::{Value, json};
use sledz_domain::{money::Money, order::PaymentStep};
use sledz_sources::payments::{
    PaymentProvider,
    payu::{NAME, PayU, STATUSES},
};

/// Of the fixture with `secondkey` behind it, by `openssl dgst`.
const MD5: &str = "eeaa76f8bd06b0e3bd5c2c7d72e54ab5";
const SHA1: &str = "128073c5d9055e4334d817adc79adca511c756a9";
const SHA256: &str = "4fe7b85b1cd8e91bc3cfde43ce22f3290cec0728e7deb2fecc0003ed4f32ad48";
const SHA384: &str = "831872b803ba8808089e448ab0d9ef88e344016ada0e2cd45427d19ef83a2b73ea77733c3730519b7bc01612acdfe983";
const SHA512: &str = "bb5d7dd91b5c564fc3d94f4ee53825b4fc03cbddeda61b7c6747a96a20b9df912df3adfa767cc9da67c8debc819170e3\
                      e569400409301d7fdf041779a79f5c2c";

fn body() -> Vec<u8> {
    fixture("payu/payu_notification.json")
}

fn sample() -> Value {
    serde_json::from_slice(&body()).unwrap()
}

fn proven(secrets: &str, header: &str, body: &[u8]) -> bool {
    believed(&PayU, secrets, &[("OpenPayu-Signature", header)], body, now())
}

/// A refund as issue 112 of PayU's library quotes it, with the fields of the API's refund object.
fn refund(status: &str) -> Value {
    json!({"orderId": "LDLW5N7MF4140324GUEST000P01", "extOrderId": "1001", "refund": {
        "refundId": "5000024357", "amount": "2500", "currencyCode": "PLN", "status": status, "reason": "refund",
        "reasonDescription": "Zwrot dla Łucji", "refundDate": "2026-10-04T17:58:46.567+02:00",
    }})
}

#[test]
fn the_documents_vectors() {
    let header = format!("sender=checkout;signature={MD5};algorithm=MD5;content=DOCUMENT");
    only_exactly(&body(), |body| proven("secondkey", &header, body));
    let by_sha256 = format!("sender=checkout;signature={SHA256};algorithm=SHA-256;content=DOCUMENT");
    only_exactly(&body(), |body| proven("secondkey", &by_sha256, body));
    for (algorithm, signature) in [
        ("MD5", "8375034eb737d520c829fad4026a38aa"),
        ("SHA-256", "8b2fd55b48f150347df56ce18d787335f32ced1d67f214016476f7c0a8f09981"),
    ] {
        let header = format!("signature={signature};algorithm={algorithm}");
        assert!(proven("SignatureKey", &header, b"OpenPayUData"), "{algorithm}");
        assert!(!proven("signaturekey", &header, b"OpenPayUData"));
    }
}

#[test]
fn algorithms() {
    for (algorithm, signature, expected) in [
        ("MD5", MD5, true),
        ("md5", MD5, true),
        ("SHA-1", SHA1, true),
        ("SHA-256", SHA256, true),
        ("sha-256", SHA256, true),
        ("SHA-384", SHA384, true),
        ("SHA-512", SHA512, true),
        // The library means either.
        ("SHA", SHA1, true),
        ("SHA", SHA256, true),
        ("MD5", SHA256, false),
        ("SHA-256", MD5, false),
        ("SHA-1", SHA256, false),
        ("SHA-512", SHA384, false),
        ("HMAC", SHA256, false),
        ("NONE", MD5, false),
        ("", MD5, false),
    ] {
        let header = format!("signature={signature};algorithm={algorithm}");
        assert_eq!(proven("secondkey", &header, &body()), expected, "{header}");
    }
}

#[test]
fn how_the_header_may_be_written() {
    for (header, expected) in [
        (format!("sender=checkout;signature={MD5};algorithm=MD5;content=DOCUMENT;"), true),
        (format!("content=DOCUMENT;algorithm=MD5;signature={MD5};sender=checkout"), true),
        (format!(" Algorithm = md5 ; SIGNATURE = {} ", MD5.to_uppercase()), true),
        (format!("signature={MD5}"), true),
        (format!("signature={};algorithm=MD5", &MD5[2..]), false),
        (format!("signature={MD5}00;algorithm=MD5"), false),
        (format!("signature=;signature={MD5};algorithm=MD5"), false),
        ("signature=;algorithm=MD5".to_owned(), false),
        ("algorithm=MD5".to_owned(), false),
        (MD5.to_owned(), false),
        (";;=;".to_owned(), false),
        (String::new(), false),
    ] {
        assert_eq!(proven("secondkey", &header, &body()), expected, "{header}");
    }
    let header = format!("signature={MD5};algorithm=MD5");
    assert!(believed(&PayU, "secondkey", &[("X-OpenPayU-Signature", &header)], &body(), now()));
    assert!(!believed(&PayU, "secondkey", &[("OpenPayu", &header)], &body(), now()));
    assert!(!believed(&PayU, "secondkey", &[], &body(), now()));
}

#[test]
fn keys_and_white_space() {
    let header = format!("signature={MD5};algorithm=MD5");
    assert!(proven("newer secondkey", &header, &body()));
    assert!(!proven("newer older", &header, &body()));
    assert!(!proven("", &header, &body()));
    assert!(!proven("path:token hmac:secondkey", &header, &body()));
    assert!(proven("secondkey", &header, &[b" \n", body().as_slice(), b"\n"].concat()), "signed before it was padded");
    assert!(!proven("secondkey", &header, &[body().as_slice(), b"x"].concat()));
}

#[test]
fn the_example() {
    let report = report(&PayU, &sample());
    assert_eq!(report.numbers, ["1001"]);
    assert_eq!((report.said.source.as_str(), report.said.payment.as_str()), (NAME, "LDLW5N7MF4140324GUEST000P01"));
    assert_eq!((report.said.step, report.said.at), (PaymentStep::Paid, time("2026-10-01T10:31:58.010Z")));
    assert_eq!(amount(&report), ("114.79".to_owned(), "PLN"));
    assert_eq!((report.said.refund, report.said.confirm), (None, None));
    assert_eq!(PayU.name(), NAME);
}

#[test]
fn statuses() {
    let with = |status: &str| {
        let mut message = sample();
        message["order"]["status"] = json!(status);
        message
    };
    for (status, expected) in STATUSES {
        let report = report(&PayU, &with(status));
        let at = match expected {
            PaymentStep::Paid => time("2026-10-01T10:31:58.010Z"),
            PaymentStep::Pending => time("2026-10-01T10:30:35Z"),
            _ => now(),
        };
        assert_eq!((report.said.step, report.said.at), (expected, at), "{status}");
    }
    assert_eq!(step(&PayU, &with("completed")), Some(PaymentStep::Paid));
    let unknown = read(&PayU, &with("FROZEN"));
    assert!(unknown.unknown_status && !unknown.unreadable && unknown.reports.is_empty());
}

#[test]
fn references_and_amounts() {
    for (reference, expected) in
        [(json!("1001-2"), vec!["1001-2", "1001"]), (json!("#1001"), vec!["1001"]), (json!(1001), vec!["1001"])]
    {
        let mut message = sample();
        message["order"]["extOrderId"] = reference;
        assert_eq!(report(&PayU, &message).numbers, expected);
    }
    for (total, currency, expected) in [
        (json!("1"), "PLN", Some(("0.01", "PLN"))),
        (json!(11479), "EUR", Some(("114.79", "EUR"))),
        (json!("50000"), "HUF", Some(("500.00", "HUF"))),
        (json!("900719925474099301"), "PLN", None),
        (json!("9007199254740993"), "PLN", Some(("90071992547409.93", "PLN"))),
        (json!("114.79"), "PLN", None),
        (json!("1e4"), "PLN", None),
        (json!("11479"), "PL", None),
    ] {
        let mut message = sample();
        message["order"]["totalAmount"] = total.clone();
        message["order"]["currencyCode"] = json!(currency);
        let said = read(&PayU, &message);
        assert_eq!(said.unreadable, expected.is_none(), "{total}");
        let told = said.reports.first().map(amount);
        assert_eq!(told, expected.map(|(amount, currency)| (amount.to_owned(), currency)));
    }
}

#[test]
fn refunds() {
    let told = report(&PayU, &refund("FINALIZED"));
    assert_eq!(told.numbers, ["1001"]);
    assert_eq!((told.said.step, told.said.at), (PaymentStep::Refunded, time("2026-10-04T15:58:46.567Z")));
    assert_eq!(told.said.payment, "LDLW5N7MF4140324GUEST000P01");
    assert_eq!(told.said.refund.as_deref(), Some("5000024357"));
    assert_eq!(amount(&told), ("25.00".to_owned(), "PLN"));
    for (status, unknown) in [("PENDING", false), ("CANCELED", false), ("HELD", true)] {
        let said = read(&PayU, &refund(status));
        assert!(said.reports.is_empty() && !said.unreadable && said.unknown_status == unknown, "{status}");
    }
    // As it is quoted there: without an amount.
    let mut message = refund("FINALIZED");
    for field in ["amount", "currencyCode"] {
        message["refund"].as_object_mut().unwrap().remove(field);
    }
    assert_eq!(report(&PayU, &message).said.amount, None);
    message["refund"]["amount"] = json!("x");
    assert!(read(&PayU, &message).unreadable, "an amount that cannot be read is not all of it");
    message["refund"]["amount"] = json!(2500);
    message["refund"]["currencyCode"] = json!("PLN");
    message["refund"]["refundDate"] = Value::Null;
    message["refund"]["statusDateTime"] = json!("1790850660799");
    let told = report(&PayU, &message);
    assert_eq!((told.said.at, told.said.amount), (time("2026-10-01T10:31:00.799Z"), Money::minor(2500, "PLN")));
}

#[test]
fn what_is_needed() {
    for place in ["/order/orderId", "/order/extOrderId", "/order/status", "/order/totalAmount", "/order/currencyCode"] {
        for odd in [Value::Null, json!(""), json!([]), json!({})] {
            let mut message = sample();
            *message.pointer_mut(place).unwrap() = odd;
            let said = read(&PayU, &message);
            assert!(said.unreadable && said.reports.is_empty(), "{place}");
        }
    }
    for place in ["/orderId", "/extOrderId", "/refund/status", "/refund/refundId", "/refund/currencyCode", "/refund"] {
        let mut message = refund("FINALIZED");
        *message.pointer_mut(place).unwrap() = Value::Null;
        assert!(read(&PayU, &message).unreadable, "{place}");
    }
    assert!(read(&PayU, &json!({})).unreadable);
}

#[test]
fn personal_data_is_not_kept() {
    let personal = ["lucja@example.com", "600000001", "Łucja", "Żółkiewska", "203.0.113.10", "Zamowienie", "Kubek"];
    keeps_nothing_of(&PayU, &sample(), &personal);
    keeps_nothing_of(&PayU, &refund("FINALIZED"), &["Łucji"]);
}

#[test]
fn hostile_input() {
    survives(&PayU, &sample());
    survives(&PayU, &refund("FINALIZED"));
}
