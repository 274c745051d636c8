//! Carriers that are asked, because they do not tell by themselves, or do not prove what they tell.
//!
//! A poller is pure: it makes requests and reads answers. When it is asked, what is done with what it
//! tells, and what follows from trouble, is the same for all (`sledz_app::polling`).

pub mod allegro_tracking;
pub mod dhl24;
pub mod dpd_infoservices;
pub mod inpost_tracking;
pub mod poczta_polska;

use crate::{couriers::Report, json, variables::Variables};
use chrono::{DateTime, TimeDelta, Utc};
use http::{Request, Response};
use serde_json::Value;

/// A carrier's interface that is asked.
pub trait Poller: Sync {
    /// Its name: in variable `poll`, in the path, and as the source of its events.
    fn name(&self) -> &'static str;

    /// The variables that it needs, its address among them.
    fn variables(&self) -> &'static [&'static str];

    /// What is set wrongly, one sentence each; nothing if it can be asked.
    fn problems(&self, variables: &dyn Variables) -> Vec<String>;

    /// How it is asked.
    fn way(&self) -> Way;

    /// How the shop lets us ask in its name, where a key in a variable is not enough.
    fn login(&self) -> Option<&'static dyn DeviceLogin> {
        None
    }
}

/// With what an interface is asked.
#[derive(Clone, Copy)]
pub struct Access<'a> {
    /// What is configured.
    pub variables: &'a dyn Variables,
    /// The access token, for those with a [`DeviceLogin`]; empty for others.
    pub token: &'a str,
}

/// OAuth 2.0 for devices without a browser (RFC 8628): a person follows a link and agrees, we ask until
/// that is done, and are given tokens that are renewed for as long as they are used.
pub trait DeviceLogin: Sync {
    /// Under which the tokens are kept: whoever asks the same account shares them.
    fn name(&self) -> &'static str;

    /// Asks for a link.
    ///
    /// # Errors
    /// If the request cannot be made; the text is for the operator.
    fn begin(&self, variables: &dyn Variables) -> Result<Request<Vec<u8>>, String>;

    /// The link.
    ///
    /// # Errors
    /// If the answer is none that can be used.
    fn begun(&self, answer: &Response<Vec<u8>>, now: DateTime<Utc>) -> Result<Device, Fault>;

    /// Asks whether the person has agreed.
    ///
    /// # Errors
    /// If the request cannot be made; the text is for the operator.
    fn ask(&self, device_code: &str, variables: &dyn Variables) -> Result<Request<Vec<u8>>, String>;

    /// Asks for new tokens.
    ///
    /// # Errors
    /// If the request cannot be made; the text is for the operator.
    fn renew(&self, refresh_token: &str, variables: &dyn Variables) -> Result<Request<Vec<u8>>, String>;

    /// The tokens; none as long as the person has not agreed.
    ///
    /// # Errors
    /// If the answer is none that can be used, or the person or the interface has refused.
    fn token(&self, answer: &Response<Vec<u8>>, now: DateTime<Utc>) -> Result<Option<Token>, Fault>;
}

/// A link that a person is to follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// By which we ask.
    pub device_code: String,
    /// Where the person agrees.
    pub link: String,
    /// Until when the person may.
    pub until: DateTime<Utc>,
}

/// Tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// With which the interface is asked.
    pub access: String,
    /// With which new tokens are asked for.
    pub refresh: String,
    /// Until when the first is good.
    pub until: DateTime<Utc>,
}

