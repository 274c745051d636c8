//! Shoper: its two signatures, its orders from webhooks and from REST, and which of two is the newer.

use crate::{
    hostile,
    world::{fixture, now, time},
};
use chrono::{DateTime, Utc};
use http::HeaderMap;
use serde_json::{Value, json};
use sledz_domain::{
    event_id::EventId,
    fold::Fold,
    money::Money,
    order::{Alias, Cancellation, Order, OrderEvent, OrderFact, Snapshot},
    status::{Payment, Stage},
};
use sledz_sources::{
    delivery::Delivery,
    platforms::{
        Contact, OrderSaid, Platform, Said,
        shoper::{self, Shoper},
    },
    proof::Secrets,
};

const SIGNATURE: &str = "216d2e53d50ed8e9df78ea5b373c876816a32632";
const LICENSE: &str = "37925b6129cc700fc4ca23244bfa4e0d3cd9d740";
const OF_APPLICATION: &str = "5cf041d6bc44c0a68d071f71a1e08784a54bdca8";

fn sample() -> Value {
    serde_json::from_slice(&fixture("shoper/order_create.json")).unwrap()
}

/// The sample with these fields changed.
fn with(fields: &[(&str, Value)]) -> Value {
    let mut message = sample();
    for (field, value) in fields {
        message[*field] = value.clone();
    }
    message
}

fn headers(list: &[(&str, &str)]) -> HeaderMap {
    let mut sent = HeaderMap::new();
    for (name, value) in list {
        sent.append(name.parse::<http::HeaderName>().unwrap(), value.parse().unwrap());
    }
    sent
}

fn is_proven(secrets: &str, sent: &[(&str, &str)], body: &[u8]) -> bool {
    let sent = headers(sent);
    let delivery = Delivery { headers: &sent, body, query: "", path_token: None, now: now() };
    let secrets = Secrets::parse(secrets);
    Shoper.is_configured(&secrets) && Shoper.is_proven(&delivery, &secrets)
}

fn read(event: &str, message: &Value) -> Vec<Said> {
    let sent = headers(&[("X-Webhook-Name", event)]);
    let delivery = Delivery { headers: &sent, body: &[], query: "", path_token: None, now: now() };
    Shoper.read(message, &delivery).unwrap()
}

fn on(event: &str, message: &Value) -> OrderSaid {
    match read(event, message).into_iter().next() {
        Some(Said::Order(order)) => *order,
        other => panic!("no order: {other:?}"),
    }
}

fn order(message: &Value) -> OrderSaid {
    on("order.create", message)
}

fn pln(amount: &str) -> Option<Money> {
    Money::decimal(amount, "PLN")
}

#[test]
fn both_signatures() {
    let body = fixture("shoper/order_create.json");
    let rows: Vec<Value> = serde_json::from_slice(&fixture("shoper/signatures.json")).unwrap();
    for row in rows {
        let text = |field: &str| row[field].as_str();
        let mut sent = vec![("X-Webhook-Id", text("id").unwrap()), ("X-Webhook-SHA1", text("signature").unwrap())];
        sent.extend(text("license").map(|license| ("X-Shop-License", license)));
        assert!(is_proven(text("secret").unwrap(), &sent, &body), "{row}");
    }
    let shop = |secrets: &str, id: &str, signature: &str, body: &[u8]| {
        is_proven(secrets, &[("x-webhook-id", id), ("x-webhook-sha1", signature)], body)
    };
    for secrets in ["klucz", "old klucz", "klucz appstore:a:b", "klucz path:token"] {
        assert!(shop(secrets, "5", SIGNATURE, &body), "{secrets}");
    }
    assert!(shop("klucz", "5", &SIGNATURE.to_uppercase(), &body));
    for secrets in ["", "Klucz", "other", "klucz:", "other path:token", "hmac:klucz"] {
        assert!(!shop(secrets, "5", SIGNATURE, &body), "{secrets}");
    }
    for id in ["", "6", "5:", "05"] {
        assert!(!shop("klucz", id, SIGNATURE, &body), "{id}");
    }
    for wrong in ["", "zł", &SIGNATURE[2..], &SIGNATURE[1..], &format!("{SIGNATURE}00")] {
        assert!(!shop("klucz", "5", wrong, &body), "{wrong}");
    }
    for place in (0..body.len()).step_by(3) {
        let mut spoilt = body.clone();
        spoilt[place] ^= 1;
        assert!(!shop("klucz", "5", SIGNATURE, &spoilt), "byte {place}");
    }
    for place in 0..SIGNATURE.len() {
        let mut spoilt = SIGNATURE.as_bytes().to_vec();
        spoilt[place] = if spoilt[place] == b'1' { b'2' } else { b'1' };
        assert!(!shop("klucz", "5", std::str::from_utf8(&spoilt).unwrap(), &body), "digit {place}");
    }
    assert!(!is_proven("klucz", &[("x-webhook-id", "5")], &body));
    assert!(!is_proven("klucz", &[("x-webhook-sha1", SIGNATURE)], &body));
}

