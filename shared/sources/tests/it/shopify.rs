//! Shopify: its signature, its topics, its orders, fulfilments, refunds and wishes about personal data.

mod goods;
mod money;

use crate::{
    document, hostile,
    world::{fixture, now, time},
};
use http::HeaderMap;
use serde_json::{Value, json};
use sledz_domain::{
    listed::Listed,
    money::Money,
    order::{Alias, Cancellation, Items, PaymentStep, ShipmentRef, Snapshot},
    parcel::{Note, ParcelEvent},
    status::{Payment, Stage, Status},
    time::TimeSource,
};
use sledz_sources::{
    delivery::Delivery,
    platforms::{
        Contact, OrderSaid, Platform, PrivacyWish, Said,
        shopify::{self, STATUSES, Shopify},
    },
    proof::Secrets,
};

/// What must never be outside of a contact.
const PERSONAL: [&str; 12] = [
    "Łucja",
    "Żółkiewska",
    "Próbna",
    "lucja@example.com",
    "600000001",
    "600 000 001",
    "30-001",
    "203.0.113.10",
    "50.06",
    "uszkodzony",
    "t0k3n",
    "Kubek",
];

fn sample(name: &str) -> Value {
    serde_json::from_slice(&fixture(&format!("shopify/{name}.json"))).unwrap()
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
    Shopify.is_configured(&secrets) && Shopify.is_proven(&delivery, &secrets)
}

fn read_with(sent: &[(&str, &str)], message: &Value) -> Vec<Said> {
    let sent = headers(sent);
    let delivery = Delivery { headers: &sent, body: &[], query: "", path_token: None, now: now() };
    Shopify.read(message, &delivery).unwrap()
}

fn read(topic: &str, message: &Value) -> Vec<Said> {
    read_with(&[("X-Shopify-Topic", topic)], message)
}

fn one(mut said: Vec<Said>) -> Said {
    assert_eq!(said.len(), 1, "{said:?}");
    said.remove(0)
}

fn order_of(said: Vec<Said>) -> OrderSaid {
    match said.into_iter().next() {
        Some(Said::Order(order)) => *order,
        other => panic!("no order: {other:?}"),
    }
}

fn order(message: &Value) -> OrderSaid {
    order_of(read("orders/updated", message))
}

/// The sample order with these fields changed.
fn with(fields: &[(&str, Value)]) -> Value {
    let mut message = sample("orders_create");
    for (field, value) in fields {
        message[*field] = value.clone();
    }
    message
}

fn moved(message: &Value) -> (String, String, ParcelEvent, bool) {
    match one(read("fulfillment_events/create", message)) {
        Said::Moved { platform_id, fulfilment, event, unknown_code } => (platform_id, fulfilment, *event, unknown_code),
        other => panic!("{other:?}"),
    }
}

fn pln(amount: &str) -> Option<Money> {
    Money::decimal(amount, "PLN")
}

