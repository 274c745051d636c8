//! `GET /healthz`: a word for everybody, details for the shop's own people.

use crate::{
    jobs::JOBS,
    office::{Office, api_tokens},
    world::{World, fields, is_problem, local, skips_named},
};
use chrono::TimeDelta;
use serde_json::{Value, json};
use sledz_e2e::{
    mailbox::faults::{Fault, Faults},
    secrets::{ROLES, local_token},
};

/// Those that a shop without cases and without a message centre has to call.
const WANTED: [&str; 8] =
    ["outbox", "calls", "delays", "stalled", "disagreements", "erasures", "retention", "compaction"];

const DETAILS: [&str; 11] = [
    "counted",
    "dead_letters",
    "jobs",
    "notes",
    "now",
    "order_pollers",
    "pollers",
    "problems",
    "quiet_sources",
    "status",
    "test_clock",
];

#[track_caller]
fn details(office: &Office) -> Value {
    office.ask("reader", "/healthz").expect(200).json().unwrap()
}

/// The jobs that are overdue, of all [`JOBS`].
#[track_caller]
fn overdue(told: &Value) -> Vec<&str> {
    let jobs = told["jobs"].as_array().unwrap();
    assert_eq!(jobs.iter().map(|job| job["job"].as_str().unwrap()).collect::<Vec<_>>(), JOBS);
    jobs.iter().filter(|job| job["overdue"] == true).map(|job| job["job"].as_str().unwrap()).collect()
}

#[test]
fn everybody_gets_one_word() {
    let world = World::open();
    let reply = world.client().get("/healthz").unwrap().expect(200);
    assert_eq!(reply.header("content-type"), "application/json");
    assert_eq!(reply.header("cache-control"), "no-store");
    let told = reply.json().unwrap();
    assert_eq!(fields(&told), ["status"]);
    assert!(told["status"] == "ok" || told["status"] == "degraded", "{told}");
    let head = world.client().request("HEAD", "/healthz").send().unwrap().expect(200);
    assert!(head.body.is_empty());
    for method in ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
        let reply = world.client().request(method, "/healthz").send().unwrap();
        is_problem(&reply, 405);
        assert_eq!(reply.header("allow"), "GET", "{method}");
    }
    let bearer = format!("Bearer {}", world.secrets().api_token);
    let told = world.client().request("GET", "/healthz").header("authorization", &bearer).send().unwrap();
    assert_eq!(fields(&told.expect(200).json().unwrap()), DETAILS);
}

