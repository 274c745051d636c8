//! The carriers, one file each: how customers see it, what others call it, what its numbers look like,
//! what its codes mean.
//!
//! Public pages: `wire-formats/couriers.md`, 6. Carriers whose page is not sure, or needs a login,
//! have none.

use crate::{meaning::Meaning, recognise::form::Numbers};
use sledz_domain::carrier::{Carrier, Places};

/// One line for each carrier; the first of two that a text names is meant. Several lists, so that a
/// component holds only what it uses.
macro_rules! carriers {
    ($count:literal: $($carrier:ident),*) => {
        $(pub mod $carrier;)*

        static CARRIERS: [&Carrier; $count] = [$(&$carrier::CARRIER),*];
        static NAMES: [&Names; $count] = [$(&$carrier::NAMES),*];
        static KEYS: [&Keys; $count] = [$(&$carrier::KEYS),*];
        pub(crate) static NUMBERS: [&Numbers; $count] = [$(&$carrier::NUMBERS),*];
        static CODES: [(&Carrier, Codes); $count] = [$((&$carrier::CARRIER, $carrier::meaning)),*];
    };
}

carriers!(9: inpost, dpd, dhl, gls, poczta_polska, orlen, ups, fedex, allegro);

/// What a carrier's own code means; none if it is not in its tables.
type Codes = fn(code: &str) -> Option<Meaning>;

/// So much of a name is looked at, in characters.
const NAME_LIMIT: usize = 200;

/// The carrier that nobody named.
static NOBODY: Carrier =
    Carrier { id: "other", name: "", tracking_url: None, places: Places::UNNAMED, tells_customers: false };

/// How others write a carrier's name, in lower case. A space at an end of a word is the end of a word
/// in the text too; other words are found within longer ones.
pub struct Names {
    /// Whose.
    pub carrier: &'static Carrier,
    /// Words that name it.
    pub words: &'static [&'static str],
    /// Words that mean it if no carrier is named: what everybody calls a locker, who sells parcels of
    /// others too.
    pub hints: &'static [&'static str],
}

/// How aggregators call a carrier. From their public lists of carriers, 2026-11.
pub struct Keys {
    /// Whose.
    pub carrier: &'static Carrier,
    /// AfterShip's slugs, besides those that hold its name.
    pub aftership: &'static [&'static str],
    /// 17TRACK's numbers.
    pub seventeen_track: &'static [u32],
}

/// The carrier of that id; the one that nobody named for any other.
pub fn by_id(id: &str) -> &'static Carrier {
    CARRIERS.into_iter().find(|carrier| carrier.id == id).unwrap_or(&NOBODY)
}

/// The id of the carrier that a text names ("InPost Paczkomaty 24/7", "kurier DPD"), `other` if it
/// names one that is not known, none if it is empty.
pub fn from_text(text: &str) -> Option<&'static str> {
    if text.trim().is_empty() {
        return None;
    }
    let text = words(text);
    let holds = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let named = NAMES.into_iter().find(|names| holds(names.words));
    let meant = named.or_else(|| NAMES.into_iter().find(|names| holds(names.hints)));
    Some(meant.map_or(NOBODY.id, |names| names.carrier.id))
}

/// The words of a text in lower case, one space around each; digits behind letters begin a new one
/// (`dhl24`).
fn words(text: &str) -> String {
    let mut words = String::from(" ");
    let mut was_letter = false;
    for c in text.chars().take(NAME_LIMIT) {
        let starts = c.is_ascii_digit() && was_letter;
        if (starts || !c.is_ascii_alphanumeric()) && !words.ends_with(' ') {
            words.push(' ');
        }
        if c.is_ascii_alphanumeric() {
            words.push(c.to_ascii_lowercase());
        }
        was_letter = c.is_ascii_alphabetic();
    }
    words.push(' ');
    words
}

/// The id of the carrier that AfterShip calls so; `other` if it is not known, none if nothing is named.
pub fn from_aftership(slug: &str) -> Option<&'static str> {
    let slug = slug.trim();
    let known = KEYS.into_iter().find(|keys| keys.aftership.iter().any(|known| known.eq_ignore_ascii_case(slug)));
    known.map(|keys| keys.carrier.id).or_else(|| from_text(slug))
}

/// The id of the carrier that has this number at 17TRACK; none if it is not known.
pub fn from_17track(key: u32) -> Option<&'static str> {
    KEYS.into_iter().find(|keys| keys.seventeen_track.contains(&key)).map(|keys| keys.carrier.id)
}

/// What a carrier's own code means; none if it is not in its tables, or has none.
pub fn meaning(carrier: &str, code: &str) -> Option<Meaning> {
    CODES.into_iter().find(|(known, _)| known.id == carrier).and_then(|(_, meaning)| meaning(code.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_hold_the_number_encoded() {
        assert_eq!(by_id("inpost").link("A/1&b").unwrap(), "https://inpost.pl/sledzenie-przesylek?number=A%2F1%26b");
        assert_eq!(by_id("other").link("1"), None);
    }
}
