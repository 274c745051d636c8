//! Whose delivery it is: what is not proven is refused, and leaves nothing behind.

use super::counter::{COMPLAINT, Counter, QUESTION};
use crate::{
    office::Office,
    world::{is_problem, skips_named},
};
use chrono::TimeDelta;
use serde_json::json;
use sledz_e2e::{
    message::Message,
    senders::{
        channels::{self, HOOKS, SECRETS, TOKEN, chatwoot, letter::Letter, meta, standard, zendesk},
        standard as signer,
    },
};

/// A right delivery of each channel, and the headers that prove it; empty where something else does.
fn right(counter: &Counter) -> Vec<(&'static str, Message, Vec<&'static str>)> {
    let now = counter.now();
    let letter = Letter::new("p@klient.example", "ala@klient.example", QUESTION, now);
    counter.desks.resend.put("e-1", letter.at_resend("e-1"));
    counter.desks.zendesk.put_user(51, "ala@klient.example");
    let said = [meta::said("7001", "m_1", QUESTION, now)];
    vec![
        (
            "standard",
            standard::received(&standard::question("s-1", "ala@klient.example", QUESTION, now), now),
            vec!["webhook-id", "webhook-timestamp", "webhook-signature"],
        ),
        ("postmark", letter.by_postmark(), vec!["authorization"]),
        ("mailgun", letter.by_mailgun(), vec![]),
        ("sendgrid", letter.by_sendgrid(), vec![]),
        ("resend", letter.by_resend("e-1"), vec!["svix-id", "svix-timestamp", "svix-signature"]),
        ("messenger", meta::conversations("messenger", &said, false, now), vec!["x-hub-signature-256"]),
        ("instagram", meta::conversations("instagram", &said, false, now), vec!["x-hub-signature-256"]),
        ("whatsapp", meta::whatsapp("48600000001", "wamid.1", QUESTION, now), vec!["x-hub-signature-256"]),
        (
            "chatwoot",
            chatwoot::signed(&chatwoot::said(7, 8, "ala@klient.example", QUESTION, now), now),
            vec!["x-chatwoot-signature", "x-chatwoot-timestamp"],
        ),
        (
            "zendesk",
            zendesk::signed(&zendesk::created(5, 51, QUESTION, now), now),
            vec!["x-zendesk-webhook-signature", "x-zendesk-webhook-signature-timestamp"],
        ),
        ("form", channels::form(&[("email", "ala@klient.example"), ("message", QUESTION)]), vec![]),
    ]
}

