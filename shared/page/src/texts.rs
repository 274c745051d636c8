//! The page's own words, in Polish and English. Whatever is said of orders and parcels comes from
//! [`sledz_domain::words`].

use sledz_domain::words::Lang;

pub(crate) mod case;
pub(crate) mod contact;
pub(crate) mod dashboard;
pub(crate) mod inbox;
pub(crate) mod login;
pub(crate) mod messages;
pub(crate) mod rating;

/// The fixed texts of one language.
pub(crate) struct Texts {
    pub(crate) skip: &'static str,
    pub(crate) language: &'static str,
    pub(crate) other_language: &'static str,
    pub(crate) product: &'static str,
    pub(crate) zone: &'static str,

    pub(crate) order: &'static str,
    pub(crate) progress: &'static str,
    pub(crate) done: &'static str,
    pub(crate) now: &'static str,
    pub(crate) ahead: &'static str,

    pub(crate) pickup: &'static str,
    pub(crate) pickup_place: &'static str,
    pub(crate) collect_by: &'static str,
    pub(crate) collect_ended: &'static str,

    pub(crate) details: &'static str,
    pub(crate) placed: &'static str,
    pub(crate) paid: &'static str,
    pub(crate) payment: &'static str,
    pub(crate) to_pay: &'static str,
    pub(crate) dispatch_by: &'static str,
    pub(crate) shipped: &'static str,
    pub(crate) expected: &'static str,

    pub(crate) parcel: &'static str,
    pub(crate) courier: &'static str,
    pub(crate) number: &'static str,
    pub(crate) since: &'static str,
    pub(crate) history: &'static str,
    pub(crate) replaced_by: &'static str,
    pub(crate) is_return: &'static str,
    pub(crate) time_assumed: &'static str,
    pub(crate) no_scan: &'static str,
    pub(crate) nothing_to_scan: &'static str,

    pub(crate) not_sent_yet: &'static str,
    pub(crate) no_number: &'static str,

    pub(crate) help: &'static str,
    pub(crate) write: &'static str,
    pub(crate) call: &'static str,
    pub(crate) no_contact: &'static str,
    pub(crate) messages: &'static str,
    pub(crate) updated: &'static str,
    pub(crate) reload: &'static str,

    pub(crate) form_title: &'static str,
    pub(crate) form_intro: &'static str,
    pub(crate) form_number: &'static str,
    pub(crate) form_number_hint: &'static str,
    pub(crate) form_contact: &'static str,
    pub(crate) form_contact_hint: &'static str,
    pub(crate) form_submit: &'static str,
    pub(crate) form_help: &'static str,
    pub(crate) error_title: &'static str,
    pub(crate) refused_not_found: &'static str,
    pub(crate) refused_too_many: &'static str,

    pub(crate) to_form: &'static str,
    pub(crate) to_login: &'static str,
    pub(crate) not_found: (&'static str, &'static str),
    pub(crate) forbidden: (&'static str, &'static str),
    pub(crate) wrong_method: (&'static str, &'static str),
    pub(crate) too_large: (&'static str, &'static str),
    pub(crate) wrong_type: (&'static str, &'static str),
    pub(crate) unavailable: (&'static str, &'static str),
}

impl Texts {
    pub(crate) fn of(lang: Lang) -> &'static Texts {
        lang.pick(&POLISH, &ENGLISH)
    }
}

