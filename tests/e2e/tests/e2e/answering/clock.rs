//! What time alone does with cases: reminders, escalation, closing, the question how it was.

use super::counter::{ALA, COMPLAINT, Counter, QUESTION};
use crate::world::{is_problem, skips_named};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use sledz_e2e::{client::Reply, mailbox::received::Received};

fn at(counter: &Counter, time: &str) {
    let time: DateTime<Utc> = time.parse().unwrap();
    counter.pass(time - counter.now());
}

fn notices(counter: &Counter) -> Vec<Received> {
    counter.mails().into_iter().filter(|mail| mail.tag == "case").collect()
}

#[test]
fn people_are_reminded_and_whoever_is_responsible_is_told() {
    let escalation = [("escalation", "support=szef@sklep.example logistics=magazyn@sklep.example")];
    let Some(counter) = Counter::with("people_are_reminded", &escalation) else { return };
    counter.write("m-1", ALA, COMPLAINT);
    let case = counter.only_case("open");
    let number = case["number"].as_str().unwrap().to_owned();
    assert_eq!(case["answer_by"], "2026-10-08T10:00:00Z");
    assert_eq!(notices(&counter).len(), 1, "of the new case");
    at(&counter, "2026-10-08T09:20:00Z");
    assert!(notices(&counter).is_empty(), "there is time");
    at(&counter, "2026-10-08T09:31:00Z");
    let told = notices(&counter);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].subject.starts_with("Zaraz mija termin") && told[0].is_to("zespol@sklep.example"), "{told:?}");
    at(&counter, "2026-10-08T10:01:00Z");
    let told = notices(&counter);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].subject.starts_with("Minął termin") && told[0].is_to("szef@sklep.example"), "{told:?}");
    assert!(told[0].subject.contains(&number));
    counter.pass(TimeDelta::hours(5));
    assert!(notices(&counter).is_empty(), "once");
}

#[test]
fn a_promise_that_was_kept_reminds_nobody() {
    let Some(counter) = Counter::open("a_promise_that_was_kept_reminds_nobody") else { return };
    counter.write("m-1", ALA, COMPLAINT);
    let number = counter.only_case("open")["number"].as_str().unwrap().to_owned();
    assert_eq!(notices(&counter).len(), 1);
    let path = format!("/api/cases/{number}/messages");
    let _ = counter.call("agent", "POST", &path, &json!({"text": "Wysyłamy nowy."})).expect(200);
    at(&counter, "2026-10-08T10:05:00Z");
    assert!(notices(&counter).is_empty());
}

/// A case that was closed because nobody wrote, and the page that asks how it was.
fn closed(counter: &Counter) -> (String, String) {
    counter.write("m-1", ALA, QUESTION);
    assert_eq!(counter.answers().len(), 1);
    let number = counter.only_case("waiting")["number"].as_str().unwrap().to_owned();
    counter.pass(TimeDelta::days(7) - TimeDelta::minutes(30));
    assert!(counter.mails().is_empty());
    assert_eq!(counter.case(&number)["state"], "waiting");
    counter.pass(TimeDelta::minutes(40));
    let mails = counter.mails();
    assert_eq!(counter.case(&number)["state"], "closed");
    let asked: Vec<&Received> = mails.iter().filter(|mail| mail.tag == "rating").collect();
    assert_eq!(asked.len(), 1, "{mails:?}");
    assert!(asked[0].is_to(ALA));
    let path = asked[0].text.lines().find_map(|line| line.find("/ocena/").map(|at| line[at..].trim().to_owned()));
    (number, path.unwrap())
}

pub(super) fn rating_page(counter: &Counter) -> String {
    closed(counter).1
}

#[test]
fn a_case_in_which_nobody_writes_is_closed_and_the_customer_is_asked_how_it_was() {
    let Some(counter) = Counter::with("a_case_in_which_nobody_writes_is_closed", &[("satisfaction", "csat")]) else {
        return;
    };
    let (number, path) = closed(&counter);
    let send = |method: &str, path: &str, body: &str| -> Reply {
        let call = counter.request("", method, path).header("content-type", "application/x-www-form-urlencoded");
        call.body(body.as_bytes().to_vec()).send().unwrap()
    };
    let cost = counter.cost(|| {
        let page = send("GET", &path, "").expect(200);
        assert!(page.text().contains("name=\"score\"") && page.text().contains(&number));
        assert!(page.header("content-security-policy").contains("default-src 'none'"));
    });
    assert_eq!(cost.commits, 0, "looking changes nothing");
    for missing in ["", "score=", "score=9", "score=0", "score=x", "comment=Super"] {
        assert_eq!(send("POST", &path, missing).status, 422, "{missing}");
    }
    for body in ["score=2&comment=Wolno", "score=5&comment=%3Cscript%3ESuper"] {
        let thanks = send("POST", &path, body).expect(200).text();
        assert!(thanks.contains("role=\"status\"") && !thanks.contains("<script"), "{thanks}");
        counter.pass(TimeDelta::minutes(1));
    }
    for wrong in [
        format!("{path}x"),
        path[..path.len() - 1].to_owned(),
        "/ocena/".to_owned(),
        "/ocena/x".to_owned(),
        path.replace('.', ""),
    ] {
        is_problem(&send("GET", &wrong, ""), 404);
        is_problem(&send("POST", &wrong, "score=5"), 404);
    }
    assert_eq!(send("PUT", &path, "score=5").status, 405);
    counter.pass(TimeDelta::hours(1));
    assert!(counter.mails().iter().all(|mail| mail.tag != "rating"), "it is asked once");
    // Whoever writes within a week goes on with the case.
    counter.write("m-2", ALA, "a jednak paczki 1001 nie ma, gdzie jest?");
    assert_eq!(counter.only_case("all")["number"], json!(number));
}

#[test]
fn without_a_question_nobody_is_asked() {
    let Some(counter) = Counter::open("without_a_question_nobody_is_asked") else { return };
    counter.write("m-1", ALA, QUESTION);
    assert_eq!(counter.answers().len(), 1);
    counter.pass(TimeDelta::days(7) + TimeDelta::minutes(10));
    assert!(counter.mails().iter().all(|mail| mail.tag != "rating"));
    assert_eq!(counter.cases("closed").len() + counter.cases("waiting").len(), 1);
    assert_eq!(counter.cases("waiting").len(), 0);
}

#[test]
fn who_may_call_the_job() {
    if skips_named("who_may_call_the_job") {
        return;
    }
    let Some(counter) = Counter::open("who_may_call_the_job") else { return };
    for (role, status) in
        [("reader", 403), ("agent", 403), ("export", 403), ("scheduler", 200), ("admin", 200), ("", 401)]
    {
        let reply = counter.call(role, "POST", "/jobs/replies", &Value::Null);
        assert_eq!(reply.status, status, "{role}");
    }
    let poked = counter.request("", "POST", "/jobs/replies").header("sledz-poke", "1.00.W10").send().unwrap();
    is_problem(&poked, 401);
    for method in ["GET", "PUT", "DELETE"] {
        let reply = counter.request("scheduler", method, "/jobs/replies").send().unwrap();
        assert_eq!((reply.status, reply.header("allow")), (405, "POST"), "{method}");
    }
    let told = counter.run("replies");
    assert_eq!(told["jobs"][0]["job"], "replies");
}
