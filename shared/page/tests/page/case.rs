//! The page of a case.

use crate::{cases, html::Document, shop, sound};
use sledz_domain::{
    intent::Intent,
    words::{CAUSES, Lang},
};
use sledz_page::{CSRF_FIELD, CaseNotice, CasePage, case_page, fields};

fn page(name: &str, lang: Lang) -> CasePage {
    cases::cases(lang).into_iter().find(|(known, _)| *known == name).unwrap().1
}

fn read(name: &str, lang: Lang) -> Document {
    sound(&case_page(&page(name, lang), &shop()), lang.code())
}

fn has(document: &Document, text: &str) {
    assert!(document.text.contains(text), "no {text:?} in {}", document.text);
}

/// What the forms of a page do.
fn deeds(document: &Document) -> Vec<&str> {
    document.all("input[name=do]").iter().map(|tag| tag.get("value").unwrap()).collect()
}

#[test]
fn the_head_says_what_it_is_about_and_what_presses() {
    has(
        &read("mine", Lang::Pl),
        "2026-1171 Doręczona, a klient jej nie ma · Kiedy wrócą pieniądze Stan moja Odpowiedź do po terminie od \
         35 min 18 listopada, 11:45 Termin ustawowy za 11 dni 29 listopada, 12:20 Dział Obsługa klienta Klient Jan \
         Kowalski, jan.kowalski@example.com Ton zdenerwowany Pierwsza wiadomość 15 listopada, 13:20",
    );
    has(&read("taken", Lang::Pl), "Stan prowadzi Marek Odpowiedź do");
    has(&read("closed", Lang::En), "State closed · Taken by Kasia Legal deadline in 11 days");
    assert_eq!(
        read("mine", Lang::Pl).text_of("title"),
        "2026-1171: Doręczona, a klient jej nie ma · Kiedy wrócą pieniądze – Leśna Spiżarnia"
    );
}

#[test]
fn messages_say_who_wrote_them_and_keep_their_lines() {
    let page = case_page(&page("mine", Lang::Pl), &shop());
    assert!(page.html.contains(">Dzień dobry,\n\nw śledzeniu jest, że paczka doręczona, a ja nic nie mam!\nProszę"));
    let document = sound(&page, "pl");
    for text in [
        "Klient: Jan Kowalski E-mail · 15 listopada, 13:20 Dzień dobry,",
        "Odpowiedź automatyczna E-mail · 15 listopada, 13:20",
        "Odpowiedź: Kasia E-mail · 16 listopada, 12:20 · Nie dotarła do klienta.",
        "Notatka: Marek 16 listopada, 13:20 · Klient jej nie widzi. Dzwoniłem",
        "Klient Messenger · 17 listopada, 16:20 Treści wiadomości już nie ma",
    ] {
        has(&document, text);
    }
}

#[test]
fn every_form_goes_to_the_case_with_its_proof_and_its_deed() {
    for (name, expected) in [
        ("mine", vec!["release", "close", "reply", "note", "correct"]),
        ("new", vec!["take", "release", "close", "approve", "reject", "reply", "note", "correct"]),
        ("taken", vec!["take", "note"]),
        ("closed", vec!["reopen", "note", "correct"]),
        ("reader", vec![]),
        ("bare", vec![]),
    ] {
        for lang in Lang::ALL {
            let document = read(name, lang);
            assert_eq!(deeds(&document), expected, "{name}");
            let forms = document.all("form");
            let action = format!("/cases/2026-1171?lang={}", lang.code());
            assert!(forms.iter().all(|form| form.get("action") == Some(action.as_str())));
            assert_eq!(forms.len(), expected.len());
            let proofs = document.all(&format!("input[name={CSRF_FIELD}]"));
            assert_eq!(proofs.len(), forms.len());
            assert!(proofs.iter().all(|proof| proof.get("value") == Some("5f2d9a")));
            let texts = document.all(&format!("textarea[name={}]", fields::TEXT));
            let written = expected.iter().filter(|deed| ["reply", "note", "approve"].contains(*deed)).count();
            assert_eq!(texts.len(), written);
        }
    }
    has(&read("reader", Lang::Pl), "Twoja rola pozwala tylko czytać.");
    has(&read("taken", Lang::Pl), "Żeby odpowiedzieć klientowi, najpierw weź sprawę.");
}

