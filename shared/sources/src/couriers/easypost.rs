//! EasyPost: a broker of many carriers.
//!
//! Sources: `https://www.easypost.com/tracking-webhooks`, `https://docs.easypost.com/docs/trackers`. The
//! signature is as EasyPost's own libraries check it: hexadecimal HMAC-SHA256 of the body in
//! `X-Hmac-Signature`, behind `hmac-sha256-hex=`; a secret beyond ASCII would have to be written in
//! Unicode's form NFKD. The statuses `cancelled` and `error`, the details and `is_return` are from
//! practice. The id of the message (`evt_...`) names the message and not what happened.
//!
//! Times without an offset are UTC, as EasyPost says. `signed_by` and postcodes are not kept.

use super::{
    Courier, Reports,
    history::{self, History, Line, number, objects, town},
};
use crate::{
    carriers,
    delivery::{Delivery, Unusable},
    json,
    meaning::Meaning,
    proof::{Secrets, signed_hex},
};
use serde_json::Value;
use sledz_domain::{
    parcel::Note,
    status::Status::{
        Cancelled, Delivered, Exception, FailedAttempt, InTransit, OutForDelivery, PreTransit, ReadyForPickup,
        Returning,
    },
    time::{self, Instant, TimeSource},
};

/// Its name in the path and in the variable.
pub const NAME: &str = "easypost";

/// All statuses. `error` says that EasyPost cannot find out.
#[rustfmt::skip]
pub static STATUSES: [(&str, Meaning); 10] = [
    ("unknown", Meaning::nothing()),
    ("pre_transit", Meaning::moves(PreTransit)),
    ("in_transit", Meaning::moves(InTransit)),
    ("out_for_delivery", Meaning::moves(OutForDelivery)),
    ("delivered", Meaning::moves(Delivered)),
    ("available_for_pickup", Meaning::moves(ReadyForPickup)),
    ("return_to_sender", Meaning::moves(Returning)),
    ("failure", Meaning::moves(Exception)),
    ("cancelled", Meaning::moves(Cancelled)),
    ("error", Meaning::nothing()),
];

/// What a detail adds to a status. Those that add nothing are left out.
#[rustfmt::skip]
pub static DETAILS: [(&str, Note); 9] = [
    ("address_correction", Note::WrongAddress),
    ("arrived_at_facility", Note::AtDepot),
    ("damaged", Note::Damaged),
    ("delayed", Note::Delayed),
    ("departed_facility", Note::LeftDepot),
    ("held", Note::Held),
    ("lost", Note::Lost),
    ("refused", Note::Refused),
    ("weather_delay", Note::Delayed),
];

/// See the module.
pub struct EasyPost;

impl Courier for EasyPost {
    fn name(&self) -> &'static str {
        NAME
    }

    fn is_configured(&self, secrets: &Secrets) -> bool {
        !secrets.words.is_empty()
    }

    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets) -> bool {
        let signature = delivery.header("x-hmac-signature").unwrap_or_default().trim();
        let signature = signature.strip_prefix("hmac-sha256-hex=").unwrap_or(signature);
        signed_hex(&secrets.words, delivery.body, signature)
    }

    fn read(&self, message: &Value, delivery: &Delivery) -> Result<Reports, Unusable> {
        match message.get("description").and_then(Value::as_str) {
            Some("tracker.updated" | "tracker.created") => {}
            Some(_) => return Ok(Reports::default()),
            None => return Ok(Reports::unreadable()),
        }
        let tracker = message.get("result").unwrap_or(&Value::Null);
        let Some(number) = number(tracker, "tracking_code") else {
            return Ok(Reports::unreadable());
        };
        let carrier = json::raw(tracker, "carrier").and_then(|name| carriers::from_text(&name));
        let mut history = History::new(NAME, number, delivery.now);
        history.estimated_delivery = json::utc(tracker, "est_delivery_date");
        history.is_return = tracker.get("is_return").and_then(Value::as_bool).unwrap_or(false);
        history.lines.extend(objects(tracker, "tracking_details").filter_map(|detail| line(detail, carrier)));
        let told = json::raw(message, "created_at").unwrap_or_default();
        history.summary = coded(tracker).map(|line| Line { at: given(&told), carrier, ..line });
        if history.lines.is_empty() && history.summary.is_none() {
            return Ok(Reports::unreadable());
        }
        Ok(history.reports())
    }
}

/// The status and its detail, of a tracker or of one of its events.
fn coded(value: &Value) -> Option<Line> {
    let code = json::shown(value, "status", 64)?;
    let known = STATUSES.iter().find(|(name, _)| name.eq_ignore_ascii_case(&code)).map(|(_, meaning)| *meaning);
    let detail = json::raw(value, "status_detail").unwrap_or_default();
    let mut meaning = known.unwrap_or_default();
    meaning.note = DETAILS.iter().find(|(name, _)| name.eq_ignore_ascii_case(detail.trim())).map(|(_, note)| *note);
    meaning.delays = meaning.note == Some(Note::Delayed);
    if meaning.status == Some(Exception) {
        meaning.status = match meaning.note {
            Some(Note::Refused) => Some(FailedAttempt),
            Some(Note::Delayed) => None,
            _ => Some(Exception),
        };
    }
    Some(Line { code: Some(code), meaning, unknown: known.is_none(), ..Line::default() })
}

fn line(detail: &Value, carrier: Option<&'static str>) -> Option<Line> {
    let written = json::raw(detail, "datetime").unwrap_or_default();
    let location = detail.get("tracking_location").and_then(|place| town(place, "city"));
    let at = given(&written);
    history::line(coded(detail), (written, at), location, carrier)
}

fn given(written: &str) -> Option<Instant> {
    time::parse_utc(written).map(|at| Instant { at, source: TimeSource::Given })
}
