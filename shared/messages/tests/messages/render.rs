//! Every message, in every language, about every order.

use crate::{
    samples::{PAGE, PREFERENCES, RETURNS, all, now, shop, subject, usual, view},
    sound, spaced,
};
use sledz_domain::{
    message::MessageKind,
    status::{Payment, Stage, Status},
    words::{Lang, StatusSentence, if_wrong},
};
use sledz_messages::{Encoding, Subject, default_texts, mail, sms};
use sledz_page::Shop;

#[test]
fn every_message_says_the_status_and_nothing_is_left_open() {
    let shop = shop();
    for lang in Lang::ALL {
        for (name, view) in all(lang) {
            let status = StatusSentence::of(lang, &view, now()).text();
            for kind in MessageKind::ALL {
                let subject = subject(kind, lang, &view, &shop);
                let texts = default_texts(kind, lang);
                let mail = mail(&texts, &subject);
                let document = sound(&mail, &subject);
                let sms = sms(&texts, &subject, false);
                let at = format!("{kind:?} {lang:?} {name}");
                let shown = [&document.text, &spaced(&mail.text)].map(|text| text.matches(&status).count());
                // HTML has it as the preheader too.
                assert_eq!(shown, [2, 1], "{at}: {}", mail.text);
                let sentence = if sms.encoding == Encoding::Gsm7 { status.replace('–', "-") } else { status.clone() };
                assert!(sms.text.contains(&sentence), "{at}: {}", sms.text);
                for text in [&mail.subject, &mail.text, &document.text, &sms.text] {
                    assert!(!text.contains(['{', '}']), "{at}: {text}");
                    assert!(!text.contains("  ") && !text.contains(" ."), "{at}: {text}");
                }
                assert!(mail.subject.contains("1001") && document.text.contains("1001"), "{at}");
                assert!(mail.text.contains(PAGE) && sms.text.contains(PAGE), "{at}");
                assert!(document.all("a").iter().any(|a| a.get("href") == Some(PAGE)), "{at}");
                assert!(document.all("a").iter().any(|a| a.get("href") == Some(PREFERENCES)), "{at}");
            }
        }
    }
}

#[test]
fn html_and_text_say_the_same() {
    let shop = shop();
    for lang in Lang::ALL {
        for kind in MessageKind::ALL {
            let view = usual(kind, lang);
            let subject = subject(kind, lang, &view, &shop);
            let mail = mail(&default_texts(kind, lang), &subject);
            let html = sound(&mail, &subject).text;
            // Addresses stand in HTML's links, and the button's words before a colon.
            for line in mail.text.lines().filter(|line| *line != "-- ") {
                let words = line.split(' ').filter(|word| !word.starts_with("https://"));
                for word in words.map(|word| word.trim_end_matches(':')) {
                    assert!(html.contains(word), "{kind:?} {lang:?}: {word} of {line}");
                }
            }
        }
    }
}

#[test]
fn what_each_message_must_tell() {
    let shop = shop();
    let told = |kind, lang| {
        let view = usual(kind, lang);
        spaced(&mail(&default_texts(kind, lang), &subject(kind, lang, &view, &shop)).text)
    };
    for (kind, part) in [
        (MessageKind::Confirmed, "Kurier dostanie ją najpóźniej jutro."),
        (MessageKind::Confirmed, "14 dni"),
        (MessageKind::Confirmed, RETURNS),
        (MessageKind::Shipped, "InPost 520107010000003070000000: https://inpost.pl/sledzenie-przesylek?number=5201"),
        (MessageKind::ReadyForPickup, "Gdzie: WAW117M, ul. Puławska 17, 02-515 Warszawa"),
        (MessageKind::ReadyForPickup, "Do kiedy: 20 listopada, 11:20"),
        (MessageKind::PickupReminder, "Do kiedy: 18 listopada, 23:20"),
        (MessageKind::Delay, "Kurier zapowiedział opóźnienie."),
        (MessageKind::Delivered, "Na zwrot bez podania przyczyny masz 14 dni"),
        (MessageKind::Delivered, RETURNS),
        (MessageKind::Delivered, if_wrong(Lang::Pl, &usual(MessageKind::Delivered, Lang::Pl))),
        (MessageKind::Returned, "Paczka wróciła do sklepu."),
    ] {
        let text = told(kind, Lang::Pl);
        assert!(text.contains(part), "{kind:?}: {part} in {text}");
    }
    let text = told(MessageKind::Delivered, Lang::En);
    assert!(text.contains("You have 14 days from receiving the whole order"), "{text}");
}

