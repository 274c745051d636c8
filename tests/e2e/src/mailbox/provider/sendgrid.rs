//! SendGrid: `POST /v3/mail/send`, answered by a header alone.
//! <https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send>

use super::{Taken, fields, is_address, text};
use crate::mailbox::{
    account::MAIL_KEY,
    http::{Answer, Request},
    received::{Provider, Received},
};
use serde_json::{Value, json};

/// An error, and the field that is wrong.
pub(super) fn error(status: u16, message: &str, field: &Value) -> Answer {
    Answer::json(status, &json!({"errors": [{"message": message, "field": field, "help": null}]}))
}

/// A recipient that cannot be one.
pub(super) fn invalid_to() -> Answer {
    error(400, "Does not contain a valid address.", &json!("personalizations.0.to.0.email"))
}

pub(super) fn judge(request: &Request, id: &str) -> Result<Taken, Answer> {
    if request.credentials("bearer") != MAIL_KEY {
        let message = "The provided authorization grant is invalid, expired, or revoked";
        return Err(error(401, message, &Value::Null));
    }
    let body: Value = serde_json::from_slice(&request.body).map_err(|_| error(400, "Bad Request", &Value::Null))?;
    let address = text(&body, "/from/email");
    if !is_address(&address) {
        return Err(error(400, "The from email does not contain a valid address.", &json!("from.email")));
    }
    let to = text(&body, "/personalizations/0/to/0/email");
    if !is_address(&to) {
        return Err(invalid_to());
    }
    let content = |media_type: &str| {
        let parts = body.get("content").and_then(Value::as_array).into_iter().flatten();
        let found = parts.into_iter().find(|part| text(part, "/type") == media_type);
        found.map(|part| text(part, "/value")).unwrap_or_default()
    };
    let (plain, html) = (content("text/plain"), content("text/html"));
    if plain.is_empty() && html.is_empty() {
        return Err(error(
            400,
            "The content value must be a string at least one character in length.",
            &json!("content"),
        ));
    }
    let own = |field: &str| fields(body.pointer(&format!("/personalizations/0/{field}")));
    let subject = match text(&body, "/personalizations/0/subject") {
        own if own.is_empty() => text(&body, "/subject"),
        own => own,
    };
    let reference = own("custom_args").into_iter().find(|(name, _)| name == super::REFERENCE);
    let from = match text(&body, "/from/name") {
        name if name.is_empty() => address,
        name => format!("{name} <{address}>"),
    };
    // As the real one's: 22 characters.
    let id: String = id.chars().take(22).collect();
    let message = Received {
        to,
        from,
        subject,
        text: plain,
        html,
        headers: fields(body.get("headers")).into_iter().chain(own("headers")).collect(),
        reference: reference.map(|(_, value)| value).unwrap_or_default(),
        tag: text(&body, "/categories/0"),
        ..Received::draft(Provider::Sendgrid, id.clone(), request.text())
    };
    Ok(Taken { message, answer: Answer::empty(202).with("x-message-id", id), once: None })
}
