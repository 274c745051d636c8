//! 17TRACK: its signature, its events of several providers.

use crate::{
    aggregators::{ids, keeps_nothing_of, only_exactly},
    hostile,
    world::{fixture, read, statuses, time},
};
use serde_json::{Value, json};
use sledz_domain::{parcel::Note, status::Status, time::TimeSource};
use sledz_sources::couriers::seventeen_track::statuses::meaning;

const SIGN: &str = "7c416e3031dcc84d814e0d203c97d513823e9d2eb49d2713969e896b513d8c62";

fn sample() -> Value {
    serde_json::from_slice(&fixture("17track/update.json")).unwrap()
}

fn with(place: &str, value: Value) -> Value {
    let mut message = sample();
    *message.pointer_mut(place).unwrap() = value;
    message
}

/// A message of these events, summed up by a sub-status.
fn history(events: Value, sub_status: &str) -> Value {
    let mut message = with("/data/track_info/tracking/providers/0/events", events);
    let main = sub_status.split('_').next();
    message["data"]["track_info"]["latest_status"] = json!({"status": main, "sub_status": sub_status});
    message
}

fn event(stage: Option<&str>, sub_status: &str, at: &str) -> Value {
    json!({"time_iso": at, "stage": stage, "sub_status": sub_status, "location": "Warszawa"})
}

#[test]
fn the_vector_of_the_document() {
    only_exactly("17track", "hush", "sign", SIGN, &fixture("17track/update.json"));
}

#[test]
fn the_sample() {
    let reports = read("17track", &sample());
    let [report] = reports.events.as_slice() else { panic!("one event: it says what the latest status says") };
    assert_eq!(report.tracking_number.as_deref(), Some("RR123456785PL"));
    assert!(!report.unknown_code);
    let event = &report.event;
    assert_eq!((event.status, event.code.as_deref()), (Some(Status::InTransit), Some("InTransit_Arrival")));
    assert_eq!(event.carrier.as_deref(), Some("poczta-polska"));
    assert_eq!((event.at, event.time_source), (time("2026-10-02T16:20:00Z"), TimeSource::Given));
    assert_eq!(event.location.as_deref(), Some("Warszawa"));
    assert_eq!(event.references, ["1001"]);
}

#[test]
fn every_status_of_the_document() {
    for code in [
        "NotFound",
        "InfoReceived",
        "InTransit",
        "Expired",
        "AvailableForPickup",
        "OutForDelivery",
        "DeliveryFailure",
        "Delivered",
        "Exception",
        "NotFound_Other",
        "NotFound_InvalidCode",
        "InTransit_PickedUp",
        "InTransit_Other",
        "InTransit_Departure",
        "InTransit_Arrival",
        "InTransit_CustomsProcessing",
        "InTransit_CustomsReleased",
        "InTransit_CustomsRequiringInformation",
        "Expired_Other",
        "AvailableForPickup_Other",
        "OutForDelivery_Other",
        "DeliveryFailure_Other",
        "DeliveryFailure_NoBody",
        "DeliveryFailure_Security",
        "DeliveryFailure_Rejected",
        "DeliveryFailure_InvalidAddress",
        "Delivered_Other",
        "Exception_Other",
        "Exception_Returning",
        "Exception_Returned",
        "Exception_NoBody",
        "Exception_Security",
        "Exception_Damage",
        "Exception_Rejected",
        "Exception_Delayed",
        "Exception_Lost",
        "Exception_Destroyed",
        "Exception_Cancel",
    ] {
        assert!(meaning(code).is_some(), "{code} is not in the table");
    }
    for (code, status, note) in [
        ("DeliveryFailure_NoBody", Some(Status::FailedAttempt), Some(Note::NobodyThere)),
        ("DeliveryFailure_Rejected", Some(Status::FailedAttempt), Some(Note::Refused)),
        ("Exception_Damage", Some(Status::Exception), Some(Note::Damaged)),
        ("Exception_Delayed", None, Some(Note::Delayed)),
        ("Exception_Lost", Some(Status::Exception), Some(Note::Lost)),
        ("InTransit_CustomsProcessing", Some(Status::InTransit), Some(Note::AtCustoms)),
        ("Returning", Some(Status::Returning), None),
        ("NotFound", None, None),
    ] {
        let found = meaning(code).unwrap();
        assert_eq!((found.status, found.note), (status, note), "{code}");
    }
}

