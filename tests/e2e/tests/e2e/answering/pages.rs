//! The pages in a real browser: accessibility, narrow screens, no script; the inbox by keyboard alone.

use super::{
    clock,
    counter::{ALA, COMPLAINT, Counter, OLA, QUESTION},
};
use crate::world::{skip_without, workshop};
use chrono::TimeDelta;
use serde_json::{Value, json};
use sledz_e2e::{browser, secrets::local_token};

fn opened(test: &str, changed: &[(&str, &str)]) -> Option<Counter> {
    if let Some(missing) = browser::missing() {
        skip_without(test, &missing);
        return None;
    }
    let counter = Counter::with(test, changed)?;
    browser::prepare(workshop()).unwrap();
    Some(counter)
}

#[track_caller]
fn check(pages: &[Value], least: usize) {
    let passed = browser::check(workshop(), pages).unwrap_or_else(|found| panic!("{found}"));
    assert!(passed >= least, "only {passed} checks");
}

/// A page at the time that it is here, for whoever is signed in with the token of `role`.
fn page(counter: &Counter, name: &str, path: &str, role: &str) -> Value {
    let mut page = json!({"name": name, "url": format!("{}{path}", counter.url()), "expect_status": 200,
        "headers": {"sledz-test-now": counter.secrets().test_now(counter.now())}});
    if !role.is_empty() {
        page["token"] = json!(local_token(role));
    }
    page
}

#[test]
fn the_contact_form_in_chromium() {
    let Some(counter) = opened("the_contact_form_in_chromium", &[]) else { return };
    let form = |name: &str, path: &str, fields: Value, status: u16| {
        let mut page = page(&counter, name, path, "");
        page["fill"] = fields;
        page["expect_status"] = json!(status);
        page
    };
    let asked = json!({"email": ALA, "order": "1001", "message": "Gdzie jest moja paczka?"});
    let mut pages =
        vec![page(&counter, "contact, Polish", "/kontakt", ""), page(&counter, "contact, English", "/contact", "")];
    pages.push(form("contact, with errors", "/kontakt", json!({"email": "nikt", "message": ""}), 422));
    pages.push(form("contact, answered", "/kontakt", asked, 200));
    let complaint = json!({"email": ALA, "order": "1001", "message": COMPLAINT});
    pages.push(form("contact, handed over", "/contact", complaint, 200));
    check(&pages, 25);
}

#[test]
fn the_inbox_in_chromium() {
    let Some(counter) = opened("the_inbox_in_chromium", &[("duty", "mon=agent,admin")]) else { return };
    let empty = page(&counter, "inbox, empty", "/cases", "agent");
    check(&[empty], 6);
    counter.write("m-1", ALA, COMPLAINT);
    counter.write("m-2", OLA, "Kiedy wyślecie zamówienie 1002?");
    counter.write("m-3", "nikt@klient.example", "Czy macie zielone kubki? <b>Pilne</b>");
    counter.settle();
    let pages = [
        page(&counter, "inbox", "/cases", "agent"),
        page(&counter, "inbox, English, mine", "/cases?lang=en&show=mine", "agent"),
        page(&counter, "inbox, of a reader", "/cases?show=closed", "reader"),
    ];
    check(&pages, 18);
}

#[test]
fn a_case_in_chromium() {
    let Some(counter) = opened("a_case_in_chromium", &[]) else { return };
    counter.ordered("1004", "paid", ALA, None, &[]);
    counter.write("m-1", ALA, COMPLAINT);
    counter.settle();
    let number = counter.only_case("open")["number"].as_str().unwrap().to_owned();
    let path = format!("/cases/{number}");
    let _ = counter
        .call("agent", "POST", &format!("/api{path}/messages"), &json!({"kind": "note", "text": "Zdjęcia"}))
        .expect(200);
    let pages = [
        page(&counter, "case", &path, "agent"),
        page(&counter, "case, English, done", &format!("{path}?lang=en&done=noted"), "agent"),
        page(&counter, "case, of a reader", &path, "reader"),
    ];
    check(&pages, 18);
}

#[test]
fn a_draft_in_chromium() {
    let Some(counter) = opened("a_draft_in_chromium", &[("reply_mode", "draft")]) else { return };
    counter.write("m-1", ALA, QUESTION);
    let number = counter.only_case("open")["number"].as_str().unwrap().to_owned();
    check(&[page(&counter, "case with a draft", &format!("/cases/{number}"), "agent")], 6);
}

#[test]
fn the_question_how_it_was_in_chromium() {
    for scale in ["csat", "nps"] {
        let Some(counter) = opened("the_question_how_it_was_in_chromium", &[("satisfaction", scale)]) else { return };
        let path = clock::rating_page(&counter);
        counter.pass(TimeDelta::minutes(1));
        let pages = [
            page(&counter, &format!("rating, {scale}"), &path, ""),
            page(&counter, &format!("rating, {scale}, English"), &format!("{path}?lang=en"), ""),
        ];
        check(&pages, 12);
    }
}

#[test]
fn the_inbox_by_keyboard_alone() {
    let Some(counter) = opened("the_inbox_by_keyboard_alone", &[]) else { return };
    counter.write("m-1", ALA, COMPLAINT);
    counter.settle();
    let number = counter.only_case("open")["number"].as_str().unwrap().to_owned();
    let told = browser::run_script(
        workshop(),
        "keyboard.mjs",
        &json!({
            "url": counter.url(), "token": local_token("agent"), "number": number, "text": "Wysyłamy nowy kubek.",
            "headers": {"sledz-test-now": counter.secrets().test_now(counter.now())},
        }),
    );
    let told = told.unwrap_or_else(|found| panic!("{found}"));
    assert!(told.lines().any(|line| line == "5 steps, 0 problems"), "{told}");
    let case = counter.case(&number);
    assert_eq!((&case["state"], &case["owner"]), (&json!("closed"), &json!("agent")));
    let answers = counter.answers();
    assert_eq!(answers.iter().filter(|mail| mail.text.contains("Wysyłamy nowy kubek.")).count(), 1, "{answers:?}");
}