#[test]
fn the_signature_of_an_application() {
    let body = fixture("shoper/order_create.json");
    let proven = |secrets: &str, license: Option<&str>, body: &[u8]| {
        let mut sent = vec![("x-webhook-id", "5"), ("x-webhook-sha1", OF_APPLICATION)];
        sent.extend(license.map(|license| ("x-shop-license", license)));
        is_proven(secrets, &sent, body)
    };
    let secret = "appstore:appsecret:whsecret";
    assert!(proven(secret, Some(LICENSE), &body));
    assert!(proven(&format!("appstore:old:whsecret {secret}"), Some(LICENSE), &body));
    assert!(!proven(secret, None, &body));
    assert!(!proven(secret, Some(&LICENSE[1..]), &body));
    assert!(!proven(secret, Some(LICENSE), &body[..body.len() - 1]));
    for wrong in ["appstore:appsecret:other", "appstore:other:whsecret", "appsecret", "whsecret", "appstore:appsecret"]
    {
        assert!(!proven(wrong, Some(LICENSE), &body), "{wrong}");
    }
}

#[test]
fn a_token_in_the_path_is_enough_where_it_is_all_there_is() {
    let body = fixture("shoper/order_create.json");
    for (secrets, open, unsigned) in [
        ("", false, false),
        ("path:token", true, true),
        ("path:token klucz", true, false),
        ("klucz", true, false),
        ("appstore:a", false, false),
        ("appstore::b", false, false),
        ("path:token appstore:a", false, false),
        ("path:token appstore:a:b", true, false),
    ] {
        assert_eq!(Shoper.is_configured(&Secrets::parse(secrets)), open, "{secrets}");
        assert_eq!(is_proven(secrets, &[], &body), unsigned, "{secrets}");
        assert_eq!(
            is_proven(secrets, &[("x-webhook-id", "5"), ("x-webhook-sha1", "00")], &body),
            unsigned,
            "{secrets}"
        );
    }
    assert_eq!(Shoper.name(), shoper::NAME);
}

#[test]
fn the_order() {
    let OrderSaid { platform_id, snapshot, contact, unknown_status } = order(&sample());
    assert_eq!((platform_id.as_str(), unknown_status), ("8", false));
    let expected = Snapshot {
        number: Some("8".to_owned()),
        stage: Some(Stage::Received),
        cancellation: Some(Cancellation::No),
        says: Some("złożone".to_owned()),
        payment: Some(Payment::Unpaid),
        placed_at: Some(time("2026-10-01T10:30:05Z")),
        total: pln("114.79"),
        outstanding: pln("114.79"),
        ..Snapshot::at(time("2026-10-01T10:30:05Z"))
    };
    assert_eq!(snapshot, expected);
    let expected = Contact {
        email: Some("lucja@example.com".to_owned()),
        phone: Some("48600000001".to_owned()),
        postcodes: vec!["30001".to_owned()],
    };
    assert_eq!(contact, Some(expected));
}

