//! Chatwoot and Zendesk.

use crate::world::{JSON, Settings, at, channel, fixture, is_machine, json, now, one, ours, read};
use serde_json::{Value, json};
use sledz_channels::{channel::Heard, inbound::InboundKind, way::WayKind};
use sledz_domain::contact::ContactChannel;

fn sent(name: &str, message: &Value) -> Heard {
    read(name, JSON, message.to_string().as_bytes())
}

/// A fixture with some of its values changed.
fn with(name: &str, changes: &[(&str, Value)]) -> Value {
    let mut message = json(name);
    for (place, value) in changes {
        *message.pointer_mut(place).unwrap_or_else(|| panic!("{place}")) = value.clone();
    }
    message
}

#[test]
fn chatwoot() {
    let said = one("chatwoot", JSON, &fixture("chatwoot.json"));
    assert_eq!((said.id.as_str(), said.thread.as_deref(), said.kind), ("911", Some("1/77"), InboundKind::Customer));
    assert_eq!((said.channel, said.attachments), (ContactChannel::Chat, 1));
    assert_eq!(said.reply.fields, ["1", "77", "chat"]);
    assert_eq!(said.at, at("2026-10-01T09:59:00Z"));
    assert_eq!(said.sender.email.as_deref(), Some("jan@example.pl"));
    assert_eq!(said.sender.phone.as_deref(), Some("+48600000001"));
    assert!(said.sender.is_proven && said.may_answer);
}

#[test]
fn chatwoot_is_answered_only_where_nobody_else_would() {
    for (change, expected) in [
        (("/conversation/status", json!("open")), false),
        (("/conversation/status", json!("snoozed")), false),
        (("/conversation/status", json!(null)), false),
        (("/conversation/meta/assignee", json!({"id": 4})), false),
        (("/conversation/can_reply", json!(false)), false),
        (("/conversation/can_reply", json!(null)), true),
        (("/conversation/channel", json!("Channel::Api")), true),
    ] {
        let heard = sent("chatwoot", &with("chatwoot.json", std::slice::from_ref(&change)));
        assert_eq!(heard.messages[0].may_answer, expected, "{change:?}");
        assert_eq!(heard.messages[0].kind, InboundKind::Customer);
    }
}

#[test]
fn chatwoot_who_wrote() {
    let kind = |changes: &[(&str, Value)]| {
        let heard = sent("chatwoot", &with("chatwoot.json", changes));
        assert_eq!(heard.unreadable, 0);
        heard.messages.into_iter().next().map(|message| message.kind)
    };
    let user = |id: i64| ("/sender", json!({"id": id, "name": "Anna", "type": "user"}));
    let outgoing = || ("/message_type", json!("outgoing"));
    assert_eq!(kind(&[("/message_type", json!(0))]), Some(InboundKind::Customer));
    assert_eq!(kind(&[outgoing(), user(5)]), Some(InboundKind::Person));
    assert_eq!(kind(&[("/message_type", json!(1)), user(5)]), Some(InboundKind::Person));
    assert_eq!(kind(&[outgoing(), user(4242)]), Some(InboundKind::Own));
    assert_eq!(kind(&[outgoing(), user(5), ("/content_attributes", json!({"sledz": true}))]), Some(InboundKind::Own));
    assert_eq!(kind(&[outgoing(), ("/sender", json!({"id": 9, "type": "agent_bot"}))]), Some(InboundKind::Own));
    assert_eq!(kind(&[outgoing(), ("/sender", json!(null))]), Some(InboundKind::Own));
    assert_eq!(kind(&[outgoing(), user(5), ("/private", json!(true))]), None);
    assert_eq!(kind(&[("/message_type", json!("activity"))]), None);
    assert_eq!(kind(&[("/message_type", json!("template"))]), None);
    assert_eq!(kind(&[("/event", json!("message_updated"))]), None);
    let said = sent("chatwoot", &with("chatwoot.json", &[outgoing(), user(5)])).messages.remove(0);
    assert_eq!((said.sender.name.as_deref(), said.thread.as_deref()), (Some("Jan Nowak"), Some("1/77")));
    assert_eq!(sent("chatwoot", &with("chatwoot.json", &[("/account", json!(null))])).unreadable, 1);
}

