//! Stripe: its signature, the events of payments, of Checkout, and of refunds.

use crate::{
    payments::{amount, believed, keeps_nothing_of, only_exactly, read, report, step, survives},
    world::{fixture, now, time},
};
use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use sledz_domain::order::PaymentStep;
use sledz_sources::payments::stripe::{NAME, Stripe};

const SENT: i64 = 1_790_850_660;

/// The document's vector.
const SIGNATURE: &str = "2e55ba0e7a9d579540a8c737df8a49783f68d46b03b64bdb8c5436324ee5d15d";

fn body() -> Vec<u8> {
    fixture("stripe/stripe_event.json")
}

fn sample() -> Value {
    serde_json::from_slice(&body()).unwrap()
}

fn sent() -> DateTime<Utc> {
    DateTime::from_timestamp(SENT, 0).unwrap()
}

fn proven(secrets: &str, header: &str, body: &[u8], now: DateTime<Utc>) -> bool {
    believed(&Stripe, secrets, &[("Stripe-Signature", header)], body, now)
}

fn signature(key: &str, stamp: &str, body: &[u8]) -> String {
    let mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap();
    HEXLOWER.encode(&mac.chain_update(stamp).chain_update(".").chain_update(body).finalize().into_bytes())
}

/// An event with this object.
fn event(kind: &str, object: Value) -> Value {
    json!({"id": "evt_1", "object": "event", "created": SENT, "data": {"object": object}, "type": kind})
}

fn session(payment_status: &str) -> Value {
    json!({"id": "cs_test_1", "object": "checkout.session", "payment_intent": "pi_1TEST", "amount_total": 11479,
        "currency": "pln", "payment_status": payment_status, "client_reference_id": "1002",
        "metadata": {"order": "1001"}, "customer_details": {"email": "lucja@example.com", "name": "Łucja Żółkiewska"}})
}

fn charge(refunded: i64) -> Value {
    json!({"id": "ch_1", "object": "charge", "payment_intent": "pi_1TEST", "amount": 11479,
        "amount_refunded": refunded, "currency": "pln", "refunded": refunded == 11479, "metadata": {"order": "1001"},
        "receipt_email": "lucja@example.com", "billing_details": {"name": "Łucja Żółkiewska", "phone": "600000001"}})
}

#[test]
fn the_documents_vector() {
    let header = format!("t={SENT},v1={SIGNATURE}");
    only_exactly(&body(), |body| proven("whsec_test", &header, body, sent()));
    assert!(!proven("whsec_test", &header, &[body().as_slice(), b" "].concat(), sent()));
    for secrets in ["test", "whsec_tes", "whsec_", "", "path:whsec_test", "hmac:whsec_test"] {
        assert!(!proven(secrets, &header, &body(), sent()), "{secrets}");
    }
}

#[test]
fn rotation_and_how_the_header_may_be_written() {
    let other = signature("whsec_new", &SENT.to_string(), &body());
    let by_base64 = signature("whsec_dGVzdA==", &SENT.to_string(), &body());
    for (secrets, header, expected) in [
        ("whsec_new whsec_test", format!("t={SENT},v1={SIGNATURE}"), true),
        ("whsec_test", format!("t={SENT},v1={other},v1={SIGNATURE}"), true),
        ("whsec_new", format!("t={SENT},v1={SIGNATURE},v1={other}"), true),
        (
            "whsec_test",
            format!("v1={SIGNATURE},v0=6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39,t={SENT}"),
            true,
        ),
        ("whsec_test", format!(" t={SENT} , v1={} ", SIGNATURE.to_uppercase()), true),
        // The secret is not decoded.
        ("whsec_dGVzdA==", format!("t={SENT},v1={by_base64}"), true),
        ("whsec_test", format!("t={SENT},v1={other}"), false),
        ("whsec_test", format!("t={SENT},v0={SIGNATURE}"), false),
        ("whsec_test", format!("t={SENT},v2={SIGNATURE}"), false),
        ("whsec_test", format!("t={},v1={SIGNATURE}", SENT + 1), false),
        ("whsec_test", format!("v1={SIGNATURE}"), false),
        ("whsec_test", format!("t={SENT}"), false),
        ("whsec_test", format!("t=,v1={SIGNATURE}"), false),
        ("whsec_test", format!("t=now,v1={SIGNATURE}"), false),
        ("whsec_test", format!("t=-9223372036854775808,v1={SIGNATURE}"), false),
        ("whsec_test", format!("t={SENT},v1="), false),
        ("whsec_test", format!("t={SENT},v1={}", &SIGNATURE[2..]), false),
        ("whsec_test", format!("t={SENT},v1={SIGNATURE}00"), false),
        ("whsec_test", String::new(), false),
        ("whsec_test", ",=,".to_owned(), false),
    ] {
        assert_eq!(proven(secrets, &header, &body(), sent()), expected, "{secrets} {header}");
    }
    assert!(!believed(&Stripe, "whsec_test", &[], &body(), sent()));
}

