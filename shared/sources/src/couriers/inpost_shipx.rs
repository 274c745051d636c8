//! InPost ShipX webhooks (Poland).
//!
//! Source: `https://dokumentacja-inpost.atlassian.net/wiki/spaces/PL/pages/18153494/Webhooks`;
//! statuses: `GET /v1/statuses`, 53 names on 2026-10-10.
//!
//! Nothing in the request proves the sender, so the address carries a token, and InPost wants a
//! GET of that address to answer 200. The time is when InPost raised the webhook.

use super::{Courier, Report, Reports, reason};
use crate::{
    delivery::{Delivery, Unusable},
    json,
    proof::Secrets,
};
use chrono::TimeDelta;
use serde_json::Value;
use sledz_domain::{
    event_id::EventId,
    parcel::{Note, ParcelEvent, Pickup},
    status::Status::{
        self, Accepted, Cancelled, Delivered, Exception, FailedAttempt, InTransit, OutForDelivery, PreTransit,
        ReadyForPickup, Returning,
    },
    text, time,
};

/// Its name in the path and in the variable.
pub const NAME: &str = "inpost-shipx";

/// See the module.
pub struct InpostShipx;

/// The reminder is sent a day before the parcel goes back.
const AFTER_REMINDER: TimeDelta = TimeDelta::hours(24);

