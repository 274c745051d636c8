//! What all tests share: fixtures, deliveries, settings.

use chrono::{DateTime, Utc};
use http::{HeaderMap, HeaderName};
use serde_json::Value;
use sledz_channels::{
    channel::{Channel, Heard},
    inbound::{Inbound, InboundKind},
    ours::Ours,
    registry,
};
use sledz_domain::time;
use sledz_sources::{delivery::Delivery, proof::Secrets, variables::Variables};
use std::{collections::BTreeMap, fs, path::Path};

/// A file of `tests/fixtures/channels`.
pub(crate) fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/channels").join(name);
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The same, as JSON.
pub(crate) fn json(name: &str) -> Value {
    serde_json::from_slice(&fixture(name)).unwrap()
}

/// The time of every test.
pub(crate) fn now() -> DateTime<Utc> {
    time::parse_utc("2026-10-01T10:00:00Z").unwrap()
}

/// An instant.
pub(crate) fn at(text: &str) -> Option<DateTime<Utc>> {
    Some(time::parse_utc(text).unwrap())
}

/// What the shop of every test is called; to Meta and helpdesks it is 4242.
pub(crate) fn ours() -> Ours {
    Ours::new(["pomoc@sklep.pl"], ["4242"])
}

/// Headers by name.
pub(crate) fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
    pairs.iter().map(|(name, value)| (name.parse::<HeaderName>().unwrap(), value.parse().unwrap())).collect()
}

pub(crate) fn delivery<'a>(headers: &'a HeaderMap, body: &'a [u8]) -> Delivery<'a> {
    Delivery { headers, body, query: "", path_token: None, now: now() }
}

pub(crate) fn channel(name: &str) -> &'static dyn Channel {
    registry::channel(name).unwrap_or_else(|| panic!("no channel {name}"))
}

/// What a channel makes of a proven delivery.
pub(crate) fn read(name: &str, content_type: &str, body: &[u8]) -> Heard {
    let headers = headers(&[("content-type", content_type)]);
    channel(name).read(&delivery(&headers, body), &ours()).unwrap_or_else(|why| panic!("{name}: {}", why.0))
}

/// The same of one message.
pub(crate) fn one(name: &str, content_type: &str, body: &[u8]) -> Inbound {
    let heard = read(name, content_type, body);
    assert_eq!((heard.messages.len(), heard.unreadable), (1, 0), "{heard:?}");
    heard.messages.into_iter().next().unwrap()
}

/// The content type of the fixtures that are forms.
pub(crate) const FORM: &str = "multipart/form-data; boundary=xYzZY";

pub(crate) const JSON: &str = "application/json";

/// Whether a delivery at a time is proven.
pub(crate) fn proven(name: &str, secrets: &str, sent: &HeaderMap, body: &[u8], unix: i64) -> bool {
    let now = time::from_unix(unix).unwrap();
    let delivery = Delivery { headers: sent, body, query: "", path_token: None, now };
    channel(name).is_proven(&delivery, &Secrets::parse(secrets))
}

pub(crate) fn is_machine(message: &Inbound) -> bool {
    matches!(message.kind, InboundKind::Machine(_))
}

/// Settings; what is not in them is not set.
#[derive(Clone, Default)]
pub(crate) struct Settings(BTreeMap<String, String>);

impl Settings {
    pub(crate) fn new(pairs: &[(&str, &str)]) -> Self {
        Settings(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    /// The same with one more, or another value.
    pub(crate) fn with(&self, name: &str, value: &str) -> Self {
        let mut more = self.clone();
        more.0.insert(name.to_owned(), value.to_owned());
        more
    }
}

impl Variables for Settings {
    fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }
}
