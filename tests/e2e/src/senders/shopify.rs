//! Shopify: objects of its REST Admin API, signed over the body.

use crate::{
    message::Message,
    secrets::{Secrets, hmac_sha256, random_hex},
};
use chrono::{DateTime, Utc};
use data_encoding::BASE64;
use serde_json::{Value, json};

/// The path of the hook, with its token if the deployment wants one.
pub fn path(secrets: &Secrets) -> String {
    super::path("orders/shopify", secrets.platform("shopify"))
}

/// A message of a topic such as `orders/create`, signed with the first secret.
pub fn message(secrets: &Secrets, topic: &str, body: &Value) -> Message {
    signed(secrets, topic, body.to_string().into_bytes())
}

/// A message with exactly this body, signed with the first secret.
pub fn signed(secrets: &Secrets, topic: &str, body: Vec<u8>) -> Message {
    let signature = signature(super::first(secrets.platform("shopify")), &body);
    unsigned(secrets, topic, body).with("x-shopify-hmac-sha256", &signature)
}

/// A message with the headers that are always there, and no proof.
pub fn unsigned(secrets: &Secrets, topic: &str, body: Vec<u8>) -> Message {
    Message::json(path(secrets), body)
        .with("user-agent", "Shopify-Captain-Hook")
        .with("x-shopify-topic", topic)
        .with("x-shopify-shop-domain", "sklep-testowy.myshopify.com")
        .with("x-shopify-api-version", "2026-07")
        .with("x-shopify-webhook-id", &random_hex::<16>().unwrap_or_default())
}

/// The same by the names of Shopify's newer "Events".
#[must_use]
pub fn renamed(mut message: Message) -> Message {
    for (name, _) in &mut message.headers {
        if let Some(rest) = name.strip_prefix("x-shopify-") {
            *name = format!("shopify-{rest}");
        }
    }
    message
}

/// The value of `X-Shopify-Hmac-Sha256`.
pub fn signature(secret: &str, body: &[u8]) -> String {
    BASE64.encode(&hmac_sha256(secret.as_bytes(), &[body]))
}

/// An order with one line of two mugs for 114.79 zł; `name` is the number that the customer sees.
pub fn order(
    id: u64,
    name: &str,
    financial: &str,
    placed: DateTime<Utc>,
    updated: DateTime<Utc>,
    email: &str,
) -> Value {
    let address = json!({"first_name": "Łucja", "last_name": "Żółkiewska", "name": "Łucja Żółkiewska",
        "address1": "ul. Próbna 7/12", "city": "Kraków", "zip": "30-001", "country_code": "PL", "phone": "+48 600 000 001"});
    json!({
        "id": id, "admin_graphql_api_id": format!("gid://shopify/Order/{id}"), "name": name, "order_number": 1001,
        "test": false, "created_at": time(placed), "processed_at": time(placed), "updated_at": time(updated),
        "cancelled_at": null, "email": email, "phone": null, "customer_locale": "pl-PL", "currency": "PLN",
        "financial_status": financial, "fulfillment_status": null, "total_price": "114.79",
        "current_total_price": "114.79", "total_outstanding": if financial == "pending" { "114.79" } else { "0.00" },
        "payment_gateway_names": ["przelewy24"], "billing_address": address, "shipping_address": address,
        "customer": {"id": 7_200_000_000_001_u64, "email": email, "first_name": "Łucja", "last_name": "Żółkiewska"},
        "line_items": [line(id)], "fulfillments": [], "refunds": [],
    })
}

/// A fulfilment of all of it, with these numbers.
pub fn fulfilment(id: u64, order: u64, company: &str, numbers: &[&str], at: DateTime<Utc>) -> Value {
    json!({
        "id": id, "order_id": order, "status": "success", "service": "manual", "name": "#1001.1",
        "created_at": time(at), "updated_at": time(at), "tracking_company": company, "shipment_status": null,
        "tracking_number": numbers.first(), "tracking_numbers": numbers, "tracking_url": null, "tracking_urls": [],
        "receipt": {}, "line_items": [line(order)],
    })
}

/// How a fulfilment travels.
pub fn moved(id: u64, fulfilment: u64, order: u64, status: &str, at: DateTime<Utc>) -> Value {
    json!({
        "id": id, "fulfillment_id": fulfilment, "order_id": order, "status": status, "message": null,
        "happened_at": time(at), "created_at": time(at), "updated_at": time(at), "city": null, "country": "PL",
        "zip": null, "address1": null, "estimated_delivery_at": null, "shop_id": 690_933_842,
    })
}

/// Money that was given back.
pub fn refund(id: u64, order: u64, amount: &str, at: DateTime<Utc>) -> Value {
    json!({
        "id": id, "order_id": order, "created_at": time(at), "processed_at": time(at), "note": "uszkodzony",
        "restock": true, "refund_line_items": [], "order_adjustments": [],
        "transactions": [{"id": id, "order_id": order, "amount": amount, "kind": "refund", "status": "success",
            "gateway": "przelewy24", "created_at": time(at), "test": false, "currency": "PLN", "parent_id": 3}],
    })
}

/// A customer's wish, about these orders.
pub fn customer(email: &str, orders_field: &str, orders: &[u64]) -> Value {
    json!({
        "shop_id": 954_889, "shop_domain": "sklep-testowy.myshopify.com", orders_field: orders,
        "customer": {"id": 191_167, "email": email, "phone": null}, "data_request": {"id": 9999},
    })
}

fn line(order: u64) -> Value {
    json!({"id": order, "name": "Kubek ceramiczny - Zielony", "quantity": 2, "current_quantity": 2,
        "fulfillable_quantity": 2, "requires_shipping": true, "price": "49.90"})
}

fn time(at: DateTime<Utc>) -> String {
    at.with_timezone(&chrono_tz::Europe::Warsaw).to_rfc3339()
}
