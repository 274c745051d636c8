//! Shopify: webhooks of an app or of the shop's own settings, in the shapes of the REST Admin API.
//!
//! Sources: `https://shopify.dev/docs/apps/build/webhooks` (delivery structure, verifying, duplicates,
//! best practices, privacy law compliance); `Shopify/shopify-app-js`, `packages/apps/shopify-api/lib`
//! (`webhooks/validate.ts`, `utils/hmac-validator.ts`, `types.ts`).
//!
//! Shopify promises neither that a delivery comes nor in which order, and repeats the payload of the first
//! try: what counts is `updated_at`, which an order and each of its fulfilments have of their own. For about
//! an hour after an app's secret was renewed the old one still signs, and what a merchant sets up by hand is
//! signed with the shop's own: several secrets are alternatives.

mod elsewhere;
mod fulfilment;
mod order;
mod refund;

pub use fulfilment::STATUSES;
pub use order::order;

use super::{Contact, Platform, PrivacyAsked, PrivacyWish, Said, email, phone, reading::scalar};
use crate::{
    delivery::{Delivery, Unusable},
    json,
    proof::{Secrets, signed_base64},
};
use serde_json::Value;
use sledz_domain::{text, time};

/// Its name in the path and in the variable.
pub const NAME: &str = "shopify";

/// See the module.
pub struct Shopify;

impl Platform for Shopify {
    fn name(&self) -> &'static str {
        NAME
    }

    fn is_configured(&self, secrets: &Secrets) -> bool {
        !secrets.words.is_empty()
    }

    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets) -> bool {
        let Some(signature) = header(delivery, "hmac-sha256") else { return false };
        secrets.words.iter().any(|word| signed_base64(word.as_bytes(), &[delivery.body], signature))
    }

    fn read(&self, message: &Value, delivery: &Delivery) -> Result<Vec<Said>, Unusable> {
        let Some(topic) = header(delivery, "topic") else {
            return Ok(vec![Said::Unreadable]);
        };
        let triggered = header(delivery, "triggered-at").and_then(time::parse_utc);
        let told = triggered.unwrap_or(delivery.now);
        Ok(match topic.trim().to_ascii_lowercase().as_str() {
            "orders/paid" => order::paid(message, triggered, told),
            "orders/delete" => deleted(message, delivery),
            // Only what was added and taken away; `orders/updated` comes with it and has the order.
            "orders/edited" if message.get("order_edit").is_some() => Vec::new(),
            "orders/create"
            | "orders/updated"
            | "orders/edited"
            | "orders/cancelled"
            | "orders/fulfilled"
            | "orders/partially_fulfilled" => order(message, told),
            "fulfillments/create" | "fulfillments/update" => vec![fulfilment::told(message, told)],
            "fulfillment_events/create" => fulfilment::moved(message, delivery.now),
            "refunds/create" => refund::told(message, told),
            "customers/data_request" => vec![privacy(message, PrivacyWish::Export)],
            "customers/redact" => vec![privacy(message, PrivacyWish::EraseCustomer)],
            "shop/redact" => vec![shop_leaves()],
            _ => Vec::new(),
        })
    }
}

/// A header by what follows `x-shopify-`, or `shopify-` alone as Shopify's newer "Events" have it.
fn header<'a>(delivery: &'a Delivery, name: &str) -> Option<&'a str> {
    ["x-shopify-", "shopify-"].into_iter().find_map(|family| delivery.header(&format!("{family}{name}")))
}

/// An id, which may be beyond what a float holds.
fn id(of: &Value, field: &str) -> Option<String> {
    json::shown(of, field, text::NUMBER_LIMIT)
}

fn deleted(message: &Value, delivery: &Delivery) -> Vec<Said> {
    let Some(platform_id) = id(message, "id") else { return vec![Said::Unreadable] };
    let delivery = header(delivery, "webhook-id").unwrap_or_default().to_owned();
    vec![Said::Deleted { platform_id, delivery }]
}

/// A customer's wish. It may name an e-mail only, or orders only; one that names nobody cannot be done.
fn privacy(message: &Value, what: PrivacyWish) -> Said {
    let customer = message.get("customer").unwrap_or(&Value::Null);
    let contact = Contact {
        email: json::raw(customer, "email").and_then(|given| email(&given)),
        phone: json::raw(customer, "phone").and_then(|given| phone(&given)),
        postcodes: Vec::new(),
    };
    let listed =
        ["orders_requested", "orders_to_redact"].into_iter().filter_map(|field| message.get(field)?.as_array());
    let orders: Vec<String> = listed.flatten().filter_map(|order| scalar(order, text::NUMBER_LIMIT)).collect();
    if orders.is_empty() && contact == Contact::default() {
        return Said::Unreadable;
    }
    let request = message.get("data_request").and_then(|request| id(request, "id"));
    Said::Privacy(PrivacyAsked { what, request, contact, orders })
}

/// Comes 48 hours after the shop has removed the app. Whose shop it is, the secret has shown.
fn shop_leaves() -> Said {
    let (contact, orders) = (Contact::default(), Vec::new());
    Said::Privacy(PrivacyAsked { what: PrivacyWish::EraseShop, request: None, contact, orders })
}
