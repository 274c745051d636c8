//! The business codes of DPD Polska (InfoServices): six digits, of which the first two are the step of the process,
//! the next two the group of reasons, the last two the detail.
//!
//! Source: `wire-formats/couriers.md`, 2.2, from integrations; the official dictionary is not public. A snapshot:
//! ranges hold codes that nobody listed.

use crate::meaning::Meaning;
use sledz_domain::{
    parcel::Note,
    status::Status::{
        Accepted, Delivered, Exception, FailedAttempt, InTransit, OutForDelivery, PreTransit, ReadyForPickup, Returning,
    },
};

/// It goes on under another waybill, which stands in the data of the event.
pub const REDIRECTED: &str = "230402";

/// From, to (the same for a single code), and what all of these mean.
type Row = (u32, u32, Meaning);

const AT_DEPOT: Meaning = Meaning::noted(InTransit, Note::AtDepot);
const AT_POINT: Meaning = Meaning::noted(ReadyForPickup, Note::AtPoint);
const NOTIFIED: Meaning = Meaning::tells(Note::Notified);
const NOBODY_THERE: Meaning = Meaning::noted(FailedAttempt, Note::NobodyThere);
const WRONG_ADDRESS: Meaning = Meaning::noted(FailedAttempt, Note::WrongAddress);
const REFUSED: Meaning = Meaning::noted(FailedAttempt, Note::Refused);

