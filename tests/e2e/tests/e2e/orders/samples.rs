//! The samples of the other platforms, each with the signature of its vector.

use super::{Day, parcels, told};
use crate::world::{fixture, time};
use serde_json::{Value, json};
use sledz_e2e::{
    message::Message,
    secrets::words,
    senders::{amazon, erli, idosell, prestashop, shoper},
};

#[test]
fn shoper_by_both_of_its_signatures() {
    let vectors: Vec<Value> = serde_json::from_slice(&fixture("shoper/signatures.json")).unwrap();
    assert_eq!(vectors.len(), 2);
    for vector in vectors {
        let Some(day) = Day::open("shoper_by_both_of_its_signatures") else { return };
        let text = |field: &str| vector[field].as_str().unwrap_or_default();
        let known = day.secrets().platform("shoper");
        assert!(known.split(' ').any(|word| word == text("secret")), "{vector}");
        assert_eq!(text("id"), shoper::WEBHOOK);
        let body = fixture(&format!("shoper/{}", text("file")));
        let message = shoper::unsigned(day.secrets(), text("name"), body).with("x-webhook-sha1", text("signature"));
        let message = match text("license") {
            "" => message.without("x-shop-license"),
            license => message.with("x-shop-license", license),
        };
        day.hears_only_exactly(message);
        let (view, page) = day.sees("8");
        assert_eq!(told(&view), ("received", "unpaid", "-"));
        assert_eq!(view["outstanding"], json!({"amount": "114.79", "currency": "PLN"}));
        assert_eq!(view["placed_at"], "2026-10-01T10:30:05Z", "Poland's clocks");
        assert!(page.contains("114,79"), "{page}");
    }
}

#[test]
fn erli() {
    let Some(day) = Day::open("orders: erli") else { return };
    let body = fixture("erli/order.json");
    let right = erli::proven(day.secrets(), body.clone());
    for wrong in ["", "Bearer", "Bearer ", "Bearer wrong", "Basic local-erli-token", "local-erli-token"] {
        day.refuse(&day.received(right.clone().with("authorization", wrong)), 401);
    }
    for token in words(day.secrets().platform("erli"), "") {
        day.refuse(&day.received(right.clone().with("authorization", &format!("Bearer {}", &token[1..]))), 401);
    }
    day.has_no_order("230901x00001");
    day.hear(right);
    let (view, page) = day.sees("230901x00001");
    assert_eq!(told(&view), ("preparing", "paid", "2026-10-05T21:59:59Z"));
    assert_eq!(view["items"]["ordered"], 2);
    assert!(page.contains("230901X00001") || page.contains("230901x00001"));
}

#[test]
fn amazon_in_everything_that_bridges_make_of_it() {
    let plain: Value = serde_json::from_slice(&fixture("amazon/order_change.json")).unwrap();
    let pipe: Value = serde_json::from_slice(&fixture("amazon/sqs_pipe.json")).unwrap();
    for (what, body) in [
        ("the notification", plain.clone()),
        ("the pipe's list, doubly encoded", pipe.clone()),
        ("one record", pipe[0].clone()),
        ("small letters", amazon::camel(&plain)),
        ("small letters, as text in records", amazon::records(&[amazon::camel(&plain)])),
        ("text", Value::String(plain.to_string())),
        ("an event", json!({"detail-type": "x", "source": "aws.sqs", "detail": plain})),
        ("SNS", json!({"Type": "Notification", "MessageId": "m", "Message": plain.to_string()})),
    ] {
        let Some(day) = Day::open("amazon_in_everything_that_bridges_make_of_it") else { return };
        // In the very bytes of the sample, where it is one.
        let bytes = match what {
            "the notification" => fixture("amazon/order_change.json"),
            "the pipe's list, doubly encoded" => fixture("amazon/sqs_pipe.json"),
            _ => body.to_string().into_bytes(),
        };
        let right = amazon::proven(day.secrets(), bytes);
        let (name, value) = amazon::header(day.secrets());
        for wrong in ["", "wrong", &value[1..], &value.to_uppercase()] {
            day.refuse(&day.received(right.clone().with(&name, wrong)), 401);
        }
        day.refuse(&day.received(right.clone().without(&name)), 401);
        day.has_no_order("404-1234567-1234567");
        day.hear(right);
        let (view, _) = day.sees("404-1234567-1234567");
        assert_eq!(told(&view), ("preparing", "paid", "2026-10-02T21:59:59Z"), "{what}");
        assert_eq!(view["estimated_delivery"], "2026-10-05T21:59:59Z", "{what}");
    }
}

