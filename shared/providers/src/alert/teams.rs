//! Microsoft Teams, webhooks of Workflows (Power Automate), which replace the retired connectors. Source:
//! `https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using`.

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
pub struct Teams;

const PLACE: Place =
    Place { secret: "alert_teams", base: "teams_url", example: "https://prod-00.westeurope.logic.azure.com:443" };

/// The longest text, in characters: a message may have 28 KB.
const LIMIT: usize = 4_000;

impl AlertSink for Teams {
    fn name(&self) -> &'static str {
        "teams"
    }

    fn variables(&self) -> &'static [&'static str] {
        &["alert_teams", "teams_url"]
    }

    fn problems(&self, variables: &dyn Variables) -> Vec<String> {
        PLACE.problems(variables)
    }

    fn is_configured(&self, variables: &dyn Variables) -> bool {
        PLACE.is_configured(variables)
    }

    fn request(&self, alert: &Alert, variables: &dyn Variables) -> Result<Request<Vec<u8>>, String> {
        let mut card = json!({
            "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
            "type": "AdaptiveCard",
            "version": "1.4",
            "body": [
                {"type": "TextBlock", "text": title(alert), "weight": "Bolder", "wrap": true},
                {"type": "TextBlock", "text": cut(alert.text, LIMIT), "wrap": true},
            ],
        });
        if let (Some(link), Some(fields)) = (link(alert), card.as_object_mut()) {
            let action = json!([{"type": "Action.OpenUrl", "title": "Open", "url": link}]);
            fields.insert("actions".to_owned(), action);
        }
        let body = json!({
            "type": "message",
            "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": card}],
        });
        request::json(&PLACE.url(variables)?, &[], &body)
    }

    fn read(&self, answer: &Answer, now: DateTime<Utc>) -> Outcome {
        if answer.is_success() { Outcome::Accepted { id: None } } else { by_status("teams", answer, now) }
    }
}
