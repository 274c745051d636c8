//! What the pages about messages and the login show, for the example and the tests.

use sledz_domain::{message::Channel, words::Lang};
use sledz_page::{Choice, Login, LoginRefusal, Preferences, SignedIn, Unsubscribe};

const PATH: &str = "/z/AbCd123";

/// An e-mail address to which messages go.
pub(crate) fn email() -> Choice {
    Choice { channel: Channel::Email, shown: "j•••@example.com".to_owned(), on: true, unreachable: false }
}

/// A telephone number to which none go.
pub(crate) fn sms() -> Choice {
    Choice { channel: Channel::Sms, shown: "••• ••• 001".to_owned(), on: false, unreachable: false }
}

/// Choices of every kind, with a name each.
pub(crate) fn preferences(lang: Lang) -> Vec<(&'static str, Preferences)> {
    let usual = Preferences {
        lang,
        action: format!("{PATH}/messages"),
        back: PATH.to_owned(),
        order: "1001".to_owned(),
        choices: vec![email(), sms()],
        saved: false,
    };
    let unreachable = vec![Choice { unreachable: true, ..email() }, Choice { unreachable: true, ..sms() }];
    let long = Choice { shown: format!("j•••@{}.example", "bardzodlugadomena".repeat(4)), ..email() };
    vec![
        ("saved", Preferences { saved: true, ..usual.clone() }),
        ("off", Preferences { saved: true, choices: vec![Choice { on: false, ..email() }, sms()], ..usual.clone() }),
        ("unreachable", Preferences { choices: unreachable, ..usual.clone() }),
        ("long", Preferences { choices: vec![long], ..usual.clone() }),
        ("none", Preferences { choices: Vec::new(), ..usual.clone() }),
        ("choice", usual),
    ]
}

/// The question whether to switch a channel off, and what follows it.
pub(crate) fn unsubscribe(lang: Lang, choice: Choice, done: bool) -> Unsubscribe {
    Unsubscribe {
        lang,
        channel: choice.channel,
        shown: choice.shown,
        action: format!("{PATH}/messages/off"),
        all: format!("{PATH}/messages"),
        back: PATH.to_owned(),
        done,
    }
}

/// The login in every state, with a name each.
pub(crate) fn logins(lang: Lang) -> Vec<(&'static str, Login)> {
    let form = Login { lang, next: "/kpi?from=2026-11-01&by=week".to_owned(), ..Login::default() };
    let who = SignedIn {
        name: "kasia".to_owned(),
        role: "agent".to_owned(),
        csrf: "5f2d9a".to_owned(),
        expires: lang.pick("18 listopada, 23:20", "18 November, 23:20").to_owned(),
    };
    vec![
        ("refused", Login { refused: Some(LoginRefusal::Wrong), ..form.clone() }),
        ("many", Login { refused: Some(LoginRefusal::TooMany), ..form.clone() }),
        ("done", Login { signed_in: Some(who), ..form.clone() }),
        ("form", form),
    ]
}
