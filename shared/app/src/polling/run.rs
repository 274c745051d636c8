//! Calling a poller: whether it may be called now, with what access, and what came of it.

use super::{
    VARIABLE, connect, parcels, queue,
    state::{PollState, Tally},
};
use crate::{http_client::HttpClient, jobs::Budget, parcel_intake, request::Env};
use chrono::TimeDelta;
use serde::Serialize;
use sledz_domain::{parcel::ParcelLog, view::rfc3339};
use sledz_sources::{
    pollers::{Access, Fault, Poller, Told, Way},
    registry,
};
use sledz_store::StoreError;

/// How long a poller may begin new work in one call. A request ends within ten seconds, so the right to
/// call it, which is for thirty, is not outlived.
const LASTS: TimeDelta = TimeDelta::seconds(5);

/// How long each poller may begin new work when all of them are called at once.
const TOGETHER: TimeDelta = TimeDelta::seconds(2);

/// How a call of a poller answers.
#[derive(Serialize)]
pub struct Polled {
    /// The poller.
    pub poller: &'static str,
    /// How long it took.
    pub milliseconds: i64,
    /// It has more to do: call again.
    pub has_more: bool,
    /// Why it was not called, or what failed; for the operator.
    pub why: Option<String>,
    /// What it did.
    pub report: Tally,
}

/// Calls every poller that is switched on; one that fails does not keep the others from running.
///
/// # Errors
/// If the store failed for one of them; the others were called.
pub async fn run_all(env: Env<'_>, client: &dyn HttpClient) -> Result<Vec<Polled>, StoreError> {
    let (mut polled, mut failed) = (Vec::new(), None);
    for poller in registry::POLLERS.iter().filter(|poller| super::is_on(&env, poller.name())) {
        match call(env, client, *poller, TOGETHER).await {
            Ok(one) => polled.push(one),
            Err(error) => failed = Some(error),
        }
    }
    failed.map_or(Ok(polled), Err)
}

/// Calls one poller.
///
/// # Errors
/// If the store fails: what was told and is not stored is asked for again.
pub async fn run(env: Env<'_>, client: &dyn HttpClient, poller: &'static dyn Poller) -> Result<Polled, StoreError> {
    call(env, client, poller, LASTS).await
}

async fn call(
    env: Env<'_>,
    client: &dyn HttpClient,
    poller: &'static dyn Poller,
    lasts: TimeDelta,
) -> Result<Polled, StoreError> {
    let name = poller.name();
    let began = env.store.wall_now();
    let budget = Budget::new(env, lasts);
    let mut state = PollState::read(&env, name)?;
    let skipped = match state.not_before.filter(|until| *until > env.now) {
        _ if !super::is_on(&env, name) => Some(format!("{name} is not switched on: it is not in {VARIABLE}")),
        Some(until) => Some(format!("it is left alone until {}", rfc3339(until))),
        // Two calls at once would ask the carrier twice.
        None if !env.store.may_try(&format!("poll {name}"), env.now)? => {
            Some("it was called within the last two minutes".to_owned())
        }
        None => None,
    };
    let mut why = skipped.clone();
    if skipped.is_none() {
        (state.called, state.tally, state.has_more) = (Some(env.now), Tally::default(), false);
        work(env, client, poller, &mut state, &budget).await?;
        if state.tally.new > 0 {
            env.store.hear(&format!("courier:{name}"), env.now)?;
        }
        state.write(&env, name)?;
        why = state.why.clone();
    }
    let milliseconds = (env.store.wall_now() - began).num_milliseconds();
    let report = if skipped.is_some() { Tally::default() } else { state.tally };
    Ok(Polled { poller: name, milliseconds, has_more: state.has_more && skipped.is_none(), why, report })
}

async fn work(
    env: Env<'_>,
    client: &dyn HttpClient,
    poller: &'static dyn Poller,
    state: &mut PollState,
    budget: &Budget<'_>,
) -> Result<(), StoreError> {
    let problems = poller.problems(env.settings);
    if !problems.is_empty() {
        state.fail(&Fault { why: problems.join("; "), wait: None, is_general: true, is_refused: false }, env.now);
        return Ok(());
    }
    let token = match poller.login() {
        None => String::new(),
        Some(login) => match connect::token(env, client, &format!("poll/{}", poller.name()), login).await? {
            Ok(token) => token,
            Err(fault) => {
                state.fail(&fault, env.now);
                return Ok(());
            }
        },
    };
    let access = Access { variables: env.settings, token: &token };
    match poller.way() {
        Way::Queue(queue) => queue::run(env, client, poller.name(), queue, &access, state, budget).await?,
        Way::Parcels(tracking) => parcels::run(env, client, poller.name(), tracking, &access, state, budget).await?,
    }
    // A token may be taken back before its time: the next call asks for another.
    match poller.login() {
        Some(login) if state.is_refused => connect::expire(env, login.name()),
        _ => Ok(()),
    }
}

/// Makes durable what was told.
///
/// # Errors
/// If the store fails.
pub(super) fn intake(env: &Env, name: &str, told: Told, tally: &mut Tally) -> Result<(), StoreError> {
    tally.unreadable += told.unreadable;
    for _ in 0..told.unreadable {
        env.store.count(&format!("unreadable:{name}"))?;
    }
    let count = |reports: usize| u32::try_from(reports).unwrap_or(u32::MAX);
    tally.told += count(told.reports.len());
    tally.new += count(new_ones(env, &told)?);
    parcel_intake::take(env, told.reports)
}

/// How many of the events are not known yet.
fn new_ones(env: &Env, told: &Told) -> Result<usize, StoreError> {
    let mut new = 0;
    let mut numbers: Vec<&str> = told.reports.iter().filter_map(|report| report.tracking_number.as_deref()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    for number in numbers {
        let reading = env.store.read::<ParcelLog>(parcel_intake::parcel_log(number))?;
        let of_number = told.reports.iter().filter(|report| report.tracking_number.as_deref() == Some(number));
        new += reading.unknown(of_number.map(|report| report.event.clone())).len();
    }
    Ok(new)
}
