//! Messages in which nothing is as it should be, and bytes that are none.

use crate::world::{FORM, JSON, channel, delivery, fixture, headers, json, now, ours};
use http::Response;
use proptest::prelude::*;
use serde_json::{Value, json};
use sledz_channels::{
    allegro_messages::{read_messages, read_threads},
    channel::Heard,
    inbound::Inbound,
    mime, own_form,
    registry::CHANNELS,
    way::WayKind,
};
use sledz_providers::mail::{is_address, is_message_ids};

/// Fixtures that are JSON, by channel.
const MESSAGES: [(&str, &str); 8] = [
    ("postmark", "postmark.json"),
    ("resend", "resend.json"),
    ("messenger", "messenger.json"),
    ("instagram", "instagram.json"),
    ("whatsapp", "whatsapp.json"),
    ("chatwoot", "chatwoot.json"),
    ("zendesk", "zendesk_created.json"),
    ("zendesk", "zendesk_comment.json"),
];

fn odd_values() -> Vec<Value> {
    vec![
        Value::Null,
        json!(true),
        json!(-1),
        serde_json::from_str("602677439331630337653846602677439331630337653846").unwrap(),
        json!(""),
        json!(" \t\n"),
        json!("x".repeat(50_000)),
        json!("ą\u{202e}ę\n".repeat(20_000)),
        json!("<script>alert(1)</script>\r\nBcc: x@y.pl"),
        json!("\u{0}\u{7}\u{1b}[31m\u{feff}"),
        json!("0001-01-01T00:00:00Z"),
        json!("9999-12-31T23:59:59+14:00"),
        json!("<<<>>> <a@b>\u{0}<c\r\nd>"),
        json!([]),
        json!([[], null, 1, "text", {}]),
        json!({"": {}}),
    ]
}

fn places(value: &Value, at: String, found: &mut Vec<String>) {
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), value)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(place, value)| (place.to_string(), value)).collect(),
        _ => Vec::new(),
    };
    for (name, value) in inner {
        let at = format!("{at}/{name}");
        found.push(at.clone());
        places(value, at, found);
    }
}

/// What must be true of whatever is made of a message.
fn harmless(place: &str, said: &Inbound) {
    assert!(said.text.chars().count() <= 20_000, "{place}");
    let is_bad = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}' || c == '\u{feff}';
    assert!(!said.text.contains(is_bad), "{place}: {:.80}", said.text);
    assert!(
        (1..=250).contains(&said.id.chars().count()) && !said.id.contains(char::is_control),
        "{place}: {}",
        said.id
    );
    assert!(said.refers_to.len() <= 20);
    let names = [&said.subject, &said.sender.name, &said.sender.email, &said.sender.phone, &said.order, &said.thread];
    for text in names.into_iter().flatten() {
        assert!(text.chars().count() <= 600 && !text.contains(char::is_control), "{place}: {text:.80}");
    }
    assert!(said.sender.email.as_deref().is_none_or(is_address), "{place}");
    assert!(!said.reply.fields.iter().any(|field| field.contains(char::is_control)), "{place}");
    if said.reply.kind == WayKind::Mail {
        assert!(is_address(said.reply.field(0)), "{place}");
        for ids in [said.reply.field(1), said.reply.field(2)] {
            assert!(ids.is_empty() || is_message_ids(ids), "{place}: {ids}");
        }
    }
    let stored = serde_json::to_string(said).unwrap();
    assert_eq!(serde_json::from_str::<Inbound>(&stored).unwrap(), *said, "{place}");
}

fn all_harmless(place: &str, heard: &Heard) {
    heard.messages.iter().for_each(|said| harmless(place, said));
}

#[test]
fn every_field_in_turn() {
    let sent = headers(&[("content-type", JSON), ("webhook-id", "msg_1")]);
    let standard = json!({"type": "message.received", "data": {"channel": "email", "id": "a@b", "thread": "t", "from":
        {"name": "J", "email": "jan@example.pl", "phone": "1", "verified": true}, "subject": "s", "text": "x", "at":
        "2026-10-01T09:00:00Z", "order": "1", "references": "<a@b>", "attachments": 1}});
    let mut all: Vec<(&str, Value)> = MESSAGES.iter().map(|(channel, name)| (*channel, json(name))).collect();
    all.push(("standard", standard));
    all.push(("chatwoot", json("chatwoot_resolved.json")));
    for (name, message) in all {
        let mut found = Vec::new();
        places(&message, String::new(), &mut found);
        for place in found {
            for odd in odd_values() {
                let mut spoilt = message.clone();
                *spoilt.pointer_mut(&place).unwrap() = odd;
                let body = spoilt.to_string();
                match channel(name).read(&delivery(&sent, body.as_bytes()), &ours()) {
                    Ok(heard) => all_harmless(&format!("{name} {place}"), &heard),
                    Err(why) => assert!(name == "standard" && why.0.starts_with("field"), "{name} {place}: {}", why.0),
                }
            }
        }
    }
}

