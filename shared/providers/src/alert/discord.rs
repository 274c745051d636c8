//! Discord, webhooks. Source: `https://docs.discord.com/developers/resources/webhook`.

use super::{Alert, AlertSink, Place, link, title};
use crate::{
    outcome::{Answer, Outcome, by_status, seconds},
    request::{self, cut},
    variables::Variables,
};
use chrono::{DateTime, Utc};
use http::Request;
use sledz_domain::json;
use sledz_sources::json;

/// See the module.
pub struct Discord;

const PLACE: Place = Place { secret: "alert_discord", base: "discord_url", example: "https://discord.com" };

/// The longest message, in characters.
const LIMIT: usize = 2_000;

impl AlertSink for Discord {
    fn name(&self) -> &'static str {
        "discord"
    }

    fn variables(&self) -> &'static [&'static str] {
        &["alert_discord", "discord_url"]
    }

    fn problems(&self, variables: &dyn Variables) -> Vec<String> {
        PLACE.problems(variables)
    }

    fn is_configured(&self, variables: &dyn Variables) -> bool {
        PLACE.is_configured(variables)
    }

    fn request(&self, alert: &Alert, variables: &dyn Variables) -> Result<Request<Vec<u8>>, String> {
        let head = format!("**{}**\n", title(alert));
        // The text gives way, so that the link stays whole; one that leaves no room is left out.
        let tail = link(alert).map(|link| format!("\n<{link}>")).filter(|tail| tail.len() <= LIMIT / 2);
        let tail = tail.unwrap_or_default();
        let room = LIMIT.saturating_sub(head.chars().count() + tail.len());
        let content = format!("{head}{}{tail}", cut(alert.text, room));
        // A customer's words must not call everyone.
        let body = json!({"content": content, "allowed_mentions": {"parse": []}});
        request::json(&PLACE.url(variables)?, &[], &body)
    }

    fn read(&self, answer: &Answer, now: DateTime<Utc>) -> Outcome {
        if answer.is_success() {
            return Outcome::Accepted { id: None };
        }
        match by_status("discord", answer, now) {
            Outcome::Later { why, after: None } => {
                let after = json::raw(&answer.object(), "retry_after").and_then(|after| seconds(&after));
                Outcome::Later { why, after }
            }
            outcome => outcome,
        }
    }
}
