//! An e-mail, and how each provider passes it on.

use super::{HOOKS, TOKEN, key, multipart};
use crate::{
    message::Message,
    secrets::{hmac_sha256, random_hex},
    senders::{rfc3339, standard},
};
use chrono::{DateTime, Utc};
use chrono_tz::Europe::Warsaw;
use data_encoding::{BASE64, HEXLOWER};
use serde_json::{Value, json};

/// The shop's mailbox that receives.
const TO: &str = "pomoc@sklep.example";

/// An e-mail of a customer.
#[derive(Clone, Debug)]
pub struct Letter {
    /// The `Message-ID` without its brackets.
    pub id: String,
    /// The writer's bare address.
    pub from: String,
    /// The subject.
    pub subject: String,
    /// The text.
    pub text: String,
    /// Further headers.
    pub headers: Vec<(String, String)>,
    /// When it was written.
    pub at: DateTime<Utc>,
}

impl Letter {
    /// One with the subject `Pytanie`.
    pub fn new(id: &str, from: &str, text: &str, at: DateTime<Utc>) -> Self {
        let owned = str::to_owned;
        Letter {
            id: id.to_owned(),
            from: from.to_owned(),
            subject: owned("Pytanie"),
            text: owned(text),
            headers: Vec::new(),
            at,
        }
    }

    /// With another subject.
    #[must_use]
    pub fn about(mut self, subject: &str) -> Self {
        subject.clone_into(&mut self.subject);
        self
    }

