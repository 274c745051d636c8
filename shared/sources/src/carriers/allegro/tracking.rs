//! The codes of Allegro's tracking resource, the same for every carrier that it knows.
//!
//! Source: the enumeration of `GET /order/carriers/{carrierId}/tracking` in Allegro's OpenAPI file: all
//! eight. `DELIVERED` comes when the recipient has the parcel, not when it reaches a point
//! (`allegro/allegro-api` #12068).

use crate::meaning::Meaning;
use sledz_domain::{
    parcel::Note,
    status::Status::{
        Delivered, Exception, FailedAttempt, InTransit, OutForDelivery, PreTransit, ReadyForPickup, Returned,
    },
};

/// All codes. A notice is two events, as Poczta Polska's: the courier came in vain, and the parcel waits,
/// nobody says where. An issue may be a refusal, a loss or a way back.
#[rustfmt::skip]
pub static CODES: [(&str, Meaning); 8] = [
    ("PENDING", Meaning::moves(PreTransit)),
    ("IN_TRANSIT", Meaning::moves(InTransit)),
    ("RELEASED_FOR_DELIVERY", Meaning::moves(OutForDelivery)),
    ("AVAILABLE_FOR_PICKUP", Meaning::moves(ReadyForPickup)),
    ("NOTICE_LEFT", Meaning::noted(FailedAttempt, Note::NobodyThere).then(ReadyForPickup, None)),
    ("DELIVERED", Meaning::moves(Delivered)),
    ("ISSUE", Meaning::moves(Exception)),
    ("RETURNED", Meaning::moves(Returned)),
];

/// What a code means, in any case.
pub fn meaning(code: &str) -> Option<Meaning> {
    CODES.iter().find(|(known, _)| known.eq_ignore_ascii_case(code)).map(|(_, meaning)| *meaning)
}
