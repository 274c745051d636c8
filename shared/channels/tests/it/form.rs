//! The shop's own form.

use crate::world::{delivery, headers, is_machine, now};
use chrono::TimeDelta;
use sledz_channels::{
    inbound::{Inbound, InboundKind},
    own_form::{form, read},
    way::WayKind,
};
use sledz_domain::contact::ContactChannel;

fn sent(content_type: &str, body: &str) -> Result<Inbound, String> {
    read(&delivery(&headers(&[("content-type", content_type)]), body.as_bytes())).map_err(|why| why.0)
}

const FORM: &str = "application/x-www-form-urlencoded";

#[test]
fn as_json_and_as_a_form() {
    let json = r#"{"name":"Jan","email":"jan@example.pl","phone":"600 000 001","order":1001,"message":"Gdzie?\n\nJan","subject":"Paczka","website":""}"#;
    let plain = "name=Jan&email=jan%40example.pl&phone=600+000+001&order=1001&message=Gdzie%3F%0A%0AJan&subject=Paczka&website=";
    let (a, b) = (sent("application/json; charset=utf-8", json).unwrap(), sent(FORM, plain).unwrap());
    assert_eq!(a, b);
    assert_eq!((a.channel, a.kind), (ContactChannel::Form, InboundKind::Customer));
    assert_eq!((a.order.as_deref(), a.text.as_str(), a.at), (Some("1001"), "Gdzie?\n\nJan", Some(now())));
    assert_eq!((a.sender.phone.as_deref(), a.sender.is_proven), (Some("600 000 001"), false));
    assert_eq!((a.reply.kind, a.reply.field(0), a.reply.field(3)), (WayKind::Mail, "jan@example.pl", "Paczka"));
}

#[test]
fn twice_on_one_day_is_once() {
    let fields = |message: &str| {
        vec![("email".to_owned(), "jan@example.pl".to_owned()), ("message".to_owned(), message.to_owned())]
    };
    let id = |message: &str, hours: i64| form(&fields(message), now() + TimeDelta::hours(hours)).unwrap().id;
    assert_eq!(id("Gdzie?", 0), id("Gdzie?", 5));
    assert_ne!(id("Gdzie?", 0), id("Gdzie?", 24));
    assert_ne!(id("Gdzie?", 0), id("Gdzie", 0));
    let mut own = fields("x");
    own.push(("id".to_owned(), "f-1".to_owned()));
    assert_eq!(form(&own, now()).unwrap().id, "f-1");
}

#[test]
fn what_is_not_taken() {
    let missing = |field: &str| Err(format!("field {field} is missing or cannot be used"));
    assert_eq!(sent(FORM, "email=a%40b.pl&message=+"), missing("message"));
    assert_eq!(sent(FORM, "message=x"), missing("email"));
    assert_eq!(sent(FORM, "message=x&email=a%40b.pl%0D%0ABcc%3A+c%40d.pl"), missing("email"));
    assert_eq!(sent(FORM, "message=x&phone=12"), missing("email"));
    assert!(sent("text/plain", "message=x").is_err());
    assert!(sent("application/json", "[]").is_err());
    let by_phone = sent(FORM, "message=x&phone=600000001").unwrap();
    assert_eq!(by_phone.reply.kind, WayKind::None);
    let trapped = sent(FORM, "message=x&email=a%40b.pl&website=http%3A%2F%2Fspam").unwrap();
    assert!(is_machine(&trapped) && !trapped.may_answer);
}