#[test]
fn a_draft_is_shown_before_it_is_sent_or_rejected() {
    let document = read("new", Lang::Pl);
    has(&document, "Czeka na Twoją zgodę Tę odpowiedź przygotował automat. Klient jej jeszcze nie dostał.");
    assert_eq!(document.one("button[form=reject]").get("type"), Some("submit"));
    has(&document, "Wyślij Odrzuć");
    let reader = CasePage { can: Default::default(), ..page("new", Lang::Pl) };
    let document = sound(&case_page(&reader, &shop()), "pl");
    has(&document, "Klient jej jeszcze nie dostał. Dzień dobry,");
    assert!(!document.text.contains("Odrzuć"));
}

#[test]
fn a_suggestion_says_that_it_is_one() {
    for (name, is_suggested) in [("mine", true), ("sent", false)] {
        let document = read(name, Lang::Pl);
        assert_eq!(document.text.contains("To propozycja."), is_suggested);
        has(&document, "Odpowiedź trafi na: jan.kowalski@example.com (e-mail)");
    }
}

#[test]
fn intents_mood_and_cause_can_be_corrected() {
    for lang in Lang::ALL {
        let document = read("mine", lang);
        let topics = document.all("select[name=intent]");
        assert_eq!(topics.len(), 3, "those it has, and room for one more");
        let chosen: Vec<_> = document.all("option[selected=]").iter().map(|tag| tag.get("value").unwrap()).collect();
        assert_eq!(chosen, ["delivered_not_received", "refund_status", "angry", "delivered_not_found"]);
        for intent in Intent::ALL {
            assert_eq!(document.all(&format!("option[value={}]", intent.name())).len(), 3);
        }
        for cause in CAUSES {
            document.one(&format!("option[value={cause}]"));
        }
        assert_eq!(document.all("option[value=]").len(), 2, "all but the first intent can be taken away");
    }
    let invoice = CasePage { intents: vec![Intent::Invoice], cause: None, ..page("mine", Lang::Pl) };
    let document = sound(&case_page(&invoice, &shop()), "pl");
    assert!(document.all("select[name=cause]").is_empty(), "nobody asked where a parcel is");
    let many = CasePage { intents: Intent::ALL.to_vec(), ..page("mine", Lang::Pl) };
    assert_eq!(sound(&case_page(&many, &shop()), "pl").all("select[name=intent]").len(), 4);
}

#[test]
fn the_order_stands_beside_with_the_customers_others() {
    let document = read("mine", Lang::Pl);
    has(&document, "Zamówienie 1001 Doręczono Paczka dotarła dziś.");
    has(&document, "Wartość 1 240,00 zł");
    let parcel = document.all("a[rel=noopener noreferrer]");
    assert_eq!(parcel.len(), 1);
    document.one("a[href=/z/AbCd123?lang=pl]");
    document.one("a[href=/z/Xyz789?lang=pl]");
    document.one("a[href=/cases/2026-0912?lang=pl]");
    has(&read("new", Lang::Pl), "Zamówienie nie ma jeszcze paczki.");
    let bare = read("bare", Lang::Pl);
    has(&bare, "Nie wiadomo jeszcze, o które zamówienie chodzi.");
    has(&bare, "2026-1 Inna sprawa Stan nowa");
}

#[test]
fn why_it_was_decided_so_is_there_for_who_asks() {
    let document = read("mine", Lang::Pl);
    document.one("details");
    has(&document, "Skąd ten opis i ta decyzja Słowa: „doręczona”, „nic nie mam” Pieniądze:");
    assert!(read("bare", Lang::Pl).all("details").is_empty());
}

#[test]
fn what_was_done_or_not_is_said_first() {
    for lang in Lang::ALL {
        for notice in CaseNotice::ALL {
            let told = CasePage { notice: Some(notice), ..page("mine", lang) };
            let document = sound(&case_page(&told, &shop()), lang.code());
            let role = if notice.is_done() { "status" } else { "alert" };
            let said = document.one(&format!("div[role={role}]"));
            assert!(said.get("tabindex") == Some("-1") && said.get("autofocus").is_some());
        }
    }
    assert!(read("closed", Lang::Pl).text_of("title").starts_with("Sprawa zamknięta. 2026-1171"));
}