    /// With a header.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    fn date(&self) -> String {
        self.at.with_timezone(&Warsaw).format("%a, %-d %b %Y %H:%M:%S %z").to_string()
    }

    /// All headers but those of the content.
    fn all(&self) -> Vec<(String, String)> {
        let own = [
            ("From", format!("Ala <{}>", self.from)),
            ("To", TO.to_owned()),
            ("Subject", self.subject.clone()),
            ("Message-ID", format!("<{}>", self.id)),
            ("Date", self.date()),
        ];
        own.into_iter().map(|(name, value)| (name.to_owned(), value)).chain(self.headers.iter().cloned()).collect()
    }

    fn block(&self) -> String {
        self.all().iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect()
    }

    /// All of it as MIME, in UTF-8.
    pub fn mime(&self) -> String {
        let content = "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit";
        format!("{}{content}\r\n\r\n{}\r\n", self.block(), self.text)
    }

    /// All of it as MIME, as old programs in Poland write it: ISO 8859-2.
    pub fn mime_latin2(&self) -> Vec<u8> {
        let content =
            "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=iso-8859-2\r\nContent-Transfer-Encoding: 8bit";
        let mut mail = format!("{}{content}\r\n\r\n", self.block()).into_bytes();
        mail.extend(self.text.chars().map(latin2));
        mail.extend_from_slice(b"\r\n");
        mail
    }

    /// Postmark's inbound stream, proven by Basic credentials.
    pub fn by_postmark(&self) -> Message {
        let headers: Vec<Value> = [("Return-Path".to_owned(), format!("<{}>", self.from))]
            .into_iter()
            .chain(self.all())
            .filter(|(name, _)| !matches!(name.as_str(), "From" | "To" | "Subject" | "Date"))
            .map(|(name, value)| json!({"Name": name, "Value": value}))
            .collect();
        let body = json!({
            "From": self.from, "FromName": "Ala", "FromFull": {"Email": self.from, "Name": "Ala", "MailboxHash": ""},
            "To": TO, "ToFull": [{"Email": TO, "Name": "", "MailboxHash": ""}], "Cc": "", "CcFull": [], "ReplyTo": "",
            "OriginalRecipient": TO, "Subject": self.subject, "MessageID": format!("postmark-{}", self.id),
            "MessageStream": "inbound", "Date": self.date(), "MailboxHash": "", "Tag": "", "TextBody": self.text,
            "HtmlBody": "", "StrippedTextReply": "", "Headers": headers, "Attachments": [],
        });
        let basic = format!("Basic {}", BASE64.encode(b"postmark:local-inbound-password"));
        Message::json(format!("{HOOKS}/postmark"), body.to_string().into_bytes()).with("authorization", &basic)
    }

    /// Mailgun's route, signed over a token that is new each time.
    pub fn by_mailgun(&self) -> Message {
        let listed: Vec<Value> = self.all().iter().map(|(name, value)| json!([name, value])).collect();
        let headers = Value::from(listed).to_string();
        let from = format!("Ala <{}>", self.from);
        let (timestamp, token) = (self.at.timestamp().to_string(), random_hex::<25>().unwrap_or_default());
        let code = hmac_sha256(key("mailgun").as_bytes(), &[timestamp.as_bytes(), token.as_bytes()]);
        let signature = HEXLOWER.encode(&code);
        let fields = [
            ("recipient", TO),
            ("sender", self.from.as_str()),
            ("from", from.as_str()),
            ("subject", self.subject.as_str()),
            ("body-plain", self.text.as_str()),
            ("stripped-text", self.text.as_str()),
            ("message-headers", headers.as_str()),
            ("timestamp", timestamp.as_str()),
            ("token", token.as_str()),
            ("signature", signature.as_str()),
        ];
        let (content_type, body) = multipart(&fields.map(|(name, value)| (name, value.as_bytes())));
        Message::json(format!("{HOOKS}/mailgun"), body).with("content-type", &content_type)
    }

    /// SendGrid's Inbound Parse, taken apart.
    pub fn by_sendgrid(&self) -> Message {
        let (headers, from) = (self.block(), format!("Ala <{}>", self.from));
        let envelope = self.envelope();
        let charsets = r#"{"to":"UTF-8","from":"UTF-8","subject":"UTF-8","text":"UTF-8"}"#;
        let fields = [
            ("headers", headers.as_str()),
            ("from", from.as_str()),
            ("to", TO),
            ("subject", self.subject.as_str()),
            ("text", self.text.as_str()),
            ("attachments", "0"),
            ("envelope", envelope.as_str()),
            ("charsets", charsets),
            ("dkim", "{@klient.example : pass}"),
            ("SPF", "pass"),
        ];
        to_sendgrid(&fields.map(|(name, value)| (name, value.as_bytes())))
    }

    /// SendGrid's Inbound Parse, "the raw, full MIME message": this one.
    pub fn by_sendgrid_raw(&self, mime: &[u8]) -> Message {
        let envelope = self.envelope();
        to_sendgrid(&[("email", mime), ("envelope", envelope.as_bytes()), ("to", TO.as_bytes()), ("SPF", b"pass")])
    }

    fn envelope(&self) -> String {
        json!({"to": [TO], "from": self.from}).to_string()
    }

    /// Resend's webhook, which tells that an e-mail of that id came.
    pub fn by_resend(&self, email_id: &str) -> Message {
        let body = json!({"type": "email.received", "created_at": rfc3339(self.at), "data": {
            "email_id": email_id, "created_at": rfc3339(self.at), "from": format!("Ala <{}>", self.from), "to": [TO],
            "cc": [], "bcc": [], "subject": self.subject, "message_id": format!("<{}>", self.id), "attachments": [],
        }});
        let message =
            standard::signed(&format!("{HOOKS}/resend"), key("resend"), body.to_string().into_bytes(), self.at);
        // Svix's names.
        let renamed = message.headers.iter().map(|(name, value)| (name.replace("webhook-", "svix-"), value.clone()));
        Message { headers: renamed.collect(), ..message }
    }

    /// The same e-mail as Resend's API gives it.
    pub fn at_resend(&self, email_id: &str) -> Value {
        let headers: serde_json::Map<String, Value> =
            self.all().into_iter().map(|(name, value)| (name.to_lowercase(), Value::from(value))).collect();
        json!({"object": "email", "id": email_id, "created_at": rfc3339(self.at), "from": format!("Ala <{}>", self.from),
            "to": [TO], "cc": [], "bcc": [], "reply_to": [], "subject": self.subject, "text": self.text, "html": null,
            "headers": headers, "message_id": format!("<{}>", self.id), "attachments": []})
    }
}

fn to_sendgrid(fields: &[(&str, &[u8])]) -> Message {
    let (content_type, body) = multipart(fields);
    Message::json(format!("{HOOKS}/sendgrid/{TOKEN}"), body).with("content-type", &content_type)
}

/// A letter in ISO 8859-2; those that it does not have become question marks.
fn latin2(c: char) -> u8 {
    const LETTERS: [(char, u8); 18] = [
        ('ą', 0xb1),
        ('ć', 0xe6),
        ('ę', 0xea),
        ('ł', 0xb3),
        ('ń', 0xf1),
        ('ó', 0xf3),
        ('ś', 0xb6),
        ('ź', 0xbc),
        ('ż', 0xbf),
        ('Ą', 0xa1),
        ('Ć', 0xc6),
        ('Ę', 0xca),
        ('Ł', 0xa3),
        ('Ń', 0xd1),
        ('Ó', 0xd3),
        ('Ś', 0xa6),
        ('Ź', 0xac),
        ('Ż', 0xaf),
    ];
    let known = LETTERS.iter().find(|(letter, _)| *letter == c).map(|(_, byte)| *byte);
    known.unwrap_or_else(|| u8::try_from(c).ok().filter(u8::is_ascii).unwrap_or(b'?'))
}
