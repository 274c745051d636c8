//! The words around the parts of an answer.

use sledz_domain::intent::Tongue;

/// The first line of a mail; without a name, whose form could be wrong.
pub(super) fn greeting(tongue: Tongue) -> &'static str {
    match tongue {
        Tongue::Pl => "Dzień dobry,",
        Tongue::En => "Hello,",
        Tongue::Uk => "Добрий день,",
        Tongue::Ru => "Добрый день,",
        Tongue::De => "Guten Tag,",
    }
}

/// What stands before the shop's name at the end. Only English has a comma here.
pub(super) fn sign_off(tongue: Tongue) -> &'static str {
    match tongue {
        Tongue::Pl => "Pozdrawiamy",
        Tongue::En => "Kind regards,",
        Tongue::Uk => "З повагою",
        Tongue::Ru => "С уважением",
        Tongue::De => "Freundliche Grüße",
    }
}

/// The number of the case in a line of its own.
pub(super) fn case(tongue: Tongue, number: &str) -> String {
    let word = match tongue {
        Tongue::Pl => "Numer sprawy",
        Tongue::En => "Case number",
        Tongue::Uk => "Номер звернення",
        Tongue::Ru => "Номер обращения",
        Tongue::De => "Fallnummer",
    };
    format!("{word}: {number}")
}

/// That the answer is automatic, and what a reply does.
pub(super) fn automatic(tongue: Tongue) -> &'static str {
    match tongue {
        Tongue::Pl => "Ta odpowiedź powstała automatycznie. Wystarczy odpisać, a przeczyta ją człowiek.",
        Tongue::En => "This answer was written automatically. Just reply, and a person will read it.",
        Tongue::Uk => "Цю відповідь створено автоматично. Просто напишіть у відповідь, і її прочитає людина.",
        Tongue::Ru => "Этот ответ составлен автоматически. Просто напишите в ответ, и сообщение прочитает человек.",
        Tongue::De => "Diese Antwort wurde automatisch erstellt. Antworten Sie einfach, und ein Mensch liest es.",
    }
}

/// The same in brief, for a chat; `case` may be empty.
pub(super) fn automatic_in_brief(tongue: Tongue, case: &str) -> String {
    let (what, of_case, reply) = match tongue {
        Tongue::Pl => ("Odpowiedź automatyczna", "sprawa", "Odpisz, a przeczyta to człowiek."),
        Tongue::En => ("Automatic answer", "case", "Reply, and a person will read it."),
        Tongue::Uk => ("Автоматична відповідь", "звернення", "Напишіть у відповідь, і це прочитає людина."),
        Tongue::Ru => ("Автоматический ответ", "обращение", "Напишите в ответ, и это прочитает человек."),
        Tongue::De => ("Automatische Antwort", "Fall", "Antworten Sie, und ein Mensch liest es."),
    };
    match case {
        "" => format!("{what}. {reply}"),
        case => format!("{what}, {of_case} {case}. {reply}"),
    }
}

/// The same where everybody reads it: neither a case nor an invitation to go on here.
pub(super) fn automatic_in_public(tongue: Tongue) -> &'static str {
    match tongue {
        Tongue::Pl => "Odpowiedź automatyczna.",
        Tongue::En => "Automatic answer.",
        Tongue::Uk => "Автоматична відповідь.",
        Tongue::Ru => "Автоматический ответ.",
        Tongue::De => "Automatische Antwort.",
    }
}

/// What a mail is about if it has no subject: an order, a case, or no more than a question.
pub(super) fn about(tongue: Tongue, order: Option<&str>, case: Option<&str>) -> String {
    let [of_order, of_case, of_nothing] = match tongue {
        Tongue::Pl => ["Zamówienie", "Twoja sprawa", "Twoja wiadomość"],
        Tongue::En => ["Order", "Your case", "Your message"],
        Tongue::Uk => ["Замовлення", "Ваше звернення", "Ваше повідомлення"],
        Tongue::Ru => ["Заказ", "Ваше обращение", "Ваше сообщение"],
        Tongue::De => ["Bestellung", "Ihr Anliegen", "Ihre Nachricht"],
    };
    match (order, case) {
        (Some(order), _) => format!("{of_order} {order}"),
        (None, Some(case)) => format!("{of_case} {case}"),
        (None, None) => of_nothing.to_owned(),
    }
}

/// What the button says: while a parcel is expected, and afterwards.
pub(super) fn button(tongue: Tongue, is_over: bool) -> &'static str {
    match (tongue, is_over) {
        (Tongue::Pl, true) => "Zobacz zamówienie",
        (Tongue::Pl, false) => "Śledź zamówienie",
        (_, true) => "See the order",
        (_, false) => "Track the order",
    }
}
