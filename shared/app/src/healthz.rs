//! `GET /healthz`: whether all is well; to who has a token, what is not.

use crate::{
    api_token::Role,
    configuration,
    deliver::{DeadLetter, dead_letters},
    disagreements::About,
    jobs::{Job, JobState, outbox::Trouble},
    order_sync,
    polling::health,
    reply::{Failure, Reply, with_type},
    request::{Env, Request},
    session, subscription,
};
use http::StatusCode;
use serde_json::{Map, Value};
use sledz_domain::{
    json,
    outbox::{Outbox, State},
    view::rfc3339,
};
use sledz_sources::registry;
use sledz_store::{StoreError, keys::LogId};

/// So many dead letters are looked at, the newest.
const DEAD_LETTERS: u64 = 20;

/// Answers a monitor, or somebody who wants to know more. 200 as long as the store answers:
/// `degraded` is a word for people, not a reason to restart anything.
///
/// # Errors
/// 405; 503 if the store fails.
pub fn handle(request: &Request, env: &Env) -> Result<Reply, Failure> {
    if !request.is_get() {
        return Err(Failure::Method("GET"));
    }
    let details = details(env)?;
    let status = if details.is_well { "ok" } else { "degraded" };
    let roles = [Role::Reader, Role::Agent, Role::Admin, Role::Scheduler];
    let answer = match session::require(request, env, &roles) {
        Ok(_) => {
            let mut answer = details.told;
            answer.insert("status".to_owned(), json!(status));
            Value::Object(answer)
        }
        Err(_) => json!({"status": status}),
    };
    Ok(with_type(StatusCode::OK, "application/json", answer.to_string().into_bytes()))
}

struct Details {
    is_well: bool,
    told: Map<String, Value>,
}

fn details(env: &Env) -> Result<Details, StoreError> {
    let mut problems = configuration::problems(env);
    let mut jobs = Vec::new();
    let mut overdue = false;
    let mut quiet = Value::Null;
    let mut uncounted = None;
    for job in Job::ALL {
        let state: JobState = env.store.job_state(job.name())?;
        let is_overdue = job.is_wanted(env) && state.is_overdue(job, env.now);
        overdue |= is_overdue;
        if matches!(job, Job::Outbox | Job::Calls) {
            let trouble = state.cursor.get("trouble").cloned().and_then(|told| serde_json::from_value(told).ok());
            let trouble = trouble.filter(|trouble: &Trouble| trouble.lasts(env.now));
            problems.extend(trouble.map(|trouble| format!("sending fails: {}", trouble.why)));
        }
        if job == Job::Rollup && state.finished.is_none() {
            uncounted =
                Some("nobody has called POST /jobs/rollup: there are no numbers of the days before today".to_owned());
        }
        if job == Job::Stalled {
            quiet = state.report.get("quiet").cloned().unwrap_or_default();
        }
        jobs.push(json!({
            "job": job.name(),
            "last_run": state.finished.map(rfc3339),
            "overdue": is_overdue,
            "has_more": state.has_more,
            "report": state.report,
        }));
    }
    let pollers = health::tell(env, &mut problems)?;
    let order_pollers = order_sync::health::tell(env, &mut problems)?;
    let notes = configuration::notes(env).into_iter().chain(subscription::note(env)?).chain(uncounted);
    let notes: Vec<String> = notes.collect();
    let dead = still_dead(env)?;
    let is_quiet = quiet.as_array().is_some_and(|sources| !sources.is_empty());
    let told = json!({
        "now": rfc3339(env.now),
        "test_clock": !env.settings.get("test_clock_key").is_empty(),
        "problems": problems,
        "notes": notes,
        "jobs": jobs,
        "pollers": pollers,
        "order_pollers": order_pollers,
        "quiet_sources": quiet,
        "dead_letters": dead,
        "counted": counted(env)?,
    });
    let is_well = problems.is_empty() && !overdue && dead == 0 && !is_quiet;
    Ok(Details { is_well, told: told.as_object().cloned().unwrap_or_default() })
}

/// How many of the newest dead letters are still dead.
fn still_dead(env: &Env) -> Result<usize, StoreError> {
    let mut dead = 0;
    for letter in env.store.newest_pointers::<DeadLetter>(dead_letters(), DEAD_LETTERS)? {
        let outbox = env.store.read::<Outbox>(LogId::outbox(&letter.subject))?.projection.state;
        let state = outbox.item(letter.item).and_then(|item| item.state());
        dead += usize::from(matches!(state, Some(State::Dead { .. })));
    }
    Ok(dead)
}

/// What was counted, by name; what never happened is left out.
fn counted(env: &Env) -> Result<Map<String, Value>, StoreError> {
    let pollers = registry::POLLED.map(|(name, _)| name);
    let couriers = registry::COURIER_NAMES
        .iter()
        .chain(&pollers)
        .flat_map(|source| ["unknown-code", "unreadable"].map(|what| format!("{what}:{source}")));
    let platforms = registry::PLATFORM_NAMES
        .iter()
        .chain(&registry::ORDER_POLLER_NAMES)
        .flat_map(|source| ["unknown-status", "unknown-code", "unreadable"].map(|what| format!("{what}:{source}")));
    let payments = registry::PAYMENT_NAMES
        .iter()
        .flat_map(|source| ["unknown-status", "unreadable", "without-order"].map(|what| format!("{what}:{source}")));
    let disagreements = About::ALL.map(|about| format!("disagreement:{}", about.name()));
    let dropped = ["order", "parcel", "shipment", "outbox"].map(|what| format!("dropped:{what}"));
    let mut found = Map::new();
    for name in couriers.chain(platforms).chain(payments).chain(disagreements).chain(dropped) {
        let count = env.store.counted(&name)?;
        if count > 0 {
            found.insert(name, json!(count));
        }
    }
    Ok(found)
}
