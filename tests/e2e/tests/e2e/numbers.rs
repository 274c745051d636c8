//! The numbers, from webhooks to figures, files, a report and the page in a real browser.

use crate::{
    answering::counter::{ALA, COMPLAINT, Counter, EWA, OLA, QUESTION},
    world::{skip_without, workshop},
};
use chrono::TimeDelta;
use serde_json::{Value, json};
use sledz_e2e::{
    browser,
    desks::{accepted, google},
    secrets::local_token,
    senders::channels::{chatwoot, zendesk},
};

/// The year in which all of it happens.
const YEAR: &str = "from=2026-01-01&to=2026-12-31";

/// A shop of three orders to which three customers have written, and whose days are over and rolled up.
fn counted(test: &str, changed: &[(&str, &str)]) -> Option<Counter> {
    let counter = Counter::with(test, changed)?;
    counter.write("m-1", ALA, QUESTION);
    // The same again is no second message.
    counter.write("m-1", ALA, QUESTION);
    counter.write("m-2", EWA, &COMPLAINT.replace("1001", "1003"));
    counter.write("m-3", "nikt@klient.example", "Czy macie zielone kubki?");
    counter.settle();
    counter.pass(TimeDelta::days(2));
    counter.run("rollup");
    Some(counter)
}

fn year(counter: &Counter) -> Value {
    counter.ask("reader", &format!("/api/kpi?{}", span(counter))).expect(200).json().unwrap()
}

/// Some days around those in which it happened.
fn span(counter: &Counter) -> String {
    let day = |days: i64| (counter.now() - TimeDelta::days(days)).format("%Y-%m-%d").to_string();
    format!("from={}&to={}", day(10), day(0))
}

fn figure(told: &Value, name: &str) -> Value {
    let figures = told["figures"].as_array().unwrap();
    figures.iter().find(|figure| figure["name"] == name).map_or(Value::Null, |figure| figure["value"].clone())
}

#[test]
fn figures_are_of_what_has_happened() {
    let Some(counter) = counted("figures_are_of_what_has_happened", &[]) else { return };
    let told = year(&counter);
    assert_eq!(told["tz"], "Europe/Warsaw");
    assert_eq!(figure(&told, "orders"), 3, "{told}");
    assert_eq!(figure(&told, "cases"), 3, "{told}");
    assert_eq!(figure(&told, "customer_messages"), 3, "{told}");
    // Computing all of it afresh finds nothing to mend.
    let again = counter.run("recount");
    assert_eq!(year(&counter)["figures"], told["figures"], "{again}");
    // A word that comes late is counted where it belongs.
    counter.write("m-4", "ktos@klient.example", "Czy macie niebieskie kubki?");
    counter.settle();
    counter.pass(TimeDelta::days(1));
    counter.run("rollup");
    assert_eq!(figure(&year(&counter), "cases"), 4);
}

#[test]
fn answers_are_of_people_here_and_in_helpdesks_and_not_of_the_bot() {
    let Some(counter) = Counter::open("answers_are_of_people_here_and_in_helpdesks_and_not_of_the_bot") else { return };
    counter.desks.zendesk.put_user(51, OLA);
    // One in a mailbox, one in Chatwoot, one in Zendesk; and a question that we answer ourselves.
    counter.write("m-1", EWA, &COMPLAINT.replace("1001", "1003"));
    let ours = counter.only_case("open")["number"].as_str().unwrap().to_owned();
    counter.hear(chatwoot::signed(&chatwoot::said(77, 911, ALA, COMPLAINT, counter.now()), counter.now()));
    let ticket = zendesk::created(123, 51, &COMPLAINT.replace("1001", "1002"), counter.now());
    counter.hear(zendesk::signed(&ticket, counter.now()));
    counter.on_its_way("1005", "jan@klient.example", None, "0000075077111U");
    counter.write("m-4", "jan@klient.example", &QUESTION.replace("1001", "1005"));
    counter.settle();
    counter.pass(TimeDelta::minutes(30));
    let path = format!("/api/cases/{ours}/messages");
    let _ = counter.call("agent", "POST", &path, &json!({"text": "Wysyłamy nowy."})).expect(200);
    counter.pass(TimeDelta::minutes(30));
    let answered = chatwoot::written(77, 912, (5, "user"), "Wysyłamy nowy.", counter.now());
    counter.hear(chatwoot::signed(&answered, counter.now()));
    counter.pass(TimeDelta::minutes(30));
    let answered = zendesk::commented(123, 51, 9, (5, true), "Wysyłamy nowy.", counter.now());
    counter.hear(zendesk::signed(&answered, counter.now()));
    let spent = json!({"ticket_id": "123", "handling_seconds": "540"});
    counter.hear(zendesk::signed(&spent, counter.now()));
    counter.pass(TimeDelta::days(1));
    counter.run("rollup");
    let told = year(&counter);
    assert_eq!((figure(&told, "cases"), figure(&told, "people_answers")), (json!(4), json!(3)), "{told}");
    let minutes = |name: &str| figure(&told, name).as_i64().unwrap() / 60;
    let answered = (minutes("first_response_median"), minutes("first_response_p90"));
    assert!((60..70).contains(&answered.0) && (90..100).contains(&answered.1), "{answered:?}");
    assert!(minutes("first_automatic_median") < 5);
    assert_eq!(figure(&told, "handling_mean"), 540);
}