#[test]
fn amazon_by_plain_text() {
    let Some(day) = Day::open("amazon_by_plain_text") else { return };
    let said = fixture("amazon/sns_notification.json");
    let sns = amazon::proven(day.secrets(), said.clone()).with("content-type", "text/plain; charset=UTF-8");
    let before = day.counters().unwrap();
    day.take(&day.received(sns.clone()));
    // It holds no notification of an order: counted, and nothing else.
    assert!((day.counters().unwrap() - before).commits <= 1);
    let mut with_order: Value = serde_json::from_slice(&said).unwrap();
    with_order["Message"] = json!(String::from_utf8(fixture("amazon/order_change.json")).unwrap());
    day.hear(sns.body(with_order.to_string()));
    assert_eq!(day.sees("404-1234567-1234567").0["stage"], "preparing");
}

#[test]
fn prestashop() {
    let Some(day) = Day::open("orders: prestashop") else { return };
    let body = fixture("prestashop/order_status_changed.json");
    let message = Message::json(prestashop::path(day.secrets()), body)
        .with("x-openlinker-timestamp", "1790850660000")
        .with("x-openlinker-signature", "sha256=19c9b7253a52ea1c16edb75f6738c3e8acb72cdcbb9f4adc9e8bb1f783b1b995");
    assert_eq!(time("2026-10-01T10:31:00Z").timestamp_millis(), 1_790_850_660_000);
    for late in ["2026-10-01T10:36:01Z", "2026-10-01T10:25:59Z"] {
        day.at(late).refuse(&day.received(message.clone()), 401);
    }
    day.at("2026-10-01T10:31:10Z").hears_only_exactly(message);
    let (view, _) = day.sees("812");
    assert_eq!(told(&view), ("received", "-", "-"), "it says that there is an order, and nothing more");
    // The same order as a module tells it that puts something into its payload.
    let mut told_more =
        prestashop::order(812, "XKBKNABJK", "Wysłane", time("2026-10-02T07:00:00Z"), "lucja@example.com");
    told_more["payload"]["shipping_number"] = json!("520000000000000000000001");
    told_more["payload"]["carrier"] = json!("InPost Paczkomaty");
    day.at("2026-10-02T07:00:01Z");
    let sent = time("2026-10-02T07:00:01Z");
    day.hears_only_exactly(prestashop::signed(day.secrets(), told_more.to_string().into_bytes(), sent));
    let (view, page) = day.sees("XKBKNABJK");
    assert_eq!((&view["stage"], &view["payment_state"]), (&json!("shipped"), &json!("paid")));
    assert_eq!(parcels(&view), [("inpost", "520000000000000000000001", "pre_transit")]);
    assert!(page.contains("520000000000000000000001"));
}

#[test]
fn idosell_as_the_template_writes_it() {
    let Some(day) = Day::open("idosell_as_the_template_writes_it") else { return };
    let body = String::from_utf8(fixture("idosell/order.json")).unwrap();
    let right = Message::json(idosell::path(day.secrets()), body.clone().into_bytes());
    day.at("2026-10-02T07:00:10Z");
    day.refuse(&day.received(right.clone().body(body.replace("\"hush\"", "\"husk\""))), 401);
    day.refuse(&day.received(right.clone().to("/hooks/orders/idosell")), 401);
    day.refuse(&day.received(right.clone().to("/hooks/orders/idosell/wrong")), 401);
    day.has_no_order("4321");
    day.hear(right);
    let (view, page) = day.sees("4321");
    // Packed, and its label printed.
    assert_eq!(told(&view), ("preparing", "paid", "2026-10-05T21:59:59Z"));
    assert_eq!(parcels(&view), [("inpost", "602677439331630337653846", "pre_transit")]);
    assert!(page.contains("602677439331630337653846"));
}
