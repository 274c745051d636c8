//! DPD Germany's Tracking Push: GET with everything in the query, and a token in the path.

use crate::{
    carriers::PERSON,
    client::escaped,
    message::Message,
    secrets::{Secrets, words},
};
use chrono::{DateTime, Utc};
use chrono_tz::Europe::Berlin;

/// A scan; `push` is its own id, `order` the shop's reference or empty.
pub fn scan(secrets: &Secrets, push: u64, number: &str, status: &str, at: DateTime<Utc>, order: &str) -> Message {
    let token = words(secrets.courier("dpd-de"), "path:").first().copied().unwrap_or_default();
    let at = at.with_timezone(&Berlin).format("%d%m%Y%H%M%S");
    let path = format!(
        "/hooks/couriers/dpd-de/{token}?pushid={push}&pnr={number}&status={status}&statusdate={at}&depot=0197&ref={}\
         &receiver={}&services=101_DE_97350_NC_EXPA&pod={}&weight=1200",
        escaped(order),
        escaped(PERSON),
        escaped(PERSON),
    );
    Message::json(path, Vec::new()).method("GET").without("content-type")
}

/// The answer without which DPD sends it again.
pub fn answer(push: u64) -> String {
    format!("<push><pushid>{push}</pushid><status>OK</status></push>")
}
