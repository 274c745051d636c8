//! The events of Poczta Polska's tracking, by their scan codes; the coarser state of a parcel lags behind them.
//!
//! Source: `wire-formats/couriers.md`, 4.2, from integrations. The names that Poczta Polska gives the codes are those
//! of a library that lists them.

use crate::meaning::Meaning;
use sledz_domain::{
    parcel::Note,
    status::Status::{
        Accepted, Delivered, Exception, FailedAttempt, InTransit, OutForDelivery, PreTransit, ReadyForPickup, Returning,
    },
};

/// The decision to send it back. With it a parcel that is finished is returned.
pub const RETURN: &str = "P_NDZ";

/// Nobody was there, and the recipient was told to collect it at the post office.
const NOTICE: Meaning = Meaning::noted(FailedAttempt, Note::NobodyThere).then(ReadyForPickup, Some(Note::AtPoint));

/// All codes.
#[rustfmt::skip]
pub static CODES: [(&str, Meaning); 38] = [
    ("P_REJ_KN1", Meaning::moves(PreTransit)),
    ("P_NAD", Meaning::moves(Accepted)),
    ("P_PPDN", Meaning::moves(Accepted)),
    ("P_PZL", Meaning::noted(InTransit, Note::AtDepot)),
    ("P_WZL", Meaning::noted(InTransit, Note::LeftDepot)),
    // Abroad: came to, left Poland or another country.
    ("P_WEOC", Meaning::moves(InTransit)),
    ("P_WYOC", Meaning::moves(InTransit)),
    ("P_WYPL", Meaning::moves(InTransit)),
    ("P_WEPL", Meaning::moves(InTransit)),
    ("P_ZWC", Meaning::noted(InTransit, Note::AtCustoms)),
    ("P_ZWOLDDOR", Meaning::noted(InTransit, Note::AtCustoms)),
    ("P_WPUCPP", Meaning::noted(InTransit, Note::AtCustoms)),
    ("P_WD", Meaning::moves(OutForDelivery)),
    ("P_WDML", Meaning::moves(OutForDelivery)),
    ("P_NDD", Meaning::moves(OutForDelivery)),
    ("P_A", NOTICE),
    ("P_PA", NOTICE),
    ("P_KWD", Meaning::noted(ReadyForPickup, Note::AtPoint)),
    ("P_D", Meaning::moves(Delivered)),
    ("P_OWU", Meaning::noted(Delivered, Note::Collected)),
    // In vain: tried again today, tomorrow; kept as the recipient wished, or until it is told.
    ("P_ND", Meaning::moves(FailedAttempt)),
    ("P_NDPD", Meaning::moves(FailedAttempt)),
    ("P_NDPJ", Meaning::moves(FailedAttempt)),
    ("P_R", Meaning::moves(FailedAttempt)),
    ("P_NDZAP", Meaning::moves(FailedAttempt)),
    // A corrected decision to send it back.
    ("P_NDZK", Meaning::moves(FailedAttempt)),
    ("P_NDZKON", Meaning::noted(Exception, Note::Held)),
    // To the post office, to the country that it comes from.
    ("P_ZDUN", Meaning::noted(Exception, Note::Undeliverable)),
    ("P_CZDKN", Meaning::noted(Exception, Note::Undeliverable)),
    (RETURN, Meaning::moves(Returning)),
    // Duty that was paid at the door is booked days later.
    ("P_ROZL_CEL", Meaning::nothing()),
    // Known by name only: mails and SMS.
    ("P_POWE", Meaning::tells(Note::Notified)),
    ("P_POOE", Meaning::tells(Note::Notified)),
    ("P_POZE", Meaning::tells(Note::Notified)),
    ("P_POWS", Meaning::tells(Note::Notified)),
    ("P_POOS", Meaning::tells(Note::Notified)),
    ("P_POZS", Meaning::tells(Note::Notified)),
    ("P_WSMS", Meaning::tells(Note::Notified)),
];

/// What a code means.
pub fn meaning(code: &str) -> Option<Meaning> {
    CODES.iter().find(|(name, _)| name.eq_ignore_ascii_case(code)).map(|(_, meaning)| *meaning)
}
