//! DHL Shipment Tracking Unified, Push.
//!
//! Sources: `https://developer.dhl.com/api-reference/shipment-tracking-unified-push` (1.2.5), its guide
//! "Push API 101" and collections of July 2025; the messages themselves as integrations read them, since
//! DHL publishes no sample. The guide warns that divisions differ in their structure: fields are looked
//! for in every place where they were seen.
//!
//! A subscription is made with a header and a value of the shop's choice (`hook.authentication`), which
//! come with every message; they, or a token in the path, prove the sender. It begins once we have called
//! back ([`activation`]).

use super::{Courier, Report, Reports, Subscription};
use crate::{
    carriers::dhl::{self, unified},
    delivery::{Delivery, Unusable},
    json,
    proof::{self, Secrets},
};
use http::{HeaderValue, Method, Request};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use sledz_domain::{event_id::EventId, parcel::ParcelEvent, text, time};

/// Its name in the path and in the variable.
pub const NAME: &str = "dhl";

/// See the module.
pub struct Dhl;

/// The header that carries what proves that we got the first message.
const HOOK_SECRET: &str = "dhl-api-hook-secret";

/// The longest text that is looked at, in characters.
const LONGEST: usize = 300;

/// All of an id but the unreserved characters of RFC 3986.
const RESERVED: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'~').remove(b'.');

impl Courier for Dhl {
    fn name(&self) -> &'static str {
        NAME
    }

    fn is_configured(&self, secrets: &Secrets) -> bool {
        !secrets.paths.is_empty() || !secrets.headers.is_empty()
    }

    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets) -> bool {
        secrets.headers.is_empty() || proof::header(delivery, &secrets.headers)
    }

    fn read(&self, message: &Value, delivery: &Delivery) -> Result<Reports, Unusable> {
        let scope = json::raw(message, "scope");
        Ok(match scope.as_deref().map(str::trim) {
            Some("subscription.push") => pushed(message, delivery),
            Some("subscription.validate") => match subscription(message, delivery) {
                Some(waits) => Reports { subscription: Some(waits), ..Reports::default() },
                None => Reports::unreadable(),
            },
            Some(_) => Reports::default(),
            None => Reports::unreadable(),
        })
    }
}

/// Makes the call that begins a subscription, answered with 2xx; `base` is scheme and host of DHL's
/// interface, `id` and `secret` are those of its [`Subscription`].
///
/// # Errors
/// If a part cannot stand in its place of a request; the text is for the operator.
pub fn activation(base: &str, key: &str, id: &str, secret: &str) -> Result<Request<Vec<u8>>, String> {
    if id.bytes().all(|byte| byte == b'.') {
        return Err("the subscription has no id".to_owned());
    }
    let base = base.trim_end_matches('/');
    let id = utf8_percent_encode(id, &RESERVED);
    let sensitive = |name: &str, value: &str| {
        let mut value =
            HeaderValue::from_str(value).map_err(|_| format!("the {name} holds characters that no header can"))?;
        value.set_sensitive(true);
        Ok::<_, String>(value)
    };
    Request::builder()
        .method(Method::POST)
        .uri(format!("{base}/tracking/push/v1/subscription/{id}"))
        .header("dhl-api-key", sensitive("DHL-API-Key", key)?)
        .header(HOOK_SECRET, sensitive("secret of the subscription", secret)?)
        .body(Vec::new())
        .ok()
        .filter(|call| call.uri().authority().is_some())
        .ok_or_else(|| "the address of DHL is not a URL".to_owned())
}

/// The subscription that waits: its id is the last part of its address.
fn subscription(message: &Value, delivery: &Delivery) -> Option<Subscription> {
    let address = json::shown(message, "self", 500)?;
    let path = address.split(['?', '#']).next()?.trim_end_matches('/');
    let (_, id) = path.rsplit_once('/').filter(|(_, id)| !id.is_empty() && *id != "subscription")?;
    let secret = json::shown(message, "secret", 500);
    let secret = secret.or_else(|| delivery.header(HOOK_SECRET).and_then(|secret| text::clean(secret, 500)))?;
    Some(Subscription { id: id.to_owned(), secret })
}

fn pushed(message: &Value, delivery: &Delivery) -> Reports {
    let shipments = many(message.get("shipments"));
    let mut reports = Reports { unreadable: shipments.is_empty(), ..Reports::default() };
    for shipment in shipments {
        match shipment_events(shipment, delivery) {
            Some(events) => reports.events.extend(events),
            None => reports.unreadable = true,
        }
    }
    reports
}

/// A list's items; what stands alone is a list of one.
fn many(value: Option<&Value>) -> &[Value] {
    match value {
        Some(Value::Array(items)) => items,
        Some(one @ Value::Object(_)) => std::slice::from_ref(one),
        _ => &[],
    }
}

