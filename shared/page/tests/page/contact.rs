//! The form with which customers write to the shop, and its answer.

use crate::{asks, html::Document, shop, sound};
use sledz_domain::words::Lang;
use sledz_page::{
    Contact, ContactFault, ContactOutcome, Typed, contact, contact_outcome, contact_path, fields, form_path,
};

fn read(name: &str, lang: Lang) -> Document {
    let wanted = asks::contacts(lang).into_iter().find(|(known, _)| *known == name).unwrap().1;
    sound(&contact(&wanted, &shop()), lang.code())
}

fn answer(name: &str, lang: Lang) -> Document {
    let wanted = asks::outcomes(lang).into_iter().find(|(known, _)| *known == name).unwrap().1;
    sound(&contact_outcome(&wanted, &shop()), lang.code())
}

fn has(document: &Document, text: &str) {
    assert!(document.text.contains(text), "no {text:?} in {}", document.text);
}

#[test]
fn it_asks_for_an_address_and_a_message_and_for_the_rest_if_one_likes() {
    for (lang, other) in [(Lang::Pl, Lang::En), (Lang::En, Lang::Pl)] {
        let document = read("empty", lang);
        let form = document.one("form");
        assert_eq!((form.get("action"), form.get("enctype")), (Some(contact_path(lang)), None));
        let required = |name: &str| {
            let input = document.all(&format!("input[name={name}]"));
            let all: Vec<_> = input.into_iter().chain(document.all(&format!("textarea[name={name}]"))).collect();
            assert_eq!(all.len(), 1, "{name}");
            assert!(all[0].get("value").unwrap_or_default().is_empty() && all[0].get("aria-invalid").is_none());
            all[0].get("required").is_some()
        };
        for (name, wanted) in [
            (fields::NAME, false),
            (fields::EMAIL, true),
            (fields::PHONE, false),
            (fields::ORDER, false),
            (fields::MESSAGE, true),
        ] {
            assert_eq!(required(name), wanted, "{name}");
        }
        for (name, complete) in [(fields::NAME, "name"), (fields::EMAIL, "email"), (fields::PHONE, "tel")] {
            assert_eq!(document.one(&format!("input[name={name}]")).get("autocomplete"), Some(complete));
        }
        document.one(&format!("a[href={}]", form_path(lang)));
        assert_eq!(document.one(&format!("a[hreflang={}]", other.code())).get("href"), Some(contact_path(other)));
        assert!(document.all("div[role=alert]").is_empty());
    }
    has(&read("empty", Lang::Pl), "Z numerem odpowiemy szybciej.");
    has(&read("empty", Lang::En), "With the number we answer faster.");
}

#[test]
fn the_trap_and_the_time_are_nobodys_to_fill_in() {
    let document = read("empty", Lang::Pl);
    let trap = document.one(&format!("input[name={}]", fields::TRAP));
    assert_eq!((trap.get("tabindex"), trap.get("autocomplete")), (Some("-1"), Some("off")));
    assert!(trap.get("required").is_none() && trap.get("value").is_none());
    assert_eq!(document.all("div[aria-hidden=true]").len(), 1);
    let time = document.one(&format!("input[name={}]", fields::TIME));
    assert_eq!((time.get("type"), time.get("value")), (Some("hidden"), Some("1795000800.c2lnbmVk")));
}

