//! The webhooks that the shop's other systems get, in our own `standard` contract: what is told
//! here could be told to us.

use crate::{lookup, order_intake::order_log, parcel_intake::parcel_log, request::Env};
use serde_json::Value;
use sledz_domain::{
    event_id::EventId,
    json,
    order::Cancellation,
    outbox::Subject,
    parcel::{ParcelEvent, ParcelLog},
    view::rfc3339,
};
use sledz_store::StoreError;

/// The body of a webhook about an event of a subject; none if that is not known any more. Holds no
/// personal data: who needs the buyer asks the shop.
///
/// # Errors
/// If the store fails.
pub fn of(env: &Env, subject: &Subject, kind: &str, event: EventId) -> Result<Option<Vec<u8>>, StoreError> {
    let body = match subject {
        Subject::Order(platform, id) => order(env, platform, id)?,
        Subject::Parcel(number) => {
            let parcel = env.store.read::<ParcelLog>(parcel_log(number))?.projection.state;
            parcel.events().iter().find(|known| known.id == event).map(|known| shipment(kind, number, known))
        }
        Subject::Shop(_) | Subject::Source(..) | Subject::Case(_) | Subject::Report(_) => None,
    };
    Ok(body.map(|body| body.to_string().into_bytes()))
}

/// An order as it is now: events may be told in any order, and the last one told is true.
fn order(env: &Env, platform: &str, id: &str) -> Result<Option<Value>, StoreError> {
    let Some(found) = lookup::read(env, order_log(platform, id))? else { return Ok(None) };
    let view = found.view(env, found.language());
    let shipments: Vec<Value> = view
        .shipments
        .iter()
        .map(|parcel| {
            json!({
                "carrier": parcel.carrier, "tracking_number": parcel.tracking_number, "status": parcel.status,
                "since": parcel.since.map(rfc3339), "replaced_by": parcel.replaced_by,
            })
        })
        .collect();
    let cancelled = found.order.cancellation() == Cancellation::Yes;
    Ok(Some(json!({
        "type": "order.updated",
        "timestamp": rfc3339(view.updated_at.unwrap_or(env.now)),
        "data": {
            "platform": platform, "id": id, "number": view.order, "status": view.stage,
            "status_text": view.status_text, "delayed": view.delayed,
            "placed_at": view.placed_at.map(rfc3339), "updated_at": view.updated_at.map(rfc3339),
            "paid_at": view.paid_at.map(rfc3339), "dispatch_by": view.dispatch_by.map(rfc3339),
            "estimated_delivery": view.estimated_delivery.map(rfc3339), "language": view.language,
            "cancelled_at": found.order.says().filter(|_| cancelled).map(|(_, at)| rfc3339(at)),
            "shipments": shipments,
        }
    })))
}

fn shipment(kind: &str, number: &str, event: &ParcelEvent) -> Value {
    let pickup = event.pickup.as_ref().map(
        |pickup| json!({"name": pickup.name, "address": pickup.address, "deadline": pickup.deadline.map(rfc3339)}),
    );
    json!({
        "type": kind,
        "timestamp": rfc3339(event.learned),
        "data": {
            "carrier": event.carrier, "tracking_number": number, "order": event.references.first(),
            "status": event.status, "code": event.code, "at": rfc3339(event.folded_at().0),
            "location": event.location, "reason": event.reason,
            "estimated_delivery": event.estimated_delivery.map(rfc3339), "pickup": pickup,
            "replaced_by": event.replaced_by, "source": event.source,
        }
    })
}
