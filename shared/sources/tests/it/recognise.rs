//! Numbers and pasted links: whose they may be, and how sure that is.

use proptest::prelude::*;
use sledz_sources::recognise::{
    Candidate, Recognised,
    check::{Check, Rule},
    recognise,
};
use std::fmt::Write;

/// The carrier and the number's kind of each candidate, with what is known of them: `+` sure, `!` a
/// wrong check digit, `=` a right one.
fn told(found: &Recognised) -> String {
    let one = |candidate: &Candidate| {
        let check = match candidate.check {
            Check::Passed => "=",
            Check::Failed => "!",
            Check::None => "",
        };
        format!("{} {}{}{check}", candidate.carrier, candidate.kind, if candidate.sure { " +" } else { " " })
    };
    found.candidates.iter().map(|candidate| one(candidate).trim_end().to_owned()).collect::<Vec<_>>().join(", ")
}

#[test]
fn numbers_of_the_documents() {
    for (number, expected) in [
        // InPost.
        ("602677439331630337653846", "inpost 24 digits +"),
        ("633300208831612315289193", "inpost 24 digits +"),
        ("120000018332540090213375", "inpost 24 digits +"),
        ("632085798430653131731540", "inpost 24 digits +"),
        // DPD: Polish waybills, the barcode of the group, and what is only digits.
        ("0000075077195U", "dpd 13 digits and a letter +"),
        ("0000075053712U", "dpd 13 digits and a letter +"),
        ("0000123525123U", "dpd 13 digits and a letter +"),
        ("0000003362683Q", "dpd 13 digits and a letter +"),
        ("0000003466860Q", "dpd 13 digits and a letter +"),
        ("008182709980000020033350276C", "dpd DPD 28 +="),
        ("008182709980000020045327276N", "dpd DPD 28 +="),
        ("008182709980000020033350276A", "dpd DPD 28 !"),
        ("008182709980000020045000000N", "dpd DPD 28 !"),
        ("09980000020033", "dpd 14 digits"),
        ("0000075077195", "dpd 13 digits"),
        // DHL: Express, DHL24, piece ids, Paket, eCommerce.
        ("3318810025", "dhl Express waybill ="),
        ("8487135506", "dhl Express waybill ="),
        ("3318810010", "dhl Express waybill !"),
        ("73891051146", "dhl Express waybill =, dhl DHL24 waybill"),
        ("11122223333", "dhl DHL24 waybill, dhl Express waybill !"),
        ("JJD0099999999", "dhl piece id +"),
        ("JJD000030045300001234", "dhl piece id +"),
        ("JD014600003828392837", "dhl piece id +"),
        ("JVGL0999999990", "dhl piece id"),
        ("XJD0099999998", ""),
        ("00340434161094022115", "dhl Paket, 20 digits +="),
        ("00340434161094022116", "dhl Paket, 20 digits !"),
        ("GM2951173225174494", "dhl eCommerce"),
        ("GM295117494011169042", "dhl eCommerce"),
        ("GS295117494011169041", ""),
        // Poczta Polska: S10, SSCC, Pocztex.
        ("RR123456785PL", "poczta-polska S10 +="),
        ("RR123456786PL", "poczta-polska S10 !"),
        ("RB123456785GB", "poczta-polska S10 of a foreign post ="),
        ("RB123456786US", "poczta-polska S10 of a foreign post !"),
        ("00259007738997744427", "poczta-polska 20 digits +="),
        ("00259007733174854852", "poczta-polska 20 digits +="),
        ("00259007731931157918", "poczta-polska 20 digits +="),
        ("00559007730113934232", "poczta-polska 20 digits +="),
        ("00259007738997744428", "poczta-polska 20 digits !"),
        ("PX1234567890", "poczta-polska Pocztex +"),
        // UPS.
        ("1Z5R89390357567127", "ups 1Z +="),
        ("1Z879E930346834440", "ups 1Z +="),
        ("1Z410E7W0392751591", "ups 1Z +="),
        ("1Z8V92A70367203024", "ups 1Z +="),
        ("1Z1111111111111111", "ups 1Z !"),
        ("2Z5R89390357567127", ""),
        // FedEx, Allegro.
        ("003203043026", "fedex 12 digits"),
        ("123456789012345", "fedex 15 digits"),
        ("A00003X987", "allegro One"),
        ("AD02MJHDL5", "allegro One, allegro Allegro Delivery"),
        ("AD0J91JL35SGP2DWJ", "allegro Allegro Delivery"),
        // Nobody's.
        ("ALLEGROONE", ""),
        ("123456789", ""),
        ("6200000000012345678", ""),
    ] {
        let found = recognise(number);
        assert_eq!(told(&found), expected, "{number}");
        let shown = if expected.contains("DPD 28 +") { &number[7..21] } else { number };
        let has_digit = number.bytes().any(|byte| byte.is_ascii_digit());
        assert_eq!(found.number.as_deref(), has_digit.then_some(shown), "{number}");
    }
}

