//! Two components apart from `kpi`, which tells the numbers, each with the code of its own only: `rollup` keeps them
//! (`/jobs/rollup`, `/jobs/recount`), and `kpi-export` sends reports of them (`/jobs/export`).

use super::{exports, own_variables, recount, rollup, sending};
use crate::{
    api_token::{self, Role},
    http_client::{HttpClient, LocalFuture},
    jobs::{self, Budget, Job, Run},
    operations,
    reply::{Failure, Reply},
    request::{Env, Request},
};
use chrono::TimeDelta;
use serde_json::Value;
use sledz_providers::registry;
use sledz_store::StoreError;

/// How long a job may begin new work.
const LASTS: TimeDelta = TimeDelta::milliseconds(2000);

/// The variables that component `rollup` needs.
pub fn variables() -> Vec<String> {
    own_variables()
}

/// The variables that component `kpi-export` needs.
pub fn export_variables() -> Vec<String> {
    let mail = registry::MAIL.iter().flat_map(|provider| provider.variables().iter().copied());
    let mut names = own_variables();
    for name in sending::VARIABLES.into_iter().chain(["mail_provider"]).chain(mail) {
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

/// Answers a request to component `rollup`.
pub fn keep(request: &Request, env: &Env) -> Reply {
    kept(request, env).unwrap_or_else(Failure::into_problem)
}

fn kept(request: &Request, env: &Env) -> Result<Reply, Failure> {
    let caller = may_run(request, env)?;
    let name = request.path().strip_prefix(operations::JOBS).unwrap_or_default();
    let run: fn(&Env, Value, &Budget<'_>) -> Result<Run, StoreError> = match name {
        "rollup" => rollup::run,
        "recount" => recount::run,
        _ => return Err(operations::no_such_job()),
    };
    let job = if name == Job::Rollup.name() { Job::Rollup } else { Job::Recount };
    let ran = jobs::run_now(*env, job, LASTS, |cursor, budget| run(env, cursor, budget))?;
    Ok(operations::ran(&[ran], Vec::new(), &caller))
}

/// Answers a request to component `kpi-export`.
pub fn export<'a>(request: &'a Request, env: &'a Env<'a>, client: &'a dyn HttpClient) -> LocalFuture<'a, Reply> {
    Box::pin(async move { exported(request, env, client).await.unwrap_or_else(Failure::into_problem) })
}

async fn exported(request: &Request, env: &Env<'_>, client: &dyn HttpClient) -> Result<Reply, Failure> {
    let caller = may_run(request, env)?;
    let work = async |cursor: Value, budget: &Budget<'_>| exports::run(env, client, cursor, budget).await;
    let ran = jobs::run_with(*env, Job::Export, LASTS, work).await?;
    Ok(operations::ran(&[ran], Vec::new(), &caller))
}

fn may_run(request: &Request, env: &Env) -> Result<String, Failure> {
    if *request.method() != http::Method::POST {
        return Err(Failure::Method("POST"));
    }
    api_token::require(request, env, &[Role::Scheduler, Role::Admin])
}
