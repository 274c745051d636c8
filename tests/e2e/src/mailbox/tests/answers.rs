//! What providers answer, and what is kept.

use super::*;

#[test]
fn every_provider_takes_a_message_and_keeps_what_it_says() {
    let (mailbox, client) = start();
    let secret = words(EVENTS, "")[0];
    let card = json!({"type": "AdaptiveCard", "version": "1.4", "body": [{"type": "TextBlock", "text": "Alert"}]});
    let card = json!({"type": "message", "attachments":
        [{"contentType": "application/vnd.microsoft.card.adaptive", "content": card}]});
    let teams = format!("{TEAMS}?api-version=1&sig={TEAMS_SIGNATURE}");
    let plain = |path: &str, body: Value| Message::json(path, body.to_string().into_bytes());
    let cases: [(Provider, Message, u16, &str, &str, &str); 10] = [
        (Provider::Postmark, postmark("Ala <ala@example.com>"), 200, "ala@example.com", "m_1", "shipped"),
        (Provider::Resend, resend("ala@example.com", "a"), 200, "ala@example.com", "m_2", "shipped"),
        (Provider::Mailgun, mailgun("ala@example.com"), 200, "ala@example.com", "m_3", "shipped"),
        (Provider::Sendgrid, sendgrid("ala@example.com"), 202, "ala@example.com", "m_4", "shipped"),
        (Provider::Smsapi, smsapi("600000001", "m_5"), 200, "48600000001", "m_5", ""),
        (Provider::Twilio, twilio("+48600000001"), 201, "+48600000001", "m_6", ""),
        (Provider::Slack, plain(SLACK, json!({"text": "Alert"})), 200, "", "", ""),
        (Provider::Discord, plain(DISCORD, json!({"content": "Alert"})), 204, "", "", ""),
        (Provider::Teams, plain(&teams, card), 202, "", "", ""),
        (Provider::Events, event(secret, Utc::now()), 204, "", "", "message.sent"),
    ];
    for (n, (provider, message, status, to, reference, tag)) in (1..).zip(cases) {
        let reply = send(&client, &message).expect(status);
        let all = mailbox.received();
        let last = all.last().unwrap();
        assert_eq!((last.n, last.provider, last.to.as_str(), last.tag.as_str()), (n, provider, to, tag));
        if provider == Provider::Events {
            assert_eq!(last.reference, message.header("webhook-id"));
        } else {
            assert_eq!(last.reference, reference, "{provider:?}");
        }
        if last.channel() == Channel::Mail {
            assert_eq!(last.header("auto-submitted"), "auto-generated", "{provider:?}");
        }
        let told = format!("{} {}", reply.text(), reply.header("x-message-id"));
        let says_id = !matches!(status, 204) && !matches!(provider, Provider::Slack | Provider::Teams);
        assert!(!says_id || told.contains(&last.id), "{provider:?} answered {told}, not {}", last.id);
        assert_eq!(mailbox.requests(provider), 1);
    }
    assert_eq!(mailbox.to("ALA@example.com").len(), 4);
    assert_eq!(mailbox.to("48600000001").len(), 2);
    assert_eq!(client.get("/api/messages?to=ala@example.com").unwrap().json().unwrap().as_array().unwrap().len(), 4);
    let _ = client.request("DELETE", "/api/messages").send().unwrap().expect(204);
    assert!(mailbox.received().is_empty());
    assert_eq!(mailbox.requests(Provider::Postmark), 0);
}

