//! The public view of an order: what the tracking page shows and its JSON twin says, both from
//! this one value.

use crate::{
    carrier::{Carrier, Directory},
    delay::{Delay, delays},
    money::Money,
    order::{Items, Order, ShipmentRef},
    parcel::{Note, ParcelLog},
    promise::{Policy, deliver_by, dispatch_by},
    stage::stage,
    status::{Payment, Stage, Status},
    time::TimeSource,
    timeline::{Parcel, Row, walk},
    words::{self, Lang, StatusSentence},
};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde::{Serialize, Serializer};

/// Events older than this before the order was placed are of another parcel: tracking numbers are
/// recycled.
pub const RECYCLED_AFTER: TimeDelta = TimeDelta::days(120);

/// What a view depends on besides the facts.
#[derive(Clone, Copy)]
pub struct Context {
    /// The time of the request.
    pub now: DateTime<Utc>,
    /// The language of labels.
    pub lang: Lang,
    /// What the shop promises.
    pub policy: Policy,
    /// The table of carriers.
    pub carriers: Directory,
}

/// An order as everybody who has its link may see it. Serialises to `/z/{token}.json`.
#[derive(Clone, Debug, Serialize)]
pub struct TrackingView {
    /// The number the customer sees.
    pub order: String,
    /// The stage.
    pub stage: Stage,
    /// The stage in words.
    pub stage_label: String,
    /// Where it stands, in one or two sentences.
    pub status_text: String,
    /// The language of the words, `pl` or `en`.
    pub language: &'static str,
    /// When it was placed.
    #[serde(serialize_with = "option_utc")]
    pub placed_at: Option<DateTime<Utc>>,
    /// The promise to hand it over.
    #[serde(serialize_with = "option_utc")]
    pub dispatch_by: Option<DateTime<Utc>>,
    /// The promise or prediction of delivery.
    #[serde(serialize_with = "option_utc")]
    pub estimated_delivery: Option<DateTime<Utc>>,
    /// Whether anything is late.
    pub delayed: bool,
    /// What is known of the money.
    pub payment_state: Option<Payment>,
    /// What is still to be paid.
    pub outstanding: Option<MoneyView>,
    /// How many items were ordered, sent and cancelled, where the platform tells.
    pub items: Option<Items>,
    /// Its parcels.
    pub shipments: Vec<ShipmentView>,
    /// When we learned anything last.
    #[serde(serialize_with = "option_utc")]
    pub updated_at: Option<DateTime<Utc>>,
    /// What is late, the most telling first. For the page's words.
    #[serde(skip)]
    pub delays: Vec<Delay>,
    /// Money came, but not the amount that is due. For the page's words.
    #[serde(skip)]
    pub is_wrong_amount: bool,
    /// When it was paid. For the page.
    #[serde(skip)]
    pub paid_at: Option<DateTime<Utc>>,
    /// When the shop handed it over. For the page.
    #[serde(skip)]
    pub shipped_at: Option<DateTime<Utc>>,
    /// The furthest step of the progress bar that was reached, also behind a trouble. For the page.
    #[serde(skip)]
    pub progress: Stage,
}

/// An amount of money in JSON: a decimal number as text, and ISO 4217.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MoneyView {
    /// Such as `114.79`.
    pub amount: String,
    /// Such as `PLN`.
    pub currency: String,
}

impl From<&Money> for MoneyView {
    fn from(money: &Money) -> Self {
        MoneyView { amount: money.amount(), currency: money.currency().to_owned() }
    }
}

