//! `POST /api/ask`, the form as JSON, and the shop's own form by its server.

use super::counter::{ALA, COMPLAINT, Counter};
use crate::{
    office::PUBLIC,
    world::{fields, is_problem},
};
use chrono::TimeDelta;
use serde_json::{Value, json};
use sledz_e2e::senders::channels;

#[test]
fn the_answer_is_in_the_response() {
    let Some(counter) = Counter::with("the_answer_is_in_the_response", &[("form_origins", "https://sklep.example")])
    else {
        return;
    };
    let told = counter.question("1001", ALA, "Gdzie jest moja paczka?").expect(200).json().unwrap();
    assert_eq!(fields(&told), ["answer", "answer_by", "answered", "case", "handed_over"]);
    assert_eq!(
        (&told["answered"], &told["handed_over"], &told["answer_by"]),
        (&json!(true), &json!(false), &Value::Null)
    );
    assert!(told["answer"].as_str().unwrap().contains(&format!("{PUBLIC}/z/")), "{told}");
    assert!(told["answer"].as_str().unwrap().contains("automatycznie"), "{told}");
    counter.pass(TimeDelta::minutes(1));
    let again = counter.question("1001", ALA, "Gdzie jest moja paczka?").expect(200).json().unwrap();
    assert_eq!(again, told, "the same question, the same answer");
    assert!(counter.answers().is_empty(), "nothing goes out besides");
    // Other names of the fields, a telephone number instead.
    for (body, number) in [
        (json!({"number": 1002, "contact": "ola@klient.example", "text": "Kiedy wyślecie moje zamówienie?"}), "1002"),
        (json!({"order_number": "1003", "email": " EWA@klient.example ", "message": "Where is my parcel?"}), "1003"),
    ] {
        let told = counter.call("", "POST", "/api/ask", &body).expect(200).json().unwrap();
        assert_eq!(told["answered"], true, "{told}");
        assert_eq!(counter.case(told["case"].as_str().unwrap())["order"], number);
    }
}

#[test]
fn what_is_for_people_says_so() {
    let Some(counter) = Counter::open("what_is_for_people_says_so") else { return };
    for text in ["OSZUŚCI! gdzie moja paczka, idę do UOKiK", COMPLAINT, "Odstępuję od umowy, proszę o zwrot pieniędzy"]
    {
        let told = counter.question("1001", ALA, text).expect(200).json().unwrap();
        assert_eq!((&told["answered"], &told["handed_over"]), (&json!(false), &json!(true)), "{text}: {told}");
        assert!(told["answer_by"].is_string(), "{text}: {told}");
        assert!(!told["answer"].as_str().unwrap_or_default().contains("/z/"), "{text}: {told}");
    }
    let notices = counter.mails();
    assert!(notices.iter().all(|mail| mail.tag == "case" && mail.is_to("zespol@sklep.example")), "{notices:?}");
    assert!(!notices.is_empty());
}

#[test]
fn what_cannot_be_asked() {
    let Some(counter) = Counter::open("what_cannot_be_asked") else { return };
    let send = |body: &[u8]| {
        let call = counter.request("", "POST", "/api/ask").header("content-type", "application/json");
        call.body(body.to_vec()).send().unwrap()
    };
    for body in [&b""[..], b"{", b"[]", b"\"x\"", b"null", b"\xff"] {
        is_problem(&send(body), 400);
    }
    let long = "ą".repeat(5001);
    for (body, why) in [
        (json!({}), "question is missing"),
        (json!({"question": "  ", "email": ALA}), "question is missing"),
        (json!({"question": 7, "order": "1001"}), "email or phone"),
        (json!({"question": "Gdzie paczka?", "order": "1001"}), "email or phone"),
        (json!({"question": "Gdzie paczka?", "email": "nikt"}), "email or phone"),
        (json!({"question": long, "email": ALA}), "longer than 5000"),
    ] {
        let reply = send(body.to_string().as_bytes());
        is_problem(&reply, 422);
        assert!(reply.text().contains(why), "{body}: {}", reply.text());
    }
    assert_eq!(send(&vec![b' '; 1024 * 1024 + 1]).status, 413);
    for method in ["GET", "PUT", "DELETE"] {
        let reply = counter.request("", method, "/api/ask").send().unwrap();
        assert_eq!((reply.status, reply.header("allow")), (405, "POST, OPTIONS"), "{method}");
    }
    assert!(counter.cases("all").is_empty());
    // Odd content is harmless.
    let odd = json!({"question": "<script>alert(1)</script>\u{202e}\u{0} Gdzie paczka?", "email": ALA, "order": "'; --", "name": "<b>"});
    let _ = send(odd.to_string().as_bytes()).expect(200);
}

