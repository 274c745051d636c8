//! Why a customer had to ask where a parcel is: what its order and our messages about it tell.

use super::intake::is_disputed;
use crate::{lookup::Found, request::Env};
use sledz_domain::{
    cause::{Cause, ShippedMessage},
    intent::Intent,
    message::MessageKind,
    outbox::{Fate, Outbox, State, Subject, What},
    view::TrackingView,
};
use sledz_store::{StoreError, keys::LogId};

/// Why, by what a question is about and its order; none of a question about something else, or about no order.
///
/// # Errors
/// If the store fails.
pub fn of_question(
    env: &Env,
    intents: &[Intent],
    found: Option<&Found>,
    view: Option<&TrackingView>,
) -> Result<Option<Cause>, StoreError> {
    let (Some(found), Some(view)) = (found, view) else { return Ok(None) };
    if !intents.iter().any(|intent| intent.is_wismo()) {
        return Ok(None);
    }
    let lead = found.lead();
    let outbox = env.store.read::<Outbox>(LogId::outbox(&Subject::Order(lead.platform, lead.platform_id)))?;
    let message = shipped_message(outbox.state());
    Ok(Some(Cause::of(intents, view, is_disputed(env, found, view), message)))
}

/// What became of the message that tells of an order's parcel.
fn shipped_message(outbox: &Outbox) -> ShippedMessage {
    let mut best = ShippedMessage::NotSent;
    for item in outbox.items().values() {
        if !matches!(item.owed(), Some((What::Message { kind: MessageKind::Shipped, .. }, _))) {
            continue;
        }
        match item.state() {
            Some(State::Sent { fate: Some(Fate::Bounced | Fate::Complained), .. })
                if best == ShippedMessage::NotSent =>
            {
                best = ShippedMessage::Bounced;
            }
            Some(State::Sent { fate: None | Some(Fate::Delivered | Fate::Deferred | Fate::Unsubscribed), .. }) => {
                return ShippedMessage::Sent;
            }
            _ => {}
        }
    }
    best
}
