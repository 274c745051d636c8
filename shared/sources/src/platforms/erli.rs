//! Erli, a Polish marketplace that pushes orders.
//!
//! Source: an integration that runs against its sandbox, July 2026. A hook is made by
//! `PUT /hooks/{hookName}` with `{hookName, url, accessToken}`, names `orderCreated`,
//! `orderStatusChanged`, `orderSellerStatusChanged`; it then POSTs the whole order with
//! `Authorization: Bearer <accessToken>`. No event name, no signature, no retry.
//!
//! The order has no revision, and `updated` may be missing. Then an order that waits for its payment is of
//! the time it was made, a bought one of the time it was bought, and any other of the time we heard of it:
//! nothing is sent twice, and a cancellation that took the time of the purchase would be as old as that.

use super::{Contact, OrderSaid, Platform, Said, email, phone, postcode};
use crate::{
    delivery::{Delivery, Unusable},
    json,
    proof::{Secrets, same},
};
use chrono::{DateTime, Utc};
use serde_json::Value;
use sledz_domain::{
    money::Money,
    order::{Alias, Cancellation, Items, Snapshot},
    status::{Payment, Stage},
    text, time,
};

/// Its name in the path and in the variable.
pub const NAME: &str = "erli";

/// See the module.
pub struct Erli;

impl Platform for Erli {
    fn name(&self) -> &'static str {
        NAME
    }

    fn is_configured(&self, secrets: &Secrets) -> bool {
        !secrets.words.is_empty()
    }

    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets) -> bool {
        let given = delivery.header("authorization").and_then(|value| value.split_once(' '));
        let Some((_, token)) = given.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")) else { return false };
        secrets.words.iter().any(|word| same(word, token.trim()))
    }

    fn read(&self, message: &Value, delivery: &Delivery) -> Result<Vec<Said>, Unusable> {
        let Some(platform_id) = json::shown(message, "id", text::NUMBER_LIMIT) else {
            return Ok(vec![Said::Unreadable]);
        };
        Ok(vec![Said::Order(Box::new(order(message, platform_id, delivery.now)))])
    }
}

fn order(message: &Value, platform_id: String, now: DateTime<Utc>) -> OrderSaid {
    let word = json::shown(message, "status", 32);
    let is_cod = message.get("delivery").and_then(|delivery| delivery.get("cod")) == Some(&Value::Bool(true));
    let paid = if is_cod { Payment::Cod } else { Payment::Paid };
    let (stage, payment, cancellation) = match word.as_deref() {
        Some("pending") => (Some(Stage::Received), Some(Payment::Unpaid), Some(Cancellation::No)),
        Some("purchased") => (Some(Stage::Preparing), Some(paid), Some(Cancellation::No)),
        Some("cancelled") => (None, None, Some(Cancellation::Yes)),
        Some("returned") => (Some(Stage::Returned), None, Some(Cancellation::No)),
        _ => (None, None, None),
    };
    let snapshot = Snapshot {
        number: Some(platform_id.clone()),
        stage,
        cancellation,
        says: says(word.as_deref(), json::shown(message, "sellerStatus", 31)),
        payment,
        placed_at: date(message, "created"),
        paid_at: date(message, "purchasedAt").filter(|_| payment == Some(Payment::Paid)),
        total: json::raw(message, "totalPrice").and_then(|grosze| Money::minor(grosze.trim().parse().ok()?, "PLN")),
        items: items(message),
        also: also(message, &platform_id),
        ..Snapshot::at(version(message, word.as_deref(), now))
    };
    let unknown_status = word.is_some() && cancellation.is_none();
    OrderSaid { platform_id, snapshot, contact: contact(message), unknown_status }
}

/// See the module.
fn version(message: &Value, word: Option<&str>, now: DateTime<Utc>) -> DateTime<Utc> {
    let since = match word {
        Some("pending") => date(message, "created"),
        Some("purchased") => date(message, "purchasedAt"),
        _ => None,
    };
    date(message, "updated").or(since).unwrap_or(now)
}

/// A time; one without an offset is Poland's.
fn date(message: &Value, field: &str) -> Option<DateTime<Utc>> {
    json::raw(message, field).and_then(|written| time::parse(&written, time::WARSAW)).map(|instant| instant.at)
}

/// Erli's word and, behind a stroke, the one that the seller has set.
fn says(word: Option<&str>, seller: Option<String>) -> Option<String> {
    match (word, seller) {
        (Some(word), Some(seller)) => Some(format!("{word}/{seller}")),
        (word, seller) => word.map(str::to_owned).or(seller),
    }
}

/// How many pieces were ordered; none if a line does not tell. What was sent of them Erli does not say.
fn items(message: &Value) -> Option<Items> {
    let lines = message.get("items")?.as_array().filter(|lines| !lines.is_empty())?;
    let ordered = lines.iter().try_fold(0_u32, |sum, line| sum.checked_add(json::count(line, "quantity")?))?;
    Some(Items { ordered, ..Items::default() })
}

/// The number of the same order in the seller's own system.
fn also(message: &Value, platform_id: &str) -> Option<Vec<Alias>> {
    let number = json::raw(message, "externalOrderId").and_then(|number| text::order_number(&number))?;
    let is_own = text::order_number(platform_id).as_ref() == Some(&number);
    (!is_own).then(|| vec![Alias { platform: None, number, is_part: false }])
}

fn contact(message: &Value) -> Option<Contact> {
    let user = message.get("user")?;
    let addresses = ["deliveryAddress", "invoiceAddress"].map(|name| user.get(name));
    let of_either = |field: &'static str| addresses.into_iter().flatten().filter_map(move |of| json::raw(of, field));
    let mut postcodes: Vec<String> = of_either("zip").filter_map(|given| postcode(&given)).collect();
    postcodes.dedup();
    Contact {
        email: json::raw(user, "email").and_then(|given| email(&given)),
        phone: of_either("phone").find_map(|given| phone(&given)),
        postcodes,
    }
    .filled()
}