/// A status of ShipX: what the parcel becomes (none: it stays as it is) and what exactly happened.
type Meaning = (&'static str, Option<Status>, Option<Note>);

/// All statuses. `avizo` is the second attempt in vain; `returned_to_sender` is the way back.
#[rustfmt::skip]
static STATUSES: [Meaning; 60] = [
    ("created", Some(PreTransit), None),
    ("offers_prepared", Some(PreTransit), None),
    ("offer_selected", Some(PreTransit), None),
    ("confirmed", Some(PreTransit), None),
    ("dispatched_by_sender", Some(Accepted), Some(Note::DroppedInLocker)),
    ("dispatched_by_sender_to_pok", Some(Accepted), Some(Note::DroppedAtPoint)),
    ("collected_from_sender", Some(Accepted), Some(Note::CollectedFromSender)),
    ("taken_by_courier", Some(Accepted), Some(Note::CollectedFromSender)),
    ("taken_by_courier_from_pok", Some(Accepted), None),
    ("adopted_at_source_branch", Some(InTransit), Some(Note::AtDepot)),
    ("sent_from_source_branch", Some(InTransit), Some(Note::LeftDepot)),
    ("adopted_at_sorting_center", Some(InTransit), Some(Note::AtSortingCentre)),
    ("sent_from_sorting_center", Some(InTransit), Some(Note::LeftSortingCentre)),
    ("adopted_at_target_branch", Some(InTransit), Some(Note::AtDestinationDepot)),
    ("out_for_delivery", Some(OutForDelivery), None),
    ("out_for_delivery_to_address", Some(OutForDelivery), None),
    ("ready_to_pickup", Some(ReadyForPickup), Some(Note::InLocker)),
    ("ready_to_pickup_from_pok", Some(ReadyForPickup), Some(Note::AtPoint)),
    ("ready_to_pickup_from_pok_registered", Some(ReadyForPickup), Some(Note::AtPoint)),
    ("ready_to_pickup_from_branch", Some(ReadyForPickup), Some(Note::AtBranch)),
    (REMINDER, None, Some(Note::PickupReminder)),
    ("pickup_reminder_sent_address", Some(FailedAttempt), Some(Note::NobodyThere)),
    ("avizo", Some(FailedAttempt), Some(Note::FinalAttempt)),
    ("courier_avizo_in_customer_service_point", Some(ReadyForPickup), Some(Note::AtPoint)),
    ("pickup_time_expired", Some(Exception), Some(Note::PickupExpired)),
    ("stack_in_box_machine", Some(ReadyForPickup), Some(Note::InLocker)),
    ("stack_in_customer_service_point", Some(ReadyForPickup), Some(Note::AtPoint)),
    ("stack_parcel_pickup_time_expired", Some(InTransit), Some(Note::PickupExpired)),
    ("stack_parcel_in_box_machine_pickup_time_expired", Some(InTransit), Some(Note::PickupExpired)),
    ("unstack_from_customer_service_point", Some(InTransit), Some(Note::Redirected)),
    ("unstack_from_box_machine", Some(InTransit), Some(Note::Redirected)),
    ("taken_by_courier_from_customer_service_point", Some(Returning), Some(Note::NotCollected)),
    ("redirect_to_box", Some(InTransit), Some(Note::Redirected)),
    ("canceled_redirect_to_box", Some(InTransit), Some(Note::Readdressed)),
    ("readdressed", Some(InTransit), Some(Note::Readdressed)),
    (DELAY, None, Some(Note::Delayed)),
    ("oversized", Some(Exception), Some(Note::Oversized)),
    ("undelivered", Some(Exception), Some(Note::Undeliverable)),
    ("undelivered_wrong_address", Some(FailedAttempt), Some(Note::WrongAddress)),
    ("undelivered_incomplete_address", Some(FailedAttempt), Some(Note::WrongAddress)),
    ("undelivered_unknown_receiver", Some(FailedAttempt), Some(Note::UnknownRecipient)),
    ("undelivered_cod_cash_receiver", Some(FailedAttempt), Some(Note::CodUnpaid)),
    ("undelivered_no_mailbox", Some(FailedAttempt), Some(Note::NoAccess)),
    ("undelivered_not_live_address", Some(FailedAttempt), Some(Note::UnknownRecipient)),
    ("undelivered_lack_of_access_letterbox", Some(Returning), Some(Note::NoAccess)),
    ("rejected_by_receiver", Some(FailedAttempt), Some(Note::Refused)),
    ("returned_to_sender", Some(Returning), None),
    ("delivered", Some(Delivered), None),
    ("return_pickup_confirmation_to_sender", Some(Delivered), None),
    ("claimed", Some(Exception), Some(Note::Claim)),
    ("canceled", Some(Cancelled), None),
    ("missing", Some(Exception), Some(Note::Lost)),
    ("other", None, None),
    // Seen in InPost's apps only.
    ("ready_for_collection", Some(ReadyForPickup), Some(Note::InLocker)),
    ("collected_by_customer", Some(Delivered), Some(Note::Collected)),
    ("delivery_attempt_failed", Some(FailedAttempt), None),
    ("not_collected", None, None),
    ("avizo_completed", None, None),
    ("avizo_rejected", None, None),
    ("in_transit", None, None),
];

const REMINDER: &str = "pickup_reminder_sent";
const DELAY: &str = "delay_in_delivery";

impl Courier for InpostShipx {
    fn name(&self) -> &'static str {
        NAME
    }

    fn is_configured(&self, secrets: &Secrets) -> bool {
        !secrets.paths.is_empty()
    }

    fn is_proven(&self, _delivery: &Delivery, _secrets: &Secrets) -> bool {
        true
    }

    fn answers_get(&self) -> bool {
        true
    }

    fn read(&self, message: &Value, delivery: &Delivery) -> Result<Reports, Unusable> {
        let payload = message.get("payload").unwrap_or(&Value::Null);
        let code = match message.get("event").and_then(Value::as_str) {
            Some("shipment_confirmed") => "confirmed".to_owned(),
            Some("shipment_status_changed") => match json::shown(payload, "status", 64) {
                Some(status) => status,
                None => return Ok(Reports::unreadable()),
            },
            Some(_) => return Ok(Reports::default()),
            None => return Ok(Reports::unreadable()),
        };
        let tracking_number = json::raw(payload, "tracking_number").and_then(|number| text::tracking_number(&number));
        let shipment_id = json::shown(payload, "shipment_id", 64);
        let Some(whose) = shipment_id.as_ref().or(tracking_number.as_ref()) else {
            return Ok(Reports::unreadable());
        };
        let written = json::raw(message, "event_ts").unwrap_or_default();
        let folded = code.to_ascii_lowercase();
        let id = EventId::of(&[self.name(), whose, &folded, written.trim()]);
        let meaning = STATUSES.iter().find(|(name, _, _)| *name == folded);
        let mut event = ParcelEvent::new(id, self.name(), delivery.now);
        if let Some(instant) = time::parse(&written, time::WARSAW) {
            (event.at, event.time_source) = (instant.at, instant.source);
        }
        event.carrier = Some("inpost".to_owned());
        event.code = Some(code);
        event.shipment_id = shipment_id;
        if let Some((name, status, note)) = meaning {
            event.status = *status;
            event.note = *note;
            event.reason = reason(*status, *note);
            event.announces_delay = *name == DELAY;
            event.pickup =
                (*name == REMINDER).then(|| Pickup { deadline: Some(event.at + AFTER_REMINDER), ..Pickup::default() });
        }
        Ok(Reports {
            events: vec![Report { tracking_number, event, unknown_code: meaning.is_none() }],
            unreadable: false,
        })
    }
}
