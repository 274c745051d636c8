//! What the exported rows hold: one list of columns for CSV and NDJSON alike.

use super::instant;
use crate::{
    day::{seconds, whole},
    decimal::Decimal,
    rows::{At, CaseRow, OrderRow, ParcelRow, Promise},
    settings::Settings,
};

/// The columns of a case.
pub const CASE: [&str; 29] = [
    "case",
    "status",
    "channel",
    "source",
    "intents",
    "cause",
    "carrier",
    "order",
    "is_machine",
    "is_corrected",
    "opened_at",
    "customer_messages_at",
    "automatic_answers_at",
    "people_answers_at",
    "promises_made_at",
    "promises_due_at",
    "promises_kept_at",
    "handed_over_at",
    "closed_at",
    "reopened_at",
    "first_response_seconds",
    "first_response_business_seconds",
    "resolution_seconds",
    "resolution_business_seconds",
    "handling_seconds",
    "rating_scale",
    "rating_asked_at",
    "rating_answered_at",
    "rating_score",
];

/// The columns of an order.
pub const ORDER: [&str; 16] = [
    "order",
    "platform",
    "carrier",
    "placed_at",
    "paid_at",
    "shipped_at",
    "dispatch_promised_at",
    "delivered_at",
    "delivery_promised_at",
    "cancelled_at",
    "number_known_at",
    "parcels",
    "returned_parcels",
    "is_sent_back",
    "is_in_full",
    "dispatch_seconds",
];

/// The columns of a parcel.
pub const PARCEL: [&str; 10] = [
    "parcel",
    "carrier",
    "handed_over_at",
    "failed_attempts_at",
    "ready_at",
    "picked_up_at",
    "delivered_at",
    "delivery_promised_at",
    "returned_at",
    "transit_seconds",
];

/// A value in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Not known, or not measured.
    Nothing,
    /// Text.
    Text(String),
    /// Texts, such as times.
    Texts(Vec<String>),
    /// A number.
    Number(Decimal),
    /// Yes or no.
    Flag(bool),
}

/// A row: names of columns (snake_case) and their values. All rows of one kind have the same columns.
pub type Columns = Vec<(&'static str, Value)>;

fn named(names: &[&'static str], values: Vec<Value>) -> Columns {
    names.iter().copied().zip(values).collect()
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn maybe(known: Option<&str>) -> Value {
    known.map_or(Value::Nothing, text)
}

fn time(at: Option<At>) -> Value {
    at.map_or(Value::Nothing, |at| Value::Text(instant(at)))
}

fn times(list: &[At]) -> Value {
    Value::Texts(list.iter().map(|at| instant(*at)).collect())
}

fn number(number: impl Into<i64>) -> Value {
    Value::Number(Decimal::whole(number.into()))
}

fn duration(seconds: Option<u32>) -> Value {
    seconds.map_or(Value::Nothing, number)
}

/// A case with all its times.
pub fn case(case: &CaseRow, settings: &Settings) -> Columns {
    let first = case.answers.iter().find(|at| **at >= case.opened).copied();
    let closed = case.closed.last().filter(|at| case.reopened.last().is_none_or(|open| open <= *at)).copied();
    let took = |at: Option<At>| duration(at.and_then(|at| seconds(case.opened, at)));
    let worked = |at: Option<At>| {
        let until = at.filter(|at| *at >= case.opened);
        duration(until.and_then(|at| whole(settings.hours.between(case.opened, at))))
    };
    let rating = case.rating;
    let promises = |time: fn(&Promise) -> Option<At>| case.promises.iter().filter_map(time).collect::<Vec<_>>();
    let values = vec![
        text(&case.number),
        text(case.status.name()),
        text(case.channel.name()),
        text(&case.source),
        Value::Texts(case.intents.iter().map(|intent| intent.name().to_owned()).collect()),
        maybe(case.cause.map(|cause| cause.name())),
        maybe(case.carrier.as_deref()),
        maybe(case.order.as_deref()),
        Value::Flag(case.is_machine),
        Value::Flag(case.is_corrected),
        time(Some(case.opened)),
        times(&case.messages.iter().map(|message| message.at).collect::<Vec<_>>()),
        times(&case.automatic),
        times(&case.answers),
        times(&promises(|promise| Some(promise.made))),
        times(&promises(|promise| Some(promise.due))),
        times(&promises(|promise| promise.kept)),
        time(case.handed_over),
        times(&case.closed),
        times(&case.reopened),
        took(first),
        worked(first),
        took(closed),
        worked(closed),
        duration(case.handling_seconds),
        maybe(rating.map(|rating| rating.scale.name())),
        time(rating.map(|rating| rating.asked)),
        time(rating.and_then(|rating| rating.answered)),
        rating.and_then(|rating| rating.score).map_or(Value::Nothing, number),
    ];
    named(&CASE, values)
}

/// An order.
pub fn order(order: &OrderRow) -> Columns {
    let values = vec![
        text(&order.key),
        text(&order.platform),
        maybe(order.carrier.as_deref()),
        time(Some(order.placed)),
        time(order.paid),
        time(order.shipped),
        time(order.dispatch_promised),
        time(order.delivered),
        time(order.delivery_promised),
        time(order.cancelled),
        time(order.number_known),
        number(order.parcels),
        number(order.returned_parcels),
        Value::Flag(order.is_sent_back),
        Value::Flag(order.is_in_full),
        duration(order.shipped.and_then(|at| seconds(order.paid.unwrap_or(order.placed), at))),
    ];
    named(&ORDER, values)
}

/// A parcel.
pub fn parcel(parcel: &ParcelRow) -> Columns {
    let delivered = parcel.delivered.or(parcel.picked_up);
    let arrived = parcel.ready.into_iter().chain(delivered).min();
    let values = vec![
        text(&parcel.key),
        maybe(parcel.carrier.as_deref()),
        time(parcel.handed_over),
        times(&parcel.failed),
        time(parcel.ready),
        time(parcel.picked_up),
        time(parcel.delivered),
        time(parcel.promised),
        time(parcel.returned),
        duration(parcel.handed_over.zip(arrived).and_then(|(from, to)| seconds(from, to))),
    ];
    named(&PARCEL, values)
}
