//! Whose delivery it is: published vectors, and each of them with something changed.

use crate::world::{FORM, channel, fixture, headers, proven};
use data_encoding::{BASE64, HEXLOWER};
use hmac::{Hmac, KeyInit, Mac};
use http::HeaderMap;
use p256::ecdsa::{Signature, SigningKey, signature::Signer};
use sha2::Sha256;
use sledz_channels::registry::{CHANNELS, NAMES};
use sledz_domain::time;
use sledz_sources::{delivery::Delivery, proof::Secrets};

const BODY: &[u8] = "{\"test\":\"zażółć\"}".as_bytes();

fn configured(name: &str, secrets: &str) -> bool {
    channel(name).is_configured(&Secrets::parse(secrets))
}

#[test]
fn nothing_is_proven_without_secrets() {
    assert_eq!(CHANNELS.iter().map(|channel| channel.name()).collect::<Vec<_>>(), NAMES);
    for name in NAMES {
        assert!(!configured(name, "") && !configured(name, "verify:x app:1"), "{name}");
        assert!(!proven(name, "", &HeaderMap::new(), b"{}", 1_790_848_800), "{name}");
        assert!(!proven(name, "verify:x app:1", &HeaderMap::new(), b"{}", 1_790_848_800), "{name}");
    }
}

#[test]
fn meta() {
    let good = "sha256=cac28adb557e0fb78c4c28466573e783d46818de1b97e178744424e16a2ed051";
    for name in ["messenger", "instagram", "whatsapp"] {
        let ask = |secrets: &str, signature: &str, body: &[u8]| {
            proven(name, secrets, &headers(&[("x-hub-signature-256", signature)]), body, 1_790_848_800)
        };
        assert!(ask("app-secret", good, BODY));
        assert!(ask("other app-secret verify:t", good, BODY));
        assert!(configured(name, "app-secret") && !configured(name, "path:x"));
        let escaped = br#"{"test":"za\u017c\u00f3\u0142\u0107"}"#;
        for (secrets, signature, body) in [
            ("app-secre", good, BODY),
            ("verify:app-secret", good, BODY),
            ("path:app-secret", good, BODY),
            ("app-secret", good, &escaped[..]),
            ("app-secret", good, b""),
            ("app-secret", &good[7..], BODY),
            ("app-secret", &good.replace("sha256=", "sha1="), BODY),
            ("app-secret", &good[..good.len() - 1], BODY),
            ("app-secret", &good[..good.len() - 2], BODY),
            ("app-secret", &good.replace("cac28adb", "CAC28ADB"), BODY),
            ("app-secret", "sha256=", BODY),
            ("app-secret", "", BODY),
        ] {
            assert!(!ask(secrets, signature, body), "{name} {secrets} {signature}");
        }
        assert!(!proven(name, "app-secret", &HeaderMap::new(), BODY, 1_790_848_800));
    }
}

#[test]
fn meta_is_answered_its_challenge() {
    let none = HeaderMap::new();
    let ask = |secrets: &str, query: &str| {
        let now = time::from_unix(1_790_848_800).unwrap();
        let delivery = Delivery { headers: &none, body: b"", query, path_token: None, now };
        channel("whatsapp").handshake(&delivery, &Secrets::parse(secrets))
    };
    let query = "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=tajne%20s%C5%82owo";
    assert_eq!(ask("verify:x verify:1", "hub.mode=subscribe&hub.challenge=7&hub.verify_token=1").as_deref(), Some("7"));
    for (secrets, query) in [
        ("verify:tajne", query),
        ("1", "hub.mode=subscribe&hub.challenge=7&hub.verify_token=1"),
        ("verify:1", "hub.mode=unsubscribe&hub.challenge=7&hub.verify_token=1"),
        ("verify:1", "hub.challenge=7&hub.verify_token=1"),
        ("verify:1", "hub.mode=subscribe&hub.verify_token=1"),
        ("verify:1", "hub.mode=subscribe&hub.challenge=&hub.verify_token=1"),
        ("verify:1", "hub.mode=subscribe&hub.challenge=%3Cscript%3E&hub.verify_token=1"),
        ("verify:1", "hub.mode=subscribe&hub.challenge=7"),
        ("verify:1", "hub.mode=subscribe&hub.challenge=7&hub.verify_token="),
        ("", "hub.mode=subscribe&hub.challenge=7&hub.verify_token="),
        ("verify:1", ""),
    ] {
        assert_eq!(ask(secrets, query), None, "{secrets} {query}");
    }
    let delivery =
        Delivery { headers: &none, body: b"", query, path_token: None, now: time::from_unix(1_790_848_800).unwrap() };
    assert_eq!(channel("postmark").handshake(&delivery, &Secrets::parse("verify:1")), None);
}

