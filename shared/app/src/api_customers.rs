//! `/api/customers`: what is known of a customer, and erasing it (GDPR, articles 15 and 17). E-mail and
//! phone come in the body, never in an address.

use crate::{
    api_orders,
    api_token::Role,
    cases::{self, letter::Letters},
    lookup,
    privacy::{self, Entry, Erasure},
    reply::{Failure, Reply, with_type},
    request::{Env, Request, parts_behind},
    session,
};
use http::{Method, StatusCode};
use serde_json::Value;
use sledz_domain::{json, view::rfc3339};
use sledz_sources::{
    json,
    platforms::{Contact, email, phone},
};
use sledz_store::keyring::Keyring;

/// Where this answers.
pub const PREFIX: &str = "/api/customers";

/// So many entries of a list are told, the newest.
const LISTED: u64 = 500;

/// Answers the shop's staff.
///
/// # Errors
/// 400, 401, 403, 404, 405.
pub fn handle(request: &Request, env: &Env) -> Result<Reply, Failure> {
    let parts = parts_behind(request.path(), PREFIX).unwrap_or_default();
    let parts: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    let is_post = *request.method() == Method::POST;
    match parts.as_slice() {
        ["export"] if is_post => export(request, env),
        ["erase"] if is_post => erase(request, env),
        ["requests"] if request.is_get() => requests(request, env),
        ["erasures"] if request.is_get() => listed(request, env),
        ["erasures"] if is_post => apply(request, env),
        ["export" | "erase"] => Err(Failure::Method("POST")),
        ["requests"] => Err(Failure::Method("GET")),
        ["erasures"] => Err(Failure::Method("GET, POST")),
        _ => Err(Failure::refused(StatusCode::NOT_FOUND, "there is nothing here")),
    }
}

/// Everything that is known of a customer.
fn export(request: &Request, env: &Env) -> Result<Reply, Failure> {
    let caller = session::require(request, env, &[Role::Admin])?;
    let (keyring, contact) = asked(request, env)?;
    let orders = privacy::orders_of(env, &privacy::hashes(&keyring, &contact))?;
    let (mut told, mut seen) = (Vec::new(), Vec::new());
    for order in &orders {
        let Some(found) = lookup::read(env, order.log())? else { continue };
        // One that was made part of another leads to that.
        if seen.contains(&found.pointer()) {
            continue;
        }
        seen.push(found.pointer());
        let contact = privacy::contact(env, &keyring, order)?;
        let order = api_orders::answer(env, &found)?;
        told.push(json!({"contact": contact, "order": order}));
    }
    let mut cases = Vec::new();
    for number in privacy::cases_of(env, &privacy::hashes(&keyring, &contact), &orders)? {
        let log = cases::log(&number);
        for entry in 1..=env.store.handed_out(log)? {
            let letters = Letters::at(env, &keyring, log, entry)?;
            let written = [("customer", letters.asked), ("shop", letters.answered)];
            for (by, letter) in written.into_iter().filter_map(|(by, letter)| Some((by, letter?))) {
                cases.push(json!({"case": number, "by": by, "letter": letter}));
            }
        }
    }
    privacy::note(env, "exported", &caller, &orders, None)?;
    let told = json!({"orders": told, "messages": cases});
    Ok(with_type(StatusCode::OK, "application/json", told.to_string().into_bytes()))
}

/// Erases a customer's data: of all orders, and of those that are the same purchases elsewhere.
fn erase(request: &Request, env: &Env) -> Result<Reply, Failure> {
    let caller = session::require(request, env, &[Role::Admin])?;
    let (keyring, contact) = asked(request, env)?;
    let customers = privacy::hashes(&keyring, &contact);
    let orders = privacy::orders_of(env, &customers)?;
    let erasure = Erasure { at: env.now, customers, platform: None, orders: orders.clone() };
    // Listed before it is done: what is cut off half-way is finished by the job.
    privacy::note(env, "erased", &caller, &orders, Some(&erasure))?;
    let mut erased = privacy::erase_cases(env, &privacy::cases_of(env, &erasure.customers, &orders)?, env.now)?;
    for order in &orders {
        erased += u32::from(privacy::erase(env, order, env.now)?);
    }
    let answer = json!({"orders": orders.len(), "erased": erased});
    Ok(with_type(StatusCode::OK, "application/json", answer.to_string().into_bytes()))
}

