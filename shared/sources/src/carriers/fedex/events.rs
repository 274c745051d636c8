//! The event types of FedEx, and the derived status codes beside them: one vocabulary.
//!
//! Sources: what Karrio makes of DL, OD, AD, ED, IT, IX, DY, DD, DE, SE, CA, RS and HL; for the others the
//! table "Tracking Event Codes" of FedEx's API reference, as integrations repeat it. FedEx says that its
//! lists are open.

use crate::meaning::Meaning;
use sledz_domain::{
    parcel::Note,
    status::Status::{
        Accepted, Cancelled, Delivered, Exception, InTransit, OutForDelivery, PreTransit, ReadyForPickup, Returning,
    },
};

/// All codes. Delays are soft: they move nothing. `IN` is a label that was made where it is a derived
/// code, and an intervention that ended where it is an event.
#[rustfmt::skip]
pub static CODES: [(&str, Meaning); 45] = [
    ("OC", Meaning::moves(PreTransit)),
    ("PU", Meaning::noted(Accepted, Note::CollectedFromSender)),
    ("DO", Meaning::noted(Accepted, Note::DroppedAtPoint)),
    ("IP", Meaning::moves(Accepted)),
    ("IT", Meaning::moves(InTransit)),
    ("IX", Meaning::moves(InTransit)),
    ("TR", Meaning::moves(InTransit)),
    ("AF", Meaning::noted(InTransit, Note::AtDepot)),
    ("AR", Meaning::noted(InTransit, Note::AtDepot)),
    ("DP", Meaning::noted(InTransit, Note::LeftDepot)),
    ("FD", Meaning::noted(InTransit, Note::AtDestinationDepot)),
    ("CP", Meaning::noted(InTransit, Note::AtCustoms)),
    ("CC", Meaning::moves(InTransit)),
    ("EA", Meaning::moves(InTransit)),
    ("OD", Meaning::moves(OutForDelivery)),
    ("AD", Meaning::moves(OutForDelivery)),
    ("ED", Meaning::moves(OutForDelivery)),
    ("HL", Meaning::noted(ReadyForPickup, Note::AtPoint)),
    ("HP", Meaning::noted(ReadyForPickup, Note::AtPoint)),
    ("DL", Meaning::moves(Delivered)),
    ("DY", Meaning::late()),
    ("DD", Meaning::late()),
    ("PD", Meaning::late()),
    ("CD", Meaning::late_by(Note::AtCustoms)),
    ("DE", Meaning::moves(Exception)),
    ("SE", Meaning::moves(Exception)),
    ("RS", Meaning::moves(Returning)),
    ("CA", Meaning::moves(Cancelled)),
    // Wishes, forecasts and paperwork.
    ("PR", Meaning::tells(Note::Readdressed)),
    ("AE", Meaning::nothing()),
    ("AO", Meaning::nothing()),
    ("AP", Meaning::nothing()),
    ("AS", Meaning::nothing()),
    ("CH", Meaning::nothing()),
    ("DR", Meaning::nothing()),
    ("DS", Meaning::nothing()),
    ("HA", Meaning::nothing()),
    ("IN", Meaning::nothing()),
    ("MD", Meaning::nothing()),
    ("PM", Meaning::nothing()),
    ("RA", Meaning::nothing()),
    ("RM", Meaning::nothing()),
    ("RR", Meaning::nothing()),
    ("RT", Meaning::nothing()),
    ("US", Meaning::nothing()),
];

/// What a code means, in any case.
pub fn meaning(code: &str) -> Option<Meaning> {
    CODES.iter().find(|(known, _)| known.eq_ignore_ascii_case(code)).map(|(_, meaning)| *meaning)
}
