//! FedEx: its codes, its signature, its histories.

use crate::{
    hostile::survives,
    world::{fixture, is_proven, read, time},
};
use serde_json::{Value, json};
use sledz_domain::{parcel::Note, status::Status, time::TimeSource};
use sledz_sources::{
    carriers::{self, fedex::events},
    couriers::{Reports, fedex::NAME},
    meaning::Meaning,
};

const NUMBER: &str = "794953535000";

fn history() -> Value {
    serde_json::from_slice(&fixture("fedex/history.json")).unwrap()
}

/// Where the only parcel of the history lies.
fn parcel(message: &mut Value) -> &mut Value {
    message.pointer_mut("/output/completeTrackResults/0/trackResults/0").unwrap()
}

#[test]
fn every_code_of_the_document() {
    // Section 4.5, in its words and order.
    for (words, codes) in [
        ("delivered", &["DL"][..]),
        ("out for delivery", &["OD", "AD", "ED"]),
        ("in transit", &["IT", "IX"]),
        ("delayed", &["DY", "DD"]),
        ("on hold", &["DE", "SE"]),
        ("failed", &["CA", "RS"]),
        ("ready for pickup", &["HL"]),
    ] {
        for code in codes {
            let expected = match (words, *code) {
                ("delivered", _) => Meaning::moves(Status::Delivered),
                ("out for delivery", _) => Meaning::moves(Status::OutForDelivery),
                ("in transit", _) => Meaning::moves(Status::InTransit),
                // Ruling 9 for DY; DD is the same word, and ruling 3 has all of them soft.
                ("delayed", _) => Meaning::late(),
                // Karrio's on_hold stands in the row of exceptions.
                ("on hold", _) => Meaning::moves(Status::Exception),
                // FedEx's own names are "return to shipper" (ruling 4: returning) and "shipment cancelled".
                ("failed", "RS") => Meaning::moves(Status::Returning),
                ("failed", _) => Meaning::moves(Status::Cancelled),
                _ => Meaning::noted(Status::ReadyForPickup, Note::AtPoint),
            };
            assert_eq!(events::meaning(code), Some(expected), "{code}");
            assert_eq!(carriers::meaning("fedex", &code.to_ascii_lowercase()), Some(expected));
        }
    }
    let mut codes = events::CODES.map(|(code, _)| code);
    codes.sort_unstable();
    assert!(codes.windows(2).all(|pair| pair[0] != pair[1]), "a code is listed twice");
    assert_eq!(events::meaning("ZZ"), None);
}

#[test]
fn signatures() {
    let vectors: Value = serde_json::from_slice(&fixture("fedex/signatures.json")).unwrap();
    for vector in vectors.as_array().unwrap() {
        let text = |field: &str| vector[field].as_str().unwrap();
        let body = fixture(&format!("fedex/{}", text("file")));
        let (secret, signature) = (text("secret"), text("signature"));
        let proven = |secrets: &str, signature: &str, body: &[u8]| {
            is_proven(NAME, secrets, &[("fdx-signature", signature)], body)
        };
        assert!(proven(secret, signature, &body));
        assert!(proven(&format!("older {secret}"), signature, &body), "rotation");
        assert!(!proven("other", signature, &body));
        let mut spoilt = body.clone();
        spoilt[20] ^= 1;
        assert!(!proven(secret, signature, &spoilt), "a spoilt body");
        for wrong in [signature.replacen('M', "N", 1), String::new(), "%".to_owned(), signature[..20].to_owned()] {
            assert!(!proven(secret, &wrong, &body), "{wrong}");
        }
        assert!(!is_proven(NAME, secret, &[], &body), "no signature");
        assert!(!proven("path:token", signature, &body), "a token in the path is no key");
    }
}

#[test]
fn every_scan_is_an_event() {
    let reports = read(NAME, &history());
    assert!(!reports.unreadable);
    let said: Vec<_> = reports
        .events
        .iter()
        .map(|report| {
            let event = &report.event;
            assert_eq!(report.tracking_number.as_deref(), Some(NUMBER));
            assert!(!report.unknown_code);
            assert_eq!((event.source.as_str(), event.carrier.as_deref()), ("fedex", Some("fedex")));
            assert_eq!(event.estimated_delivery, Some(time("2026-10-03T16:00:00Z")));
            assert_eq!(event.references, ["1001-A"]);
            assert_eq!(event.time_source, TimeSource::Given);
            (event.code.as_deref().unwrap(), event.status, event.note, event.at, event.location.as_deref())
        })
        .collect();
    assert_eq!(
        said,
        [
            ("OD", Some(Status::OutForDelivery), None, time("2026-10-03T05:50:00Z"), Some("Kraków")),
            ("DY", None, Some(Note::Delayed), time("2026-10-02T20:15:00Z"), Some("Warszawa")),
            ("AR", Some(Status::InTransit), Some(Note::AtDepot), time("2026-10-02T12:31:00Z"), Some("Warszawa")),
            (
                "PU",
                Some(Status::Accepted),
                Some(Note::CollectedFromSender),
                time("2026-10-01T14:05:00Z"),
                Some("Poznań")
            ),
            ("OC", Some(Status::PreTransit), None, time("2026-10-01T08:30:57Z"), None),
        ]
    );
    let delays: Vec<bool> = reports.events.iter().map(|report| report.event.announces_delay).collect();
    assert_eq!(delays, [false, true, false, false, false]);
}

