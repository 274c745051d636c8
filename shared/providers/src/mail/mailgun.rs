//! Mailgun. Sources: `https://documentation.mailgun.com/docs/mailgun/api-reference`, sections "Messages" and
//! "Webhooks"; what integrations handle.
//!
//! Its reports are signed with the account's webhook signing key: hex of HMAC-SHA256 over timestamp and token.
//! The body is not covered, so the time it holds is narrow. Our reference travels as the variable `sledz`.

use super::{Mail, MailProvider, because, check, domain, from, headers, reply_to};
use crate::{
    outcome::{Answer, Outcome, Verdict, by_status, judged, taken},
    report::{Fate, Report, Reporter, messages, report, unix},
    request,
    variables::{Variables, base_url, key, problems},
};
use chrono::{DateTime, Utc};
use http::Request;
use serde_json::Value;
use sledz_domain::base::{BASE64, HEXLOWER};
use sledz_sources::{
    delivery::{Delivery, Unusable},
    json,
    proof::{Secrets, is_hmac},
};

/// See the module.
pub struct Mailgun;

const URL: (&str, &str) = ("mailgun_url", "https://api.eu.mailgun.net");

/// How far a report's timestamp may lie from now, either way, in seconds.
const TOLERANCE: u64 = 900;

impl MailProvider for Mailgun {
    fn name(&self) -> &'static str {
        "mailgun"
    }

    fn variables(&self) -> &'static [&'static str] {
        &["mail_key", "mail_from", "mail_reply_to", "mail_domain", "mailgun_url"]
    }

    fn problems(&self, variables: &dyn Variables) -> Vec<String> {
        problems([
            key(variables, &because("mailgun"), "mail_key").err(),
            from(variables, "mailgun").err(),
            reply_to(variables).err(),
            domain(variables, "mailgun").err(),
            base_url(variables, URL.0, URL.1).err(),
        ])
    }

    fn request(&self, mail: &Mail, variables: &dyn Variables) -> Result<Request<Vec<u8>>, String> {
        check(mail)?;
        let key = key(variables, &because("mailgun"), "mail_key")?;
        let url = base_url(variables, URL.0, URL.1)?;
        let domain = domain(variables, "mailgun")?;
        let sender = from(variables, "mailgun")?.header();
        let mut named: Vec<(String, String)> =
            headers(mail).into_iter().map(|(name, value)| (format!("h:{name}"), value)).collect();
        named.extend(reply_to(variables)?.map(|mailbox| ("h:Reply-To".to_owned(), mailbox.header())));
        let mut fields = vec![
            ("from", sender.as_str()),
            ("to", mail.to),
            ("subject", mail.subject),
            ("text", mail.text),
            ("html", mail.html),
            ("o:tag", mail.kind),
            ("o:tracking", "no"),
            ("o:tracking-clicks", "no"),
            ("o:tracking-opens", "no"),
            ("v:sledz", mail.reference),
        ];
        fields.extend(named.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        let basic = format!("Basic {}", BASE64.encode(format!("api:{key}").as_bytes()));
        request::form(&format!("{url}/v3/{domain}/messages"), &[("authorization", &basic)], &fields)
    }

    fn read(&self, answer: &Answer, now: DateTime<Utc>) -> Outcome {
        let object = answer.object();
        if answer.is_success() {
            return taken("mailgun", answer, now, &object, "id");
        }
        // There are no codes. The sentence is looked at, not passed on: it alone tells the parameter.
        let message = object.get("message").and_then(Value::as_str).unwrap_or_default();
        let mut words = message.split_whitespace().map(|word| word.trim_matches('\''));
        let parameter = words.next().filter(|_| words.next() == Some("parameter"));
        let judgement = match (answer.status, parameter) {
            (400, Some("to")) => (Verdict::Address, "it refuses the recipient's address"),
            (400, Some("from")) => (Verdict::Later, "it refuses the address in mail_from"),
            (404, _) => (Verdict::Later, "mail_domain is no domain of the account"),
            _ => return by_status("mailgun", answer, now),
        };
        judged("mailgun", answer, now, None, judgement)
    }
}

impl Reporter for Mailgun {
    fn name(&self) -> &'static str {
        "mailgun"
    }

    fn is_configured(&self, secrets: &Secrets) -> bool {
        !secrets.words.is_empty()
    }

    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets, _url: &str) -> bool {
        let message = json::object(delivery.body).unwrap_or_default();
        let signed = |field: &str| message.get("signature").and_then(|signature| json::raw(signature, field));
        let (Some(timestamp), Some(token), Some(given)) = (signed("timestamp"), signed("token"), signed("signature"))
        else {
            return false;
        };
        is_signed(secrets, [&timestamp, &token, &given], delivery.now)
    }

    fn read(&self, delivery: &Delivery, _query: &str) -> Result<Vec<Report>, Unusable> {
        Ok(messages(delivery.body)?.iter().filter_map(told).collect())
    }
}

/// Whether timestamp, token and signature, in this order, are Mailgun's, and not older than 15 minutes.
pub fn is_signed(secrets: &Secrets, [timestamp, token, signature]: [&str; 3], now: DateTime<Utc>) -> bool {
    let is_fresh = timestamp.parse::<i64>().is_ok_and(|sent| sent.abs_diff(now.timestamp()) <= TOLERANCE);
    let Ok(given) = HEXLOWER.decode(signature.as_bytes()) else { return false };
    let parts = [timestamp.as_bytes(), token.as_bytes()];
    is_fresh && secrets.words.iter().any(|key| is_hmac(key.as_bytes(), &parts, &given))
}

fn told(message: &Value) -> Option<Report> {
    let data = message.get("event-data")?;
    let text = |field: &str| data.get(field).and_then(Value::as_str);
    let fate = match (text("event")?, text("severity"), text("reason")) {
        ("delivered", ..) => Fate::Delivered,
        ("complained", ..) | ("failed", _, Some("suppress-complaint")) => Fate::Complained,
        ("unsubscribed", ..) | ("failed", _, Some("suppress-unsubscribe")) => Fate::Unsubscribed,
        ("failed", _, Some("suppress-bounce")) => Fate::bad_address("mailgun no longer sends there after a bounce"),
        // Tried for hours without an answer: the address may be good.
        ("failed", Some("permanent"), Some("old")) => Fate::failed("mailgun gave up after many tries"),
        ("failed", Some("permanent"), _) => Fate::bad_address("mailgun reports a permanent failure"),
        ("rejected", ..) => Fate::failed("mailgun rejected the message"),
        // A temporary failure is tried again by Mailgun itself.
        _ => return None,
    };
    let reference = data.get("user-variables").and_then(|own| own.get("sledz")).and_then(Value::as_str);
    report(reference, json::raw(data, "timestamp").and_then(|at| unix(&at)), fate)
}
