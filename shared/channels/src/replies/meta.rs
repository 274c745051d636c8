//! Messenger, Instagram and WhatsApp, by Meta's Graph API. Sources:
//! `https://developers.facebook.com/docs/messenger-platform/reference/send-api`,
//! `https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api`,
//! `https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages`, and `/support/error-codes` there; pywa.
//!
//! Texts of one's own may be sent for 24 hours after the customer's last message.

use super::fit::{Unit, fit};
use crate::{
    instagram::COMMENT,
    messenger::MARK,
    way::{Way, WayKind},
    whatsapp::USER,
};
use chrono::{DateTime, Utc};
use http::Request;
use serde_json::Value;
use sledz_domain::json;
use sledz_providers::{
    outcome::{Answer, Outcome, Row, Verdict, by_status, judged, row, taken},
    request,
    variables::{base_url, key, value},
};
use sledz_sources::{json, request::encoded, variables::Variables};

const URL: &str = "https://graph.facebook.com";

const VERSION: &str = "v23.0";

/// What each takes: characters, bytes, characters.
const LIMITS: (usize, usize, usize) = (2000, 1000, 4096);

const TOO_LATE: &str = "the customer's last message is more than 24 hours old";

/// Codes beside which a second one says more.
const SUBCODES: &[Row] = &[
    (2_018_278, Verdict::Never, TOO_LATE),
    (2_534_022, Verdict::Never, TOO_LATE),
    (2_018_001, Verdict::Address, "there is no such customer"),
    (2_018_108, Verdict::Address, "the customer takes no messages"),
    (1_545_041, Verdict::Address, "the customer takes no messages"),
];

/// Codes. What the operator can mend (token, permission, payment) is put off.
const CODES: &[Row] = &[
    (1, Verdict::Later, "it is in trouble"),
    (2, Verdict::Later, "it is in trouble"),
    (4, Verdict::Later, "too many requests"),
    (10, Verdict::Later, "the app may not do that"),
    (17, Verdict::Later, "too many requests"),
    (32, Verdict::Later, "too many requests"),
    (190, Verdict::Later, "it refuses the token"),
    (368, Verdict::Later, "the account is blocked for a time"),
    (551, Verdict::Address, "the customer takes no messages"),
    (613, Verdict::Later, "too many requests"),
    (80_007, Verdict::Later, "too many requests"),
    (130_429, Verdict::Later, "too many requests"),
    (130_472, Verdict::Never, "the customer is part of an experiment of Meta's"),
    (130_497, Verdict::Never, "the account may not write to that country"),
    (131_000, Verdict::Later, "it is in trouble"),
    (131_016, Verdict::Later, "it is in trouble"),
    (131_026, Verdict::Address, "the message cannot be delivered to that number"),
    (131_030, Verdict::Never, "the number is not in the list of a test account"),
    (131_031, Verdict::Later, "the account is locked"),
    (131_042, Verdict::Later, "the account's payment has to be mended"),
    (131_047, Verdict::Never, TOO_LATE),
    (131_048, Verdict::Later, "too many messages were called spam"),
    (131_049, Verdict::Never, "Meta holds it back for the customer's sake"),
    (131_050, Verdict::Address, "the customer wants no more messages"),
    (131_056, Verdict::Later, "too many messages to one customer"),
    (131_064, Verdict::Later, "the limit of messages is reached"),
];

/// An answer by Messenger.
pub(crate) fn messenger(way: &Way, text: &str, variables: &dyn Variables) -> Result<Request<Vec<u8>>, String> {
    let text = fit(text, LIMITS.0, Unit::Utf16);
    let body = json!({
        "recipient": {"id": way.field(1)},
        "messaging_type": "RESPONSE",
        "message": {"text": text, "metadata": MARK},
    });
    send(WayKind::Messenger, "messenger_token", way, &body, variables)
}

/// An answer by Instagram; to a comment it is a private one, of which there can be one.
pub(crate) fn instagram(way: &Way, text: &str, variables: &dyn Variables) -> Result<Request<Vec<u8>>, String> {
    let text = fit(text, LIMITS.1, Unit::Bytes);
    let field = if way.field(2) == COMMENT { "comment_id" } else { "id" };
    let mut recipient = serde_json::Map::new();
    recipient.insert(field.to_owned(), way.field(1).into());
    let body = json!({"recipient": recipient, "message": {"text": text}});
    send(WayKind::Instagram, "instagram_token", way, &body, variables)
}

/// An answer by WhatsApp.
pub(crate) fn whatsapp(way: &Way, text: &str, variables: &dyn Variables) -> Result<Request<Vec<u8>>, String> {
    let text = fit(text, LIMITS.2, Unit::Utf16);
    let mut body = json!({
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "type": "text",
        "text": {"preview_url": false, "body": text},
    });
    let field = if way.field(2) == USER { "recipient" } else { "to" };
    if let Some(fields) = body.as_object_mut() {
        fields.insert(field.to_owned(), way.field(1).into());
    }
    send(WayKind::Whatsapp, "whatsapp_token", way, &body, variables)
}

fn send(
    kind: WayKind,
    token: &str,
    way: &Way,
    body: &Value,
    variables: &dyn Variables,
) -> Result<Request<Vec<u8>>, String> {
    let (account, customer) = (way.field(0), way.field(1));
    if account.is_empty() || customer.is_empty() {
        return Err("there is no way back".to_owned());
    }
    let bearer = format!("Bearer {}", key(variables, &format!("the channel {} is open", kind.name()), token)?);
    let own = kind == WayKind::Instagram && !value(variables, "instagram_url").is_empty();
    let base = match (own, value(variables, "meta_url")) {
        (true, _) => base_url(variables, "instagram_url", "https://graph.instagram.com")?,
        (false, "") => URL,
        (false, _) => base_url(variables, "meta_url", URL)?,
    };
    let url = format!("{base}/{}/{}/messages", version(variables)?, encoded(account));
    request::json(&url, &[("authorization", &bearer)], body)
}

fn version(variables: &dyn Variables) -> Result<&str, String> {
    let version = match value(variables, "meta_version") {
        "" => VERSION,
        version => version,
    };
    let numbers = version.strip_prefix('v').and_then(|rest| rest.split_once('.'));
    let is_number = |text: &str| (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let fits = numbers.is_some_and(|(major, minor)| is_number(major) && is_number(minor));
    if fits { Ok(version) } else { Err(format!("meta_version must be a version, such as {VERSION}")) }
}

/// What Meta's answer means.
pub(crate) fn read(kind: WayKind, answer: &Answer, now: DateTime<Utc>) -> Outcome {
    let (name, object) = (kind.name(), answer.object());
    let error = object.get("error").unwrap_or(&Value::Null);
    let number = |field: &str| json::raw(error, field).and_then(|code| code.parse::<u32>().ok());
    let Some(code) = number("code") else {
        if !answer.is_success() {
            return by_status(name, answer, now);
        }
        let first = object.get("messages").and_then(|all| all.get(0)).unwrap_or(&Value::Null);
        return if kind == WayKind::Whatsapp {
            taken(name, answer, now, first, "id")
        } else {
            taken(name, answer, now, &object, "message_id")
        };
    };
    let judgement = number("error_subcode").and_then(|code| row(SUBCODES, code)).or_else(|| row(CODES, code));
    let judgement = judgement.unwrap_or(match code {
        200..=299 => (Verdict::Later, "the app may not do that"),
        _ if answer.is_trouble() => (Verdict::Later, "it is in trouble"),
        _ => (Verdict::Never, "it refuses the message"),
    });
    judged(name, answer, now, Some(&code), judgement)
}
