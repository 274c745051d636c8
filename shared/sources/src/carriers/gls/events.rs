//! The events of GLS: code and reason, with a point between them.
//!
//! Source: `wire-formats/couriers.md`, 4.1, from a library's list. In its second half the texts look shifted against the
//! codes: those that end in `.0` are sure, the others are weak.

use crate::meaning::Meaning;
use sledz_domain::{
    parcel::Note,
    status::Status::{Accepted, Delivered, Exception, FailedAttempt, InTransit, OutForDelivery, PreTransit, Returned},
};

/// The codes of one kind, and what all of them mean.
type Group = (&'static [&'static str], Meaning);

/// All codes.
pub static CODES: [Group; 18] = [
    // Data came; a label was printed.
    (
        &["0.0", "0.94", "0.100", "40.0", "40.68", "40.94", "40.97", "44.96", "25.91", "34.58", "34.59", "16.0"],
        Meaning::moves(PreTransit),
    ),
    (&["17.0"], Meaning::noted(Accepted, Note::CollectedFromSender)),
    (&["1.0", "1.79"], Meaning::noted(InTransit, Note::LeftDepot)),
    (&["2.0", "10.0"], Meaning::noted(InTransit, Note::AtDepot)),
    (&["6.0", "6.2", "6.12", "6.20"], Meaning::moves(InTransit)),
    (&["8.0", "8.27", "8.97", "12.10", "4.20", "14.66"], Meaning::noted(InTransit, Note::AtDepot)),
    (&["13.0", "42.0"], Meaning::noted(InTransit, Note::AtCustoms)),
    // Released by customs, or unlocked.
    (&["15.0", "18.99", "4.25", "27.58", "27.68"], Meaning::moves(InTransit)),
    (&["2.20", "22.0", "27.16", "26.17", "14.53", "14.63", "19.33"], Meaning::noted(Exception, Note::AtCustoms)),
    (&["26.58", "26.67", "26.68"], Meaning::noted(Exception, Note::Held)),
    (&["11.0"], Meaning::moves(OutForDelivery)),
    (&["3.0"], Meaning::moves(Delivered)),
    (
        &[
            "4.40", "4.32", "4.41", "4.30", "4.33", "14.60", "14.62", "14.68", "19.73", "19.74", "19.75", "20.71",
            "21.0", "33.77", "95.0", "6.10", "6.79", "19.49", "12.00", "12.44", "13.64",
        ],
        Meaning::moves(FailedAttempt),
    ),
    // Not out for delivery; more is asked of the recipient.
    (
        &[
            "41.0", "29.0", "31.74", "4.24", "4.31", "4.37", "14.61", "15.65", "20.0", "20.19", "20.32", "20.72",
            "26.16", "7.21", "90.45", "96.0",
        ],
        Meaning::late(),
    ),
    // Not collected from the sender, or called off: the parcel itself is not cancelled.
    (
        &["4.21", "4.26", "4.36", "4.52", "4.80", "2.21", "19.37", "19.42", "25.97", "30.40", "79.0", "90.132"],
        Meaning::moves(PreTransit),
    ),
    (&["4.42", "14.70", "20.75"], Meaning::moves(PreTransit)),
    (&["5.0"], Meaning::moves(Returned)),
    // What was to be changed is changed.
    (&["33.91", "4.99"], Meaning::nothing()),
];

/// What a code means. Those of group 12 that are not listed are all "not out for delivery".
pub fn meaning(code: &str) -> Option<Meaning> {
    let listed = CODES.iter().find(|(codes, _)| codes.contains(&code)).map(|(_, meaning)| *meaning);
    let of_group = || {
        let reason = code.strip_prefix("12.")?;
        let is_reason = !reason.is_empty() && reason.len() <= 3 && reason.bytes().all(|byte| byte.is_ascii_digit());
        is_reason.then(Meaning::late)
    };
    listed.or_else(of_group)
}