#[test]
fn only_while_it_is_fresh() {
    let header = format!("t={SENT},v1={SIGNATURE}");
    for (off, expected) in [(0, true), (300, true), (-300, true), (301, false), (-301, false), (86_400, false)] {
        assert_eq!(proven("whsec_test", &header, &body(), sent() + TimeDelta::seconds(off)), expected, "{off}");
    }
}

#[test]
fn the_example() {
    let report = report(&Stripe, &sample());
    assert_eq!(report.numbers, ["1001"]);
    assert_eq!((report.said.source.as_str(), report.said.payment.as_str()), (NAME, "pi_1TEST"));
    assert_eq!((report.said.step, report.said.at), (PaymentStep::Paid, time("2026-10-01T10:31:00Z")));
    assert_eq!(amount(&report), ("114.79".to_owned(), "PLN"));
    assert_eq!((report.said.refund, report.said.confirm), (None, None));
}

#[test]
fn types() {
    let intent = sample()["data"]["object"].clone();
    for (kind, object, expected) in [
        ("payment_intent.succeeded", &intent, Some(PaymentStep::Paid)),
        ("payment_intent.processing", &intent, Some(PaymentStep::Pending)),
        ("payment_intent.payment_failed", &intent, Some(PaymentStep::Failed)),
        ("payment_intent.canceled", &intent, Some(PaymentStep::Failed)),
        ("payment_intent.created", &intent, None),
        ("payment_intent.requires_action", &intent, None),
        ("payment_intent.amount_capturable_updated", &intent, None),
        ("checkout.session.completed", &session("paid"), Some(PaymentStep::Paid)),
        ("checkout.session.completed", &session("unpaid"), Some(PaymentStep::Pending)),
        ("checkout.session.completed", &session("no_payment_required"), None),
        ("checkout.session.async_payment_succeeded", &session("paid"), Some(PaymentStep::Paid)),
        ("checkout.session.async_payment_failed", &session("unpaid"), Some(PaymentStep::Failed)),
        ("checkout.session.expired", &session("unpaid"), None),
        ("charge.refunded", &charge(500), Some(PaymentStep::Refunded)),
        ("charge.succeeded", &charge(0), None),
        ("charge.failed", &charge(0), None),
        // One by one, and told by the charge already.
        ("charge.refund.updated", &charge(500), None),
        ("refund.created", &charge(500), None),
        ("refund.updated", &charge(500), None),
        ("refund.failed", &charge(500), None),
        ("customer.created", &json!({}), None),
        ("", &Value::Null, None),
    ] {
        let message = event(kind, object.clone());
        let said = read(&Stripe, &message);
        assert!(!said.unreadable && !said.unknown_status, "{kind}");
        assert_eq!(step(&Stripe, &message), expected, "{kind}");
    }
    let unknown = read(&Stripe, &event("checkout.session.completed", session("half")));
    assert!(unknown.unknown_status && unknown.reports.is_empty());
}

#[test]
fn a_session_and_its_payment_are_one() {
    let told = report(&Stripe, &event("checkout.session.completed", session("paid"))).said;
    let by_itself = report(&Stripe, &sample()).said;
    assert_eq!(told, by_itself);
    let mut alone = session("paid");
    alone["payment_intent"] = Value::Null;
    assert_eq!(report(&Stripe, &event("checkout.session.completed", alone)).said.payment, "cs_test_1");
}

