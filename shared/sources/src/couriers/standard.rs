//! `standard` as a courier: the way in for pollers, ERPs and every carrier that is not built in.
//!
//! Our own contract (README, OpenAPI): `{"type":"shipment.event","data":{...}}`, where `data` is one
//! event or up to 100 of them.

use super::{Courier, Report, Reports};
use crate::{
    carriers,
    delivery::{Delivery, Unusable},
    json,
    proof::Secrets,
    standard::{envelope, is_signed, keys, missing},
};
use serde_json::Value;
use sledz_domain::{
    event_id::EventId,
    parcel::{ParcelEvent, Pickup},
    status::Status,
    text, time,
};

/// The most events in one message.
const BATCH: usize = 100;

/// See the module.
pub struct StandardCourier;

impl Courier for StandardCourier {
    fn name(&self) -> &'static str {
        crate::standard::NAME
    }

    fn is_configured(&self, secrets: &Secrets) -> bool {
        keys(secrets).next().is_some()
    }

    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets) -> bool {
        is_signed(delivery, secrets)
    }

    fn read(&self, message: &Value, delivery: &Delivery) -> Result<Reports, Unusable> {
        let (kind, data) = envelope(message)?;
        if kind != "shipment.event" {
            return Ok(Reports::default());
        }
        let told = match data {
            Value::Array(all) if all.len() > BATCH => {
                return Err(Unusable(format!("field data holds more than {BATCH} events")));
            }
            Value::Array(all) => all.iter().collect(),
            one => vec![one],
        };
        let mut events = Vec::new();
        for data in told {
            events.extend(reports(data, delivery)?);
        }
        Ok(Reports::of(events))
    }
}

fn reports(data: &Value, delivery: &Delivery) -> Result<Vec<Report>, Unusable> {
    if !data.is_object() {
        return Err(missing("data"));
    }
    let number = json::raw(data, "tracking_number").and_then(|number| text::tracking_number(&number));
    let tracking_number = number.ok_or_else(|| missing("tracking_number"))?;
    let told_status = json::shown(data, "status", 64);
    let told_code = json::shown(data, "code", 64);
    let Some(code) = told_code.clone().or_else(|| told_status.clone()) else {
        return Err(missing("status"));
    };
    let status = told_status.as_deref().and_then(Status::from_name);
    let written = json::raw(data, "at").unwrap_or_default();
    // Our own contract has no event id: an event is itself by all that it says.
    let mut identity = data.clone();
    if let Some(at) = identity.get_mut("at") {
        *at = Value::String(written.trim().to_owned());
    }
    let id = EventId::of(&["standard", &tracking_number, &identity.to_string()]);
    let mut event = ParcelEvent::new(id, "standard", delivery.now);
    if let Some(instant) = time::parse(&written, time::WARSAW) {
        (event.at, event.time_source) = (instant.at, instant.source);
    }
    event.carrier = json::raw(data, "carrier").and_then(|name| carriers::from_text(&name)).map(str::to_owned);
    event.status = status.filter(|status| *status != Status::Unknown);
    event.reason = json::shown(data, "reason", 200);
    event.location = json::shown(data, "location", 120);
    event.estimated_delivery = json::time_or_day(data, "estimated_delivery");
    event.pickup = data.get("pickup").and_then(pickup);
    event.replaced_by = json::raw(data, "replaced_by")
        .and_then(|number| text::tracking_number(&number))
        .filter(|number| *number != tracking_number);
    event.references = json::raw(data, "order").and_then(|number| text::order_number(&number)).into_iter().collect();
    // Who knows only the carrier's own code says no status.
    let carrier = event.carrier.as_deref().unwrap_or_default();
    let meaning = if told_status.is_none() { carriers::meaning(carrier, &code) } else { None };
    event.code = Some(code);
    if let Some(meaning) = meaning {
        return Ok(Report::told(Some(tracking_number), meaning, event, false));
    }
    let unknown_code = told_status.is_some() && status.is_none();
    Ok(vec![Report { tracking_number: Some(tracking_number), event, unknown_code }])
}

fn pickup(data: &Value) -> Option<Pickup> {
    let pickup = Pickup {
        name: json::shown(data, "name", 120),
        address: json::shown(data, "address", 200),
        deadline: json::time_or_day(data, "deadline"),
    };
    (pickup != Pickup::default()).then_some(pickup)
}