#[test]
fn every_event() {
    for event in ["order.create", "order.edit", "order.paid", "order.status", "ORDER.EDIT", "order.something_new"] {
        assert_eq!(on(event, &sample()).platform_id, "8", "{event}");
    }
    for event in ["client.create", "order_transaction.create", "order_refund.create", "parcel.create", ""] {
        assert_eq!(read(event, &sample()), [], "{event}");
    }
    let (empty, message) = (HeaderMap::new(), sample());
    let delivery = Delivery { headers: &empty, body: &[], query: "", path_token: None, now: now() };
    assert!(matches!(Shoper.read(&message, &delivery).unwrap()[..], [Said::Order(_)]));
}

#[test]
fn deleted_orders() {
    let gone = |id: &str| Said::Deleted { platform_id: id.to_owned(), delivery: String::new() };
    for (message, said) in [
        (sample(), vec![gone("8")]),
        (json!({"order_id": "8"}), vec![gone("8")]),
        (json!({"order_id": 8}), vec![gone("8")]),
        (json!({"id": 8}), vec![gone("8")]),
        (json!({"ids": [8, "9", null]}), vec![gone("8"), gone("9")]),
        (json!({"order_id": []}), vec![Said::Unreadable]),
        (json!({}), vec![Said::Unreadable]),
    ] {
        assert_eq!(read("order.delete", &message), said, "{message}");
    }
}

#[test]
fn statuses() {
    for (kind, name, paid, stage, cancellation) in [
        (json!("1"), "złożone", "0.00", Some(Stage::Received), Some(Cancellation::No)),
        (json!(1), "złożone", "50.00", Some(Stage::Received), Some(Cancellation::No)),
        (json!("1"), "złożone", "114.79", Some(Stage::Preparing), Some(Cancellation::No)),
        (json!("2"), "w trakcie kompletowania", "0.00", Some(Stage::Preparing), Some(Cancellation::No)),
        (json!(2), "prośba o anulowanie", "0.00", Some(Stage::Preparing), Some(Cancellation::No)),
        (json!("3"), "przesyłka wysłana", "114.79", Some(Stage::Shipped), Some(Cancellation::No)),
        (json!("4"), "zakończone", "114.79", Some(Stage::Delivered), Some(Cancellation::No)),
        (json!(4), "dostarczone", "114.79", Some(Stage::Delivered), Some(Cancellation::No)),
        (json!("4"), "anulowane", "0.00", None, Some(Cancellation::Yes)),
        (json!("4"), "Zamówienie ODRZUCONE", "0.00", None, Some(Cancellation::Yes)),
        (json!("4"), "niezrealizowane", "0.00", None, Some(Cancellation::Yes)),
        (json!("4"), "Cancelled", "0.00", None, Some(Cancellation::Yes)),
        (json!("4"), "zwrot towaru", "114.79", Some(Stage::Returned), Some(Cancellation::No)),
        (json!("4"), "nieodebrane", "114.79", Some(Stage::Returned), Some(Cancellation::No)),
        (json!("5"), "nowość", "114.79", None, None),
        (Value::Null, "złożone", "114.79", None, None),
    ] {
        let found = order(&with(&[("status", json!({"type": kind, "name": name})), ("paid", json!(paid))]));
        assert_eq!((found.snapshot.stage, found.snapshot.cancellation), (stage, cancellation), "{kind} {name} {paid}");
        assert_eq!(found.snapshot.says.as_deref(), Some(name));
        assert_eq!(found.unknown_status, kind == json!("5"), "{kind}");
    }
    let sent = order(&with(&[("status", json!({"type": "3"})), ("status_date", json!("2026-10-02 09:00:00"))]));
    assert_eq!(sent.snapshot.shipped_at, Some(time("2026-10-02T07:00:00Z")));
    assert_eq!(order(&with(&[("status", json!({"type": "4"}))])).snapshot.shipped_at, None);
}

