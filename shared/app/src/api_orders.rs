//! `GET /api/orders/{number}`: everything that is known of the orders of that number, with each
//! source's own words and where they disagree.

use crate::{
    api_outbox::described,
    api_token::{Role, require},
    link,
    lookup::{self, Found},
    order_intake::{OrderPointer, order_log},
    reference,
    reply::{Failure, Reply, with_type},
    request::{Env, Request, parts_behind},
};
use chrono::{DateTime, Utc};
use http::StatusCode;
use serde::Serialize;
use serde_json::Value;
use sledz_domain::{
    order::{Cancellation, Order},
    outbox::{Outbox, Subject, What},
    parcel::ParcelLog,
    sorting,
    status::{Payment, Stage, Status},
    text,
    view::{TrackingView, option_utc},
};
use sledz_store::{
    StoreError,
    keys::{Kind, LogId},
};
use std::collections::BTreeMap;

/// Where this answers.
pub const PREFIX: &str = "/api/orders/";

#[derive(Serialize)]
struct Answer {
    orders: Vec<OrderAnswer>,
}

#[derive(Serialize)]
struct OrderAnswer {
    #[serde(flatten)]
    view: TrackingView,
    platform: String,
    platform_id: String,
    payment: Option<PaymentAnswer>,
    conflicts: Vec<Conflict>,
    sources: Vec<SourceSays>,
    /// What its customer was told or is to be told, and what became of that; oldest first.
    messages: Vec<Value>,
    link: Option<String>,
}

#[derive(Serialize)]
struct PaymentAnswer {
    state: Payment,
    #[serde(serialize_with = "option_utc")]
    at: Option<DateTime<Utc>>,
}

/// The last word of one source.
#[derive(Clone, Serialize)]
struct SourceSays {
    source: String,
    says: Option<String>,
    #[serde(serialize_with = "option_utc")]
    at: Option<DateTime<Utc>>,
}

/// Two sources that cannot both be right.
#[derive(Serialize)]
struct Conflict {
    about: &'static str,
    between: [SourceSays; 2],
}

/// Answers a shop's own systems.
///
/// # Errors
/// 401 and 403 by token, 404 for a number that nobody knows, 405.
pub fn handle(request: &Request, env: &Env) -> Result<Reply, Failure> {
    if !request.is_get() {
        return Err(Failure::Method("GET"));
    }
    let caller = require(request, env, &[Role::Reader, Role::Agent, Role::Admin])?;
    let unknown = || Failure::refused(StatusCode::NOT_FOUND, "no order of that number");
    let parts = parts_behind(request.path(), PREFIX).ok_or_else(unknown)?;
    let [number] = parts.as_slice() else { return Err(unknown()) };
    let number = text::order_number(number).ok_or_else(unknown)?;
    let pointers = env.store.pointers::<OrderPointer>(LogId::new(Kind::OrdersByNumber, &[&number]))?;
    let mut orders = Vec::new();
    for pointer in pointers {
        if let Some(found) = lookup::read(env, order_log(&pointer.platform, &pointer.platform_id))? {
            orders.push(answer(env, &found)?);
        }
    }
    if orders.is_empty() {
        return Err(unknown());
    }
    eprintln!("orders: read by {caller}");
    let body = serde_json::to_vec(&Answer { orders }).map_err(|error| StoreError(error.to_string()))?;
    Ok(with_type(StatusCode::OK, "application/json", body))
}

fn answer(env: &Env, found: &Found) -> Result<OrderAnswer, StoreError> {
    let order = &found.order;
    let view = found.view(env, found.language());
    let platform = SourceSays {
        source: order.platform.clone(),
        says: order.says().map(|(says, _)| says.to_owned()),
        at: order.says().map(|(_, at)| at),
    };
    let couriers = last_words(&found.parcels);
    let conflicts = conflicts(found, &view, &platform, &couriers);
    Ok(OrderAnswer {
        platform: order.platform.clone(),
        platform_id: order.platform_id.clone(),
        payment: order.payment().map(|(state, at)| PaymentAnswer { state, at: order.paid_at().or(Some(at)) }),
        conflicts,
        sources: std::iter::once(platform).chain(couriers).collect(),
        messages: messages(env, order)?,
        link: env.settings.keyring().and_then(|keyring| link::address(env, &keyring, found)),
        view,
    })
}

/// The messages about an order.
fn messages(env: &Env, order: &Order) -> Result<Vec<Value>, StoreError> {
    let subject = Subject::Order(order.platform.clone(), order.platform_id.clone());
    let log = LogId::outbox(&subject);
    let outbox = env.store.read::<Outbox>(log)?.projection.state;
    let mut items: Vec<_> = outbox
        .items()
        .iter()
        .filter_map(|(id, item)| match item.owed() {
            Some((What::Message { .. }, at)) => Some((at, *id, item)),
            _ => None,
        })
        .collect();
    sorting::sort_by(&mut items, |(a_at, a, _), (b_at, b, _)| (a_at, a) < (b_at, b));
    Ok(items.into_iter().map(|(_, id, item)| described(&subject, &reference::of(log, id), item)).collect())
}

/// What each courier source said last of any of the parcels.
fn last_words(parcels: &[(sledz_domain::order::ShipmentRef, ParcelLog)]) -> Vec<SourceSays> {
    let mut last: BTreeMap<&str, (DateTime<Utc>, Option<&str>)> = BTreeMap::new();
    for event in parcels.iter().flat_map(|(_, parcel)| parcel.events()) {
        let said = (event.folded_at().0, event.code.as_deref());
        let known = last.entry(&event.source).or_insert(said);
        *known = said.max(*known);
    }
    let says = |(source, (at, code)): (&str, (DateTime<Utc>, Option<&str>))| SourceSays {
        source: source.to_owned(),
        says: code.map(str::to_owned),
        at: Some(at),
    };
    last.into_iter().map(says).collect()
}

/// Where platform and couriers cannot both be right: that is where customers' questions come from.
fn conflicts(found: &Found, view: &TrackingView, platform: &SourceSays, couriers: &[SourceSays]) -> Vec<Conflict> {
    let Some(courier) = couriers.iter().max_by_key(|said| said.at) else { return Vec::new() };
    let says = found.order.platform_stage();
    let moving = |status: Status| !matches!(status, Status::Unknown | Status::PreTransit | Status::Cancelled);
    let moved = view.shipments.iter().any(|parcel| moving(parcel.status));
    let arrived = view.shipments.iter().all(|parcel| parcel.status == Status::Delivered);
    let about = match found.order.cancellation() {
        Cancellation::Yes if moved => "cancelled by the shop, moving with the courier",
        Cancellation::No if moved && says.is_before_shipping() => "not shipped by the shop, moving with the courier",
        Cancellation::No if says == Stage::Delivered && !arrived => "delivered for the shop, not for the courier",
        _ => return Vec::new(),
    };
    vec![Conflict { about, between: [platform.clone(), courier.clone()] }]
}
