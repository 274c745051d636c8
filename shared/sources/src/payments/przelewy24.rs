//! Przelewy24, REST API v1: notifications of transactions and of refunds, and the call that verifies a
//! transaction.
//!
//! Sources: `https://developers.przelewy24.pl` (its OpenAPI document: `TransactionResult`,
//! `TransactionRefundResult`, `transaction/verify`); `mnastalski/przelewy24-php`,
//! `src/TransactionStatusNotification.php`, `src/RefundNotification.php` and its tests (the signs).
//!
//! The sign is in the body: SHA-384 of a compact JSON of its fields in a fixed order, the CRC key last. What
//! is not among those fields proves nothing: of a refund, its time and its `requestId`.
//!
//! A notification comes only when money has come, but the transaction is not settled before it is verified:
//! until then it is pending. Of the answers to that call the document knows 200 with `success`, 400 and 401.
//! Not known: what it answers about a transaction that is verified already, as after a lost answer. An error
//! that says so in words is taken for a success.

use super::{Confirmation, PaymentProvider, PaymentReport, PaymentsSaid, Rejected, minor, numbers};
use crate::{
    delivery::{Delivery, Unusable},
    json,
    pollers::{Fault, object},
    proof::{Secrets, same},
    request::request,
    variables::{Variables, base_url},
};
use chrono::{DateTime, Utc};
use http::{Method, Request, Response, header};
use serde_json::{Value, value::Map};
use sha2::{Digest, Sha384};
use sledz_domain::{
    base::{BASE64, HEXLOWER},
    order::{PaymentSaid, PaymentStep},
    text, time,
};

/// Its name in the path and in the variable.
pub const NAME: &str = "przelewy24";

/// The variable with its address, and what that is.
const URL: (&str, &str) = ("przelewy24_url", "https://secure.przelewy24.pl");

/// The variable with the key of the API; its user is the point of sale.
const KEY: &str = "przelewy24_key";

/// The variable with the CRC keys.
const SECRETS: &str = "payment_przelewy24_secrets";

/// What the sign of a transaction is over, in this order.
const TRANSACTION: [&str; 9] =
    ["merchantId", "posId", "sessionId", "amount", "originAmount", "currency", "orderId", "methodId", "statement"];

/// What the sign of a refund is over, in this order.
const REFUND: [&str; 7] = ["orderId", "sessionId", "refundsUuid", "merchantId", "amount", "currency", "status"];

/// What the sign of the call that verifies is over, in this order.
const VERIFIED: [&str; 4] = ["sessionId", "orderId", "amount", "currency"];

/// What a transaction is verified with.
const DETAILS: [&str; 6] = ["merchantId", "posId", "sessionId", "amount", "currency", "orderId"];

/// Those of them that are whole numbers.
const WHOLE: [&str; 4] = ["merchantId", "posId", "amount", "orderId"];

/// The longest `sessionId` that Przelewy24 takes.
const SESSION_LIMIT: usize = 100;

/// See the module.
pub struct Przelewy24;

impl PaymentProvider for Przelewy24 {
    fn name(&self) -> &'static str {
        NAME
    }

    fn is_configured(&self, secrets: &Secrets) -> bool {
        !secrets.words.is_empty()
    }

    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets) -> bool {
        let Ok(message) = json::object(delivery.body) else { return false };
        let Some(given) = message.get("sign").and_then(Value::as_str) else { return false };
        let given = given.to_ascii_lowercase();
        let fields: &[&str] = if is_refund(&message) { &REFUND } else { &TRANSACTION };
        secrets.words.iter().any(|crc| sign(&message, fields, crc).is_some_and(|right| same(&right, &given)))
    }

    fn read(&self, message: &Value, delivery: &Delivery) -> Result<PaymentsSaid, Unusable> {
        let said =
            if is_refund(message) { refunded(message, delivery.now) } else { transaction(message, delivery.now) };
        Ok(said.unwrap_or_else(PaymentsSaid::unreadable))
    }
}

/// Which of the two it is decides about the sign, too, so that neither can be taken for the other.
fn is_refund(message: &Value) -> bool {
    message.get("refundsUuid").is_some()
}

/// The sign of these fields as they were written, digit by digit; none if one is missing or is neither
/// text nor number.
fn sign(of: &Value, fields: &[&str], crc: &str) -> Option<String> {
    let mut signed = String::from("{");
    for field in fields {
        let value = of.get(*field).filter(|value| value.is_string() || value.is_number())?;
        signed.push_str(&format!("\"{field}\":{value},"));
    }
    signed.push_str(&format!("\"crc\":{}}}", Value::from(crc)));
    Some(HEXLOWER.encode(&Sha384::digest(signed.as_bytes())))
}

/// What the notification of a transaction says; none if it lacks what it needs.
fn transaction(message: &Value, now: DateTime<Utc>) -> Option<PaymentsSaid> {
    let details = details(message)?;
    let mut report = report(message, PaymentStep::Pending, now)?;
    report.said.confirm = Some(details.to_string());
    Some(PaymentsSaid::one(report))
}

