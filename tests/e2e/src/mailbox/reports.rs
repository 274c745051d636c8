//! What providers report of a message later, signed as they sign: ready to be sent to a deployment.

use super::{
    account::{TWILIO_SID, report_path, report_secrets},
    received::{Provider, Received},
};
use crate::{
    client::escaped,
    message::Message,
    secrets::{hmac_sha256, words},
    senders::{rfc3339, standard},
};
use anyhow::{Result, bail};
use chrono::{DateTime, Utc};
use data_encoding::{BASE64, HEXLOWER};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha1::Sha1;

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It was delivered.
    Delivered,
    /// It can never be: there is no such mailbox or number.
    Bounced,
}

/// The report of `received`'s provider that it came to this end `at` that time, and is told then.
///
/// # Errors
/// If such a message has no reports.
pub(crate) fn report(received: &Received, ending: Ending, at: DateTime<Utc>) -> Result<Message> {
    Ok(match received.provider {
        Provider::Postmark => postmark(received, ending, at),
        Provider::Resend => resend(received, ending, at),
        Provider::Mailgun => mailgun(received, ending, at),
        Provider::Sendgrid => sendgrid(received, ending, at),
        Provider::Smsapi => smsapi(received, ending, at),
        Provider::Twilio => twilio(received, ending),
        other => bail!("{} sends no reports.", other.name()),
    })
}

fn json_to(received: &Received, body: &Value) -> Message {
    Message::json(report_path(received.provider.name()), body.to_string().into_bytes())
}

/// <https://postmarkapp.com/developer/webhooks/bounce-webhook>, and `delivery-webhook`.
fn postmark(received: &Received, ending: Ending, at: DateTime<Utc>) -> Message {
    let metadata = json!({"sledz": received.reference});
    let body = match ending {
        Ending::Delivered => json!({
            "RecordType": "Delivery", "ServerID": 23, "MessageStream": "outbound", "MessageID": received.id,
            "Recipient": received.to, "Tag": received.tag, "DeliveredAt": rfc3339(at),
            "Details": "250 2.0.0 OK", "Metadata": metadata,
        }),
        Ending::Bounced => json!({
            "RecordType": "Bounce", "ID": 4_323_372_036_854_775_807_u64, "Type": "HardBounce", "TypeCode": 1,
            "Name": "Hard bounce", "Tag": received.tag, "MessageID": received.id, "ServerID": 23,
            "MessageStream": "outbound", "Description": "The server was unable to deliver your message (ex: unknown user, mailbox not found).",
            "Details": "smtp;550 5.1.1 The email account that you tried to reach does not exist.",
            "Email": received.to, "From": received.from, "BouncedAt": rfc3339(at), "DumpAvailable": true,
            "Inactive": true, "CanActivate": true, "Subject": received.subject, "Metadata": metadata,
        }),
    };
    let basic = words(report_secrets("postmark"), "basic:").first().map(|pair| BASE64.encode(pair.as_bytes()));
    json_to(received, &body).with("authorization", &format!("Basic {}", basic.unwrap_or_default()))
}

/// <https://resend.com/docs/dashboard/webhooks/event-types>, signed as Svix signs.
fn resend(received: &Received, ending: Ending, at: DateTime<Utc>) -> Message {
    let mut data = json!({
        "email_id": received.id, "from": received.from, "to": [received.to], "subject": received.subject,
        "created_at": rfc3339(received.at), "tags": {"sledz": received.reference, "kind": received.tag},
    });
    let kind = match ending {
        Ending::Delivered => "email.delivered",
        Ending::Bounced => "email.bounced",
    };
    if let (Ending::Bounced, Some(fields)) = (ending, data.as_object_mut()) {
        let bounce = json!({"message": "The recipient's email address does not exist.", "type": "Permanent", "subType": "General"});
        fields.insert("bounce".to_owned(), bounce);
    }
    let body = json!({"type": kind, "created_at": rfc3339(at), "data": data});
    let message = json_to(received, &body);
    // The same report has the same id, as when it is sent again.
    let (id, stamp) = (format!("msg_{}{kind}", received.id), at.timestamp().to_string());
    let secret = words(report_secrets("resend"), "").first().copied().unwrap_or_default();
    let signature = standard::signature(secret, &id, &stamp, &message.body);
    message.with("svix-id", &id).with("svix-timestamp", &stamp).with("svix-signature", &signature)
}