#[test]
fn who_may_know_more() {
    let Some(office) = Office::open("who_may_know_more") else { return };
    for role in ROLES {
        let told = office.ask(role, "/healthz").expect(200).json().unwrap();
        let expected: &[&str] = if role == "export" { &["status"] } else { &DETAILS };
        assert_eq!(fields(&told), expected, "{role}");
    }
    let token = local_token("admin");
    for wrong in ["", "Bearer", "Bearer wrong", "Basic YTpi", &token, &format!("Bearer {token}x")] {
        let call = office.client().request("GET", "/healthz").header("authorization", wrong);
        assert_eq!(fields(&call.send().unwrap().expect(200).json().unwrap()), ["status"], "{wrong}");
    }
    // A token in the address would end up in the logs of every proxy.
    let told = office.ask("", &format!("/healthz?token={token}")).expect(200).json().unwrap();
    assert_eq!(fields(&told), ["status"]);
    // No token, key or secret is told to anybody.
    let text = office.ask("admin", "/healthz").text();
    for secret in ["local-", "whsec_", "hush", &token] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

#[test]
fn jobs_are_overdue_until_they_run_and_again_when_nobody_calls_them() {
    let Some(office) = Office::open("jobs_are_overdue_until_they_run_and_again_when_nobody_calls_them") else { return };
    let told = details(&office);
    assert_eq!((told["status"].as_str(), overdue(&told)), (Some("degraded"), WANTED.to_vec()));
    assert_eq!(told["jobs"][0]["last_run"], Value::Null);
    assert_eq!(told["test_clock"], true);
    office.run_all();
    let ran = office.now();
    let told = details(&office);
    assert_eq!(told["problems"], json!([]));
    assert_eq!((told["status"].as_str(), overdue(&told)), (Some("ok"), Vec::new()));
    for job in told["jobs"].as_array().unwrap().iter().filter(|job| WANTED.contains(&job["job"].as_str().unwrap())) {
        assert_eq!(job["last_run"], ran.format("%Y-%m-%dT%H:%M:%SZ").to_string(), "{job}");
        assert_eq!(job["has_more"], false, "{job}");
    }
    for (minutes, expected) in [
        (14, &[][..]),
        (15, &["outbox", "calls"]),
        (25, &["outbox", "calls", "delays", "erasures"]),
        (150, &["outbox", "calls", "delays", "stalled", "erasures"]),
        (300, &WANTED),
    ] {
        office.pass(ran + TimeDelta::minutes(minutes) - office.now());
        let told = details(&office);
        assert_eq!(overdue(&told), expected, "after {minutes} minutes");
        assert_eq!(told["status"], if expected.is_empty() { "ok" } else { "degraded" });
    }
    office.run_all();
    assert_eq!(details(&office)["status"], "ok");
    // Another moment than the test's own: a clock that was set back makes nothing overdue.
    office.pass(-TimeDelta::days(2));
    assert_eq!(details(&office)["status"], "ok");
}

#[test]
fn a_dead_letter_is_a_reason_to_look() {
    if skips_named("a_dead_letter_is_a_reason_to_look") {
        return;
    }
    let office = Office::with("postmark", "", |builder| builder);
    office.mailbox.set_faults(Faults::default());
    office.run_all();
    office.sell(&office.number(1), Some("bad@example.com"), None);
    assert!(office.sent().is_empty());
    let told = details(&office);
    assert_eq!((&told["dead_letters"], told["status"].as_str()), (&json!(1), Some("degraded")));
    // A failure that passes is none.
    office.mailbox.set_faults(Faults::always(Fault::Error500));
    office.sell(&office.number(2), Some(&office.email()), None);
    assert!(office.sent().is_empty());
    assert_eq!(details(&office)["dead_letters"], 1);
}

/// What is told with these variables in place of right ones.
fn problems(variables: &[(&str, &str)]) -> (Value, Vec<String>) {
    let office = Office::with("postmark", "smsapi", |builder| {
        variables.iter().fold(builder, |builder, (name, value)| builder.variable(name, value))
    });
    office.run_all();
    let told = details(&office);
    let said = told["problems"].as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect();
    (told, said)
}

#[test]
fn what_is_set_wrongly_is_told_in_a_sentence_each() {
    if skips_named("what_is_set_wrongly_is_told_in_a_sentence_each") {
        return;
    }
    let tokens = format!(
        "{} nonsense reader:reader:abc x:boss:{}",
        api_tokens(&[("reader", "reader", &local_token("reader")), ("s", "scheduler", &local_token("scheduler"))]),
        "0".repeat(64)
    );
    type Case<'a> = (&'a [(&'a str, &'a str)], &'a [&'a str]);
    let cases: [Case; 5] = [
        (
            &[
                ("mail_provider", "pigeon"),
                ("sms_provider", "smoke"),
                ("notify_since", "yesterday"),
                ("public_url", "sledz.example"),
                ("retention_days", "0"),
            ],
            &[
                "public_url is not an address such as https://sledz.sklep.pl: links in messages would lead nowhere",
                "notify_since is neither a day such as 2026-11-22 nor a time such as 2026-11-22T00:00:00Z: no message \
                 is sent",
                "retention_days is not a number of days from 1 to 3650: 365 are used",
                "mail_provider is pigeon, which is none of postmark, resend, mailgun, sendgrid",
                "sms_provider is smoke, which is none of smsapi, twilio",
            ],
        ),
        (
            &[("mail_key", ""), ("mail_from", "Sklep"), ("sms_key", " "), ("api_tokens", &tokens)],
            &[
                "mail_provider is postmark, but mail_key is empty",
                "mail_from is no address, such as Herbaciarnia <pomoc@sklep.pl>",
                "sms_provider is smsapi, but sms_key is empty",
                "entry 3 of api_tokens is not name:role:sha256-hex-of-token",
                "entry 4 of api_tokens is not name:role:sha256-hex-of-token",
                "entry 5 of api_tokens is not name:role:sha256-hex-of-token",
            ],
        ),
        (
            &[
                ("alert_slack", "https://hooks.slack.example/services/T/B/x"),
                ("alert_discord", ""),
                ("alert_teams", ""),
                ("events_url", "https://erp.sklep.example"),
            ],
            &[
                "alert_slack is not below slack_url, so its host is not allowed",
                "events_url is set, but events_secrets holds no whsec_<base64>",
            ],
        ),
        (
            &[("mail_provider", ""), ("sms_provider", ""), ("alert_email", "szef@sklep.example")],
            &[
                "notify_since is set, but neither mail_provider nor sms_provider: no message is sent",
                "alert_email is set, but there is no mail_provider to send warnings by",
            ],
        ),
        (
            &[("keys", " "), ("notify_since", "")],
            &[
                "keys is empty: nothing can be sealed, and no order taken in",
                "a provider is set, but notify_since is empty: no message is sent; set it to the day from which on \
                 orders count",
            ],
        ),
    ];
    for (variables, expected) in cases {
        let (told, said) = problems(variables);
        assert_eq!(said, expected);
        assert_eq!(told["status"], "degraded");
    }
}

#[test]
fn a_host_that_cannot_be_allowed_is_told_at_start() {
    if skips_named("a_host_that_cannot_be_allowed_is_told_at_start") {
        return;
    }
    for (name, value, told) in [
        ("postmark_url", "https://api.postmarkapp.com/v1", "has a path"),
        ("slack_url", "hooks.slack.com", "scheme://host"),
        ("jobs_url", "http://127.0.0.1:3000/jobs", "has a path"),
    ] {
        let refused = local().variable(name, value).start().unwrap_err().to_string();
        assert!(refused.contains(name) && refused.contains(told), "{name}: {refused}");
    }
}

#[test]
fn what_is_good_to_know_is_no_problem() {
    if skips_named("what_is_good_to_know_is_no_problem") {
        return;
    }
    let told = |variables: &[(&str, &str)]| problems(variables).0;
    let quiet = told(&[
        ("notify_since", ""),
        ("mail_provider", ""),
        ("sms_provider", ""),
        ("alert_slack", ""),
        ("alert_discord", ""),
        ("alert_teams", ""),
    ]);
    assert_eq!((&quiet["problems"], &quiet["status"]), (&json!([]), &json!("ok")));
    assert_eq!(
        quiet["notes"],
        json!([
            "test_clock_key is set: the time of requests can be moved; empty it in production",
            "no provider of e-mail or SMS is set: customers are told nothing before they ask",
            "no way for warnings is set (alert_slack, alert_discord, alert_teams, alert_email)",
            "nobody has called POST /jobs/rollup: there are no numbers of the days before today",
        ])
    );
    let production = local().variable("test_clock_key", "").start().unwrap();
    let bearer = format!("Bearer {}", local_token("reader"));
    let told = production.client().request("GET", "/healthz").header("authorization", &bearer).send().unwrap();
    assert_eq!(told.expect(200).json().unwrap()["test_clock"], false);
}
