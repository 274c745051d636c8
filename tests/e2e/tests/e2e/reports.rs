//! `/hooks/reports/{provider}`: what became of messages, as their providers report it.

use crate::{
    office::{Office, PUBLIC},
    world::{World, is_problem, local, skips_named},
};
use chrono::{DateTime, Utc};
use serde_json::json;
use sledz_e2e::{
    mailbox::{
        received::{Provider, Received},
        reports::Ending,
    },
    message::Message,
};

/// The providers that report, and whether a probe by GET is answered.
const REPORTERS: [(Provider, bool); 6] = [
    (Provider::Postmark, true),
    (Provider::Resend, false),
    (Provider::Mailgun, false),
    (Provider::Sendgrid, true),
    (Provider::Smsapi, true),
    (Provider::Twilio, false),
];

/// A well-formed reference that nothing was sent with.
const FOREIGN: &str = "AAAAAAAAAAAAAAAAAAAAAA0123456789abcdef";

/// A message that `provider` may report of, with our reference or another.
fn message(provider: Provider, reference: &str) -> Received {
    let report_url = match provider {
        Provider::Twilio => format!("{PUBLIC}/hooks/reports/twilio?ref={reference}"),
        _ => String::new(),
    };
    Received {
        n: 1,
        provider,
        id: "0a1b2c3d".to_owned(),
        at: DateTime::UNIX_EPOCH,
        to: "ala@example.com".to_owned(),
        from: "pomoc@sklep.example".to_owned(),
        subject: "x".to_owned(),
        text: String::new(),
        html: String::new(),
        headers: Vec::new(),
        reference: reference.to_owned(),
        tag: "confirmed".to_owned(),
        report_url,
        raw: String::new(),
    }
}

/// A signed report about a message with this reference.
fn report(office: &Office, provider: Provider, reference: &str, ending: Ending) -> Message {
    let report = office.mailbox.report(&message(provider, reference), ending, office.now()).unwrap();
    report.received(office.now(), office.secrets())
}

/// What a report stores.
#[track_caller]
fn stored(office: &Office, message: &Message, status: u16) -> u64 {
    let cost = office.cost(|| {
        let reply = office.send(message).unwrap();
        assert_eq!(reply.status, status, "{}: {}", message.path, reply.text());
        if status != 200 {
            is_problem(&reply, status);
        }
    });
    cost.commits + cost.increments
}

#[test]
fn a_provider_without_its_secrets_is_closed() {
    if skips_named("a_provider_without_its_secrets_is_closed") {
        return;
    }
    let open = Office::with("postmark", "smsapi", |builder| builder);
    // Not set, and set to what proves nothing.
    for value in ["", " ", "path: hmac: basic:x header:y"] {
        let names = REPORTERS.map(|(provider, _)| format!("report_{}_secrets", provider.name()));
        let builder = names.iter().fold(local(), |builder, name| builder.variable(name, value));
        let closed = World::of(builder.start().unwrap());
        for (provider, _) in REPORTERS {
            let report = report(&open, provider, FOREIGN, Ending::Bounced);
            for method in ["POST", "GET", "PUT"] {
                let reply = closed.send(&report.clone().method(method)).unwrap();
                is_problem(&reply, 404);
            }
            let bare = format!("/hooks/reports/{}", provider.name());
            is_problem(&closed.send(&report.to(&bare)).unwrap(), 404);
        }
    }
    for path in ["nobody", "slack", "", "POSTMARK", "postmark/a/b", "smtp%00", "..%2fcouriers%2fstandard"] {
        for method in ["POST", "GET"] {
            let reply = open.request("", method, &format!("/hooks/reports/{path}")).send().unwrap();
            is_problem(&reply, 404);
        }
    }
}

