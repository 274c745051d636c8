//! Webhooks of our own, to whatever system the shop has: [Standard Webhooks](https://www.standardwebhooks.com)
//! 1.0.0.

use crate::{
    outcome::{Answer, Outcome, Verdict, judged},
    request::{self, is_token},
    variables::{Variables, base_url, is_placeholder, problems as sentences, value},
};
use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use http::Request;
use sha2::Sha256;
use sledz_domain::base::BASE64;
use sledz_sources::{proof::Secrets, standard};

/// The variables that are read.
pub const VARIABLES: &[&str] = &["events_url", "events_path", "events_secrets"];

/// An event to tell.
#[derive(Clone, Copy, Debug)]
pub struct Event<'a> {
    /// Its id, the same at every try, `[A-Za-z0-9_-]`, up to 64 characters.
    pub id: &'a str,
    /// The message: JSON.
    pub body: &'a [u8],
}

/// Whether events are to be told.
pub fn is_configured(variables: &dyn Variables) -> bool {
    !is_placeholder(variables, "events_url")
}

/// What is wrong with the variables, each a sentence; nothing if they are not used.
pub fn problems(variables: &dyn Variables) -> Vec<String> {
    if !is_configured(variables) {
        return Vec::new();
    }
    let no_keys = keys(variables).is_empty();
    sentences([
        base_url(variables, "events_url", "https://erp.sklep.pl").err(),
        path(variables).err(),
        no_keys.then(|| "events_url is set, but events_secrets holds no whsec_<base64>".to_owned()),
    ])
}

/// The request that tells an event, signed under every secret, so that the receiver can rotate them.
///
/// # Errors
/// One sentence, if a variable or the id cannot be used.
pub fn request(event: &Event, variables: &dyn Variables, now: DateTime<Utc>) -> Result<Request<Vec<u8>>, String> {
    if !is_configured(variables) {
        return Err("events_url is not set".to_owned());
    }
    if let Some(problem) = problems(variables).into_iter().next() {
        return Err(problem);
    }
    if !is_token(event.id) {
        return Err("the id of the event holds characters that a receiver may refuse".to_owned());
    }
    let url = format!("{}{}", base_url(variables, "events_url", "https://erp.sklep.pl")?, path(variables)?);
    let timestamp = now.timestamp().to_string();
    let signatures: Vec<String> = keys(variables).iter().filter_map(|key| signature(key, event, &timestamp)).collect();
    let signatures = signatures.join(" ");
    let headers =
        [("webhook-id", event.id), ("webhook-timestamp", timestamp.as_str()), ("webhook-signature", &signatures)];
    request::post(&url, &headers, "application/json", event.body.to_vec())
}

/// What the answer means: a 2xx is taken, 410 asks for no more of them, and anything else is tried again.
pub fn read(answer: &Answer, now: DateTime<Utc>) -> Outcome {
    let judgement = match answer.status {
        200..=299 => return Outcome::Accepted { id: None },
        410 => (Verdict::Never, "it wants no more events"),
        300..=399 => (Verdict::Later, "a redirect, which is not followed"),
        429 => (Verdict::Later, "too many requests"),
        _ => (Verdict::Later, "it has not taken the event"),
    };
    judged("events_url", answer, now, None, judgement)
}

fn keys(variables: &dyn Variables) -> Vec<Vec<u8>> {
    standard::keys(&Secrets::parse(value(variables, "events_secrets"))).collect()
}

/// The path below the base, with a query if there is one.
fn path(variables: &dyn Variables) -> Result<&str, String> {
    match value(variables, "events_path") {
        "" => Ok("/"),
        path if path.starts_with('/') && request::is_link(&format!("https://host{path}")) => Ok(path),
        _ => Err("events_path must begin with a slash and hold no spaces, such as /hooks/sledz".to_owned()),
    }
}

fn signature(key: &[u8], event: &Event, timestamp: &str) -> Option<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    for part in [event.id.as_bytes(), b".", timestamp.as_bytes(), b".", event.body] {
        mac.update(part);
    }
    Some(format!("v1,{}", BASE64.encode(&mac.finalize().into_bytes())))
}
