//! Warnings to the shop, by every way that is configured.

use crate::{owing, request::Env};
use chrono::NaiveDate;
use sledz_domain::{
    event_id::EventId,
    outbox::{Outbox, Subject, What},
};
use sledz_providers::registry;
use sledz_store::{StoreError, keys::LogId};

/// Owes a warning about something that began on `day`; `cause` tells one warning from another, and
/// each is owed once, however often it is noticed. Whether it was owed to anybody: false while no
/// way is configured, or it is owed already.
///
/// # Errors
/// If the store fails.
pub fn warn(env: &Env, day: NaiveDate, cause: &str, title: &str, text: &str) -> Result<bool, StoreError> {
    let subject = Subject::Shop(day.to_string());
    let reading = env.store.read::<Outbox>(LogId::outbox(&subject))?;
    let mut facts = Vec::new();
    for sink in sinks(env) {
        let item = EventId::of(&["alert", cause, sink]);
        if reading.state().has(item) {
            continue;
        }
        let what = What::Alert { sink: sink.to_owned(), title: title.to_owned(), text: text.to_owned() };
        facts.push(owing::owed(item, &subject, what, env.now, env.now));
    }
    let is_new = !facts.is_empty();
    owing::write(env, subject, reading, facts)?;
    Ok(is_new)
}

/// The ways that are configured.
pub fn sinks(env: &Env) -> Vec<&'static str> {
    let configured = registry::ALERTS.iter().filter(|sink| sink.is_configured(env.settings)).map(|sink| sink.name());
    let mail = (!env.settings.get("alert_email").trim().is_empty()).then_some("email");
    configured.chain(mail).collect()
}
