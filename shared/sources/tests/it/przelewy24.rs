//! Przelewy24: the signs, its notifications, the call that verifies.

use crate::{
    hostile::each_spoilt,
    payments::{Set, amount, believed, only_exactly, read, report, survives},
    world::{fixture, now, time},
};
use chrono::TimeDelta;
use http::{Method, Request, Response};
use proptest::prelude::*;
use serde_json::{Value, json};
use sledz_domain::order::PaymentStep;
use sledz_sources::{
    payments::{
        Confirmation, Rejected,
        przelewy24::{NAME, Przelewy24},
    },
    pollers::Fault,
};

const CRC: &str = "0123456789abcdef";

/// The sign of the call that verifies the fixture's transaction.
const VERIFY: &str = "b08d103e3f1d88f42f96d89e77fa70d4f4b83e92a4d954a2eb4c3d88c9bfc0c5dcfd2b5c41844b139079d2e0e388cb69";

fn body() -> Vec<u8> {
    fixture("przelewy24/p24_notification.json")
}

fn sample() -> Value {
    serde_json::from_slice(&body()).unwrap()
}

fn proven(secrets: &str, message: &Value) -> bool {
    believed(&Przelewy24, secrets, &[], message.to_string().as_bytes(), now())
}

fn refund() -> Value {
    json!({"orderId": 123_456_789, "sessionId": "0beec7", "refundsUuid": "dda251", "merchantId": 12345,
        "requestId": "f1d2", "amount": 1500, "currency": "PLN", "timestamp": 1_790_850_660, "status": 0,
        "sign": "689010bfd5819bcf683ee0556c0412808b760063a6a66ed4d305d9d85b0bb16ab38bc8fcd0808c85f977f5a041344688"})
}

fn variables<'a>() -> Vec<(&'a str, &'a str)> {
    vec![
        ("przelewy24_url", "https://secure.przelewy24.pl"),
        ("przelewy24_key", "report-key"),
        ("payment_przelewy24_secrets", CRC),
    ]
}

fn with<'a>(name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut set = variables();
    set.retain(|(known, _)| *known != name);
    set.push((name, value));
    set
}

/// The calls are those of the provider itself.
fn call() -> &'static dyn Confirmation {
    &Przelewy24
}

fn request(details: &str, variables: &[(&str, &str)]) -> Result<Request<Vec<u8>>, String> {
    call().request(details, &Set(variables))
}

#[test]
fn the_documents_vectors() {
    only_exactly(&body(), |body| believed(&Przelewy24, CRC, &[], body, now()));
    let of_the_library = json!({"merchantId": 12345, "posId": 123, "sessionId": "0beec7", "amount": 1500,
        "originAmount": 1500, "currency": "PLN", "orderId": 123_456_789, "methodId": 32, "statement": "p24-XXX-YYY-ZZZ",
        "sign": "703e946290d92230297c35d3bc8f554d4a458a4c97c9917665929c5ef5e682f7a868ac36e5dff20184c6a5302ef66c77"});
    assert!(proven("bar", &of_the_library) && !proven("foo", &of_the_library));
    assert!(proven("bar", &refund()) && !proven("foo", &refund()));
}

#[test]
fn the_sign_is_over_every_field_that_counts() {
    for (message, secret, unsigned) in
        [(sample(), CRC, vec!["sign"]), (refund(), "bar", vec!["sign", "requestId", "timestamp"])]
    {
        assert!(proven(&format!("newer {secret} older"), &message));
        assert!(!proven("newer older", &message));
        assert!(!proven("", &message) && !proven(&format!("hmac:{secret}"), &message));
        for field in message.as_object().unwrap().keys() {
            let mut shorter = message.clone();
            shorter.as_object_mut().unwrap().remove(field);
            let expected = unsigned.contains(&field.as_str()) && field != "sign";
            assert_eq!(proven(secret, &shorter), expected, "without {field}");
        }
    }
    let mut message = sample();
    message["sign"] = json!(message["sign"].as_str().unwrap().to_uppercase());
    assert!(proven(CRC, &message));
    for odd in [json!(""), Value::Null, json!(1), json!([]), json!("00")] {
        message["sign"] = odd;
        assert!(!proven(CRC, &message));
    }
    // A transaction cannot be passed off as a refund, nor the other way round.
    let mut message = sample();
    message["refundsUuid"] = json!("x");
    assert!(!proven(CRC, &message));
    for body in [b"".as_slice(), b"[]", b"null", b"{", b"\xff", b"merchantId=1"] {
        assert!(!believed(&Przelewy24, CRC, &[], body, now()));
    }
    each_spoilt(&sample(), |place, spoilt| assert!(!proven(CRC, spoilt) || place == "/sign", "{place}"));
}

