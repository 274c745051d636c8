//! Requests to providers of e-mail, and what is refused before it gets there.

use crate::world::{Settings, form, header, json};
use serde_json::{Value, json};
use sledz_providers::{
    mail::{AutoSubmitted, Mail},
    registry,
};

const MAIL: Mail = Mail {
    to: "jan@example.pl",
    subject: "Zamówienie 1001: paczka w drodze",
    text: "Dzień dobry",
    html: "<p>Dzień dobry</p>",
    reference: "m_1-A",
    unsubscribe: Some("https://sledz.sklep.pl/z/x?u=1"),
    kind: "shipped",
    in_reply_to: None,
    references: None,
    auto_submitted: AutoSubmitted::Generated,
};

fn settings() -> Settings {
    Settings::new(&[
        ("mail_key", " key-1\n"),
        ("mail_from", "Herbaciarnia <pomoc@sklep.pl>"),
        ("mail_reply_to", "biuro@sklep.pl"),
        ("mail_domain", "mg.sklep.pl"),
        ("postmark_url", "https://api.postmarkapp.com/"),
        ("resend_url", "https://api.resend.com"),
        ("mailgun_url", "https://api.eu.mailgun.net"),
        ("sendgrid_url", "http://127.0.0.1:8025"),
    ])
}

const HEADERS: [(&str, &str); 5] = [
    ("Auto-Submitted", "auto-generated"),
    ("X-Auto-Response-Suppress", "All"),
    ("X-Sledz-Loop", "1"),
    ("List-Unsubscribe", "<https://sledz.sklep.pl/z/x?u=1>"),
    ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
];

fn headers_object() -> Value {
    HEADERS.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))).collect()
}

#[test]
fn postmark() {
    let request = registry::mail("postmark").unwrap().request(&MAIL, &settings()).unwrap();
    assert_eq!(request.method(), "POST");
    assert_eq!(request.uri(), "https://api.postmarkapp.com/email");
    assert_eq!(header(&request, "x-postmark-server-token"), "key-1");
    assert_eq!(header(&request, "user-agent"), "sledz");
    let headers: Vec<Value> = HEADERS.iter().map(|(name, value)| json!({"Name": name, "Value": value})).collect();
    assert_eq!(
        json(&request),
        json!({
            "From": "\"Herbaciarnia\" <pomoc@sklep.pl>", "To": "jan@example.pl", "ReplyTo": "biuro@sklep.pl",
            "Subject": MAIL.subject, "Tag": "shipped", "TextBody": MAIL.text, "HtmlBody": MAIL.html,
            "Headers": headers, "TrackOpens": false, "TrackLinks": "None", "Metadata": {"sledz": "m_1-A"},
            "MessageStream": "outbound",
        })
    );
    let other = settings().with("postmark_stream", "broadcast").with("mail_reply_to", "");
    let request = registry::mail("postmark").unwrap().request(&Mail { unsubscribe: None, ..MAIL }, &other).unwrap();
    let body = json(&request);
    assert_eq!(body["MessageStream"], "broadcast");
    assert_eq!(body["Headers"].as_array().unwrap().len(), 3);
    assert!(body.get("ReplyTo").is_none());
}

#[test]
fn resend() {
    let request = registry::mail("resend").unwrap().request(&MAIL, &settings()).unwrap();
    assert_eq!(request.uri(), "https://api.resend.com/emails");
    assert_eq!(header(&request, "authorization"), "Bearer key-1");
    assert_eq!(header(&request, "idempotency-key"), "m_1-A");
    assert_eq!(
        json(&request),
        json!({
            "from": "\"Herbaciarnia\" <pomoc@sklep.pl>", "to": ["jan@example.pl"], "reply_to": ["biuro@sklep.pl"],
            "subject": MAIL.subject, "text": MAIL.text, "html": MAIL.html, "headers": headers_object(),
            "tags": [{"name": "sledz", "value": "m_1-A"}, {"name": "kind", "value": "shipped"}],
        })
    );
}

