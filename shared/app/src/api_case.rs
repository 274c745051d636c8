//! `/api/cases/{number}`: one case as the shop's own systems see and change it.

use crate::{
    api_cases::{answer, summary},
    api_token::Role,
    case_view::{self, By, CaseView},
    cases::record::{Deed, record},
    classify::object,
    reply::{Failure, Reply},
    request::{Env, Request, parts_behind},
    session,
};
use http::{Method, StatusCode};
use serde_json::Value;
use sledz_domain::{
    case::{Correction, number},
    cause::Cause,
    intent::{Intent, Mood},
    json,
    view::rfc3339,
};

/// The path before the number.
pub const PATH: &str = "/api/cases";

/// Answers a shop's own systems.
///
/// # Errors
/// 400, 401 and 403 by token, 404, 405, 409, 413, 422.
pub fn handle(request: &Request, env: &Env) -> Result<Reply, Failure> {
    let unknown = || Failure::refused(StatusCode::NOT_FOUND, "no case of that number");
    let parts = parts_behind(request.path(), PATH).ok_or_else(unknown)?;
    let parts: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    match (parts.as_slice(), request.method().clone()) {
        ([given], Method::GET | Method::HEAD) => {
            let who = session::require(request, env, &[Role::Reader, Role::Agent, Role::Admin])?;
            let number = number(given).ok_or_else(unknown)?;
            eprintln!("cases: {number} read by {who}");
            told(env, &number)
        }
        ([given], Method::PATCH) => change(request, env, &number(given).unwrap_or_default()),
        ([_], _) => Err(Failure::Method("GET, PATCH")),
        ([given, "messages"], Method::POST) => write(request, env, &number(given).unwrap_or_default()),
        ([_, "messages"], _) => Err(Failure::Method("POST")),
        _ => Err(unknown()),
    }
}

fn agent(request: &Request, env: &Env) -> Result<String, Failure> {
    session::require(request, env, &[Role::Agent, Role::Admin])
}

fn told(env: &Env, number: &str) -> Result<Reply, Failure> {
    let keyring = env.settings.keyring().ok_or(Failure::Unconfigured("variable keys is empty"))?;
    let unknown = || Failure::refused(StatusCode::NOT_FOUND, "no case of that number");
    let view = case_view::read(env, &keyring, number)?.ok_or_else(unknown)?;
    Ok(answer(StatusCode::OK, &whole(env, &view)))
}

fn whole(env: &Env, view: &CaseView) -> Value {
    let mut told = summary(&view.number, &view.case);
    let messages: Vec<Value> = view.written.iter().map(message).collect();
    let customer = view.customer().map(
        |letter| json!({"name": letter.name.clone(), "email": letter.email.clone(), "phone": letter.phone.clone()}),
    );
    let orders: Vec<Value> = view
        .other_orders
        .iter()
        .map(|order| json!({"platform": order.platform.clone(), "platform_id": order.platform_id.clone(), "number": order.number()}))
        .collect();
    let others: Vec<Value> = view.other_cases.iter().map(|(number, case)| summary(number, case)).collect();
    let more = json!({
        "customer": customer,
        "messages": messages,
        "draft_text": view.draft.clone(),
        "suggestion": view.suggestion.clone(),
        "timeline": view.found.as_ref().map(|found| found.view(env, found.language())),
        "other_orders": orders,
        "other_cases": others,
        "why": view.why(),
    });
    if let (Some(told), Value::Object(more)) = (told.as_object_mut(), more) {
        told.extend(more);
    }
    told
}

fn message(one: &case_view::Written) -> Value {
    let (by, name) = match &one.by {
        By::Customer => ("customer", None),
        By::Machine => ("machine", None),
        By::Automatic => ("automatic", None),
        By::Person(name) => ("person", Some(name.clone())),
        By::Note(name) => ("note", Some(name.clone())),
    };
    let kinds: Vec<&str> = one.kinds.iter().map(|kind| kind.name()).collect();
    json!({
        "at": rfc3339(one.placed.event.at),
        "by": by,
        "name": name,
        "channel": one.channel.map(|channel| channel.name()),
        "subject": one.letter.as_ref().and_then(|letter| letter.subject.clone()),
        "text": one.letter.as_ref().map(|letter| letter.text.clone()),
        "kinds": kinds,
        "sent": one.state.as_ref().map(|state| state.name()),
    })
}

/// `{"owner":"me"|null,"state":"closed"|"open","intents":[],"mood","cause"}`, any of them.
fn change(request: &Request, env: &Env, number: &str) -> Result<Reply, Failure> {
    let who = agent(request, env)?;
    let keyring = env.settings.keyring().ok_or(Failure::Unconfigured("variable keys is empty"))?;
    let asked = object(request)?;
    let unfit = |why: &str| Failure::refused(StatusCode::UNPROCESSABLE_ENTITY, why);
    let mut deeds = Vec::new();
    match asked.get("owner") {
        None => {}
        Some(Value::Null) => deeds.push(Deed::Release),
        Some(Value::String(owner)) if owner == "me" || *owner == who => deeds.push(Deed::Take),
        Some(_) => return Err(unfit("owner is \"me\" or null")),
    }
    let mut correction = Correction::default();
    if let Some(named) = asked.get("intents") {
        let named: Option<Vec<Intent>> =
            named.as_array().and_then(|list| list.iter().map(|one| Intent::from_name(one.as_str()?)).collect());
        correction.intents =
            named.filter(|list| !list.is_empty()).ok_or_else(|| unfit("intents are names of intents"))?;
    }
    if let Some(mood) = asked.get("mood") {
        let mood = mood.as_str().and_then(Mood::from_name);
        correction.mood = Some(mood.ok_or_else(|| unfit("mood is neutral, worried or angry"))?);
    }
    if let Some(cause) = asked.get("cause") {
        let cause = cause.as_str().and_then(Cause::from_name);
        correction.cause = Some(cause.ok_or_else(|| unfit("cause is none that we know"))?);
    }
    if correction != Correction::default() {
        deeds.push(Deed::Correct(correction));
    }
    match asked.get("state").map(|state| state.as_str()) {
        None => {}
        Some(Some("closed")) => deeds.push(Deed::Close),
        Some(Some("open")) => deeds.push(Deed::Reopen),
        Some(_) => return Err(unfit("state is closed or open")),
    }
    if deeds.is_empty() {
        return Err(unfit("nothing is to be changed: owner, state, intents, mood or cause"));
    }
    for deed in deeds {
        record(env, &keyring, number, &who, deed)?;
    }
    told(env, number)
}

/// `{"text","kind":"reply"|"note"|"approve"|"reject"}`.
fn write(request: &Request, env: &Env, number: &str) -> Result<Reply, Failure> {
    let who = agent(request, env)?;
    let keyring = env.settings.keyring().ok_or(Failure::Unconfigured("variable keys is empty"))?;
    let asked = object(request)?;
    let text = asked.get("text").and_then(Value::as_str).map(str::to_owned);
    let deed = match asked.get("kind").and_then(Value::as_str).unwrap_or("reply") {
        "reply" => Deed::Reply(text.unwrap_or_default()),
        "note" => Deed::Note(text.unwrap_or_default()),
        "approve" => Deed::Approve(text),
        "reject" => Deed::Reject,
        _ => return Err(Failure::refused(StatusCode::UNPROCESSABLE_ENTITY, "kind is reply, note, approve or reject")),
    };
    record(env, &keyring, number, &who, deed)?;
    told(env, number)
}
