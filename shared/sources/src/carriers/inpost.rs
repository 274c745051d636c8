//! InPost: parcel lockers (Paczkomat) and couriers.

pub mod group;
pub mod shipx;

use super::{Keys, Names};
use crate::{
    meaning::Meaning,
    recognise::{form::{Form, Numbers, Piece::Digits}, link::Link},
};
use sledz_domain::carrier::{Carrier, Place, Places};

/// As customers see it.
pub static CARRIER: Carrier = Carrier {
    id: "inpost",
    name: "InPost",
    tracking_url: Some("https://inpost.pl/sledzenie-przesylek?number={n}"),
    places: Places {
        locker: Some(Place { pl: "Paczkomacie", en: "a Paczkomat locker" }),
        point: None,
        usually_locker: true,
    },
    tells_customers: true,
};

/// As others write its name.
pub static NAMES: Names =
    Names { carrier: &CARRIER, words: &["inpost", " in post "], hints: &["paczkoma", "paczkopunkt"] };

/// As aggregators call it.
pub static KEYS: Keys = Keys { carrier: &CARRIER, aftership: &[], seventeen_track: &[100043, 100462, 100469] };

/// Its numbers in Poland. No check digit is known.
pub static NUMBERS: Numbers = Numbers {
    carrier: &CARRIER,
    forms: &[Form::new("24 digits", &[Digits(24, 24)]).sure()],
    links: &[Link { host: "inpost.pl", fields: &["number"], behind: &[] }],
};

/// What a code of either of InPost's interfaces means.
pub fn meaning(code: &str) -> Option<Meaning> {
    shipx::meaning(code).or_else(|| group::meaning(code))
}
