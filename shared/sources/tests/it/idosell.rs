//! IdoSell: our contract for its templates, its proofs, its statuses by code and by name.

use crate::{
    platform_standard::{believes, only, said, stored, survives},
    world::{fixture, now, time},
};
use serde_json::{Value, json};
use sledz_domain::{
    money::Money,
    order::Cancellation,
    status::{Payment, Stage},
};
use sledz_sources::platforms::{Contact, Said, idosell::IdoSell};

fn sample() -> Value {
    serde_json::from_slice(&fixture("idosell/order.json")).unwrap()
}

fn with(field: &str, value: Value) -> Value {
    let mut message = sample();
    message["order"][field] = value;
    message
}

#[test]
fn the_secret_in_the_body_and_the_token_in_the_path() {
    let body = fixture("idosell/order.json");
    let proven = |secrets: &str, token: Option<&str>, body: &[u8]| believes(&IdoSell, secrets, &[], token, body);
    assert!(proven("hush", None, &body));
    assert!(proven("older hush", None, &body));
    assert!(proven("path:token", Some("token"), &body));
    assert!(proven("path:token hush", Some("token"), &body));
    assert!(!proven("path:token hush", None, &body), "both are required");
    assert!(!proven("path:token older", Some("token"), &body), "both are required");
    assert!(!proven("path:token", Some("tok"), &body));
    assert!(!proven("older", None, &body));
    assert!(!proven("", Some(""), &body));
    assert!(!proven("header:x-key:hush", None, &body));
    for body in [
        r#"{"secret":"hus"}"#,
        r#"{"secret":""}"#,
        r#"{"secret":null}"#,
        r#"{"secret":["hush"]}"#,
        r#"{"order":{"secret":"hush"}}"#,
        r#"{"secret":"hush""#,
        r#"["hush"]"#,
        "hush",
        "",
        "\u{0}",
    ] {
        assert!(!proven("hush", None, body.as_bytes()), "{body}");
    }
}

#[test]
fn the_sample() {
    let order = only(&IdoSell, &sample());
    assert_eq!((order.platform_id.as_str(), order.unknown_status), ("4321", false));
    let snapshot = &order.snapshot;
    assert_eq!(snapshot.version, time("2026-10-02T07:00:00Z"));
    assert_eq!(snapshot.placed_at, Some(time("2026-10-01T10:30:05Z")));
    assert_eq!(snapshot.number.as_deref(), Some("4321"));
    assert_eq!((snapshot.stage, snapshot.payment), (Some(Stage::Preparing), Some(Payment::Paid)));
    assert_eq!((snapshot.cancellation, snapshot.says.as_deref()), (Some(Cancellation::No), Some("packed_ready")));
    assert_eq!(snapshot.total, Money::minor(111_479, "PLN"));
    assert_eq!(snapshot.language.as_deref(), Some("pl"));
    assert_eq!(snapshot.dispatch_by, Some(time("2026-10-05T21:59:59Z")));
    let parcels: Vec<_> = snapshot.shipments.iter().flatten().collect();
    assert_eq!(parcels.len(), 1);
    assert_eq!(parcels[0].tracking_number, "602677439331630337653846");
    assert_eq!(parcels[0].carrier.as_deref(), Some("inpost"));
    let contact = Contact {
        email: Some("lucja@example.com".to_owned()),
        phone: Some("48600000001".to_owned()),
        postcodes: vec!["30001".to_owned()],
    };
    assert_eq!(order.contact, Some(contact));
    let stored = stored(&order);
    for personal in ["lucja", "600000001", "30-001", "30001", "hush"] {
        assert!(!stored.contains(personal), "{personal}");
    }
}