#[test]
fn what_is_wrong_is_said_first_and_at_its_field_and_nothing_typed_is_lost() {
    for (lang, first, at_email) in [
        (Lang::Pl, "Popraw te pola: Sprawdź adres e-mail.", "Sprawdź adres e-mail."),
        (Lang::En, "Please correct these fields: Check the e-mail address.", "Check the e-mail address."),
    ] {
        let document = read("faulty", lang);
        let alert = document.one("div[role=alert]");
        assert!(alert.get("tabindex") == Some("-1") && alert.get("autofocus").is_some());
        has(&document, first);
        assert_eq!(document.text.matches(at_email).count(), 2, "in the list and at the field");
        assert!(document.text_of("title").starts_with(lang.pick("Nie udało się: ", "That did not work: ")));
        for (name, wrong) in [(fields::EMAIL, true), (fields::PHONE, true), (fields::ORDER, false)] {
            let field = document.one(&format!("input[name={name}]"));
            assert_eq!(field.get("aria-invalid"), wrong.then_some("true"));
            let described = field.get("aria-describedby").unwrap_or_default();
            assert_eq!(described.split(' ').any(|id| id == format!("{name}-fault")), wrong);
            assert_eq!(document.all(&format!("a[href=#{name}]")).len(), usize::from(wrong));
        }
        assert_eq!(document.one("input[name=email]").get("value"), Some("jan@"));
        assert_eq!(document.one("input[name=order]").get("value"), Some("1001"));
        has(&document, lang.pick("gdzie jest moja paczka?", "where is my parcel?"));
    }
    has(&read("missing", Lang::Pl), "Popraw jedno pole: Napisz, w czym możemy pomóc.");
}

#[test]
fn a_message_that_is_too_long_is_kept_whole() {
    let typed = Typed { message: "a b ".repeat(2000).trim_end().to_owned(), ..Typed::default() };
    let long = Contact { typed: typed.clone(), faults: vec![ContactFault::MessageLong], ..Contact::default() };
    let document = sound(&contact(&long, &shop()), "pl");
    has(&document, &typed.message);
    has(&document, "Skróć wiadomość");
}

#[test]
fn a_refusal_blames_no_field_and_keeps_what_was_typed() {
    for (name, pl, en) in [
        ("many", "Wiadomość nie została wysłana:", "Your message was not sent:"),
        ("stale", "Wiadomość nie została jeszcze wysłana", "Your message was not sent yet"),
    ] {
        for lang in Lang::ALL {
            let document = read(name, lang);
            document.one("div[role=alert]");
            has(&document, lang.pick(pl, en));
            assert!(document.all("input[aria-invalid=true]").is_empty());
            assert_eq!(document.one("input[name=name]").get("value"), Some("Jan Kowalski"));
        }
    }
}

#[test]
fn an_answer_says_what_it_is_and_who_answers_the_rest() {
    for lang in Lang::ALL {
        let document = answer("answered", lang);
        has(
            &document,
            lang.pick("Numer sprawy 2026-1183 Odpowiedź na Twoją", "Case number 2026-1183 The answer to your"),
        );
        has(&document, lang.pick("To odpowiedź automatyczna", "This is an automatic answer"));
        has(&document, "j•••@example.com");
        assert_eq!(document.all("p[class=text]").len(), 3);
        document.one(&format!("a[href=/z/AbCd123?lang={}]", lang.code()));
        assert!(document.all("form").is_empty(), "nothing is sent twice");

        let partly = answer("partly", lang);
        has(
            &partly,
            lang.pick("Na resztę odpowie człowiek, najpóźniej: 19", "A person will answer the rest, at the latest: 19"),
        );
        assert_eq!(partly.one("time").get("datetime"), Some("2026-11-19T09:20:00Z"));

        let received = answer("received", lang);
        has(&received, lang.pick("Mamy Twoją wiadomość Odpowie człowiek", "We have your message A person will answer"));
        assert!(!received.text.contains(lang.pick("automatyczna", "automatic")));
    }
}

#[test]
fn an_answer_without_anything_to_say_still_has_the_number() {
    let bare = ContactOutcome {
        case: "7".to_owned(),
        paragraphs: vec![" \n".to_owned()],
        automatic: true,
        ..ContactOutcome::default()
    };
    let document = sound(&contact_outcome(&bare, &shop()), "pl");
    has(&document, "Numer sprawy 7 Mamy Twoją wiadomość Napisz o innej sprawie");
}
