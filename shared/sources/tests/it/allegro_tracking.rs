//! Allegro's tracking resource: its codes, what it is asked, and what its answers say.

use crate::{
    asking::{answer, asked, request, serves, survives, told, told_by, written},
    document,
    world::{fixture, time},
};
use serde_json::json;
use sledz_domain::{parcel::Note, status::Status, time::TimeSource};
use sledz_sources::{
    carriers::{self, allegro::tracking},
    pollers::{Told, allegro_tracking::NAME},
};

const SETTINGS: [(&str, &str); 3] = [
    ("allegro_url", "https://api.allegro.pl"),
    ("allegro_auth_url", "https://allegro.pl"),
    ("allegro_client", "id:secret"),
];
const WAYBILL: &str = "520000000000000000000001";

#[test]
fn every_code_means_what_the_document_says() {
    let column = document::canonical("Allegro");
    let listed = |code: &str| -> Vec<Status> {
        let holds = |cell: &str| cell.split([',', '/']).any(|part| part.trim() == code);
        column.iter().filter(|(_, cell)| holds(cell)).map(|(status, _)| *status).collect()
    };
    for (code, meaning) in tracking::CODES {
        let status = match code {
            // Taken and on its way are one code: the later is surer.
            "IN_TRANSIT" => Status::InTransit,
            // Two rows, as ruling 4 has it for P_A: one event each.
            "NOTICE_LEFT" => Status::FailedAttempt,
            // Three rows, as nobody says what the issue is.
            "ISSUE" => Status::Exception,
            _ => {
                assert_eq!(listed(code).len(), 1, "{code}");
                listed(code)[0]
            }
        };
        assert!(listed(code).contains(&status), "{code}");
        assert_eq!(meaning.status, Some(status), "{code}");
        assert_eq!(tracking::meaning(&code.to_ascii_lowercase()), Some(meaning));
        assert_eq!(carriers::meaning("allegro", code), Some(meaning));
    }
    assert_eq!(tracking::meaning("NOTICE_LEFT").and_then(|meaning| meaning.then), Some((Status::ReadyForPickup, None)));
    assert_eq!(tracking::meaning("LOST"), None);
}

#[test]
fn twenty_waybills_are_asked_about_at_once() {
    let made = request(NAME, &asked("inpost", &[WAYBILL, "A00003X987"]), &SETTINGS, "t.o-k_e~n").unwrap();
    assert_eq!(
        written(&made),
        "GET https://api.allegro.pl/order/carriers/INPOST/tracking?waybill=520000000000000000000001&waybill=A00003X987\n\
         accept: application/vnd.allegro.public.v1+json\nauthorization: Bearer t.o-k_e~n\nuser-agent: sledz\n\n"
    );
    let numbers: Vec<String> = (0..20).map(|n| format!("AD{n:010}")).collect();
    let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
    let made = request(NAME, &asked("allegro", &numbers), &SETTINGS, "t").unwrap();
    assert_eq!(crate::asking::tracking(NAME).most(), 20);
    assert_eq!(made.uri().query().unwrap().split('&').count(), 20);
    let odd = request(NAME, &asked("dpd", &["A&b=c d"]), &SETTINGS, "t").unwrap();
    assert_eq!(odd.uri().query(), Some("waybill=A%26b%3Dc%20d"));
    let secret = request(NAME, &asked("dpd", &["A"]), &SETTINGS, "tok\r\nx: y").unwrap_err();
    assert!(!secret.contains("tok"), "{secret}");
    assert!(request(NAME, &asked("gls", &["1"]), &SETTINGS, "t").is_err());
    assert!(request(NAME, &[], &SETTINGS, "t").is_err());
    assert!(request(NAME, &asked("dpd", &["A"]), &[], "t").is_err());
}

#[test]
fn carriers_are_those_that_allegro_names() {
    for (carrier, id) in [("allegro", "ALLEGRO"), ("inpost", "INPOST"), ("dpd", "DPD"), ("ups", "UPS"), ("dhl", "DHL")]
    {
        assert!(serves(NAME, carrier, "A00003X987"), "{carrier}");
        let made = request(NAME, &asked(carrier, &["A"]), &SETTINGS, "t").unwrap();
        assert_eq!(made.uri().path(), format!("/order/carriers/{id}/tracking"));
    }
    for carrier in ["other", "gls", "orlen", "fedex", "poczta-polska", ""] {
        assert!(!serves(NAME, carrier, "A00003X987"), "{carrier}");
    }
}

