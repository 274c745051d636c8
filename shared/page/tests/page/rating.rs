//! The question after a case.

use crate::{asks, html::Document, shop, sound};
use sledz_domain::words::Lang;
use sledz_page::{fields, rating};

fn read(name: &str, lang: Lang) -> Document {
    let wanted = asks::ratings(lang).into_iter().find(|(known, _)| *known == name).unwrap().1;
    sound(&rating(&wanted, &shop()), lang.code())
}

fn has(document: &Document, text: &str) {
    assert!(document.text.contains(text), "no {text:?} in {}", document.text);
}

#[test]
fn every_scale_has_its_numbers_and_its_question() {
    for (name, from, to, pl, en) in [
        ("satisfaction", 1, 5, "Jak oceniasz załatwienie tej sprawy? 1 – bardzo źle 2 – źle", "1 – very bad 2 – bad"),
        ("recommend", 0, 10, "polecisz nas znajomym? 0 – na pewno nie 1 2", "friends? 0 – certainly not 1 2"),
        ("effort", 1, 7, "7 – zdecydowanie się zgadzam", "7 – strongly agree"),
    ] {
        for lang in Lang::ALL {
            let document = read(name, lang);
            let action = format!("/ocena/AbCd123?lang={}", lang.code());
            assert_eq!(document.one("form").get("action"), Some(action.as_str()));
            let radios = document.all("input[type=radio]");
            let values: Vec<_> = radios.iter().map(|tag| tag.get("value").unwrap().parse::<u8>().unwrap()).collect();
            assert_eq!(values, (from..=to).collect::<Vec<_>>());
            assert!(radios.iter().all(|tag| tag.get("name") == Some(fields::SCORE)));
            document.one("legend");
            has(&document, lang.pick(pl, en));
            assert!(document.one("textarea").get("required").is_none());
        }
    }
}

#[test]
fn what_was_chosen_before_is_chosen_again() {
    let document = read("effort", Lang::Pl);
    let chosen: Vec<_> =
        document.all("input[type=radio]").into_iter().filter(|tag| tag.get("checked").is_some()).collect();
    assert_eq!(chosen.len(), 1);
    assert_eq!(chosen[0].get("value"), Some("6"));
    has(&document, "Szybko i miło.");
    assert!(read("recommend", Lang::Pl).all("input[type=radio]").iter().all(|tag| tag.get("checked").is_none()));
}

#[test]
fn without_a_number_it_asks_again_and_keeps_the_comment() {
    for (lang, text) in [(Lang::Pl, "Wybierz jedną z odpowiedzi."), (Lang::En, "Choose one of the answers.")] {
        let document = read("missing", lang);
        document.one("div[role=alert]");
        has(&document, text);
        document.one("a[href=#score-1]");
        assert_eq!(document.one("fieldset").get("aria-describedby"), Some("missing"));
        has(&document, lang.pick("Szybko i miło.", "Quick and kind."));
    }
}

#[test]
fn thanks_are_the_end_but_for_a_change_of_mind() {
    for (lang, text) in [(Lang::Pl, "Dziękujemy za ocenę"), (Lang::En, "Thank you for your rating")] {
        let document = read("thanks", lang);
        has(&document, text);
        assert!(document.text_of("title").starts_with(text));
        assert!(document.all("form").is_empty());
        document.one("p[role=status]");
        document.one(&format!("a[href=/ocena/AbCd123?lang={}]", lang.code()));
    }
}