/// One parcel of a [`TrackingView`].
#[derive(Clone, Debug, Serialize)]
pub struct ShipmentView {
    /// The carrier's id.
    pub carrier: &'static str,
    /// The carrier's name; null if nobody named the carrier.
    pub carrier_name: Option<&'static str>,
    /// The normalised tracking number.
    pub tracking_number: String,
    /// The carrier's own page about it.
    pub tracking_url: Option<String>,
    /// The canonical status.
    pub status: Status,
    /// The status in words.
    pub status_label: String,
    /// Since when it has it.
    #[serde(serialize_with = "option_utc")]
    pub since: Option<DateTime<Utc>>,
    /// Where it waits.
    pub pickup: Option<PickupView>,
    /// What happened, newest first.
    pub events: Vec<EventView>,
    /// The number under which it goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<String>,
    /// It carries a return.
    #[serde(skip)]
    pub is_return: bool,
    /// What exactly brought it to its status.
    #[serde(skip)]
    pub note: Option<Note>,
    /// When the courier expects to deliver.
    #[serde(skip)]
    pub estimated_delivery: Option<DateTime<Utc>>,
    /// The carrier, for the page's words.
    #[serde(skip)]
    pub of: &'static Carrier,
}

/// Where a parcel waits.
#[derive(Clone, Debug, Serialize)]
pub struct PickupView {
    /// The locker's or point's name.
    pub name: Option<String>,
    /// The locker's or point's address.
    pub address: Option<String>,
    /// The last moment to collect it.
    #[serde(serialize_with = "option_utc")]
    pub deadline: Option<DateTime<Utc>>,
}

/// One row of a parcel's timeline.
#[derive(Clone, Debug, Serialize)]
pub struct EventView {
    /// What the parcel became; null if nothing moved.
    pub status: Option<Status>,
    /// The source's own code.
    pub code: Option<String>,
    /// When it happened.
    #[serde(serialize_with = "utc")]
    pub at: DateTime<Utc>,
    /// The time is not the sender's own, or its zone was assumed.
    pub at_assumed: bool,
    /// What happened, in words.
    pub label: String,
    /// Depot, locker or town.
    pub location: Option<String>,
    /// Who told it first.
    pub source: String,
    /// Everybody who told it, where it was more than one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
}

/// The view of `order`, whose parcels are `parcels` in the order of [`Order::shipments`].
pub fn build(order: &Order, parcels: &[(ShipmentRef, ParcelLog)], context: &Context) -> TrackingView {
    let walked = walked_parcels(order, parcels);
    let stage = stage(order, walked.iter());
    let delays = delays(order, stage, &walked, context.policy, context.now);
    let shipments: Vec<ShipmentView> =
        parcels.iter().zip(&walked).map(|((named, _), parcel)| shipment(named, parcel, context)).collect();
    let decisive = shipments.iter().zip(&walked).find(|(_, parcel)| parcel.status.name() == stage.name());
    let stage_label = match decisive {
        Some((shipment, _)) => shipment.status_label.clone(),
        None => words::stage_label(context.lang, stage).to_owned(),
    };
    let predicted = walked
        .iter()
        .filter(|parcel| parcel.replaced_by.is_none() && !parcel.is_return)
        .filter_map(|parcel| parcel.estimated_delivery)
        .max();
    let mut view = TrackingView {
        order: order.number().to_owned(),
        stage,
        stage_label,
        status_text: String::new(),
        language: context.lang.code(),
        placed_at: order.placed_at(),
        dispatch_by: dispatch_by(order, context.policy),
        estimated_delivery: predicted.or_else(|| deliver_by(order, context.policy)),
        delayed: !delays.is_empty(),
        payment_state: order.payment().map(|(payment, _)| payment),
        outstanding: order.outstanding().as_ref().filter(|_| stage != Stage::Cancelled).map(MoneyView::from),
        items: order.items(),
        shipments,
        updated_at: walked.iter().filter_map(|parcel| parcel.learned).chain(order.last_learned()).max(),
        delays,
        is_wrong_amount: order.settled().wrong.is_some(),
        paid_at: order.paid_at(),
        shipped_at: order.shipped_at(),
        progress: progress(order, stage, &walked),
    };
    view.status_text = StatusSentence::of(context.lang, &view, context.now).text();
    view
}

