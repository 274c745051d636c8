//! Shoper: orders whose values are texts, signed by plain SHA-1.

use crate::{
    message::Message,
    secrets::{Secrets, words},
};
use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha1::{Digest as _, Sha1};
use sha2::Sha512;

/// The id of the webhook's configuration, which is the same for all that it sends.
pub const WEBHOOK: &str = "5";

/// The licence of the shop, by which the key of an application is made.
pub const LICENSE: &str = "37925b6129cc700fc4ca23244bfa4e0d3cd9d740";

/// The path of the hook, with its token if the deployment wants one.
pub fn path(secrets: &Secrets) -> String {
    super::path("orders/shoper", secrets.platform("shoper"))
}

/// A message of an event such as `order.create`, signed with the first key.
pub fn message(secrets: &Secrets, event: &str, body: &Value) -> Message {
    signed(secrets, event, body.to_string().into_bytes())
}

/// A message with exactly this body, signed with the first key of the shop or, if there is none, of the
/// application.
pub fn signed(secrets: &Secrets, event: &str, body: Vec<u8>) -> Message {
    let variable = secrets.platform("shoper");
    let key = match (words(variable, "").first(), words(variable, "appstore:").first()) {
        (Some(key), _) => (*key).to_owned(),
        (None, Some(pair)) => of_application(pair),
        (None, None) => String::new(),
    };
    let signature = signature(&key, &body);
    unsigned(secrets, event, body).with("x-webhook-sha1", &signature)
}

/// A message with the headers that are always there, and no proof.
pub fn unsigned(secrets: &Secrets, event: &str, body: Vec<u8>) -> Message {
    Message::json(path(secrets), body)
        .with("content-type", "application/json; charset=utf-8")
        .with("user-agent", "Shop Webhook Sender 1.0")
        .with("x-webhook-id", WEBHOOK)
        .with("x-webhook-name", event)
        .with("x-shop-version", "5.26.54")
        .with("x-shop-domain", "sklep.example")
        .with("x-shop-license", LICENSE)
}

/// The value of `X-Webhook-SHA1`.
pub fn signature(key: &str, body: &[u8]) -> String {
    HEXLOWER.encode(&Sha1::digest([format!("{WEBHOOK}:{key}:").as_bytes(), body].concat()))
}

/// The key of an application in this shop, from `<appstore secret>:<webhook key>`.
pub fn of_application(pair: &str) -> String {
    let (secret, key) = pair.split_once(':').unwrap_or((pair, ""));
    let Ok(mut mac) = Hmac::<Sha512>::new_from_slice(secret.as_bytes()) else { return String::new() };
    mac.update(format!("{LICENSE}:{key}").as_bytes());
    HEXLOWER.encode(&mac.finalize().into_bytes())
}

/// An order of 114.79 zł, whose status has this type: 1 new, 2 in progress, 3 sent, 4 closed.
pub fn order(id: u64, kind: u8, paid: &str, placed: DateTime<Utc>, since: DateTime<Utc>, email: &str) -> Value {
    let id = id.to_string();
    let address = json!({"order_id": id, "firstname": "Łucja", "lastname": "Żółkiewska", "company": "", "tax_id": "",
        "city": "Kraków", "postcode": "30-001", "street1": "ul. Próbna 7/12", "street2": "", "country": "Polska",
        "phone": "600000001", "country_code": "PL"});
    json!({
        "order_id": id, "user_id": null, "date": super::warsaw(placed), "status_date": super::warsaw(since),
        "confirm_date": null, "delivery_date": "0000-00-00", "status_id": kind.to_string(), "sum": "114.79",
        "paid": paid, "email": email, "currency_name": "PLN", "lang_id": "1", "origin": "0", "parent_order_id": null,
        "billingAddress": address, "deliveryAddress": address,
        "status": {"status_id": kind.to_string(), "type": kind.to_string(), "name": "status"},
        "payment": {"payment_id": "5", "name": "przelewy24", "title": "Przelewy24"},
        "shipping": {"shipping_id": "9", "name": "InPost Paczkomaty", "engine": "inpost"}, "children": [],
        "products": [{"id": "21", "order_id": id, "quantity": "2", "name": "Kubek ceramiczny", "price": "49.90"}],
    })
}
