//! Answers: what is sent to each, field by field, and what their answers mean.

use crate::world::{Settings, headers, now};
use http::Request;
use serde_json::{Value, json};
use sledz_channels::{
    replies::{ReplyText, hand_over, has_notes, read, read_hand_over, request, variables},
    way::{Way, WayKind},
};
use sledz_providers::outcome::{Answer, Outcome};
use sledz_sources::pollers::Access;

fn settings() -> Settings {
    Settings::new(&[
        ("messenger_token", "tm"),
        ("instagram_token", "ti"),
        ("whatsapp_token", "tw"),
        ("chatwoot_url", "https://chat.sklep.pl"),
        ("chatwoot_token", "tc"),
        ("zendesk_url", "https://sklep.zendesk.com"),
        ("zendesk_user", "bot@sklep.pl"),
        ("zendesk_token", "tz"),
        ("allegro_url", "https://api.allegro.pl"),
    ])
}

fn way(kind: WayKind, fields: &[&str]) -> Way {
    Way { kind, fields: fields.iter().map(|field| (*field).to_owned()).collect() }
}

fn asked(way: &Way, text: &str, private: bool, settings: &Settings) -> Result<Request<Vec<u8>>, String> {
    request(way, &ReplyText { text, private }, &Access { variables: settings, token: "ta" })
}

fn sent(way: &Way, text: &str) -> (String, String, Value) {
    let request = asked(way, text, false, &settings()).unwrap();
    let secret = ["authorization", "api_access_token"].iter().find_map(|name| request.headers().get(*name)).unwrap();
    let secret = secret.to_str().unwrap().to_owned();
    (format!("{} {}", request.method(), request.uri()), secret, serde_json::from_slice(request.body()).unwrap())
}

#[test]
fn meta() {
    let (to, secret, body) = sent(&way(WayKind::Messenger, &["1001", "7001"]), " Jest w drodze. ");
    assert_eq!((to.as_str(), secret.as_str()), ("POST https://graph.facebook.com/v23.0/1001/messages", "Bearer tm"));
    assert_eq!(
        body,
        json!({"recipient": {"id": "7001"}, "messaging_type": "RESPONSE",
            "message": {"text": "Jest w drodze.", "metadata": "sledz"}})
    );
    let (to, secret, body) = sent(&way(WayKind::Instagram, &["2001", "8001"]), "Tak.");
    assert_eq!((to.as_str(), secret.as_str()), ("POST https://graph.facebook.com/v23.0/2001/messages", "Bearer ti"));
    assert_eq!(body, json!({"recipient": {"id": "8001"}, "message": {"text": "Tak."}}));
    let (_, _, body) = sent(&way(WayKind::Instagram, &["2001", "c_1", "comment"]), "Tak.");
    assert_eq!(body["recipient"], json!({"comment_id": "c_1"}));
    let (to, _, body) = sent(&way(WayKind::Whatsapp, &["106", "48600000001"]), "Tak.");
    assert_eq!(to, "POST https://graph.facebook.com/v23.0/106/messages");
    assert_eq!(
        body,
        json!({"messaging_product": "whatsapp", "recipient_type": "individual", "to": "48600000001", "type": "text",
            "text": {"preview_url": false, "body": "Tak."}})
    );
    let (_, _, body) = sent(&way(WayKind::Whatsapp, &["106", "PL.2", "user"]), "Tak.");
    assert_eq!((body["recipient"].as_str(), body.get("to")), (Some("PL.2"), None));
    let other = settings().with("meta_url", "http://127.0.0.1:9").with("meta_version", "v24.0");
    let request = asked(&way(WayKind::Whatsapp, &["1/2", "3"]), "Tak.", false, &other).unwrap();
    assert_eq!(request.uri(), "http://127.0.0.1:9/v24.0/1%2F2/messages");
    let other = settings().with("instagram_url", "https://graph.instagram.com");
    let request = asked(&way(WayKind::Instagram, &["1", "3"]), "Tak.", false, &other).unwrap();
    assert_eq!(request.uri(), "https://graph.instagram.com/v23.0/1/messages");
}

