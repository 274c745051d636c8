//! From the logs of an order to rows: the order, its parcels, the messages about it, and how long each source took to
//! tell what happened. Nothing personal is in them.
//!
//! Orders that several systems hold of one purchase are counted once, as the one whose customer is told.

use crate::{
    lookup::{self, Found},
    order_intake::OrderPointer,
    parcel_intake::parcel_log,
    request::Env,
};
use chrono::{DateTime, TimeDelta, Utc};
use sledz_domain::{
    event_id::EventId,
    order::{Cancellation, Order, OrderFact, ShipmentRef, Snapshot},
    outbox::{Fate, Item, Outbox, OutboxFact, State, Subject, What},
    parcel::{ParcelEvent, ParcelLog},
    promise,
    status::{Stage, Status},
    time::warsaw_day,
    timeline::Parcel,
    view::{RECYCLED_AFTER, walked_parcels},
};
use sledz_kpi::{LatencyRow, MessageRow, OrderRow, ParcelRow, RawRows};
use sledz_store::{
    StoreError,
    keys::{Kind, LogId},
    projection::Entry,
};

type At = DateTime<Utc>;

/// The most entries of an order that are read, from the first on: for its first promises, and how late they were told.
const ENTRIES: u64 = 50;

/// Adds the rows of an order, if it is the one that counts of its purchase; and tells `logs` of every log that they
/// were made of.
///
/// # Errors
/// If the store fails.
pub fn rows(
    env: &Env,
    order: &OrderPointer,
    rows: &mut RawRows,
    logs: &mut dyn FnMut(LogId),
) -> Result<(), StoreError> {
    logs(order.log());
    let Some(found) = lookup::read(env, order.log())? else { return Ok(()) };
    found.linked.iter().for_each(|(_, other)| logs(OrderPointer::new(&other.platform, &other.platform_id).log()));
    if found.pointer() != *order || found.lead() != *order {
        return Ok(());
    }
    let outbox_log = LogId::outbox(&Subject::Order(order.platform.clone(), order.platform_id.clone()));
    logs(outbox_log);
    found.parcels.iter().for_each(|(named, _)| logs(parcel_log(&named.tracking_number)));
    let outbox = env.store.read::<Outbox>(outbox_log)?.projection.state;
    messages(order, &outbox, rows);

    let told = snapshots(env, found.log)?;
    heard(&found, &told, rows);
    let promised = Promised::of(env, &found.order, &told);
    let walked = walked_parcels(&found.order, &found.parcels);
    let mut travels = Vec::new();
    let mut earlier: Option<At> = None;
    for ((named, log), parcel) in found.parcels.iter().zip(&walked) {
        let is_counted = !is_of_another(env, &found, named, logs)?;
        if is_counted {
            latencies(&found, named, log, rows);
        }
        if parcel.is_return || parcel.status == Status::Cancelled {
            continue;
        }
        let handed_over = first(parcel, |status| MOVING.contains(&status)).into_iter().chain(earlier.take()).min();
        if parcel.replaced_by.is_some() {
            // It goes on under the number that stands next: one parcel.
            earlier = handed_over;
            continue;
        }
        let row = travel(named, log, parcel, handed_over, promised.delivery);
        travels.push(row.clone());
        // Of orders that travel together each was delivered, and one has the parcel.
        rows.parcels.extend(Some(row).filter(|_| is_counted));
    }
    rows.orders.extend(order_row(&found, &walked, &travels, &promised, &outbox));
    Ok(())
}

/// What shows that the carrier has it.
const MOVING: [Status; 8] = [
    Status::Accepted,
    Status::InTransit,
    Status::OutForDelivery,
    Status::ReadyForPickup,
    Status::FailedAttempt,
    Status::Delivered,
    Status::Returning,
    Status::Returned,
];

fn first(parcel: &Parcel, is_it: impl Fn(Status) -> bool) -> Option<At> {
    parcel.rows.iter().find(|row| row.status.is_some_and(&is_it)).map(|row| row.at)
}

fn travel(
    named: &ShipmentRef,
    log: &ParcelLog,
    parcel: &Parcel,
    handed_over: Option<At>,
    promised: Option<At>,
) -> ParcelRow {
    let at = |status: Status| first(parcel, |known| known == status);
    let is_back = parcel.status == Status::Returned;
    let delivered = at(Status::Delivered).filter(|_| !is_back);
    let ready = at(Status::ReadyForPickup).filter(|ready| delivered.is_none_or(|delivered| *ready <= delivered));
    let failed = parcel.rows.iter().filter(|row| row.status == Some(Status::FailedAttempt)).map(|row| row.at).collect();
    ParcelRow {
        key: named.tracking_number.clone(),
        carrier: parcel.carrier.clone(),
        handed_over,
        delivered,
        failed,
        ready,
        picked_up: delivered.filter(|_| ready.is_some()),
        returned: parcel.since.filter(|_| is_back),
        promised: promised.or_else(|| first_prediction(log)),
    }
}

