//! Alerts: where they go, what customers' words can do in them, and answers.

use crate::world::{GARBAGE, Settings, check_answers, headers, json, now, verdict};
use serde_json::json;
use sledz_providers::{
    alert::{Alert, AlertSink},
    outcome::Answer,
    registry,
};

const ALERT: Alert =
    Alert { title: "Przesyłki <stoją>", text: "A & B\n<!channel> @everyone", link: Some("https://s.pl/a?x=1&y=2") };

fn settings() -> Settings {
    Settings::new(&[
        ("alert_slack", "https://hooks.slack.com/services/T/B/x"),
        ("slack_url", "https://hooks.slack.com"),
        ("alert_discord", "/api/webhooks/1/abc"),
        ("discord_url", "https://discord.com/"),
        ("alert_teams", "https://prod-1.logic.azure.com:443/workflows/1/triggers?api-version=1&sig=a%2Fb"),
        ("teams_url", "https://prod-1.logic.azure.com:443"),
    ])
}

fn sink(name: &str) -> &'static dyn AlertSink {
    registry::ALERTS.iter().copied().find(|sink| sink.name() == name).unwrap()
}

#[test]
fn slack() {
    let request = sink("slack").request(&ALERT, &settings()).unwrap();
    assert_eq!(request.uri(), "https://hooks.slack.com/services/T/B/x");
    let text = "*Przesyłki &lt;stoją&gt;*\nA &amp; B\n&lt;!channel&gt; @everyone\n<https://s.pl/a?x=1&amp;y=2>";
    assert_eq!(json(&request), json!({"text": text, "mrkdwn": true, "unfurl_links": false}));
}

#[test]
fn discord() {
    let request = sink("discord").request(&ALERT, &settings()).unwrap();
    assert_eq!(request.uri(), "https://discord.com/api/webhooks/1/abc");
    let content = "**Przesyłki <stoją>**\nA & B\n<!channel> @everyone\n<https://s.pl/a?x=1&y=2>";
    assert_eq!(json(&request), json!({"content": content, "allowed_mentions": {"parse": []}}));
}

#[test]
fn teams() {
    let request = sink("teams").request(&ALERT, &settings()).unwrap();
    assert_eq!(request.uri(), "https://prod-1.logic.azure.com:443/workflows/1/triggers?api-version=1&sig=a%2Fb");
    let body = json(&request);
    assert_eq!(body["type"], "message");
    let attachment = &body["attachments"][0];
    assert_eq!(attachment["contentType"], "application/vnd.microsoft.card.adaptive");
    let card = &attachment["content"];
    assert_eq!((&card["type"], &card["version"]), (&json!("AdaptiveCard"), &json!("1.4")));
    assert_eq!(card["body"][0]["text"], ALERT.title);
    assert_eq!(card["body"][1]["text"], ALERT.text);
    assert_eq!(card["actions"], json!([{"type": "Action.OpenUrl", "title": "Open", "url": "https://s.pl/a?x=1&y=2"}]));
}

#[test]
fn long_texts_are_cut_and_the_link_stays() {
    let long = "żółw ".repeat(10_000);
    let link = format!("https://s.pl/{}", "a".repeat(900));
    for (text, link) in [(long.as_str(), None), (&long, Some(link.as_str())), ("", None)] {
        let alert = Alert { title: &long, text, link };
        let request = sink("discord").request(&alert, &settings()).unwrap();
        let content = json(&request)["content"].as_str().unwrap().to_owned();
        assert!(content.chars().count() <= 2_000);
        assert_eq!(content.contains('…'), !text.is_empty());
        assert!(link.is_none_or(|link| content.contains(link)));
        for (name, bytes) in [("slack", 28_000), ("teams", 28_000)] {
            assert!(sink(name).request(&alert, &settings()).unwrap().body().len() < bytes, "{name}");
        }
    }
    // Exactly full, and one more.
    let room = 2_000 - "**t**\n".len();
    for (letters, cut) in [(room, false), (room + 1, true)] {
        let alert = Alert { title: "t", text: &"a".repeat(letters), link: None };
        let content =
            json(&sink("discord").request(&alert, &settings()).unwrap())["content"].as_str().unwrap().to_owned();
        assert_eq!((content.chars().count(), content.ends_with('…')), (2_000, cut));
    }
}

