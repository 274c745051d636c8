//! DPD Germany's Tracking Push Service.
//!
//! Source: "Tracking Push Service - Schnelleinstieg" of 04/2023, as other integrations cite it; there is
//! no public document.
//!
//! One scan for each call, by GET, in the query. Nothing in it proves the sender, so the address carries
//! a token: in the path, since it is not known whether a query of the configured address survives. Only
//! an answer that repeats the `pushid` counts, for 48 hours; so everything is answered with it.

use super::{Answer, Courier, Receives, Report, Reports};
use crate::{
    carriers::dpd::{self, germany},
    delivery::{Delivery, Unusable},
    json,
    proof::Secrets,
    xml,
};
use serde_json::Value;
use sledz_domain::{
    event_id::EventId,
    parcel::ParcelEvent,
    text,
    time::{self, BERLIN},
};

/// Its name in the path and in the variable.
pub const NAME: &str = "dpd-de";

/// See the module.
pub struct DpdDe;

impl Courier for DpdDe {
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
        Receives::Query
    }

    fn read(&self, message: &Value, delivery: &Delivery) -> Result<Reports, Unusable> {
        let number = json::raw(message, "pnr").and_then(|number| text::tracking_number(&number));
        let (Some(tracking_number), Some(code)) = (number, json::shown(message, "status", 64)) else {
            return Ok(Reports::unreadable());
        };
        let written = json::raw(message, "statusdate").unwrap_or_default();
        let location = json::shown(message, "depot", 20);
        let id = match json::raw(message, "pushid") {
            Some(push) => EventId::of(&[NAME, "push", push.trim()]),
            None => {
                let depot = location.as_deref().unwrap_or_default();
                EventId::of(&[NAME, &tracking_number, &code.to_ascii_lowercase(), written.trim(), depot])
            }
        };
        let meaning = germany::meaning(&code);
        let mut event = ParcelEvent::new(id, NAME, delivery.now);
        if let Some(instant) = time::parse_digits(&written, BERLIN) {
            (event.at, event.time_source) = (instant.at, instant.source);
        }
        event.carrier = Some(dpd::CARRIER.id.to_owned());
        event.code = Some(code);
        // A bare number says nothing to a customer.
        event.location = location.map(|depot| format!("DPD {depot}"));
        event.references = json::raw(message, "ref")
            .and_then(|number| text::order_number(&number))
            .filter(|number| number != "0")
            .into_iter()
            .collect();
        let unknown = meaning.is_none();
        Ok(Reports::of(Report::told(Some(tracking_number), meaning.unwrap_or_default(), event, unknown)))
    }

    fn answer(&self, message: &Value) -> Option<Answer> {
        let push = json::raw(message, "pushid").unwrap_or_default();
        // What XML cannot hold is left out.
        let push: String = push.chars().filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')).collect();
        let body = format!("<push>{}<status>OK</status></push>", xml::element("pushid", &push));
        Some(Answer { content_type: "application/xml", body })
    }
}
