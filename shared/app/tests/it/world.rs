//! The world outside, in memory: a provider of e-mail that knows its idempotency keys as Resend
//! does, one of SMS that knows `idx` as SMSAPI does, a chat, and the shop's other system. Each
//! fails as it is told.

use chrono::{DateTime, Utc};
use http::{Request, Response};
use serde_json::{Value, json};
use sledz_app::http_client::{HttpClient, LocalFuture, SendError};
use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, VecDeque},
    future::Future,
    pin::pin,
    task::{Context, Poll, Waker},
};

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It is taken.
    Taken,
    /// It is taken, and the answer gets lost.
    LostReply,
    /// It is taken, but so late that nobody waits for the answer.
    Timeout,
    /// It never arrives.
    Broken,
    /// 429, with `Retry-After: 30`.
    TooMany,
    /// 500.
    Trouble,
    /// The recipient's address is refused.
    BadAddress,
}

/// What somebody got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Got {
    pub(crate) at: DateTime<Utc>,
    /// `mail`, `sms`, `slack` or `event`.
    pub(crate) by: &'static str,
    pub(crate) to: String,
    /// The kind of a mail; the type of an event.
    pub(crate) kind: String,
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
    pub(crate) reference: String,
}

pub(crate) struct World {
    pub(crate) now: Cell<DateTime<Utc>>,
    /// Whether providers know a key again.
    pub(crate) knows_keys: bool,
    /// What becomes of the next requests; of all after those, `usual`.
    pub(crate) next: RefCell<VecDeque<Fate>>,
    pub(crate) usual: Cell<Fate>,
    pub(crate) calls: Cell<usize>,
    known: RefCell<BTreeMap<String, Vec<u8>>>,
    got: RefCell<Vec<Got>>,
    /// Requests whose signature was wrong.
    pub(crate) unsigned: Cell<usize>,
}

impl World {
    pub(crate) fn new() -> Self {
        World {
            now: Cell::new(DateTime::UNIX_EPOCH),
            knows_keys: true,
            next: RefCell::default(),
            usual: Cell::new(Fate::Taken),
            calls: Cell::new(0),
            known: RefCell::default(),
            got: RefCell::default(),
            unsigned: Cell::new(0),
        }
    }

    /// Providers that know no key again.
    pub(crate) fn forgetful() -> Self {
        World { knows_keys: false, ..World::new() }
    }

    /// Everything that arrived.
    pub(crate) fn got(&self) -> Vec<Got> {
        self.got.borrow().clone()
    }

    /// What arrived by one way.
    pub(crate) fn by(&self, way: &str) -> Vec<Got> {
        self.got().into_iter().filter(|got| got.by == way).collect()
    }

    /// The kinds of all mails, in order of arrival.
    pub(crate) fn mails(&self) -> Vec<String> {
        self.by("mail").into_iter().map(|mail| mail.kind).collect()
    }

    fn take(&self, request: &Request<Vec<u8>>, fate: Fate) -> Response<Vec<u8>> {
        let host = request.uri().host().unwrap().to_owned();
        let body = request.body().clone();
        match host.as_str() {
            "api.resend.com" => {
                let mail: Value = serde_json::from_slice(&body).unwrap();
                if fate == Fate::BadAddress {
                    return answer(
                        422,
                        json!({"statusCode": 422, "name": "validation_error", "message": "Invalid `to` field."}),
                    );
                }
                let key = request.headers()["idempotency-key"].to_str().unwrap().to_owned();
                match self.known.borrow_mut().insert(format!("mail {key}"), body.clone()).filter(|_| self.knows_keys) {
                    Some(same) if same == body => return answer(200, json!({"id": key})),
                    Some(_) => return answer(409, json!({"statusCode": 409, "name": "invalid_idempotent_request"})),
                    None => {}
                }
                let text = |field: &str| mail[field].as_str().unwrap().to_owned();
                let kind = mail["tags"][1]["value"].as_str().unwrap().to_owned();
                self.arrived(
                    "mail",
                    mail["to"][0].as_str().unwrap(),
                    kind,
                    text("subject"),
                    text("text"),
                    text("html"),
                    key.clone(),
                );
                answer(200, json!({"id": key}))
            }
            "api.smsapi.pl" => {
                let fields: BTreeMap<String, String> = form_urlencoded::parse(&body).into_owned().collect();
                if fate == Fate::BadAddress {
                    return answer(200, json!({"error": 13, "message": "Invalid phone number"}));
                }
                let key = fields["idx"].clone();
                let known = self.known.borrow_mut().insert(format!("sms {key}"), body).is_some();
                if known && self.knows_keys {
                    return answer(200, json!({"error": 53, "message": "Not unique idx parameter"}));
                }
                let text = fields["message"].clone();
                self.arrived("sms", &fields["to"], String::new(), String::new(), text, String::new(), key);
                answer(200, json!({"count": 1, "list": [{"id": "1", "status": "QUEUE"}]}))
            }
            "hooks.slack.com" => {
                let text = String::from_utf8(body).unwrap();
                self.arrived(
                    "slack",
                    request.uri().path(),
                    String::new(),
                    String::new(),
                    text,
                    String::new(),
                    String::new(),
                );
                answer(200, json!("ok"))
            }
            "erp.example" => {
                let header = |name: &str| request.headers()[name].to_str().unwrap().to_owned();
                let signed = crate::shop::signature(&header("webhook-id"), &header("webhook-timestamp"), &body);
                self.unsigned.set(self.unsigned.get() + usize::from(signed != header("webhook-signature")));
                let event: Value = serde_json::from_slice(&body).unwrap();
                let kind = event["type"].as_str().unwrap().to_owned();
                let id = header("webhook-id");
                self.arrived("event", &host, kind, String::new(), event.to_string(), String::new(), id);
                answer(204, Value::Null)
            }
            "ga4.example" => {
                let to = request.uri().path_and_query().unwrap().to_string();
                let text = String::from_utf8(body).unwrap();
                self.arrived("ga4", &to, String::new(), String::new(), text, String::new(), String::new());
                answer(204, Value::Null)
            }
            // Where `jobs_url` leads: nobody is at home.
            "jobs.example" => answer(503, Value::Null),
            _ => panic!("nobody lives at {host}"),
        }
    }