/// <https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/webhook-payloads>
fn mailgun(received: &Received, ending: Ending, at: DateTime<Utc>) -> Message {
    let stamp = at.timestamp().to_string();
    let token = HEXLOWER.encode(&hmac_sha256(b"token", &[received.id.as_bytes(), stamp.as_bytes()]));
    let key = words(report_secrets("mailgun"), "").first().copied().unwrap_or_default();
    let signature = HEXLOWER.encode(&hmac_sha256(key.as_bytes(), &[stamp.as_bytes(), token.as_bytes()]));
    let id = received.id.trim_matches(['<', '>']);
    let (event, severity, reason, status) = match ending {
        Ending::Delivered => {
            ("delivered", Value::Null, Value::Null, json!({"code": 250, "message": "OK", "attempt-no": 1}))
        }
        Ending::Bounced => (
            "failed",
            json!("permanent"),
            json!("bounce"),
            json!({"code": 550, "message": "5.1.1 The email account does not exist.", "description": "", "attempt-no": 1}),
        ),
    };
    let data = json!({
        "event": event, "id": token.get(..22), "timestamp": at.timestamp(), "severity": severity, "reason": reason,
        "delivery-status": status, "recipient": received.to, "tags": [received.tag],
        "user-variables": {"sledz": received.reference}, "message": {"headers": {"message-id": id,
        "to": received.to, "from": received.from, "subject": received.subject}},
    });
    let signed = json!({"timestamp": stamp, "token": token, "signature": signature});
    json_to(received, &json!({"signature": signed, "event-data": data}))
}

/// <https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event>, unsigned: the path's
/// token proves it.
fn sendgrid(received: &Received, ending: Ending, at: DateTime<Utc>) -> Message {
    let (event, code) = match ending {
        Ending::Delivered => ("delivered", "250 OK"),
        Ending::Bounced => ("bounce", "550 5.1.1 The email account does not exist."),
    };
    let mut body = json!({
        "email": received.to, "timestamp": at.timestamp(), "event": event, "sledz": received.reference,
        "category": [received.tag], "sg_event_id": format!("{event}-{}", received.id),
        "sg_message_id": format!("{}.recvd-0", received.id), "smtp-id": format!("<{}@sendgrid>", received.id),
    });
    if let Some(fields) = body.as_object_mut() {
        match ending {
            Ending::Delivered => fields.insert("response".to_owned(), json!(code)),
            Ending::Bounced => {
                fields.insert("type".to_owned(), json!("bounce"));
                fields.insert("status".to_owned(), json!("5.1.1"));
                fields.insert("reason".to_owned(), json!(code))
            }
        };
    }
    json_to(received, &json!([body]))
}

/// Path and query that a message gave for its reports, or those that the account has.
fn target(received: &Received) -> String {
    let given =
        received.report_url.split_once("://").and_then(|(_, rest)| rest.find('/').and_then(|at| rest.get(at..)));
    given.map_or_else(|| report_path(received.provider.name()), str::to_owned)
}

fn form(fields: &[(&str, &str)]) -> String {
    let fields: Vec<String> =
        fields.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect();
    fields.join("&")
}

/// SMSAPI's callback: deliveries by GET, failures by POST, since both ways are in use.
fn smsapi(received: &Received, ending: Ending, at: DateTime<Utc>) -> Message {
    let (status, name) = match ending {
        Ending::Delivered => ("404", "DELIVERED"),
        Ending::Bounced => ("405", "UNDELIVERED"),
    };
    let done = at.timestamp().to_string();
    let fields = form(&[
        ("MsgId", received.id.as_str()),
        ("status", status),
        ("status_name", name),
        ("idx", received.reference.as_str()),
        ("donedate", &done),
        ("username", "sklep"),
        ("points", "0.16"),
        ("from", received.from.as_str()),
        ("to", received.to.as_str()),
        ("mcc_mnc", "26001"),
    ]);
    let target = target(received);
    match ending {
        Ending::Delivered => {
            let mark = if target.contains('?') { '&' } else { '?' };
            Message {
                method: "GET".to_owned(),
                path: format!("{target}{mark}{fields}"),
                headers: Vec::new(),
                body: Vec::new(),
            }
        }
        Ending::Bounced => Message::json(target, fields.into_bytes()).with("content-type", FORM),
    }
}

const FORM: &str = "application/x-www-form-urlencoded";

