//! WooCommerce: orders as the REST API gives them, signed over the body.

use crate::{
    message::Message,
    secrets::{Secrets, hmac_sha256, random_hex, words},
};
use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::BASE64;
use serde_json::{Value, json};

/// The path of the hook, with its token if the deployment wants one.
pub fn path(secrets: &Secrets) -> String {
    match words(&secrets.woocommerce, "path:").first() {
        Some(token) => format!("/hooks/orders/woocommerce/{token}"),
        None => "/hooks/orders/woocommerce".to_owned(),
    }
}

/// A message of a topic such as `order.updated`, signed with the first secret.
pub fn message(secrets: &Secrets, topic: &str, body: &Value) -> Message {
    signed(secrets, topic, body.to_string().into_bytes())
}

/// A message with exactly this body, signed with the first secret.
pub fn signed(secrets: &Secrets, topic: &str, body: Vec<u8>) -> Message {
    let secret = words(&secrets.woocommerce, "").first().copied().unwrap_or_default();
    let signature = signature(secret, &body);
    let (resource, event) = topic.split_once('.').unwrap_or((topic, ""));
    Message::json(path(secrets), body)
        .with("user-agent", "WooCommerce/9.9.0 Hookshot (WordPress/6.8)")
        .with("x-wc-webhook-source", "https://sklep.example/")
        .with("x-wc-webhook-topic", topic)
        .with("x-wc-webhook-resource", resource)
        .with("x-wc-webhook-event", event)
        .with("x-wc-webhook-id", "12")
        .with("x-wc-webhook-delivery-id", &random_hex::<16>().unwrap_or_default())
        .with("x-wc-webhook-signature", &signature)
}

/// The value of `X-WC-Webhook-Signature`. WooCommerce decodes the entities of its secret first.
pub fn signature(secret: &str, body: &[u8]) -> String {
    let secret = secret.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
    BASE64.encode(&hmac_sha256(secret.as_bytes(), &[body]))
}

/// What is sent when a webhook is switched on: a form, without signature.
pub fn ping(secrets: &Secrets) -> Message {
    Message::json(path(secrets), b"webhook_id=12".to_vec())
        .with("content-type", "application/x-www-form-urlencoded")
        .with("user-agent", "WooCommerce/9.9.0 Hookshot (WordPress/6.8)")
}

/// An order, with what every order has.
pub fn order(id: u64, number: &str, status: &str, placed_at: DateTime<Utc>, email: &str) -> Value {
    let mut order = json!({
        "id": id, "parent_id": 0, "number": number, "status": status, "currency": "PLN", "version": "9.9.0",
        "total": "114.79", "customer_id": 0, "order_key": "wc_order_AbC123",
        "billing": {"first_name": "Łucja", "last_name": "Żółkiewska", "address_1": "ul. Próbna 7/12",
            "city": "Kraków", "postcode": "30-001", "country": "PL", "email": email, "phone": ""},
        "shipping": {"first_name": "Łucja", "last_name": "Żółkiewska", "address_1": "ul. Próbna 7/12",
            "city": "Kraków", "postcode": "30-001", "country": "PL", "phone": ""},
        "payment_method": "przelewy24", "payment_method_title": "Przelewy24 (BLIK)", "created_via": "checkout",
        "meta_data": [], "refunds": [],
        "line_items": [{"id": 315, "name": "Kubek &amp; spodek", "quantity": 2, "total": "81.14", "price": 40.57}],
    });
    let paid = !matches!(status, "pending" | "on-hold" | "failed" | "cancelled");
    let completed = status == "completed";
    set_date(&mut order, "date_created", Some(placed_at));
    set_date(&mut order, "date_modified", Some(Utc::now()));
    set_date(&mut order, "date_paid", paid.then_some(placed_at + TimeDelta::minutes(1)));
    set_date(&mut order, "date_completed", completed.then_some(placed_at + TimeDelta::hours(20)));
    order
}

/// Sets a date and its `_gmt` twin, both without a zone; the shop's clock is two hours ahead.
pub fn set_date(order: &mut Value, field: &str, at: Option<DateTime<Utc>>) {
    let written = |at: DateTime<Utc>| json!(at.format("%FT%T").to_string());
    if let Some(fields) = order.as_object_mut() {
        let local = at.map(|at| at + TimeDelta::hours(2));
        fields.insert(field.to_owned(), local.map_or(Value::Null, written));
        fields.insert(format!("{field}_gmt"), at.map_or(Value::Null, written));
    }
}

/// Tracking numbers, as the shipment tracking plugins keep them.
pub fn set_tracking(order: &mut Value, parcels: &[(&str, &str)], shipped: DateTime<Utc>) {
    let item = |(provider, number): &(&str, &str)| {
        json!({
            "tracking_provider": "", "custom_tracking_provider": provider, "custom_tracking_link": "",
            "tracking_number": number, "date_shipped": shipped.timestamp().to_string(),
            "tracking_id": "0123456789abcdef0123456789abcdef",
        })
    };
    let items: Vec<Value> = parcels.iter().map(item).collect();
    if let Some(fields) = order.as_object_mut() {
        let meta = json!([{"id": 501, "key": "_wc_shipment_tracking_items", "value": items}]);
        fields.insert("meta_data".to_owned(), meta);
    }
}
