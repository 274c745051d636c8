//! Resend: `POST /emails`, known again by `Idempotency-Key` for 24 hours.
//! <https://resend.com/docs/api-reference/emails/send-email>

use super::{Taken, fields, is_address, text, uuid};
use crate::mailbox::{
    account::MAIL_KEY,
    http::{Answer, Request},
    received::{Provider, Received, bare},
    shelf::Once,
};
use serde_json::{Value, json};

/// The longest key.
const KEY: usize = 256;

/// An error: HTTP status, its name, its words.
pub(super) fn error(status: u16, name: &str, message: &str) -> Answer {
    Answer::json(status, &json!({"statusCode": status, "name": name, "message": message}))
}

/// A recipient that cannot be one.
pub(super) fn invalid_to() -> Answer {
    let message = "Invalid `to` field. The email address needs to follow the `email@example.com` or \
        `Name <email@example.com>` format.";
    error(422, "validation_error", message)
}

pub(super) fn judge(request: &Request, id: &str) -> Result<Taken, Answer> {
    match request.credentials("bearer") {
        "" => return Err(error(401, "missing_api_key", "Missing API key in the authorization header.")),
        MAIL_KEY => {}
        _ => return Err(error(403, "invalid_api_key", "API key is invalid.")),
    }
    let key = request.header("idempotency-key");
    if key.len() > KEY {
        let message = "The idempotency key must be between 1-256 characters.";
        return Err(error(400, "invalid_idempotency_key", message));
    }
    let body: Value = serde_json::from_slice(&request.body)
        .map_err(|_| error(400, "validation_error", "The request body is not valid JSON."))?;
    let from = text(&body, "/from");
    if !is_address(&from) {
        return Err(error(422, "invalid_from_address", "Invalid `from` field."));
    }
    // One recipient is a text or a list of one.
    let to = match body.get("to") {
        Some(Value::Array(_)) => text(&body, "/to/0"),
        _ => text(&body, "/to"),
    };
    if !is_address(&to) {
        return Err(invalid_to());
    }
    let (plain, html) = (text(&body, "/text"), text(&body, "/html"));
    if plain.is_empty() && html.is_empty() {
        return Err(error(422, "validation_error", "Missing `html` or `text` field."));
    }
    let tags: Vec<&Value> = body.get("tags").and_then(Value::as_array).into_iter().flatten().collect();
    let tag = |wanted: &str| {
        let found = tags.iter().find(|tag| text(tag, "/name") == wanted);
        found.map(|tag| text(tag, "/value")).unwrap_or_default()
    };
    // Refused by the real one, so that a tag never silently changes.
    let is_plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    if tags.iter().any(|tag| !is_plain(&text(tag, "/name")) || !is_plain(&text(tag, "/value"))) {
        let message = "Tags should only contain ASCII letters, numbers, underscores, or dashes.";
        return Err(error(422, "validation_error", message));
    }
    let id = uuid(id);
    let message = Received {
        to: bare(&to).to_owned(),
        from,
        subject: text(&body, "/subject"),
        text: plain,
        html,
        headers: fields(body.get("headers")),
        reference: tag(super::REFERENCE),
        tag: tag("kind"),
        ..Received::draft(Provider::Resend, id.clone(), request.text())
    };
    let other = "Same idempotency key used with a different request payload.";
    let busy = "Same idempotency key used while original request is still in progress.";
    let once = (!key.is_empty()).then(|| Once {
        key: key.to_owned(),
        checked: true,
        same: None,
        other: Some(error(409, "invalid_idempotent_request", other)),
        busy: error(409, "concurrent_idempotent_requests", busy),
    });
    Ok(Taken { message, answer: Answer::json(200, &json!({"id": id})), once })
}