#[test]
fn helpdesks_and_allegro() {
    let chatwoot = way(WayKind::Chatwoot, &["1", "77", "chat"]);
    let (to, secret, body) = sent(&chatwoot, "Tak.");
    assert_eq!(to, "POST https://chat.sklep.pl/api/v1/accounts/1/conversations/77/messages");
    assert_eq!(secret, "tc");
    assert_eq!(
        body,
        json!({"content": "Tak.", "message_type": "outgoing", "private": false, "content_attributes": {"sledz": true}})
    );
    let zendesk = way(WayKind::Zendesk, &["123"]);
    let (to, secret, body) = sent(&zendesk, "Tak.");
    assert_eq!(to, "PUT https://sklep.zendesk.com/api/v2/tickets/123.json");
    assert_eq!(secret, "Basic Ym90QHNrbGVwLnBsL3Rva2VuOnR6");
    assert_eq!(body, json!({"ticket": {"comment": {"body": "Tak.", "public": true}}}));
    for (way, place) in [(&chatwoot, "/private"), (&zendesk, "/ticket/comment/public")] {
        let note = asked(way, "Podpowiedź", true, &settings()).unwrap();
        let note: Value = serde_json::from_slice(note.body()).unwrap();
        assert_eq!(note.pointer(place), Some(&json!(way.kind == WayKind::Chatwoot)));
    }
    let (to, secret, body) = sent(&way(WayKind::Allegro, &["t-1"]), "Tak.");
    assert_eq!(to, "POST https://api.allegro.pl/messaging/threads/t-1/messages");
    assert_eq!((secret.as_str(), body), ("Bearer ta", json!({"text": "Tak."})));
}

