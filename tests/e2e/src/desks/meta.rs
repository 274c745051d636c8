//! Meta's Graph API: `POST /{version}/{account}/messages`, for all three.

use super::{Ids, is_json};
use crate::shops::server::{Asked, Reply, Server};
use anyhow::Result;
use serde_json::{Value, json};

/// The token of page, account and number.
pub const TOKEN: &str = "local-meta-token";

/// A message is sent.
pub const MESSAGES: &str = "POST /*/*/messages";

/// Starts at any free port.
///
/// # Errors
/// If there is none.
pub(super) fn start() -> Result<Server> {
    let ids = Ids::default();
    Server::start(move |asked: &Asked| answer(asked, &ids))
}

fn answer(asked: &Asked, ids: &Ids) -> Reply {
    if asked.credentials("Bearer") != TOKEN {
        return error(401, 190, "Invalid OAuth access token.");
    }
    let body = asked.json();
    let [version, _, "messages"] = asked.parts()[..] else { return error(404, 100, "Unknown path components") };
    let is_versioned = version.strip_prefix('v').is_some_and(|rest| rest.contains('.'));
    if !is_json(asked, "POST") || !is_versioned {
        return error(400, 100, "Unsupported post request.");
    }
    let id = ids.next();
    if body.get("messaging_product").and_then(Value::as_str) == Some("whatsapp") {
        let text = body.pointer("/text/body").and_then(Value::as_str).unwrap_or_default();
        let to = body.get("to").and_then(Value::as_str).unwrap_or_default();
        if to.is_empty() || text.is_empty() {
            return error(400, 131_008, "Required parameter is missing");
        }
        let contacts = json!([{"input": to, "wa_id": to}]);
        return Reply::json(
            200,
            &json!({"messaging_product": "whatsapp", "contacts": contacts,
            "messages": [{"id": format!("wamid.sent{id}")}]}),
        );
    }
    let recipient = body.get("recipient").and_then(Value::as_object);
    let to = recipient.and_then(|to| to.get("id").or_else(|| to.get("comment_id"))).and_then(Value::as_str);
    let text = body.pointer("/message/text").and_then(Value::as_str).unwrap_or_default();
    match to {
        Some(to) if !to.is_empty() && !text.is_empty() => {
            Reply::json(200, &json!({"recipient_id": to, "message_id": format!("m_sent{id}")}))
        }
        _ => error(400, 100, "Param recipient must be non-empty."),
    }
}

fn error(status: u16, code: u32, message: &str) -> Reply {
    let error = json!({"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "A"});
    Reply::json(status, &json!({"error": error}))
}
