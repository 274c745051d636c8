//! The table of carriers, and the free-text names by which shops call them.
//!
//! Links: `wire-formats/couriers.md`, 6. Carriers whose public page is not sure, or needs a login,
//! have none.

use sledz_domain::carrier::{Carrier, Locker};

/// Every carrier; the last is the one that nobody named.
static CARRIERS: [Carrier; 10] = [
    Carrier {
        id: "inpost",
        name: "InPost",
        tracking_url: Some("https://inpost.pl/sledzenie-przesylek?number={n}"),
        locker: Some(Locker { name: "Paczkomat", locative: "Paczkomacie" }),
        tells_customers: true,
    },
    plain("dpd", "DPD", Some("https://tracktrace.dpd.com.pl/parcelDetails?typ=1&p1={n}")),
    plain("dhl", "DHL", Some("https://www.dhl.com/pl-pl/home/tracking.html?tracking-id={n}")),
    plain("gls", "GLS", Some("https://gls-group.eu/PL/pl/sledzenie-paczek?match={n}")),
    plain("poczta-polska", "Poczta Polska", Some("https://emonitoring.poczta-polska.pl/?numer={n}")),
    plain("orlen", "ORLEN Paczka", None),
    plain("ups", "UPS", Some("https://www.ups.com/track?tracknum={n}")),
    plain("fedex", "FedEx", Some("https://www.fedex.com/fedextrack/?trknbr={n}")),
    plain("allegro", "Allegro", None),
    OTHER,
];

static NOBODY: Carrier = OTHER;

const OTHER: Carrier = plain("other", "", None);

const fn plain(id: &'static str, name: &'static str, tracking_url: Option<&'static str>) -> Carrier {
    Carrier { id, name, tracking_url, locker: None, tells_customers: false }
}

/// Words that name a carrier wherever they stand in a text, the more telling first.
const NAMES: [(&str, &str); 12] = [
    ("inpost", "inpost"),
    ("paczkomat", "inpost"),
    ("dpd", "dpd"),
    ("dhl", "dhl"),
    ("gls", "gls"),
    ("poczta", "poczta-polska"),
    ("pocztex", "poczta-polska"),
    ("orlen", "orlen"),
    ("fedex", "fedex"),
    ("fed-ex", "fedex"),
    ("allegro", "allegro"),
    ("ups", "ups"),
];

/// The carrier of that id; the one that nobody named for any other.
pub fn by_id(id: &str) -> &'static Carrier {
    CARRIERS.iter().find(|carrier| carrier.id == id).unwrap_or(&NOBODY)
}

/// The id of the carrier that a text names ("InPost Paczkomaty 24/7", "kurier DPD"), `other` if it
/// names one that is not in the table, none if it is empty.
pub fn from_text(text: &str) -> Option<&'static str> {
    let text = text.trim().to_ascii_lowercase();
    if text.is_empty() {
        return None;
    }
    let named = NAMES.iter().find(|(name, _)| match *name {
        // Too short to be looked for inside other words.
        "ups" | "gls" | "dpd" | "dhl" => text.split(|c: char| !c.is_alphanumeric()).any(|word| word == *name),
        name => text.contains(name),
    });
    Some(named.map_or("other", |(_, id)| id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_as_shops_write_them() {
        for (text, id) in [
            ("InPost Paczkomaty 24/7", "inpost"),
            ("Paczkomat®", "inpost"),
            ("kurier DPD", "dpd"),
            ("DHL Parcel", "dhl"),
            ("Poczta Polska - Pocztex", "poczta-polska"),
            ("UPS Standard", "ups"),
            ("grupsy", "other"),
            ("dpd", "dpd"),
            ("poczta-polska", "poczta-polska"),
            ("ORLEN Paczka", "orlen"),
        ] {
            assert_eq!(from_text(text), Some(id), "{text}");
            assert_eq!(by_id(id).id, id);
        }
        assert_eq!(from_text("  "), None);
        assert_eq!(by_id("<script>").id, "other");
    }

    #[test]
    fn links_hold_the_number_encoded() {
        assert_eq!(by_id("inpost").link("A/1&b").unwrap(), "https://inpost.pl/sledzenie-przesylek?number=A%2F1%26b");
        assert_eq!(by_id("other").link("1"), None);
    }
}
