//! The shop's own form: `name`, `email`, `phone`, `order`, `message`, `subject`, as JSON or as a form. Whoever fills in
//! `website`, which people do not see, is a machine.

use crate::{
    fields::Fields,
    inbound::{Inbound, InboundKind},
    letter::Mailbox,
    texts,
    way::{Way, WayKind},
};
use chrono::{DateTime, Utc};
use serde_json::Value;
use sledz_domain::{contact::ContactChannel, event_id::EventId, text, time};
use sledz_sources::{
    delivery::{Delivery, Unusable},
    json,
    standard::missing,
};

/// The field that people do not see.
pub const TRAP: &str = "website";

/// The fields that are read.
const NAMES: [&str; 8] = ["name", "email", "phone", "order", "message", "subject", "id", TRAP];

/// Reads the body of the form by its `Content-Type`.
///
/// # Errors
/// If it is neither JSON nor a form, or lacks a message or a way to answer it; the text names the field.
pub fn read(delivery: &Delivery) -> Result<Inbound, Unusable> {
    let content_type = delivery.header("content-type").unwrap_or_default().to_ascii_lowercase();
    if content_type.starts_with("application/json") {
        return form(&fields_of(&json::object(delivery.body)?), delivery.now);
    }
    form(&Fields::read(delivery)?.texts(), delivery.now)
}

/// What the fields of the form say. There is no id but the form's own, `id`, if it has one: the same text of the same
/// person on one day is one message, however often it was sent.
///
/// # Errors
/// If there is no message, or neither an address nor a number that can be one; the text names the field.
pub fn form(fields: &[(String, String)], now: DateTime<Utc>) -> Result<Inbound, Unusable> {
    let field =
        |name: &str| fields.iter().find(|field| field.0 == name).map(|field| field.1.trim()).unwrap_or_default();
    let message = texts::body(field("message"));
    let writer = Mailbox::new(Some(field("name")), Some(field("email")));
    let phone = text::clean(field("phone"), 40).filter(|phone| phone.bytes().filter(u8::is_ascii_digit).count() >= 7);
    if message.is_empty() {
        return Err(missing("message"));
    }
    if writer.email.is_none() && phone.is_none() {
        return Err(missing("email"));
    }
    let subject = text::clean(field("subject"), texts::SUBJECT_LIMIT);
    let day = time::warsaw_day(now).to_string();
    let said =
        [field("name"), field("email"), field("phone"), field("order"), field("message"), field("subject"), &day];
    let id = texts::id(field("id")).unwrap_or_else(|| EventId::of(&said).to_string());

    let mut form = Inbound::new(ContactChannel::Form, id, message);
    form.at = Some(now);
    form.reply = match &writer.email {
        Some(email) => Way::new(WayKind::Mail, &[email, "", "", subject.as_deref().unwrap_or_default()]),
        None => Way::none(),
    };
    form.subject = subject;
    (form.sender.name, form.sender.email, form.sender.phone) = (writer.name, writer.email, phone);
    form.order = text::order_number(field("order"));
    if !field(TRAP).is_empty() {
        (form.kind, form.may_answer) = (InboundKind::Machine("honeypot".to_owned()), false);
    }
    Ok(form)
}

/// The form's fields in a JSON object.
fn fields_of(object: &Value) -> Vec<(String, String)> {
    NAMES.iter().filter_map(|name| json::raw(object, name).map(|value| ((*name).to_owned(), value))).collect()
}
