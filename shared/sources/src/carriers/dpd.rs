//! DPD: in Poland and abroad.

pub mod germany;
pub mod polska;

use super::{Keys, Names};
use crate::{
    meaning::Meaning,
    recognise::{check::Rule, form::{Form, Numbers, Piece::{Any, Digits, Letters}}, link::Link},
};
use sledz_domain::carrier::{Carrier, Place, Places};

/// As customers see it.
pub static CARRIER: Carrier = Carrier {
    id: "dpd",
    name: "DPD",
    tracking_url: Some("https://tracktrace.dpd.com.pl/parcelDetails?typ=1&p1={n}"),
    places: Places {
        locker: Some(Place { pl: "automacie DPD Pickup", en: "a DPD Pickup locker" }),
        point: Some(Place { pl: "punkcie DPD Pickup", en: "a DPD Pickup point" }),
        usually_locker: false,
    },
    tells_customers: false,
};

/// As others write its name.
pub static NAMES: Names = Names { carrier: &CARRIER, words: &["dpd"], hints: &[] };

/// As aggregators call it, in Poland and where parcels to and from Poland meet it.
pub static KEYS: Keys = Keys {
    carrier: &CARRIER,
    aftership: &["exapaq", "interlink-express", "interlink-express-reference"],
    seventeen_track: &[100111, 100007, 100010, 100072, 100142, 100177, 100204, 100321, 100404, 100483, 100556, 100584],
};

/// Its numbers: Polish waybills end with a letter; the parcel number of the group is 14 digits within
/// the 28 characters of its barcode.
pub static NUMBERS: Numbers = Numbers {
    carrier: &CARRIER,
    forms: &[
        Form::new("13 digits and a letter", &[Digits(13, 13), Letters(1, 1)]).sure(),
        Form::new("DPD 28", &[Digits(27, 27), Any(1, 1)]).checked(Rule::Mod37And36).sure().tracked_by(7..21),
        Form::new("14 digits", &[Digits(14, 14)]),
        Form::new("13 digits", &[Digits(13, 13)]),
    ],
    links: &[
        Link { host: "dpd.com.pl", fields: &["p1", "q"], behind: &[] },
        Link { host: "dpdgroup.com", fields: &["parcelNumber"], behind: &[] },
        Link { host: "tracking.dpd.de", fields: &["query"], behind: &["parcel"] },
    ],
};

/// What a code of DPD's interfaces means.
pub fn meaning(code: &str) -> Option<Meaning> {
    polska::meaning(code).or_else(|| germany::meaning(code))
}
