//! Numbers and addresses, and what is only like them.

use crate::read;
use sledz_understanding::{Message, understand};

#[test]
fn order_numbers() {
    for (text, numbers) in [
        ("Gdzie jest paczka? Nr zam. 10452", &["10452"][..]),
        ("zamówienie #1001", &["1001"]),
        ("Zamówienie nr: 1832047", &["1832047"]),
        ("nr zamówienia to 10452", &["10452"]),
        ("zamówieniu 12345", &["12345"]),
        ("Gdzie moja paczka? 10452", &["10452"]),
        ("10452", &["10452"]),
        ("Kiedy wyślecie XKBKNABJK?", &["XKBKNABJK"]),
        ("zamówienie 1001/2026", &["1001/2026"]),
        ("Nr zamówienia SK-2031", &["SK-2031"]),
        ("zam10452", &["10452"]),
        ("order no. 55123", &["55123"]),
        ("Allegro 29738e61-7f6a-11e8-ac45-09db60ede9d6", &["29738e61-7f6a-11e8-ac45-09db60ede9d6"]),
        ("zam. 10452 i zam. 10453, czyli zam. 10452", &["10452", "10453"]),
        ("zamówienie nr 2024", &["2024"]),
    ] {
        assert_eq!(read(text).entities.order_numbers, numbers, "{text}");
    }
}

#[test]
fn what_is_no_order_number() {
    for text in [
        "Mieszkam w 00-950 Warszawa",
        "NIP 5260250274",
        "NIP: 526-025-02-74",
        "PESEL 44051401359",
        "konto 61 1090 1014 0000 0712 1981 2874",
        "PL61109010140000071219812874",
        "zapłaciłam 1299 zł",
        "kosztuje 149,99",
        "zamówiłem 12.06.2026",
        "zamówione 2026-06-12 o 14:30",
        "od 2024 roku czekam",
        "rozmiar 42, 1500 ml",
        "zamówiłam 1000 sztuk",
        "ul. Polna 1234",
        "kod rabatowy 20202",
        "GDZIE JEST ZAMOWIONA PRZESYLKA Z WCZORAJ",
    ] {
        assert_eq!(read(text).entities.order_numbers, Vec::<String>::new(), "{text}");
    }
}

#[test]
fn tracking_numbers() {
    for (text, number) in [
        ("paczka 520113016280002092079110", "520113016280002092079110"),
        ("5201 1301 6280 0020 9207 9110 gdzie to jest", "520113016280002092079110"),
        ("DPD 0000075077195U", "0000075077195U"),
        ("dpd 0000075077195u stoi", "0000075077195U"),
        ("przesyłka DHL 12345678901", "12345678901"),
        ("GLS 61288930147", "61288930147"),
        ("RR123456789PL", "RR123456789PL"),
        ("RR 123 456 789 PL", "RR123456789PL"),
        ("JJD000390007812345678", "JJD000390007812345678"),
        ("1Z999AA10123456784", "1Z999AA10123456784"),
    ] {
        let entities = read(text).entities;
        assert_eq!(entities.tracking_numbers, [number], "{text}");
        assert!(entities.order_numbers.is_empty() && entities.phones.is_empty(), "{text}: {entities:?}");
    }
}

#[test]
fn phones_and_addresses() {
    for (text, phone) in [
        ("tel. 600 100 200", "+48600100200"),
        ("tel 600-100-200", "+48600100200"),
        ("Mój numer telefonu: 600100200", "+48600100200"),
        ("+48 600 100 200", "+48600100200"),
        ("0048600100200", "+48600100200"),
        ("22 123 45 67 tel.", "+48221234567"),
    ] {
        assert_eq!(read(text).entities.phones, [phone], "{text}");
        assert!(read(text).entities.order_numbers.is_empty(), "{text}");
    }
    assert_eq!(read("Piszcie na Jan.Kowalski@Przyklad.PL.").entities.emails, ["jan.kowalski@przyklad.pl"]);
    assert!(read("nick @jan, mail jan@localhost").entities.emails.is_empty());
}

#[test]
fn of_subject_and_quoted_mail() {
    fn of(subject: &str, text: &str) -> Vec<String> {
        understand(&Message { subject: Some(subject), text }).entities.order_numbers
    }
    assert_eq!(of("Zamówienie 10452", "Gdzie paczka?"), ["10452"]);
    let quote = "\n\nW dniu 12.06.2026 o 10:14 Sklep <a@sklep.pl> napisał(a):\n> Zamówienie nr 20001";
    assert_eq!(of("", &format!("Gdzie paczka?{quote}")), ["20001"]);
    assert_eq!(of("", &format!("Gdzie paczka? Zam. 10452{quote}")), ["10452"]);
}

#[test]
fn ten_at_most() {
    let text = (0..50).map(|at| format!("zam. {}, ", 10_000 + at)).collect::<String>();
    assert_eq!(read(&text).entities.order_numbers.len(), 10);
}
