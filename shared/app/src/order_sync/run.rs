//! Calling pollers of orders: who may, for how long, and making durable what they tell.

use super::state::{HISTORY, NEW, SWEEP, SyncState};
use crate::{
    http_client::HttpClient,
    order_intake,
    polling::{
        ask, connect,
        state::{PollState, Tally},
    },
    reply::Failure,
    request::Env,
};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use serde_json::Value;
use sledz_domain::view::rfc3339;
use sledz_sources::{
    order_pollers::{Asking, Next, OrderLogin, OrderPoller, Task, Turn},
    platforms::Said,
    pollers::{Access, Fault},
    registry,
};

/// How long a poller may begin new requests in one call. A request ends within ten seconds, so the right
/// to call it, which is for thirty, is not outlived.
const LASTS: TimeDelta = TimeDelta::seconds(5);

/// How long each poller may begin new requests when all of them are called at once.
const TOGETHER: TimeDelta = TimeDelta::seconds(2);

/// How long a poller may begin new requests that has got nowhere yet and would have to begin anew: with
/// the request that is under way that is still less than its right to be called.
const PATIENCE: TimeDelta = TimeDelta::seconds(15);

/// How often what has changed lately is looked through.
pub const SWEEP_EVERY: TimeDelta = TimeDelta::minutes(58);

/// The most requests of one call, whatever they cost: nobody is flooded.
const MOST_REQUESTS: u32 = 200;