/// When the courier first said that it would be delivered.
fn first_prediction(log: &ParcelLog) -> Option<At> {
    let told = log.events().iter().filter_map(|event| Some((event.learned, event.estimated_delivery?)));
    told.min().map(|(_, promised)| promised)
}

/// Whether a parcel that several purchases name is counted with another one: the one whose lead is the least of those
/// that were placed about the same time. A number is used again after some months.
fn is_of_another(
    env: &Env,
    found: &Found,
    named: &ShipmentRef,
    logs: &mut dyn FnMut(LogId),
) -> Result<bool, StoreError> {
    let index = LogId::new(Kind::OrdersByParcel, &[&named.tracking_number]);
    logs(index);
    let own = found.pointer();
    for other in env.store.pointers_openly::<OrderPointer>(index)? {
        let of_linked = |known: &Order| known.platform == other.platform && known.platform_id == other.platform_id;
        if other == own || found.linked.iter().any(|(_, known)| of_linked(known)) {
            continue;
        }
        logs(other.log());
        let Some(known) = lookup::read(env, other.log())? else { continue };
        let is_near =
            known.order.began().zip(found.order.began()).is_some_and(|(a, b)| (a - b).abs() <= RECYCLED_AFTER);
        if is_near && known.lead() < own {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The promises as they were made first.
struct Promised {
    dispatch: Option<At>,
    delivery: Option<At>,
}

impl Promised {
    /// What its platform promised: by the oldest version that says so, whichever came first.
    fn of(env: &Env, order: &Order, told: &[Told]) -> Self {
        let policy = env.settings.policy();
        let oldest = |field: fn(&Snapshot) -> Option<At>| {
            let versions = told.iter().filter_map(|told| Some((told.said.version, field(&told.said)?)));
            versions.min().map(|(_, promised)| promised)
        };
        let dispatch = oldest(|said| said.dispatch_by).or(order.dispatch_by());
        let delivery = oldest(|said| said.estimated_delivery).or(order.estimated_delivery());
        Promised {
            dispatch: dispatch.or_else(|| promise::dispatch_by(order, policy)),
            delivery: delivery.or_else(|| promise::deliver_by(order, policy)),
        }
    }
}

/// What a platform said of an order, and when we learned it.
struct Told {
    id: EventId,
    learned: At,
    is_imported: bool,
    said: Snapshot,
}

fn snapshots(env: &Env, log: LogId) -> Result<Vec<Told>, StoreError> {
    let (entries, _) = env.store.slice::<Entry<Order>>(log, 1, ENTRIES)?;
    let events = entries.into_iter().flat_map(|(_, entry)| entry.events);
    Ok(events
        .filter_map(|event| match event.fact {
            OrderFact::Snapshot(said) => {
                Some(Told { id: event.id, learned: event.learned, is_imported: event.is_imported, said: *said })
            }
            _ => None,
        })
        .collect())
}

/// How long the platform took to tell of each change; not of those brought in as history.
fn heard(found: &Found, told: &[Told], rows: &mut RawRows) {
    let order = &found.order;
    for told in told.iter().filter(|told| !told.is_imported) {
        // A platform that tells no time of change has the time at which we learned it.
        if told.said.version == told.learned {
            continue;
        }
        let key = format!("{}/{}/{}", order.platform, order.platform_id, told.id);
        rows.latencies.push(latency(key, &order.platform, told.said.version, told.learned));
    }
}

fn latency(key: String, source: &str, happened: At, learned: At) -> LatencyRow {
    let seconds = (learned - happened).max(TimeDelta::zero()).num_seconds();
    LatencyRow {
        key,
        day: warsaw_day(happened),
        source: source.to_owned(),
        seconds: u32::try_from(seconds).unwrap_or(u32::MAX),
        count: 1,
    }
}

fn order_row(
    found: &Found,
    walked: &[Parcel],
    travels: &[ParcelRow],
    promised: &Promised,
    outbox: &Outbox,
) -> Option<OrderRow> {
    let order = &found.order;
    let handed_over = travels.iter().filter_map(|parcel| parcel.handed_over).min();
    let is_delivered = !travels.is_empty() && travels.iter().all(|parcel| parcel.delivered.is_some());
    let delivered = match is_delivered {
        true => travels.iter().filter_map(|parcel| parcel.delivered).max(),
        // Without a parcel to follow the platform's word is all there is.
        false => order.says().map(|(_, at)| at).filter(|_| travels.is_empty() && is_done(order)),
    };
    let is_sent = order.shipped_at().is_some() || handed_over.is_some();
    let is_cancelled = match order.cancellation() {
        Cancellation::Yes => true,
        Cancellation::UnlessShipped => !is_sent,
        Cancellation::No => false,
    };
    let items = order.items().filter(|items| items.ordered > 0);
    Some(OrderRow {
        key: format!("{}/{}", order.platform, order.platform_id),
        platform: order.platform.clone(),
        carrier: carrier(order, walked),
        placed: order.began()?,
        paid: order.paid_since(),
        shipped: order.shipped_at().or(handed_over),
        dispatch_promised: promised.dispatch,
        delivered,
        delivery_promised: promised.delivery.or_else(|| travels.iter().filter_map(|parcel| parcel.promised).max()),
        cancelled: order.says().map(|(_, at)| at).or_else(|| order.last_learned()).filter(|_| is_cancelled),
        parcels: number(travels.len()),
        returned_parcels: number(travels.iter().filter(|parcel| parcel.returned.is_some()).count()),
        is_sent_back: is_sent_back(&found.parcels, walked),
        is_in_full: items.is_none_or(|items| items.sent >= items.ordered),
        number_known: number_known(outbox),
    })
}

/// Whether the customer sent a parcel: one that goes back undelivered under a new number is not.
fn is_sent_back(parcels: &[(ShipmentRef, ParcelLog)], walked: &[Parcel]) -> bool {
    let is_undelivered = |number: &str| walked.iter().any(|other| other.returned_as.as_deref() == Some(number));
    let mut all = parcels.iter().zip(walked);
    all.any(|((named, _), parcel)| parcel.is_return && !is_undelivered(&named.tracking_number))
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn is_done(order: &Order) -> bool {
    order.platform_stage() == Stage::Delivered
}

/// Who carries an order: as its first parcel tells.
pub fn carrier(order: &Order, walked: &[Parcel]) -> Option<String> {
    let told = walked.iter().find_map(|parcel| parcel.carrier.clone());
    told.or_else(|| order.shipments().into_iter().find_map(|named| named.carrier))
}

/// When the customer was first told a number: by the message that the order is on its way.
fn number_known(outbox: &Outbox) -> Option<At> {
    let of = |item: &Item| match (item.owed(), item.state()) {
        // What came back told nothing.
        (_, Some(State::Sent { fate: Some(Fate::Bounced | Fate::Deferred), .. })) => None,
        (Some((What::Message { kind, .. }, _)), Some(State::Sent { at, .. })) if kind.name() == "shipped" => Some(at),
        _ => None,
    };
    outbox.items().values().filter_map(of).min()
}

fn messages(order: &OrderPointer, outbox: &Outbox, rows: &mut RawRows) {
    for (id, item) in outbox.items() {
        let Some((What::Message { kind, channel, .. }, owed)) = item.owed() else { continue };
        let Some(State::Sent { at, fate }) = item.state() else { continue };
        // The last word counts: what was put off may have arrived later.
        let is_back = matches!(fate, Some(Fate::Bounced | Fate::Deferred));
        let reported = |wanted: &[Fate]| {
            item.facts().iter().find_map(|event| match event.fact {
                OutboxFact::Reported { fate } if wanted.contains(&fate) => Some(event.at),
                _ => None,
            })
        };
        rows.messages.push(MessageRow {
            key: format!("{}/{}/{id}", order.platform, order.platform_id),
            kind: *kind,
            channel: *channel,
            owed,
            sent: Some(at),
            delivered: reported(&[Fate::Delivered]),
            bounced: reported(&[Fate::Bounced, Fate::Deferred]).filter(|_| is_back),
        });
    }
}

/// How long each source took to tell of a parcel; not what was asked for as history, nor what an older parcel of the
/// same number went through.
fn latencies(found: &Found, named: &ShipmentRef, log: &ParcelLog, rows: &mut RawRows) {
    let imported = found.order.imported();
    let not_before = found.order.began().map(|began| began - RECYCLED_AFTER);
    for event in log.events() {
        let happened = told_at(event);
        let Some(happened) = happened.filter(|at| not_before.is_none_or(|limit| *at >= limit)) else { continue };
        if imported.is_some_and(|imported| happened <= imported) {
            continue;
        }
        let key = format!("{}/{}", named.tracking_number, event.id);
        rows.latencies.push(latency(key, &event.source, happened, event.learned));
    }
}

/// When something happened, if its source tells; where it does not, nobody knows how long it took to tell.
fn told_at(event: &ParcelEvent) -> Option<At> {
    let (at, source) = event.folded_at();
    (source != sledz_domain::time::TimeSource::Learned).then_some(at)
}
