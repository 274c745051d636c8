//! FedEx.

pub mod events;

use super::{Keys, Names};
use crate::{
    meaning::Meaning,
    recognise::{form::{Form, Numbers, Piece::Digits}, link::Link},
};
use sledz_domain::carrier::{Carrier, Place, Places};

/// As customers see it.
pub static CARRIER: Carrier = Carrier {
    id: "fedex",
    name: "FedEx",
    tracking_url: Some("https://www.fedex.com/fedextrack/?trknbr={n}"),
    places: Places {
        locker: None,
        point: Some(Place { pl: "punkcie FedEx", en: "a FedEx point" }),
        usually_locker: false,
    },
    tells_customers: false,
};

/// As others write its name.
pub static NAMES: Names = Names { carrier: &CARRIER, words: &["fedex", " fed ex "], hints: &[] };

/// As aggregators call it; `opek` is what it was in Poland before.
pub static KEYS: Keys = Keys { carrier: &CARRIER, aftership: &["opek"], seventeen_track: &[100003, 100222, 100261] };

/// Its numbers, which are digits and nothing else.
pub static NUMBERS: Numbers = Numbers {
    carrier: &CARRIER,
    forms: &[Form::new("12 digits", &[Digits(12, 12)]), Form::new("15 digits", &[Digits(15, 15)])],
    links: &[Link { host: "fedex.com", fields: &["trknbr", "tracknumbers", "trackingKey"], behind: &[] }],
};

/// What an event type or a derived status code means.
pub fn meaning(code: &str) -> Option<Meaning> {
    events::meaning(code)
}
