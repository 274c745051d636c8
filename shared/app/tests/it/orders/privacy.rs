//! Who wants to know what is known of them, or to be forgotten.

use super::{
    bazaar::{Bazaar, timeless},
    senders::{EMAIL, Sent, amazon, changed, erli, fixture, p24, payu, shoper, shopify, standard, stripe, woo},
};
use crate::shop::after;
use http::{Method, StatusCode};
use serde_json::{Value, json};

const DAY: i64 = 1440;
const ORDER: &str = "820982911946154508";

fn bazaar() -> Bazaar {
    Bazaar::with(&[("alert_slack", "/services/T/B/x"), ("notify_since", "")])
}

fn job(bazaar: &Bazaar, minute: i64) -> Value {
    let told = bazaar.shop.job(&bazaar.world, after(minute), "erasures");
    bazaar.shop.job(&bazaar.world, after(minute), "run");
    told
}

/// An order of Shopify by this customer.
fn order(minute: i64, id: u64, email: &str) -> Sent {
    let placed = json!(after(minute - 60));
    let mut message = changed(
        fixture("shopify/orders_create"),
        &[
            ("id", json!(id)),
            ("name", json!(format!("#{id}"))),
            ("email", json!(email)),
            ("created_at", placed.clone()),
            ("processed_at", placed),
            ("updated_at", json!(after(minute))),
        ],
    );
    message["contact_email"] = json!(email);
    message["customer"]["email"] = json!(email);
    shopify(minute, "orders/updated", &message)
}

/// What is known of a customer.
fn export(bazaar: &Bazaar, minute: i64, who: Value) -> Vec<Value> {
    let (status, told) = bazaar.ask(minute, Method::POST, "/api/customers/export", who);
    assert_eq!(status, StatusCode::OK, "{told}");
    told["orders"].as_array().unwrap().clone()
}

fn by_mail(email: &str) -> Value {
    json!({"email": email})
}

/// Whether anything is sealed beside the order of this id.
fn is_known(bazaar: &Bazaar, minute: i64, id: u64) -> bool {
    let id = id.to_string();
    export(bazaar, minute, by_mail(EMAIL))
        .iter()
        .any(|one| one["order"]["platform_id"].as_str() == Some(id.as_str()) && !one["contact"]["email"].is_null())
}

#[test]
fn shopify_names_the_orders_to_be_redacted() {
    let bazaar = bazaar();
    bazaar.tell_all(&[order(0, 1, EMAIL), order(0, 2, EMAIL)]);
    let wish = changed(fixture("shopify/customers_redact"), &[("orders_to_redact", json!([1]))]);
    for minute in [10, 20] {
        bazaar.tell(&shopify(minute, "customers/redact", &wish));
    }
    job(&bazaar, 30);
    assert!(!is_known(&bazaar, 40, 1) && is_known(&bazaar, 40, 2));
    let (_, listed) = bazaar.ask(40, Method::GET, "/api/customers/erasures", Value::Null);
    assert_eq!(listed["erasures"].as_array().unwrap().len(), 1, "its retries are no wish of their own");
    assert!(bazaar.order("1", 40)["stage"].is_string(), "the order itself stays");
}

#[test]
fn shopify_names_only_an_email_and_each_customer_is_one() {
    let bazaar = bazaar();
    let other = "jan@example.com";
    bazaar.tell_all(&[order(0, 1, EMAIL), order(0, 2, other), order(0, 3, "ola@example.com")]);
    bazaar.tell(&standard(0, &[]));
    let wish = |email: &str| {
        let customer = json!({"id": 1, "email": email, "phone": null});
        changed(fixture("shopify/customers_redact"), &[("orders_to_redact", json!([])), ("customer", customer)])
    };
    bazaar.tell_all(&[
        shopify(10, "customers/redact", &wish(EMAIL)),
        shopify(11, "customers/redact", &wish(other)),
        shopify(12, "customers/redact", &wish(other)),
    ]);
    job(&bazaar, 30);
    assert!(!is_known(&bazaar, 40, 1));
    let contact = |email: &str| {
        export(&bazaar, 40, by_mail(email)).iter().filter(|one| !one["contact"]["email"].is_null()).count()
    };
    assert_eq!((contact(other), contact("ola@example.com")), (0, 1));
    assert_eq!(contact(EMAIL), 1, "what other platforms hold is not Shopify's to erase");
    let (_, listed) = bazaar.ask(40, Method::GET, "/api/customers/erasures", Value::Null);
    assert_eq!(listed["erasures"].as_array().unwrap().len(), 2);
}

