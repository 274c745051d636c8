//! What people do: they answer, they type in who calls, they are told of what is theirs.

use super::counter::{ALA, COMPLAINT, Counter, authors};
use crate::{office::PUBLIC, session::Session, world::is_problem};
use chrono::TimeDelta;
use serde_json::{Value, json};
use sledz_e2e::{client::escaped, senders::channels::standard};

#[test]
fn a_person_answers_once_however_often_the_button_is_pressed() {
    let Some(counter) = Counter::open("a_person_answers_once") else { return };
    counter.write("m-1", ALA, COMPLAINT);
    let number = counter.only_case("open")["number"].as_str().unwrap().to_owned();
    let mails = counter.mails();
    let notice = mails.iter().find(|mail| mail.tag == "case").unwrap();
    assert!(notice.is_to("zespol@sklep.example") && notice.subject.contains(&number), "{notice:?}");
    for part in ["stłuczony", "Propozycja odpowiedzi", &format!("{PUBLIC}/cases/{number}"), ALA] {
        assert!(notice.text.contains(part), "{part}: {}", notice.text);
    }
    let path = format!("/api/cases/{number}/messages");
    for _ in 0..3 {
        counter.pass(TimeDelta::minutes(1));
        let _ = counter.call("agent", "POST", &path, &json!({"text": "Wysyłamy nowy kubek."})).expect(200);
    }
    let answers = counter.answers();
    assert_eq!(answers.len(), 1);
    assert!(answers[0].text.contains("Wysyłamy nowy kubek.") && !answers[0].text.contains("automatycznie"));
    assert_eq!(answers[0].header("Auto-Submitted"), "", "a person wrote it: {:?}", answers[0].headers);
    let case = counter.case(&number);
    assert_eq!(
        (&case["state"], &case["owner"], &case["answer_by"]),
        (&json!("waiting"), &json!("agent"), &Value::Null)
    );
    assert_eq!(authors(&case), ["customer", "automatic", "person"]);
    let mut thanks = standard::question("m-2", ALA, "Dziękuję bardzo!", counter.now());
    thanks["subject"] = json!(answers[0].subject);
    counter.hear(standard::received(&thanks, counter.now()));
    assert_eq!(counter.case(&number)["state"], "closed");
    assert!(counter.answers().is_empty(), "thanks need no answer");
}

#[test]
fn what_a_helpdesk_answered_is_known() {
    let Some(counter) = Counter::open("what_a_helpdesk_answered_is_known") else { return };
    counter.write("m-1", ALA, COMPLAINT);
    let number = counter.only_case("open")["number"].as_str().unwrap().to_owned();
    counter.pass(TimeDelta::minutes(1));
    let told = json!({"id": "a-1", "case": number, "text": "Wysłałam nowy.", "by": "Ewa"});
    for _ in 0..2 {
        counter.hear(standard::answered(&told, counter.now()));
    }
    let case = counter.only_case("waiting");
    assert_eq!(authors(&case), ["customer", "automatic", "person"]);
    // Of a case that nobody knows nothing is made.
    counter.hear(standard::answered(&json!({"id": "a-2", "case": "AAAA-AAAA", "text": "x"}), counter.now()));
    assert_eq!(counter.cases("all").len(), 1);
}

#[test]
fn somebody_calls_and_a_person_types_it_in() {
    let Some(counter) = Counter::open("somebody_calls_and_a_person_types_it_in") else { return };
    let open = |body: &Value| counter.call("agent", "POST", "/api/cases", body);
    let body = json!({"channel": "phone", "order": "1001", "text": "Pani pyta, gdzie jest paczka"});
    let told = open(&body).expect(201).json().unwrap();
    assert_eq!((&told["order"], &told["owner"], &told["channel"]), (&json!("1001"), &json!("agent"), &json!("phone")));
    let again = open(&body).expect(201).json().unwrap();
    assert_eq!(again["number"], told["number"], "the form sent twice is one case");
    let case = counter.case(told["number"].as_str().unwrap());
    assert!(case["suggestion"].as_str().unwrap().contains("/z/"), "{case}");
    assert_eq!(authors(&case), ["customer"]);
    assert!(counter.answers().is_empty(), "whoever types it in talks with the customer");
    // They write by e-mail about the same: it goes on there.
    counter.pass(TimeDelta::minutes(5));
    counter.write("m-1", ALA, "To jeszcze raz ja, co z paczką 1001?");
    assert_eq!(counter.cases("all").len(), 1);
    for (bad, why) in [
        (json!({"text": "x"}), "contact"),
        (json!({"order": "1001"}), "text"),
        (json!({"text": "x", "contact": "nie wiem"}), "neither"),
        (json!({"text": "x", "order": "1", "channel": "fax"}), "channel"),
    ] {
        let reply = open(&bad);
        is_problem(&reply, 422);
        assert!(reply.text().contains(why), "{bad}: {}", reply.text());
    }
    is_problem(&open(&json!([])), 400);
}

