//! InPost's Group API: codes as the document and the rulings have them, every proof, fields that may be
//! absent, what is not kept.

use crate::{
    hostile,
    world::{courier, fixture, is_proven, now, read, time},
};
use data_encoding::BASE64;
use http::HeaderMap;
use serde_json::{Value, json};
use sledz_domain::{
    parcel::{Note, Pickup},
    status::Status,
    time::TimeSource,
};
use sledz_sources::{carriers::inpost::group, delivery::Delivery, proof::Secrets};

fn sample() -> Value {
    serde_json::from_slice(&fixture("inpost/ready_at_apm.json")).unwrap()
}

fn with(code: &str, changes: Value) -> Value {
    let mut message = sample();
    message["eventCode"] = json!(code);
    for (name, value) in changes.as_object().unwrap() {
        message[name] = value.clone();
    }
    message
}

/// The codes of the document's list: a group ("CRE:"), then its codes and ranges of codes.
fn listed() -> Vec<(String, u16)> {
    let text = String::from_utf8(fixture("documents/inpost-group.md")).unwrap();
    let mut group = String::new();
    let mut codes = Vec::new();
    for word in text.split(|c: char| !(c.is_ascii_alphanumeric() || ".:".contains(c))) {
        let word = word.trim_end_matches('.');
        if let Some(name) = word.strip_suffix(':').filter(|name| name.bytes().all(|byte| byte.is_ascii_uppercase())) {
            group = name.to_owned();
            continue;
        }
        let (from, to) = word.split_once("..").unwrap_or((word, word));
        if let (Ok(from), Ok(to)) = (from.parse::<u16>(), to.parse::<u16>()) {
            codes.extend((from..=to).map(|code| (group.clone(), code)));
        }
    }
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// A group, ranges of its codes, and what all of them become.
type Ruled = (&'static str, &'static [(u16, u16)], Option<Status>);

/// Ruling 2, in its own order and ranges; the first that holds.
const RULING: [Ruled; 28] = [
    ("CRE", &[(0, 9999)], Some(Status::PreTransit)),
    ("FUL", &[(0, 9999)], Some(Status::PreTransit)),
    ("FMD", &[(1001, 1001), (1007, 1014), (1016, 1017)], Some(Status::PreTransit)),
    ("HAN", &[(1001, 1001)], Some(Status::Accepted)),
    ("FMD", &[(1002, 1002), (1004, 1005), (1015, 1015)], Some(Status::Accepted)),
    ("FMD", &[(1003, 1003), (1006, 1006)], Some(Status::InTransit)),
    ("CC", &[(1, 2)], Some(Status::InTransit)),
    ("MMD", &[(1000, 1005), (1007, 1999), (3001, 3001)], Some(Status::InTransit)),
    ("LMD", &[(1002, 1002), (3001, 3006), (3008, 3017)], Some(Status::InTransit)),
    ("LMD", &[(1001, 1001)], Some(Status::OutForDelivery)),
    ("LMD", &[(1003, 1006), (3007, 3007), (9012, 9013)], Some(Status::ReadyForPickup)),
    ("LMD", &[(9004, 9004), (9006, 9011), (9015, 9019), (9029, 9029)], Some(Status::FailedAttempt)),
    ("LMD", &[(9014, 9014)], Some(Status::Returning)),
    ("EOL", &[(1000, 1999)], Some(Status::Delivered)),
    ("EOL", &[(9004, 9005)], Some(Status::Cancelled)),
    ("RTS", &[(1001, 1001)], Some(Status::Returning)),
    ("RTS", &[(1002, 1002)], Some(Status::Returned)),
    ("CC", &[(3, 3)], Some(Status::Exception)),
    ("FMD", &[(9000, 9999)], Some(Status::Exception)),
    ("MMD", &[(1006, 1006), (9001, 9001)], Some(Status::Exception)),
    ("LMD", &[(9026, 9026), (9028, 9028)], None),
    ("LMD", &[(9002, 9003), (9005, 9005), (9020, 9028), (9030, 9030)], Some(Status::Exception)),
    ("EOL", &[(9001, 9003), (9006, 9006)], Some(Status::Exception)),
    ("LMD", &[(9001, 9001)], None),
    ("INF", &[(9001, 9001)], None),
    ("INF", &[(9003, 9005)], None),
    ("INF", &[(9009, 9009)], None),
    ("INF", &[(0, 9999)], None),
];

/// The codes that ruling 2 lets set `delayed`.
const DELAYS: [(&str, u16, u16); 5] =
    [("INF", 9001, 9001), ("INF", 9003, 9005), ("INF", 9009, 9009), ("LMD", 9026, 9026), ("LMD", 9028, 9028)];

#[test]
fn every_code_means_what_the_ruling_says() {
    let codes = listed();
    assert_eq!(codes.len(), 119, "the document's list");
    for (name, detail) in codes {
        let width = if name == "CC" { 3 } else { 4 };
        let code = format!("{name}.{detail:0width$}");
        let within = |ranges: &[(u16, u16)]| ranges.iter().any(|(from, to)| (*from..=*to).contains(&detail));
        let ruled = RULING.iter().find(|(group, ranges, _)| *group == name && within(ranges));
        let (_, _, status) = ruled.unwrap_or_else(|| panic!("the ruling says nothing of {code}"));
        let meaning = group::meaning(&code).unwrap_or_else(|| panic!("{code} is not in the table"));
        assert_eq!(meaning.status, *status, "{code}");
        let delays = DELAYS.iter().any(|(group, from, to)| *group == name && (*from..=*to).contains(&detail));
        assert_eq!(meaning.delays, delays, "{code}");
    }
}

#[test]
fn codes_to_come_go_by_their_prefix() {
    // Ruling 8.
    for (code, status) in [
        ("CC.009", Some(Status::InTransit)),
        ("MMD.8001", Some(Status::InTransit)),
        ("LMD.9999", Some(Status::Exception)),
        ("EOL.9999", Some(Status::Exception)),
        ("FMD.9999", Some(Status::Exception)),
        ("RTS.1009", Some(Status::Returning)),
        ("INF.7000", None),
        ("XYZ.1001", None),
    ] {
        let reports = read("inpost", &with(code, json!({})));
        assert_eq!(reports.events[0].event.status, status, "{code}");
        assert!(reports.events[0].unknown_code, "{code}");
    }
}

#[test]
fn the_sample() {
    let reports = read("inpost", &sample());
    let [report] = reports.events.as_slice() else { panic!("one event") };
    assert_eq!(report.tracking_number.as_deref(), Some("120000018332540090213375"));
    assert!(!report.unknown_code && !reports.unreadable);
    let event = &report.event;
    assert_eq!((event.status, event.note), (Some(Status::ReadyForPickup), Some(Note::InLocker)));
    assert_eq!((event.at, event.time_source), (time("2026-10-03T05:41:05.123Z"), TimeSource::Given));
    assert_eq!(event.location.as_deref(), Some("KRA010, Kraków"));
    assert_eq!(event.references, ["1001"]);
    assert_eq!(event.carrier.as_deref(), Some("inpost"));
    let address = "ul. Przykładowa 1, 30-001 Kraków, przy sklepie".to_owned();
    assert_eq!(event.pickup, Some(Pickup { name: Some("KRA010".into()), address: Some(address), deadline: None }));
    assert!(!serde_json::to_string(event).unwrap().contains("Łucja"));
}

#[test]
fn the_body_that_inpost_publishes() {
    // Of 2024: without `returnToSender` and `newDestination`, and with nulls wherever they may stand.
    let reports = read("inpost", &serde_json::from_slice(&fixture("inpost/published_2024.json")).unwrap());
    let event = &reports.events[0].event;
    assert_eq!((event.status, event.note), (Some(Status::InTransit), Some(Note::AtSortingCentre)));
    assert_eq!(event.at, time("2024-11-25T16:51:40.111Z"));
    assert_eq!((&event.location, &event.pickup, &event.returned_as, event.is_return), (&None, &None, &None, false));
    assert_eq!(event.references, ["9000010305"]);
}

#[test]
fn times_of_any_precision() {
    for (written, at, source) in [
        ("2025-01-08T14:02:55.374675Z", "2025-01-08T14:02:55.374Z", TimeSource::Given),
        ("2024-11-25T16:51:40.111968200Z", "2024-11-25T16:51:40.111Z", TimeSource::Given),
        ("2026-10-03T07:41:05+02:00", "2026-10-03T05:41:05Z", TimeSource::Given),
        ("2026-10-03T07:41:05", "2026-10-03T05:41:05Z", TimeSource::Assumed),
        ("3 October", "2026-10-05T12:00:00Z", TimeSource::Learned),
    ] {
        let event = &read("inpost", &with("MMD.1001", json!({"timestamp": written}))).events[0].event;
        assert_eq!((event.at, event.time_source), (time(at), source), "{written}");
    }
}

#[test]
fn a_redirected_parcel_tells_where_it_will_wait() {
    let place = |kind: &str| {
        json!({"type": kind, "id": "KRA011", "name": null, "address": "ul. Nowa 2", "postalCode": "30-002",
            "city": "Kraków", "country": "PL", "description": null})
    };
    let told = |kind: &str| {
        let changes = json!({"newDestination": place(kind), "location": null});
        read("inpost", &with("LMD.3014", changes)).events[0].event.clone()
    };
    let event = told("LOCKER_POINT");
    assert_eq!((event.status, event.note), (Some(Status::InTransit), Some(Note::Redirected)));
    let waits = event.pickup.unwrap();
    assert_eq!((waits.name.as_deref(), waits.address.as_deref()), (Some("KRA011"), Some("ul. Nowa 2, 30-002 Kraków")));
    assert_eq!(event.location, None);
    let address = told("ADDRESS");
    assert_eq!(address.pickup, None, "an address is the customer's");
    // What waits already waits where it is.
    let both = json!({"newDestination": place("LOCKER_POINT")});
    let event = read("inpost", &with("LMD.1005", both)).events[0].event.clone();
    assert_eq!(event.pickup.unwrap().name.as_deref(), Some("KRA010"));
}

#[test]
fn returns_are_told_apart_from_the_delivery() {
    let back = json!({"returnToSender": {"trackingNumber": "1200 0001 8332 5400 9021 3399"}});
    let event = read("inpost", &with("RTS.1001", back)).events[0].event.clone();
    assert_eq!(event.status, Some(Status::Returning));
    assert_eq!(event.returned_as.as_deref(), Some("120000018332540090213399"));
    assert_eq!(event.replaced_by, None);
    let itself = json!({"returnToSender": {"trackingNumber": "120000018332540090213375"}});
    assert_eq!(read("inpost", &with("RTS.1001", itself)).events[0].event.returned_as, None);
    for (kind, is_return) in [("RETURN", true), ("return", true), ("OUTBOUND", false)] {
        let event = read("inpost", &with("MMD.1001", json!({"shipment": {"type": kind}}))).events[0].event.clone();
        assert_eq!(event.is_return, is_return, "{kind}");
    }
    for absent in [json!({"shipment": {"type": null}}), json!({"shipment": null}), json!({"returnToSender": {}})] {
        let event = read("inpost", &with("MMD.1001", absent)).events[0].event.clone();
        assert_eq!((event.is_return, event.returned_as), (false, None));
    }
}

#[test]
fn absent_and_null_are_the_same() {
    let mut null = sample();
    let mut absent = json!({});
    for name in ["trackingNumber", "eventId", "eventCode", "timestamp"] {
        absent[name] = null[name].clone();
    }
    for name in ["customerReference", "location", "delivery", "shipment", "returnToSender", "newDestination"] {
        null[name] = Value::Null;
    }
    assert_eq!(read("inpost", &null), read("inpost", &absent));
    for needed in ["trackingNumber", "eventCode"] {
        let mut without = sample();
        without[needed] = Value::Null;
        assert!(read("inpost", &without).unreadable, "{needed}");
    }
}

#[test]
fn nothing_of_the_recipient_is_kept() {
    let home = json!({"type": "ADDRESS", "id": "Tajny-1", "name": "Jan Tajny", "address": "ul. Tajna 9",
        "postalCode": "99-999", "city": "Tajnowo", "description": "kod 4711"});
    let changes = json!({"location": home, "newDestination": home,
        "delivery": {"recipientName": "Jan Tajny", "deliveryNotes": "kod 4711"}});
    for code in ["LMD.1001", "LMD.1005", "LMD.3006", "EOL.1001", "EOL.1006"] {
        let event = read("inpost", &with(code, changes.clone())).events[0].event.clone();
        let stored = serde_json::to_string(&event).unwrap();
        assert!(!stored.contains("Tajn") && !stored.contains("4711") && !stored.contains("99-999"), "{stored}");
    }
}

#[test]
fn an_event_is_itself_by_its_id() {
    let id = |message: &Value| read("inpost", message).events[0].event.id;
    assert_eq!(id(&sample()), id(&with("LMD.1005", json!({"delivery": null, "customerReference": "2"}))));
    assert_ne!(id(&sample()), id(&with("LMD.1005", json!({"eventId": "other#LMD.1005"}))));
    let bare = |at: &str| id(&with("LMD.1005", json!({"eventId": null, "timestamp": at})));
    assert_eq!(bare("2026-10-03T05:41:05Z"), bare(" 2026-10-03T05:41:05Z "));
    assert_ne!(bare("2026-10-03T05:41:05Z"), bare("2026-10-03T05:41:06Z"));
}

/// One signature: by which key, over which timestamp.
struct Vector {
    secret: String,
    timestamp: Option<String>,
    signature: String,
    is_wrong: bool,
}

/// Checks a vector, and that nothing next to it passes.
fn check(vector: &Vector, body: &[u8]) {
    let stamp = vector.timestamp.as_deref().unwrap_or("2026-10-05T11:59:00.000Z");
    let proven = |secrets: &str, stamp: &str, signature: &str, body: &[u8]| {
        is_proven("inpost", secrets, &[("x-inpost-signature", signature), ("x-inpost-timestamp", stamp)], body)
    };
    let secret = vector.secret.as_str();
    assert_eq!(proven(secret, stamp, &vector.signature, body), !vector.is_wrong);
    if vector.is_wrong {
        return;
    }
    assert!(proven(&format!("hmac:other rsa:AAAA {secret}"), stamp, &vector.signature, body), "one of several keys");
    let mut spoilt = body.to_vec();
    spoilt[20] ^= 1;
    assert!(!proven(secret, stamp, &vector.signature, &spoilt));
    let mut bytes = BASE64.decode(vector.signature.as_bytes()).unwrap();
    bytes[7] ^= 1;
    assert!(!proven(secret, stamp, &BASE64.encode(&bytes), body));
    bytes[7] ^= 1;
    bytes.pop();
    let unpadded = vector.signature.trim_end_matches('=').to_owned();
    for bad in [BASE64.encode(&bytes), String::new(), "AAAA".into(), "!".into(), unpadded] {
        assert!(!proven(secret, stamp, &bad, body), "{bad}");
    }
    // What signs the body alone does not sign the timestamp; the other does.
    assert_eq!(proven(secret, "2026-10-05T11:59:01.000Z", &vector.signature, body), vector.timestamp.is_none());
    assert!(!is_proven("inpost", secret, &[("x-inpost-timestamp", stamp)], body), "without a signature");
}

/// The fixtures' timestamp is older than the tests are: they happen right after it.
fn checked_at(vector: &Vector, body: &[u8], at: &str) -> bool {
    let mut headers = HeaderMap::new();
    headers.insert("x-inpost-signature", vector.signature.parse().unwrap());
    headers.insert("x-inpost-timestamp", vector.timestamp.clone().unwrap().parse().unwrap());
    let delivery = Delivery { headers: &headers, body, query: "", path_token: None, now: time(at) };
    courier("inpost").is_proven(&delivery, &Secrets::parse(&vector.secret))
}

fn vectors(file: &str, secret: impl Fn(&Value) -> String) -> Vec<Vector> {
    let listed: Vec<Value> = serde_json::from_slice(&fixture(file)).unwrap();
    let vector = |vector: &Value| Vector {
        secret: secret(vector),
        timestamp: vector["timestamp"].as_str().map(str::to_owned),
        signature: vector["signature"].as_str().unwrap().to_owned(),
        is_wrong: vector.get("wrong").is_some(),
    };
    listed.iter().map(vector).collect()
}

#[test]
fn signatures() {
    let body = fixture("inpost/ready_at_apm.json");
    let mut all = vectors("inpost/signatures.json", |vector| format!("hmac:{}", vector["secret"].as_str().unwrap()));
    all.extend(vectors("inpost/signatures.json", |vector| vector["secret"].as_str().unwrap().to_owned()));
    all.extend(vectors("inpost/rsa_signatures.json", |vector| {
        format!("rsa:{}", BASE64.encode(&fixture(&format!("inpost/{}", vector["certificate"].as_str().unwrap()))))
    }));
    assert_eq!(all.iter().filter(|vector| vector.is_wrong).count(), 3, "SHA-1, SHA-512, PSS");
    for vector in &all {
        match vector.timestamp {
            None => check(vector, &body),
            Some(_) => {
                // A signed timestamp holds for 45 minutes, and 5 ahead.
                for (at, holds) in [
                    ("2026-10-03T05:41:06Z", true),
                    ("2026-10-03T06:26:00Z", true),
                    ("2026-10-03T06:26:07Z", false),
                    ("2026-10-03T05:36:07Z", true),
                    ("2026-10-03T05:36:05Z", false),
                ] {
                    assert_eq!(checked_at(vector, &body, at), holds, "{at}");
                }
                let mut spoilt = body.clone();
                spoilt[20] ^= 1;
                assert!(!checked_at(vector, &spoilt, "2026-10-03T05:41:06Z"));
            }
        }
    }
}

#[test]
fn the_signature_that_inpost_publishes() {
    // Repository InPost/webhooks-java, before its key was edited. The key holds spaces, so that a list of
    // secrets cannot name it.
    let body = fixture("inpost/published_2024.json");
    let secrets = Secrets { hmacs: vec!["this is example of the HMAC key".to_owned()], ..Secrets::default() };
    let edited = Secrets { hmacs: vec!["this is an example of the HMAC key".to_owned()], ..Secrets::default() };
    let mut headers = HeaderMap::new();
    headers.insert("x-inpost-signature", "i1PzFQMpGoM3YwjcDUEtBwNMCa01kjCykHLLoA5oZtE=".parse().unwrap());
    let mut delivery = Delivery { headers: &headers, body: &body, query: "", path_token: None, now: now() };
    assert!(courier("inpost").is_proven(&delivery, &secrets));
    assert!(!courier("inpost").is_proven(&delivery, &edited));
    let mut spoilt = body.clone();
    spoilt[20] ^= 1;
    delivery.body = &spoilt;
    assert!(!courier("inpost").is_proven(&delivery, &secrets));
}

#[test]
fn keys_in_every_form() {
    let body = fixture("inpost/ready_at_apm.json");
    let vector = vectors("inpost/rsa_signatures.json", |_| String::new()).swap_remove(0);
    let proven = |key: &[u8]| {
        let secrets = format!("rsa:{}", BASE64.encode(key));
        is_proven("inpost", &secrets, &[("x-inpost-signature", &vector.signature)], &body)
    };
    let der = |pem: &[u8]| {
        let text = String::from_utf8(pem.to_vec()).unwrap();
        BASE64.decode(text.lines().filter(|line| !line.starts_with('-')).collect::<String>().as_bytes()).unwrap()
    };
    let (certificate, key) = (fixture("inpost/rsa_2048.pem"), fixture("inpost/rsa_2048_key.pem"));
    assert!(proven(&certificate) && proven(&der(&certificate)), "a certificate");
    assert!(proven(&key) && proven(&der(&key)), "a bare key");
    let windows = String::from_utf8(certificate.clone()).unwrap().replace('\n', "\r\n");
    assert!(proven(windows.as_bytes()));
    let chain = [certificate.clone(), fixture("inpost/rsa_4096.pem")].concat();
    assert!(proven(&chain), "the first of a chain");
    for other in ["rsa_4096.pem", "ec_256.pem", "rsa_1024.pem"] {
        assert!(!proven(&fixture(&format!("inpost/{other}"))), "{other}");
    }
    // Cut short anywhere, and with any byte of its frame spoilt: no key, and no panic.
    let whole = der(&certificate);
    for end in 0..whole.len() {
        assert!(!proven(&whole[..end]), "{end} bytes");
    }
    for place in 0..40 {
        let mut spoilt = whole.clone();
        spoilt[place] = !spoilt[place];
        proven(&spoilt);
    }
    for key in [
        b"-".as_slice(),
        b"-----BEGIN CERTIFICATE-----\n",
        b"-----BEGIN CERTIFICATE-----\nof a chain\n",
        b"-\xff\n",
        &[0x30, 0x84, 0xff, 0xff, 0xff, 0xff],
    ] {
        assert!(!proven(key));
    }
}

#[test]
fn a_key_that_cannot_be_read_proves_nothing() {
    let body = b"{}";
    let signature = [("x-inpost-signature", "AAAA")];
    for secrets in ["rsa:AAAA", "path:token rsa:AAAA", "path:token rsa:not-base64!", "rsa:MIIB path:token"] {
        assert!(!is_proven("inpost", secrets, &[], body), "{secrets}");
        assert!(!is_proven("inpost", secrets, &signature, body), "{secrets}");
    }
    assert!(is_proven("inpost", "path:token", &[], body), "the path alone, which is checked before");
    assert!(!courier("inpost").is_configured(&Secrets::parse("rsa: hmac: path:")));
}

#[test]
fn credentials_and_headers() {
    let body = b"{}";
    let basic = [("authorization", "Basic aW5wb3N0OnNlY3JldA==")];
    assert!(is_proven("inpost", "basic:inpost:secret", &basic, body));
    assert!(!is_proven("inpost", "basic:inpost:secret2", &basic, body));
    assert!(is_proven("inpost", "header:X-Api-Key:k1 header:x-api-key:k2", &[("x-api-key", "k2")], body));
    assert!(!is_proven("inpost", "header:X-Api-Key:k1", &[("x-api-key", "k2")], body));
}

#[test]
fn hostile_input() {
    hostile::survives("inpost", &sample());
    let place = json!({"type": "LOCKER_POINT", "id": "KRA011", "name": "KRA011", "address": "ul. Nowa 2"});
    let back = json!({"trackingNumber": "120000018332540090213399"});
    hostile::survives("inpost", &with("LMD.3014", json!({"newDestination": place, "returnToSender": back})));
}
