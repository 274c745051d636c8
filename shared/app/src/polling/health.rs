//! How the pollers are, for `/healthz` and for warnings.

use super::{VARIABLE, is_on, state::PollState};
use crate::{alerts, request::Env};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use sledz_domain::{time::warsaw_day, view::rfc3339};
use sledz_sources::registry;
use sledz_store::StoreError;

/// A poller that has failed for so long is worth a warning.
const WORTH_A_WARNING: TimeDelta = TimeDelta::hours(1);

/// Whether trouble since then has lasted for so long that the shop should know.
pub fn is_worth_a_warning(since: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now - since >= WORTH_A_WARNING
}

/// How each poller that is switched on is; what is wrong with them goes to `problems`.
///
/// # Errors
/// If the store fails.
pub fn tell(env: &Env, problems: &mut Vec<String>) -> Result<Vec<Value>, StoreError> {
    let names = registry::POLLED.map(|(name, _)| name);
    for on in env.settings.get(VARIABLE).split_whitespace().filter(|on| !names.contains(on)) {
        problems.push(format!("{VARIABLE} names {on}, which is none of {}", names.join(", ")));
    }
    let mut told = Vec::new();
    for name in names.into_iter().filter(|name| is_on(env, name)) {
        let state = PollState::read(env, name)?;
        let is_overdue = state.is_overdue(env.now);
        if is_overdue {
            problems.push(format!("nobody calls poller {name}: POST /jobs/poll every minute"));
        }
        if let Some(since) = state.failing_since.filter(|_| state.is_failing(env.now)) {
            problems.push(format!("poller {name} fails since {}: {}", rfc3339(since), why(&state)));
        }
        told.push(json!({
            "poller": name,
            "last_call": state.called.map(rfc3339),
            "last_success": state.succeeded.map(rfc3339),
            "failing_since": state.failing_since.map(rfc3339),
            "why": state.why,
            "not_before": state.not_before.map(rfc3339),
            "overdue": is_overdue,
            "has_more": state.has_more,
            "report": state.tally,
        }));
    }
    Ok(told)
}

/// Warns the shop of pollers that have failed for an hour; their names.
///
/// # Errors
/// If the store fails.
pub fn warn_of_failing(env: &Env) -> Result<Vec<&'static str>, StoreError> {
    let mut failing = Vec::new();
    for (name, _) in registry::POLLED.into_iter().filter(|(name, _)| is_on(env, name)) {
        let state = PollState::read(env, name)?;
        let silent_since = state.called.filter(|last| env.now - *last >= WORTH_A_WARNING);
        let (since, text) = match (state.failing_since, silent_since) {
            (Some(since), _) if env.now - since >= WORTH_A_WARNING => {
                (since, format!("Every call has failed since {}: {}.", rfc3339(since), why(&state)))
            }
            (_, Some(since)) => (since, format!("Nobody has called POST /jobs/poll since {}.", rfc3339(since))),
            _ => continue,
        };
        let title = format!("Nothing is heard from {name}");
        let text = format!("{text} Parcels that only this interface tells about stay as they are.");
        let cause = format!("poller {name} {}", since.timestamp());
        alerts::warn(env, warsaw_day(since), &cause, &title, &text)?;
        failing.push(name);
    }
    Ok(failing)
}

fn why(state: &PollState) -> &str {
    state.why.as_deref().unwrap_or_default()
}
