//! Furgonetka: its checksum, its states, its answers.

use crate::{
    aggregators::{ids, keeps_nothing_of},
    hostile,
    world::{courier, fixture, is_proven, read, statuses, time},
};
use serde_json::{Value, json};
use sledz_domain::{parcel::Note, status::Status, time::TimeSource};
use sledz_sources::{couriers::furgonetka::STATES, proof::Secrets};

fn sample() -> Value {
    serde_json::from_slice(&fixture("furgonetka/delivered.json")).unwrap()
}

fn with(place: &str, value: Value) -> Value {
    let mut message = sample();
    *message.pointer_mut(place).unwrap() = value;
    message
}

/// A message of the document: what its checksum is made of, without the salt, and the checksum.
fn message(id: u64, texts: [&str; 6], control: &str) -> Value {
    let [number, order, state, description, at, branch] = texts;
    json!({"package_id": id, "package_no": number, "partner_order_id": order, "control": control,
        "tracking": {"state": state, "description": description, "datetime": at, "branch": branch}})
}

#[test]
fn the_vectors_of_the_document() {
    let salt = "cltest-token-123";
    let delivered = message(
        21_037_944,
        ["CLTEST20260902A", "0", "delivered", "Doręczono", "2026-09-02 13:30:00", ""],
        "9984a99f622f4e1c26ebd035319c2454",
    );
    let collected = message(
        123_456,
        ["003203043026", "", "collected", "Doręczona", "2026-09-02 12:39:24", "Warszawa"],
        "b53dd14e2afa0135bbd2bcd927301744",
    );
    for (salt, message) in [(salt, delivered), (salt, collected), ("hush", sample())] {
        let proven =
            |message: &Value| is_proven("furgonetka", &format!("path:p {salt}"), &[], message.to_string().as_bytes());
        assert!(proven(&message));
        assert!(is_proven("furgonetka", &format!("path:p old {salt} new"), &[], message.to_string().as_bytes()));
        assert!(!is_proven("furgonetka", "path:p old new", &[], message.to_string().as_bytes()));
        // Anything that the checksum is made of, spoilt by one byte.
        for place in [
            "/package_id",
            "/package_no",
            "/partner_order_id",
            "/control",
            "/tracking/state",
            "/tracking/description",
            "/tracking/datetime",
            "/tracking/branch",
        ] {
            let mut spoilt = message.clone();
            let field = spoilt.pointer_mut(place).unwrap();
            *field = match field.clone() {
                Value::Number(number) => json!(number.as_u64().unwrap() ^ 1),
                text => json!(format!("{}x", text.as_str().unwrap())),
            };
            assert!(!proven(&spoilt), "{place}");
            spoilt.pointer_mut(place.rsplit_once('/').unwrap().0).unwrap().as_object_mut().unwrap().clear();
            assert!(!proven(&spoilt), "nothing beside {place}");
        }
    }
    // As it was sent, with its own escapes and line ends.
    assert!(is_proven("furgonetka", "path:p hush", &[], &fixture("furgonetka/delivered.json")));
}

#[test]
fn what_is_no_message_proves_nothing() {
    for body in ["", "{}", "[]", "null", "{\"control\":\"\"}", "{\"control\":null}", "not json", "\"text\"", "\u{0}"] {
        assert!(!is_proven("furgonetka", "path:p hush", &[], body.as_bytes()), "{body}");
    }
    assert!(!is_proven("furgonetka", "path:p hush", &[], b"{\"control\":\"\xff\"}"));
}

#[test]
fn it_needs_a_path_and_a_salt() {
    for (secrets, is_configured) in
        [("path:p salt", true), ("path:p", false), ("salt", false), ("", false), ("path:p hmac:x", false)]
    {
        assert_eq!(courier("furgonetka").is_configured(&Secrets::parse(secrets)), is_configured, "{secrets}");
    }
}

