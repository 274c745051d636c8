//! What the mailbox that a shop already has is told of cases: one that people are wanted for, a promise that is
//! about to break, one that has broken.

use crate::{
    cases::{
        intake::is_disputed,
        letter::Letter,
        promise,
        wording::{self, Told},
    },
    lookup::{self, Found},
    order_intake::OrderPointer,
    request::Env,
};
use chrono::DateTime;
use sledz_domain::{
    answering::{OrderState, suggestion},
    case::{Case, CaseStatus},
    contact::ContactChannel,
    words::{Lang, intent_label, moment},
};
use sledz_store::{StoreError, keyring::Keyring};

/// A notice.
pub struct Notice {
    /// To whom.
    pub to: String,
    /// One line.
    pub title: String,
    /// All of it.
    pub text: String,
}

/// The notice of a case that people are wanted for, with everything that they need: what was written, where the
/// order stands, what is suggested. It is written when the case is handed over, and sealed with it.
///
/// # Errors
/// If the store fails.
pub fn handed_over(
    env: &Env,
    keyring: &Keyring,
    case: &Case,
    number: &str,
    letter: &Letter,
    found: Option<&Found>,
) -> Result<Letter, StoreError> {
    let channel = case.messages().next_back().map_or(ContactChannel::Email, |(_, asked)| asked.channel);
    let mut lines = lines(env, case, number);
    let mut line = |label: &str, value: String| {
        if !value.is_empty() {
            lines.push(format!("{label}: {value}"));
        }
    };
    line("Stan", found.map(|found| found.view(env, Lang::Pl).status_text).unwrap_or_default());
    let writer = [&letter.name, &letter.email, &letter.phone].into_iter().flatten().cloned().collect::<Vec<_>>();
    line("Klient", writer.join(", "));
    let suggestion = suggested(env, keyring, case, number, channel, found)?;
    // An answer to this mail would go to the shop itself.
    let how = "Odpowiedz w skrzynce albo napisz wprost do klienta: odpowiedź na tę wiadomość do niego nie trafi.";
    for text in ["", letter.text.as_str(), "", "Propozycja odpowiedzi:", suggestion.as_str(), "", how] {
        lines.push(text.to_owned());
    }
    let title = format!("{}: odpowiedź do {} [{number}]", about(case), due(env, case));
    Ok(Letter { subject: Some(title), text: lines.join("\n"), ..Letter::default() })
}

/// The notice of a case whose promise is about to break (`reminder`), or has broken (`broken`); none if there is
/// nobody to tell, or if it was kept meanwhile.
pub fn late(env: &Env, case: &Case, number: &str, what: &str, promised: &str) -> Option<Notice> {
    let promised = promised.parse().ok().and_then(DateTime::from_timestamp_millis);
    if case.status() != CaseStatus::Open || case.due() != promised {
        return None;
    }
    let (to, said) = match what {
        "broken" => (promise::responsible(env, case.department().name()), "Minął termin odpowiedzi"),
        _ => (promise::mailbox(env), "Zaraz mija termin odpowiedzi"),
    };
    let title = format!("{said} ({}): {} [{number}]", due(env, case), about(case));
    let notice = Notice { to: to.to_owned(), title, text: lines(env, case, number).join("\n") };
    Some(notice).filter(|notice| !notice.to.is_empty())
}

fn about(case: &Case) -> &'static str {
    case.intents().first().map_or("", |intent| intent_label(Lang::Pl, *intent))
}

fn due(env: &Env, case: &Case) -> String {
    case.due().map(|due| moment(Lang::Pl, due, env.now)).unwrap_or_default()
}

/// What the case itself tells.
fn lines(env: &Env, case: &Case, number: &str) -> Vec<String> {
    let base = env.settings.get("public_url").trim().trim_end_matches('/');
    let link = if base.is_empty() { String::new() } else { format!("{base}/cases/{number}") };
    let legal = case.legal_deadline().map(|at| moment(Lang::Pl, at, env.now)).unwrap_or_default();
    let all = [
        ("Sprawa", number.to_owned()),
        ("Zamówienie", case.order().map(|(_, _, order)| order.to_owned()).unwrap_or_default()),
        ("Termin odpowiedzi", due(env, case)),
        ("Termin ustawowy", legal),
        ("Prowadzi", case.owner().unwrap_or_default().to_owned()),
        ("Dyżur", promise::duty(env).join(", ")),
        ("W skrzynce", link),
    ];
    all.iter().filter(|(_, value)| !value.is_empty()).map(|(label, value)| format!("{label}: {value}")).collect()
}

/// The order of a case.
///
/// # Errors
/// If the store fails.
pub fn order_of(env: &Env, case: &Case) -> Result<Option<Found>, StoreError> {
    match case.order() {
        Some((platform, id, _)) => lookup::read(env, OrderPointer::new(platform, id).log()),
        None => Ok(None),
    }
}

/// What is suggested to a person who answers.
///
/// # Errors
/// If the store fails.
pub fn suggested(
    env: &Env,
    keyring: &Keyring,
    case: &Case,
    number: &str,
    channel: ContactChannel,
    found: Option<&Found>,
) -> Result<String, StoreError> {
    let tongue = case.tongue();
    let view = found.map(|found| found.view(env, wording::lang(tongue)));
    let state =
        found.zip(view.as_ref()).map(|(found, view)| OrderState::of(view, is_disputed(env, found, view), env.now));
    let parts = [suggestion(&case.intents(), state)];
    let told = Told { parts: &parts, found, view: view.as_ref(), tongue, channel, number, due: None, subject: None };
    wording::suggested(env, keyring, &told)
}
