//! The customer's own words, without what mail adds.

use sledz_understanding::own_words;

#[test]
fn quotes_footers_signatures_and_small_print_are_left_out() {
    for (text, own) in [
        ("Gdzie paczka?", "Gdzie paczka?"),
        ("Gdzie paczka?\n\nW dniu 12.06.2026 o 10:14 Sklep <a@sklep.pl> napisał(a):\n> Dziękujemy", "Gdzie paczka?"),
        (
            "Gdzie paczka?\nW dniu pt., 12 cze 2026 o 10:14 Sklep Internetowy\n<a@sklep.pl> napisał(a):\nZwrot",
            "Gdzie paczka?",
        ),
        ("Gdzie paczka?\npt., 12 cze 2026 o 10:14 Sklep <a@sklep.pl> napisał(a):\n\n> Zwrot", "Gdzie paczka?"),
        ("Where?\n\nOn Fri, 12 Jun 2026 at 10:14, Shop <a@shop.pl> wrote:\n> Return", "Where?"),
        ("Gdzie?\n\n-----Wiadomość oryginalna-----\nOd: Sklep\nDo: Jan\nTemat: Zwrot", "Gdzie?"),
        ("Gdzie?\n\n----- Original Message -----\nFrom: Shop", "Gdzie?"),
        (
            "Gdzie?\n\nOd: Sklep <a@sklep.pl>\nWysłano: piątek, 12 czerwca 2026\nDo: Jan\nTemat: Zwrot\n\nTreść",
            "Gdzie?",
        ),
        ("Wo?\n\nAm 12.06.2026 um 10:14 schrieb Shop <a@shop.de>:\n> Retoure", "Wo?"),
        ("> Czy wszystko ok?\nNie, gdzie paczka?", "Nie, gdzie paczka?"),
        ("Gdzie paczka?\n\nWysłano z iPhone'a", "Gdzie paczka?"),
        ("Where?\n\nSent from my Samsung", "Where?"),
        ("Gdzie paczka?\n\nPozdrawiam\nAnna Nowak\ntel. 600100200", "Gdzie paczka?"),
        ("Gdzie paczka?\n-- \nAnna Nowak", "Gdzie paczka?"),
        ("Gdzie paczka?\n\nTa wiadomość jest poufna i przeznaczona dla adresata", "Gdzie paczka?"),
        ("Gdzie paczka?\n\nAdministratorem danych osobowych jest X", "Gdzie paczka?"),
        (
            "Zamówienie 12345\nz wczoraj.\nKiedy wyślecie?\n\nW dniu 1.02.2026 Sklep napisał(a):\n> Hej",
            "Zamówienie 12345\nz wczoraj.\nKiedy wyślecie?",
        ),
        ("Gdzie paczka?\nPozdrawiam\nAnna\nPS. Proszę też o fakturę.", "Gdzie paczka?\nPS. Proszę też o fakturę."),
    ] {
        assert_eq!(own_words(text), own, "{text}");
    }
}

#[test]
fn what_is_nothing_but_a_quote_is_kept() {
    let text = "W dniu 12.06.2026 o 10:14 Sklep napisał(a):\n> Gdzie paczka?";
    assert_eq!(own_words(text), text);
    assert_eq!(own_words(""), "");
}

#[test]
fn customers_who_write_like_mail_are_heard() {
    for text in [
        "W dniu wczorajszym kurier napisał, że nie dojedzie",
        "Od: poniedziałku czekam na paczkę",
        "Pozdrawiam, gdzie jest paczka?",
    ] {
        assert_eq!(own_words(text), text);
    }
}
