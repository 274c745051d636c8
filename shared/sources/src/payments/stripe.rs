//! Stripe: events of payments, of Checkout, and of refunds.
//!
//! Sources: `https://docs.stripe.com/webhooks` (the signature), `https://docs.stripe.com/api/events/types`,
//! `https://docs.stripe.com/currencies#special-cases` (amounts).
//!
//! An event belongs to the order that its object's metadata names (`order`, `order_id` or `order_number`),
//! a Checkout session also by its `client_reference_id`. Stripe copies the metadata of a payment to its
//! charges, but that of a session not to its payment: `payment_intent_data[metadata]` does.
//!
//! Refunds are told in two ways: by the charge, with what was given back of it so far
//! (`charge.refunded`), and one by one (`refund.*`, `charge.refund.updated`). Only the charge names the
//! order, so it alone is read: counting both would count each refund twice. The charge's amount grows, and
//! stands under one id, the charge's. A refund that fails later is therefore not taken back.

use super::{PaymentProvider, PaymentReport, PaymentsSaid, numbers};
use crate::{
    delivery::{Delivery, Unusable},
    json,
    proof::{Secrets, is_hmac},
};
use serde_json::Value;
use sledz_domain::{
    base::HEXLOWER_PERMISSIVE,
    money::Money,
    order::{PaymentSaid, PaymentStep},
    text, time,
};

/// Its name in the path and in the variable.
pub const NAME: &str = "stripe";

/// How far a delivery's timestamp may lie from now, either way.
const TOLERANCE_SECONDS: u64 = 300;

/// Where an object's metadata may name the order.
const ORDER: [&str; 3] = ["order", "order_id", "order_number"];

/// See the module.
pub struct Stripe;

impl PaymentProvider for Stripe {
    fn name(&self) -> &'static str {
        NAME
    }

    fn is_configured(&self, secrets: &Secrets) -> bool {
        !secrets.words.is_empty()
    }

    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets) -> bool {
        let Some(header) = delivery.header("stripe-signature") else { return false };
        let given = |key: &'static str| {
            let pairs = header.split(',').filter_map(|pair| pair.split_once('='));
            pairs.filter(move |(name, _)| name.trim() == key).map(|(_, value)| value.trim())
        };
        let Some(sent) = given("t").next() else { return false };
        let off = sent.parse::<i64>().ok().and_then(|sent| sent.checked_sub(delivery.now.timestamp()));
        if off.is_none_or(|off| off.unsigned_abs() > TOLERANCE_SECONDS) {
            return false;
        }
        let parts = [sent.as_bytes(), b".", delivery.body];
        given("v1")
            .filter_map(|hex| HEXLOWER_PERMISSIVE.decode(hex.as_bytes()).ok())
            .any(|code| secrets.words.iter().any(|key| is_hmac(key.as_bytes(), &parts, &code)))
    }

    fn read(&self, message: &Value, delivery: &Delivery) -> Result<PaymentsSaid, Unusable> {
        let Some(kind) = message.get("type").and_then(Value::as_str) else { return Ok(PaymentsSaid::unreadable()) };
        let object = message.get("data").and_then(|data| data.get("object")).unwrap_or(&Value::Null);
        let step = match kind {
            "checkout.session.completed" => match object.get("payment_status").and_then(Value::as_str) {
                Some("paid") => PaymentStep::Paid,
                Some("unpaid") => PaymentStep::Pending,
                // There is nothing to pay.
                Some("no_payment_required") => return Ok(PaymentsSaid::default()),
                Some(_) => return Ok(PaymentsSaid::unknown_status()),
                None => return Ok(PaymentsSaid::unreadable()),
            },
            "payment_intent.succeeded" | "checkout.session.async_payment_succeeded" => PaymentStep::Paid,
            "payment_intent.processing" => PaymentStep::Pending,
            "payment_intent.payment_failed" | "payment_intent.canceled" | "checkout.session.async_payment_failed" => {
                PaymentStep::Failed
            }
            "charge.refunded" => PaymentStep::Refunded,
            _ => return Ok(PaymentsSaid::default()),
        };
        let at = json::raw(message, "created").and_then(|stamp| time::parse_unix(&stamp)).unwrap_or(delivery.now);
        let report = named(kind, object).and_then(|named| {
            let said = PaymentSaid {
                at,
                source: NAME.to_owned(),
                payment: named.payment,
                step,
                amount: Some(named.amount),
                refund: named.refund,
                confirm: None,
            };
            Some(PaymentReport { numbers: order(object)?, said })
        });
        Ok(report.map_or_else(PaymentsSaid::unreadable, PaymentsSaid::one))
    }
}

/// What an object says of a payment.
struct Named {
    payment: String,
    amount: Money,
    refund: Option<String>,
}

/// The payment behind an event's object. A session's payment is told by events of its own as well: both
/// go by the payment's id, so that it is counted once.
fn named(kind: &str, object: &Value) -> Option<Named> {
    let id = json::shown(object, "id", text::NUMBER_LIMIT)?;
    let payment = || json::shown(object, "payment_intent", text::NUMBER_LIMIT).unwrap_or_else(|| id.clone());
    let (payment, amount, refund) = match kind.split_once('.') {
        Some(("charge", _)) => (payment(), "amount_refunded", Some(id)),
        Some(("checkout", _)) => (payment(), "amount_total", None),
        // Less may have been taken than was asked for.
        _ if kind == "payment_intent.succeeded" && object.get("amount_received").is_some() => {
            (id, "amount_received", None)
        }
        _ => (id, "amount", None),
    };
    Some(Named { payment, amount: money(object, amount)?, refund })
}

/// An amount in the currency's smallest unit, as Stripe counts it: Ugandan shillings have none, and are
/// told in hundredths all the same.
fn money(of: &Value, field: &str) -> Option<Money> {
    let currency = json::raw(of, "currency")?;
    let amount: i64 = json::raw(of, field)?.parse().ok()?;
    Money::minor(if currency.eq_ignore_ascii_case("ugx") { amount / 100 } else { amount }, &currency)
}

/// The numbers that the order may have.
fn order(object: &Value) -> Option<Vec<String>> {
    let metadata = object.get("metadata").unwrap_or(&Value::Null);
    let named = ORDER.iter().find_map(|field| json::raw(metadata, field));
    let found = numbers(&named.or_else(|| json::raw(object, "client_reference_id"))?);
    (!found.is_empty()).then_some(found)
}
