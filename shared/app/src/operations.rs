//! The component `jobs`: what a clock starts, and what goes out (`/jobs`).

use crate::{
    api_token::{self, Role},
    deliver::Right,
    dispatch::dispatch,
    http_client::{HttpClient, LocalFuture},
    jobs::{self, AT_ONCE, Budget, Job, Ran},
    poke,
    reply::{Failure, Reply, with_type},
    request::{Env, Request, parts_behind},
    settings::SHOP,
};
use http::StatusCode;
use serde_json::Value;
use sledz_domain::json;
use sledz_store::StoreError;

pub(crate) const JOBS: &str = "/jobs/";

/// What sending, and telling how it is, depend on besides what describes the shop.
pub(crate) const OPERATIONS: [&str; 42] = [
    "keys",
    "api_tokens",
    "test_clock_key",
    "poll",
    "order_poll",
    "write_back",
    "disagreement_hours",
    "payment_przelewy24_secrets",
    "jobs_url",
    "dhl_api_key",
    "dhl_url",
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
    if *request.method() != http::Method::POST {
        return Err(Failure::Method("POST"));
    }
    let parts = parts_behind(request.path(), JOBS).unwrap_or_default();
    let [name] = parts.as_slice() else { return Err(no_such_job()) };
    if let Some(due) = poke::read(request, env).filter(|_| name == Job::Outbox.name()) {
        let done = dispatch(*env, client, due, Right::First, &Budget::new(*env, AT_ONCE)).await?;
        return Ok(told(&json!({"jobs": [{"job": name, "report": done.tally}]})));
    }
    let caller = api_token::require(request, env, &[Role::Scheduler, Role::Admin])?;
    match (name.as_str(), Job::from_name(name).filter(|job| Job::SENDING.contains(job))) {
        ("run", _) => {
            // Before ours, which send what the others owe.
            let others = upkeep(request, env, client).await?;
            Ok(ran(&jobs::run_due(*env, client).await?, others, &caller))
        }
        (_, Some(job)) => Ok(ran(&[jobs::run(*env, client, job).await?], Vec::new(), &caller)),
        _ => Err(no_such_job()),
    }
}

/// Has component `upkeep` run what is due there; what it says it ran. Where `jobs_url` leads nowhere, the
/// clock has to call it by itself.
async fn upkeep(request: &Request, env: &Env<'_>, client: &dyn HttpClient) -> Result<Vec<Value>, StoreError> {
    if !jobs::upkeep_is_due(env)? {
        return Ok(Vec::new());
    }
    let Some(call) = poke::upkeep(env, &request.parts.headers) else { return Ok(Vec::new()) };
    let host = call.uri().host().unwrap_or_default().to_owned();
    let answer = match client.send(call).await {
        Ok(answer) if answer.status().is_success() => serde_json::from_slice(answer.body()).unwrap_or(Value::Null),
        Ok(answer) => return Ok(without_upkeep(&format!("{host} answers {}", answer.status().as_u16()))),
        Err(error) => return Ok(without_upkeep(&error.words(&host))),
    };
    Ok(answer.get("jobs").and_then(Value::as_array).cloned().unwrap_or_default())
}

fn without_upkeep(why: &str) -> Vec<Value> {
    eprintln!("error: component upkeep was not called: {why}; look at jobs_url, or call /jobs/upkeep by the clock");
    Vec::new()
}

/// Tells what ran, here and elsewhere.
pub(crate) fn ran(ran: &[Ran], others: Vec<Value>, caller: &str) -> Reply {
    for one in ran {
        eprintln!("job {}: {} ms, {}, called by {caller}", one.job, one.milliseconds, one.report);
    }
    let has_more = ran.iter().any(|one| one.has_more) || others.iter().any(|one| one["has_more"] == true);
    let jobs: Vec<Value> = others.into_iter().chain(ran.iter().map(Ran::told)).collect();
    told(&json!({"jobs": jobs, "has_more": has_more}))
}

pub(crate) fn no_such_job() -> Failure {
    let known: Vec<&str> = Job::ALL.into_iter().map(Job::name).collect();
    Failure::Refused(StatusCode::NOT_FOUND, format!("no such job; there are run, upkeep, {}", known.join(", ")))
}

fn told(value: &serde_json::Value) -> Reply {
    with_type(StatusCode::OK, "application/json", value.to_string().into_bytes())
}
