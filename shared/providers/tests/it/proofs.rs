//! Whose report it is: published vectors, and each of them with something changed.

use crate::world::headers;
use data_encoding::BASE64;
use http::HeaderMap;
use p256::ecdsa::{Signature, SigningKey, signature::Signer};
use sledz_domain::time;
use sledz_providers::registry;
use sledz_sources::{delivery::Delivery, proof::Secrets};

/// Whether a report is proven, at a time.
fn proven(name: &str, secrets: &str, sent: &HeaderMap, body: &[u8], url: &str, at: i64) -> bool {
    let secrets = Secrets::parse(secrets);
    let delivery = Delivery { headers: sent, body, query: "", path_token: None, now: time::from_unix(at).unwrap() };
    registry::reporter(name).unwrap().is_proven(&delivery, &secrets, url)
}

fn configured(name: &str, secrets: &str) -> bool {
    registry::reporter(name).unwrap().is_configured(&Secrets::parse(secrets))
}

#[test]
fn nothing_is_proven_without_secrets() {
    let none = headers(&[]);
    for reporter in registry::REPORTERS {
        assert!(!configured(reporter.name(), ""), "{}", reporter.name());
        assert!(!proven(reporter.name(), "", &none, b"{}", "https://s.pl/", 1_790_850_660), "{}", reporter.name());
    }
}

