//! What is written back: a parcel's number, and that an order is on its way.
//!
//! Sources: `wire-formats/orders.md`, 4.5; `allegro/allegro-api` #3869 (without `lineItems` a number is
//! that of all of them), #2775 (status), #8422 and #12927 (a number that is none of the carrier's: 422).
//!
//! A number that is sent twice is there twice, so whoever sends one looks first at what is [`listed`]. To
//! set a status again changes nothing, but an order takes only so many changes (#3652).

use super::parcels::{OTHER, carrier_id};
use crate::{
    allegro, carriers, json as read,
    payments::Rejected,
    pollers::{Access, Fault},
    request::encoded,
};
use http::{Method, Request, Response};
use serde_json::Value;
use sledz_domain::{json, text};

/// What a carrier is called that nobody named: Allegro wants a name for those that it does not know.
const NOBODY: &str = "Kurier";

/// Asks which parcels an order has.
///
/// # Errors
/// If the request cannot be made; the text is for the operator.
pub fn shipments(form_id: &str, access: &Access<'_>) -> Result<Request<Vec<u8>>, String> {
    allegro::get(&path(form_id, "shipments"), access.token, access.variables)
}

/// Their numbers, normalised.
///
/// # Errors
/// If the answer is none that can be used.
pub fn listed(answer: &Response<Vec<u8>>) -> Result<Vec<String>, Fault> {
    let parcels = super::parcels::read(answer)?;
    Ok(parcels.all.into_iter().map(|parcel| parcel.tracking_number).collect())
}

/// Gives all items of an order a parcel of this carrier, by our id.
///
/// # Errors
/// If the request cannot be made; the text is for the operator.
pub fn add_shipment(
    form_id: &str,
    carrier: &str,
    waybill: &str,
    access: &Access<'_>,
) -> Result<Request<Vec<u8>>, String> {
    let carrier_id = carrier_id(carrier, waybill);
    let body = if carrier_id == OTHER {
        let name = carriers::by_id(carrier).name;
        let name = if name.is_empty() { NOBODY } else { name };
        json!({"carrierId": carrier_id, "waybill": waybill, "carrierName": name})
    } else {
        json!({"carrierId": carrier_id, "waybill": waybill})
    };
    allegro::send(Method::POST, &path(form_id, "shipments"), &body, access.token, access.variables)
}

/// Says that an order is on its way.
///
/// # Errors
/// If the request cannot be made; the text is for the operator.
pub fn sent(form_id: &str, access: &Access<'_>) -> Result<Request<Vec<u8>>, String> {
    let body = json!({"status": "SENT"});
    allegro::send(Method::PUT, &path(form_id, "fulfillment"), &body, access.token, access.variables)
}

/// Whether that was taken in, of [`add_shipment`] and [`sent`] alike.
///
/// # Errors
/// If it was not. What is refused (`is_refused`), asked too often or in trouble may work later; what
/// Allegro does not want as it is never will.
pub fn taken(answer: &Response<Vec<u8>>) -> Result<(), Rejected> {
    let Some(fault) = Fault::of_status(answer) else { return Ok(()) };
    match answer.status().as_u16() {
        // 401, 403, 429: whoever mends the access, or waits. 408, 409: again, after a look at what is there.
        401 | 403 | 408 | 409 | 429 => Err(Rejected::Later(fault)),
        400..=499 => Err(Rejected::Never(match code(answer) {
            Some(code) => format!("{} ({code})", fault.why),
            None => fault.why,
        })),
        _ => Err(Rejected::Later(fault)),
    }
}

/// Allegro's own word for what is wrong; its sentences are not passed on, since they repeat what they are
/// about.
fn code(answer: &Response<Vec<u8>>) -> Option<String> {
    let message = read::object(answer.body()).ok()?;
    let code = read::shown(message.get("errors").and_then(Value::as_array)?.first()?, "code", text::NUMBER_LIMIT)?;
    code.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_').then_some(code)
}

fn path(form_id: &str, what: &str) -> String {
    format!("/order/checkout-forms/{}/{what}", encoded(form_id))
}