#[test]
fn every_sample_with_its_signature() {
    let rows: Vec<Value> = serde_json::from_slice(&fixture("shopify/signatures.json")).unwrap();
    assert_eq!(rows.len(), 7);
    for row in rows {
        let text = |field: &str| row[field].as_str().unwrap();
        let (body, signature) = (fixture(&format!("shopify/{}", text("file"))), text("signature"));
        for header in ["X-Shopify-Hmac-Sha256", "shopify-hmac-sha256"] {
            for secrets in ["hush", "old hush", "hush next", " older hush path:token "] {
                assert!(is_proven(secrets, &[(header, signature)], &body), "{} {header} {secrets}", text("file"));
            }
            for secrets in ["", "Hush", "hush2", "path:hush", "hmac:hush", "header:x-shopify-hmac-sha256:hush"] {
                assert!(!is_proven(secrets, &[(header, signature)], &body), "{} {secrets}", text("file"));
            }
        }
        let sent = [("x-shopify-hmac-sha256", signature)];
        // Every byte of short bodies, some hundred of long ones.
        for place in (0..body.len()).step_by(body.len() / 300 + 1) {
            let mut spoilt = body.clone();
            spoilt[place] ^= 1;
            assert!(!is_proven("hush", &sent, &spoilt), "{} byte {place}", text("file"));
        }
        assert!(!is_proven("hush", &sent, &body[1..]) && !is_proven("hush", &sent, &[&body[..], b"\n"].concat()));
        assert!(!is_proven("hush", &[], &body) && !is_proven("hush", &[("hmac-sha256", signature)], &body));
        for wrong in ["", "=", "zł", &signature[1..], &signature.to_lowercase(), &format!("{signature}A")] {
            assert!(!is_proven("hush", &[("x-shopify-hmac-sha256", wrong)], &body), "{wrong}");
        }
        assert_ne!(read(text("topic"), &sample(text("file").trim_end_matches(".json"))), [], "{}", text("topic"));
    }
    let short = br##"{"id":820982911946154508,"name":"#9999"}"##;
    let signature = "YBwnJ9vsibq7srObgXybmGHWuwos+jDEL//7749XS78=";
    assert!(is_proven("hush", &[("X-Shopify-Hmac-Sha256", signature)], short));
}

#[test]
fn without_a_secret_it_is_closed() {
    for (secrets, open) in [("", false), ("path:token", false), ("hush", true), ("hush path:token", true)] {
        assert_eq!(Shopify.is_configured(&Secrets::parse(secrets)), open, "{secrets}");
    }
    assert_eq!(Shopify.name(), shopify::NAME);
}