static POLISH: Texts = Texts {
    skip: "Przejdź do treści",
    language: "Język",
    other_language: "English",
    product: "Śledzenie zamówień:",
    zone: "Godziny podajemy według czasu w Polsce.",

    order: "Zamówienie",
    progress: "Postęp zamówienia",
    done: "zrobione",
    now: "teraz",
    ahead: "jeszcze nie",

    pickup: "Tu czeka paczka",
    pickup_place: "Miejsce odbioru",
    collect_by: "Odbierz najpóźniej",
    collect_ended: "Termin odbioru minął",

    details: "Szczegóły zamówienia",
    placed: "Zamówiono",
    paid: "Opłacono",
    payment: "Płatność",
    to_pay: "Do zapłaty",
    dispatch_by: "Wysyłka najpóźniej",
    shipped: "Przekazano kurierowi",
    expected: "Przewidywana dostawa",

    parcel: "Paczka",
    courier: "Kurier",
    number: "Numer paczki",
    since: "od",
    history: "Historia paczki",
    replaced_by: "Paczka idzie dalej pod numerem",
    is_return: "Tą paczką zamówienie wraca do sklepu (zwrot).",
    time_assumed: "godzina przybliżona",
    no_scan: "Kurier nie przekazał jeszcze żadnej informacji o tej paczce.",
    nothing_to_scan: "Nie mamy od kuriera żadnych informacji o tej paczce.",

    not_sent_yet: "Paczka nie ma jeszcze numeru. Pojawi się tutaj, gdy tylko ją nadamy.",
    no_number: "Nie mamy numeru tej paczki, więc nie widzimy, co dzieje się z nią u kuriera.",

    help: "Potrzebujesz pomocy?",
    write: "Napisz:",
    call: "Zadzwoń:",
    no_contact: "Możesz odpowiedzieć na e-mail z potwierdzeniem zamówienia.",
    messages: "Powiadomienia o tym zamówieniu",
    updated: "Ostatnia zmiana:",
    reload: "Odśwież stronę, aby sprawdzić, czy jest coś nowego.",

    form_title: "Gdzie jest moja paczka?",
    form_intro: "Podaj dwie rzeczy, a pokażemy, co dzieje się z zamówieniem.",
    form_number: "Numer zamówienia lub numer paczki",
    form_number_hint: "Numer zamówienia jest w e-mailu z potwierdzeniem.",
    form_contact: "E-mail, telefon lub kod pocztowy",
    form_contact_hint: "Jedno z nich wystarczy – takie jak w zamówieniu.",
    form_submit: "Pokaż zamówienie",
    form_help: "Nie możesz znaleźć numeru?",
    error_title: "Nie udało się",
    refused_not_found: "Nie znaleźliśmy zamówienia o takich danych. Sprawdź numer i to, czy e-mail, telefon \
        lub kod pocztowy są takie jak w zamówieniu.",
    refused_too_many: "Było zbyt wiele prób. Spróbuj ponownie za godzinę.",

    to_form: "Znajdź zamówienie",
    to_login: "Zaloguj się inaczej",
    not_found: (
        "Nie ma tu zamówienia",
        "Link jest niepełny albo stracił ważność. Zamówienie znajdziesz po jego numerze.",
    ),
    forbidden: ("Brak uprawnień", "Twoja rola na to nie pozwala. Możesz zalogować się tokenem o innej roli."),
    wrong_method: ("Tak się nie da", "Tej strony nie można użyć w ten sposób. Zamówienie znajdziesz po jego numerze."),
    too_large: (
        "Za dużo danych",
        "Formularz przyjmuje tylko numer oraz e-mail, telefon lub kod pocztowy. Spróbuj jeszcze raz.",
    ),
    wrong_type: (
        "Nie udało się odczytać formularza",
        "Przeglądarka wysłała dane w postaci, której nie znamy. Spróbuj jeszcze raz.",
    ),
    unavailable: (
        "Chwilowa przerwa",
        "Nie możemy teraz pokazać zamówienia. Z samym zamówieniem wszystko jest tak jak było. \
         Odśwież stronę za kilka minut.",
    ),
};

static ENGLISH: Texts = Texts {
    skip: "Skip to content",
    language: "Language",
    other_language: "Polski",
    product: "Order tracking:",
    zone: "All times are local time in Poland.",

    order: "Order",
    progress: "Order progress",
    done: "done",
    now: "now",
    ahead: "not yet",

    pickup: "Your parcel is here",
    pickup_place: "Pickup place",
    collect_by: "Collect by",
    collect_ended: "The time to collect is over",

    details: "Order details",
    placed: "Ordered",
    paid: "Paid",
    payment: "Payment",
    to_pay: "To pay",
    dispatch_by: "Dispatch by",
    shipped: "Handed to the courier",
    expected: "Expected delivery",

    parcel: "Parcel",
    courier: "Courier",
    number: "Parcel number",
    since: "since",
    history: "Parcel history",
    replaced_by: "The parcel goes on under the number",
    is_return: "This parcel is a return: it takes the order back to the shop.",
    time_assumed: "approximate time",
    no_scan: "The courier has not reported anything about this parcel yet.",
    nothing_to_scan: "We have no report from the courier about this parcel.",

    not_sent_yet: "The parcel has no number yet. It will appear here as soon as we send it.",
    no_number: "We do not have this parcel's number, so we cannot see what the courier does with it.",

    help: "Need help?",
    write: "Write:",
    call: "Call:",
    no_contact: "You can reply to the e-mail that confirmed your order.",
    messages: "Messages about this order",
    updated: "Last change:",
    reload: "Reload the page to see whether there is anything new.",

    form_title: "Where is my parcel?",
    form_intro: "Tell us two things, and we will show you what is happening with your order.",
    form_number: "Order number or parcel number",
    form_number_hint: "The order number is in the confirmation e-mail.",
    form_contact: "E-mail, phone or postcode",
    form_contact_hint: "One of them is enough – the same as in the order.",
    form_submit: "Show my order",
    form_help: "Cannot find the number?",
    error_title: "That did not work",
    refused_not_found: "We found no order with these details. Check the number, and whether the e-mail, phone \
        or postcode is the same as in the order.",
    refused_too_many: "There were too many attempts. Try again in an hour.",

    to_form: "Find my order",
    to_login: "Sign in differently",
    not_found: ("No order here", "The link is incomplete or no longer valid. You can find your order by its number."),
    forbidden: ("Not allowed", "Your role does not allow this. You can sign in with a token of another role."),
    wrong_method: ("That is not possible", "This page cannot be used that way. You can find your order by its number."),
    too_large: ("Too much data", "The form takes only a number and an e-mail, phone or postcode. Please try again."),
    wrong_type: (
        "The form could not be read",
        "Your browser sent the data in a form that we do not know. Please try again.",
    ),
    unavailable: (
        "A short break",
        "We cannot show the order right now. Nothing has changed about the order itself. \
         Reload the page in a few minutes.",
    ),
};

