//! Machines are never answered, and every conversation of machines ends within one message.

use super::counter::{Counter, later, letter, monday};
use http::StatusCode;
use serde_json::json;

/// A whole e-mail.
fn raw(headers: &str, text: &str) -> serde_json::Value {
    json!({"raw": format!("From: Ala <ala@klient.example>\r\nTo: sklep@example.com\r\nDate: Mon, 5 Oct 2026 10:00:00 +0200\r\n\
        Content-Type: text/plain; charset=utf-8\r\n{headers}\r\n\r\n{text}")})
}

#[test]
fn machines_are_kept_and_not_answered() {
    for (id, headers, text) in [
        (
            "ooo",
            "Message-ID: <1@example.com>\r\nSubject: Automatyczna odpowiedź: Zamówienie\r\nAuto-Submitted: auto-replied",
            "Jestem na urlopie",
        ),
        (
            "bounce",
            "Message-ID: <2@example.com>\r\nSubject: Undelivered Mail\r\nReturn-Path: <>\r\nAuto-Submitted: auto-replied",
            "550 no such user",
        ),
        (
            "notice",
            "Message-ID: <3@example.com>\r\nSubject: Your package is on the way!\r\nAuto-Submitted: auto-generated",
            "Gdzie jest paczka 1001",
        ),
        (
            "news",
            "Message-ID: <4@example.com>\r\nSubject: Promocja\r\nList-Unsubscribe: <https://example.com/u>",
            "Tylko dziś",
        ),
        (
            "list",
            "Message-ID: <5@example.com>\r\nSubject: [lista] pytanie\r\nList-Id: <lista.example.com>",
            "Gdzie jest paczka 1001",
        ),
        ("bulk", "Message-ID: <6@example.com>\r\nSubject: Info\r\nPrecedence: bulk", "Gdzie jest paczka 1001"),
        ("own", "Message-ID: <7@example.com>\r\nSubject: Re: Info\r\nX-Sledz-Loop: sklep", "Gdzie jest paczka 1001"),
    ] {
        let counter = Counter::open();
        assert_eq!(counter.write(monday(), &letter(id, "", "").with(raw(headers, text))), StatusCode::OK, "{id}");
        assert_eq!(counter.world.got(), [], "{id}");
        assert_eq!(counter.cases(later(1), "all").len(), 0, "{id}: nobody has to do anything");
        assert_eq!(counter.cases(later(1), "machine").len(), 1, "{id}: and nothing is lost");
    }
}

#[test]
fn an_out_of_office_reply_opens_no_case_again() {
    let counter = Counter::open();
    let first = "Message-ID: <q1@example.com>\r\nSubject: Pytanie";
    counter.write(monday(), &letter("1", "", "").with(raw(first, "Gdzie jest moja paczka? Zamówienie 1001")));
    assert_eq!(counter.answers().len(), 1);
    let away = "Message-ID: <a1@example.com>\r\nIn-Reply-To: <q1@example.com>\r\nSubject: Out of office\r\nAuto-Submitted: auto-replied";
    counter.write(later(1), &letter("2", "", "").with(raw(away, "I am away")));
    assert_eq!(counter.answers().len(), 1);
    let cases = counter.cases(later(2), "all");
    assert_eq!((cases.len(), cases[0]["state"].clone()), (1, json!("waiting")));
}

#[test]
fn two_of_us_stop_at_once() {
    // What one of us sends is what the other gets.
    let (one, other) = (Counter::open(), Counter::open());
    one.write(monday(), &letter("m1", "ala@klient.example", "Gdzie jest moja paczka? Zamówienie 1001"));
    let sent = one.answers().pop().unwrap();
    let headers =
        "Message-ID: <x@example.com>\r\nSubject: Re: Pytanie\r\nX-Sledz-Loop: sklep\r\nAuto-Submitted: auto-replied";
    other.write(later(1), &letter("m2", "", "").with(raw(headers, &sent.text)));
    assert_eq!(other.world.got(), []);
}

#[test]
fn a_machine_that_hides_is_left_to_people_after_three_replies() {
    let counter = Counter::open();
    let texts = [
        "gdzie paczka 1001?",
        "jak zwrócić towar z 1001?",
        "proszę o fakturę do 1001",
        "zmiana adresu 1001?",
        "gdzie paczka 1001",
        "halo 1001",
    ];
    for (n, text) in texts.into_iter().enumerate() {
        let id: &'static str = Box::leak(format!("m{n}").into_boxed_str());
        counter.write(later(n as i64 * 5), &letter(id, "ala@klient.example", text));
    }
    assert!(counter.answers().len() <= 3, "{:?}", counter.answers().len());
    assert_eq!(counter.cases(later(60), "open").len(), 1);
}
