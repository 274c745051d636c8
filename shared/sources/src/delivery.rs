//! A webhook as it arrives, and what can be wrong with it.

use chrono::{DateTime, Utc};
use http::HeaderMap;

/// One delivery of a webhook.
#[derive(Clone, Copy)]
pub struct Delivery<'a> {
    /// All headers.
    pub headers: &'a HeaderMap,
    /// The body, byte for byte.
    pub body: &'a [u8],
    /// The query, as it was sent; empty if there is none.
    pub query: &'a str,
    /// The last part of the path, behind the source's name.
    pub path_token: Option<&'a str>,
    /// The time of the request.
    pub now: DateTime<Utc>,
}

impl Delivery<'_> {
    /// A header's value if it is there, once, and plain text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

/// Why a verified message cannot be used. The text is for the sender.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unusable(pub String);
