//! Amazon: its proofs, all that bridges wrap around a notification, its statuses.

use crate::{
    platform_standard::{believes, only, said, stored, survives},
    world::{fixture, now, time},
};
use serde_json::{Value, json};
use sledz_domain::{
    order::{Cancellation, Items},
    status::{Payment, Stage},
};
use sledz_sources::{
    couriers::Receives,
    platforms::{Contact, Platform, Said, amazon::Amazon},
};

fn sample() -> Value {
    serde_json::from_slice(&fixture("amazon/order_change.json")).unwrap()
}

fn with(place: &str, value: Value) -> Value {
    let mut message = sample();
    let (parent, name) = place.rsplit_once('/').unwrap();
    message.pointer_mut(parent).unwrap()[name] = value;
    message
}

const SUMMARY: &str = "/Payload/OrderChangeNotification/Summary";

fn summary(name: &str, value: Value) -> Value {
    with(&format!("{SUMMARY}/{name}"), value)
}

#[test]
fn the_header_or_else_the_path() {
    let body = fixture("amazon/order_change.json");
    let proven = |secrets: &str, headers: &[(&str, &str)], token: Option<&str>| {
        believes(&Amazon, secrets, headers, token, &body)
    };
    let key = [("X-Api-Key", "hush")];
    assert!(proven("header:x-api-key:hush", &key, None));
    assert!(proven("header:x-api-key:old header:X-Api-Key:hush", &key, None));
    assert!(proven("path:token", &[], Some("token")));
    assert!(!proven("header:x-api-key:hush", &[("X-Api-Key", "hus")], None));
    assert!(!proven("header:x-api-key:hush", &[("X-Other", "hush")], None));
    assert!(!proven("header:x-api-key:hush", &[], None));
    assert!(!proven("header:x-api-key:hush path:token", &[], Some("token")), "both are required");
    assert!(!proven("path:token", &key, Some("tok")));
    assert!(!proven("path:token", &key, None));
    assert!(!proven("", &[], None));
    assert!(!proven("hush", &key, Some("hush")), "a bare word proves nothing");
    assert_eq!(Amazon.receives(), Receives::JsonOrList);
}

#[test]
fn the_sample() {
    let order = only(&Amazon, &sample());
    assert_eq!((order.platform_id.as_str(), order.unknown_status), ("404-1234567-1234567", false));
    let snapshot = &order.snapshot;
    assert_eq!(snapshot.version, time("2026-10-01T10:31:00.109Z"));
    assert_eq!(snapshot.number.as_deref(), Some("404-1234567-1234567"));
    assert_eq!((snapshot.stage, snapshot.payment), (Some(Stage::Preparing), Some(Payment::Paid)));
    assert_eq!((snapshot.cancellation, snapshot.says.as_deref()), (Some(Cancellation::No), Some("Unshipped")));
    assert_eq!(snapshot.placed_at, Some(time("2026-10-01T10:30:05Z")));
    assert_eq!(snapshot.dispatch_by, Some(time("2026-10-02T21:59:59Z")));
    assert_eq!(snapshot.estimated_delivery, Some(time("2026-10-05T21:59:59Z")));
    assert_eq!(snapshot.items, Some(Items { ordered: 2, sent: 0, cancelled: 0 }));
    assert_eq!((&snapshot.total, &snapshot.shipments, &snapshot.language), (&None, &None, &None));
    assert_eq!(order.contact, Some(Contact { postcodes: vec!["30001".to_owned()], ..Contact::default() }));
    let stored = stored(&order);
    assert!(!stored.contains("30-001") && !stored.contains("30001"));
    assert!(!stored.contains("A0TESTSELLER00"));
}

/// The same with names in lower camel case, all of them.
fn camel(value: &Value) -> Value {
    let lower = |name: &str| format!("{}{}", name[..1].to_lowercase(), &name[1..]);
    match value {
        Value::Object(fields) => fields.iter().map(|(name, value)| (lower(name), camel(value))).collect(),
        Value::Array(items) => items.iter().map(camel).collect(),
        other => other.clone(),
    }
}

