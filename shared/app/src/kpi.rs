//! The component `kpi`: the numbers that show where the support time goes (`/api/kpi`); and, in [`work`], components
//! `rollup` and `kpi-export`: the jobs that keep them (`/jobs/rollup`, `/jobs/recount`) and send them (`/jobs/export`).
//!
//! # Layout
//!
//! - [`orders`], [`cases`]: from the logs to rows
//! - [`settings`]: what the numbers depend on that the shop sets
//! - [`workshop`]: from a day's logs to what it comes to; [`ledger`]: what is known of every day
//! - [`rollup`], [`recount`]: the jobs that keep it; [`reading`]: what a span comes to
//! - [`query`]: what is asked; [`told`]: the answer; [`api_export`]: as files
//! - [`page`]: the component `dashboard`, which shows the same (`/kpi`)
//! - [`exports`]: the job that sends reports; [`sending`]: how each goes out; [`letter`]: the one by e-mail

pub mod api_export;
pub mod cases;
pub mod exports;
pub mod ledger;
pub mod letter;
pub mod orders;
pub mod page;
pub mod query;
pub mod reading;
pub mod recount;
pub mod rollup;
pub mod sending;
pub mod settings;
pub mod told;
pub mod work;
pub mod workshop;

use crate::{
    api_token::{self, Role},
    reply::{Failure, Reply},
    request::{Env, Request},
    session,
    settings::SHOP,
};
use http::StatusCode;

const API: &str = "/api/kpi";

/// The variables that a request needs.
pub fn variables() -> Vec<String> {
    own_variables()
}

/// What the numbers depend on.
fn own_variables() -> Vec<String> {
    let own = ["keys", "api_tokens", "test_clock_key", "opening_hours"];
    own.into_iter().chain(SHOP).chain(settings::VARIABLES).map(str::to_owned).collect()
}

/// Answers a request to the component.
pub fn handle(request: &Request, env: &Env) -> Reply {
    answer(request, env).unwrap_or_else(Failure::into_problem)
}

fn answer(request: &Request, env: &Env) -> Result<Reply, Failure> {
    if !request.is_get() {
        return Err(Failure::Method("GET"));
    }
    let path = request.path();
    match path.strip_prefix(API).unwrap_or("?") {
        "" | "/" => {
            may_read_figures(request, env)?;
            told::handle(request, env)
        }
        "/export" => api_export::handle(request, env),
        "/exports" => {
            may_read_figures(request, env)?;
            exports::list(env)
        }
        rest => match rest.strip_prefix("/exports/") {
            Some(name) => {
                may_read_figures(request, env)?;
                exports::download(request, env, name)
            }
            None => Err(Failure::refused(StatusCode::NOT_FOUND, "nothing is here")),
        },
    }
}

/// Who may read figures: whoever reads, and tokens of role `export`, which may also stand in the address, since
/// spreadsheets can show them nowhere else. They reach nothing but aggregates.
pub(crate) fn may_read_figures(request: &Request, env: &Env) -> Result<String, Failure> {
    let roles = [Role::Reader, Role::Agent, Role::Admin, Role::Export];
    match request.query("token").filter(|_| request.header("authorization").is_none()) {
        Some(token) => match api_token::of_hash(env, &api_token::hash(&token)) {
            Some(caller) if caller.role == Role::Export => Ok(caller.name),
            Some(_) => {
                Err(Failure::refused(StatusCode::FORBIDDEN, "only tokens of role export may stand in an address"))
            }
            None => Err(Failure::refused(StatusCode::UNAUTHORIZED, "a token is needed")),
        },
        None => session::require(request, env, &roles),
    }
}

/// Who may read rows: whoever reads; never by a token in an address.
pub(crate) fn may_read_rows(request: &Request, env: &Env) -> Result<String, Failure> {
    session::require(request, env, &[Role::Reader, Role::Agent, Role::Admin])
}
