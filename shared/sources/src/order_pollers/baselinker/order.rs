//! What an order of BaseLinker says.
//!
//! Statuses are the shop's own: only their names can be shown, and only that one says "cancelled" is taken from them.
//! How far an order has come is read from what has happened to it.

use super::{NAME, id, items};
use crate::{
    carriers, json,
    platforms::{Contact, OrderSaid, email, phone, postcode},
};
use chrono::{DateTime, Utc};
use serde_json::Value;
use sledz_domain::{
    money::Money,
    order::{Alias, Cancellation, ShipmentRef, Snapshot},
    status::{Payment, Stage},
    text, time,
};

/// What a status is called that means "cancelled", in lower case: "Anulowane", "Zamówienie anulowane", "Cancelled",
/// "Storniert".
const CANCELLED: [&str; 3] = ["anulowan", "cancel", "storn"];

/// Marketplaces by BaseLinker's names and as platforms of ours.
const SOURCES: [(&str, &str); 4] = [("allegro", "allegro"), ("amazon", "amazon"), ("ebay", "ebay"), ("erli", "erli")];

/// A parcel that its courier was told not to take.
const CANCELLED_PACKAGE: &str = "10";

/// Parcels that go from the customer to the shop.
const RETURNS: [&str; 2] = ["1", "3"];

/// What is known of an order besides itself.
#[derive(Default)]
pub(super) struct Facts<'a> {
    /// Its parcels, if they were asked for.
    pub(super) packages: Option<&'a [&'a Value]>,
    /// The names of the shop's statuses by their ids.
    pub(super) names: Option<&'a Value>,
    /// When it changed, by the journal.
    pub(super) version: Option<DateTime<Utc>>,
    /// When it was paid, by the journal.
    pub(super) paid_at: Option<DateTime<Utc>>,
    /// The order that it was split off.
    pub(super) part_of: Option<&'a str>,
}

/// Whether it is an order that was placed: not one that somebody is still writing, and no return.
pub(super) fn is_ready(order: &Value) -> bool {
    let is_open =
        order.get("confirmed") == Some(&Value::Bool(false)) || json::raw(order, "confirmed").as_deref() == Some("0");
    !is_open && json::raw(order, "order_source").as_deref() != Some("order_return")
}

/// What an order says; none if it has no id.
pub(super) fn read(order: &Value, facts: &Facts<'_>, now: DateTime<Utc>) -> Option<OrderSaid> {
    let platform_id = id(order, "order_id")?;
    let (payment, total, outstanding) = money(order);
    let shipments = shipments(order, facts.packages);
    let is_sent = shipments.as_ref().is_some_and(|all| !all.is_empty());
    let says = status(order, facts.names);
    let cancellation = facts.names.filter(|names| names.as_object().is_some_and(|names| !names.is_empty())).map(|_| {
        let name = says.as_deref().unwrap_or_default().to_lowercase();
        if CANCELLED.iter().any(|word| name.contains(word)) { Cancellation::Yes } else { Cancellation::No }
    });
    let changed = ["date_in_status", "date_confirmed", "date_add"].iter().filter_map(|field| date(order, field)).max();
    let snapshot = Snapshot {
        number: Some(platform_id.clone()),
        stage: Some(stage(order, payment, is_sent)),
        cancellation,
        says,
        payment,
        placed_at: date(order, "date_add"),
        paid_at: facts.paid_at.filter(|_| payment == Some(Payment::Paid)),
        shipments,
        total,
        outstanding,
        also: Some(also(order, facts.part_of)),
        ..Snapshot::at(facts.version.or(changed).unwrap_or(now))
    };
    Some(OrderSaid { platform_id, snapshot, contact: contact(order), unknown_status: false })
}

fn stage(order: &Value, payment: Option<Payment>, is_sent: bool) -> Stage {
    let is_done = |field: &str| json::raw(order, field).as_deref() == Some("1");
    match payment {
        _ if is_sent => Stage::Shipped,
        _ if is_done("pick_state") || is_done("pack_state") => Stage::Preparing,
        // Nothing has to be waited for.
        Some(Payment::Cod) => Stage::Preparing,
        Some(Payment::Paid) => Stage::Paid,
        _ => Stage::Received,
    }
}

/// How it is paid, what all of it costs, and what is still to be paid.
fn money(order: &Value) -> (Option<Payment>, Option<Money>, Option<Money>) {
    let currency = json::raw(order, "currency").unwrap_or_default();
    let total = total(order, &currency);
    let done = json::raw(order, "payment_done").and_then(|done| Money::decimal(&done, &currency));
    let left = total.as_ref().zip(done.as_ref()).and_then(|(total, done)| total.minus(done));
    let is_cod = order.get("payment_method_cod") == Some(&Value::Bool(true))
        || json::raw(order, "payment_method_cod").as_deref() == Some("1");
    let payment = match (&left, &done) {
        (Some(left), _) if !left.is_positive() => Some(Payment::Paid),
        _ if is_cod => Some(Payment::Cod),
        (Some(_), Some(done)) if done.is_positive() => Some(Payment::Pending),
        (Some(_), _) => Some(Payment::Unpaid),
        _ => None,
    };
    (payment, total, left.filter(Money::is_positive))
}

