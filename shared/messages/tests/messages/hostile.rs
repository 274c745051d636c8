//! Text from outside never becomes markup, a link, a placeholder or a line of its own.

use crate::{
    html::Document,
    samples::{ago, shop, subject, usual},
    sound, spaced,
};
use proptest::prelude::*;
use sledz_domain::{
    message::{MessageKind, Texts},
    status::Status,
    view::{PickupView, TrackingView},
    words::Lang,
};
use sledz_messages::{Subject, default_texts, mail, placeholders, sms};
use sledz_page::Shop;

const ATTACKS: [&str; 10] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "</title></style><svg/onload=alert(1)>",
    "--><b>&lt;b&gt; &amp; & {{ 7 * 7 }} {% raw %}",
    "{link} {order} {{status}} {",
    "\u{202e}kod\u{2066} \u{200f}\u{0}\u{7}\u{1b}[31m\r\nBcc: x@evil.example",
    "javascript:alert(1)//https://evil.example/",
    "https://evil.example/\">x",
    "שלום \u{1f41f} ŁÓDŹ",
];

/// A view with `text` everywhere a text can come from outside.
fn full_of(text: &str, kind: MessageKind) -> TrackingView {
    let mut view = usual(kind, Lang::Pl);
    view.order = text.to_owned();
    for shipment in &mut view.shipments {
        shipment.tracking_number = text.to_owned();
        shipment.tracking_url = Some(text.to_owned());
        shipment.status = Status::ReadyForPickup;
        shipment.pickup =
            Some(PickupView { name: Some(text.to_owned()), address: Some(text.to_owned()), deadline: Some(ago(-5)) });
    }
    view
}

fn shop_full_of(text: &str) -> Shop {
    let text = text.to_owned();
    let public_url = text.clone();
    Shop { name: text.clone(), color: text.clone(), logo: text.clone(), email: text.clone(), phone: text, public_url }
}

/// A text with all placeholders of a message, each in a line of its own and all in one.
fn every_placeholder(kind: MessageKind) -> Texts {
    let names: Vec<String> = placeholders(kind).iter().map(|(name, _)| format!("{{{name}}}")).collect();
    let (line, lines) = (names.join(" "), names.join("\n"));
    Texts { subject: line.clone(), body: format!("{lines}\n\n{line}"), sms: line }
}

fn documents(text: &str) -> Vec<Document> {
    let mut all = Vec::new();
    for kind in MessageKind::ALL {
        let view = full_of(text, kind);
        for shop in [shop(), shop_full_of(text)] {
            let subject = Subject {
                page: text,
                preferences: text,
                returns_url: text,
                more_parcels: true,
                ..subject(kind, Lang::Pl, &view, &shop)
            };
            for texts in [default_texts(kind, Lang::Pl), every_placeholder(kind)] {
                let mail = mail(&texts, &subject);
                let document = sound(&mail, &subject);
                let turns =
                    |c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}'..='\u{200f}');
                let sms = sms(&texts, &subject, false);
                for shown in [&mail.html, &mail.text, &mail.subject, &sms.text] {
                    assert!(!shown.contains(turns), "{shown}");
                }
                assert!(!sms.text.contains(|c: char| c.is_control()), "{:?}", sms.text);
                assert!(sms.text.chars().count() < 2100 && mail.subject.chars().count() < 230);
                assert!(mail.html.len() < 100_000, "mail services cut a larger one");
                all.push(document);
            }
        }
    }
    all
}

#[test]
fn attacks_are_text_in_every_field() {
    for text in ATTACKS {
        for document in documents(text) {
            for link in document.all("a") {
                let href = link.get("href").unwrap();
                assert!(!href.contains("evil.example"), "{href}");
            }
        }
    }
    let view = full_of(ATTACKS[0], MessageKind::ReadyForPickup);
    let shop = shop();
    let subject = subject(MessageKind::ReadyForPickup, Lang::Pl, &view, &shop);
    let mail = mail(&default_texts(subject.kind, subject.lang), &subject);
    assert!(sound(&mail, &subject).text.contains(ATTACKS[0]), "it is shown, as text");
    assert!(spaced(&mail.text).contains(ATTACKS[0]), "as it is");
}

#[test]
fn values_are_not_read_as_templates() {
    let view = full_of("{link} {{order}}", MessageKind::Shipped);
    let shop = shop();
    let subject = subject(MessageKind::Shipped, Lang::Pl, &view, &shop);
    let texts = Texts { subject: "{order}".to_owned(), body: "{order}".to_owned(), sms: "{order}".to_owned() };
    assert_eq!(mail(&texts, &subject).subject, "{link} {{order}}");
    assert_eq!(sms(&texts, &subject, false).text, "{link} {{order}}");
}

#[test]
fn outside_text_is_isolated_and_no_link() {
    let text = "X1X https://evil.example/";
    let view = full_of(text, MessageKind::ReadyForPickup);
    let shop = Shop { name: text.to_owned(), ..shop() };
    let subject = subject(MessageKind::ReadyForPickup, Lang::Pl, &view, &shop);
    let html = mail(&every_placeholder(subject.kind), &subject).html;
    assert!(!html.contains("href=\"https://evil.example"), "{html}");
    let body = &html[html.find("</h1>").unwrap()..];
    for (at, _) in body.match_indices("X1X") {
        let before = &body[..at];
        let isolated = ["<bdi>", "<bdi>DPD ", "<bdi>InPost "].iter().any(|start| before.ends_with(start));
        // A place is name and address; the last line of the footer is the reason.
        let within = before.ends_with("evil.example/, ") || before.contains("Dostajesz");
        assert!(isolated || within, "...{}", &before[before.len().saturating_sub(60)..]);
    }
}

#[test]
fn very_long_text_stays_within_bounds() {
    documents(&"ł".repeat(100_000));
    documents(&"W ".repeat(50_000));
    documents(&format!("https://a.example/{}", "x".repeat(100_000)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_text_makes_sound_messages(text in any::<String>()) {
        documents(&text);
    }
}
