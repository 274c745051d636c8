//! 17TRACK's statuses: of a parcel and, as stages and sub-statuses, of its events.
//!
//! Source: `https://asset.17track.net/api/document/v2.2_en/index.html`, and integrations for what that
//! leaves out.

use crate::meaning::Meaning;
use sledz_domain::{
    parcel::Note,
    status::Status::{
        Accepted, Cancelled, Delivered, Exception, FailedAttempt, InTransit, OutForDelivery, PreTransit,
        ReadyForPickup, Returned, Returning,
    },
};

/// Main statuses, sub-statuses, and at the end the stages that are neither. What is only late moves
/// nothing, a refusal is an attempt in vain.
#[rustfmt::skip]
pub static STATUSES: [(&str, Meaning); 45] = [
    ("NotFound", Meaning::nothing()),
    ("InfoReceived", Meaning::moves(PreTransit)),
    ("InTransit", Meaning::moves(InTransit)),
    ("Expired", Meaning::nothing()),
    ("AvailableForPickup", Meaning::moves(ReadyForPickup)),
    ("OutForDelivery", Meaning::moves(OutForDelivery)),
    ("DeliveryFailure", Meaning::moves(FailedAttempt)),
    ("Delivered", Meaning::moves(Delivered)),
    ("Exception", Meaning::moves(Exception)),
    ("NotFound_Other", Meaning::nothing()),
    ("NotFound_InvalidCode", Meaning::nothing()),
    ("InTransit_PickedUp", Meaning::moves(Accepted)),
    ("InTransit_Other", Meaning::moves(InTransit)),
    ("InTransit_Departure", Meaning::moves(InTransit)),
    ("InTransit_Arrival", Meaning::moves(InTransit)),
    ("InTransit_CustomsProcessing", Meaning::noted(InTransit, Note::AtCustoms)),
    ("InTransit_CustomsReleased", Meaning::moves(InTransit)),
    ("InTransit_CustomsRequiringInformation", Meaning::noted(InTransit, Note::AtCustoms)),
    ("Expired_Other", Meaning::nothing()),
    ("AvailableForPickup_Other", Meaning::moves(ReadyForPickup)),
    ("OutForDelivery_Other", Meaning::moves(OutForDelivery)),
    ("DeliveryFailure_Other", Meaning::moves(FailedAttempt)),
    ("DeliveryFailure_NoBody", Meaning::noted(FailedAttempt, Note::NobodyThere)),
    ("DeliveryFailure_Security", Meaning::moves(FailedAttempt)),
    ("DeliveryFailure_Rejected", Meaning::noted(FailedAttempt, Note::Refused)),
    ("DeliveryFailure_InvalidAddress", Meaning::noted(FailedAttempt, Note::WrongAddress)),
    ("Delivered_Other", Meaning::moves(Delivered)),
    ("Exception_Other", Meaning::moves(Exception)),
    ("Exception_Returning", Meaning::moves(Returning)),
    ("Exception_Returned", Meaning::moves(Returned)),
    ("Exception_NoBody", Meaning::noted(Exception, Note::UnknownRecipient)),
    ("Exception_Security", Meaning::noted(Exception, Note::Held)),
    ("Exception_Damage", Meaning::noted(Exception, Note::Damaged)),
    ("Exception_Rejected", Meaning::noted(FailedAttempt, Note::Refused)),
    ("Exception_Delayed", Meaning::late()),
    ("Exception_Lost", Meaning::noted(Exception, Note::Lost)),
    ("Exception_Destroyed", Meaning::noted(Exception, Note::Undeliverable)),
    ("Exception_Cancel", Meaning::moves(Cancelled)),
    ("PickedUp", Meaning::moves(Accepted)),
    ("Departure", Meaning::moves(InTransit)),
    ("Arrival", Meaning::moves(InTransit)),
    ("CustomsProcessing", Meaning::noted(InTransit, Note::AtCustoms)),
    ("CustomsReleased", Meaning::moves(InTransit)),
    ("Returning", Meaning::moves(Returning)),
    ("Returned", Meaning::moves(Returned)),
];

/// What a listed status, sub-status or stage means, in any case.
pub fn meaning(code: &str) -> Option<Meaning> {
    STATUSES.iter().find(|(name, _)| name.eq_ignore_ascii_case(code)).map(|(_, meaning)| *meaning)
}
