//! Requests to providers of SMS, and their answers code by code.

use crate::world::{GARBAGE, Settings, check_answers, form, header, headers, now, verdict};
use sledz_providers::{outcome::Answer, registry, sms::Sms};
use std::collections::BTreeMap;

const SMS: Sms = Sms {
    to: "48600000001",
    text: "Paczka 1001 czeka: żółty automat + 2 & więcej",
    reference: "m_1-A",
    report_url: Some("https://sledz.sklep.pl/hooks/reports/x/tok?ref=m_1-A"),
};

fn smsapi() -> Settings {
    Settings::new(&[("sms_key", "tok"), ("sms_from", "Herbata"), ("smsapi_url", "https://api.smsapi.pl")])
}

fn twilio() -> Settings {
    Settings::new(&[("sms_key", "AC12:secret"), ("sms_from", "+48500000000"), ("twilio_url", "https://api.twilio.com")])
}

fn expected(fields: &[(&str, &str)]) -> BTreeMap<String, String> {
    fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn a_request_to_smsapi() {
    let provider = registry::sms("smsapi").unwrap();
    let request = provider.request(&SMS, &smsapi()).unwrap();
    assert_eq!(request.method(), "POST");
    assert_eq!(request.uri(), "https://api.smsapi.pl/sms.do");
    assert_eq!(header(&request, "authorization"), "Bearer tok");
    let mut fields = expected(&[
        ("to", "48600000001"),
        ("message", SMS.text),
        ("encoding", "utf-8"),
        ("format", "json"),
        ("idx", "m_1-A"),
        ("check_idx", "1"),
        ("max_parts", "6"),
        ("from", "Herbata"),
        ("notify_url", "https://sledz.sklep.pl/hooks/reports/x/tok?ref=m_1-A"),
    ]);
    assert_eq!(form(&request), fields);
    fields.remove("from");
    fields.remove("notify_url");
    let plain = provider.request(&Sms { report_url: None, ..SMS }, &smsapi().with("sms_from", "")).unwrap();
    assert_eq!(form(&plain), fields);
    assert!(provider.is_idempotent());
}

#[test]
fn a_request_to_twilio() {
    let provider = registry::sms("twilio").unwrap();
    let request = provider.request(&SMS, &twilio()).unwrap();
    assert_eq!(request.uri(), "https://api.twilio.com/2010-04-01/Accounts/AC12/Messages.json");
    assert_eq!(header(&request, "authorization"), "Basic QUMxMjpzZWNyZXQ=");
    let fields = [
        ("To", "+48600000001"),
        ("From", "+48500000000"),
        ("Body", SMS.text),
        ("StatusCallback", "https://sledz.sklep.pl/hooks/reports/x/tok?ref=m_1-A"),
    ];
    assert_eq!(form(&request), expected(&fields));
    for (from, field) in [("MG0123456789abcdef0123456789abcdef", "MessagingServiceSid"), ("MGLAB", "From")] {
        let request = provider.request(&SMS, &twilio().with("sms_from", from)).unwrap();
        assert_eq!(form(&request)[field], from);
    }
    assert!(!provider.is_idempotent());
}

#[test]
fn nothing_is_injected() {
    for (name, settings) in [("smsapi", smsapi()), ("twilio", twilio())] {
        let provider = registry::sms(name).unwrap();
        assert!(provider.problems(&settings).is_empty());
        for sms in [
            Sms { to: "48600000001,48600000002", ..SMS },
            Sms { to: "48600000001\r\nX: y", ..SMS },
            Sms { to: "+48600000001", ..SMS },
            Sms { to: "048600000001", ..SMS },
            Sms { to: "4860000", ..SMS },
            Sms { to: "4860000000123456", ..SMS },
            Sms { to: "٤٨٦٠٠٠٠٠٠٠٠١", ..SMS },
            Sms { to: "", ..SMS },
            Sms { reference: "a|b", ..SMS },
            Sms { reference: "a,b", ..SMS },
            Sms { report_url: Some("https://a.pl\r\nX: y"), ..SMS },
            Sms { report_url: Some("/hooks"), ..SMS },
        ] {
            let why = provider.request(&sms, &settings).expect_err(&format!("{name} {sms:?}"));
            assert!(!why.contains("4860"), "{why}");
        }
    }
}

#[test]
fn wrong_settings_are_told_and_send_nothing() {
    let url = "must be a scheme and a host without a path, such as";
    for (name, settings, variable, value, expected) in [
        ("smsapi", smsapi(), "sms_key", "", "sms_provider is smsapi, but sms_key is empty".to_owned()),
        ("smsapi", smsapi(), "sms_from", "a\r\nb", "sms_from is no sender's name".to_owned()),
        ("smsapi", smsapi(), "smsapi_url", "", format!("smsapi_url {url} https://api.smsapi.pl")),
        ("twilio", twilio(), "sms_key", "", "sms_provider is twilio, but sms_key is empty".to_owned()),
        (
            "twilio",
            twilio(),
            "sms_key",
            "AC/../x:y",
            "sms_provider is twilio, but sms_key is not <AccountSid>:<AuthToken>".to_owned(),
        ),
        (
            "twilio",
            twilio(),
            "sms_key",
            "AC12:",
            "sms_provider is twilio, but sms_key is not <AccountSid>:<AuthToken>".to_owned(),
        ),
        ("twilio", twilio(), "sms_from", "", "sms_provider is twilio, but sms_from is empty".to_owned()),
        ("twilio", twilio(), "sms_from", "a\nb", "sms_from is no sender's name or number".to_owned()),
        ("twilio", twilio(), "twilio_url", "twilio", format!("twilio_url {url} https://api.twilio.com")),
    ] {
        let provider = registry::sms(name).unwrap();
        let settings = settings.with(variable, value);
        assert!(provider.variables().contains(&variable));
        assert_eq!(provider.problems(&settings), std::slice::from_ref(&expected));
        assert_eq!(provider.request(&SMS, &settings).unwrap_err(), expected);
    }
}

#[test]
fn answers_of_smsapi() {
    let provider = registry::sms("smsapi").unwrap();
    let read = |answer: &Answer, now| provider.read(answer, now);
    let ok = r#"{"count":1,"list":[{"id":"5F1C0D","points":0.16,"number":"48600000001","status":"QUEUE","idx":"m","error":null}]}"#;
    check_answers(
        &read,
        &[
            (200, &[], ok, "accepted 5F1C0D", ""),
            (
                200,
                &[],
                r#"{"error":null,"list":[{"id":12345678901234567890123}]}"#,
                "accepted 12345678901234567890123",
                "",
            ),
            (200, &[], r#"{"error":0,"list":[{"id":"a","error":0}]}"#, "accepted a", ""),
            (200, &[], r#"{"count":1,"list":[{"id":"a","error":"57"}]}"#, "address", "blacklist"),
            (200, &[], r#"{"count":0,"list":[]}"#, "later", "nobody knows"),
            (200, &[], r#"{"list":["x"]}"#, "later", "nobody knows"),
            (200, &[], r#"{"error":"x"}"#, "later", "nobody knows"),
            (200, &[], r#"{"error":99999999999999}"#, "later", "nobody knows"),
            (
                200,
                &[],
                r#"{"error":13,"message":"No correct phonenumbers","invalid_numbers":[{"number":"48600000001"}]}"#,
                "address",
                "code 13",
            ),
            (200, &[("retry-after", "60")], r#"{"error":52}"#, "later 60", "within a minute"),
            (401, &[], r#"{"error":13}"#, "later", "key"),
            (400, &[], r#"{"error":13}"#, "address", "code 13"),
            (403, &[], r#"{"error":103}"#, "later", "credits"),
            (429, &[("retry-after", "5")], "", "later 5", "too many"),
            (502, &[], "<html>", "later", "trouble"),
            (400, &[], "<html>", "never", "refuses"),
        ],
    );
    let judged = |code: u32| {
        let body = format!(r#"{{"error":{code},"message":"x"}}"#);
        let none = headers(&[]);
        verdict(provider.read(&Answer { status: 200, headers: &none, body: body.as_bytes() }, now())).0
    };
    for (codes, expected) in [
        (&[53][..], "accepted"),
        (&[13, 57, 59, 112], "address"),
        (&[8, 11, 12, 17, 18, 19, 20, 25, 27, 28, 30, 40, 41, 50, 54, 56, 74, 76, 94, 301, 400], "never"),
        (&[14, 52, 70, 98, 101, 102, 103, 104, 105, 110, 200, 201, 202, 203, 401, 997, 999, 1000, 7777], "later"),
    ] {
        for code in codes {
            assert_eq!(judged(*code), expected, "{code}");
        }
    }
}

#[test]
fn answers_of_twilio() {
    let provider = registry::sms("twilio").unwrap();
    check_answers(
        &|answer, now| provider.read(answer, now),
        &[
            (201, &[], r#"{"sid":"SM123","status":"queued","to":"+48600000001"}"#, "accepted SM123", ""),
            (
                400,
                &[],
                r#"{"code":21211,"message":"+48600000001 is not a valid phone number","status":400}"#,
                "address",
                "21211",
            ),
            (400, &[], r#"{"code":21610}"#, "address", "unsubscribed"),
            (400, &[], r#"{"code":21614}"#, "address", "no mobile"),
            (400, &[], r#"{"code":30005}"#, "address", "not in use"),
            (400, &[], r#"{"code":30006}"#, "address", "landline"),
            (400, &[], r#"{"code":21212}"#, "later", "sms_from"),
            (400, &[], r#"{"code":21606}"#, "later", "sms_from"),
            (400, &[], r#"{"code":21603}"#, "later", "sender"),
            (400, &[], r#"{"code":21408}"#, "later", "country"),
            (400, &[], r#"{"code":21609}"#, "later", "reports"),
            (400, &[], r#"{"code":21611}"#, "later", "queue"),
            (400, &[], r#"{"code":21602}"#, "never", "empty"),
            (400, &[], r#"{"code":21617}"#, "never", "too long"),
            (400, &[], r#"{"code":20404}"#, "later", "account"),
            (400, &[], r#"{"code":99999}"#, "never", "code 99999"),
            (400, &[], r#"{"code":99999999999999999999}"#, "never", "refuses"),
            (401, &[], r#"{"code":20003}"#, "later", "sms_key"),
            (401, &[], r#"{"code":70051}"#, "later", "key"),
            (404, &[], r#"{"code":20404}"#, "later", "account"),
            (429, &[("retry-after", "3")], r#"{"code":20429}"#, "later 3", "too many"),
            (500, &[], r#"{"code":21211}"#, "later", "trouble"),
        ],
    );
}

#[test]
fn garbage() {
    let none = headers(&[]);
    for name in ["smsapi", "twilio"] {
        for body in GARBAGE {
            for (status, expected) in [
                (200, "later"),
                (201, "later"),
                (302, "later"),
                (400, "never"),
                (401, "later"),
                (402, "later"),
                (503, "later"),
            ] {
                let answer = Answer { status, headers: &none, body: body.as_bytes() };
                let (found, why) = verdict(registry::sms(name).unwrap().read(&answer, now()));
                assert_eq!(found, expected, "{name} {status} {body}: {why}");
            }
        }
    }
}