#[test]
fn wrong_proofs_are_refused() {
    let Some(office) = Office::open("wrong_proofs_are_refused") else { return };
    for (provider, _) in REPORTERS {
        let right = report(&office, provider, FOREIGN, Ending::Bounced);
        assert_eq!(stored(&office, &right, 200), 0);
        let mut wrong: Vec<Message> = Vec::new();
        // The token of the path, where there is one.
        if let Some((bare, token)) = right.path.strip_prefix("/hooks/reports/").and_then(|rest| rest.split_once('/')) {
            let token = token.split('?').next().unwrap();
            let bare = format!("/hooks/reports/{bare}");
            let spoilt = [
                bare.clone(),
                format!("{bare}/"),
                format!("{bare}/{token}x"),
                format!("{bare}/{}", &token[1..]),
                format!("{bare}/{}", token.to_uppercase()),
                format!("{bare}?token={token}"),
            ];
            wrong.extend(spoilt.map(|path| right.clone().to(&path)));
        }
        let headers = ["authorization", "svix-id", "svix-timestamp", "svix-signature", "x-twilio-signature"];
        for name in headers.into_iter().filter(|name| !right.header(name).is_empty()) {
            wrong.push(right.clone().without(name));
            wrong.push(right.clone().with(name, "Basic eDp5"));
            wrong.push(right.clone().with(name, "v1,AAAA"));
        }
        let text = String::from_utf8(right.body.clone()).unwrap();
        match provider {
            // Nothing but a token or a password proves these.
            Provider::Postmark | Provider::Sendgrid | Provider::Smsapi => {}
            Provider::Resend => wrong.push(right.clone().body(text.replace("email.bounced", "email.delivered"))),
            Provider::Twilio => {
                wrong.push(right.clone().body(text.replace("undelivered", "delivered")));
                wrong.push(right.clone().to(&right.path.replace("ref=A", "ref=B")));
            }
            _ => {
                for (from, to) in [("\"signature\":\"", "\"signature\":\"0"), ("\"token\":\"", "\"token\":\"0")] {
                    assert!(text.contains(from), "{text}");
                    wrong.push(right.clone().body(text.replace(from, to)));
                }
                wrong.push(right.clone().body("{}"));
            }
        }
        // Signed long ago: somebody sends again what was overheard.
        if matches!(provider, Provider::Resend | Provider::Mailgun) {
            let old = office.now() - chrono::TimeDelta::hours(1);
            let old = office.mailbox.report(&message(provider, FOREIGN), Ending::Bounced, old).unwrap();
            wrong.push(old.received(office.now(), office.secrets()));
        }
        assert!(wrong.len() >= 3, "{provider:?}");
        for message in wrong {
            assert_eq!(stored(&office, &message, 401), 0, "{provider:?}");
        }
    }
}

#[test]
fn a_probe_is_answered_where_a_token_proves_it() {
    let Some(office) = Office::open("a_probe_is_answered_where_a_token_proves_it") else { return };
    for (provider, answers) in REPORTERS {
        let path = report(&office, provider, FOREIGN, Ending::Bounced).path.split('?').next().unwrap().to_owned();
        let what = provider.name();
        for method in ["GET", "HEAD"] {
            let reply = office.request("", method, &path).send().unwrap();
            assert_eq!(reply.status, if answers { 200 } else { 405 }, "{what} {method}");
        }
        if answers {
            is_problem(&office.request("", "GET", &format!("{path}x")).send().unwrap(), 401);
        }
        for method in ["PUT", "PATCH", "DELETE", "OPTIONS"] {
            let reply = office.request("", method, &path).send().unwrap().expect(405);
            let allow = if provider == Provider::Smsapi { "GET, POST" } else { "POST" };
            assert_eq!(reply.header("allow"), allow, "{what} {method}");
        }
    }
}

#[test]
fn smsapi_gets_the_answer_that_it_waits_for() {
    let Some(office) = Office::open("smsapi_gets_the_answer_that_it_waits_for") else { return };
    for (provider, _) in REPORTERS {
        for ending in [Ending::Bounced, Ending::Delivered] {
            let reply = office.send(&report(&office, provider, FOREIGN, ending)).unwrap().expect(200);
            let expected = if provider == Provider::Smsapi { "OK" } else { "ok" };
            assert_eq!(reply.text(), expected, "{provider:?} {ending:?}");
            assert_eq!(reply.header("content-type"), "text/plain; charset=utf-8");
        }
    }
}

#[test]
fn bodies_that_cannot_be_read() {
    let Some(office) = Office::open("bodies_that_cannot_be_read") else { return };
    let deep = "[".repeat(100_000);
    let nested = format!("{{\"a\":{}1{}}}", "[".repeat(70), "]".repeat(70));
    let bodies: [(&str, &[u8]); 9] = [
        ("empty", b""),
        ("white space", b" \r\n"),
        ("not JSON", b"hello"),
        ("cut off", b"{\"RecordType\":"),
        ("a string", b"\"x\""),
        ("a number", b"12"),
        ("not UTF-8", b"{\"a\":\"\xff\"}"),
        ("deep", deep.as_bytes()),
        ("nested 70 deep", nested.as_bytes()),
    ];
    let large = vec![b' '; 2 * 1024 * 1024];
    for (provider, _) in REPORTERS {
        let right = report(&office, provider, FOREIGN, Ending::Bounced);
        assert_eq!(stored(&office, &right.clone().body(large.clone()), 413), 0, "{provider:?}");
        let statuses: &[u16] = match provider {
            Provider::Postmark | Provider::Sendgrid => &[400],
            // A form is whatever bytes are text; what it does not say is not reported.
            Provider::Smsapi => &[200, 400],
            _ => &[401],
        };
        for (what, body) in bodies {
            let message = right.clone().body(body);
            let cost = office.cost(|| {
                let reply = office.send(&message).unwrap();
                assert!(statuses.contains(&reply.status), "{provider:?}, {what}: {} {}", reply.status, reply.text());
            });
            assert_eq!(cost.commits + cost.increments, 0, "{provider:?}, {what}");
        }
    }
    let log = office.log();
    assert!(!log.contains("trap") && !log.contains("panicked"), "{log}");
}

