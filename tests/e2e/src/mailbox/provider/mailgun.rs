//! Mailgun: `POST /v3/{domain}/messages`, a form of either kind.
//! <https://documentation.mailgun.com/docs/mailgun/api-reference/send/mailgun/messages>

use super::{Taken, is_address};
use crate::mailbox::{
    account::{MAIL_DOMAIN, MAIL_KEY},
    form::Form,
    http::{Answer, Request},
    received::{Provider, Received, bare},
};
use data_encoding::BASE64;
use serde_json::json;

/// An error.
pub(super) fn error(status: u16, message: &str) -> Answer {
    Answer::json(status, &json!({"message": message}))
}

/// A recipient that cannot be one.
pub(super) fn invalid_to() -> Answer {
    error(400, "to parameter is not a valid address. please check documentation")
}

pub(super) fn judge(request: &Request, id: &str) -> Result<Taken, Answer> {
    if request.credentials("basic") != BASE64.encode(format!("api:{MAIL_KEY}").as_bytes()) {
        return Err(Answer::text(401, "Forbidden"));
    }
    if request.path != format!("/v3/{MAIL_DOMAIN}/messages") {
        return Err(error(404, "Domain not found"));
    }
    let form = Form::read(request);
    if !is_address(form.get("from")) {
        return Err(error(400, "from parameter is missing"));
    }
    if !is_address(form.get("to")) {
        return Err(invalid_to());
    }
    if form.get("text").is_empty() && form.get("html").is_empty() {
        return Err(error(400, "Need at least one of 'text', 'html', 'amp-html' or 'template' parameters specified"));
    }
    let reference = form.below("v:").find(|(name, _)| *name == super::REFERENCE);
    let id = format!("<{id}@{MAIL_DOMAIN}>");
    let message = Received {
        to: bare(form.get("to")).to_owned(),
        from: form.get("from").to_owned(),
        subject: form.get("subject").to_owned(),
        text: form.get("text").to_owned(),
        html: form.get("html").to_owned(),
        headers: form.below("h:").map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        reference: reference.map(|(_, value)| value.to_owned()).unwrap_or_default(),
        tag: form.get("o:tag").to_owned(),
        ..Received::draft(Provider::Mailgun, id.clone(), request.text())
    };
    let answer = Answer::json(200, &json!({"id": id, "message": "Queued. Thank you."}));
    Ok(Taken { message, answer, once: None })
}