#[test]
fn people_take_over() {
    let settings = settings();
    let access = Access { variables: &settings, token: "" };
    let request = hand_over(&way(WayKind::Chatwoot, &["1", "77"]), &access).unwrap().unwrap();
    assert_eq!(request.uri(), "https://chat.sklep.pl/api/v1/accounts/1/conversations/77/toggle_status");
    assert_eq!(request.body(), br#"{"status":"open"}"#);
    for kind in [WayKind::Zendesk, WayKind::Messenger, WayKind::Allegro, WayKind::Mail, WayKind::None] {
        assert_eq!(hand_over(&way(kind, &["1", "2"]), &access).map(|request| request.is_some()), Ok(false));
    }
    let headers = headers(&[]);
    let answer = |status| Answer { status, headers: &headers, body: b"{}" };
    let chatwoot = way(WayKind::Chatwoot, &["1", "77"]);
    assert_eq!(read_hand_over(&chatwoot, &answer(200), now()), Outcome::Accepted { id: None });
    assert!(matches!(read_hand_over(&chatwoot, &answer(500), now()), Outcome::Later { .. }));
}

#[test]
fn texts_are_cut_to_what_is_taken() {
    let long = "Paczka dotrze jutro. ".repeat(400);
    for (kind, place, limit) in [
        (WayKind::Messenger, "/message/text", 2000),
        (WayKind::Instagram, "/message/text", 1000),
        (WayKind::Whatsapp, "/text/body", 4096),
        (WayKind::Allegro, "/text", 2000),
    ] {
        let (_, _, body) = sent(&way(kind, &["1", "2"]), &long);
        let text = body.pointer(place).unwrap().as_str().unwrap();
        assert!(text.len() <= limit && text.len() > limit - 50 && text.ends_with("jutro."), "{kind:?} {}", text.len());
    }
}

#[test]
fn what_is_not_sent() {
    let mail = way(WayKind::Mail, &["jan@example.pl"]);
    for (way, text, private, why) in [
        (&mail, "x", false, "an e-mail is answered through mail_provider"),
        (&Way::none(), "x", false, "there is no way back"),
        (&way(WayKind::Messenger, &["1", "2"]), " \n", false, "there is nothing to answer"),
        (&way(WayKind::Messenger, &["1", "2"]), "x", true, "messenger has no notes for people of the shop"),
        (&way(WayKind::Messenger, &["1"]), "x", false, "there is no way back"),
        (&way(WayKind::Chatwoot, &["1"]), "x", true, "there is no way back"),
        (&way(WayKind::Zendesk, &[]), "x", false, "there is no way back"),
        (&way(WayKind::Allegro, &[]), "x", false, "there is no way back"),
    ] {
        assert_eq!(asked(way, text, private, &settings()).unwrap_err(), why);
    }
    for (kind, name, value, why) in [
        (WayKind::Messenger, "messenger_token", "", "the channel messenger is open, but messenger_token is empty"),
        (WayKind::Whatsapp, "meta_version", "v1/../x", "meta_version must be a version, such as v23.0"),
        (WayKind::Whatsapp, "meta_url", "https://a/b", "meta_url must be a scheme and a host without a path"),
        (WayKind::Instagram, "instagram_url", "x", "instagram_url must be a scheme and a host without a path"),
        (WayKind::Chatwoot, "chatwoot_url", "", "chatwoot_url must be a scheme and a host without a path"),
        (WayKind::Zendesk, "zendesk_user", "", "the channel zendesk is open, but zendesk_user is empty"),
        (WayKind::Allegro, "allegro_url", "https://x.invalid", "allegro_url must be a scheme and a host"),
    ] {
        let refused = asked(&way(kind, &["1", "2"]), "x", false, &settings().with(name, value)).unwrap_err();
        assert!(refused.starts_with(why), "{refused}");
        assert!(variables(kind).contains(&name), "{name}");
    }
    assert!(has_notes(WayKind::Zendesk) && !has_notes(WayKind::Mail));
}

#[test]
fn what_answers_mean() {
    let table: &[(WayKind, u16, &str, &str)] = &[
        (WayKind::Messenger, 200, r#"{"recipient_id":"7001","message_id":"m_9"}"#, "accepted m_9"),
        (WayKind::Messenger, 200, "{}", "later"),
        (WayKind::Messenger, 400, r#"{"error":{"code":10,"error_subcode":2018278,"message":"jan"}}"#, "never"),
        (WayKind::Messenger, 400, r#"{"error":{"code":10,"message":"jan"}}"#, "later"),
        (WayKind::Messenger, 400, r#"{"error":{"code":100,"error_subcode":2018001}}"#, "address"),
        (WayKind::Messenger, 400, r#"{"error":{"code":551}}"#, "address"),
        (WayKind::Messenger, 401, r#"{"error":{"code":190}}"#, "later"),
        (WayKind::Messenger, 403, r#"{"error":{"code":230}}"#, "later"),
        (WayKind::Messenger, 400, r#"{"error":{"code":100}}"#, "never"),
        (WayKind::Messenger, 500, "", "later"),
        (WayKind::Instagram, 400, r#"{"error":{"code":10,"error_subcode":2534022}}"#, "never"),
        (WayKind::Whatsapp, 200, r#"{"messages":[{"id":"wamid.9"}]}"#, "accepted wamid.9"),
        (WayKind::Whatsapp, 200, r#"{"messages":[]}"#, "later"),
        (WayKind::Whatsapp, 400, r#"{"error":{"code":131047}}"#, "never"),
        (WayKind::Whatsapp, 400, r#"{"error":{"code":131026}}"#, "address"),
        (WayKind::Whatsapp, 400, r#"{"error":{"code":132001}}"#, "never"),
        (WayKind::Whatsapp, 400, r#"{"error":{"code":131056}}"#, "later"),
        (WayKind::Whatsapp, 429, r#"{"error":{"code":130429}}"#, "later"),
        (WayKind::Whatsapp, 400, r#"{"error":{"code":4}}"#, "later"),
        (WayKind::Whatsapp, 400, r#"{"error":{"code":80007}}"#, "later"),
        (WayKind::Whatsapp, 503, r#"{"error":{"code":99999}}"#, "later"),
        (WayKind::Whatsapp, 400, r#"{"error":{"code":99999}}"#, "never"),
        (WayKind::Chatwoot, 200, r#"{"id":912,"content":"x"}"#, "accepted 912"),
        (WayKind::Chatwoot, 401, "{}", "later"),
        (WayKind::Chatwoot, 422, "{}", "never"),
        (
            WayKind::Zendesk,
            200,
            r#"{"ticket":{"id":123},"audit":{"id":1,"events":[{"id":2,"type":"Change"},{"id":5552,"type":"Comment"}]}}"#,
            "accepted 5552",
        ),
        (WayKind::Zendesk, 200, r#"{"ticket":{"id":123},"audit":{"id":1,"events":[]}}"#, "accepted 1"),
        (WayKind::Zendesk, 404, r#"{"error":"RecordNotFound"}"#, "never"),
        (WayKind::Zendesk, 404, "<html>", "later"),
        (WayKind::Zendesk, 422, r#"{"error":"RecordInvalid"}"#, "never"),
        (WayKind::Zendesk, 409, "{}", "later"),
        (WayKind::Allegro, 201, r#"{"id":"m-2"}"#, "accepted m-2"),
        (WayKind::Allegro, 422, r#"{"errors":[{"code":"VALIDATION_ERROR"}]}"#, "never"),
        (WayKind::Allegro, 429, "", "later"),
        (WayKind::None, 200, "{}", "never"),
    ];
    for (kind, status, body, expected) in table {
        let headers = headers(&[]);
        let answer = Answer { status: *status, headers: &headers, body: body.as_bytes() };
        let (found, why) = match read(&way(*kind, &["1", "2"]), &answer, now()) {
            Outcome::Accepted { id } => (format!("accepted {}", id.unwrap_or_default()), String::new()),
            Outcome::Later { why, .. } => ("later".to_owned(), why),
            Outcome::Never { why, address: true } => ("address".to_owned(), why),
            Outcome::Never { why, address: false } => ("never".to_owned(), why),
        };
        assert_eq!(found, *expected, "{kind:?} {status} {body}: {why}");
        assert!(!why.contains("jan"), "{why}");
    }
}