#[test]
fn what_a_template_leaves_empty_says_nothing() {
    let mut message = sample();
    for value in message["order"].as_object_mut().unwrap().values_mut() {
        *value = json!("");
    }
    message["order"]["id"] = json!("4321");
    let order = only(&IdoSell, &message);
    assert_eq!(order.snapshot, sledz_domain::order::Snapshot::at(now()));
    assert_eq!((order.contact, order.unknown_status), (None, false));
    message["order"]["id"] = json!("");
    assert_eq!(said(&IdoSell, &message), [Said::Unreadable]);
    message["order"]["number"] = json!("4321");
    assert_eq!(only(&IdoSell, &message).platform_id, "4321");
    for nothing in [json!({}), json!({"order": []}), json!({"order": "4321"}), json!({"secret": "hush", "event": "x"})]
    {
        assert_eq!(said(&IdoSell, &nothing), [Said::Unreadable], "{nothing}");
    }
}

#[test]
fn statuses_by_code_and_by_name() {
    let stage = |stage| (Some(stage), Some(Cancellation::No));
    let kept = (None, Some(Cancellation::No));
    let cancelled = (None, Some(Cancellation::Yes));
    for (word, told) in [
        ("new", stage(Stage::Received)),
        ("Nieobsłużone", stage(Stage::Received)),
        ("payment_waiting", stage(Stage::Received)),
        ("Oczekiwanie na wpłatę", stage(Stage::Received)),
        ("OCZEKUJE NA WPŁATĘ", stage(Stage::Received)),
        ("delivery_waiting", stage(Stage::Preparing)),
        ("Oczekiwanie na dostawę", stage(Stage::Preparing)),
        ("on_order", stage(Stage::Preparing)),
        ("In progress", stage(Stage::Preparing)),
        ("Realizowane", stage(Stage::Preparing)),
        ("packed", stage(Stage::Preparing)),
        ("Pakowane", stage(Stage::Preparing)),
        ("packed_fulfillment", stage(Stage::Preparing)),
        ("packed_ready", stage(Stage::Preparing)),
        ("ready", stage(Stage::Preparing)),
        ("Ready for shipping", stage(Stage::Preparing)),
        ("wait_for_dispatch", stage(Stage::Preparing)),
        ("wait_for_packaging", stage(Stage::Preparing)),
        ("Ready for pick up", stage(Stage::ReadyForPickup)),
        ("finished", stage(Stage::Shipped)),
        ("finished_ext", stage(Stage::Shipped)),
        ("Wysłane", stage(Stage::Shipped)),
        ("Sent", stage(Stage::Shipped)),
        ("returned", stage(Stage::Returned)),
        ("canceled", cancelled),
        ("Customer canceled", cancelled),
        ("Anulowane przez klienta", cancelled),
        ("false", cancelled),
        ("Fałszywe", cancelled),
        ("suspended", kept),
        ("missing", kept),
        ("lost", kept),
        ("Zagubione", kept),
        ("complainted", kept),
        ("joined", (None, None)),
        ("Polerowane", (None, None)),
    ] {
        let order = only(&IdoSell, &with("status", json!(word)));
        assert_eq!((order.snapshot.stage, order.snapshot.cancellation), told, "{word}");
        assert_eq!(order.unknown_status, word == "Polerowane", "{word}");
        assert_eq!(order.snapshot.says.as_deref(), Some(word));
    }
}

#[test]
fn payments() {
    use Payment::{Cod, Paid, Pending, Refunded, Unpaid};
    for (status, paid, method, expected) in [
        ("new", json!("y"), "prepaid", Some(Paid)),
        ("new", json!("tak"), "", Some(Paid)),
        ("new", json!(true), "", Some(Paid)),
        ("new", json!(1), "", Some(Paid)),
        ("new", json!("2026-10-01 12:31:00"), "", Some(Paid)),
        ("finished", json!("y"), "cash_on_delivery", Some(Paid)),
        ("new", json!("n"), "prepaid", Some(Unpaid)),
        ("new", json!(false), "prepaid", Some(Unpaid)),
        ("new", json!("unpaid"), "tradecredit", Some(Unpaid)),
        ("new", json!("n"), "cash_on_delivery", Some(Cod)),
        ("new", json!(""), "Za pobraniem", Some(Cod)),
        ("payment_waiting", json!(""), "", Some(Unpaid)),
        ("payment_waiting", json!("y"), "", Some(Paid)),
        ("new", json!("waiting"), "", Some(Pending)),
        ("new", json!("restored"), "", Some(Refunded)),
        ("new", json!("0.00"), "", None),
        ("new", json!({}), "prepaid", None),
        ("finished", json!(""), "", None),
    ] {
        let mut message = with("paid", paid.clone());
        message["order"]["status"] = json!(status);
        message["order"]["payment"] = json!(method);
        assert_eq!(only(&IdoSell, &message).snapshot.payment, expected, "{status} {paid} {method}");
    }
    let order = only(&IdoSell, &with("paid", json!("2026-10-01 12:31:00")));
    assert_eq!(order.snapshot.paid_at, Some(time("2026-10-01T10:31:00Z")));
}

