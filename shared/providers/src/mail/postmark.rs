//! Postmark. Sources: `https://postmarkapp.com/developer/api/email-api`,
//! `https://postmarkapp.com/developer/api/overview` (error codes), `https://postmarkapp.com/developer/webhooks`.
//!
//! Its reports are not signed: Basic credentials or a header of one's own, both set at the webhook, or a
//! token in the path. Our reference travels as the metadata `sledz`.

use super::{Mail, MailProvider, because, check, from, headers, reply_to};
use crate::{
    outcome::{Answer, Outcome, Row, Verdict, by_status, judged, row, taken},
    report::{Fate, Report, Reporter, messages, report},
    request,
    variables::{Variables, base_url, key, problems, value},
};
use chrono::{DateTime, Utc};
use http::Request;
use serde_json::Value;
use sledz_domain::json;
use sledz_sources::{
    delivery::{Delivery, Unusable},
    json,
    proof::{self, Secrets},
};

/// See the module.
pub struct Postmark;

const URL: (&str, &str) = ("postmark_url", "https://api.postmarkapp.com");

/// "API error codes" of the overview, those that sending can give.
const CODES: &[Row] = &[
    (10, Verdict::Later, "it refuses mail_key"),
    (100, Verdict::Later, "it is under maintenance"),
    (300, Verdict::Address, "it refuses the recipient's address"),
    (400, Verdict::Later, "mail_from is no sender signature of the account"),
    (401, Verdict::Later, "the sender signature of mail_from is not confirmed"),
    (402, Verdict::Never, "it cannot read the message"),
    (403, Verdict::Never, "it cannot read the message"),
    (405, Verdict::Later, "the account is out of credits"),
    (406, Verdict::Address, "the recipient is inactive: an earlier message bounced or was called spam"),
    (409, Verdict::Never, "it cannot read the message"),
    (410, Verdict::Never, "too many messages at once"),
    (411, Verdict::Never, "an attachment is forbidden"),
    (412, Verdict::Later, "the account is not approved yet"),
    (413, Verdict::Later, "the account may not send"),
    (429, Verdict::Later, "too many requests"),
];

impl MailProvider for Postmark {
    fn name(&self) -> &'static str {
        "postmark"
    }

    fn variables(&self) -> &'static [&'static str] {
        &["mail_key", "mail_from", "mail_reply_to", "postmark_url", "postmark_stream"]
    }

    fn problems(&self, variables: &dyn Variables) -> Vec<String> {
        problems([
            key(variables, &because("postmark"), "mail_key").err(),
            from(variables, "postmark").err(),
            reply_to(variables).err(),
            base_url(variables, URL.0, URL.1).err(),
        ])
    }

    fn request(&self, mail: &Mail, variables: &dyn Variables) -> Result<Request<Vec<u8>>, String> {
        check(mail)?;
        let key = key(variables, &because("postmark"), "mail_key")?;
        let url = base_url(variables, URL.0, URL.1)?;
        let stream = Some(value(variables, "postmark_stream")).filter(|stream| !stream.is_empty());
        let headers: Vec<Value> =
            headers(mail).into_iter().map(|(name, value)| json!({"Name": name, "Value": value})).collect();
        let mut body = json!({
            "From": from(variables, "postmark")?.header(),
            "To": mail.to,
            "Subject": mail.subject,
            "Tag": mail.kind,
            "TextBody": mail.text,
            "HtmlBody": mail.html,
            "Headers": headers,
            "TrackOpens": false,
            "TrackLinks": "None",
            "Metadata": {"sledz": mail.reference},
            "MessageStream": stream.unwrap_or("outbound"),
        });
        if let (Some(mailbox), Some(fields)) = (reply_to(variables)?, body.as_object_mut()) {
            fields.insert("ReplyTo".to_owned(), mailbox.header().into());
        }
        request::json(&format!("{url}/email"), &[("x-postmark-server-token", key)], &body)
    }

    fn read(&self, answer: &Answer, now: DateTime<Utc>) -> Outcome {
        if answer.is_trouble() {
            return by_status("postmark", answer, now);
        }
        let object = answer.object();
        let code = json::raw(&object, "ErrorCode").and_then(|code| code.parse::<u32>().ok()).filter(|code| *code != 0);
        let Some(code) = code else {
            return if answer.is_success() {
                taken("postmark", answer, now, &object, "MessageID")
            } else {
                by_status("postmark", answer, now)
            };
        };
        // The sentence is looked at, not passed on: 300 also means the sender's address.
        let blames = |field: &str| object.get("Message").and_then(Value::as_str).is_some_and(|m| m.contains(field));
        let judgement = match code {
            300 if blames("'From'") => Some((Verdict::Later, "it refuses the address in mail_from")),
            300 if blames("'ReplyTo'") => Some((Verdict::Later, "it refuses the address in mail_reply_to")),
            // The range of message streams.
            1200..=1299 => Some((Verdict::Later, "it does not take messages for postmark_stream")),
            _ => row(CODES, code),
        };
        match judgement {
            Some(judgement) => judged("postmark", answer, now, Some(&code), judgement),
            None if answer.is_success() => taken("postmark", answer, now, &object, "MessageID"),
            None => match by_status("postmark", answer, now) {
                Outcome::Never { .. } => {
                    judged("postmark", answer, now, Some(&code), (Verdict::Never, "it refuses the message"))
                }
                later => later,
            },
        }
    }
}

