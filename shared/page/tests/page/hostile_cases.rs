//! What customers write never becomes markup on the pages of cases, and never turns the text around it.

use crate::{asks, cases, hostile::ATTACKS, html::Document, shop, sound};
use proptest::prelude::*;
use sledz_domain::words::Lang;
use sledz_page::{
    CaseEvent, CaseMessage, CaseOrder, CasePage, CaseParcel, Contact, ContactOutcome, Inbox, InboxRow, NewCase, Page,
    Rating, Related, Typed, When, case_page, contact, contact_outcome, inbox, rating,
};

const LANG: Lang = Lang::Pl;

/// The pages with `text` wherever one can come from outside.
fn full_of(text: &str) -> Vec<Page> {
    let own = || text.to_owned();
    let some = || Some(text.to_owned());
    let typed = Typed { name: own(), email: own(), phone: own(), order: own(), message: own() };
    let wrong = asks::contacts(LANG).remove(0).1;
    let outcome =
        ContactOutcome { case: own(), paragraphs: vec![own()], copy_to: some(), ..asks::outcomes(LANG).remove(0).1 };
    let asked = Rating { case: some(), comment: own(), ..asks::ratings(LANG).remove(0).1 };
    vec![
        contact(&Contact { typed, time: "X".to_owned(), ..wrong }, &shop()),
        contact_outcome(&outcome, &shop()),
        rating(&asked, &shop()),
        inbox(&inbox_of(text), &shop()),
        case_page(&case_of(text), &shop()),
    ]
}

fn inbox_of(text: &str) -> Inbox {
    let own = || text.to_owned();
    let some = || Some(text.to_owned());
    let (_, usual) = cases::inboxes(LANG).remove(2);
    let rows = usual.rows.into_iter();
    let rows = rows.map(|row| InboxRow { number: own(), order: some(), value: some(), owner: some(), ..row });
    let new = NewCase { order: own(), contact: own(), text: own(), ..cases::new_case() };
    Inbox { who: own(), on_duty: vec![own(), own()], rows: rows.collect(), new_case: Some(new), ..usual }
}

fn case_of(text: &str) -> CasePage {
    let own = || text.to_owned();
    let some = || Some(text.to_owned());
    let messages = cases::messages(LANG).into_iter();
    let event = CaseEvent { label: own(), location: some(), at: When::default() };
    let parcel = CaseParcel { carrier: some(), number: own(), link: some(), status: own(), events: vec![event] };
    let order = CaseOrder {
        number: own(),
        stage: own(),
        sentence: own(),
        value: some(),
        placed: None,
        parcels: vec![parcel],
        tracking: Some("/z/AbCd123".to_owned()),
    };
    let related = Related { number: own(), path: Some("/z/AbCd123".to_owned()), about: own(), at: None };
    CasePage {
        can: cases::case(LANG).can,
        suggested: true,
        number: own(),
        owner: some(),
        department: some(),
        customer: some(),
        messages: messages.map(|message| CaseMessage { name: some(), text: some(), ..message }).collect(),
        draft: some(),
        reply: own(),
        reply_to: some(),
        note: own(),
        order: Some(order),
        other_orders: vec![related.clone()],
        other_cases: vec![related],
        why: vec![own()],
        ..cases::cases(LANG).remove(1).1
    }
}

fn read(page: &Page) -> Document {
    let turns = |c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    assert!(!page.html.contains(|c: char| (c.is_control() && c != '\n') || turns(c)), "no control character");
    sound(page, "pl")
}

#[test]
fn attacks_are_text_in_every_field() {
    let names = |document: &Document| document.tags.iter().map(|tag| tag.name.clone()).collect::<Vec<_>>();
    let usual: Vec<_> = full_of("Jan").iter().map(|page| names(&read(page))).collect();
    for text in ATTACKS {
        for (page, usual) in full_of(text).iter().zip(&usual) {
            assert_eq!(names(&read(page)), *usual, "the same elements as with a harmless text: {text}");
        }
    }
    let document = read(&full_of(ATTACKS[0])[4]);
    assert!(document.text.contains(ATTACKS[0]), "it is shown, as text");
    assert!(document.all("a[rel=noopener noreferrer]").is_empty(), "no link that is not https");
}

#[test]
fn outside_text_is_isolated() {
    for page in full_of("X1X") {
        let body = &page.html[page.html.find("<header").unwrap()..];
        for (at, _) in body.match_indices("X1X") {
            let before = &body[..at];
            let tag = &before[before.rfind('<').unwrap()..];
            let isolated = tag == "<bdi>" || tag == "<bdi class=\"number\">" || tag.contains(" dir=\"auto\"");
            let in_attribute =
                tag.ends_with("value=\"") || tag.ends_with("href=\"/cases/") || tag.ends_with("action=\"/cases/");
            assert!(isolated || in_attribute, "{tag}");
        }
    }
}

#[test]
fn proofs_and_paths_stay_within_their_attributes() {
    let text = "/\"><script>alert(1)</script>'&#60;";
    let own = || text.to_owned();
    let document = sound(&contact(&Contact { time: own(), ..Contact::default() }, &shop()), "pl");
    assert_eq!(document.one("input[name=t]").get("value"), Some(text));
    let asked = Rating { action: own(), ..Rating::default() };
    assert_eq!(
        sound(&rating(&asked, &shop()), "pl").one("form").get("action"),
        Some(format!("{text}?lang=pl").as_str())
    );
    let new = NewCase { csrf: own(), ..cases::new_case() };
    let listed = Inbox { new_case: Some(new), more: Some(own()), rows: vec![cases::row(LANG)], ..Inbox::default() };
    let document = sound(&inbox(&listed, &shop()), "pl");
    assert_eq!(document.one("input[name=csrf]").get("value"), Some(text));
    document.one(&format!("a[href={text}]"));
    let document = sound(&case_page(&CasePage { csrf: own(), ..cases::case(LANG) }, &shop()), "pl");
    assert!(document.all("input[name=csrf]").iter().all(|tag| tag.get("value") == Some(text)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_text_makes_a_sound_page(text in any::<String>()) {
        full_of(&text).iter().for_each(|page| { read(page); });
    }

    #[test]
    fn any_lines_make_a_sound_page(text in "[ -~\n\rąę<>&\u{202e}]{0,200}") {
        full_of(&text).iter().for_each(|page| { read(page); });
    }
}
