//! What a checkout form says of an order.
//!
//! **What came first.** `revision` is a hash: two of them tell that something changed, and not which is
//! newer. `updatedAt` is moved by the buyer only (`allegro/allegro-api` #4355, #9905), so that a form has
//! one and the same before and after the shop sends it. The version is therefore the newest time there is:
//! that of the event by which the form was found, of its payment, its goods and its parcels. Where even
//! these are the same, the further step of [`STEPS`] is newer, by a millisecond each. Of the same form the
//! same version is made again, so that whoever asks twice has learned nothing new.

use super::{parcels::Parcels, run};
use crate::{
    json as read,
    platforms::{Contact, OrderSaid, Said, email, phone, postcode},
};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use sledz_domain::{
    money::Money,
    order::{Cancellation, Items, Snapshot},
    status::{Payment, Stage},
    words::Lang,
};

/// The shop's own steps in their order, as `fulfillment.status` has them, and what they mean; none: it
/// keeps the stage (`SUSPENDED`), or says no more than the form's status (`NEW`).
const STEPS: [(&str, Option<Stage>); 8] = [
    ("NEW", None),
    ("SUSPENDED", None),
    ("PROCESSING", Some(Stage::Preparing)),
    ("READY_FOR_SHIPMENT", Some(Stage::Preparing)),
    ("SENT", Some(Stage::Shipped)),
    ("READY_FOR_PICKUP", Some(Stage::ReadyForPickup)),
    ("PICKED_UP", Some(Stage::Delivered)),
    (CANCELLED, None),
];

const CANCELLED: &str = "CANCELLED";

/// All states of a form.
const STATUSES: [&str; 4] = ["BOUGHT", "FILLED_IN", READY, CANCELLED];

/// It is paid, or to be paid at the door or later: the shop may go to work.
const READY: &str = "READY_FOR_PROCESSING";