#[test]
fn what_is_no_link_is_left_out() {
    for link in ["javascript:alert(1)", "https://a.pl|Click>", "https://a.pl b", "https://a.pl\n<!channel>", ""] {
        let alert = Alert { title: "a\r\nb", link: Some(link), ..ALERT };
        let text = |name: &str, field: &str| json(&sink(name).request(&alert, &settings()).unwrap())[field].to_string();
        assert!(text("slack", "text").starts_with(r#""*a b*\nA &amp; B\n"#));
        assert!(!text("slack", "text").contains('<'));
        assert!(text("discord", "content").ends_with("@everyone\""));
        assert!(!text("teams", "attachments").contains("OpenUrl"));
    }
}

#[test]
fn only_hosts_that_are_allowed() {
    for name in ["slack", "discord", "teams"] {
        let (secret, base) = (format!("alert_{name}"), format!("{name}_url"));
        let host = "https://hooks.example.com";
        let good = settings().with(&base, host).with(&secret, &format!(" {host}/a/b?c=d \n"));
        assert!(sink(name).is_configured(&good) && sink(name).problems(&good).is_empty());
        assert_eq!(sink(name).request(&ALERT, &good).unwrap().uri(), "https://hooks.example.com/a/b?c=d");
        assert_eq!(sink(name).variables(), [secret.as_str(), base.as_str()]);
        for (address, at, expected) in [
            (
                "https://hooks.example.com.evil.pl/a",
                host,
                format!("{secret} is not below {base}, so its host is not allowed"),
            ),
            (
                "https://hooks.example.com@evil.pl/a",
                host,
                format!("{secret} is not below {base}, so its host is not allowed"),
            ),
            ("https://evil.pl/a", host, format!("{secret} is not below {base}, so its host is not allowed")),
            ("hooks.example.com/a", host, format!("{secret} is not below {base}, so its host is not allowed")),
            ("https://hooks.example.com", host, format!("{secret} is not below {base}, so its host is not allowed")),
            ("/a b", host, format!("{secret} is no address")),
            ("/a\r\nX: y", host, format!("{secret} is no address")),
            ("/ą", host, format!("{secret} is no address")),
            ("/a", "https://teams.invalid", format!("{secret} is set, but {base} is not")),
            ("https://evil.pl/a", "", format!("{secret} is set, but {base} is not")),
        ] {
            let settings = settings().with(&base, at).with(&secret, address);
            assert_eq!(sink(name).problems(&settings), std::slice::from_ref(&expected), "{address}");
            assert_eq!(sink(name).request(&ALERT, &settings).unwrap_err(), expected);
            assert_eq!(sink(name).is_configured(&settings), at == host);
        }
        let problem = &sink(name).problems(&settings().with(&base, "https://a.pl/b").with(&secret, "/x"))[0];
        assert!(problem.starts_with(&format!("{base} must be a scheme and a host")), "{problem}");
        let unused = settings().with(&secret, " ").with(&base, "nonsense");
        assert!(!sink(name).is_configured(&unused) && sink(name).problems(&unused).is_empty());
        assert_eq!(sink(name).request(&ALERT, &unused).unwrap_err(), format!("{secret} is empty"));
    }
}

#[test]
fn answers() {
    for sink in registry::ALERTS {
        check_answers(
            &|answer, now| sink.read(answer, now),
            &[
                (200, &[], "ok", "accepted", ""),
                (202, &[], "", "accepted", ""),
                (204, &[], "", "accepted", ""),
                (400, &[], "invalid_payload", "never", "refuses"),
                (403, &[], "action_prohibited", "later", "may not send"),
                (404, &[], "no_service", "later", "nothing is there"),
                (410, &[], "channel_is_archived", "never", "refuses"),
                (429, &[("retry-after", "30")], "", "later 30", "too many"),
                (500, &[], "rollup_error", "later", "trouble"),
            ],
        );
        let none = headers(&[]);
        for body in GARBAGE {
            let (found, _) = verdict(sink.read(&Answer { status: 429, headers: &none, body: body.as_bytes() }, now()));
            assert_eq!(found, "later");
        }
    }
    check_answers(
        &|answer, now| sink("discord").read(answer, now),
        &[
            (
                429,
                &[],
                r#"{"message":"You are being rate limited.","retry_after":64.57,"global":false}"#,
                "later 65",
                "",
            ),
            (429, &[("retry-after", "2")], r#"{"retry_after":64.57}"#, "later 2", ""),
            (429, &[], r#"{"retry_after":-1}"#, "later", ""),
            (429, &[], r#"{"retry_after":1e300}"#, "later", ""),
        ],
    );
}