#[test]
fn numbers_keep_their_digits_and_text_its_letters() {
    // By `openssl dgst -sha384`.
    let sign = "a0cd0b77e05d2bdbdd8992ade52c14687f2c812d467cecd67f0d89ab76f4c6e7f319c9febf334f806b65b4827f24ebca";
    let body = |order: &str, session: &str| {
        format!(
            "{{\"orderId\":{order},\"sessionId\":\"{session}\",\"refundsUuid\":\"u-1\",\"merchantId\":12345,\
             \"amount\":500,\"currency\":\"PLN\",\"status\":0,\"sign\":\"{sign}\"}}"
        )
    };
    let proven = |order: &str, session: &str| believed(&Przelewy24, CRC, &[], body(order, session).as_bytes(), now());
    assert!(proven("9007199254740993", "zażółć/1"));
    assert!(proven("9007199254740993", "za\\u017c\\u00f3\\u0142\\u0107\\/1"), "the same text, escaped");
    for order in ["9007199254740992", "9007199254740993.0", "9.007199254740993e15", "\"9007199254740993\""] {
        assert!(!proven(order, "zażółć/1"), "{order}");
    }
    let message: Value = serde_json::from_str(&body("9007199254740993", "1001-a")).unwrap();
    assert_eq!(report(&Przelewy24, &message).said.payment, "9007199254740993");
}

#[test]
fn a_transaction_is_pending_until_it_is_verified() {
    let report = report(&Przelewy24, &sample());
    assert_eq!(report.numbers, ["ORDER-1001-A", "ORDER-1001", "1001-A", "1001"]);
    assert_eq!((report.said.source.as_str(), report.said.payment.as_str()), (NAME, "301000001"));
    assert_eq!((report.said.step, report.said.at, &report.said.refund), (PaymentStep::Pending, now(), &None));
    assert_eq!(amount(&report), ("114.79".to_owned(), "PLN"));
    let details: Value = serde_json::from_str(report.said.confirm.as_deref().unwrap()).unwrap();
    let expected = json!({"merchantId": 12345, "posId": 12345, "sessionId": "order-1001-a", "amount": 11479,
        "currency": "PLN", "orderId": 301_000_001});
    assert_eq!(details, expected);
}

#[test]
fn refunds() {
    let told = report(&Przelewy24, &refund());
    assert_eq!(told.numbers, ["0BEEC7"]);
    assert_eq!((told.said.step, told.said.at), (PaymentStep::Refunded, time("2026-10-01T10:31:00Z")));
    assert_eq!((told.said.payment.as_str(), told.said.refund.as_deref()), ("123456789", Some("dda251")));
    assert_eq!((amount(&told), told.said.confirm.as_ref()), (("15.00".to_owned(), "PLN"), None));
    for (status, reports, unknown) in [(json!("0"), 1, false), (json!(1), 0, false), (json!(2), 0, true)] {
        let mut message = refund();
        message["status"] = status.clone();
        let said = read(&Przelewy24, &message);
        assert_eq!((said.reports.len(), said.unknown_status, said.unreadable), (reports, unknown, false), "{status}");
    }
    let mut message = refund();
    message["timestamp"] = Value::Null;
    assert_eq!(report(&Przelewy24, &message).said.at, now());
}

#[test]
fn what_is_needed() {
    let needed = ["merchantId", "posId", "sessionId", "amount", "currency", "orderId"];
    for field in needed {
        for odd in [Value::Null, json!(""), json!(-1), json!(1.5), json!([]), json!("x".repeat(101))] {
            let mut message = sample();
            message[field] = odd.clone();
            let said = read(&Przelewy24, &message);
            assert_eq!((said.unreadable, said.reports.len()), (true, 0), "{field} {odd}");
        }
    }
    for field in ["sessionId", "amount", "currency", "orderId", "status"] {
        let mut message = refund();
        message[field] = Value::Null;
        assert!(read(&Przelewy24, &message).unreadable, "{field}");
    }
    let mut message = refund();
    message["refundsUuid"] = Value::Null;
    assert!(read(&Przelewy24, &message).unreadable);
}

#[test]
fn the_call_that_verifies() {
    let details = report(&Przelewy24, &sample()).said.confirm.unwrap();
    let asked = request(&details, &with("payment_przelewy24_secrets", &format!("path:p {CRC} older"))).unwrap();
    assert_eq!(asked.method(), Method::PUT);
    assert_eq!(asked.uri(), "https://secure.przelewy24.pl/api/v1/transaction/verify");
    // `12345:report-key`.
    assert_eq!(asked.headers()["authorization"], "Basic MTIzNDU6cmVwb3J0LWtleQ==");
    assert_eq!(asked.headers()["content-type"], "application/json");
    let body: Value = serde_json::from_slice(asked.body()).unwrap();
    let expected = json!({"merchantId": 12345, "posId": 12345, "sessionId": "order-1001-a", "amount": 11479,
        "currency": "PLN", "orderId": 301_000_001, "sign": VERIFY});
    assert_eq!(body, expected);
    for key in [CRC, "report-key"] {
        assert!(!String::from_utf8_lossy(asked.body()).contains(key), "no key is sent in the body");
    }
}

