//! Erli: the whole order each time, proven by the token of the hook.

use crate::{message::Message, secrets::Secrets};
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

/// The path of the hook, with its token if the deployment wants one.
pub fn path(secrets: &Secrets) -> String {
    super::path("orders/erli", secrets.platform("erli"))
}

/// A message with the first token.
pub fn message(secrets: &Secrets, body: &Value) -> Message {
    proven(secrets, body.to_string().into_bytes())
}

/// A message with exactly this body and the first token.
pub fn proven(secrets: &Secrets, body: Vec<u8>) -> Message {
    let token = super::first(secrets.platform("erli"));
    Message::json(path(secrets), body).with("authorization", &format!("Bearer {token}"))
}

/// An order of 108.79 zł.
pub fn order(id: &str, status: &str, placed: DateTime<Utc>, updated: DateTime<Utc>, email: &str) -> Value {
    let time = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Millis, true);
    let address = json!({"firstName": "Łucja", "lastName": "Żółkiewska", "address": "ul. Próbna 7/12",
        "zip": "30-001", "city": "Kraków", "country": "PL", "phone": "600000001"});
    json!({
        "id": id, "status": status, "created": time(placed), "updated": time(updated), "totalPrice": 10879,
        "user": {"email": email, "deliveryAddress": address},
        "items": [{"id": 1, "externalId": "KUB-ZIE-01", "quantity": 2, "unitPrice": 4990, "name": "Kubek ceramiczny"}],
        "delivery": {"name": "Paczkomat InPost", "typeId": "paczkomat", "price": 899, "cod": false},
    })
}
