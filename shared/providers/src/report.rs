//! Delivery reports: what a provider says later about a message that it took.

use crate::request::is_token;
use chrono::{DateTime, Utc};
use serde_json::Value;
use sledz_domain::time;
use sledz_sources::{
    delivery::{Delivery, Unusable},
    json,
    proof::Secrets,
};

/// A provider that reports what became of messages.
pub trait Reporter: Sync {
    /// Its name: the path is `/hooks/reports/{name}`, the variable `report_{name}_secrets`.
    fn name(&self) -> &'static str;

    /// Whether these secrets can prove anything here; without such the source is closed.
    fn is_configured(&self, secrets: &Secrets) -> bool;

    /// Whether the report is the provider's. The path's token is checked before. `url` is the full public
    /// address of the request with its query, which Twilio signs.
    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets, url: &str) -> bool;

    /// Whether reports come by GET as well as by POST.
    fn answers_get(&self) -> bool {
        false
    }

    /// The body of the 200 that the provider waits for.
    fn answer(&self) -> &'static str {
        "ok"
    }

    /// What a proven delivery says. `query` is the raw query string, without the question mark.
    ///
    /// Opens, clicks, events that are not final or not known, and reports about messages that are not ours
    /// give no report.
    ///
    /// # Errors
    /// If it is not JSON or not a form at all.
    fn read(&self, delivery: &Delivery, query: &str) -> Result<Vec<Report>, Unusable>;
}

/// What became of one message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Our reference, which travelled with the message.
    pub reference: String,
    /// When it happened, if the provider says.
    pub at: Option<DateTime<Utc>>,
    /// What happened.
    pub fate: Fate,
}

/// What becomes of a message after its provider took it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It reached the recipient's mailbox or phone.
    Delivered,
    /// It did not, and the provider no longer tries.
    Failed {
        /// The address itself is bad: nothing should be sent there again.
        permanent: bool,
        /// One sentence for the operator, in our own words.
        why: String,
    },
    /// The recipient called it spam.
    Complained,
    /// The recipient wants no more messages.
    Unsubscribed,
}

impl Fate {
    /// It failed for good: the address is bad.
    pub(crate) fn bad_address(why: impl Into<String>) -> Self {
        Fate::Failed { permanent: true, why: why.into() }
    }

    /// It failed this time.
    pub(crate) fn failed(why: impl Into<String>) -> Self {
        Fate::Failed { permanent: false, why: why.into() }
    }
}

/// A report, if the reference can be one of ours.
pub(crate) fn report(reference: Option<&str>, at: Option<DateTime<Utc>>, fate: Fate) -> Option<Report> {
    let reference = reference?.trim();
    is_token(reference).then(|| Report { reference: reference.to_owned(), at, fate })
}

/// The messages of a body: an object, or an array of them.
///
/// # Errors
/// If it is neither.
pub(crate) fn messages(body: &[u8]) -> Result<Vec<Value>, Unusable> {
    match body.trim_ascii().first() {
        // serde_json refuses what is nested deeper than 128 levels.
        Some(b'[') => serde_json::from_slice(body).map_err(|_| Unusable("the body is not JSON".to_owned())),
        _ => json::object(body).map(|object| vec![object]),
    }
}

/// The fields of a form.
///
/// # Errors
/// If it is not text.
pub(crate) fn fields(form: &[u8]) -> Result<Vec<(String, String)>, Unusable> {
    if std::str::from_utf8(form).is_err() {
        return Err(Unusable("the body is not a form in UTF-8".to_owned()));
    }
    Ok(form_urlencoded::parse(form).into_owned().collect())
}

/// The first value of a field, if it is not empty.
pub(crate) fn field<'a>(fields: &'a [(String, String)], name: &str) -> Option<&'a str> {
    fields.iter().find(|field| field.0 == name).map(|field| field.1.trim()).filter(|value| !value.is_empty())
}

/// Seconds since 1970 as providers write them: a number or a text, perhaps with a fraction.
pub(crate) fn unix(text: &str) -> Option<DateTime<Utc>> {
    let whole = text.trim().split('.').next()?;
    whole.parse().ok().and_then(time::from_unix)
}
