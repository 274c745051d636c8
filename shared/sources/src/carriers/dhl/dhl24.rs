//! The statuses of DHL24 (DHL eCommerce Poland, formerly DHL Parcel).
//!
//! Source: `wire-formats/couriers.md`, 3.3, from a library whose comments give DHL's own Polish descriptions.

use crate::meaning::Meaning;
use sledz_domain::{
    parcel::Note,
    status::Status::{
        Accepted, Delivered, Exception, FailedAttempt, InTransit, OutForDelivery, PreTransit, ReadyForPickup, Returned,
        Returning,
    },
};

/// All statuses.
#[rustfmt::skip]
pub static STATUSES: [(&str, Meaning); 80] = [
    ("EDWP", Meaning::moves(PreTransit)),
    ("DWP", Meaning::noted(Accepted, Note::CollectedFromSender)),
    ("SP_DWP", Meaning::noted(Accepted, Note::DroppedAtPoint)),
    ("SP_PU", Meaning::moves(InTransit)),
    ("SORT", Meaning::noted(InTransit, Note::AtSortingCentre)),
    ("LP", Meaning::noted(InTransit, Note::AtDepot)),
    // Waits for the next round.
    ("TRM", Meaning::moves(InTransit)),
    ("TRM2", Meaning::noted(InTransit, Note::AtDestinationDepot)),
    // Entered, left Poland.
    ("WEJPL", Meaning::moves(InTransit)),
    ("WYJPL", Meaning::moves(InTransit)),
    ("LK", Meaning::moves(OutForDelivery)),
    ("DOR", Meaning::moves(Delivered)),
    ("DOR_LOK", Meaning::noted(Delivered, Note::SafePlace)),
    ("DOR_OTH", Meaning::moves(Delivered)),
    ("DOR_OWL", Meaning::noted(Delivered, Note::Collected)),
    ("DOR_POC", Meaning::moves(Delivered)),
    ("DOR_RDZ", Meaning::moves(Delivered)),
    ("DOR_SAS", Meaning::noted(Delivered, Note::WithNeighbour)),
    ("PPDOR", Meaning::noted(Delivered, Note::Collected)),
    ("AWI", Meaning::noted(FailedAttempt, Note::NobodyThere)),
    ("AWI_ONU", Meaning::noted(FailedAttempt, Note::NobodyThere)),
    ("AWI_OZ", Meaning::noted(FailedAttempt, Note::NoAccess)),
    // A document for the sender was missing.
    ("AWI_ROD", Meaning::moves(FailedAttempt)),
    ("AWI_SAS", Meaning::noted(FailedAttempt, Note::NobodyThere)),
    ("AWI_DP2", Meaning::noted(FailedAttempt, Note::NobodyThere)),
    ("ZWW", Meaning::moves(FailedAttempt)),
    ("BRG", Meaning::noted(FailedAttempt, Note::CodUnpaid)),
    ("BRG_SAS", Meaning::noted(FailedAttempt, Note::CodUnpaid)),
    ("AN", Meaning::noted(FailedAttempt, Note::WrongAddress)),
    ("AN_BO", Meaning::noted(FailedAttempt, Note::WrongAddress)),
    ("AN_RA", Meaning::noted(FailedAttempt, Note::WrongAddress)),
    ("AN_SAS", Meaning::noted(FailedAttempt, Note::WrongAddress)),
    ("OP", Meaning::noted(FailedAttempt, Note::Refused)),
    ("OP_BWER", Meaning::noted(FailedAttempt, Note::Refused)),
    ("OP_COD", Meaning::noted(FailedAttempt, Note::Refused)),
    ("OP_DUB", Meaning::noted(FailedAttempt, Note::Refused)),
    ("OP_OTH", Meaning::noted(FailedAttempt, Note::Refused)),
    ("OP_PLA", Meaning::noted(FailedAttempt, Note::Refused)),
    ("OP_PNK", Meaning::noted(FailedAttempt, Note::Refused)),
    ("OP_REZ", Meaning::noted(FailedAttempt, Note::Refused)),
    ("OP_ROD", Meaning::noted(FailedAttempt, Note::Refused)),
    ("OP_SAS", Meaning::noted(FailedAttempt, Note::Refused)),
    ("OP_TNZ", Meaning::noted(FailedAttempt, Note::Refused)),
    ("OP_UMO", Meaning::noted(FailedAttempt, Note::Refused)),
    ("OP_USP", Meaning::noted(FailedAttempt, Note::Refused)),
    // At the terminal; where the recipient was told; in a locker; at a service point.
    ("OWL", Meaning::noted(ReadyForPickup, Note::AtBranch)),
    ("OWL_KP", Meaning::moves(ReadyForPickup)),
    ("OWL_ONO", Meaning::moves(ReadyForPickup)),
    ("OWL_PS_KP", Meaning::noted(ReadyForPickup, Note::InLocker)),
    ("OWL_PS_ONO", Meaning::noted(ReadyForPickup, Note::InLocker)),
    ("OWL_SP_KP", Meaning::noted(ReadyForPickup, Note::AtPoint)),
    ("OWL_SP_ONO", Meaning::noted(ReadyForPickup, Note::AtPoint)),
    ("SP_DSP", Meaning::noted(ReadyForPickup, Note::AtPoint)),
    ("SP_KP", Meaning::noted(ReadyForPickup, Note::AtPoint)),
    // The recipient chose another day, other hours, another place.
    ("PNPT", Meaning::moves(InTransit)),
    ("PO18", Meaning::moves(InTransit)),
    ("PSHOP", Meaning::noted(InTransit, Note::Redirected)),
    ("SAS", Meaning::noted(InTransit, Note::Readdressed)),
    ("SOB", Meaning::moves(InTransit)),
    ("ZA", Meaning::noted(InTransit, Note::Readdressed)),
    ("ZAIT", Meaning::noted(InTransit, Note::Readdressed)),
    // The recipient sends it back; it goes back by itself.
    ("REZ", Meaning::noted(Returning, Note::Refused)),
    ("ZWR", Meaning::moves(Returning)),
    ("ZWR_AN", Meaning::noted(Returning, Note::UnknownRecipient)),
    ("ZWR_OP", Meaning::noted(Returning, Note::Undeliverable)),
    ("AWI_CZAS", Meaning::moves(Returning)),
    ("OP_DO", Meaning::moves(Returning)),
    ("SP_KZW", Meaning::noted(Returning, Note::NotCollected)),
    ("SP_OP", Meaning::noted(Returning, Note::Refused)),
    ("SP_TO", Meaning::noted(Returning, Note::NotCollected)),
    ("SP_ZWR", Meaning::noted(Returning, Note::Refused)),
    ("ZWN", Meaning::moves(Returned)),
    ("ZWR_ZB", Meaning::moves(Returned)),
    ("ZWR_ZT", Meaning::moves(Returned)),
    ("OP_DOK", Meaning::moves(Returned)),
    // Incomplete; in trouble; called off or held at a Parcelshop.
    ("PNK", Meaning::moves(Exception)),
    ("CC", Meaning::moves(Exception)),
    ("SP_CN", Meaning::moves(Exception)),
    ("SP_DW", Meaning::noted(Exception, Note::Held)),
    ("SP_ZAM", Meaning::noted(Exception, Note::Held)),
];

/// What a status means.
pub fn meaning(status: &str) -> Option<Meaning> {
    STATUSES.iter().find(|(name, _)| name.eq_ignore_ascii_case(status)).map(|(_, meaning)| *meaning)
}
