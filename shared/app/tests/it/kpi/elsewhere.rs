//! What happens to cases in helpdesks and among themselves, in the numbers: answers that are told late, time that was
//! measured, cases that become one, customers who are forgotten.

use super::{Office, at, autumn, day};
use crate::{
    answering::counter::{later, letter, monday},
    shop::signature,
};
use chrono::{DateTime, Utc};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use sledz_app::{cases::record, kpi::cases::KnownCase, privacy};
use sledz_kpi::CaseRow;

const COMPLAINT: &str = "Zamówienie 1001 przyszło uszkodzone, kubek jest stłuczony";

/// A message of the standard channel, as a helpdesk sends it.
fn told(office: &Office, now: DateTime<Utc>, id: &str, kind: &str, data: Value) {
    let body = json!({"type": kind, "timestamp": now.to_rfc3339(), "data": data}).to_string();
    let stamp = now.timestamp().to_string();
    let request = http::Request::post("/hooks/messages/standard")
        .header("content-type", "application/json")
        .header("webhook-id", id)
        .header("webhook-timestamp", &stamp)
        .header("webhook-signature", signature(id, &stamp, body.as_bytes()))
        .body(body.into_bytes())
        .unwrap();
    let reply = office.counter.send(now, request);
    assert!(reply.status().is_success(), "{}", reply.status());
}

fn case(office: &Office, now: DateTime<Utc>, number: &str) -> CaseRow {
    office.rows(now).cases().iter().find(|case| case.number == number).unwrap().clone()
}

fn complaint(office: &Office) -> String {
    let counter = &office.counter;
    assert_eq!(counter.write(monday(), &letter("m1", "ala@klient.example", COMPLAINT)), StatusCode::OK);
    counter.cases(later(1), "open")[0]["number"].as_str().unwrap().to_owned()
}

#[test]
fn an_answer_counts_from_when_it_was_given_and_not_from_when_it_was_told() {
    for (given, told_at, counts) in [
        // Told an hour late.
        (40, 100, 40),
        // By a clock that is ahead of ours, and by one that says it was before the question.
        (500, 100, 100),
        (-30, 100, 0),
        // Before a message that had come by the time that it was told: not about that one.
        (2, 10, 2),
    ] {
        let office = Office::open();
        let number = complaint(&office);
        let again = letter("m2", "ala@klient.example", "I jeszcze: zamówienie 1001 przyszło bez faktury");
        assert_eq!(office.counter.write(later(5), &again), StatusCode::OK);
        let data = json!({"case": number, "text": "Wysyłamy nowy.", "by": "Anna", "at": later(given).to_rfc3339()});
        told(&office, later(told_at), "a1", "message.answered", data.clone());
        told(&office, later(told_at + 1), "a1", "message.answered", data);
        assert_eq!(case(&office, later(200), &number).answers, [later(counts)], "{given} told at {told_at}");
    }
}

#[test]
fn handling_time_is_what_the_helpdesk_tells_and_else_is_not_measured() {
    let office = Office::open();
    let number = complaint(&office);
    assert_eq!(case(&office, later(2), &number).handling_seconds, None);
    // All told until then, in any order and repeated.
    for (id, seconds) in [("h1", 300), ("h3", 540), ("h2", 420), ("h3", 540)] {
        told(&office, later(10), id, "case.handled", json!({"case": number, "seconds": seconds}));
    }
    assert_eq!(case(&office, later(20), &number).handling_seconds, Some(540));
    assert_eq!(office.value(later(20), "from=2026-10-05&to=2026-10-05", "handling_mean"), 540);
    let open = office.counter.cases(later(20), "open");
    assert_eq!(open.len(), 1, "measuring answers nobody");
}

