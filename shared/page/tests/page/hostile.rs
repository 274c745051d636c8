//! Text from outside never becomes markup, and never turns the text around it.

use crate::{
    forms,
    html::Document,
    samples::{ago, now, order, parcel},
    shop, sound,
};
use proptest::prelude::*;
use sledz_domain::{
    delay::Delay,
    status::{Stage, Status},
    text::clean,
    view::{PickupView, TrackingView},
    words::Lang,
};
use sledz_page::{Choice, Failure, Form, Login, Page, Preferences, Refusal, Shop, SignedIn, Unsubscribe};
use sledz_page::{failure, form, login, preferences, track, unsubscribe};

pub(crate) const ATTACKS: [&str; 8] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "</title></style><svg/onload=alert(1)>",
    "&lt;b&gt; &amp; & {{ 7 * 7 }} {% raw %}",
    "\u{202e}kod\u{2066} \u{200f}\u{0}\u{7}\u{1b}[31m\r\nset-cookie: x",
    "javascript:alert(1)//https://evil.example/",
    "שלום \u{1f41f} ŁÓDŹ",
];

/// A view with `text` everywhere a text can come from outside.
fn full_of(text: &str, lang: Lang) -> TrackingView {
    let mut view = order(lang, Stage::ReadyForPickup);
    view.order = text.to_owned();
    // Labels are ours, so they hold no control characters; they are escaped all the same.
    let label = clean(text, 200).unwrap_or_default();
    view.stage_label.clone_from(&label);
    view.shipments.push(parcel(lang, Status::InTransit));
    view.delays = vec![Delay::Silent { since: ago(50) }];
    for shipment in &mut view.shipments {
        shipment.tracking_number = text.to_owned();
        shipment.tracking_url = Some(text.to_owned());
        shipment.status_label.clone_from(&label);
        shipment.replaced_by = Some(text.to_owned());
        shipment.pickup =
            Some(PickupView { name: Some(text.to_owned()), address: Some(text.to_owned()), deadline: Some(now()) });
        for event in &mut shipment.events {
            event.label.clone_from(&label);
            event.location = Some(text.to_owned());
            event.code = Some(text.to_owned());
            event.source = text.to_owned();
            event.sources = vec![text.to_owned()];
        }
    }
    view
}

fn shop_full_of(text: &str) -> Shop {
    let text = text.to_owned();
    let public_url = text.clone();
    Shop { name: text.clone(), color: text.clone(), logo: text.clone(), email: text.clone(), phone: text, public_url }
}

/// The other pages, with `text` wherever they show one.
fn forms_full_of(text: &str, lang: Lang, shop: &Shop) -> Vec<Page> {
    let text = text.to_owned();
    let usual = forms::preferences(lang).remove(0).1;
    let choices = [forms::email(), forms::sms()].map(|choice| Choice { shown: text.clone(), ..choice });
    let asked = Unsubscribe { shown: text.clone(), ..forms::unsubscribe(lang, forms::email(), false) };
    let who = SignedIn { name: text.clone(), role: text.clone(), csrf: "5f2d9a".to_owned(), expires: text.clone() };
    vec![
        preferences(&Preferences { order: text.clone(), choices: choices.to_vec(), ..usual }, shop),
        unsubscribe(&asked, shop),
        unsubscribe(&Unsubscribe { done: true, ..asked }, shop),
        login(&Login { lang, next: text.clone(), ..Login::default() }, shop),
        login(&Login { lang, next: text, signed_in: Some(who), refused: None }, shop),
    ]
}

