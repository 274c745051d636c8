//! What the tests of the sources share: fixtures, a delivery, what a courier makes of it.

use chrono::{DateTime, Utc};
use http::HeaderMap;
use serde_json::Value;
use sledz_domain::status::Status;
use sledz_sources::{
    couriers::{Courier, Reports},
    delivery::Delivery,
    proof::Secrets,
    registry,
};
use std::{fs, path::Path};

/// A file below `tests/fixtures`.
pub(crate) fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures").join(name);
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// When the tests happen.
pub(crate) fn now() -> DateTime<Utc> {
    "2026-10-05T12:00:00Z".parse().unwrap()
}

/// An instant.
pub(crate) fn time(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// The courier of that name.
pub(crate) fn courier(name: &str) -> &'static dyn Courier {
    registry::courier(name).unwrap_or_else(|| panic!("no courier {name}"))
}

/// What a courier makes of a verified message.
pub(crate) fn read(name: &str, message: &Value) -> Reports {
    let headers = HeaderMap::new();
    let delivery = Delivery { headers: &headers, body: &[], query: "", path_token: None, now: now() };
    courier(name).read(message, &delivery).unwrap_or_else(|why| panic!("{name}: {}", why.0))
}

/// Whether a courier believes a delivery with these headers and this body.
pub(crate) fn is_proven(name: &str, secrets: &str, headers: &[(&str, &str)], body: &[u8]) -> bool {
    let mut sent = HeaderMap::new();
    for (header, value) in headers {
        let header: http::HeaderName = header.parse().unwrap();
        sent.append(header, value.parse().unwrap());
    }
    let delivery = Delivery { headers: &sent, body, query: "", path_token: None, now: now() };
    let secrets = Secrets::parse(secrets);
    courier(name).is_configured(&secrets) && courier(name).is_proven(&delivery, &secrets)
}

/// What the parcel becomes by each event of a message, in its order.
pub(crate) fn statuses(reports: &Reports) -> Vec<Option<Status>> {
    reports.events.iter().map(|report| report.event.status).collect()
}