#[test]
fn which_order() {
    for (metadata, reference, expected) in [
        (json!({"order": "1001-A"}), json!("7"), vec!["1001-A", "1001"]),
        (json!({"order_id": "1001"}), json!("7"), vec!["1001"]),
        (json!({"order_number": "#1001"}), Value::Null, vec!["1001"]),
        (json!({"order_number": "1", "order_id": "2", "order": "3"}), Value::Null, vec!["3"]),
        (json!({"order": ""}), json!("7"), vec!["7"]),
        (json!({}), json!("7"), vec!["7"]),
        (Value::Null, json!("7"), vec!["7"]),
    ] {
        let mut object = session("paid");
        object["metadata"] = metadata.clone();
        object["client_reference_id"] = reference;
        let numbers = report(&Stripe, &event("checkout.session.completed", object)).numbers;
        assert_eq!(numbers, expected, "{metadata}");
    }
    let mut nobodys = sample();
    nobodys["data"]["object"]["metadata"] = json!({"basket": "1001"});
    assert!(read(&Stripe, &nobodys).unreadable);
}

#[test]
fn amounts_are_exact() {
    for (told, currency, expected) in [
        (json!(1), "pln", Some(("0.01", "PLN"))),
        (json!(11479), "EUR", Some(("114.79", "EUR"))),
        (json!(500), "jpy", Some(("500.00", "JPY"))),
        (json!(1230), "kwd", Some(("1.23", "KWD"))),
        (json!(500), "ugx", Some(("5.00", "UGX"))),
        (json!(9_007_199_254_740_993_i64), "pln", Some(("90071992547409.93", "PLN"))),
        (json!(1.5), "pln", None),
        (json!("x"), "pln", None),
        (json!(1), "zł", None),
    ] {
        let mut message = sample();
        message["data"]["object"]["amount"] = told.clone();
        message["data"]["object"]["currency"] = json!(currency);
        let said = read(&Stripe, &message);
        assert_eq!(said.unreadable, expected.is_none(), "{told} {currency}");
        let shown = said.reports.first().map(amount);
        assert_eq!(shown, expected.map(|(amount, currency)| (amount.to_owned(), currency)));
    }
    let mut less = sample();
    less["data"]["object"]["amount_received"] = json!(10_000);
    assert_eq!(amount(&report(&Stripe, &less)).0, "100.00", "what was taken counts");
    less["type"] = json!("payment_intent.processing");
    less["data"]["object"]["amount_received"] = json!(0);
    assert_eq!(amount(&report(&Stripe, &less)).0, "114.79");
}

#[test]
fn refunds_grow_under_one_id() {
    for (back, shown) in [(500, "5.00"), (11_479, "114.79")] {
        let told = report(&Stripe, &event("charge.refunded", charge(back)));
        assert_eq!((told.said.payment.as_str(), told.said.refund.as_deref()), ("pi_1TEST", Some("ch_1")));
        assert_eq!((amount(&told).0.as_str(), told.said.at), (shown, sent()));
    }
    let mut old = charge(500);
    old["payment_intent"] = Value::Null;
    assert_eq!(report(&Stripe, &event("charge.refunded", old)).said.payment, "ch_1");
}

#[test]
fn what_is_needed() {
    for place in ["/type", "/data", "/data/object", "/data/object/id", "/data/object/amount", "/data/object/currency"] {
        for odd in [Value::Null, json!([]), json!({})] {
            let mut message = sample();
            *message.pointer_mut(place).unwrap() = odd;
            let said = read(&Stripe, &message);
            assert!(said.unreadable && said.reports.is_empty(), "{place}");
        }
    }
    let mut message = sample();
    message["created"] = Value::Null;
    assert_eq!(report(&Stripe, &message).said.at, now());
}

#[test]
fn personal_data_is_not_kept() {
    keeps_nothing_of(
        &Stripe,
        &event("checkout.session.completed", session("paid")),
        &["lucja@", "Łucja", "Żółkiewska"],
    );
    keeps_nothing_of(&Stripe, &event("charge.refunded", charge(500)), &["lucja@", "Łucja", "600000001"]);
}

#[test]
fn hostile_input() {
    survives(&Stripe, &sample());
    survives(&Stripe, &event("checkout.session.completed", session("paid")));
    survives(&Stripe, &event("charge.refunded", charge(500)));
}
