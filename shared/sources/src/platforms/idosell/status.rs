//! What IdoSell's order statuses mean: the codes of its Admin API (`orderStatus`, version 6), and the names
//! that its panel shows, in Polish and English.

use sledz_domain::{status::Stage, text};

/// What a status says of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// How far it is.
    Stage(Stage),
    /// It waits to be paid.
    Unpaid,
    /// It stays where it is: on hold, goods missing or lost, a complaint.
    Kept,
    /// It is cancelled, or never was one.
    Cancelled,
    /// It became part of another one.
    Merged,
}

/// Names as they are compared, see [`text::folded`]. Codes come first.
const STATUSES: [(&[&str], Meaning); 9] = [
    (&["new", "not handled", "nieobsluzone"], Meaning::Stage(Stage::Received)),
    (&["payment waiting", "awaiting payment", "oczekiwanie na wplate", "oczekuje na wplate"], Meaning::Unpaid),
    (
        &[
            "on order",
            "packed",
            "packed fulfillment",
            "packed ready",
            "ready",
            "delivery waiting",
            "wait for dispatch",
            "wait for packaging",
            "in progress",
            "being picked",
            "being picked fulfilment",
            "ready for shipping",
            "awaiting delivery",
            "awaiting dispatch date",
            "realizowane",
            "w realizacji",
            "pakowane",
            "pakowane fulfillment",
            "pakowane fulfilment",
            "spakowane",
            "gotowe",
            "gotowe do wysylki",
            "oczekiwanie na dostawe",
            "oczekuje na dostawe",
            "oczekiwanie na termin wysylki",
            "oczekuje na termin wysylki",
        ],
        Meaning::Stage(Stage::Preparing),
    ),
    (&["ready for pick up", "gotowe do odbioru"], Meaning::Stage(Stage::ReadyForPickup)),
    (
        // Of a shop with collection in person the first name stands for both.
        &["finished", "finished ext", "completed", "sent", "wyslane", "wyslane odebrane", "zrealizowane"],
        Meaning::Stage(Stage::Shipped),
    ),
    (&["returned", "return", "zwrot", "zwrocone"], Meaning::Stage(Stage::Returned)),
    (
        &["canceled", "false", "cancelled", "customer canceled", "anulowane", "anulowane przez klienta", "falszywe"],
        Meaning::Cancelled,
    ),
    (
        &[
            "suspended",
            "missing",
            "lost",
            "complainted",
            "on hold",
            "complaint",
            "wstrzymane",
            "braki",
            "zagubione",
            "reklamacja",
        ],
        Meaning::Kept,
    ),
    (&["joined", "merged", "polaczone"], Meaning::Merged),
];

/// What a code or name means; none if it is not in the table, such as a shop's own.
pub(super) fn meaning(word: &str) -> Option<Meaning> {
    let word = text::folded(word);
    STATUSES.iter().find(|(names, _)| names.contains(&word.as_str())).map(|(_, meaning)| *meaning)
}
