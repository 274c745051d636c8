//! Where the shop's staff signs in and out.

use crate::{forms, html::Document, shop, sound};
use sledz_domain::words::Lang;
use sledz_page::{CSRF_FIELD, Login, LoginRefusal, NEXT_FIELD, SignedIn, TOKEN_FIELD, login};

const NEXT: &str = "/kpi?from=2026-11-01&by=week";

fn read(name: &str, lang: Lang) -> Document {
    let wanted = forms::logins(lang).into_iter().find(|(known, _)| *known == name).unwrap().1;
    sound(&login(&wanted, &shop()), lang.code())
}

fn has(document: &Document, text: &str) {
    assert!(document.text.contains(text), "no {text:?} in {}", document.text);
}

#[test]
fn the_form_asks_for_a_token_and_remembers_where_to_go() {
    for lang in Lang::ALL {
        let document = read("form", lang);
        let action = format!("/login?lang={}", lang.code());
        assert_eq!(document.one("form").get("action"), Some(action.as_str()));
        let field = document.one("input[type=password]");
        assert_eq!((field.get("name"), field.get("autocomplete")), (Some(TOKEN_FIELD), Some("current-password")));
        assert_eq!(field.get("value"), None);
        let hidden = document.one("input[type=hidden]");
        assert_eq!((hidden.get("name"), hidden.get("value")), (Some(NEXT_FIELD), Some(NEXT)));
        let other = lang.pick(Lang::En, Lang::Pl).code();
        let switch = document.one(&format!("a[hreflang={other}]")).get("href").unwrap();
        assert_eq!(switch, format!("?lang={other}&next=%2Fkpi%3Ffrom%3D2026%2D11%2D01%26by%3Dweek"));
        assert!(document.all("div[role=alert]").is_empty());

        let nowhere = sound(&login(&Login { lang, ..Login::default() }, &shop()), lang.code());
        assert!(nowhere.all("input[type=hidden]").is_empty());
        nowhere.one(&format!("a[href=?lang={other}]"));
    }
}

#[test]
fn a_refusal_comes_first_and_keeps_where_to_go() {
    for (name, pl, en) in [
        ("refused", "Ten token nie jest ważny.", "This token is not valid."),
        ("many", "Było zbyt wiele prób.", "There were too many attempts."),
    ] {
        for lang in Lang::ALL {
            let document = read(name, lang);
            let alert = document.one("div[role=alert]");
            assert!(alert.get("tabindex") == Some("-1") && alert.get("autofocus").is_some());
            has(&document, lang.pick(pl, en));
            assert!(document.text_of("title").starts_with(lang.pick("Nie udało się: ", "That did not work: ")));
            let field = document.one("input[type=password]");
            assert!(field.get("aria-describedby").unwrap().split(' ').any(|id| id == "refused"));
            assert_eq!(document.one("input[type=hidden]").get("value"), Some(NEXT));
        }
    }
}

#[test]
fn who_is_signed_in_sees_as_whom_and_can_leave() {
    for (lang, text) in [
        (Lang::Pl, "Zalogowano Nazwa kasia Rola obsługa klienta Ważne do 18 listopada, 23:20 Wyloguj się"),
        (Lang::En, "You are signed in Name kasia Role customer service Valid until 18 November, 23:20 Log out"),
    ] {
        let document = read("done", lang);
        has(&document, text);
        assert_eq!(document.one("form").get("action"), Some("/logout"));
        let hidden = document.one("input");
        assert_eq!((hidden.get("type"), hidden.get("name")), (Some("hidden"), Some(CSRF_FIELD)));
        assert_eq!(hidden.get("value"), Some("5f2d9a"));
    }
}

#[test]
fn a_role_that_has_no_words_is_shown_as_it_is() {
    for (role, shown) in [
        ("reader", "tylko odczyt"),
        ("admin", "administrator"),
        ("scheduler", "zadania okresowe"),
        ("export", "zestawienia"),
        ("magazyn", "magazyn"),
    ] {
        let who = SignedIn { name: "x".to_owned(), role: role.to_owned(), csrf: String::new(), expires: String::new() };
        let page = Login { signed_in: Some(who), refused: Some(LoginRefusal::Wrong), ..Login::default() };
        let document = sound(&login(&page, &shop()), "pl");
        has(&document, &format!("Rola {shown}"));
        assert!(document.all("div[role=alert]").is_empty(), "who is signed in is not refused");
    }
}
