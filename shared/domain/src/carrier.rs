//! What is known of a carrier. The table itself is with the adapters: the domain knows no names.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What stays as it is in a tracking number within a link.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.');

/// A carrier as its customers see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Carrier {
    /// The id used on the wire, such as `inpost`.
    pub id: &'static str,
    /// The name shown; empty for the carrier that nobody named.
    pub name: &'static str,
    /// The public tracking page, `{n}` standing for the number. Links come from here only, never
    /// from a payload.
    pub tracking_url: Option<&'static str>,
    /// Where its parcels wait, in its own words.
    pub places: Places,
    /// It tells the recipients itself when a parcel is out for delivery or waits for them.
    pub tells_customers: bool,
}

/// A carrier's own words for the places where parcels are posted and collected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Places {
    /// Its lockers, if they have a name of their own.
    pub locker: Option<Place>,
    /// Its staffed points, if they have a name of their own.
    pub point: Option<Place>,
    /// A parcel of which nobody said where it waits, waits in a locker.
    pub usually_locker: bool,
}

impl Places {
    /// No words of its own.
    pub const UNNAMED: Places = Places { locker: None, point: None, usually_locker: false };
}

/// A kind of place, as it stands within a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Polish locative, as after *w*: `Paczkomacie`.
    pub pl: &'static str,
    /// English with its article: `a Paczkomat locker`.
    pub en: &'static str,
}

impl Carrier {
    /// The public tracking page of one number.
    pub fn link(&self, tracking_number: &str) -> Option<String> {
        let number = utf8_percent_encode(tracking_number, PLAIN).to_string();
        self.tracking_url.map(|template| template.replace("{n}", &number))
    }
}

/// Finds a carrier by its id; one that is not known is the carrier that nobody named.
pub type Directory = fn(id: &str) -> &'static Carrier;
