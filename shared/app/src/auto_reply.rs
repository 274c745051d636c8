//! The component `auto-reply`: customers' messages are understood, answered from their orders' data, or handed to
//! people (`/hooks/messages`, `/api/ask`, `/api/classify`, `/kontakt`, `/contact`, `/jobs/messages`); and those that people
//! type in, beside the list of all cases (`/api/cases`, `/cases`).

use crate::{
    allegro_messages, api_answers, api_cases, ask, cases, classify, contact_form,
    http_client::{HttpClient, LocalFuture},
    inbox, messages_hook,
    reply::{Failure, Reply},
    request::{Env, Request},
    settings::{SHOP, secrets_of},
};
use http::StatusCode;
use sledz_channels::ours;
use sledz_page::CASES;

/// The variables that a request needs.
pub fn variables(path: &str) -> Vec<String> {
    let mut names: Vec<String> =
        cases::VARIABLES.iter().chain(&SHOP).chain(&ours::VARIABLES).map(|name| (*name).to_owned()).collect();
    if let Some(channel) = messages_hook::channel_of(path) {
        names.push(secrets_of("channel", channel));
        names.extend(messages_hook::VARIABLES.map(str::to_owned));
    }
    match path {
        ask::PATH | contact_form::POLISH | contact_form::ENGLISH => names.push(ask::ORIGINS.to_owned()),
        allegro_messages::PATH => names.extend(allegro_messages::variables()),
        _ => {}
    }
    names
}

/// Answers a request to the component.
pub fn handle<'a>(request: &'a Request, env: &'a Env<'a>, client: &'a dyn HttpClient) -> LocalFuture<'a, Reply> {
    Box::pin(async move {
        let answer = match request.path() {
            classify::PATH => classify::handle(request, env),
            ask::PATH => ask::handle(request, env),
            api_cases::PATH => api_cases::handle(request, env),
            CASES => inbox::handle(request, env),
            contact_form::POLISH | contact_form::ENGLISH => return contact_form::handle(request, env),
            allegro_messages::PATH => allegro_messages::handle(request, env, client).await,
            path if path.starts_with(api_answers::PREFIX) => api_answers::handle(request, env),
            path if path.starts_with(messages_hook::PREFIX) => messages_hook::handle(request, env, client).await,
            _ => Err(Failure::refused(StatusCode::NOT_FOUND, "there is nothing here")),
        };
        answer.unwrap_or_else(Failure::into_problem)
    })
}