#[test]
fn what_is_set_wrongly() {
    assert_eq!(call().problems(&Set(&variables())), Vec::<String>::new());
    for (name, value, word) in [
        ("przelewy24_url", "https://secure.przelewy24.pl/api", "przelewy24_url"),
        ("przelewy24_key", " ", "przelewy24_key"),
        ("payment_przelewy24_secrets", "path:token", "payment_przelewy24_secrets"),
    ] {
        let set = with(name, value);
        let problems = call().problems(&Set(&set));
        assert!(problems.len() == 1 && problems[0].contains(word), "{problems:?}");
        let details = report(&Przelewy24, &sample()).said.confirm.unwrap();
        assert!(request(&details, &set).unwrap_err().contains(word));
    }
    assert_eq!(call().problems(&Set(&[])).len(), 3);
    assert_eq!(call().variables(), ["przelewy24_url", "przelewy24_key", "payment_przelewy24_secrets"]);
    for details in ["", "{}", "[]", "{\"posId\":\"1\"}", "no"] {
        assert_eq!(request(details, &variables()).unwrap_err(), "the details of the transaction cannot be used");
    }
}

fn answered(status: u16, body: &str) -> Result<(), Rejected> {
    call().read(&Response::builder().status(status).body(body.as_bytes().to_vec()).unwrap())
}

#[test]
fn answers() {
    assert_eq!(answered(200, r#"{"data":{"status":"success"},"responseCode":0}"#), Ok(()));
    let later = |status: u16, body: &str| match answered(status, body) {
        Err(Rejected::Later(fault)) => fault,
        other => panic!("{status} {body}: {other:?}"),
    };
    for status in [401, 403] {
        assert!(later(status, r#"{"error":"Incorrect authentication","code":401}"#).is_refused, "{status}");
    }
    for (status, body) in [
        (200, ""),
        (200, "{}"),
        (200, "<html>"),
        (200, r#"{"data":{"status":"failure"}}"#),
        (200, r#"{"data":[],"status":"success"}"#),
        (404, ""),
        (409, ""),
        (429, ""),
        (500, "{}"),
        (502, "<html>"),
        (503, ""),
    ] {
        assert!(!later(status, body).is_refused, "{status} {body}");
    }
    let limited = Response::builder().status(429).header("retry-after", "7").body(Vec::new()).unwrap();
    let Err(Rejected::Later(Fault { wait, .. })) = call().read(&limited) else { panic!("429 passes") };
    assert_eq!(wait, Some(TimeDelta::seconds(7)));
    for body in
        [r#"{"error":"Invalid input data order-1001-a","code":400}"#, "", "no", r#"{"error":["already verified"]}"#]
    {
        let Err(Rejected::Never(why)) = answered(400, body) else { panic!("{body}") };
        assert!(!why.contains("1001") && why.contains("CRC"), "{why}");
    }
    for error in ["Transaction already verified", "transaction was ALREADY CONFIRMED"] {
        assert_eq!(answered(400, &json!({"error": error, "code": 400}).to_string()), Ok(()), "{error}");
    }
}

#[test]
fn nothing_but_what_verifies_is_kept() {
    let kept = format!("{:?}", read(&Przelewy24, &sample()));
    for word in ["statement", "p24-A00", "methodId", "originAmount", "f011c575"] {
        assert!(!kept.contains(word), "{word}: {kept}");
    }
    let mut message = sample();
    message["email"] = json!("lucja@example.com");
    message["client"] = json!("Łucja Żółkiewska");
    let kept = format!("{:?}", read(&Przelewy24, &message));
    assert!(!kept.contains("lucja") && !kept.contains("Łucja"));
}

#[test]
fn hostile_input() {
    survives(&Przelewy24, &sample());
    survives(&Przelewy24, &refund());
    each_spoilt(&sample(), |_, spoilt| drop(request(&spoilt.to_string(), &variables())));
}

proptest! {
    #[test]
    fn whatever_the_session_is_called_it_gets_into_the_call_unchanged(session in "\\PC{1,90}", order in 0_u64..) {
        let mut message = sample();
        message["sessionId"] = json!(session);
        message["orderId"] = json!(order);
        let said = read(&Przelewy24, &message);
        if let Some(report) = said.reports.first() {
            let asked = request(report.said.confirm.as_deref().unwrap(), &variables()).unwrap();
            let body: Value = serde_json::from_slice(asked.body()).unwrap();
            prop_assert_eq!(body["sessionId"].as_str(), Some(session.as_str()));
            prop_assert_eq!(body["orderId"].to_string(), order.to_string());
        }
    }
}
