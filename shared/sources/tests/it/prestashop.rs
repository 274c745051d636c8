//! PrestaShop by a module: its signature, its envelope, what modules put into it.

use crate::{
    platform_standard::{only, said, stored, survives},
    world::{fixture, now, time},
};
use chrono::{DateTime, TimeDelta, Utc};
use http::HeaderMap;
use serde_json::{Value, json};
use sledz_domain::{
    money::Money,
    order::{Cancellation, Items, Snapshot},
    status::{Payment, Stage},
};
use sledz_sources::{
    delivery::Delivery,
    platforms::{Contact, Platform, Said, prestashop::PrestaShop},
    proof::Secrets,
};

/// The dossier's vector: secret `hush`, over `1790850660000.` and the sample.
const SIGNATURE: &str = "19c9b7253a52ea1c16edb75f6738c3e8acb72cdcbb9f4adc9e8bb1f783b1b995";
const TIMESTAMP: &str = "1790850660000";

fn sample() -> Value {
    serde_json::from_slice(&fixture("prestashop/order_status_changed.json")).unwrap()
}

fn with(payload: Value) -> Value {
    let mut message = sample();
    message["payload"] = payload;
    message
}

fn proven_at(at: DateTime<Utc>, secrets: &str, timestamp: &str, signature: &str, body: &[u8]) -> bool {
    let mut headers = HeaderMap::new();
    headers.insert("x-openlinker-timestamp", timestamp.parse().unwrap());
    headers.insert("x-openlinker-signature", signature.parse().unwrap());
    let delivery = Delivery { headers: &headers, body, query: "", path_token: None, now: at };
    let secrets = Secrets::parse(secrets);
    PrestaShop.is_configured(&secrets) && PrestaShop.is_proven(&delivery, &secrets)
}

#[test]
fn the_signature() {
    let body = fixture("prestashop/order_status_changed.json");
    let at = time("2026-10-01T10:31:00Z");
    let proven = |secrets: &str, timestamp: &str, signature: &str, body: &[u8]| {
        proven_at(at, secrets, timestamp, signature, body)
    };
    let signature = format!("sha256={SIGNATURE}");
    assert!(proven("hush", TIMESTAMP, &signature, &body));
    assert!(proven("older hush", TIMESTAMP, &signature.to_uppercase().replace("SHA256", "sha256"), &body));
    assert!(!proven("older", TIMESTAMP, &signature, &body));
    assert!(!proven("", TIMESTAMP, &signature, &body));
    assert!(!proven("path:hush", TIMESTAMP, &signature, &body));
    assert!(!proven("hush", "1790850660001", &signature, &body), "the time is signed");
    assert!(!proven("hush", "", &signature, &body));
    assert!(!proven("hush", "99999999999999999999", &signature, &body));
    assert!(!proven("hush", "-9223372036854775808", &signature, &body));
    for wrong in ["", SIGNATURE, "sha256=", "sha512=00", "sha256=zz", &signature[..70], &format!("{signature}00")] {
        assert!(!proven("hush", TIMESTAMP, wrong, &body), "{wrong}");
    }
    for place in 0..body.len() {
        let mut spoilt = body.clone();
        spoilt[place] ^= 1;
        assert!(!proven("hush", TIMESTAMP, &signature, &spoilt), "byte {place}");
    }
    assert!(!proven("hush", TIMESTAMP, &signature, b""));
    let headers = HeaderMap::new();
    let delivery = Delivery { headers: &headers, body: &body, query: "", path_token: None, now: at };
    assert!(!PrestaShop.is_proven(&delivery, &Secrets::parse("hush")), "without headers");
}

#[test]
fn five_minutes_either_way() {
    let body = fixture("prestashop/order_status_changed.json");
    let signature = format!("sha256={SIGNATURE}");
    for (seconds, expected) in [(0, true), (300, true), (-300, true), (301, false), (-301, false), (86_400, false)] {
        let at = time("2026-10-01T10:31:00Z") + TimeDelta::seconds(seconds);
        assert_eq!(proven_at(at, "hush", TIMESTAMP, &signature, &body), expected, "{seconds}");
    }
}

#[test]
fn an_empty_payload_tells_that_there_is_an_order() {
    for payload in [json!({}), json!([]), Value::Null, json!("x")] {
        let order = only(&PrestaShop, &with(payload));
        assert_eq!((order.platform_id.as_str(), order.unknown_status), ("812", false));
        // Its number is its id as long as nobody says another; one that was said is not taken back.
        assert_eq!(order.snapshot, Snapshot::at(time("2026-10-01T10:31:00Z")));
        assert_eq!(order.contact, None);
    }
    let mut message = sample();
    message["occurredAt"] = json!("soon");
    assert_eq!(only(&PrestaShop, &message).snapshot.version, now());
}

