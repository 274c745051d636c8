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

/// Where something is told: variables with the address, the path below it, and the secrets.
#[derive(Clone, Copy, Debug)]
pub struct Receiver {
    url: &'static str,
    path: &'static str,
    secrets: &'static str,
    /// What is told must not be read on the way, loopback aside.
    is_https: bool,
}

/// Whoever is told events.
pub const EVENTS: Receiver =
    Receiver { url: "events_url", path: "events_path", secrets: "events_secrets", is_https: false };

/// Whoever gets reports of the shop's numbers.
pub const EXPORT: Receiver =
    Receiver { url: "export_url", path: "export_path", secrets: "export_secrets", is_https: true };

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
    is_set(&EVENTS, variables)
}

/// Whether a receiver is set.
pub fn is_set(to: &Receiver, variables: &dyn Variables) -> bool {
    !is_placeholder(variables, to.url)
}

/// What is wrong with the variables, each a sentence; nothing if they are not used.
pub fn problems(variables: &dyn Variables) -> Vec<String> {
    problems_of(&EVENTS, variables)
}

/// As [`problems`], of another receiver.
pub fn problems_of(to: &Receiver, variables: &dyn Variables) -> Vec<String> {
    if is_placeholder(variables, to.url) {
        return Vec::new();
    }
    let no_keys = keys(to, variables).is_empty();
    sentences([
        base_url(variables, to.url, "https://erp.sklep.pl").err(),
        to.is_https.then(|| https(variables, to.url).err()).flatten(),
        path(to, variables).err(),
        no_keys.then(|| format!("{} is set, but {} holds no whsec_<base64>", to.url, to.secrets)),
    ])
}

fn https(variables: &dyn Variables, name: &str) -> Result<(), String> {
    let url = value(variables, name);
    let host = url.strip_prefix("http://").map(|rest| rest.trim_end_matches('/'));
    let is_local = |host: &str| {
        let name = host.rsplit_once(':').filter(|(_, port)| port.parse::<u16>().is_ok()).map_or(host, |(name, _)| name);
        ["localhost", "127.0.0.1", "[::1]"].contains(&name)
    };
    match host {
        Some(host) if !is_local(host) => Err(format!("{name} must begin with https://")),
        _ => Ok(()),
    }
}

/// The request that tells an event, signed under every secret, so that the receiver can rotate them.
///
/// # Errors
/// One sentence, if a variable or the id cannot be used.
pub fn request(event: &Event, variables: &dyn Variables, now: DateTime<Utc>) -> Result<Request<Vec<u8>>, String> {
    request_by(&EVENTS, event, variables, now)
}

/// As [`request`], to another receiver.
///
/// # Errors
/// One sentence, if a variable or the id cannot be used.
pub fn request_by(
    to: &Receiver,
    event: &Event,
    variables: &dyn Variables,
    now: DateTime<Utc>,
) -> Result<Request<Vec<u8>>, String> {
    if is_placeholder(variables, to.url) {
        return Err(format!("{} is not set", to.url));
    }
    if let Some(problem) = problems_of(to, variables).into_iter().next() {
        return Err(problem);
    }
    if !is_token(event.id) {
        return Err("the id of the event holds characters that a receiver may refuse".to_owned());
    }
    let url = format!("{}{}", base_url(variables, to.url, "https://erp.sklep.pl")?, path(to, variables)?);
    let timestamp = now.timestamp().to_string();
    let signatures: Vec<String> =
        keys(to, variables).iter().filter_map(|key| signature(key, event, &timestamp)).collect();
    let signatures = signatures.join(" ");
    let headers =
        [("webhook-id", event.id), ("webhook-timestamp", timestamp.as_str()), ("webhook-signature", &signatures)];
    request::post(&url, &headers, "application/json", event.body.to_vec())
}

/// What the answer means: a 2xx is taken, 410 asks for no more of them, and anything else is tried again.
pub fn read(answer: &Answer, now: DateTime<Utc>) -> Outcome {
    read_by(&EVENTS, answer, now)
}

/// As [`read`], of another receiver.
pub fn read_by(to: &Receiver, answer: &Answer, now: DateTime<Utc>) -> Outcome {
    let judgement = match answer.status {
        200..=299 => return Outcome::Accepted { id: None },
        410 => (Verdict::Never, "it wants no more events"),
        300..=399 => (Verdict::Later, "a redirect, which is not followed"),
        429 => (Verdict::Later, "too many requests"),
        _ => (Verdict::Later, "it has not taken the event"),
    };
    judged(to.url, answer, now, None, judgement)
}

fn keys(to: &Receiver, variables: &dyn Variables) -> Vec<Vec<u8>> {
    standard::keys(&Secrets::parse(value(variables, to.secrets))).collect()
}

/// The path below the base, with a query if there is one.
fn path<'a>(to: &Receiver, variables: &'a dyn Variables) -> Result<&'a str, String> {
    match value(variables, to.path) {
        "" => Ok("/"),
        path if path.starts_with('/') && request::is_link(&format!("https://host{path}")) => Ok(path),
        _ => Err(format!("{} must begin with a slash and hold no spaces, such as /hooks/sledz", to.path)),
    }
}

fn signature(key: &[u8], event: &Event, timestamp: &str) -> Option<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    for part in [event.id.as_bytes(), b".", timestamp.as_bytes(), b".", event.body] {
        mac.update(part);
    }
    Some(format!("v1,{}", BASE64.encode(&mac.finalize().into_bytes())))
}
