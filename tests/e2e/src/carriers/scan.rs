//! What happens to a parcel, as its carrier will tell.

use chrono::{DateTime, Utc};
use chrono_tz::Europe::Warsaw;

/// One scan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scan {
    /// The carrier's code.
    pub code: String,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// Depot, locker or post office; empty if it is not told.
    pub place: String,
    /// What is told besides: code and value.
    pub data: Vec<(String, String)>,
    /// The order's number as the sender wrote it; empty if it did not.
    pub reference: String,
}

impl Scan {
    /// A scan at no place in particular.
    pub fn new(code: &str, at: DateTime<Utc>) -> Self {
        Scan { code: code.to_owned(), at, place: String::new(), data: Vec::new(), reference: String::new() }
    }

    /// At this depot, locker or post office.
    #[must_use]
    pub fn at(mut self, place: &str) -> Self {
        place.clone_into(&mut self.place);
        self
    }

    /// With something told besides.
    #[must_use]
    pub fn with(mut self, code: &str, value: &str) -> Self {
        self.data.push((code.to_owned(), value.to_owned()));
        self
    }

    /// Of the order of this number.
    #[must_use]
    pub fn of(mut self, order: &str) -> Self {
        order.clone_into(&mut self.reference);
        self
    }

    /// Its time as clocks in Poland show it, in this format.
    pub(crate) fn local(&self, format: &str) -> String {
        self.at.with_timezone(&Warsaw).format(format).to_string()
    }
}
