//! 17TRACK, version 2.x: an aggregator of tracking.
//!
//! Sources: `https://asset.17track.net/api/document/v2.2_en/index.html`, of which only the beginning was
//! found; the rest is from integrations that agree: the header `sign`, which is a plain SHA-256 with the
//! key behind the body and no HMAC; `time_metrics`; the tag, by which shops name their order.

pub mod statuses;

use super::{
    Courier, Reports,
    history::{self, History, Line, number, objects, place, reference, town},
};
use crate::{
    carriers,
    delivery::{Delivery, Unusable},
    json,
    proof::Secrets,
};
use serde_json::Value;
use sha2::{Digest, Sha256};
use sledz_domain::{
    base::HEXLOWER_PERMISSIVE,
    time::{self, Instant},
};
use subtle::ConstantTimeEq;

/// Its name in the path and in the variable.
pub const NAME: &str = "17track";

/// See the module.
pub struct SeventeenTrack;

impl Courier for SeventeenTrack {
    fn name(&self) -> &'static str {
        NAME
    }

    fn is_configured(&self, secrets: &Secrets) -> bool {
        !secrets.words.is_empty()
    }

    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets) -> bool {
        let given = delivery.header("sign").and_then(|sign| HEXLOWER_PERMISSIVE.decode(sign.trim().as_bytes()).ok());
        let Some(given) = given else { return false };
        secrets.words.iter().any(|key| {
            let sum = Sha256::new().chain_update(delivery.body).chain_update("/").chain_update(key).finalize();
            sum.as_slice().ct_eq(&given).into()
        })
    }

    fn read(&self, message: &Value, delivery: &Delivery) -> Result<Reports, Unusable> {
        match message.get("event").and_then(Value::as_str) {
            Some("TRACKING_UPDATED") => {}
            Some(_) => return Ok(Reports::default()),
            None => return Ok(Reports::unreadable()),
        }
        let data = message.get("data").unwrap_or(&Value::Null);
        let info = data.get("track_info").filter(|info| info.is_object());
        let (Some(number), Some(info)) = (number(data, "number"), info) else {
            return Ok(Reports::unreadable());
        };
        let providers = info.get("tracking").unwrap_or(&Value::Null);
        let mut history = History::new(NAME, number, delivery.now);
        history.references.extend(reference(data, "tag"));
        history.estimated_delivery = info.get("time_metrics").and_then(|metrics| {
            let estimate = metrics.get("estimated_delivery_date")?;
            json::time_or_day(estimate, "to").or_else(|| json::time_or_day(estimate, "from"))
        });
        for provider in objects(providers, "providers") {
            let named = provider.get("provider").unwrap_or(&Value::Null);
            let carrier =
                numbered(named, "key").or_else(|| json::raw(named, "name").and_then(|name| carriers::from_text(&name)));
            history.lines.extend(objects(provider, "events").filter_map(|event| line(event, carrier)));
        }
        let carrier = numbered(data, "carrier").or_else(|| history.lines.iter().find_map(|line| line.carrier));
        history.summary = info.get("latest_status").and_then(coded).map(|line| Line { carrier, ..line });
        if history.lines.is_empty() && history.summary.is_none() {
            return Ok(Reports::unreadable());
        }
        Ok(history.reports())
    }
}

/// The carrier of one of 17TRACK's numbers.
fn numbered(value: &Value, field: &str) -> Option<&'static str> {
    json::raw(value, field).and_then(|key| key.parse().ok()).and_then(carriers::from_17track)
}

/// A code and what it means: of `sub_status`, `stage` and `status` the first that there is. One that is
/// not listed goes by the main status before its underscore.
fn coded(value: &Value) -> Option<Line> {
    let code = ["sub_status", "stage", "status"].into_iter().find_map(|field| json::shown(value, field, 64))?;
    let listed = statuses::meaning(&code);
    let by_main = || code.split_once('_').and_then(|(main, _)| statuses::meaning(main));
    let meaning = listed.or_else(by_main).unwrap_or_default();
    Some(Line { code: Some(code), meaning, unknown: listed.is_none(), ..Line::default() })
}

fn line(event: &Value, carrier: Option<&'static str>) -> Option<Line> {
    let address = event.get("address").unwrap_or(&Value::Null);
    let location = town(address, "city").or_else(|| place(event, "location"));
    history::line(coded(event), when(event), location, carrier)
}

/// The time of an event as it was written, and as it is read: the first of its three forms that can be.
fn when(event: &Value) -> (String, Option<Instant>) {
    let raw = event.get("time_raw").unwrap_or(&Value::Null);
    let part = |field: &str| json::raw(raw, field).unwrap_or_default();
    let local = format!("{}T{}{}", part("date").trim(), part("time").trim(), part("timezone").trim());
    let forms = [json::raw(event, "time_iso"), json::raw(event, "time_utc"), Some(local)];
    let mut forms = forms.into_iter().flatten().map(|written| (time::parse(&written, time::WARSAW), written));
    forms.find(|(at, _)| at.is_some()).map(|(at, written)| (written, at)).unwrap_or_default()
}