#[test]
fn the_inbox_without_a_script() {
    let Some(counter) = Counter::open("the_inbox_without_a_script") else { return };
    counter.write("m-1", ALA, COMPLAINT);
    let number = counter.only_case("open")["number"].as_str().unwrap().to_owned();
    let page = format!("/cases/{number}");
    // Nobody in particular has to sign in first.
    for path in ["/cases", page.as_str()] {
        let reply = counter.ask("", path).expect(303);
        assert_eq!(reply.header("location"), format!("/login?next={path}"));
    }
    let session = Session::begin(&counter, "agent");
    let get = |path: &str| session.request(&counter, "GET", path).send().unwrap();
    let inbox = get("/cases").expect(200);
    assert!(inbox.text().contains(&number) && !inbox.text().contains("<script"), "{}", inbox.text());
    let policy = inbox.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe-"), "{policy}");
    let post = |path: &str, fields: &[(&str, &str)]| {
        let form: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        let call = session.request(&counter, "POST", path).header("content-type", "application/x-www-form-urlencoded");
        call.body(form.join("&").into_bytes()).send().unwrap()
    };
    let csrf = session.csrf.as_str();
    // Without the form's proof nothing happens.
    let refused = post(&page, &[("do", "close"), ("csrf", "x")]);
    assert_eq!(refused.status, 200);
    assert_eq!(counter.case(&number)["state"], "open");
    for (fields, done) in [
        (&[("do", "take")][..], "taken"),
        (&[("do", "note"), ("text", "Zdjęcia w teczce")], "noted"),
        (&[("do", "correct"), ("intent", "missing_or_wrong_item"), ("intent", ""), ("mood", "worried")], "corrected"),
        (&[("do", "reply"), ("text", "Wysyłamy nowy kubek.")], "replied"),
        (&[("do", "close")], "closed"),
        (&[("do", "reopen")], "reopened"),
        (&[("do", "release")], "released"),
    ] {
        counter.pass(TimeDelta::minutes(1));
        let all = [fields, &[("csrf", csrf)]].concat();
        let reply = post(&page, &all).expect(303);
        let location = reply.header("location").to_owned();
        assert!(location.starts_with(&page) && location.ends_with(&format!("done={done}")), "{location}");
        assert!(get(&location).expect(200).text().contains("role=\"status\""), "{done}");
    }
    assert_eq!(post(&page, &[("do", "shout"), ("csrf", csrf)]).status, 400);
    let opened = post(
        "/cases",
        &[("channel", "phone"), ("order", "1002"), ("contact", ""), ("text", "Pan pyta"), ("csrf", csrf)],
    );
    assert!(opened.expect(303).header("location").starts_with("/cases/"));
    assert_eq!(post("/cases", &[("channel", "phone"), ("text", ""), ("csrf", csrf)]).status, 422);
    let answers = counter.answers();
    assert!(answers.iter().any(|mail| mail.text.contains("Wysyłamy nowy kubek.")), "{answers:?}");
    assert_eq!(counter.case(&number)["intents"], json!(["missing_or_wrong_item"]));
    // A reader looks and changes nothing; an exporter does not even look.
    let reader = Session::begin(&counter, "reader");
    let seen = reader.request(&counter, "GET", &page).send().unwrap().expect(200);
    assert!(!seen.text().contains("name=\"do\""), "a reader gets no buttons");
    let call = reader.request(&counter, "POST", &page).header("content-type", "application/x-www-form-urlencoded");
    assert_eq!(call.body(format!("do=close&csrf={}", reader.csrf).into_bytes()).send().unwrap().status, 403);
    let export = Session::begin(&counter, "export");
    assert_eq!(export.request(&counter, "GET", "/cases").send().unwrap().status, 403);
}
