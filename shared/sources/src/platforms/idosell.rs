//! IdoSell: webhooks whose body the shop writes itself, in IdoSell's language of templates.
//!
//! Sources: IdoSell's help on webhooks (`iai-websites.vercel.app/wyglad-i-konfiguracja/webhooki`) and on the
//! order's card (`pomoc.idosell.com/sprzedaz/zamowienia/karta-zamowienia`); the values of `orderStatus`,
//! `orderPaymentType` and `orderPrepaidStatus` of the Admin API, version 6.
//!
//! So the contract is ours, and `docs/idosell.md` has the template to paste. A template writes texts, and
//! nothing where there is nothing: every value may be text, and empty, and then says nothing. What a
//! person typed (names, remarks) is not in it: a quotation mark would break the body. IdoSell signs nothing;
//! the proof is the token in the path, or `secret` in the body, or both.

mod status;

use super::{
    OrderSaid, Platform, Said,
    standard::{contact, language, parcel},
};
use crate::{
    delivery::{Delivery, Unusable},
    json,
    proof::{Secrets, same},
};
use chrono::{DateTime, Utc};
use serde_json::Value;
use sledz_domain::{
    money::Money,
    order::{Cancellation, ShipmentRef, Snapshot},
    status::{Payment, Stage},
    text, time,
};
use status::Meaning;

/// Its name in the path and in the variable.
pub const NAME: &str = "idosell";

/// See the module.
pub struct IdoSell;

impl Platform for IdoSell {
    fn name(&self) -> &'static str {
        NAME
    }

    fn is_configured(&self, secrets: &Secrets) -> bool {
        !secrets.words.is_empty() || !secrets.paths.is_empty()
    }

    /// Each kind of proof that is configured is required.
    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets) -> bool {
        if secrets.words.is_empty() {
            return !secrets.paths.is_empty() && secrets.path_is_right(delivery);
        }
        let given = json::object(delivery.body).ok().and_then(|message| json::raw(&message, "secret"));
        let given = given.unwrap_or_default();
        secrets.path_is_right(delivery) && secrets.words.iter().any(|word| same(word, &given))
    }

    fn read(&self, message: &Value, delivery: &Delivery) -> Result<Vec<Said>, Unusable> {
        let order = message.get("order").unwrap_or(&Value::Null);
        let Some(platform_id) = id(order, "id").or_else(|| id(order, "number")) else {
            return Ok(vec![Said::Unreadable]);
        };
        let into = id(order, "merged_into").filter(|into| *into != platform_id);
        let merged = into.map(|into| Said::Merged { platform_id: platform_id.clone(), into });
        let mut said = vec![Said::Order(Box::new(said_of(order, platform_id, delivery.now)))];
        said.extend(merged);
        Ok(said)
    }
}

/// An id of an order. A variable that IdoSell does not know may stay as it is written, `[iai:...]`, and would
/// make one order of all; and IdoSell's longer ids begin with the customer's login, which may be an e-mail.
fn id(order: &Value, field: &str) -> Option<String> {
    json::shown(order, field, text::NUMBER_LIMIT).filter(|id| !id.contains(['[', '@']))
}

fn said_of(order: &Value, platform_id: String, now: DateTime<Utc>) -> OrderSaid {
    let word = json::shown(order, "status", 64);
    let meaning = word.as_deref().map(status::meaning);
    let (stage, unpaid, cancellation) = match meaning {
        Some(Some(Meaning::Stage(stage))) => (Some(stage), None, Some(Cancellation::No)),
        Some(Some(Meaning::Unpaid)) => (Some(Stage::Received), Some(Payment::Unpaid), Some(Cancellation::No)),
        Some(Some(Meaning::Kept)) => (None, None, Some(Cancellation::No)),
        Some(Some(Meaning::Cancelled)) => (None, None, Some(Cancellation::Yes)),
        Some(Some(Meaning::Merged) | None) | None => (None, None, None),
    };
    let currency = json::raw(order, "currency");
    let total = || Money::decimal(&amount(&json::raw(order, "total")?)?, currency.as_deref()?);
    let snapshot = Snapshot {
        number: json::shown(order, "number", text::NUMBER_LIMIT),
        stage,
        cancellation,
        says: word,
        payment: payment(order).or(unpaid),
        placed_at: date(order, "date"),
        paid_at: date(order, "paid"),
        dispatch_by: json::time_or_day(order, "dispatch_by"),
        language: json::raw(order, "language").and_then(|tag| language(two_letters(&tag))),
        shipments: shipments(order),
        total: total(),
        ..Snapshot::at(date(order, "modified").unwrap_or(now))
    };
    OrderSaid { platform_id, snapshot, contact: contact(order), unknown_status: matches!(meaning, Some(None)) }
}

