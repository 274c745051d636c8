//! The component `cases`: one case at a time (`/api/cases/{number}`, `/cases/{number}`).

use crate::{
    api_case, case_page, cases,
    reply::{Failure, Reply},
    request::{Env, Request},
    settings::SHOP,
};
use http::StatusCode;

/// The variables that a request needs.
pub fn variables() -> Vec<String> {
    cases::VARIABLES.iter().chain(&SHOP).map(|name| (*name).to_owned()).collect()
}

/// Answers a request to the component.
pub fn handle(request: &Request, env: &Env) -> Reply {
    let is_below = |path: &str| request.path().strip_prefix(path).is_some_and(|rest| rest.starts_with('/'));
    let answer = if is_below(api_case::PATH) {
        api_case::handle(request, env)
    } else if is_below(sledz_page::CASES) {
        case_page::handle(request, env)
    } else {
        Err(Failure::refused(StatusCode::NOT_FOUND, "there is nothing here"))
    };
    answer.unwrap_or_else(Failure::into_problem)
}
