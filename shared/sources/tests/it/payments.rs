//! What the tests of payment providers share: what one believes and reads, and what must be true of whatever
//! it makes of a message.

use crate::{
    hostile::each_spoilt,
    world::{now, time},
};
use chrono::{DateTime, Utc};
use http::HeaderMap;
use serde_json::Value;
use sledz_domain::{
    listed::Listed,
    order::{PaymentSaid, PaymentStep},
};
use sledz_sources::{
    delivery::{Delivery, Unusable},
    payments::{PaymentProvider, PaymentReport, PaymentsSaid, numbers},
    proof::Secrets,
    variables::Variables,
};

/// Whether a provider believes a delivery with these headers and this body at that time.
pub(crate) fn believed(
    provider: &dyn PaymentProvider,
    secrets: &str,
    headers: &[(&str, &str)],
    body: &[u8],
    now: DateTime<Utc>,
) -> bool {
    let mut sent = HeaderMap::new();
    for (header, value) in headers {
        let header: http::HeaderName = header.parse().unwrap();
        sent.append(header, value.parse().unwrap());
    }
    let delivery = Delivery { headers: &sent, body, query: "", path_token: None, now };
    let secrets = Secrets::parse(secrets);
    provider.is_configured(&secrets) && provider.is_proven(&delivery, &secrets)
}

/// What a provider makes of a verified message.
pub(crate) fn tried(provider: &dyn PaymentProvider, message: &Value) -> Result<PaymentsSaid, Unusable> {
    let headers = HeaderMap::new();
    let delivery = Delivery { headers: &headers, body: &[], query: "", path_token: None, now: now() };
    provider.read(message, &delivery)
}

/// What a provider makes of a verified message that it can use.
pub(crate) fn read(provider: &dyn PaymentProvider, message: &Value) -> PaymentsSaid {
    tried(provider, message).unwrap_or_else(|why| panic!("{}: {}", provider.name(), why.0))
}

/// The only report of a message.
pub(crate) fn report(provider: &dyn PaymentProvider, message: &Value) -> PaymentReport {
    let mut said = read(provider, message);
    assert!(said.reports.len() == 1 && !said.unreadable && !said.unknown_status, "{said:?}");
    said.reports.remove(0)
}

/// The step that a message tells; none if it tells nothing that is known.
pub(crate) fn step(provider: &dyn PaymentProvider, message: &Value) -> Option<PaymentStep> {
    read(provider, message).reports.first().map(|report| report.said.step)
}

/// A report's amount and currency.
pub(crate) fn amount(report: &PaymentReport) -> (String, &str) {
    let amount = report.said.amount.as_ref().unwrap();
    (amount.amount(), amount.currency())
}

/// Nothing that differs from the body by one byte is believed.
pub(crate) fn only_exactly(body: &[u8], believed: impl Fn(&[u8]) -> bool) {
    assert!(believed(body));
    for place in 0..body.len() {
        for bit in [1, 0x40] {
            let mut spoilt = body.to_vec();
            spoilt[place] ^= bit;
            assert!(!believed(&spoilt), "byte {place}: {}", String::from_utf8_lossy(&spoilt));
        }
        assert!(!believed(&body[..place]), "cut off at {place}");
    }
}

/// Puts every odd value into every field of `message`, takes every field out, and reads what is left.
pub(crate) fn survives(provider: &dyn PaymentProvider, message: &Value) {
    each_spoilt(message, |place, spoilt| {
        let Ok(said) = tried(provider, spoilt) else { return };
        for report in &said.reports {
            harmless(place, report);
        }
    });
}

fn harmless(place: &str, report: &PaymentReport) {
    let said = &report.said;
    assert!(!report.numbers.is_empty() && report.numbers.len() <= 8, "{place}: {report:?}");
    assert!(report.numbers.iter().all(|number| !number.is_empty() && number.chars().count() <= 64), "{place}");
    assert!(said.at == now() || (time("2000-01-01T00:00:00Z")..time("2100-01-01T00:00:00Z")).contains(&said.at));
    let stored = said.fields().join(" ");
    assert!(stored.len() < 1500, "{place}: {} bytes are stored", stored.len());
    // What a call is made with goes back as it came, and is shown nowhere.
    let told = PaymentSaid { confirm: None, ..said.clone() };
    let shown = format!("{told:?}{:?}", report.numbers);
    assert!(!shown.contains("\\u{") && !shown.contains("\\n"), "{place}: {shown:.300}");
    assert!(report.said.confirm.as_ref().is_none_or(|details| details.len() < 1500), "{place}");
}

/// Nothing of what is personal is in what is made of a message.
pub(crate) fn keeps_nothing_of(provider: &dyn PaymentProvider, message: &Value, personal: &[&str]) {
    let (said, kept) = (message.to_string(), format!("{:?}", read(provider, message)));
    for word in personal {
        assert!(said.contains(word), "{word} is not in the message");
        assert!(!kept.contains(word), "{word} is kept: {kept}");
    }
}

/// Variables of a test.
pub(crate) struct Set<'a>(pub(crate) &'a [(&'a str, &'a str)]);

impl Variables for Set<'_> {
    fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(set, _)| *set == name).map(|(_, value)| *value).unwrap_or_default()
    }
}

#[test]
fn what_a_reference_may_begin_with() {
    for (reference, expected) in [
        ("1001", vec!["1001"]),
        (" #1001 ", vec!["1001"]),
        ("1001-a", vec!["1001-A", "1001"]),
        ("order-1001-a", vec!["ORDER-1001-A", "ORDER-1001", "1001-A", "1001"]),
        ("2026/10/01-7-x", vec!["2026/10/01-7-X", "2026/10/01-7", "2026/10/01"]),
        ("order", vec!["ORDER"]),
        ("order-", vec!["ORDER-"]),
        ("-1001", vec!["-1001"]),
        ("-", vec!["-"]),
        (" \t", vec![]),
        (
            "1-2-3-4-5-6-7-8-9-10",
            vec![
                "1-2-3-4-5-6-7-8-9-10",
                "1-2-3-4-5-6-7-8-9",
                "1-2-3-4-5-6-7-8",
                "1-2-3-4-5-6-7",
                "1-2-3-4-5-6",
                "1-2-3-4-5",
                "1-2-3-4",
                "1-2-3",
            ],
        ),
    ] {
        assert_eq!(numbers(reference), expected, "{reference}");
    }
    assert!(numbers(&"ż-".repeat(5000)).iter().all(|number| number.chars().count() <= 64));
}
