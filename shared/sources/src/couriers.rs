//! Couriers and tracking aggregators.

pub mod inpost;
pub mod inpost_shipx;
pub mod standard;

use crate::{
    delivery::{Delivery, Unusable},
    proof::Secrets,
};
use serde_json::Value;
use sledz_domain::{
    parcel::{Note, ParcelEvent},
    status::Status,
};

/// Somebody who reports what happens to parcels.
pub trait Courier: Sync {
    /// Its name in the path and, with underscores, in the name of its variable.
    fn name(&self) -> &'static str;

    /// Whether these secrets can prove anything here; without such the source is closed.
    fn is_configured(&self, secrets: &Secrets) -> bool;

    /// Whether the sender is who it says, by the raw bytes. The path's token is checked before.
    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets) -> bool;

    /// Whether a GET with the right token answers 200: the sender probes the address so.
    fn answers_get(&self) -> bool {
        false
    }

    /// What a verified message says.
    ///
    /// # Errors
    /// If it says nothing that can be used, and the sender should know.
    fn read(&self, message: &Value, delivery: &Delivery) -> Result<Reports, Unusable>;
}

/// What a courier's message says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reports {
    /// Events of one or more parcels.
    pub events: Vec<Report>,
    /// The message lacks what it needs; it is answered and counted.
    pub unreadable: bool,
}

/// An event, and whose it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The parcel's normalised tracking number; none if the carrier has not given one yet, then
    /// the event's shipment id says whose it is.
    pub tracking_number: Option<String>,
    /// The event.
    pub event: ParcelEvent,
    /// The code is not in our tables; it is kept and counted.
    pub unknown_code: bool,
}

impl Reports {
    /// A message that lacks what it needs.
    fn unreadable() -> Self {
        Reports { events: Vec::new(), unreadable: true }
    }
}

/// The reason of a failed attempt or an exception, for those who read the API: what exactly
/// happened, by name. `final` and `refused` are looked at by policy.
fn reason(status: Option<Status>, note: Option<Note>) -> Option<String> {
    if !matches!(status, Some(Status::FailedAttempt | Status::Exception)) {
        return None;
    }
    match note? {
        Note::FinalAttempt => Some("final".to_owned()),
        note => serde_json::to_value(note).ok()?.as_str().map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_have_names() {
        for (status, note, expected) in [
            (Some(Status::FailedAttempt), Some(Note::FinalAttempt), Some("final")),
            (Some(Status::FailedAttempt), Some(Note::Refused), Some("refused")),
            (Some(Status::Exception), Some(Note::PickupExpired), Some("pickup_expired")),
            (Some(Status::Exception), None, None),
            (Some(Status::Delivered), Some(Note::Collected), None),
        ] {
            assert_eq!(reason(status, note).as_deref(), expected);
        }
    }
}
