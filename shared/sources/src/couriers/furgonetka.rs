//! Furgonetka: a Polish broker of many carriers.
//!
//! No official document of the webhook was found. The message, its checksum and the answers are those of
//! two independent integrations that agree, with the broker's own test message; of the states `collected`
//! and `delivered` have been seen, the others stand in their code.
//!
//! The checksum is MD5 over fields without separators, so that text can be moved from one into the next:
//! it counts only together with a secret path. The state decides; the text beside it may say something
//! else (the test message has `collected` and "Doręczona"), and is not kept. No carrier is named; it is
//! recognised by the number.

use super::{
    Answer, Courier, Reports,
    history::{History, Line, local, number, reference, town},
};
use crate::{
    delivery::{Delivery, Unusable},
    json,
    meaning::Meaning,
    proof::{Secrets, same},
    recognise,
};
use md5::{Digest, Md5};
use serde_json::Value;
use sledz_domain::{
    base::HEXLOWER,
    parcel::Note,
    status::Status::{Accepted, Delivered, Exception, FailedAttempt, InTransit, OutForDelivery, Returned},
};

/// Its name in the path and in the variable.
pub const NAME: &str = "furgonetka";

/// All states that are known.
#[rustfmt::skip]
pub static STATES: [(&str, Meaning); 9] = [
    ("collected", Meaning::noted(Accepted, Note::CollectedFromSender)),
    ("sent", Meaning::moves(Accepted)),
    ("shipped", Meaning::moves(Accepted)),
    ("in_transit", Meaning::moves(InTransit)),
    ("out_for_delivery", Meaning::moves(OutForDelivery)),
    ("failed_attempt", Meaning::moves(FailedAttempt)),
    ("delivery_error", Meaning::noted(Exception, Note::Undeliverable)),
    ("delivered", Meaning::moves(Delivered)),
    ("returned", Meaning::moves(Returned)),
];

/// See the module.
pub struct Furgonetka;

impl Courier for Furgonetka {
    fn name(&self) -> &'static str {
        NAME
    }

    fn is_configured(&self, secrets: &Secrets) -> bool {
        !secrets.paths.is_empty() && !secrets.words.is_empty()
    }

    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets) -> bool {
        let Ok(message) = json::object(delivery.body) else { return false };
        let control = as_sent(&message, "control").to_ascii_lowercase();
        secrets.words.iter().any(|salt| same(&checksum(&message, salt), &control))
    }

    fn read(&self, message: &Value, delivery: &Delivery) -> Result<Reports, Unusable> {
        let tracking = message.get("tracking").unwrap_or(&Value::Null);
        let (Some(number), Some(state)) = (number(message, "package_no"), json::shown(tracking, "state", 64)) else {
            return Ok(Reports::unreadable());
        };
        let known = STATES.iter().find(|(name, _)| name.eq_ignore_ascii_case(&state)).map(|(_, meaning)| *meaning);
        let written = json::raw(tracking, "datetime").unwrap_or_default();
        let carrier = recognise::carrier_of(&number);
        let mut history = History::new(NAME, number, delivery.now);
        history.references.extend(reference(message, "partner_order_id"));
        history.lines.push(Line {
            code: Some(state),
            meaning: known.unwrap_or_default(),
            unknown: known.is_none(),
            at: local(&written),
            written,
            location: town(tracking, "branch"),
            carrier,
            ..Line::default()
        });
        Ok(history.reports())
    }

    fn answer(&self, _message: &Value) -> Option<Answer> {
        Some(status("OK"))
    }

    fn refusal(&self) -> Option<Answer> {
        Some(status("ERROR"))
    }
}

fn status(word: &str) -> Answer {
    Answer { content_type: "application/json", body: format!("{{\"status\":\"{word}\"}}") }
}

fn checksum(message: &Value, salt: &str) -> String {
    let tracking = message.get("tracking").unwrap_or(&Value::Null);
    let outer = ["package_id", "package_no", "partner_order_id"].map(|field| as_sent(message, field));
    let inner = ["state", "description", "datetime", "branch"].map(|field| as_sent(tracking, field));
    let mut hash = Md5::new();
    for field in outer.iter().chain(&inner) {
        hash.update(field);
    }
    hash.update(salt);
    HEXLOWER.encode(&hash.finalize())
}

/// A field as it goes into the checksum: nothing is trimmed, and one that is missing is empty.
fn as_sent(value: &Value, field: &str) -> String {
    match value.get(field) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}
