//! SMS: what is sent, and what all providers share.

pub mod smsapi;
pub mod twilio;

use crate::{
    outcome::{Answer, Outcome},
    request::{is_link, is_token},
    variables::Variables,
};
use chrono::{DateTime, Utc};
use http::Request;
use sledz_sources::proof::Secrets;

/// An SMS to one phone.
#[derive(Clone, Copy, Debug)]
pub struct Sms<'a> {
    /// The number with its country, digits only: `48600000001`; see [`is_number`].
    pub to: &'a str,
    /// The text.
    pub text: &'a str,
    /// Our reference, `[A-Za-z0-9_-]`, up to 64 characters; reports carry it back.
    pub reference: &'a str,
    /// Where the provider reports to: a URL that ends in `?ref=<reference>` for Twilio.
    pub report_url: Option<&'a str>,
}

/// A provider of SMS.
pub trait SmsProvider: Sync {
    /// Its name in `sms_provider`.
    fn name(&self) -> &'static str;

    /// The variables that it reads.
    fn variables(&self) -> &'static [&'static str];

    /// What is wrong with them, each a sentence.
    fn problems(&self, variables: &dyn Variables) -> Vec<String>;

    /// Whether the same request twice sends one message.
    fn is_idempotent(&self) -> bool {
        false
    }

    /// The request that sends an SMS.
    ///
    /// # Errors
    /// One sentence, if a variable or a part of the SMS cannot be sent.
    fn request(&self, sms: &Sms, variables: &dyn Variables) -> Result<Request<Vec<u8>>, String>;

    /// Whether its reports can be proven by these secrets: only then is it told where to report to. Here as well as
    /// in [`Reporter`](crate::report::Reporter), so that who sends needs none of the code that reads reports.
    fn can_report(&self, secrets: &Secrets) -> bool;

    /// What the answer means.
    fn read(&self, answer: &Answer, now: DateTime<Utc>) -> Outcome;
}

/// Whether a text can be a phone number with its country: 8 to 15 digits (E.164), not starting with 0.
pub fn is_number(text: &str) -> bool {
    (8..=15).contains(&text.len()) && !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Why a key is asked for.
fn because(provider: &str) -> String {
    format!("sms_provider is {provider}")
}

/// Refuses what could add a recipient or leads nowhere.
fn check(sms: &Sms) -> Result<(), String> {
    if !is_number(sms.to) {
        return Err("the recipient's number cannot be used".to_owned());
    }
    if !is_token(sms.reference) {
        return Err("the reference holds characters that not every provider takes".to_owned());
    }
    if !sms.report_url.is_none_or(is_link) {
        return Err("the address for reports is none".to_owned());
    }
    Ok(())
}

/// The sender: a name, a number or an id, without anything that a sender cannot hold.
fn is_sender(text: &str) -> bool {
    text.chars().count() <= 64 && !text.chars().any(char::is_control)
}
