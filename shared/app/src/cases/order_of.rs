//! Which order a message is about, and whether its buyer asks: a stranger who knows an order's number learns
//! nothing, and is slowed down.
//!
//! The writer is the buyer if the order was placed with the e-mail or telephone number from which it is written
//! or that stands beside the order's number, or if the marketplace itself names the order.

use super::incoming::Incoming;
use crate::{
    buyer,
    lookup::{self, Found},
    order_intake::OrderPointer,
    request::Env,
};
use chrono::TimeDelta;
use sledz_domain::{order::Order, status::Stage, text};
use sledz_sources::platforms::{email, phone};
use sledz_store::{
    StoreError,
    keyring::Keyring,
    keys::{Kind, LogId},
};
use sledz_understanding::Entities;

/// Wrong guesses about numbers of one bucket, or by one writer, in an hour, above which nothing is looked up.
const GUESSES: u64 = 10;

/// So many numbers of one message are looked up.
const NUMBERS: usize = 3;

/// So many orders of one customer are looked at, the newest.
const ORDERS: u64 = 6;

/// An order placed before that is not what a message without a number is about.
const RECENT: TimeDelta = TimeDelta::days(90);

/// The order that a message is about, whose buyer writes it. `known`: the order of the case that it belongs to,
/// whose buyer wrote before.
///
/// # Errors
/// If the store fails.
pub fn find(
    env: &Env,
    keyring: &Keyring,
    incoming: &Incoming,
    entities: &Entities,
    known: Option<&OrderPointer>,
) -> Result<Option<Found>, StoreError> {
    if incoming.is_public {
        return Ok(None);
    }
    if let (Some(platform), Some(id)) = (&incoming.order_platform, &incoming.order) {
        return lookup::read(env, OrderPointer::new(platform, id).log());
    }
    if let Some(number) = incoming.order.as_deref().filter(|_| incoming.is_vouched) {
        return vouched(env, number);
    }
    let contacts = contacts(incoming, entities);
    let numbers = numbers(incoming, entities);
    let own = if incoming.is_strong { orders_of(env, keyring, incoming)? } else { Vec::new() };
    for number in numbers.iter().take(NUMBERS) {
        // What the writer's own address shows is no guess, and nobody can have it slowed down.
        if let Some(found) = among(env, own.iter().chain(known), number)? {
            return Ok(Some(found));
        }
    }
    if let Some(known) = known {
        // Another number than that of the order that the conversation is about: an order of the same customer.
        let customers = env.store.read::<Order>(known.log())?.projection.state.customers().clone();
        for number in numbers.iter().take(NUMBERS) {
            let others = env.store.pointers::<OrderPointer>(LogId::new(Kind::OrdersByNumber, &[number]))?;
            for other in others.iter().rev().take(NUMBERS) {
                let state = env.store.read::<Order>(other.log())?.projection.state;
                if state.customers().iter().any(|customer| customers.contains(customer)) {
                    return lookup::read(env, other.log());
                }
            }
        }
    }
    if !contacts.is_empty() {
        for number in numbers.iter().take(NUMBERS) {
            if let Some(found) = by_number(env, keyring, number, &contacts)? {
                return Ok(Some(found));
            }
        }
    }
    if let Some(known) = known.filter(|_| entities.order_numbers.is_empty()) {
        return lookup::read(env, known.log());
    }
    // A number that is not theirs is not made up for by an order that is: it is asked back.
    if !numbers.is_empty() || !incoming.is_strong {
        return Ok(None);
    }
    of_customer(env, &own)
}

/// The newest orders of a message's writer.
fn orders_of(env: &Env, keyring: &Keyring, incoming: &Incoming) -> Result<Vec<OrderPointer>, StoreError> {
    let mut pointers: Vec<OrderPointer> = Vec::new();
    for hash in customer(keyring, incoming) {
        let log = LogId::new(Kind::OrdersByCustomer, &[&hash]);
        for pointer in env.store.newest_pointers::<OrderPointer>(log, ORDERS)? {
            if !pointers.contains(&pointer) {
                pointers.push(pointer);
            }
        }
    }
    Ok(pointers)
}

/// Of these orders the one with this number, or with a parcel of this number.
fn among<'o>(
    env: &Env,
    orders: impl Iterator<Item = &'o OrderPointer>,
    number: &str,
) -> Result<Option<Found>, StoreError> {
    for pointer in orders {
        let order = env.store.read::<Order>(pointer.log())?.projection.state;
        let parcel = text::tracking_number(number).unwrap_or_default();
        if order.numbers().contains(number) || order.parcels().contains(&parcel) {
            return lookup::read(env, pointer.log());
        }
    }
    Ok(None)
}

