//! The component `poller`: carriers are asked (`/jobs/poll`, `/jobs/poll/{poller}`), and let us ask
//! (`/jobs/poll/{poller}/connect`).

use crate::{
    api_token::{self, Role},
    http_client::{HttpClient, LocalFuture},
    news,
    polling::{self, connect, run, run::Polled, state::PollState},
    reply::{Failure, Reply, with_type},
    request::{Env, Request, parts_behind},
};
use http::{Method, StatusCode};
use serde_json::json;
use sledz_domain::view::rfc3339;
use sledz_sources::{pollers::Poller, registry};

const PREFIX: &str = "/jobs/poll";

/// The variables that a request needs.
pub fn variables() -> Vec<String> {
    let own = ["api_tokens", "test_clock_key", polling::VARIABLE];
    let of_pollers = registry::POLLERS.iter().flat_map(|poller| poller.variables().iter().copied());
    let mut names: Vec<String> = own.into_iter().chain(news::VARIABLES).chain(of_pollers).map(str::to_owned).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Answers a request to the component.
pub fn handle<'a>(request: &'a Request, env: &'a Env<'a>, client: &'a dyn HttpClient) -> LocalFuture<'a, Reply> {
    Box::pin(async move { answer(request, env, client).await.unwrap_or_else(Failure::into_problem) })
}

async fn answer(request: &Request, env: &Env<'_>, client: &dyn HttpClient) -> Result<Reply, Failure> {
    let parts = parts_behind(request.path(), PREFIX).unwrap_or_default();
    let parts: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    if *request.method() != Method::POST {
        return Err(Failure::Method("POST"));
    }
    let found = |name: &str| registry::poller(name).ok_or_else(no_such_poller);
    match parts.as_slice() {
        [] => {
            let caller = api_token::require(request, env, &[Role::Scheduler, Role::Admin])?;
            let polled = run::run_all(*env, client).await?;
            Ok(told(&polled, &caller))
        }
        [name] => {
            let caller = api_token::require(request, env, &[Role::Scheduler, Role::Admin])?;
            let polled = run::run(*env, client, found(name)?).await?;
            Ok(told(&[polled], &caller))
        }
        [name, "connect"] => {
            api_token::require(request, env, &[Role::Admin])?;
            begin_login(env, client, found(name)?).await
        }
        _ => Err(no_such_poller()),
    }
}

async fn begin_login(env: &Env<'_>, client: &dyn HttpClient, poller: &dyn Poller) -> Result<Reply, Failure> {
    let none = || Failure::refused(StatusCode::NOT_FOUND, "this poller needs nobody to agree");
    let login = poller.login().ok_or_else(none)?;
    let problems = poller.problems(env.settings);
    if !problems.is_empty() {
        return Err(Failure::Refused(StatusCode::CONFLICT, problems.join("; ")));
    }
    match connect::begin(*env, client, login).await? {
        Ok(device) => {
            // Whoever follows the link need not wait for the end of a pause.
            let mut state = PollState::read(env, poller.name())?;
            state.forgive();
            state.write(env, poller.name())?;
            let answer = json!({"poller": poller.name(), "link": device.link, "until": rfc3339(device.until)});
            Ok(with_type(StatusCode::OK, "application/json", answer.to_string().into_bytes()))
        }
        Err(fault) => Err(Failure::Refused(StatusCode::BAD_GATEWAY, format!("{}: {}", poller.name(), fault.why))),
    }
}

fn told(polled: &[Polled], caller: &str) -> Reply {
    for one in polled {
        let why = one.why.as_deref().unwrap_or("well");
        let report = json!(one.report);
        eprintln!("poll {}: {} ms, {report}, {why}, called by {caller}", one.poller, one.milliseconds);
    }
    let has_more = polled.iter().any(|one| one.has_more);
    let answer = json!({"pollers": polled, "has_more": has_more});
    with_type(StatusCode::OK, "application/json", answer.to_string().into_bytes())
}

fn no_such_poller() -> Failure {
    let known = registry::POLLED.map(|(name, _)| name).join(", ");
    Failure::Refused(StatusCode::NOT_FOUND, format!("no such poller; there are {known}"))
}
