//! InPost's tracking resource: what it is asked, and what its answers say.

use crate::{
    asking::{answer, asked, request, serves, survives, told, told_by, written},
    world::{fixture, time},
};
use sledz_domain::{
    parcel::{Note, Pickup},
    status::Status,
    time::TimeSource,
};
use sledz_sources::pollers::{Asked, Fault, Told, inpost_tracking::NAME};

const URL: (&str, &str) = ("inpost_tracking_url", "https://api-shipx-pl.easypack24.net");
const NUMBER: &str = "602677439331630337653846";
const BY_COURIER: &str = "633300208831612315289193";

fn locker() -> Vec<Asked> {
    asked("inpost", &[NUMBER])
}

fn read(body: &str) -> Result<Told, Fault> {
    told(NAME, &locker(), &answer(200, &[], body.as_bytes()))
}

#[test]
fn one_parcel_is_asked_about() {
    let made = request(NAME, &locker(), &[URL], "").unwrap();
    assert_eq!(
        written(&made),
        "GET https://api-shipx-pl.easypack24.net/v1/tracking/602677439331630337653846\n\
         accept: application/json\nuser-agent: sledz\n\n"
    );
    let odd = request(NAME, &asked("inpost", &["../x?y#z"]), &[("inpost_tracking_url", "http://127.0.0.1:81/")], "");
    assert_eq!(odd.unwrap().uri(), "http://127.0.0.1:81/v1/tracking/..%2Fx%3Fy%23z");
    assert!(request(NAME, &asked("inpost", &[NUMBER, BY_COURIER]), &[URL], "").is_err());
    assert!(request(NAME, &[], &[URL], "").is_err());
    assert_eq!(
        request(NAME, &locker(), &[("inpost_tracking_url", "https://a.pl/v1")], "").unwrap_err(),
        "inpost_tracking_url must be a scheme and a host without a path, such as https://api-shipx-pl.easypack24.net"
    );
}

#[test]
fn polish_numbers_of_inpost_are_its_own() {
    assert!(serves(NAME, "inpost", NUMBER));
    for (carrier, number) in [
        ("inpost", "60267743933163033765384"),
        ("inpost", "60267743933163033765384A"),
        ("other", NUMBER),
        ("dpd", "0000075077195U"),
    ] {
        assert!(!serves(NAME, carrier, number), "{carrier} {number}");
    }
}

#[test]
fn every_detail_is_an_event() {
    let told = told_by(NAME, &locker(), "inpost-tracking/locker.json");
    assert_eq!(told.unreadable, 0);
    let said: Vec<_> = told
        .reports
        .iter()
        .map(|report| {
            assert_eq!(report.tracking_number.as_deref(), Some(NUMBER));
            assert!(!report.unknown_code);
            let event = &report.event;
            assert_eq!((event.source.as_str(), event.carrier.as_deref()), (NAME, Some("inpost")));
            (event.code.as_deref().unwrap(), event.status, event.note, event.at, event.location.as_deref())
        })
        .collect();
    assert_eq!(
        said,
        [
            ("delivered", Some(Status::Delivered), None, time("2026-10-03T16:12:44Z"), None),
            ("pickup_reminder_sent", None, Some(Note::PickupReminder), time("2026-10-03T07:00:00Z"), None),
            ("ready_to_pickup", Some(Status::ReadyForPickup), Some(Note::InLocker), time("2026-10-02T09:40:03Z"), None),
            (
                "out_for_delivery",
                Some(Status::OutForDelivery),
                None,
                time("2026-10-02T05:15:00Z"),
                Some("Kraków Płaszów")
            ),
            (
                "adopted_at_target_branch",
                Some(Status::InTransit),
                Some(Note::AtDestinationDepot),
                time("2026-10-02T02:30:00Z"),
                Some("Kraków Płaszów")
            ),
            (
                "adopted_at_sorting_center",
                Some(Status::InTransit),
                Some(Note::AtSortingCentre),
                time("2026-10-01T21:05:11Z"),
                Some("Warszawa WZR")
            ),
            (
                "dispatched_by_sender",
                Some(Status::Accepted),
                Some(Note::DroppedInLocker),
                time("2026-10-01T13:00:00Z"),
                Some("WAW478M")
            ),
            ("confirmed", Some(Status::PreTransit), None, time("2026-10-01T08:00:00Z"), None),
        ]
    );
    let times: Vec<TimeSource> = told.reports.iter().map(|report| report.event.time_source).collect();
    assert_eq!(times.iter().filter(|source| **source == TimeSource::Given).count(), 7);
    assert_eq!(times[4], TimeSource::Assumed, "no offset: Warsaw");
    let waits: Vec<_> = told.reports.iter().filter_map(|report| report.event.pickup.clone()).collect();
    assert_eq!(
        waits,
        [
            Pickup { deadline: Some(time("2026-10-04T07:00:00Z")), ..Pickup::default() },
            Pickup {
                name: Some("KRA010".to_owned()),
                address: Some("ul. Przykładowa 1, 30-001 Kraków".to_owned()),
                deadline: None
            },
        ],
        "the reminder tells until when, the event of waiting there tells where"
    );
}

