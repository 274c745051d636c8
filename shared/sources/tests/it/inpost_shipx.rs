//! InPost ShipX: statuses as the document has them, every kind of message, numbers that come late.

use crate::{
    document, hostile,
    world::{courier, fixture, is_proven, read, statuses, time},
};
use chrono::TimeDelta;
use serde_json::{Value, json};
use sledz_domain::{parcel::Note, status::Status, time::TimeSource};
use sledz_sources::{carriers::inpost::shipx, couriers::Receives, meaning::Meaning, proof::Secrets};

/// The canonical status that a cell names first, after what the rulings say of the cells that leave a
/// choice.
fn canonical(code: &str, cell: &str) -> Option<Status> {
    match code {
        // Rulings 3 and 4: what only delays, or only reminds, moves nothing; refusals are attempts.
        "delay_in_delivery" | "pickup_reminder_sent" => None,
        "rejected_by_receiver" | "avizo" => Some(Status::FailedAttempt),
        _ => cell.split([' ', ',']).next().and_then(Status::from_name).filter(|status| *status != Status::Unknown),
    }
}

fn sample(name: &str) -> Value {
    serde_json::from_slice(&fixture(&format!("inpost-shipx/{name}.json"))).unwrap()
}

fn message(name: &str, at: &str) -> Value {
    json!({"event_ts": at, "event": "shipment_status_changed", "organization_id": 1,
        "payload": {"shipment_id": 49, "status": name, "tracking_number": "602677439331630337653846"}})
}

#[test]
fn every_status_means_what_the_document_says() {
    let mut seen = 0;
    for row in document::rows("inpost-shipx.md") {
        for code in &row.codes {
            let meaning = shipx::meaning(code).unwrap_or_else(|| panic!("{code} is not in the table"));
            assert_eq!(meaning.status, canonical(code, &row.columns[1]), "{code}");
            assert_eq!(meaning.delays, code == "delay_in_delivery", "{code}");
            seen += 1;
        }
    }
    assert_eq!(seen, 53, "the document lists 53 names");
}

#[test]
fn names_of_the_apps_are_known_and_most_say_nothing() {
    // Ruling 8: three have a meaning, the others none.
    for (name, status) in [
        ("READY_FOR_COLLECTION", Some(Status::ReadyForPickup)),
        ("COLLECTED_BY_CUSTOMER", Some(Status::Delivered)),
        ("DELIVERY_ATTEMPT_FAILED", Some(Status::FailedAttempt)),
        ("NOT_COLLECTED", None),
        ("AVIZO_COMPLETED", None),
        ("AVIZO_REJECTED", None),
        ("COD_COMPLETED", None),
        ("COD_REJECTED", None),
        ("C2X_COMPLETED", None),
        ("C2X_REJECTED", None),
        ("PERMANENTLY_REDIRECTED_TO_BOX_MACHINE", None),
        ("PERMANENTLY_REDIRECTED_TO_CUSTOMER_SERVICE_POINT", None),
        ("IN_TRANSIT", None),
    ] {
        let meaning = shipx::meaning(name).unwrap_or_else(|| panic!("{name} is not in the table"));
        assert_eq!(meaning.status, status, "{name}");
        if status.is_none() {
            assert_eq!(meaning, Meaning::nothing(), "{name}");
        }
        let reports = read("inpost-shipx", &message(name, "2026-10-03 07:41:05 +0200"));
        assert!(!reports.events[0].unknown_code, "{name}");
    }
    assert_eq!(shipx::STATUSES.len(), 53 + 13);
}

#[test]
fn main_events() {
    for (name, status, note, reason) in [
        ("created", Some(Status::PreTransit), None, None),
        ("dispatched_by_sender", Some(Status::Accepted), Some(Note::DroppedInLocker), None),
        ("Ready_To_Pickup", Some(Status::ReadyForPickup), Some(Note::InLocker), None),
        ("avizo", Some(Status::FailedAttempt), Some(Note::FinalAttempt), Some("final")),
        ("rejected_by_receiver", Some(Status::FailedAttempt), Some(Note::Refused), Some("refused")),
        ("returned_to_sender", Some(Status::Returning), None, None),
        ("missing", Some(Status::Exception), Some(Note::Lost), Some("lost")),
        ("delay_in_delivery", None, Some(Note::Delayed), None),
    ] {
        let reports = read("inpost-shipx", &message(name, "2026-10-03 07:41:05 +0200"));
        let event = &reports.events[0].event;
        assert_eq!((event.status, event.note, event.reason.as_deref()), (status, note, reason), "{name}");
        assert_eq!(event.announces_delay, name == "delay_in_delivery");
        assert_eq!(event.code.as_deref(), Some(name));
        assert_eq!((event.at, event.time_source), (time("2026-10-03T05:41:05Z"), TimeSource::Given));
        assert_eq!(event.carrier.as_deref(), Some("inpost"));
        assert_eq!(event.shipment_id.as_deref(), Some("49"));
    }
}