/// What is said of an order; nothing that can be used without id and status.
pub(super) fn said(form: &Value, parcels: Option<&Parcels>, at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Said {
    match (run::id(form), read::shown(form, "status", 32)) {
        (Some(id), Some(status)) => Said::Order(Box::new(order(form, id, &status, parcels, at, now))),
        _ => Said::Unreadable,
    }
}

fn order(
    form: &Value,
    platform_id: String,
    status: &str,
    parcels: Option<&Parcels>,
    at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> OrderSaid {
    let step = fulfilment(form);
    let known = step.as_deref().map(|step| STEPS.iter().position(|(known, _)| *known == step));
    let is_known = STATUSES.contains(&status) && known != Some(None);
    let payment = payment(form, status);
    let stage = stage(status, known.flatten(), step.is_some(), payment);
    let delivery = part(form, "delivery");
    let times = delivery.and_then(|delivery| delivery.get("time"));
    let version = newest(form, parcels, at).unwrap_or(now);
    let further = i64::try_from(known.flatten().unwrap_or_default()).unwrap_or_default();
    let is_shipped = stage.is_some_and(|stage| !stage.is_before_shipping());
    let shipped_at = parcels.and_then(|parcels| parcels.put_down).map(|(first, _)| first).or(at);
    let snapshot = Snapshot {
        number: Some(platform_id.clone()),
        stage,
        cancellation: cancellation(status, step.as_deref()),
        says: Some(step.map_or_else(|| status.to_owned(), |step| format!("{status}/{step}"))),
        payment,
        placed_at: bought(form).min(),
        paid_at: part(form, "payment").and_then(|payment| read::utc(payment, "finishedAt")),
        shipped_at: shipped_at.filter(|_| is_shipped),
        dispatch_by: times.and_then(|times| read::utc(times.get("dispatch")?, "to")),
        estimated_delivery: times.and_then(|times| read::utc(times, "to")),
        language: language(form),
        shipments: parcels.map(|parcels| parcels.all.clone()),
        total: part(form, "summary").and_then(|summary| money(summary.get("totalToPay")?)),
        items: items(form, parcels, is_shipped),
        ..Snapshot::at(version + TimeDelta::milliseconds(further))
    };
    OrderSaid { platform_id, snapshot, contact: contact(form), unknown_status: !is_known }
}

/// Whether it is worth asking for the parcels of a form that somebody else than the journal names.
pub(super) fn may_have_parcels(form: &Value) -> bool {
    let is_sent = matches!(read::raw(form, "status").as_deref(), Some(READY | CANCELLED));
    let step = fulfilment(form);
    let by_step = matches!(step.as_deref(), Some("READY_FOR_SHIPMENT" | "SENT" | "READY_FOR_PICKUP" | "PICKED_UP"));
    is_sent && (by_step || matches!(items_sent(form).as_deref(), Some("SOME" | "ALL")))
}

/// When the last of its goods was bought: by that the list is sorted.
pub(super) fn bought_last(form: &Value) -> Option<DateTime<Utc>> {
    bought(form).max()
}

fn bought(form: &Value) -> impl Iterator<Item = DateTime<Utc>> {
    line_items(form).filter_map(|item| read::utc(item, "boughtAt"))
}

fn newest(form: &Value, parcels: Option<&Parcels>, at: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
    let paid_at = part(form, "payment").and_then(|payment| read::utc(payment, "finishedAt"));
    let put_down = parcels.and_then(|parcels| parcels.put_down).map(|(_, last)| last);
    [read::utc(form, "updatedAt"), at, paid_at, put_down, bought_last(form)].into_iter().flatten().max()
}

/// The stage by ruling: the shop's own step where it has taken one, else the form's status.
fn stage(status: &str, step: Option<usize>, is_told: bool, payment: Option<Payment>) -> Option<Stage> {
    let (word, meant) = step.and_then(|step| STEPS.get(step)).copied().unwrap_or(("", None));
    let is_quiet = status == CANCELLED || word == "SUSPENDED" || word == CANCELLED || (is_told && step.is_none());
    match status {
        _ if is_quiet => None,
        _ if meant.is_some() => meant,
        "BOUGHT" | "FILLED_IN" => Some(Stage::Received),
        // What is paid at the door or later is not paid, and goes to work all the same.
        READY => Some(if payment == Some(Payment::Paid) { Stage::Paid } else { Stage::Preparing }),
        _ => None,
    }
}

fn cancellation(status: &str, step: Option<&str>) -> Option<Cancellation> {
    match status {
        CANCELLED => Some(Cancellation::Yes),
        _ if step == Some(CANCELLED) => Some(Cancellation::Yes),
        _ if STATUSES.contains(&status) => Some(Cancellation::No),
        _ => None,
    }
}

/// What is known of the money. Amounts are not compared: what Allegro pays itself (`reconciliation`) and
/// surcharges are payments of their own, and a form that is ready is paid by Allegro's own word.
fn payment(form: &Value, status: &str) -> Option<Payment> {
    let given = part(form, "payment");
    let kind = given.and_then(|payment| read::raw(payment, "type")).unwrap_or_default();
    let is_finished = given.is_some_and(|payment| read::utc(payment, "finishedAt").is_some());
    let paid = given.and_then(|payment| money(payment.get("paidAmount")?));
    match status {
        _ if is_finished && paid.is_some_and(|paid| paid.is_positive()) => Some(Payment::Paid),
        // As it was.
        CANCELLED => None,
        _ if kind == "CASH_ON_DELIVERY" => Some(Payment::Cod),
        READY if kind == "EXTENDED_TERM" => Some(Payment::Pending),
        READY => Some(Payment::Paid),
        _ if is_finished => Some(Payment::Pending),
        "BOUGHT" | "FILLED_IN" => Some(Payment::Unpaid),
        _ => None,
    }
}

/// How many items there are, and how many of them are on their way.
fn items(form: &Value, parcels: Option<&Parcels>, is_shipped: bool) -> Option<Items> {
    let ordered = line_items(form).map(quantity).fold(0_u32, u32::saturating_add);
    if ordered == 0 {
        return None;
    }
    let listed: &[String] = parcels.map(|parcels| parcels.items.as_slice()).unwrap_or_default();
    let is_in = |item: &&Value| read::raw(item, "id").is_some_and(|id| listed.contains(&id));
    let in_parcels = line_items(form).filter(is_in).map(quantity).fold(0_u32, u32::saturating_add);
    let sent = match items_sent(form).as_deref() {
        Some("ALL") => ordered,
        // It does not say how many; at least one is on its way, and one is not.
        Some("SOME") => in_parcels.clamp(1, ordered.saturating_sub(1).max(1)),
        // It counts what has a number, and not everything that is sent has one.
        _ if is_shipped => ordered,
        _ => 0,
    };
    Some(Items { ordered, sent, cancelled: 0 })
}

fn quantity(item: &Value) -> u32 {
    let number = read::raw(item, "quantity").unwrap_or_default();
    number.split('.').next().and_then(|whole| whole.trim().parse().ok()).unwrap_or_default()
}

/// The buyer's address says `postCode`, that of the delivery `zipCode`. The e-mail is an alias that
/// Allegro passes on.
fn contact(form: &Value) -> Option<Contact> {
    let buyer = part(form, "buyer");
    let delivery = part(form, "delivery").and_then(|delivery| delivery.get("address"));
    let field = |of: Option<&Value>, name: &str| of.and_then(|of| read::raw(of, name));
    let phones = [field(delivery, "phoneNumber"), field(buyer, "phoneNumber")];
    let home = buyer.and_then(|buyer| buyer.get("address"));
    let codes = [field(delivery, "zipCode"), field(home, "postCode")];
    let mut postcodes: Vec<String> = codes.into_iter().flatten().filter_map(|code| postcode(&code)).collect();
    postcodes.dedup();
    let phone = phones.into_iter().flatten().find_map(|given| phone(&given));
    Contact { email: field(buyer, "email").and_then(|given| email(&given)), phone, postcodes }.filled()
}

fn language(form: &Value) -> Option<String> {
    let tag = read::raw(part(form, "buyer")?.get("preferences")?, "language")?;
    Lang::from_tag(&tag).map(|lang| lang.code().to_owned())
}

fn fulfilment(form: &Value) -> Option<String> {
    part(form, "fulfillment").and_then(|fulfilment| read::shown(fulfilment, "status", 31))
}

fn items_sent(form: &Value) -> Option<String> {
    read::raw(part(form, "fulfillment")?.get("shipmentSummary")?, "lineItemsSent")
}

fn line_items(form: &Value) -> impl Iterator<Item = &Value> {
    form.get("lineItems").and_then(Value::as_array).into_iter().flatten()
}

fn money(price: &Value) -> Option<Money> {
    Money::decimal(&read::raw(price, "amount")?, &read::raw(price, "currency")?)
}

fn part<'a>(form: &'a Value, name: &str) -> Option<&'a Value> {
    form.get(name).filter(|part| part.is_object())
}
