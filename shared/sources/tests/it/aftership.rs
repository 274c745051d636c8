//! AfterShip: its signature, its checkpoints, its estimates.

use crate::{
    aggregators::{ids, keeps_nothing_of, only_exactly},
    hostile,
    world::{fixture, now, read, statuses, time},
};
use serde_json::{Value, json};
use sledz_domain::{parcel::Note, status::Status, time::TimeSource};
use sledz_sources::couriers::aftership::tags;

const SIGNATURE: &str = "k7dgWL3UMtO03G+4s2gWSlB6qqKblkAfE/0CDqzgi9M=";

fn sample() -> Value {
    serde_json::from_slice(&fixture("aftership/update.json")).unwrap()
}

/// A tracking with these members besides the sample's, and these checkpoints.
fn tracking(members: Value, checkpoints: Value) -> Value {
    let mut message = sample();
    for (name, value) in members.as_object().unwrap() {
        message["msg"][name] = value.clone();
    }
    message["msg"]["checkpoints"] = checkpoints;
    message
}

fn point(subtag: &str, at: &str) -> Value {
    json!({"slug": "dpd-poland", "tag": subtag.split('_').next(), "subtag": subtag, "checkpoint_time": at})
}

#[test]
fn the_vector_of_the_document() {
    only_exactly("aftership", "hush", "aftership-hmac-sha256", SIGNATURE, &fixture("aftership/update.json"));
}

#[test]
fn the_sample() {
    let reports = read("aftership", &sample());
    let [report] = reports.events.as_slice() else { panic!("one event: the checkpoint says what the tag says") };
    assert_eq!(report.tracking_number.as_deref(), Some("0000075077195U"));
    assert!(!report.unknown_code);
    let event = &report.event;
    assert_eq!((event.status, event.note), (Some(Status::InTransit), Some(Note::AtSortingCentre)));
    assert_eq!(event.code.as_deref(), Some("InTransit_003"));
    assert_eq!(event.carrier.as_deref(), Some("dpd"));
    assert_eq!((event.at, event.time_source), (time("2026-10-02T19:14:00Z"), TimeSource::Assumed));
    assert_eq!(event.location.as_deref(), Some("Warszawa"));
    assert_eq!(event.references, ["1001"]);
}

#[test]
fn the_subtags_of_the_document() {
    for (subtag, status, note) in [
        ("Delivered_001", Some(Status::Delivered), None),
        ("Delivered_002", Some(Status::Delivered), Some(Note::Collected)),
        ("Delivered_003", Some(Status::Delivered), None),
        ("Delivered_004", Some(Status::Delivered), None),
        ("AvailableForPickup_001", Some(Status::ReadyForPickup), None),
        ("Exception_001", Some(Status::Exception), None),
        ("Exception_002", Some(Status::Exception), Some(Note::UnknownRecipient)),
        ("Exception_003", Some(Status::FailedAttempt), Some(Note::Refused)),
        ("Exception_004", None, Some(Note::AtCustoms)),
        ("Exception_005", None, Some(Note::Delayed)),
        ("Exception_006", Some(Status::Exception), Some(Note::Held)),
        ("Exception_007", Some(Status::Exception), Some(Note::WrongAddress)),
        ("Exception_008", Some(Status::Exception), Some(Note::PickupExpired)),
        ("Exception_009", Some(Status::Exception), None),
        ("Exception_010", Some(Status::Returning), None),
        ("Exception_011", Some(Status::Returned), None),
        ("Exception_012", Some(Status::Exception), Some(Note::Damaged)),
        ("Exception_013", Some(Status::Exception), Some(Note::Lost)),
        ("InTransit_007", Some(Status::InTransit), Some(Note::LeftSortingCentre)),
        ("AttemptFail_002", Some(Status::FailedAttempt), Some(Note::NobodyThere)),
        ("InTransit_002", Some(Status::Accepted), None),
    ] {
        let meaning = tags::subtag(subtag).unwrap_or_else(|| panic!("{subtag} is not in the table"));
        assert_eq!((meaning.status, meaning.note), (status, note), "{subtag}");
        assert_eq!(meaning.delays, status.is_none(), "{subtag}");
    }
    // A subtag that adds nothing means what its tag means, and no name stands twice.
    for (place, (name, _)) in tags::SUBTAGS.iter().enumerate() {
        assert!(tags::tag(name.split('_').next().unwrap()).is_some(), "{name}");
        assert!(!tags::SUBTAGS[..place].iter().any(|(known, _)| known == name), "{name} stands twice");
    }
}

