//! Subscriptions that their sender begins only once we have called it back: DHL's. The webhook keeps
//! what it was told; the call is owed through the outbox by the component `jobs`, which has the key.

use crate::{owing, reply::Failure, request::Env};
use chrono::{DateTime, TimeDelta, Utc, serde::ts_milliseconds};
use serde::{Deserialize, Serialize};
use sledz_domain::base::BASE64URL_NOPAD;
use sledz_domain::{
    event_id::EventId,
    outbox::{Outbox, Subject, What},
    time::warsaw_day,
};
use sledz_providers::outcome::{Answer, Outcome};
use sledz_sources::couriers::{Subscription, dhl};
use sledz_store::{
    StoreError,
    keys::{Kind, LogId},
    seal::{open, seal},
    timer::{Due, Timer},
};

/// The one source whose subscriptions are begun so.
pub const DHL: &str = dhl::NAME;

/// After so long, a subscription that was not begun is forgotten by its sender.
const OUTDATED: TimeDelta = TimeDelta::days(30);

/// A subscription that waits, or waited, in the index of its source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// The sender's own id of it.
    pub id: String,
    /// What proves that we got its message; sealed, base64url.
    pub secret: String,
    /// When we were told.
    #[serde(with = "ts_milliseconds")]
    pub at: DateTime<Utc>,
}

/// Keeps a subscription until it is begun, and has that done at once.
///
/// # Errors
/// If the store fails, or the secret cannot be sealed because no key is configured.
pub fn wait(env: &Env, source: &str, told: &Subscription) -> Result<(), Failure> {
    let keyring = env.settings.keyring().ok_or(Failure::Unconfigured("variable keys is empty"))?;
    let log = subscriptions(source);
    let secret = BASE64URL_NOPAD.encode(&seal(&keyring, log, told.secret.as_bytes())?);
    let due = Due::Look(Timer::Subscription(source.to_owned(), told.id.clone()));
    let mut commit = env.store.commit();
    commit.index(log, &Waiting { id: told.id.clone(), secret, at: env.now })?;
    commit.arm_due(&due, env.now, env.now)?;
    commit.write()?;
    env.do_soon(due);
    Ok(())
}

/// Owes the call that begins a subscription, once for each secret; nothing while there is no key to
/// call with.
///
/// # Errors
/// If the store fails.
pub fn owe(env: &Env, source: &str, id: &str) -> Result<(), StoreError> {
    let Some(secret) = secret(env, source, id)?.filter(|_| can_call(env)) else { return Ok(()) };
    // The day on which it was first heard of: one outbox, however often it is told again.
    let known = env.store.pointers::<Waiting>(subscriptions(source))?;
    let Some(first) = known.iter().find(|known| known.id == id) else { return Ok(()) };
    let subject = Subject::Shop(warsaw_day(first.at).to_string());
    let reading = env.store.read::<Outbox>(LogId::outbox(&subject))?;
    let item = EventId::of(&["activation", source, id, &secret]);
    if reading.state().has(item) {
        return Ok(());
    }
    let what = What::Activation { source: source.to_owned(), subscription: id.to_owned() };
    let fact = owing::owed(item, &subject, what, env.now, env.now);
    owing::write(env, subject, reading, vec![fact])
}

/// Owes the calls for all subscriptions of late: the key may have been configured after they came.
///
/// # Errors
/// If the store fails.
pub fn owe_all(env: &Env) -> Result<(), StoreError> {
    if can_call(env) { waiting(env)?.iter().try_for_each(|known| owe(env, DHL, &known.id)) } else { Ok(()) }
}

/// In one sentence, that a subscription waits for a call that cannot be made.
///
/// # Errors
/// If the store fails.
pub fn note(env: &Env) -> Result<Option<String>, StoreError> {
    let waits = !can_call(env) && !waiting(env)?.is_empty();
    Ok(waits.then(|| {
        "a subscription of DHL waits to be activated: set dhl_api_key, or activate it by hand and ignore this"
            .to_owned()
    }))
}

/// A request, or why it cannot be made.
type Call = Result<http::Request<Vec<u8>>, String>;

/// The request that begins a subscription; none if nothing is known of it any more.
///
/// # Errors
/// If the store fails.
pub fn call(env: &Env, source: &str, id: &str) -> Result<Option<Call>, StoreError> {
    let secret = secret(env, source, id)?;
    let (base, key) = (env.settings.get("dhl_url").trim(), env.settings.get("dhl_api_key").trim());
    Ok(secret.map(|secret| dhl::activation(base, key, id, &secret)))
}

/// What its sender answered to that.
pub fn read(answer: &Answer, _now: DateTime<Utc>) -> Outcome {
    match answer.status {
        200..=299 => Outcome::Accepted { id: None },
        404 | 410 => Outcome::Never { why: "DHL knows no such subscription".to_owned(), address: false },
        401 | 403 => Outcome::Later { after: None, why: "DHL refuses dhl_api_key".to_owned() },
        status => Outcome::Later { after: None, why: format!("DHL answers {status}") },
    }
}

fn can_call(env: &Env) -> bool {
    !env.settings.get("dhl_api_key").trim().is_empty()
}

/// The subscriptions of DHL that we were told of lately.
fn waiting(env: &Env) -> Result<Vec<Waiting>, StoreError> {
    let mut known = env.store.pointers::<Waiting>(subscriptions(DHL))?;
    known.retain(|known| env.now - known.at < OUTDATED);
    Ok(known)
}

/// The newest secret of a subscription.
fn secret(env: &Env, source: &str, id: &str) -> Result<Option<String>, StoreError> {
    let log = subscriptions(source);
    let known = env.store.pointers::<Waiting>(log)?;
    let opened = known.into_iter().rev().find(|known| known.id == id).and_then(|known| {
        let sealed = BASE64URL_NOPAD.decode(known.secret.as_bytes()).ok()?;
        open(&env.settings.keyring()?, log, &sealed)
    });
    Ok(opened.and_then(|plain| String::from_utf8(plain).ok()))
}

/// The subscriptions of a source that waited, or wait.
fn subscriptions(source: &str) -> LogId {
    LogId::new(Kind::Subscriptions, &[source])
}