#[test]
fn chatwoot_passes_on_machines_too() {
    let inbox = ("/conversation/channel", json!("Channel::Email"));
    for (change, expected) in [
        (("/content_attributes", json!({"email": {"subject": "Paczka"}})), false),
        (("/content_attributes", json!({"email": {"subject": "Automatic reply: x"}})), true),
        (("/content_attributes", json!({"email": {"auto_reply": true}})), true),
        (("/sender/email", json!("no-reply@example.pl")), true),
    ] {
        let heard = sent("chatwoot", &with("chatwoot.json", &[inbox.clone(), change.clone()]));
        let said = &heard.messages[0];
        assert_eq!((is_machine(said), said.may_answer), (expected, !expected), "{change:?}");
        assert_eq!(said.channel, ContactChannel::Email);
    }
}

#[test]
fn chatwoot_closes_and_opens() {
    let closed = one("chatwoot", JSON, &fixture("chatwoot_resolved.json"));
    assert_eq!((closed.kind, closed.thread.as_deref()), (InboundKind::Closed, Some("1/77")));
    assert_eq!(closed.at, at("2026-10-01T10:30:00Z"));
    assert!(!closed.may_answer);
    let turned = |changes: &[(&str, Value)]| {
        let heard = sent("chatwoot", &with("chatwoot_resolved.json", changes));
        heard.messages.into_iter().next().map(|message| message.kind)
    };
    let before = |status: &str| ("/changed_attributes", json!([{"status": {"previous_value": status}}]));
    let open = || ("/status", json!("open"));
    assert_eq!(turned(&[open(), before("resolved")]), Some(InboundKind::Reopened));
    assert_eq!(turned(&[open(), before("pending")]), None);
    assert_eq!(turned(&[("/status", json!("snoozed"))]), None);
    assert_eq!(turned(&[("/event", json!("conversation_resolved"))]), Some(InboundKind::Closed));
    assert_eq!(turned(&[("/event", json!("conversation_updated"))]), None);
}

#[test]
fn zendesk() {
    let said = one("zendesk", JSON, &fixture("zendesk_created.json"));
    assert_eq!((said.id.as_str(), said.thread.as_deref()), ("ticket/123", Some("123")));
    assert_eq!((said.channel, said.kind), (ContactChannel::Form, InboundKind::Customer));
    assert_eq!((said.text.as_str(), said.subject.as_deref()), ("Gdzie jest\nmoja paczka?", Some("Paczka 1001")));
    assert_eq!((said.reply.kind, said.reply.field(0)), (WayKind::Zendesk, "123"));
    assert!(said.may_answer && !said.sender.is_proven);
    let said = one("zendesk", JSON, &fixture("zendesk_comment.json"));
    assert_eq!((said.id.as_str(), said.text.as_str()), ("5551", "Nadal nie ma"));
    assert_eq!((said.channel, said.kind, said.may_answer), (ContactChannel::Email, InboundKind::Customer, false));
    assert_eq!((said.fetch.as_deref(), said.at), (Some("900"), at("2026-10-01T10:00:00Z")));
}