#[test]
fn odd_content_is_taken_and_means_nothing() {
    let Some(office) = Office::open("odd_content_is_taken_and_means_nothing") else { return };
    let odd = [
        json!({}),
        json!([]),
        json!([[], {}, null, 1, "x"]),
        json!({"RecordType": "Bounce"}),
        json!({"RecordType": ["Bounce"], "Metadata": {"sledz": {"a": 1}}}),
        json!({"RecordType": "Bounce", "Type": "HardBounce", "Metadata": {"sledz": 1e300}}),
        json!({"RecordType": "Bounce", "Type": "HardBounce", "Metadata": {"sledz": "<script>\u{0}\u{202e}"}}),
        json!({"RecordType": "Bounce", "Type": "HardBounce", "Metadata": {"sledz": "A".repeat(100_000)}}),
        json!({"RecordType": "Bounce", "Type": "HardBounce", "Metadata": {"sledz": FOREIGN}, "BouncedAt": "9999-99-99"}),
        json!([{"event": "bounce", "sledz": FOREIGN, "timestamp": 1e300}]),
        json!([{"event": "bounce", "sledz": FOREIGN, "timestamp": "garbage", "type": "bounce"}]),
        json!([{"event": "<script>", "sledz": FOREIGN}]),
    ];
    for provider in [Provider::Postmark, Provider::Sendgrid] {
        let right = report(&office, provider, FOREIGN, Ending::Bounced);
        for body in &odd {
            let message = right.clone().body(body.to_string().into_bytes());
            assert_eq!(stored(&office, &message, 200), 0, "{body}");
        }
    }
}

#[test]
fn references_that_are_none_of_ours_mean_nothing() {
    let Some(office) = Office::open("references_that_are_none_of_ours_mean_nothing") else { return };
    office.sell(&office.number(1), Some(&office.email()), None);
    let ours = office.sent().remove(0).reference;
    let last = if ours.ends_with('0') { "1" } else { "0" };
    let same_outbox = format!("{}{last}", &ours[..ours.len() - 1]);
    for (provider, _) in REPORTERS {
        for reference in [FOREIGN, "", "x", "a,b,,c", "%00", "sledz1:x", &same_outbox, &ours[..37], &"A".repeat(9000)] {
            for ending in [Ending::Bounced, Ending::Delivered] {
                let message = report(&office, provider, reference, ending);
                // Too long an address is refused before it gets to us.
                let limited = reference.len() > 5000 && message.path.len() > 5000;
                if !limited {
                    assert_eq!(stored(&office, &message, 200), 0, "{provider:?} {reference}");
                }
            }
        }
    }
}

#[test]
fn a_report_counts_once_however_often_it_comes() {
    if skips_named("a_report_counts_once_however_often_it_comes") {
        return;
    }
    for (provider, _) in REPORTERS {
        let is_mail = !matches!(provider, Provider::Smsapi | Provider::Twilio);
        let (mail, sms) = if is_mail { (provider.name(), "") } else { ("", provider.name()) };
        let office = Office::with(mail, sms, |builder| builder);
        let by = json!({"channels": [if is_mail { "email" } else { "sms" }]});
        let _ = office.call("admin", "PUT", "/api/templates/confirmed", &by).expect(200);
        let (email, phone) = (office.email(), "+48600000001");
        let (email, phone) = if is_mail { (Some(email.as_str()), None) } else { (None, Some(phone)) };
        office.sell(&office.number(1), email, phone);
        let sent = office.sent();
        assert_eq!(sent.len(), 1, "{provider:?}");
        for (ending, first) in [(Ending::Delivered, true), (Ending::Bounced, true), (Ending::Delivered, false)] {
            let told = |at: DateTime<Utc>| {
                let report = office.mailbox.report(&sent[0], ending, at).unwrap();
                stored(&office, &report.received(at, office.secrets()), 200)
            };
            let new = told(office.now());
            assert_eq!(new > 0, first, "{provider:?} {ending:?}: {new}");
            office.pass(chrono::TimeDelta::minutes(2));
            assert_eq!(told(office.now()), 0, "{provider:?} {ending:?} again");
        }
        // The next message does not go to an address that bounced.
        office.sell(&office.number(2), email, phone);
        assert!(office.sent().is_empty(), "{provider:?}");
        let messages = office.order(&office.number(2))["messages"].clone();
        assert_eq!((&messages[0]["state"], &messages[0]["dropped"]), (&json!("dropped"), &json!("unreachable")));
        assert!(!office.log().contains("600000001") && !office.log().contains("@example.com"), "{}", office.log());
    }
}