#[test]
fn one_of_several_parcels_is_said_to_be_one() {
    let shop = shop();
    let parcels = [("dpd", Status::Delivered, None, 1), ("dpd", Status::Delivered, None, 2)];
    for (lang, count, title, note) in [
        (Lang::Pl, 1, " (jedna z paczek)", "To jedna z paczek z tego zamówienia."),
        (Lang::Pl, 2, " (część paczek)", "To część paczek z tego zamówienia."),
        (Lang::En, 1, " (one of the parcels)", "This is one of the parcels of this order."),
    ] {
        let view = view(lang, Stage::Shipped, Payment::Paid, &parcels[..count]);
        let whole = subject(MessageKind::Delivered, lang, &view, &shop);
        let part = Subject { more_parcels: true, ..whole };
        let mut texts = default_texts(whole.kind, lang);
        for own in [false, true] {
            if own {
                // Words of the shop that do not say the status.
                texts.body = "{order}\n\n{link}".to_owned();
                texts.sms = "{order} {link}".to_owned();
            }
            let (mail_whole, mail_part) = (mail(&texts, &whole), mail(&texts, &part));
            assert!(!mail_whole.subject.contains(title) && mail_part.subject.ends_with(title));
            assert!(!spaced(&mail_whole.text).contains(note), "{}", mail_whole.text);
            assert_eq!(spaced(&mail_part.text).matches(note).count(), 1, "{}", mail_part.text);
            assert!(sound(&mail_part, &part).text.contains(note));
            assert!(!sms(&texts, &whole, false).text.contains(note));
            assert!(sms(&texts, &part, false).text.contains(note));
        }
    }
}

#[test]
fn a_shop_without_anything_sends_sound_messages() {
    let shop = Shop::default();
    for lang in Lang::ALL {
        for kind in MessageKind::ALL {
            for (name, view) in all(lang) {
                let subject = Subject {
                    page: "",
                    preferences: "/z/relative",
                    returns_url: "",
                    ..subject(kind, lang, &view, &shop)
                };
                let texts = default_texts(kind, lang);
                let mail = mail(&texts, &subject);
                let document = sound(&mail, &subject);
                let hrefs: Vec<&str> = document.all("a").iter().filter_map(|a| a.get("href")).collect();
                let carriers = ["https://inpost.pl/", "https://tracktrace.dpd.com.pl/"];
                assert!(hrefs.iter().all(|href| carriers.iter().any(|own| href.starts_with(own))), "{hrefs:?}");
                let sms = sms(&texts, &subject, true).text;
                assert!(!sms.starts_with([':', ' ']) && !sms.ends_with(' '), "{kind:?} {name}: {sms:?}");
                assert!(!document.text.contains(" ,") && !document.text.contains(": ,"), "{}", document.text);
            }
        }
    }
}

#[test]
fn logos_are_shown_only_where_mail_programs_can() {
    let view = usual(MessageKind::Shipped, Lang::Pl);
    for (logo, shown) in
        [("https://cdn.sklep.example/a.png", true), ("/a.png", false), ("data:image/png;base64,AAAA", false)]
    {
        let shop = Shop { logo: logo.to_owned(), ..shop() };
        let subject = subject(MessageKind::Shipped, Lang::Pl, &view, &shop);
        let document = sound(&mail(&default_texts(subject.kind, subject.lang), &subject), &subject);
        let images: Vec<_> = document.all("img").iter().map(|img| (img.get("src"), img.get("alt"))).collect();
        let expected = vec![(Some(logo), Some("Leśna Spiżarnia"))];
        assert_eq!(images, if shown { expected } else { Vec::new() });
        assert_eq!(document.text.matches("Leśna Spiżarnia").count(), if shown { 2 } else { 3 });
    }
}
