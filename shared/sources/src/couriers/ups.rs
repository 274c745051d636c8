//! UPS Track Alert.
//!
//! Source: `UPSTrackAlert.yaml` in `UPS-API/api-documentation`: the webhook `TrackingEvent`, its schemas and
//! samples.
//!
//! UPS sends the credential of the subscription in a header of that name; nothing is signed. One event a
//! message, all of it at the top level; an empty text is none. The fields in GMT count, those in local time
//! only where they are empty, since nobody says in which zone.

use super::{Courier, Report, Reports};
use crate::{
    carriers::ups::track_alert,
    delivery::{Delivery, Unusable},
    json,
    proof::{Secrets, same},
};
use chrono::{DateTime, Utc};
use serde_json::Value;
use sledz_domain::{event_id::EventId, parcel::ParcelEvent, text, time};

/// Its name in the path and in the variable.
pub const NAME: &str = "ups";

/// See the module.
pub struct Ups;

impl Courier for Ups {
    fn name(&self) -> &'static str {
        NAME
    }

    fn is_configured(&self, secrets: &Secrets) -> bool {
        !secrets.words.is_empty()
    }

    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets) -> bool {
        let given = delivery.header("credential").unwrap_or_default();
        secrets.words.iter().any(|credential| same(credential, given))
    }

    fn read(&self, message: &Value, delivery: &Delivery) -> Result<Reports, Unusable> {
        let number = json::raw(message, "trackingNumber").and_then(|number| text::tracking_number(&number));
        let status = message.get("activityStatus").unwrap_or(&Value::Null);
        let kind = json::shown(status, "type", 16);
        let (Some(tracking_number), Some(kind)) = (number, kind) else {
            return Ok(Reports::unreadable());
        };
        let code = json::shown(status, "code", 32).unwrap_or_default();
        let gmt = clock(message, "gmtActivityDate", "gmtActivityTime").map(|written| format!("{written}Z"));
        let local = || clock(message, "localActivityDate", "localActivityTime");
        let written = gmt.filter(|written| time::parse_utc(written).is_some()).or_else(local).unwrap_or_default();
        let location = message.get("activityLocation").and_then(|place| json::shown(place, "city", 60));
        let place = location.as_deref().unwrap_or_default();
        let id = EventId::of(&[NAME, &tracking_number, &kind, &code, &written, place]);
        let mut event = ParcelEvent::new(id, NAME, delivery.now);
        if let Some(instant) = time::parse(&written, time::WARSAW) {
            (event.at, event.time_source) = (instant.at, instant.source);
        }
        let meaning = track_alert::meaning(&kind, &code);
        event.carrier = Some("ups".to_owned());
        event.code = Some(if code.is_empty() { kind } else { format!("{kind}/{code}") });
        event.location = location;
        event.estimated_delivery = day(message, "scheduledDeliveryDate");
        let unknown = meaning.is_none();
        Ok(Reports::of(Report::told(Some(tracking_number), meaning.unwrap_or_default(), event, unknown)))
    }
}

/// A date `YYYYMMDD` and a time `HHMMSS` in the form that is read elsewhere.
fn clock(message: &Value, date: &str, time: &str) -> Option<String> {
    let time = digits(message, time, 6)?;
    Some(format!("{}T{}:{}:{}", dashed(&digits(message, date, 8)?)?, time.get(..2)?, time.get(2..4)?, time.get(4..)?))
}

/// The end of a day `YYYYMMDD` in Warsaw.
fn day(message: &Value, field: &str) -> Option<DateTime<Utc>> {
    let midnight = time::parse_utc(&format!("{}T00:00:00", dashed(&digits(message, field, 8)?)?))?;
    Some(time::end_of_day(midnight.date_naive()))
}

fn dashed(date: &str) -> Option<String> {
    Some(format!("{}-{}-{}", date.get(..4)?, date.get(4..6)?, date.get(6..)?))
}

fn digits(message: &Value, field: &str, count: usize) -> Option<String> {
    let given = json::raw(message, field)?.trim().to_owned();
    (given.len() == count && given.bytes().all(|byte| byte.is_ascii_digit())).then_some(given)
}