#[test]
fn what_is_no_message_at_all() {
    let json_type = headers(&[("content-type", JSON)]);
    for name in ["postmark", "resend", "messenger", "instagram", "whatsapp", "chatwoot", "zendesk", "standard"] {
        for body in [&b""[..], b"{", b"[]", b"null", b"{\"a\":\"\xff\"}", "[".repeat(100_000).as_bytes()] {
            assert!(channel(name).read(&delivery(&json_type, body), &ours()).is_err(), "{name}");
        }
        if name != "standard" {
            let empty = channel(name).read(&delivery(&json_type, b"{}"), &ours()).unwrap();
            assert!(empty.messages.is_empty(), "{name}");
        }
    }
}

/// As much stack as a component has.
const STACK: usize = 1 << 20;

#[test]
fn messages_within_messages_as_deep_as_they_go() {
    let whole = |head: &str| head.repeat((1 << 20) / head.len());
    let inner = whole("Content-Type: message/rfc822\r\n\r\n");
    let code = data_encoding::BASE64.encode(&inner.as_bytes()[..700_000]);
    let all = [
        inner.clone(),
        format!("From: a@b.pl\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n{code}"),
        whole("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"),
        whole("Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\n\r\n"),
        format!("From: a@b.pl\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n{}", whole("--b\r\n\r\nx\r\n")),
        format!("From: {}", whole("(")),
        format!("From: a@b.pl\r\nContent-Type: text/html\r\n\r\n{}", whole("<p><!--")),
    ];
    let read = move || {
        for raw in &all {
            let _ = mime::letter(raw.as_bytes()).and_then(|letter| letter.inbound(&ours(), now()));
        }
    };
    std::thread::Builder::new().stack_size(STACK).spawn(read).unwrap().join().unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_bytes_in_any_channel(body in proptest::collection::vec(any::<u8>(), 0..300), which in 0_usize..4) {
        let types = [JSON, FORM, "application/x-www-form-urlencoded", "x"];
        let sent = headers(&[("content-type", types[which]), ("webhook-id", "m")]);
        for channel in CHANNELS {
            let delivery = delivery(&sent, &body);
            let _ = channel.is_proven(&delivery, &sledz_sources::proof::Secrets::parse("a path:b whsec_AAAA basic:a:b"));
            if let Ok(heard) = channel.read(&delivery, &ours()) {
                all_harmless(channel.name(), &heard);
            }
        }
        if let Ok(said) = own_form::read(&delivery(&sent, &body)) {
            harmless("form", &said);
        }
        let answer = Response::new(body.clone());
        let _ = (read_threads(&answer, 0), read_messages(&answer, "t", 0));
        let _ = mime::letter(&body).and_then(|letter| letter.inbound(&ours(), now()));
    }

    #[test]
    fn a_message_with_bytes_changed(at in any::<prop::sample::Index>(), with in proptest::collection::vec(any::<u8>(), 0..8), which in 0_usize..9) {
        let name = ["mime_latin2.txt", "mime_html_cp1250.txt", "mime_out_of_office.txt", "mime_bounce.txt", "mime_parcel_notice.txt",
            "mime_newsletter.txt", "mailgun.txt", "sendgrid.txt", "sendgrid_raw.txt"][which];
        let mut body = fixture(name);
        let from = at.index(body.len());
        let to = (from + with.len()).min(body.len());
        body.splice(from..to, with);
        if let Some(said) = mime::letter(&body).and_then(|letter| letter.inbound(&ours(), now())) {
            harmless(name, &said);
        }
        let sent = headers(&[("content-type", FORM)]);
        for channel in ["mailgun", "sendgrid"].map(channel) {
            if let Ok(heard) = channel.read(&delivery(&sent, &body), &ours()) {
                all_harmless(name, &heard);
            }
        }
    }

    #[test]
    fn headers_of_anything(name in "[A-Za-z-]{1,30}", value in "\\PC{0,200}", subject in "\\PC{0,60}") {
        let raw = format!("From: {value}\r\nSubject: {subject}\r\n{name}: {value}\r\nReferences: {value}\r\nMessage-ID: <{value}>\r\n\r\n{value}");
        if let Some(said) = mime::letter(raw.as_bytes()).and_then(|letter| letter.inbound(&ours(), now())) {
            harmless("headers", &said);
        }
    }
}
