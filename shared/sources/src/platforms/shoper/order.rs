//! An order as Shoper has it, in its webhooks and, with some names spelled differently, in its REST
//! interface.
//!
//! Sources: bodies as captured from shops (`wire-formats/orders.md`, 3.4); `mkasprz/shoper-sdk-php` for REST.

use super::{
    NAME,
    version::{Occasion, version},
};
use crate::{
    json,
    platforms::{
        Contact, OrderSaid, Said, email, phone, postcode,
        reading::{is_cash_on_delivery, scalar},
    },
};
use chrono::{DateTime, Utc};
use serde_json::Value;
use sledz_domain::{
    money::Money,
    order::{Alias, Cancellation, PARCEL_LIMIT, Snapshot},
    status::{Payment, Stage},
    text, time,
};

/// Fields one of which every order has.
const TELLING: [&str; 4] = ["status_date", "date", "sum", "paid"];

/// Stands for the currency where none is told, to compare amounts of one order (ISO 4217: no currency).
const NO_CURRENCY: &str = "XXX";

/// How names of closed statuses begin their words that mean that nothing was sold after all.
const CANCELLED: [&str; 6] = ["anulow", "odrzuc", "niezreal", "nieop", "cancel", "reject"];

/// The same, of goods that came back.
const RETURNED: [&str; 3] = ["zwr", "nieodebr", "return"];

/// What one order object says, as the REST interface gives it. `now` stands in for the dates that it should
/// have.
pub fn order(message: &Value, now: DateTime<Utc>) -> Vec<Said> {
    told(message, Occasion::Other, now)
}

/// The same, on this occasion.
pub(super) fn told(message: &Value, occasion: Occasion, now: DateTime<Utc>) -> Vec<Said> {
    let says_something = TELLING.iter().any(|field| json::raw(message, field).is_some());
    let id = json::shown(message, "order_id", text::NUMBER_LIMIT).filter(|_| says_something);
    let Some(platform_id) = id else { return vec![Said::Unreadable] };
    let amounts = Amounts::of(message);
    let payment = payment(message, &amounts);
    let (state, unknown_status) = state(message, payment);
    let placed_at = date(message, "date");
    let since = date(message, "status_date").or(placed_at);
    let snapshot = Snapshot {
        version: since.map_or(now, |since| version(since, amounts.paid.as_ref(), occasion)),
        number: Some(platform_id.clone()),
        payment,
        placed_at,
        shipped_at: since.filter(|_| state.stage == Some(Stage::Shipped)),
        outstanding: amounts.outstanding(payment),
        total: amounts.told(amounts.sum.as_ref()),
        also: also(message),
        ..state
    };
    vec![Said::Order(Box::new(OrderSaid { platform_id, snapshot, contact: contact(message), unknown_status }))]
}

/// What its status means, and whether its type is not known. The types are Shoper's, the names the shop's.
///
/// Type 4 is where orders end. Shoper's own library calls it "not completed": what was cancelled, refused or
/// came back is there too, and only the name says so. Nobody is to be told that such an order was delivered.
fn state(message: &Value, payment: Option<Payment>) -> (Snapshot, bool) {
    let status = message.get("status").unwrap_or(&Value::Null);
    let name = json::shown(status, "name", 64);
    let kind = json::shown(status, "type", 8);
    let is_settled = matches!(payment, Some(Payment::Paid | Payment::Cod));
    let stage = match kind.as_deref() {
        Some("1") if is_settled => Some(Stage::Preparing),
        Some("1") => Some(Stage::Received),
        Some("2") => Some(Stage::Preparing),
        Some("3") => Some(Stage::Shipped),
        Some("4") => Some(closed(name.as_deref().unwrap_or_default())),
        _ => None,
    };
    let cancellation = stage.map(|stage| match stage {
        Stage::Cancelled => Cancellation::Yes,
        _ => Cancellation::No,
    });
    // That it is cancelled is said beside the stage, which stays what it was.
    let stage = stage.filter(|stage| *stage != Stage::Cancelled);
    let unknown = kind.is_some() && cancellation.is_none();
    (Snapshot { stage, cancellation, says: name, ..Snapshot::default() }, unknown)
}

/// What a closed status means by its name. Where the order has parcels, those decide what is shown.
fn closed(name: &str) -> Stage {
    let name = name.to_ascii_lowercase();
    let begins = |stems: &[&str]| {
        name.split(|c: char| !c.is_alphanumeric()).any(|word| stems.iter().any(|stem| word.starts_with(stem)))
    };
    if begins(&CANCELLED) {
        Stage::Cancelled
    } else if begins(&RETURNED) {
        Stage::Returned
    } else {
        Stage::Delivered
    }
}

