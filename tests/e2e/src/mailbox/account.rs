//! The account that the mailbox keeps at every provider: one for all who run it, as public as this
//! file.

use crate::secrets::words;

/// The key of Postmark, Resend, Mailgun and SendGrid.
pub(crate) const MAIL_KEY: &str = "local-mail-key";
/// Mailgun's domain.
pub(crate) const MAIL_DOMAIN: &str = "sklep.example";
/// The sender of mails.
const MAIL_FROM: &str = "Sklep <pomoc@sklep.example>";
/// SMSAPI's token.
pub(crate) const SMSAPI_KEY: &str = "local-sms-token";
/// SMSAPI's sender name, at most eleven characters.
const SMSAPI_FROM: &str = "Sklep";
/// Twilio's account.
pub(crate) const TWILIO_SID: &str = "AC00000000000000000000000000000001";
/// Twilio's token, which also signs its reports.
pub(crate) const TWILIO_TOKEN: &str = "local-twilio-token";
/// Twilio's number.
const TWILIO_FROM: &str = "+48732000001";
/// Path of the Slack webhook.
pub(crate) const SLACK: &str = "/services/T00000000/B00000000/local-slack-key";
/// Path of the Discord webhook.
pub(crate) const DISCORD: &str = "/api/webhooks/100000000000000001/local-discord-key";
/// Path of the Teams workflow; it proves itself in the query.
pub(crate) const TEAMS: &str = "/workflows/0123456789abcdef/triggers/manual/paths/invoke";
/// What the Teams workflow is proven by.
pub(crate) const TEAMS_SIGNATURE: &str = "local-teams-key";
/// The secrets of the receiver of events: the current one, and one that is being rotated in.
pub(crate) const EVENTS: &str = "whsec_bG9jYWwtZXZlbnRzLXNlY3JldC1vbmU= whsec_bG9jYWwtZXZlbnRzLXNlY3JldC10d28=";

/// What proves the reports of each provider, as `report_<name>_secrets`.
pub(crate) const REPORTS: [(&str, &str); 6] = [
    ("postmark", "basic:postmark:local-report-password path:local-report-token"),
    ("resend", "whsec_bG9jYWwtcmVzZW5kLXNlY3JldC1vbmU="),
    ("mailgun", "local-mailgun-signing-key"),
    ("sendgrid", "path:local-report-token"),
    ("smsapi", "path:local-report-token"),
    ("twilio", TWILIO_TOKEN),
];

/// What proves the reports of a provider; empty if it sends none.
pub(crate) fn report_secrets(provider: &str) -> &'static str {
    REPORTS.iter().find(|(name, _)| *name == provider).map_or("", |(_, secrets)| secrets)
}

/// Where a provider reports to, with its path token if it has one.
pub(crate) fn report_path(provider: &str) -> String {
    match words(report_secrets(provider), "path:").first() {
        Some(token) => format!("/hooks/reports/{provider}/{token}"),
        None => format!("/hooks/reports/{provider}"),
    }
}

/// The variables that point a deployment at the mailbox at `base`, with these providers of mail and
/// SMS; an empty name switches the one or the other off. Alerts go to all three sinks.
pub(crate) fn variables(base: &str, mail: &str, sms: &str) -> Vec<(String, String)> {
    let (sms_key, sms_from) = match sms {
        "twilio" => (format!("{TWILIO_SID}:{TWILIO_TOKEN}"), TWILIO_FROM),
        _ => (SMSAPI_KEY.to_owned(), SMSAPI_FROM),
    };
    let own = [
        ("mail_provider", mail.to_owned()),
        ("mail_key", MAIL_KEY.to_owned()),
        ("mail_from", MAIL_FROM.to_owned()),
        ("mail_domain", MAIL_DOMAIN.to_owned()),
        ("sms_provider", sms.to_owned()),
        ("sms_key", sms_key),
        ("sms_from", sms_from.to_owned()),
        ("alert_slack", format!("{base}{SLACK}")),
        ("alert_discord", format!("{base}{DISCORD}")),
        ("alert_teams", format!("{base}{TEAMS}?api-version=1&sig={TEAMS_SIGNATURE}")),
        ("events_path", "/events".to_owned()),
        ("events_secrets", EVENTS.to_owned()),
        ("export_path", "/events".to_owned()),
        ("export_secrets", EVENTS.to_owned()),
    ];
    let bases = [
        "postmark", "resend", "mailgun", "sendgrid", "smsapi", "twilio", "slack", "discord", "teams", "events",
        "export",
    ];
    let own = own.map(|(name, value)| (name.to_owned(), value));
    let bases = bases.map(|name| (format!("{name}_url"), base.to_owned()));
    let reports = REPORTS.map(|(name, secrets)| (format!("report_{name}_secrets"), secrets.to_owned()));
    own.into_iter().chain(bases).chain(reports).collect()
}
