//! Against the real socket, as a deployment speaks to it.
//!
//! - `answers`: what providers answer, and what is kept
//! - `failing`: faults, and many at once
//! - `serving`: the protocol, the pages and the variables

mod answers;
mod failing;
mod serving;

use super::{
    Mailbox,
    account::{DISCORD, EVENTS, MAIL_KEY, SLACK, SMSAPI_KEY, TEAMS, TEAMS_SIGNATURE, TWILIO_SID, TWILIO_TOKEN},
    faults::{Fault, Faults},
    received::{Channel, Provider},
};
use crate::{
    client::{Client, Reply},
    message::Message,
    secrets::words,
    senders::standard,
};
use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::BASE64;
use serde_json::{Value, json};
use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    thread,
    time::{Duration, Instant},
};

const SOON: Duration = Duration::from_secs(10);

fn start() -> (Mailbox, Client) {
    let mailbox = Mailbox::start(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
    let client = Client::new(&mailbox.url());
    (mailbox, client)
}

fn bearer(path: &str, key: &str, body: &Value) -> Message {
    Message::json(path, body.to_string().into_bytes()).with("authorization", &format!("Bearer {key}"))
}

fn form(path: &str, fields: &[(&str, &str)]) -> Message {
    let body: String = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    Message::json(path, body.into_bytes()).with("content-type", "application/x-www-form-urlencoded")
}

fn basic(message: Message, pair: &str) -> Message {
    message.with("authorization", &format!("Basic {}", BASE64.encode(pair.as_bytes())))
}

fn postmark(to: &str) -> Message {
    let body = json!({
        "From": "Sklep <pomoc@sklep.example>", "To": to, "Subject": "Zamówienie 1001: paczka w drodze",
        "TextBody": "Paczka w drodze.", "HtmlBody": "<p>Paczka w drodze.</p>", "Tag": "shipped",
        "Headers": [{"Name": "Auto-Submitted", "Value": "auto-generated"}], "Metadata": {"sledz": "m_1"},
    });
    Message::json("/email", body.to_string().into_bytes()).with("x-postmark-server-token", MAIL_KEY)
}

fn resend(to: &str, text: &str) -> Message {
    let tags = json!([{"name": "sledz", "value": "m_2"}, {"name": "kind", "value": "shipped"}]);
    let body = json!({
        "from": "pomoc@sklep.example", "to": [to], "subject": "Zamówienie 1001", "text": text, "tags": tags,
        "headers": {"Auto-Submitted": "auto-generated"},
    });
    bearer("/emails", MAIL_KEY, &body)
}

fn mailgun(to: &str) -> Message {
    let fields = [
        ("from", "pomoc@sklep.example"),
        ("to", to),
        ("subject", "Zamówienie 1001"),
        ("text", "Paczka w drodze."),
        ("v:sledz", "m_3"),
        ("o:tag", "shipped"),
        ("h:Auto-Submitted", "auto-generated"),
    ];
    basic(form("/v3/sklep.example/messages", &fields), &format!("api:{MAIL_KEY}"))
}

fn sendgrid(to: &str) -> Message {
    let body = json!({
        "personalizations": [{"to": [{"email": to}], "custom_args": {"sledz": "m_4"},
            "headers": {"Auto-Submitted": "auto-generated"}}],
        "from": {"email": "pomoc@sklep.example"}, "subject": "Zamówienie 1001", "categories": ["shipped"],
        "content": [{"type": "text/plain", "value": "Paczka w drodze."}],
    });
    bearer("/v3/mail/send", MAIL_KEY, &body)
}

fn smsapi(to: &str, idx: &str) -> Message {
    let fields =
        [("to", to), ("message", "Sklep: paczka w drodze"), ("idx", idx), ("check_idx", "1"), ("format", "json")];
    form("/sms.do", &fields).with("authorization", &format!("Bearer {SMSAPI_KEY}"))
}

fn twilio(to: &str) -> Message {
    let path = format!("/2010-04-01/Accounts/{TWILIO_SID}/Messages.json");
    let report = "https://sklep.example/hooks/reports/twilio?ref=m_6";
    let fields = [("To", to), ("From", "+48732000001"), ("Body", "Paczka w drodze"), ("StatusCallback", report)];
    basic(form(&path, &fields), &format!("{TWILIO_SID}:{TWILIO_TOKEN}"))
}

fn event(secret: &str, at: DateTime<Utc>) -> Message {
    standard::signed("/events", secret, br#"{"type":"message.sent","data":{"order":"1001"}}"#.to_vec(), at)
}

fn send(client: &Client, message: &Message) -> Reply {
    message.send(client).unwrap()
}
