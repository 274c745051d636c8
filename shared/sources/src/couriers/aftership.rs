//! AfterShip: an aggregator of tracking.
//!
//! Sources: `https://www.aftership.com/docs/tracking/webhook/webhook-overview`, `webhook-signature` and
//! `webhook-specifications`, `.../model/tracking` and `checkpoint`. The message's `event_id` names the
//! delivery of the message and not what happened, so every checkpoint has its own identity: its `hash`
//! (since version 2026-07) or what it says. `checkpoint_time` is the carrier's, with an offset or without.

pub mod tags;

use super::{
    Courier, Report, Reports,
    history::{self, History, Line, local, number, objects, place, reference, town},
};
use crate::{
    carriers,
    delivery::{Delivery, Unusable},
    json,
    meaning::Meaning,
    proof::{Secrets, signed_base64},
};
use chrono::{DateTime, Utc};
use serde_json::Value;
use sledz_domain::{
    event_id::EventId,
    parcel::ParcelEvent,
    time::{Instant, TimeSource, parse_unix},
};

/// Its name in the path and in the variable.
pub const NAME: &str = "aftership";

/// See the module.
pub struct AfterShip;

impl Courier for AfterShip {
    fn name(&self) -> &'static str {
        NAME
    }

    fn is_configured(&self, secrets: &Secrets) -> bool {
        !secrets.words.is_empty()
    }

    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets) -> bool {
        let signature = delivery.header("aftership-hmac-sha256").unwrap_or_default();
        secrets.words.iter().any(|key| signed_base64(key.as_bytes(), &[delivery.body], signature))
    }

    fn read(&self, message: &Value, delivery: &Delivery) -> Result<Reports, Unusable> {
        let is_revised = match message.get("event").and_then(Value::as_str) {
            Some("tracking_update") => false,
            Some("edd_revise") => true,
            Some(_) => return Ok(Reports::default()),
            None => return Ok(Reports::unreadable()),
        };
        let tracking = message.get("msg").unwrap_or(&Value::Null);
        let Some(number) = number(tracking, "tracking_number") else {
            return Ok(Reports::unreadable());
        };
        let slug = json::raw(tracking, "slug").unwrap_or_default();
        let sent = json::raw(message, "ts").unwrap_or_default();
        let mut history = History::new(NAME, number, delivery.now);
        history.estimated_delivery = estimate(tracking);
        history.references.extend(reference(tracking, "order_number"));
        let id = reference(tracking, "order_id").filter(|id| !history.references.contains(id));
        history.references.extend(id);
        if is_revised {
            return Ok(revised(history, &slug, &sent));
        }
        history.lines.extend(objects(tracking, "checkpoints").filter_map(|point| checkpoint(point, &slug)));
        history.summary =
            coded(tracking).map(|line| Line { at: given(&sent), carrier: carriers::from_aftership(&slug), ..line });
        if history.lines.is_empty() && history.summary.is_none() {
            return Ok(Reports::unreadable());
        }
        Ok(history.reports())
    }
}

/// The code of a tracking or a checkpoint, and what it means: the subtag's if it is listed, else the tag's.
fn coded(value: &Value) -> Option<Line> {
    let tag = json::shown(value, "tag", 64);
    let subtag = json::shown(value, "subtag", 64);
    let listed = match (&subtag, &tag) {
        (Some(subtag), _) => tags::subtag(subtag),
        (None, Some(tag)) => tags::tag(tag),
        (None, None) => return None,
    };
    let by_tag = || tag.as_deref().or_else(|| subtag.as_deref()?.split('_').next()).and_then(tags::tag);
    let meaning = listed.or_else(by_tag).unwrap_or_default();
    Some(Line { code: subtag.or(tag), meaning, unknown: listed.is_none(), ..Line::default() })
}

fn checkpoint(point: &Value, slug: &str) -> Option<Line> {
    let written = json::raw(point, "checkpoint_time").unwrap_or_default();
    let slug = json::raw(point, "slug").unwrap_or_else(|| slug.to_owned());
    let abroad = json::shown(point, "country_iso3", 3).filter(|country| !country.eq_ignore_ascii_case("POL"));
    let location = match (town(point, "city").or_else(|| place(point, "location")), abroad) {
        (Some(town), Some(country)) => Some(format!("{town}, {country}")),
        (town, country) => town.or(country),
    };
    let at = local(&written);
    let line = history::line(coded(point), (written, at), location, carriers::from_aftership(&slug))?;
    Some(Line { id: json::raw(point, "hash"), ..line })
}

/// The courier's own estimate before AfterShip's. A field is a time, a day, or an object with the latest of them.
fn estimate(tracking: &Value) -> Option<DateTime<Utc>> {
    let inside = |field: &str, names: [&str; 2]| {
        let estimate = tracking.get(field)?;
        names.into_iter().find_map(|name| json::time_or_day(estimate, name))
    };
    inside("courier_estimated_delivery_date", ["estimated_delivery_date_max", "estimated_delivery_date"])
        .or_else(|| json::time_or_day(tracking, "expected_delivery"))
        .or_else(|| inside("latest_estimated_delivery", ["datetime_max", "datetime"]))
}

/// A new estimate moves nothing and has no line of the history, so it is an event of its own.
fn revised(history: History, slug: &str, sent: &str) -> Reports {
    let Some(estimate) = history.estimated_delivery else { return Reports::default() };
    let id = EventId::of(&[NAME, &history.number, "edd_revise", sent.trim(), &estimate.to_rfc3339()]);
    let mut event = ParcelEvent::new(id, NAME, history.learned);
    if let Some(instant) = given(sent) {
        (event.at, event.time_source) = (instant.at, instant.source);
    }
    event.carrier = carriers::from_aftership(slug).map(str::to_owned);
    event.code = Some("edd_revise".to_owned());
    event.references = history.references;
    event.estimated_delivery = Some(estimate);
    Reports::of(Report::told(Some(history.number), Meaning::nothing(), event, false))
}

fn given(stamp: &str) -> Option<Instant> {
    parse_unix(stamp).map(|at| Instant { at, source: TimeSource::Given })
}