#[test]
fn an_unknown_subtag_goes_by_its_tag_and_an_unknown_tag_changes_nothing() {
    for (tag, subtag, status) in [
        (json!("Exception"), json!("Exception_099"), Some(Status::Exception)),
        (Value::Null, json!("Delivered_099"), Some(Status::Delivered)),
        (json!("Teleported"), json!("Teleported_001"), None),
        (json!("Teleported"), Value::Null, None),
    ] {
        let checkpoint = json!({"tag": tag, "subtag": subtag, "checkpoint_time": "2026-10-02T21:14:00"});
        let reports = read("aftership", &tracking(json!({"tag": tag, "subtag": subtag}), json!([checkpoint])));
        assert_eq!(statuses(&reports), [status], "{tag} {subtag}");
        assert!(reports.events[0].unknown_code);
        assert!(reports.events[0].event.code.is_some());
    }
    let plain = json!({"tag": "outfordelivery", "checkpoint_time": "2026-10-02T21:14:00"});
    let reports = read("aftership", &tracking(json!({"tag": "OutForDelivery", "subtag": null}), json!([plain])));
    assert_eq!(statuses(&reports), [Some(Status::OutForDelivery)]);
    assert!(!reports.events[0].unknown_code);
}

#[test]
fn the_tag_is_an_event_of_its_own_only_if_no_checkpoint_says_it() {
    let history = json!([point("InTransit_002", "2026-10-01T10:00:00"), point("InTransit_007", "2026-10-02T10:00:00")]);
    let returning = json!({"tag": "Exception", "subtag": "Exception_010"});
    let reports = read("aftership", &tracking(returning.clone(), history.clone()));
    let all = [Some(Status::Accepted), Some(Status::InTransit), Some(Status::Returning)];
    assert_eq!(statuses(&reports), all);
    let summary = &reports.events[2].event;
    assert_eq!((summary.at, summary.time_source), (time("2026-10-01T10:31:00Z"), TimeSource::Given));
    assert_eq!(summary.carrier.as_deref(), Some("dpd"));

    let carried = read("aftership", &tracking(json!({"tag": "InTransit", "subtag": "InTransit_001"}), history.clone()));
    assert_eq!(carried.events.len(), 2);

    // It is the same event until there is a newer checkpoint.
    let mut later = tracking(returning.clone(), history.clone());
    later["ts"] = json!(1_790_990_000);
    later["event_id"] = json!("another");
    assert_eq!(ids("aftership", &later), ids("aftership", &tracking(returning.clone(), history.clone())));
    let mut longer = history.clone();
    longer.as_array_mut().unwrap().push(point("InTransit_003", "2026-10-03T10:00:00"));
    let longer = ids("aftership", &tracking(returning.clone(), longer));
    assert_ne!(longer[3], ids("aftership", &later)[2]);

    for (tag, expected) in [("Pending", vec![Some(Status::PreTransit)]), ("Expired", vec![])] {
        let reports = read("aftership", &tracking(json!({"tag": tag, "subtag": format!("{tag}_001")}), json!([])));
        assert_eq!(statuses(&reports), expected, "{tag}");
        assert!(!reports.unreadable);
    }
}

