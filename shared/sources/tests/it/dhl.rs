//! DHL Unified Push: codes and texts, shipments and their histories, the handshake, what is not kept.

use crate::{
    document, hostile,
    world::{courier, fixture, is_proven, now, read, statuses, time},
};
use http::HeaderMap;
use serde_json::{Value, json};
use sledz_domain::{
    parcel::Note,
    status::Status::{
        self, Delivered, Exception, FailedAttempt, InTransit, OutForDelivery, PreTransit, ReadyForPickup, Returning,
    },
    time::TimeSource,
};
use sledz_sources::{
    carriers::dhl::unified,
    couriers::{Reports, Subscription, dhl::activation},
    delivery::Delivery,
    proof::Secrets,
};

fn sample(name: &str) -> Value {
    serde_json::from_slice(&fixture(&format!("dhl/{name}.json"))).unwrap()
}

/// A message about one shipment.
fn push(shipment: Value) -> Value {
    json!({"scope": "subscription.push", "self": "https://api-eu.dhl.com/tracking/push/v1/subscription/3c9a",
        "shipments": [shipment]})
}

/// A shipment with nothing but its current status.
fn now_at(status: Value) -> Value {
    push(json!({"id": "00340434161094022115", "service": "ecommerce-europe", "status": status}))
}

fn one(reports: &Reports) -> &sledz_sources::couriers::Report {
    let [report] = reports.events.as_slice() else { panic!("one event, not {}", reports.events.len()) };
    report
}

#[test]
fn every_code_of_the_canonical_table() {
    // The column names `transit` and `failure` for several states: which of them is told by the text.
    let mut seen: Vec<&str> = Vec::new();
    for row in document::rows("canonical.md") {
        let cell = row.columns.iter().rev().nth(1).unwrap().clone();
        for (code, status, _) in &unified::CODES {
            seen.extend(cell.split([' ', ',']).any(|word| word == *code).then_some(*code));
            assert_eq!(unified::meaning(&code.to_uppercase()), Some(*status));
        }
    }
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen, ["delivered", "failure", "pre-transit", "transit", "unknown"]);
    for (code, status) in [
        ("pre-transit", Some(PreTransit)),
        ("transit", Some(InTransit)),
        ("delivered", Some(Delivered)),
        ("failure", Some(Exception)),
        ("unknown", None),
    ] {
        assert_eq!(unified::meaning(code).unwrap().status, status, "{code}");
    }
}

#[test]
fn texts_say_more_than_the_code() {
    for (code, text, status, note) in [
        ("transit", "Processed at hub", Some(InTransit), None),
        ("transit", "With delivery courier", Some(OutForDelivery), None),
        ("transit", "Shipment is OUT FOR DELIVERY", Some(OutForDelivery), None),
        ("transit", "The shipment has been loaded onto the delivery vehicle", Some(OutForDelivery), None),
        ("transit", "It will be out for delivery tomorrow", Some(InTransit), None),
        ("transit", "Shipment is waiting at the service point", Some(ReadyForPickup), Some(Note::AtPoint)),
        ("transit", "The shipment is ready for pick-up", Some(ReadyForPickup), None),
        ("transit", "Ready for pick-up at the PACKSTATION", Some(ReadyForPickup), Some(Note::InLocker)),
        ("transit", "In Packstation 101", Some(ReadyForPickup), Some(Note::InLocker)),
        ("transit", "On its way to the PACKSTATION", Some(InTransit), None),
        ("transit", "Being brought to the retail outlet for pick-up", Some(InTransit), None),
        ("transit", "Dropped off at a service point by the sender", Some(InTransit), None),
        ("transit", "Courier picked up from service point", Some(InTransit), None),
        ("transit", "Delivery attempt failed", Some(FailedAttempt), None),
        ("transit", "Recipient not home", Some(FailedAttempt), Some(Note::NobodyThere)),
        ("transit", "The shipment could not be delivered", Some(FailedAttempt), None),
        ("transit", "We will attempt delivery on Monday", Some(InTransit), None),
        ("transit", "Attempted, available for collection", Some(ReadyForPickup), None),
        ("transit", "Return to sender started", Some(Returning), None),
        ("transit", "Delivery attempt failed, the shipment is returned to shipper", Some(Returning), None),
        ("transit", "Recipient refused delivery", Some(FailedAttempt), Some(Note::Refused)),
        ("failure", "Shipment damaged", Some(Exception), None),
        ("failure", "Delivery attempted; consignee premises closed", Some(FailedAttempt), None),
        ("failure", "Could not be delivered", Some(FailedAttempt), None),
        ("failure", "Not collected from the service point, returned to sender", Some(Returning), None),
        ("failure", "Refused by recipient", Some(FailedAttempt), Some(Note::Refused)),
        ("failure", "out for delivery", Some(Exception), None),
        ("pre-transit", "Ready for pick-up by the courier", Some(PreTransit), None),
        ("delivered", "Delivered to the service point, return possible", Some(Delivered), None),
        ("unknown", "out for delivery", None, None),
        ("Transit", "", Some(InTransit), None),
    ] {
        for place in ["status", "description", "statusDetailed"] {
            let mut fields = json!({"timestamp": "2026-10-03T08:15:00Z", "statusCode": code});
            fields[place] = json!(text);
            let reports = read("dhl", &now_at(fields));
            let report = one(&reports);
            assert_eq!((report.event.status, report.event.note), (status, note), "{code}: {text} as {place}");
            assert!(!report.unknown_code, "{code}");
            assert_eq!(report.event.code.as_deref(), Some(code));
        }
    }
    // What comes next is not what has happened.
    let next = json!({"statusCode": "transit", "status": "Processed", "nextSteps": "Out for delivery",
        "remark": "return"});
    assert_eq!(statuses(&read("dhl", &now_at(next))), [Some(InTransit)]);
}