#[test]
fn what_is_not_proven_is_refused_and_leaves_nothing_behind() {
    let Some(counter) = Counter::open("what_is_not_proven_is_refused_and_leaves_nothing_behind") else { return };
    let mut refused = 0;
    let mut refuse = |channel: &str, what: &str, message: &Message| {
        let message = message.clone().received(counter.now(), counter.secrets());
        let cost = counter.cost(|| {
            let reply = counter.send(&message).unwrap();
            assert_eq!(reply.status, 401, "{channel}, {what}: {}", reply.text());
            is_problem(&reply, 401);
        });
        assert_eq!((cost.commits, cost.increments), (0, 0), "{channel}, {what}");
        refused += 1;
    };
    let all = right(&counter);
    assert_eq!(all.len(), SECRETS.len());
    for (channel, message, proofs) in &all {
        for proof in proofs {
            refuse(channel, "a proof is missing", &message.clone().without(proof));
            refuse(channel, "a proof is wrong", &message.clone().with(proof, "sha256=0000"));
        }
        if proofs.len() > 1 || proofs == &["x-hub-signature-256"] {
            let mut body = message.body.clone();
            body.push(b' ');
            refuse(channel, "the body was changed", &message.clone().body(body));
        }
        if message.path.ends_with(TOKEN) {
            refuse(channel, "the token is missing", &message.clone().to(&format!("{HOOKS}/{channel}")));
            refuse(channel, "the token is wrong", &message.clone().to(&format!("{HOOKS}/{channel}/{TOKEN}x")));
            refuse(channel, "the token is wrong", &message.clone().to(&format!("{HOOKS}/{channel}/x")).method("GET"));
        } else {
            refuse(channel, "a stranger looks", &message.clone().method("GET"));
        }
        let before = counter.now() - TimeDelta::hours(1);
        let old = match *channel {
            "standard" => standard::received(&json!({"id": "s", "text": QUESTION}), before),
            "mailgun" => Letter::new("p@k.example", "ala@klient.example", QUESTION, before).by_mailgun(),
            "resend" => Letter::new("p@k.example", "ala@klient.example", QUESTION, before).by_resend("e-1"),
            "chatwoot" => chatwoot::signed(&json!({}), before),
            "zendesk" => zendesk::signed(&json!({}), before),
            _ => continue,
        };
        refuse(channel, "its time is over", &old);
    }
    let mail = all[2].1.clone();
    let text = String::from_utf8(mail.body.clone()).unwrap();
    let at = text.find("name=\"signature\"").unwrap() + "name=\"signature\"\r\n\r\n".len();
    let wrong = format!("{}{}{}", &text[..at], if text[at..].starts_with('0') { "1" } else { "0" }, &text[at + 1..]);
    refuse("mailgun", "its signature is wrong", &mail.body(wrong));
    assert!(refused > 40, "{refused}");
    assert!(counter.cases("all").is_empty() && counter.cases("machine").is_empty());
    assert!(counter.mails().is_empty());
    // And each of them as it was is taken.
    for (channel, message, _) in all {
        let reply = counter.send(&message.received(counter.now() - TimeDelta::minutes(8), counter.secrets())).unwrap();
        assert_eq!(reply.status, 200, "{channel}: {}", reply.text());
    }
}

#[test]
fn secrets_are_rotated() {
    let Some(counter) = Counter::open("secrets_are_rotated") else { return };
    let message = meta::whatsapp("48600000001", "wamid.1", QUESTION, counter.now());
    let older = sledz_e2e::secrets::hmac_sha256(b"older-app-secret", &[&message.body]);
    let signature = format!("sha256={}", data_encoding::HEXLOWER.encode(&older));
    counter.hear(message.with("x-hub-signature-256", &signature));
    assert_eq!(counter.cases("all").len(), 1);
}

#[test]
fn a_channel_without_its_secrets_is_closed() {
    if skips_named("a_channel_without_its_secrets_is_closed") {
        return;
    }
    let Some(counter) = Counter::open("a_channel_without_its_secrets_is_closed") else { return };
    let closed = Office::with("", "", |builder| {
        // What proves nothing is as good as none.
        builder.variable("channel_messenger_secrets", "verify:x app:1").variable("channel_chatwoot_secrets", "  ")
    });
    for (channel, message, _) in right(&counter) {
        for method in ["POST", "GET"] {
            let message = message.clone().method(method).received(closed.now(), closed.secrets());
            let cost = closed.cost(|| is_problem(&closed.send(&message).unwrap(), 404));
            assert_eq!((cost.gets, cost.commits), (0, 0), "{channel}");
        }
    }
    for path in ["/hooks/messages/nobody", "/hooks/messages/", "/hooks/messages", "/hooks/messages/standard/a/b"] {
        let reply = counter.call("", "POST", path, &json!({}));
        assert_eq!(reply.status, 404, "{path}: {}", reply.text());
    }
}

