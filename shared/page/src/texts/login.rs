//! The words of the page where the shop's staff signs in.

use sledz_domain::words::Lang;

/// The fixed texts of this page in one language.
pub(crate) struct Words {
    pub(crate) title: &'static str,
    pub(crate) intro: &'static str,
    pub(crate) token: &'static str,
    pub(crate) token_hint: &'static str,
    pub(crate) submit: &'static str,
    pub(crate) refused_wrong: &'static str,
    pub(crate) refused_too_many: &'static str,

    pub(crate) signed_in: &'static str,
    pub(crate) name: &'static str,
    pub(crate) role: &'static str,
    pub(crate) expires: &'static str,
    pub(crate) log_out: &'static str,
}

impl Words {
    pub(crate) fn of(lang: Lang) -> &'static Words {
        lang.pick(&POLISH, &ENGLISH)
    }
}

static POLISH: Words = Words {
    title: "Logowanie",
    intro: "Dla pracowników sklepu.",
    token: "Token",
    token_hint: "Dostaniesz go od osoby, która zarządza sklepem.",
    submit: "Zaloguj się",
    refused_wrong: "Ten token nie jest ważny. Sprawdź, czy jest wpisany w całości.",
    refused_too_many: "Było zbyt wiele prób. Spróbuj ponownie później.",

    signed_in: "Zalogowano",
    name: "Nazwa",
    role: "Rola",
    expires: "Ważne do",
    log_out: "Wyloguj się",
};

static ENGLISH: Words = Words {
    title: "Sign in",
    intro: "For the shop's staff.",
    token: "Token",
    token_hint: "You get it from the person who manages the shop.",
    submit: "Sign in",
    refused_wrong: "This token is not valid. Check that you entered all of it.",
    refused_too_many: "There were too many attempts. Try again later.",

    signed_in: "You are signed in",
    name: "Name",
    role: "Role",
    expires: "Valid until",
    log_out: "Log out",
};

/// A role in words, by its name in the variable `api_tokens`.
pub(crate) fn role(lang: Lang, name: &str) -> Option<&'static str> {
    Some(match name {
        "reader" => lang.pick("tylko odczyt", "read only"),
        "agent" => lang.pick("obsługa klienta", "customer service"),
        "admin" => lang.pick("administrator", "administrator"),
        "scheduler" => lang.pick("zadania okresowe", "scheduled jobs"),
        "export" => lang.pick("zestawienia", "exports"),
        _ => return None,
    })
}
