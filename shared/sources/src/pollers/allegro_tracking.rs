//! Allegro's tracking resource: parcels of Allegro's own network and of the carriers that it sells.
//!
//! Sources: `GET /order/carriers/{carrierId}/tracking` of `https://developer.allegro.pl/documentation`,
//! `allegro/allegro-api` #9744 (no push, 20 waybills a call) and #6020 (the statuses are a history). A
//! seller asks in its own name: [`crate::allegro::LOGIN`].

use super::{Access, Asked, DeviceLogin, Fault, Poller, Told, Tracking, Way, object};
use crate::{allegro, carriers::allegro::tracking, couriers::Report, json, request::encoded, variables::Variables};
use chrono::{DateTime, Utc};
use http::{Request, Response};
use serde_json::Value;
use sledz_domain::{event_id::EventId, parcel::ParcelEvent, text, time};

/// Its name.
pub const NAME: &str = "allegro-tracking";

/// The carriers by our ids and by Allegro's, as far as its documents name them.
const CARRIERS: [(&str, &str); 5] =
    [("allegro", "ALLEGRO"), ("inpost", "INPOST"), ("dpd", "DPD"), ("ups", "UPS"), ("dhl", "DHL")];

/// See the module.
pub struct AllegroTracking;

/// Whether it knows parcels of this carrier and number.
pub fn serves(carrier: &str, _number: &str) -> bool {
    carrier_id(carrier).is_some()
}

fn carrier_id(carrier: &str) -> Option<&'static str> {
    CARRIERS.iter().find(|(ours, _)| *ours == carrier).map(|(_, id)| *id)
}

impl Poller for AllegroTracking {
    fn name(&self) -> &'static str {
        NAME
    }

    fn variables(&self) -> &'static [&'static str] {
        &allegro::VARIABLES
    }

    fn problems(&self, variables: &dyn Variables) -> Vec<String> {
        allegro::problems(variables)
    }

    fn way(&self) -> Way {
        Way::Parcels(&AllegroTracking)
    }

    fn login(&self) -> Option<&'static dyn DeviceLogin> {
        Some(&allegro::LOGIN)
    }
}

impl Tracking for AllegroTracking {
    fn most(&self) -> usize {
        20
    }

    fn request(&self, asked: &[Asked], access: &Access<'_>) -> Result<Request<Vec<u8>>, String> {
        let carrier = asked.first().and_then(|parcel| carrier_id(&parcel.carrier));
        let carrier = carrier.ok_or_else(|| format!("{NAME} does not know this carrier"))?;
        let waybills: Vec<String> =
            asked.iter().map(|parcel| format!("waybill={}", encoded(&parcel.tracking_number))).collect();
        let path = format!("/order/carriers/{carrier}/tracking?{}", waybills.join("&"));
        allegro::get(&path, access.token, access.variables)
    }

    fn read(&self, asked: &[Asked], answer: &Response<Vec<u8>>, now: DateTime<Utc>) -> Result<Told, Fault> {
        let message = object(answer)?;
        let waybills = message.get("waybills").and_then(Value::as_array);
        let waybills = waybills.ok_or_else(|| Fault::unreadable("answers without a list of waybills"))?;
        let mut told = Told::default();
        for waybill in waybills {
            let number = json::raw(waybill, "waybill").and_then(|number| text::tracking_number(&number));
            let Some(parcel) = asked.iter().find(|parcel| number.as_ref() == Some(&parcel.tracking_number)) else {
                told.unreadable += 1;
                continue;
            };
            match waybill.get("trackingDetails") {
                // Not known yet, or none of this seller's.
                Some(Value::Null) | None => {}
                Some(details) => history(details, parcel, now, &mut told),
            }
        }
        Ok(told)
    }
}

fn history(details: &Value, parcel: &Asked, now: DateTime<Utc>, told: &mut Told) {
    let Some(statuses) = details.get("statuses").and_then(Value::as_array) else {
        told.unreadable += 1;
        return;
    };
    for status in statuses {
        let Some(code) = json::shown(status, "code", 64) else {
            told.unreadable += 1;
            continue;
        };
        let written = json::raw(status, "occurredAt").unwrap_or_default();
        let id = EventId::of(&[NAME, &parcel.tracking_number, &code, written.trim()]);
        let meaning = tracking::meaning(&code);
        let mut event = ParcelEvent::new(id, NAME, now);
        if let Some(instant) = time::parse(&written, time::WARSAW) {
            (event.at, event.time_source) = (instant.at, instant.source);
        }
        event.carrier = Some(parcel.carrier.clone());
        event.code = Some(code);
        let unknown = meaning.is_none();
        let number = Some(parcel.tracking_number.clone());
        told.reports.extend(Report::told(number, meaning.unwrap_or_default(), event, unknown));
    }
}