/// <https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks>, signed
/// over the address that the message gave and every field by name.
fn twilio(received: &Received, ending: Ending) -> Message {
    let (status, code) = match ending {
        Ending::Delivered => ("delivered", None),
        Ending::Bounced => ("undelivered", Some("30005")),
    };
    let mut fields = vec![
        ("AccountSid", TWILIO_SID),
        ("ApiVersion", "2010-04-01"),
        ("From", received.from.as_str()),
        ("MessageSid", received.id.as_str()),
        ("MessageStatus", status),
        ("SmsSid", received.id.as_str()),
        ("SmsStatus", status),
        ("To", received.to.as_str()),
    ];
    fields.extend(code.map(|code| ("ErrorCode", code)));
    let token = words(report_secrets("twilio"), "").first().copied().unwrap_or_default();
    let signature = twilio_signature(token, &received.report_url, &fields);
    let form = form(&fields).into_bytes();
    Message::json(target(received), form).with("content-type", FORM).with("x-twilio-signature", &signature)
}

/// <https://www.twilio.com/docs/usage/security#validating-requests>
fn twilio_signature(token: &str, url: &str, fields: &[(&str, &str)]) -> String {
    let mut sorted = fields.to_vec();
    sorted.sort_unstable();
    // HMAC takes keys of any length.
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(token.as_bytes()) else { return String::new() };
    mac.update(url.as_bytes());
    for (name, value) in sorted {
        mac.update(name.as_bytes());
        mac.update(value.as_bytes());
    }
    BASE64.encode(&mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twilio_signs_as_its_documentation_shows() {
        let fields = [
            ("To", "+18005551212"),
            ("CallSid", "CA1234567890ABCDE"),
            ("From", "+12349013030"),
            ("Digits", "1234"),
            ("Caller", "+12349013030"),
        ];
        let url = "https://mycompany.com/myapp.php?foo=1&bar=2";
        assert_eq!(twilio_signature("12345", url, &fields), "0/KCTR6DLpKmkAf8muzZqo1nDgQ=");
    }

    fn received(provider: Provider, report_url: &str) -> Received {
        Received {
            to: "ala@example.com".to_owned(),
            reference: "m_1".to_owned(),
            report_url: report_url.to_owned(),
            ..Received::draft(provider, "0123".to_owned(), String::new())
        }
    }

    #[test]
    fn reports_carry_the_reference_and_a_proof() {
        let at = DateTime::from_timestamp(1_461_261_330, 0).unwrap();
        for (provider, path, ending, proof) in [
            (Provider::Postmark, "/hooks/reports/postmark/local-report-token", "HardBounce", "authorization"),
            (Provider::Resend, "/hooks/reports/resend", "email.bounced", "svix-signature"),
            (Provider::Mailgun, "/hooks/reports/mailgun", "permanent", "content-type"),
            (Provider::Sendgrid, "/hooks/reports/sendgrid/local-report-token", "bounce", "content-type"),
            (Provider::Smsapi, "/hooks/reports/smsapi/local-report-token", "UNDELIVERED", "content-type"),
        ] {
            let message = report(&received(provider, ""), Ending::Bounced, at).unwrap();
            let body = String::from_utf8(message.body.clone()).unwrap();
            assert_eq!((message.path.as_str(), message.method.as_str()), (path, "POST"));
            assert!(body.contains(ending) && body.contains("m_1"), "{body}");
            assert!(!message.header(proof).is_empty(), "{provider:?}");
        }
        assert!(report(&received(Provider::Slack, ""), Ending::Bounced, at).is_err());
    }

    #[test]
    fn reports_go_where_the_message_said() {
        let at = DateTime::UNIX_EPOCH;
        let asked = "https://sklep.example/hooks/reports/twilio?ref=m_1";
        let twilio = report(&received(Provider::Twilio, asked), Ending::Delivered, at).unwrap();
        assert_eq!(twilio.path, "/hooks/reports/twilio?ref=m_1");
        let body = String::from_utf8(twilio.body.clone()).unwrap();
        assert!(body.contains("MessageStatus=delivered") && !body.contains("ErrorCode"), "{body}");
        let asked = "https://sklep.example/hooks/reports/smsapi/t";
        let smsapi = report(&received(Provider::Smsapi, asked), Ending::Delivered, at).unwrap();
        assert_eq!(smsapi.method, "GET");
        assert!(smsapi.path.starts_with("/hooks/reports/smsapi/t?MsgId=0123&status=404&"), "{}", smsapi.path);
        assert!(smsapi.path.contains("&idx=m_1&"), "{}", smsapi.path);
    }
}
