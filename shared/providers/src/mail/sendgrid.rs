//! Twilio SendGrid. Sources: `https://www.twilio.com/docs/sendgrid/api-reference/mail-send`, the event webhook's
//! reference beside it, and SendGrid's own libraries for the signature.
//!
//! Reports come in arrays. They are signed with ECDSA P-256 over timestamp and raw body if that is switched
//! on; the bare words of the secrets are the public keys as SendGrid shows them (base64 of SPKI in DER). Without
//! keys a token in the path is the proof. Our reference travels as the custom argument `sledz`.

use super::{Mail, MailProvider, Mailbox, because, check, from, header_object, reply_to};
use crate::{
    outcome::{Answer, Outcome, Verdict, accepted_by_header, by_status, judged},
    report::{Fate, Report, Reporter, messages, report, unix},
    request,
    variables::{Variables, base_url, key, problems},
};
use chrono::{DateTime, Utc};
use http::Request;
use p256::ecdsa::{Signature, VerifyingKey, signature::Verifier};
use serde_json::Value;
use sledz_domain::{base::BASE64, json};
use sledz_sources::{
    delivery::{Delivery, Unusable},
    json,
    proof::Secrets,
};

/// See the module.
pub struct SendGrid;

const URL: (&str, &str) = ("sendgrid_url", "https://api.sendgrid.com");

/// What stands before the point in every P-256 public key in DER (RFC 5480): algorithm `id-ecPublicKey`, curve
/// `prime256v1`, and a bit string of 65 bytes.
const SPKI: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce,
    0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

impl MailProvider for SendGrid {
    fn name(&self) -> &'static str {
        "sendgrid"
    }

    fn variables(&self) -> &'static [&'static str] {
        &["mail_key", "mail_from", "mail_reply_to", "sendgrid_url"]
    }

    fn problems(&self, variables: &dyn Variables) -> Vec<String> {
        problems([
            key(variables, &because("sendgrid"), "mail_key").err(),
            from(variables, "sendgrid").err(),
            reply_to(variables).err(),
            base_url(variables, URL.0, URL.1).err(),
        ])
    }

    fn request(&self, mail: &Mail, variables: &dyn Variables) -> Result<Request<Vec<u8>>, String> {
        check(mail)?;
        let key = key(variables, &because("sendgrid"), "mail_key")?;
        let url = base_url(variables, URL.0, URL.1)?;
        let off = json!({"enable": false});
        let mut body = json!({
            "personalizations": [{"to": [{"email": mail.to}], "custom_args": {"sledz": mail.reference}}],
            "from": object(from(variables, "sendgrid")?),
            "subject": mail.subject,
            // In this order, or SendGrid refuses them.
            "content": [{"type": "text/plain", "value": mail.text}, {"type": "text/html", "value": mail.html}],
            "headers": header_object(mail),
            "categories": [mail.kind],
            "tracking_settings": {
                "click_tracking": {"enable": false, "enable_text": false},
                "open_tracking": off,
                "subscription_tracking": off,
            },
        });
        if let (Some(mailbox), Some(fields)) = (reply_to(variables)?, body.as_object_mut()) {
            fields.insert("reply_to".to_owned(), object(mailbox));
        }
        request::json(&format!("{url}/v3/mail/send"), &[("authorization", &format!("Bearer {key}"))], &body)
    }

    fn read(&self, answer: &Answer, now: DateTime<Utc>) -> Outcome {
        // Its 202 is empty; another success is none of its answers.
        if answer.status == 202 {
            return accepted_by_header(answer, "x-message-id");
        }
        if answer.is_success() {
            return judged("sendgrid", answer, now, None, (Verdict::Later, "nobody knows whether it took the message"));
        }
        let object = answer.object();
        let errors = object.get("errors").and_then(Value::as_array);
        let field = errors.and_then(|errors| errors.first()?.get("field")?.as_str()).unwrap_or_default();
        let judgement = match answer.status {
            400 if field.starts_with("personalizations") && field.contains(".to") => {
                (Verdict::Address, "it refuses the recipient's address")
            }
            400 if field.starts_with("from") => (Verdict::Later, "it refuses the address in mail_from"),
            400 if field.starts_with("reply_to") => (Verdict::Later, "it refuses the address in mail_reply_to"),
            401 => (Verdict::Later, "it refuses mail_key, or the credits are used up"),
            403 => (Verdict::Later, "mail_key may not send, or mail_from is not verified"),
            _ => return by_status("sendgrid", answer, now),
        };
        judged("sendgrid", answer, now, None, judgement)
    }
}

