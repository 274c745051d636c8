//! The codes of UPS Track Alert: a type, and within it a code.
//!
//! Sources: `UPSTrackAlert.yaml` in `UPS-API/api-documentation` for the types D, I, M, MV, U and X and for
//! the pairs of its samples; P and RS are types of UPS's other tracking interfaces. UPS has hundreds of
//! codes, so a code that is not listed is read by its type.

use crate::meaning::Meaning;
use sledz_domain::{
    parcel::Note,
    status::Status::{Accepted, Cancelled, Delivered, Exception, InTransit, OutForDelivery, PreTransit, Returning},
};

/// Type, code (empty: every other), and what they mean. The first row that holds wins. What is out for
/// delivery has type I in the samples, and D in the words above them.
#[rustfmt::skip]
pub static CODES: [(&str, &str, Meaning); 12] = [
    ("M", "", Meaning::moves(PreTransit)),
    ("MV", "", Meaning::moves(Cancelled)),
    ("P", "", Meaning::noted(Accepted, Note::CollectedFromSender)),
    ("I", "OR", Meaning::moves(Accepted)),
    ("I", "DP", Meaning::noted(InTransit, Note::LeftDepot)),
    ("I", "OT", Meaning::moves(OutForDelivery)),
    ("I", "", Meaning::moves(InTransit)),
    ("D", "OT", Meaning::moves(OutForDelivery)),
    ("D", "", Meaning::moves(Delivered)),
    ("U", "", Meaning::nothing()),
    ("X", "", Meaning::moves(Exception)),
    ("RS", "", Meaning::moves(Returning)),
];

/// What a type and a code mean, in any case.
pub fn meaning(kind: &str, code: &str) -> Option<Meaning> {
    let holds = |listed: &str| listed.is_empty() || listed.eq_ignore_ascii_case(code);
    CODES.iter().find(|(known, listed, _)| known.eq_ignore_ascii_case(kind) && holds(listed)).map(|(.., found)| *found)
}