#[test]
fn mailgun() {
    let key = "key-test";
    let at = 1_461_261_330;
    let good = "27cae98906f52657c29bf713976b781d754ff03f23e58abc6d5d308a2bfdf1a9";
    let body = |timestamp: &str, token: &str, signature: &str| {
        format!(
            r#"{{"signature":{{"timestamp":{timestamp},"token":"{token}","signature":"{signature}"}},"event-data":{{}}}}"#
        )
    };
    let ask = |secrets: &str, body: &str, at: i64| proven("mailgun", secrets, &headers(&[]), body.as_bytes(), "", at);
    let right = body("\"1461261330\"", "abc", good);
    assert!(ask(key, &right, at));
    assert!(ask(key, &body("1461261330", "abc", good), at));
    assert!(ask("other key-test", &right, at));
    assert!(ask(key, &right, at + 900) && ask(key, &right, at - 900));
    for (secrets, body, at) in [
        ("key-tesT", right.clone(), at),
        ("hmac:key-test path:x", right.clone(), at),
        (key, right.clone(), at + 901),
        (key, right.clone(), at - 901),
        (key, body("\"1461261331\"", "abc", good), at),
        (key, body("\"146126133\"", "0abc", good), at),
        (key, body("\"1461261330\"", "abd", good), at),
        (key, body("\"1461261330\"", "abc", &good.to_uppercase()), at),
        (key, body("\"1461261330\"", "abc", &good[1..]), at),
        (key, body("\"1461261330\"", "abc", ""), at),
        (key, body("1e99", "abc", good), at),
        (key, body("-9223372036854775808", "abc", good), at),
        (key, r#"{"signature":{"timestamp":"1461261330","token":"abc"}}"#.to_owned(), at),
        (key, r#"{"signature":"x"}"#.to_owned(), at),
        (key, "{}".to_owned(), at),
        (key, String::new(), at),
    ] {
        assert!(!ask(secrets, &body, at), "{secrets} {body} {at}");
    }
    assert!(configured("mailgun", key) && !configured("mailgun", "path:x"));
}

#[test]
fn resend() {
    let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let (body, at) = (br#"{"test": 2432232314}"#, 1_614_265_330);
    let good = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    let sent = |timestamp: &str, signature: &str| {
        headers(&[
            ("svix-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
            ("svix-timestamp", timestamp),
            ("svix-signature", signature),
        ])
    };
    let ask = |secrets: &str, sent: &HeaderMap, body: &[u8], at: i64| proven("resend", secrets, sent, body, "", at);
    let right = sent("1614265330", good);
    assert!(ask(secret, &right, body, at));
    assert!(ask(&format!("whsec_AAAA {secret}"), &right, body, at));
    assert!(ask(secret, &sent("1614265330", &format!("v1,AAAA v2,x {good}")), body, at));
    assert!(!ask("whsec_AAAA", &right, body, at));
    assert!(!ask(secret, &right, br#"{"test": 2432232315}"#, at));
    assert!(!ask(secret, &right, body, at + 301));
    assert!(!ask(secret, &sent("1614265331", good), body, at));
    assert!(!ask(secret, &sent("1614265330", &good[3..]), body, at));
    assert!(!ask(secret, &headers(&[]), body, at));
    assert!(configured("resend", secret) && !configured("resend", "path:x") && !configured("resend", "whsec_!"));
}

#[test]
fn twilio() {
    let url = "https://mycompany.com/myapp.php?foo=1&bar=2";
    let body = b"CallSid=CA1234567890ABCDE&Caller=%2B12349013030&Digits=1234&From=%2B12349013030&To=%2B18005551212";
    // The published example.
    let good = headers(&[("x-twilio-signature", "0/KCTR6DLpKmkAf8muzZqo1nDgQ=")]);
    let ask = |secrets: &str, sent: &HeaderMap, body: &[u8], url: &str| {
        proven("twilio", secrets, sent, body, url, 1_790_850_660)
    };
    assert!(ask("12345", &good, body, url));
    assert!(ask("54321 12345", &good, body, url));
    let shuffled = b"To=%2B18005551212&Digits=1234&From=%2B12349013030&CallSid=CA1234567890ABCDE&Caller=%2B12349013030";
    assert!(ask("12345", &good, shuffled, url));
    for (secrets, body, url) in [
        ("12346", &body[..], url),
        ("path:12345", body, url),
        ("12345", &body[..body.len() - 1], url),
        ("12345", b"", url),
        ("12345", b"\xff", url),
        ("12345", body, "https://mycompany.com/myapp.php?foo=1&bar=3"),
        ("12345", body, "http://mycompany.com/myapp.php?foo=1&bar=2"),
        ("12345", body, "https://mycompany.com/myapp.php"),
    ] {
        assert!(!ask(secrets, &good, body, url), "{secrets} {url}");
    }
    for bad in ["", "0/KCTR6DLpKmkAf8muzZqo1nDgQ", "1/KCTR6DLpKmkAf8muzZqo1nDgQ=", "0/KCTR6DLpKmkAf8muw="] {
        assert!(!ask("12345", &headers(&[("x-twilio-signature", bad)]), body, url), "{bad}");
    }
    assert!(!ask("12345", &headers(&[]), body, url));
    assert!(configured("twilio", "12345") && !configured("twilio", "path:x"));
}

#[test]
fn sendgrid_as_published() {
    // SendGrid's own libraries test with these; the line break at the end of the body belongs to it.
    let key = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==";
    let signature = "MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM=";
    let body = concat!(
        r#"[{"email":"hello@world.com","event":"dropped","reason":"Bounced Address","#,
        r#""sg_event_id":"ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA","#,
        r#""sg_message_id":"LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0","#,
        r#""smtp-id":"<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>","timestamp":1600112492}]"#,
        "\r\n"
    );
    assert!(proven("sendgrid", key, &signed("1600112502", signature), body.as_bytes(), "", 1_790_850_660));
    assert!(!proven("sendgrid", key, &signed("1600112503", signature), body.as_bytes(), "", 1_790_850_660));
    assert!(!proven("sendgrid", key, &signed("1600112502", signature), body.trim().as_bytes(), "", 1_790_850_660));
}

fn signed(timestamp: &str, signature: &str) -> HeaderMap {
    headers(&[
        ("x-twilio-email-event-webhook-timestamp", timestamp),
        ("x-twilio-email-event-webhook-signature", signature),
    ])
}

/// A key pair of ours: what signs, and the public key as SendGrid would show it.
fn pair(seed: u8) -> (SigningKey, String) {
    let signing = SigningKey::from_slice(&[seed; 32]).unwrap();
    let spki =
        b"\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x42\x00";
    let point = signing.verifying_key().to_sec1_point(false);
    let shown = BASE64.encode(&[spki, point.as_bytes()].concat());
    (signing, shown)
}

#[test]
fn sendgrid() {
    let ((ours, key), (_, other)) = (pair(1), pair(2));
    let (timestamp, body) = ("1790850660", br#"[{"event":"delivered","sledz":"m-1"}]"#);
    let signature: Signature = ours.sign(&[timestamp.as_bytes(), body].concat());
    let signature = BASE64.encode(signature.to_der().as_bytes());
    let good = signed(timestamp, &signature);
    let ask = |secrets: &str, sent: &HeaderMap, body: &[u8]| proven("sendgrid", secrets, sent, body, "", 1_790_850_660);
    assert!(ask(&key, &good, body));
    assert!(ask(&format!("{other} nonsense {key} path:x"), &good, body));
    assert!(!ask(&other, &good, body));
    assert!(!ask(&key, &good, br#"[{"event":"delivered","sledz":"m-2"}]"#));
    assert!(!ask(&key, &signed("1790850661", &signature), body));
    for bad in ["", "!", "AAAA", &signature[..signature.len() - 4], "MAYCAQACAQA="] {
        assert!(!ask(&key, &signed(timestamp, bad), body), "{bad}");
    }
    // With a key, the path's token alone is no proof; without one it is.
    assert!(!ask(&format!("path:x {key}"), &headers(&[]), body));
    assert!(ask("path:x", &headers(&[]), body));
    let point_at_nowhere = {
        let mut der = BASE64.decode(key.as_bytes()).unwrap();
        der[40] ^= 1;
        BASE64.encode(&der)
    };
    for (secrets, expected) in [
        (key.as_str(), true),
        ("path:x", true),
        ("nonsense", false),
        ("nonsense path:x", false),
        (&key[..key.len() - 4], false),
        (&point_at_nowhere, false),
    ] {
        assert_eq!(configured("sendgrid", secrets), expected, "{secrets}");
    }
}

#[test]
fn postmark() {
    let basic = headers(&[("authorization", "Basic dTpw")]);
    let token = headers(&[("x-token", "t1")]);
    let none = headers(&[]);
    for (secrets, sent, expected) in [
        ("path:x", &none, true),
        ("basic:u:p", &basic, true),
        ("basic:u:other basic:u:p", &basic, true),
        ("basic:u:other", &basic, false),
        ("basic:u:p", &none, false),
        ("path:x basic:u:p", &none, false),
        ("header:x-token:t1", &token, true),
        ("header:x-token:t2", &token, false),
        ("header:x-token:t2 basic:u:p", &basic, true),
        ("word", &none, false),
    ] {
        assert_eq!(proven("postmark", secrets, sent, b"{}", "", 1_790_850_660), expected, "{secrets}");
        assert_eq!(configured("postmark", secrets), secrets != "word", "{secrets}");
    }
}

#[test]
fn smsapi() {
    let none = headers(&[]);
    for (secrets, expected) in [("path:x", true), ("word", false), ("basic:u:p", false)] {
        assert_eq!(proven("smsapi", secrets, &none, b"", "", 1_790_850_660), expected);
        assert_eq!(configured("smsapi", secrets), expected);
    }
}
