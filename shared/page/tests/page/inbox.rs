//! The shop's inbox.

use crate::{
    cases::{self, row},
    html::Document,
    shop, sound,
};
use sledz_domain::{contact::ContactChannel, intent::Mood, words::Lang};
use sledz_page::{CSRF_FIELD, Inbox, InboxRow, Shown, fields, inbox};

fn read(name: &str, lang: Lang) -> Document {
    let wanted = cases::inboxes(lang).into_iter().find(|(known, _)| *known == name).unwrap().1;
    sound(&inbox(&wanted, &shop()), lang.code())
}

fn has(document: &Document, text: &str) {
    assert!(document.text.contains(text), "no {text:?} in {}", document.text);
}

#[test]
fn cases_are_a_table_whatever_the_style_makes_of_it() {
    for lang in Lang::ALL {
        let document = read("open", lang);
        assert_eq!(document.one("table").get("role"), Some("table"));
        document.one("caption");
        let rows = document.all("tr[role=row]");
        assert_eq!(rows.len(), 6, "a head and five cases");
        let heads = document.all("th[role=columnheader]");
        assert_eq!(heads.len(), 8);
        assert_eq!(document.all("th[role=rowheader]").len(), 5);
        let cells = document.all("td[role=cell]");
        assert_eq!(cells.len(), 5 * 7);
        assert!(cells.iter().all(|cell| !cell.get("data-key").unwrap().is_empty()));
        let path = format!("/cases/2026-1171?lang={}", lang.code());
        document.one(&format!("a[href={path}]"));
    }
}

#[test]
fn a_row_says_in_words_what_presses_and_whose_it_is() {
    let document = read("open", Lang::Pl);
    has(
        &document,
        "2026-1171 Doręczona, a klient jej nie ma · Kiedy wrócą pieniądze Ton: zdenerwowany 1001 1 240,00 zł \
         E-mail nowa od 5 h po terminie od 35 min 18 listopada, 11:45 brak",
    );
    has(&document, "E-mail nowa odpowiedź czeka na zgodę od 5 h za 25 min");
    has(&document, "Allegro moja od 2 dni za 2 h 18 listopada, 14:20 za 11 dni");
    has(&document, "brak Telefon lub osobiście prowadzi Marek od 5 h");
    has(&document, "Formularz czeka na klienta Kasia od 5 h brak po terminie od 2 dni");
    let document = read("open", Lang::En);
    has(&document, "Tone: angry 1001 PLN 1,240.00 E-mail new for 5 h overdue by 35 min");
    has(&document, "Phone or in person taken by Marek");
}

#[test]
fn a_neutral_mood_is_not_worth_a_word() {
    let calm = Inbox { rows: vec![row(Lang::Pl)], ..Inbox::default() };
    assert!(!sound(&inbox(&calm, &shop()), "pl").text.contains("Ton:"));
    let angry = Inbox { rows: vec![InboxRow { mood: Mood::Angry, ..row(Lang::Pl) }], ..Inbox::default() };
    assert!(sound(&inbox(&angry, &shop()), "pl").text.contains("Ton: zdenerwowany"));
}

#[test]
fn the_views_are_links_and_one_of_them_is_current() {
    for lang in Lang::ALL {
        for (name, current) in [("open", Shown::Open), ("empty", Shown::Mine), ("closed", Shown::Closed)] {
            let document = read(name, lang);
            for shown in Shown::ALL {
                let path = format!("/cases?{}={}&lang={}", fields::SHOW, shown.name(), lang.code());
                let link = document.one(&format!("a[href={path}]"));
                assert_eq!(link.get("aria-current"), (shown == current).then_some("page"));
                assert_eq!(Shown::from_name(shown.name()), Some(shown));
            }
            let other = lang.pick(Lang::En, Lang::Pl).code();
            let switch = document.one(&format!("a[hreflang={other}]")).get("href").unwrap();
            assert_eq!(switch, format!("/cases?show={}&lang={other}", current.name()));
        }
    }
    has(&read("open", Lang::Pl), "Moje (1) Wszystkie otwarte (23) Zamknięte");
}

#[test]
fn who_is_on_duty_is_said_first() {
    has(&read("open", Lang::Pl), "Dziś dyżuruje: Kasia Nowak , Marek Wójcik · Zalogowano: kasia");
    let document = read("empty", Lang::Pl);
    has(&document, "Dziś nikt nie ma dyżuru.");
    has(&document, "Nie prowadzisz teraz żadnej sprawy.");
    assert!(document.all("table").is_empty());
    has(&read("closed", Lang::Pl), "Zamknięto Odpowiedź do");
}

#[test]
fn a_case_can_be_typed_in_unless_one_may_only_read() {
    for lang in Lang::ALL {
        let document = read("open", lang);
        let action = format!("/cases?lang={}", lang.code());
        assert_eq!(document.one("form").get("action"), Some(action.as_str()));
        assert_eq!(document.one(&format!("input[name={CSRF_FIELD}]")).get("value"), Some("5f2d9a"));
        assert_eq!(document.one("option[selected=]").get("value"), Some(ContactChannel::Phone.name()));
        assert_eq!(document.all("option").len(), ContactChannel::ALL.len());
        for name in [fields::ORDER, fields::CONTACT] {
            assert!(document.one(&format!("input[name={name}]")).get("required").is_none());
        }
        assert!(document.one("textarea[name=text]").get("required").is_some());
        document.one("a[href=#new]");

        let reader = read("reader", lang);
        assert!(reader.all("form").is_empty() && reader.all("a[href=#new]").is_empty());
    }
}

#[test]
fn what_is_wrong_with_a_new_case_is_said_at_its_field() {
    let document = read("faulty", Lang::Pl);
    has(&document, "Popraw te pola: Nie ma zamówienia o tym numerze.");
    for name in [fields::ORDER, fields::CONTACT, fields::TEXT] {
        document.one(&format!("a[href=#{name}]"));
    }
    assert_eq!(document.one("input[name=order]").get("value"), Some("9999"));
    assert_eq!(document.one("option[selected=]").get("value"), Some("messenger"));
    let document = read("expired", Lang::En);
    has(&document, "The case was not opened yet");
    has(&document, "Asks for the parcel.");
    assert!(document.text_of("title").starts_with("That did not work: "));
}
