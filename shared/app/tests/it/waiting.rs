//! Facts in two logs that come in either order, and numbers that are recycled.

use crate::shop::{Shop, after, order, shipment};
use http::StatusCode;
use serde_json::{Value, json};

const DAY: i64 = 24 * 60;

fn event(at: i64, reference: Value) -> crate::shop::Message {
    shipment(
        after(at),
        json!({"carrier": "dpd", "tracking_number": "A1", "order": reference, "status": "in_transit", "at": after(at)}),
    )
}

#[test]
fn a_parcel_attaches_by_reference_whichever_comes_first() {
    let placed = order(
        after(0),
        json!({"id": "1", "number": "#1001-a", "status": "paid", "placed_at": after(0), "updated_at": after(0)}),
    );
    for messages in [[event(10, json!("1001-A")), placed.clone()], [placed.clone(), event(10, json!(" #1001-a"))]] {
        let shop = Shop::new();
        for message in &messages {
            assert_eq!(shop.deliver(message), StatusCode::OK);
        }
        let page = shop.page("1001-a", after(20)).unwrap();
        assert_eq!(page["shipments"][0]["tracking_number"], "A1");
        assert_eq!(page["stage"], "in_transit");
    }
}

#[test]
fn a_reference_to_a_number_of_long_ago_attaches_nothing() {
    for (at, attached) in [(119 * DAY, 1), (121 * DAY, 0), (-119 * DAY, 1), (-121 * DAY, 0)] {
        let shop = Shop::new();
        shop.deliver(&event(at, json!("1001")));
        shop.deliver(&order(
            after(0),
            json!({"id": "1", "number": "1001", "placed_at": after(0), "updated_at": after(0)}),
        ));
        assert_eq!(
            shop.page("1001", after(130 * DAY)).unwrap()["shipments"].as_array().unwrap().len(),
            attached,
            "{at}"
        );
    }
}

#[test]
fn events_of_a_recycled_number_are_not_shown() {
    let shop = Shop::new();
    shop.deliver(&event(-130 * DAY, json!(null)));
    shop.deliver(&event(10, json!(null)));
    shop.deliver(&order(after(0), json!({"id": "1", "status": "shipped", "placed_at": after(0), "updated_at": after(0), "shipments": [{"tracking_number": "a-1"}]})));
    let page = shop.page("1", after(20)).unwrap();
    assert_eq!(page["shipments"][0]["events"].as_array().unwrap().len(), 1);
}

#[test]
fn a_redirected_parcel_is_followed() {
    let shop = Shop::new();
    shop.deliver(&order(after(0), json!({"id": "1", "status": "shipped", "placed_at": after(0), "updated_at": after(0), "shipments": [{"carrier": "dpd", "tracking_number": "A1"}]})));
    shop.deliver(&shipment(
        after(5),
        json!({"tracking_number": "A1", "status": "exception", "at": after(5), "replaced_by": "B2"}),
    ));
    shop.deliver(&shipment(after(6), json!({"tracking_number": "B2", "status": "delivered", "at": after(6)})));
    let page = shop.page("1", after(20)).unwrap();
    assert_eq!(page["stage"], "delivered");
    assert_eq!(page["shipments"][0]["replaced_by"], "B2");
    assert_eq!(page["shipments"][1]["tracking_number"], "B2");
}

#[test]
fn a_full_parcel_answers_counts_and_drops() {
    let shop = Shop::new();
    let batch: Vec<Value> =
        (0..100).map(|n| json!({"tracking_number": "A1", "status": "in_transit", "at": after(n)})).collect();
    for round in 0..11 {
        let later: Vec<Value> = batch
            .iter()
            .cloned()
            .map(|mut event| {
                event["code"] = json!(round.to_string());
                event
            })
            .collect();
        assert_eq!(shop.deliver(&shipment(after(200), json!(later))), StatusCode::OK);
    }
    shop.deliver(&order(
        after(0),
        json!({"id": "1", "placed_at": after(0), "updated_at": after(0), "shipments": [{"tracking_number": "A1"}]}),
    ));
    assert_eq!(shop.page("1", after(300)).unwrap()["shipments"][0]["events"].as_array().unwrap().len(), 1000);
    assert!(shop.kv.keys().iter().any(|key| key == "sledz1:n/dropped:parcel"));
}