#[test]
fn wrong_keys_and_bad_messages_get_the_providers_own_errors() {
    let (mailbox, client) = start();
    let unsigned = |message: Message| message.without("authorization");
    let long = "x".repeat(2001);
    let discord = |content: &str| Message::json(DISCORD, json!({"content": content}).to_string().into_bytes());
    for (message, status, told) in [
        (postmark("a@example.com").with("x-postmark-server-token", "x"), 401, "\"ErrorCode\":10"),
        (postmark("no address"), 422, "\"ErrorCode\":300"),
        (postmark("bad@example.com"), 422, "\"ErrorCode\":406"),
        (postmark("a@example.com").body("{"), 422, "\"ErrorCode\":402"),
        (unsigned(resend("a@example.com", "a")), 401, "missing_api_key"),
        (resend("a@example.com", "a").with("authorization", "Bearer x"), 403, "invalid_api_key"),
        (resend("bad@example.com", "a"), 422, "validation_error"),
        (unsigned(mailgun("a@example.com")), 401, "Forbidden"),
        (mailgun("a@example.com").to("/v3/other.example/messages"), 404, "Domain not found"),
        (mailgun("bad@example.com"), 400, "not a valid address"),
        (unsigned(sendgrid("a@example.com")), 401, "authorization grant"),
        (sendgrid("bad@example.com"), 400, "personalizations.0.to.0.email"),
        (unsigned(smsapi("48600000001", "i")), 200, "\"error\":101"),
        (smsapi("12", "i"), 200, "\"error\":13"),
        (unsigned(twilio("+48600000001")), 401, "20003"),
        (twilio("600000001"), 400, "21211"),
        (Message::json("/services/T0/B0/x", b"{}".to_vec()), 403, "invalid_token"),
        (Message::json(SLACK, b"{}".to_vec()), 400, "no_text"),
        (discord("a").to("/api/webhooks/1/x"), 401, "50027"),
        (discord(&long), 400, "2000 or fewer"),
        (Message::json(TEAMS, b"{}".to_vec()), 401, "not authorized"),
        (Message::json("/nowhere", b"{}".to_vec()), 404, ""),
        (Message::json("/email", Vec::new()).method("PUT"), 405, ""),
    ] {
        let reply = send(&client, &message).expect(status);
        assert!(reply.text().contains(told), "{}: {}", message.path, reply.text());
    }
    assert!(mailbox.received().is_empty());
    assert_eq!(mailbox.requests(Provider::Postmark), 4, "refused ones count");
}

#[test]
fn a_repeated_key_is_no_second_message() {
    let (mailbox, client) = start();
    let keyed = |key: &str, text: &str| resend("a@example.com", text).with("idempotency-key", key);
    let first = send(&client, &keyed("k", "a")).expect(200).text();
    assert_eq!(send(&client, &keyed("k", "a")).expect(200).text(), first);
    assert!(send(&client, &keyed("k", "b")).expect(409).text().contains("invalid_idempotent_request"));
    assert_ne!(send(&client, &keyed("l", "a")).expect(200).text(), first);
    assert_eq!(mailbox.received().len(), 2);
    let _ = send(&client, &resend("a@example.com", "a")).expect(200);
    let _ = send(&client, &resend("a@example.com", "a")).expect(200);
    assert_eq!(mailbox.received().len(), 4, "without a key each is a message");

    assert!(send(&client, &smsapi("48600000001", "i")).expect(200).text().contains("QUEUE"));
    assert!(send(&client, &smsapi("48600000001", "i")).expect(200).text().contains("\"error\":53"));
    assert_eq!(mailbox.to("48600000001").len(), 1);
    assert_eq!(mailbox.requests(Provider::Smsapi), 2);
    mailbox.clear();
    assert!(send(&client, &smsapi("48600000001", "i")).expect(200).text().contains("QUEUE"));
}

#[test]
fn events_are_checked_and_counted_once() {
    let (mailbox, client) = start();
    let secrets = words(EVENTS, "");
    let now = Utc::now();
    let good = event(secrets[0], now);
    for (message, status) in [
        (good.clone(), 204),
        (good.clone(), 204),
        (event(secrets[1], now), 204),
        (good.clone().with("webhook-signature", "v1,AAAA"), 401),
        (good.clone().body(r#"{"type":"message.sent"}"#), 401),
        (event("whsec_b3RoZXI=", now), 401),
        (good.clone().without("webhook-id"), 400),
        (good.clone().with("webhook-timestamp", "soon"), 400),
        (event(secrets[0], now - TimeDelta::minutes(6)), 400),
        (event(secrets[0], now + TimeDelta::minutes(6)), 400),
    ] {
        assert_eq!(send(&client, &message).status, status, "{:?}", message.headers);
    }
    assert_eq!(mailbox.received().len(), 1, "the same id each time");
    assert_eq!(mailbox.requests(Provider::Events), 10);
    // Several signatures, of which one is right.
    let both = format!("v1,AAAA {}", good.header("webhook-signature"));
    mailbox.clear();
    let _ = send(&client, &good.clone().with("webhook-signature", &both)).expect(204);
    // Of a deployment whose clock is moved.
    let then = now - TimeDelta::days(6);
    mailbox.clear();
    mailbox.tell_time(Some(then));
    let _ = send(&client, &event(secrets[0], then)).expect(204);
    assert_eq!(mailbox.received()[0].at, then);
}
