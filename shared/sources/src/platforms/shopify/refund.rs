//! Money: refunds, and what has to be paid for an order.
//!
//! Source: `https://shopify.dev/docs/api/admin-rest/latest/resources/refund` and `transaction`. A refund is
//! what its transactions gave back: one that only puts goods back on the shelf has none.

use super::{NAME, id};
use crate::{couriers::history::objects, json, platforms::Said};
use chrono::{DateTime, Utc};
use serde_json::Value;
use sledz_domain::{
    money::Money,
    order::{PaymentSaid, PaymentStep},
};

/// The most refunds of one order that are read.
const MOST: usize = 50;

/// `refunds/create`.
pub(super) fn told(message: &Value, told: DateTime<Utc>) -> Vec<Said> {
    let (Some(platform_id), Some(_)) = (id(message, "order_id"), id(message, "id")) else {
        return vec![Said::Unreadable];
    };
    let said = refund(message, &platform_id, None, told);
    said.into_iter().map(|said| Said::Payment { platform_id: platform_id.clone(), said }).collect()
}

/// The refunds in an order that gave money back.
pub(super) fn all(order: &Value, platform_id: &str, told: DateTime<Utc>) -> Vec<PaymentSaid> {
    let currency = json::raw(order, "currency");
    let refunds = objects(order, "refunds").filter_map(|one| refund(one, platform_id, currency.as_deref(), told));
    refunds.take(MOST).collect()
}

/// What is the same in `refunds/create` and in the order, so that both are one fact.
fn refund(refund: &Value, platform_id: &str, currency: Option<&str>, told: DateTime<Utc>) -> Option<PaymentSaid> {
    let at = json::utc(refund, "processed_at").or_else(|| json::utc(refund, "created_at")).unwrap_or(told);
    Some(PaymentSaid {
        at,
        source: NAME.to_owned(),
        // A refund may belong to several payments; Shopify has one pot for each order.
        payment: platform_id.to_owned(),
        step: PaymentStep::Refunded,
        amount: Some(given_back(refund, currency)?),
        refund: Some(id(refund, "id")?),
        confirm: None,
    })
}

/// What its transactions gave back; none if none did, or not in one currency.
fn given_back(refund: &Value, currency: Option<&str>) -> Option<Money> {
    let is = |of: &Value, field: &str, word: &str| of.get(field).and_then(Value::as_str) == Some(word);
    let is_test = |of: &Value| of.get("test").and_then(Value::as_bool) == Some(true);
    let done = objects(refund, "transactions")
        .filter(|one| is(one, "kind", "refund") && is(one, "status", "success") && !is_test(one));
    let amounts = done.filter_map(|one| {
        let own = json::raw(one, "currency");
        Money::decimal(&json::raw(one, "amount")?, own.as_deref().or(currency)?).map(Money::unsigned)
    });
    let sum = amounts.map(Some).reduce(|sum, amount| sum?.plus(&amount?)).flatten();
    sum.filter(Money::is_positive)
}

/// An amount in the order's currency.
pub(super) fn amount(order: &Value, field: &str) -> Option<Money> {
    Money::decimal(&json::raw(order, field)?, &json::raw(order, "currency")?)
}

/// What has to be paid for all of it, or was: `current_total_price` follows edits of the order, but goes
/// down with refunds as well, and then would be compared with payments made before. So what was given back
/// is added again, up to the price before refunds; a refund of goodwill does not lower the current price.
pub(super) fn total(order: &Value, refunds: &[PaymentSaid]) -> Option<Money> {
    let before = amount(order, "total_price");
    let Some(current) = amount(order, "current_total_price") else { return before };
    let back = refunds.iter().filter_map(|said| said.amount.as_ref());
    let with_refunds = back.fold(current.clone(), |sum, amount| sum.plus(amount).unwrap_or(sum));
    Some(match before {
        Some(before) => with_refunds.min(before).max(current),
        None => with_refunds,
    })
}