#[test]
fn sendgrid() {
    let request = registry::mail("sendgrid").unwrap().request(&MAIL, &settings()).unwrap();
    assert_eq!(request.uri(), "http://127.0.0.1:8025/v3/mail/send");
    assert_eq!(header(&request, "authorization"), "Bearer key-1");
    assert_eq!(
        json(&request),
        json!({
            "personalizations": [{"to": [{"email": "jan@example.pl"}], "custom_args": {"sledz": "m_1-A"}}],
            "from": {"email": "pomoc@sklep.pl", "name": "Herbaciarnia"}, "reply_to": {"email": "biuro@sklep.pl"},
            "subject": MAIL.subject, "headers": headers_object(), "categories": ["shipped"],
            "content": [{"type": "text/plain", "value": MAIL.text}, {"type": "text/html", "value": MAIL.html}],
            "tracking_settings": {
                "click_tracking": {"enable": false, "enable_text": false},
                "open_tracking": {"enable": false}, "subscription_tracking": {"enable": false},
            },
        })
    );
}

#[test]
fn mailgun() {
    let request = registry::mail("mailgun").unwrap().request(&MAIL, &settings()).unwrap();
    assert_eq!(request.uri(), "https://api.eu.mailgun.net/v3/mg.sklep.pl/messages");
    assert_eq!(header(&request, "authorization"), "Basic YXBpOmtleS0x");
    let fields = form(&request);
    let mut expected = vec![
        ("from".to_owned(), "\"Herbaciarnia\" <pomoc@sklep.pl>"),
        ("to".to_owned(), "jan@example.pl"),
        ("subject".to_owned(), MAIL.subject),
        ("text".to_owned(), MAIL.text),
        ("html".to_owned(), MAIL.html),
        ("o:tag".to_owned(), "shipped"),
        ("o:tracking".to_owned(), "no"),
        ("o:tracking-clicks".to_owned(), "no"),
        ("o:tracking-opens".to_owned(), "no"),
        ("v:sledz".to_owned(), "m_1-A"),
        ("h:Reply-To".to_owned(), "biuro@sklep.pl"),
    ];
    expected.extend(HEADERS.iter().map(|(name, value)| (format!("h:{name}"), *value)));
    assert_eq!(fields.len(), expected.len());
    for (name, value) in expected {
        assert_eq!(fields.get(&name).map(String::as_str), Some(value), "{name}");
    }
}

#[test]
fn an_answer_stands_below_what_it_answers() {
    let answer = Mail {
        unsubscribe: None,
        in_reply_to: Some("<b@x.pl>"),
        references: Some("<a@x.pl> <b@x.pl>"),
        auto_submitted: AutoSubmitted::Replied,
        ..MAIL
    };
    let expected = [
        ("Auto-Submitted", "auto-replied"),
        ("X-Auto-Response-Suppress", "All"),
        ("X-Sledz-Loop", "1"),
        ("In-Reply-To", "<b@x.pl>"),
        ("References", "<a@x.pl> <b@x.pl>"),
    ];
    let object: Value = expected.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))).collect();
    let list: Vec<Value> = expected.iter().map(|(name, value)| json!({"Name": name, "Value": value})).collect();
    let sent = |name: &str| registry::mail(name).unwrap().request(&answer, &settings()).unwrap();
    assert_eq!(json(&sent("postmark"))["Headers"], Value::from(list));
    assert_eq!(json(&sent("resend"))["headers"], object);
    assert_eq!(json(&sent("sendgrid"))["headers"], object);
    let fields = form(&sent("mailgun"));
    for (name, value) in expected {
        assert_eq!(fields.get(&format!("h:{name}")).map(String::as_str), Some(value), "{name}");
    }
    let by_person = Mail { auto_submitted: AutoSubmitted::ByPerson, ..answer };
    let headers = json(&registry::mail("resend").unwrap().request(&by_person, &settings()).unwrap())["headers"].clone();
    assert!(headers.get("Auto-Submitted").is_none());
    assert_eq!(headers["X-Sledz-Loop"], "1");
}

#[test]
fn only_resend_is_idempotent() {
    let idempotent: Vec<_> = registry::MAIL.iter().filter(|p| p.is_idempotent()).map(|p| p.name()).collect();
    assert_eq!(idempotent, ["resend"]);
}