/// The amounts of an order.
struct Amounts {
    has_currency: bool,
    sum: Option<Money>,
    paid: Option<Money>,
}

impl Amounts {
    fn of(message: &Value) -> Self {
        let currency = json::raw(message, "currency_name").filter(|code| Money::minor(0, code).is_some());
        let code = currency.as_deref().unwrap_or(NO_CURRENCY);
        let amount = |field: &str| Money::decimal(&json::raw(message, field)?, code);
        Amounts { has_currency: currency.is_some(), sum: amount("sum"), paid: amount("paid") }
    }

    /// The amount, if it is known in which currency.
    fn told(&self, amount: Option<&Money>) -> Option<Money> {
        amount.filter(|_| self.has_currency).cloned()
    }

    /// What is left to be paid; nothing less than nothing.
    fn outstanding(&self, payment: Option<Payment>) -> Option<Money> {
        let (sum, paid) = (self.sum.as_ref()?, self.paid.as_ref()?);
        let left = if payment == Some(Payment::Paid) { sum.minus(sum) } else { sum.minus(paid) };
        self.told(left.as_ref())
    }
}

fn payment(message: &Value, amounts: &Amounts) -> Option<Payment> {
    let is_paid = flag(message, "is_paid");
    let covered = match (&amounts.paid, &amounts.sum) {
        (Some(paid), Some(sum)) => Some(paid.covers(sum)),
        _ => None,
    };
    if is_paid == Some(true) || covered == Some(true) {
        return Some(Payment::Paid);
    }
    if by_courier(message) {
        return Some(Payment::Cod);
    }
    match &amounts.paid {
        Some(paid) if paid.is_positive() => Some(Payment::Pending),
        Some(_) => Some(Payment::Unpaid),
        None => is_paid.map(|_| Payment::Unpaid),
    }
}

fn by_courier(message: &Value) -> bool {
    let payment = message.get("payment").unwrap_or(&Value::Null);
    let named =
        ["name", "title"].iter().any(|field| json::raw(payment, field).is_some_and(|name| is_cash_on_delivery(&name)));
    named || flag(message, "is_cash_on_delivery") == Some(true)
}

/// A yes or no, as PHP writes it.
fn flag(message: &Value, field: &str) -> Option<bool> {
    match message.get(field)? {
        Value::Bool(flag) => Some(*flag),
        other => match scalar(other, 8)?.as_str() {
            "1" | "true" => Some(true),
            "0" | "false" => Some(false),
            _ => None,
        },
    }
}

/// A wall-clock time in Poland; `0000-00-00` is none.
fn date(message: &Value, field: &str) -> Option<DateTime<Utc>> {
    time::parse(&json::raw(message, field)?, time::WARSAW).map(|instant| instant.at)
}

/// The orders of the same purchase: the one that this was split off, and those that were split off this.
fn also(message: &Value) -> Option<Vec<Alias>> {
    let children = message.get("children").and_then(Value::as_array).into_iter().flatten();
    let children = children.filter_map(|child| {
        let id = child.get("order_id").or_else(|| child.get("id")).unwrap_or(child);
        scalar(id, text::NUMBER_LIMIT)
    });
    let parent = json::shown(message, "parent_order_id", text::NUMBER_LIMIT);
    let numbers = parent.into_iter().chain(children).filter(|number| number != "0");
    let parts = numbers.filter_map(|number| {
        let number = text::order_number(&number)?;
        Some(Alias { platform: Some(NAME.to_owned()), number, is_part: true })
    });
    let all: Vec<Alias> = parts.take(PARCEL_LIMIT).collect();
    (!all.is_empty()).then_some(all)
}

fn contact(message: &Value) -> Option<Contact> {
    let part = |webhook: &str, rest: &str| message.get(webhook).or_else(|| message.get(rest)).unwrap_or(&Value::Null);
    let billing = part("billingAddress", "billing_address");
    let delivery = part("deliveryAddress", "delivery_address");
    let emails = ["email", "delivery_email"];
    let mut postcodes: Vec<String> =
        [billing, delivery].into_iter().filter_map(|of| postcode(&json::raw(of, "postcode")?)).collect();
    postcodes.dedup();
    Contact {
        email: emails.into_iter().find_map(|field| email(&json::raw(message, field)?)),
        phone: [billing, delivery].into_iter().find_map(|of| phone(&json::raw(of, "phone")?)),
        postcodes,
    }
    .filled()
}
