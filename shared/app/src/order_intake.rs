//! Making what platforms say of an order durable, with its indexes and its sealed contact, in one
//! write.

use crate::{jobs::retention, naming, news, polling, reply::Failure, request::Env};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use sledz_domain::{
    event_id::EventId,
    fold::Fold,
    order::{Order, OrderEvent, OrderFact, Snapshot},
    promise,
    time::warsaw_day,
};
use sledz_sources::{
    platforms::{Contact, OrderSaid},
    recognise::carrier_of,
};
use sledz_store::{
    StoreError,
    commit::Commit,
    keyring::Keyring,
    keys::{Kind, LogId},
    log::Reading,
    seal::seal,
    timer::Timer,
};

/// A platform's clock may be ahead of ours by this; what lies further ahead cannot be true, and
/// would win against everything that is said later.
const CLOCK_SKEW: TimeDelta = TimeDelta::minutes(10);

/// When an order without any promise is first looked at.
const FIRST_LOOK: TimeDelta = TimeDelta::hours(48);

/// An order, in the indexes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OrderPointer {
    /// The platform whose order it is.
    pub platform: String,
    /// The platform's own id.
    pub platform_id: String,
}

/// Takes in an order as its platform sees it.
///
/// # Errors
/// If the store fails, or personal data could not be sealed because no key is configured.
pub fn take_snapshot(env: &Env, platform: &str, said: OrderSaid) -> Result<(), Failure> {
    let keyring = env.settings.keyring().ok_or(Failure::Unconfigured("variable keys is empty"))?;
    let order = OrderPointer { platform: platform.to_owned(), platform_id: said.platform_id };
    let log = order_log(platform, &order.platform_id);
    let mut snapshot = said.snapshot;
    let contact = said.contact.as_ref().map(written).transpose()?.unwrap_or_default();
    // The buyer is part of what was said; keyed, since event ids lie open in the log.
    let buyer = keyring.lookups("contact", &contact).into_iter().next().unwrap_or_default();
    let id = EventId::of(&[platform, &order.platform_id, "snapshot", &written(&snapshot)?, &buyer]);
    keep_sensible(&mut snapshot, env.now);
    for named in snapshot.shipments.iter_mut().flatten().filter(|named| named.carrier.is_none()) {
        named.carrier = carrier_of(&named.tracking_number).map(str::to_owned);
    }
    let mut sealed = None;
    if let Some(known) = said.contact {
        snapshot.has_contact = true;
        snapshot.customers = customers(known, &keyring);
        sealed = Some(seal(&keyring, log, contact.as_bytes())?);
    }
    if said.unknown_status {
        let reading = env.store.read::<Order>(log)?;
        if !reading.projection.coverage.knows(id) {
            env.store.count(&format!("unknown-status:{platform}"))?;
        }
    }
    append(env, &order, id, OrderFact::Snapshot(Box::new(snapshot)), sealed)
}

/// Takes in that an order was deleted.
///
/// # Errors
/// If the store fails.
pub fn take_deletion(env: &Env, platform: &str, platform_id: &str, delivery: &str) -> Result<(), Failure> {
    let order = OrderPointer { platform: platform.to_owned(), platform_id: platform_id.to_owned() };
    let id = EventId::of(&[platform, platform_id, "deleted", delivery]);
    append(env, &order, id, OrderFact::Deleted, None)
}

fn append(
    env: &Env,
    order: &OrderPointer,
    id: EventId,
    fact: OrderFact,
    sealed: Option<Vec<u8>>,
) -> Result<(), Failure> {
    let reading = env.store.read::<Order>(order_log(&order.platform, &order.platform_id))?;
    let event = OrderEvent {
        id,
        platform: order.platform.clone(),
        platform_id: order.platform_id.clone(),
        learned: env.now,
        fact,
    };
    let mut after = reading.state().clone();
    after.apply(reading.count + 1, &event);
    let new = reading.unknown([event]);
    let is_first = reading.is_empty();
    if !new.is_empty() {
        if reading.is_full() {
            return Ok(env.store.count("dropped:order")?);
        }
        let mut commit = env.store.commit();
        index(&mut commit, order, reading.state(), &after)?;
        arm_polls(env, &mut commit, reading.state(), &after)?;
        if is_first {
            let day = warsaw_day(after.placed_at().unwrap_or(env.now)).to_string();
            commit.index(LogId::new(Kind::OrdersOfDay, &[&day]), order)?;
            let deadline = promise::dispatch_by(&after, env.settings.policy()).unwrap_or(env.now + FIRST_LOOK);
            let timer = Timer::Order(order.platform.clone(), order.platform_id.clone());
            commit.arm(&timer, deadline, env.now)?;
        }
        if sealed.is_some() && was_erased(env, &reading)? {
            commit.index(retention::bucket(env, &after), order)?;
        }
        news::note(env, &mut commit, Timer::Order(order.platform.clone(), order.platform_id.clone()))?;
        commit.append_sealed(reading, new, sealed);
        commit.write()?;
        if is_first {
            news::hear(env, &format!("order:{}", order.platform));
        }
    }
    Ok(naming::attach_waiting(env, order, after.numbers().iter().cloned())?)
}

/// Whether the order's contact was erased when its time was over: one that comes after that has a
/// time of its own.
fn was_erased(env: &Env, reading: &Reading<Order>) -> Result<bool, StoreError> {
    match reading.state().contact_entry() {
        Some(entry) => Ok(env.store.sealed_bytes(reading.log, entry)?.is_none()),
        None => Ok(false),
    }
}

/// Index entries for what the order is now found by and was not before.
fn index(commit: &mut Commit, order: &OrderPointer, before: &Order, after: &Order) -> Result<(), StoreError> {
    for (kind, before, after) in [
        (Kind::OrdersByNumber, before.numbers(), after.numbers()),
        (Kind::OrdersByParcel, before.parcels(), after.parcels()),
        (Kind::OrdersByCustomer, before.customers(), after.customers()),
    ] {
        for id in after.difference(before) {
            commit.index(LogId::new(kind, &[id]), order)?;
        }
    }
    Ok(())
}

/// Has carriers asked about the parcels that the order names now and did not before.
fn arm_polls(env: &Env, commit: &mut Commit, before: &Order, after: &Order) -> Result<(), StoreError> {
    let known = before.parcels();
    let new = after.shipments().into_iter().filter(|named| !known.contains(&named.tracking_number));
    new.into_iter().try_for_each(|named| polling::arm(env, commit, &named.tracking_number, named.carrier.as_deref()))
}

/// The log of an order.
pub fn order_log(platform: &str, platform_id: &str) -> LogId {
    LogId::new(Kind::Order, &[platform, platform_id])
}

/// Times that lie ahead of us cannot have happened: the time of learning stands in.
fn keep_sensible(snapshot: &mut Snapshot, now: DateTime<Utc>) {
    let latest = now + CLOCK_SKEW;
    if snapshot.version > latest {
        snapshot.version = now;
    }
    for at in [&mut snapshot.placed_at, &mut snapshot.paid_at, &mut snapshot.shipped_at] {
        if at.is_some_and(|at| at > latest) {
            *at = Some(now);
        }
    }
}

/// The keyed hashes under which the customer is found.
fn customers(contact: Contact, keyring: &Keyring) -> Vec<String> {
    let hashed =
        |kind: &str, value: Option<String>| value.and_then(|value| keyring.lookups(kind, &value).into_iter().next());
    [hashed("email", contact.email), hashed("phone", contact.phone)].into_iter().flatten().collect()
}

fn written(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError(format!("cannot be written down: {error}")))
}
