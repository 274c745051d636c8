//! The event codes of InPost's Group API and what they mean.
//!
//! Source: `https://developers.inpost-group.com/tracking-events`, V1 of 2025-01-21 and V2 of
//! 2025-11-11. A code that is not listed is read by its prefix, as InPost adds codes within them.

use sledz_domain::{
    parcel::Note,
    status::Status::{
        self, Accepted, Cancelled, Delivered, Exception, FailedAttempt, InTransit, OutForDelivery, PreTransit,
        ReadyForPickup, Returned, Returning,
    },
};

/// What a code means.
pub(super) struct Meaning {
    /// What the parcel becomes; none: it stays as it is.
    pub(super) status: Option<Status>,
    /// What exactly happened.
    pub(super) note: Option<Note>,
    /// A delay is announced.
    pub(super) delays: bool,
    /// The code is in the table.
    pub(super) listed: bool,
}

/// Group, from, to (the same for a single code), status, note. The first row that holds wins.
type Row = (&'static str, u16, u16, Option<Status>, Option<Note>);

#[rustfmt::skip]
static CODES: [Row; 83] = [
    ("CRE", 1001, 1002, Some(PreTransit), None),
    ("FUL", 1001, 1003, Some(PreTransit), None),
    ("HAN", 1001, 1001, Some(Accepted), None),
    ("CC", 1, 2, Some(InTransit), Some(Note::AtCustoms)),
    ("CC", 3, 3, Some(Exception), Some(Note::AtCustoms)),
    ("FMD", 1001, 1001, Some(PreTransit), None),
    ("FMD", 1002, 1002, Some(Accepted), Some(Note::CollectedFromSender)),
    ("FMD", 1003, 1003, Some(InTransit), None),
    ("FMD", 1004, 1004, Some(Accepted), Some(Note::DroppedAtPoint)),
    ("FMD", 1005, 1005, Some(Accepted), Some(Note::DroppedInLocker)),
    ("FMD", 1006, 1006, Some(InTransit), None),
    ("FMD", 1007, 1014, Some(PreTransit), None),
    ("FMD", 1015, 1015, Some(Accepted), None),
    ("FMD", 1016, 1017, Some(PreTransit), None),
    ("FMD", 9001, 9001, Some(Exception), Some(Note::Claim)),
    ("FMD", 9002, 9002, Some(Exception), Some(Note::Oversized)),
    ("MMD", 1001, 1002, Some(InTransit), Some(Note::AtSortingCentre)),
    ("MMD", 1003, 1003, Some(InTransit), Some(Note::LeftSortingCentre)),
    ("MMD", 1004, 1004, Some(InTransit), None),
    ("MMD", 1005, 1005, Some(InTransit), Some(Note::AtSortingCentre)),
    ("MMD", 1006, 1006, Some(Exception), Some(Note::Held)),
    ("MMD", 1007, 1007, Some(InTransit), Some(Note::LeftDepot)),
    ("MMD", 1009, 1009, Some(InTransit), None),
    ("MMD", 3001, 3001, Some(InTransit), None),
    ("MMD", 9001, 9001, Some(Exception), Some(Note::Held)),
    ("LMD", 1001, 1001, Some(OutForDelivery), None),
    ("LMD", 1002, 1002, Some(InTransit), Some(Note::AtDestinationDepot)),
    ("LMD", 1003, 1003, Some(ReadyForPickup), None),
    ("LMD", 1004, 1004, Some(ReadyForPickup), Some(Note::AtPoint)),
    ("LMD", 1005, 1005, Some(ReadyForPickup), Some(Note::InLocker)),
    ("LMD", 1006, 1006, Some(ReadyForPickup), Some(Note::AtPoint)),
    ("LMD", 3001, 3005, Some(InTransit), Some(Note::Redirected)),
    ("LMD", 3006, 3006, Some(InTransit), Some(Note::Readdressed)),
    ("LMD", 3007, 3007, Some(ReadyForPickup), Some(Note::AtPoint)),
    ("LMD", 3008, 3011, Some(InTransit), Some(Note::PickupExpired)),
    ("LMD", 3012, 3012, Some(InTransit), None),
    ("LMD", 3013, 3017, Some(InTransit), Some(Note::Redirected)),
    ("LMD", 9001, 9001, None, Some(Note::PickupReminder)),
    ("LMD", 9002, 9002, Some(Exception), Some(Note::PickupExpired)),
    ("LMD", 9003, 9003, Some(Exception), Some(Note::Oversized)),
    ("LMD", 9004, 9004, Some(FailedAttempt), None),
    ("LMD", 9005, 9005, Some(Exception), Some(Note::Undeliverable)),
    ("LMD", 9006, 9006, Some(FailedAttempt), Some(Note::Refused)),
    ("LMD", 9007, 9007, Some(FailedAttempt), Some(Note::WrongAddress)),
    ("LMD", 9008, 9008, Some(FailedAttempt), Some(Note::UnknownRecipient)),
    ("LMD", 9009, 9009, Some(FailedAttempt), Some(Note::CodUnpaid)),
    ("LMD", 9010, 9011, Some(FailedAttempt), Some(Note::NoAccess)),
    ("LMD", 9012, 9012, Some(ReadyForPickup), Some(Note::InLocker)),
    ("LMD", 9013, 9013, Some(ReadyForPickup), Some(Note::AtPoint)),
    ("LMD", 9014, 9014, Some(Returning), Some(Note::NotCollected)),
    ("LMD", 9015, 9015, Some(FailedAttempt), Some(Note::WrongAddress)),
    ("LMD", 9016, 9016, Some(FailedAttempt), Some(Note::NoAccess)),
    ("LMD", 9017, 9017, Some(FailedAttempt), Some(Note::NobodyThere)),
    ("LMD", 9018, 9018, Some(FailedAttempt), None),
    ("LMD", 9019, 9019, Some(FailedAttempt), Some(Note::NotCollected)),
    ("LMD", 9020, 9025, Some(Exception), None),
    ("LMD", 9026, 9026, None, Some(Note::Delayed)),
    ("LMD", 9027, 9027, Some(Exception), Some(Note::Held)),
    ("LMD", 9028, 9028, None, Some(Note::Delayed)),
    ("LMD", 9029, 9029, Some(FailedAttempt), None),
    ("LMD", 9030, 9030, Some(Exception), Some(Note::Damaged)),
    ("EOL", 1001, 1001, Some(Delivered), None),
    ("EOL", 1002, 1002, Some(Delivered), Some(Note::Collected)),
    ("EOL", 1003, 1003, Some(Delivered), Some(Note::SafePlace)),
    ("EOL", 1004, 1004, Some(Delivered), Some(Note::WithNeighbour)),
    ("EOL", 1005, 1007, Some(Delivered), None),
    ("EOL", 1008, 1008, Some(Delivered), Some(Note::SafePlace)),
    ("EOL", 9001, 9001, Some(Exception), Some(Note::Lost)),
    ("EOL", 9002, 9003, Some(Exception), Some(Note::Damaged)),
    ("EOL", 9004, 9005, Some(Cancelled), None),
    ("EOL", 9006, 9006, Some(Exception), Some(Note::Damaged)),
    ("RTS", 1001, 1001, Some(Returning), None),
    ("RTS", 1002, 1002, Some(Returned), None),
    ("INF", 1001, 1001, None, Some(Note::Notified)),
    ("INF", 9001, 9001, None, Some(Note::Delayed)),
    ("INF", 9003, 9005, None, Some(Note::Delayed)),
    ("INF", 9009, 9009, None, Some(Note::Delayed)),
    ("INF", 9010, 9010, None, Some(Note::Notified)),
    ("INF", 9012, 9014, None, Some(Note::Notified)),
    ("INF", 9016, 9017, None, Some(Note::Notified)),
    // Not listed by InPost: by prefix.
    ("EOL", 1009, 1999, Some(Delivered), None),
    ("LMD", 9031, 9999, Some(Exception), None),
    ("FMD", 9003, 9999, Some(Exception), None),
];

/// How many rows at the end of the table are not InPost's own.
const BY_PREFIX: usize = 3;

/// What `code` means, in any case.
pub(super) fn meaning(code: &str) -> Meaning {
    let code = code.trim().to_ascii_uppercase();
    let (group, detail) = code.split_once('.').unwrap_or((&code, ""));
    let detail: Option<u16> = detail.parse().ok();
    let found = CODES.iter().enumerate().find(|(_, (name, from, to, _, _))| {
        *name == group && detail.is_some_and(|detail| (*from..=*to).contains(&detail))
    });
    if let Some((place, (_, _, _, status, note))) = found {
        let delays = *note == Some(Note::Delayed);
        return Meaning { status: *status, note: *note, delays, listed: place + BY_PREFIX < CODES.len() };
    }
    let status = match (group, detail) {
        ("CC" | "MMD", _) => Some(InTransit),
        ("EOL", Some(9000..)) => Some(Exception),
        ("RTS", _) => Some(Returning),
        _ => None,
    };
    Meaning { status, note: None, delays: false, listed: false }
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
            let meaning = meaning(code);
            assert_eq!(meaning.status, status, "{code}");
            assert!(!meaning.listed, "{code}");
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
            let meaning = meaning(code);
            assert_eq!((meaning.status, meaning.delays, meaning.listed), (status, delays, true), "{code}");
        }
    }
}