#[test]
fn checkpoints_of_express() {
    for (code, checkpoint, status) in [
        (Some("transit"), "WC", Some(OutForDelivery)),
        (Some("transit"), "CC", Some(ReadyForPickup)),
        (Some("failure"), "NH", Some(FailedAttempt)),
        (Some("failure"), "RT", Some(Returning)),
        (Some("transit"), "DF", Some(InTransit)),
        (Some("delivered"), "WC", Some(Delivered)),
        (Some("unknown"), "wc", Some(OutForDelivery)),
        (None, "OK", Some(Delivered)),
        (None, "QQ", None),
    ] {
        for place in ["status", "divisionalStatus"] {
            let mut fields = json!({"timestamp": "2026-10-03T08:15:00Z", "statusCode": code});
            fields[place] = json!(checkpoint);
            let shipment = |service: &str| push(json!({"id": "1234567890", "service": service, "status": fields}));
            let reports = read("dhl", &shipment("express"));
            assert_eq!(one(&reports).event.status, status, "{code:?} {checkpoint}");
            assert_eq!(one(&reports).unknown_code, checkpoint == "QQ");
            let elsewhere = read("dhl", &shipment("ecommerce-europe"));
            let plain = code.and_then(unified::meaning).and_then(|meaning| meaning.status);
            assert_eq!(one(&elsewhere).event.status, plain, "only Express has them");
        }
    }
}

#[test]
fn two_parcels_and_their_histories() {
    let reports = read("dhl", &sample("push_two_parcels"));
    assert!(!reports.unreadable && reports.subscription.is_none());
    let told: Vec<_> = reports
        .events
        .iter()
        .map(|report| {
            let event = &report.event;
            let number = report.tracking_number.as_deref().unwrap();
            (number, event.status, event.at, event.time_source, event.location.as_deref())
        })
        .collect();
    let (first, second) = ("00340434161094022115", "00340434161094022122");
    assert_eq!(
        told,
        [
            (first, Some(OutForDelivery), time("2026-10-03T06:15:00Z"), TimeSource::Given, Some("Poznań")),
            (first, Some(InTransit), time("2026-10-02T18:05:00Z"), TimeSource::Assumed, Some("Leipzig")),
            (second, Some(Delivered), time("2026-10-03T07:00:00Z"), TimeSource::Given, None),
        ],
        "the current status is in the history already"
    );
    for report in &reports.events {
        assert_eq!(report.event.carrier.as_deref(), Some("dhl"));
        assert_eq!(report.event.source, "dhl");
        assert!(!serde_json::to_string(&report.event).unwrap().contains("Przykładny"), "who signed is kept");
    }
}

