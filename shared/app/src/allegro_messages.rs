//! `POST /jobs/messages`: Allegro's message centre tells nobody that somebody wrote; it is asked.

use crate::{
    api_token::{self, Role},
    http_client::HttpClient,
    jobs::{self, Budget, Job, Run},
    messages_hook, operations,
    polling::{ask, connect, made},
    reply::{Failure, Reply},
    request::{Env, Request},
};
use chrono::{DateTime, TimeDelta, Utc};
use http::Method;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sledz_channels::{
    allegro_messages::{self as centre, Thread},
    inbound::Inbound,
};
use sledz_domain::{json, sorting};
use sledz_sources::{
    allegro::{self, LOGIN},
    pollers::{Access, DeviceLogin, Fault},
};
use sledz_store::{StoreError, keyring::Keyring};

/// The path.
pub const PATH: &str = "/jobs/messages";

/// The variable that switches it on: `allegro`.
pub const VARIABLE: &str = "message_poll";

/// How long the job may begin new work.
const LASTS: TimeDelta = TimeDelta::seconds(20);

/// What was written this much before is read again: threads and messages may be listed late.
const OVERLAP: TimeDelta = TimeDelta::minutes(10);

/// So many pages of one list are asked for.
const PAGES: usize = 25;

/// The variables that the job needs besides those of the component.
pub fn variables() -> Vec<String> {
    std::iter::once(&VARIABLE).chain(&allegro::VARIABLES).map(|name| (*name).to_owned()).collect()
}

/// Answers a clock.
///
/// # Errors
/// 401 and 403 by token, 405; if the store fails.
pub async fn handle(request: &Request, env: &Env<'_>, client: &dyn HttpClient) -> Result<Reply, Failure> {
    if *request.method() != Method::POST {
        return Err(Failure::Method("POST"));
    }
    let caller = api_token::require(request, env, &[Role::Scheduler, Role::Admin])?;
    let keyring = env.settings.keyring().ok_or(Failure::Unconfigured("variable keys is empty"))?;
    let ran = jobs::run_with(*env, Job::Messages, LASTS, async |cursor: Value, budget: &Budget<'_>| {
        run(env, client, &keyring, cursor, budget).await
    });
    Ok(operations::ran(&[ran.await?], Vec::new(), &caller))
}

/// Where the job stands: what was written up to then is known. Milliseconds since 1970.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
struct Cursor {
    #[serde(default)]
    seen: Option<i64>,
}

/// What a run has come to.
struct Asked {
    threads: u32,
    messages: u32,
    /// Up to when all that was written is known now.
    seen: DateTime<Utc>,
    has_more: bool,
}

async fn run(
    env: &Env<'_>,
    client: &dyn HttpClient,
    keyring: &Keyring,
    cursor: Value,
    budget: &Budget<'_>,
) -> Result<Run, StoreError> {
    let at: Cursor = serde_json::from_value(cursor).unwrap_or_default();
    let done = |report: Value, at: Cursor, has_more: bool| Ok(Run { report, cursor: json!(at), has_more });
    if env.settings.get(VARIABLE).trim() != "allegro" {
        return done(json!({"waits": "message_poll does not name allegro"}), at, false);
    }
    let problems = allegro::problems(env.settings);
    if !problems.is_empty() {
        return done(json!({"trouble": problems.join("; ")}), at, false);
    }
    let token = match connect::token(*env, client, "sync/allegro", &LOGIN).await? {
        Ok(token) => token,
        Err(fault) => return done(json!({"trouble": fault.why}), at, false),
    };
    // What was written before the shop was connected is history.
    let Some(seen) = at.seen.and_then(DateTime::from_timestamp_millis) else {
        let begin = Cursor { seen: Some(env.now.timestamp_millis()) };
        return done(json!({"begins": "what is written from now on is read"}), begin, false);
    };
    match threads(env, client, keyring, &Access { variables: env.settings, token: &token }, seen, budget).await? {
        Ok(asked) => {
            let at = Cursor { seen: Some(asked.seen.timestamp_millis()) };
            done(json!({"threads": asked.threads, "messages": asked.messages}), at, asked.has_more)
        }
        Err(fault) => {
            if fault.is_refused {
                connect::expire(*env, LOGIN.name())?;
            }
            done(json!({"trouble": fault.why}), at, false)
        }
    }
}

