//! SMSAPI: `POST /sms.do`, whose errors come with 200. <https://www.smsapi.pl/docs>

use super::Taken;
use crate::mailbox::{
    account::SMSAPI_KEY,
    form::Form,
    http::{Answer, Request},
    received::{Provider, Received},
    segments::Segments,
    shelf::Once,
};
use chrono::Utc;
use serde_json::{Value, json};

/// The longest `idx`.
const IDX: usize = 255;

/// The longest sender name.
const SENDER: usize = 11;

fn error(code: u16, message: &str) -> Answer {
    Answer::json(200, &json!({"invalid_numbers": null, "error": code, "message": message}))
}

/// A recipient that cannot be one.
pub(super) fn no_number(to: &str) -> Answer {
    let invalid = json!([{"number": to, "submitted_number": to, "message": "Invalid phone number"}]);
    let message = "No correct phonenumbers";
    Answer::json(200, &json!({"invalid_numbers": invalid, "error": 13, "message": message}))
}

pub(super) fn judge(request: &Request, id: &str) -> Result<Taken, Answer> {
    if request.credentials("bearer") != SMSAPI_KEY {
        return Err(error(101, "Authorization failed"));
    }
    let form = Form::read(request);
    let (to, text, idx) = (form.get("to"), form.get("message"), form.get("idx"));
    let digits = to.trim_start_matches('+');
    if !(9..=15).contains(&digits.len()) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(no_number(to));
    }
    let segments = Segments::of(text);
    if text.is_empty() {
        return Err(error(11, "Message too long or there is no message or parameter nounicode is set"));
    }
    if form.get("max_parts").parse().is_ok_and(|most: usize| segments.parts() > most) {
        return Err(error(12, "Message has more parts than defined in &max_parts parameter."));
    }
    if form.get("from").chars().count() > SENDER {
        return Err(error(14, "Wrong sender name"));
    }
    if idx.len() > IDX {
        return Err(error(27, "Idx parameter is too long"));
    }
    // Polish numbers may come without their country.
    let number = if digits.len() == 9 { format!("48{digits}") } else { digits.to_owned() };
    let id: String = id.to_ascii_uppercase().chars().take(24).collect();
    let sent = json!({
        "id": id, "points": 0.16, "number": number, "date_sent": Utc::now().timestamp(), "submitted_number": to,
        "status": "QUEUE", "error": null, "idx": if idx.is_empty() { Value::Null } else { json!(idx) },
        "parts": segments.parts(),
    });
    let message = Received {
        to: number,
        from: form.get("from").to_owned(),
        text: text.to_owned(),
        reference: idx.to_owned(),
        report_url: form.get("notify_url").to_owned(),
        ..Received::draft(Provider::Smsapi, id, request.text())
    };
    let known = error(53, "IDX has already been used.");
    let once = (!idx.is_empty()).then(|| Once {
        key: idx.to_owned(),
        checked: form.get("check_idx") == "1",
        same: Some(known.clone()),
        other: None,
        busy: known,
    });
    Ok(Taken { message, answer: Answer::json(200, &json!({"count": 1, "list": [sent]})), once })
}
