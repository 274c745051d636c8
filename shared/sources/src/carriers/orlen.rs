//! ORLEN Paczka: points and lockers. No template of its public page is sure.

use super::{Keys, Names};
use crate::{
    meaning::Meaning,
    recognise::{form::Numbers, link::Link},
};
use sledz_domain::carrier::{Carrier, Place, Places};

/// As customers see it.
pub static CARRIER: Carrier = Carrier {
    id: "orlen",
    name: "ORLEN Paczka",
    tracking_url: None,
    places: Places {
        locker: Some(Place { pl: "automacie ORLEN Paczka", en: "an ORLEN Paczka locker" }),
        point: Some(Place { pl: "punkcie ORLEN Paczka", en: "an ORLEN Paczka point" }),
        usually_locker: false,
    },
    tells_customers: false,
};

/// As others write its name.
pub static NAMES: Names = Names {
    carrier: &CARRIER,
    words: &["orlen", "paczkawruchu", " paczka w ruchu "],
    hints: &[" ruch ", " ruchu "],
};

/// As aggregators call it.
pub static KEYS: Keys = Keys { carrier: &CARRIER, aftership: &[], seventeen_track: &[100675] };

/// Its pages, of which there are six forms and none is sure to work. What its numbers look like is not
/// known.
pub static NUMBERS: Numbers = Numbers {
    carrier: &CARRIER,
    forms: &[],
    links: &[Link {
        host: "orlenpaczka.pl",
        fields: &["number", "numer", "id"],
        behind: &["parcel", "parcel-details"],
    }],
};

/// None: no codes of its own are known.
pub fn meaning(_code: &str) -> Option<Meaning> {
    None
}
