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
    /// What its parcel lockers are called, if it has any of a name of their own.
    pub locker: Option<Locker>,
    /// It tells the recipients itself when a parcel is out for delivery or waits for them.
    pub tells_customers: bool,
}

/// A carrier's own word for its lockers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Locker {
    /// Nominative, such as `Paczkomat`.
    pub name: &'static str,
    /// Locative, as after Polish *w*: `Paczkomacie`.
    pub locative: &'static str,
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