#[test]
fn a_shop_that_leaves_is_forgotten_day_by_day() {
    let bazaar = bazaar();
    for day in 0..30 {
        let id = 100 + u64::try_from(day).unwrap();
        bazaar.tell(&order(day * DAY + 60, id, EMAIL));
    }
    bazaar.tell(&standard(0, &[]));
    let gone = 30 * DAY;
    bazaar.tell(&shopify(gone, "shop/redact", &fixture("shopify/shop_redact")));
    bazaar.tell(&order(gone + 600, 999, EMAIL));
    let mut calls = 0;
    loop {
        calls += 1;
        assert!(calls < 400);
        let at = after(gone + 1000 + calls);
        let call = crate::mailroom::Call::job(&bazaar.shop, at, "erasures").slow(20);
        let told: Value = serde_json::from_slice(call.answered(&bazaar.world).body()).unwrap();
        if told["has_more"] == false {
            break;
        }
    }
    assert!(calls > 5, "{calls}");
    let left = export(&bazaar, gone + 2000, by_mail(EMAIL));
    let left: Vec<&Value> =
        left.iter().filter(|one| !one["contact"]["email"].is_null()).map(|one| &one["order"]["platform_id"]).collect();
    assert_eq!(left, ["77", "999"], "what others hold, and what was bought afterwards");
}

#[test]
fn who_asks_what_is_known_is_told_to_the_shop_once_and_listed() {
    let bazaar = bazaar();
    bazaar.tell(&order(0, 1, EMAIL));
    for minute in [10, 12, 300] {
        bazaar.tell(&shopify(minute, "customers/data_request", &fixture("shopify/customers_data_request")));
        job(&bazaar, minute + 5);
    }
    job(&bazaar, 3 * DAY);
    let warnings = bazaar.world.by("slack");
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(warnings[0].text.contains("9999") && warnings[0].text.contains(ORDER), "{}", warnings[0].text);
    assert!(!warnings[0].text.contains(EMAIL));
    let (_, listed) = bazaar.ask(400, Method::GET, "/api/customers/requests", Value::Null);
    let one = &listed["requests"][0];
    assert_eq!(
        (&one["what"], &one["by"], &one["request"]),
        (&json!("export_asked"), &json!("shopify"), &json!("9999"))
    );
    assert_eq!(listed["requests"].as_array().unwrap().len(), 1);
}

