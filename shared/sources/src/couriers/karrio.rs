//! Karrio: shipping software that shops run themselves.
//!
//! Sources: `karrioapi/karrio`, `modules/events/karrio/server/events/task_definitions/base/webhook.py` and
//! the models of the tracker. The header `X-Event-Id` is not an event's id but the webhook's secret, in
//! clear. From practice: the statuses `cancelled` and, per event, `status` and `timestamp` of newer
//! versions; times of 12 hours, of 24, and of 24 with "PM" all the same; `info.order_id`, the shop's order.
//!
//! `info` holds names and `location` at times an address; the description is the carrier's and not kept.

use super::{
    Courier, Reports,
    history::{self, History, Line, local, number, objects, place, reference},
};
use crate::{
    carriers,
    delivery::{Delivery, Unusable},
    json,
    meaning::Meaning,
    proof::{Secrets, same},
};
use serde_json::Value;
use sledz_domain::{
    parcel::Note,
    status::Status::{
        Accepted, Cancelled, Delivered, Exception, FailedAttempt, InTransit, OutForDelivery, PreTransit,
        ReadyForPickup, Returning,
    },
    time::Instant,
};

/// Its name in the path and in the variable.
pub const NAME: &str = "karrio";

/// All statuses. What is only late moves nothing.
#[rustfmt::skip]
pub static STATUSES: [(&str, Meaning); 12] = [
    ("pending", Meaning::moves(PreTransit)),
    ("picked_up", Meaning::moves(Accepted)),
    ("in_transit", Meaning::moves(InTransit)),
    ("out_for_delivery", Meaning::moves(OutForDelivery)),
    ("ready_for_pickup", Meaning::moves(ReadyForPickup)),
    ("delivered", Meaning::moves(Delivered)),
    ("on_hold", Meaning::noted(Exception, Note::Held)),
    ("delivery_delayed", Meaning::late()),
    ("delivery_failed", Meaning::moves(FailedAttempt)),
    ("return_to_sender", Meaning::moves(Returning)),
    ("cancelled", Meaning::moves(Cancelled)),
    ("unknown", Meaning::nothing()),
];

/// See the module.
pub struct Karrio;

impl Courier for Karrio {
    fn name(&self) -> &'static str {
        NAME
    }

    fn is_configured(&self, secrets: &Secrets) -> bool {
        !secrets.words.is_empty()
    }

    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets) -> bool {
        let given = delivery.header("x-event-id").unwrap_or_default();
        secrets.words.iter().any(|secret| same(secret, given))
    }

    fn read(&self, message: &Value, delivery: &Delivery) -> Result<Reports, Unusable> {
        // The document's page writes the names with dots, the code with underscores.
        match message.get("event").and_then(Value::as_str) {
            Some("tracker_created" | "tracker_updated" | "tracker.created" | "tracker.updated") => {}
            Some(_) => return Ok(Reports::default()),
            None => return Ok(Reports::unreadable()),
        }
        let tracker = message.get("data").unwrap_or(&Value::Null);
        let Some(number) = number(tracker, "tracking_number") else {
            return Ok(Reports::unreadable());
        };
        let carrier = json::raw(tracker, "carrier_name").and_then(|name| carriers::from_text(&name));
        let mut history = History::new(NAME, number, delivery.now);
        history.estimated_delivery = json::time_or_day(tracker, "estimated_delivery");
        history.references.extend(tracker.get("info").and_then(|info| reference(info, "order_id")));
        history.lines.extend(objects(tracker, "events").filter_map(|event| line(event, carrier)));
        history.summary = coded(tracker, "status").map(|line| Line { carrier, ..line });
        if history.lines.is_empty() && history.summary.is_none() {
            return Ok(Reports::unreadable());
        }
        Ok(history.reports())
    }
}

/// A status of Karrio's own.
fn coded(value: &Value, field: &str) -> Option<Line> {
    let code = json::shown(value, field, 64)?;
    let known = STATUSES.iter().find(|(name, _)| name.eq_ignore_ascii_case(&code)).map(|(_, meaning)| *meaning);
    Some(Line { code: Some(code), meaning: known.unwrap_or_default(), unknown: known.is_none(), ..Line::default() })
}

/// An event: by Karrio's status of it in newer versions, else by the carrier's own code, which is not
/// counted if it is unknown: Karrio knows many more carriers.
fn line(event: &Value, carrier: Option<&'static str>) -> Option<Line> {
    let of_carrier = || {
        let code = json::shown(event, "code", 64)?;
        let meaning = carrier.and_then(|carrier| carriers::meaning(carrier, &code)).unwrap_or_default();
        Some(Line { code: Some(code), meaning, ..Line::default() })
    };
    let coded = coded(event, "status").or_else(of_carrier);
    history::line(coded, when(event), place(event, "location"), carrier)
}

/// The time of an event as it was written, and as it is read. What makes the event itself is its date and
/// time also where there is a timestamp, which older versions have not.
fn when(event: &Value) -> (String, Option<Instant>) {
    let part = |field: &str| json::raw(event, field).unwrap_or_default();
    let (date, clock, stamp) = (part("date"), part("time"), part("timestamp"));
    let (date, clock) = (date.trim(), clock.trim());
    let on_the_wall = || match of_24_hours(clock) {
        Some(clock) => local(&format!("{date}T{clock}")),
        None => local(date),
    };
    let written = if date.is_empty() { stamp.clone() } else { format!("{date} {clock}") };
    (written, local(&stamp).or_else(on_the_wall))
}

/// "07:16 AM", "7:16 pm", "13:58", "16:00 PM" as `HH:MM` or `HH:MM:SS`.
fn of_24_hours(clock: &str) -> Option<String> {
    let (hour, rest) = clock.split_once(':')?;
    let (rest, half) = match rest.split_once(' ') {
        Some((rest, half)) => (rest, half.trim()),
        None => (rest, ""),
    };
    let hour: u8 = hour.parse().ok()?;
    let hour = match hour {
        12 if half.eq_ignore_ascii_case("am") => 0,
        1..=11 if half.eq_ignore_ascii_case("pm") => hour + 12,
        0..=23 if half.is_empty() || half.eq_ignore_ascii_case("am") || half.eq_ignore_ascii_case("pm") => hour,
        _ => return None,
    };
    Some(format!("{hour:02}:{rest}"))
}
