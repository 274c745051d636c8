//! A platform tells how a fulfilment travels, not which parcel: it concerns all parcels of the
//! fulfilment, and may come before those are known.

use crate::{order_facts::Facts, order_intake::OrderPointer, parcel_intake, request::Env};
use sledz_domain::{
    event_id::EventId,
    listed::Listed,
    order::{Fulfilment, Order, OrderFact, ShipmentRef, rare},
    parcel::ParcelEvent,
};
use sledz_sources::couriers::Report;
use sledz_store::StoreError;

/// Hands on to the parcels of `order` what these facts, just taken in, say of how they travel.
///
/// # Errors
/// If the store fails.
pub fn tell_parcels(env: &Env, order: &OrderPointer, state: &Order, facts: &Facts) -> Result<(), StoreError> {
    let mut reports = Vec::new();
    for (_, fact) in &facts.facts {
        let OrderFact::Rare(fields) = fact else { continue };
        if let Some((fulfilment, event)) = rare::read_moved(fields) {
            reports.extend(told(order, &state.parcels_of(&fulfilment), &event));
        } else if let Some(sent) = Fulfilment::read(fields) {
            let parcels = state.parcels_of(&sent.id);
            reports.extend(state.moved(&sent.id).iter().flat_map(|event| told(order, &parcels, event)));
        }
    }
    if reports.is_empty() { Ok(()) } else { parcel_intake::take(env, reports) }
}

/// The same event for each of the parcels.
fn told(order: &OrderPointer, parcels: &[ShipmentRef], event: &ParcelEvent) -> Vec<Report> {
    let of = |named: &ShipmentRef| {
        let id = EventId::of(&[order.platform.as_str(), &event.id.to_string(), &named.tracking_number]);
        let event = ParcelEvent { id, carrier: named.carrier.clone(), ..event.clone() };
        Report { tracking_number: Some(named.tracking_number.clone()), event, unknown_code: false }
    };
    parcels.iter().map(of).collect()
}
