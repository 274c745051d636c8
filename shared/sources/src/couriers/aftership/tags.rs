//! AfterShip's tags and subtags.
//!
//! Source: `https://www.aftership.com/docs/tracking/enum/delivery-sub-statuses`, as far as version
//! 2026-07 is known: what `InTransit_010` to `013` and `Exception_014` and `015` say was not found, and
//! their tag decides.

use crate::meaning::Meaning;
use sledz_domain::{
    parcel::Note,
    status::Status::{
        Accepted, Cancelled, Delivered, Exception, FailedAttempt, InTransit, OutForDelivery, PreTransit,
        ReadyForPickup, Returned, Returning,
    },
};

/// All tags.
#[rustfmt::skip]
pub static TAGS: [(&str, Meaning); 9] = [
    ("Pending", Meaning::moves(PreTransit)),
    ("InfoReceived", Meaning::moves(PreTransit)),
    ("InTransit", Meaning::moves(InTransit)),
    ("OutForDelivery", Meaning::moves(OutForDelivery)),
    ("AttemptFail", Meaning::moves(FailedAttempt)),
    ("Delivered", Meaning::moves(Delivered)),
    ("AvailableForPickup", Meaning::moves(ReadyForPickup)),
    ("Exception", Meaning::moves(Exception)),
    ("Expired", Meaning::nothing()),
];

/// The subtags that say more than their tag, and those that say no more but are known. What is only late
/// moves nothing, a refusal is an attempt in vain.
#[rustfmt::skip]
pub static SUBTAGS: [(&str, Meaning); 48] = [
    ("Delivered_001", Meaning::moves(Delivered)),
    ("Delivered_002", Meaning::noted(Delivered, Note::Collected)),
    ("Delivered_003", Meaning::moves(Delivered)),
    ("Delivered_004", Meaning::moves(Delivered)),
    ("Delivered_005", Meaning::noted(Delivered, Note::WithNeighbour)),
    ("AvailableForPickup_001", Meaning::moves(ReadyForPickup)),
    ("Exception_001", Meaning::moves(Exception)),
    ("Exception_002", Meaning::noted(Exception, Note::UnknownRecipient)),
    ("Exception_003", Meaning::noted(FailedAttempt, Note::Refused)),
    ("Exception_004", Meaning::late_by(Note::AtCustoms)),
    ("Exception_005", Meaning::late()),
    ("Exception_006", Meaning::noted(Exception, Note::Held)),
    ("Exception_007", Meaning::noted(Exception, Note::WrongAddress)),
    ("Exception_008", Meaning::noted(Exception, Note::PickupExpired)),
    ("Exception_009", Meaning::moves(Exception)),
    ("Exception_010", Meaning::moves(Returning)),
    ("Exception_011", Meaning::moves(Returned)),
    ("Exception_012", Meaning::noted(Exception, Note::Damaged)),
    ("Exception_013", Meaning::noted(Exception, Note::Lost)),
    ("Exception_016", Meaning::late()),
    ("Exception_017", Meaning::late()),
    ("Exception_018", Meaning::noted(Exception, Note::Held)),
    ("Exception_019", Meaning::late()),
    ("Exception_020", Meaning::moves(Cancelled)),
    ("Exception_021", Meaning::noted(Exception, Note::Undeliverable)),
    ("AttemptFail_001", Meaning::moves(FailedAttempt)),
    ("AttemptFail_002", Meaning::noted(FailedAttempt, Note::NobodyThere)),
    ("AttemptFail_003", Meaning::noted(FailedAttempt, Note::NoAccess)),
    ("InTransit_001", Meaning::moves(InTransit)),
    ("InTransit_002", Meaning::moves(Accepted)),
    ("InTransit_003", Meaning::noted(InTransit, Note::AtSortingCentre)),
    ("InTransit_004", Meaning::moves(InTransit)),
    ("InTransit_005", Meaning::moves(InTransit)),
    ("InTransit_006", Meaning::noted(InTransit, Note::AtCustoms)),
    ("InTransit_007", Meaning::noted(InTransit, Note::LeftSortingCentre)),
    ("InTransit_008", Meaning::moves(InTransit)),
    ("InTransit_009", Meaning::noted(InTransit, Note::Readdressed)),
    ("InfoReceived_001", Meaning::moves(PreTransit)),
    ("OutForDelivery_001", Meaning::moves(OutForDelivery)),
    ("OutForDelivery_003", Meaning::moves(OutForDelivery)),
    ("OutForDelivery_004", Meaning::moves(OutForDelivery)),
    ("Pending_001", Meaning::moves(PreTransit)),
    ("Pending_002", Meaning::moves(PreTransit)),
    ("Pending_003", Meaning::moves(PreTransit)),
    ("Pending_004", Meaning::moves(PreTransit)),
    ("Pending_005", Meaning::moves(PreTransit)),
    ("Pending_006", Meaning::moves(PreTransit)),
    ("Expired_001", Meaning::nothing()),
];

/// What a tag means, in any case.
pub fn tag(tag: &str) -> Option<Meaning> {
    TAGS.iter().find(|(name, _)| name.eq_ignore_ascii_case(tag)).map(|(_, meaning)| *meaning)
}

/// What a subtag means, in any case.
pub fn subtag(subtag: &str) -> Option<Meaning> {
    SUBTAGS.iter().find(|(name, _)| name.eq_ignore_ascii_case(subtag)).map(|(_, meaning)| *meaning)
}
