//! What orders, parcels and messages count for.

use super::seconds;
use crate::{
    cell::{Cell, Count, Measure},
    roll::{Dimension, Roll},
    rows::{At, MessageRow, OrderRow, ParcelRow},
};

/// Takes an order into the roll of the day on which it was placed.
///
/// A cancelled one counts as placed and cancelled, and for nothing else. Promises are the first ones; one that is not
/// due yet and not met counts nowhere.
pub(crate) fn order(roll: &mut Roll, order: &OrderRow, as_of: At) {
    let mut cell = Cell::default();
    cell.add(Count::ORDERS, 1);
    if order.cancelled.is_some() {
        cell.add(Count::CANCELLED, 1);
    } else {
        if let Some(shipped) = order.shipped {
            cell.add(Count::SHIPPED, 1);
            cell.add_if(Count::ORDERS_RETURNED, order.returned_parcels > 0);
            cell.add_if(Count::ORDERS_SENT_BACK, order.is_sent_back);
            cell.measured(Measure::DISPATCH, seconds(order.paid.unwrap_or(order.placed), shipped));
            if let Some(known) = order.number_known {
                cell.add(Count::NUMBER_KNOWN, 1);
                cell.measured(Measure::TRACKING_LAG, seconds(shipped, known.max(shipped)));
            }
        }
        if let Some(promised) = order.dispatch_promised {
            match order.shipped {
                Some(shipped) if shipped <= promised => cell.add(Count::DISPATCH_KEPT, 1),
                Some(_) => cell.add(Count::DISPATCH_BROKEN, 1),
                None if promised < as_of => cell.add(Count::DISPATCH_BROKEN, 1),
                None => roll.settles_at(promised),
            }
        }
        if let Some(promised) = order.delivery_promised {
            delivery(&mut cell, roll, order, promised, as_of);
        }
    }
    roll.take(
        &cell,
        &[(Dimension::Carrier, order.carrier.as_deref().unwrap_or_default()), (Dimension::Source, &order.platform)],
    );
}

/// In time and in full: yes or no for the whole order.
fn delivery(cell: &mut Cell, roll: &mut Roll, order: &OrderRow, promised: At, as_of: At) {
    match order.delivered {
        Some(delivered) => {
            let in_time = delivered <= promised;
            cell.add(if in_time { Count::DELIVERED_IN_TIME } else { Count::DELIVERED_LATE }, 1);
            cell.add(if in_time && order.is_in_full { Count::OTIF } else { Count::NOT_OTIF }, 1);
        }
        None if as_of <= promised => roll.settles_at(promised),
        None if order.shipped.is_none() || order.returned_parcels > 0 => cell.add(Count::NOT_OTIF, 1),
        None => cell.add(Count::OTIF_UNKNOWN, 1),
    }
}

/// Takes a parcel into the roll of the day on which it was handed over.
pub(crate) fn parcel(roll: &mut Roll, parcel: &ParcelRow) {
    let Some(handed_over) = parcel.handed_over else { return };
    let mut cell = Cell::default();
    cell.add(Count::PARCELS, 1);
    cell.add_if(Count::PARCELS_FAILED, !parcel.failed.is_empty());
    cell.add(Count::FAILED_ATTEMPTS, u64::try_from(parcel.failed.len()).unwrap_or_default());
    cell.add_if(Count::PARCELS_RETURNED, parcel.returned.is_some());
    let delivered = parcel.delivered.or(parcel.picked_up);
    if let (Some(delivered), Some(promised)) = (delivered, parcel.promised) {
        cell.add(if delivered <= promised { Count::PARCELS_IN_TIME } else { Count::PARCELS_LATE }, 1);
        let brought = parcel.failed.first().copied().into_iter().chain(parcel.ready).chain([delivered]).min();
        cell.add_if(Count::PARCELS_BROUGHT_IN_TIME, brought.is_some_and(|brought| brought <= promised));
    }
    if let Some(arrived) = parcel.ready.into_iter().chain(delivered).min() {
        cell.measured(Measure::TRANSIT, seconds(handed_over, arrived));
    }
    if let Some((ready, collected)) = parcel.ready.zip(parcel.picked_up) {
        cell.measured(Measure::PICKUP, seconds(ready, collected));
    }
    roll.take(&cell, &[(Dimension::Carrier, parcel.carrier.as_deref().unwrap_or_default())]);
}

/// Takes a message into the roll of the day on which it was sent. One that came back was not delivered, whatever was
/// told before.
pub(crate) fn message(roll: &mut Roll, message: &MessageRow) {
    let Some(sent) = message.sent else { return };
    let mut cell = Cell::default();
    cell.add(Count::MESSAGES, 1);
    cell.add_if(Count::MESSAGES_BOUNCED, message.bounced.is_some());
    cell.add_if(Count::MESSAGES_DELIVERED, message.delivered.is_some() && message.bounced.is_none());
    cell.measured(Measure::MESSAGE_WAIT, seconds(message.owed, sent));
    roll.take(&cell, &[(Dimension::Channel, message.channel.name())]);
}
