//! Messenger, Instagram, WhatsApp.

use crate::world::{JSON, at, fixture, json, read};
use serde_json::json;
use sledz_channels::{
    inbound::{Inbound, InboundKind},
    way::WayKind,
};
use sledz_domain::contact::ContactChannel;

fn ids(messages: &[Inbound]) -> Vec<&str> {
    messages.iter().map(|message| message.id.as_str()).collect()
}

#[test]
fn messenger() {
    let heard = read("messenger", JSON, &fixture("messenger.json"));
    assert_eq!(heard.unreadable, 1);
    let said = heard.messages;
    assert_eq!(ids(&said), ["m_1", "m_2", "m_3", "m_4", "m_5", "m_6"]);
    let kinds: Vec<_> = said.iter().map(|message| message.kind.clone()).collect();
    use InboundKind::{Customer, Own, Person};
    assert_eq!(kinds, [Customer, Person, Own, Own, Customer, Customer]);
    assert!(said[..5].iter().all(|message| message.may_answer && message.thread.as_deref() == Some("7001")));
    let first = &said[0];
    assert_eq!(
        (first.text.as_str(), first.attachments, first.channel),
        ("Gdzie moja paczka 1001?", 1, ContactChannel::Messenger)
    );
    assert_eq!((first.at, &first.refers_to), (at("2026-10-01T10:30:00.123Z"), &vec!["m_0".to_owned()]));
    assert!(said.iter().all(|message| message.reply.kind == WayKind::Messenger && message.reply.field(0) == "1001"));
    assert_eq!(said[1].reply.field(1), "7001");
    assert_eq!(said[4].text, "Status zamówienia");
    assert!(!said[5].may_answer);
    assert_eq!(said[5].text, "Halo?");
    let other = json!({"object": "user", "entry": json("messenger.json")["entry"]});
    assert_eq!(read("messenger", JSON, other.to_string().as_bytes()), Default::default());
}

#[test]
fn instagram() {
    let heard = read("instagram", JSON, &fixture("instagram.json"));
    let said = heard.messages;
    assert_eq!((heard.unreadable, ids(&said)), (0, vec!["ig_1", "ig_3", "c_1", "c_2", "c_3"]));
    assert_eq!((said[0].reply.kind, said[0].is_public), (WayKind::Instagram, false));
    assert_eq!(said[0].reply.fields, ["2001", "8001"]);
    assert_eq!(said[1].text, "");
    let comment = &said[2];
    assert!(comment.is_public && said[3].is_public && said[4].is_public);
    assert_eq!(comment.reply.fields, ["2001", "c_1", "comment"]);
    assert_eq!((comment.text.as_str(), comment.sender.name.as_deref()), ("Gdzie zamówienie 1001?", Some("jan.nowak")));
    assert_eq!((comment.thread.as_deref(), said[3].thread.as_deref()), (Some("comment/c_1"), Some("comment/c_1")));
    assert_eq!((&comment.kind, &said[3].kind), (&InboundKind::Customer, &InboundKind::Person));
    assert_eq!(read("instagram", JSON, &fixture("messenger.json")), Default::default());
}

#[test]
fn whatsapp() {
    let heard = read("whatsapp", JSON, &fixture("whatsapp.json"));
    let said = heard.messages;
    assert_eq!(heard.unreadable, 1);
    assert_eq!(ids(&said), ["wamid.A", "wamid.B", "wamid.C", "wamid.D", "wamid.F", "wamid.G"]);
    let texts: Vec<_> = said.iter().map(|message| message.text.as_str()).collect();
    assert_eq!(texts, ["Gdzie paczka\nnr 1001?", "Uszkodzona", "Śledź paczkę", "Zwrot", "", "Bez numeru"]);
    let first = &said[0];
    assert_eq!(
        (first.sender.phone.as_deref(), first.sender.name.as_deref()),
        (Some("+48600000001"), Some("Jan Nowak"))
    );
    assert!(first.sender.is_proven && first.may_answer);
    assert_eq!((first.at, first.thread.as_deref()), (at("2026-10-01T10:30:00Z"), Some("48600000001")));
    assert_eq!(first.refers_to, ["wamid.0"]);
    assert_eq!(first.reply.fields, ["106540352242922", "48600000001"]);
    assert_eq!(said[1].attachments, 1);
    let hidden = &said[5];
    assert_eq!((hidden.sender.phone.as_deref(), hidden.sender.name.as_deref()), (None, Some("Ola")));
    assert_eq!(hidden.reply.fields, ["106540352242922", "PL.2", "user"]);
}