#[test]
fn overlapping_histories_make_no_doubles() {
    let points = ["InTransit_002", "InTransit_003", "OutForDelivery_001", "Delivered_001"]
        .iter()
        .enumerate()
        .map(|(day, subtag)| point(subtag, &format!("2026-10-0{}T10:00:00", day + 1)))
        .collect::<Vec<_>>();
    let message = |points: &[Value], subtag: &str| {
        tracking(json!({"tag": subtag.split('_').next(), "subtag": subtag}), json!(points))
    };
    let first = ids("aftership", &message(&points[..3], "OutForDelivery_001"));
    let second = ids("aftership", &message(&points, "Delivered_001"));
    assert_eq!(first, second[..3]);
    assert_eq!(second.len(), 4);
    // A checkpoint's own identity, where it has one.
    let mut hashed = points[0].clone();
    hashed["hash"] = json!("h1");
    let id = ids("aftership", &message(&[hashed.clone()], "InTransit_002"));
    hashed["city"] = json!("Łódź");
    assert_eq!(ids("aftership", &message(&[hashed.clone()], "InTransit_002")), id);
    hashed["hash"] = json!("h2");
    assert_ne!(ids("aftership", &message(&[hashed], "InTransit_002")), id);
}

#[test]
fn times_and_places() {
    for (written, at, source) in [
        ("2026-10-02T21:14:00+01:00", "2026-10-02T20:14:00Z", TimeSource::Given),
        ("2026-10-02T21:14:00Z", "2026-10-02T21:14:00Z", TimeSource::Given),
        ("2026-10-02T21:14:00", "2026-10-02T19:14:00Z", TimeSource::Assumed),
        ("2026-10-02 21:14", "2026-10-02T19:14:00Z", TimeSource::Assumed),
        ("2026-10-02", "2026-10-01T22:00:00Z", TimeSource::Assumed),
        ("last Friday", "2026-10-05T12:00:00Z", TimeSource::Learned),
    ] {
        let event = &read("aftership", &tracking(json!({}), json!([point("InTransit_003", written)]))).events[0].event;
        assert_eq!((event.at, event.time_source), (time(at), source), "{written}");
    }
    for (place, shown) in [
        (json!({"city": "Warszawa", "country_iso3": "POL"}), Some("Warszawa")),
        (json!({"city": "Berlin", "country_iso3": "DEU"}), Some("Berlin, DEU")),
        (json!({"country_iso3": "CHN"}), Some("CHN")),
        (json!({"location": "ul. Długa 7/3, 31-001, Kraków"}), Some("Kraków")),
        (json!({"location": "ul. Długa 7/3"}), None),
        (json!({"city": " ", "location": ",, "}), None),
    ] {
        let mut at = point("InTransit_003", "2026-10-02T21:14:00");
        for (name, value) in place.as_object().unwrap() {
            at[name] = value.clone();
        }
        let event = &read("aftership", &tracking(json!({}), json!([at]))).events[0].event;
        assert_eq!(event.location.as_deref(), shown, "{place}");
    }
}

#[test]
fn estimates_and_references() {
    let end = Some(time("2026-10-06T21:59:59Z"));
    for (members, expected) in [
        (json!({"expected_delivery": "2026-10-06"}), end),
        (json!({"expected_delivery": "2026-10-06T18:00:00+02:00"}), Some(time("2026-10-06T16:00:00Z"))),
        (json!({"courier_estimated_delivery_date": {"estimated_delivery_date": "2026-10-06"}}), end),
        (
            json!({"expected_delivery": "2026-10-09", "courier_estimated_delivery_date":
                {"estimated_delivery_date": "2026-10-05", "estimated_delivery_date_max": "2026-10-06"}}),
            end,
        ),
        (json!({"latest_estimated_delivery": {"type": "specific", "datetime": "2026-10-06"}}), end),
        (json!({"expected_delivery": "soon", "courier_estimated_delivery_date": "2026-10-06"}), None),
    ] {
        let history =
            json!([point("InTransit_007", "2026-10-02T10:00:00"), point("InTransit_002", "2026-10-01T10:00:00")]);
        let message = tracking(members.clone(), history);
        let events = read("aftership", &message).events;
        let told: Vec<_> = events.iter().map(|report| report.event.estimated_delivery).collect();
        assert_eq!(told, [expected, None], "the newest event carries it: {members}");

        let mut revised = message.clone();
        revised["event"] = json!("edd_revise");
        let reports = read("aftership", &revised);
        let Some(expected) = expected else {
            assert!(reports.events.is_empty() && !reports.unreadable);
            continue;
        };
        let [report] = reports.events.as_slice() else { panic!("one event") };
        assert_eq!((report.event.status, report.event.code.as_deref()), (None, Some("edd_revise")));
        assert_eq!(report.event.estimated_delivery, Some(expected));
        assert_eq!(report.event.at, time("2026-10-01T10:31:00Z"));
        assert!(!report.unknown_code);
        assert_eq!(ids("aftership", &revised), [report.event.id]);
    }
    for (members, references) in [
        (json!({"order_number": "#1001", "order_id": "450789469"}), vec!["1001", "450789469"]),
        (json!({"order_number": "1001"}), vec!["1001"]),
        (json!({"order_number": "0", "order_id": ""}), vec![]),
    ] {
        let message = tracking(members, json!([point("InTransit_003", "2026-10-02T21:14:00")]));
        assert_eq!(read("aftership", &message).events[0].event.references, references);
    }
}

