//! The shop's own words: filled as the rule says, and never with a brace left over.

use crate::{
    samples::{PAGE, all, shop, subject, usual},
    sound, spaced,
};
use proptest::prelude::*;
use sledz_domain::{
    message::{MessageKind, Texts},
    words::Lang,
};
use sledz_messages::{Subject, check, default_texts, mail, placeholders, sms};
use sledz_page::Shop;

fn texts(subject: &str, body: &str, sms: &str) -> Texts {
    Texts { subject: subject.to_owned(), body: body.to_owned(), sms: sms.to_owned() }
}

/// The body as plain text, without the footer.
fn body(template: &str, subject: &Subject) -> String {
    let mail = mail(&texts("{order}", template, "x"), subject);
    sound(&mail, subject);
    mail.text.split("\n-- \n").next().unwrap().trim_end().to_owned()
}

#[test]
fn the_rule_for_placeholders_without_a_value() {
    let nameless = Shop::default();
    let view = usual(MessageKind::Problem, Lang::Pl);
    let subject = subject(MessageKind::Problem, Lang::Pl, &view, &nameless);
    for (template, filled) in [
        ("a\n{shop}\nb", "a\nb"),
        ("a\n{shop}: {contact}.\nb", "a\nb"),
        ("a\n\nKontakt: {contact}\n\nb", "a\n\nb"),
        ("{shop}: nr {order}", "nr 1001"),
        ("{shop}, nr {order}", "nr 1001"),
        ("nr {order} {shop}", "nr 1001"),
        ("nr {order} ({carrier}) {shop}.", "nr 1001 (DPD)"),
        ("{order} {shop} {carrier}", "1001 DPD"),
        ("{carrier_link}", "https://tracktrace.dpd.com.pl/findParcel?q=0000075077190U"),
        ("{{order}} {order}", "{order} 1001"),
    ] {
        assert_eq!(body(template, &subject), filled, "{template:?}");
    }
}

#[test]
fn links_and_the_button() {
    let shop = shop();
    let view = usual(MessageKind::Shipped, Lang::Pl);
    let subject = subject(MessageKind::Shipped, Lang::Pl, &view, &shop);
    let template =
        "Tu: {link}\n{link}\nRegulamin: https://lesnaspizarnia.example/regulamin. <b>Nie</b> javascript:alert(1)";
    let mail = mail(&texts("{order}", template, "x"), &subject);
    let document = sound(&mail, &subject);
    let buttons = document.all("a").into_iter().filter(|a| a.get("class") == Some("on"));
    assert_eq!(buttons.filter_map(|a| a.get("href")).collect::<Vec<_>>(), [PAGE]);
    let hrefs: Vec<&str> = document.all("a").iter().filter_map(|a| a.get("href")).collect();
    assert_eq!(hrefs[..3], [PAGE, PAGE, "https://lesnaspizarnia.example/regulamin"]);
    assert!(document.text.contains("<b>Nie</b> javascript:alert(1)"), "a text is no markup");
    assert!(mail.text.contains(&format!("Tu:\n{PAGE}\n\nŚledź paczkę:\n{PAGE}\n")), "{}", mail.text);
}

#[test]
fn unusable_texts_give_way_to_ours() {
    let shop = shop();
    for lang in Lang::ALL {
        let view = usual(MessageKind::Shipped, lang);
        let subject = subject(MessageKind::Shipped, lang, &view, &shop);
        let ours = default_texts(subject.kind, lang);
        for bad in ["", " \n", "{gone}", "{order", "a } b", "a\u{202e}", "{pickup}"] {
            assert_eq!(mail(&texts(bad, bad, bad), &subject), mail(&ours, &subject), "{bad:?}");
            assert_eq!(sms(&texts(bad, bad, bad), &subject, true), sms(&ours, &subject, true), "{bad:?}");
        }
    }
    // A placeholder that is known but has no value leaves nothing of a subject.
    let nameless = Shop::default();
    let view = usual(MessageKind::Shipped, Lang::Pl);
    let subject = subject(MessageKind::Shipped, Lang::Pl, &view, &nameless);
    assert_eq!(mail(&texts("{shop}", "a", "b"), &subject).subject, "Zamówienie 1001: paczka wysłana");
    let ours = default_texts(subject.kind, subject.lang);
    assert_eq!(mail(&texts("{shop}", "{contact}\n{shop}", "b"), &subject), mail(&ours, &subject));
}

/// A text of words, placeholders of any message, braces and line breaks.
fn text() -> impl Strategy<Value = String> {
    let names = sledz_messages::PLACEHOLDERS.iter().map(|(name, _)| format!("{{{name}}}")).collect::<Vec<_>>();
    let part = prop_oneof![
        4 => proptest::sample::select(names),
        2 => "[a-zżółć .,:;!?–]{0,12}",
        1 => proptest::sample::select(vec!["{{", "}}", "{", "}", "\n", "\n\n", "\r\n", "https://a.example/b", "<p>", "&"])
            .prop_map(str::to_owned),
    ];
    proptest::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn checked_texts_are_rendered_without_leftover_braces(
        kind in proptest::sample::select(MessageKind::ALL.to_vec()),
        subject_text in text(), body_text in text(), sms_text in text(),
        which in 0..50usize, bare: bool,
    ) {
        let own = Texts { subject: subject_text, body: body_text, sms: sms_text };
        let views = all(Lang::Pl);
        let view = &views[which % views.len()].1;
        let shop = if bare { Shop::default() } else { shop() };
        let subject = subject(kind, Lang::Pl, view, &shop);
        let (mail, sms) = (mail(&own, &subject), sms(&own, &subject, false));
        let document = sound(&mail, &subject);
        if check(kind, &own).is_empty() {
            let doubled = |text: &str| text.contains("{{") || text.contains("}}");
            for (written, shown) in [(&own.subject, &mail.subject), (&own.body, &mail.text), (&own.sms, &sms.text)] {
                if !doubled(written) {
                    let left = shown.contains(['{', '}']);
                    prop_assert!(!left, "{written:?}: {shown:?}");
                }
                for (name, _) in placeholders(kind) {
                    let left = shown.contains(&format!("{{{name}}}"));
                    prop_assert!(doubled(written) || !left, "{shown:?}");
                }
            }
            if !doubled(&own.body) && !doubled(&own.subject) {
                let left = document.text.contains(['{', '}']);
                prop_assert!(!left);
            }
        }
        prop_assert!(!sms.text.is_empty() && !sms.text.contains(['\n', '\r']));
        prop_assert_eq!(spaced(&sms.text), sms.text);
    }

    #[test]
    fn any_text_is_checked_and_rendered(text in any::<String>(), kind in proptest::sample::select(MessageKind::ALL.to_vec())) {
        let shop = shop();
        let view = usual(kind, Lang::En);
        let subject = subject(kind, Lang::En, &view, &shop);
        let own = Texts { subject: text.clone(), body: text.clone(), sms: text };
        check(kind, &own);
        sound(&mail(&own, &subject), &subject);
        prop_assert!(!sms(&own, &subject, true).text.contains(|c: char| c.is_control()));
    }
}
