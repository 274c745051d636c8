//! InPost Group API webhooks ("InPost International", versions of 2024 and 2025).
//!
//! Sources: `https://developers.inpost-group.com/webhooks`,
//! `https://developers.inpost-group.com/tracking-events`, and the repository `InPost/webhooks-java`.
//!
//! InPost agrees with each client on Basic credentials, headers of the client's choice, or a
//! signature; any one that is configured suffices. The signature is base64 of HMAC-SHA256 or of RSA
//! (SHA256withRSA, 4096 bits; InPost publishes its certificates in that repository) over the raw body or
//! over `{x-inpost-timestamp}.{body}`; which of them is not told on the wire.

use super::{Courier, Report, Reports};
use crate::{
    carriers::inpost::group,
    delivery::{Delivery, Unusable},
    json,
    proof::{self, Secrets, public_key::PublicKey, signed_base64},
};
use chrono::{TimeDelta, Utc};
use serde_json::Value;
use sledz_domain::base::BASE64;
use sledz_domain::{
    event_id::EventId,
    parcel::{ParcelEvent, Pickup},
    status::Status,
    text, time,
};

/// Its name in the path and in the variable.
pub const NAME: &str = "inpost";

/// How old a signed timestamp may be: the last retry comes about 37 minutes after the first.
const OLDEST: TimeDelta = TimeDelta::minutes(45);

/// How far a signed timestamp may lie ahead of our clock.
const AHEAD: TimeDelta = TimeDelta::minutes(5);

/// See the module.
pub struct Inpost;

impl Courier for Inpost {
    fn name(&self) -> &'static str {
        NAME
    }

    fn is_configured(&self, secrets: &Secrets) -> bool {
        *secrets != Secrets::default()
    }

    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets) -> bool {
        let only_the_path = secrets.words.is_empty()
            && secrets.hmacs.is_empty()
            && secrets.rsas.is_empty()
            && secrets.basics.is_empty()
            && secrets.headers.is_empty();
        only_the_path
            || is_signed(delivery, secrets)
            || proof::basic(delivery, &secrets.basics)
            || proof::header(delivery, &secrets.headers)
    }

    fn read(&self, message: &Value, delivery: &Delivery) -> Result<Reports, Unusable> {
        let number = json::raw(message, "trackingNumber").and_then(|number| text::tracking_number(&number));
        let code = json::shown(message, "eventCode", 64);
        let (Some(tracking_number), Some(code)) = (number, code) else {
            return Ok(Reports::unreadable());
        };
        let written = json::raw(message, "timestamp").unwrap_or_default();
        let id = match json::raw(message, "eventId") {
            Some(event_id) => EventId::of(&[self.name(), "event", event_id.trim()]),
            None => EventId::of(&[self.name(), &tracking_number, &code, written.trim()]),
        };
        let listed = group::meaning(&code);
        let meaning = listed.unwrap_or_else(|| group::by_prefix(&code));
        let mut event = ParcelEvent::new(id, self.name(), delivery.now);
        if let Some(instant) = time::parse(&written, time::WARSAW) {
            (event.at, event.time_source) = (instant.at, instant.source);
        }
        event.carrier = Some(self.name().to_owned());
        event.code = Some(code);
        event.location = message.get("location").and_then(place);
        let waits_at = message.get("newDestination").filter(|place| place.is_object());
        event.pickup = match meaning.status {
            Some(Status::ReadyForPickup) => message.get("location").and_then(pickup),
            _ => waits_at.and_then(pickup),
        };
        let direction = message.get("shipment").and_then(|shipment| shipment.get("type")).and_then(Value::as_str);
        event.is_return = direction.is_some_and(|kind| kind.eq_ignore_ascii_case("return"));
        event.references = json::raw(message, "customerReference")
            .and_then(|number| text::order_number(&number))
            .into_iter()
            .collect();
        event.returned_as = message
            .get("returnToSender")
            .and_then(|parcel| json::raw(parcel, "trackingNumber"))
            .and_then(|number| text::tracking_number(&number))
            .filter(|number| *number != tracking_number);
        Ok(Reports::of(Report::told(Some(tracking_number), meaning, event, listed.is_none())))
    }
}

fn is_signed(delivery: &Delivery, secrets: &Secrets) -> bool {
    let Some(signature) = delivery.header("x-inpost-signature") else { return false };
    let stamped = delivery.header("x-inpost-timestamp").filter(|timestamp| is_fresh(timestamp, delivery.now));
    let stamped = stamped.map(|timestamp| [timestamp.as_bytes(), b".", delivery.body]);
    let any_way = |holds: &dyn Fn(&[&[u8]]) -> bool| {
        holds(&[delivery.body]) || stamped.as_ref().is_some_and(|parts| holds(parts.as_slice()))
    };
    let mut keys = secrets.hmacs.iter().chain(&secrets.words);
    if keys.any(|key| any_way(&|parts| signed_base64(key.as_bytes(), parts, signature))) {
        return true;
    }
    let Ok(signature) = BASE64.decode(signature.trim().as_bytes()) else { return false };
    let mut keys = secrets.rsas.iter().filter_map(|key| PublicKey::read(key));
    keys.any(|key| any_way(&|parts| key.has_signed(parts, &signature)))
}

fn is_fresh(timestamp: &str, now: chrono::DateTime<Utc>) -> bool {
    time::parse_utc(timestamp).is_some_and(|sent| sent <= now + AHEAD && now - sent <= OLDEST)
}

/// A place that is InPost's own: an `ADDRESS` is the customer's, and is not kept.
fn public_place(location: &Value) -> Option<&Value> {
    let kind = location.get("type").and_then(Value::as_str)?;
    matches!(kind, "LOCKER_POINT" | "LOGISTIC_CENTER" | "PUDO_POINT" | "MPOK_POINT").then_some(location)
}

fn place(location: &Value) -> Option<String> {
    let location = public_place(location)?;
    let name = json::shown(location, "name", 60).or_else(|| json::shown(location, "id", 60));
    match (name, json::shown(location, "city", 60)) {
        (Some(name), Some(city)) => Some(format!("{name}, {city}")),
        (name, city) => name.or(city),
    }
}

fn pickup(location: &Value) -> Option<Pickup> {
    let location = public_place(location)?;
    let field = |name: &str| json::shown(location, name, 120);
    let town = [field("postalCode"), field("city")].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let address = [field("address"), Some(town).filter(|town| !town.is_empty()), field("description")];
    let address = address.into_iter().flatten().collect::<Vec<_>>().join(", ");
    Some(Pickup { name: field("name").or_else(|| field("id")), address: text::clean(&address, 200), deadline: None })
}
