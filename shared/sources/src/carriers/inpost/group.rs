//! The event codes of InPost's Group API.
//!
//! Source: `https://developers.inpost-group.com/tracking-events`, V1 of 2025-01-21 and V2 of
//! 2025-11-11. A code that is not listed is read by its prefix, as InPost adds codes within them.

use crate::meaning::Meaning;
use sledz_domain::{
    parcel::Note,
    status::Status::{
        Accepted, Cancelled, Delivered, Exception, FailedAttempt, InTransit, OutForDelivery, PreTransit,
        ReadyForPickup, Returned, Returning,
    },
};

/// Group, from, to (the same for a single code), and what all of these mean. The first row that holds
/// wins.
type Row = (&'static str, u16, u16, Meaning);

/// All codes.
#[rustfmt::skip]
pub static CODES: [Row; 80] = [
    ("CRE", 1001, 1002, Meaning::moves(PreTransit)),
    ("FUL", 1001, 1003, Meaning::moves(PreTransit)),
    ("HAN", 1001, 1001, Meaning::moves(Accepted)),
    ("CC", 1, 2, Meaning::noted(InTransit, Note::AtCustoms)),
    ("CC", 3, 3, Meaning::noted(Exception, Note::AtCustoms)),
    ("FMD", 1001, 1001, Meaning::moves(PreTransit)),
    ("FMD", 1002, 1002, Meaning::noted(Accepted, Note::CollectedFromSender)),
    ("FMD", 1003, 1003, Meaning::moves(InTransit)),
    ("FMD", 1004, 1004, Meaning::noted(Accepted, Note::DroppedAtPoint)),
    ("FMD", 1005, 1005, Meaning::noted(Accepted, Note::DroppedInLocker)),
    ("FMD", 1006, 1006, Meaning::moves(InTransit)),
    ("FMD", 1007, 1014, Meaning::moves(PreTransit)),
    ("FMD", 1015, 1015, Meaning::moves(Accepted)),
    ("FMD", 1016, 1017, Meaning::moves(PreTransit)),
    ("FMD", 9001, 9001, Meaning::noted(Exception, Note::Claim)),
    ("FMD", 9002, 9002, Meaning::noted(Exception, Note::Oversized)),
    ("MMD", 1001, 1002, Meaning::noted(InTransit, Note::AtSortingCentre)),
    ("MMD", 1003, 1003, Meaning::noted(InTransit, Note::LeftSortingCentre)),
    ("MMD", 1004, 1004, Meaning::moves(InTransit)),
    ("MMD", 1005, 1005, Meaning::noted(InTransit, Note::AtSortingCentre)),
    ("MMD", 1006, 1006, Meaning::noted(Exception, Note::Held)),
    ("MMD", 1007, 1007, Meaning::noted(InTransit, Note::LeftDepot)),
    ("MMD", 1009, 1009, Meaning::moves(InTransit)),
    ("MMD", 3001, 3001, Meaning::moves(InTransit)),
    ("MMD", 9001, 9001, Meaning::noted(Exception, Note::Held)),
    ("LMD", 1001, 1001, Meaning::moves(OutForDelivery)),
    ("LMD", 1002, 1002, Meaning::noted(InTransit, Note::AtDestinationDepot)),
    ("LMD", 1003, 1003, Meaning::moves(ReadyForPickup)),
    ("LMD", 1004, 1004, Meaning::noted(ReadyForPickup, Note::AtPoint)),
    ("LMD", 1005, 1005, Meaning::noted(ReadyForPickup, Note::InLocker)),
    ("LMD", 1006, 1006, Meaning::noted(ReadyForPickup, Note::AtPoint)),
    ("LMD", 3001, 3005, Meaning::noted(InTransit, Note::Redirected)),
    ("LMD", 3006, 3006, Meaning::noted(InTransit, Note::Readdressed)),
    ("LMD", 3007, 3007, Meaning::noted(ReadyForPickup, Note::AtPoint)),
    ("LMD", 3008, 3011, Meaning::noted(InTransit, Note::PickupExpired)),
    ("LMD", 3012, 3012, Meaning::moves(InTransit)),
    ("LMD", 3013, 3017, Meaning::noted(InTransit, Note::Redirected)),
    ("LMD", 9001, 9001, Meaning::tells(Note::PickupReminder)),
    ("LMD", 9002, 9002, Meaning::noted(Exception, Note::PickupExpired)),
    ("LMD", 9003, 9003, Meaning::noted(Exception, Note::Oversized)),
    ("LMD", 9004, 9004, Meaning::moves(FailedAttempt)),
    ("LMD", 9005, 9005, Meaning::noted(Exception, Note::Undeliverable)),
    ("LMD", 9006, 9006, Meaning::noted(FailedAttempt, Note::Refused)),
    ("LMD", 9007, 9007, Meaning::noted(FailedAttempt, Note::WrongAddress)),
    ("LMD", 9008, 9008, Meaning::noted(FailedAttempt, Note::UnknownRecipient)),
    ("LMD", 9009, 9009, Meaning::noted(FailedAttempt, Note::CodUnpaid)),
    ("LMD", 9010, 9011, Meaning::noted(FailedAttempt, Note::NoAccess)),
    ("LMD", 9012, 9012, Meaning::noted(ReadyForPickup, Note::InLocker)),
    ("LMD", 9013, 9013, Meaning::noted(ReadyForPickup, Note::AtPoint)),
    ("LMD", 9014, 9014, Meaning::noted(Returning, Note::NotCollected)),
    ("LMD", 9015, 9015, Meaning::noted(FailedAttempt, Note::WrongAddress)),
    ("LMD", 9016, 9016, Meaning::noted(FailedAttempt, Note::NoAccess)),
    ("LMD", 9017, 9017, Meaning::noted(FailedAttempt, Note::NobodyThere)),
    ("LMD", 9018, 9018, Meaning::moves(FailedAttempt)),
    ("LMD", 9019, 9019, Meaning::noted(FailedAttempt, Note::NotCollected)),
    ("LMD", 9020, 9025, Meaning::moves(Exception)),
    ("LMD", 9026, 9026, Meaning::late()),
    ("LMD", 9027, 9027, Meaning::noted(Exception, Note::Held)),
    ("LMD", 9028, 9028, Meaning::late()),
    ("LMD", 9029, 9029, Meaning::moves(FailedAttempt)),
    ("LMD", 9030, 9030, Meaning::noted(Exception, Note::Damaged)),
    ("EOL", 1001, 1001, Meaning::moves(Delivered)),
    ("EOL", 1002, 1002, Meaning::noted(Delivered, Note::Collected)),
    ("EOL", 1003, 1003, Meaning::noted(Delivered, Note::SafePlace)),
    ("EOL", 1004, 1004, Meaning::noted(Delivered, Note::WithNeighbour)),
    ("EOL", 1005, 1007, Meaning::moves(Delivered)),
    ("EOL", 1008, 1008, Meaning::noted(Delivered, Note::SafePlace)),
    ("EOL", 9001, 9001, Meaning::noted(Exception, Note::Lost)),
    ("EOL", 9002, 9003, Meaning::noted(Exception, Note::Damaged)),
    ("EOL", 9004, 9005, Meaning::moves(Cancelled)),
    ("EOL", 9006, 9006, Meaning::noted(Exception, Note::Damaged)),
    ("RTS", 1001, 1001, Meaning::moves(Returning)),
    ("RTS", 1002, 1002, Meaning::moves(Returned)),
    ("INF", 1001, 1001, Meaning::tells(Note::Notified)),
    ("INF", 9001, 9001, Meaning::late()),
    ("INF", 9003, 9005, Meaning::late()),
    ("INF", 9009, 9009, Meaning::late()),
    ("INF", 9010, 9010, Meaning::tells(Note::Notified)),
    ("INF", 9012, 9014, Meaning::tells(Note::Notified)),
    ("INF", 9016, 9017, Meaning::tells(Note::Notified)),
];

/// What a listed code means, in any case.
pub fn meaning(code: &str) -> Option<Meaning> {
    let (group, detail) = parts(code);
    let detail = detail?;
    let row = CODES.iter().find(|(name, from, to, _)| group.eq_ignore_ascii_case(name) && (*from..=*to).contains(&detail));
    row.map(|(_, _, _, meaning)| *meaning)
}

/// What a code means that is not listed, by its prefix: InPost adds codes within them.
pub fn by_prefix(code: &str) -> Meaning {
    let (group, detail) = parts(code);
    match (group.to_ascii_uppercase().as_str(), detail) {
        ("CC" | "MMD", _) => Meaning::moves(InTransit),
        ("EOL", Some(1000..=1999)) => Meaning::moves(Delivered),
        ("EOL" | "LMD" | "FMD", Some(9000..)) => Meaning::moves(Exception),
        ("RTS", _) => Meaning::moves(Returning),
        _ => Meaning::nothing(),
    }
}

fn parts(code: &str) -> (&str, Option<u16>) {
    let code = code.trim();
    let (group, detail) = code.split_once('.').unwrap_or((code, ""));
    (group, detail.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unlisted_codes_go_by_their_prefix_or_change_nothing() {
        for (code, status) in [
            ("MMD.1234", Some(InTransit)),
            ("CC.009", Some(InTransit)),
            ("LMD.9999", Some(Exception)),
            ("EOL.9100", Some(Exception)),
            ("EOL.1010", Some(Delivered)),
            ("FMD.9100", Some(Exception)),
            ("RTS.1009", Some(Returning)),
            ("INF.9999", None),
            ("LMD.2000", None),
            ("XYZ.1", None),
            ("MMD", Some(InTransit)),
            ("", None),
        ] {
            assert_eq!(meaning(code), None, "{code}");
            assert_eq!(by_prefix(code).status, status, "{code}");
        }
    }

    #[test]
    fn listed_codes() {
        for (code, status, delays) in [
            ("CRE.1001", Some(PreTransit), false),
            ("lmd.1001", Some(OutForDelivery), false),
            ("LMD.1005", Some(ReadyForPickup), false),
            ("CC.001", Some(InTransit), false),
            ("CC.003", Some(Exception), false),
            ("LMD.9001", None, false),
            ("LMD.9026", None, true),
            ("INF.9004", None, true),
            ("INF.1001", None, false),
            ("EOL.1002", Some(Delivered), false),
            ("EOL.9005", Some(Cancelled), false),
            ("RTS.1001", Some(Returning), false),
            ("RTS.1002", Some(Returned), false),
        ] {
            let meaning = meaning(code).expect(code);
            assert_eq!((meaning.status, meaning.delays), (status, delays), "{code}");
        }
    }
}
