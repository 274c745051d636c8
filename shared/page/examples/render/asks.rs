//! What the form with which customers write and the question after a case show, for the example and the tests.

use crate::samples::now;
use chrono::TimeDelta;
use sledz_domain::words::Lang;
use sledz_page::{Contact, ContactFault, ContactOutcome, ContactRefusal, Rating, RatingState, Scale, Typed, When};

/// The form in every state, with a name each.
pub(crate) fn contacts(lang: Lang) -> Vec<(&'static str, Contact)> {
    let empty = Contact { lang, time: "1795000800.c2lnbmVk".to_owned(), ..Contact::default() };
    let typed = Typed {
        name: "Jan Kowalski".to_owned(),
        email: "jan@".to_owned(),
        phone: "12".to_owned(),
        order: "1001".to_owned(),
        message: lang.pick("Dzień dobry,\n\ngdzie jest moja paczka?", "Hello,\n\nwhere is my parcel?").to_owned(),
    };
    let wrong = vec![ContactFault::EmailWrong, ContactFault::PhoneWrong];
    vec![
        ("faulty", Contact { typed: typed.clone(), faults: wrong, ..empty.clone() }),
        ("missing", Contact { faults: vec![ContactFault::MessageMissing], ..empty.clone() }),
        ("many", Contact { typed: typed.clone(), refused: Some(ContactRefusal::TooMany), ..empty.clone() }),
        ("stale", Contact { typed, refused: Some(ContactRefusal::Stale), ..empty.clone() }),
        ("empty", empty),
    ]
}

/// What is said to a customer whose message was taken, with a name each.
pub(crate) fn outcomes(lang: Lang) -> Vec<(&'static str, ContactOutcome)> {
    let paragraphs = lang.pick(
        ["Dzień dobry,", "paczka jest w drodze. Przewidywana dostawa: jutro.", "Leśna Spiżarnia\nZespół obsługi"],
        ["Hello,", "your parcel is on its way. Expected delivery: tomorrow.", "Leśna Spiżarnia\nCustomer service"],
    );
    let answered = ContactOutcome {
        lang,
        case: "2026-1183".to_owned(),
        paragraphs: paragraphs.map(str::to_owned).to_vec(),
        automatic: true,
        person_by: None,
        copy_to: Some("j•••@example.com".to_owned()),
        order: Some("/z/AbCd123".to_owned()),
    };
    let by = Some(When::moment(lang, now() + TimeDelta::hours(22), now()));
    vec![
        ("partly", ContactOutcome { person_by: by.clone(), order: None, ..answered.clone() }),
        (
            "received",
            ContactOutcome { paragraphs: Vec::new(), automatic: false, person_by: by, order: None, ..answered.clone() },
        ),
        ("answered", answered),
    ]
}

/// The question after a case on every scale and in every state, with a name each.
pub(crate) fn ratings(lang: Lang) -> Vec<(&'static str, Rating)> {
    let asked = Rating {
        lang,
        action: "/ocena/AbCd123".to_owned(),
        case: Some("2026-1171".to_owned()),
        scale: Scale::Satisfaction,
        score: None,
        comment: String::new(),
        state: RatingState::Asked,
    };
    let comment = lang.pick("Szybko i miło.", "Quick and kind.").to_owned();
    vec![
        ("satisfaction", asked.clone()),
        ("recommend", Rating { scale: Scale::Recommend, ..asked.clone() }),
        ("effort", Rating { scale: Scale::Effort, score: Some(6), comment: comment.clone(), ..asked.clone() }),
        ("missing", Rating { comment, state: RatingState::Missing, ..asked.clone() }),
        ("thanks", Rating { state: RatingState::Thanks, score: Some(5), ..asked }),
    ]
}
