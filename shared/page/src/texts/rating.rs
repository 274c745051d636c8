//! The words of the question after a case is closed.

use sledz_domain::words::Lang;

/// The fixed texts of this page in one language.
pub(crate) struct Words {
    pub(crate) title: &'static str,
    pub(crate) case: &'static str,
    pub(crate) comment: &'static str,
    pub(crate) optional: &'static str,
    pub(crate) comment_hint: &'static str,
    pub(crate) submit: &'static str,
    pub(crate) missing: &'static str,
    pub(crate) use_of: &'static str,
    pub(crate) thanks: &'static str,
    pub(crate) thanks_text: &'static str,
    pub(crate) change: &'static str,

    /// The question, and what the lowest and the highest number mean.
    pub(crate) satisfaction: (&'static str, [&'static str; 5]),
    pub(crate) recommend: (&'static str, &'static str, &'static str),
    pub(crate) effort: (&'static str, &'static str, &'static str),
}

impl Words {
    pub(crate) fn of(lang: Lang) -> &'static Words {
        lang.pick(&POLISH, &ENGLISH)
    }
}

static POLISH: Words = Words {
    title: "Jak nam poszło?",
    case: "Sprawa",
    comment: "Co możemy zrobić lepiej?",
    optional: "(nieobowiązkowe)",
    comment_hint: "Tu nie odpisujemy. Jeśli sprawa nie jest załatwiona, odpisz na nasz e-mail.",
    submit: "Wyślij ocenę",
    missing: "Wybierz jedną z odpowiedzi.",
    use_of: "Ocenę widzi tylko sklep.",
    thanks: "Dziękujemy za ocenę",
    thanks_text: "Dzięki niej wiemy, co poprawić. Możesz zamknąć tę stronę.",
    change: "Zmień ocenę",

    satisfaction: ("Jak oceniasz załatwienie tej sprawy?", ["bardzo źle", "źle", "średnio", "dobrze", "bardzo dobrze"]),
    recommend: ("Na ile prawdopodobne jest, że polecisz nas znajomym?", "na pewno nie", "na pewno tak"),
    effort: (
        "Czy zgadzasz się, że łatwo było załatwić tę sprawę?",
        "zdecydowanie się nie zgadzam",
        "zdecydowanie się zgadzam",
    ),
};

static ENGLISH: Words = Words {
    title: "How did we do?",
    case: "Case",
    comment: "What could we do better?",
    optional: "(optional)",
    comment_hint: "We do not reply here. If the matter is not settled, reply to our e-mail.",
    submit: "Send my rating",
    missing: "Choose one of the answers.",
    use_of: "Only the shop sees your rating.",
    thanks: "Thank you for your rating",
    thanks_text: "It tells us what to improve. You can close this page.",
    change: "Change my rating",

    satisfaction: (
        "How do you rate the way this matter was dealt with?",
        ["very bad", "bad", "fair", "good", "very good"],
    ),
    recommend: ("How likely are you to recommend us to friends?", "certainly not", "certainly"),
    effort: ("Do you agree that it was easy to settle this matter?", "strongly disagree", "strongly agree"),
};
