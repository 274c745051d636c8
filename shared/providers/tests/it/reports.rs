//! What reports say, provider by provider.

use crate::world::{delivery, headers};
use sledz_providers::{
    registry,
    report::{Fate, Report},
};

/// A fate in short.
fn short(report: &Report) -> String {
    let fate = match &report.fate {
        Fate::Delivered => "delivered",
        Fate::Failed { permanent: true, .. } => "permanent",
        Fate::Failed { permanent: false, .. } => "failed",
        Fate::Complained => "complained",
        Fate::Unsubscribed => "unsubscribed",
    };
    format!("{} {fate}", report.reference)
}

fn read(name: &str, body: &str, query: &str) -> Vec<Report> {
    let none = headers(&[]);
    let reports = registry::reporter(name).unwrap().read(&delivery(&none, body.as_bytes()), query);
    let reports = reports.unwrap_or_else(|why| panic!("{name} {body}: {}", why.0));
    for report in &reports {
        if let Fate::Failed { why, .. } = &report.fate {
            assert!(why.starts_with(name), "{why}");
            assert!(!why.contains("jan@example.pl") && !why.contains("48600000001"), "{why}");
        }
    }
    reports
}

/// Reads every body of a table and compares all reports.
fn check(name: &str, table: &[(&str, &str, &[&str])]) {
    for (body, query, expected) in table {
        let found: Vec<String> = read(name, body, query).iter().map(short).collect();
        assert_eq!(found, *expected, "{body} {query}");
    }
}

fn at(name: &str, body: &str, query: &str) -> Option<String> {
    read(name, body, query)[0].at.map(|at| at.to_rfc3339())
}