#[test]
fn the_order() {
    let OrderSaid { platform_id, snapshot, contact, unknown_status } = order(&sample("orders_create"));
    assert_eq!(platform_id, "820982911946154508");
    assert!(!unknown_status);
    let expected = Snapshot {
        number: Some("#1001".to_owned()),
        stage: Some(Stage::Preparing),
        cancellation: Some(Cancellation::No),
        says: Some("paid".to_owned()),
        payment: Some(Payment::Paid),
        placed_at: Some(time("2026-10-01T10:30:05Z")),
        language: Some("pl".to_owned()),
        total: pln("114.79"),
        outstanding: pln("0"),
        items: Some(Items { ordered: 2, sent: 0, cancelled: 0 }),
        ..Snapshot::at(time("2026-10-01T10:30:06Z"))
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
fn every_topic_in_both_families_of_headers() {
    let message = sample("orders_create");
    for family in ["X-Shopify-Topic", "shopify-topic"] {
        for topic in ["create", "updated", "edited", "paid", "cancelled", "fulfilled", "partially_fulfilled"] {
            let said = read_with(&[(family, &format!("orders/{topic}"))], &message);
            assert_eq!(order_of(said).platform_id, "820982911946154508", "{topic}");
        }
        for topic in ["", "orders", "orders/", "orders/risk_assessment_changed", "products/create", "app/uninstalled"] {
            assert_eq!(read_with(&[(family, topic)], &message), [], "{topic}");
        }
    }
    assert_eq!(read_with(&[], &message), [Said::Unreadable], "nobody says what it is");
    let edit =
        json!({"order_edit": {"id": 1, "order_id": 820_982_911_946_154_508_u64, "line_items": {"additions": []}}});
    assert_eq!(read("orders/edited", &edit), []);
    assert_eq!(read("orders/updated", &with(&[("test", json!(true))])), [], "a test");
}

#[test]
fn a_deleted_order() {
    let gone: Value = serde_json::from_str(r#"{"id":820982911946154508}"#).unwrap();
    let said = |delivery: &str| {
        vec![Said::Deleted { platform_id: "820982911946154508".to_owned(), delivery: delivery.to_owned() }]
    };
    let topic = ("x-shopify-topic", "orders/delete");
    assert_eq!(read_with(&[topic, ("X-Shopify-Webhook-Id", "b54557e4")], &gone), said("b54557e4"));
    assert_eq!(read_with(&[topic, ("shopify-webhook-id", "b54557e4")], &gone), said("b54557e4"));
    assert_eq!(read_with(&[topic], &gone), said(""));
    assert_eq!(read("orders/delete", &json!({})), [Said::Unreadable]);
}

#[test]
fn cancelled_orders() {
    let at = json!("2026-10-02T08:00:00+02:00");
    let cancellation = |message: &Value| order(message).snapshot.cancellation;
    assert_eq!(cancellation(&with(&[("cancelled_at", at)])), Some(Cancellation::Yes));
    assert_eq!(cancellation(&with(&[])), Some(Cancellation::No));
    let restocked = with(&[("fulfillment_status", json!("restocked")), ("financial_status", json!("refunded"))]);
    assert_eq!(cancellation(&restocked), Some(Cancellation::UnlessShipped));
    let mut silent = sample("orders_create");
    silent.as_object_mut().unwrap().remove("cancelled_at");
    assert_eq!(cancellation(&silent), None, "a subscription without the field does not tell");
}

#[test]
fn versions() {
    let mut message = sample("orders_create");
    message.as_object_mut().unwrap().remove("updated_at");
    let topic = ("x-shopify-topic", "orders/updated");
    let version = |sent: &[(&str, &str)]| order_of(read_with(sent, &message)).snapshot.version;
    let triggered = "2026-10-01T10:31:00.123456789Z";
    assert_eq!(version(&[topic, ("X-Shopify-Triggered-At", triggered)]), time("2026-10-01T10:31:00.123Z"));
    assert_eq!(version(&[topic, ("shopify-triggered-at", triggered)]), time("2026-10-01T10:31:00.123Z"));
    assert_eq!(version(&[topic, ("x-shopify-triggered-at", "soon")]), now());
    assert_eq!(version(&[topic]), now());
    let late = order_of(read_with(&[topic, ("x-shopify-triggered-at", triggered)], &sample("orders_create")));
    assert_eq!(late.snapshot.version, time("2026-10-01T10:30:06Z"), "the order's own time first");
}

#[test]
fn wishes_about_personal_data() {
    let contact = Contact { email: Some("lucja@example.com".to_owned()), ..Contact::default() };
    let orders = vec!["820982911946154508".to_owned()];
    for (file, topic, what, request) in [
        ("customers_data_request", "customers/data_request", PrivacyWish::Export, Some("9999")),
        ("customers_redact", "customers/redact", PrivacyWish::EraseCustomer, None),
    ] {
        let Said::Privacy(asked) = one(read(topic, &sample(file))) else { panic!("{topic}") };
        assert_eq!((asked.what, asked.request.as_deref()), (what, request));
        assert_eq!((&asked.contact, &asked.orders), (&contact, &orders));
    }
    let Said::Privacy(asked) = one(read("shop/redact", &sample("shop_redact"))) else { panic!() };
    assert_eq!((asked.what, asked.contact, asked.orders), (PrivacyWish::EraseShop, Contact::default(), Vec::new()));
    let only = json!({"customer": {"phone": "+48 600 000 001"}});
    let Said::Privacy(asked) = one(read("customers/redact", &only)) else { panic!() };
    assert_eq!(asked.contact.phone.as_deref(), Some("48600000001"));
    let only = json!({"orders_to_redact": ["1", null, {}]});
    let Said::Privacy(asked) = one(read("customers/redact", &only)) else { panic!() };
    assert_eq!(asked.orders, ["1"]);
    for nobody in [json!({}), json!({"customer": {"id": 191_167}, "orders_to_redact": []}), json!({"customer": 1})] {
        assert_eq!(read("customers/redact", &nobody), [Said::Unreadable], "{nobody}");
        assert_eq!(read("customers/data_request", &nobody), [Said::Unreadable], "{nobody}");
    }
}

#[test]
fn numbers_of_other_systems() {
    let also = |fields: &[(&str, Value)]| order(&with(fields)).snapshot.also;
    let note = |name: &str, value: &str| ("note_attributes", json!([{"name": name, "value": value}]));
    let alias = |system: &str, number: &str| {
        let (platform, number) = (Some(system.to_owned()), number.to_owned());
        Some(vec![Alias { platform, number, is_part: false }])
    };
    let form = "29738e61-7f6a-11e8-ac45-09db60ede9d6";
    for name in ["allegro_order_id", "Allegro", "allegro order number", "Allegro-checkout-form-id", "allegro:id"] {
        assert_eq!(also(&[note(name, form)]), alias("allegro", &form.to_uppercase()), "{name}");
    }
    assert_eq!(also(&[note("baselinker", "143476260")]), alias("baselinker", "143476260"));
    for (name, value) in [
        ("paczkomat", "KRA010"),
        ("allegro_login", "lucja77"),
        ("allegro", "tak"),
        ("allegro", "1"),
        ("allegro_id", "lucja77@example.com"),
        ("allegro", "proszę o fakturę 2026"),
        ("not_allegro_id", "12345"),
        ("nip", "5252344078"),
    ] {
        assert_eq!(also(&[note(name, value)]), None, "{name} {value}");
    }
    let from = |source: &str| [("source_name", json!(source)), ("source_identifier", json!("123-7654321-1234567"))];
    assert_eq!(also(&from("amazon-us")), alias("amazon", "123-7654321-1234567"));
    for source in ["web", "pos", "580111"] {
        assert_eq!(also(&from(source)), None, "{source}: a receipt, or nobody knows whose");
    }
}

#[test]
fn who_bought_it() {
    let contact = |fields: &[(&str, Value)]| order(&with(fields)).contact.unwrap_or_default();
    let none = Value::Null;
    assert_eq!(contact(&[("email", none.clone())]).email.as_deref(), Some("lucja@example.com"));
    let customer = json!({"email": "Anna@Example.com", "phone": "600 000 002"});
    let other =
        [("email", none.clone()), ("contact_email", json!("")), ("phone", none.clone()), ("customer", customer)];
    let found = contact(&other);
    assert_eq!((found.email.as_deref(), found.phone.as_deref()), (Some("anna@example.com"), Some("48600000002")));
    let shipping = json!({"zip": "00-950", "phone": "600000003"});
    let found = contact(&[("phone", none.clone()), ("billing_address", none.clone()), ("shipping_address", shipping)]);
    assert_eq!((found.phone.as_deref(), &found.postcodes[..]), (Some("48600000003"), &["00950".to_owned()][..]));
    let hidden = ["email", "contact_email", "phone", "customer", "billing_address", "shipping_address"];
    let hidden = hidden.map(|field| (field, Value::Null));
    assert_eq!(order(&with(&hidden)).contact, None, "without access to protected data");
    for (tag, language) in [("pl-PL", Some("pl")), ("en", Some("en")), ("de-DE", None), ("", None)] {
        assert_eq!(order(&with(&[("customer_locale", json!(tag))])).snapshot.language.as_deref(), language);
    }
}

#[test]
fn partial_and_unusable_orders() {
    let short: Value = serde_json::from_str(r##"{"id":820982911946154508,"name":"#9999"}"##).unwrap();
    let found = order(&short);
    assert_eq!((found.snapshot.number.as_deref(), found.contact), (Some("#9999"), None));
    assert_eq!((found.snapshot.stage, found.snapshot.cancellation), (None, None));
    for nothing in [json!({}), json!({"id": 1}), json!({"name": "#1"}), json!({"id": null, "name": "#1"})] {
        assert_eq!(read("orders/create", &nothing), [Said::Unreadable], "{nothing}");
    }
    let more = with(&[("brand_new_field", json!({"deep": [1, {"a": null}]}))]);
    assert_eq!(read("orders/create", &more), read("orders/create", &sample("orders_create")));
    let asked = shopify::order(&sample("orders_create"), now());
    assert_eq!(asked, read("orders/updated", &sample("orders_create")), "an order that was asked for is the same");
}

#[test]
fn ids_beyond_floats() {
    for (field, id) in [("id", "9007199254740993"), ("id", "18446744073709551617"), ("id", "\"9007199254740993\"")] {
        let message = with(&[(field, serde_json::from_str(id).unwrap())]);
        assert_eq!(order(&message).platform_id, id.trim_matches('"'));
    }
    let (a, b) = ("9007199254740992", "9007199254740993");
    let event = |id: &str| {
        let mut message = sample("fulfillment_events_create");
        message["id"] = serde_json::from_str(id).unwrap();
        moved(&message).2.id
    };
    assert_ne!(event(a), event(b));
}

/// All that is stored open of what is said.
fn open(said: &[Said]) -> String {
    let one = |said: &Said| match said {
        Said::Order(order) => format!("{} {}", order.platform_id, serde_json::to_string(&order.snapshot).unwrap()),
        Said::Payment { platform_id, said } => format!("{platform_id} {}", said.fields().join(" ")),
        Said::Moved { platform_id, fulfilment, event, .. } => {
            format!("{platform_id} {fulfilment} {}", serde_json::to_string(event).unwrap())
        }
        Said::Privacy(asked) => format!("{:?} {:?}", asked.request, asked.orders),
        other => format!("{other:?}"),
    };
    said.iter().map(one).collect::<Vec<_>>().join("\n")
}

#[test]
fn personal_data_is_in_contacts_only() {
    let mut fulfilment = sample("fulfillments_create");
    fulfilment["email"] = json!("lucja@example.com");
    fulfilment["destination"] = sample("orders_create")["shipping_address"].clone();
    let mut event = sample("fulfillment_events_create");
    event["message"] = json!("Left with Łucja Żółkiewska, 600000001");
    (event["address1"], event["zip"]) = (json!("ul. Próbna 7/12"), json!("30-001"));
    let order = with(&[("refunds", json!([sample("refunds_create")])), ("fulfillments", json!([fulfilment]))]);
    for (topic, message) in [
        ("orders/updated", &order),
        ("fulfillments/create", &fulfilment),
        ("fulfillment_events/create", &event),
        ("refunds/create", &sample("refunds_create")),
        ("customers/redact", &sample("customers_redact")),
    ] {
        let kept = open(&read(topic, message));
        assert!(!kept.is_empty());
        for word in PERSONAL {
            assert!(!kept.contains(word), "{topic} keeps {word}: {kept}");
        }
    }
}

#[test]
fn hostile_input() {
    let mut full = sample("orders_create");
    full["refunds"] = json!([sample("refunds_create")]);
    full["fulfillments"] = json!([sample("fulfillments_create")]);
    for field in ["client_details", "tax_lines", "shipping_lines", "total_price_set", "current_total_price_set"] {
        full.as_object_mut().unwrap().remove(field);
    }
    let line = json!({"id": 1, "quantity": 2, "current_quantity": 2, "fulfillable_quantity": 2});
    full["line_items"] = json!([line]);
    full["refunds"][0]["refund_line_items"] = json!([]);
    full["fulfillments"][0]["line_items"] = json!([line]);
    for (topic, message) in [
        ("orders/paid", full),
        ("orders/delete", json!({"id": 1})),
        ("fulfillments/create", sample("fulfillments_create")),
        ("fulfillment_events/create", sample("fulfillment_events_create")),
        ("refunds/create", sample("refunds_create")),
        ("customers/data_request", sample("customers_data_request")),
        ("customers/redact", sample("customers_redact")),
        ("shop/redact", sample("shop_redact")),
    ] {
        hostile::each_spoilt(&message, |place, spoilt| {
            let kept = open(&read(topic, spoilt));
            assert!(kept.len() < 8000, "{topic} {place}: {} bytes are stored", kept.len());
            assert!(!kept.contains("\\u00") && !kept.contains('\u{202e}'), "{topic} {place}");
        });
    }
}
