//! Reports that go out by themselves: each once, missed ones made up for, tried again until they are taken.

use super::{Office, at, autumn};
use crate::{answering::counter::Counter, shop::Shop, world::Fate};
use chrono::{DateTime, TimeDelta, Utc};
use http::{Method, StatusCode};
use serde_json::{Value, json};

const NOW: &str = "2026-11-09T12:00:00Z";

/// The same shop, with these variables besides its own.
fn set(office: Office, more: &[(&str, &str)]) -> Office {
    let Office { counter: Counter { shop, world } } = office;
    let known = [
        "keys",
        "api_tokens",
        "satisfaction",
        "disagreement_hours",
        "dispatch_days",
        "notify_since",
        "opening_hours",
        "public_url",
        "shop_name",
        "mail_provider",
        "mail_key",
        "mail_from",
        "resend_url",
    ];
    let own = known.map(|name| (name.to_owned(), shop.settings.get(name).to_owned()));
    let more = more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let settings = own.into_iter().chain(more).collect();
    Office { counter: Counter { shop: Shop { settings, ..shop }, world } }
}

fn ways() -> Vec<(&'static str, String)> {
    vec![
        ("export_url", "https://erp.example".to_owned()),
        ("export_path", "/kpi".to_owned()),
        ("export_secrets", format!("whsec_{}", crate::shop::STANDARD)),
        ("export_email", "szef@example.com".to_owned()),
        ("ga4_url", "https://ga4.example".to_owned()),
        ("ga4_measurement_id", "G-TEST".to_owned()),
        ("ga4_api_secret", "secret".to_owned()),
    ]
}

fn sending(schedule: &str) -> Office {
    sending_of(autumn(), schedule)
}

fn sending_of(office: Office, schedule: &str) -> Office {
    let ways = ways();
    let mut all: Vec<(&str, &str)> = ways.iter().map(|(name, value)| (*name, value.as_str())).collect();
    all.push(("export_schedule", schedule));
    set(office, &all)
}

fn run(office: &Office, now: DateTime<Utc>) -> Value {
    let (status, told) = office.counter.api(now, Method::POST, "/jobs/export", &Value::Null);
    assert_eq!(status, StatusCode::OK, "{told}");
    told["jobs"][0]["report"].clone()
}

fn reports(office: &Office) -> Vec<String> {
    let world = &office.counter.world;
    let hooks = world.by("event").into_iter().filter(|event| event.kind == "kpi.report");
    let told = |text: &str| serde_json::from_str::<Value>(text).unwrap()["data"]["period"].as_str().unwrap().to_owned();
    hooks.map(|event| told(&event.text)).collect()
}

#[test]
fn a_report_waits_until_its_days_are_rolled_up_and_goes_out_once() {
    let office = sending("daily");
    let now = at(NOW);
    assert_eq!(run(&office, now)["waits"], json!(["daily-2026-11-08"]));
    office.job(now, "rollup");
    assert_eq!(run(&office, now)["made"], json!(["daily-2026-11-08"]));
    for minutes in [0, 1, 60, 600] {
        assert_eq!(run(&office, now + TimeDelta::minutes(minutes))["made"], json!([]));
    }
    let world = &office.counter.world;
    assert_eq!(reports(&office), ["daily-2026-11-08"]);
    assert_eq!(world.unsigned.get(), 0, "signed by Standard Webhooks");
    let mails: Vec<_> = world.by("mail").into_iter().filter(|mail| mail.kind == "report").collect();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to, "szef@example.com");
    assert!(mails[0].html.contains("class=\"rest\"") && mails[0].text.contains("Zamówienia"), "{}", mails[0].text);
    let google = world.by("ga4");
    assert!(!google.is_empty());
    for got in &google {
        assert!(got.to.starts_with("/mp/collect?measurement_id=G-TEST&api_secret=secret"), "{}", got.to);
        let body: Value = serde_json::from_str(&got.text).unwrap();
        assert!(body["events"].as_array().unwrap().len() <= 25 && !got.text.contains('@'), "{body}");
    }
    let listed: Value = serde_json::from_slice(office.get(now, "/api/kpi/exports").body()).unwrap();
    assert_eq!(listed["exports"][0]["period"], "daily-2026-11-08");
    for (format, begins) in [("json", "{"), ("csv", "\u{feff}from;"), ("html", "<!DOCTYPE html>")] {
        let reply = office.get(now, &format!("/api/kpi/exports/daily-2026-11-08?format={format}"));
        assert_eq!(reply.status(), StatusCode::OK);
        assert!(String::from_utf8(reply.body().clone()).unwrap().starts_with(begins), "{format}");
    }
}