#[test]
fn payments() {
    let transfer = json!({"name": "przelewy24", "title": "Przelewy24"});
    let courier = json!({"name": "cod", "title": "Za pobraniem"});
    for (paid, sum, by, payment, left) in [
        (json!("0.00"), json!("114.79"), &transfer, Some(Payment::Unpaid), Some("114.79")),
        (json!(0), json!(114.79), &transfer, Some(Payment::Unpaid), Some("114.79")),
        (json!("50.00"), json!("114.79"), &transfer, Some(Payment::Pending), Some("64.79")),
        (json!("114.78"), json!("114.79"), &transfer, Some(Payment::Pending), Some("0.01")),
        (json!("114.79"), json!("114.79"), &transfer, Some(Payment::Paid), Some("0.00")),
        (json!("114.7900"), json!(114.79), &transfer, Some(Payment::Paid), Some("0.00")),
        (json!("120.00"), json!("114.79"), &transfer, Some(Payment::Paid), Some("0.00")),
        (json!("0.00"), json!("114.79"), &courier, Some(Payment::Cod), Some("114.79")),
        (json!("14.79"), json!("114.79"), &courier, Some(Payment::Cod), Some("100.00")),
        (json!("114.79"), json!("114.79"), &courier, Some(Payment::Paid), Some("0.00")),
        (json!("0.00"), Value::Null, &transfer, Some(Payment::Unpaid), None),
        (Value::Null, json!("114.79"), &transfer, None, None),
        (json!("1e2"), json!("114.79"), &transfer, None, None),
    ] {
        let found = order(&with(&[("paid", paid.clone()), ("sum", sum.clone()), ("payment", by.clone())])).snapshot;
        assert_eq!((found.payment, found.outstanding), (payment, left.and_then(pln)), "{paid} of {sum}, {by}");
        assert_eq!(found.paid_at, None, "nobody tells");
    }
    let stage = order(&with(&[("payment", courier)])).snapshot.stage;
    assert_eq!(stage, Some(Stage::Preparing), "nothing more is waited for");
    for name in ["Płatność przy odbiorze", "pobranie", "InPost COD"] {
        let found = order(&with(&[("payment", json!({"title": name}))]));
        assert_eq!(found.snapshot.payment, Some(Payment::Cod), "{name}");
    }
}

#[test]
fn money_to_the_last_digit() {
    let big = with(&[("sum", json!("90071992547409.93")), ("paid", json!("90071992547409.92"))]);
    assert_eq!(order(&big).snapshot.total, pln("90071992547409.93"));
    assert_eq!((order(&big).snapshot.payment, order(&big).snapshot.outstanding), (Some(Payment::Pending), pln("0.01")));
    assert_eq!(order(&with(&[("currency_name", json!("eur"))])).snapshot.total, Money::decimal("114.79", "EUR"));
    for unknown in [Value::Null, json!("złoty")] {
        let found = order(&with(&[("currency_name", unknown), ("paid", json!("114.79"))])).snapshot;
        assert_eq!((found.payment, found.total, found.outstanding), (Some(Payment::Paid), None, None));
    }
}

#[test]
fn times_are_those_of_warsaw() {
    for (status_date, date, version, placed) in [
        (
            json!("2026-07-01 12:00:00"),
            json!("2026-06-01 12:00:00"),
            "2026-07-01T10:00:00Z",
            Some("2026-06-01T10:00:00Z"),
        ),
        (json!("2026-12-01 12:00:00"), Value::Null, "2026-12-01T11:00:00Z", None),
        (
            json!("0000-00-00 00:00:00"),
            json!("2026-10-01 12:30:05"),
            "2026-10-01T10:30:05Z",
            Some("2026-10-01T10:30:05Z"),
        ),
        (json!("0000-00-00"), json!("2026-10-01 12:30:05"), "2026-10-01T10:30:05Z", Some("2026-10-01T10:30:05Z")),
        (json!(""), json!("0000-00-00"), "2026-10-05T12:00:00Z", None),
        // The repeated hour of autumn: the earlier one.
        (json!("2026-10-25 02:30:00"), Value::Null, "2026-10-25T00:30:00Z", None),
    ] {
        let found = order(&with(&[("status_date", status_date.clone()), ("date", date.clone())])).snapshot;
        assert_eq!((found.version, found.placed_at), (time(version), placed.map(time)), "{status_date} {date}");
    }
}

/// What an order becomes of these messages, in this order.
fn folded(said: &[&OrderSaid]) -> Order {
    let mut order = Order::default();
    for (entry, one) in said.iter().enumerate() {
        let written = serde_json::to_string(&one.snapshot).unwrap();
        let event = OrderEvent {
            id: EventId::of(&["shoper", &one.platform_id, &written]),
            platform: "shoper".to_owned(),
            platform_id: one.platform_id.clone(),
            learned: now(),
            fact: OrderFact::Snapshot(Box::new(one.snapshot.clone())),
            is_imported: false,
        };
        order.apply(entry as u64, &event);
    }
    order
}

