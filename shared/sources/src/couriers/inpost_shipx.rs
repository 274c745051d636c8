//! InPost ShipX webhooks (Poland).
//!
//! Source: `https://dokumentacja-inpost.atlassian.net/wiki/spaces/PL/pages/18153494/Webhooks`.
//!
//! Nothing in the request proves the sender, so the address carries a token, and InPost wants a
//! GET of that address to answer 200. The time is when InPost raised the webhook.

use super::{Courier, Receives, Report, Reports};
use crate::{
    carriers::inpost::shipx,
    delivery::{Delivery, Unusable},
    json, pollers,
    proof::Secrets,
};
use serde_json::Value;
use sledz_domain::{event_id::EventId, parcel::ParcelEvent, text, time};

/// Its name in the path and in the variable.
pub const NAME: &str = "inpost-shipx";

/// See the module.
pub struct InpostShipx;

impl Courier for InpostShipx {
    fn name(&self) -> &'static str {
        NAME
    }

    fn is_configured(&self, secrets: &Secrets) -> bool {
        !secrets.paths.is_empty()
    }

    fn is_proven(&self, _delivery: &Delivery, _secrets: &Secrets) -> bool {
        true
    }

    fn receives(&self) -> Receives {
        Receives::JsonAndProbe
    }

    fn confirmed_by(&self) -> Option<&'static str> {
        Some(pollers::inpost_tracking::NAME)
    }

    fn read(&self, message: &Value, delivery: &Delivery) -> Result<Reports, Unusable> {
        let payload = message.get("payload").unwrap_or(&Value::Null);
        let code = match message.get("event").and_then(Value::as_str) {
            Some("shipment_confirmed") => "confirmed".to_owned(),
            Some("shipment_status_changed") => match json::shown(payload, "status", 64) {
                Some(status) => status,
                None => return Ok(Reports::unreadable()),
            },
            Some(_) => return Ok(Reports::default()),
            None => return Ok(Reports::unreadable()),
        };
        let tracking_number = json::raw(payload, "tracking_number").and_then(|number| text::tracking_number(&number));
        let shipment_id = json::shown(payload, "shipment_id", 64);
        let Some(whose) = shipment_id.as_ref().or(tracking_number.as_ref()) else {
            return Ok(Reports::unreadable());
        };
        let written = json::raw(message, "event_ts").unwrap_or_default();
        let folded = code.to_ascii_lowercase();
        let id = EventId::of(&[self.name(), whose, &folded, written.trim()]);
        let meaning = shipx::meaning(&code);
        let mut event = ParcelEvent::new(id, self.name(), delivery.now);
        if let Some(instant) = time::parse(&written, time::WARSAW) {
            (event.at, event.time_source) = (instant.at, instant.source);
        }
        event.carrier = Some("inpost".to_owned());
        event.code = Some(code);
        event.shipment_id = shipment_id;
        event.pickup = shipx::reminded(&folded, event.at);
        let unknown = meaning.is_none();
        Ok(Reports::of(Report::told(tracking_number, meaning.unwrap_or_default(), event, unknown)))
    }
}