#[test]
fn mailgun() {
    let at = 1_790_848_800;
    let multipart = headers(&[("content-type", FORM)]);
    let body = fixture("mailgun.txt");
    assert!(proven("mailgun", "key-test", &multipart, &body, at));
    assert!(proven("mailgun", "old key-test", &multipart, &body, at + 900));
    assert!(!proven("mailgun", "key-test", &multipart, &body, at + 901));
    assert!(!proven("mailgun", "key-test", &multipart, &body, at - 901));
    assert!(!proven("mailgun", "key-tes", &multipart, &body, at));
    assert!(!proven("mailgun", "key-test", &HeaderMap::new(), &body, at));
    let form = headers(&[("content-type", "application/x-www-form-urlencoded")]);
    let good = "27cae98906f52657c29bf713976b781d754ff03f23e58abc6d5d308a2bfdf1a9";
    let ask = |timestamp: &str, token: &str, signature: &str| {
        let body = format!("timestamp={timestamp}&token={token}&signature={signature}");
        proven("mailgun", "key-test", &form, body.as_bytes(), 1_461_261_330)
    };
    assert!(ask("1461261330", "abc", good));
    for (timestamp, token, signature) in [
        ("1461261331", "abc", good),
        ("146126133", "0abc", good),
        ("1461261330", "abd", good),
        ("1461261330", "abc", &good.to_uppercase()),
        ("1461261330", "abc", &good[1..]),
        ("1461261330", "abc", ""),
        ("", "abc", good),
    ] {
        assert!(!ask(timestamp, token, signature), "{timestamp} {token} {signature}");
    }
    assert!(configured("mailgun", "k") && !configured("mailgun", "path:x"));
}