#[test]
fn export_and_erasure_by_email_and_phone() {
    for who in [by_mail("Lucja@Example.com "), json!({"phone": "+48 600 000 001"})] {
        let bazaar = bazaar();
        bazaar.tell_all(&[standard(0, &[]), order(0, 1, EMAIL)]);
        let told = export(&bazaar, 5, who.clone());
        assert_eq!(told.len(), 2, "{who}");
        assert!(told.iter().all(|one| one["contact"]["email"] == EMAIL));
        let (status, erased) = bazaar.ask(10, Method::POST, "/api/customers/erase", who.clone());
        assert_eq!((status, &erased["orders"], &erased["erased"]), (StatusCode::OK, &json!(2), &json!(2)));
        assert!(export(&bazaar, 11, who.clone()).iter().all(|one| one["contact"]["email"].is_null()));
        assert!(!bazaar.shop.kv.keys().iter().any(|key| key.starts_with("sledz1:s/")));
        let (_, listed) = bazaar.ask(12, Method::GET, "/api/customers/requests", Value::Null);
        let whats: Vec<&Value> = listed["requests"].as_array().unwrap().iter().map(|one| &one["what"]).collect();
        assert_eq!(whats, ["exported", "erased", "exported"], "newest first, as who did it is known by name");
        let text = listed.to_string();
        assert!(text.contains("anna") && !text.contains("lucja") && !text.contains("600000001"));
        // A message of the same orders that comes late brings nothing back; a new order does.
        bazaar.tell_all(&[standard(15, &[("status", json!("shipped"))]), order(16, 1, EMAIL)]);
        assert!(!bazaar.shop.kv.keys().iter().any(|key| key.starts_with("sledz1:s/")));
        assert_eq!(bazaar.order("1001", 17)["stage"], "shipped");
        bazaar.tell(&standard(20, &[("id", json!("78")), ("number", json!("1002")), ("placed_at", json!(after(20)))]));
        job(&bazaar, 30);
        let known = export(&bazaar, 31, who);
        let known: Vec<&Value> =
            known.iter().filter(|one| !one["contact"]["email"].is_null()).map(|one| &one["order"]["order"]).collect();
        assert_eq!(known, ["1002"]);
    }
}

#[test]
fn only_an_admin_may() {
    let mut bazaar = bazaar();
    bazaar.tell(&standard(0, &[]));
    let hash =
        data_encoding::HEXLOWER.encode(&<sha2::Sha256 as sha2::Digest>::digest(crate::mailroom::TOKEN.as_bytes()));
    for role in ["reader", "agent", "scheduler", "export"] {
        bazaar.set("api_tokens", &format!("anna:{role}:{hash}"));
        for (method, path) in [
            (Method::POST, "export"),
            (Method::POST, "erase"),
            (Method::GET, "requests"),
            (Method::GET, "erasures"),
            (Method::POST, "erasures"),
        ] {
            let (status, _) = bazaar.ask(5, method, &format!("/api/customers/{path}"), by_mail(EMAIL));
            assert_eq!(status, StatusCode::FORBIDDEN, "{role} {path}");
        }
    }
    assert!(bazaar.shop.kv.keys().iter().any(|key| key.starts_with("sledz1:s/")));
}

#[test]
fn keys_may_be_changed_in_between() {
    let mut bazaar = bazaar();
    bazaar.tell(&standard(0, &[]));
    bazaar.set("keys", "newest current previous");
    bazaar.tell(&standard(5, &[("id", json!("78")), ("number", json!("1002"))]));
    assert_eq!(export(&bazaar, 10, by_mail(EMAIL)).len(), 2);
    let (_, erased) = bazaar.ask(11, Method::POST, "/api/customers/erase", by_mail(EMAIL));
    assert_eq!(erased["erased"], 2);
    bazaar.tell(&standard(12, &[("status", json!("paid"))]));
    assert!(!bazaar.shop.kv.keys().iter().any(|key| key.starts_with("sledz1:s/")));
}

#[test]
fn erasures_are_applied_again_to_a_restored_copy() {
    let life = || {
        let bazaar = bazaar();
        bazaar.tell_all(&[standard(0, &[]), order(0, 1, EMAIL), order(0, 2, "jan@example.com")]);
        bazaar
    };
    let bazaar = life();
    bazaar.ask(10, Method::POST, "/api/customers/erase", by_mail(EMAIL));
    let (_, listed) = bazaar.ask(20, Method::GET, "/api/customers/erasures", Value::Null);
    assert!(!listed.to_string().contains("lucja"));
    // As it was before; somebody buys meanwhile.
    let copy = life();
    copy.tell(&standard(30, &[("id", json!("79")), ("number", json!("1003")), ("placed_at", json!(after(30)))]));
    for (minute, new) in [(40, 1), (41, 0)] {
        let (status, told) = copy.ask(minute, Method::POST, "/api/customers/erasures", listed.clone());
        assert_eq!((status, &told["listed"]), (StatusCode::OK, &json!(new)));
    }
    job(&copy, 50);
    let sealed = copy.shop.kv.keys().iter().filter(|key| key.starts_with("sledz1:s/")).count();
    assert_eq!(sealed, 2, "of the other customer, and of the new order");
    let stages = |bazaar: &Bazaar| timeless(bazaar.order("1001", 60))["stage"].clone();
    assert_eq!(stages(&copy), stages(&bazaar));
}