/// Goes through the threads in which something was written since, the oldest first: what breaks off is read again
/// from there, and known again.
async fn threads(
    env: &Env<'_>,
    client: &dyn HttpClient,
    keyring: &Keyring,
    access: &Access<'_>,
    seen: DateTime<Utc>,
    budget: &Budget<'_>,
) -> Result<Result<Asked, Fault>, StoreError> {
    let mut done = Asked { threads: 0, messages: 0, seen, has_more: false };
    let since = seen - OVERLAP;
    let mut fresh = match listed(client, access, since).await {
        Ok(fresh) => fresh,
        Err(fault) => return Ok(Err(fault)),
    };
    sorting::sort_by(&mut fresh, |a, b| a.at < b.at);
    for thread in &fresh {
        if done.threads > 0 && !budget.goes_on() {
            done.has_more = true;
            break;
        }
        let mut messages = match written(client, access, &thread.id, since).await {
            Ok(messages) => messages,
            Err(fault) => return Ok(Err(fault)),
        };
        // Newest first, as they come.
        messages.reverse();
        for (mut message, place) in messages.into_iter().zip(0..) {
            message.sender.name = message.sender.name.or_else(|| thread.login.clone());
            // One after the other, in the order in which they were written.
            let env = Env { now: env.now + TimeDelta::milliseconds(place), ..*env };
            match messages_hook::hear(&env, keyring, "allegro", message) {
                Ok(_) => done.messages += 1,
                Err(Failure::Store(error)) => return Err(error),
                Err(_) => env.store.count("unreadable:allegro")?,
            }
        }
        // That people see it as read says nothing to us: a failure here is none.
        if !thread.is_read {
            let _ = asked(client, made(centre::mark_read(&thread.id, access))).await;
        }
        done.seen = done.seen.max(thread.at.unwrap_or(seen));
        done.threads += 1;
    }
    Ok(Ok(done))
}

/// The threads in which something was written since.
async fn listed(client: &dyn HttpClient, access: &Access<'_>, since: DateTime<Utc>) -> Result<Vec<Thread>, Fault> {
    let (mut fresh, mut offset) = (Vec::new(), 0);
    for _ in 0..PAGES {
        let answer = asked(client, made(centre::threads(offset, access))).await?;
        let page = centre::read_threads(&answer, offset)?;
        let is_over = page.items.iter().any(|thread| thread.at.is_none_or(|at| at < since));
        fresh.extend(page.items.into_iter().filter(|thread| thread.at.is_some_and(|at| at >= since)));
        match page.next.filter(|_| !is_over) {
            Some(next) => offset = next,
            None => break,
        }
    }
    Ok(fresh)
}

/// What was written in a thread since.
async fn written(
    client: &dyn HttpClient,
    access: &Access<'_>,
    thread: &str,
    since: DateTime<Utc>,
) -> Result<Vec<Inbound>, Fault> {
    let (mut fresh, mut offset) = (Vec::new(), 0);
    for _ in 0..PAGES {
        let answer = asked(client, made(centre::messages(thread, offset, access))).await?;
        let page = centre::read_messages(&answer, thread, offset)?;
        let is_over = page.items.iter().any(|message| message.at.is_none_or(|at| at < since));
        fresh.extend(page.items.into_iter().filter(|message| message.at.is_none_or(|at| at >= since)));
        match page.next.filter(|_| !is_over) {
            Some(next) => offset = next,
            None => break,
        }
    }
    Ok(fresh)
}

async fn asked(
    client: &dyn HttpClient,
    request: Result<http::Request<Vec<u8>>, Fault>,
) -> Result<http::Response<Vec<u8>>, Fault> {
    ask(client, request?).await
}
