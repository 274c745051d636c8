//! UPS.

pub mod track_alert;

use super::{Keys, Names};
use crate::{
    meaning::Meaning,
    recognise::{check::Rule, form::{Form, Numbers, Piece::{Any, Digits, Is}}, link::Link},
};
use sledz_domain::carrier::{Carrier, Place, Places};

/// As customers see it.
pub static CARRIER: Carrier = Carrier {
    id: "ups",
    name: "UPS",
    tracking_url: Some("https://www.ups.com/track?tracknum={n}"),
    places: Places {
        locker: Some(Place { pl: "automacie UPS Access Point", en: "a UPS Access Point locker" }),
        point: Some(Place { pl: "punkcie UPS Access Point", en: "a UPS Access Point" }),
        usually_locker: false,
    },
    tells_customers: false,
};

/// As others write its name.
pub static NAMES: Names = Names { carrier: &CARRIER, words: &[" ups "], hints: &["access point", "accesspoint"] };

/// As aggregators call it.
pub static KEYS: Keys = Keys { carrier: &CARRIER, aftership: &[], seventeen_track: &[100002, 100398] };

/// Its numbers.
pub static NUMBERS: Numbers = Numbers {
    carrier: &CARRIER,
    forms: &[Form::new("1Z", &[Is("1Z"), Any(15, 15), Digits(1, 1)]).checked(Rule::Ups).sure()],
    links: &[Link { host: "ups.com", fields: &["tracknum", "tracknums"], behind: &[] }],
};

/// What a code means, written as type and code (`I/OT`) or as a type alone.
pub fn meaning(code: &str) -> Option<Meaning> {
    let (kind, code) = code.split_once('/').unwrap_or((code, ""));
    track_alert::meaning(kind, code)
}
