//! IdoSell: the body that the shop has pasted as a template, proven by a token, a word in it, or both.

use crate::{message::Message, secrets::Secrets};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

/// The path of the hook, with its token if the deployment wants one.
pub fn path(secrets: &Secrets) -> String {
    super::path("orders/idosell", secrets.platform("idosell"))
}

/// A message with this order.
pub fn message(secrets: &Secrets, order: &Value) -> Message {
    let secret = super::first(secrets.platform("idosell"));
    let body = json!({"secret": secret, "event": "order.changed", "order": order});
    Message::json(path(secrets), body.to_string().into_bytes())
}

/// An order of 1114.79 zł, as the template writes it: all of it texts.
pub fn order(number: &str, status: &str, placed: DateTime<Utc>, modified: DateTime<Utc>, email: &str) -> Value {
    json!({
        "id": number, "number": number, "status": status, "date": super::warsaw(placed),
        "modified": super::warsaw(modified), "paid": "y", "payment": "prepaid", "currency": "PLN",
        "total": "1 114,79", "email": email, "phone": "600000001", "postcode": "30-001", "language": "pol", "dispatch_by": "",
        "tracking": [{"courier": "", "number": ""}], "merged_into": "",
    })
}