fn pages(text: &str) -> Vec<Document> {
    let lang = Lang::Pl;
    let view = full_of(text, lang);
    let mailbox = Shop { email: format!("{text}@sklep.example").replace(' ', ""), ..shop_full_of(text) };
    let typed = Form { lang, refused: Some(Refusal::NotFound) };
    let mut all = Vec::new();
    for shop in [shop(), shop_full_of(text), mailbox] {
        let mut pages = vec![form(&typed, &shop), failure(Failure::NotFound, &shop, lang)];
        pages.push(track(&view, &shop, lang, now(), None));
        pages.extend(forms_full_of(text, lang, &shop));
        for page in pages {
            let turns = |c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            assert!(!page.html.contains(|c: char| (c.is_control() && c != '\n') || turns(c)), "no control character");
            all.push(sound(&page, "pl"));
        }
    }
    all
}

#[test]
fn attacks_are_text_in_every_field() {
    let usual = [Stage::ReadyForPickup].map(|stage| track(&order(Lang::Pl, stage), &shop(), Lang::Pl, now(), None));
    let known: Vec<String> = Document::read(&usual[0].html).tags.into_iter().map(|tag| tag.name).collect();
    for text in ATTACKS {
        for document in pages(text) {
            for tag in &document.tags {
                let name = tag.name.as_str();
                let ours = known.iter().any(|known| known == name);
                assert!(
                    ours || ["h3", "form", "label", "input", "button", "fieldset", "legend"].contains(&name),
                    "<{name}> of {text}"
                );
                if name == "a" {
                    let href = tag.get("href").unwrap();
                    let kinds = ["#", "?lang=", "?channel=", "/", "mailto:", "tel:", "https://"];
                    assert!(kinds.iter().any(|kind| href.starts_with(kind)), "{href}");
                }
            }
        }
    }
    let document = Document::read(&track(&full_of(ATTACKS[0], Lang::Pl), &shop(), Lang::Pl, now(), None).html);
    assert!(document.text.contains(ATTACKS[0]), "it is shown, as text");
}

#[test]
fn outside_text_is_isolated() {
    let mut pages = forms_full_of("X1X", Lang::Pl, &shop());
    pages.push(track(&full_of("X1X", Lang::Pl), &shop(), Lang::Pl, now(), None));
    let labels = |start: &str| start.ends_with("<h1>") || start.ends_with("<strong>") || start.ends_with("\"what\">");
    for page in pages {
        let body = &page.html[page.html.find("<header").unwrap()..];
        for (at, _) in body.match_indices("X1X") {
            let before = &body[..at];
            let isolated = before.ends_with("<bdi>") || before.ends_with("<bdi class=\"number\">");
            let in_attribute = ["?subject=Zam%C3%B3wienie%20", "&#38;next=", "type=\"hidden\" value=\""];
            let unseen = in_attribute.iter().any(|end| before.ends_with(end));
            assert!(isolated || unseen || labels(before), "...{}", &before[before.len().saturating_sub(60)..]);
        }
    }
}

#[test]
fn paths_and_proofs_stay_within_their_attributes() {
    let text = "/\"><script>alert(1)</script>'&#60;";
    for choices in [vec![forms::email()], Vec::new()] {
        let (action, back) = (text.to_owned(), text.to_owned());
        let asked = Preferences { action, back, choices, ..Preferences::default() };
        let document = sound(&preferences(&asked, &shop()), "pl");
        assert_eq!(document.all("a[class=button]").len() + document.all("form").len(), 1);
        document.one(&format!("a[href={text}?lang=pl]"));
    }
    for done in [false, true] {
        let (action, all, back) = (text.to_owned(), text.to_owned(), text.to_owned());
        let asked = Unsubscribe { action, all, back, ..forms::unsubscribe(Lang::Pl, forms::sms(), done) };
        let document = sound(&unsubscribe(&asked, &shop()), "pl");
        assert!(!document.all(&format!("a[href={text}?lang=pl]")).is_empty());
    }
    let who = SignedIn { name: String::new(), role: String::new(), csrf: text.to_owned(), expires: String::new() };
    let document = sound(&login(&Login { signed_in: Some(who), ..Login::default() }, &shop()), "pl");
    assert_eq!(document.one("input").get("value"), Some(text));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_text_makes_a_sound_page(text in any::<String>()) {
        pages(&text);
    }
}
