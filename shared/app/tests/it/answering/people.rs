//! What people do with cases, and what the clock does.

use super::counter::{Counter, later, letter, monday};
use chrono::TimeDelta;
use http::{Method, StatusCode};
use serde_json::{Value, json};

fn complaint(counter: &Counter) -> String {
    let text = "Zamówienie 1001 przyszło uszkodzone, kubek jest stłuczony";
    assert_eq!(counter.write(monday(), &letter("m1", "ala@klient.example", text)), StatusCode::OK);
    counter.cases(later(1), "open")[0]["number"].as_str().unwrap().to_owned()
}

#[test]
fn a_person_answers_once_however_often_the_button_is_pressed() {
    let counter = Counter::open();
    let number = complaint(&counter);
    let path = format!("/api/cases/{number}/messages");
    for minutes in [2, 3] {
        let (status, told) = counter.api(later(minutes), Method::POST, &path, &json!({"text": "Wysyłamy nowy kubek."}));
        assert_eq!(status, StatusCode::OK, "{told}");
    }
    let answers = counter.answers();
    assert_eq!(answers.len(), 2, "the acknowledgement, and the answer");
    assert!(answers[1].text.contains("Wysyłamy nowy kubek.") && !answers[1].text.contains("automatycznie"));
    let case = counter.case(later(4), &number);
    assert_eq!(
        (case["state"].clone(), case["owner"].clone(), case["answer_by"].clone()),
        (json!("waiting"), json!("anna"), Value::Null)
    );
    // The customer's answer finds the case by its number in the subject.
    let subject = json!({"subject": answers[1].subject.clone()});
    let thanks = letter("m2", "ala@klient.example", "Dziękuję bardzo!").with(subject);
    assert_eq!(counter.write(later(5), &thanks), StatusCode::OK);
    assert_eq!(counter.case(later(6), &number)["state"], "closed");
    assert_eq!(counter.answers().len(), 2, "thanks need no answer");
}

#[test]
fn notes_corrections_closing_and_opening_again() {
    let counter = Counter::open();
    let number = complaint(&counter);
    let path = format!("/api/cases/{number}");
    let change = |minutes, body: Value| counter.api(later(minutes), Method::PATCH, &path, &body);
    counter.api(
        later(2),
        Method::POST,
        &format!("{path}/messages"),
        &json!({"kind": "note", "text": "Zdjęcia są w teczce"}),
    );
    assert_eq!(
        change(3, json!({"intents": ["missing_or_wrong_item"], "mood": "angry", "cause": "shop_late"})).0,
        StatusCode::OK
    );
    let (_, told) = change(4, json!({"owner": "me"}));
    assert_eq!(
        (told["owner"].clone(), told["mood"].clone(), told["cause"].clone()),
        (json!("anna"), json!("angry"), json!("shop_late"))
    );
    assert_eq!(told["intents"], json!(["missing_or_wrong_item"]));
    assert_eq!(told["messages"].as_array().unwrap().last().unwrap()["by"], "note");
    assert_eq!(change(5, json!({"state": "closed"})).1["state"], "closed");
    assert_eq!(change(6, json!({"state": "open"})).1["state"], "open");
    for (bad, status) in [
        (json!({}), 422),
        (json!({"state": "sleeping"}), 422),
        (json!({"intents": []}), 422),
        (json!({"intents": ["x"]}), 422),
        (json!({"mood": "x"}), 422),
        (json!({"owner": "jan"}), 422),
    ] {
        assert_eq!(change(7, bad.clone()).0.as_u16(), status, "{bad}");
    }
    assert_eq!(counter.api(later(7), Method::GET, "/api/cases/AAAA-AAAA", &Value::Null).0, StatusCode::NOT_FOUND);
    assert_eq!(counter.answers().len(), 1, "the customer got none of that");
}