#[test]
fn a_report_goes_out_signed_and_to_google() {
    let changed =
        [("export_schedule", "daily"), ("ga4_measurement_id", google::MEASUREMENT), ("ga4_api_secret", google::SECRET)];
    let Some(counter) = counted("a_report_goes_out_signed_and_to_google", &changed) else { return };
    // A receiver of Standard Webhooks takes nothing that is old.
    counter.mailbox.tell_time(Some(counter.now()));
    for _ in 0..3 {
        counter.run("export");
    }
    let reports: Vec<_> = counter.mailbox.received().into_iter().filter(|got| got.subject == "kpi.report").collect();
    assert_eq!(reports.len(), 1, "signed, and once");
    let report: Value = serde_json::from_str(&reports[0].raw).unwrap();
    assert!(report["data"]["period"].as_str().unwrap().starts_with("daily-"), "{report}");
    let told = accepted(&counter.desks.google, google::COLLECT);
    assert!(!told.is_empty());
    for (body, asked) in told.iter().zip(counter.desks.google.asked_for(google::COLLECT)) {
        assert_eq!(
            (asked.field("measurement_id"), asked.field("api_secret")),
            (google::MEASUREMENT.to_owned(), google::SECRET.to_owned())
        );
        assert!(body["events"].as_array().unwrap().len() <= 25 && !body.to_string().contains('@'), "{body}");
    }
}

#[test]
fn numbers_are_for_those_who_may_read_them() {
    let Some(counter) = counted("numbers_are_for_those_who_may_read_them", &[]) else { return };
    for (role, path, status) in [
        ("reader", "/api/kpi", 200),
        ("scheduler", "/api/kpi", 403),
        ("export", "/api/kpi/export?format=csv", 200),
        ("export", "/api/kpi/export?format=ndjson&grain=orders", 403),
        ("reader", "/api/kpi/export?format=ndjson&grain=orders", 200),
    ] {
        let _ = counter.ask(role, path).expect(status);
    }
    assert_eq!(counter.request("", "GET", "/api/kpi").send().unwrap().status, 401);
}

#[test]
fn files_for_other_programs() {
    let Some(counter) = counted("files_for_other_programs", &[]) else { return };
    let file =
        |query: &str| counter.ask("reader", &format!("/api/kpi/export?{}&{query}", span(&counter))).expect(200).text();
    assert!(file("format=csv&sep=;&decimal=,").starts_with("\u{feff}from;to;tz;"));
    assert!(file("format=openmetrics").ends_with("# EOF\n"));
    let rows = file("format=ndjson&grain=cases");
    assert_eq!(rows.lines().count(), 3, "{rows}");
    assert!(rows.lines().all(|row| serde_json::from_str::<Value>(row).is_ok_and(|row| row.is_object())), "{rows}");
    for mine in [ALA, EWA, "kubki"] {
        assert!(!rows.contains(mine), "{rows}");
    }
}

#[test]
fn a_report_goes_out_once_by_e_mail() {
    let changed = [("export_schedule", "daily"), ("export_email", "szef@sklep.example")];
    let Some(counter) = counted("a_report_goes_out_once_by_e_mail", &changed) else { return };
    for _ in 0..3 {
        counter.run("export");
    }
    let reports: Vec<_> =
        counter.mailbox.received().into_iter().filter(|mail| mail.to == "szef@sklep.example").collect();
    assert!(!reports.is_empty(), "no report");
    let mut subjects: Vec<&str> = reports.iter().map(|mail| mail.subject.as_str()).collect();
    subjects.sort_unstable();
    subjects.dedup();
    assert_eq!(subjects.len(), reports.len(), "one twice: {subjects:?}");
    let kept: Value = counter.ask("reader", "/api/kpi/exports").expect(200).json().unwrap();
    assert!(kept.to_string().contains("daily") || kept.to_string().contains("2026"), "{kept}");
}

#[test]
fn reading_a_year_costs_little() {
    let Some(counter) = counted("reading_a_year_costs_little", &[]) else { return };
    let cost = counter.cost(|| {
        let _ = counter.ask("reader", &format!("/api/kpi?{YEAR}")).expect(200);
    });
    assert!(cost.gets <= 40 && cost.commits == 0, "{cost:?}");
}

#[test]
fn the_numbers_in_chromium() {
    let test = "the_numbers_in_chromium";
    if let Some(missing) = browser::missing() {
        skip_without(test, &missing);
        return;
    }
    let Some(counter) = counted(test, &[]) else { return };
    browser::prepare(workshop()).unwrap();
    let page = |name: &str, path: String| {
        json!({"name": name, "url": format!("{}{path}", counter.url()), "expect_status": 200,
            "token": local_token("reader"),
            "headers": {"sledz-test-now": counter.secrets().test_now(counter.now())}})
    };
    let pages = [
        page("numbers", "/kpi".to_owned()),
        page("numbers, English, a year", format!("/kpi?{YEAR}&by=month&lang=en")),
        page("numbers, compared", format!("/kpi?{}&compare_from=2026-01-01&compare_to=2026-01-31", span(&counter))),
    ];
    let passed = browser::check(workshop(), &pages).unwrap_or_else(|found| panic!("{found}"));
    assert!(passed >= 18, "only {passed} checks");
}