/// What was asked for and done.
fn requests(request: &Request, env: &Env) -> Result<Reply, Failure> {
    session::require(request, env, &[Role::Admin])?;
    let entries = env.store.newest_pointers::<Vec<String>>(privacy::entries(), LISTED)?;
    let told = |entry: Entry| {
        let orders: Vec<Value> = entry
            .orders
            .iter()
            .map(|order| json!({"platform": order.platform, "platform_id": order.platform_id}))
            .collect();
        json!({
            "at": rfc3339(entry.at), "what": entry.what, "by": entry.by, "request": entry.request, "orders": orders,
        })
    };
    let all: Vec<Value> = entries.iter().rev().filter_map(|fields| Entry::read(fields)).map(told).collect();
    Ok(with_type(StatusCode::OK, "application/json", json!({"requests": all}).to_string().into_bytes()))
}

/// The list of erasures, to be kept beside copies of the store.
fn listed(request: &Request, env: &Env) -> Result<Reply, Failure> {
    session::require(request, env, &[Role::Admin])?;
    let all = env.store.newest_pointers::<Vec<String>>(privacy::erasures(), u64::MAX)?;
    Ok(with_type(StatusCode::OK, "application/json", json!({"erasures": all}).to_string().into_bytes()))
}

/// Applies such a list again: those that are not listed here are, and the job does all of them.
fn apply(request: &Request, env: &Env) -> Result<Reply, Failure> {
    let caller = session::require(request, env, &[Role::Admin])?;
    let refuse = || Failure::refused(StatusCode::BAD_REQUEST, "the body is no list of erasures as GET gives it");
    let mut body = body(request)?;
    let given = body.get_mut("erasures").map(Value::take).ok_or_else(refuse)?;
    let given: Vec<Vec<String>> = serde_json::from_value(given).map_err(|_| refuse())?;
    let read: Option<Vec<Erasure>> = given.iter().map(|fields| Erasure::read(fields)).collect();
    let known = env.store.newest_pointers::<Vec<String>>(privacy::erasures(), u64::MAX)?;
    let mut new = 0_u32;
    for erasure in read.ok_or_else(refuse)?.iter().filter(|erasure| !known.contains(&erasure.fields())) {
        privacy::note(env, "erasure_listed_again", &caller, &erasure.orders, Some(erasure))?;
        new += 1;
    }
    Ok(with_type(StatusCode::OK, "application/json", json!({"listed": new}).to_string().into_bytes()))
}

/// Who is meant.
fn asked(request: &Request, env: &Env) -> Result<(Keyring, Contact), Failure> {
    let keyring = env.settings.keyring().ok_or(Failure::Unconfigured("variable keys is empty"))?;
    let body = body(request)?;
    let field = |name: &str| json::raw(&body, name);
    let contact = Contact {
        email: field("email").and_then(|given| email(&given)),
        phone: field("phone").and_then(|given| phone(&given)),
        postcodes: Vec::new(),
    };
    if contact == Contact::default() {
        let what = "the body must be JSON with the customer's email or phone";
        return Err(Failure::refused(StatusCode::BAD_REQUEST, what));
    }
    Ok((keyring, contact))
}

fn body(request: &Request) -> Result<Value, Failure> {
    let too_large = || Failure::refused(StatusCode::PAYLOAD_TOO_LARGE, "the body is larger than 1 MiB");
    let body = request.body.as_deref().ok_or_else(too_large)?;
    json::object(body).map_err(|why| Failure::Refused(StatusCode::BAD_REQUEST, why.0))
}
