//! `GET /api/orders/{number}`: everything that is known of the orders of that number, with each
//! source's own words and where they disagree.

use crate::{
    api_outbox::described,
    api_token::{Role, require},
    disagreements::{self, Disagreement, SourceSays},
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
    order::{Link, Order},
    outbox::{Outbox, Subject, What},
    sorting,
    status::{Payment, Stage},
    text,
    view::{TrackingView, option_utc},
};
use sledz_store::{
    StoreError,
    keys::{Kind, LogId},
};

/// Where this answers.
pub const PREFIX: &str = "/api/orders/";

#[derive(Serialize)]
struct Answer {
    orders: Vec<OrderAnswer>,
}

#[derive(Serialize)]
pub(crate) struct OrderAnswer {
    #[serde(flatten)]
    view: TrackingView,
    platform: String,
    platform_id: String,
    payment: Option<PaymentAnswer>,
    conflicts: Vec<Conflict>,
    /// What other systems hold of the same purchase.
    linked: Vec<LinkedAnswer>,
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

/// Two sources that cannot both be right.
#[derive(Serialize)]
struct Conflict {
    about: &'static str,
    between: [SourceSays; 2],
    /// Since when both have said it.
    #[serde(serialize_with = "option_utc")]
    since: Option<DateTime<Utc>>,
    /// It has lasted for longer than the shop has set.
    lasts: bool,
}

/// Another system's order about the same purchase.
#[derive(Serialize)]
struct LinkedAnswer {
    platform: String,
    platform_id: String,
    number: String,
    /// It holds a part of the goods, and is no second view of the same ones.
    is_part: bool,
    stage: Stage,
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

/// Everything that is known of an order.
pub(crate) fn answer(env: &Env, found: &Found) -> Result<OrderAnswer, StoreError> {
    let order = &found.order;
    let view = found.view(env, found.language());
    let conflict = |one: Disagreement| Conflict {
        about: one.words,
        lasts: one.lasts(env),
        since: one.since,
        between: one.between,
    };
    let conflicts = disagreements::of(found, &view).into_iter().map(conflict).collect();
    let linked = |(link, other): &(Link, Order)| LinkedAnswer {
        platform: other.platform.clone(),
        platform_id: other.platform_id.clone(),
        number: other.number().to_owned(),
        is_part: link.is_part,
        stage: other.platform_stage(),
    };
    let platforms = std::iter::once(order).chain(found.linked.iter().map(|(_, other)| other));
    let sources = platforms.map(SourceSays::platform);
    let sources = sources.chain(disagreements::payment_words(found)).chain(disagreements::last_words(found));
    Ok(OrderAnswer {
        platform: order.platform.clone(),
        platform_id: order.platform_id.clone(),
        payment: order.payment().map(|(state, at)| {
            let since = if state == Payment::Paid { order.paid_since() } else { order.paid_at() };
            PaymentAnswer { state, at: since.or(Some(at)) }
        }),
        conflicts,
        linked: found.linked.iter().map(linked).collect(),
        sources: sources.collect(),
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