/// What the notification of a refund says; none if it lacks what it needs.
fn refunded(message: &Value, now: DateTime<Utc>) -> Option<PaymentsSaid> {
    match json::raw(message, "status")?.trim() {
        "0" => {}
        // It was rejected.
        "1" => return Some(PaymentsSaid::default()),
        _ => return Some(PaymentsSaid::unknown_status()),
    }
    let at = json::raw(message, "timestamp").and_then(|stamp| time::parse_unix(&stamp));
    let mut report = report(message, PaymentStep::Refunded, at.unwrap_or(now))?;
    report.said.refund = Some(json::shown(message, "refundsUuid", text::NUMBER_LIMIT)?);
    Some(PaymentsSaid::one(report))
}

/// What both have. `orderId` is Przelewy24's own number of the transaction, and names it alone: of a
/// session, which is the shop's, there may be several.
fn report(message: &Value, step: PaymentStep, at: DateTime<Utc>) -> Option<PaymentReport> {
    let numbers = numbers(message.get("sessionId")?.as_str()?);
    let said = PaymentSaid {
        at,
        source: NAME.to_owned(),
        payment: whole(message, "orderId")?.to_string(),
        step,
        amount: Some(minor(message, "amount", "currency")?),
        refund: None,
        confirm: None,
    };
    (!numbers.is_empty()).then_some(PaymentReport { numbers, said })
}

/// A whole number without a sign, with its digits as they were written.
fn whole<'a>(of: &'a Value, field: &str) -> Option<&'a Value> {
    let is_whole = |digits: &str| digits.len() <= 20 && digits.bytes().all(|byte| byte.is_ascii_digit());
    of.get(field).filter(|value| value.as_number().is_some_and(|number| is_whole(number.as_str())))
}

/// What a transaction is verified with; none if something is missing or cannot be right.
fn details(of: &Value) -> Option<Value> {
    let mut kept = Map::new();
    for field in DETAILS {
        let value = if WHOLE.contains(&field) { whole(of, field) } else { of.get(field).filter(|text| is_word(text)) };
        kept.insert(field.to_owned(), value?.clone());
    }
    Some(Value::Object(kept))
}

fn is_word(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.chars().count() <= SESSION_LIMIT)
}

impl Confirmation for Przelewy24 {
    fn variables(&self) -> &'static [&'static str] {
        &[URL.0, KEY, SECRETS]
    }

    fn problems(&self, variables: &dyn Variables) -> Vec<String> {
        let mut wrong: Vec<String> = base_url(variables, URL.0, URL.1).err().into_iter().collect();
        wrong.extend(key(variables).err());
        wrong.extend(crc(variables).err());
        wrong
    }

    fn request(&self, kept: &str, variables: &dyn Variables) -> Result<Request<Vec<u8>>, String> {
        let base = base_url(variables, URL.0, URL.1)?;
        let (key, crc) = (key(variables)?, crc(variables)?);
        let unusable = || "the details of the transaction cannot be used".to_owned();
        let kept = json::object(kept.as_bytes()).map_err(|_| unusable())?;
        let mut body = details(&kept).ok_or_else(unusable)?;
        let user = json::raw(&body, "posId").ok_or_else(unusable)?;
        let sign = sign(&body, &VERIFIED, &crc).ok_or_else(unusable)?;
        if let Some(fields) = body.as_object_mut() {
            fields.insert("sign".to_owned(), sign.into());
        }
        let access = format!("Basic {}", BASE64.encode(format!("{user}:{key}").as_bytes()));
        let headers = [
            (header::AUTHORIZATION, access.as_str()),
            (header::CONTENT_TYPE, "application/json"),
            (header::ACCEPT, "application/json"),
        ];
        let url = format!("{base}/api/v1/transaction/verify");
        request(Method::PUT, &url, &headers, body.to_string().into_bytes())
    }

    fn read(&self, answer: &Response<Vec<u8>>) -> Result<(), Rejected> {
        if answer.status().as_u16() == 400 {
            return rejected(answer);
        }
        let message = object(answer).map_err(Rejected::Later)?;
        let status = message.get("data").and_then(|data| data.get("status")).and_then(Value::as_str);
        match status {
            Some(word) if word.eq_ignore_ascii_case("success") => Ok(()),
            _ => Err(Rejected::Later(Fault::unreadable("answers 200, but not that the transaction is verified"))),
        }
    }
}

/// What stands behind a 400. Its text is looked at and not passed on: it may quote the transaction.
fn rejected(answer: &Response<Vec<u8>>) -> Result<(), Rejected> {
    let body = json::object(answer.body()).unwrap_or_default();
    let error = json::raw(&body, "error").unwrap_or_default().to_ascii_lowercase();
    let is_done = ["verified", "confirmed"].iter().any(|word| error.contains(&format!("already {word}")));
    if is_done {
        return Ok(());
    }
    Err(Rejected::Never(
        "Przelewy24 refuses to verify a transaction: look whether the CRC key is right, and at the transaction \
         in its panel"
            .to_owned(),
    ))
}

fn key(variables: &dyn Variables) -> Result<&str, String> {
    let key = variables.get(KEY).trim();
    if key.is_empty() { Err(format!("{KEY} must be the API key (for reports) of Przelewy24")) } else { Ok(key) }
}

/// The CRC key that is in use: the first, as the newest stands in front while keys are changed.
fn crc(variables: &dyn Variables) -> Result<String, String> {
    let words = Secrets::parse(variables.get(SECRETS)).words;
    words.into_iter().next().ok_or_else(|| format!("{SECRETS} must hold the CRC key of Przelewy24"))
}
