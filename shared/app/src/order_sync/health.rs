//! How the pollers of orders are, for `/healthz` and for warnings.

use super::{
    VARIABLE, is_on,
    run::SWEEP_EVERY,
    state::{HISTORY, NEW, SWEEP, SyncState},
};
use crate::{alerts, polling::health, request::Env};
use chrono::TimeDelta;
use serde_json::Value;
use sledz_domain::{json, view::rfc3339};
use sledz_sources::registry;
use sledz_store::StoreError;

/// How each poller of orders that is switched on is, task by task; what is wrong with them goes to
/// `problems`.
///
/// # Errors
/// If the store fails.
pub fn tell(env: &Env, problems: &mut Vec<String>) -> Result<Vec<Value>, StoreError> {
    let names = registry::ORDER_POLLER_NAMES;
    for on in env.settings.get(VARIABLE).split_whitespace().filter(|on| !names.contains(on)) {
        problems.push(format!("{VARIABLE} names {on}, which is none of {}", names.join(", ")));
    }
    let mut told = Vec::new();
    for name in names.into_iter().filter(|name| is_on(env, name)) {
        // What is new is asked for at every call; whoever is not asked for that is swept once an hour.
        let mut is_called = None;
        for task in [NEW, SWEEP, HISTORY] {
            let state = SyncState::read(env, name, task)?;
            let poll = &state.poll;
            if poll.called.is_some() && task != HISTORY {
                let every = if task == NEW { TimeDelta::zero() } else { SWEEP_EVERY };
                is_called = is_called.or(Some(!poll.is_overdue(env.now - every)));
            }
            if poll.called.is_none() && state.since.is_none() {
                continue;
            }
            if let Some(since) = poll.failing_since.filter(|_| poll.is_failing(env.now)) {
                let why = poll.why.as_deref().unwrap_or("nobody knows why");
                problems.push(format!("orders of {name} cannot be asked for since {}: {why}", rfc3339(since)));
            }
            told.push(json!({
                "poller": name,
                "task": task,
                "last_call": poll.called.map(rfc3339),
                "last_success": poll.succeeded.map(rfc3339),
                "failing_since": poll.failing_since.map(rfc3339),
                "why": poll.why,
                "not_before": poll.not_before.map(rfc3339),
                "has_more": poll.has_more || state.since.is_some(),
                "report": poll.tally,
            }));
        }
        if is_called != Some(true) {
            problems.push(format!("nobody asks for the orders of {name}: POST /jobs/sync every minute"));
        }
    }
    Ok(told)
}

/// Warns the shop of pollers of orders that have failed for an hour; their names.
///
/// # Errors
/// If the store fails.
pub fn warn_of_failing(env: &Env) -> Result<Vec<&'static str>, StoreError> {
    let mut failing = Vec::new();
    for name in registry::ORDER_POLLER_NAMES.into_iter().filter(|name| is_on(env, name)) {
        for task in [NEW, SWEEP] {
            let state = SyncState::read(env, name, task)?.poll;
            let Some(since) = state.failing_since.filter(|since| health::is_worth_a_warning(*since, env.now)) else {
                continue;
            };
            let title = format!("Orders of {name} cannot be asked for");
            let why = state.why.as_deref().unwrap_or("nobody knows why");
            let text = format!("Every try since {} has failed: {why}.", rfc3339(since));
            let cause = format!("orders {name} {}", since.timestamp());
            alerts::warn(env, sledz_domain::time::warsaw_day(since), &cause, &title, &text)?;
            failing.push(name);
            break;
        }
    }
    Ok(failing)
}
