//! What is asked for: plainly, negated, in the past, beside something else, misspelt.

use crate::read;
use sledz_domain::intent::{Basket, Intent};
use sledz_understanding::{Message, understand};

fn names(text: &str) -> String {
    read(text).intents.iter().map(|intent| intent.name()).collect::<Vec<_>>().join(" ")
}

fn check(table: &[(&str, &str)]) {
    let wrong: Vec<String> = table
        .iter()
        .filter(|(text, expected)| names(text) != *expected)
        .map(|(text, expected)| format!("{text}\n  {expected} taken for {}: {:?}", names(text), read(text).why))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn plainly() {
    check(&[
        ("Dzień dobry, gdzie jest moja paczka? Nr zam. 10452", "where_is_parcel"),
        ("Kiedy dotrze moje zamówienie?", "where_is_parcel"),
        ("Jaki jest status zamówienia 10452?", "where_is_parcel"),
        ("Czy moja przesyłka jest już w drodze?", "where_is_parcel"),
        ("Przesyłka od tygodnia stoi w miejscu", "where_is_parcel"),
        ("Kiedy wyślecie zamówienie?", "when_ship"),
        ("Czy zamówienie zostało już wysłane?", "when_ship"),
        ("Status paczki to doręczona, a ja nic nie dostałam", "delivered_not_received"),
        ("Link do śledzenia nie działa", "tracking_link_broken"),
        ("Poproszę o numer przesyłki", "tracking_link_broken"),
        ("Chciałabym zmienić adres dostawy", "change_address"),
        ("Czy mogę zmienić paczkomat na KRA010?", "change_pickup_point"),
        ("Proszę o anulowanie zamówienia 10452", "cancel_order"),
        ("Jak mogę zwrócić towar?", "how_to_return"),
        ("Chciałabym wymienić bluzkę na większy rozmiar", "how_to_return"),
        ("Czy mój zwrot już do Państwa dotarł?", "return_status"),
        ("Kiedy dostanę zwrot pieniędzy?", "refund_status"),
        ("Odstępuję od umowy zawartej 12.06.2026", "withdrawal"),
        ("Paczka przyszła uszkodzona", "complaint_damaged"),
        ("Jaki jest status mojej reklamacji?", "complaint_damaged"),
        ("Dostałam zły rozmiar", "missing_or_wrong_item"),
        ("W paczce brakuje jednej koszulki", "missing_or_wrong_item"),
        ("Proszę o fakturę VAT do zamówienia", "invoice"),
        ("Nie dostałem potwierdzenia zamówienia", "resend_confirmation"),
        ("Czy moja płatność dotarła?", "payment_received"),
        ("Pobrało mi pieniądze dwa razy", "payment_failed"),
        ("Kod rabatowy nie działa", "discount_code"),
        ("Kurier w ogóle nie przyjechał", "courier_no_show"),
        ("Czy można połączyć dwa zamówienia w jedną paczkę?", "join_orders"),
        ("Ile kosztuje dostawa do Niemiec?", "delivery_cost_time"),
        ("Kiedy ten model będzie znowu dostępny?", "stock_question"),
        ("Poproszę o ofertę hurtową", "bulk_or_proforma"),
        ("Dziękuję, wszystko dotarło, polecam sklep!", "feedback_thanks"),
        ("Szukacie kogoś do pracy? Przesyłam CV", "other"),
    ]);
}

#[test]
fn in_english() {
    check(&[
        ("Where is my parcel?", "where_is_parcel"),
        ("My order hasn't arrived yet", "where_is_parcel"),
        ("When will you ship my order?", "when_ship"),
        ("The tracking link doesn't work", "tracking_link_broken"),
        ("I need to change the delivery address", "change_address"),
        ("Please cancel my order 10452", "cancel_order"),
        ("How do I return a dress?", "how_to_return"),
        ("Have you received my return?", "return_status"),
        ("When will I get my refund?", "refund_status"),
        ("I withdraw from the contract", "withdrawal"),
        ("The mug arrived broken", "complaint_damaged"),
        ("You sent me the wrong size", "missing_or_wrong_item"),
        ("Could you send me an invoice?", "invoice"),
        ("I was charged twice", "payment_failed"),
        ("My voucher code does not work", "discount_code"),
    ]);
}

#[test]
fn negated() {
    for (text, not) in [
        ("Nie chcę zwrotu, tylko wymianę na inny rozmiar", Intent::RefundStatus),
        ("Nie chcę zwrotu, chcę wiedzieć gdzie jest paczka", Intent::HowToReturn),
        ("Nie potrzebuję faktury, kiedy wyślecie?", Intent::Invoice),
        ("I'm not asking for a refund, where is my parcel?", Intent::RefundStatus),
        ("Paczka nie jest uszkodzona, dziękuję", Intent::ComplaintDamaged),
    ] {
        assert!(!read(text).intents.contains(&not), "{text}: {:?}", read(text).why);
    }
}

#[test]
fn in_the_past_and_near_misses() {
    check(&[
        ("Zwrot już odesłałem tydzień temu, czy dotarł?", "return_status"),
        ("Odesłałam buty w środę, kiedy oddacie pieniądze?", "refund_status"),
        ("Zapłaciłam wczoraj, kiedy wysyłka?", "when_ship"),
        ("Nie przyszło potwierdzenie zamówienia", "resend_confirmation"),
        ("Kurier nie przyjechał, kiedy będzie paczka?", "courier_no_show where_is_parcel"),
    ]);
}

#[test]
fn misspelt_glued_in_capitals_without_diacritics() {
    check(&[
        ("gdzie jest moja pczka", "where_is_parcel"),
        ("gdziejestmojapaczka", "where_is_parcel"),
        ("GDZIE JEST MOJA PACZKA", "where_is_parcel"),
        ("kiedy wyslecie zamuwienie", "when_ship"),
        ("prosze o fakutre", "invoice"),
        ("chce zwrucic buty jak to zrobic", "how_to_return"),
        ("wheres my pacel", "where_is_parcel"),
    ]);
}

#[test]
fn two_questions_in_one() {
    let read = read("Gdzie jest moja paczka? I proszę o fakturę.");
    assert_eq!(read.intents, [Intent::WhereIsParcel, Intent::Invoice]);
    assert!(read.auto);
}

#[test]
fn the_gravest_intent_says_where_it_lies() {
    for (text, basket) in [
        ("Gdzie jest paczka? Poprzednia przyszła uszkodzona.", Basket::Problem),
        ("Gdzie jest paczka? Dziękuję za pomoc!", Basket::Transactional),
        ("Jaki rozmiar wybrać na wzrost 178?", Basket::Relational),
    ] {
        assert_eq!(read(text).basket, basket, "{text}");
    }
}

#[test]
fn the_subject_counts_unless_it_answers_the_shop() {
    let of = |subject, text| understand(&Message { subject: Some(subject), text }).intents;
    assert_eq!(of("Gdzie jest moja paczka?", "Zamówienie 10452"), [Intent::WhereIsParcel]);
    assert_eq!(of("Re: Jak zwrócić towar", "Kiedy wyślecie zamówienie?"), [Intent::WhenShip]);
}

#[test]
fn there_is_always_an_intent_and_a_reason_where_there_is_a_rule() {
    assert_eq!(read("").intents, [Intent::Other]);
    assert_eq!(read("???").intents, [Intent::Other]);
    assert_eq!(read("Gdzie jest moja paczka?").why, ["where_is_parcel: 'gdzie' near 'paczk'"]);
}
