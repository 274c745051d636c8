//! The words around the texts, in Polish and English. What is said of orders and parcels comes from
//! [`sledz_domain::words`].

use sledz_domain::{message::MessageKind, text::clean, words::Lang};

/// The order's number as it is shown; said in words where there is none, since every message must
/// tell what it is about.
pub(crate) fn order(lang: Lang, number: &str) -> String {
    clean(number, 64).unwrap_or_else(|| lang.pick("bez numeru", "without a number").to_owned())
}

/// Says that the order has other parcels than the `shown` ones.
pub(crate) fn partial(lang: Lang, shown: usize) -> &'static str {
    if shown > 1 {
        lang.pick("To część paczek z tego zamówienia.", "These are some of the parcels of this order.")
    } else {
        lang.pick("To jedna z paczek z tego zamówienia.", "This is one of the parcels of this order.")
    }
}

/// The same for the end of a subject.
pub(crate) fn partial_subject(lang: Lang, shown: usize) -> &'static str {
    if shown > 1 {
        lang.pick(" (część paczek)", " (some of the parcels)")
    } else {
        lang.pick(" (jedna z paczek)", " (one of the parcels)")
    }
}

/// How to return: the right itself (polish.md 6.2: 14 days from the last item, with exceptions),
/// and how it is done.
pub(crate) fn returns(lang: Lang, linked: bool) -> &'static str {
    match (lang, linked) {
        (Lang::Pl, true) => {
            "Na zwrot bez podania przyczyny masz 14 dni od odbioru całego zamówienia (wyjątki określa ustawa). Jak to zrobić: "
        }
        (Lang::Pl, false) => {
            "Na zwrot bez podania przyczyny masz 14 dni od odbioru całego zamówienia (wyjątki określa ustawa). Wystarczy do nas napisać."
        }
        (Lang::En, true) => {
            "You have 14 days from receiving the whole order to return it without giving a reason (the law names exceptions). How to do it: "
        }
        (Lang::En, false) => {
            "You have 14 days from receiving the whole order to return it without giving a reason (the law names exceptions). Just write to us."
        }
    }
}

/// What the button says in a message of `kind` about so many parcels.
pub(crate) fn button(lang: Lang, kind: MessageKind, parcels: usize) -> &'static str {
    match (kind, parcels) {
        (MessageKind::Delivered | MessageKind::Returned, _) => lang.pick("Zobacz zamówienie", "See the order"),
        (_, 0) => lang.pick("Śledź zamówienie", "Track the order"),
        (_, 1) => lang.pick("Śledź paczkę", "Track the parcel"),
        _ => lang.pick("Śledź paczki", "Track the parcels"),
    }
}

/// Why the customer gets it. `shop` may be empty.
pub(crate) fn reason(lang: Lang, order: &str, shop: &str) -> String {
    match (lang, shop.is_empty()) {
        (Lang::Pl, true) => format!("Dostajesz tę wiadomość, bo dotyczy ona Twojego zamówienia {order}."),
        (Lang::Pl, false) => {
            format!("Dostajesz tę wiadomość, bo dotyczy ona Twojego zamówienia {order} w sklepie {shop}.")
        }
        (Lang::En, true) => format!("You get this message because it is about your order {order}."),
        (Lang::En, false) => format!("You get this message because it is about your order {order} at {shop}."),
    }
}

/// That it is automatic, and what an answer does.
pub(crate) fn automatic(lang: Lang) -> &'static str {
    lang.pick(
        "Wiadomość wysłano automatycznie. Odpowiedz na nią, a przeczyta to człowiek.",
        "This message was sent automatically. Reply to it and a person will read it.",
    )
}

/// Where such messages are switched off.
pub(crate) fn switch_off(lang: Lang) -> &'static str {
    lang.pick("Wyłącz takie wiadomości", "Switch these messages off")
}