#[test]
fn an_erasure_that_is_written_late_is_not_passed_over() {
    let bazaar = bazaar();
    bazaar.tell_all(&[order(0, 1, EMAIL), order(0, 2, EMAIL)]);
    let wish = |id: u64| changed(fixture("shopify/customers_redact"), &[("orders_to_redact", json!([id]))]);
    // The first has its number in the list, and is still to write its entry.
    use sledz_store::{keys::LogId, kv::KeyValue};
    let list: LogId = sledz_app::privacy::erasures();
    bazaar.shop.kv.increment(&list.counter()).unwrap();
    bazaar.tell(&shopify(10, "customers/redact", &wish(2)));
    job(&bazaar, 12);
    let entry = bazaar.shop.kv.get(&list.entry(2)).unwrap().unwrap();
    let entry = String::from_utf8(entry).unwrap().replace("\"2\"", "\"1\"");
    bazaar.shop.kv.set_many(&[(list.entry(1), entry.into_bytes())]).unwrap();
    job(&bazaar, 14);
    job(&bazaar, 40);
    assert!(!is_known(&bazaar, 45, 1) && !is_known(&bazaar, 45, 2));
    // One that is never written holds up nothing for long.
    bazaar.shop.kv.increment(&list.counter()).unwrap();
    bazaar.tell_all(&[order(50, 3, EMAIL), shopify(60, "customers/redact", &wish(3))]);
    job(&bazaar, 90);
    assert!(!is_known(&bazaar, 95, 3));
}

#[test]
fn nothing_personal_lies_open_after_all_samples() {
    let bazaar = bazaar();
    bazaar.tell_all(&[
        shopify(0, "orders/create", &fixture("shopify/orders_create")),
        shopify(1, "fulfillments/create", &fixture("shopify/fulfillments_create")),
        shopify(2, "fulfillment_events/create", &fixture("shopify/fulfillment_events_create")),
        shopify(3, "refunds/create", &fixture("shopify/refunds_create")),
        shopify(4, "customers/data_request", &fixture("shopify/customers_data_request")),
        shopify(
            5,
            "customers/redact",
            &changed(fixture("shopify/customers_redact"), &[("orders_to_redact", json!([]))]),
        ),
        woo(6, "order.updated", &fixture("woocommerce/order_updated")),
        shoper(7, "order.create", &fixture("shoper/order_create")),
        erli(8, &fixture("erli/order")),
        amazon(9, &fixture("amazon/order_change")),
        standard(10, &[]),
        payu(11, "1001", "COMPLETED", (11479, "PLN")),
        p24(12, "1001", 11479, "PLN"),
        stripe(13, "payment_intent.succeeded", "1001", 11479),
        payu(14, "waits", "COMPLETED", (11479, "PLN")),
    ]);
    bazaar.ask(20, Method::POST, "/api/customers/export", by_mail(EMAIL));
    job(&bazaar, 30);
    bazaar.clock(40, 60);
    let everything = format!("{}\n{}", bazaar.shop.kv.keys().join("\n"), bazaar.shop.kv.dump()).to_lowercase();
    for personal in [
        "lucja",
        "łucja",
        "zolkiewska",
        "żółkiewska",
        "600000001",
        "600 000",
        "example.com",
        "30-001",
        "30001",
        "próbna",
        "krak",
    ] {
        let place = everything
            .find(personal)
            .map(|at| everything.chars().skip(at.saturating_sub(100)).take(300).collect::<String>());
        assert_eq!(place, None, "{personal}");
    }
    assert!(everything.contains("1001"));
}