#[test]
fn pages_that_may_ask() {
    let Some(counter) =
        Counter::with("pages_that_may_ask", &[("form_origins", "https://sklep.example https://www.sklep.example/")])
    else {
        return;
    };
    let body = json!({"order": "1001", "email": ALA, "question": "Gdzie jest moja paczka?"}).to_string();
    let ask = |method: &str, origin: &str| {
        let call =
            counter.request("", method, "/api/ask").header("origin", origin).header("content-type", "application/json");
        call.body(body.clone().into_bytes()).send().unwrap()
    };
    for origin in ["https://sklep.example", "https://www.sklep.example", PUBLIC] {
        for (method, status) in [("OPTIONS", 204), ("POST", 200)] {
            let reply = ask(method, origin).expect(status);
            assert_eq!(reply.header("access-control-allow-origin"), origin);
            assert_eq!(reply.header("vary"), "Origin");
            assert!(reply.header("access-control-allow-credentials").is_empty());
        }
    }
    for origin in
        ["https://evil.example", "http://sklep.example", "https://sklep.example.evil.example", "https://xsklep.example"]
    {
        for method in ["OPTIONS", "POST"] {
            let reply = ask(method, origin);
            assert_eq!(reply.status, 403, "{origin}");
            assert!(reply.header("access-control-allow-origin").is_empty(), "{origin}");
        }
    }
    let form = counter.request("", "POST", "/kontakt").header("origin", "https://evil.example");
    let form = form.header("content-type", "application/x-www-form-urlencoded").body(b"email=a".to_vec());
    assert_eq!(form.send().unwrap().status, 403);
}

#[test]
fn a_trap_that_is_filled_in_is_a_machine() {
    let Some(counter) = Counter::open("a_trap_that_is_filled_in_is_a_machine") else { return };
    let body = json!({"order": "1001", "email": ALA, "question": "Gdzie paczka?", "website": "https://spam.example"});
    let told = counter.call("", "POST", "/api/ask", &body).expect(200).json().unwrap();
    assert_eq!((&told["answered"], &told["answer"]), (&json!(false), &Value::Null), "{told}");
    counter.hear(channels::form(&[("email", ALA), ("order", "1001"), ("message", "Gdzie paczka?"), ("website", "x")]));
    assert!(counter.cases("all").is_empty());
    assert_eq!(counter.cases("machine").len(), 2);
    assert!(counter.mails().is_empty());
}

#[test]
fn the_shops_own_form_is_answered_by_e_mail() {
    let Some(counter) = Counter::open("the_shops_own_form_is_answered_by_e_mail") else { return };
    let form =
        channels::form(&[("name", "Ala"), ("email", ALA), ("order", "1001"), ("message", "Gdzie jest moja paczka?")]);
    for _ in 0..3 {
        counter.hear(form.clone());
    }
    let answers = counter.answers();
    assert_eq!(answers.len(), 1, "{:?}", counter.cases("all"));
    assert!(answers[0].is_to(ALA) && answers[0].text.contains("/z/"), "{answers:?}");
    assert_eq!(counter.only_case("waiting")["channel"], "form");
}
