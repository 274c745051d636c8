//! Sendcloud: its signature, its statuses by name, its two units of time.

use crate::{
    aggregators::{ids, keeps_nothing_of, only_exactly},
    hostile,
    world::{fixture, read, statuses, time},
};
use serde_json::{Value, json};
use sledz_domain::{parcel::Note, status::Status, time::TimeSource};
use sledz_sources::couriers::sendcloud::statuses::{STATUSES, meaning};

const SIGNATURE: &str = "7872ceb01f0609891070050df5edb08acb23e05aeebee19cfb87e34624b57a0c";

fn sample() -> Value {
    serde_json::from_slice(&fixture("sendcloud/parcel_status.json")).unwrap()
}

fn with(place: &str, value: Value) -> Value {
    let mut message = sample();
    let (parent, name) = place.rsplit_once('/').unwrap();
    message.pointer_mut(parent).unwrap()[name] = value;
    message
}

#[test]
fn the_vectors_of_the_document() {
    only_exactly("sendcloud", "hush", "sendcloud-signature", SIGNATURE, &fixture("sendcloud/parcel_status.json"));
    let signature = "1eed4b3d41f4653ac64fd56f1bf1cbfd349e4482cbc11dff7134bd93e5da4b0a";
    only_exactly("sendcloud", "secretkey", "Sendcloud-Signature", signature, br#"{"key": "value"}"#);
}

#[test]
fn the_sample() {
    let reports = read("sendcloud", &sample());
    let [report] = reports.events.as_slice() else { panic!("one event") };
    assert_eq!(report.tracking_number.as_deref(), Some("3SYZXG132912330"));
    assert!(!report.unknown_code);
    let event = &report.event;
    assert_eq!((event.status, event.code.as_deref()), (Some(Status::InTransit), Some("En route to sorting center")));
    assert_eq!((event.at, event.time_source), (time("2026-10-01T10:30:00Z"), TimeSource::Given));
    assert_eq!(event.carrier.as_deref(), Some("other"), "PostNL is none of ours");
    assert_eq!(event.references, ["1001"]);
    assert_eq!(event.location, None);
}

#[test]
fn the_names_of_the_document() {
    for (name, status) in [
        ("Address invalid", Some(Status::Exception)),
        ("Announced", Some(Status::PreTransit)),
        ("Announced: not collected", Some(Status::PreTransit)),
        ("Announcement failed", None),
        ("At customs", Some(Status::InTransit)),
        ("At sorting centre", Some(Status::InTransit)),
        ("Awaiting customer pickup", Some(Status::ReadyForPickup)),
        ("Being announced", Some(Status::PreTransit)),
        ("Being sorted", Some(Status::InTransit)),
        ("Cancellation request", None),
        ("Cancelled", Some(Status::Cancelled)),
    ] {
        assert_eq!(meaning(name).unwrap_or_else(|| panic!("{name} is not in the table")).status, status, "{name}");
    }
    // A name and a code of the same row mean the same, however they are written.
    for (message, code, expected) in STATUSES {
        for name in [message.to_owned(), message.to_uppercase(), code.to_owned(), code.to_lowercase().replace('_', "-")]
        {
            assert_eq!(meaning(&name), Some(expected), "{name}");
        }
    }
}

#[test]
fn main_events() {
    for (message, status, note) in [
        ("Shipment picked up by driver", Some(Status::Accepted), Some(Note::CollectedFromSender)),
        ("Driver en route", Some(Status::OutForDelivery), None),
        ("Delivery attempt failed", Some(Status::FailedAttempt), Some(Note::NobodyThere)),
        ("Refused by recipient", Some(Status::FailedAttempt), Some(Note::Refused)),
        ("Delivery delayed", None, Some(Note::Delayed)),
        ("Delivered", Some(Status::Delivered), None),
        ("Shipment collected by customer", Some(Status::Delivered), Some(Note::Collected)),
        ("Returned to sender", Some(Status::Returned), None),
    ] {
        let report = &read("sendcloud", &with("/parcel/status", json!({"id": 999, "message": message}))).events[0];
        assert_eq!((report.event.status, report.event.note), (status, note), "{message}");
        assert!(!report.unknown_code, "{message}");
    }
}

#[test]
fn the_name_that_is_known_decides() {
    for (parent, status, code, expected, unknown) in [
        (Value::Null, json!({"code": "DRIVER_ON_ROUTE"}), "DRIVER_ON_ROUTE", Some(Status::OutForDelivery), false),
        (
            Value::Null,
            json!({"message": "Dostarczono", "code": "DELIVERED"}),
            "DELIVERED",
            Some(Status::Delivered),
            false,
        ),
        (
            json!("awaiting-customer-pickup"),
            json!({"message": "W punkcie"}),
            "awaiting-customer-pickup",
            Some(Status::ReadyForPickup),
            false,
        ),
        (json!("Being sorted"), json!({"message": "Delivered"}), "Being sorted", Some(Status::InTransit), false),
        (Value::Null, json!({"id": 11, "message": "Beamed up"}), "Beamed up", None, true),
    ] {
        let mut message = with("/parcel/status", status);
        message["parcel"]["parent_status"] = parent;
        let report = &read("sendcloud", &message).events[0];
        assert_eq!((report.event.status, report.event.code.as_deref()), (expected, Some(code)));
        assert_eq!(report.unknown_code, unknown, "{code}");
    }
}

#[test]
fn seconds_or_milliseconds_of_the_carrier_or_of_sendcloud() {
    for (carrier, own, at, source) in [
        (json!(1_790_850_600), json!(1), "2026-10-01T10:30:00Z", TimeSource::Given),
        (json!(1_790_850_600_500_u64), json!(1), "2026-10-01T10:30:00.500Z", TimeSource::Given),
        (json!("1790850600"), json!(1), "2026-10-01T10:30:00Z", TimeSource::Given),
        (Value::Null, json!(1_790_850_660_123_u64), "2026-10-01T10:31:00.123Z", TimeSource::Given),
        (json!(123), json!(1_790_850_660), "2026-10-05T12:00:00Z", TimeSource::Learned),
        (Value::Null, Value::Null, "2026-10-05T12:00:00Z", TimeSource::Learned),
    ] {
        let mut message = with("/carrier_status_change_timestamp", carrier.clone());
        message["timestamp"] = own;
        let event = &read("sendcloud", &message).events[0].event;
        assert_eq!((event.at, event.time_source), (time(at), source), "{carrier}");
    }
}

#[test]
fn carriers_returns_and_references() {
    for (members, carrier) in [
        (json!({"carrier": {"code": "inpost_pl", "name": "InPost"}}), Some("inpost")),
        (json!({"carrier": {"name": "DPD"}, "shipment": {"name": "GLS"}}), Some("dpd")),
        (json!({"shipment": {"name": "DPD Classic"}}), Some("dpd")),
        (json!({"shipment": {}}), None),
    ] {
        let mut message = sample();
        for (name, value) in members.as_object().unwrap() {
            message["parcel"][name] = value.clone();
        }
        assert_eq!(read("sendcloud", &message).events[0].event.carrier.as_deref(), carrier, "{members}");
    }
    assert!(read("sendcloud", &with("/parcel/is_return", json!(true))).events[0].event.is_return);
    assert!(!read("sendcloud", &with("/parcel/is_return", json!("yes"))).events[0].event.is_return);
    assert!(read("sendcloud", &with("/parcel/order_number", json!(""))).events[0].event.references.is_empty());
}

#[test]
fn other_messages() {
    for (place, value) in [
        ("/action", json!("integration_updated")),
        // No label yet: there is nothing to say, and nothing wrong.
        ("/parcel/tracking_number", json!("")),
        ("/parcel/tracking_number", Value::Null),
    ] {
        assert_eq!(read("sendcloud", &with(place, value)), Default::default(), "{place}");
    }
    for (place, value) in [
        ("/action", Value::Null),
        ("/parcel", json!([])),
        ("/parcel/tracking_number", json!({})),
        ("/parcel/status", json!({"id": 3})),
    ] {
        let reports = read("sendcloud", &with(place, value));
        assert!(reports.unreadable && reports.events.is_empty(), "{place}");
    }
    assert_eq!(statuses(&read("sendcloud", &sample())).len(), 1);
}

#[test]
fn an_event_is_itself_by_what_it_says() {
    let id = ids("sendcloud", &sample());
    assert_eq!(ids("sendcloud", &with("/timestamp", json!(1_790_850_700_000_u64))), id, "sent again");
    assert_ne!(ids("sendcloud", &with("/carrier_status_change_timestamp", json!(1_790_850_601))), id);
    assert_ne!(ids("sendcloud", &with("/parcel/status/message", json!("Delivered"))), id);
    assert_ne!(ids("sendcloud", &with("/parcel/tracking_number", json!("3SYZXG132912331"))), id);
}

#[test]
fn personal_data_is_not_kept() {
    let mut message = sample();
    for (name, value) in [
        ("address", json!("ul. Długa 7")),
        ("city", json!("Kraków")),
        ("postal_code", json!("31-001")),
        ("telephone", json!("600100200")),
        ("email", json!("lucja@example.com")),
        ("to_address", json!({"address_line_2": "Sklep U Zosi", "city": "Kraków"})),
    ] {
        message["parcel"][name] = value;
    }
    let personal = ["Żółkiewska", "Długa", "Kraków", "31-001", "600100200", "lucja", "Zosi"];
    keeps_nothing_of("sendcloud", &message, &personal);
}

#[test]
fn hostile_input() {
    let mut message = with("/parcel/is_return", json!(false));
    message["parcel"]["carrier"] = json!({"code": "dpd", "name": "DPD"});
    message["parcel"]["parent_status"] = json!("Being sorted");
    message["parcel"]["status"]["code"] = json!("SORTING");
    hostile::survives("sendcloud", &message);
}