/// All codes, in their order. By the rulings 2006xx (a later date is agreed) only delays, and 5006xx goes back. That
/// `1102xx` is out for delivery is one poller's guess: it is left unknown.
#[rustfmt::skip]
pub static CODES: [Row; 88] = [
    (30_103, 30_103, Meaning::moves(PreTransit)),
    (40_101, 40_102, Meaning::noted(Accepted, Note::CollectedFromSender)),
    // The courier could not collect it, or was called off: it is still with the sender.
    (40_501, 40_505, Meaning::moves(PreTransit)),
    (40_601, 40_605, Meaning::moves(PreTransit)),
    (50_101, 50_102, Meaning::noted(InTransit, Note::AtSortingCentre)),
    // Repacked.
    (110_302, 110_302, Meaning::moves(InTransit)),
    (120_100, 120_104, AT_DEPOT),
    (150_301, 150_301, Meaning::moves(InTransit)),
    (160_101, 160_101, AT_DEPOT),
    // Sorted wrongly.
    (160_102, 160_102, Meaning::moves(InTransit)),
    (160_103, 160_103, AT_DEPOT),
    (160_202, 160_202, Meaning::moves(InTransit)),
    (160_501, 160_503, AT_DEPOT),
    (170_101, 170_102, Meaning::moves(OutForDelivery)),
    (170_205, 170_205, Meaning::moves(InTransit)),
    (170_302, 170_302, Meaning::moves(InTransit)),
    (170_304, 170_308, NOTIFIED),
    // Sent on to a pickup point.
    (170_501, 170_501, Meaning::moves(InTransit)),
    (190_101, 190_105, Meaning::moves(Delivered)),
    (190_201, 190_205, Meaning::moves(Delivered)),
    (200_201, 200_206, NOBODY_THERE),
    (200_300, 200_310, WRONG_ADDRESS),
    (200_400, 200_416, REFUSED),
    // The recipient could not prove to be it, or had no parcel to give back.
    (200_500, 200_505, Meaning::moves(FailedAttempt)),
    (200_600, 200_699, Meaning::late()),
    (200_700, 200_716, REFUSED),
    (200_801, 200_801, Meaning::noted(FailedAttempt, Note::NoAccess)),
    (210_109, 210_109, WRONG_ADDRESS),
    (210_111, 210_111, Meaning::late()),
    (220_101, 220_101, AT_DEPOT),
    (230_101, 230_101, AT_DEPOT),
    (230_207, 230_210, Meaning::moves(InTransit)),
    // Not found in the depot (230309), discarded (230310), and others of the group "lost".
    (230_300, 230_399, Meaning::moves(Exception)),
    (230_402, 230_402, Meaning::noted(InTransit, Note::Redirected)),
    (230_403, 230_403, Meaning::moves(Returning)),
    // Sent abroad.
    (230_405, 230_405, Meaning::moves(InTransit)),
    (230_506, 230_506, Meaning::noted(Exception, Note::PickupExpired)),
    // Documents sent back; weight changed.
    (240_304, 240_304, Meaning::nothing()),
    (250_301, 250_301, Meaning::nothing()),
    (260_403, 260_403, Meaning::moves(InTransit)),
    (320_201, 320_201, AT_DEPOT),
    (320_202, 320_202, Meaning::moves(InTransit)),
    (330_135, 330_135, AT_DEPOT),
    (330_137, 330_137, AT_DEPOT),
    (370_101, 370_101, AT_DEPOT),
    // Not taken by the pickup point.
    (370_201, 370_206, Meaning::moves(Exception)),
    (410_135, 410_135, Meaning::moves(InTransit)),
    (500_011, 500_011, WRONG_ADDRESS),
    (500_015, 500_015, REFUSED),
    (500_019, 500_019, NOBODY_THERE),
    (500_037, 500_037, NOBODY_THERE),
    (500_042, 500_042, NOBODY_THERE),
    (500_046, 500_046, REFUSED),
    (500_085, 500_085, REFUSED),
    (500_411, 500_411, WRONG_ADDRESS),
    (500_414, 500_415, REFUSED),
    (500_419, 500_419, NOBODY_THERE),
    (500_437, 500_437, NOBODY_THERE),
    (500_442, 500_442, NOBODY_THERE),
    (500_446, 500_446, REFUSED),
    (500_485, 500_485, REFUSED),
    (500_600, 500_699, Meaning::moves(Returning)),
    (500_811, 500_811, WRONG_ADDRESS),
    (500_885, 500_885, REFUSED),
    (501_300, 501_300, Meaning::moves(Delivered)),
    (501_304, 501_304, Meaning::moves(Delivered)),
    (501_340, 501_340, Meaning::moves(Delivered)),
    // At pickup points: handed to it, taken by it, handed to the courier by it.
    (502_300, 502_300, Meaning::moves(InTransit)),
    (511_201, 511_201, Meaning::moves(InTransit)),
    (511_701, 511_704, NOTIFIED),
    (511_801, 511_801, Meaning::moves(InTransit)),
    // "Delivered at pickup point": it waits there.
    (511_901, 511_903, AT_POINT),
    (512_001, 512_001, AT_POINT),
    (600_101, 600_101, Meaning::moves(InTransit)),
    (600_102, 600_102, AT_DEPOT),
    (600_103, 600_104, AT_POINT),
    (600_105, 600_106, Meaning::moves(InTransit)),
    (600_401, 600_416, REFUSED),
    (600_501, 600_505, Meaning::moves(FailedAttempt)),
    (600_601, 600_601, Meaning::late()),
    // The recipient will come for it.
    (600_602, 600_602, Meaning::moves(ReadyForPickup)),
    (600_701, 600_716, REFUSED),
    (700_401, 700_401, Meaning::moves(InTransit)),
    (701_701, 701_701, Meaning::moves(InTransit)),
    (701_901, 701_902, Meaning::noted(Delivered, Note::Collected)),
    (702_001, 702_001, REFUSED),
    (702_102, 702_102, Meaning::moves(FailedAttempt)),
    (703_201, 703_201, AT_POINT),
];

/// What a code means.
pub fn meaning(code: &str) -> Option<Meaning> {
    if code.len() != 6 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: u32 = code.parse().ok()?;
    CODES.iter().find(|(from, to, _)| (*from..=*to).contains(&number)).map(|(_, _, meaning)| *meaning)
}
