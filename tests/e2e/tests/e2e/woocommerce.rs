//! WooCommerce: signature, ping, topics, versions, tracking numbers in every shape.

use crate::world::{World, ago, fixture, skips_named};
use chrono::TimeDelta;
use serde_json::{Value, json};
use sledz_e2e::{
    message::Message,
    secrets::words,
    senders::woocommerce::{self, message, order, set_date, set_tracking, signature},
};

fn tell(world: &World, topic: &str, body: &Value) {
    world.take(&message(world.secrets(), topic, body));
}

fn stage(world: &World, number: &str) -> Value {
    world.order(number)["stage"].clone()
}

/// Local only: it holds an order of a number that another shop may really have.
#[test]
fn published_signatures() {
    if skips_named("woocommerce: published_signatures") {
        return;
    }
    let world = World::open();
    let vectors: Vec<Value> = serde_json::from_slice(&fixture("woocommerce/signatures.json")).unwrap();
    let mut stages = Vec::new();
    for vector in vectors {
        let text = |field: &str| vector[field].as_str().unwrap();
        assert!(words(&world.secrets().woocommerce, "").contains(&text("secret")));
        let message =
            Message::json(woocommerce::path(world.secrets()), fixture(&format!("woocommerce/{}", text("file"))))
                .with("x-wc-webhook-topic", text("topic"))
                .with("x-wc-webhook-delivery-id", "1")
                .with("x-wc-webhook-signature", text("signature"));
        let mut spoilt = message.body.clone();
        spoilt[5] ^= 1;
        world.refuse(&message.clone().body(spoilt), 401);
        world.take(&message);
        stages.push(stage(&world, "727"));
    }
    assert_eq!(stages, ["shipped", "cancelled"]);
    let found = world.order("727");
    assert_eq!(found["shipments"][0]["tracking_number"], "520000000000000000000001");
    assert_eq!(found["shipments"][0]["carrier"], "inpost");
    assert_eq!(found["placed_at"], "2026-10-01T10:30:05Z");
    assert_eq!(found["payment"], json!({"state": "paid", "at": "2026-10-01T10:31:00Z"}));
}

#[test]
fn every_configured_secret_is_tried() {
    let world = World::open();
    let body = order(world.base, &world.number(1), "pending", ago(3), &world.email());
    let right = message(world.secrets(), "order.updated", &body);
    for secret in words(&world.secrets().woocommerce, "") {
        let signature = signature(secret, &right.body);
        world.take(&right.clone().with("x-wc-webhook-signature", &signature));
    }
    for wrong in ["", "AAAA", "not base64 !", right.header("x-wc-webhook-signature").trim_end_matches('=')] {
        world.refuse(&right.clone().with("x-wc-webhook-signature", wrong), 401);
    }
    world.refuse(&right.without("x-wc-webhook-signature"), 401);
}

#[test]
fn the_ping_is_answered_and_does_nothing() {
    let world = World::open();
    let ping = woocommerce::ping(world.secrets());
    world.take(&ping);
    assert_eq!(fixture("woocommerce/ping.txt").trim_ascii(), ping.body);
    for body in
        ["webhook_id=", "webhook_id=12x", "webhook_id=12&id=1", " webhook_id=12", "webhook_id=12\n", "webhook_id=-1"]
    {
        world.refuse(&ping.clone().body(body), 401);
    }
}

#[test]
fn statuses_and_payment() {
    let world = World::open();
    for (n, (status, stage, payment)) in (1..).zip([
        ("pending", "received", "unpaid"),
        ("on-hold", "received", "pending"),
        ("failed", "received", "failed"),
        ("processing", "preparing", "paid"),
        ("completed", "shipped", "paid"),
        ("cancelled", "cancelled", ""),
        ("trash", "cancelled", ""),
        ("refunded", "cancelled", "refunded"),
        ("wyslane-do-klienta", "paid", "paid"),
    ]) {
        let number = world.number(n);
        tell(&world, "order.updated", &order(world.base + u64::from(n), &number, status, ago(3), &world.email()));
        let found = world.order(&number);
        assert_eq!(found["stage"], stage, "{status}");
        if !payment.is_empty() {
            assert_eq!(found["payment"]["state"], payment, "{status}");
        }
    }
    let number = world.number(20);
    tell(&world, "order.created", &order(world.base + 20, &number, "checkout-draft", ago(3), &world.email()));
    world.has_no_order(&number);
}