#[test]
fn a_report_is_in_the_language_of_the_shop() {
    for (language, subject, head, problems) in [
        ("pl", "wskaźniki obsługi", "from;to;", 0),
        ("en", "support numbers", "from,to,", 0),
        ("xx", "wskaźniki obsługi", "from;to;", 1),
    ] {
        let office = set(
            sending("daily"),
            &[("export_schedule", "daily"), ("export_language", language), ("export_email", "szef@example.com")],
        );
        let now = at(NOW);
        office.job(now, "rollup");
        let report = run(&office, now);
        assert_eq!(report["problems"].as_array().unwrap().len(), problems, "{report}");
        let mail = office.counter.world.by("mail").into_iter().find(|mail| mail.kind == "report").unwrap();
        assert!(mail.subject.contains(subject), "{}", mail.subject);
        let csv = office.get(now, "/api/kpi/exports/daily-2026-11-08?format=csv");
        let csv = String::from_utf8(csv.body().clone()).unwrap();
        assert!(csv.trim_start_matches('\u{feff}').starts_with(head), "{language}: {csv}");
    }
}

/// What is old is looked at seldom: a report waits for what changes still, and no longer.
#[test]
fn a_report_of_an_old_shop_waits_an_hour_at_most() {
    let office = Office::open();
    for (place, placed) in ["2026-03-01", "2026-09-10", "2026-10-01", "2026-11-05", "2026-11-09"].iter().enumerate() {
        let at_noon = format!("{placed}T11:00:00Z");
        let data = json!({"id": format!("o{place}"), "number": format!("o{place}"), "status": "paid",
            "placed_at": at_noon, "updated_at": at_noon, "customer": {"email": "ala@klient.example"}});
        office.counter.told(at(&at_noon), data);
    }
    let office = sending_of(office, "daily");
    // The clock calls every ten minutes; in Warsaw the day ends at 23:00.
    let mut now = at("2026-11-09T20:00:00Z");
    let mut made = Vec::new();
    while now < at("2026-11-10T00:30:00Z") {
        office.job(now, "rollup");
        for period in run(&office, now)["made"].as_array().unwrap() {
            made.push((period.as_str().unwrap().to_owned(), now));
        }
        now += TimeDelta::minutes(10);
    }
    let (period, when) = made.last().unwrap();
    assert_eq!(period, "daily-2026-11-09", "{made:?}");
    assert!(*when >= at("2026-11-09T23:00:00Z") && *when <= at("2026-11-10T00:00:00Z"), "{made:?}");
}

#[test]
fn missed_periods_are_made_up_for() {
    let office = sending("daily weekly monthly");
    let now = at(NOW);
    office.job(now, "rollup");
    let made = run(&office, now)["made"].clone();
    assert_eq!(made, json!(["daily-2026-11-08", "weekly-2026-11-02", "monthly-2026-10"]));
    // Nobody has called it for nine days.
    let later = now + TimeDelta::days(9);
    office.job(later, "rollup");
    let made = run(&office, later)["made"].clone();
    assert_eq!(made.as_array().unwrap().len(), 9 + 1, "{made}");
    assert_eq!((made[0].clone(), made[9].clone()), (json!("daily-2026-11-09"), json!("weekly-2026-11-09")));
    let mut told = reports(&office);
    assert_eq!(told.len(), 13);
    told.sort();
    told.dedup();
    assert_eq!(told.len(), 13, "each once");
}

#[test]
fn what_fails_is_tried_again_by_itself() {
    let office = sending("weekly");
    let now = at(NOW);
    office.job(now, "rollup");
    let world = &office.counter.world;
    world.usual.set(Fate::Trouble);
    let report = run(&office, now);
    assert!(report["at_once"]["failed"].as_u64().unwrap() >= 3, "{report}");
    assert_eq!(reports(&office), Vec::<String>::new());
    // It may be made again elsewhere meanwhile; what goes out later is what was made.
    world.usual.set(Fate::Taken);
    for minutes in 1..12 {
        run(&office, now + TimeDelta::minutes(minutes));
    }
    assert_eq!(reports(&office), ["weekly-2026-11-02"]);
    let mails = world.by("mail").into_iter().filter(|mail| mail.kind == "report").count();
    assert_eq!(mails, 1);
    for minutes in 12..40 {
        run(&office, now + TimeDelta::minutes(minutes));
    }
    assert_eq!(reports(&office).len(), 1, "sent once");
}

#[test]
fn without_a_schedule_nothing_is_made() {
    let office = set(autumn(), &[("export_email", "szef@example.com")]);
    let now = at(NOW);
    office.job(now, "rollup");
    assert_eq!(run(&office, now)["made"], json!([]));
    let listed: Value = serde_json::from_slice(office.get(now, "/api/kpi/exports").body()).unwrap();
    assert_eq!(listed, json!({"exports": []}));
}
