//! Karrio: its secret in clear, its times of twelve hours.

use crate::{
    aggregators::{ids, keeps_nothing_of},
    hostile,
    world::{fixture, is_proven, read, statuses, time},
};
use serde_json::{Value, json};
use sledz_domain::{parcel::Note, status::Status, time::TimeSource};

fn sample() -> Value {
    serde_json::from_slice(&fixture("karrio/tracker_updated.json")).unwrap()
}

/// The sample with one event of these members.
fn one(members: Value) -> Value {
    let mut message = sample();
    message["data"]["status"] = json!("unknown");
    message["data"]["events"] = json!([members]);
    message
}

#[test]
fn the_secret_is_the_header() {
    let body = fixture("karrio/tracker_updated.json");
    let proven = |secrets: &str, given: &str| is_proven("karrio", secrets, &[("X-Event-Id", given)], &body);
    assert!(proven("s3cret", "s3cret"));
    assert!(proven("old s3cret", "s3cret"));
    for given in ["", "S3cret", "s3cre", "s3cret0", " s3cret", "old s3cret"] {
        assert!(!proven("old s3cret", given), "{given}");
    }
    assert!(!proven("", ""));
    assert!(!is_proven("karrio", "s3cret", &[], &body));
    assert!(!is_proven("karrio", "path:token", &[("X-Event-Id", "")], &body), "a token alone is no proof here");
}

#[test]
fn the_example() {
    let reports = read("karrio", &sample());
    assert_eq!(statuses(&reports), [Some(Status::OutForDelivery), None, Some(Status::Accepted)]);
    for (report, (at, location, code)) in reports.events.iter().zip([
        ("2026-10-05T05:16:00Z", "Kraków", "out_for_delivery"),
        ("2026-10-04T14:40:00Z", "Kraków, PL", "hub_scan"),
        ("2026-10-02T22:05:00Z", "Warszawa", "picked_up"),
    ]) {
        assert_eq!(report.tracking_number.as_deref(), Some("0000075077195U"));
        assert!(!report.unknown_code, "{code}: a carrier's own code is not counted");
        assert_eq!((report.event.at, report.event.time_source), (time(at), TimeSource::Assumed));
        assert_eq!(report.event.location.as_deref(), Some(location));
        assert_eq!(report.event.code.as_deref(), Some(code));
        assert_eq!(report.event.carrier.as_deref(), Some("dpd"));
        assert_eq!(report.event.references, ["1001"]);
    }
    let told: Vec<_> = reports.events.iter().map(|report| report.event.estimated_delivery).collect();
    assert_eq!(told, [Some(time("2026-10-05T21:59:59Z")), None, None]);
}

#[test]
fn statuses_of_the_tracker() {
    for (status, becomes, note) in [
        ("pending", Some(Status::PreTransit), None),
        ("picked_up", Some(Status::Accepted), None),
        ("in_transit", Some(Status::InTransit), None),
        ("ready_for_pickup", Some(Status::ReadyForPickup), None),
        ("delivered", Some(Status::Delivered), None),
        ("on_hold", Some(Status::Exception), Some(Note::Held)),
        ("delivery_delayed", None, Some(Note::Delayed)),
        ("delivery_failed", Some(Status::FailedAttempt), None),
        ("return_to_sender", Some(Status::Returning), None),
        ("cancelled", Some(Status::Cancelled), None),
    ] {
        // Older versions have no status on the events: the tracker's is one of its own, at the newest time.
        let mut message = one(json!({"date": "2026-10-03", "time": "07:16 AM", "code": "XX", "location": "Łódź"}));
        message["data"]["status"] = json!(status);
        let reports = read("karrio", &message);
        assert_eq!(statuses(&reports), [None, becomes], "{status}");
        assert_eq!(reports.events[1].event.note, note, "{status}");
        assert_eq!(reports.events[1].event.at, time("2026-10-03T05:16:00Z"));
        assert!(!reports.events[1].unknown_code);
    }
    // A carrier's own code may read like Karrio's status, and says nothing to us.
    let mut message = one(json!({"date": "2026-10-03", "time": "07:16 AM", "code": "delivered", "location": "Łódź"}));
    message["data"]["status"] = json!("delivered");
    message["data"]["carrier_name"] = json!("yodel");
    assert_eq!(statuses(&read("karrio", &message)), [None, Some(Status::Delivered)]);

    let mut message = sample();
    message["data"]["events"] = json!([]);
    message["data"]["status"] = json!("unknown");
    assert_eq!(read("karrio", &message), Default::default());
    message["data"]["status"] = json!("beaming");
    let reports = read("karrio", &message);
    assert_eq!(statuses(&reports), [None]);
    assert!(reports.events[0].unknown_code);
}