#[test]
fn who_is_sure() {
    use sledz_sources::recognise::carrier_of;
    for (number, carrier) in [
        ("6026 7743 9331 6303 3765 3846", Some("inpost")),
        ("0000075077195u", Some("dpd")),
        ("008182709980000020033350276C", Some("dpd")),
        ("JJD0099999999", Some("dhl")),
        ("RR 123 456 785 PL", Some("poczta-polska")),
        ("1z5r89390357567127", Some("ups")),
        ("11122223333", None),
        ("09980000020033", None),
        ("1Z1111111111111111", None),
        ("RB123456785GB", None),
        ("A00003X987", None),
        ("", None),
        ("—", None),
    ] {
        assert_eq!(carrier_of(number), carrier, "{number}");
    }
    assert_eq!(carrier_of(&"1".repeat(10_000)), None);
}

#[test]
fn numbers_as_people_paste_them() {
    let inpost = "602677439331630337653846";
    for (text, number) in [
        ("6026 7743 9331 6303 3765 3846", inpost),
        ("  602677439331630337653846\n", inpost),
        ("6026-7743-9331-6303-3765-3846", inpost),
        ("6026\u{a0}7743\u{a0}9331\u{a0}6303\u{a0}3765\u{a0}3846", inpost),
        ("\u{feff}602677439331\u{200b}630337653846", inpost),
        ("Numer przesyłki: 6026 7743 9331 6303 3765 3846.", inpost),
        ("nr 602677439331630337653846 (Paczkomat KRA010)", inpost),
        ("Nr: 602677439331630337653846, tel. 600 700 800", inpost),
        ("602677439331630337653846 0000075077195U", inpost),
        ("Przesyłka żółć602677439331630337653846 0000075077195U", "0000075077195U"),
        ("Dzień dobry, paczka DPD 0000-0750 77195u nie dotarła 12.11.2026", "0000075077195U"),
        ("%008182709980000020033350276C", "09980000020033"),
        ("(00)340434161094022115", "00340434161094022115"),
        ("(00) 3 4043416 1094022115", "00340434161094022115"),
        ("rr 123 456 785 pl", "RR123456785PL"),
        ("nr RR 123456785 PL", "RR123456785PL"),
        ("1Z 5R8 939 03 5756 7127", "1Z5R89390357567127"),
        ("a00003x987", "A00003X987"),
        ("GLS 12AB34", "GLS12AB34"),
        ("4711", "4711"),
    ] {
        assert_eq!(recognise(text).number.as_deref(), Some(number), "{text}");
    }
    // An account number holds 24 digits in groups, and is none; neither are dates and telephones.
    for text in [
        "12 1020 1026 0000 0422 7020 1111",
        "PL 12 1020 1026 0000 0422 7020 1111",
        "tel. +48 600 700 800, 30-001 Kraków",
        "Zamówienie 1001 z 12.11.2026",
        "",
        "   ",
        "—",
        "gdzie jest moja paczka",
        "ALLEGRO",
    ] {
        let found = recognise(text);
        assert!(found.candidates.is_empty(), "{text}: {found:?}");
    }
    assert_eq!(recognise("gdzie jest moja paczka").number, None);
    assert_eq!(recognise("ALLEGRO").number, None);
}