#[test]
fn methods_sizes_and_bodies() {
    let Some(counter) = Counter::open("methods_sizes_and_bodies") else { return };
    let now = counter.now();
    let send = |message: Message| counter.send(&message.received(now, counter.secrets())).unwrap();
    for (channel, message, _) in right(&counter) {
        for method in ["PUT", "DELETE", "PATCH", "OPTIONS"] {
            let reply = send(message.clone().method(method));
            assert_eq!((reply.status, reply.header("allow")), (405, "GET, POST"), "{channel} {method}");
        }
        let reply = send(message.body(vec![b' '; 1024 * 1024 + 1]));
        assert_eq!(reply.status, 413, "{channel}");
    }
    let deep = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let deep = format!("{{\"type\":\"message.received\",\"data\":{}}}", deep(70));
    let basic = |body: &str| Letter::new("x@y.example", "a@b.example", "", now).by_postmark().body(body);
    let own =
        |body: &str| signer::signed(&format!("{HOOKS}/standard"), standard::SECRET, body.as_bytes().to_vec(), now);
    for body in ["", "{", "[]", "1", "null", "\"x\"", &deep, "{\"type\":1}"] {
        is_problem(&send(own(body)), 400);
    }
    for (data, field) in [
        (json!(null), "data"),
        (json!({"id": "1"}), "text"),
        (json!({"id": "1", "text": " \n"}), "text"),
        (json!({"raw": ""}), "raw"),
        (json!({"raw_base64": "***"}), "raw_base64"),
    ] {
        let reply = send(standard::received(&data, now));
        is_problem(&reply, 400);
        assert!(reply.text().contains(&format!("field {field} ")), "{data}: {}", reply.text());
    }
    is_problem(&send(standard::answered(&json!({"id": "1", "text": "x"}), now)), 400);
    for body in ["", "{", "[]"] {
        is_problem(&send(basic(body)), 400);
    }
    for body in [json!([]), json!(1), json!(null)] {
        is_problem(&send(meta::signed("messenger", &body)), 400);
        is_problem(&send(chatwoot::signed(&body, now)), 400);
        is_problem(&send(zendesk::signed(&body, now)), 400);
    }
    is_problem(&send(Letter::new("x@y.example", "a@b.example", "", now).by_sendgrid().body("nothing")), 400);
    is_problem(&send(channels::form(&[("email", "ala@klient.example")])), 400);
    is_problem(&send(channels::form(&[("message", "Halo")])), 400);
    // What is of no interest is taken, and so are odd things.
    for odd in [
        standard::signed("message.deleted", &json!({"x": 1}), now),
        meta::signed("messenger", &json!({"object": "page", "entry": [{"messaging": [{"read": {}}]}, 1, null]})),
        meta::signed("whatsapp", &json!({"object": "whatsapp_business_account", "entry": "x"})),
        meta::whatsapp_status("wamid.9", "delivered", now),
        chatwoot::signed(&json!({"event": "webwidget_triggered"}), now),
        zendesk::signed(&json!({"type": "zen:event-type:ticket.tags_changed"}), now),
    ] {
        let _ = send(odd).expect(200);
    }
    assert!(counter.cases("all").is_empty());
}

#[test]
fn meta_is_answered_its_challenge() {
    let Some(counter) = Counter::open("meta_is_answered_its_challenge") else { return };
    for channel in ["messenger", "instagram", "whatsapp"] {
        let cost = counter.cost(|| {
            let reply = counter.ask("", &meta::handshake(channel, "local-verify-token", "1158201444")).expect(200);
            assert_eq!(reply.text(), "1158201444");
            for (token, challenge) in
                [("wrong", "1"), ("", "1"), ("local-verify-token", "%3Cscript%3E"), ("local-verify-token", "")]
            {
                is_problem(&counter.ask("", &meta::handshake(channel, token, challenge)), 401);
            }
        });
        assert_eq!((cost.gets, cost.commits), (0, 0), "{channel}");
    }
    // Who has the path's token may look whether anybody is there.
    let _ = counter.ask("", &format!("{HOOKS}/form/{TOKEN}")).expect(200);
    let _ = counter.ask("", &format!("{HOOKS}/sendgrid/{TOKEN}")).expect(200);
}

#[test]
fn a_store_that_fails_has_it_sent_again() {
    let Some(counter) = Counter::open("a_store_that_fails_has_it_sent_again") else { return };
    let all = right(&counter);
    counter.fail_store(true).unwrap();
    for (channel, message, _) in &all {
        let reply = counter.send(&message.clone().received(counter.now(), counter.secrets())).unwrap();
        assert_eq!(reply.status, 503, "{channel}: {}", reply.text());
        assert!(!reply.header("retry-after").is_empty(), "{channel}");
    }
    counter.fail_store(false).unwrap();
    assert!(counter.cases("all").is_empty());
    counter.write("again", "ala@klient.example", COMPLAINT);
    assert_eq!(counter.cases("open").len(), 1);
}