fn object(mailbox: Mailbox) -> Value {
    match mailbox.name {
        "" => json!({"email": mailbox.address}),
        name => json!({"email": mailbox.address, "name": name}),
    }
}

impl Reporter for SendGrid {
    fn name(&self) -> &'static str {
        "sendgrid"
    }

    fn is_configured(&self, secrets: &Secrets) -> bool {
        can_prove(secrets)
    }

    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets, _url: &str) -> bool {
        is_proven(delivery, secrets)
    }

    fn read(&self, delivery: &Delivery, _query: &str) -> Result<Vec<Report>, Unusable> {
        Ok(messages(delivery.body)?.iter().filter_map(told).collect())
    }
}

/// Whether these secrets can prove a delivery of SendGrid's: public keys, or a token in the path.
pub fn can_prove(secrets: &Secrets) -> bool {
    if secrets.words.is_empty() {
        return !secrets.paths.is_empty();
    }
    secrets.words.iter().any(|word| public_key(word).is_some())
}

/// Whether a delivery is SendGrid's. The path's token is checked before.
pub fn is_proven(delivery: &Delivery, secrets: &Secrets) -> bool {
    if secrets.words.is_empty() {
        return !secrets.paths.is_empty();
    }
    is_signed(delivery, secrets).unwrap_or(false)
}

fn public_key(word: &str) -> Option<VerifyingKey> {
    let der = BASE64.decode(word.as_bytes()).ok()?;
    VerifyingKey::from_sec1_bytes(der.strip_prefix(&SPKI)?).ok()
}

fn is_signed(delivery: &Delivery, secrets: &Secrets) -> Option<bool> {
    let timestamp = delivery.header("x-twilio-email-event-webhook-timestamp")?;
    let signature = delivery.header("x-twilio-email-event-webhook-signature")?;
    let signature = Signature::from_der(&BASE64.decode(signature.as_bytes()).ok()?).ok()?;
    let signed = [timestamp.as_bytes(), delivery.body].concat();
    let mut keys = secrets.words.iter().filter_map(|word| public_key(word));
    Some(keys.any(|key| key.verify(&signed, &signature).is_ok()))
}

fn told(event: &Value) -> Option<Report> {
    let text = |field: &str| event.get(field).and_then(Value::as_str);
    let fate = match text("event")? {
        "delivered" => Fate::Delivered,
        "bounce" if text("type") == Some("blocked") => Fate::failed("sendgrid reports a block by the recipient's side"),
        "bounce" => Fate::bad_address("sendgrid reports a permanent bounce"),
        // The reasons are fixed texts of SendGrid's.
        "dropped" => match text("reason") {
            Some("Bounced Address" | "Invalid") => Fate::bad_address("sendgrid no longer sends there after a bounce"),
            Some("Spam Reporting Address") => Fate::Complained,
            Some("Unsubscribed Address") => Fate::Unsubscribed,
            _ => Fate::failed("sendgrid dropped the message"),
        },
        "spamreport" => Fate::Complained,
        "unsubscribe" | "group_unsubscribe" => Fate::Unsubscribed,
        _ => return None,
    };
    report(text("sledz"), json::raw(event, "timestamp").and_then(|at| unix(&at)), fate)
}
