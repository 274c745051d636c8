//! The pages about messages.

use crate::{
    forms::{self, email, sms},
    html::Document,
    shop, sound,
};
use sledz_domain::{message::Channel, words::Lang};
use sledz_page::{CHANNEL_FIELD, Choice, KNOWN_FIELD, Preferences, preferences, unsubscribe};

fn read(name: &str, lang: Lang) -> Document {
    let wanted = forms::preferences(lang).into_iter().find(|(known, _)| *known == name).unwrap().1;
    sound(&preferences(&wanted, &shop()), lang.code())
}

/// The names of the boxes, with whether they are checked.
fn boxes(document: &Document) -> Vec<(&str, bool)> {
    let all = document.all("input[type=checkbox]");
    all.iter().map(|tag| (tag.get("name").unwrap(), tag.get("checked").is_some())).collect()
}

fn has(document: &Document, text: &str) {
    assert!(document.text.contains(text), "no {text:?} in {}", document.text);
}

#[test]
fn every_channel_has_its_box_and_is_told_from_one_that_was_not_there() {
    for lang in Lang::ALL {
        let document = read("choice", lang);
        let action = format!("/z/AbCd123/messages?lang={}", lang.code());
        assert_eq!(document.one("form").get("action"), Some(action.as_str()), "the answer stays in its language");
        assert_eq!(document.one("form").get("autocomplete"), Some("off"));
        assert_eq!(boxes(&document), [("email", true), ("sms", false)]);
        for tag in document.all("input[type=checkbox]") {
            assert_eq!(tag.get("value"), Some("on"));
        }
        let hidden = document.one("input[type=hidden]");
        assert_eq!((hidden.get("name"), hidden.get("value")), (Some(KNOWN_FIELD), Some("email sms")));
        has(&document, "E-mail j•••@example.com SMS ••• ••• 001");
        document.one(&format!("a[href=/z/AbCd123?lang={}]", lang.code()));
        assert!(document.all("div[role=status]").is_empty());

        let one = read("long", lang);
        assert_eq!(boxes(&one), [("email", true)]);
        assert_eq!(one.one("input[type=hidden]").get("value"), Some("email"));
    }
}

#[test]
fn it_says_what_is_sent_and_what_happens_without_it() {
    let document = read("choice", Lang::Pl);
    has(&document, "Zamówienie 1001 Powiadomienia o zamówieniach To tylko wiadomości o Twoich zamówieniach");
    has(&document, "Nigdy nie ma w nich reklam.");
    has(&document, "Jeśli wyłączysz wszystkie, nie będziemy pisać.");
    let document = read("choice", Lang::En);
    has(&document, "These are only messages about your orders");
    has(&document, "They never carry advertising.");
    has(&document, "If you turn all of them off, we will not write.");
}

#[test]
fn what_was_saved_is_said_first() {
    for (lang, saved, off) in [
        (Lang::Pl, "Zapisano.", "Zapisano. Nie będziemy już pisać o zamówieniach."),
        (Lang::En, "Saved.", "Saved. We will no longer write about orders."),
    ] {
        for (name, text) in [("saved", saved), ("off", off)] {
            let document = read(name, lang);
            let status = document.one("div[role=status]");
            assert!(status.get("tabindex") == Some("-1") && status.get("autofocus").is_some());
            has(&document, text);
            assert!(document.text_of("title").starts_with(saved));
        }
        assert!(!read("saved", lang).text.contains(off));
    }
}

#[test]
fn an_address_that_cannot_be_reached_is_named_at_its_box() {
    for (lang, email, sms) in [
        (Lang::Pl, "Nasz e-mail na ten adres nie dotarł.", "Nasz SMS na ten numer nie dotarł."),
        (Lang::En, "Our e-mail did not reach this address.", "Our SMS did not reach this number."),
    ] {
        let document = read("unreachable", lang);
        for (channel, text) in [("email", email), ("sms", sms)] {
            has(&document, text);
            let id = format!("{channel}-unreachable");
            assert_eq!(document.one(&format!("input[id={channel}]")).get("aria-describedby"), Some(id.as_str()));
        }
        let usual = read("choice", lang);
        assert!(!usual.text.contains(email) && !usual.text.contains(sms));
    }
}

#[test]
fn without_a_contact_there_is_nothing_to_choose() {
    for (lang, text) in
        [(Lang::Pl, "Nie mamy do tego zamówienia adresu e-mail ani numeru telefonu"), (Lang::En, "We have no e-mail")]
    {
        let document = read("none", lang);
        has(&document, text);
        assert!(document.all("form").is_empty() && document.all("input").is_empty());
        document.one(&format!("a[href=/z/AbCd123?lang={}]", lang.code()));
        // Nothing was saved where nothing could be.
        let saved = Preferences { saved: true, choices: Vec::new(), lang, ..Preferences::default() };
        let document = sound(&preferences(&saved, &shop()), lang.code());
        assert!(document.all("div[role=status]").is_empty());
    }
}

#[test]
fn switching_off_is_one_question_with_one_button() {
    for (lang, choice, question) in [
        (Lang::Pl, email(), "Wyłączyć e-maile o zamówieniach na j•••@example.com ?"),
        (Lang::Pl, sms(), "Wyłączyć SMS-y o zamówieniach na numer ••• ••• 001 ?"),
        (Lang::En, email(), "Turn off e-mails about orders to j•••@example.com ?"),
        (Lang::En, sms(), "Turn off SMS about orders to ••• ••• 001 ?"),
    ] {
        let channel = choice.channel.name();
        let page = unsubscribe(&forms::unsubscribe(lang, choice, false), &shop());
        let document = sound(&page, lang.code());
        has(&document, question);
        let action = format!("/z/AbCd123/messages/off?{CHANNEL_FIELD}={channel}&lang={}", lang.code());
        assert_eq!(document.one("form").get("action"), Some(action.as_str()));
        document.one("button");
        document.one(&format!("a[href=/z/AbCd123/messages?lang={}]", lang.code()));
        let other = lang.pick(Lang::En, Lang::Pl).code();
        let switch = document.one(&format!("a[hreflang={other}]"));
        let expected = format!("?{CHANNEL_FIELD}={channel}&lang={other}");
        assert_eq!(switch.get("href"), Some(expected.as_str()), "the other language asks about the same channel");
    }
}

#[test]
fn once_it_is_off_there_is_a_way_back() {
    for (lang, channel, heading, text) in [
        (Lang::Pl, Channel::Email, "E-maile są wyłączone", "Nie będziemy już wysyłać e-maili o zamówieniach na X ."),
        (Lang::Pl, Channel::Sms, "SMS-y są wyłączone", "Nie będziemy już wysyłać SMS-ów o zamówieniach na numer X ."),
        (Lang::En, Channel::Email, "E-mails are off", "We will no longer send e-mails about orders to X ."),
        (Lang::En, Channel::Sms, "SMS are off", "We will no longer send SMS about orders to X ."),
    ] {
        let choice = Choice { channel, shown: "X".to_owned(), ..email() };
        let page = unsubscribe(&forms::unsubscribe(lang, choice, true), &shop());
        let document = sound(&page, lang.code());
        has(&document, heading);
        has(&document, text);
        assert!(document.text_of("title").starts_with(heading));
        document.one("p[role=status]");
        assert!(document.all("form").is_empty(), "nothing is sent twice");
        for path in ["/z/AbCd123/messages", "/z/AbCd123"] {
            document.one(&format!("a[href={path}?lang={}]", lang.code()));
        }
    }
}