#[test]
fn a_milestone_told_twice_is_one_event() {
    let whole = read(NAME, &history());
    assert_eq!(whole, read(NAME, &history()));
    let mut later = history();
    let scans = parcel(&mut later)["scanEvents"].as_array_mut().unwrap();
    scans[0]["scanLocation"]["city"] = json!("Kraków Podgórze");
    scans.insert(0, json!({"date": "2026-10-03T12:00:00+02:00", "eventType": "DL"}));
    let later = read(NAME, &later);
    let ids = |reports: &Reports| reports.events.iter().map(|report| report.event.id).collect::<Vec<_>>();
    assert_eq!(ids(&later)[1..], ids(&whole), "other details, the same milestone");
    assert_eq!(later.events[0].event.status, Some(Status::Delivered));
}

#[test]
fn codes_and_times_that_are_not_usual() {
    let tell = |scan: Value| {
        let mut message = history();
        parcel(&mut message)["scanEvents"] = json!([scan]);
        let report = read(NAME, &message).events.remove(0);
        (report.event.code, report.event.status, report.event.time_source, report.unknown_code)
    };
    let code = |code: &str| Some(code.to_owned());
    let cases = [
        (
            json!({"date": "2026-10-02T10:00:00", "eventType": "QQ", "derivedStatusCode": "IT"}),
            (code("QQ"), Some(Status::InTransit), TimeSource::Assumed, false),
        ),
        (
            json!({"date": "soon", "eventType": "QQ", "derivedStatusCode": "QR"}),
            (code("QQ"), None, TimeSource::Learned, true),
        ),
        (
            json!({"eventType": "", "derivedStatusCode": "DL"}),
            (code("DL"), Some(Status::Delivered), TimeSource::Learned, false),
        ),
    ];
    for (scan, expected) in cases {
        assert_eq!(tell(scan.clone()), expected, "{scan}");
    }
}

#[test]
fn without_scans_the_latest_status_counts() {
    let mut message = history();
    let result = parcel(&mut message);
    result["scanEvents"] = json!([]);
    result["latestStatusDetail"] = json!({"code": "DL", "derivedCode": "DL", "scanLocation": {"city": "Kraków"}});
    result["dateAndTimes"] = json!([{"type": "ACTUAL_DELIVERY", "dateTime": "2026-10-03T12:00:00+02:00"}]);
    let reports = read(NAME, &message);
    assert_eq!(reports.events.len(), 1);
    let event = &reports.events[0].event;
    assert_eq!((event.status, event.at), (Some(Status::Delivered), time("2026-10-03T10:00:00Z")));
    assert_eq!(event.location.as_deref(), Some("Kraków"));
}

#[test]
fn several_parcels_and_none() {
    let two = json!({"completeTrackResults": [
        {"trackingNumber": "1111 2222 3333", "trackResults": [{"scanEvents": [{"eventType": "OD"}]}]},
        {"trackingNumber": "444455556666", "trackResults": [
            {"trackingNumberInfo": {"trackingNumber": "777788889999"}, "scanEvents": [{"eventType": "DL"}]},
            {"error": {"code": "TRACKING.TRACKINGNUMBER.NOTFOUND"}},
        ]},
        {"trackResults": [{"scanEvents": [{"eventType": "DL"}]}]},
    ]});
    let reports = read(NAME, &two);
    let numbers: Vec<_> = reports.events.iter().map(|report| report.tracking_number.as_deref().unwrap()).collect();
    assert_eq!(numbers, ["111122223333", "777788889999"]);
    assert!(reports.unreadable, "one has no number");
    for nothing in [json!({}), json!({"output": {}}), json!({"output": {"completeTrackResults": [{}]}})] {
        assert_eq!(read(NAME, &nothing), Reports::unreadable(), "{nothing}");
    }
}

#[test]
fn references_are_the_shops_own() {
    let mut message = history();
    parcel(&mut message)["additionalTrackingInfo"]["packageIdentifiers"] = json!([
        {"type": "SHIPPER_REFERENCE", "value": "#1002"},
        {"type": "CUSTOMER_REFERENCE", "values": ["1003", "0", "", "1002", 7]},
        {"type": "TRACKING_NUMBER_OR_DOORTAG", "values": ["794953535000"]},
    ]);
    assert_eq!(read(NAME, &message).events[0].event.references, ["1002", "1003"]);
}

#[test]
fn nothing_of_the_recipient_is_kept() {
    let reports = read(NAME, &history());
    let events: Vec<_> = reports.events.iter().map(|report| &report.event).collect();
    let stored = serde_json::to_string(&events).unwrap();
    for personal in ["Jan", "Przykład", "PRZYK", "Prywatna", "30-001", "600000001"] {
        assert!(!stored.contains(personal), "{personal}");
    }
}

#[test]
fn hostile_messages() {
    survives(NAME, &history());
}
