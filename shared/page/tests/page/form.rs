//! The form and the pages of failures.

use crate::{html::Document, shop, sound};
use sledz_domain::words::Lang;
use sledz_page::{CONTACT_FIELD, Failure, Form, NUMBER_FIELD, Refusal, failure, form, form_path};

fn read(lang: Lang, refused: Option<Refusal>) -> Document {
    sound(&form(&Form { lang, refused }, &shop()), lang.code())
}

#[test]
fn the_form_is_sent_to_its_own_path() {
    for (lang, other) in [(Lang::Pl, Lang::En), (Lang::En, Lang::Pl)] {
        let document = read(lang, None);
        let tag = document.one("form");
        assert_eq!((tag.get("method"), tag.get("action")), (Some("post"), Some(form_path(lang))));
        let names: Vec<_> = document.all("input").iter().map(|tag| tag.get("name").unwrap().to_owned()).collect();
        assert_eq!(names, [NUMBER_FIELD, CONTACT_FIELD]);
        let switch = document.all("a").into_iter().find(|tag| tag.get("hreflang") == Some(other.code())).unwrap();
        assert_eq!(switch.get("href"), Some(form_path(other)));
        assert!(document.all("div[role=alert]").is_empty());
    }
}

#[test]
fn a_refusal_is_one_sentence_and_shows_nothing_that_was_typed() {
    for lang in Lang::ALL {
        for refusal in [Refusal::NotFound, Refusal::TooMany] {
            let document = read(lang, Some(refusal));
            assert_eq!(document.one("div[role=alert]").get("tabindex"), Some("-1"));
            for input in document.all("input") {
                assert_eq!(input.get("value"), None);
                assert!(input.get("aria-describedby").unwrap().split(' ').any(|id| id == "refused"));
                assert_eq!(input.get("aria-invalid"), None, "no field is blamed");
            }
        }
    }
    assert!(read(Lang::Pl, Some(Refusal::NotFound)).text.contains("Nie znaleźliśmy zamówienia o takich danych."));
}

#[test]
fn failures_lead_to_the_form_or_to_the_login() {
    for lang in Lang::ALL {
        for failed in Failure::ALL {
            let document = sound(&failure(failed, &shop(), lang), lang.code());
            let way = document.all("a[class=button]").first().and_then(|tag| tag.get("href"));
            let expected = match failed {
                Failure::Forbidden => Some("/login"),
                Failure::Unavailable => None,
                _ => Some(form_path(lang)),
            };
            assert_eq!(way, expected, "{failed:?}");
        }
    }
}
