//! `standard` as a payment provider: the way in for every one that is not built in, and for ERPs.
//!
//! Our own contract (README, OpenAPI): `{"type":"payment.updated","timestamp":...,"data":{...}}`, where
//! `data` may also be a list of payments. Without a `refund_id` the amount of a refund is all that was given
//! back of its payment so far.

use super::{PaymentProvider, PaymentReport, PaymentsSaid};
use crate::{
    delivery::{Delivery, Unusable},
    json,
    proof::Secrets,
    standard::{envelope, is_signed, keys, missing, sent_at},
};
use chrono::{DateTime, Utc};
use serde_json::Value;
use sledz_domain::{
    money::Money,
    order::{PaymentSaid, PaymentStep},
    text,
};
use std::slice;

/// The most payments in one message.
const LIMIT: usize = 100;

/// See the module.
pub struct StandardPayments;

impl PaymentProvider for StandardPayments {
    fn name(&self) -> &'static str {
        crate::standard::NAME
    }

    fn is_configured(&self, secrets: &Secrets) -> bool {
        keys(secrets).next().is_some()
    }

    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets) -> bool {
        is_signed(delivery, secrets)
    }

    fn read(&self, message: &Value, delivery: &Delivery) -> Result<PaymentsSaid, Unusable> {
        let (kind, data) = envelope(message)?;
        if kind != "payment.updated" {
            return Ok(PaymentsSaid::default());
        }
        let payments = data.as_array().map_or(slice::from_ref(data), Vec::as_slice);
        if payments.len() > LIMIT {
            return Err(Unusable(format!("data holds more than {LIMIT} payments")));
        }
        let sent = sent_at(message).unwrap_or(delivery.now);
        let mut said = PaymentsSaid::default();
        for payment in payments {
            match report(payment, sent)? {
                Some(report) => said.reports.push(report),
                None => said.unknown_status = true,
            }
        }
        Ok(said)
    }
}

/// What is said of one payment; none if its status is not known.
fn report(data: &Value, sent: DateTime<Utc>) -> Result<Option<PaymentReport>, Unusable> {
    let payment = json::shown(data, "id", text::NUMBER_LIMIT).ok_or_else(|| missing("id"))?;
    // Whoever writes to our contract knows the number: nothing is guessed.
    let number = json::raw(data, "order").and_then(|number| text::order_number(&number));
    let number = number.ok_or_else(|| missing("order"))?;
    let status = json::shown(data, "status", 64).ok_or_else(|| missing("status"))?.to_ascii_lowercase();
    let step = match status.as_str() {
        "pending" => PaymentStep::Pending,
        "paid" => PaymentStep::Paid,
        "failed" => PaymentStep::Failed,
        "refunded" | "partially_refunded" => PaymentStep::Refunded,
        _ => return Ok(None),
    };
    let amount = amount(data)?;
    if status == "partially_refunded" && amount.is_none() {
        // A refund without an amount is one of everything.
        return Err(missing("amount"));
    }
    let refund = json::shown(data, "refund_id", text::NUMBER_LIMIT).filter(|_| step == PaymentStep::Refunded);
    let at = json::utc(data, "at").unwrap_or(sent);
    let said =
        PaymentSaid { at, source: crate::standard::NAME.to_owned(), payment, step, amount, refund, confirm: None };
    Ok(Some(PaymentReport { numbers: vec![number], said }))
}

/// The amount, if one is told; one that is told and cannot be read is an error, since a payment without an
/// amount is believed to be the right one.
fn amount(data: &Value) -> Result<Option<Money>, Unusable> {
    if matches!(data.get("amount"), None | Some(Value::Null)) {
        return Ok(None);
    }
    let currency = json::raw(data, "currency").filter(|code| Money::minor(0, code).is_some());
    let currency = currency.ok_or_else(|| missing("currency"))?;
    let amount = json::raw(data, "amount").and_then(|amount| Money::decimal(&amount, &currency));
    let amount = amount.filter(|amount| *amount == amount.clone().unsigned());
    amount.map(Some).ok_or_else(|| missing("amount"))
}
