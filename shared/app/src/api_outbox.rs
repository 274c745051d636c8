//! `GET /api/outbox`: what could not be sent; `POST /api/outbox/{reference}/retry` has it tried
//! again.

use crate::{
    addresses,
    api_token::Role,
    deliver::{self, DeadLetter, dead_letters},
    order_intake::order_log,
    owing, reference,
    reply::{Failure, Reply, with_type},
    request::{Env, Request, parts_behind},
    session,
};
use http::StatusCode;
use serde_json::Value;
use sledz_domain::{
    address::AddressFact,
    json,
    order::Order,
    outbox::{Item, Outbox, OutboxFact, State, Subject, What},
    view::rfc3339,
};
use sledz_store::{StoreError, keys::LogId};

/// Where this answers.
pub const PREFIX: &str = "/api/outbox";

/// So many dead letters are listed, the newest.
const LISTED: u64 = 200;

/// Answers the shop's staff.
///
/// # Errors
/// 401, 403, 404, 405.
pub fn handle(request: &Request, env: &Env) -> Result<Reply, Failure> {
    let parts = parts_behind(request.path(), PREFIX).unwrap_or_default();
    match parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect::<Vec<_>>().as_slice() {
        [] => list(request, env),
        [reference, "retry"] => retry(request, env, reference),
        _ => Err(unknown()),
    }
}

fn unknown() -> Failure {
    Failure::refused(StatusCode::NOT_FOUND, "nothing of that reference is owed")
}

fn list(request: &Request, env: &Env) -> Result<Reply, Failure> {
    if !request.is_get() {
        return Err(Failure::Method("GET"));
    }
    session::require(request, env, &[Role::Reader, Role::Agent, Role::Admin])?;
    let mut dead = Vec::new();
    for letter in env.store.newest_pointers::<DeadLetter>(dead_letters(), LISTED)?.into_iter().rev() {
        let log = LogId::outbox(&letter.subject);
        let outbox = env.store.read::<Outbox>(log)?.projection.state;
        let Some(item) = outbox.item(letter.item) else { continue };
        if matches!(item.state(), Some(State::Dead { .. })) {
            dead.push(described(&letter.subject, &reference::of(log, letter.item), item));
        }
    }
    Ok(with_type(StatusCode::OK, "application/json", json!({"dead": dead}).to_string().into_bytes()))
}

fn retry(request: &Request, env: &Env, given: &str) -> Result<Reply, Failure> {
    if *request.method() != http::Method::POST {
        return Err(Failure::Method("POST"));
    }
    let caller = session::require(request, env, &[Role::Agent, Role::Admin])?;
    let (log, id) = reference::read(given).ok_or_else(unknown)?;
    let reading = env.store.read::<Outbox>(log)?;
    let item = reading.state().item(id).cloned().ok_or_else(unknown)?;
    let subject = item.subject().cloned().ok_or_else(unknown)?;
    if !matches!(item.state(), Some(State::Dead { .. } | State::Dropped { .. })) {
        return Err(Failure::refused(StatusCode::CONFLICT, "it was sent, or waits to be sent"));
    }
    mend(env, &subject, &item)?;
    let fact = deliver::fact(id, "resent", env.now, OutboxFact::Resent { by: caller.clone() });
    owing::write(env, subject.clone(), reading, vec![fact])?;
    eprintln!("outbox: {given} is tried again, asked for by {caller}");
    let outbox = env.store.read::<Outbox>(log)?.projection.state;
    let answer = outbox.item(id).map(|item| described(&subject, given, item)).unwrap_or_default();
    Ok(with_type(StatusCode::OK, "application/json", answer.to_string().into_bytes()))
}

/// Whoever has a message sent again has mended the address, or knows that it works.
fn mend(env: &Env, subject: &Subject, item: &Item) -> Result<(), StoreError> {
    let (Subject::Order(platform, id), Some((What::Message { channel, .. }, _))) = (subject, item.owed()) else {
        return Ok(());
    };
    let Some(keyring) = env.settings.keyring() else { return Ok(()) };
    let log = order_log(platform, id);
    let order = env.store.read::<Order>(log)?.projection.state;
    let contact = addresses::contact(env, &keyring, log, &order)?;
    let Some(address) = addresses::of(&contact, *channel) else { return Ok(()) };
    if addresses::known(env, &keyring, *channel, address)?.is_reachable() {
        return Ok(());
    }
    let cause = format!("mended {}", env.now.timestamp_millis());
    addresses::note(env, &keyring, *channel, address, AddressFact::Mended, &cause)
}

/// An item, for people and programs of the shop.
pub fn described(subject: &Subject, reference: &str, item: &Item) -> Value {
    let about = match subject {
        Subject::Order(platform, id) => json!({"platform": platform, "platform_id": id}),
        Subject::Parcel(number) => json!({"tracking_number": number}),
        Subject::Shop(day) => json!({"day": day}),
        Subject::Case(number) => json!({"case": number}),
        Subject::Report(period) => json!({"report": period}),
        Subject::Source(source, id) => json!({"source": source, "id": id}),
    };
    let (what, owed_at) = match item.owed() {
        Some((what, at)) => (described_what(what), Some(rfc3339(at))),
        None => (Value::Null, None),
    };
    let (at, due, dropped) = match item.state() {
        Some(State::Sent { at, .. }) => (Some(rfc3339(at)), None, None),
        Some(State::Waiting { due }) => (None, Some(rfc3339(due)), None),
        Some(State::Dropped { why }) => (None, None, Some(why)),
        _ => (None, None, None),
    };
    json!({
        "reference": reference,
        "about": about,
        "what": what,
        "state": item.state().map(|state| state.name()),
        "owed_at": owed_at,
        "sent_at": at,
        "next_try": due,
        "dropped": dropped,
        "failures": item.failures(),
        "trouble": item.trouble(),
    })
}

fn described_what(what: &What) -> Value {
    match what {
        What::Message { kind, parcel, channel } => {
            json!({"message": kind, "channel": channel, "tracking_number": parcel})
        }
        What::Alert { sink, title, .. } => json!({"alert": title, "channel": sink}),
        What::Event { kind, .. } => json!({"event": kind}),
        What::Activation { source, .. } => json!({"activation": source}),
        // What else is in it is the provider's, or stands in what it is about.
        What::Call(fields) => json!({"call": fields.first()}),
    }
}