#[test]
fn all_that_bridges_make_of_it() {
    let plain = sample();
    let expected = said(&Amazon, &plain);
    let text = |value: &Value| Value::String(value.to_string());
    let sns = json!({"Type": "Notification", "MessageId": "m", "Message": text(&plain)});
    let pipe: Value = serde_json::from_slice(&fixture("amazon/sqs_pipe.json")).unwrap();
    for (name, message) in [
        ("the pipe's list", pipe.clone()),
        ("one record", pipe[0].clone()),
        ("a record of boto", json!({"MessageId": "m", "Body": text(&plain)})),
        ("a record with the body as an object", json!({"body": plain})),
        ("records", json!({"Records": pipe})),
        ("records in lower case", json!({"records": pipe})),
        ("text", text(&plain)),
        ("text twice", text(&text(&plain))),
        ("text of a list", text(&pipe)),
        ("SNS", sns.clone()),
        ("SNS in lower case", camel(&sns)),
        ("SNS in a queue", json!([{"body": text(&sns)}])),
        ("SNS in a queue as text", text(&json!([{"body": text(&sns)}]))),
        ("an event", json!({"detail-type": "x", "source": "y", "detail": plain})),
        ("camel case", camel(&plain)),
        ("camel case as text in records", json!({"Records": [{"body": text(&camel(&plain))}]})),
    ] {
        assert_eq!(said(&Amazon, &message), expected, "{name}");
    }
}

#[test]
fn one_order_for_each_notification_whatever_lies_beside() {
    let other = with("/Payload/OrderChangeNotification/AmazonOrderId", json!("404-7654321-7654321"));
    let unknown = with("/NotificationType", json!("ITEM_PRODUCT_TYPE_CHANGE"));
    let message = json!([
        {"body": sample().to_string()}, {"body": "{"}, {"body": unknown.to_string()}, 7, null, {"ok": 1},
        with("/Payload", json!({})), {"body": other.to_string()},
    ]);
    let told = said(&Amazon, &message);
    let ids: Vec<_> = told
        .iter()
        .map(|said| match said {
            Said::Order(order) => order.platform_id.as_str(),
            Said::Unreadable => "unreadable",
            other => panic!("{other:?}"),
        })
        .collect();
    let bad = "unreadable";
    assert_eq!(ids, ["404-1234567-1234567", bad, bad, bad, bad, bad, "404-7654321-7654321"]);
}

#[test]
fn what_is_of_no_concern() {
    for kind in ["ANY_OFFER_CHANGED", "SHIPMENT_TRACKING_MILESTONE_CHANGED", "order_change"] {
        assert_eq!(said(&Amazon, &with("/NotificationType", json!(kind))), [], "{kind}");
        assert_eq!(said(&Amazon, &json!({"notificationType": kind})), [], "{kind}");
    }
    for kind in ["SubscriptionConfirmation", "UnsubscribeConfirmation"] {
        let message = json!({"Type": kind, "Token": "t", "SubscribeURL": "https://sns.example.com"});
        assert_eq!(said(&Amazon, &message), [], "{kind}");
    }
    assert_eq!(said(&Amazon, &json!([])), []);
    let sns: Value = serde_json::from_slice(&fixture("amazon/sns_notification.json")).unwrap();
    assert_eq!(said(&Amazon, &sns), [Said::Unreadable], "its message is no notification");
}

#[test]
fn layers_have_an_end() {
    let texts = |count: usize| (0..count).fold(sample(), |inner, _| Value::String(inner.to_string()));
    assert_eq!(said(&Amazon, &texts(4)), said(&Amazon, &sample()));
    assert_eq!(said(&Amazon, &texts(5)), [Said::Unreadable]);
    let lists = |count: usize| (0..count).fold(sample(), |inner, _| json!([inner]));
    assert_eq!(said(&Amazon, &lists(15)), said(&Amazon, &sample()));
    assert_eq!(said(&Amazon, &lists(16)), [Said::Unreadable]);
    assert_eq!(said(&Amazon, &lists(60)), [Said::Unreadable]);
    let many = Value::Array(vec![json!(1); 500_000]);
    assert_eq!(said(&Amazon, &many).len(), 2001);
    for text in ["", " ", "{", "1e999", "{\"a\":1},\"it\":2", "[[[[", "null"] {
        assert_eq!(said(&Amazon, &json!(text)), [Said::Unreadable], "{text}");
    }
}

