//! DPD Germany: statuses as the document has them, the query, the answer.

use crate::{
    document, hostile,
    world::{courier, fixture, is_proven, read, statuses, time},
};
use serde_json::{Value, json};
use sledz_domain::{parcel::Note, status::Status, time::TimeSource};
use sledz_sources::{carriers::dpd::germany, couriers::Receives, proof::Secrets};

/// The query of DPD's own example, as the message that it becomes.
fn example() -> Value {
    let query = String::from_utf8(fixture("dpd-de/push_query.txt")).unwrap();
    let pairs = query.split('&').map(|pair| pair.split_once('=').unwrap());
    Value::Object(pairs.map(|(name, value)| (name.to_owned(), json!(value))).collect())
}

fn with(changes: &[(&str, &str)]) -> Value {
    let mut message = example();
    for (name, value) in changes {
        message[*name] = json!(value);
    }
    message
}

#[test]
fn every_status_means_what_the_document_says() {
    let mut seen = 0;
    for row in document::rows("dpd-germany.md") {
        for code in &row.codes {
            let expected = match code.as_str() {
                // Ruling 4 decides where the document leaves a choice.
                "delivery_nab" => Some(Status::FailedAttempt),
                "delivery_notification" => None,
                _ => Some(Status::from_name(&row.columns[1]).unwrap()),
            };
            let meaning = germany::meaning(code).unwrap_or_else(|| panic!("{code} is not in the table"));
            assert_eq!(meaning.status, expected, "{code}");
            assert_eq!(germany::meaning(&code.to_uppercase()), Some(meaning));
            seen += 1;
        }
    }
    assert_eq!(seen, germany::CODES.len());
}

#[test]
fn the_example() {
    let reports = read("dpd-de", &example());
    assert!(!reports.unreadable);
    let [report] = reports.events.as_slice() else { panic!("one event") };
    assert_eq!(report.tracking_number.as_deref(), Some("01234567890123"));
    assert!(!report.unknown_code);
    let event = &report.event;
    assert_eq!(event.carrier.as_deref(), Some("dpd"));
    assert_eq!(event.status, Some(Status::Delivered));
    assert_eq!(event.code.as_deref(), Some("delivery_customer"));
    assert_eq!((event.at, event.time_source), (time("2026-10-03T05:16:00Z"), TimeSource::Assumed));
    assert_eq!(event.location.as_deref(), Some("DPD 0197"));
    assert_eq!(event.references, ["1001"]);
    let stored = serde_json::to_string(event).unwrap();
    for personal in ["PRZYK", "97350", "1200"] {
        assert!(!stored.contains(personal), "{personal} is kept");
    }
}

#[test]
fn main_events() {
    for (code, status, note) in [
        ("pickup_driver", Some(Status::Accepted), Some(Note::CollectedFromSender)),
        ("DELIVERY_DEPOT", Some(Status::InTransit), Some(Note::AtDestinationDepot)),
        ("delivery_carload", Some(Status::OutForDelivery), None),
        ("delivery_nab", Some(Status::FailedAttempt), None),
        ("delivery_notification", None, Some(Note::Notified)),
        ("delivery_shop", Some(Status::ReadyForPickup), Some(Note::AtPoint)),
        ("no_pickup_by_consignee", Some(Status::Returning), Some(Note::NotCollected)),
        ("error_return", Some(Status::Returning), None),
    ] {
        let reports = read("dpd-de", &with(&[("status", code)]));
        assert_eq!((reports.events[0].event.status, reports.events[0].event.note), (status, note), "{code}");
        assert!(!reports.events[0].unknown_code);
    }
}

#[test]
fn what_is_odd_is_kept_and_what_is_missing_is_counted() {
    let reports = read("dpd-de", &with(&[("status", "delivery_drone")]));
    assert_eq!(statuses(&reports), [None]);
    assert!(reports.events[0].unknown_code);
    assert_eq!(reports.events[0].event.code.as_deref(), Some("delivery_drone"));
    for date in ["", "yesterday", "2026-10-03T07:16:00", "31022026071600", "03101999071600"] {
        let event = &read("dpd-de", &with(&[("statusdate", date)])).events[0].event;
        assert_eq!((event.at, event.time_source), (event.learned, TimeSource::Learned), "{date}");
        assert_eq!(event.status, Some(Status::Delivered));
    }
    // The repeated hour of the autumn is the earlier one.
    let event = &read("dpd-de", &with(&[("statusdate", "25102026023000")])).events[0].event;
    assert_eq!(event.at, time("2026-10-25T00:30:00Z"));
    for reference in ["", "0", " "] {
        assert!(read("dpd-de", &with(&[("ref", reference)])).events[0].event.references.is_empty());
    }
    for bad in [with(&[("pnr", "")]), with(&[("status", "")]), json!({"pushid": "1"}), json!({})] {
        let reports = read("dpd-de", &bad);
        assert!(reports.unreadable && reports.events.is_empty());
    }
}

#[test]
fn a_push_is_itself_by_its_id_or_by_what_it_says() {
    let id = |message: &Value| read("dpd-de", message).events[0].event.id;
    assert_eq!(id(&example()), id(&with(&[("receiver", "X"), ("weight", "1")])));
    assert_ne!(id(&example()), id(&with(&[("pushid", "8842")])));
    let bare = with(&[("pushid", "")]);
    assert_eq!(id(&bare), id(&bare));
    for (name, value) in [("statusdate", "03102026071601"), ("status", "error_return"), ("depot", "0198"), ("pnr", "1")]
    {
        assert_ne!(id(&bare), id(&with(&[("pushid", ""), (name, value)])), "{name}");
    }
}

#[test]
fn everything_is_answered_with_its_push_id() {
    let answered = |message: &Value| courier("dpd-de").answer(message).unwrap();
    let answer = answered(&example());
    assert_eq!(answer.content_type, "application/xml");
    assert_eq!(answer.body.into_bytes(), fixture("dpd-de/push_answer.xml"));
    for (given, written) in [
        ("8841", "8841"),
        ("", ""),
        ("a&b<c>\"'", "a&amp;b&lt;c&gt;&quot;'"),
        ("1\u{0}\u{8}\n2\u{9f}\u{ffff}", "12"),
        ("żółw", "żółw"),
        ("]]></pushid>", "]]&gt;&lt;/pushid&gt;"),
    ] {
        let body = answered(&json!({"pushid": given})).body;
        assert_eq!(body, format!("<push><pushid>{written}</pushid><status>OK</status></push>"));
    }
    for odd in [json!({}), json!({"pushid": []}), json!({"pushid": null}), json!(7)] {
        assert_eq!(answered(&odd).body, "<push><pushid></pushid><status>OK</status></push>");
    }
}

#[test]
fn it_comes_in_the_query_and_needs_a_token() {
    let dpd = courier("dpd-de");
    assert_eq!(dpd.receives(), Receives::Query);
    assert!(dpd.refusal().is_none());
    for (secrets, is_configured) in
        [("path:token", true), ("path:a path:b", true), ("", false), ("word hmac:x basic:a:b header:a:b", false)]
    {
        assert_eq!(dpd.is_configured(&Secrets::parse(secrets)), is_configured, "{secrets}");
    }
    assert!(is_proven("dpd-de", "path:token", &[], b""));
}

#[test]
fn hostile_input() {
    hostile::survives("dpd-de", &example());
}
