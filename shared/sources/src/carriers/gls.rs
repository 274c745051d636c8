//! GLS.

pub mod events;

use super::{Keys, Names};
use crate::{
    meaning::Meaning,
    recognise::{form::Numbers, link::Link},
};
use sledz_domain::carrier::{Carrier, Place, Places};

/// As customers see it.
pub static CARRIER: Carrier = Carrier {
    id: "gls",
    name: "GLS",
    tracking_url: Some("https://gls-group.eu/PL/pl/sledzenie-paczek?match={n}"),
    places: Places {
        locker: None,
        point: Some(Place { pl: "punkcie GLS ParcelShop", en: "a GLS ParcelShop" }),
        usually_locker: false,
    },
    tells_customers: false,
};

/// As others write its name.
pub static NAMES: Names = Names { carrier: &CARRIER, words: &[" gls "], hints: &[] };

/// As aggregators call it, in Poland and where parcels to and from Poland meet it.
pub static KEYS: Keys = Keys {
    carrier: &CARRIER,
    aftership: &[],
    seventeen_track: &[100005, 100024, 100189, 100207, 100280, 100281, 100282, 100283, 100284, 100316, 100384],
};

/// Its pages. What its numbers look like is not known.
pub static NUMBERS: Numbers = Numbers {
    carrier: &CARRIER,
    forms: &[],
    links: &[
        Link { host: "gls-group.eu", fields: &["match"], behind: &[] },
        Link { host: "gls-group.com", fields: &["match"], behind: &[] },
    ],
};

/// What a code of GLS means.
pub fn meaning(code: &str) -> Option<Meaning> {
    events::meaning(code)
}