#[test]
fn cases_that_become_one_are_one_contact_with_one_promise_each() {
    let office = Office::open();
    let counter = &office.counter;
    let chat = json!({"channel": "chat", "thread": "t1", "from": {"name": "Ala"}});
    counter.write(monday(), &letter("c1", "", "paczka przyszła uszkodzona, kubek stłuczony").with(chat.clone()));
    office.job(later(0), "rollup");
    let question = letter("m1", "ala@klient.example", "Gdzie jest moja paczka? Zamówienie 1001");
    counter.write(later(1), &question);
    office.job(later(1), "rollup");
    counter.write(later(2), &letter("c2", "", "zamówienie 1001, ala@klient.example").with(chat));
    let number = counter.cases(later(3), "all")[0]["number"].as_str().unwrap().to_owned();
    // A person keeps every promise.
    told(&office, later(30), "a1", "message.answered", json!({"case": number, "text": "Wysyłamy nowy."}));
    let now = at("2026-10-06T09:00:00Z");
    let contacts: Vec<CaseRow> = office.rows(now).cases().iter().filter(|case| case.is_contact()).cloned().collect();
    assert_eq!(contacts.len(), 1, "{contacts:?}");
    let row = &contacts[0];
    assert_eq!((row.opened, row.messages.len()), (monday(), 3), "{row:?}");
    assert!(!row.promises.is_empty() && row.promises.iter().all(|promise| promise.kept == Some(later(30))), "{row:?}");
    office.job(now, "rollup");
    for (from, to) in [("2026-10-05", "2026-10-05"), ("2026-10-01", "2026-10-06")] {
        office.agrees(now, from, to);
        assert_eq!(office.value(now, &format!("from={from}&to={to}"), "cases"), 1);
        // In a chat a minute was promised, which nobody kept; three days for the complaint were.
        assert_eq!(office.value(now, &format!("from={from}&to={to}"), "promises_kept_share").as_f64(), Some(50.0));
    }
}

#[test]
fn a_case_counts_on_the_day_it_began_though_it_is_filed_under_a_later_one() {
    let office = Office::open();
    let counter = &office.counter;
    let chat = json!({"channel": "chat", "thread": "t1", "from": {"name": "Ala"}});
    counter.write(monday(), &letter("c1", "", "paczka przyszła uszkodzona, kubek stłuczony").with(chat.clone()));
    office.job(later(5), "rollup");
    // Three weeks later another one about the order, to which it turns out to belong.
    let weeks = 21 * 24 * 60;
    counter.write(later(weeks), &letter("m1", "ala@klient.example", "Gdzie jest moja paczka? Zamówienie 1001"));
    office.job(later(weeks + 1), "rollup");
    counter.write(later(weeks + 2), &letter("c2", "", "zamówienie 1001, ala@klient.example").with(chat));
    let now = later(weeks + 2 * 24 * 60);
    office.job(now, "rollup");
    for (from, to) in [("2026-10-05", "2026-10-05"), ("2026-10-10", "2026-10-10"), ("2026-10-01", "2026-10-31")] {
        office.agrees(now, from, to);
    }
    let rows = office.get(now, "/api/kpi/export?format=ndjson&grain=cases&from=2026-10-05&to=2026-10-05");
    let lines = String::from_utf8(rows.body().clone()).unwrap();
    assert_eq!(lines.lines().count(), office.rows(now).cases().iter().filter(|row| row.opened == monday()).count());
}

#[test]
fn rows_tell_which_cases_are_of_one_customer_and_nothing_of_whom() {
    let office = autumn();
    let now = at("2026-11-09T12:00:00Z");
    // Somebody with two matters.
    let other = letter("z1", "klient20@klient.example", "Czy macie zielone kubki?");
    assert_eq!(office.counter.write(at("2026-11-08T13:00:00Z"), &other), StatusCode::OK);
    office.job(now, "rollup");
    let span = "from=2026-10-01&to=2026-10-31";
    let before = office.kpi(now, span)["figures"].clone();
    let kept = || -> Vec<CaseRow> {
        office.with_env(now, |env| {
            let days = day("2026-09-21").iter_days().take(50);
            let of_day =
                |day: chrono::NaiveDate| env.store.rolled::<Vec<KnownCase>>(&day.to_string(), "cases").unwrap();
            days.filter_map(of_day).flatten().map(|known| known.row()).collect()
        })
    };
    let rows = kept();
    let numbers: Vec<&str> = rows.iter().map(|row| row.number.as_str()).collect();
    assert!(rows.iter().filter_map(|row| row.customer.as_deref()).all(|word| numbers.contains(&word)), "{rows:?}");
    let again: Vec<&CaseRow> =
        rows.iter().filter(|row| row.customer.as_ref().is_some_and(|word| *word != row.number)).collect();
    assert_eq!(again.len(), 1, "{again:?}");
    let both: Vec<String> =
        rows.iter().filter(|row| row.customer == again[0].customer).map(|row| row.number.clone()).collect();
    // Once they are erased nobody can tell any more who wrote, and the numbers stay as they are.
    office.with_env(now, |env| privacy::erase_cases(env, &both, now).unwrap());
    let report = office.job(now, "recount");
    assert_eq!(report["differed"], json!({"rows": 0, "days": 0, "months": 0}), "{report}");
    assert_eq!(office.kpi(now, span)["figures"], before);
    assert_eq!(kept(), rows);
}