#[test]
fn statuses() {
    use Stage::{Preparing, Received, Shipped};
    for (status, stage, payment, cancellation) in [
        ("Pending", Some(Received), Some(Payment::Pending), Some(Cancellation::No)),
        ("PendingAvailability", Some(Received), Some(Payment::Pending), Some(Cancellation::No)),
        ("Unshipped", Some(Preparing), Some(Payment::Paid), Some(Cancellation::No)),
        ("InvoiceUnconfirmed", Some(Preparing), Some(Payment::Paid), Some(Cancellation::No)),
        ("PartiallyShipped", Some(Shipped), Some(Payment::Paid), Some(Cancellation::No)),
        ("Shipped", Some(Shipped), Some(Payment::Paid), Some(Cancellation::No)),
        ("Canceled", None, None, Some(Cancellation::Yes)),
        ("Unfulfillable", None, None, Some(Cancellation::Yes)),
        ("Polished", None, None, None),
    ] {
        for fulfilled_by in ["MFN", "AFN"] {
            let mut message = summary("OrderStatus", json!(status));
            message.pointer_mut(SUMMARY).unwrap()["FulfillmentType"] = json!(fulfilled_by);
            let order = only(&Amazon, &message);
            let told = (order.snapshot.stage, order.snapshot.payment, order.snapshot.cancellation);
            assert_eq!(told, (stage, payment, cancellation), "{status}");
            assert_eq!(order.unknown_status, status == "Polished");
            assert_eq!(order.snapshot.says.as_deref(), Some(status));
        }
    }
    let order = only(&Amazon, &summary("OrderStatus", Value::Null));
    assert_eq!((order.snapshot.stage, order.unknown_status), (None, false));
}

#[test]
fn versions_and_items() {
    let mut message = sample();
    message["EventTime"] = Value::Null;
    assert_eq!(only(&Amazon, &message).snapshot.version, time("2026-10-01T10:30:58Z"));
    message["Payload"]["OrderChangeNotification"]["OrderChangeTrigger"] = json!({"TimeOfOrderChange": null});
    assert_eq!(only(&Amazon, &message).snapshot.version, now());
    let of = |lines: Value| {
        let mut message = summary("OrderItems", lines);
        message.pointer_mut(SUMMARY).unwrap()["NumberOfItemsShipped"] = json!(4);
        let items = only(&Amazon, &message).snapshot.items.unwrap();
        (items.ordered, items.sent)
    };
    assert_eq!(of(json!([{"Quantity": 2, "QuantityShipped": 1}, {"Quantity": 3}])), (5, 1));
    assert_eq!(of(json!([{"Quantity": 2, "OrderItemStatus": "Shipped"}, {"quantity": 1}])), (3, 2));
    for unclear in [json!([]), Value::Null, json!([{"Quantity": -1}]), json!([{"Quantity": 4_294_967_296_u64}])] {
        assert_eq!(of(unclear.clone()), (6, 4), "{unclear}: by the sums");
    }
}

#[test]
fn ids_keep_their_digits() {
    let id: Value = serde_json::from_str("9007199254740993").unwrap();
    let message = with("/Payload/OrderChangeNotification/AmazonOrderId", id);
    assert_eq!(only(&Amazon, &message).platform_id, "9007199254740993");
    assert_eq!(only(&Amazon, &json!(message.to_string())).platform_id, "9007199254740993");
    let nothing = with("/Payload/OrderChangeNotification/AmazonOrderId", Value::Null);
    assert_eq!(said(&Amazon, &nothing), [Said::Unreadable]);
}

#[test]
fn hostile_input() {
    survives(&Amazon, &sample());
    survives(&Amazon, &serde_json::from_slice(&fixture("amazon/sqs_pipe.json")).unwrap());
    survives(&Amazon, &serde_json::from_slice(&fixture("amazon/sns_notification.json")).unwrap());
}
