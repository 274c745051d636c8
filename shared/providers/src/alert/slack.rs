//! Slack, incoming webhooks. Source: `https://api.slack.com/messaging/webhooks`; escaping:
//! `https://api.slack.com/reference/surfaces/formatting`.

use super::{Alert, AlertSink, Place, link, title};
use crate::{
    outcome::{Answer, Outcome, by_status},
    request::{self, cut},
    variables::Variables,
};
use chrono::{DateTime, Utc};
use http::Request;
use sledz_domain::json;

/// See the module.
pub struct Slack;

const PLACE: Place = Place { secret: "alert_slack", base: "slack_url", example: "https://hooks.slack.com" };

/// The longest text, in characters: Slack recommends 4 000 for all, and escaping makes it longer.
const LIMIT: usize = 3_000;

impl AlertSink for Slack {
    fn name(&self) -> &'static str {
        "slack"
    }

    fn variables(&self) -> &'static [&'static str] {
        &["alert_slack", "slack_url"]
    }

    fn problems(&self, variables: &dyn Variables) -> Vec<String> {
        PLACE.problems(variables)
    }

    fn is_configured(&self, variables: &dyn Variables) -> bool {
        PLACE.is_configured(variables)
    }

    fn request(&self, alert: &Alert, variables: &dyn Variables) -> Result<Request<Vec<u8>>, String> {
        let mut text = format!("*{}*\n{}", escape(&title(alert)), escape(&cut(alert.text, LIMIT)));
        if let Some(link) = link(alert) {
            text.push_str(&format!("\n<{}>", escape(link)));
        }
        let body = json!({"text": text, "mrkdwn": true, "unfurl_links": false});
        request::json(&PLACE.url(variables)?, &[], &body)
    }

    fn read(&self, answer: &Answer, now: DateTime<Utc>) -> Outcome {
        if answer.is_success() { Outcome::Accepted { id: None } } else { by_status("slack", answer, now) }
    }
}

/// The three characters by which links and mentions of all (`<!channel>`) are made.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
