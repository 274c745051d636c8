//! EasyPost: its signature, its tracker.

use crate::{
    aggregators::{ids, keeps_nothing_of, only_exactly},
    hostile,
    world::{fixture, is_proven, read, statuses, time},
};
use serde_json::{Value, json};
use sledz_domain::{parcel::Note, status::Status, time::TimeSource};

/// `openssl dgst -sha256 -hmac hush` of the fixture.
const SIGNATURE: &str = "6f09cf383001c6420bd17445a55f8dc6d701a4d306ae25f12bb173304a6bf5c0";

fn sample() -> Value {
    serde_json::from_slice(&fixture("easypost/tracker_updated.json")).unwrap()
}

/// The sample with one event of this status and detail, which the tracker repeats.
fn one(status: &str, detail: Value, at: Value) -> Value {
    let mut message = sample();
    message["result"]["status"] = json!(status);
    message["result"]["status_detail"] = detail.clone();
    message["result"]["tracking_details"] = json!([{"status": status, "status_detail": detail, "datetime": at}]);
    message
}

#[test]
fn the_signature_with_or_without_its_name() {
    let body = fixture("easypost/tracker_updated.json");
    only_exactly("easypost", "hush", "X-Hmac-Signature", SIGNATURE, &body);
    let proven = |given: &str| is_proven("easypost", "old hush", &[("X-Hmac-Signature", given)], &body);
    for (given, expected) in [
        (format!("hmac-sha256-hex={SIGNATURE}"), true),
        (format!(" hmac-sha256-hex={SIGNATURE} "), true),
        (SIGNATURE.to_uppercase(), true),
        (format!("hmac-sha512-hex={SIGNATURE}"), false),
        (format!("hmac-sha256-hex={}", &SIGNATURE[2..]), false),
        ("hmac-sha256-hex=".to_owned(), false),
    ] {
        assert_eq!(proven(&given), expected, "{given}");
    }
}

#[test]
fn the_example() {
    let reports = read("easypost", &sample());
    assert_eq!(statuses(&reports), [Some(Status::PreTransit), Some(Status::InTransit), Some(Status::OutForDelivery)]);
    let last = &reports.events[2];
    assert_eq!(last.tracking_number.as_deref(), Some("1Z999AA10123456784"));
    assert_eq!((last.event.at, last.event.time_source), (time("2026-10-05T07:12:00Z"), TimeSource::Given));
    assert_eq!(last.event.location.as_deref(), Some("Kraków"));
    assert_eq!(last.event.carrier.as_deref(), Some("ups"));
    assert!(!last.event.is_return && !last.unknown_code);
    assert_eq!(reports.events[1].event.note, Some(Note::AtDepot));
    let told: Vec<_> = reports.events.iter().map(|report| report.event.estimated_delivery).collect();
    assert_eq!(told, [None, None, Some(time("2026-10-05T18:00:00Z"))]);
    let mut returned = sample();
    returned["result"]["is_return"] = json!(true);
    assert!(read("easypost", &returned).events.iter().all(|report| report.event.is_return));
}

#[test]
fn statuses_and_details() {
    for (status, detail, becomes, note, delays) in [
        ("available_for_pickup", json!("arrived_at_pickup_location"), Some(Status::ReadyForPickup), None, false),
        ("delivered", json!("arrived_at_destination"), Some(Status::Delivered), None, false),
        ("return_to_sender", json!("return"), Some(Status::Returning), None, false),
        ("failure", Value::Null, Some(Status::Exception), None, false),
        ("failure", json!("refused"), Some(Status::FailedAttempt), Some(Note::Refused), false),
        ("failure", json!("lost"), Some(Status::Exception), Some(Note::Lost), false),
        ("failure", json!("delayed"), None, Some(Note::Delayed), true),
        ("in_transit", json!("weather_delay"), Some(Status::InTransit), Some(Note::Delayed), true),
        ("in_transit", json!("departed_facility"), Some(Status::InTransit), Some(Note::LeftDepot), false),
        ("cancelled", json!("cancelled"), Some(Status::Cancelled), None, false),
        ("unknown", json!("unknown"), None, None, false),
        ("error", Value::Null, None, None, false),
    ] {
        let report = &read("easypost", &one(status, detail.clone(), json!("2026-10-03T18:20:00Z"))).events[0];
        let event = &report.event;
        assert_eq!((event.status, event.note, event.announces_delay), (becomes, note, delays), "{status} {detail}");
        assert!(!report.unknown_code);
    }
    let reports = read("easypost", &one("beaming", Value::Null, json!("2026-10-03T18:20:00Z")));
    assert_eq!(statuses(&reports), [None], "told once, by the event");
    assert!(reports.events[0].unknown_code);
}

#[test]
fn the_trackers_status_is_an_event_of_its_own_only_if_no_event_has_it() {
    let mut message = sample();
    message["result"]["status"] = json!("delivered");
    message["result"]["status_detail"] = Value::Null;
    let reports = read("easypost", &message);
    assert_eq!(statuses(&reports).last(), Some(&Some(Status::Delivered)));
    assert_eq!(reports.events[3].event.at, time("2026-10-05T09:30:00Z"));
    let id = ids("easypost", &message);
    message["created_at"] = json!("2026-10-05T11:30:00Z");
    message["id"] = json!("evt_another");
    assert_eq!(ids("easypost", &message), id);
    assert_eq!(ids("easypost", &sample()), id[..3], "overlapping histories make no doubles");
}

#[test]
fn times_without_an_offset_are_utc() {
    for (written, at, source) in [
        (json!("2026-10-03T18:20:00Z"), "2026-10-03T18:20:00Z", TimeSource::Given),
        (json!("2026-10-03T18:20:00"), "2026-10-03T18:20:00Z", TimeSource::Given),
        (json!("2026-10-03T18:20:00-04:00"), "2026-10-03T22:20:00Z", TimeSource::Given),
        (json!("yesterday"), "2026-10-05T12:00:00Z", TimeSource::Learned),
        (Value::Null, "2026-10-05T12:00:00Z", TimeSource::Learned),
    ] {
        let event = &read("easypost", &one("in_transit", Value::Null, written.clone())).events[0].event;
        assert_eq!((event.at, event.time_source), (time(at), source), "{written}");
    }
}

#[test]
fn other_messages() {
    for (description, count) in
        [("tracker.created", 3), ("tracker.updated", 3), ("batch.created", 0), ("refund.successful", 0)]
    {
        let mut message = sample();
        message["description"] = json!(description);
        let reports = read("easypost", &message);
        assert_eq!((reports.events.len(), reports.unreadable), (count, false), "{description}");
    }
    for (place, value) in [
        ("/description", Value::Null),
        ("/result", Value::Null),
        ("/result/tracking_code", json!("")),
        ("/result", json!([])),
    ] {
        let mut message = sample();
        *message.pointer_mut(place).unwrap() = value;
        let reports = read("easypost", &message);
        assert!(reports.unreadable && reports.events.is_empty(), "{place}");
    }
}

#[test]
fn personal_data_is_not_kept() {
    keeps_nothing_of("easypost", &sample(), &["Żółkiewska", "31-001", "02-001", "Długa"]);
}

#[test]
fn hostile_input() {
    hostile::survives("easypost", &sample());
}
