//! A stranger who knows an order's number learns nothing, and is slowed down.

use super::counter::{Counter, later, letter, monday};
use http::StatusCode;
use serde_json::json;

#[test]
fn what_a_stranger_is_told_does_not_depend_on_the_order() {
    let tell = |number: &str, email: &str| {
        let counter = Counter::open();
        let (status, mut told) = counter.ask(monday(), number, email, "Gdzie jest moja paczka?");
        told["case"] = json!("");
        let answer = told["answer"].as_str().unwrap_or_default().to_owned();
        // The case's number is the only thing that differs.
        let without: Vec<&str> = answer.lines().filter(|line| !line.contains('-')).collect();
        told["answer"] = json!(without);
        (status, told)
    };
    let stranger = tell("1001", "obcy@klient.example");
    assert_eq!(stranger.0, StatusCode::OK);
    assert_eq!(stranger.1["answered"], json!(false), "{}", stranger.1);
    assert_eq!(stranger, tell("9999", "obcy@klient.example"), "an order that there is not");
    assert_eq!(stranger, tell("1002", "obcy@klient.example"));
}

#[test]
fn by_e_mail_a_stranger_is_asked_for_what_only_the_buyer_knows() {
    let counter = Counter::open();
    let text = "Gdzie jest moja paczka? Zamówienie 1001";
    assert_eq!(counter.write(monday(), &letter("m1", "obcy@klient.example", text)), StatusCode::OK);
    let answers = counter.answers();
    assert_eq!(answers.len(), 1);
    assert!(!answers[0].text.contains("/z/") && !answers[0].subject.contains("1001"), "{answers:?}");
    let case = counter.case(later(1), counter.cases(later(1), "all")[0]["number"].as_str().unwrap());
    assert_eq!(case["order"], json!(null));
    // The buyer's case is another's.
    assert_eq!(counter.write(later(2), &letter("m2", "ala@klient.example", text)), StatusCode::OK);
    assert_eq!(counter.cases(later(3), "all").len(), 2);
}

#[test]
fn who_guesses_is_slowed_down_alike_for_orders_that_are_and_are_not() {
    for number in ["1001", "9999"] {
        let counter = Counter::open();
        let mut statuses = Vec::new();
        for n in 0..14 {
            let email = format!("obcy{n}@klient.example");
            statuses.push(counter.ask(later(n), number, &email, "Gdzie jest moja paczka?").0.as_u16());
        }
        assert_eq!(statuses[..11], [200; 11], "{number}");
        assert_eq!(statuses[11..], [429; 3], "{number}");
        // By a chat nothing is looked up either, in this hour.
        let chat = json!({"channel": "chat", "thread": "t", "from": {"name": "Ala"}});
        counter.write(later(15), &letter("c1", "", "gdzie paczka 1001? ala@klient.example").with(chat));
        let said = counter.cases(later(16), "all");
        let chat = said.iter().find(|case| case["channel"] == "chat").unwrap();
        assert_eq!(chat["order"].is_null(), number == "1001", "{number}");
        // But nobody can have the buyer's own mail slowed down.
        let buyer = letter("m1", "ala@klient.example", "Gdzie jest moja paczka? Zamówienie 1001");
        counter.write(later(20), &buyer);
        let answered = counter.answers().iter().any(|mail| mail.text.contains("/z/"));
        assert!(answered || number == "9999", "{number}");
    }
}

#[test]
fn a_stranger_cannot_write_into_a_customers_case() {
    let counter = Counter::open();
    counter.write(monday(), &letter("m1", "ala@klient.example", "Paczka 1001 przyszła uszkodzona"));
    let number = counter.cases(later(1), "open")[0]["number"].as_str().unwrap().to_owned();
    let (_, told) = counter.ask(later(2), "9", "ala@klient.example", "Gdzie jest moja paczka?");
    assert_ne!(told["case"], json!(number));
    let subject = json!({"subject": format!("Re: sprawa [{number}]")});
    counter.write(later(3), &letter("m2", "obcy@klient.example", "Proszę o dane").with(subject));
    assert_eq!(counter.case(later(4), &number)["messages"].as_array().unwrap().len(), 2);
}

#[test]
fn public_comments_only_get_an_invitation() {
    let counter = Counter::open();
    let hidden = json!({"website": "x", "order": "1001", "email": "ala@klient.example", "question": "Gdzie paczka?"});
    let request = http::Request::post("/api/ask")
        .header("content-type", "application/json")
        .body(hidden.to_string().into_bytes())
        .unwrap();
    let reply = counter.send(monday(), request);
    let told: serde_json::Value = serde_json::from_slice(reply.body()).unwrap();
    assert_eq!((told["answered"].clone(), told["answer"].clone()), (json!(false), json!(null)), "a trap was filled in");
    assert_eq!(counter.cases(later(1), "all").len(), 0);
    assert_eq!(counter.cases(later(1), "machine").len(), 1, "and yet nothing is lost");
}

/// Whoever knows an address and a case's number, or the id of a message, is nobody's customer for that.
#[test]
fn claims_find_nobodys_case() {
    let counter = Counter::open();
    let first = "Message-ID: <q1@klient.example>\r\nSubject: Pytanie";
    let raw = |from: &str, headers: &str, text: &str| {
        json!({"raw": format!("From: {from}\r\nTo: sklep@example.com\r\nDate: Mon, 5 Oct 2026 10:00:00 +0200\r\n\
            Content-Type: text/plain; charset=utf-8\r\n{headers}\r\n\r\n{text}")})
    };
    let asked = raw("ala@klient.example", first, "Gdzie jest moja paczka? Zamówienie 1001");
    counter.write(monday(), &letter("1", "", "").with(asked));
    let number = counter.cases(later(1), "waiting")[0]["number"].as_str().unwrap().to_owned();
    // By the help page: the buyer's address, and the case's number in the subject.
    let body = json!({"email": "ala@klient.example", "subject": format!("[{number}]"), "question": "Link do śledzenia nie działa"});
    let request = http::Request::post("/api/ask")
        .header("content-type", "application/json")
        .body(body.to_string().into_bytes())
        .unwrap();
    let told: serde_json::Value = serde_json::from_slice(counter.send(later(2), request).body()).unwrap();
    assert!(!told["answer"].as_str().unwrap_or_default().contains("/z/"), "{told}");
    assert_ne!(told["case"], json!(number));
    // By mail from another address, as an answer to the buyer's message.
    let forged = "Message-ID: <f1@obcy.example>\r\nIn-Reply-To: <q1@klient.example>\r\nSubject: Re: Pytanie";
    let forged = raw("zly@obcy.example", forged, "Gdzie jest moja paczka?");
    counter.write(later(3), &letter("2", "", "").with(forged));
    let to_stranger: Vec<_> = counter.answers().into_iter().filter(|mail| mail.to == "zly@obcy.example").collect();
    assert!(to_stranger.iter().all(|mail| !mail.text.contains("/z/")), "{to_stranger:?}");
    assert_eq!(counter.case(later(4), &number)["messages"].as_array().unwrap().len(), 2);
}