#[test]
fn other_messages() {
    let mut message = sample();
    message["event"] = json!("tracking_pending_time");
    assert_eq!(read("aftership", &message), Default::default());
    for (place, value) in [
        ("/event", Value::Null),
        ("/msg", json!([])),
        ("/msg/tracking_number", json!("—")),
        ("/msg/tracking_number", json!({})),
    ] {
        let mut message = sample();
        *message.pointer_mut(place).unwrap() = value;
        let reports = read("aftership", &message);
        assert!(reports.unreadable && reports.events.is_empty(), "{place}");
    }
    assert!(read("aftership", &tracking(json!({"tag": null, "subtag": null}), json!([]))).unreadable);
}

#[test]
fn a_history_without_end_is_cut() {
    let points: Vec<_> = (0..1000)
        .map(|n| point("InTransit_003", &format!("2026-09-{:02}T{:02}:{:02}:00", n / 500 + 1, n % 500 / 60, n % 60)))
        .collect();
    let reports = read("aftership", &tracking(json!({}), json!(points)));
    assert_eq!(reports.events.len(), 200);
    assert!(
        reports.events.iter().all(|report| report.event.at > time("2026-09-02T00:00:00Z") && report.event.at < now())
    );
}

#[test]
fn personal_data_is_not_kept() {
    let mut checkpoint = point("Delivered_003", "2026-10-02T21:14:00");
    checkpoint["message"] = json!("Signed by Łucja Żółkiewska");
    checkpoint["coordinates"] = json!([19.9449799, 50.0646501]);
    checkpoint["zip"] = json!("31-001");
    checkpoint["location"] = json!("ul. Długa 7, Kraków");
    let members = json!({"tag": "Delivered", "subtag": "Delivered_003", "emails": ["lucja@example.com"],
        "smses": ["+48600100200"], "customer_name": "Łucja Żółkiewska", "signed_by": "Żółkiewska",
        "destination_raw_location": "ul. Długa 7, 31-001 Kraków", "title": "Prezent", "note": "dla cioci"});
    let message = tracking(members, json!([checkpoint]));
    let personal = ["Żółkiewska", "lucja", "600100200", "Długa", "31-001", "50.06", "Prezent", "cioci"];
    keeps_nothing_of("aftership", &message, &personal);
}

#[test]
fn hostile_input() {
    let mut message = sample();
    message["msg"]["courier_estimated_delivery_date"] = json!({"estimated_delivery_date": "2026-10-06"});
    message["msg"]["order_number"] = json!("1001");
    message["msg"]["checkpoints"][0]["location"] = json!("Kraków");
    message["msg"]["checkpoints"][0]["hash"] = json!("h");
    hostile::survives("aftership", &message);
    message["event"] = json!("edd_revise");
    hostile::survives("aftership", &message);
}