fn webservice() -> Value {
    serde_json::from_str(
        r#"{"id": 812, "reference": "XKBKNABJK", "current_state": "3", "module": "ps_wirepayment",
        "payment": "Przelew bankowy", "total_paid": "114.790000", "total_paid_tax_incl": "114.790000",
        "currency": {"iso_code": "PLN"}, "date_add": "2026-10-01 12:30:05", "date_upd": "2026-10-01 12:31:00",
        "shipping_number": "0000075077195U", "carrier": {"name": "Kurier DPD"}, "language": {"iso_code": "pl"},
        "customer": {"firstname": "Łucja", "lastname": "Żółkiewska", "email": "lucja@example.com"},
        "address_delivery": {"postcode": "30-001", "phone": "", "phone_mobile": "600000001", "address1": "Próbna 7"},
        "address_invoice": {"postcode": "02-001", "phone": "600000002"},
        "associations": {"order_rows": [{"product_quantity": "2"}, {"product_quantity": 1}]}}"#,
    )
    .unwrap()
}

#[test]
fn the_fields_of_the_webservice() {
    let order = only(&PrestaShop, &with(webservice()));
    assert_eq!(order, only(&PrestaShop, &with(json!({"order": webservice()}))));
    let snapshot = &order.snapshot;
    assert_eq!(snapshot.version, time("2026-10-01T10:31:00Z"));
    assert_eq!(snapshot.number.as_deref(), Some("XKBKNABJK"));
    assert_eq!((snapshot.stage, snapshot.payment), (Some(Stage::Preparing), Some(Payment::Paid)));
    assert_eq!((snapshot.cancellation, snapshot.says.as_deref()), (Some(Cancellation::No), Some("3")));
    assert_eq!(snapshot.total, Money::minor(11_479, "PLN"));
    assert_eq!(snapshot.placed_at, Some(time("2026-10-01T10:30:05Z")));
    assert_eq!(snapshot.items, Some(Items { ordered: 3, sent: 0, cancelled: 0 }));
    assert_eq!(snapshot.language.as_deref(), Some("pl"));
    let parcels: Vec<_> = snapshot.shipments.iter().flatten().collect();
    assert_eq!(parcels.len(), 1);
    assert_eq!(parcels[0].tracking_number, "0000075077195U");
    assert_eq!(parcels[0].carrier.as_deref(), Some("dpd"));
    let contact = Contact {
        email: Some("lucja@example.com".to_owned()),
        phone: Some("48600000001".to_owned()),
        postcodes: vec!["30001".to_owned(), "02001".to_owned()],
    };
    assert_eq!(order.contact, Some(contact));
    let stored = stored(&order);
    for personal in ["ucja", "Żółkiewska", "600000001", "600000002", "30-001", "02001", "Próbna"] {
        assert!(!stored.contains(personal), "{personal}");
    }
    let mut without = webservice();
    without["shipping_number"] = json!("");
    without["currency"] = json!(1);
    let snapshot = only(&PrestaShop, &with(without)).snapshot;
    assert_eq!((snapshot.shipments, snapshot.total), (None, None), "a currency's id is no currency");
}

#[test]
fn the_fields_of_our_contract() {
    let payload = json!({"number": "P-1", "status": "shipped", "current_state": 6, "total": "9.99", "currency": "EUR",
        "payment": "paid", "language": "en", "updated_at": "2030-01-01T00:00:00Z",
        "customer": {"email": "a@example.com", "postcode": "30-001"},
        "shipments": [{"carrier": "InPost", "tracking_number": "602677439331630337653846"}]});
    let order = only(&PrestaShop, &with(payload));
    let snapshot = &order.snapshot;
    assert_eq!(snapshot.version, time("2026-10-01T10:31:00Z"), "always the event's");
    assert_eq!(snapshot.number.as_deref(), Some("P-1"));
    assert_eq!((snapshot.stage, snapshot.cancellation), (Some(Stage::Shipped), Some(Cancellation::No)));
    assert_eq!((snapshot.payment, snapshot.says.as_deref()), (Some(Payment::Paid), Some("shipped")));
    assert_eq!(snapshot.total, Money::minor(999, "EUR"));
    assert_eq!(snapshot.shipments.as_ref().unwrap().len(), 1);
    assert_eq!(order.contact.unwrap().postcodes, ["30001"]);
}

