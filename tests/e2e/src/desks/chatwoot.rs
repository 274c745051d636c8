//! Chatwoot's API: `POST /api/v1/accounts/{a}/conversations/{c}/messages` and `.../toggle_status`.

use super::{Ids, is_json, refused};
use crate::shops::server::{Asked, Reply, Server};
use anyhow::Result;
use serde_json::{Value, json};

/// The token of the agent bot.
pub const TOKEN: &str = "local-chatwoot-token";

/// Messages and notes.
pub const MESSAGES: &str = "POST /api/v1/accounts/*/conversations/*/messages";

/// Conversations are opened.
pub const STATUS: &str = "POST /api/v1/accounts/*/conversations/*/toggle_status";

/// The first id that a message gets.
const FIRST: u64 = 50_000;

/// Starts at any free port.
///
/// # Errors
/// If there is none.
pub(super) fn start() -> Result<Server> {
    let ids = Ids::default();
    Server::start(move |asked: &Asked| answer(asked, &ids))
}

fn answer(asked: &Asked, ids: &Ids) -> Reply {
    if asked.header("api_access_token") != TOKEN {
        return refused(401, "Invalid Access Token");
    }
    let body = asked.json();
    let text = |field: &str| body.get(field).and_then(Value::as_str).unwrap_or_default();
    match asked.parts().as_slice() {
        ["api", "v1", "accounts", _, "conversations", conversation, "messages"] if is_json(asked, "POST") => {
            if text("content").is_empty() || text("message_type") != "outgoing" {
                return refused(422, "content");
            }
            let id = FIRST + ids.next();
            Reply::json(
                200,
                &json!({"id": id, "content": text("content"), "conversation_id": conversation,
                "message_type": 1, "private": body.get("private"), "content_attributes": body.get("content_attributes")}),
            )
        }
        ["api", "v1", "accounts", _, "conversations", conversation, "toggle_status"] if is_json(asked, "POST") => {
            let payload = json!({"success": true, "current_status": text("status"), "conversation_id": conversation});
            Reply::json(200, &json!({"meta": {}, "payload": payload}))
        }
        _ => refused(404, "Resource could not be found"),
    }
}
