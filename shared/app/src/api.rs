//! The component `api`: what the shop's people and systems ask (`/api`, `/login`).

use crate::{
    api_orders, api_outbox, api_recognise, api_templates, login,
    reply::{Failure, Reply},
    request::{Env, Request},
    settings::SHOP,
};
use http::StatusCode;

/// What all answers depend on besides what describes the shop.
const COMMON: [&str; 5] = ["keys", "api_tokens", "test_clock_key", "disagreement_hours", "client_header"];

/// What previews of messages depend on.
const PREVIEWS: [&str; 2] = ["returns_url", "sms_diacritics"];

/// Where what is tried again goes out at once.
const JOBS: [&str; 1] = ["jobs_url"];

/// The variables that a request needs.
pub fn variables(path: &str) -> Vec<String> {
    let more: &[&str] = match path {
        path if path.starts_with(api_templates::PREFIX) => &PREVIEWS,
        path if path.starts_with(api_outbox::PREFIX) => &JOBS,
        _ => &[],
    };
    COMMON.iter().chain(&SHOP).chain(more).map(|name| (*name).to_owned()).collect()
}

/// Answers a request to the component.
pub fn handle(request: &Request, env: &Env) -> Reply {
    let answer = match request.path() {
        "/login" | "/logout" => login::handle(request, env),
        api_recognise::PATH => api_recognise::handle(request, env),
        path if path.starts_with(api_orders::PREFIX) => api_orders::handle(request, env),
        path if path.starts_with(api_templates::PREFIX) => api_templates::handle(request, env),
        path if path.starts_with(api_outbox::PREFIX) => api_outbox::handle(request, env),
        _ => Err(Failure::refused(StatusCode::NOT_FOUND, "there is nothing here")),
    };
    answer.unwrap_or_else(Failure::into_problem)
}
