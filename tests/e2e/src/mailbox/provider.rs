//! What the providers make of a request, each in its own words. Formats: their public API
//! references, as of November 2026.

mod alerts;
mod events;
mod mailgun;
mod postmark;
mod resend;
mod sendgrid;
mod smsapi;
mod twilio;

use super::{
    http::{Answer, Request},
    received::{Provider, Received, bare},
    shelf::Once,
};
use chrono::{DateTime, Utc};
use serde_json::Value;

/// The field of metadata, tags, arguments and variables in which a message carries its reference.
pub(crate) const REFERENCE: &str = "sledz";

/// A message that nothing is wrong with.
#[derive(Debug)]
pub(crate) struct Taken {
    /// The message.
    pub(crate) message: Received,
    /// The answer once it is accepted.
    pub(crate) answer: Answer,
    /// How the provider knows it again, if it does.
    pub(crate) once: Option<Once>,
}

/// What `provider` makes of `request`: a message, for which `id` (32 hexadecimal digits) is to be
/// used, or a refusal. `now`: against what signatures are checked, if they are.
pub(crate) fn judge(
    provider: Provider,
    request: &Request,
    id: &str,
    now: Option<DateTime<Utc>>,
) -> Result<Taken, Answer> {
    match provider {
        Provider::Postmark => postmark::judge(request, id),
        Provider::Resend => resend::judge(request, id),
        Provider::Mailgun => mailgun::judge(request, id),
        Provider::Sendgrid => sendgrid::judge(request, id),
        Provider::Smsapi => smsapi::judge(request, id),
        Provider::Twilio => twilio::judge(request, id),
        Provider::Slack => alerts::slack(request, id),
        Provider::Discord => alerts::discord(request, id),
        Provider::Teams => alerts::teams(request, id),
        Provider::Events => events::judge(request, now),
    }
}

/// The answer to a recipient that can never be reached.
pub(crate) fn refusal(provider: Provider, to: &str) -> Answer {
    match provider {
        Provider::Postmark => postmark::inactive(to),
        Provider::Resend => resend::invalid_to(),
        Provider::Mailgun => mailgun::invalid_to(),
        Provider::Sendgrid => sendgrid::invalid_to(),
        Provider::Smsapi => smsapi::no_number(to),
        Provider::Twilio => twilio::invalid_to(to),
        // They have no recipients.
        Provider::Slack | Provider::Discord | Provider::Teams | Provider::Events => Answer::empty(400),
    }
}

/// The answer to too many requests.
pub(crate) fn too_many(provider: Provider, retry_after: u64) -> Answer {
    let answer = match provider {
        Provider::Postmark => postmark::error(429, 429, "Rate limit exceeded"),
        Provider::Resend => resend::error(429, "rate_limit_exceeded", "Too many requests."),
        Provider::Mailgun => mailgun::error(429, "Too many requests"),
        Provider::Sendgrid => sendgrid::error(429, "too many requests", &Value::Null),
        Provider::Smsapi => Answer::text(429, "Too Many Requests"),
        Provider::Twilio => twilio::error(429, 20429, "Too Many Requests"),
        Provider::Discord => alerts::discord_too_many(retry_after),
        Provider::Slack => Answer::text(429, "rate_limited"),
        Provider::Teams | Provider::Events => Answer::empty(429),
    };
    answer.with("retry-after", retry_after.to_string())
}

/// The answer of a provider that has broken down.
pub(crate) fn broken(provider: Provider) -> Answer {
    match provider {
        Provider::Postmark => postmark::error(500, 0, "Internal Server Error"),
        Provider::Resend => resend::error(500, "application_error", "An unexpected error occurred."),
        Provider::Twilio => twilio::error(500, 20500, "Internal Server Error"),
        _ => Answer::text(500, "Internal Server Error"),
    }
}

/// What a broken proxy makes of an answer: a page of its own, or half of the document.
pub(crate) fn garbage(provider: Provider, html: bool) -> Answer {
    if html {
        let page = "<!doctype html><html><head><title>Welcome</title></head><body><h1>It works!</h1></body></html>";
        return Answer::new(200, "text/html", page);
    }
    let half = match provider {
        Provider::Postmark => r#"{"To":"so"#,
        Provider::Smsapi => r#"{"count":1,"list":[{"id":"61"#,
        _ => r#"{"id":"#,
    };
    Answer::new(200, "application/json", half)
}

/// The text at a JSON pointer, empty if there is none.
fn text(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The texts of an object's fields.
fn fields(value: Option<&Value>) -> Vec<(String, String)> {
    let fields = value.and_then(Value::as_object).into_iter().flatten();
    fields.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect()
}

/// Whether this could be a mail address, perhaps with a name before it.
fn is_address(text: &str) -> bool {
    let address = bare(text);
    let is_plain = |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || ",;<>@".contains(c));
    !text.contains(['\r', '\n']) && address.split_once('@').is_some_and(|(user, host)| is_plain(user) && is_plain(host))
}

/// 32 hexadecimal digits as a UUID.
fn uuid(id: &str) -> String {
    let part = |from: usize, to: usize| id.get(from..to).unwrap_or_default();
    [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-")
}