#[test]
fn cash_on_delivery_and_refunds() {
    let world = World::open();
    let number = world.number(1);
    let mut cod = order(world.base, &number, "processing", ago(30), &world.email());
    cod["payment_method"] = json!("cod");
    set_date(&mut cod, "date_paid", None);
    set_date(&mut cod, "date_modified", Some(ago(9)));
    tell(&world, "order.created", &cod);
    assert_eq!(world.order(&number)["payment"]["state"], "cod");
    assert!(world.order(&number)["dispatch_by"].is_string());
    let mut refunded = order(world.base, &number, "completed", ago(30), &world.email());
    for (hours, total, state) in [(8, "-10.00", "partially_refunded"), (7, "-114.79", "refunded")] {
        refunded["refunds"] = json!([{"id": 1, "reason": "", "total": total}]);
        set_date(&mut refunded, "date_modified", Some(ago(hours)));
        tell(&world, "order.updated", &refunded);
        assert_eq!(world.order(&number)["payment"]["state"], state);
    }
}

#[test]
fn created_and_updated_may_come_in_any_order() {
    let world = World::open();
    for (n, newer_first) in [(1, false), (2, true)] {
        let number = world.number(n);
        let mut created = order(world.base + u64::from(n), &number, "pending", ago(5), &world.email());
        set_date(&mut created, "date_modified", Some(ago(5)));
        let mut updated = order(world.base + u64::from(n), &number, "processing", ago(5), &world.email());
        set_date(&mut updated, "date_modified", Some(ago(5) + TimeDelta::seconds(2)));
        let mut both = [("order.created", created), ("order.updated", updated)];
        if newer_first {
            both.reverse();
        }
        for (topic, body) in &both {
            tell(&world, topic, body);
        }
        assert_eq!(stage(&world, &number), "preparing", "newer first: {newer_first}");
        // Delivered once more, hours late.
        tell(&world, "order.created", &both[usize::from(newer_first)].1);
        assert_eq!(stage(&world, &number), "preparing");
    }
}

#[test]
fn a_stale_modification_never_wins() {
    let world = World::open();
    let number = world.number(1);
    for (hours, status, expected) in [
        (5, "processing", "preparing"),
        (9, "pending", "preparing"),
        (4, "completed", "shipped"),
        (6, "cancelled", "shipped"),
    ] {
        let mut body = order(world.base, &number, status, ago(10), &world.email());
        set_date(&mut body, "date_modified", Some(ago(hours)));
        tell(&world, "order.updated", &body);
        assert_eq!(stage(&world, &number), expected, "{status} of {hours} hours ago");
    }
}

#[test]
fn deleted_and_restored() {
    let world = World::open();
    let number = world.number(1);
    let mut body = order(world.base, &number, "processing", ago(9), &world.email());
    set_date(&mut body, "date_modified", Some(ago(8)));
    tell(&world, "order.updated", &body);
    tell(&world, "order.deleted", &json!({"id": world.base}));
    let found = world.order(&number);
    assert_eq!(found["stage"], "cancelled");
    assert_eq!(found["sources"][0]["says"], "deleted");
    set_date(&mut body, "date_modified", Some(ago(0) + TimeDelta::seconds(5)));
    tell(&world, "order.restored", &body);
    assert_eq!(stage(&world, &number), "preparing");
}

#[test]
fn other_topics_do_nothing() {
    let world = World::open();
    let body = order(world.base, &world.number(1), "processing", ago(9), &world.email());
    for topic in ["product.updated", "customer.created", "coupon.deleted", "action.woocommerce_add_to_cart", ""] {
        tell(&world, topic, &body);
    }
    tell(&world, "order.updated", &json!({}));
    tell(&world, "order.updated", &json!({"id": world.base}));
    world.has_no_order(&world.number(1));
}

