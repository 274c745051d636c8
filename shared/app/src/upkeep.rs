//! The component `upkeep`: the jobs that look after what is stored (`/jobs/upkeep` runs those that are
//! due), and how all of the deployment is (`/healthz`). Apart from component `jobs`, which holds all that
//! is sent.

use crate::{
    api_token::{self, Role},
    healthz,
    jobs::{self, Job},
    operations::{JOBS, OPERATIONS, no_such_job, ran},
    poke,
    reply::{Failure, Reply},
    request::{Env, Request, parts_behind},
    settings::SHOP,
};

/// The variables that a request needs.
pub fn variables() -> Vec<String> {
    OPERATIONS.iter().chain(&SHOP).chain(&ANSWERING).map(|name| (*name).to_owned()).collect()
}

/// What is looked at of how customers are answered, and of the numbers.
const ANSWERING: [&str; 7] = [
    "message_poll",
    "reply_mode",
    "opening_hours",
    "answer_within",
    "satisfaction",
    "handover_email",
    "export_schedule",
];

/// Answers a request to the component.
pub fn handle(request: &Request, env: &Env) -> Reply {
    let reply = if request.path() == "/healthz" { healthz::handle(request, env) } else { run(request, env) };
    reply.unwrap_or_else(Failure::into_problem)
}

/// `POST /jobs/upkeep`, and one job by its name.
fn run(request: &Request, env: &Env) -> Result<Reply, Failure> {
    if *request.method() != http::Method::POST {
        return Err(Failure::Method("POST"));
    }
    let parts = parts_behind(request.path(), JOBS).unwrap_or_default();
    let [name] = parts.as_slice() else { return Err(no_such_job()) };
    let caller = match poke::read(request, env).filter(|_| name == "upkeep") {
        Some(_) => "component jobs".to_owned(),
        None => api_token::require(request, env, &[Role::Scheduler, Role::Admin])?,
    };
    match (name.as_str(), Job::from_name(name).filter(|job| Job::UPKEEP.contains(job))) {
        ("upkeep", _) => Ok(ran(&jobs::keep_up_due(*env)?, Vec::new(), &caller)),
        (_, Some(job)) => Ok(ran(&[jobs::keep_up(*env, job)?], Vec::new(), &caller)),
        _ => Err(no_such_job()),
    }
}