#[test]
fn a_history_is_its_events() {
    let parcels = asked("inpost", &[WAYBILL]);
    let told = told_by(NAME, &parcels, "allegro-tracking/tracking.json");
    let said: Vec<_> = told
        .reports
        .iter()
        .map(|report| {
            let event = &report.event;
            assert_eq!(report.tracking_number.as_deref(), Some(WAYBILL));
            assert_eq!((event.source.as_str(), event.carrier.as_deref()), (NAME, Some("inpost")));
            assert_eq!(event.time_source, TimeSource::Given);
            (event.code.as_deref().unwrap(), event.status, event.at)
        })
        .collect();
    assert_eq!(
        said,
        [
            ("IN_TRANSIT", Some(Status::InTransit), time("2026-10-02T08:00:00Z")),
            ("AVAILABLE_FOR_PICKUP", Some(Status::ReadyForPickup), time("2026-10-03T06:00:00Z")),
        ]
    );
    assert_eq!(told, told_by(NAME, &parcels, "allegro-tracking/tracking.json"), "copies are copies");
    assert_ne!(told.reports[0].event.id, told.reports[1].event.id);
}

#[test]
fn several_parcels_in_one_answer() {
    let body = json!({"carrierId": "ALLEGRO", "waybills": [
        {"waybill": "ad07mskvx4b03x7z6", "trackingDetails": {"statuses": [
            {"occurredAt": "2026-10-02T08:00:00", "code": "NOTICE_LEFT", "description": "Odbiorca Jan Przykładowy, 600000001"},
            {"occurredAt": "yesterday", "code": "WEIGHED"},
            {"occurredAt": "2026-10-02T08:00:00Z"},
        ]}},
        {"waybill": "A00003X987", "trackingDetails": null},
        {"waybill": "A00003X988"},
        {"waybill": "A00003X989", "trackingDetails": {"statuses": null}},
        {"waybill": "NOBODY1", "trackingDetails": {"statuses": [{"occurredAt": "2026-10-02T08:00:00Z", "code": "DELIVERED"}]}},
        7,
    ]});
    let parcels = asked("allegro", &["AD07MSKVX4B03X7Z6", "A00003X987", "A00003X988", "A00003X989"]);
    let told = told(NAME, &parcels, &answer(200, &[], body.to_string().as_bytes())).unwrap();
    let said: Vec<_> = told
        .reports
        .iter()
        .map(|report| {
            let event = &report.event;
            (
                report.tracking_number.as_deref().unwrap(),
                event.status,
                event.note,
                event.time_source,
                report.unknown_code,
            )
        })
        .collect();
    let number = "AD07MSKVX4B03X7Z6";
    assert_eq!(
        said,
        [
            (number, Some(Status::FailedAttempt), Some(Note::NobodyThere), TimeSource::Assumed, false),
            (number, Some(Status::ReadyForPickup), None, TimeSource::Assumed, false),
            (number, None, None, TimeSource::Learned, true),
        ]
    );
    assert_eq!(told.reports[0].event.at, time("2026-10-02T06:00:00Z"));
    assert_eq!(told.unreadable, 4, "a status without code, a history that is none, and two that nobody asked for");
    let stored = serde_json::to_string(&told.reports.iter().map(|report| &report.event).collect::<Vec<_>>()).unwrap();
    assert!(!stored.contains("Przykład") && !stored.contains("600000001"), "{stored}");
}

#[test]
fn answers_that_are_none() {
    let parcels = asked("inpost", &[WAYBILL]);
    for (status, headers, body, why, is_general) in [
        (401, &[][..], r#"{"error":"invalid_token"}"#, "refuses the access", true),
        (403, &[], "", "refuses the access", true),
        (429, &[("retry-after", "60")], "", "was asked too often", true),
        (406, &[], "", "answers 406", false),
        (500, &[], "<html>", "answers 500", false),
        (200, &[], "<html>", "its answer cannot be read: the body is not JSON", false),
        (200, &[], r#"{"carrierId":"INPOST","waybills":["#, "its answer cannot be read: the body is not JSON", false),
        (200, &[], r#"{"carrierId":"INPOST"}"#, "answers without a list of waybills", false),
        (200, &[], r#"{"waybills":{}}"#, "answers without a list of waybills", false),
    ] {
        let fault = told(NAME, &parcels, &answer(status, headers, body.as_bytes())).expect_err(why);
        assert!(fault.why.starts_with(why), "{}", fault.why);
        assert_eq!(fault.is_general, is_general, "{why}");
        assert_eq!(fault.wait.is_some(), !headers.is_empty());
    }
    let nothing = told(NAME, &parcels, &answer(200, &[], br#"{"waybills":[]}"#));
    assert_eq!(nothing, Ok(Told::default()));
}

#[test]
fn hostile_answers() {
    let message = serde_json::from_slice(&fixture("allegro-tracking/tracking.json")).unwrap();
    survives(NAME, &asked("inpost", &[WAYBILL]), &message);
}
