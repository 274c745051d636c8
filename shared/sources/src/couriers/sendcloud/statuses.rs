//! Sendcloud's statuses.
//!
//! Source: `https://sendcloud.dev/docs/tracking/tracking-statuses` and the answer of
//! `GET /api/v3/parcels/statuses` as integrations have it. The numeric ids of version 2 are not
//! published, and are not read.

use crate::meaning::Meaning;
use sledz_domain::{
    parcel::Note,
    status::Status::{
        Accepted, Cancelled, Delivered, Exception, FailedAttempt, InTransit, OutForDelivery, PreTransit,
        ReadyForPickup, Returned,
    },
};

/// Message, code of version 3, and what both mean. A label that is asked to be cancelled is not cancelled
/// yet, and one that could not be announced is the shop's business.
#[rustfmt::skip]
pub static STATUSES: [(&str, &str, Meaning); 36] = [
    ("Ready to send", "READY_TO_SEND", Meaning::moves(PreTransit)),
    ("Being announced", "ANNOUNCING", Meaning::moves(PreTransit)),
    ("Announced", "ANNOUNCED", Meaning::moves(PreTransit)),
    ("Announced: not collected", "ANNOUNCED_UNCOLLECTED", Meaning::moves(PreTransit)),
    ("Announcement failed", "ANNOUNCEMENT_FAILED", Meaning::nothing()),
    ("No label", "NO_LABEL", Meaning::nothing()),
    ("Shipment picked up by driver", "PICKED_UP_BY_DRIVER", Meaning::noted(Accepted, Note::CollectedFromSender)),
    ("Error collecting", "COLLECT_ERROR", Meaning::nothing()),
    ("En route to sorting center", "TO_SORTING", Meaning::moves(InTransit)),
    ("At sorting centre", "AT_SORTING_CENTRE", Meaning::noted(InTransit, Note::AtSortingCentre)),
    ("Being sorted", "SORTING", Meaning::noted(InTransit, Note::AtSortingCentre)),
    ("Sorted", "SORTED", Meaning::noted(InTransit, Note::AtSortingCentre)),
    ("Not sorted", "UNSORTED", Meaning::noted(InTransit, Note::AtSortingCentre)),
    ("At customs", "AT_CUSTOMS", Meaning::noted(InTransit, Note::AtCustoms)),
    ("Parcel en route", "SHIPMENT_ON_ROUTE", Meaning::moves(InTransit)),
    ("Driver en route", "DRIVER_ON_ROUTE", Meaning::moves(OutForDelivery)),
    ("Delivery delayed", "DELAYED", Meaning::late()),
    ("Delivery date changed", "DELIVERY_DATE_CHANGED", Meaning::nothing()),
    ("Delivery address changed", "DELIVERY_ADDRESS_CHANGED", Meaning::noted(InTransit, Note::Readdressed)),
    ("Delivery method changed", "DELIVERY_METHOD_CHANGED", Meaning::noted(InTransit, Note::Redirected)),
    ("Awaiting customer pickup", "AWAITING_CUSTOMER_PICKUP", Meaning::moves(ReadyForPickup)),
    ("Shipment collected by customer", "COLLECTED_BY_CUSTOMER", Meaning::noted(Delivered, Note::Collected)),
    ("Delivered", "DELIVERED", Meaning::moves(Delivered)),
    ("Delivery attempt failed", "DELIVERY_FAILED", Meaning::noted(FailedAttempt, Note::NobodyThere)),
    ("Unable to deliver", "UNDELIVERABLE", Meaning::noted(Exception, Note::Undeliverable)),
    ("Refused by recipient", "REFUSED_BY_RECIPIENT", Meaning::noted(FailedAttempt, Note::Refused)),
    ("Returned to sender", "RETURNED_TO_SENDER", Meaning::moves(Returned)),
    ("Address invalid", "ADDRESS_INVALID", Meaning::noted(Exception, Note::WrongAddress)),
    ("Cancellation request", "CANCELLING", Meaning::nothing()),
    ("Cancellation requested", "CANCELLING", Meaning::nothing()),
    ("Submitting cancellation request", "CANCELLING_UPSTREAM", Meaning::nothing()),
    ("Cancelled", "CANCELLED", Meaning::moves(Cancelled)),
    ("Cancelled upstream", "CANCELLED_UPSTREAM", Meaning::nothing()),
    ("Parcel cancellation failed.", "CANCELLATION_FAILED", Meaning::nothing()),
    ("Exception", "EXCEPTION", Meaning::moves(Exception)),
    ("Unknown status - check carrier track & trace page for more insights", "UNKNOWN", Meaning::nothing()),
];

/// What a message or code means, in any case; dashes in a code are as good as underscores.
pub fn meaning(name: &str) -> Option<Meaning> {
    let code = name.replace('-', "_");
    let row = STATUSES
        .iter()
        .find(|(message, known, _)| message.eq_ignore_ascii_case(name) || known.eq_ignore_ascii_case(&code));
    row.map(|(_, _, meaning)| *meaning)
}
