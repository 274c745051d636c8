//! The request as a component hands it over, and what a handler works with.

use crate::settings::Settings;
use chrono::{DateTime, Utc};
use http::{Method, request::Parts};
use percent_encoding::percent_decode_str;
use sledz_store::{Store, timer::Due};
use std::{cell::RefCell, net::SocketAddr};

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

    /// The value of a field in a form's body; none if the body is no form.
    pub fn field(&self, name: &str) -> Option<String> {
        let is_form = self.content_type() == "application/x-www-form-urlencoded";
        let body = self.body.as_deref().filter(|_| is_form)?;
        form_urlencoded::parse(body).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    /// What a form or a script shows to prove that it came from a page of ours.
    pub fn csrf(&self) -> Option<String> {
        self.header("csrf").map(str::to_owned).or_else(|| self.field("csrf"))
    }

    /// The client's address without its port: what the proxy before us says in `header`, if one is configured, else the
    /// last that Spin appended, since forged ones stand before it.
    pub fn client(&self, header: &str) -> String {
        let name = if header.is_empty() { "spin-client-addr" } else { header };
        let last = self.parts.headers.get_all(name).iter().next_back();
        let address = last.and_then(|value| value.to_str().ok()).unwrap_or_default();
        // A list of proxies names the nearest last.
        let address = address.rsplit(',').next().unwrap_or_default().trim();
        address.parse::<SocketAddr>().map_or_else(|_| address.to_owned(), |address| address.ip().to_string())
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

impl Env<'_> {
    /// Has something done at once, when the response has left; it has been made durable.
    pub fn do_soon(&self, due: Due) {
        let mut known = self.due.borrow_mut();
        if !known.contains(&due) {
            known.push(due);
        }
    }
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
    /// What this request has left to do that can be done at once. All of it is durable too.
    pub due: &'a RefCell<Vec<Due>>,
    /// What is taken in is history that was asked for: nobody is told of it.
    pub is_import: bool,
}
