//! WooCommerce order webhooks (REST API v3).
//!
//! Sources: `woocommerce/woocommerce`, `includes/class-wc-webhook.php` and `wc-webhook-functions.php`;
//! `https://woocommerce.github.io/woocommerce-rest-api-docs/`.
//!
//! WooCommerce never retries, builds the body when it sends it, and sends `created` and `updated`
//! in any order: what counts is `date_modified_gmt`. Its ping is form-encoded and not signed.

mod tracking;

use super::{Contact, OrderSaid, Platform, Said, email, phone, postcode};
use crate::{
    delivery::{Delivery, Unusable},
    json,
    proof::{Secrets, signed_base64},
};
use chrono::{DateTime, Utc};
use serde_json::Value;
use sledz_domain::{
    money::Money,
    order::{Cancellation, Snapshot},
    status::{Payment, Stage},
    text, time,
};

/// Its name in the path and in the variable.
pub const NAME: &str = "woocommerce";

/// See the module.
pub struct WooCommerce;

impl Platform for WooCommerce {
    fn name(&self) -> &'static str {
        NAME
    }

    fn is_configured(&self, secrets: &Secrets) -> bool {
        !secrets.words.is_empty()
    }

    fn is_ping(&self, delivery: &Delivery) -> bool {
        let id = delivery.body.strip_prefix(b"webhook_id=");
        id.is_some_and(|id| !id.is_empty() && id.iter().all(u8::is_ascii_digit))
    }

    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets) -> bool {
        let Some(signature) = delivery.header("x-wc-webhook-signature") else { return false };
        secrets.words.iter().any(|word| {
            // WooCommerce signs with its secret entity-decoded.
            [word.clone(), entity_decoded(word)]
                .iter()
                .any(|key| signed_base64(key.as_bytes(), &[delivery.body], signature))
        })
    }

    fn read(&self, message: &Value, delivery: &Delivery) -> Result<Vec<Said>, Unusable> {
        let topic = delivery.header("x-wc-webhook-topic").unwrap_or("order.updated");
        if !topic.starts_with("order.") {
            return Ok(Vec::new());
        }
        let Some(platform_id) = json::shown(message, "id", text::NUMBER_LIMIT) else {
            return Ok(vec![Said::Unreadable]);
        };
        if topic == "order.deleted" {
            let delivery = delivery.header("x-wc-webhook-delivery-id").unwrap_or_default().to_owned();
            return Ok(vec![Said::Deleted { platform_id, delivery }]);
        }
        let Some(word) = json::shown(message, "status", 64) else {
            return Ok(vec![Said::Unreadable]);
        };
        if word == "checkout-draft" {
            return Ok(Vec::new());
        }
        Ok(vec![Said::Order(Box::new(order(message, platform_id, word, delivery.now)))])
    }
}

/// What an order says, whether a webhook or an answer of the REST API holds it.
pub(crate) fn order(message: &Value, platform_id: String, word: String, now: DateTime<Utc>) -> OrderSaid {
    let shipments = tracking::shipments(message);
    let tracked = shipments.as_ref().is_some_and(|(all, _)| !all.is_empty());
    let paid_at = date(message, "date_paid");
    let paid = if paid_at.is_none() && json::raw(message, "payment_method").as_deref() == Some("cod") {
        Payment::Cod
    } else {
        Payment::Paid
    };
    let (stage, payment, cancellation) = match word.as_str() {
        "pending" => (Some(Stage::Received), Some(Payment::Unpaid), Some(Cancellation::No)),
        "on-hold" => (Some(Stage::Received), Some(Payment::Pending), Some(Cancellation::No)),
        "failed" => (Some(Stage::Received), Some(Payment::Failed), Some(Cancellation::No)),
        "processing" if tracked => (Some(Stage::Shipped), Some(paid), Some(Cancellation::No)),
        "processing" => (Some(Stage::Preparing), Some(paid), Some(Cancellation::No)),
        "completed" => (Some(Stage::Shipped), Some(paid), Some(Cancellation::No)),
        "cancelled" | "trash" => (None, None, Some(Cancellation::Yes)),
        "refunded" => (None, Some(Payment::Refunded), Some(Cancellation::UnlessShipped)),
        _ => (None, paid_at.map(|_| Payment::Paid), None),
    };
    let known = cancellation.is_some();
    let shipped_at = date(message, "date_completed").or(shipments.as_ref().and_then(|(_, at)| *at));
    let snapshot = Snapshot {
        total: json::raw(message, "currency").and_then(|currency| money(message, "total", &currency)),
        number: json::shown(message, "number", text::NUMBER_LIMIT),
        stage,
        cancellation,
        says: Some(word),
        payment: refunded(message).or(payment),
        placed_at: date(message, "date_created"),
        paid_at,
        shipped_at,
        shipments: shipments.map(|(all, _)| all),
        ..Snapshot::at(date(message, "date_modified").unwrap_or(now))
    };
    OrderSaid { platform_id, snapshot, contact: contact(message), unknown_status: !known }
}

/// The `_gmt` twin of a date; the plain one is the shop's wall clock.
fn date(message: &Value, field: &str) -> Option<DateTime<Utc>> {
    json::utc(message, &format!("{field}_gmt"))
        .or_else(|| json::raw(message, field).and_then(|local| time::parse(&local, time::WARSAW)).map(|local| local.at))
}

/// What the refunds on the order amount to; none if there are none.
fn refunded(message: &Value) -> Option<Payment> {
    let refunds = message.get("refunds")?.as_array().filter(|refunds| !refunds.is_empty())?;
    let currency = json::raw(message, "currency").unwrap_or_else(|| "PLN".to_owned());
    let total = money(message, "total", &currency)?;
    let zero = Money::minor(0, &currency)?;
    let back = refunds.iter().filter_map(|refund| money(refund, "total", &currency)).map(Money::unsigned);
    let back = back.fold(zero, |sum, amount| sum.plus(&amount).unwrap_or(sum));
    Some(if back.covers(&total) { Payment::Refunded } else { Payment::PartiallyRefunded })
}

fn money(of: &Value, field: &str, currency: &str) -> Option<Money> {
    Money::decimal(&json::raw(of, field)?, currency)
}

fn contact(message: &Value) -> Option<Contact> {
    let (billing, shipping) = (message.get("billing"), message.get("shipping"));
    let field = |of: Option<&Value>, name: &str| of.and_then(|of| json::raw(of, name));
    let mut postcodes: Vec<String> =
        [billing, shipping].into_iter().filter_map(|of| postcode(&field(of, "postcode")?)).collect();
    postcodes.dedup();
    Contact {
        email: field(billing, "email").and_then(|given| email(&given)),
        phone: field(billing, "phone").or_else(|| field(shipping, "phone")).and_then(|given| phone(&given)),
        postcodes,
    }
    .filled()
}

/// The few entities that PHP's `esc_attr` makes of a secret.
fn entity_decoded(secret: &str) -> String {
    let replaced = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#039;", "'"), ("&#39;", "'"), ("&amp;", "&")];
    replaced.iter().fold(secret.to_owned(), |text, (entity, plain)| text.replace(entity, plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_tried_as_they_are_and_decoded() {
        assert_eq!(entity_decoded("a&amp;b&lt;c&quot;&#039;"), "a&b<c\"'");
        assert_eq!(entity_decoded("&amp;lt;"), "&lt;");
    }
}