#[test]
fn states_by_id_and_by_name() {
    let state = |stage, payment| (Some(stage), Some(payment), Some(Cancellation::No));
    let cancelled = (None, None, Some(Cancellation::Yes));
    let refunded = (None, Some(Payment::Refunded), Some(Cancellation::UnlessShipped));
    for (id, en, pl, told) in [
        (1, "Awaiting check payment", "Oczekiwanie płatności czekiem", state(Stage::Received, Payment::Unpaid)),
        (2, "Payment accepted", "Płatność zaakceptowana", state(Stage::Paid, Payment::Paid)),
        (3, "Processing in progress", "Przygotowanie w toku", state(Stage::Preparing, Payment::Paid)),
        (4, "Shipped", "Wysłane", state(Stage::Shipped, Payment::Paid)),
        (5, "Delivered", "Dostarczone", state(Stage::Delivered, Payment::Paid)),
        (6, "Canceled", "Anulowane", cancelled),
        (7, "Refunded", "Zwrot", refunded),
        (8, "Payment error", "Błąd płatonści", state(Stage::Received, Payment::Failed)),
        (9, "On backorder (paid)", "Zamówienie oczekujące (opłacone)", state(Stage::Paid, Payment::Paid)),
        (
            10,
            "Awaiting bank wire payment",
            "Oczekiwanie na płatność przelewem bankowym",
            state(Stage::Received, Payment::Unpaid),
        ),
        (11, "Remote payment accepted", "Płatność przyjęta", state(Stage::Paid, Payment::Paid)),
        (12, "On backorder (not paid)", "Zamówienie oczekujące (nieopłacone)", state(Stage::Received, Payment::Unpaid)),
        (
            13,
            "Awaiting Cash On Delivery validation",
            "Oczekiwanie na płatność przy odbiorze",
            state(Stage::Received, Payment::Cod),
        ),
    ] {
        for payload in [
            json!({"current_state": id}),
            json!({"current_state": id.to_string()}),
            json!({"id_order_state": id}),
            json!({"current_state_name": en}),
            json!({"state": pl}),
            json!({"current_state": 99, "state_name": pl}),
            json!({"newOrderStatus": {"id": 99, "name": en}}),
            json!({"newOrderStatus": {"id": id, "name": "Our own name"}}),
            json!({"order_state": {"id": 99, "name": {"1": en, "2": pl}}}),
        ] {
            let order = only(&PrestaShop, &with(payload.clone()));
            let snapshot = order.snapshot;
            assert_eq!((snapshot.stage, snapshot.payment, snapshot.cancellation), told, "{payload}");
            assert!(!order.unknown_status && snapshot.says.is_some(), "{payload}");
        }
    }
}

#[test]
fn states_of_the_shops_own() {
    for (payload, says) in [
        (json!({"current_state": 14}), Some("14")),
        (json!({"current_state": "0"}), Some("0")),
        (json!({"status": "polished", "current_state": 14}), Some("polished")),
        (json!({"order_state": {"id": 14, "name": "W szlifierni", "paid": "0"}}), Some("W szlifierni")),
    ] {
        let order = only(&PrestaShop, &with(payload.clone()));
        let snapshot = order.snapshot;
        assert_eq!((snapshot.stage, snapshot.payment, snapshot.cancellation), (None, None, None), "{payload}");
        assert_eq!((snapshot.says.as_deref(), order.unknown_status), (says, true), "{payload}");
    }
    let flagged = |flags: Value| {
        let mut state = flags;
        state["name"] = json!("W szlifierni");
        let order = only(&PrestaShop, &with(json!({"order_state": state})));
        assert!(!order.unknown_status);
        (order.snapshot.stage, order.snapshot.payment)
    };
    assert_eq!(flagged(json!({"paid": "1", "shipped": "0"})), (None, Some(Payment::Paid)));
    assert_eq!(flagged(json!({"paid": 1, "shipped": true})), (Some(Stage::Shipped), Some(Payment::Paid)));
}

#[test]
fn what_is_paid_at_the_door_is_not_paid_before() {
    for (state, module, name, expected) in [
        (3, "ps_cashondelivery", "", Payment::Cod),
        (4, "x", "Płatność za pobraniem", Payment::Cod),
        (4, "x", "Cash on delivery (COD)", Payment::Cod),
        (2, "ps_cashondelivery", "", Payment::Paid),
        (4, "ps_wirepayment", "Przelew", Payment::Paid),
    ] {
        let payload = json!({"current_state": state, "module": module, "payment": name});
        assert_eq!(only(&PrestaShop, &with(payload)).snapshot.payment, Some(expected), "{state} {module} {name}");
    }
}

#[test]
fn other_messages() {
    for kind in ["order.created", "order.status_changed"] {
        let mut message = sample();
        message["eventType"] = json!(kind);
        assert_eq!(said(&PrestaShop, &message).len(), 1, "{kind}");
    }
    for kind in ["product.updated", "inventory.changed", "ORDER.CREATED", ""] {
        let mut message = sample();
        message["eventType"] = json!(kind);
        assert_eq!(said(&PrestaShop, &message), [], "{kind}");
    }
    for (place, value) in [
        ("/eventType", Value::Null),
        ("/object", json!([])),
        ("/object/externalId", json!("")),
        ("/object", Value::Null),
    ] {
        let mut message = sample();
        *message.pointer_mut(place).unwrap() = value;
        assert_eq!(said(&PrestaShop, &message), [Said::Unreadable], "{place}");
    }
    let mut message = sample();
    message["object"]["externalId"] = serde_json::from_str("9007199254740993").unwrap();
    assert_eq!(only(&PrestaShop, &message).platform_id, "9007199254740993");
}

#[test]
fn hostile_input() {
    survives(&PrestaShop, &with(webservice()));
    let mut state = webservice();
    state["order_state"] = json!({"id": 14, "name": {"1": "W szlifierni"}, "paid": "1", "shipped": "1"});
    survives(&PrestaShop, &with(json!({"order": state})));
}