#[test]
fn tracking_numbers_in_every_shape() {
    let world = World::open();
    let shipped = ago(20);
    let item = |parcel: &str| {
        json!({"tracking_provider": "", "custom_tracking_provider": "InPost Paczkomaty 24/7", "custom_tracking_link": "",
            "tracking_number": parcel, "date_shipped": shipped.timestamp(), "tracking_id": "01"})
    };
    let php = |parcel: &str| {
        format!(
            "a:1:{{i:0;a:2:{{s:24:\"custom_tracking_provider\";s:6:\"InPost\";s:15:\"tracking_number\";s:{}:\"{parcel}\";}}}}",
            parcel.len()
        )
    };
    for n in 1..=7 {
        let (number, parcel) = (world.number(n), world.parcel(n));
        let value = match n {
            1 => json!([item(&parcel)]),
            2 => json!({"1": item(&parcel)}),
            3 => item(&parcel),
            4 => json!(json!([item(&parcel)]).to_string()),
            5 => json!(json!({"4": item(&parcel)}).to_string()),
            6 => json!(php(&parcel)),
            _ => json!([{"tracking_number": "", "tracking_provider": null}, item(&parcel), item(&parcel), 5, null]),
        };
        let mut body = order(world.base + u64::from(n), &number, "processing", ago(30), &world.email());
        body["meta_data"] = json!([{"id": 1, "key": "_other", "value": {"a": 1}},
            {"id": 2, "key": "_wc_shipment_tracking_items", "value": value}]);
        tell(&world, "order.updated", &body);
        let found = world.order(&number);
        assert_eq!(found["shipments"].as_array().unwrap().len(), 1, "shape {n}: {value}");
        assert_eq!(found["shipments"][0]["tracking_number"], parcel.as_str());
        assert_eq!(found["shipments"][0]["carrier"], "inpost");
        assert_eq!(found["stage"], "shipped", "processing with a number is shipped");
    }
    for (n, value) in
        (20..).zip([json!(null), json!(""), json!("x"), json!(5), json!([]), json!({}), json!("a:1:{i:0;")])
    {
        let number = world.number(n);
        let mut body = order(world.base + u64::from(n), &number, "processing", ago(30), &world.email());
        body["meta_data"] = json!([{"key": "_wc_shipment_tracking_items", "value": value}]);
        tell(&world, "order.updated", &body);
        assert_eq!(stage(&world, &number), "preparing", "{value} names nothing");
    }
}

#[test]
fn a_number_that_the_shop_takes_back_is_no_longer_listed() {
    let world = World::open();
    let (number, wrong, right) = (world.number(1), world.parcel(1), world.parcel(2));
    for (hours, parcel) in [(9, &wrong), (8, &right)] {
        let mut body = order(world.base, &number, "completed", ago(30), &world.email());
        set_tracking(&mut body, &[("InPost", parcel)], ago(10));
        set_date(&mut body, "date_modified", Some(ago(hours)));
        tell(&world, "order.updated", &body);
        let shipments = world.order(&number)["shipments"].clone();
        assert_eq!(shipments.as_array().unwrap().len(), 1);
        assert_eq!(shipments[0]["tracking_number"], parcel.as_str());
    }
}

#[test]
fn the_buyer_is_found_by_email_phone_and_postcode() {
    let world = World::open();
    let number = world.number(1);
    let mut body = order(world.base, &number, "processing", ago(3), &world.email());
    body["billing"]["phone"] = json!("+48 600 000 001");
    body["shipping"]["postcode"] = json!("80-001");
    tell(&world, "order.updated", &body);
    let email = world.email().to_uppercase();
    for contact in [email.as_str(), " 600-000-001 ", "0048600000001", "30-001", "80001"] {
        let form = [("number", number.as_str()), ("contact", contact)];
        let _ = world.client().post_form("/sledz-zamowienie", &form).unwrap().expect(303);
    }
    for contact in ["600000002", "30-002", "Żółkiewska", ""] {
        let form = [("number", number.as_str()), ("contact", contact)];
        let _ = world.client().post_form("/sledz-zamowienie", &form).unwrap().expect(422);
    }
}
