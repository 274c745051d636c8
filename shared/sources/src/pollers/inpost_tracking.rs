//! InPost's public tracking resource (ShipX, Poland): one parcel at a time, nobody has to log in.
//!
//! Source: `https://dokumentacja-inpost.atlassian.net/wiki/spaces/PL/pages/18153479`; the objects of a locker as
//! integrations read them. It knows a parcel for 45 days from its creation.

use super::{Access, Asked, Fault, Poller, Told, Tracking, Way, object};
use crate::{
    carriers::inpost::shipx,
    couriers::Report,
    json,
    request::{encoded, request},
    variables::{Variables, base_url},
};
use chrono::{DateTime, Utc};
use http::{Method, Request, Response, StatusCode, header};
use serde_json::Value;
use sledz_domain::{
    event_id::EventId,
    parcel::{
        Note::{self, AtBranch, AtDepot, AtDestinationDepot, AtPoint, AtSortingCentre, InLocker},
        ParcelEvent, Pickup,
    },
    text, time,
};

/// Its name.
pub const NAME: &str = "inpost-tracking";

/// The variable with its address, and what that is.
const URL: (&str, &str) = ("inpost_tracking_url", "https://api-shipx-pl.easypack24.net");

/// The status of a parcel that waits in the locker it was sent to.
const IN_TARGET: &str = "ready_to_pickup";

/// See the module.
pub struct InpostTracking;

/// Whether it knows parcels of this carrier and number: Polish numbers have 24 digits.
pub fn serves(carrier: &str, number: &str) -> bool {
    carrier == "inpost" && number.len() == 24 && number.bytes().all(|byte| byte.is_ascii_digit())
}

impl Poller for InpostTracking {
    fn name(&self) -> &'static str {
        NAME
    }

    fn variables(&self) -> &'static [&'static str] {
        &[URL.0]
    }

    fn problems(&self, variables: &dyn Variables) -> Vec<String> {
        base_url(variables, URL.0, URL.1).err().into_iter().collect()
    }

    fn way(&self) -> Way {
        Way::Parcels(&InpostTracking)
    }
}

impl Tracking for InpostTracking {
    fn most(&self) -> usize {
        1
    }

    fn request(&self, asked: &[Asked], access: &Access<'_>) -> Result<Request<Vec<u8>>, String> {
        let [parcel] = asked else { return Err(format!("{NAME} is asked about one parcel at a time")) };
        let base = base_url(access.variables, URL.0, URL.1)?;
        let url = format!("{base}/v1/tracking/{}", encoded(&parcel.tracking_number));
        request(Method::GET, &url, &[(header::ACCEPT, "application/json")], Vec::new())
    }

    fn read(&self, asked: &[Asked], answer: &Response<Vec<u8>>, now: DateTime<Utc>) -> Result<Told, Fault> {
        // Not known yet, or no more.
        if answer.status() == StatusCode::NOT_FOUND {
            return Ok(Told::default());
        }
        let message = object(answer)?;
        let number = asked.first().map(|parcel| parcel.tracking_number.as_str()).unwrap_or_default();
        let named = json::raw(&message, "tracking_number").and_then(|named| text::tracking_number(&named));
        if named.is_some_and(|named| named != number) {
            return Err(Fault::unreadable("answers with another parcel than it was asked about"));
        }
        let details = match message.get("tracking_details") {
            Some(Value::Array(details)) => details.as_slice(),
            Some(Value::Null) | None => &[],
            Some(_) => return Err(Fault::unreadable("answers with tracking_details that are no list")),
        };
        let waits_at = message.get("custom_attributes").and_then(pickup);
        let tell = |told: &Value, at: &str| report(number, told, at, waits_at.as_ref(), now);
        let mut told = Told::default();
        for detail in details {
            match tell(detail, "datetime") {
                Some(reports) => told.reports.extend(reports),
                None => told.unreadable += 1,
            }
        }
        if details.is_empty() {
            let missing = || Fault::unreadable("answers with neither status nor tracking_details");
            told.reports = tell(&message, "updated_at").ok_or_else(missing)?;
        }
        Ok(told)
    }
}

/// What a detail says, or the answer as a whole: they share the fields that count.
fn report(number: &str, told: &Value, at: &str, waits_at: Option<&Pickup>, now: DateTime<Utc>) -> Option<Vec<Report>> {
    let status = json::shown(told, "status", 64)?;
    let written = json::raw(told, at).unwrap_or_default();
    let id = EventId::of(&[NAME, number, &status.to_ascii_lowercase(), written.trim()]);
    let meaning = shipx::meaning(&status);
    let mut event = ParcelEvent::new(id, NAME, now);
    if let Some(instant) = time::parse(&written, time::WARSAW) {
        (event.at, event.time_source) = (instant.at, instant.source);
    }
    event.carrier = Some("inpost".to_owned());
    event.location = location(told, meaning.and_then(|meaning| meaning.note));
    event.pickup = waits_at.filter(|_| status.eq_ignore_ascii_case(IN_TARGET)).cloned();
    event.pickup = event.pickup.or_else(|| shipx::reminded(&status, event.at));
    event.code = Some(status);
    let unknown = meaning.is_none();
    Some(Report::told(Some(number.to_owned()), meaning.unwrap_or_default(), event, unknown))
}

/// InPost's agency; or the place, where the status says that it is one of InPost's own and not the
/// door of a person.
fn location(told: &Value, note: Option<Note>) -> Option<String> {
    let is_public = matches!(
        note,
        Some(
            AtBranch
                | AtDepot
                | AtDestinationDepot
                | AtPoint
                | AtSortingCentre
                | InLocker
                | Note::DroppedAtPoint
                | Note::DroppedInLocker
                | Note::LeftDepot
                | Note::LeftSortingCentre
        )
    );
    let place = || json::shown(told, "location", 60).filter(|_| is_public);
    json::shown(told, "agency", 60).or_else(place)
}

/// The locker it was sent to.
fn pickup(attributes: &Value) -> Option<Pickup> {
    let machine = attributes.get("target_machine_detail").unwrap_or(&Value::Null);
    let name = json::shown(attributes, "target_machine_id", 60).or_else(|| json::shown(machine, "name", 60));
    let line = |field: &str| machine.get("address").and_then(|address| json::shown(address, field, 100));
    let address = [line("line1"), line("line2")].into_iter().flatten().collect::<Vec<_>>().join(", ");
    let pickup = Pickup { name, address: text::clean(&address, 200), deadline: None };
    (pickup != Pickup::default()).then_some(pickup)
}
