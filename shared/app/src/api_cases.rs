//! `/api/cases`: the list of cases as the shop's own systems see it, and a case that came by telephone or in person.

use crate::{
    api_token::Role,
    case_typed,
    cases::{self, queue},
    classify::object,
    reply::{Failure, Reply, with_type},
    request::{Env, Request},
    session,
    settings::time_or_day,
};
use chrono::TimeDelta;
use http::{Method, StatusCode};
use serde_json::Value;
use sledz_domain::{
    case::{Case, CaseStatus},
    cause::Cause,
    json,
    time::warsaw_day,
    view::rfc3339,
};

/// The path.
pub const PATH: &str = "/api/cases";

/// The most cases of one answer.
const MOST: usize = 500;

/// So many days of closed cases are told unless a day is asked for.
const DAYS: i64 = 7;

/// Answers a shop's own systems.
///
/// # Errors
/// 400, 401 and 403 by token, 405, 413, 422.
pub fn handle(request: &Request, env: &Env) -> Result<Reply, Failure> {
    match *request.method() {
        Method::GET | Method::HEAD => list(request, env),
        Method::POST => open(request, env),
        _ => Err(Failure::Method("GET, POST")),
    }
}

fn list(request: &Request, env: &Env) -> Result<Reply, Failure> {
    session::require(request, env, &[Role::Reader, Role::Agent, Role::Admin])?;
    let state = request.query("state").unwrap_or_else(|| "open".to_owned());
    let bad = |why: &str| Failure::refused(StatusCode::BAD_REQUEST, why);
    let cases = match (request.query("day"), state.as_str()) {
        (Some(day), _) => {
            let day = time_or_day(&day).ok_or_else(|| bad("day is none, such as 2026-11-28"))?;
            queue::of_day(env, &warsaw_day(day).to_string())?
        }
        (None, "open" | "waiting" | "all") => queue::read(env)?,
        (None, "closed" | "machine") => {
            let mut cases = Vec::new();
            for back in 0..DAYS {
                let at = env.now - TimeDelta::days(back);
                // What a machine wrote is closed as it comes.
                cases.extend(match state.as_str() {
                    "closed" => queue::closed_of_day(env, at)?,
                    _ => queue::of_day(env, &warsaw_day(at).to_string())?,
                });
            }
            cases
        }
        _ => return Err(bad("state is open, waiting, closed, machine or all")),
    };
    let owner = request.query("owner");
    let is_wanted = |case: &Case| {
        let fits = match state.as_str() {
            "all" => true,
            "machine" => case.messages().next().is_none(),
            "closed" => case.status() == CaseStatus::Closed && case.messages().next().is_some(),
            state => case.status().name() == state,
        };
        fits && owner.as_deref().is_none_or(|owner| case.owner() == Some(owner))
    };
    let cases: Vec<Value> = cases
        .iter()
        .filter(|(_, case)| is_wanted(case))
        .take(MOST)
        .map(|(number, case)| summary(number, case))
        .collect();
    Ok(answer(StatusCode::OK, &json!({"cases": cases})))
}

/// An answer.
pub fn answer(status: StatusCode, value: &Value) -> Reply {
    with_type(status, "application/json", value.to_string().into_bytes())
}

/// What is told of a case in a list, and of one alone beside the rest.
pub fn summary(number: &str, case: &Case) -> Value {
    let intents: Vec<&str> = case.intents().iter().map(|intent| intent.name()).collect();
    json!({
        "number": number,
        "state": case.status().name(),
        "channel": case.channel().map(|channel| channel.name()),
        "language": case.tongue().name(),
        "intents": intents,
        "mood": case.mood().name(),
        "cause": case.cause().map(Cause::name),
        "order": case.order().map(|(_, _, number)| number.to_owned()),
        "owner": case.owner(),
        "department": case.department().name(),
        "opened_at": case.opened().map(rfc3339),
        "waiting_since": case.waiting_since().map(rfc3339),
        "answer_by": case.due().map(rfc3339),
        "legal_deadline": case.legal_deadline().map(rfc3339),
        "closed_at": case.closed().map(rfc3339),
        "draft": case.draft().is_some(),
    })
}

/// `{"channel","order","email","phone","name","subject","text"}`: a case that came by telephone or in person.
fn open(request: &Request, env: &Env) -> Result<Reply, Failure> {
    let who = session::require(request, env, &[Role::Agent, Role::Admin])?;
    let asked = object(request)?;
    let text = |name: &str| asked.get(name).and_then(Value::as_str).map(str::to_owned).unwrap_or_default();
    let contact = [text("email"), text("phone"), text("contact")].into_iter().find(|contact| !contact.is_empty());
    let typed = case_typed::Typed {
        channel: text("channel"),
        order: text("order"),
        contact: contact.unwrap_or_default(),
        name: text("name"),
        subject: text("subject"),
        text: text("text"),
    };
    let taken = case_typed::open(env, &who, &typed).map_err(|why| match why {
        case_typed::Fault::Unfit(_, why) => Failure::refused(StatusCode::UNPROCESSABLE_ENTITY, why),
        case_typed::Fault::Failed(failure) => failure,
    })?;
    let Some((number, reading)) = cases::read(env, &taken.number)? else {
        return Err(Failure::Unconfigured("a case that was opened cannot be read"));
    };
    Ok(answer(StatusCode::CREATED, &summary(&number, reading.state())))
}