#[test]
fn codes_and_stages() {
    for (stage, sub_status, status, unknown) in [
        (json!("InTransit"), json!("InTransit_PickedUp"), Some(Status::Accepted), false),
        (json!("PickedUp"), Value::Null, Some(Status::Accepted), false),
        (json!("Returned"), json!(""), Some(Status::Returned), false),
        (Value::Null, json!("delivered_other"), Some(Status::Delivered), false),
        (Value::Null, json!("Exception_Beamed"), Some(Status::Exception), true),
        (json!("Beaming"), Value::Null, None, true),
        (Value::Null, Value::Null, None, false),
    ] {
        let one =
            json!({"time_utc": "2026-10-02T16:20:00Z", "stage": stage, "sub_status": sub_status, "location": "Łódź"});
        let reports = read("17track", &history(json!([one]), "NotFound"));
        assert_eq!(statuses(&reports), [status], "{stage} {sub_status}");
        assert_eq!(reports.events[0].unknown_code, unknown, "{stage} {sub_status}");
    }
}

#[test]
fn several_providers_tell_one_history() {
    let mut message =
        history(json!([event(Some("Arrival"), "InTransit_Arrival", "2026-10-03T10:00:00+02:00")]), "Delivered_Other");
    let abroad = json!({"provider": {"key": 3011, "name": "China Post"}, "events": [
        event(None, "InTransit_PickedUp", "2026-09-20T10:00:00+08:00"),
        event(Some("Arrival"), "InTransit_Arrival", "2026-10-03T10:00:00+02:00")]});
    let providers = message.pointer_mut("/data/track_info/tracking/providers").unwrap().as_array_mut().unwrap();
    providers.push(abroad);
    let reports = read("17track", &message);
    let all = [Some(Status::InTransit), Some(Status::Accepted), Some(Status::InTransit), Some(Status::Delivered)];
    assert_eq!(statuses(&reports), all);
    let id = ids("17track", &message);
    assert_eq!(id[0], id[2], "both providers tell the same event");
    // The latest status says more than any event, at the time of the newest.
    assert_eq!(reports.events[3].event.at, time("2026-10-03T08:00:00Z"));
    assert_eq!(reports.events[3].event.carrier.as_deref(), Some("poczta-polska"));
    let carriers: Vec<_> = reports.events.iter().map(|report| report.event.carrier.as_deref()).collect();
    assert_eq!(carriers[..2], [Some("poczta-polska"), Some("other")]);
}

#[test]
fn the_latest_status_is_an_event_of_its_own_only_if_no_event_carries_it() {
    let events = json!([event(None, "InTransit_Departure", "2026-10-02T10:00:00+02:00")]);
    for (latest, count) in [
        ("InTransit_Other", 1),
        ("NotFound_Other", 1),
        ("Expired_Other", 1),
        ("Exception_Returning", 2),
        ("New_Thing", 2),
    ] {
        assert_eq!(read("17track", &history(events.clone(), latest)).events.len(), count, "{latest}");
    }
    assert_eq!(read("17track", &history(json!([]), "NotFound")), Default::default());
    assert_eq!(statuses(&read("17track", &history(json!([]), "InfoReceived"))), [Some(Status::PreTransit)]);
}

#[test]
fn overlapping_histories_make_no_doubles() {
    let events = [
        event(None, "Delivered_Other", "2026-10-04T10:00:00+02:00"),
        event(None, "OutForDelivery_Other", "2026-10-04T07:00:00+02:00"),
        event(None, "InTransit_Arrival", "2026-10-03T07:00:00+02:00"),
    ];
    let earlier = ids("17track", &history(json!(events[1..]), "OutForDelivery_Other"));
    let later = ids("17track", &history(json!(events), "Delivered_Other"));
    assert_eq!(earlier, later[1..]);
    assert_eq!(ids("17track", &history(json!(events), "Delivered_Other")), later);
}