/// The history of a shipment; none if it lacks its number or says nothing.
fn shipment_events(shipment: &Value, delivery: &Delivery) -> Option<Vec<Report>> {
    let number = json::raw(shipment, "id").or_else(|| json::raw(shipment, "trackingNumber"));
    let number = number.and_then(|number| text::tracking_number(&number))?;
    let is_express =
        json::shown(shipment, "service", 64).is_some_and(|service| service.to_ascii_lowercase().contains("express"));
    let read = |fields: &Value| event(fields, &number, is_express, delivery);
    let mut events: Vec<Report> = many(shipment.get("events")).iter().filter_map(read).flatten().collect();
    // The newest once more; some divisions tell no other. Without a time it cannot be told from those.
    let latest = read(within(shipment, "status"));
    let known = |report: &Report| {
        let is_same = |other: &Report| other.event.at == report.event.at && other.event.code == report.event.code;
        report.event.time_source == time::TimeSource::Learned || events.iter().any(is_same)
    };
    let latest = latest.filter(|latest| events.is_empty() || !latest.iter().all(known));
    events.extend(latest.into_iter().flatten());
    let estimate = json::time_or_day(shipment, "estimatedTimeOfDelivery")
        .or_else(|| json::time_or_day(shipment, "estimatedDeliveryDate"));
    let newest = events.iter_mut().max_by_key(|report| report.event.at)?;
    newest.event.estimated_delivery = estimate;
    Some(events)
}

/// One event: an item of the history, or the current status. None if it says nothing.
fn event(fields: &Value, number: &str, is_express: bool, delivery: &Delivery) -> Option<Vec<Report>> {
    let listed = first(fields, &["statusCode", "simplifiedStatus", "status"], |code| unified::meaning(code).is_some());
    let checkpoint = first(fields, &["divisionalStatus", "status", "statusDetailed"], |code| code.len() == 2);
    let checkpoint = checkpoint.filter(|_| is_express);
    let mut texts = Vec::new();
    for name in ["status", "description", "statusDetailed", "divisionalStatus"] {
        texts.extend(json::shown(fields, name, LONGEST).map(|text| text.to_ascii_lowercase()));
    }
    let meaning = unified::told(listed.as_deref(), checkpoint.as_deref(), &texts);
    // Where nothing is known, what looks like a code: a free text may hold a name.
    let anything = ["statusCode", "simplifiedStatus", "divisionalStatus", "status"];
    let code = listed.or_else(|| first(fields, &anything, is_code));
    if code.is_none() && texts.is_empty() {
        return None;
    }
    let written = json::raw(fields, "timestamp").unwrap_or_default();
    // The address lies in the location, is the location, or stands beside it.
    let address = within(within(fields, "location"), "address");
    let location = json::raw(address, "addressLocality").and_then(|place| town(&place));
    let country = json::raw(address, "countryCode").unwrap_or_default();
    // The code is so coarse that the words are needed to tell two events of one minute apart.
    let id = EventId::of(&[
        NAME,
        number,
        code.as_deref().unwrap_or_default(),
        written.trim(),
        &texts.join("\n"),
        location.as_deref().unwrap_or_default(),
    ]);
    let mut event = ParcelEvent::new(id, NAME, delivery.now);
    if let Some(instant) = time::parse_in(&written, &country) {
        (event.at, event.time_source) = (instant.at, instant.source);
    }
    event.carrier = Some(dhl::CARRIER.id.to_owned());
    event.code = code;
    event.location = location;
    let unknown = meaning.is_none();
    Some(Report::told(Some(number.to_owned()), meaning.unwrap_or_default(), event, unknown))
}

/// The first of these fields whose text fits.
fn first(fields: &Value, names: &[&str], fits: fn(&str) -> bool) -> Option<String> {
    names.iter().find_map(|name| json::shown(fields, name, LONGEST).filter(|text| fits(text)))
}

fn is_code(text: &str) -> bool {
    text.len() <= 32 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

/// What lies in a field, if that is an object; else what it would lie in.
fn within<'a>(fields: &'a Value, name: &str) -> &'a Value {
    fields.get(name).filter(|inner| inner.is_object()).unwrap_or(fields)
}

/// A town. DHL's own sample has a street before it ("Oderweg 2, AMSTERDAM"), which may be the customer's.
fn town(place: &str) -> Option<String> {
    let has_digit = |text: &str| text.bytes().any(|byte| byte.is_ascii_digit());
    let town = if has_digit(place) { place.rsplit(',').find(|part| !has_digit(part))? } else { place };
    text::clean(town, 60)
}
