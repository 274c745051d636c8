//! UPS Track Alert: its codes, its proof, its messages.

use crate::{
    document,
    hostile::survives,
    world::{fixture, is_proven, now, read, time},
};
use serde_json::{Value, json};
use sledz_domain::{parcel::Note, status::Status, time::TimeSource};
use sledz_sources::{
    carriers::{self, ups::track_alert},
    couriers::{Reports, ups::NAME},
};

const NUMBER: &str = "1Z999AA10123456784";

fn message(file: &str) -> Value {
    serde_json::from_slice(&fixture(&format!("ups/{file}.json"))).unwrap()
}

#[test]
fn every_type_means_what_the_document_says() {
    let mut seen = Vec::new();
    for (status, cell) in document::canonical("UPS") {
        let cell = cell.trim_end_matches("[I]").trim();
        if cell.is_empty() || cell == "-" {
            continue;
        }
        let expected = match cell {
            // Ruling 9; the rows of a failed attempt and of an exception both name it.
            "X" => Status::Exception,
            _ => status,
        };
        assert_eq!(carriers::meaning("ups", cell).and_then(|meaning| meaning.status), Some(expected), "{cell}");
        seen.push(cell.to_owned());
    }
    assert_eq!(seen, ["M", "I/OR", "I", "I/OT", "X", "D", "X"]);
    for (kind, code, status, note) in [
        ("M", "MP", Some(Status::PreTransit), None),
        // Ruling 4 has it accepted, where section 4.4 says in transit.
        ("I", "OR", Some(Status::Accepted), None),
        ("I", "DP", Some(Status::InTransit), Some(Note::LeftDepot)),
        ("I", "YP", Some(Status::InTransit), None),
        ("I", "OT", Some(Status::OutForDelivery), None),
        ("D", "FS", Some(Status::Delivered), None),
        ("D", "OT", Some(Status::OutForDelivery), None),
        ("x", "A1", Some(Status::Exception), None),
        ("MV", "", Some(Status::Cancelled), None),
        ("P", "PU", Some(Status::Accepted), Some(Note::CollectedFromSender)),
        ("RS", "RS", Some(Status::Returning), None),
        ("U", "SD", None, None),
    ] {
        let meaning = track_alert::meaning(kind, code).unwrap_or_else(|| panic!("{kind}/{code}"));
        assert_eq!((meaning.status, meaning.note, meaning.delays), (status, note, false), "{kind}/{code}");
    }
    assert_eq!(track_alert::meaning("Q", "OT"), None);
    assert_eq!(carriers::meaning("ups", "OT"), None, "a code alone says nothing");
}

#[test]
fn the_credential_is_the_proof() {
    let body = fixture("ups/manifest.json");
    let proven = |secrets: &str, headers: &[(&str, &str)]| is_proven(NAME, secrets, headers, &body);
    assert!(proven("hush", &[("credential", "hush"), ("user-agent", "UPSPubSubTrackingService")]));
    assert!(proven("old new path:token", &[("credential", "new")]) && proven("old new", &[("credential", "old")]));
    for given in ["", "Hush", "hush2", "hus", "old new"] {
        assert!(!proven("hush", &[("credential", given)]), "{given}");
    }
    assert!(!proven("hush", &[]) && !proven("hush", &[("authorization", "hush")]));
    assert!(!proven("path:token", &[("credential", "")]), "a token in the path is no credential");
    assert!(!proven("", &[("credential", "")]));
}

#[test]
fn messages_are_events() {
    for (file, code, status, at, location, estimate) in [
        ("manifest", "M/MP", Status::PreTransit, "2026-10-01T07:12:30Z", None, None),
        (
            "out_for_delivery",
            "I/OT",
            Status::OutForDelivery,
            "2026-10-03T07:15:19Z",
            Some("Kraków"),
            Some("2026-10-03T21:59:59Z"),
        ),
        ("delivered", "D/FS", Status::Delivered, "2026-10-03T09:50:04Z", Some("KRAKÓW"), None),
    ] {
        let reports = read(NAME, &message(file));
        assert_eq!(reports.events.len(), 1);
        let (number, event) = (reports.events[0].tracking_number.as_deref(), &reports.events[0].event);
        assert_eq!(number, Some(NUMBER), "a space before it is none of it");
        assert_eq!((event.code.as_deref(), event.status), (Some(code), Some(status)));
        assert_eq!((event.at, event.time_source), (time(at), TimeSource::Given));
        assert_eq!(event.location.as_deref(), location);
        assert_eq!(event.estimated_delivery, estimate.map(time));
        assert_eq!((event.source.as_str(), event.carrier.as_deref()), ("ups", Some("ups")));
        assert_eq!(reports, read(NAME, &message(file)), "a copy is a copy");
    }
}

#[test]
fn times_in_gmt_and_without() {
    for (gmt, local, at, source) in [
        (("20261001", "071230"), ("", ""), "2026-10-01T07:12:30Z", TimeSource::Given),
        (("", ""), ("20261001", "091230"), "2026-10-01T07:12:30Z", TimeSource::Assumed),
        (("20261001", ""), ("20261001", "091230"), "2026-10-01T07:12:30Z", TimeSource::Assumed),
        (("20261399", "071230"), ("20261001", "091230"), "2026-10-01T07:12:30Z", TimeSource::Assumed),
        (("2026-10-", "07:12:"), ("", ""), "2026-10-05T12:00:00Z", TimeSource::Learned),
        (("", ""), ("00010101", "000000"), "2026-10-05T12:00:00Z", TimeSource::Learned),
        (("", ""), ("", ""), "2026-10-05T12:00:00Z", TimeSource::Learned),
    ] {
        let mut message = message("manifest");
        message["gmtActivityDate"] = json!(gmt.0);
        message["gmtActivityTime"] = json!(gmt.1);
        message["localActivityDate"] = json!(local.0);
        message["localActivityTime"] = json!(local.1);
        let event = &read(NAME, &message).events[0].event;
        assert_eq!((event.at, event.time_source), (time(at), source), "{gmt:?} {local:?}");
    }
    assert_eq!(now(), time("2026-10-05T12:00:00Z"));
}

#[test]
fn unknown_types_are_kept() {
    let mut odd = message("out_for_delivery");
    odd["activityStatus"]["type"] = json!("Z9");
    let reports = read(NAME, &odd);
    assert!(reports.events[0].unknown_code);
    assert_eq!((reports.events[0].event.status, reports.events[0].event.code.as_deref()), (None, Some("Z9/OT")));
    for field in ["trackingNumber", "activityStatus"] {
        let mut lacking = message("manifest");
        lacking.as_object_mut().unwrap().remove(field);
        assert_eq!(read(NAME, &lacking), Reports::unreadable(), "{field}");
    }
    assert_eq!(read(NAME, &json!({"trackingNumber": " ", "activityStatus": {"type": "M"}})), Reports::unreadable());
}

#[test]
fn nothing_of_the_recipient_is_kept() {
    let stored = serde_json::to_string(&read(NAME, &message("delivered")).events[0].event).unwrap();
    for personal in ["Jan", "Przykład", "30-001", "aHR0c"] {
        assert!(!stored.contains(personal), "{personal}");
    }
}

#[test]
fn hostile_messages() {
    survives(NAME, &message("out_for_delivery"));
}
