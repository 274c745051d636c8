//! A carrier's reference attaches a parcel to an order: equal to the order's number, and within
//! 120 days of its being placed.
//!
//! Order and parcel are two logs, and either may come first. Each writer writes its own fact, then
//! reads the other's, so of two at once at least one sees both.

use crate::{
    news,
    order_intake::{OrderPointer, order_log},
    parcel_intake::ParcelPointer,
    request::Env,
};
use chrono::{DateTime, Utc};
use sledz_domain::{
    event_id::EventId,
    order::{Order, OrderEvent, OrderFact, PARCEL_LIMIT, ShipmentRef},
    parcel::ParcelEvent,
    view::RECYCLED_AFTER,
};
use sledz_store::{
    StoreError,
    keys::{Kind, LogId},
    timer::Timer,
};
use std::collections::BTreeMap;

/// After a parcel's events were stored: attaches it to the orders that they name.
///
/// # Errors
/// If the store fails.
pub fn attach_to_orders(env: &Env, number: &str, events: &[ParcelEvent]) -> Result<(), StoreError> {
    let mut references: BTreeMap<&str, ParcelPointer> = BTreeMap::new();
    for event in events {
        let (at, _) = event.folded_at();
        for reference in &event.references {
            let pointer = ParcelPointer { tracking_number: number.to_owned(), carrier: event.carrier.clone(), at };
            references.insert(reference, pointer);
        }
    }
    for (reference, parcel) in references {
        let orders = env.store.pointers::<OrderPointer>(LogId::new(Kind::OrdersByNumber, &[reference]))?;
        orders.into_iter().try_for_each(|order| attach(env, &order, &parcel))?;
    }
    Ok(())
}

/// After an order was stored: attaches the parcels whose carriers have named it before.
///
/// # Errors
/// If the store fails.
pub fn attach_waiting(
    env: &Env,
    order: &OrderPointer,
    numbers: impl Iterator<Item = String>,
) -> Result<(), StoreError> {
    for number in numbers {
        let parcels = env.store.pointers::<ParcelPointer>(LogId::new(Kind::ParcelsByReference, &[&number]))?;
        parcels.into_iter().try_for_each(|parcel| attach(env, order, &parcel))?;
    }
    Ok(())
}

fn attach(env: &Env, order: &OrderPointer, parcel: &ParcelPointer) -> Result<(), StoreError> {
    let reading = env.store.read::<Order>(order_log(&order.platform, &order.platform_id))?;
    let state = reading.state();
    if state.parcels().contains(&parcel.tracking_number) || !placed_near(state, parcel.at) {
        return Ok(());
    }
    if reading.is_full() || state.parcels().len() >= PARCEL_LIMIT {
        return env.store.count("dropped:order");
    }
    let named = ShipmentRef { tracking_number: parcel.tracking_number.clone(), carrier: parcel.carrier.clone() };
    let event = OrderEvent {
        id: EventId::of(&["named", &named.tracking_number, named.carrier.as_deref().unwrap_or_default()]),
        platform: order.platform.clone(),
        platform_id: order.platform_id.clone(),
        learned: env.now,
        fact: OrderFact::ParcelNamed(named),
    };
    let mut commit = env.store.commit();
    commit.index(LogId::new(Kind::OrdersByParcel, &[&parcel.tracking_number]), order)?;
    news::note(env, &mut commit, Timer::Order(order.platform.clone(), order.platform_id.clone()))?;
    commit.append(reading, vec![event]);
    commit.write()
}

fn placed_near(order: &Order, at: DateTime<Utc>) -> bool {
    order.began().is_some_and(|began| (at - began).abs() <= RECYCLED_AFTER)
}
