//! Reading an order with its parcels: two gets for each log at rest.

use crate::{parcel_intake::parcel_log, request::Env};
use sledz_domain::{
    order::{Order, PARCEL_LIMIT, ShipmentRef},
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
}

/// Reads an order and its parcels; none if nothing was ever written of it.
///
/// # Errors
/// If the store fails.
pub fn read(env: &Env, log: LogId) -> Result<Option<Found>, StoreError> {
    let reading = env.store.read::<Order>(log)?;
    if reading.is_empty() {
        return Ok(None);
    }
    let order = reading.projection.state;
    let mut wanted = order.shipments();
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
    Ok(Some(Found { log, order, parcels }))
}

impl Found {
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
