//! The message centre: threads, newest first, and what is written in them.

use super::answers::{given, refused};
use crate::shops::server::{Asked, Reply};
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

/// What is in it.
#[derive(Debug, Default)]
pub(super) struct Centre {
    threads: Vec<Thread>,
    /// How many messages there are.
    count: u64,
}

#[derive(Debug)]
struct Thread {
    id: String,
    login: String,
    is_read: bool,
    /// Newest first.
    messages: Vec<Value>,
    at: DateTime<Utc>,
}

impl Centre {
    /// Puts a message into a thread, which is made if there is none; the author's login, and whether that is the buyer.
    pub(super) fn put(
        &mut self,
        thread: &str,
        author: (&str, bool),
        text: &str,
        order: Option<&str>,
        at: DateTime<Utc>,
    ) -> Value {
        self.count += 1;
        let related = order.map(|id| json!({"id": id}));
        let message = json!({
            "id": format!("am-{}", self.count), "status": "DELIVERED", "type": "ASK_QUESTION", "createdAt": written(at),
            "thread": {"id": thread}, "author": {"login": author.0, "isInterlocutor": author.1}, "text": text,
            "subject": null, "relatesTo": {"offer": null, "order": related}, "hasAdditionalAttachments": false,
            "attachments": [], "additionalInformation": null,
        });
        let found = self.threads.iter().position(|known| known.id == thread);
        let mut known = match found {
            Some(place) => self.threads.remove(place),
            None => {
                Thread { id: thread.to_owned(), login: author.0.to_owned(), is_read: true, messages: Vec::new(), at }
            }
        };
        known.messages.insert(0, message.clone());
        (known.at, known.is_read) = (at, !author.1);
        self.threads.insert(0, known);
        message
    }

    /// A thread is new to the device that we are: a person answered at another.
    pub(super) fn unread(&mut self, thread: &str) {
        if let Some(known) = self.threads.iter_mut().find(|known| known.id == thread) {
            known.is_read = false;
        }
    }

    /// Whether a thread was read.
    pub(super) fn is_read(&self, thread: &str) -> bool {
        self.threads.iter().any(|known| known.id == thread && known.is_read)
    }
}

fn written(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

fn page<'a>(asked: &Asked, all: impl Iterator<Item = &'a Value>) -> Option<Vec<Value>> {
    let number = |name: &str, usual: usize| match asked.field(name).as_str() {
        "" => Some(usual),
        text => text.parse().ok(),
    };
    let limit = number("limit", 20).filter(|limit| (1..=20).contains(limit))?;
    Some(all.skip(number("offset", 0)?).take(limit).cloned().collect())
}

/// The answer to who is logged in.
pub(super) fn answer(asked: &Asked, centre: &mut Centre, now: DateTime<Utc>) -> Reply {
    let body = asked.json();
    let thread = asked.parts().get(2).map(|id| (*id).to_owned()).unwrap_or_default();
    let place = centre.threads.iter().position(|known| known.id == thread);
    match (asked.method.as_str(), asked.parts().as_slice(), place) {
        ("GET", ["messaging", "threads"], _) => {
            let shown: Vec<Value> = centre.threads.iter().map(listed).collect();
            match page(asked, shown.iter()) {
                Some(page) => given(200, &json!({"threads": page, "offset": 0, "limit": 20})),
                None => refused(422, "VALIDATION_ERROR", ""),
            }
        }
        ("GET", ["messaging", "threads", _, "messages"], Some(place)) => {
            let messages = centre.threads.get(place).map(|known| known.messages.clone()).unwrap_or_default();
            match page(asked, messages.iter()) {
                Some(page) => given(200, &json!({"messages": page, "offset": 0, "limit": 20})),
                None => refused(422, "VALIDATION_ERROR", ""),
            }
        }
        ("POST", ["messaging", "threads", _, "messages"], Some(_)) => {
            let text = body.get("text").and_then(Value::as_str).unwrap_or_default();
            if text.is_empty() || text.chars().count() > 2000 {
                return refused(422, "VALIDATION_ERROR", "");
            }
            given(201, &centre.put(&thread, ("sklep", false), text, None, now))
        }
        ("PUT", ["messaging", "threads", _, "read"], Some(place)) => match centre.threads.get_mut(place) {
            Some(known) if body.get("read").and_then(Value::as_bool) == Some(true) => {
                known.is_read = true;
                given(200, &listed(known))
            }
            _ => refused(422, "VALIDATION_ERROR", ""),
        },
        _ => refused(404, "NotFound", ""),
    }
}

fn listed(thread: &Thread) -> Value {
    json!({"id": thread.id, "read": thread.is_read, "lastMessageDateTime": written(thread.at),
        "interlocutor": {"login": thread.login, "avatarUrl": null}})
}