/// The newest order of that number.
fn vouched(env: &Env, number: &str) -> Result<Option<Found>, StoreError> {
    let number = text::order_number(number).unwrap_or_default();
    let known = env.store.pointers::<OrderPointer>(LogId::new(Kind::OrdersByNumber, &[&number]))?;
    match known.last() {
        Some(order) => lookup::read(env, order.log()),
        None => Ok(None),
    }
}

/// The contacts that a message shows: its writer's, and those in its text.
fn contacts(incoming: &Incoming, entities: &Entities) -> Vec<String> {
    let letter = &incoming.letter;
    let mut contacts: Vec<String> = Vec::new();
    let own = letter.email.iter().chain(&letter.phone);
    for contact in own.chain(&entities.emails).chain(&entities.phones) {
        if !contacts.contains(contact) && contacts.len() < 4 {
            contacts.push(contact.clone());
        }
    }
    contacts
}

fn numbers(incoming: &Incoming, entities: &Entities) -> Vec<String> {
    let mut numbers: Vec<String> = Vec::new();
    for number in incoming.order.iter().chain(&entities.order_numbers).chain(&entities.tracking_numbers) {
        let number = text::order_number(number).unwrap_or_default();
        if !number.is_empty() && !numbers.contains(&number) {
            numbers.push(number);
        }
    }
    numbers
}

fn by_number(env: &Env, keyring: &Keyring, number: &str, contacts: &[String]) -> Result<Option<Found>, StoreError> {
    // By number, and by each contact that it is tried with, whoever writes.
    let counted = std::iter::once(number.to_owned()).chain(contacts.iter().map(|contact| format!("contact {contact}")));
    let counted: Vec<String> = counted.collect();
    for name in &counted {
        if env.store.wrong_guesses(name, env.now)? > GUESSES {
            return Ok(None);
        }
    }
    let contacts: Vec<&str> = contacts.iter().map(String::as_str).collect();
    match buyer::find_by_any(env, keyring, number, &contacts)? {
        Some((log, _)) => lookup::read(env, log),
        None => {
            for name in &counted {
                env.store.count_wrong_guess(name, env.now)?;
            }
            Ok(None)
        }
    }
}

/// The one order that a customer who gives no number can mean: the only one of late, or the only one that runs.
fn of_customer(env: &Env, pointers: &[OrderPointer]) -> Result<Option<Found>, StoreError> {
    let mut recent: Vec<Found> = Vec::new();
    for pointer in pointers {
        let order = env.store.read::<Order>(pointer.log())?.projection.state;
        if order.began().is_none_or(|began| env.now - began > RECENT) {
            continue;
        }
        let Some(found) = lookup::read(env, pointer.log())? else { continue };
        let lead = found.lead();
        // Two systems' views of one purchase are one order.
        if !recent.iter().any(|known| known.lead() == lead || known.pointer() == found.pointer()) {
            recent.push(found);
        }
    }
    if recent.len() > 1 {
        recent.retain(|found| {
            let stage = found.view(env, found.language()).stage;
            !matches!(stage, Stage::Delivered | Stage::Returned | Stage::Cancelled)
        });
    }
    Ok(if recent.len() == 1 { recent.pop() } else { None })
}

/// The keyed hashes under which a message's writer is filed: by the current key, e-mail and telephone.
pub fn filed_under(keyring: &Keyring, incoming: &Incoming) -> Vec<String> {
    let letter = &incoming.letter;
    let of = |kind: &str, value: Option<String>| keyring.lookups(kind, &value?).into_iter().next();
    let email = of("email", letter.email.as_deref().and_then(email));
    email.into_iter().chain(of("phone", letter.phone.as_deref().and_then(phone))).collect()
}

/// The keyed hashes of a message's writer, by every key.
pub fn customer(keyring: &Keyring, incoming: &Incoming) -> Vec<String> {
    let letter = &incoming.letter;
    let of = |kind: &str, value: Option<String>| value.map(|value| keyring.lookups(kind, &value)).unwrap_or_default();
    let mut hashes = of("email", letter.email.as_deref().and_then(email));
    hashes.extend(of("phone", letter.phone.as_deref().and_then(phone)));
    hashes
}