#[test]
fn people_are_reminded_and_whoever_is_responsible_is_told() {
    let counter = Counter::with(&[("escalation", "support=szef@example.com")]);
    let number = complaint(&counter);
    // Due on Thursday at ten: reminded half an hour before, escalated after.
    let thursday = 3 * 24 * 60;
    let notices = || -> Vec<(String, String)> {
        let mails = counter.world.by("mail").into_iter().filter(|mail| mail.kind == "case");
        mails.map(|mail| (mail.to, mail.subject)).collect()
    };
    for minutes in (thursday - 60)..(thursday + 10) {
        counter.job(later(minutes));
    }
    let told = notices();
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told[1].1.starts_with("Zaraz mija termin") && told[1].0 == "pomoc@example.com", "{told:?}");
    assert!(told[2].1.starts_with("Minął termin") && told[2].0 == "szef@example.com", "{told:?}");
    assert!(told.iter().all(|(_, subject)| subject.contains(&number)));
}

#[test]
fn somebody_calls_and_a_person_types_it_in() {
    let counter = Counter::open();
    let body = json!({"channel": "phone", "order": "1001", "text": "Pani pyta, gdzie jest paczka"});
    let (status, told) = counter.api(monday(), Method::POST, "/api/cases", &body);
    assert_eq!(status, StatusCode::CREATED, "{told}");
    assert_eq!(
        (told["order"].clone(), told["owner"].clone(), told["channel"].clone()),
        (json!("1001"), json!("anna"), json!("phone"))
    );
    let case = counter.case(later(1), told["number"].as_str().unwrap());
    assert!(case["suggestion"].as_str().unwrap().contains("/z/"), "{case}");
    assert_eq!(counter.answers().len(), 0);
    for (bad, why) in [
        (json!({"text": "x"}), "contact"),
        (json!({"order": "1001"}), "text"),
        (json!({"text": "x", "contact": "nie wiem"}), "neither"),
        (json!({"text": "x", "order": "1", "channel": "fax"}), "channel"),
    ] {
        let (status, told) = counter.api(later(2), Method::POST, "/api/cases", &bad);
        assert_eq!(status.as_u16(), 422);
        assert!(told["detail"].as_str().unwrap().contains(why), "{told}");
    }
}

#[test]
fn the_queue_takes_running_orders_first() {
    let counter = Counter::open();
    for (id, from, text) in [
        ("m1", "nikt@klient.example", "Czy macie kubki w kolorze zielonym?"),
        ("m2", "ewa@klient.example", "Chcę złożyć reklamację, zamówienie 1003 uszkodzone"),
        ("m3", "ala@klient.example", "Status: doręczona, a ja nic nie dostałam! zamówienie 1001"),
        ("m4", "ola@klient.example", "Pobrało mi pieniądze dwa razy za zamówienie 1002"),
    ] {
        assert_eq!(counter.write(monday(), &letter(id, from, text)), StatusCode::OK);
    }
    let open = counter.cases(later(1), "open");
    let first: Vec<&str> = open.iter().map(|case| case["intents"][0].as_str().unwrap()).collect();
    assert_eq!(first, ["payment_failed", "delivered_not_received", "complaint_damaged", "stock_question"], "{open:?}");
}

#[test]
fn a_case_is_closed_when_nobody_writes_any_more_and_the_customer_is_asked_how_it_was() {
    let counter = Counter::with(&[("satisfaction", "csat")]);
    counter.write(monday(), &letter("m1", "ala@klient.example", "Gdzie jest moja paczka? Zamówienie 1001"));
    let number = counter.cases(later(1), "waiting")[0]["number"].as_str().unwrap().to_owned();
    let week = 7 * 24 * 60;
    for minutes in week..(week + 10) {
        counter.job(later(minutes));
    }
    assert_eq!(counter.case(later(week + 10), &number)["state"], "closed");
    let asked: Vec<_> = counter.world.by("mail").into_iter().filter(|mail| mail.kind == "rating").collect();
    assert_eq!(asked.len(), 1);
    let path =
        asked[0].text.lines().find_map(|line| line.find("/ocena/").map(|at| line[at..].trim().to_owned())).unwrap();
    let page = |method: Method, body: &str| {
        let request = http::Request::builder().method(method).uri(&path);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        counter.send(later(week + 20), request.body(body.as_bytes().to_vec()).unwrap()).status().as_u16()
    };
    assert_eq!(page(Method::GET, ""), 200);
    assert_eq!(page(Method::POST, "score=9"), 422, "no such number on the scale");
    assert_eq!(page(Method::POST, "score=5&comment=Super"), 200);
    let forged = http::Request::get(format!("{path}x")).body(Vec::new()).unwrap();
    assert_eq!(counter.send(later(week), forged).status(), StatusCode::NOT_FOUND);
}