/// Every template of the document, and variants that are met: carrier, and link up to the number.
const LINKS: [(&str, &str); 29] = [
    ("inpost", "https://inpost.pl/sledzenie-przesylek?number="),
    ("inpost", "https://inpost.pl/en/find-parcel?number="),
    ("dpd", "https://tracktrace.dpd.com.pl/parcelDetails?typ=1&p1="),
    ("dpd", "https://tracktrace.dpd.com.pl/parcelDetails?p1="),
    ("dpd", "https://tracktrace.dpd.com.pl/findParcel?q="),
    ("dpd", "https://www.dpdgroup.com/tracking?parcelNumber="),
    ("dpd", "https://www.dpdgroup.com/nl/mydpd/my-parcels/track?lang=en&parcelNumber="),
    ("dpd", "https://tracking.dpd.de/parcelstatus?locale=pl_PL&query="),
    ("dpd", "https://tracking.dpd.de/status/pl_PL/parcel/"),
    ("dhl", "https://www.dhl.com/pl-pl/home/tracking.html?tracking-id="),
    ("dhl", "https://www.dhl.com/pl-pl/home/tracking/tracking-parcel.html?submit=1&tracking-id="),
    ("dhl", "http://www.dhl.com/en/express/tracking.html?brand=DHL&AWB="),
    ("dhl", "https://mojadhl.dhl.com.pl/?awb="),
    ("dhl", "https://sprawdz.dhl.com.pl/szukaj.aspx?m=0&num="),
    ("dhl", "https://mojdhl.pl/paczki/dostawa/"),
    ("gls", "https://gls-group.eu/PL/pl/sledzenie-paczek?match="),
    ("gls", "https://gls-group.com/PL/pl/sledzenie-paczek?match="),
    ("poczta-polska", "https://emonitoring.poczta-polska.pl/?numer="),
    ("poczta-polska", "https://www.pocztex.pl/sledzenie-przesylki/?numer="),
    ("orlen", "https://nadaj.orlenpaczka.pl/parcel-details/"),
    ("orlen", "https://nadaj.orlenpaczka.pl/parcel/"),
    ("orlen", "https://nadaj.orlenpaczka.pl/tracking?number="),
    ("orlen", "https://nadaj.orlenpaczka.pl/sledzenie-przesylki?number="),
    ("orlen", "https://nadaj.orlenpaczka.pl/?numer="),
    ("orlen", "https://nadaj.orlenpaczka.pl/parcel/api-status?jsonp=callback&id="),
    ("ups", "https://www.ups.com/track?tracknum="),
    ("fedex", "https://www.fedex.com/fedextrack/?trknbr="),
    ("fedex", "https://www.fedex.com/pl-pl/online/domestic-tracking.html#/preview?trackingKey="),
    ("allegro", "https://allegro.pl/allegrodelivery/sledzenie-paczki?numer="),
];

/// The address percent-encoded as a whole, as it stands within another.
fn encoded(address: &str) -> String {
    address.bytes().fold(String::new(), |mut text, byte| {
        match byte.is_ascii_alphanumeric() {
            true => text.push(byte.into()),
            false => write!(text, "%{byte:02X}").unwrap(),
        }
        text
    })
}

