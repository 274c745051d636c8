//! Postmark: `POST /email`. <https://postmarkapp.com/developer/api/email-api>

use super::{Taken, fields, is_address, text, uuid};
use crate::mailbox::{
    account::MAIL_KEY,
    http::{Answer, Request},
    received::{Provider, Received, bare},
};
use chrono::{SecondsFormat, Utc};
use serde_json::{Value, json};

/// An error: HTTP status, Postmark's own code, its words.
pub(super) fn error(status: u16, code: u16, message: &str) -> Answer {
    Answer::json(status, &json!({"ErrorCode": code, "Message": message}))
}

/// A recipient that has bounced before.
pub(super) fn inactive(to: &str) -> Answer {
    let message = format!(
        "You tried to send to recipient(s) that have been marked as inactive. Found inactive addresses: {to}. \
         Inactive recipients are ones that have generated a hard bounce, a spam complaint, or a manual suppression."
    );
    error(422, 406, &message)
}

pub(super) fn judge(request: &Request, id: &str) -> Result<Taken, Answer> {
    if request.header("x-postmark-server-token") != MAIL_KEY {
        return Err(error(401, 10, "Request does not contain a valid Server token."));
    }
    if !request.header("content-type").starts_with("application/json") {
        return Err(error(422, 409, "JSON required"));
    }
    let body: Value = serde_json::from_slice(&request.body).map_err(|_| error(422, 402, "Invalid JSON"))?;
    let (to, from) = (text(&body, "/To"), text(&body, "/From"));
    if !is_address(&from) {
        return Err(error(422, 300, "Invalid 'From' address."));
    }
    if !is_address(&to) {
        return Err(error(422, 300, "Error parsing 'To': Illegal email address."));
    }
    let (plain, html) = (text(&body, "/TextBody"), text(&body, "/HtmlBody"));
    if plain.is_empty() && html.is_empty() {
        return Err(error(422, 300, "Provide either email TextBody or HtmlBody or both."));
    }
    let headers = body.get("Headers").and_then(Value::as_array).into_iter().flatten();
    let headers = headers.map(|header| (text(header, "/Name"), text(header, "/Value"))).collect();
    let reference = fields(body.get("Metadata")).into_iter().find(|(name, _)| name == super::REFERENCE);
    let id = uuid(id);
    let answer = json!({
        "To": to, "SubmittedAt": Utc::now().to_rfc3339_opts(SecondsFormat::Micros, true), "MessageID": id,
        "ErrorCode": 0, "Message": "OK",
    });
    let message = Received {
        to: bare(&to).to_owned(),
        from,
        subject: text(&body, "/Subject"),
        text: plain,
        html,
        headers,
        reference: reference.map(|(_, value)| value).unwrap_or_default(),
        tag: text(&body, "/Tag"),
        ..Received::draft(Provider::Postmark, id, request.text())
    };
    Ok(Taken { message, answer: Answer::json(200, &answer), once: None })
}