#[test]
fn a_history_that_grows_makes_no_doubles() {
    let event = |at: &str, text: &str| {
        json!({"timestamp": at, "statusCode": "transit", "status": text,
            "location": {"address": {"addressLocality": "Leipzig", "countryCode": "DE"}}})
    };
    let (first, second) = (event("2026-10-02T20:05:00", "Processed"), event("2026-10-02T21:00:00", "Departed"));
    let ids = |status: &Value, events: Value| -> Vec<_> {
        let message = push(json!({"id": "1234567890", "status": status, "events": events}));
        read("dhl", &message).events.iter().map(|report| report.event.id).collect()
    };
    let alone = ids(&first, Value::Null);
    let begun = ids(&first, json!([first]));
    let grown = ids(&second, json!([second, first]));
    assert_eq!(alone, begun);
    assert_eq!(grown.len(), 2);
    assert_eq!(grown[1], begun[0]);
    assert_eq!(ids(&second, json!([second, first])), grown);
    // The current status without a time says nothing that the history does not.
    assert_eq!(ids(&json!({"statusCode": "transit"}), json!([first])), begun);
    assert_eq!(ids(&json!({"statusCode": "transit"}), json!([])).len(), 1);
    // One that is not in the history is an event of its own.
    assert_eq!(ids(&second, json!([first])), [begun[0], grown[0]]);
}

#[test]
fn divisions_differ_in_their_structure() {
    let expected = (Some(OutForDelivery), time("2026-10-03T06:15:00Z"), Some("Poznań".to_owned()));
    let at = "2026-10-03T08:15:00";
    for shipment in [
        json!({"id": "1", "status": {"timestamp": at, "statusCode": "transit", "description": "Out for delivery",
            "location": {"address": {"addressLocality": "Poznań", "countryCode": "PL"}}}}),
        json!({"id": "1", "status": {"timestamp": at, "simplifiedStatus": "transit", "divisionalStatus": "Out for delivery",
            "location": {"addressLocality": "Poznań", "countryCode": "PL"}}}),
        json!({"trackingNumber": "1", "status": {"timestamp": at, "status": "transit",
            "statusDetailed": "out for delivery", "address": {"addressLocality": "Poznań"}}}),
        json!({"id": 1, "statusCode": "transit", "status": "Out for delivery", "timestamp": at,
            "location": {"address": {"addressLocality": " Poznań "}}}),
        json!({"id": "1", "events": {"timestamp": at, "statusCode": "transit", "status": "Out for delivery",
            "location": {"address": {"addressLocality": "Poznań"}}}}),
    ] {
        for shipments in [json!([shipment]), shipment.clone()] {
            let reports = read("dhl", &json!({"scope": "subscription.push", "shipments": shipments}));
            let report = one(&reports);
            let event = &report.event;
            assert_eq!((event.status, event.at, event.location.clone()), expected, "{shipment}");
            assert_eq!(report.tracking_number.as_deref(), Some("1"));
        }
    }
}

#[test]
fn wall_clocks_are_those_of_the_country() {
    for (country, written, at, source) in [
        ("PL", "2026-10-03T08:15:00", "2026-10-03T06:15:00Z", TimeSource::Assumed),
        ("DE", "2026-10-03T08:15:00", "2026-10-03T06:15:00Z", TimeSource::Assumed),
        ("GB", "2026-10-03T08:15:00", "2026-10-03T07:15:00Z", TimeSource::Assumed),
        ("lt", "2026-10-03T08:15:00", "2026-10-03T05:15:00Z", TimeSource::Assumed),
        ("", "2026-10-03T08:15:00", "2026-10-03T06:15:00Z", TimeSource::Assumed),
        ("US", "2026-10-03T08:15:00", "2026-10-03T06:15:00Z", TimeSource::Assumed),
        ("GB", "2026-10-03T08:15:00+02:00", "2026-10-03T06:15:00Z", TimeSource::Given),
        ("DE", "2026-10-03T08:15:00Z", "2026-10-03T08:15:00Z", TimeSource::Given),
        ("DE", "today", "2026-10-05T12:00:00Z", TimeSource::Learned),
        ("DE", "", "2026-10-05T12:00:00Z", TimeSource::Learned),
    ] {
        let address = json!({"address": {"countryCode": country}});
        let fields = json!({"timestamp": written, "statusCode": "transit", "location": address});
        let reports = read("dhl", &now_at(fields));
        let event = &one(&reports).event;
        assert_eq!((event.at, event.time_source), (time(at), source), "{country} {written}");
    }
}

#[test]
fn the_expected_day_is_told_with_the_newest_event() {
    for (name, written, at) in [
        ("estimatedTimeOfDelivery", "2026-10-04T18:00:00+02:00", Some("2026-10-04T16:00:00Z")),
        ("estimatedTimeOfDelivery", "2026-10-04", Some("2026-10-04T21:59:59Z")),
        ("estimatedDeliveryDate", "2026-10-04T18:00:00", Some("2026-10-04T16:00:00Z")),
        ("estimatedTimeOfDelivery", "soon", None),
    ] {
        let mut message = sample("push_two_parcels");
        message["shipments"][0][name] = json!(written);
        let reports = read("dhl", &message);
        let told: Vec<_> = reports.events.iter().map(|report| report.event.estimated_delivery).collect();
        assert_eq!(told, [at.map(time), None, None], "{written}");
    }
}

