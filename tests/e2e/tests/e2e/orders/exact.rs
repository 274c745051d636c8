//! Ids beyond what a double holds, and amounts that it does not: both come out as they went in.

use super::{Day, lacks};
use crate::world::{World, ago};
use serde_json::{Value, json};
use sledz_e2e::{
    message::Message,
    senders::{erli, shoper, shopify, standard},
};

/// Sends a body whose id is written in these digits.
fn with_id(body: &Value, field: &str, id: &str) -> Vec<u8> {
    let mut body = body.clone();
    body[field] = serde_json::from_str(id).unwrap();
    body.to_string().into_bytes()
}

#[test]
fn ids_beyond_two_to_the_53() {
    let world = World::open();
    // Two ids that are one number to whoever reads them as a double, and nobody else's.
    let digits = format!("90071992547{:015}", world.base);
    let ids = [format!("{digits}2"), format!("{digits}3")];
    assert_eq!(ids[0].parse::<f64>().unwrap().to_bits(), ids[1].parse::<f64>().unwrap().to_bits());
    if !lacks(world.secrets(), "ids_beyond_two_to_the_53", &[("order", "shopify")]) {
        for (n, id) in (1..).zip(&ids) {
            let number = world.number(n);
            let order = shopify::order(1, &number, "paid", ago(9), ago(9), &world.email());
            let tell = |topic: &str, body| world.take(&shopify::signed(world.secrets(), topic, body));
            tell("orders/create", with_id(&order, "id", id));
            let mut sent = shopify::fulfilment(1, 1, "InPost", &[&world.parcel(n)], ago(8));
            sent["id"] = serde_json::from_str(id).unwrap();
            tell("fulfillments/create", with_id(&sent, "order_id", id));
            let mut moved = shopify::moved(1, 1, 1, "delivered", ago(7));
            moved["fulfillment_id"] = serde_json::from_str(id).unwrap();
            moved["id"] = serde_json::from_str(id).unwrap();
            tell("fulfillment_events/create", with_id(&moved, "order_id", id));
            let found = world.orders(&number).unwrap();
            assert_eq!(found.len(), 1);
            assert_eq!(found[0]["platform_id"], id.as_str());
            assert_eq!(found[0]["shipments"][0]["tracking_number"], world.parcel(n).as_str());
            assert_eq!(found[0]["stage"], "delivered");
        }
    }
    if !lacks(world.secrets(), "ids_beyond_two_to_the_53", &[("order", "shoper")]) {
        for id in &ids {
            let order = shoper::order(1, 2, "114.79", ago(9), ago(9), &world.email());
            world.take(&shoper::signed(world.secrets(), "order.create", with_id(&order, "order_id", id)));
            assert_eq!(world.order(id)["platform_id"], id.as_str());
        }
    }
}

/// What is outstanding, as the page and the API tell it, and as it is written there.
fn outstanding(day: &Day, number: &str) -> (Value, String) {
    let found = day.order(number)["outstanding"].clone();
    let (view, _) = day.sees(number);
    assert_eq!(view["outstanding"], found);
    (found, view.to_string())
}

#[test]
fn amounts_are_told_to_the_last_digit() {
    let Some(day) = Day::open("amounts_are_told_to_the_last_digit") else { return };
    for (n, written) in (1..).zip(["114.79", "0.10", "0.30", "1234567.89", "90071992547409.93"]) {
        let number = day.number(n);
        let mut order = shopify::order(day.base + u64::from(n), &number, "pending", ago(9), ago(9), &day.email());
        order["total_outstanding"] = json!(written);
        order["total_price"] = json!(written);
        order["current_total_price"] = json!(written);
        day.take(&shopify::message(day.secrets(), "orders/create", &order));
        let (found, text) = outstanding(&day, &number);
        assert_eq!(found, json!({"amount": written, "currency": "PLN"}));
        assert!(text.contains(&format!("\"{written}\"")), "{text}");
    }
    // 0.3 - 0.1 is 0.19999999999999998 of doubles.
    let id = day.base + 20;
    let mut order = shoper::order(id, 1, "0.10", ago(9), ago(9), &day.email());
    order["sum"] = json!("0.30");
    day.take(&shoper::message(day.secrets(), "order.create", &order));
    assert_eq!(outstanding(&day, &id.to_string()).0, json!({"amount": "0.20", "currency": "PLN"}));
    // As a number of JSON, digit by digit.
    let number = day.number(30);
    let mut order = standard::order_data(&number, "received", ago(9), &day.email());
    order["currency"] = json!("PLN");
    order["payment"] = json!("unpaid");
    let body = standard::order_updated(&order).to_string();
    let body =
        body.replacen("\"currency\"", "\"outstanding\":90071992547409.93,\"total\":90071992547409.93,\"currency\"", 1);
    let message =
        standard::signed(standard::ORDER, &day.secrets().standard_order, body.into_bytes(), chrono::Utc::now());
    day.take(&message);
    assert_eq!(outstanding(&day, &number).0, json!({"amount": "90071992547409.93", "currency": "PLN"}));
    // Grosze beyond what a double counts.
    let number = day.number(31);
    let mut order = erli::order(&number, "pending", ago(9), ago(9), &day.email());
    order["totalPrice"] = serde_json::from_str("9007199254740993").unwrap();
    let message: Message = erli::message(day.secrets(), &order);
    day.take(&message);
    assert_eq!(day.order(&number)["payment"]["state"], "unpaid");
}