#[test]
fn zendesk_is_asked_who_the_customer_is() {
    let zendesk = channel("zendesk");
    let said = one("zendesk", JSON, &fixture("zendesk_created.json"));
    let settings = Settings::new(&[
        ("zendesk_url", "https://sklep.zendesk.com"),
        ("zendesk_user", "bot@sklep.pl"),
        ("zendesk_token", "t"),
    ]);
    let request = zendesk.fetch(&said, &settings).unwrap().unwrap();
    assert_eq!(
        (request.method().as_str(), request.uri().to_string().as_str()),
        ("GET", "https://sklep.zendesk.com/api/v2/users/900.json")
    );
    assert_eq!(request.headers()["authorization"], "Basic Ym90QHNrbGVwLnBsL3Rva2VuOnQ=");
    let user = br#"{"user":{"id":900,"name":"Jan Nowak","email":"jan@example.pl","phone":"+48 600 000 001"}}"#;
    let complete = zendesk.complete(said.clone(), user, &ours(), now()).unwrap();
    assert_eq!(complete.sender.email.as_deref(), Some("jan@example.pl"));
    assert_eq!((complete.fetch, complete.kind, complete.text == said.text), (None, InboundKind::Customer, true));
    let nobody = br#"{"user":{"name":"x","email":"no-reply@example.pl","phone":null}}"#;
    assert!(is_machine(&zendesk.complete(said.clone(), nobody, &ours(), now()).unwrap()));
    assert!(zendesk.complete(said.clone(), br#"{"error":"x"}"#, &ours(), now()).is_err());
    assert!(zendesk.fetch(&said, &settings.with("zendesk_token", "")).is_err());
}

#[test]
fn zendesk_who_wrote() {
    let kind = |changes: &[(&str, Value)]| {
        let heard = sent("zendesk", &with("zendesk_comment.json", changes));
        heard.messages.into_iter().next().map(|message| message.kind)
    };
    let staff = |id: &str| ("/event/comment/author", json!({"id": id, "is_staff": true, "name": "Anna"}));
    assert_eq!(kind(&[staff("800")]), Some(InboundKind::Person));
    assert_eq!(kind(&[staff("4242")]), Some(InboundKind::Own));
    assert_eq!(kind(&[staff("800"), ("/event/comment/is_public", json!(false))]), None);
    let said = sent("zendesk", &with("zendesk_comment.json", &[staff("800")])).messages.remove(0);
    assert_eq!((said.sender.name, said.fetch.as_deref()), (None, Some("900")));
    let opened = sent("zendesk", &with("zendesk_created.json", &[("/detail/submitter_id", json!("800"))]));
    assert_eq!(opened.messages[0].kind, InboundKind::Person);
    let hidden = sent("zendesk", &with("zendesk_created.json", &[("/detail/is_public", json!(false))]));
    assert_eq!(hidden, Heard::default());
    let machine = sent("zendesk", &with("zendesk_created.json", &[("/detail/subject", json!("Automatic reply: x"))]));
    assert!(is_machine(&machine.messages[0]) && !machine.messages[0].may_answer);
}

#[test]
fn zendesk_closes_and_opens() {
    let turned = |previous: &str, current: &str| {
        let mut message = json("zendesk_comment.json");
        message["type"] = json!("zen:event-type:ticket.status_changed");
        message["event"] = json!({"previous": previous, "current": current});
        sent("zendesk", &message).messages.into_iter().next().map(|message| (message.kind, message.id))
    };
    let id = || "ev-2".to_owned();
    assert_eq!(turned("OPEN", "SOLVED"), Some((InboundKind::Closed, id())));
    assert_eq!(turned("SOLVED", "OPEN"), Some((InboundKind::Reopened, id())));
    assert_eq!(turned("SOLVED", "CLOSED"), None);
    assert_eq!(turned("NEW", "OPEN"), None);
    assert_eq!(turned("OPEN", ""), None);
    let mut other = json("zendesk_comment.json");
    other["type"] = json!("zen:event-type:ticket.priority_changed");
    assert_eq!(sent("zendesk", &other), Heard::default());
    assert_eq!(sent("zendesk", &json!({})).unreadable, 1);
}

#[test]
fn zendesk_by_a_trigger() {
    let message = json!({"ticket_id": "123", "comment_id": "", "subject": "Paczka", "text": "Gdzie?\n\nJan",
        "name": "Jan", "email": "jan@example.pl", "phone": "", "via": "Web Form", "at": "2026-10-01T09:00:00Z"});
    let said = one("zendesk", JSON, message.to_string().as_bytes());
    assert!(said.id.starts_with("ticket/123/"), "{}", said.id);
    assert_eq!((said.channel, said.fetch), (ContactChannel::Form, None));
    assert_eq!((said.sender.email.as_deref(), said.text.as_str()), (Some("jan@example.pl"), "Gdzie?\n\nJan"));
    assert_eq!(one("zendesk", JSON, message.to_string().as_bytes()).id, said.id);
}

#[test]
fn zendesk_tells_how_long_agents_worked_by_a_second_trigger() {
    let told = |seconds: Value| sent("zendesk", &json!({"ticket_id": "123", "handling_seconds": seconds}));
    let said = told(json!("540")).messages.remove(0);
    assert_eq!((said.kind, said.thread.as_deref()), (InboundKind::Handled(540), Some("123")));
    assert_eq!((said.id.as_str(), said.may_answer), ("handled/123/540", false));
    assert_eq!(told(json!(540)).messages.remove(0).kind, InboundKind::Handled(540));
    // A ticket that nobody measured prints nothing there.
    for nothing in [json!(""), json!("-"), json!(null), json!("-5")] {
        assert!(told(nothing.clone()).messages.is_empty(), "{nothing}");
    }
}
