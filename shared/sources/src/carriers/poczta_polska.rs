//! Poczta Polska, with its courier service Pocztex.

pub mod tracking;

use super::{Keys, Names};
use crate::{
    meaning::Meaning,
    recognise::{check::Rule, form::{Form, Numbers, Piece::{Abroad, Digits, Is, Letters}}, link::Link},
};
use sledz_domain::carrier::{Carrier, Place, Places};

/// As customers see it.
pub static CARRIER: Carrier = Carrier {
    id: "poczta-polska",
    name: "Poczta Polska",
    tracking_url: Some("https://emonitoring.poczta-polska.pl/?numer={n}"),
    places: Places {
        locker: Some(Place { pl: "automacie Pocztex", en: "a Pocztex locker" }),
        point: Some(Place { pl: "placówce pocztowej", en: "a post office" }),
        usually_locker: false,
    },
    tells_customers: false,
};

/// As others write its name.
pub static NAMES: Names = Names {
    carrier: &CARRIER,
    words: &["poczta", "poczty", "pocztex", "enadawca", " polish post ", " poland post "],
    hints: &["pocztow", " kurier 48 "],
};

/// As aggregators call it.
pub static KEYS: Keys = Keys { carrier: &CARRIER, aftership: &[], seventeen_track: &[16081, 100471] };

/// Its numbers. It delivers what foreign posts send, but so do others; SSCC are sure where they hold
/// its number at GS1, which is 5900773.
pub static NUMBERS: Numbers = Numbers {
    carrier: &CARRIER,
    forms: &[
        Form::new("S10", &[Letters(2, 2), Digits(9, 9), Is("PL")]).checked(Rule::S10).sure(),
        Form::new("20 digits", &[Is("00"), Digits(1, 1), Is("5900773"), Digits(10, 10)]).checked(Rule::Gs1).sure(),
        Form::new("20 digits", &[Is("00259"), Digits(15, 15)]).checked(Rule::Gs1),
        Form::new("Pocztex", &[Is("PX"), Digits(10, 10)]).sure(),
        Form::new("S10 of a foreign post", &[Letters(2, 2), Digits(9, 9), Abroad]).checked(Rule::S10),
    ],
    links: &[
        Link { host: "poczta-polska.pl", fields: &["numer"], behind: &[] },
        Link { host: "pocztex.pl", fields: &["numer"], behind: &[] },
    ],
};

/// What a code of Poczta Polska's tracking means.
pub fn meaning(code: &str) -> Option<Meaning> {
    tracking::meaning(code)
}
