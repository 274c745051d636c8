//! The words of the form with which customers write to the shop, and of the answer to it.

use sledz_domain::words::Lang;

/// The fixed texts of these pages in one language.
pub(crate) struct Words {
    pub(crate) title: &'static str,
    pub(crate) intro: &'static str,
    pub(crate) optional: &'static str,
    pub(crate) name: &'static str,
    pub(crate) email: &'static str,
    pub(crate) email_hint: &'static str,
    pub(crate) phone: &'static str,
    pub(crate) order: &'static str,
    pub(crate) order_hint: &'static str,
    pub(crate) message: &'static str,
    pub(crate) message_hint: &'static str,
    pub(crate) trap: &'static str,
    pub(crate) submit: &'static str,
    pub(crate) privacy: &'static str,
    pub(crate) to_tracking: &'static str,
    pub(crate) tracking: &'static str,
    pub(crate) other_ways: &'static str,

    pub(crate) faults: [&'static str; 2],
    pub(crate) email_missing: &'static str,
    pub(crate) email_wrong: &'static str,
    pub(crate) phone_wrong: &'static str,
    pub(crate) message_missing: &'static str,
    pub(crate) message_long: &'static str,
    pub(crate) too_many: &'static str,
    pub(crate) stale: &'static str,

    pub(crate) answered: &'static str,
    pub(crate) received: &'static str,
    pub(crate) case: &'static str,
    pub(crate) automatic: &'static str,
    pub(crate) person_by: &'static str,
    pub(crate) rest_by: &'static str,
    pub(crate) copy: &'static str,
    pub(crate) copy_reply: &'static str,
    pub(crate) to_order: &'static str,
    pub(crate) another: &'static str,
}

impl Words {
    pub(crate) fn of(lang: Lang) -> &'static Words {
        lang.pick(&POLISH, &ENGLISH)
    }
}

static POLISH: Words = Words {
    title: "Napisz do nas",
    intro: "Opisz, w czym możemy pomóc. Odpowiedź wyślemy e-mailem.",
    optional: "(nieobowiązkowe)",
    name: "Imię i nazwisko",
    email: "E-mail",
    email_hint: "Najlepiej ten sam co w zamówieniu – wtedy możemy od razu napisać, co się z nim dzieje.",
    phone: "Telefon",
    order: "Numer zamówienia",
    order_hint: "Z numerem odpowiemy szybciej. Jest w e-mailu z potwierdzeniem zamówienia.",
    message: "Wiadomość",
    message_hint: "Nie podawaj haseł ani numeru karty.",
    trap: "Zostaw to pole puste",
    submit: "Wyślij",
    privacy: "Dane z formularza posłużą tylko do załatwienia tej sprawy.",
    to_tracking: "Chcesz tylko sprawdzić, gdzie jest paczka?",
    tracking: "Sprawdź ją tutaj",
    other_ways: "Wolisz inaczej?",

    faults: ["Popraw jedno pole:", "Popraw te pola:"],
    email_missing: "Wpisz adres e-mail, na który mamy odpowiedzieć.",
    email_wrong: "Sprawdź adres e-mail. Powinien wyglądać tak: nazwa@example.com.",
    phone_wrong: "Sprawdź numer telefonu. Powinien mieć 9 cyfr albo zaczynać się od + i numeru kraju.",
    message_missing: "Napisz, w czym możemy pomóc.",
    message_long: "Skróć wiadomość: jest dłuższa, niż możemy przyjąć.",
    too_many: "Wiadomość nie została wysłana: w krótkim czasie było ich zbyt wiele. Spróbuj ponownie za godzinę.",
    stale: "Wiadomość nie została jeszcze wysłana, bo formularz był otwarty zbyt krótko albo zbyt długo. \
        Sprawdź ją i naciśnij „Wyślij” jeszcze raz.",

    answered: "Odpowiedź na Twoją wiadomość",
    received: "Mamy Twoją wiadomość",
    case: "Numer sprawy",
    automatic: "To odpowiedź automatyczna, na podstawie danych zamówienia.",
    person_by: "Odpowie człowiek, najpóźniej:",
    rest_by: "Na resztę odpowie człowiek, najpóźniej:",
    copy: "To samo wysyłamy na adres",
    copy_reply: "Jeśli coś jest niejasne, po prostu odpisz na tę wiadomość.",
    to_order: "Pokaż zamówienie",
    another: "Napisz o innej sprawie",
};

static ENGLISH: Words = Words {
    title: "Write to us",
    intro: "Tell us how we can help. We will answer by e-mail.",
    optional: "(optional)",
    name: "Name",
    email: "E-mail",
    email_hint: "Best the same as in the order – then we can tell you at once what is happening with it.",
    phone: "Phone",
    order: "Order number",
    order_hint: "With the number we answer faster. It is in the e-mail that confirmed your order.",
    message: "Message",
    message_hint: "Do not send passwords or card numbers.",
    trap: "Leave this field empty",
    submit: "Send",
    privacy: "We use what you enter here only to deal with this matter.",
    to_tracking: "Do you only want to know where your parcel is?",
    tracking: "See it here",
    other_ways: "Prefer another way?",

    faults: ["Please correct one field:", "Please correct these fields:"],
    email_missing: "Enter the e-mail address that we should answer to.",
    email_wrong: "Check the e-mail address. It should look like this: name@example.com.",
    phone_wrong: "Check the phone number. It should have 9 digits, or begin with + and the number of the country.",
    message_missing: "Tell us how we can help.",
    message_long: "Please shorten the message: it is longer than we can take.",
    too_many: "Your message was not sent: there were too many in a short time. Try again in an hour.",
    stale: "Your message was not sent yet, because the form was open for too short or too long a time. \
        Check it and press “Send” again.",

    answered: "The answer to your message",
    received: "We have your message",
    case: "Case number",
    automatic: "This is an automatic answer, made from the data of the order.",
    person_by: "A person will answer, at the latest:",
    rest_by: "A person will answer the rest, at the latest:",
    copy: "We are sending the same to",
    copy_reply: "If anything is unclear, simply reply to that message.",
    to_order: "Show my order",
    another: "Write about something else",
};
