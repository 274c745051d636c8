//! Slack, Discord and Teams: what proves the sender is the address itself.

use super::{Taken, text};
use crate::mailbox::{
    account::{DISCORD, SLACK, TEAMS, TEAMS_SIGNATURE},
    http::{Answer, Request},
    received::{Provider, Received},
};
use serde_json::{Value, json};

/// The longest message of Discord, in characters.
const DISCORD_LIMIT: usize = 2000;

/// The largest message of Teams, in bytes.
const TEAMS_LIMIT: usize = 28 * 1024;

/// <https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks>
pub(super) fn slack(request: &Request, id: &str) -> Result<Taken, Answer> {
    if request.path != SLACK {
        return Err(Answer::text(403, "invalid_token"));
    }
    let body = serde_json::from_slice::<Value>(&request.body).map_err(|_| Answer::text(400, "invalid_payload"))?;
    let blocks = body.get("blocks").and_then(Value::as_array).into_iter().flatten();
    let blocks: Vec<String> = blocks.map(|block| text(block, "/text/text")).filter(|text| !text.is_empty()).collect();
    let plain = text(&body, "/text");
    if plain.is_empty() && blocks.is_empty() {
        return Err(Answer::text(400, "no_text"));
    }
    let shown = if blocks.is_empty() { plain } else { blocks.join("\n\n") };
    Ok(alert(Provider::Slack, id, request, &shown, Answer::text(200, "ok")))
}

/// <https://discord.com/developers/docs/resources/webhook>
pub(super) fn discord(request: &Request, id: &str) -> Result<Taken, Answer> {
    if request.path != DISCORD {
        return Err(Answer::json(401, &json!({"message": "Invalid Webhook Token", "code": 50027})));
    }
    let malformed =
        |_| Answer::json(400, &json!({"message": "The request body contains invalid JSON.", "code": 50109}));
    let body: Value = serde_json::from_slice(&request.body).map_err(malformed)?;
    let content = text(&body, "/content");
    if content.is_empty() && body.get("embeds").is_none() {
        return Err(Answer::json(400, &json!({"message": "Cannot send an empty message", "code": 50006})));
    }
    if content.chars().count() > DISCORD_LIMIT {
        return Err(Answer::json(400, &json!({"content": ["Must be 2000 or fewer in length."]})));
    }
    let embeds = body.get("embeds").and_then(Value::as_array).into_iter().flatten();
    let embeds = embeds.flat_map(|embed| [text(embed, "/title"), text(embed, "/description"), text(embed, "/url")]);
    let shown: Vec<String> = std::iter::once(content).chain(embeds).filter(|text| !text.is_empty()).collect();
    Ok(alert(Provider::Discord, id, request, &shown.join("\n"), Answer::empty(204)))
}

/// Discord repeats in the body after how many seconds to try again.
pub(super) fn discord_too_many(retry_after: u64) -> Answer {
    let message = "You are being rate limited.";
    Answer::json(429, &json!({"message": message, "retry_after": retry_after, "global": false}))
}

/// A workflow that posts an adaptive card.
/// <https://learn.microsoft.com/connectors/teams/#microsoft-teams-webhook>
pub(super) fn teams(request: &Request, id: &str) -> Result<Taken, Answer> {
    if request.path != TEAMS || request.field("sig") != TEAMS_SIGNATURE {
        let error =
            json!({"error": {"code": "DirectApiAuthorizationRequired", "message": "The request is not authorized."}});
        return Err(Answer::json(401, &error));
    }
    if request.body.len() > TEAMS_LIMIT {
        return Err(Answer::empty(413));
    }
    let body: Value = serde_json::from_slice(&request.body).map_err(|_| Answer::empty(400))?;
    let card = body.pointer("/attachments/0/content").filter(|_| text(&body, "/type") == "message");
    let Some(card) = card.filter(|card| text(card, "/type") == "AdaptiveCard") else { return Err(Answer::empty(400)) };
    let blocks = card.get("body").and_then(Value::as_array).into_iter().flatten().map(|block| text(block, "/text"));
    let actions = card.get("actions").and_then(Value::as_array).into_iter().flatten();
    let actions = actions.map(|action| text(action, "/url"));
    let shown: Vec<String> = blocks.chain(actions).filter(|text| !text.is_empty()).collect();
    Ok(alert(Provider::Teams, id, request, &shown.join("\n"), Answer::empty(202)))
}

/// The first line is what the alert is about.
fn alert(provider: Provider, id: &str, request: &Request, shown: &str, answer: Answer) -> Taken {
    let message = Received {
        subject: shown.lines().next().unwrap_or_default().to_owned(),
        text: shown.to_owned(),
        ..Received::draft(provider, id.to_owned(), request.text())
    };
    Taken { message, answer, once: None }
}