#[test]
fn unknown_codes_are_kept_and_free_texts_are_not() {
    for (fields, code) in [
        (json!({"statusCode": "out-for-delivery"}), Some("out-for-delivery")),
        (json!({"simplifiedStatus": "CUSTOMS_HOLD"}), Some("CUSTOMS_HOLD")),
        (json!({"status": "Signed for by Jan Tajny"}), None),
        (json!({"description": "JAN TAJNY"}), None),
    ] {
        let reports = read("dhl", &now_at(fields.clone()));
        let report = one(&reports);
        assert!(report.unknown_code);
        assert_eq!((report.event.status, report.event.code.as_deref()), (None, code), "{fields}");
        assert!(!serde_json::to_string(&report.event).unwrap().to_lowercase().contains("tajny"));
    }
}

#[test]
fn nothing_of_people_is_kept() {
    let address =
        json!({"streetAddress": "ul. Tajna 9", "postalCode": "99-999", "addressLocality": "ul. Tajna 9, Poznań"});
    let message = push(json!({
        "id": "1234567890", "service": "express",
        "destination": {"address": address}, "origin": {"address": address},
        "details": {"proofOfDelivery": {"signed": {"name": "Jan Tajny", "givenName": "Jan", "familyName": "Tajny"},
            "signatureUrl": "https://tajny.example"}, "consignee": {"name": "Jan Tajny"}},
        "status": {"timestamp": "2026-10-03T08:15:00Z", "statusCode": "delivered", "status": "DELIVERED",
            "description": "JAN TAJNY", "remark": "Tajny", "nextSteps": "Tajny", "location": {"address": address}},
        "events": [{"timestamp": "2026-10-03T07:15:00Z", "statusCode": "transit", "description": "to Tajny",
            "location": {"address": {"addressLocality": "Tajna 9"}}}],
    }));
    let reports = read("dhl", &message);
    assert_eq!(statuses(&reports), [Some(InTransit), Some(Delivered)]);
    assert_eq!(reports.events[0].event.location, None);
    assert_eq!(reports.events[1].event.location.as_deref(), Some("Poznań"));
    for report in &reports.events {
        let stored = serde_json::to_string(&report.event).unwrap().to_lowercase();
        assert!(!stored.contains("tajn") && !stored.contains("99-999"), "{stored}");
    }
}

#[test]
fn towns() {
    for (written, shown) in [
        ("Poznań", Some("Poznań")),
        ("LEIPZIG - GERMANY", Some("LEIPZIG - GERMANY")),
        ("Hamburg, Germany", Some("Hamburg, Germany")),
        ("Oderweg 2, AMSTERDAM", Some("AMSTERDAM")),
        ("Oderweg 2", None),
        ("1043 AG", None),
        (" ", None),
    ] {
        let location = json!({"address": {"addressLocality": written}});
        let reports = read("dhl", &now_at(json!({"statusCode": "transit", "location": location})));
        assert_eq!(one(&reports).event.location.as_deref(), shown, "{written}");
    }
}

#[test]
fn what_is_missing_is_counted_and_the_rest_is_taken() {
    let shipment = json!({"id": "1", "status": {"statusCode": "transit"}});
    for (message, events, unreadable) in [
        (json!({}), 0, true),
        (json!({"scope": "subscription.push"}), 0, true),
        (json!({"scope": "subscription.push", "shipments": []}), 0, true),
        (json!({"scope": "subscription.push", "shipments": ["x", null, 3]}), 0, true),
        (json!({"scope": "subscription.push", "shipments": [{"id": "1"}]}), 0, true),
        (
            json!({"scope": "subscription.push", "shipments": [{"id": "—", "status": {"statusCode": "transit"}}]}),
            0,
            true,
        ),
        (json!({"scope": "subscription.push", "shipments": [{"id": "1", "events": [{"timestamp": "x"}]}]}), 0, true),
        (json!({"scope": "subscription.push", "shipments": [shipment, {"status": {}}]}), 1, true),
        (json!({"scope": "subscription.push", "shipments": [shipment]}), 1, false),
        (json!({"scope": "subscription.created", "shipments": [shipment]}), 0, false),
        (json!({"scope": "subscription.ready"}), 0, false),
        (json!({"scope": "subscription.failure", "failure": {"title": "x"}}), 0, false),
        (json!({"scope": "subscription.deleted"}), 0, false),
    ] {
        let reports = read("dhl", &message);
        assert_eq!((reports.events.len(), reports.unreadable), (events, unreadable), "{message}");
    }
}

