//! What is never answered without a person, and what is.

use crate::read;

#[test]
fn answered_automatically() {
    for text in [
        "Gdzie jest moja paczka? Nr zam. 10452",
        "Kiedy wyślecie zamówienie 10452?",
        // What was paid for is no trouble, and a story is none either.
        "Kiedy wyślecie? Przelew poszedł wczoraj",
        "Zapłaciłam w piątek, kiedy mogę liczyć na wysyłkę?",
        "U nas śnieg po pas. Dzieci wyglądają przez okno, teściowa dzwoni co dzień. Dojdzie ta paczka przed świętami?",
        "Martwię się, gdzie jest moja przesyłka?",
        "Jak mogę zwrócić buty?",
        "Proszę o fakturę do zamówienia 10452",
        // Small signs add up.
        "Kupione 29 maja. Dziś 10 czerwca. Paczki ani śladu.",
        "Bought a mug on Monday, no sign of the courier yet",
        "Where is my order #10452?",
        "When will my order ship?",
        "Dziękuję za szybką odpowiedź. Gdzie jest teraz paczka?",
    ] {
        assert!(read(text).auto, "{text}: {:?} {}", read(text).why, read(text).confidence);
    }
}

#[test]
fn never_answered_automatically() {
    for text in [
        // Problems, money, law, anger - even beside a plain question, and even negated.
        "Gdzie jest moja paczka? Poprzednia była uszkodzona",
        "Gdzie jest paczka, oszuści",
        "Kiedy wyślecie? Płatność została odrzucona",
        "Kiedy wyślecie? Przelew nie przeszedł",
        "Paczka przyszła wczoraj i coś z nią nie tak. Kiedy przyślecie nową?",
        "Gdybym dziś kupiła, kiedy dojdzie?",
        "Gdzie jest paczka? Jak nie dojdzie, odstąpię od umowy",
        "Gdzie jest paczka? Inaczej spotkamy się w sądzie",
        "Gdzie jest paczka? Żądam zwrotu pieniędzy",
        "Where is my parcel? I want a refund",
        "Where is my parcel? The last one came damaged",
        "Odstępuję od umowy, jak odesłać towar?",
        // A person is asked for.
        "Gdzie jest paczka? Proszę o kontakt z konsultantem",
        "Gdzie jest paczka? Proszę o telefon",
        "Gdzie jest paczka? Chcę rozmawiać z człowiekiem",
        "Where is my parcel? I want to talk to a human",
        "Where is my parcel? Please call me",
        // Something else is asked, too.
        "Gdzie jest paczka? Czy macie ten model w czarnym kolorze?",
        // Another language.
        "Де моя посилка?",
        "Wo ist mein Paket?",
        // Nothing is asked, or nobody knows what.
        "Dziękuję!",
        "10452",
        "",
        "Abrakadabra hokus pokus",
    ] {
        assert!(!read(text).auto, "{text}: {:?}", read(text).why);
    }
}

#[test]
fn who_asks_for_a_person_is_heard() {
    for text in [
        "konsultant",
        "Proszę o połączenie z konsultantem",
        "Czy mogę porozmawiać z człowiekiem, a nie z botem?",
        "Proszę o telefon",
        "Proszę o pilny kontakt telefoniczny",
        "Niech ktoś do mnie zadzwoni",
        "Can I speak to a human?",
        "agent please",
        "Call me back please",
        "Bitte rufen Sie mich an",
    ] {
        assert!(read(text).asks_for_person, "{text}");
    }
    for text in ["Gdzie jest moja paczka?", "Kurier do mnie nie zadzwonił", "Mój telefon to 600100200"] {
        assert!(!read(text).asks_for_person, "{text}: {:?}", read(text).why);
    }
}

#[test]
fn reasons_hold_nothing_personal() {
    let read = read("Gdzie jest moja paczka 520113016280002092079110? jan@przyklad.pl, 600 100 200, nr 10452, oszuści");
    assert!(!read.why.is_empty());
    for why in &read.why {
        assert!(!why.contains('@') && !why.bytes().any(|byte| byte.is_ascii_digit()), "{why}");
    }
}
