//! The statuses of InPost's ShipX (Poland): of its webhooks and of its tracking resource.
//!
//! Source: `GET /v1/statuses`, 53 names on 2026-10-10.

use crate::meaning::Meaning;
use chrono::{DateTime, TimeDelta, Utc};
use sledz_domain::{
    parcel::{Note, Pickup},
    status::Status::{
        Accepted, Cancelled, Delivered, Exception, FailedAttempt, InTransit, OutForDelivery, PreTransit, ReadyForPickup,
        Returning,
    },
};

const REMINDER: &str = "pickup_reminder_sent";

/// The reminder is sent a day before the parcel goes back.
const AFTER_REMINDER: TimeDelta = TimeDelta::hours(24);

/// All statuses. `avizo` is the second attempt in vain; `returned_to_sender` is the way back.
#[rustfmt::skip]
pub static STATUSES: [(&str, Meaning); 66] = [
    ("created", Meaning::moves(PreTransit)),
    ("offers_prepared", Meaning::moves(PreTransit)),
    ("offer_selected", Meaning::moves(PreTransit)),
    ("confirmed", Meaning::moves(PreTransit)),
    ("dispatched_by_sender", Meaning::noted(Accepted, Note::DroppedInLocker)),
    ("dispatched_by_sender_to_pok", Meaning::noted(Accepted, Note::DroppedAtPoint)),
    ("collected_from_sender", Meaning::noted(Accepted, Note::CollectedFromSender)),
    ("taken_by_courier", Meaning::noted(Accepted, Note::CollectedFromSender)),
    ("taken_by_courier_from_pok", Meaning::moves(Accepted)),
    ("adopted_at_source_branch", Meaning::noted(InTransit, Note::AtDepot)),
    ("sent_from_source_branch", Meaning::noted(InTransit, Note::LeftDepot)),
    ("adopted_at_sorting_center", Meaning::noted(InTransit, Note::AtSortingCentre)),
    ("sent_from_sorting_center", Meaning::noted(InTransit, Note::LeftSortingCentre)),
    ("adopted_at_target_branch", Meaning::noted(InTransit, Note::AtDestinationDepot)),
    ("out_for_delivery", Meaning::moves(OutForDelivery)),
    ("out_for_delivery_to_address", Meaning::moves(OutForDelivery)),
    ("ready_to_pickup", Meaning::noted(ReadyForPickup, Note::InLocker)),
    ("ready_to_pickup_from_pok", Meaning::noted(ReadyForPickup, Note::AtPoint)),
    ("ready_to_pickup_from_pok_registered", Meaning::noted(ReadyForPickup, Note::AtPoint)),
    ("ready_to_pickup_from_branch", Meaning::noted(ReadyForPickup, Note::AtBranch)),
    ("pickup_reminder_sent", Meaning::tells(Note::PickupReminder)),
    ("pickup_reminder_sent_address", Meaning::noted(FailedAttempt, Note::NobodyThere)),
    ("avizo", Meaning::noted(FailedAttempt, Note::FinalAttempt)),
    ("courier_avizo_in_customer_service_point", Meaning::noted(ReadyForPickup, Note::AtPoint)),
    ("pickup_time_expired", Meaning::noted(Exception, Note::PickupExpired)),
    ("stack_in_box_machine", Meaning::noted(ReadyForPickup, Note::InLocker)),
    ("stack_in_customer_service_point", Meaning::noted(ReadyForPickup, Note::AtPoint)),
    ("stack_parcel_pickup_time_expired", Meaning::noted(InTransit, Note::PickupExpired)),
    ("stack_parcel_in_box_machine_pickup_time_expired", Meaning::noted(InTransit, Note::PickupExpired)),
    ("unstack_from_customer_service_point", Meaning::noted(InTransit, Note::Redirected)),
    ("unstack_from_box_machine", Meaning::noted(InTransit, Note::Redirected)),
    ("taken_by_courier_from_customer_service_point", Meaning::noted(Returning, Note::NotCollected)),
    ("redirect_to_box", Meaning::noted(InTransit, Note::Redirected)),
    ("canceled_redirect_to_box", Meaning::noted(InTransit, Note::Readdressed)),
    ("readdressed", Meaning::noted(InTransit, Note::Readdressed)),
    ("delay_in_delivery", Meaning::late()),
    ("oversized", Meaning::noted(Exception, Note::Oversized)),
    ("undelivered", Meaning::noted(Exception, Note::Undeliverable)),
    ("undelivered_wrong_address", Meaning::noted(FailedAttempt, Note::WrongAddress)),
    ("undelivered_incomplete_address", Meaning::noted(FailedAttempt, Note::WrongAddress)),
    ("undelivered_unknown_receiver", Meaning::noted(FailedAttempt, Note::UnknownRecipient)),
    ("undelivered_cod_cash_receiver", Meaning::noted(FailedAttempt, Note::CodUnpaid)),
    ("undelivered_no_mailbox", Meaning::noted(FailedAttempt, Note::NoAccess)),
    ("undelivered_not_live_address", Meaning::noted(FailedAttempt, Note::UnknownRecipient)),
    ("undelivered_lack_of_access_letterbox", Meaning::noted(Returning, Note::NoAccess)),
    ("rejected_by_receiver", Meaning::noted(FailedAttempt, Note::Refused)),
    ("returned_to_sender", Meaning::moves(Returning)),
    ("delivered", Meaning::moves(Delivered)),
    ("return_pickup_confirmation_to_sender", Meaning::moves(Delivered)),
    ("claimed", Meaning::noted(Exception, Note::Claim)),
    ("canceled", Meaning::moves(Cancelled)),
    ("missing", Meaning::noted(Exception, Note::Lost)),
    ("other", Meaning::nothing()),
    // Seen in InPost's apps only, where most of them are not explained.
    ("ready_for_collection", Meaning::noted(ReadyForPickup, Note::InLocker)),
    ("collected_by_customer", Meaning::noted(Delivered, Note::Collected)),
    ("delivery_attempt_failed", Meaning::moves(FailedAttempt)),
    ("not_collected", Meaning::nothing()),
    ("avizo_completed", Meaning::nothing()),
    ("avizo_rejected", Meaning::nothing()),
    ("cod_completed", Meaning::nothing()),
    ("cod_rejected", Meaning::nothing()),
    ("c2x_completed", Meaning::nothing()),
    ("c2x_rejected", Meaning::nothing()),
    ("permanently_redirected_to_box_machine", Meaning::nothing()),
    ("permanently_redirected_to_customer_service_point", Meaning::nothing()),
    ("in_transit", Meaning::nothing()),
];

/// Until when the parcel can be collected, if the status is the reminder of that, sent at `at`.
pub fn reminded(status: &str, at: DateTime<Utc>) -> Option<Pickup> {
    status.eq_ignore_ascii_case(REMINDER).then(|| Pickup { deadline: Some(at + AFTER_REMINDER), ..Pickup::default() })
}

/// What a status means, in any case.
pub fn meaning(status: &str) -> Option<Meaning> {
    STATUSES.iter().find(|(name, _)| name.eq_ignore_ascii_case(status)).map(|(_, meaning)| *meaning)
}