/// A time on Poland's clocks, as IdoSell writes them.
fn date(order: &Value, field: &str) -> Option<DateTime<Utc>> {
    json::raw(order, field).and_then(|written| time::parse(&written, time::WARSAW)).map(|instant| instant.at)
}

/// Whether it is paid, by `paid`: yes or no, IdoSell's code of a prepayment, or when it was. An order that
/// is paid at the door is not just unpaid.
fn payment(order: &Value) -> Option<Payment> {
    let method = json::raw(order, "payment").map(|method| text::folded(&method)).unwrap_or_default();
    let at_the_door = ["cash on delivery", "pobrani", "przy odbiorze"].iter().any(|words| method.contains(words));
    let cod = (at_the_door || method == "cod").then_some(Payment::Cod);
    if date(order, "paid").is_some() {
        return Some(Payment::Paid);
    }
    let paid = match order.get("paid") {
        Some(Value::Bool(paid)) => paid.to_string(),
        _ => json::raw(order, "paid").map(|word| text::folded(&word)).unwrap_or_default(),
    };
    match paid.as_str() {
        "1" | "y" | "yes" | "t" | "tak" | "true" | "paid" | "oplacone" | "zaplacone" => Some(Payment::Paid),
        "0" | "n" | "no" | "nie" | "false" | "unpaid" | "nieoplacone" => cod.or(Some(Payment::Unpaid)),
        // Paid in, and not booked yet.
        "waiting" => cod.or(Some(Payment::Pending)),
        "restored" => Some(Payment::Refunded),
        _ => cod,
    }
}

/// The parcels. Templates leave an empty entry behind the last comma; a list of nothing but such entries
/// tells nothing, since a variable that the event does not have is written as nothing, too.
fn shipments(order: &Value) -> Option<Vec<ShipmentRef>> {
    let mut named = Vec::new();
    match order.get("tracking")? {
        Value::Array(all) => {
            for one in all {
                parcel(json::raw(one, "number"), json::raw(one, "courier"), &mut named);
            }
            (all.is_empty() || !named.is_empty()).then_some(named)
        }
        Value::String(numbers) => {
            let courier = json::raw(order, "courier");
            for number in numbers.split([',', ';', ' ', '\n']) {
                parcel(Some(number.to_owned()), courier.clone(), &mut named);
            }
            (!named.is_empty()).then_some(named)
        }
        _ => None,
    }
}

/// An amount as templates write it, `1 234,50 zł` or `1234.50`. Where it is not clear what separates the
/// thousands and what the grosze, there is none.
fn amount(written: &str) -> Option<String> {
    let digits: String = written.chars().filter(|c| !c.is_whitespace()).collect();
    let digits = digits.trim_end_matches(|c: char| c.is_alphabetic() || c == '.');
    match digits.split_once(',') {
        Some((whole, part)) if part.len() <= 2 => Some(format!("{whole}.{part}")),
        Some(_) => None,
        None => Some(digits.to_owned()),
    }
}

/// IdoSell's API has languages in three letters.
fn two_letters(tag: &str) -> &str {
    match tag.trim() {
        "pol" => "pl",
        "eng" => "en",
        tag => tag,
    }
}
