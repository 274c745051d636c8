//! The component `order-sync`: shops, marketplaces and hubs are asked for their orders (`/jobs/sync`), and
//! their history is brought in (`/jobs/backfill`).

pub mod health;
pub mod history;
pub mod run;
pub mod state;

use crate::{
    api_token::{self, Role},
    disagreements,
    http_client::{HttpClient, LocalFuture},
    news,
    polling::{self, connect},
    reply::{Failure, Reply, with_type},
    request::{Env, Request, parts_behind},
    write_back,
};
use http::{Method, StatusCode};
use run::Synced;
use serde_json::Value;
use sledz_domain::{json, view::rfc3339};
use sledz_sources::{
    order_pollers::{OrderLogin, OrderPoller},
    registry,
};

/// The variable that lists the pollers of orders that are switched on.
pub const VARIABLE: &str = "order_poll";

const JOBS: &str = "/jobs/";

/// What is asked for, and with what, besides the variables of each poller and provider.
const OWN: [&str; 8] = [
    "api_tokens",
    "test_clock_key",
    "dispatch_days",
    "delivery_days",
    "retention_days",
    VARIABLE,
    write_back::VARIABLE,
    disagreements::VARIABLE,
];

/// The variables that a request needs.
pub fn variables() -> Vec<String> {
    let of_pollers = registry::ORDER_POLLERS.iter().flat_map(|poller| poller.variables().iter().copied());
    let own = OWN.into_iter().chain(news::VARIABLES).chain([polling::VARIABLE]);
    own.chain(of_pollers).map(str::to_owned).collect()
}

/// Whether the poller of orders of this name is switched on.
pub fn is_on(env: &Env, name: &str) -> bool {
    env.settings.get(VARIABLE).split_whitespace().any(|on| on == name)
}

/// Answers a request to the component.
pub fn handle<'a>(request: &'a Request, env: &'a Env<'a>, client: &'a dyn HttpClient) -> LocalFuture<'a, Reply> {
    Box::pin(async move { answer(request, env, client).await.unwrap_or_else(Failure::into_problem) })
}

async fn answer(request: &Request, env: &Env<'_>, client: &dyn HttpClient) -> Result<Reply, Failure> {
    if *request.method() != Method::POST {
        return Err(Failure::Method("POST"));
    }
    let parts = parts_behind(request.path(), JOBS).unwrap_or_default();
    let parts: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    let found = |name: &str| registry::order_poller(name).ok_or_else(no_such_poller);
    let clock = [Role::Scheduler, Role::Admin];
    match parts.as_slice() {
        ["sync"] => {
            let caller = api_token::require(request, env, &clock)?;
            Ok(told_of(&run::run_all(*env, client).await?, &caller))
        }
        ["sync", name] => {
            let caller = api_token::require(request, env, &clock)?;
            Ok(told_of(&run::run(*env, client, found(name)?).await?, &caller))
        }
        ["sync", name, "connect"] => {
            api_token::require(request, env, &[Role::Admin])?;
            begin_login(env, client, found(name)?).await
        }
        ["backfill"] => {
            let caller = api_token::require(request, env, &clock)?;
            Ok(told_of(&history::begin(*env, client, request).await?, &caller))
        }
        _ => Err(no_such_poller()),
    }
}

async fn begin_login(env: &Env<'_>, client: &dyn HttpClient, poller: &dyn OrderPoller) -> Result<Reply, Failure> {
    let none = || Failure::refused(StatusCode::NOT_FOUND, "this poller needs nobody to agree");
    let Some(OrderLogin::Device(login)) = poller.login() else { return Err(none()) };
    let problems = poller.problems(env.settings);
    if !problems.is_empty() {
        return Err(Failure::Refused(StatusCode::CONFLICT, problems.join("; ")));
    }
    match connect::begin(*env, client, login).await? {
        Ok(device) => {
            state::forgive(env, poller.name())?;
            let answer = json!({"poller": poller.name(), "link": device.link, "until": rfc3339(device.until)});
            Ok(told(&answer))
        }
        Err(fault) => Err(Failure::Refused(StatusCode::BAD_GATEWAY, format!("{}: {}", poller.name(), fault.why))),
    }
}

fn told_of(synced: &[Synced], caller: &str) -> Reply {
    for one in synced {
        let (report, why) = (json!(one.report), one.why.as_deref().unwrap_or("well"));
        eprintln!("sync {} {}: {} ms, {report}, {why}, called by {caller}", one.poller, one.task, one.milliseconds);
    }
    told(&json!({"pollers": synced, "has_more": synced.iter().any(|one| one.has_more)}))
}

fn no_such_poller() -> Failure {
    let known = registry::ORDER_POLLER_NAMES.join(", ");
    Failure::Refused(StatusCode::NOT_FOUND, format!("no such poller of orders; there are {known}"))
}

fn told(value: &Value) -> Reply {
    with_type(StatusCode::OK, "application/json", value.to_string().into_bytes())
}