#[test]
fn nothing_is_injected() {
    let long = "a".repeat(65);
    let ids = format!("<{}>", "a".repeat(900));
    let bad = [
        Mail { to: "jan@example.pl\r\nBcc: x@y.pl", ..MAIL },
        Mail { to: "jan@example.pl, x@y.pl", ..MAIL },
        Mail { to: "jan@example.pl x@y.pl", ..MAIL },
        Mail { to: "Jan <jan@example.pl>", ..MAIL },
        Mail { to: "", ..MAIL },
        Mail { subject: "a\r\nBcc: x@y.pl", ..MAIL },
        Mail { subject: "a\nb", ..MAIL },
        Mail { subject: "a\u{0}b", ..MAIL },
        Mail { reference: "a\r\nX: y", ..MAIL },
        Mail { reference: "a b", ..MAIL },
        Mail { reference: "ą", ..MAIL },
        Mail { reference: "", ..MAIL },
        Mail { reference: &long, ..MAIL },
        Mail { kind: "a\r\nb", ..MAIL },
        Mail { unsubscribe: Some("https://a.pl>\r\nX: y"), ..MAIL },
        Mail { unsubscribe: Some("https://a.pl>,<mailto:x@y.pl"), ..MAIL },
        Mail { unsubscribe: Some("javascript:1"), ..MAIL },
        Mail { in_reply_to: Some("<a@b>\r\nBcc: x@y.pl"), ..MAIL },
        Mail { in_reply_to: Some("<a@b> <c@d>"), ..MAIL },
        Mail { in_reply_to: Some("a@b"), ..MAIL },
        Mail { in_reply_to: Some("<>"), ..MAIL },
        Mail { in_reply_to: Some("<ą@b>"), ..MAIL },
        Mail { in_reply_to: Some(""), ..MAIL },
        Mail { references: Some("<a@b>\r\n <c@d>"), ..MAIL },
        Mail { references: Some("<a@b>  <c@d>"), ..MAIL },
        Mail { references: Some("<a@b><c@d>"), ..MAIL },
        Mail { references: Some(&ids), ..MAIL },
    ];
    for provider in registry::MAIL {
        assert!(provider.problems(&settings()).is_empty());
        for mail in &bad {
            let why = provider.request(mail, &settings()).expect_err(&format!("{} {mail:?}", provider.name()));
            assert!(!why.contains("example.pl"), "{why}");
        }
    }
}

#[test]
fn wrong_settings_are_told_and_send_nothing() {
    for (name, value, expected) in [
        ("mail_key", "", "mail_provider is {}, but mail_key is empty"),
        ("mail_key", "a\r\nX: y", "mail_provider is {}, but mail_key holds spaces or characters that no key has"),
        ("mail_from", "", "mail_provider is {}, but mail_from is empty"),
        ("mail_from", "sklep", "mail_from is no address, such as Herbaciarnia <pomoc@sklep.pl>"),
        ("mail_from", "A\r\nBcc: x@y.pl <a@b.pl>", "mail_from is no address, such as Herbaciarnia <pomoc@sklep.pl>"),
        ("mail_reply_to", "a@b.pl\r\nBcc: c@d.pl", "mail_reply_to is no address, such as pomoc@sklep.pl"),
    ] {
        for provider in registry::MAIL {
            let settings = settings().with(name, value);
            let expected = expected.replace("{}", provider.name());
            assert_eq!(provider.problems(&settings), std::slice::from_ref(&expected));
            assert_eq!(provider.request(&MAIL, &settings).unwrap_err(), expected);
            assert!(provider.variables().contains(&name));
        }
    }
    for provider in registry::MAIL {
        let name = format!("{}_url", provider.name());
        let settings = settings().with(&name, "https://api.example.com/v3");
        let problem = &provider.problems(&settings)[0];
        assert!(problem.starts_with(&format!("{name} must be a scheme and a host without a path, such as https://")));
        assert_eq!(&provider.request(&MAIL, &settings).unwrap_err(), problem);
        assert!(provider.variables().contains(&name.as_str()));
    }
    for (domain, expected) in [
        ("", "mail_provider is mailgun, but mail_domain is empty"),
        ("../../v4", "mail_domain is no domain, such as mg.sklep.pl"),
        ("a/b", "mail_domain is no domain, such as mg.sklep.pl"),
    ] {
        let settings = settings().with("mail_domain", domain);
        assert_eq!(registry::mail("mailgun").unwrap().problems(&settings), [expected]);
        assert_eq!(registry::mail("mailgun").unwrap().request(&MAIL, &settings).unwrap_err(), expected);
    }
    assert_eq!(registry::mail("postmark").unwrap().problems(&Settings::new(&[])).len(), 3);
}
