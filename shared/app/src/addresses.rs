//! The addresses of an order's customer: what they are, whether messages are wanted there, and
//! whether they arrive.

use crate::request::Env;
use sledz_domain::{
    address::{Address, AddressEvent, AddressFact},
    event_id::EventId,
    message::Channel,
    order::Order,
};
use sledz_sources::platforms::Contact;
use sledz_store::{
    StoreError,
    keyring::Keyring,
    keys::{Kind, LogId},
    seal,
};

/// How the customer of an order can be reached; nothing if that was erased, or no key opens it.
///
/// # Errors
/// If the store fails.
pub fn contact(env: &Env, keyring: &Keyring, log: LogId, order: &Order) -> Result<Contact, StoreError> {
    let Some(entry) = order.contact_entry() else { return Ok(Contact::default()) };
    let sealed = env.store.sealed_bytes(log, entry)?;
    let opened = sealed.and_then(|sealed| seal::open(keyring, log, &sealed));
    Ok(opened.and_then(|json| serde_json::from_slice(&json).ok()).unwrap_or_default())
}

/// The address of a contact for a channel. Only mobile phones and numbers abroad take SMS.
pub fn of(contact: &Contact, channel: Channel) -> Option<&str> {
    match channel {
        Channel::Email => contact.email.as_deref(),
        Channel::Sms => contact.phone.as_deref().filter(|phone| takes_sms(phone)),
    }
}

/// Whether a normalised number may be a mobile one. Polish mobile numbers begin with these two
/// digits (numbering plan, as quoted in polish.md, 6.6); of others nothing is known.
fn takes_sms(phone: &str) -> bool {
    const MOBILE: [&str; 13] = ["45", "50", "51", "53", "57", "60", "66", "69", "72", "73", "78", "79", "88"];
    match phone.strip_prefix("48").filter(|national| national.len() == 9) {
        Some(national) => MOBILE.iter().any(|prefix| national.starts_with(prefix)),
        None => true,
    }
}

/// What is known of an address, under every key that it may have been filed with.
///
/// # Errors
/// If the store fails.
pub fn known(env: &Env, keyring: &Keyring, channel: Channel, address: &str) -> Result<Address, StoreError> {
    let mut known = Address::default();
    for log in logs(keyring, channel, address).into_iter().rev() {
        let state = env.store.read::<Address>(log)?.projection.state;
        if state != Address::default() {
            known = state;
        }
    }
    Ok(known)
}

/// Notes a fact about an address. `cause` tells one such fact from another.
///
/// # Errors
/// If the store fails.
pub fn note(
    env: &Env,
    keyring: &Keyring,
    channel: Channel,
    address: &str,
    fact: AddressFact,
    cause: &str,
) -> Result<(), StoreError> {
    let Some(log) = logs(keyring, channel, address).into_iter().next() else { return Ok(()) };
    let reading = env.store.read::<Address>(log)?;
    let event = AddressEvent { id: EventId::of(&["address", cause]), at: env.now, fact };
    let new = reading.unknown([event]);
    if new.is_empty() || reading.is_full() {
        return Ok(());
    }
    let mut commit = env.store.commit();
    commit.append(reading, new);
    commit.write()
}

/// The logs of an address, that of the current key first.
fn logs(keyring: &Keyring, channel: Channel, address: &str) -> Vec<LogId> {
    let kind = match channel {
        Channel::Email => "email",
        Channel::Sms => "phone",
    };
    keyring.lookups(kind, address).iter().map(|hash| LogId::new(Kind::Address, &[kind, hash])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_sms() {
        for (phone, yes) in [
            ("48600000001", true),
            ("48450000001", true),
            ("48123456789", false),
            ("48221234567", false),
            ("48800123456", false),
            ("4915112345678", true),
        ] {
            let contact = Contact { phone: Some(phone.to_owned()), ..Contact::default() };
            assert_eq!(of(&contact, Channel::Sms).is_some(), yes, "{phone}");
        }
    }
}