#[test]
fn every_kind_of_message() {
    let confirmed = read("inpost-shipx", &sample("confirmed"));
    assert_eq!(confirmed.events[0].tracking_number.as_deref(), Some("602677439331630337653846"));
    assert_eq!(statuses(&confirmed), [Some(Status::PreTransit)]);
    // The older pages: no number yet, and who made the shipment.
    let mut early = sample("confirmed");
    early["payload"]["tracking_number"] = Value::Null;
    early["created_by_id"] = Value::Null;
    let reports = read("inpost-shipx", &early);
    assert_eq!(reports.events[0].tracking_number, None);
    assert_eq!(reports.events[0].event.shipment_id.as_deref(), Some("49"));
    early["created_by_id"] = json!(7);
    assert_eq!(read("inpost-shipx", &early), reports);
    assert_eq!(reports.events[0].event.id, confirmed.events[0].event.id, "with its number it is the same event");
    // Known by its number only.
    let mut bare = message("delivered", "2026-10-03 07:41:05 +0200");
    bare["payload"].as_object_mut().unwrap().remove("shipment_id");
    assert_eq!(read("inpost-shipx", &bare).events[0].event.shipment_id, None);
    // Says nothing of a parcel.
    let mut other = message("delivered", "2026-10-03 07:41:05 +0200");
    other["event"] = json!("label_printed");
    for nothing in [sample("offers_prepared"), other] {
        let reports = read("inpost-shipx", &nothing);
        assert!(reports.events.is_empty() && !reports.unreadable);
    }
    // Lacks what it needs.
    let mut nobody = bare.clone();
    nobody["payload"]["tracking_number"] = Value::Null;
    let mut no_status = bare.clone();
    no_status["payload"]["status"] = Value::Null;
    for unreadable in [json!({}), json!({"event": 5}), json!({"event": "shipment_status_changed"}), nobody, no_status] {
        let reports = read("inpost-shipx", &unreadable);
        assert!(reports.events.is_empty() && reports.unreadable, "{unreadable}");
    }
}

#[test]
fn times_and_unknown_names() {
    for (written, at, source) in [
        ("2026-01-10 12:00:00 +0100", "2026-01-10T11:00:00Z", TimeSource::Given),
        ("2026-01-10 12:00:00", "2026-01-10T11:00:00Z", TimeSource::Assumed),
        ("2026-07-10 12:00:00", "2026-07-10T10:00:00Z", TimeSource::Assumed),
        ("soon", "2026-10-05T12:00:00Z", TimeSource::Learned),
    ] {
        let event = &read("inpost-shipx", &message("delivered", written)).events[0].event;
        assert_eq!((event.at, event.time_source), (time(at), source), "{written}");
    }
    let reports = read("inpost-shipx", &message("beamed_up", "2026-10-03 07:41:05 +0200"));
    assert!(reports.events[0].unknown_code);
    assert_eq!(statuses(&reports), [None]);
}

#[test]
fn copies_are_one_event_and_the_reminder_tells_the_deadline() {
    let id = |message: &Value| read("inpost-shipx", message).events[0].event.id;
    let at = "2026-10-03 07:41:05 +0200";
    assert_eq!(id(&message("avizo", at)), id(&message("AVIZO", &format!(" {at}"))));
    assert_ne!(id(&message("avizo", at)), id(&message("avizo", "2026-10-03 07:41:06 +0200")));
    let event = &read("inpost-shipx", &message("pickup_reminder_sent", at)).events[0].event;
    assert_eq!(event.pickup.as_ref().unwrap().deadline, Some(event.at + TimeDelta::hours(24)));
}

#[test]
fn only_the_path_proves_it() {
    let shipx = courier("inpost-shipx");
    assert_eq!(shipx.receives(), Receives::JsonAndProbe);
    assert_eq!(shipx.confirmed_by(), Some("inpost-tracking"));
    assert!(!shipx.is_configured(&Secrets::parse("word hmac:x rsa:y basic:a:b header:a:b")));
    assert!(is_proven("inpost-shipx", "path:token", &[], b"{}"));
}

#[test]
fn hostile_input() {
    hostile::survives("inpost-shipx", &sample("ready_to_pickup"));
    hostile::survives("inpost-shipx", &sample("confirmed"));
    hostile::survives("inpost-shipx", &message("pickup_reminder_sent", "2026-10-03 07:41:05 +0200"));
}
