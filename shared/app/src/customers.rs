//! The component `customers`: what customers may ask for with personal data (`/api/customers`).

use crate::{
    api_customers,
    reply::{Failure, Reply},
    request::{Env, Request},
    settings::SHOP,
};
use http::StatusCode;

/// What all answers depend on besides what describes the shop.
const COMMON: [&str; 4] = ["keys", "api_tokens", "test_clock_key", "disagreement_hours"];

/// The variables that a request needs.
pub fn variables() -> Vec<String> {
    COMMON.iter().chain(&SHOP).map(|name| (*name).to_owned()).collect()
}

/// Answers a request to the component.
pub fn handle(request: &Request, env: &Env) -> Reply {
    let answer = match request.path().strip_prefix(api_customers::PREFIX) {
        Some(_) => api_customers::handle(request, env),
        None => Err(Failure::refused(StatusCode::NOT_FOUND, "there is nothing here")),
    };
    answer.unwrap_or_else(Failure::into_problem)
}
