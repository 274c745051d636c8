//! Resend. Sources: `https://resend.com/docs/api-reference/emails/send-email`,
//! `https://resend.com/docs/api-reference/errors`, `https://resend.com/docs/webhooks/emails/bounced`.
//!
//! Its reports are signed as Svix does. Our reference travels as the tag `sledz`, and as the idempotency key,
//! which holds for 24 hours. Tracking is a setting of the domain, not of the message.

use super::{Mail, MailProvider, because, check, from, header_object, reply_to};
use crate::{
    outcome::{Answer, Outcome, Verdict, by_status, judged, taken},
    report::{Fate, Report, Reporter, messages, report},
    request,
    variables::{Variables, base_url, key, problems},
};
use chrono::{DateTime, Utc};
use http::Request;
use serde_json::Value;
use sledz_domain::json;
use sledz_sources::{
    delivery::{Delivery, Unusable},
    json,
    proof::Secrets,
    standard,
};

/// See the module.
pub struct Resend;

const URL: (&str, &str) = ("resend_url", "https://api.resend.com");

/// Names of errors. `validation_error` depends on its status and its field, and is not in it.
const ERRORS: &[(&str, Verdict, &str)] = &[
    ("missing_api_key", Verdict::Later, "it refuses mail_key"),
    ("invalid_api_key", Verdict::Later, "it refuses mail_key"),
    ("restricted_api_key", Verdict::Later, "mail_key may not send"),
    ("invalid_access", Verdict::Later, "mail_key may not send"),
    ("invalid_from_address", Verdict::Later, "it refuses the address in mail_from"),
    ("concurrent_idempotent_requests", Verdict::Later, "the same message is being taken right now"),
    ("rate_limit_exceeded", Verdict::Later, "too many requests"),
    ("daily_quota_exceeded", Verdict::Later, "the quota of the day is used up"),
    ("monthly_quota_exceeded", Verdict::Later, "the quota of the month is used up"),
    ("application_error", Verdict::Later, "it is in trouble"),
    ("internal_server_error", Verdict::Later, "it is in trouble"),
    ("missing_required_field", Verdict::Never, "it misses a field"),
    ("invalid_parameter", Verdict::Never, "it refuses a field"),
    ("invalid_attachment", Verdict::Never, "it refuses an attachment"),
    ("invalid_idempotency_key", Verdict::Never, "it refuses the reference"),
    ("security_error", Verdict::Never, "it finds the message unsafe"),
];

impl MailProvider for Resend {
    fn name(&self) -> &'static str {
        "resend"
    }

    fn variables(&self) -> &'static [&'static str] {
        &["mail_key", "mail_from", "mail_reply_to", "resend_url"]
    }

    fn problems(&self, variables: &dyn Variables) -> Vec<String> {
        problems([
            key(variables, &because("resend"), "mail_key").err(),
            from(variables, "resend").err(),
            reply_to(variables).err(),
            base_url(variables, URL.0, URL.1).err(),
        ])
    }

    fn is_idempotent(&self) -> bool {
        true
    }

    fn request(&self, mail: &Mail, variables: &dyn Variables) -> Result<Request<Vec<u8>>, String> {
        check(mail)?;
        let key = key(variables, &because("resend"), "mail_key")?;
        let url = base_url(variables, URL.0, URL.1)?;
        let mut body = json!({
            "from": from(variables, "resend")?.header(),
            "to": [mail.to],
            "subject": mail.subject,
            "text": mail.text,
            "html": mail.html,
            "headers": header_object(mail),
            "tags": [{"name": "sledz", "value": mail.reference}, {"name": "kind", "value": mail.kind}],
        });
        if let (Some(mailbox), Some(fields)) = (reply_to(variables)?, body.as_object_mut()) {
            fields.insert("reply_to".to_owned(), json!([mailbox.header()]));
        }
        let bearer = format!("Bearer {key}");
        let headers = [("authorization", bearer.as_str()), ("idempotency-key", mail.reference)];
        request::json(&format!("{url}/emails"), &headers, &body)
    }

    fn read(&self, answer: &Answer, now: DateTime<Utc>) -> Outcome {
        let object = answer.object();
        if answer.is_success() {
            return taken("resend", answer, now, &object, "id");
        }
        let text = |field: &str| object.get(field).and_then(Value::as_str).unwrap_or_default();
        match text("name") {
            // An earlier try was taken; the texts have changed since.
            "invalid_idempotent_request" if answer.status == 409 => Outcome::Accepted { id: None },
            "validation_error" if !answer.is_trouble() && answer.status != 401 => {
                // The sentence is looked at, not passed on: it alone tells the field.
                let judgement = match (answer.status, text("message")) {
                    (403, _) => (Verdict::Later, "the domain of mail_from is not verified"),
                    (_, message) if message.contains("`from`") => (Verdict::Later, "it refuses mail_from"),
                    (_, message) if message.contains("`reply_to`") => (Verdict::Later, "it refuses mail_reply_to"),
                    (_, message) if message.contains("`to`") => {
                        (Verdict::Address, "it refuses the recipient's address")
                    }
                    _ => (Verdict::Never, "it refuses the message"),
                };
                judged("resend", answer, now, Some(&"validation_error"), judgement)
            }
            name => match ERRORS.iter().find(|row| row.0 == name && answer.status < 500) {
                Some((name, verdict, words)) => judged("resend", answer, now, Some(name), (*verdict, words)),
                None => by_status("resend", answer, now),
            },
        }
    }
}

impl Reporter for Resend {
    fn name(&self) -> &'static str {
        "resend"
    }

    fn is_configured(&self, secrets: &Secrets) -> bool {
        standard::keys(secrets).next().is_some()
    }

    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets, _url: &str) -> bool {
        standard::is_signed(delivery, secrets)
    }

    fn read(&self, delivery: &Delivery, _query: &str) -> Result<Vec<Report>, Unusable> {
        Ok(messages(delivery.body)?.iter().filter_map(told).collect())
    }
}

fn told(message: &Value) -> Option<Report> {
    let data = message.get("data")?;
    let fate = match message.get("type").and_then(Value::as_str)? {
        "email.delivered" => Fate::Delivered,
        "email.complained" => Fate::Complained,
        "email.bounced" => match data.get("bounce").and_then(|bounce| bounce.get("type")).and_then(Value::as_str) {
            Some("Transient" | "Undetermined") => Fate::failed("resend reports a bounce that need not last"),
            _ => Fate::bad_address("resend reports a permanent bounce"),
        },
        "email.suppressed" => Fate::bad_address("resend no longer sends there after an earlier bounce or complaint"),
        "email.failed" => Fate::failed("resend could not send it"),
        _ => return None,
    };
    report(tag(data.get("tags")?), json::utc(message, "created_at"), fate)
}

/// Our tag: the documents of the webhook show tags as an object, those of the request as a list.
fn tag(tags: &Value) -> Option<&str> {
    let named = |tag: &&Value| tag.get("name").and_then(Value::as_str) == Some("sledz");
    let listed = || tags.as_array()?.iter().find(named)?.get("value");
    tags.get("sledz").or_else(listed)?.as_str()
}