/// What becomes of a message that bounced.
enum Bounce {
    /// The address is bad.
    Permanent,
    /// It failed this time.
    Temporary,
    Complained,
    Unsubscribed,
}

/// Types of bounces, `https://postmarkapp.com/developer/api/bounce-api#bounce-types`. Those that say nothing
/// about our message's arrival are not in it: `AutoResponder`, `AddressChange`, `Subscribe`, `OpenRelayTest`,
/// `InboundError`.
const BOUNCES: &[(&str, Bounce)] = &[
    ("HardBounce", Bounce::Permanent),
    ("BadEmailAddress", Bounce::Permanent),
    ("ManuallyDeactivated", Bounce::Permanent),
    ("SoftBounce", Bounce::Temporary),
    ("Transient", Bounce::Temporary),
    ("DnsError", Bounce::Temporary),
    ("Unknown", Bounce::Temporary),
    ("Unconfirmed", Bounce::Temporary),
    ("ChallengeVerification", Bounce::Temporary),
    ("SpamNotification", Bounce::Temporary),
    ("VirusNotification", Bounce::Temporary),
    ("Blocked", Bounce::Temporary),
    ("DMARCPolicy", Bounce::Temporary),
    ("SMTPApiError", Bounce::Temporary),
    ("TemplateRenderingFailed", Bounce::Temporary),
    ("SpamComplaint", Bounce::Complained),
    ("Unsubscribe", Bounce::Unsubscribed),
];

impl Reporter for Postmark {
    fn name(&self) -> &'static str {
        "postmark"
    }

    fn is_configured(&self, secrets: &Secrets) -> bool {
        !secrets.paths.is_empty() || !secrets.basics.is_empty() || !secrets.headers.is_empty()
    }

    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets, _url: &str) -> bool {
        if secrets.basics.is_empty() && secrets.headers.is_empty() {
            return !secrets.paths.is_empty();
        }
        proof::basic(delivery, &secrets.basics) || proof::header(delivery, &secrets.headers)
    }

    fn read(&self, delivery: &Delivery, _query: &str) -> Result<Vec<Report>, Unusable> {
        Ok(messages(delivery.body)?.iter().filter_map(told).collect())
    }
}

fn told(message: &Value) -> Option<Report> {
    let text = |field: &str| message.get(field).and_then(Value::as_str);
    let yes = |field: &str| message.get(field).and_then(Value::as_bool) == Some(true);
    let (time, fate) = match text("RecordType")? {
        "Delivery" => ("DeliveredAt", Fate::Delivered),
        "Bounce" => ("BouncedAt", bounced(text("Type")?, yes("Inactive"))?),
        "SpamComplaint" => ("BouncedAt", Fate::Complained),
        "SubscriptionChange" if yes("SuppressSending") => {
            let fate = match text("SuppressionReason") {
                Some("HardBounce") => Fate::bad_address("postmark no longer sends there after a hard bounce"),
                Some("SpamComplaint") => Fate::Complained,
                _ => Fate::Unsubscribed,
            };
            ("ChangedAt", fate)
        }
        _ => return None,
    };
    let reference = message.get("Metadata").and_then(|metadata| metadata.get("sledz")).and_then(Value::as_str);
    report(reference, json::utc(message, time), fate)
}

/// An address that Postmark has made inactive gets nothing any more, whatever the type.
fn bounced(kind: &str, inactive: bool) -> Option<Fate> {
    let row = BOUNCES.iter().find(|row| row.0 == kind);
    Some(match row {
        Some((_, Bounce::Complained)) => Fate::Complained,
        Some((_, Bounce::Unsubscribed)) => Fate::Unsubscribed,
        Some((name, Bounce::Permanent)) => Fate::bad_address(format!("postmark reports a bounce, {name}")),
        Some((name, _)) if inactive => Fate::bad_address(format!("postmark reports a bounce, {name}")),
        None if inactive => Fate::bad_address("postmark reports a bounce of another type"),
        Some((name, Bounce::Temporary)) => Fate::failed(format!("postmark reports a bounce, {name}")),
        None => return None,
    })
}
