//! Allegro: One Box, One Punkt, Allegro Delivery. Its public page needs a login.

pub mod tracking;

use super::{Keys, Names};
use crate::{
    meaning::Meaning,
    recognise::{form::{Form, Numbers, Piece::{Any, Is}}, link::Link},
};
use sledz_domain::carrier::{Carrier, Place, Places};

/// As customers see it.
pub static CARRIER: Carrier = Carrier {
    id: "allegro",
    name: "Allegro",
    tracking_url: None,
    places: Places {
        locker: Some(Place { pl: "automacie One Box", en: "a One Box locker" }),
        point: Some(Place { pl: "One Punkcie", en: "a One Punkt" }),
        usually_locker: false,
    },
    tells_customers: false,
};

/// As others write its name.
pub static NAMES: Names = Names {
    carrier: &CARRIER,
    words: &[],
    hints: &["allegro", " one box ", " onebox ", " one punkt ", " one kurier "],
};

/// As aggregators call it.
pub static KEYS: Keys = Keys { carrier: &CARRIER, aftership: &[], seventeen_track: &[100648] };

/// Numbers of its own network. What other carriers bring for it has theirs.
pub static NUMBERS: Numbers = Numbers {
    carrier: &CARRIER,
    forms: &[
        Form::new("One", &[Is("A"), Any(9, 9)]),
        Form::new("Allegro Delivery", &[Is("AD"), Any(8, 15)]),
    ],
    links: &[Link { host: "allegro.pl", fields: &["numer"], behind: &[] }],
};

/// What a code of Allegro's tracking resource means.
pub fn meaning(code: &str) -> Option<Meaning> {
    tracking::meaning(code)
}