/// How a call of a poller answers.
#[derive(Serialize)]
pub struct Synced {
    /// The poller.
    pub poller: &'static str,
    /// The task.
    pub task: &'static str,
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
pub async fn run_all(env: Env<'_>, client: &dyn HttpClient) -> Result<Vec<Synced>, Failure> {
    let (mut synced, mut failed) = (Vec::new(), None);
    for poller in registry::ORDER_POLLERS.iter().filter(|poller| super::is_on(&env, poller.name())) {
        match call(env, client, *poller, TOGETHER).await {
            Ok(some) => synced.extend(some),
            Err(error) => failed = Some(error),
        }
    }
    failed.map_or(Ok(synced), Err)
}

/// Calls one poller.
///
/// # Errors
/// If the store fails: what was told and is not stored is asked for again.
pub async fn run(
    env: Env<'_>,
    client: &dyn HttpClient,
    poller: &'static dyn OrderPoller,
) -> Result<Vec<Synced>, Failure> {
    call(env, client, poller, LASTS).await
}

/// The tasks of a poller that are due: what is new at every call, the sweep by the hour, and history that
/// was begun.
async fn call(
    env: Env<'_>,
    client: &dyn HttpClient,
    poller: &'static dyn OrderPoller,
    lasts: TimeDelta,
) -> Result<Vec<Synced>, Failure> {
    if !super::is_on(&env, poller.name()) {
        let why = format!("{} is not switched on: it is not in {}", poller.name(), super::VARIABLE);
        return Ok(vec![Synced::skipped(poller.name(), NEW, why)]);
    }
    let mut synced = Vec::new();
    for (name, task) in [(NEW, Task::New), (SWEEP, Task::Sweep), (HISTORY, Task::History(env.now))] {
        let state = SyncState::read(&env, poller.name(), name)?;
        let (task, is_due) = match task {
            Task::New => (task, true),
            Task::Sweep => (task, sweep_is_due(&state.poll, env.now)),
            Task::History(_) => (Task::History(state.since.unwrap_or(env.now)), state.since.is_some()),
        };
        if is_due && poller.does(task) {
            synced.push(run_task(env, client, poller, (name, task), state, lasts).await?);
        }
    }
    Ok(synced)
}

fn sweep_is_due(state: &PollState, now: DateTime<Utc>) -> bool {
    state.has_more || state.succeeded.is_none_or(|last| now - last >= SWEEP_EVERY || last > now)
}

impl Synced {
    fn skipped(poller: &'static str, task: &'static str, why: String) -> Self {
        Synced { poller, task, milliseconds: 0, has_more: false, why: Some(why), report: Tally::default() }
    }
}

/// Runs one task from where it stands.
///
/// # Errors
/// If the store fails.
pub async fn run_task(
    env: Env<'_>,
    client: &dyn HttpClient,
    poller: &'static dyn OrderPoller,
    (name, task): (&'static str, Task),
    mut state: SyncState,
    lasts: TimeDelta,
) -> Result<Synced, Failure> {
    let began = env.store.wall_now();
    if let Some(until) = state.poll.not_before.filter(|until| *until > env.now) {
        return Ok(Synced::skipped(poller.name(), name, format!("it is left alone until {}", rfc3339(until))));
    }
    // Two calls at once would ask for the same twice.
    let deed = format!("sync {} {name}", poller.name());
    if !env.store.may_try(&deed, env.now)? {
        return Ok(Synced::skipped(
            poller.name(),
            name,
            "another call runs, or the next may begin within 40 s".to_owned(),
        ));
    }
    // Another call may have moved it since it was read.
    state = SyncState::read(&env, poller.name(), name)?;
    (state.poll.called, state.poll.tally, state.poll.has_more) = (Some(env.now), Tally::default(), false);
    let env = Env { is_import: matches!(task, Task::History(_)), ..env };
    if let Err(fault) = converse(env, client, poller, (name, task), &mut state, (began, lasts)).await? {
        state.poll.fail(&fault, env.now);
        // A token may be taken back before its time: the next call asks for another.
        if fault.is_refused
            && let Some(login) = poller.login()
        {
            connect::expire(env, login_name(login))?;
        }
    }
    let is_over = state.poll.failing_since.is_none() && !state.poll.has_more;
    if name == HISTORY && is_over && poller.is_complete(&state.at) {
        state.since = None;
    }
    if state.poll.tally.told > 0 && !env.is_import {
        env.store.hear(&format!("order:{}", poller.name()), env.now)?;
    }
    state.write(&env, poller.name(), name)?;
    // It is over: the next call need not wait for the end of the window.
    env.store.forget_tries(&deed, env.now)?;
    let milliseconds = (env.store.wall_now() - began).num_milliseconds();
    let (has_more, why, report) = (state.poll.has_more, state.poll.why, state.poll.tally);
    Ok(Synced { poller: poller.name(), task: name, milliseconds, has_more, why, report })
}

fn login_name(login: OrderLogin) -> &'static str {
    match login {
        OrderLogin::Device(login) => login.name(),
        OrderLogin::Password(login) => login.name(),
    }
}

/// The conversation with a poller's interface, turn by turn; what it tells is durable before the cursor
/// moves past it.
async fn converse(
    env: Env<'_>,
    client: &dyn HttpClient,
    poller: &'static dyn OrderPoller,
    (name, task): (&'static str, Task),
    state: &mut SyncState,
    (began, lasts): (DateTime<Utc>, TimeDelta),
) -> Result<Result<(), Fault>, Failure> {
    let problems = poller.problems(env.settings);
    if !problems.is_empty() {
        return Ok(Err(Fault { is_general: true, ..Fault::unreadable(&problems.join("; ")) }));
    }
    let token = match poller.login() {
        None => String::new(),
        Some(login) => match connect::order_token(env, client, login, poller.name()).await? {
            Ok(token) => token,
            Err(fault) => return Ok(Err(fault)),
        },
    };
    let asking = Asking { access: Access { variables: env.settings, token: &token }, now: env.now };
    let mut turn = poller.begin(task, &state.at, &asking);
    loop {
        let Turn { said, cursor, next } = match turn {
            Ok(turn) => turn,
            Err(fault) => return Ok(Err(fault)),
        };
        intake(&env, poller.name(), said, &mut state.poll.tally)?;
        let moved = cursor.is_some();
        if let Some(cursor) = cursor {
            state.at = cursor;
        }
        let Next::Ask(request, asked) = next else {
            state.poll.succeed(env.now);
            return Ok(Ok(()));
        };
        let asked_yet = state.poll.tally.asked;
        let may_last = if moved { lasts } else { PATIENCE };
        if (asked_yet > 0 && env.store.wall_now() - began >= may_last) || asked_yet >= MOST_REQUESTS {
            state.poll.succeed(env.now);
            state.poll.has_more = true;
            return Ok(Ok(()));
        }
        if moved {
            // What was told is durable: a crash does not have it asked for again.
            state.write(&env, poller.name(), name)?;
        }
        state.poll.tally.asked += 1;
        turn = match ask(client, request).await {
            Ok(answer) => poller.answered(asked.clone(), &answer, &asking),
            Err(fault) => Err(fault),
        };
        turn = go_on_without(poller, asked, turn, &asking, &mut state.poll.tally);
    }
}

/// Goes on without an answer that could not be used, where only that one order is the worse for it.
fn go_on_without(
    poller: &dyn OrderPoller,
    asked: Value,
    turn: Result<Turn, Fault>,
    asking: &Asking<'_>,
    tally: &mut Tally,
) -> Result<Turn, Fault> {
    let fault = match turn {
        Err(fault) if !fault.is_general => fault,
        other => return other,
    };
    tally.failed += 1;
    poller.without(asked, asking).unwrap_or(Err(fault))
}

/// Makes durable what was told.
fn intake(env: &Env, platform: &str, said: Vec<Said>, tally: &mut Tally) -> Result<(), Failure> {
    let count = |said: usize| u32::try_from(said).unwrap_or(u32::MAX);
    let unreadable = said.iter().filter(|said| matches!(said, Said::Unreadable)).count();
    tally.told += count(said.len() - unreadable);
    tally.unreadable += count(unreadable);
    order_intake::take(env, platform, said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sweeps_are_an_hour_apart_unless_there_is_more() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(1);
        let mut state = PollState::default();
        assert!(sweep_is_due(&state, now), "never yet");
        state.succeed(now);
        assert!(!sweep_is_due(&state, now + TimeDelta::minutes(57)));
        assert!(sweep_is_due(&state, now + TimeDelta::minutes(59)));
        assert!(sweep_is_due(&state, now - TimeDelta::minutes(1)), "a clock that was set back");
        state.has_more = true;
        assert!(sweep_is_due(&state, now + TimeDelta::minutes(2)));
    }
}
