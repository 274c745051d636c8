//! Making what platforms say of an order durable, with its indexes and its sealed contact, in one
//! write; and whatever follows from it, also on duplicates, so that a sender's retry heals a crash.

use crate::{
    disagreements, fulfilments, jobs::retention, linking, naming, news, order_facts::Facts, polling, privacy,
    reply::Failure, request::Env, write_back,
};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use sledz_domain::{
    fold::Fold,
    order::{Order, OrderEvent},
    promise,
    time::warsaw_day,
};
use sledz_sources::platforms::Said;
use sledz_store::{
    StoreError,
    commit::Commit,
    keys::{Kind, LogId},
    log::Reading,
    timer::Timer,
};

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

impl OrderPointer {
    /// The order of that id.
    pub fn new(platform: &str, platform_id: &str) -> Self {
        OrderPointer { platform: platform.to_owned(), platform_id: platform_id.to_owned() }
    }

    /// Its log.
    pub fn log(&self) -> LogId {
        order_log(&self.platform, &self.platform_id)
    }

    /// Itself, as something that has a deadline.
    pub fn timer(&self) -> Timer {
        Timer::Order(self.platform.clone(), self.platform_id.clone())
    }
}

/// Takes in what a platform says.
///
/// # Errors
/// If the store fails, or personal data could not be sealed because no key is configured.
pub fn take(env: &Env, platform: &str, said: Vec<Said>) -> Result<(), Failure> {
    // What one message says of one order is one entry.
    let mut orders: Vec<(OrderPointer, Facts)> = Vec::new();
    for one in said {
        let id = match &one {
            Said::Order(order) => &order.platform_id,
            Said::Deleted { platform_id, .. } | Said::Payment { platform_id, .. } | Said::Moved { platform_id, .. } => {
                platform_id
            }
            Said::Merged { platform_id, into } => {
                linking::merge(env, &OrderPointer::new(platform, platform_id), &OrderPointer::new(platform, into))?;
                continue;
            }
            Said::Privacy(asked) => {
                privacy::take(env, platform, asked)?;
                continue;
            }
            Said::Unreadable => {
                env.store.count(&format!("unreadable:{platform}"))?;
                continue;
            }
        };
        let order = OrderPointer::new(platform, id);
        match orders.iter_mut().find(|(known, _)| *known == order) {
            Some((_, facts)) => facts.add(env, &order, one)?,
            None => {
                let mut facts = Facts::default();
                facts.add(env, &order, one)?;
                orders.push((order, facts));
            }
        }
    }
    orders.into_iter().try_for_each(|(order, facts)| append(env, &order, facts))
}

fn append(env: &Env, order: &OrderPointer, mut facts: Facts) -> Result<(), Failure> {
    let reading = env.store.read_to_append::<Order>(order.log())?;
    let before = reading.state().clone();
    if before.is_erased() {
        facts.forget_contact();
    }
    let events = facts.facts.iter().map(|(id, fact)| OrderEvent {
        id: *id,
        platform: order.platform.clone(),
        platform_id: order.platform_id.clone(),
        learned: env.now,
        fact: fact.clone(),
        is_imported: env.is_import,
    });
    let new = reading.unknown(events);
    let mut after = before.clone();
    new.iter().for_each(|event| after.apply(reading.count + 1, event));
    if !new.is_empty() {
        if reading.is_full() {
            return Ok(env.store.count("dropped:order")?);
        }
        for what in facts.unknown.iter().map(|what| format!("{what}:{}", order.platform)) {
            env.store.count(&what)?;
        }
        let is_first = !before.is_known() && after.is_known();
        let mut commit = env.store.commit();
        index(&mut commit, order, &before, &after)?;
        arm_polls(env, &mut commit, &before, &after)?;
        if is_first {
            let day = warsaw_day(after.placed_at().unwrap_or(env.now)).to_string();
            commit.index(LogId::new(Kind::OrdersOfDay, &[&day]), order)?;
            let deadline = promise::dispatch_by(&after, env.settings.policy()).unwrap_or(env.now + FIRST_LOOK);
            commit.arm(&order.timer(), deadline, env.now)?;
            disagreements::watch(env, &mut commit, order)?;
        }
        if facts.sealed.is_some() && was_erased(env, &reading)? {
            commit.index(retention::bucket(env, &after), order)?;
        }
        news::note(env, &mut commit, order.timer())?;
        if after.shipments() != before.shipments() || after.platform_stage() != before.platform_stage() {
            write_back::note(env, &mut commit, order, !after.links().is_empty())?;
        }
        if after.total() != before.total() && after.payments().iter().any(|said| said.confirm.is_some()) {
            // A payment that seemed to be of a wrong amount may be right now.
            write_back::note_calls(env, &mut commit, order)?;
        }
        if is_first && !env.is_import {
            commit.hear(&format!("order:{}", order.platform), env.now);
        }
        commit.append_sealed(reading, new, facts.sealed.clone());
        commit.write()?;
    }
    fulfilments::tell_parcels(env, order, &after, &facts)?;
    linking::follow(env, order, &after)?;
    Ok(naming::attach_waiting(env, order, &after)?)
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
    linking::index(commit, order, before, after)
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
