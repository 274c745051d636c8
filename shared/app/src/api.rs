//! The component `api`: what the shop's people and systems ask (`/api`, `/login`), and what
//! providers report of messages (`/hooks/reports`).

use crate::{
    api_orders, api_outbox, api_templates, login, news,
    reply::{Failure, Reply},
    reports,
    request::{Env, Request},
    settings::SHOP,
};
use http::StatusCode;

/// What all answers depend on besides what describes the shop.
const COMMON: [&str; 3] = ["keys", "api_tokens", "test_clock_key"];

/// What messages depend on, for previews and for what a report may call for.
const MESSAGES: [&str; 4] = ["returns_url", "mail_provider", "sms_provider", "sms_diacritics"];

/// The variables that a request needs.
pub fn variables(path: &str) -> Vec<String> {
    let more: &[&[&str]] = match path {
        "/login" | "/logout" => &[],
        path if path.starts_with(api_orders::PREFIX) => &[],
        _ => &[&MESSAGES, &news::VARIABLES],
    };
    let names = COMMON.iter().chain(&SHOP).chain(more.iter().copied().flatten());
    let mut names: Vec<String> = names.map(|name| (*name).to_owned()).collect();
    names.extend(reports::secrets(path));
    names
}

/// Answers a request to the component.
pub fn handle(request: &Request, env: &Env) -> Reply {
    let answer = match request.path() {
        "/login" | "/logout" => login::handle(request, env),
        path if path.starts_with(api_orders::PREFIX) => api_orders::handle(request, env),
        path if path.starts_with(api_templates::PREFIX) => api_templates::handle(request, env),
        path if path.starts_with(api_outbox::PREFIX) => api_outbox::handle(request, env),
        path if path.starts_with(reports::PREFIX) => reports::handle(request, env),
        _ => Err(Failure::refused(StatusCode::NOT_FOUND, "there is nothing here")),
    };
    answer.unwrap_or_else(Failure::into_problem)
}
