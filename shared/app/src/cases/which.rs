//! The case that a message belongs to: one case for one matter, whatever channels its messages come through.
//!
//! A case's number follows from what begins it - the order, the conversation, the message - so that messages
//! which come at once, or again, find the same case without asking each other.

use super::{incoming::Incoming, log};
use crate::{lookup::Found, order_intake::OrderPointer, request::Env};
use chrono::{DateTime, TimeDelta, Utc};
use sledz_domain::case::{Case, CaseStatus, number, number_of};
use sledz_store::{
    StoreError,
    keyring::Keyring,
    keys::{Kind, LogId},
    log::Reading,
};

/// So many of the messages that an e-mail answers are looked for.
const REFERENCES: usize = 5;

/// A case that was closed this lately goes on when its customer writes again.
const REOPENS_WITHIN: TimeDelta = TimeDelta::days(7);

/// The case that a message belongs to.
pub struct Which {
    /// Its number.
    pub number: String,
    /// Its log.
    pub reading: Reading<Case>,
}

/// The indexes of what a conversation or message is called where it came from, by every key; that of the current key
/// first. A name may be a telephone number: nobody without the key can tell whose it is.
pub fn by_thread(keyring: &Keyring, source: &str, name: &str) -> Vec<LogId> {
    let hashes = keyring.lookups("thread", &format!("{source} {name}"));
    hashes.iter().map(|hash| LogId::new(Kind::CasesByThread, &[hash])).collect()
}

/// The index of cases about an order.
pub fn by_order(order: &OrderPointer) -> LogId {
    LogId::new(Kind::CasesByOrder, &[&order.platform, &order.platform_id])
}

/// The index of a customer's cases, by keyed hash.
pub fn by_customer(hash: &str) -> LogId {
    LogId::new(Kind::CasesByCustomer, &[hash])
}

/// The names by which a message is found again: its own, and that of its conversation.
pub fn names(incoming: &Incoming) -> Vec<String> {
    let own = format!("message {}", incoming.id);
    std::iter::once(own).chain(incoming.thread.iter().map(|thread| format!("thread {thread}"))).collect()
}

/// The cases that were ever found by this name, the newest first.
///
/// # Errors
/// If the store fails.
pub fn named(env: &Env, keyring: &Keyring, source: &str, name: &str) -> Result<Vec<String>, StoreError> {
    let mut found: Vec<String> = Vec::new();
    for log in by_thread(keyring, source, name) {
        found.extend(env.store.pointers_openly::<String>(log)?.into_iter().rev());
    }
    Ok(found)
}

/// The case that holds this very message, whatever became of it since.
///
/// # Errors
/// If the store fails.
pub fn of_message(env: &Env, keyring: &Keyring, incoming: &Incoming) -> Result<Option<Which>, StoreError> {
    for known in named(env, keyring, &incoming.source, &format!("message {}", incoming.id))? {
        if let Some((number, reading)) = super::read(env, &known)?
            && reading.state().fact(incoming.fact()).is_some()
        {
            return Ok(Some(Which { number, reading }));
        }
    }
    Ok(None)
}

/// The case of the conversation that a message goes on with, if it has one that is not over.
///
/// A conversation is the channel's word. What an e-mail says it answers, and a number in its subject, are its
/// writer's: only their own cases are found by those, and only where the channel vouches for the address.
///
/// # Errors
/// If the store fails.
pub fn of_thread(
    env: &Env,
    keyring: &Keyring,
    incoming: &Incoming,
    customer: &[String],
) -> Result<Option<Which>, StoreError> {
    if let Some(thread) = &incoming.thread {
        for known in named(env, keyring, &incoming.source, &format!("thread {thread}"))? {
            if let Some(which) = going_on(env, &known)? {
                return Ok(Some(which));
            }
        }
    }
    if !incoming.is_strong {
        return Ok(None);
    }
    let mut claimed: Vec<String> = quoted(incoming).into_iter().collect();
    for id in incoming.refers_to.iter().take(REFERENCES) {
        claimed.extend(named(env, keyring, &incoming.source, &format!("message {id}"))?);
    }
    if claimed.is_empty() {
        return Ok(None);
    }
    for hash in customer {
        let own = env.store.pointers_openly::<String>(by_customer(hash))?;
        for number in claimed.iter().filter(|number| own.contains(number)) {
            if let Some(which) = going_on(env, number)? {
                return Ok(Some(which));
            }
        }
    }
    Ok(None)
}

/// The number of a case that stands in a message's subject.
pub fn quoted(incoming: &Incoming) -> Option<String> {
    let subject = incoming.letter.subject.as_deref().unwrap_or_default();
    let (_, rest) = subject.rsplit_once('[')?;
    number(rest.split(']').next()?)
}

/// The case of an order that is not over, or a new one.
///
/// # Errors
/// If the store fails.
pub fn of_order(env: &Env, keyring: &Keyring, found: &Found) -> Result<Which, StoreError> {
    let order = found.lead();
    let known = env.store.pointers_openly::<String>(by_order(&order))?;
    for number in known.iter().rev() {
        if let Some(which) = going_on(env, number)? {
            return Ok(which);
        }
    }
    let generation = known.len().to_string();
    begun(env, keyring, &["order", &order.platform, &order.platform_id, &generation])
}

/// The one case of a customer that is not over; none if there are several.
///
/// # Errors
/// If the store fails.
pub fn of_customer(env: &Env, customer: &[String]) -> Result<Option<Which>, StoreError> {
    let mut found: Vec<Which> = Vec::new();
    for hash in customer {
        for number in env.store.newest_pointers::<String>(by_customer(hash), 5)? {
            let is_known = found.iter().any(|known| known.number == number);
            let open = if is_known { None } else { going_on(env, &number)? };
            found.extend(open.filter(|which| is_open(which.reading.state())));
        }
    }
    Ok(if found.len() == 1 { found.pop() } else { None })
}

/// A new case of a conversation, or of a message alone.
///
/// # Errors
/// If the store fails.
pub fn new(env: &Env, keyring: &Keyring, incoming: &Incoming) -> Result<Which, StoreError> {
    match &incoming.thread {
        Some(thread) => {
            let known = named(env, keyring, &incoming.source, &format!("thread {thread}"))?;
            begun(env, keyring, &["thread", &incoming.source, thread, &known.len().to_string()])
        }
        None => begun(env, keyring, &["message", &incoming.source, &incoming.id]),
    }
}

/// A number follows from what begins the case, under the current key: nobody else can work it out.
fn begun(env: &Env, keyring: &Keyring, parts: &[&str]) -> Result<Which, StoreError> {
    let hash = keyring.lookups("case", &parts.join("\u{1f}")).into_iter().next().unwrap_or_default();
    let number = number_of(&[&hash]);
    let reading = env.store.read_to_append::<Case>(log(&number))?;
    Ok(Which { number, reading })
}

fn going_on(env: &Env, number: &str) -> Result<Option<Which>, StoreError> {
    let Some((number, reading)) = super::read(env, number)? else { return Ok(None) };
    Ok(goes_on(reading.state(), env.now).then_some(Which { number, reading }))
}

fn is_open(case: &Case) -> bool {
    matches!(case.status(), CaseStatus::Open | CaseStatus::Waiting)
}

/// Whether what its customer writes now belongs to a case.
fn goes_on(case: &Case, now: DateTime<Utc>) -> bool {
    is_open(case) || case.closed().is_some_and(|closed| now - closed <= REOPENS_WITHIN)
}