/// A reopening may be told before the closing that it follows.
#[test]
fn what_a_helpdesk_tells_in_another_order_comes_to_the_same() {
    let row = |order: [usize; 3]| {
        let office = Office::open();
        let counter = &office.counter;
        let thread = json!({"channel": "chat", "thread": "t1", "from": {"name": "Ala"}});
        counter.write(monday(), &letter("c1", "", "paczka przyszła uszkodzona, kubek stłuczony").with(thread));
        let number = counter.cases(later(1), "all")[0]["number"].as_str().unwrap().to_owned();
        let deeds =
            [(record::Elsewhere::Answered, 10), (record::Elsewhere::Closed, 20), (record::Elsewhere::Reopened, 30)];
        for place in order {
            let (what, at) = deeds[place];
            office.with_env(later(60), |env| {
                let keyring = env.settings.keyring().unwrap();
                let id = format!("d{place}");
                let heard = record::Heard { source: "zendesk", id: &id, what, text: "Wysyłamy.", at: Some(later(at)) };
                record::elsewhere(env, &keyring, &number, &heard).unwrap();
            });
        }
        let state = counter.case(later(61), &number)["state"].clone();
        let row = case(&office, later(61), &number);
        (state, row.answers, row.closed, row.reopened)
    };
    let expected = (json!("open"), vec![later(10)], vec![later(20)], vec![later(30)]);
    for order in [[0, 1, 2], [0, 2, 1], [2, 1, 0], [1, 2, 0], [2, 0, 1]] {
        assert_eq!(row(order), expected, "{order:?}");
    }
}

#[test]
fn where_the_clock_was_never_set_days_are_said_to_be_missing() {
    let office = Office::open();
    let now = at("2026-10-20T09:00:00Z");
    let query = "from=2026-10-01&to=2026-10-20";
    let told = office.kpi(now, query);
    assert_eq!(told["missing"].as_array().unwrap().len(), 17, "all but the last three: {}", told["missing"]);
    assert_eq!(told["previous"], Value::Null);
    let page = office.counter.api(now, Method::GET, &format!("/kpi?{query}"), &Value::Null);
    assert_eq!(page.0, StatusCode::SEE_OTHER, "a page is for who is signed in");
    let file = office.get(now, &format!("/api/kpi/export?format=csv&{query}"));
    assert_eq!(file.headers()["sledz-missing-days"], "17");
    office.job(now, "rollup");
    assert_eq!(office.kpi(now, query)["missing"], json!([]));
    let file = office.get(now, &format!("/api/kpi/export?format=csv&{query}"));
    assert!(file.headers().get("sledz-missing-days").is_none());
    // What was stored in another form counts as not there, and is not told as nothing.
    office.with_env(now, |env| {
        let mut values = sledz_store::rolled::Values::default();
        values.put("2026-10-05", "total", &"of another version").unwrap();
        values.put("2026-10", "total", &"of another version").unwrap();
        env.store.set_rolled(&values).unwrap();
    });
    assert_eq!(office.kpi(now, query)["missing"], json!(["2026-10-05"]));
}
