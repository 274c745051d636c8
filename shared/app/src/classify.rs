//! `POST /api/classify`: what a text is understood to ask for, and why. Nothing of it is stored.

use crate::{
    api_token::Role,
    reply::{Failure, Reply, with_type},
    request::{Env, Request},
    session,
};
use http::{Method, StatusCode};
use serde_json::Value;
use sledz_domain::{contact::ContactChannel, json};
use sledz_understanding::{Message, understand};

/// The path.
pub const PATH: &str = "/api/classify";

/// Answers who asks.
///
/// # Errors
/// 401 and 403 by token, 400 for what is no JSON object with a text, 405, 413.
pub fn handle(request: &Request, env: &Env) -> Result<Reply, Failure> {
    if *request.method() != Method::POST {
        return Err(Failure::Method("POST"));
    }
    session::require(request, env, &[Role::Agent, Role::Admin])?;
    let asked = object(request)?;
    let bad = |why: &str| Failure::refused(StatusCode::BAD_REQUEST, why);
    let text = asked.get("text").and_then(Value::as_str).ok_or_else(|| bad("text is missing, or no text"))?;
    let subject = match asked.get("subject") {
        None | Some(Value::Null) => None,
        Some(Value::String(subject)) => Some(subject.as_str()),
        Some(_) => return Err(bad("subject is no text")),
    };
    match asked.get("channel") {
        None | Some(Value::Null) => {}
        Some(channel) if channel.as_str().is_some_and(|name| ContactChannel::from_name(name).is_some()) => {}
        Some(_) => return Err(bad("channel is none that we know")),
    }
    let read = understand(&Message { subject, text });
    let intents: Vec<&str> = read.intents.iter().map(|intent| intent.name()).collect();
    let told = json!({
        "language": read.language.name(),
        "intents": intents,
        "basket": read.basket.name(),
        "mood": read.mood.name(),
        "confidence": read.confidence,
        "auto": read.auto,
        "why": read.why,
        "entities": {
            "order_numbers": read.entities.order_numbers,
            "tracking_numbers": read.entities.tracking_numbers,
            "emails": read.entities.emails,
            "phones": read.entities.phones,
        },
    });
    Ok(with_type(StatusCode::OK, "application/json", told.to_string().into_bytes()))
}

/// The body as a JSON object.
///
/// # Errors
/// 400 if it is none, 413 if it is too large.
pub fn object(request: &Request) -> Result<Value, Failure> {
    let too_large = || Failure::refused(StatusCode::PAYLOAD_TOO_LARGE, "the body is larger than 1 MiB");
    let body = request.body.as_deref().ok_or_else(too_large)?;
    sledz_sources::json::object(body).map_err(|why| Failure::Refused(StatusCode::BAD_REQUEST, why.0))
}
