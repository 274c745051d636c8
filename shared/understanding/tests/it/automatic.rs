//! Mail that nobody wrote.

use sledz_understanding::is_automatic_reply;

#[test]
fn machines() {
    for (subject, text) in [
        (Some("Automatyczna odpowiedź: Twoje zamówienie"), ""),
        (Some("Odpowiedź automatyczna: paczka"), "Dziękuję za wiadomość"),
        (Some("Auto: Poza biurem"), ""),
        (Some("Poza biurem"), "Wracam w poniedziałek"),
        (Some("Out of Office: order"), ""),
        (Some("Automatic reply: Your parcel is on its way"), ""),
        (Some("Undeliverable: Twoja paczka"), ""),
        (Some("Delivery Status Notification (Failure)"), ""),
        (Some("Niedostarczona wiadomość"), ""),
        (
            Some("Re: Zamówienie"),
            "Dzień dobry, jestem na urlopie do dnia 20.06. W pilnych sprawach proszę o kontakt z biurem.",
        ),
        (None, "I am out of the office until Monday. For urgent matters please contact Anna."),
        (None, "To jest wiadomość automatyczna, prosimy nie odpowiadać na tę wiadomość."),
    ] {
        assert!(is_automatic_reply(subject, text), "{subject:?} {text}");
    }
}

#[test]
fn customers() {
    for (subject, text) in [
        (None, "Jestem na urlopie, czy mogę odebrać paczkę później?"),
        (None, "Jestem na urlopie i nie odbiorę paczki"),
        (Some("Urlop"), "Wyjeżdżam na urlop, kiedy wyślecie?"),
        (Some("Re: Automat paczkowy"), "Gdzie jest paczka?"),
        (Some("Zwrot"), "Dostałem automatyczną odpowiedź, proszę o kontakt"),
        (None, "I was on holiday when the parcel came"),
        (None, ""),
    ] {
        assert!(!is_automatic_reply(subject, text), "{subject:?} {text}");
    }
}