/// The labels of the progress bar.
pub(crate) mod bar {
    pub(crate) const RECEIVED: (&str, &str) = ("Przyjęte", "Received");
    pub(crate) const PAID: (&str, &str) = ("Opłacone", "Paid");
    pub(crate) const PREPARING: (&str, &str) = ("W przygotowaniu", "Being prepared");
    pub(crate) const ON_THE_WAY: (&str, &str) = ("W drodze", "On the way");
    pub(crate) const SHIPPED: (&str, &str) = ("Wysłane", "Sent");
    pub(crate) const OUT: (&str, &str) = ("W doręczeniu", "Out for delivery");
    pub(crate) const WAITING: (&str, &str) = ("Do odbioru", "Ready to collect");
    pub(crate) const DELIVERED: (&str, &str) = ("Doręczone", "Delivered");
    pub(crate) const COLLECTED: (&str, &str) = ("Odebrane", "Collected");
    pub(crate) const FAILED: (&str, &str) = ("Nie doręczono", "Not delivered");
    pub(crate) const PROBLEM: (&str, &str) = ("Problem z paczką", "Problem");
    pub(crate) const RETURNING: (&str, &str) = ("Wraca do sklepu", "Going back");
    pub(crate) const RETURNED: (&str, &str) = ("Wróciło do sklepu", "Back at the shop");
    pub(crate) const CANCELLED: (&str, &str) = ("Anulowane", "Cancelled");
}

/// What is said of the payment where it has no date of its own.
pub(crate) mod payment {
    pub(crate) const UNPAID: (&str, &str) = ("czeka na wpłatę", "not paid yet");
    pub(crate) const PENDING: (&str, &str) = ("czeka na potwierdzenie", "being confirmed");
    pub(crate) const PAID: (&str, &str) = ("opłacone", "paid");
    pub(crate) const COD: (&str, &str) = ("przy odbiorze", "cash on delivery");
    pub(crate) const FAILED: (&str, &str) = ("nie powiodła się", "did not go through");
    pub(crate) const REFUNDED: (&str, &str) = ("zwrócona", "refunded");
    pub(crate) const PARTLY: (&str, &str) = ("zwrócona w części", "partly refunded");
}

/// "1 paczka", "2 paczki", "5 paczek".
pub(crate) fn parcels(lang: Lang, count: usize) -> String {
    match lang {
        Lang::Pl => format!("{count} {}", polish_plural(count, "paczka", "paczki", "paczek")),
        Lang::En => format!("{count} {}", if count == 1 { "parcel" } else { "parcels" }),
    }
}

/// The heading of one parcel of several.
pub(crate) fn parcel_of(lang: Lang, place: usize, count: usize) -> String {
    lang.pick(format!("Paczka {place} z {count}"), format!("Parcel {place} of {count}"))
}

/// What opens the older rows of a timeline.
pub(crate) fn older(lang: Lang, count: usize) -> String {
    match lang {
        Lang::Pl => {
            format!("Pokaż {count} {}", polish_plural(count, "starszy wpis", "starsze wpisy", "starszych wpisów"))
        }
        Lang::En => format!("Show {count} older {}", if count == 1 { "entry" } else { "entries" }),
    }
}

/// The link to the carrier's own page.
pub(crate) fn carrier_page(lang: Lang, carrier: Option<&str>) -> String {
    match (lang, carrier) {
        (Lang::Pl, Some(name)) => format!("Sprawdź na stronie {name}"),
        (Lang::Pl, None) => "Sprawdź na stronie kuriera".to_owned(),
        (Lang::En, Some(name)) => format!("See it on the {name} page"),
        (Lang::En, None) => "See it on the courier's page".to_owned(),
    }
}

fn polish_plural(count: usize, one: &'static str, few: &'static str, many: &'static str) -> &'static str {
    match (count, count % 10, count % 100) {
        (1, ..) => one,
        (_, 2..=4, last) if !(12..=14).contains(&last) => few,
        _ => many,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polish_plurals() {
        for (count, words) in [
            (0, "0 paczek"),
            (1, "1 paczka"),
            (2, "2 paczki"),
            (4, "4 paczki"),
            (5, "5 paczek"),
            (12, "12 paczek"),
            (14, "14 paczek"),
            (21, "21 paczek"),
            (22, "22 paczki"),
            (50, "50 paczek"),
            (112, "112 paczek"),
        ] {
            assert_eq!(parcels(Lang::Pl, count), words);
        }
        assert_eq!(older(Lang::Pl, 3), "Pokaż 3 starsze wpisy");
        assert_eq!(older(Lang::En, 1), "Show 1 older entry");
    }
}
