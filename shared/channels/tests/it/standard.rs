//! Our own contract.

use crate::world::{at, channel, delivery, fixture, headers, is_machine, ours};
use data_encoding::BASE64;
use serde_json::{Value, json};
use sledz_channels::{
    channel::Heard,
    inbound::{Inbound, InboundKind},
    way::WayKind,
};
use sledz_domain::contact::ContactChannel;

fn told(message: &Value) -> Result<Heard, String> {
    let sent = headers(&[("webhook-id", "msg_1")]);
    let body = message.to_string();
    channel("standard").read(&delivery(&sent, body.as_bytes()), &ours()).map_err(|why| why.0)
}

fn received(data: Value) -> Inbound {
    told(&json!({"type": "message.received", "timestamp": "2026-10-01T09:00:00Z", "data": data}))
        .unwrap()
        .messages
        .remove(0)
}

#[test]
fn a_message_of_a_chat() {
    let said = received(json!({"channel": "chat", "id": "c-17", "thread": "t-4", "from": {"name": "Jan",
        "email": "jan@example.pl", "phone": "+48600000001", "verified": true}, "text": "Gdzie\npaczka?",
        "at": "2026-10-01T08:00:00Z", "order": "#1001", "attachments": 2, "unknown": {}}));
    assert_eq!((said.channel, said.id.as_str(), said.thread.as_deref()), (ContactChannel::Chat, "c-17", Some("t-4")));
    assert_eq!((said.text.as_str(), said.order.as_deref(), said.order_is_id), ("Gdzie\npaczka?", Some("1001"), false));
    assert_eq!((said.at, said.attachments), (at("2026-10-01T08:00:00Z"), 2));
    assert_eq!(said.sender.phone.as_deref(), Some("+48600000001"));
    assert!(said.sender.is_proven);
    assert_eq!(said.reply.kind, WayKind::None);
}

#[test]
fn a_message_by_e_mail() {
    let said = received(json!({"channel": "email", "from": {"email": "jan@example.pl"}, "subject": "Paczka",
        "text": "Gdzie?", "id": "own@example.pl", "references": "<a@sklep.pl> <b@sklep.pl>"}));
    assert_eq!((said.channel, said.reply.kind), (ContactChannel::Email, WayKind::Mail));
    assert_eq!(said.reply.field(2), "<a@sklep.pl> <b@sklep.pl> <own@example.pl>");
    assert_eq!((said.at, said.refers_to.len()), (at("2026-10-01T09:00:00Z"), 2));
    let machine = received(json!({"from": {"email": "no-reply@example.pl"}, "text": "x"}));
    assert!(is_machine(&machine));
    assert_eq!((machine.channel, machine.id.as_str()), (ContactChannel::Email, "msg_1"));
    let unknown = received(json!({"channel": "fax", "text": "x", "from": "odd"}));
    assert_eq!(unknown.channel, ContactChannel::Chat);
}

#[test]
fn a_whole_message() {
    let raw = fixture("mime_latin2.txt");
    let said = received(json!({"raw_base64": BASE64.encode(&raw)}));
    assert_eq!((said.text.as_str(), said.id.as_str()), ("Zażółć gęślą jaźń, ŁÓDŹ", "latin2@example.pl"));
    let wrapped =
        BASE64.encode(&raw).as_bytes().chunks(76).map(|line| [line, b"\r\n"].concat()).collect::<Vec<_>>().concat();
    assert_eq!(received(json!({"raw_base64": String::from_utf8(wrapped).unwrap()})).id, said.id);
    let said = received(json!({"raw": "From: jan@example.pl\r\nSubject: Paczka\r\n\r\nGdzie?", "raw_base64": null}));
    assert_eq!((said.text.as_str(), said.subject.as_deref()), ("Gdzie?", Some("Paczka")));
    assert!(!said.sender.is_proven);
}

#[test]
fn a_person_answered_elsewhere() {
    let answered = |data: Value| told(&json!({"type": "message.answered", "data": data}));
    let said = answered(json!({"case": "S-1001", "text": "Jutro", "by": "Anna"})).unwrap().messages.remove(0);
    assert_eq!(
        (said.kind, said.case.as_deref(), said.sender.name.as_deref()),
        (InboundKind::Person, Some("S-1001"), Some("Anna"))
    );
    let said = answered(json!({"thread": "t-4", "channel": "chat"})).unwrap().messages.remove(0);
    assert_eq!((said.thread.as_deref(), said.channel), (Some("t-4"), ContactChannel::Chat));
    assert_eq!(answered(json!({"text": "x"})), Err("field thread is missing or cannot be used".to_owned()));
}

#[test]
fn how_long_people_worked_on_a_case() {
    let handled = |data: Value| told(&json!({"type": "case.handled", "data": data}));
    let said =
        handled(json!({"case": "S-1001", "seconds": 540, "at": "2026-10-01T09:00:00Z"})).unwrap().messages.remove(0);
    assert_eq!((said.kind, said.case.as_deref(), said.may_answer), (InboundKind::Handled(540), Some("S-1001"), false));
    assert!(said.at.is_some());
    for (data, field) in [
        (json!({"seconds": 540}), "thread"),
        (json!({"case": "S-1001"}), "seconds"),
        (json!({"case": "S-1001", "seconds": -1}), "seconds"),
        (json!({"case": "S-1001", "seconds": 1.5}), "seconds"),
        (json!({"case": "S-1001", "seconds": 5_000_000_000_u64}), "seconds"),
    ] {
        assert_eq!(handled(data.clone()), Err(format!("field {field} is missing or cannot be used")), "{data}");
    }
}

#[test]
fn what_is_missing_is_named() {
    for (message, field) in [
        (json!({}), "type"),
        (json!({"type": "message.received"}), "data"),
        (json!({"type": "message.received", "data": []}), "data"),
        (json!({"type": "message.received", "data": {}}), "text"),
        (json!({"type": "message.received", "data": {"text": " "}}), "text"),
        (json!({"type": "message.received", "data": {"raw_base64": "!"}}), "raw_base64"),
        (json!({"type": "message.received", "data": {"raw_base64": 1}}), "raw_base64"),
        (json!({"type": "message.received", "data": {"raw": ""}}), "raw"),
        (json!({"type": "message.received", "data": {"raw": "Subject: x\r\n\r\ny"}}), "raw"),
    ] {
        assert_eq!(told(&message), Err(format!("field {field} is missing or cannot be used")), "{message}");
    }
    assert_eq!(told(&json!({"type": "order.updated", "data": {}})), Ok(Heard::default()));
    let none = headers(&[]);
    let body = br#"{"type":"message.received","data":{"text":"x"}}"#;
    assert!(channel("standard").read(&delivery(&none, body), &ours()).unwrap_err().0.contains("field id"));
}