/// The date of a status does not change when an order is paid or edited.
#[test]
fn of_one_status_the_later_view_wins() {
    let placed = on("order.create", &sample());
    let edited = on("order.edit", &with(&[("sum", json!("164.79"))]));
    let part = on("order.paid", &with(&[("sum", json!("164.79")), ("paid", json!("50.00"))]));
    let paid = on("order.paid", &with(&[("sum", json!("164.79")), ("paid", json!("164.79"))]));
    let dearer = on("order.edit", &with(&[("sum", json!("264.79")), ("paid", json!("164.79"))]));
    let mut story = vec![&placed, &edited, &part, &paid, &dearer];
    for (count, payment, total) in [
        (1, Payment::Unpaid, "114.79"),
        (2, Payment::Unpaid, "164.79"),
        (3, Payment::Pending, "164.79"),
        (4, Payment::Paid, "164.79"),
        (5, Payment::Pending, "264.79"),
    ] {
        let mut told: Vec<&OrderSaid> = story[..count].to_vec();
        for _ in 0..count {
            told.rotate_left(1);
            for order in [folded(&told), folded(&told.iter().rev().copied().collect::<Vec<_>>())] {
                assert_eq!(order.payment().map(|(payment, _)| payment), Some(payment), "{count}");
                assert_eq!(order.total(), pln(total).as_ref(), "{count}");
            }
        }
    }
    let seconds: Vec<i64> = story.iter().map(|said| said.snapshot.version.timestamp()).collect();
    assert!(
        seconds.iter().all(|second| *second == time("2026-10-01T10:30:05Z").timestamp()),
        "still that of the status"
    );
    let next = on("order.status", &with(&[("status_date", json!("2026-10-01 12:30:06")), ("sum", json!("14.99"))]));
    story.insert(0, &next);
    assert_eq!(folded(&story).total(), pln("14.99").as_ref(), "a newer status wins whatever was paid before");
}

#[test]
fn within_a_second_more_paid_is_never_older() {
    let version = |paid: &str, event: &str| on(event, &with(&[("paid", json!(paid))])).snapshot.version;
    let second = time("2026-10-01T10:30:05Z");
    let amounts = ["-5", "0", "0.01", "0.09", "0.10", "1", "9.99", "10", "50", "99.99", "114.79", "99999999999999.99"];
    for pair in amounts.windows(2) {
        assert!(version(pair[0], "order.edit") <= version(pair[1], "order.edit"), "{pair:?}");
        assert_eq!(version(pair[1], "order.edit").timestamp(), second.timestamp(), "{pair:?}");
    }
    assert_eq!(version("0.00", "order.create"), second);
    assert!(version("0.00", "order.edit") < version("114.79", "order.create"));
    let events = ["order.create", "order.status", "order.paid", "order.edit"];
    assert!(events.windows(2).all(|pair| version("50.00", pair[0]) < version("50.00", pair[1])));
}

#[test]
fn a_copy_is_the_same_whenever_it_comes() {
    let at = |now: DateTime<Utc>| shoper::order(&sample(), now);
    assert_eq!(at(now()), at(time("2026-11-01T00:00:00Z")));
}