#[test]
fn the_code_of_a_carrier_that_we_know() {
    let mut message = one(json!({"date": "2026-10-03", "time": "07:16", "code": "adopted_at_target_branch"}));
    message["data"]["carrier_name"] = json!("inpost");
    let report = &read("karrio", &message).events[0];
    assert_eq!((report.event.status, report.event.note), (Some(Status::InTransit), Some(Note::AtDestinationDepot)));
    assert_eq!(report.event.carrier.as_deref(), Some("inpost"));
}

#[test]
fn clocks_of_every_kind() {
    for (date, clock, stamp, at, source) in [
        ("2026-10-03", "07:16 AM", "", "2026-10-03T05:16:00Z", TimeSource::Assumed),
        ("2026-10-03", "7:16 pm", "", "2026-10-03T17:16:00Z", TimeSource::Assumed),
        ("2026-10-03", "12:00 AM", "", "2026-10-02T22:00:00Z", TimeSource::Assumed),
        ("2026-10-03", "12:00 PM", "", "2026-10-03T10:00:00Z", TimeSource::Assumed),
        ("2026-10-03", "13:58", "", "2026-10-03T11:58:00Z", TimeSource::Assumed),
        ("2026-10-03", "13:58:30", "", "2026-10-03T11:58:30Z", TimeSource::Assumed),
        ("2026-10-03", "16:00 PM", "", "2026-10-03T14:00:00Z", TimeSource::Assumed),
        ("2026-10-03", "00:10 AM", "", "2026-10-02T22:10:00Z", TimeSource::Assumed),
        ("2026-10-25", "02:30 AM", "", "2026-10-25T00:30:00Z", TimeSource::Assumed),
        ("2026-10-03", "", "", "2026-10-02T22:00:00Z", TimeSource::Assumed),
        ("2026-10-03", "noon", "", "2026-10-02T22:00:00Z", TimeSource::Assumed),
        ("2026-10-03", "07:16 AM", "2026-10-03T04:16:00.000Z", "2026-10-03T04:16:00Z", TimeSource::Given),
        ("", "", "2026-10-03T04:16:00Z", "2026-10-03T04:16:00Z", TimeSource::Given),
        ("2026-10-03", "24:16", "", "2026-10-02T22:00:00Z", TimeSource::Assumed),
        ("2026-10-03", "07:61 AM", "", "2026-10-05T12:00:00Z", TimeSource::Learned),
        ("03/10/2026", "07:16 AM", "", "2026-10-05T12:00:00Z", TimeSource::Learned),
        ("", "07:16 AM", "", "2026-10-05T12:00:00Z", TimeSource::Learned),
    ] {
        let event = json!({"date": date, "time": clock, "timestamp": stamp, "status": "in_transit"});
        let event = &read("karrio", &one(event)).events[0].event;
        assert_eq!((event.at, event.time_source), (time(at), source), "{date} {clock} {stamp}");
    }
}

#[test]
fn overlapping_histories_make_no_doubles() {
    let later = ids("karrio", &sample());
    let mut message = sample();
    message["data"]["events"].as_array_mut().unwrap().remove(0);
    message["data"]["status"] = json!("picked_up");
    assert_eq!(ids("karrio", &message), later[1..]);
    // A newer version adds a timestamp, and the events stay the same.
    for event in message["data"]["events"].as_array_mut().unwrap() {
        event["timestamp"] = json!("2026-10-03T04:16:00Z");
    }
    assert_eq!(ids("karrio", &message), later[1..]);
}

#[test]
fn other_messages() {
    for event in ["shipment_purchased", "shipment_delivery_failed", "batch_completed", "order_created"] {
        let mut message = sample();
        message["event"] = json!(event);
        assert_eq!(read("karrio", &message), Default::default(), "{event}");
    }
    for event in ["tracker_created", "tracker.updated"] {
        let mut message = sample();
        message["event"] = json!(event);
        assert_eq!(read("karrio", &message).events.len(), 3, "{event}");
    }
    for (place, value) in [("/event", Value::Null), ("/data", json!("x")), ("/data/tracking_number", json!(" "))] {
        let mut message = sample();
        *message.pointer_mut(place).unwrap() = value;
        let reports = read("karrio", &message);
        assert!(reports.unreadable && reports.events.is_empty(), "{place}");
    }
    assert!(read("karrio", &json!({"event": "tracker_updated", "data": {"tracking_number": "1"}})).unreadable);
}

#[test]
fn personal_data_is_not_kept() {
    keeps_nothing_of("karrio", &sample(), &["Żółkiewska", "Długa", "31-001", "600100200", "lucja", "50.06"]);
}

#[test]
fn hostile_input() {
    hostile::survives("karrio", &sample());
}
