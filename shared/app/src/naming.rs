//! Who names an order by its number: carriers in a parcel's reference, payment providers, and other
//! platforms that hold the same purchase.
//!
//! All of these are logs of their own, and either side may come first. Each writer writes its own fact,
//! then reads the other's: of two writers at once at least one sees both.

use crate::{
    linking, news,
    order_intake::OrderPointer,
    parcel_intake::ParcelPointer,
    payment_intake::{self, PaymentPointer},
    request::Env,
    write_back,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sledz_domain::{
    event_id::EventId,
    listed::Listed,
    order::{Alias, Order, OrderEvent, OrderFact, PARCEL_LIMIT, ShipmentRef},
    parcel::ParcelEvent,
    text,
    view::RECYCLED_AFTER,
};
use sledz_store::{
    StoreError,
    keys::{Kind, LogId},
};
use std::collections::BTreeMap;

/// Somebody who names an order, in the index by the number that is named. One of the fields is there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Naming {
    /// A parcel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parcel: Option<ParcelPointer>,
    /// A payment that waits for its order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment: Option<PaymentPointer>,
    /// An order of another platform, and by which name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<(OrderPointer, Vec<String>)>,
}

/// The index of those who name an order by this normalised number.
pub fn namings(number: &str) -> LogId {
    LogId::new(Kind::ByReference, &[number])
}

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

/// After an order was stored: attaches whatever has named it before.
///
/// # Errors
/// If the store fails.
pub fn attach_waiting(env: &Env, order: &OrderPointer, state: &Order) -> Result<(), StoreError> {
    // Others may know it by the number that customers see, or by its platform's own id.
    let own_id = text::order_number(&order.platform_id).filter(|id| !state.numbers().contains(id));
    for name in state.numbers().iter().cloned().chain(own_id) {
        for naming in env.store.pointers_openly::<Naming>(namings(&name))? {
            let is_number = state.numbers().contains(&name);
            if let Some(parcel) = naming.parcel.filter(|_| is_number) {
                attach(env, order, &parcel)?;
            }
            if let Some(payment) = naming.payment.filter(|_| is_number) {
                payment_intake::attach_waiting(env, order, &payment)?;
            }
            if let Some((other, alias)) = naming.order
                && let Some(alias) = Alias::read(&alias)
            {
                linking::link(env, &other, order, &alias)?;
            }
        }
    }
    Ok(())
}

fn attach(env: &Env, order: &OrderPointer, parcel: &ParcelPointer) -> Result<(), StoreError> {
    let reading = env.store.read::<Order>(order.log())?;
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
        is_imported: env.is_import,
    };
    let mut commit = env.store.commit();
    write_back::note(env, &mut commit, order, !state.links().is_empty())?;
    commit.index(LogId::new(Kind::OrdersByParcel, &[&parcel.tracking_number]), order)?;
    news::note(env, &mut commit, order.timer())?;
    commit.append(reading, vec![event]);
    commit.write()
}

/// Whether something that happened at `at` can be about this order: numbers are used again.
pub fn placed_near(order: &Order, at: DateTime<Utc>) -> bool {
    order.began().is_some_and(|began| (at - began).abs() <= RECYCLED_AFTER)
}
