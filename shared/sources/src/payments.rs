//! Payment providers, under `/hooks/payments/{provider}`, one file each.

pub mod payu;
pub mod przelewy24;
pub mod standard;
pub mod stripe;

use crate::{
    delivery::{Delivery, Unusable},
    json,
    pollers::Fault,
    proof::Secrets,
    variables::Variables,
};
use http::{Request, Response};
use serde_json::Value;
use sledz_domain::{money::Money, order::PaymentSaid, text};

/// Somebody who handles a shop's payments and tells of them.
pub trait PaymentProvider: Sync {
    /// Its name in the path and, with underscores, in the name of its variable.
    fn name(&self) -> &'static str;

    /// Whether these secrets can prove anything here; without such the source is closed.
    fn is_configured(&self, secrets: &Secrets) -> bool;

    /// Whether the sender is who it says, by the raw bytes. The path's token is checked before.
    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets) -> bool;

    /// What a verified message says.
    ///
    /// # Errors
    /// If it says nothing that can be used, and the sender should know.
    fn read(&self, message: &Value, delivery: &Delivery) -> Result<PaymentsSaid, Unusable>;
}

/// What a provider's message says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaymentsSaid {
    /// Payments and refunds.
    pub reports: Vec<PaymentReport>,
    /// The message lacks what it needs; it is answered and counted.
    pub unreadable: bool,
    /// Its word for a status is not in our table; it is counted and moves nothing.
    pub unknown_status: bool,
}

impl PaymentsSaid {
    fn one(report: PaymentReport) -> Self {
        PaymentsSaid { reports: vec![report], ..PaymentsSaid::default() }
    }

    fn unreadable() -> Self {
        PaymentsSaid { unreadable: true, ..PaymentsSaid::default() }
    }

    fn unknown_status() -> Self {
        PaymentsSaid { unknown_status: true, ..PaymentsSaid::default() }
    }
}

/// What is said of one payment, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentReport {
    /// The order's number as the provider may have been given it, normalised, the likeliest first:
    /// the payment belongs to the first of them that is an order's.
    pub numbers: Vec<String>,
    /// What is said. Details of a call of [`Confirmation`] that it waits for hold nothing personal.
    pub said: PaymentSaid,
}

/// A call that a provider wants before a payment is final.
pub trait Confirmation: Sync {
    /// The variables that it needs, its address among them.
    fn variables(&self) -> &'static [&'static str];

    /// What is set wrongly, one sentence each; nothing if calls can be made.
    fn problems(&self, variables: &dyn Variables) -> Vec<String>;

    /// Makes the payment with these details final.
    ///
    /// # Errors
    /// If the request cannot be made; the text is for the operator.
    fn request(&self, details: &str, variables: &dyn Variables) -> Result<Request<Vec<u8>>, String>;

    /// Whether the payment is final now.
    ///
    /// # Errors
    /// If it is not: a fault that is `is_refused` may pass when the shop mends something; one of
    /// [`Rejected::Never`] does not pass.
    fn read(&self, answer: &Response<Vec<u8>>) -> Result<(), Rejected>;
}

/// Why a payment was not made final.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejected {
    /// It may work later.
    Later(Fault),
    /// It will never work; why, for the operator.
    Never(String),
}

/// The numbers that a reference may begin with: the whole, then what stands before each of its
/// dashes, the longest first; and the same without a word of letters before the first dash, as in
/// `order-1001-a`. At most eight, normalised.
///
/// ```
/// use sledz_sources::payments::numbers;
/// assert_eq!(numbers("1001"), ["1001"]);
/// assert_eq!(numbers("1001-A-x"), ["1001-A-X", "1001-A", "1001"]);
/// assert_eq!(numbers("order-1001-a"), ["ORDER-1001-A", "ORDER-1001", "1001-A", "1001"]);
/// ```
pub fn numbers(reference: &str) -> Vec<String> {
    let Some(whole) = text::order_number(reference) else { return Vec::new() };
    let mut found: Vec<String> = beginnings(&whole);
    if let Some((word, rest)) = whole.split_once('-')
        && !word.is_empty()
        && word.bytes().all(|byte| byte.is_ascii_alphabetic())
    {
        // The word alone is no number.
        found.retain(|number| number != word);
        found.extend(beginnings(rest));
    }
    found.retain(|number| !number.is_empty());
    found.truncate(8);
    found
}

/// An amount that is told in the currency's smallest unit.
fn minor(of: &Value, amount: &str, currency: &str) -> Option<Money> {
    Money::minor(json::raw(of, amount)?.trim().parse().ok()?, &json::raw(of, currency)?)
}

fn beginnings(whole: &str) -> Vec<String> {
    let shorter = whole.rmatch_indices('-').filter_map(|(at, _)| whole.get(..at));
    std::iter::once(whole).chain(shorter).map(str::to_owned).collect()
}
