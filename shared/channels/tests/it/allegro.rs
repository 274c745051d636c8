//! Allegro's message centre.

use crate::world::{Settings, at, fixture, json};
use http::Response;
use serde_json::{Value, json};
use sledz_channels::{
    allegro_messages::{Page, Thread, mark_read, marked_read, messages, read_messages, read_threads, threads},
    inbound::{Inbound, InboundKind},
};
use sledz_domain::contact::ContactChannel;
use sledz_sources::pollers::Access;

fn answer(status: u16, body: impl Into<Vec<u8>>) -> Response<Vec<u8>> {
    Response::builder().status(status).body(body.into()).unwrap()
}

fn page(listed: Value) -> Page<Inbound> {
    read_messages(&answer(200, json!({"messages": listed}).to_string()), "t-1", 0).unwrap()
}

#[test]
fn what_is_asked() {
    let settings = Settings::new(&[("allegro_url", "https://api.allegro.pl/")]);
    let access = Access { variables: &settings, token: "tok" };
    let asked = |request: http::Request<Vec<u8>>| {
        assert_eq!(request.headers()["authorization"], "Bearer tok");
        assert_eq!(request.headers()["accept"], "application/vnd.allegro.public.v1+json");
        let body = String::from_utf8(request.body().clone()).unwrap();
        format!("{} {} {body}", request.method(), request.uri())
    };
    let base = "https://api.allegro.pl/messaging/threads";
    assert_eq!(asked(threads(20, &access).unwrap()), format!("GET {base}?limit=20&offset=20 "));
    assert_eq!(asked(messages("a/b", 0, &access).unwrap()), format!("GET {base}/a%2Fb/messages?limit=20&offset=0 "));
    assert_eq!(asked(mark_read("t-1", &access).unwrap()), format!("PUT {base}/t-1/read {{\"read\":true}}"));
    assert!(threads(0, &Access { variables: &Settings::default(), token: "tok" }).is_err());
    assert_eq!(marked_read(&answer(200, "{}")), Ok(()));
    assert!(marked_read(&answer(401, "")).unwrap_err().is_refused);
}

#[test]
fn threads_by_page() {
    let read = read_threads(&answer(200, fixture("allegro_threads.json")), 0).unwrap();
    assert_eq!((read.items.len(), read.unreadable, read.next), (2, 1, None));
    assert_eq!(
        read.items[0],
        Thread {
            id: "t-1".to_owned(),
            is_read: false,
            at: at("2026-10-02T10:00:00Z"),
            login: Some("client:44300444".to_owned()),
        }
    );
    assert!(read.items[1].is_read);
    let full = json!({"threads": vec![json!({"id": "t"}); 20]}).to_string();
    assert_eq!(read_threads(&answer(200, full.clone()), 40).unwrap().next, Some(60));
    assert_eq!(read_threads(&answer(200, full), u32::MAX).unwrap().next, None);
    assert!(read_threads(&answer(200, "{}"), 0).is_err());
    assert!(read_threads(&answer(429, "{}"), 0).unwrap_err().is_general);
}

#[test]
fn messages_of_a_thread() {
    let said = page(json!([json("allegro_message.json")])).items.remove(0);
    assert_eq!((said.channel, said.id.as_str(), said.thread.as_deref()), (ContactChannel::Allegro, "m-1", Some("t-1")));
    assert_eq!((said.kind, said.text.as_str()), (InboundKind::Customer, "Kiedy dotrze paczka?"));
    assert_eq!(said.order.as_deref(), Some("29738e61-7f6a-11e8-ac45-09db60ede9d6"));
    assert!(said.order_is_id && said.sender.is_proven && said.may_answer);
    assert_eq!((said.at, said.sender.name.as_deref()), (at("2026-10-02T10:00:00Z"), Some("kupujacy_test")));
    assert_eq!(said.reply.fields, ["t-1"]);

    let mut ours = json("allegro_message.json");
    ours["author"]["isInterlocutor"] = json!(false);
    ours["relatesTo"] = json!({"offer": {"id": "1"}, "order": null});
    ours["status"] = json!("SOMETHING_NEW");
    ours["hasAdditionalAttachments"] = json!(true);
    let said = page(json!([ours])).items.remove(0);
    assert_eq!((said.kind, said.order, said.order_is_id), (InboundKind::Person, None, false));
    assert_eq!((said.attachments, said.sender.name), (1, None));
    assert_eq!(page(json!([{}, null, 1])).unreadable, 3);
}