#[test]
fn its_answers() {
    let furgonetka = courier("furgonetka");
    for (answer, body) in
        [(furgonetka.answer(&sample()), r#"{"status":"OK"}"#), (furgonetka.refusal(), r#"{"status":"ERROR"}"#)]
    {
        let answer = answer.unwrap();
        assert_eq!((answer.content_type, answer.body.as_str()), ("application/json", body));
    }
}

#[test]
fn the_sample() {
    let reports = read("furgonetka", &sample());
    let [report] = reports.events.as_slice() else { panic!("one event") };
    assert_eq!(report.tracking_number.as_deref(), Some("602677439331630337653846"));
    assert_eq!(report.event.status, Some(Status::Delivered));
    assert_eq!(report.event.code.as_deref(), Some("delivered"));
    assert_eq!((report.event.at, report.event.time_source), (time("2026-10-03T11:30:00Z"), TimeSource::Assumed));
    assert_eq!(report.event.location.as_deref(), Some("Kraków"));
    assert_eq!(report.event.references, ["1001"]);
    assert_eq!(report.event.carrier.as_deref(), Some("inpost"), "by the number");
    assert!(!report.unknown_code && !reports.unreadable);
    let anybodys = read("furgonetka", &with("/package_no", json!("CLTEST20260902A")));
    assert_eq!(anybodys.events[0].event.carrier, None);
}

#[test]
fn every_state_of_the_document() {
    let expected = [
        // The state decides, also beside "Doręczona".
        ("collected", Status::Accepted, Some(Note::CollectedFromSender)),
        ("delivered", Status::Delivered, None),
        ("sent", Status::Accepted, None),
        ("shipped", Status::Accepted, None),
        ("in_transit", Status::InTransit, None),
        ("out_for_delivery", Status::OutForDelivery, None),
        // Ruling 9.
        ("returned", Status::Returned, None),
        ("delivery_error", Status::Exception, Some(Note::Undeliverable)),
        ("failed_attempt", Status::FailedAttempt, None),
    ];
    for (state, status, note) in expected {
        for state in [state.to_owned(), state.to_uppercase()] {
            let report = &read("furgonetka", &with("/tracking/state", json!(state))).events[0];
            assert_eq!((report.event.status, report.event.note), (Some(status), note), "{state}");
            assert!(!report.unknown_code);
        }
    }
    assert_eq!(expected.len(), STATES.len());
}

#[test]
fn what_is_odd_is_kept_and_what_is_missing_is_counted() {
    let reports = read("furgonetka", &with("/tracking/state", json!("beamed_up")));
    assert_eq!(statuses(&reports), [None]);
    assert!(reports.events[0].unknown_code);
    assert_eq!(reports.events[0].event.code.as_deref(), Some("beamed_up"));
    for (written, at, source) in [
        ("2026-10-03T13:30:00+01:00", "2026-10-03T12:30:00Z", TimeSource::Given),
        ("2026-10-25 02:30:00", "2026-10-25T00:30:00Z", TimeSource::Assumed),
        ("03.10.2026", "2026-10-05T12:00:00Z", TimeSource::Learned),
    ] {
        let event = &read("furgonetka", &with("/tracking/datetime", json!(written))).events[0].event;
        assert_eq!((event.at, event.time_source), (time(at), source), "{written}");
    }
    for nothing in [json!("0"), json!(""), json!(0), json!(" "), Value::Null] {
        let event = &read("furgonetka", &with("/partner_order_id", nothing.clone())).events[0].event;
        assert!(event.references.is_empty(), "{nothing}");
    }
    assert_eq!(read("furgonetka", &with("/partner_order_id", json!(1002))).events[0].event.references, ["1002"]);
    for (place, value) in [("/package_no", json!("")), ("/tracking/state", Value::Null), ("/tracking", json!("sent"))] {
        let reports = read("furgonetka", &with(place, value));
        assert!(reports.unreadable && reports.events.is_empty(), "{place}");
    }
}

#[test]
fn an_event_is_itself_by_what_it_says() {
    let id = ids("furgonetka", &sample());
    assert_eq!(ids("furgonetka", &with("/tracking/description", json!("Inaczej"))), id);
    assert_eq!(ids("furgonetka", &with("/tracking/datetime", json!(" 2026-10-03 13:30:00 "))), id);
    for (place, value) in [
        ("/tracking/state", "sent"),
        ("/tracking/datetime", "2026-10-03 13:30:01"),
        ("/tracking/branch", "Łódź"),
        ("/package_no", "602677439331630337653847"),
    ] {
        assert_ne!(ids("furgonetka", &with(place, json!(value))), id, "{place}");
    }
}

#[test]
fn the_text_is_not_kept() {
    let message = with("/tracking/description", json!("Odebrał: Łucja Żółkiewska, ul. Długa 7"));
    keeps_nothing_of("furgonetka", &message, &["Żółkiewska", "Długa"]);
}

#[test]
fn hostile_input() {
    hostile::survives("furgonetka", &sample());
}