#[test]
fn postmark() {
    let told = |fields: &str| format!(r#"{{{fields},"Email":"jan@example.pl","Metadata":{{"sledz":"m-1","x":"y"}}}}"#);
    for (fields, expected) in [
        (r#""RecordType":"Delivery","DeliveredAt":"2026-10-01T08:00:00Z""#, Some("m-1 delivered")),
        (r#""RecordType":"SpamComplaint","Type":"SpamComplaint","Inactive":true"#, Some("m-1 complained")),
        (
            r#""RecordType":"SubscriptionChange","SuppressSending":true,"SuppressionReason":"HardBounce""#,
            Some("m-1 permanent"),
        ),
        (
            r#""RecordType":"SubscriptionChange","SuppressSending":true,"SuppressionReason":"SpamComplaint""#,
            Some("m-1 complained"),
        ),
        (
            r#""RecordType":"SubscriptionChange","SuppressSending":true,"SuppressionReason":"ManualSuppression""#,
            Some("m-1 unsubscribed"),
        ),
        (r#""RecordType":"SubscriptionChange","SuppressSending":false,"SuppressionReason":null"#, None),
        (r#""RecordType":"Open""#, None),
        (r#""RecordType":"Click""#, None),
        (r#""RecordType":"Tomorrow""#, None),
        (r#""RecordType":7"#, None),
        (r#""Type":"HardBounce""#, None),
        (r#""RecordType":"Bounce""#, None),
    ] {
        let found: Vec<String> = read("postmark", &told(fields), "").iter().map(short).collect();
        assert_eq!(found.first().map(String::as_str), expected, "{fields}");
    }
    for (kinds, calm, inactive) in [
        (&["HardBounce", "BadEmailAddress", "ManuallyDeactivated"][..], Some("m-1 permanent"), Some("m-1 permanent")),
        (
            &[
                "SoftBounce",
                "Transient",
                "DnsError",
                "Unknown",
                "Unconfirmed",
                "ChallengeVerification",
                "SpamNotification",
                "VirusNotification",
                "Blocked",
                "DMARCPolicy",
                "SMTPApiError",
                "TemplateRenderingFailed",
            ],
            Some("m-1 failed"),
            Some("m-1 permanent"),
        ),
        (
            &["AutoResponder", "AddressChange", "Subscribe", "OpenRelayTest", "InboundError", "Tomorrow"],
            None,
            Some("m-1 permanent"),
        ),
        (&["SpamComplaint"], Some("m-1 complained"), Some("m-1 complained")),
        (&["Unsubscribe"], Some("m-1 unsubscribed"), Some("m-1 unsubscribed")),
    ] {
        for kind in kinds {
            for (active, expected) in [("false", calm), ("true", inactive)] {
                let fields = format!(r#""RecordType":"Bounce","Type":"{kind}","Inactive":{active}"#);
                let found: Vec<String> = read("postmark", &told(&fields), "").iter().map(short).collect();
                assert_eq!(found.first().map(String::as_str), expected, "{fields}");
            }
        }
    }
    check(
        "postmark",
        &[
            (r#"{"RecordType":"Delivery","Metadata":{}}"#, "", &[]),
            (r#"{"RecordType":"Delivery"}"#, "", &[]),
            (r#"{"RecordType":"Delivery","Metadata":{"sledz":"a b"}}"#, "", &[]),
            (r#"{"RecordType":"Delivery","Metadata":{"sledz":7}}"#, "", &[]),
            (r#"{"RecordType":"Delivery","Metadata":"sledz"}"#, "", &[]),
        ],
    );
    let bounce = r#"{"RecordType":"Bounce","Type":"HardBounce","BouncedAt":"2026-10-01T10:00:00.1234567+02:00","Metadata":{"sledz":"m"}}"#;
    assert_eq!(at("postmark", bounce, "").unwrap(), "2026-10-01T08:00:00.123+00:00");
    assert_eq!(at("postmark", &bounce.replace("2026", "0026"), ""), None);
}

#[test]
fn resend() {
    let told = |kind: &str, data: &str| {
        format!(
            r#"{{"type":"{kind}","created_at":"2026-10-01T08:00:00.126Z","data":{{"to":["jan@example.pl"],"tags":{{"sledz":"m-1"}}{data}}}}}"#
        )
    };
    for (kind, data, expected) in [
        ("email.delivered", "", Some("m-1 delivered")),
        ("email.complained", "", Some("m-1 complained")),
        (
            "email.bounced",
            r#","bounce":{"type":"Permanent","subType":"Suppressed","message":"jan@example.pl"}"#,
            Some("m-1 permanent"),
        ),
        ("email.bounced", r#","bounce":{"message":"x"}"#, Some("m-1 permanent")),
        ("email.bounced", "", Some("m-1 permanent")),
        ("email.bounced", r#","bounce":{"type":"Transient"}"#, Some("m-1 failed")),
        ("email.bounced", r#","bounce":{"type":"Undetermined"}"#, Some("m-1 failed")),
        ("email.suppressed", "", Some("m-1 permanent")),
        ("email.failed", "", Some("m-1 failed")),
        ("email.delivery_delayed", "", None),
        ("email.sent", "", None),
        ("email.opened", "", None),
        ("email.clicked", "", None),
        ("contact.created", "", None),
    ] {
        let found: Vec<String> = read("resend", &told(kind, data), "").iter().map(short).collect();
        assert_eq!(found.first().map(String::as_str), expected, "{kind} {data}");
    }
    check(
        "resend",
        &[
            (
                r#"{"type":"email.delivered","data":{"tags":[{"name":"kind","value":"x"},{"name":"sledz","value":"m-2"}]}}"#,
                "",
                &["m-2 delivered"],
            ),
            (r#"{"type":"email.delivered","data":{"tags":[{"name":"kind","value":"x"}]}}"#, "", &[]),
            (r#"{"type":"email.delivered","data":{"tags":[]}}"#, "", &[]),
            (r#"{"type":"email.delivered","data":{"tags":"sledz"}}"#, "", &[]),
            (r#"{"type":"email.delivered","data":{}}"#, "", &[]),
            (r#"{"type":"email.delivered","data":7}"#, "", &[]),
            (r#"{"type":"email.delivered"}"#, "", &[]),
            (r#"{}"#, "", &[]),
        ],
    );
    assert_eq!(at("resend", &told("email.delivered", ""), "").unwrap(), "2026-10-01T08:00:00.126+00:00");
}

#[test]
fn mailgun() {
    let told =
        |data: &str| format!(r#"{{"signature":{{}},"event-data":{{{data},"user-variables":{{"sledz":"m-1"}}}}}}"#);
    for (data, expected) in [
        (r#""event":"delivered""#, Some("m-1 delivered")),
        (r#""event":"complained""#, Some("m-1 complained")),
        (r#""event":"unsubscribed""#, Some("m-1 unsubscribed")),
        (r#""event":"rejected","reject":{"reason":"jan@example.pl"}"#, Some("m-1 failed")),
        (r#""event":"failed","severity":"permanent","reason":"bounce""#, Some("m-1 permanent")),
        (r#""event":"failed","severity":"permanent","reason":"generic""#, Some("m-1 permanent")),
        (r#""event":"failed","severity":"permanent","reason":"suppress-bounce""#, Some("m-1 permanent")),
        (r#""event":"failed","severity":"permanent","reason":"suppress-complaint""#, Some("m-1 complained")),
        (r#""event":"failed","severity":"permanent","reason":"suppress-unsubscribe""#, Some("m-1 unsubscribed")),
        (r#""event":"failed","severity":"permanent","reason":"old""#, Some("m-1 failed")),
        (r#""event":"failed","severity":"permanent""#, Some("m-1 permanent")),
        (r#""event":"failed","severity":"temporary","reason":"generic""#, None),
        (r#""event":"failed""#, None),
        (r#""event":"accepted""#, None),
        (r#""event":"opened""#, None),
        (r#""event":"clicked""#, None),
        (r#""event":7"#, None),
        (r#""x":1"#, None),
    ] {
        let found: Vec<String> = read("mailgun", &told(data), "").iter().map(short).collect();
        assert_eq!(found.first().map(String::as_str), expected, "{data}");
    }
    check(
        "mailgun",
        &[
            (r#"{"event-data":{"event":"delivered","user-variables":{}}}"#, "", &[]),
            (r#"{"event-data":{"event":"delivered"}}"#, "", &[]),
            (r#"{"event-data":[]}"#, "", &[]),
            (r#"{}"#, "", &[]),
        ],
    );
    for (written, expected) in [
        ("1790850660.908181", Some("2026-10-01T10:31:00+00:00")),
        ("\"1790850660\"", Some("2026-10-01T10:31:00+00:00")),
        ("1e99", None),
        ("99999999999999999999999", None),
        ("-1", None),
        ("null", None),
    ] {
        let data = format!(r#""event":"delivered","timestamp":{written}"#);
        assert_eq!(at("mailgun", &told(&data), "").as_deref(), expected, "{written}");
    }
}

#[test]
fn sendgrid() {
    let events = |rest: &[&str]| {
        let all: Vec<String> = rest
            .iter()
            .map(|e| format!(r#"{{"email":"jan@example.pl","sledz":"m-1","timestamp":1790850660,{e}}}"#))
            .collect();
        format!("[{}]", all.join(","))
    };
    for (event, expected) in [
        (r#""event":"delivered""#, Some("m-1 delivered")),
        (r#""event":"bounce","type":"bounce","status":"5.1.1","reason":"jan@example.pl""#, Some("m-1 permanent")),
        (r#""event":"bounce""#, Some("m-1 permanent")),
        (r#""event":"bounce","type":"blocked""#, Some("m-1 failed")),
        (r#""event":"dropped","reason":"Bounced Address""#, Some("m-1 permanent")),
        (r#""event":"dropped","reason":"Invalid""#, Some("m-1 permanent")),
        (r#""event":"dropped","reason":"Spam Reporting Address""#, Some("m-1 complained")),
        (r#""event":"dropped","reason":"Unsubscribed Address""#, Some("m-1 unsubscribed")),
        (r#""event":"dropped","reason":"Recipient List over Package Quota""#, Some("m-1 failed")),
        (r#""event":"dropped""#, Some("m-1 failed")),
        (r#""event":"spamreport""#, Some("m-1 complained")),
        (r#""event":"unsubscribe""#, Some("m-1 unsubscribed")),
        (r#""event":"group_unsubscribe""#, Some("m-1 unsubscribed")),
        (r#""event":"group_resubscribe""#, None),
        (r#""event":"processed""#, None),
        (r#""event":"deferred""#, None),
        (r#""event":"open""#, None),
        (r#""event":"click""#, None),
        (r#""event":"tomorrow""#, None),
        (r#""event":{}"#, None),
    ] {
        let found: Vec<String> = read("sendgrid", &events(&[event]), "").iter().map(short).collect();
        assert_eq!(found.first().map(String::as_str), expected, "{event}");
    }
    // Duplicates stay: what follows from a report is the same twice.
    let twice = events(&[r#""event":"delivered""#, r#""event":"open""#, r#""event":"delivered""#]);
    check(
        "sendgrid",
        &[
            (&twice, "", &["m-1 delivered", "m-1 delivered"]),
            (
                r#"[{"event":"delivered"},7,null,[],{"event":"delivered","sledz":"m-2"},{"sledz":"m-3"}]"#,
                "",
                &["m-2 delivered"],
            ),
            (r#"{"event":"delivered","sledz":"m-4"}"#, "", &["m-4 delivered"]),
            (" []\r\n", "", &[]),
        ],
    );
    assert_eq!(at("sendgrid", &twice, "").unwrap(), "2026-10-01T10:31:00+00:00");
}

#[test]
fn smsapi() {
    let one =
        |status: &str| format!("MsgId=5F1C&status={status}&idx=m-1&donedate=1790850660&to=48600000001&username=u");
    for (statuses, expected) in [
        (&["404", "DELIVERED", "delivered"][..], Some("m-1 delivered")),
        (&["405", "406", "407", "UNDELIVERED", "FAILED", "REJECTED"], Some("m-1 permanent")),
        (&["401", "402", "408", "NOT_FOUND", "EXPIRED", "UNKNOWN"], Some("m-1 failed")),
        (&["412", "STOP"], Some("m-1 unsubscribed")),
        (&["403", "409", "410", "411", "SENT", "QUEUE", "ACCEPTED", "RENEWAL", "999", "x", ""], None),
    ] {
        for status in statuses {
            for (body, query) in [(one(status), String::new()), (String::new(), one(status))] {
                let found: Vec<String> = read("smsapi", &body, &query).iter().map(short).collect();
                assert_eq!(found.first().map(String::as_str), expected, "{status}");
            }
        }
    }
    check(
        "smsapi",
        &[
            (
                "MsgId=a,b,c,d&status=404,403,405,404&status_name=DELIVERED,SENT,UNDELIVERED,DELIVERED&idx=m-1,m-2,m-3,m-1&donedate=1,2,3,4",
                "",
                &["m-1 delivered", "m-3 permanent", "m-1 delivered"],
            ),
            ("", "idx=m-1%2Cm-2&status=404%2C412", &["m-1 delivered", "m-2 unsubscribed"]),
            ("idx=m-1,,m-3&status=404,404,404", "", &["m-1 delivered", "m-3 delivered"]),
            ("idx=m-1,m-2&status=404", "", &["m-1 delivered"]),
            ("idx=m-1,m-2&status=404&status_name=x,FAILED", "", &["m-1 delivered", "m-2 permanent"]),
            ("idx=m-1&status_name=DELIVERED", "", &["m-1 delivered"]),
            ("idx=m-1&status=777&status_name=DELIVERED", "", &["m-1 delivered"]),
            ("idx=m-1&status=403&status_name=DELIVERED", "", &[]),
            ("idx=a%20b&status=404", "", &[]),
            ("status=404", "", &[]),
            ("idx=m-1", "", &[]),
            ("", "", &[]),
            ("{\"idx\":\"m-1\"}", "", &[]),
            ("idx=m-1&status=404", "idx=m-9&status=412", &["m-1 delivered"]),
            ("idx=m-1&status=404", "ref=m-9", &["m-1 delivered"]),
            ("status=404", "ref=m-9", &["m-9 delivered"]),
            ("status_name=STOP", "ref=m-9", &["m-9 unsubscribed"]),
            ("", "ref=m-9&status=404", &["m-9 delivered"]),
            ("status=404,405", "ref=m-9", &[]),
            ("", "ref=m-9", &[]),
        ],
    );
    for (written, expected) in [
        ("1790850660", Some("2026-10-01T10:31:00+00:00")),
        ("2026-10-01 12:31:00", Some("2026-10-01T10:31:00+00:00")),
        ("0", None),
        ("99999999999999999999", None),
        ("", None),
    ] {
        let body = format!("idx=m-1&status=404&donedate={written}");
        assert_eq!(at("smsapi", &body, "").as_deref(), expected, "{written}");
    }
}

#[test]
fn twilio() {
    let reference = "ref=m-1";
    check(
        "twilio",
        &[
            ("MessageSid=SM1&MessageStatus=delivered&To=%2B48600000001", reference, &["m-1 delivered"]),
            ("SmsSid=SM1&SmsStatus=delivered", reference, &["m-1 delivered"]),
            ("MessageStatus=failed", reference, &["m-1 failed"]),
            ("MessageStatus=undelivered&ErrorCode=30003", reference, &["m-1 failed"]),
            ("MessageStatus=undelivered&ErrorCode=30005", reference, &["m-1 permanent"]),
            ("MessageStatus=undelivered&ErrorCode=30006", reference, &["m-1 permanent"]),
            ("MessageStatus=failed&ErrorCode=21614", reference, &["m-1 permanent"]),
            ("MessageStatus=failed&ErrorCode=21211", reference, &["m-1 permanent"]),
            ("MessageStatus=failed&ErrorCode=21610", reference, &["m-1 unsubscribed"]),
            ("MessageStatus=failed&ErrorCode=21611", reference, &["m-1 failed"]),
            ("MessageStatus=failed&ErrorCode=99999999999999", reference, &["m-1 failed"]),
            ("MessageStatus=failed&ErrorCode=", reference, &["m-1 failed"]),
            ("MessageStatus=queued", reference, &[]),
            ("MessageStatus=sending", reference, &[]),
            ("MessageStatus=sent", reference, &[]),
            ("MessageStatus=tomorrow", reference, &[]),
            ("MessageStatus=delivered", "", &[]),
            ("MessageStatus=delivered", "ref=", &[]),
            ("MessageStatus=delivered", "ref=a%20b", &[]),
            ("MessageStatus=delivered&ref=m-2", "", &[]),
            ("", reference, &[]),
        ],
    );
    assert_eq!(at("twilio", "MessageStatus=delivered", reference), None);
}

#[test]
fn what_is_no_report_at_all() {
    let none = headers(&[]);
    let deep = format!("{}1{}", "{\"a\":".repeat(70), "}".repeat(70));
    let deep_array = "[".repeat(100_000);
    let bodies: [&[u8]; 9] =
        [b"", b" ", b"{", b"[{]", b"\"x\"", b"<html>", b"\xff\xfe", deep.as_bytes(), deep_array.as_bytes()];
    for name in ["postmark", "resend", "mailgun", "sendgrid"] {
        for body in bodies {
            let refused = registry::reporter(name).unwrap().read(&delivery(&none, body), "");
            assert!(refused.is_err(), "{name} {:?}", String::from_utf8_lossy(body.get(..9).unwrap_or(body)));
        }
    }
    for name in ["smsapi", "twilio"] {
        assert!(registry::reporter(name).unwrap().read(&delivery(&none, b"idx=\xff"), "").is_err());
        let long = format!("idx={}&status={}&MessageStatus=delivered", "a,".repeat(50_000), "404,".repeat(50_000));
        let query = format!("ref={}", "a".repeat(65));
        let found = registry::reporter(name).unwrap().read(&delivery(&none, long.as_bytes()), &query).unwrap();
        assert_eq!(found.len(), if name == "smsapi" { 50_000 } else { 0 });
    }
}

#[test]
fn what_each_waits_for() {
    for reporter in registry::REPORTERS {
        let is_smsapi = reporter.name() == "smsapi";
        assert_eq!(reporter.answer(), if is_smsapi { "OK" } else { "ok" });
        assert_eq!(reporter.answers_get(), is_smsapi);
    }
}