#[test]
fn orders_as_rest_has_them() {
    let mut message = sample();
    let fields = message.as_object_mut().unwrap();
    for (webhook, rest) in [("billingAddress", "billing_address"), ("deliveryAddress", "delivery_address")] {
        let mut address = fields.remove(webhook).unwrap();
        address["tax_identification_number"] = json!("5252344078");
        fields.insert(rest.to_owned(), address);
    }
    for (field, value) in
        [("order_id", json!(8)), ("sum", json!(114.79)), ("paid", json!(0)), ("is_paid", json!(false))]
    {
        fields.insert(field.to_owned(), value);
    }
    fields.insert("is_cash_on_delivery".to_owned(), json!(false));
    let read = |message: &Value| match shoper::order(message, now()).remove(0) {
        Said::Order(order) => *order,
        other => panic!("{other:?}"),
    };
    let (rest, hook) = (read(&message), on("order.edit", &sample()));
    assert_eq!((&rest.platform_id, &rest.contact, &rest.snapshot), (&hook.platform_id, &hook.contact, &hook.snapshot));
    let payment = |field: &str, value: Value| {
        let mut message = message.clone();
        message[field] = value;
        read(&message).snapshot.payment
    };
    assert_eq!(payment("is_paid", json!(true)), Some(Payment::Paid));
    assert_eq!(payment("is_paid", json!("1")), Some(Payment::Paid));
    assert_eq!(payment("is_cash_on_delivery", json!(true)), Some(Payment::Cod));
    assert_eq!(payment("is_cash_on_delivery", json!(1)), Some(Payment::Cod));
    assert_eq!(payment("paid", Value::Null), Some(Payment::Unpaid), "by its flag");
    message["email"] = json!("");
    message["delivery_email"] = json!("Anna@example.com");
    assert_eq!(read(&message).contact.unwrap().email.as_deref(), Some("anna@example.com"));
}

#[test]
fn orders_that_were_split() {
    let also = |parent: Value, children: Value| {
        order(&with(&[("parent_order_id", parent), ("children", children)])).snapshot.also
    };
    let part = |number: &str| Alias { platform: Some("shoper".to_owned()), number: number.to_owned(), is_part: true };
    assert_eq!(also(json!("7"), json!([])), Some(vec![part("7")]));
    assert_eq!(also(json!(7), Value::Null), Some(vec![part("7")]));
    let children = json!(["9", 10, {"order_id": "11", "sum": "1.00"}, {"id": 12}, null, {}]);
    assert_eq!(also(Value::Null, children), Some(vec![part("9"), part("10"), part("11"), part("12")]));
    for none in [Value::Null, json!("0"), json!(0), json!("")] {
        assert_eq!(also(none.clone(), json!([])), None, "{none}");
    }
}

#[test]
fn partial_and_unusable_orders() {
    for nothing in [json!({}), json!({"order_id": "8"}), json!({"sum": "1.00"}), json!({"order_id": null, "sum": 1})] {
        assert_eq!(read("order.edit", &nothing), [Said::Unreadable], "{nothing}");
    }
    let few = on("order.edit", &json!({"order_id": 8, "status_date": "2026-10-01 12:30:05"}));
    assert_eq!((few.snapshot.stage, few.snapshot.payment, few.contact), (None, None, None));
    let id = serde_json::from_str("9007199254740993").unwrap();
    assert_eq!(order(&with(&[("order_id", id)])).platform_id, "9007199254740993");
    let more = with(&[("brand_new_field", json!({"deep": [1, {"a": null}]}))]);
    assert_eq!(order(&more), order(&sample()));
}

fn open(said: &[Said]) -> String {
    let one = |said: &Said| match said {
        Said::Order(order) => format!("{} {}", order.platform_id, serde_json::to_string(&order.snapshot).unwrap()),
        other => format!("{other:?}"),
    };
    said.iter().map(one).collect::<Vec<_>>().join("\n")
}

#[test]
fn personal_data_is_in_contacts_only() {
    let noted = with(&[("notes", json!("Proszę dzwonić: 600000001, Łucja")), ("status", json!({"type": "1"}))]);
    for message in [sample(), noted] {
        let kept = open(&read("order.edit", &message));
        for word in
            ["Łucja", "Żółkiewska", "Próbna", "lucja@example.com", "600000001", "30-001", "203.0.113.10", "Kubek"]
        {
            assert!(!kept.contains(word), "{word} is kept: {kept}");
        }
    }
}

#[test]
fn hostile_input() {
    for event in ["order.edit", "order.delete"] {
        hostile::each_spoilt(&sample(), |place, spoilt| {
            let kept = open(&read(event, spoilt));
            assert!(kept.len() < 4000, "{event} {place}: {} bytes are stored", kept.len());
            assert!(!kept.contains("\\u00") && !kept.contains('\u{202e}'), "{event} {place}");
        });
    }
}
