//! Reading an order with its parcels: two gets for each log at rest.

use crate::{
    linking,
    order_intake::{OrderPointer, order_log},
    parcel_intake::parcel_log,
    request::Env,
};
use sledz_domain::{
    order::{Link, Order, PARCEL_LIMIT, ShipmentRef},
    parcel::ParcelLog,
    view::{self, Context, TrackingView},
    words::Lang,
};
use sledz_sources::carriers;
use sledz_store::{StoreError, keys::LogId};

/// An order, and the logs of its parcels.
pub struct Found {
    /// The order's log.
    pub log: LogId,
    /// The order.
    pub order: Order,
    /// Its parcels, those under which redirected ones go on and returned ones travel back included.
    pub parcels: Vec<(ShipmentRef, ParcelLog)>,
    /// The orders that are about the same purchase.
    pub linked: Vec<(Link, Order)>,
}

/// Reads an order, its parcels, and those of the orders that are about the same purchase; none if its
/// platform never said anything of it. Of one that was made part of another, that other one.
///
/// # Errors
/// If the store fails.
pub fn read(env: &Env, log: LogId) -> Result<Option<Found>, StoreError> {
    let mut order = linking::goes_on(env, env.store.read::<Order>(log)?.projection.state)?;
    if !order.is_known() {
        return Ok(None);
    }
    let log = order_log(&order.platform, &order.platform_id);
    let linked = if order.links().is_empty() { Vec::new() } else { linking::linked(env, &order)? };
    let mut wanted = order.shipments();
    for (link, other) in &linked {
        other.shipments().into_iter().for_each(|named| named.add_to(&mut wanted));
        if !link.is_part {
            order.believe(other);
        }
    }
    let mut parcels: Vec<(ShipmentRef, ParcelLog)> = Vec::new();
    while let Some(named) = wanted.get(parcels.len()).cloned() {
        let parcel = env.store.read::<ParcelLog>(parcel_log(&named.tracking_number))?.projection.state;
        for next in parcel.goes_on_as().chain(parcel.returns_as()).map(str::to_owned) {
            let known = wanted.iter().any(|known| known.tracking_number == next);
            if !known && wanted.len() < PARCEL_LIMIT {
                // Beside the one that it goes on from: one story.
                wanted.insert(parcels.len() + 1, ShipmentRef { tracking_number: next, carrier: named.carrier.clone() });
            }
        }
        parcels.push((named, parcel));
    }
    Ok(Some(Found { log, order, parcels, linked }))
}

impl Found {
    /// The order, as it stands in the indexes.
    pub fn pointer(&self) -> OrderPointer {
        OrderPointer::new(&self.order.platform, &self.order.platform_id)
    }

    /// Of the orders about this purchase, the one whose customer is told.
    pub fn lead(&self) -> OrderPointer {
        let all = std::iter::once(&self.order).chain(self.linked.iter().map(|(_, other)| other));
        if self.linked.is_empty() { self.pointer() } else { linking::lead(all).unwrap_or_else(|| self.pointer()) }
    }

    /// What the tracking page shows of it.
    pub fn view(&self, env: &Env, lang: Lang) -> TrackingView {
        let context = Context { now: env.now, lang, policy: env.settings.policy(), carriers: carriers::by_id };
        view::build(&self.order, &self.parcels, &context)
    }

    /// The order's own language, Polish if nobody told it.
    pub fn language(&self) -> Lang {
        self.order.language().and_then(Lang::from_tag).unwrap_or_default()
    }
}
