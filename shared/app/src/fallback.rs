//! When a message cannot reach the customer one way: the address is marked, and the other way is
//! tried.

use crate::{
    addresses,
    compose::{Ready, Truth},
    owing,
    request::Env,
};
use sledz_domain::{
    address::AddressFact,
    event_id::EventId,
    message::Channel,
    outbox::{Fate, Outbox, OutboxEvent, Subject, What},
};
use sledz_providers::registry;
use sledz_store::{StoreError, log::Reading};

/// Notes that nothing reaches the address that a request went to.
///
/// # Errors
/// If the store fails.
pub fn mark_unreachable(env: &Env, ready: &Ready) -> Result<(), StoreError> {
    let (Some((channel, address)), Some(keyring)) = (&ready.address, env.settings.keyring()) else { return Ok(()) };
    let cause = format!("refused {}", env.now.timestamp_millis());
    addresses::note(env, &keyring, *channel, address, AddressFact::Reported(Fate::Bounced), &cause)
}

/// The same messages by the other channel, if the customer can be reached by that, they are still
/// true, and they are not owed by it already.
///
/// # Errors
/// If the store fails.
pub fn other_way(
    env: &Env,
    subject: &Subject,
    reading: &Reading<Outbox>,
    items: &[EventId],
) -> Result<Vec<OutboxEvent>, StoreError> {
    let (Some(truth), Some(keyring)) = (Truth::of(env, subject)?, env.settings.keyring()) else {
        return Ok(Vec::new());
    };
    let contact = addresses::contact(env, &keyring, truth.found.log, &truth.found.order)?;
    let mut owed = Vec::new();
    for item in items {
        let what = reading.state().item(*item).and_then(|item| item.owed()).map(|(what, _)| what);
        let Some(What::Message { kind, channel, .. }) = what else { continue };
        let other = channel.other();
        let Some(occasion) = truth.occasion(*item, *channel) else { continue };
        let Some(address) = addresses::of(&contact, other).filter(|_| has_provider(env, other)) else { continue };
        let known = addresses::known(env, &keyring, other, address)?;
        if known.is_wanted() && known.is_reachable() {
            let due = truth.settings.of(*kind).not_before(*kind, other, env.now);
            owed.extend(owing::owe_message(subject, reading.state(), occasion, other, due, env.now));
        }
    }
    Ok(owed)
}

fn has_provider(env: &Env, channel: Channel) -> bool {
    let (variable, names): (_, &[&str]) = match channel {
        Channel::Email => ("mail_provider", &registry::MAIL_NAMES),
        Channel::Sms => ("sms_provider", &registry::SMS_NAMES),
    };
    names.contains(&env.settings.get(variable).trim())
}