#[test]
fn amounts_are_clear_or_not_read() {
    for (written, grosze) in [
        ("114.79", Some(11_479)),
        ("114,79", Some(11_479)),
        ("1 234,5 zł", Some(123_450)),
        ("1\u{a0}234,50 PLN", Some(123_450)),
        ("99 zł.", Some(9900)),
        ("1,234", None),
        ("1,234.50", None),
        ("1.234,50", None),
        ("zł", None),
        ("-", None),
    ] {
        let total = only(&IdoSell, &with("total", json!(written))).snapshot.total;
        assert_eq!(total, grosze.and_then(|grosze| Money::minor(grosze, "PLN")), "{written}");
    }
    assert_eq!(only(&IdoSell, &with("currency", json!(""))).snapshot.total, None);
}

#[test]
fn ids_that_are_none() {
    for odd in ["[iai:order_sn]", "lucja@example.com-1"] {
        assert_eq!(only(&IdoSell, &with("id", json!(odd))).platform_id, "4321", "{odd}: by its number");
        let mut message = with("id", json!(odd));
        message["order"]["number"] = json!(odd);
        assert_eq!(said(&IdoSell, &message), [Said::Unreadable], "{odd}");
        assert_eq!(said(&IdoSell, &with("merged_into", json!(odd))).len(), 1, "{odd}");
    }
}

#[test]
fn parcels() {
    let numbers = |tracking: Value| {
        let shipments = only(&IdoSell, &with("tracking", tracking)).snapshot.shipments?;
        Some(shipments.into_iter().map(|parcel| parcel.tracking_number).collect::<Vec<_>>())
    };
    let some = |numbers: &[&str]| Some(numbers.iter().map(|number| (*number).to_owned()).collect::<Vec<_>>());
    assert_eq!(numbers(json!([])), some(&[]), "all were taken out");
    assert_eq!(numbers(json!([{"courier": "", "number": ""}])), None);
    assert_eq!(numbers(json!([{"number": "A1"}, {"number": "a-1"}, {}, null, 7])), some(&["A1"]));
    assert_eq!(numbers(json!("A1, B2;C3")), some(&["A1", "B2", "C3"]));
    for nothing in [json!(""), json!(" , "), Value::Null, json!({}), json!(1)] {
        assert_eq!(numbers(nothing.clone()), None, "{nothing}");
    }
}

#[test]
fn an_order_that_goes_on_in_another() {
    let mut message = with("status", json!("joined"));
    message["order"]["merged_into"] = json!("4300");
    let told = said(&IdoSell, &message);
    assert!(matches!(&told[0], Said::Order(order) if order.platform_id == "4321"));
    assert_eq!(told[1..], [Said::Merged { platform_id: "4321".to_owned(), into: "4300".to_owned() }]);
    assert_eq!(said(&IdoSell, &with("merged_into", json!("4321"))).len(), 1);
}

#[test]
fn ids_keep_their_digits() {
    let message = serde_json::from_str(r#"{"order":{"id":9007199254740993}}"#).unwrap();
    assert_eq!(only(&IdoSell, &message).platform_id, "9007199254740993");
}

#[test]
fn hostile_input() {
    survives(&IdoSell, &sample());
}