#[test]
fn the_first_time_that_can_be_read() {
    for (times, at, source) in [
        (
            json!({"time_iso": "2026-10-02T18:20:00+02:00", "time_utc": "2026-10-02T01:00:00Z"}),
            "2026-10-02T16:20:00Z",
            TimeSource::Given,
        ),
        (json!({"time_iso": null, "time_utc": "2026-10-02T16:20:00Z"}), "2026-10-02T16:20:00Z", TimeSource::Given),
        (
            json!({"time_iso": "soon", "time_raw": {"date": "2026-10-02", "time": "18:20:00", "timezone": null}}),
            "2026-10-02T16:20:00Z",
            TimeSource::Assumed,
        ),
        (
            json!({"time_raw": {"date": "2026-10-02", "time": "18:20:00", "timezone": "+08:00"}}),
            "2026-10-02T10:20:00Z",
            TimeSource::Given,
        ),
        (json!({"time_raw": {"date": "2026-10-02", "time": null}}), "2026-10-05T12:00:00Z", TimeSource::Learned),
        (json!({"time_iso": "2026-10-25T02:30:00"}), "2026-10-25T00:30:00Z", TimeSource::Assumed),
        (json!({}), "2026-10-05T12:00:00Z", TimeSource::Learned),
    ] {
        let mut one = times.clone();
        one["sub_status"] = json!("InTransit_Other");
        let event = &read("17track", &history(json!([one]), "InTransit_Other")).events[0].event;
        assert_eq!((event.at, event.time_source), (time(at), source), "{times}");
    }
}

#[test]
fn the_estimate_stands_on_the_newest_event() {
    let mut message = history(
        json!([
            event(None, "InTransit_Arrival", "2026-10-03T07:00:00Z"),
            event(None, "InTransit_Other", "2026-10-02T07:00:00Z")
        ]),
        "InTransit_Other",
    );
    message["data"]["track_info"]["time_metrics"] = json!({"estimated_delivery_date": {"source": "Official", "from": "2026-10-06T00:00:00", "to": "2026-10-07T00:00:00+02:00"}});
    let told: Vec<_> = read("17track", &message).events.iter().map(|report| report.event.estimated_delivery).collect();
    assert_eq!(told, [Some(time("2026-10-06T22:00:00Z")), None]);
    message["data"]["track_info"]["time_metrics"]["estimated_delivery_date"]["to"] = Value::Null;
    let told = read("17track", &message).events[0].event.estimated_delivery;
    assert_eq!(told, Some(time("2026-10-05T22:00:00Z")));
}

#[test]
fn other_messages() {
    let stopped =
        json!({"event": "TRACKING_STOPPED", "data": {"number": "RR123456785PL", "carrier": 17031, "tag": "1001"}});
    assert_eq!(read("17track", &stopped), Default::default());
    for (place, value) in
        [("/event", Value::Null), ("/data/track_info", Value::Null), ("/data/number", json!("")), ("/data", json!([]))]
    {
        let reports = read("17track", &with(place, value));
        assert!(reports.unreadable && reports.events.is_empty(), "{place}");
    }
}

#[test]
fn personal_data_is_not_kept() {
    let one = json!({"time_iso": "2026-10-03T07:00:00Z", "sub_status": "Delivered_Other", "location": "ul. Długa 7, Kraków",
        "description": "Odebrał Żółkiewska", "address": {"street": "ul. Długa 7", "postal_code": "31-001",
        "coordinates": {"latitude": "50.0646"}}});
    let mut message = history(json!([one]), "Delivered_Other");
    message["data"]["track_info"]["shipping_info"] = json!({"recipient_address": {"street": "ul. Długa 7"}});
    message["data"]["track_info"]["latest_status"]["sub_status_descr"] = json!("Odebrał Żółkiewska");
    keeps_nothing_of("17track", &message, &["Żółkiewska", "Długa", "31-001", "50.0646"]);
    assert_eq!(read("17track", &message).events[0].event.location.as_deref(), Some("Kraków"));
}

#[test]
fn hostile_input() {
    let mut message = sample();
    message["data"]["track_info"]["time_metrics"] =
        json!({"estimated_delivery_date": {"from": "2026-10-06", "to": "2026-10-07"}});
    hostile::survives("17track", &message);
}
