//! DHL: Express, eCommerce (in Poland DHL24, formerly DHL Parcel), Paket.

pub mod dhl24;
pub mod unified;

use super::{Keys, Names};
use crate::{
    meaning::Meaning,
    recognise::{check::Rule, form::{Form, Numbers, Piece::{Digits, Is, Letters, OneOf}}, link::Link},
};
use sledz_domain::carrier::{Carrier, Place, Places};

/// As customers see it.
pub static CARRIER: Carrier = Carrier {
    id: "dhl",
    name: "DHL",
    tracking_url: Some("https://www.dhl.com/pl-pl/home/tracking.html?tracking-id={n}"),
    places: Places {
        locker: Some(Place { pl: "automacie DHL BOX 24/7", en: "a DHL BOX 24/7 locker" }),
        point: Some(Place { pl: "punkcie DHL POP", en: "a DHL POP point" }),
        usually_locker: false,
    },
    tells_customers: false,
};

/// As others write its name.
pub static NAMES: Names = Names { carrier: &CARRIER, words: &["dhl"], hints: &[] };

/// As aggregators call it: Express, Parcel Polska, Paket, eCommerce, and Parcel elsewhere in Europe.
pub static KEYS: Keys = Keys {
    carrier: &CARRIER,
    aftership: &[],
    seventeen_track: &[100001, 100226, 7041, 7047, 7048, 100047, 100152, 100245, 100392, 100765],
};

/// Numbers of its companies. Those of DHL24 (11 digits) have no check digit that is known, those of
/// Express (10, sometimes 11) have.
pub static NUMBERS: Numbers = Numbers {
    carrier: &CARRIER,
    forms: &[
        Form::new("piece id", &[Is("JJD"), Digits(9, 30)]).sure(),
        Form::new("piece id", &[Is("JD"), Digits(9, 30)]).sure(),
        Form::new("piece id", &[Is("J"), Letters(2, 3), Digits(9, 10)]),
        Form::new("Paket, 20 digits", &[Is("00340434"), Digits(12, 12)]).checked(Rule::Gs1).sure(),
        Form::new("DHL24 waybill", &[Digits(11, 11)]),
        Form::new("Express waybill", &[Digits(10, 11)]).checked(Rule::Mod7),
        Form::new("eCommerce", &[OneOf(&ECOMMERCE), Digits(10, 39)]),
    ],
    links: &[
        Link { host: "dhl.com", fields: &["tracking-id", "AWB"], behind: &[] },
        Link { host: "dhl.com.pl", fields: &["awb", "num"], behind: &[] },
        Link { host: "mojdhl.pl", fields: &[], behind: &["dostawa"] },
    ],
};

/// How numbers of eCommerce begin.
const ECOMMERCE: [&str; 10] = ["GM", "LX", "RX", "UV", "CN", "SG", "TH", "IN", "HK", "MY"];

/// What a code of DHL's interfaces means.
pub fn meaning(code: &str) -> Option<Meaning> {
    dhl24::meaning(code).or_else(|| unified::meaning(code))
}
