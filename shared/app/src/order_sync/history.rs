//! `POST /jobs/backfill`: a living shop's orders of the last weeks are brought in, without anybody being
//! told of them. Begun by a person, and gone on with by every call of `/jobs/sync`.

use super::{
    VARIABLE, is_on,
    run::{Synced, run_task},
    state::{HISTORY, SyncState},
};
use crate::{
    http_client::HttpClient,
    reply::Failure,
    request::{Env, Request},
};
use chrono::TimeDelta;
use http::StatusCode;
use serde_json::Value;
use sledz_sources::{
    json,
    order_pollers::{OrderPoller, Task},
    registry,
};

/// So many days back unless the body says otherwise.
const DAYS: i64 = 60;

/// The most days back.
const MOST_DAYS: i64 = 365;

/// How long each platform may begin new requests in one call.
const TOGETHER: TimeDelta = TimeDelta::seconds(3);

/// Begins for every platform that is switched on, or goes on where it was begun.
///
/// # Errors
/// 400 for a body that is not understood, 409 if no platform is switched on; 503 if the store fails.
pub async fn begin(env: Env<'_>, client: &dyn HttpClient, request: &Request) -> Result<Vec<Synced>, Failure> {
    let wanted = Wanted::read(request)?;
    let on = registry::ORDER_POLLERS.iter().copied().filter(|poller| is_on(&env, poller.name()));
    let chosen: Vec<&'static dyn OrderPoller> = on.filter(|poller| wanted.is_of(poller.name())).collect();
    if chosen.is_empty() {
        let why = format!("no such platform is switched on: {VARIABLE} lists those that are");
        return Err(Failure::Refused(StatusCode::CONFLICT, why));
    }
    let since = env.now - TimeDelta::days(wanted.days);
    let mut begun = Vec::new();
    // All of them first: what the time of this call does not suffice for is gone on with.
    for poller in chosen {
        let mut state = SyncState::read(&env, poller.name(), HISTORY)?;
        if state.since.is_none() {
            (state.since, state.at) = (Some(since), Value::Null);
            state.write(&env, poller.name(), HISTORY)?;
        }
        begun.push((poller, state));
    }
    let mut synced = Vec::new();
    for (poller, state) in begun {
        let task = Task::History(state.since.unwrap_or(since));
        let mut one = run_task(env, client, poller, (HISTORY, task), state, TOGETHER).await?;
        // Not called this time, or failed, is not done; single orders that wait for another try are no reason to
        // call again at once.
        one.has_more |= one.why.is_some();
        synced.push(one);
    }
    Ok(synced)
}

/// What the body asks for.
struct Wanted {
    days: i64,
    /// Of all of them, if it is null.
    platforms: Value,
}

impl Wanted {
    fn read(request: &Request) -> Result<Self, Failure> {
        let refuse = |why: &str| Failure::refused(StatusCode::BAD_REQUEST, why);
        let too_large = || Failure::refused(StatusCode::PAYLOAD_TOO_LARGE, "the body is larger than 1 MiB");
        let body = request.body.as_deref().ok_or_else(too_large)?;
        if body.trim_ascii().is_empty() {
            return Ok(Wanted { days: DAYS, platforms: Value::Null });
        }
        let body = json::object(body).map_err(|why| Failure::Refused(StatusCode::BAD_REQUEST, why.0))?;
        let days = match json::raw(&body, "days") {
            None => DAYS,
            Some(days) => days
                .parse::<i64>()
                .ok()
                .filter(|days| (1..=MOST_DAYS).contains(days))
                .ok_or_else(|| refuse("days must be a number from 1 to 365"))?,
        };
        let platforms = body.get("platforms").cloned().unwrap_or_default();
        if !platforms.is_null() && !platforms.is_array() {
            return Err(refuse("platforms must be a list of names"));
        }
        Ok(Wanted { days, platforms })
    }

    fn is_of(&self, poller: &str) -> bool {
        self.platforms.as_array().is_none_or(|names| names.iter().any(|name| name == poller))
    }
}
