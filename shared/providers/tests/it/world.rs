//! What all tests share: settings, answers, deliveries.

use chrono::{DateTime, Utc};
use http::{HeaderMap, HeaderName, Request};
use serde_json::Value;
use sledz_domain::time;
use sledz_providers::{
    outcome::{Answer, Outcome},
    variables::Variables,
};
use sledz_sources::delivery::Delivery;
use std::collections::BTreeMap;

/// The time of every test.
pub(crate) fn now() -> DateTime<Utc> {
    time::parse_utc("2026-10-01T10:00:00Z").unwrap()
}

/// Settings; what is not in them is not set.
#[derive(Clone)]
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

/// Headers by name.
pub(crate) fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
    pairs.iter().map(|(name, value)| (name.parse::<HeaderName>().unwrap(), value.parse().unwrap())).collect()
}

/// What follows from an answer, in short: `accepted <id>`, `later <seconds>`, `never` or `address`; and the
/// sentence.
pub(crate) fn verdict(outcome: Outcome) -> (String, String) {
    match outcome {
        Outcome::Accepted { id } => (format!("accepted {}", id.unwrap_or_default()).trim().to_owned(), String::new()),
        Outcome::Later { why, after } => {
            (format!("later {}", after.map(|s| s.to_string()).unwrap_or_default()).trim().to_owned(), why)
        }
        Outcome::Never { why, address: true } => ("address".to_owned(), why),
        Outcome::Never { why, address: false } => ("never".to_owned(), why),
    }
}

/// A row in a table of answers: status, headers, body, verdict, a part of the sentence.
pub(crate) type Row<'a> = (u16, &'a [(&'a str, &'a str)], &'a str, &'a str, &'a str);

/// Reads every answer of a table. No sentence repeats what the provider says about the recipient.
pub(crate) fn check_answers(read: &dyn Fn(&Answer, DateTime<Utc>) -> Outcome, table: &[Row]) {
    for (status, sent, body, expected, part) in table {
        let headers = headers(sent);
        let answer = Answer { status: *status, headers: &headers, body: body.as_bytes() };
        let (found, why) = verdict(read(&answer, now()));
        assert_eq!((found.as_str(), why.contains(part)), (*expected, true), "{status} {body}: {why}");
        assert!(!why.contains("jan@example.pl") && !why.contains("48600000001"), "{why}");
        assert!(why.is_empty() || why.contains(&status.to_string()), "{why}");
    }
}

/// Answers that any provider may give one day.
pub(crate) const GARBAGE: [&str; 9] = [
    "",
    " ",
    "<html><body>502 Bad Gateway</body></html>",
    "{",
    "[]",
    "null",
    "\"text\"",
    r#"{"ErrorCode":1e999,"error":1e999,"code":1e999,"id":1e999}"#,
    r#"{"ErrorCode":"x","error":{},"code":[],"name":7,"message":7,"errors":{},"list":7,"id":{},"sid":[]}"#,
];

/// The body of a request as JSON.
pub(crate) fn json(request: &Request<Vec<u8>>) -> Value {
    assert_eq!(header(request, "content-type"), "application/json");
    serde_json::from_slice(request.body()).unwrap()
}

/// The body of a request as a form.
pub(crate) fn form(request: &Request<Vec<u8>>) -> BTreeMap<String, String> {
    assert_eq!(header(request, "content-type"), "application/x-www-form-urlencoded");
    let pairs: Vec<(String, String)> = form_urlencoded::parse(request.body()).into_owned().collect();
    let fields: BTreeMap<_, _> = pairs.iter().cloned().collect();
    assert_eq!(fields.len(), pairs.len(), "a field twice");
    fields
}

/// A header that a request has once.
pub(crate) fn header<'a>(request: &'a Request<Vec<u8>>, name: &str) -> &'a str {
    let all: Vec<_> = request.headers().get_all(name).iter().collect();
    assert_eq!(all.len(), 1, "{name}");
    all[0].to_str().unwrap()
}

/// A delivery of a report.
pub(crate) fn delivery<'a>(headers: &'a HeaderMap, body: &'a [u8]) -> Delivery<'a> {
    Delivery { headers, body, query: "", path_token: None, now: now() }
}