/// What all of it costs: BaseLinker does not say. None if a part of it cannot be read.
fn total(order: &Value, currency: &str) -> Option<Money> {
    let delivery = Money::decimal(&json::raw(order, "delivery_price")?, currency)?;
    let mut products = items(order.get("products")).peekable();
    // Delivery of nothing is not all that is due.
    products.peek()?;
    products.try_fold(delivery, |sum, product| {
        let price = Money::decimal(&json::raw(product, "price_brutto")?, currency)?;
        sum.plus(&times(price, quantity(product)?)?)
    })
}

/// How many; none if it is a fraction.
fn quantity(product: &Value) -> Option<u32> {
    let written = json::raw(product, "quantity")?;
    let (whole, part) = written.trim().split_once('.').unwrap_or((written.trim(), ""));
    part.bytes().all(|byte| byte == b'0').then(|| whole.parse().ok()).flatten()
}

/// So many times the amount.
fn times(amount: Money, mut count: u32) -> Option<Money> {
    let mut sum = amount.minus(&amount)?;
    let mut power = amount;
    while count > 0 {
        if count % 2 == 1 {
            sum = sum.plus(&power)?;
        }
        count /= 2;
        if count > 0 {
            power = power.plus(&power)?;
        }
    }
    Some(sum)
}

/// The name of its status, or its number.
fn status(order: &Value, names: Option<&Value>) -> Option<String> {
    let status = json::shown(order, "order_status_id", 64)?;
    Some(names.and_then(|names| json::raw(names, &status)).unwrap_or(status))
}

/// Its parcels: all of them if they were asked for, else the one that the order itself names.
fn shipments(order: &Value, packages: Option<&[&Value]>) -> Option<Vec<ShipmentRef>> {
    let mut all = Vec::new();
    let Some(packages) = packages else {
        shipment(order, "delivery_package_nr", &["delivery_package_module"])?.add_to(&mut all);
        return Some(all);
    };
    for package in packages {
        let word = |field: &str| json::raw(package, field).unwrap_or_default();
        let is_return =
            package.get("is_return") == Some(&Value::Bool(true)) || RETURNS.contains(&word("package_type").as_str());
        if !is_return && word("tracking_status") != CANCELLED_PACKAGE {
            let found = shipment(package, "courier_package_nr", &["courier_code", "courier_other_name"]);
            found.into_iter().for_each(|found| found.add_to(&mut all));
        }
    }
    Some(all)
}

/// A parcel. Brokers are no carriers: whose it is, is recognised by its number then.
fn shipment(of: &Value, number: &str, carriers: &[&str]) -> Option<ShipmentRef> {
    let tracking_number = text::tracking_number(&json::raw(of, number)?)?;
    let named = carriers.iter().filter_map(|field| carriers::from_text(&json::raw(of, field)?));
    let carrier = named.filter(|carrier| *carrier != "other").map(str::to_owned).next();
    Some(ShipmentRef { tracking_number, carrier })
}

/// The numbers by which shops and marketplaces know it. One that was split off holds only a part of what they know.
fn also(order: &Value, part_of: Option<&str>) -> Vec<Alias> {
    let source = json::raw(order, "order_source").unwrap_or_default();
    let known = SOURCES.iter().find(|(name, _)| *name == source).map(|(_, platform)| (*platform).to_owned());
    let mut all: Vec<Alias> = Vec::new();
    let mut add = |platform: Option<String>, number: Option<String>, is_part: bool| {
        let Some(number) = number.and_then(|number| text::order_number(&number)).filter(|number| number != "0") else {
            return;
        };
        if !all.iter().any(|known| known.number == number) {
            all.push(Alias { platform, number, is_part });
        }
    };
    add(Some(NAME.to_owned()), part_of.map(str::to_owned), true);
    add(known, json::raw(order, "external_order_id"), part_of.is_some());
    add(None, id(order, "shop_order_id"), part_of.is_some());
    all
}

fn contact(order: &Value) -> Option<Contact> {
    let mut postcodes: Vec<String> = ["invoice_postcode", "delivery_postcode"]
        .iter()
        .filter_map(|field| postcode(&json::raw(order, field)?))
        .collect();
    postcodes.dedup();
    Contact {
        email: json::raw(order, "email").and_then(|given| email(&given)),
        phone: json::raw(order, "phone").and_then(|given| phone(&given)),
        postcodes,
    }
    .filled()
}

/// Seconds since 1970; nought is none.
fn date(order: &Value, field: &str) -> Option<DateTime<Utc>> {
    json::raw(order, field).and_then(|seconds| time::parse_unix(&seconds))
}