/// How a poller is asked.
#[derive(Clone, Copy)]
pub enum Way {
    /// For what is new, all parcels of the account together.
    Queue(&'static dyn Queue),
    /// For parcels that it is given.
    Parcels(&'static dyn Tracking),
}

/// An interface that hands out what is new until it is told that it was received.
pub trait Queue: Sync {
    /// Asks for what is new.
    ///
    /// # Errors
    /// If the request cannot be made; the text is for the operator.
    fn fetch(&self, access: &Access<'_>) -> Result<Request<Vec<u8>>, String>;

    /// What it handed out.
    ///
    /// # Errors
    /// If the answer is none that can be used.
    fn read(&self, answer: &Response<Vec<u8>>, now: DateTime<Utc>) -> Result<Batch, Fault>;

    /// Tells it that a batch was received; it is handed out again otherwise.
    ///
    /// # Errors
    /// If the request cannot be made; the text is for the operator.
    fn acknowledge(&self, confirm: &str, access: &Access<'_>) -> Result<Request<Vec<u8>>, String>;

    /// Whether it took that in.
    ///
    /// # Errors
    /// If it did not.
    fn acknowledged(&self, answer: &Response<Vec<u8>>) -> Result<(), Fault>;
}

/// What a queue handed out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Batch {
    /// What it says.
    pub told: Told,
    /// By which it is acknowledged; none if there was nothing, and the queue is empty.
    pub confirm: Option<String>,
}

/// An interface that is asked about parcels.
pub trait Tracking: Sync {
    /// The most numbers in one request; all of them are of one carrier.
    fn most(&self) -> usize;

    /// Asks about parcels of one carrier, at most [`Tracking::most`] of them.
    ///
    /// # Errors
    /// If the request cannot be made; the text is for the operator.
    fn request(&self, asked: &[Asked], access: &Access<'_>) -> Result<Request<Vec<u8>>, String>;

    /// What it says of them. A parcel that it does not know is none that failed: nothing is said of it.
    ///
    /// # Errors
    /// If the answer is none that can be used.
    fn read(&self, asked: &[Asked], answer: &Response<Vec<u8>>, now: DateTime<Utc>) -> Result<Told, Fault>;
}

/// A parcel that is asked about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asked {
    /// The carrier's id.
    pub carrier: String,
    /// The normalised tracking number.
    pub tracking_number: String,
}

/// What an answer says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Told {
    /// Events, each of which may be known already.
    pub reports: Vec<Report>,
    /// So many parts of it lack what they need.
    pub unreadable: u32,
}

/// Why an answer cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// For the operator; holds nothing personal, and no number.
    pub why: String,
    /// How long the interface wants to be left alone.
    pub wait: Option<TimeDelta>,
    /// No other parcel will fare better: the access is refused, or too much was asked.
    pub is_general: bool,
    /// The access is refused.
    pub is_refused: bool,
}

impl Fault {
    /// An answer that cannot be understood.
    pub fn unreadable(why: &str) -> Self {
        Fault { why: why.to_owned(), wait: None, is_general: false, is_refused: false }
    }

    /// What a status that is no success says; none for a success.
    pub fn of_status(answer: &Response<Vec<u8>>) -> Option<Self> {
        let status = answer.status();
        if status.is_success() {
            return None;
        }
        let why = match status.as_u16() {
            401 | 403 => "refuses the access: look whether user, password or key are right".to_owned(),
            429 => "was asked too often".to_owned(),
            code => format!("answers {code}"),
        };
        let header = answer.headers().get(http::header::RETRY_AFTER).and_then(|value| value.to_str().ok());
        // Shopify writes `2.0`.
        let seconds = header.and_then(|value| value.trim().split('.').next()?.parse::<u32>().ok());
        let wait = seconds.map(|seconds| TimeDelta::seconds(i64::from(seconds)));
        let is_refused = matches!(status.as_u16(), 401 | 403);
        Some(Fault { why, wait, is_general: is_refused || status.as_u16() == 429, is_refused })
    }
}

/// The object that an interface of JSON answers with.
///
/// # Errors
/// If the status is no success, or the body no object.
pub fn object(answer: &Response<Vec<u8>>) -> Result<Value, Fault> {
    match Fault::of_status(answer) {
        Some(fault) => Err(fault),
        None => json::object(answer.body())
            .map_err(|why| Fault::unreadable(&format!("its answer cannot be read: {}", why.0))),
    }
}