#[test]
fn links_name_their_carrier_whatever_the_number() {
    for (carrier, link) in LINKS {
        for (written, number) in [
            ("7731GLS00", "7731GLS00"),
            ("77%2031%20GLS%2000", "7731GLS00"),
            ("13%2F7-x", "137X"),
            ("ab12cd", "AB12CD"),
        ] {
            let address = format!("{link}{written}");
            for text in [
                address.clone(),
                address.replace("https://", "HTTPS://WWW.").to_uppercase().replace("HTTPS://WWW.WWW.", "https://www."),
                address.split_once("://").unwrap().1.to_owned(),
                encoded(&address),
                address.replace('&', "&amp;"),
                format!("Twoja paczka: <a href=\"{address}\">śledź</a>"),
                format!("Śledź przesyłkę ({address}) lub zadzwoń: 600 700 800"),
                format!("{address}&utm_source=mail#top"),
                format!("{address},{written}9"),
            ] {
                let found = recognise(&text);
                // What has no question mark has no fields; what has a path ends with it.
                let is_path = link.ends_with('/');
                if is_path && (text.contains("&utm") || text.ends_with('9')) {
                    continue;
                }
                let expected = format!("{carrier} link to its page +");
                assert_eq!((told(&found), found.number.as_deref()), (expected, Some(number)), "{text}");
            }
        }
    }
}

#[test]
fn links_with_numbers_that_are_known() {
    for (text, expected, number) in [
        (
            "https://inpost.pl/sledzenie-przesylek?number=602677439331630337653846",
            "inpost 24 digits +",
            "602677439331630337653846",
        ),
        // A space within, and words behind.
        (
            "https://inpost.pl/sledzenie-przesylek?number=6026 7743 9331 6303 3765 3846 OK dziękuję",
            "inpost 24 digits +",
            "602677439331630337653846",
        ),
        // Only digits, but the page tells whose.
        ("https://tracktrace.dpd.com.pl/parcelDetails?typ=1&p1=09980000020033", "dpd 14 digits +", "09980000020033"),
        (
            "https://www.dhl.com/pl-pl/home/tracking.html?tracking-id=11122223333 ",
            "dhl DHL24 waybill +, dhl Express waybill !",
            "11122223333",
        ),
        ("https://www.fedex.com/fedextrack/?trknbr=003203043026", "fedex 12 digits +", "003203043026"),
        ("https://allegro.pl/kampania/one/kurier/sledzenie-paczki?numer=A00003LKR9", "allegro One +", "A00003LKR9"),
        (
            "https://www.dpdgroup.com/tracking?parcelNumber=008182709980000020033350276C",
            "dpd DPD 28 +=",
            "09980000020033",
        ),
        // A wrong digit is a wrong digit on any page.
        ("https://www.ups.com/track?tracknum=1Z5R89390357567128", "ups 1Z !", "1Z5R89390357567128"),
        // The page of one, the number of another: the page is where it was looked up.
        (
            "https://gls-group.eu/PL/pl/sledzenie-paczek?match=602677439331630337653846",
            "gls link to its page +, inpost 24 digits",
            "602677439331630337653846",
        ),
        // Hosts that are nobody's say nothing; the number may.
        ("https://inpost.pl.evil.example/?number=0000075077195U", "dpd 13 digits and a letter +", "0000075077195U"),
        ("https://notinpost.pl/?number=0000075077195U", "dpd 13 digits and a letter +", "0000075077195U"),
        ("https://inpost.pl@evil.example/?number=0000075077195U", "dpd 13 digits and a letter +", "0000075077195U"),
        (
            "https://furgonetka.pl/zlokalizuj/?n=602677439331630337653846",
            "inpost 24 digits +",
            "602677439331630337653846",
        ),
        ("https://user@INPOST.PL:443/x?NUMBER=77AB", "inpost link to its page +", "77AB"),
        // A page without a number, and a number beside it.
        ("https://inpost.pl/ 602677439331630337653846", "inpost 24 digits +", "602677439331630337653846"),
        (
            "https://inpost.pl/sledzenie-przesylek?number=&x=0000075077195U",
            "dpd 13 digits and a letter +",
            "0000075077195U",
        ),
    ] {
        let found = recognise(text);
        assert_eq!((told(&found).as_str(), found.number.as_deref()), (expected, Some(number)), "{text}");
    }
    assert_eq!(recognise("https://inpost.pl/znajdz-przesylke"), Recognised::default());
}

#[test]
fn our_own_links_are_recognised() {
    for id in ["inpost", "dpd", "dhl", "gls", "poczta-polska", "ups", "fedex"] {
        let link = sledz_sources::carriers::by_id(id).link("77 AB/1").unwrap();
        let found = recognise(&link);
        assert_eq!((found.candidates[0].carrier, found.number.as_deref()), (id, Some("77AB1")), "{link}");
    }
}