#[test]
fn svix() {
    let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let (body, at) = (br#"{"test": 2432232314}"#, 1_614_265_330);
    let good = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    for (name, prefix) in [("resend", "svix"), ("resend", "webhook"), ("standard", "webhook")] {
        let sent = |timestamp: &str, signature: &str| {
            headers(&[
                (&format!("{prefix}-id"), "msg_p5jXN8AQM9LWM0D4loKWxJek"),
                (&format!("{prefix}-timestamp"), timestamp),
                (&format!("{prefix}-signature"), signature),
            ])
        };
        let ask = |secrets: &str, sent: &HeaderMap, body: &[u8], at: i64| proven(name, secrets, sent, body, at);
        assert!(ask(secret, &sent("1614265330", good), body, at));
        assert!(ask(secret, &sent("1614265330", &format!("v1,AAAA v1a,x {good}")), body, at + 300));
        for (sent, body, at) in [
            (sent("1614265330", good), &body[1..], at),
            (sent("1614265330", good), body, at + 301),
            (sent("1614265330", good), body, at - 301),
            (sent("1614265331", good), body, at),
            (sent("1614265330", &good[3..]), body, at),
            (sent("1614265330", &good.replace("v1,", "v2,")), body, at),
            (HeaderMap::new(), body, at),
        ] {
            assert!(!ask(secret, &sent, body, at), "{sent:?}");
        }
        assert!(configured(name, secret) && !configured(name, "path:x"));
    }
}

#[test]
fn zendesk() {
    let good = "Z0beTafgmVlkJkBvRxVmxdep/9b6q9AGOYTrkOxig1U=";
    let empty = "u+DI5vHaBBUP+OgUAHb5WTE34kjJtxJyJYKr9EXCIKA=";
    let stamp = "2024-04-17T17:18:10Z";
    let at = 1_713_374_290;
    let ask = |secrets: &str, timestamp: &str, signature: &str, body: &[u8], at: i64| {
        let sent = headers(&[
            ("x-zendesk-webhook-signature", signature),
            ("x-zendesk-webhook-signature-timestamp", timestamp),
        ]);
        proven("zendesk", secrets, &sent, body, at)
    };
    assert!(ask("zd-secret", stamp, good, BODY, at));
    assert!(ask("x zd-secret", stamp, good, BODY, at + 900));
    assert!(ask("zd-secret", stamp, empty, b"", at));
    for (secrets, timestamp, signature, body, at) in [
        ("zd-secre", stamp, good, BODY, at),
        ("zd-secret", stamp, good, &BODY[1..], at),
        ("zd-secret", stamp, empty, BODY, at),
        ("zd-secret", "2024-04-17T17:18:11Z", good, BODY, at),
        ("zd-secret", "1713374290", good, BODY, at),
        ("zd-secret", "", good, BODY, at),
        ("zd-secret", stamp, good, BODY, at + 901),
        ("zd-secret", stamp, good, BODY, at - 901),
        ("zd-secret", stamp, &good[..42], BODY, at),
        ("zd-secret", stamp, "", BODY, at),
    ] {
        assert!(!ask(secrets, timestamp, signature, body, at), "{secrets} {timestamp} {signature}");
    }
    assert!(!proven("zendesk", "zd-secret", &HeaderMap::new(), BODY, at));
}

#[test]
fn chatwoot() {
    let good = "sha256=b3898b2bb57e3ef58f0cb84169451ffe5b3c9127802926979f7ce93055e0b86c";
    let at = 1_723_536_000;
    let ask = |secrets: &str, timestamp: &str, signature: &str, body: &[u8], at: i64| {
        let sent = headers(&[("x-chatwoot-signature", signature), ("x-chatwoot-timestamp", timestamp)]);
        proven("chatwoot", secrets, &sent, body, at)
    };
    assert!(ask("cw-secret", "1723536000", good, BODY, at + 300));
    assert!(ask("cw-secret path:x", "1723536000", good, BODY, at));
    for (secrets, timestamp, signature, body, at) in [
        ("cw-secre", "1723536000", good, BODY, at),
        ("cw-secret", "1723536001", good, BODY, at),
        ("cw-secret", "1723536000", good, b"", at),
        ("cw-secret", "1723536000", good, BODY, at + 301),
        ("cw-secret", "1723536000", &good[7..], BODY, at),
        ("cw-secret", "1723536000", &good.to_uppercase(), BODY, at),
        ("cw-secret", "", good, BODY, at),
    ] {
        assert!(!ask(secrets, timestamp, signature, body, at), "{secrets} {timestamp} {signature}");
    }
    // Older releases do not sign.
    assert!(proven("chatwoot", "path:x", &HeaderMap::new(), BODY, at));
    assert!(!proven("chatwoot", "cw-secret path:x", &HeaderMap::new(), BODY, at));
}

#[test]
fn postmark() {
    let basic = headers(&[("authorization", &format!("Basic {}", BASE64.encode(b"u:p")))]);
    let named = headers(&[("x-key", "v")]);
    let none = HeaderMap::new();
    for (secrets, sent, expected) in [
        ("basic:u:p", &basic, true),
        ("basic:u:q", &basic, false),
        ("basic:u:p path:x", &none, false),
        ("header:X-Key:v", &named, true),
        ("header:X-Key:w", &named, false),
        ("path:x", &none, true),
        ("word", &none, false),
    ] {
        assert_eq!(proven("postmark", secrets, sent, b"{}", 1_790_848_800), expected, "{secrets}");
    }
    assert!(!configured("postmark", "word"));
}

#[test]
fn sendgrid() {
    let key = SigningKey::from_slice(&[7; 32]).unwrap();
    let point = key.verifying_key().to_sec1_point(false);
    let spki = HEXLOWER.decode(b"3059301306072a8648ce3d020106082a8648ce3d030107034200").unwrap();
    let public = BASE64.encode(&[&spki, point.as_bytes()].concat());
    let body = fixture("sendgrid.txt");
    let signature: Signature = key.sign(&[b"1790848800", body.as_slice()].concat());
    let signature = BASE64.encode(signature.to_der().as_bytes());
    let sent = headers(&[
        ("content-type", FORM),
        ("x-twilio-email-event-webhook-signature", &signature),
        ("x-twilio-email-event-webhook-timestamp", "1790848800"),
    ]);
    let at = 1_790_848_800;
    assert!(proven("sendgrid", &public, &sent, &body, at));
    assert!(!proven("sendgrid", &public, &sent, &body[1..], at));
    assert!(!proven("sendgrid", &public, &HeaderMap::new(), &body, at));
    assert!(!proven("sendgrid", &format!("{public} path:x"), &HeaderMap::new(), &body, at));
    assert!(proven("sendgrid", "path:x", &HeaderMap::new(), &body, at));
    assert!(configured("sendgrid", &public) && !configured("sendgrid", "word"));
}

#[test]
fn the_vectors_are_made_as_they_are_said_to_be() {
    let mut mac = Hmac::<Sha256>::new_from_slice(b"app-secret").unwrap();
    mac.update(BODY);
    let code = HEXLOWER.encode(&mac.finalize().into_bytes());
    assert_eq!(code, "cac28adb557e0fb78c4c28466573e783d46818de1b97e178744424e16a2ed051");
}
