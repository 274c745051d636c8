//! The styles of pages: one of all pages, and those that only some pages need.

use crate::{compact::compact, csp::hash};
use std::sync::OnceLock;

/// A style, with its hash for the policy. It is worked out once for each instance: hashing it cost more than the rest
/// of the page.
pub(crate) struct Sheet {
    pub(crate) text: &'static str,
    hash: OnceLock<String>,
}

/// The style of all pages; the shop's colours come in an element of their own.
pub(crate) static PAGE: Sheet = Sheet::new(compact!(include_str!("../templates/page.css")));
/// What pages need on which customers write at length.
pub(crate) static ASK: Sheet =
    Sheet::new(compact!(concat!(include_str!("../templates/fields.css"), include_str!("../templates/ask.css"))));
/// What the pages of the shop's staff need.
pub(crate) static DESK: Sheet =
    Sheet::new(compact!(concat!(include_str!("../templates/fields.css"), include_str!("../templates/desk.css"))));

/// What the page with the shop's numbers needs.
pub(crate) static KPI: Sheet = Sheet::new(compact!(include_str!("../templates/kpi.css")));

impl Sheet {
    const fn new(text: &'static str) -> Sheet {
        Sheet { text, hash: OnceLock::new() }
    }

    /// Its hash as a source of `style-src`.
    pub(crate) fn source(&self) -> &str {
        self.hash.get_or_init(|| hash(self.text))
    }
}