    #[allow(clippy::too_many_arguments, reason = "the fields of what arrived, once each")]
    fn arrived(
        &self,
        by: &'static str,
        to: &str,
        kind: String,
        subject: String,
        text: String,
        html: String,
        reference: String,
    ) {
        let at = self.now.get();
        self.got.borrow_mut().push(Got { at, by, to: to.to_owned(), kind, subject, text, html, reference });
    }
}

fn answer(status: u16, body: Value) -> Response<Vec<u8>> {
    Response::builder().status(status).body(body.to_string().into_bytes()).unwrap()
}

impl HttpClient for World {
    /// Waits once before the request arrives and once before its answer does.
    fn send<'a>(&'a self, request: Request<Vec<u8>>) -> LocalFuture<'a, Result<Response<Vec<u8>>, SendError>> {
        Box::pin(async move {
            self.calls.set(self.calls.get() + 1);
            pause().await;
            let fate = self.next.borrow_mut().pop_front().unwrap_or(self.usual.get());
            let answer = match fate {
                Fate::Taken | Fate::BadAddress => Ok(self.take(&request, fate)),
                Fate::LostReply => Err((self.take(&request, fate), SendError::Broken).1),
                Fate::Timeout => Err((self.take(&request, fate), SendError::Timeout).1),
                Fate::Broken => Err(SendError::Broken),
                Fate::TooMany => {
                    Ok(Response::builder().status(429).header("retry-after", "30").body(Vec::new()).unwrap())
                }
                Fate::Trouble => Ok(answer(500, json!({"name": "internal_server_error"}))),
            };
            pause().await;
            answer
        })
    }
}

/// Not ready once.
async fn pause() {
    let mut waited = false;
    std::future::poll_fn(|_| if std::mem::replace(&mut waited, true) { Poll::Ready(()) } else { Poll::Pending }).await;
}

/// Runs a future to its end.
pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..100_000 {
        if let Poll::Ready(result) = future.as_mut().poll(&mut context) {
            return result;
        }
    }
    panic!("a future that never ends");
}

/// Runs two futures to their ends, by turns as `turns` says: true for the first. Once one is done,
/// or the turns are over, the other goes on alone.
pub(crate) fn interleaved<T>(
    first: LocalFuture<'_, T>,
    second: LocalFuture<'_, T>,
    turns: impl IntoIterator<Item = bool>,
) -> (T, T) {
    let mut context = Context::from_waker(Waker::noop());
    let (mut futures, mut results) = ([first, second], [None, None]);
    for turn in turns.into_iter().map(|first| usize::from(!first)).chain((0..100_000).map(|n| n % 2)) {
        if results[turn].is_none()
            && let Poll::Ready(result) = futures[turn].as_mut().poll(&mut context)
        {
            results[turn] = Some(result);
        }
        if results.iter().all(Option::is_some) {
            break;
        }
    }
    let [first, second] = results;
    (first.unwrap(), second.unwrap())
}
