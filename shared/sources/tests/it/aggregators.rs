//! What is the same for all aggregators: their columns of the canonical table, and that only their exact
//! bytes are believed.

use crate::world::{fixture, is_proven, read};
use serde_json::Value;
use sledz_domain::{event_id::EventId, status::Status};
use sledz_sources::{
    couriers::{aftership::tags, easypost, karrio, seventeen_track::statuses},
    meaning::Meaning,
};

/// One column of the canonical table: each status, and the codes that stand for it. Words in brackets are
/// left out.
fn column(name: &str) -> Vec<(Option<Status>, Vec<String>)> {
    let text = String::from_utf8(fixture("documents/canonical.md")).unwrap();
    let mut rows = text
        .lines()
        .map(|line| line.trim().trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>());
    let place = rows.next().unwrap().iter().position(|head| head == name).unwrap();
    let codes = |cell: &str| {
        let parts = cell.split([',', ' ']).filter(|part| !part.is_empty() && *part != "-");
        parts.filter(|part| !part.starts_with(['(', '['])).map(str::to_owned).collect::<Vec<_>>()
    };
    let rows: Vec<_> = rows.skip(1).map(|row| (Status::from_name(&row[0]).unwrap(), codes(&row[place]))).collect();
    assert_eq!(rows.len(), 12);
    rows.into_iter().map(|(status, codes)| (Some(status).filter(|status| *status != Status::Unknown), codes)).collect()
}

/// Compares a column with a table. `decided` has the codes that rulings give another status, and those of
/// the sender's own words that a row with a star takes in, though another row is meant.
fn compare(name: &str, table: &[(&'static str, Meaning)], decided: &[(&str, Option<Status>)]) {
    let mut compared = 0;
    for (status, codes) in column(name) {
        for code in codes {
            let matching: Vec<_> = match code.strip_suffix('*') {
                Some(prefix) => table.iter().filter(|(known, _)| known.starts_with(prefix)).collect(),
                None => table.iter().filter(|(known, _)| **known == code).collect(),
            };
            assert!(!matching.is_empty(), "{name}: {code} is not in the table");
            for (known, meaning) in matching {
                let expected = decided.iter().find(|(code, _)| code == known).map_or(status, |(_, status)| *status);
                assert_eq!(meaning.status, expected, "{name}: {known}");
                compared += 1;
            }
        }
    }
    assert!(compared >= 8, "{name}: only {compared} codes were compared");
}

#[test]
fn aftership_is_as_the_canonical_table_says() {
    use Status::{Cancelled, FailedAttempt, InTransit, Returned, Returning};
    let table: Vec<_> = tags::TAGS.iter().chain(&tags::SUBTAGS).copied().collect();
    let decided = [
        // The row `accepted` names the tag and means one of its subtags.
        ("InTransit", Some(InTransit)),
        // Ruling 4: a refusal is an attempt in vain.
        ("Exception_003", Some(FailedAttempt)),
        // Ruling 3: what is only late moves nothing.
        ("Exception_004", None),
        ("Exception_005", None),
        ("Exception_016", None),
        ("Exception_017", None),
        ("Exception_019", None),
        // Rows of their own.
        ("Exception_010", Some(Returning)),
        ("Exception_011", Some(Returned)),
        // Newer than the table, and cancelled by its words.
        ("Exception_020", Some(Cancelled)),
    ];
    compare("AfterShip", &table, &decided);
    assert_eq!(tags::subtag("InTransit_002").unwrap().status, Some(Status::Accepted));
}

#[test]
fn seventeen_track_is_as_the_canonical_table_says() {
    use Status::{Accepted, Cancelled, FailedAttempt, Returned, Returning};
    let decided = [
        // Rows of their own beside a star.
        ("InTransit_PickedUp", Some(Accepted)),
        ("Exception_Returning", Some(Returning)),
        ("Exception_Returned", Some(Returned)),
        ("Exception_Cancel", Some(Cancelled)),
        // Ruling 4: a refusal is an attempt in vain.
        ("Exception_Rejected", Some(FailedAttempt)),
        // Ruling 3: what is only late moves nothing.
        ("Exception_Delayed", None),
    ];
    compare("17TRACK", &statuses::STATUSES, &decided);
}

#[test]
fn karrio_is_as_the_canonical_table_says() {
    let decided = [
        // Ruling 3: what is only late moves nothing.
        ("delivery_delayed", None),
        // Ruling 4 decides between the rows `returning` and `returned`.
        ("return_to_sender", Some(Status::Returning)),
    ];
    compare("Karrio", &karrio::STATUSES, &decided);
}

#[test]
fn easypost_is_as_the_canonical_table_says() {
    let decided = [
        // The rows `accepted` and `in_transit` name the same.
        ("in_transit", Some(Status::InTransit)),
        // Ruling 4 decides between the rows that name these twice.
        ("failure", Some(Status::Exception)),
        ("return_to_sender", Some(Status::Returning)),
    ];
    compare("EasyPost", &easypost::STATUSES, &decided);
}

/// The right signature is believed, under whichever of several secrets, and nothing that differs from it
/// or from what it signs by one byte.
pub(crate) fn only_exactly(name: &str, secret: &str, header: &str, signature: &str, body: &[u8]) {
    let believed = |secrets: &str, signature: &str, body: &[u8]| is_proven(name, secrets, &[(header, signature)], body);
    assert!(believed(secret, signature, body));
    assert!(believed(&format!("older {secret} newer"), signature, body));
    assert!(!believed("older newer", signature, body));
    assert!(!believed("", signature, body));
    assert!(!is_proven(name, secret, &[], body), "without a signature");
    for given in ["", " ", "00", "zł", "!", &signature[1..], &format!("{signature}00")] {
        assert!(!believed(secret, given, body), "signature {given}");
    }
    for place in 0..body.len() {
        let mut spoilt = body.to_vec();
        spoilt[place] ^= 1;
        assert!(!believed(secret, signature, &spoilt), "byte {place}");
    }
    assert!(!believed(secret, signature, &[body, b" "].concat()));
    assert!(!believed(secret, signature, b""));
    for place in 0..signature.len() {
        let mut spoilt = signature.as_bytes().to_vec();
        spoilt[place] = if spoilt[place] == b'1' { b'2' } else { b'1' };
        assert!(!believed(secret, std::str::from_utf8(&spoilt).unwrap(), body), "digit {place}");
    }
}

/// The identities of a message's events.
pub(crate) fn ids(name: &str, message: &Value) -> Vec<EventId> {
    read(name, message).events.iter().map(|report| report.event.id).collect()
}

/// Nothing of what is personal is in what is stored of a message.
pub(crate) fn keeps_nothing_of(name: &str, message: &Value, personal: &[&str]) {
    let said = message.to_string();
    let stored: Vec<String> =
        read(name, message).events.iter().map(|report| serde_json::to_string(&report.event).unwrap()).collect();
    assert!(!stored.is_empty());
    for word in personal {
        assert!(said.contains(word), "{name}: {word} is not in the message");
        assert!(!stored.iter().any(|event| event.contains(word)), "{name}: {word} is kept");
    }
}
