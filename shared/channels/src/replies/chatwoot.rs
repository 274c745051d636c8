//! Chatwoot. Source: `https://developers.chatwoot.com/api-reference/messages/create-new-message`,
//! `https://developers.chatwoot.com/api-reference/conversations/toggle-status`.

use super::{
    ReplyText,
    fit::{Unit, fit},
};
use crate::{chatwoot::MARK, way::Way};
use chrono::{DateTime, Utc};
use http::Request;
use serde_json::Value;
use sledz_domain::json;
use sledz_providers::{
    outcome::{Answer, Outcome, by_status, taken},
    request,
    variables::{base_url, key},
};
use sledz_sources::{request::encoded, variables::Variables};

/// Chatwoot itself takes far more than a person reads; channels behind it have limits of their own.
const LIMIT: usize = 10_000;

/// An answer, or a note.
pub(crate) fn message(way: &Way, reply: &ReplyText, variables: &dyn Variables) -> Result<Request<Vec<u8>>, String> {
    let mut mark = serde_json::Map::new();
    mark.insert(MARK.to_owned(), true.into());
    let body = json!({
        "content": fit(reply.text, LIMIT, Unit::Utf16),
        "message_type": "outgoing",
        "private": reply.private,
        "content_attributes": mark,
    });
    send(way, "messages", &body, variables)
}

/// Opens a conversation that waits for a bot: then people see it.
pub(crate) fn open(way: &Way, variables: &dyn Variables) -> Result<Request<Vec<u8>>, String> {
    send(way, "toggle_status", &json!({"status": "open"}), variables)
}

fn send(way: &Way, what: &str, body: &Value, variables: &dyn Variables) -> Result<Request<Vec<u8>>, String> {
    let (account, conversation) = (way.field(0), way.field(1));
    if account.is_empty() || conversation.is_empty() {
        return Err("there is no way back".to_owned());
    }
    let base = base_url(variables, "chatwoot_url", "https://app.chatwoot.com")?;
    let token = key(variables, "the channel chatwoot is open", "chatwoot_token")?;
    let url = format!("{base}/api/v1/accounts/{}/conversations/{}/{what}", encoded(account), encoded(conversation));
    request::json(&url, &[("api_access_token", token)], body)
}

/// What its answer means.
pub(crate) fn read(answer: &Answer, now: DateTime<Utc>) -> Outcome {
    if answer.is_success() {
        return taken("chatwoot", answer, now, &answer.object(), "id");
    }
    by_status("chatwoot", answer, now)
}
