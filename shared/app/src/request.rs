//! The request as a component hands it over, and what a handler works with.

use crate::settings::Settings;
use chrono::{DateTime, Utc};
use http::{Method, request::Parts};
use percent_encoding::percent_decode_str;
use sledz_store::Store;

/// The largest body that is read.
pub const BODY_LIMIT: usize = 1024 * 1024;

/// A request whose body was read as far as [`BODY_LIMIT`] goes.
#[derive(Debug)]
pub struct Request {
    /// Method, address, headers. The path comes from the address only: Spin appends its own
    /// headers after any that a client forged.
    pub parts: Parts,
    /// The body; none if it was larger than the limit.
    pub body: Option<Vec<u8>>,
}

impl Request {
    /// The path, as it was sent.
    pub fn path(&self) -> &str {
        self.parts.uri.path()
    }

    /// The method.
    pub fn method(&self) -> &Method {
        &self.parts.method
    }

    /// Whether it only reads.
    pub fn is_get(&self) -> bool {
        matches!(*self.method(), Method::GET | Method::HEAD)
    }

    /// A header that is there as plain text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.parts.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The media type of the body, in lower case and without parameters; empty if none is given.
    pub fn content_type(&self) -> String {
        let value = self.header("content-type").unwrap_or_default();
        value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// The value of a parameter in the query.
    pub fn query(&self, name: &str) -> Option<String> {
        let query = self.parts.uri.query().unwrap_or_default();
        form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }
}

/// The parts of a path behind `prefix`, percent-decoded; an empty last part is left out.
pub fn parts_behind(path: &str, prefix: &str) -> Option<Vec<String>> {
    let rest = path.strip_prefix(prefix)?;
    let mut parts: Vec<String> =
        rest.split('/').map(|part| percent_decode_str(part).decode_utf8_lossy().into_owned()).collect();
    if parts.last().is_some_and(String::is_empty) {
        parts.pop();
    }
    Some(parts)
}

/// What a handler works with besides the request.
#[derive(Clone, Copy)]
pub struct Env<'a> {
    /// The store.
    pub store: Store<'a>,
    /// The time of the request; tests may move it.
    pub now: DateTime<Utc>,
    /// The variables that were read for this request.
    pub settings: &'a Settings,
}
