//! Warnings to the shop, by every way that is configured.

use crate::{owing, request::Env};
use sledz_domain::{
    event_id::EventId,
    outbox::{Outbox, Subject, What},
    time::warsaw_day,
};
use sledz_providers::registry;
use sledz_store::{StoreError, keys::LogId};

/// Owes a warning; `cause` tells one warning from the next about the same thing. Whether it was
/// owed to anybody: false while no way is configured, or it is owed already.
///
/// # Errors
/// If the store fails.
pub fn warn(env: &Env, cause: &str, title: &str, text: &str) -> Result<bool, StoreError> {
    // One day's warnings in one outbox; those of yesterday are looked at too, so that midnight
    // repeats none.
    let today = Subject::Shop(warsaw_day(env.now).to_string());
    let yesterday = Subject::Shop(warsaw_day(env.now - chrono::TimeDelta::days(1)).to_string());
    let before = env.store.read::<Outbox>(LogId::outbox(&yesterday))?;
    let reading = env.store.read::<Outbox>(LogId::outbox(&today))?;
    let mut facts = Vec::new();
    for sink in sinks(env) {
        let item = EventId::of(&["alert", cause, sink]);
        if reading.state().has(item) || before.state().has(item) {
            continue;
        }
        let what = What::Alert { sink: sink.to_owned(), title: title.to_owned(), text: text.to_owned() };
        facts.push(owing::owed(item, &today, what, env.now, env.now));
    }
    let is_new = !facts.is_empty();
    owing::write(env, today, reading, facts)?;
    Ok(is_new)
}

/// The ways that are configured.
pub fn sinks(env: &Env) -> Vec<&'static str> {
    let configured = registry::ALERTS.iter().filter(|sink| sink.is_configured(env.settings)).map(|sink| sink.name());
    let mail = (!env.settings.get("alert_email").trim().is_empty()).then_some("email");
    configured.chain(mail).collect()
}
