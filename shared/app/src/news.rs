//! What a webhook leaves for the component `jobs` to look at: something was heard of an order or a
//! parcel that may call for a message. The note goes into the very write that stores what was
//! heard, so that neither can be without the other.

use crate::request::Env;
use sledz_domain::{
    parcel::{ParcelEvent, ParcelLog},
    status::Status,
};
use sledz_store::{
    StoreError,
    commit::Commit,
    timer::{Due, Timer},
};

/// The variables on which it depends whether there is anything to look at.
pub const VARIABLES: [&str; 4] = ["notify_since", "events_url", "keys", "jobs_url"];

/// Has an order or parcel looked at, once the commit is written.
///
/// # Errors
/// If it cannot be written down.
pub fn note(env: &Env, commit: &mut Commit, timer: Timer) -> Result<(), StoreError> {
    if !env.settings.tells_anybody() || env.is_import {
        return Ok(());
    }
    let due = Due::Look(timer);
    commit.arm_due(&due, env.now, env.now)?;
    env.do_soon(due);
    Ok(())
}

/// Has a parcel looked at if its new events may call for a message; other systems are told of all.
///
/// # Errors
/// If it cannot be written down.
pub fn note_parcel(
    env: &Env,
    commit: &mut Commit,
    number: &str,
    known: &ParcelLog,
    new: &[ParcelEvent],
) -> Result<(), StoreError> {
    if env.settings.sends_events() || new.iter().any(|event| is_news(known, event)) {
        note(env, commit, Timer::Parcel(number.to_owned()))?;
    }
    Ok(())
}

/// Notes that a source was heard of. What it said is durable already: that this one note got lost
/// is no reason for it to say it again.
pub fn hear(env: &Env, source: &str) {
    if let Err(error) = env.store.hear(source, env.now) {
        eprintln!("error: {source} was not noted as heard of: {error}");
    }
}

/// Movements between depots are news only once: the courier has the parcel.
fn is_news(known: &ParcelLog, event: &ParcelEvent) -> bool {
    let moves = |status: Option<Status>| status.is_some_and(|status| status.rank() > Status::PreTransit.rank());
    if event.replaced_by.is_some() || event.returned_as.is_some() {
        // Whatever else it says: what happens under the new number has to find its order.
        return true;
    }
    match event.status {
        None | Some(Status::Unknown) => event.announces_delay || event.pickup.is_some(),
        Some(Status::PreTransit | Status::Cancelled) => false,
        Some(Status::Accepted | Status::InTransit) => !known.events().iter().any(|event| moves(event.status)),
        Some(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use sledz_domain::{event_id::EventId, fold::Fold};

    fn event(name: &str, status: Option<Status>) -> ParcelEvent {
        let mut event = ParcelEvent::new(EventId::of(&[name]), "test", DateTime::UNIX_EPOCH);
        event.status = status;
        event
    }

    #[test]
    fn what_calls_for_a_look() {
        let fresh = ParcelLog::default();
        let mut moving = ParcelLog::default();
        moving.apply(1, &event("a", Some(Status::Accepted)));
        for (status, first, later) in [
            (Status::PreTransit, false, false),
            (Status::Accepted, true, false),
            (Status::InTransit, true, false),
            (Status::Exception, true, true),
            (Status::OutForDelivery, true, true),
            (Status::FailedAttempt, true, true),
            (Status::ReadyForPickup, true, true),
            (Status::Delivered, true, true),
            (Status::Returned, true, true),
            (Status::Cancelled, false, false),
        ] {
            assert_eq!(is_news(&fresh, &event("b", Some(status))), first, "{status:?}");
            assert_eq!(is_news(&moving, &event("b", Some(status))), later, "{status:?}");
        }
        assert!(!is_news(&moving, &event("b", None)));
        let redirected = ParcelEvent { replaced_by: Some("B2".to_owned()), ..event("b", Some(Status::InTransit)) };
        assert!(is_news(&moving, &redirected));
        let delayed = ParcelEvent { announces_delay: true, ..event("b", None) };
        assert!(is_news(&moving, &delayed));
    }
}
