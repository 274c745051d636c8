//! PayU (GPO Europe), REST API 2.1: notifications of orders and of refunds.
//!
//! Sources: `PayU-EMEA/openpayu_php`, `lib/OpenPayU/Util.php` (the signature), `v2/Order.php`, its examples
//! and tests; `https://developers.payu.com/europe/docs/` (payment lifecycle: statuses, retries). The refund's
//! notification stands in no document that was found: it is as issue 112 of that library quotes it, with the
//! fields of the API's own refund object.
//!
//! The signature is a plain hash with the second key behind the body, by default MD5. That is PayU's choice;
//! a `path:` secret beside it makes up for the hash.
//!
//! A notification tells no time but the order's creation and, once it is paid, the receipt. What waits is
//! told as of the creation, so that the same notification sent again says the same; what failed is told as
//! of now.

use super::{PaymentProvider, PaymentReport, PaymentsSaid, minor, numbers};
use crate::{
    delivery::{Delivery, Unusable},
    json,
    proof::Secrets,
};
use chrono::{DateTime, Utc};
use md5::Md5;
use serde_json::Value;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};
use sledz_domain::{
    base::HEXLOWER_PERMISSIVE,
    order::{PaymentSaid, PaymentStep},
    text, time,
};
use subtle::ConstantTimeEq;

/// Its name in the path and in the variable.
pub const NAME: &str = "payu";

/// The statuses of an order.
pub static STATUSES: [(&str, PaymentStep); 6] = [
    ("NEW", PaymentStep::Pending),
    ("PENDING", PaymentStep::Pending),
    ("WAITING_FOR_CONFIRMATION", PaymentStep::Pending),
    ("COMPLETED", PaymentStep::Paid),
    ("CANCELED", PaymentStep::Failed),
    ("REJECTED", PaymentStep::Failed),
];

/// See the module.
pub struct PayU;

impl PaymentProvider for PayU {
    fn name(&self) -> &'static str {
        NAME
    }

    fn is_configured(&self, secrets: &Secrets) -> bool {
        !secrets.words.is_empty()
    }

    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets) -> bool {
        let header = delivery.header("openpayu-signature").or_else(|| delivery.header("x-openpayu-signature"));
        let Some(header) = header else { return false };
        let signature = member(header, "signature").and_then(|hex| HEXLOWER_PERMISSIVE.decode(hex.as_bytes()).ok());
        let Some(signature) = signature else { return false };
        let Some(hash) = hash(member(header, "algorithm").unwrap_or("MD5"), signature.len()) else { return false };
        let is_of = |body: &[u8]| {
            secrets.words.iter().any(|key| bool::from(hash(body, key.as_bytes()).as_slice().ct_eq(&signature)))
        };
        let trimmed = delivery.body.trim_ascii();
        // The library's own example trims what it has read.
        is_of(delivery.body) || (trimmed.len() < delivery.body.len() && is_of(trimmed))
    }

    fn read(&self, message: &Value, delivery: &Delivery) -> Result<PaymentsSaid, Unusable> {
        let said = match (message.get("order"), message.get("refund")) {
            (Some(order), _) if order.is_object() => ordered(message, order, delivery.now),
            (_, Some(refund)) if refund.is_object() => refunded(message, refund, delivery.now),
            _ => None,
        };
        Ok(said.unwrap_or_else(PaymentsSaid::unreadable))
    }
}

/// The value of a key in the header, which lists them in any order.
fn member<'a>(header: &'a str, key: &str) -> Option<&'a str> {
    let pairs = header.split(';').filter_map(|pair| pair.split_once('='));
    pairs
        .map(|(name, value)| (name.trim(), value.trim()))
        .find(|(name, _)| name.eq_ignore_ascii_case(key))
        .map(|(_, value)| value)
}

/// Hashes the body, then the key.
type Hash = fn(&[u8], &[u8]) -> Vec<u8>;

fn of<D: Digest>(body: &[u8], key: &[u8]) -> Vec<u8> {
    D::new().chain_update(body).chain_update(key).finalize().to_vec()
}

/// The algorithm of that name. By `SHA` the library means SHA-256 where it signs, and SHA-1 where it
/// verifies: the signature's length decides.
fn hash(algorithm: &str, length: usize) -> Option<Hash> {
    let found: Hash = match algorithm.to_ascii_uppercase().as_str() {
        "MD5" => of::<Md5>,
        "SHA" if length == 20 => of::<Sha1>,
        "SHA-1" | "SHA1" => of::<Sha1>,
        "SHA" | "SHA-256" | "SHA256" => of::<Sha256>,
        "SHA-384" | "SHA384" => of::<Sha384>,
        "SHA-512" | "SHA512" => of::<Sha512>,
        _ => return None,
    };
    Some(found)
}

/// What the notification of an order says; none if it lacks what it needs.
fn ordered(message: &Value, order: &Value, now: DateTime<Utc>) -> Option<PaymentsSaid> {
    let status = json::shown(order, "status", 64)?;
    let Some((_, step)) = STATUSES.iter().find(|(name, _)| name.eq_ignore_ascii_case(&status)) else {
        return Some(PaymentsSaid::unknown_status());
    };
    let at = match step {
        PaymentStep::Paid => json::utc(message, "localReceiptDateTime"),
        PaymentStep::Pending => json::utc(order, "orderCreateDate"),
        _ => None,
    };
    let said = PaymentSaid {
        at: at.unwrap_or(now),
        source: NAME.to_owned(),
        payment: json::shown(order, "orderId", text::NUMBER_LIMIT)?,
        step: *step,
        amount: Some(minor(order, "totalAmount", "currencyCode")?),
        refund: None,
        confirm: None,
    };
    one(order, said)
}

/// What the notification of a refund says; none if it lacks what it needs.
fn refunded(message: &Value, refund: &Value, now: DateTime<Utc>) -> Option<PaymentsSaid> {
    match json::shown(refund, "status", 64)?.to_ascii_uppercase().as_str() {
        "FINALIZED" => {}
        "PENDING" | "CANCELED" => return Some(PaymentsSaid::default()),
        _ => return Some(PaymentsSaid::unknown_status()),
    }
    // As when a refund is asked for: without an amount it is the whole payment.
    let amount = match json::raw(refund, "amount") {
        Some(_) => Some(minor(refund, "amount", "currencyCode")?),
        None => None,
    };
    let at = ["refundDate", "statusDateTime"].into_iter().find_map(|field| instant(refund, field));
    let said = PaymentSaid {
        at: at.unwrap_or(now),
        source: NAME.to_owned(),
        payment: json::shown(message, "orderId", text::NUMBER_LIMIT)?,
        step: PaymentStep::Refunded,
        amount,
        refund: Some(json::shown(refund, "refundId", text::NUMBER_LIMIT)?),
        confirm: None,
    };
    one(message, said)
}

/// A time, or milliseconds since 1970: both have been seen in refunds.
fn instant(of: &Value, field: &str) -> Option<DateTime<Utc>> {
    json::utc(of, field).or_else(|| json::raw(of, field).and_then(|stamp| time::parse_unix(&stamp)))
}

/// One report; none if nobody can tell whose.
fn one(of: &Value, said: PaymentSaid) -> Option<PaymentsSaid> {
    let numbers = numbers(&json::raw(of, "extOrderId")?);
    (!numbers.is_empty()).then(|| PaymentsSaid::one(PaymentReport { numbers, said }))
}