#[test]
fn check_characters_belong_to_one_body() {
    for (rule, before, after, length) in [
        (Rule::S10, "RR", "PL", 8),
        (Rule::Mod37And36, "", "", 27),
        (Rule::Mod7, "", "", 9),
        (Rule::Gs1, "00", "", 17),
        (Rule::Ups, "1Z", "", 15),
    ] {
        let body: String = "31415926535897932384626433832".chars().take(length).collect();
        let made = if rule == Rule::Gs1 { format!("00{body}") } else { body.clone() };
        let character = rule.character(&made).unwrap();
        let whole = |body: &str, character: char| format!("{before}{body}{character}{after}");
        assert_eq!(rule.check(&whole(&body, character)), Check::Passed, "{rule:?}");
        let others = ('0'..='9').filter(|other| *other != character);
        assert!(others.into_iter().all(|other| rule.check(&whole(&body, other)) == Check::Failed), "{rule:?}");
    }
}

proptest! {
    #[test]
    fn any_text_can_be_looked_at(text in "\\PC{0,300}") {
        let found = recognise(&text);
        if let Some(number) = found.number {
            let again = recognise(&number);
            prop_assert_eq!(again.number, Some(number));
        }
    }

    #[test]
    fn what_is_found_is_found_again(text in "(https://(inpost\\.pl|www\\.dhl\\.com|orlenpaczka\\.pl)/[?#/]?)?((number|tracking-id|parcel|numer)[=/])?[A-Z0-9a-z %()&,;.-]{0,60}") {
        let found = recognise(&text);
        let sure = found.candidates.iter().filter(|candidate| candidate.sure);
        prop_assert!(sure.map(|candidate| candidate.carrier).collect::<std::collections::BTreeSet<_>>().len() < 2);
        if let Some(number) = found.number {
            prop_assert!(number.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase()));
            prop_assert!((1..=64).contains(&number.len()));
            prop_assert_eq!(recognise(&number).number, Some(number));
        }
    }

    #[test]
    fn numbers_with_their_check_digits_pass(body in "[0-9]{27}") {
        for (rule, made) in [
            (Rule::S10, &body[..8]),
            (Rule::Mod37And36, &body[..]),
            (Rule::Mod7, &body[..10]),
            (Rule::Gs1, &body[..19]),
            (Rule::Ups, &body[..15]),
        ] {
            let character = rule.character(made).unwrap();
            let number = match rule {
                Rule::S10 => format!("RR{made}{character}PL"),
                Rule::Ups => format!("1Z{made}{character}"),
                _ => format!("{made}{character}"),
            };
            prop_assert_eq!(rule.check(&number), Check::Passed, "{:?} {}", rule, number);
        }
    }
}

#[test]
fn hostile_text_is_only_text() {
    for text in [
        "\u{0}\u{1}\u{202e}602677439331630337653846",
        "<script>alert(1)</script>",
        "%",
        "%%%%%%%%%%%%%%?&&&==",
        "://",
        "https://",
        "https://inpost.pl",
        "https://inpost.pl?",
        "https://inpost.pl/?number",
        "https://inpost.pl/?number=%ff%fe",
        "https://inpost.pl/?number=—",
        "?number=1",
        "@:/",
        "żżżżżżżżżżż/",
        "https://żinpost.pl/?number=12345",
    ] {
        let found = recognise(text);
        assert!(found.number.is_none_or(|number| !number.is_empty() && number.is_ascii()), "{text}");
    }
    for part in ["1", "1 ", "a-", "ż", "https://inpost.pl/?number=", "%20", "(", "://", "\u{10ffff}"] {
        let _ = recognise(&part.repeat(100_000));
    }
    let far = format!("{}602677439331630337653846", "słowo ".repeat(1000));
    assert_eq!(recognise(&far).number, None, "no more is looked at than a person would paste");
}
