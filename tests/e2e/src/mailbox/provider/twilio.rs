//! Twilio: `POST /2010-04-01/Accounts/{sid}/Messages.json`.
//! <https://www.twilio.com/docs/messaging/api/message-resource>

use super::Taken;
use crate::mailbox::{
    account::{TWILIO_SID, TWILIO_TOKEN},
    form::Form,
    http::{Answer, Request},
    received::{Provider, Received},
    segments::Segments,
};
use data_encoding::BASE64;
use serde_json::{Value, json};

/// The longest text.
const TEXT: usize = 1600;

/// An error: HTTP status, Twilio's own code, its words.
pub(super) fn error(status: u16, code: u32, message: &str) -> Answer {
    let more = format!("https://www.twilio.com/docs/errors/{code}");
    Answer::json(status, &json!({"code": code, "message": message, "more_info": more, "status": status}))
}

/// A recipient that cannot be one.
pub(super) fn invalid_to(to: &str) -> Answer {
    error(400, 21211, &format!("The 'To' number {to} is not a valid phone number."))
}

pub(super) fn judge(request: &Request, id: &str) -> Result<Taken, Answer> {
    let credentials = BASE64.encode(format!("{TWILIO_SID}:{TWILIO_TOKEN}").as_bytes());
    if request.credentials("basic") != credentials
        || request.path != format!("/2010-04-01/Accounts/{TWILIO_SID}/Messages.json")
    {
        return Err(error(401, 20003, "Authenticate"));
    }
    let form = Form::read(request);
    let (to, text) = (form.get("To"), form.get("Body"));
    let is_e164 = to
        .strip_prefix('+')
        .is_some_and(|digits| (8..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()));
    if !is_e164 {
        return Err(invalid_to(to));
    }
    let service = form.get("MessagingServiceSid");
    let from = if service.is_empty() { form.get("From") } else { service };
    if from.is_empty() {
        return Err(error(400, 21603, "A 'From' phone number is required."));
    }
    if text.is_empty() {
        return Err(error(400, 21602, "Message body is required."));
    }
    if text.chars().count() > TEXT {
        return Err(error(400, 21617, "The concatenated message body exceeds the 1600 character limit."));
    }
    let callback = form.get("StatusCallback");
    let query = callback.split_once('?').map_or("", |(_, query)| query);
    let id = format!("SM{id}");
    let answer = json!({
        "sid": id, "account_sid": TWILIO_SID, "to": to, "from": from, "body": text, "status": "queued",
        "num_segments": Segments::of(text).parts().to_string(), "direction": "outbound-api",
        "error_code": null, "error_message": null, "price": null, "api_version": "2010-04-01",
        "messaging_service_sid": if service.is_empty() { Value::Null } else { json!(service) },
    });
    let message = Received {
        to: to.to_owned(),
        from: from.to_owned(),
        text: text.to_owned(),
        reference: Form::urlencoded(query.as_bytes()).get("ref").to_owned(),
        report_url: callback.to_owned(),
        ..Received::draft(Provider::Twilio, id, request.text())
    };
    Ok(Taken { message, answer: Answer::json(201, &answer), once: None })
}