#[test]
fn the_handshake() {
    let from = |message: &Value, secret: Option<&str>| {
        let mut headers = HeaderMap::new();
        if let Some(secret) = secret {
            headers.insert("dhl-api-hook-secret", secret.parse().unwrap());
        }
        let delivery = Delivery { headers: &headers, body: &[], query: "", path_token: None, now: now() };
        courier("dhl").read(message, &delivery).unwrap()
    };
    let waits = |id: &str, secret: &str| Some(Subscription { id: id.into(), secret: secret.into() });
    let told = from(&sample("push_validate"), None);
    assert_eq!(told.subscription, waits("3c9a", "s3cr3t-from-dhl"));
    assert!(told.events.is_empty() && !told.unreadable);
    let mut bare = sample("push_validate");
    bare.as_object_mut().unwrap().remove("secret");
    assert_eq!(from(&bare, Some("in-the-header")).subscription, waits("3c9a", "in-the-header"));
    assert_eq!(from(&sample("push_validate"), Some("x")).subscription, waits("3c9a", "s3cr3t-from-dhl"));
    assert!(from(&bare, None).unreadable);
    for (address, id) in [
        ("https://api-eu.dhl.com/tracking/push/v1/subscription/3c9a/?a=b#c", Some("3c9a")),
        ("https://api-eu.dhl.com/tracking/push/v1/subscription/", None),
        ("3c9a", None),
        ("", None),
    ] {
        let mut message = sample("push_validate");
        message["self"] = json!(address);
        let told = from(&message, None);
        assert_eq!(told.subscription.map(|waits| waits.id).as_deref(), id, "{address}");
        assert_eq!(told.unreadable, id.is_none());
    }
}

#[test]
fn the_call_that_activates() {
    let call = activation("https://api-eu.dhl.com/", "key-1", "3c9a/../x y?ą", "s3cr3t").unwrap();
    assert_eq!(call.method(), "POST");
    assert_eq!(call.uri(), "https://api-eu.dhl.com/tracking/push/v1/subscription/3c9a%2F..%2Fx%20y%3F%C4%85");
    let headers: Vec<_> = call.headers().iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
    assert_eq!(headers, [("dhl-api-key", b"key-1".as_slice()), ("dhl-api-hook-secret", b"s3cr3t")]);
    assert!(call.headers().values().all(|value| value.is_sensitive()));
    assert!(call.body().is_empty());
    for (base, key, id, secret, why) in [
        ("https://api-eu.dhl.com", "k", "", "s", "no id"),
        ("https://api-eu.dhl.com", "k", "..", "s", "no id"),
        ("https://api-eu.dhl.com", "k\n", "1", "s", "DHL-API-Key"),
        ("https://api-eu.dhl.com", "k", "1", "s\u{0}3cr3t", "secret of the subscription"),
        ("not a url", "k", "1", "s", "not a URL"),
        ("", "k", "1", "s", "not a URL"),
    ] {
        let told = activation(base, key, id, secret).unwrap_err();
        assert!(told.contains(why) && !told.contains("3cr3t"), "{told}");
    }
}

#[test]
fn a_header_or_the_path_proves_it() {
    let headers = [("x-dhl-token", "t0k3n")];
    assert!(is_proven("dhl", "header:X-DHL-Token:t0k3n", &headers, b""));
    assert!(is_proven("dhl", "header:X-DHL-Token:old header:X-DHL-Token:t0k3n path:a", &headers, b""));
    assert!(!is_proven("dhl", "header:X-DHL-Token:t0k3n2", &headers, b""));
    assert!(!is_proven("dhl", "header:X-DHL-Token:t0k3n path:a", &[], b""), "both, where both are set");
    assert!(is_proven("dhl", "path:a", &[], b""), "the path, which is checked before");
    for nothing in ["", "word", "hmac:x basic:a:b rsa:AAAA header:x"] {
        assert!(!courier("dhl").is_configured(&Secrets::parse(nothing)), "{nothing}");
    }
}

#[test]
fn hostile_input() {
    hostile::survives("dhl", &sample("push_two_parcels"));
    hostile::survives("dhl", &sample("push_validate"));
    let many: Vec<Value> = (0..3000).map(|n| json!({"timestamp": n.to_string(), "statusCode": "transit"})).collect();
    let reports = read("dhl", &push(json!({"id": "1", "status": {}, "events": many})));
    assert_eq!(reports.events.len(), 3000);
    assert!(reports.events.iter().all(|report| report.event.status == Some(Status::InTransit)));
}
