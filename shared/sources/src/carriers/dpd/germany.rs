//! The statuses of DPD Germany's Tracking Push Service.
//!
//! Source: "Tracking Push Service - Schnelleinstieg" of 04/2023, as others cite it. What `delivery_nab`
//! and `delivery_notification` mean is told differently; ours is the ruling.

use crate::meaning::Meaning;
use sledz_domain::{
    parcel::Note,
    status::Status::{
        Accepted, Delivered, Exception, FailedAttempt, InTransit, OutForDelivery, PreTransit, ReadyForPickup, Returning,
    },
};

/// All statuses.
#[rustfmt::skip]
pub static CODES: [(&str, Meaning); 13] = [
    ("start_order", Meaning::moves(PreTransit)),
    ("pickup_driver", Meaning::noted(Accepted, Note::CollectedFromSender)),
    ("pickup_depot", Meaning::noted(InTransit, Note::AtDepot)),
    ("delivery_depot", Meaning::noted(InTransit, Note::AtDestinationDepot)),
    ("delivery_nab", Meaning::moves(FailedAttempt)),
    ("delivery_carload", Meaning::moves(OutForDelivery)),
    ("delivery_notification", Meaning::tells(Note::Notified)),
    ("delivery_customer", Meaning::moves(Delivered)),
    ("delivery_shop", Meaning::noted(ReadyForPickup, Note::AtPoint)),
    ("pickup_by_consignee", Meaning::noted(Delivered, Note::Collected)),
    ("no_pickup_by_consignee", Meaning::noted(Returning, Note::NotCollected)),
    ("error_pickup", Meaning::moves(Exception)),
    ("error_return", Meaning::moves(Returning)),
];

/// What a status means, in any case.
pub fn meaning(code: &str) -> Option<Meaning> {
    CODES.iter().find(|(name, _)| name.eq_ignore_ascii_case(code)).map(|(_, meaning)| *meaning)
}
