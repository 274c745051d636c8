//! Allegro's message centre, which is asked: threads, newest first, and their messages. Source:
//! `https://developer.allegro.pl/documentation#tag/Message-Center`; the staff's answers in `allegro/allegro-api` #9991
//! (9000 requests a minute), #9990 (messages are kept for six months).
//!
//! Whoever asks has the token ([`sledz_sources::allegro::LOGIN`]; right `allegro:api:messaging`). A thread is marked read
//! once its messages are durable: it is handed out again otherwise.

use crate::{
    inbound::{Inbound, InboundKind},
    meta::{inner, items},
    texts,
    way::{Way, WayKind},
};
use chrono::{DateTime, Utc};
use http::{Method, Request, Response};
use serde_json::Value;
use sledz_domain::{contact::ContactChannel, json};
use sledz_sources::{
    allegro, json,
    pollers::{Access, Fault, object},
    request::encoded,
};

/// The most threads or messages in one answer.
pub const PAGE: u32 = 20;

/// A thread of the message centre.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thread {
    /// Its id.
    pub id: String,
    /// Whether it was read, by us or by a person.
    pub is_read: bool,
    /// When something was last written.
    pub at: Option<DateTime<Utc>>,
    /// The customer's login.
    pub login: Option<String>,
}

/// A page of an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<T> {
    /// What is on it, newest first.
    pub items: Vec<T>,
    /// So many parts lack what they need.
    pub unreadable: u32,
    /// Where the next one begins; none behind the last.
    pub next: Option<u32>,
}

/// Asks for threads, from an offset on.
///
/// # Errors
/// If the address or the token cannot be used; the text is for the operator.
pub fn threads(offset: u32, access: &Access<'_>) -> Result<Request<Vec<u8>>, String> {
    allegro::get(&format!("/messaging/threads?limit={PAGE}&offset={offset}"), access.token, access.variables)
}

/// The threads of a page. Once one is older than what was seen, and read, so are those behind it.
///
/// # Errors
/// If the answer is none that can be used.
pub fn read_threads(answer: &Response<Vec<u8>>, offset: u32) -> Result<Page<Thread>, Fault> {
    let thread = |value: &Value| {
        Some(Thread {
            id: texts::id_of(value, "id")?,
            is_read: value.get("read").and_then(Value::as_bool) == Some(true),
            at: json::utc(value, "lastMessageDateTime"),
            login: value.get("interlocutor").and_then(|who| json::shown(who, "login", texts::NAME_LIMIT)),
        })
    };
    page(&object(answer)?, "threads", offset, thread)
}

/// Asks for the messages of a thread, from an offset on.
///
/// # Errors
/// If the address or the token cannot be used; the text is for the operator.
pub fn messages(thread: &str, offset: u32, access: &Access<'_>) -> Result<Request<Vec<u8>>, String> {
    let path = format!("/messaging/threads/{}/messages?limit={PAGE}&offset={offset}", encoded(thread));
    allegro::get(&path, access.token, access.variables)
}

/// The messages of a page. What the shop wrote is a person's: whoever sent it for us knows its id.
///
/// # Errors
/// If the answer is none that can be used.
pub fn read_messages(answer: &Response<Vec<u8>>, thread: &str, offset: u32) -> Result<Page<Inbound>, Fault> {
    page(&object(answer)?, "messages", offset, |message| said(message, thread))
}

/// Marks a thread as read.
///
/// # Errors
/// If the address or the token cannot be used; the text is for the operator.
pub fn mark_read(thread: &str, access: &Access<'_>) -> Result<Request<Vec<u8>>, String> {
    let path = format!("/messaging/threads/{}/read", encoded(thread));
    allegro::send(Method::PUT, &path, &json!({"read": true}), access.token, access.variables)
}

/// Whether that was taken in.
///
/// # Errors
/// If it was not.
pub fn marked_read(answer: &Response<Vec<u8>>) -> Result<(), Fault> {
    Fault::of_status(answer).map_or(Ok(()), Err)
}

fn page<T>(message: &Value, list: &str, offset: u32, read: impl Fn(&Value) -> Option<T>) -> Result<Page<T>, Fault> {
    let Some(listed) = message.get(list).and_then(Value::as_array) else {
        return Err(Fault::unreadable(&format!("answers without a list of {list}")));
    };
    let items: Vec<T> = listed.iter().filter_map(&read).collect();
    let count = texts::count(message.get(list));
    let unreadable = count.saturating_sub(u32::try_from(items.len()).unwrap_or(u32::MAX));
    Ok(Page { items, unreadable, next: if count < PAGE { None } else { offset.checked_add(count) } })
}

fn said(message: &Value, thread: &str) -> Option<Inbound> {
    let author = message.get("author")?;
    let mut said = Inbound::new(ContactChannel::Allegro, texts::id_of(message, "id")?, texts::body_of(message, "text"));
    said.thread = Some(thread.to_owned());
    said.at = json::utc(message, "createdAt");
    said.subject = json::shown(message, "subject", texts::SUBJECT_LIMIT);
    said.sender.name = json::shown(author, "login", texts::NAME_LIMIT);
    said.sender.is_proven = true;
    let related = message.get("relatesTo").unwrap_or(&Value::Null);
    said.order = inner(related, "order", "id").and_then(|_| texts::id_of(related.get("order")?, "id"));
    said.order_is_id = said.order.is_some();
    said.reply = Way::new(WayKind::Allegro, &[thread]);
    let has_more = message.get("hasAdditionalAttachments").and_then(Value::as_bool) == Some(true);
    let files = u32::try_from(items(message, "attachments").count()).unwrap_or(u32::MAX);
    said.attachments = files.max(u32::from(has_more));
    if author.get("isInterlocutor").and_then(Value::as_bool) != Some(true) {
        said.kind = InboundKind::Person;
        said.sender = crate::inbound::Sender::default();
    }
    Some(said)
}
