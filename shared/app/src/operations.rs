//! The component `jobs`: what a clock starts and what goes out (`/jobs`), and how all of it is
//! (`/healthz`).

use crate::{
    api_token::Role,
    deliver::Right,
    dispatch::dispatch,
    healthz,
    http_client::{HttpClient, LocalFuture},
    jobs::{self, AT_ONCE, Budget, Job},
    poke,
    reply::{Failure, Reply, with_type},
    request::{Env, Request, parts_behind},
    session,
    settings::SHOP,
};
use http::StatusCode;
use serde_json::json;

const JOBS: &str = "/jobs/";

/// What sending, and telling how it is, depend on besides what describes the shop.
const OPERATIONS: [&str; 38] = [
    "keys",
    "api_tokens",
    "test_clock_key",
    "notify_since",
    "retention_days",
    "returns_url",
    "mail_provider",
    "mail_key",
    "mail_from",
    "mail_reply_to",
    "mail_domain",
    "postmark_url",
    "postmark_stream",
    "resend_url",
    "mailgun_url",
    "sendgrid_url",
    "sms_provider",
    "sms_key",
    "sms_from",
    "sms_diacritics",
    "smsapi_url",
    "twilio_url",
    "alert_slack",
    "alert_discord",
    "alert_teams",
    "alert_email",
    "slack_url",
    "discord_url",
    "teams_url",
    "events_url",
    "events_path",
    "events_secrets",
    "report_postmark_secrets",
    "report_resend_secrets",
    "report_mailgun_secrets",
    "report_sendgrid_secrets",
    "report_smsapi_secrets",
    "report_twilio_secrets",
];

/// The variables that a request needs.
pub fn variables() -> Vec<String> {
    OPERATIONS.iter().chain(&SHOP).map(|name| (*name).to_owned()).collect()
}

/// Answers a request to the component.
pub fn handle<'a>(request: &'a Request, env: &'a Env<'a>, client: &'a dyn HttpClient) -> LocalFuture<'a, Reply> {
    Box::pin(async move {
        let reply = answer(request, env, client).await.unwrap_or_else(Failure::into_problem);
        // What this request has left to do is done at once; what fails is the job's.
        let due = env.due.take();
        if let Err(error) = dispatch(*env, client, due, Right::First, &Budget::new(*env, AT_ONCE)).await {
            eprintln!("error: sending at once: {error}");
        }
        reply
    })
}

async fn answer(request: &Request, env: &Env<'_>, client: &dyn HttpClient) -> Result<Reply, Failure> {
    match request.path() {
        "/healthz" => healthz::handle(request, env),
        path if path.starts_with(JOBS) => run(request, env, client).await,
        _ => Err(Failure::refused(StatusCode::NOT_FOUND, "there is nothing here")),
    }
}

/// `POST /jobs/run` and `POST /jobs/{job}`.
async fn run(request: &Request, env: &Env<'_>, client: &dyn HttpClient) -> Result<Reply, Failure> {
    if *request.method() != http::Method::POST {
        return Err(Failure::Method("POST"));
    }
    let parts = parts_behind(request.path(), JOBS).unwrap_or_default();
    let [name] = parts.as_slice() else { return Err(no_such_job()) };
    if let Some(due) = poke::read(request, env).filter(|_| name == Job::Outbox.name()) {
        let done = dispatch(*env, client, due, Right::First, &Budget::new(*env, AT_ONCE)).await?;
        return Ok(told(&json!({"jobs": [{"job": name, "report": done.tally}]})));
    }
    let caller = session::require(request, env, &[Role::Scheduler, Role::Admin])?;
    let ran = match (name.as_str(), Job::from_name(name)) {
        ("run", _) => jobs::run_due(*env, client).await?,
        (_, Some(job)) => vec![jobs::run(*env, client, job).await?],
        _ => return Err(no_such_job()),
    };
    for one in &ran {
        eprintln!("job {}: {} ms, {}, called by {caller}", one.job, one.milliseconds, one.report);
    }
    let has_more = ran.iter().any(|one| one.has_more);
    Ok(told(&json!({"jobs": ran, "has_more": has_more})))
}

fn no_such_job() -> Failure {
    let known: Vec<&str> = Job::ALL.into_iter().map(Job::name).collect();
    Failure::Refused(StatusCode::NOT_FOUND, format!("no such job; there are run, {}", known.join(", ")))
}

fn told(value: &serde_json::Value) -> Reply {
    with_type(StatusCode::OK, "application/json", value.to_string().into_bytes())
}