/// The parcels of `order` as their events tell, those of earlier parcels of the same number aside.
pub fn walked_parcels(order: &Order, parcels: &[(ShipmentRef, ParcelLog)]) -> Vec<Parcel> {
    let not_before = order.began().map(|began| began - RECYCLED_AFTER);
    let mut walked: Vec<Parcel> =
        parcels.iter().map(|(named, log)| walked_parcel(order, named, log, not_before)).collect();
    for (place, (named, _)) in parcels.iter().enumerate() {
        let number = Some(named.tracking_number.as_str());
        if walked.iter().any(|parcel| parcel.returned_as.as_deref() == number)
            && let Some(parcel) = walked.get_mut(place)
        {
            parcel.is_return = true;
        }
    }
    walked
}

fn walked_parcel(order: &Order, named: &ShipmentRef, log: &ParcelLog, not_before: Option<DateTime<Utc>>) -> Parcel {
    let mut parcel = walk(log, not_before);
    if parcel.carrier.is_none() {
        parcel.carrier.clone_from(&named.carrier);
    }
    // A number and no scan: announced, as far as anybody can say.
    if parcel.status == Status::Unknown {
        parcel.status = Status::PreTransit;
        parcel.since = parcel.since.or(order.shipped_at());
    }
    parcel
}

fn shipment(named: &ShipmentRef, parcel: &Parcel, context: &Context) -> ShipmentView {
    let carrier = (context.carriers)(parcel.carrier.as_deref().unwrap_or_default());
    let pickup = parcel.pickup.as_ref().map(|pickup| PickupView {
        name: pickup.name.clone(),
        address: pickup.address.clone(),
        deadline: pickup.deadline,
    });
    ShipmentView {
        carrier: carrier.id,
        carrier_name: Some(carrier.name).filter(|name| !name.is_empty()),
        tracking_number: named.tracking_number.clone(),
        tracking_url: carrier.link(&named.tracking_number),
        status: parcel.status,
        status_label: words::status_label(context.lang, parcel.status, parcel.note, carrier),
        since: parcel.since,
        pickup,
        events: parcel.rows.iter().rev().map(|row| event(row, carrier, context.lang)).collect(),
        replaced_by: parcel.replaced_by.clone(),
        is_return: parcel.is_return,
        note: parcel.note,
        estimated_delivery: parcel.estimated_delivery,
        of: carrier,
    }
}

fn event(row: &Row, carrier: &Carrier, lang: Lang) -> EventView {
    EventView {
        status: row.status,
        code: row.code.clone(),
        at: row.at,
        at_assumed: row.time_source != TimeSource::Given,
        label: words::event_label(lang, row.status, row.note, carrier),
        location: row.location.clone(),
        source: row.sources.first().cloned().unwrap_or_default(),
        sources: if row.sources.len() > 1 { row.sources.clone() } else { Vec::new() },
    }
}

/// How far the order came, for the progress bar: the stage itself, or behind a trouble the
/// furthest stage that its parcels reached.
fn progress(order: &Order, stage: Stage, parcels: &[Parcel]) -> Stage {
    if stage <= Stage::Delivered {
        return stage;
    }
    let reached = parcels.iter().flat_map(|parcel| &parcel.rows).filter_map(|row| match row.status? {
        Status::Accepted => Some(Stage::Accepted),
        Status::InTransit | Status::Exception => Some(Stage::InTransit),
        Status::OutForDelivery | Status::FailedAttempt => Some(Stage::OutForDelivery),
        Status::ReadyForPickup => Some(Stage::ReadyForPickup),
        Status::Delivered => Some(Stage::Delivered),
        _ => None,
    });
    reached.max().unwrap_or_else(|| order.platform_stage()).min(Stage::Delivered)
}

/// RFC 3339 in UTC, whole seconds.
pub fn rfc3339(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn utc<S: Serializer>(at: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&rfc3339(*at))
}

/// Serialises a time as [`rfc3339`], none as null.
pub fn option_utc<S: Serializer>(at: &Option<DateTime<Utc>>, serializer: S) -> Result<S::Ok, S::Error> {
    match at {
        Some(at) => utc(at, serializer),
        None => serializer.serialize_none(),
    }
}