/// What we say by ourselves keeps no promise of a person's answer.
#[test]
fn an_automatic_answer_ends_no_complaint() {
    let counter = Counter::open();
    let number = complaint(&counter);
    let due = counter.case(later(1), &number)["answer_by"].clone();
    counter.write(later(60), &letter("m2", "ala@klient.example", "A gdzie jest druga paczka z zamówienia 1001?"));
    let case = counter.case(later(61), &number);
    assert_eq!((case["state"].clone(), case["answer_by"].clone()), (json!("open"), due), "{case}");
}

#[test]
fn a_wish_that_ends_with_thanks_is_seen_by_a_person() {
    let counter = Counter::open();
    let polite = letter("m1", "ala@klient.example", "Proszę o przesłanie karty katalogowej. Z góry dziękuję");
    counter.write(monday(), &polite);
    assert_eq!(counter.cases(later(1), "open").len(), 1);
}

/// A conversation whose order is told later goes on in the order's case, with all that was written and promised.
#[test]
fn a_case_that_is_joined_takes_its_messages_and_promises_along() {
    let counter = Counter::open();
    let chat = json!({"channel": "chat", "thread": "t1", "from": {"name": "Ala"}});
    counter.write(monday(), &letter("c1", "", "paczka przyszła uszkodzona, kubek stłuczony").with(chat.clone()));
    let question = letter("m1", "ala@klient.example", "Gdzie jest moja paczka? Zamówienie 1001");
    counter.write(later(1), &question);
    counter.write(later(2), &letter("c2", "", "zamówienie 1001, ala@klient.example").with(chat));
    let all = counter.cases(later(3), "all");
    assert_eq!(all.len(), 1, "{all:?}");
    let case = counter.case(later(3), all[0]["number"].as_str().unwrap());
    assert_eq!(case["state"], "open");
    assert!(case["legal_deadline"].is_string(), "{case}");
    let texts: Vec<&str> = case["messages"].as_array().unwrap().iter().filter_map(|one| one["text"].as_str()).collect();
    assert!(texts.iter().any(|text| text.contains("kubek stłuczony")), "{texts:?}");
}

/// The clock visits a case as often as it has something to do, however often it is looked at.
#[test]
fn timers_end() {
    let counter = Counter::open();
    let number = complaint(&counter);
    let days = |days: i64| later(days * 24 * 60);
    for day in 1..30 {
        for minute in 0..4 {
            counter.job(days(day) + TimeDelta::minutes(minute));
        }
    }
    let commits = counter.shop.kv.commits();
    for minute in 0..30 {
        counter.job(days(31) + TimeDelta::minutes(minute));
    }
    let per_run = (counter.shop.kv.commits() - commits) / 30;
    assert!(per_run <= 2, "{per_run} commits a run, with nothing to do");
    // After a year what was written is gone, though nobody ever closed it.
    let mut day = 31;
    while day < 380 {
        for minute in 0..4 {
            counter.job(days(day) + TimeDelta::minutes(minute));
        }
        day += 1;
    }
    let case = counter.case(days(381), &number);
    assert!(case["messages"].as_array().unwrap().iter().all(|one| one["text"].is_null()), "{case}");
}