#[test]
fn told_again_it_is_the_same() {
    let ids = |told: Told| told.reports.into_iter().map(|report| report.event.id).collect::<Vec<_>>();
    let whole = ids(told_by(NAME, &locker(), "inpost-tracking/locker.json"));
    assert_eq!(whole, ids(told_by(NAME, &locker(), "inpost-tracking/locker.json")));
    let mut earlier: serde_json::Value = serde_json::from_slice(&fixture("inpost-tracking/locker.json")).unwrap();
    earlier["tracking_details"].as_array_mut().unwrap().remove(0);
    assert_eq!(ids(read(&earlier.to_string()).unwrap()), whole[1..], "an earlier answer holds a part of them");
    let mut distinct = whole.clone();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(distinct.len(), whole.len());
}

#[test]
fn nothing_of_the_recipient_is_kept() {
    let told = told_by(NAME, &asked("inpost", &[BY_COURIER]), "inpost-tracking/courier.json");
    let said: Vec<_> = told
        .reports
        .iter()
        .map(|report| (report.event.status, report.event.location.as_deref(), report.unknown_code))
        .collect();
    assert_eq!(
        said,
        [
            (Some(Status::Delivered), Some("Warszawa Ochota"), false),
            (Some(Status::FailedAttempt), None, false),
            (Some(Status::InTransit), None, false),
            (None, None, true),
            (Some(Status::InTransit), Some("Oddział Poznań"), false),
        ]
    );
    let stored = serde_json::to_string(&told.reports.iter().map(|report| &report.event).collect::<Vec<_>>()).unwrap();
    for personal in ["Prywatna", "02-002", "Jan", "Przykład", "600000001", "example"] {
        assert!(!stored.contains(personal), "{personal}");
    }
}

#[test]
fn a_status_without_details_is_an_event() {
    for details in ["[]", "null"] {
        let body = format!(
            r#"{{"tracking_number":"{NUMBER}","status":"CONFIRMED","updated_at":"2026-10-01T10:00:00+02:00","tracking_details":{details}}}"#
        );
        let told = read(&body).unwrap();
        assert_eq!(told.reports.len(), 1);
        let event = &told.reports[0].event;
        assert_eq!((event.status, event.at), (Some(Status::PreTransit), time("2026-10-01T08:00:00Z")));
    }
    let told = read(r#"{"status":"ready_to_pickup","custom_attributes":{"target_machine_id":"KRA010"}}"#).unwrap();
    let event = &told.reports[0].event;
    assert_eq!(event.time_source, TimeSource::Learned);
    assert_eq!(event.pickup.as_ref().and_then(|pickup| pickup.name.as_deref()), Some("KRA010"));
}

#[test]
fn a_detail_without_status_is_counted() {
    let told = read(r#"{"tracking_details":[{"datetime":"2026-10-01T10:00:00Z"},7,{"status":"delivered"}]}"#).unwrap();
    assert_eq!((told.reports.len(), told.unreadable), (1, 2));
}

#[test]
fn answers_that_are_none() {
    for (status, headers, body, why, wait, is_general) in [
        (429, &[("retry-after", "30")][..], "", "was asked too often", Some(30), true),
        (429, &[], "", "was asked too often", None, true),
        (500, &[], "<html>", "answers 500", None, false),
        (503, &[("retry-after", "Mon, 05 Oct 2026 12:00:00 GMT")], "", "answers 503", None, false),
        (301, &[("location", "https://example.com")], "", "answers 301", None, false),
        (
            200,
            &[],
            "<html><body>Przerwa techniczna</body></html>",
            "its answer cannot be read: the body is not JSON",
            None,
            false,
        ),
        (200, &[], "", "its answer cannot be read: the body is empty", None, false),
        (200, &[], "[]", "its answer cannot be read: the body is not a JSON object", None, false),
        (200, &[], "{}", "answers with neither status nor tracking_details", None, false),
        (200, &[], r#"{"status":{}}"#, "answers with neither status nor tracking_details", None, false),
        (
            200,
            &[],
            r#"{"status":"delivered","tracking_details":{}}"#,
            "answers with tracking_details that are no list",
            None,
            false,
        ),
        (
            200,
            &[],
            r#"{"tracking_number":"633300208831612315289193","status":"delivered"}"#,
            "answers with another parcel than it was asked about",
            None,
            false,
        ),
    ] {
        let fault = told(NAME, &locker(), &answer(status, headers, body.as_bytes())).expect_err(why);
        let waited = fault.wait.map(|wait| wait.num_seconds());
        assert_eq!((fault.why.as_str(), waited, fault.is_general), (why, wait, is_general), "{status} {body}");
    }
    let unknown = br#"{"status":404,"error":"resource_not_found","message":"Parcel is not found","details":{}}"#;
    assert_eq!(told(NAME, &locker(), &answer(404, &[], unknown)), Ok(Told::default()), "not known is no fault");
}

#[test]
fn hostile_answers() {
    let message = serde_json::from_slice(&fixture("inpost-tracking/locker.json")).unwrap();
    survives(NAME, &locker(), &message);
}
