//! `POST /api/ask`: the answer for a shop's own help page: an order's number, the e-mail or telephone it was placed
//! with, and a question; the response holds the answer, or says honestly that a person answers.
//!
//! Who does not show to be the buyer learns nothing, whether the order exists or not, and is slowed down.

use crate::{
    cases::{
        incoming::Incoming,
        intake::{Taken, take},
        letter::{Letter, harmless},
    },
    classify::object,
    reply::{Failure, Reply, with_type},
    request::{Env, Request},
};
use http::{HeaderValue, Method, StatusCode, header};
use serde_json::Value;
use sledz_domain::{contact::ContactChannel, event_id::EventId, json, text, view::rfc3339};
use sledz_providers::mail::is_address;
use sledz_sources::platforms::{email, phone};

/// The path.
pub const PATH: &str = "/api/ask";

/// The variable with the addresses of other pages that may ask: scheme and host.
pub const ORIGINS: &str = "form_origins";

/// Wrong guesses about numbers of one bucket, or from one address, in an hour, above which nothing is answered.
const GUESSES: u64 = 10;

/// So many questions that showed no buyer come from one address in an hour: several people share one.
const STRANGERS: u64 = 60;

/// The longest question, in characters.
const LONGEST: usize = 5000;

/// A question, as form and API ask it.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// The order's number, or a parcel's.
    pub number: Option<String>,
    /// An e-mail address, normalised.
    pub email: Option<String>,
    /// A telephone number, normalised.
    pub phone: Option<String>,
    /// The name of who asks.
    pub name: Option<String>,
    /// What it is about.
    pub subject: Option<String>,
    /// The question.
    pub text: String,
    /// A field that no person fills in was filled in.
    pub is_trap: bool,
}

/// Answers a page's script, or whoever asks.
///
/// # Errors
/// 400 and 422 for a question that lacks what it needs, 403 for a page that may not ask, 405, 413, 429.
pub fn handle(request: &Request, env: &Env) -> Result<Reply, Failure> {
    let origin = origin(request, env)?;
    if *request.method() == Method::OPTIONS {
        return Ok(allowed(with_type(StatusCode::NO_CONTENT, "text/plain; charset=utf-8", Vec::new()), origin));
    }
    if *request.method() != Method::POST {
        return Err(Failure::Method("POST, OPTIONS"));
    }
    let answer = read(&object(request)?).and_then(|question| {
        let taken = put(request, env, &question, "ask")?;
        Ok(told(&question, &taken))
    });
    let reply = match answer {
        Ok(told) => with_type(StatusCode::OK, "application/json", told.to_string().into_bytes()),
        Err(failure) => failure.into_problem(),
    };
    Ok(allowed(reply, origin))
}

/// The page that asks, where a browser names it: ours, or one that may.
///
/// # Errors
/// 403 for any other.
pub fn origin(request: &Request, env: &Env) -> Result<Option<String>, Failure> {
    let Some(origin) = request.header("origin").filter(|origin| *origin != "null") else { return Ok(None) };
    let host = origin.split_once("://").map_or(origin, |(_, host)| host);
    let is_own = request.header("host") == Some(host);
    let bare = |text: &str| text.trim().trim_end_matches('/').to_ascii_lowercase();
    let ours = std::iter::once(env.settings.get("public_url")).chain(env.settings.get(ORIGINS).split_whitespace());
    if is_own || ours.map(bare).any(|known| known == bare(origin)) {
        return Ok(Some(origin.to_owned()));
    }
    Err(Failure::refused(StatusCode::FORBIDDEN, "this page may not ask here (variable form_origins)"))
}

fn allowed(mut reply: Reply, origin: Option<String>) -> Reply {
    if let Some(origin) = origin.and_then(|origin| HeaderValue::from_str(&origin).ok()) {
        let headers = reply.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("POST"));
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("content-type"));
        headers.insert(header::VARY, HeaderValue::from_static("Origin"));
    }
    reply
}

/// A question of the API: `{"order","email","phone","question","name","subject"}`; `number` and `text` are other
/// names for the first and the fourth, `contact` for either of the second and third.
fn read(asked: &Value) -> Result<Question, Failure> {
    let field = |names: &[&str]| {
        let value = names.iter().find_map(|name| asked.get(*name))?;
        value.as_str().map(str::to_owned).or_else(|| value.is_number().then(|| value.to_string()))
    };
    let contact = field(&["contact"]);
    let given = |names: &[&str], normal: fn(&str) -> Option<String>| {
        field(names).or_else(|| contact.clone()).as_deref().and_then(normal)
    };
    Question {
        number: field(&["order", "number", "order_number"]),
        email: given(&["email"], email),
        phone: given(&["phone"], phone),
        name: field(&["name"]),
        subject: field(&["subject"]),
        text: field(&["question", "text", "message"]).unwrap_or_default(),
        is_trap: field(&["website"]).is_some_and(|trap| !trap.is_empty()),
    }
    .checked()
}

impl Question {
    /// Itself, if it can be asked.
    ///
    /// # Errors
    /// 422, naming what is missing.
    fn checked(self) -> Result<Self, Failure> {
        let unfit = |why: &str| Err(Failure::refused(StatusCode::UNPROCESSABLE_ENTITY, why));
        if self.text.trim().is_empty() {
            return unfit("question is missing");
        }
        if self.text.chars().count() > LONGEST {
            return unfit("question is longer than 5000 characters");
        }
        if self.email.as_deref().is_some_and(|email| !is_address(email)) {
            return unfit("email is no address");
        }
        if self.email.is_none() && self.phone.is_none() {
            return unfit("email or phone is missing, or is none");
        }
        Ok(self)
    }
}

/// Takes a question in; `source` is where it was asked.
///
/// # Errors
/// 429 after too many questions of strangers; if the store fails.
pub fn put(request: &Request, env: &Env, question: &Question, source: &str) -> Result<Taken, Failure> {
    let keyring = env.settings.keyring().ok_or(Failure::Unconfigured("variable keys is empty"))?;
    let number = question.number.as_deref().and_then(text::order_number);
    let client = format!("asker {}", request.client(env.settings.get("client_header").trim()));
    let is_slowed = match &number {
        Some(number) => env.store.wrong_guesses(number, env.now)? > GUESSES,
        None => false,
    };
    if is_slowed || env.store.wrong_guesses(&client, env.now)? > STRANGERS {
        return Err(Failure::TooMany(3600 - env.now.timestamp().rem_euclid(3600).unsigned_abs()));
    }
    // The same question within an hour is the same question: it is answered again, and asked once.
    let hour = env.now.timestamp().div_euclid(3600).to_string();
    let contact = question.email.as_deref().or(question.phone.as_deref()).unwrap_or_default();
    let id = EventId::of(&[number.as_deref().unwrap_or_default(), contact, question.text.as_str(), &hour]);
    let way = question.email.iter().flat_map(|email| {
        let subject = question.subject.clone().unwrap_or_default();
        ["mail".to_owned(), email.clone(), String::new(), String::new(), subject]
    });
    let incoming = Incoming {
        channel: ContactChannel::Form,
        source: source.to_owned(),
        id: id.to_string(),
        thread: None,
        refers_to: Vec::new(),
        at: None,
        letter: Letter {
            text: harmless(&question.text),
            subject: question.subject.as_deref().and_then(|subject| text::clean(subject, 200)),
            html: None,
            name: question.name.as_deref().and_then(|name| text::clean(name, 100)),
            email: question.email.clone(),
            phone: question.phone.clone(),
            way: way.collect(),
        },
        is_strong: false,
        is_vouched: false,
        order: number,
        order_platform: None,
        is_public: false,
        may_answer: true,
        machine: question.is_trap.then(|| "honeypot".to_owned()),
        in_response: true,
    };
    let taken = take(env, &keyring, &incoming)?;
    if !taken.is_buyer {
        env.store.count_wrong_guess(&client, env.now)?;
    }
    Ok(taken)
}

/// What the response says.
fn told(question: &Question, taken: &Taken) -> Value {
    let is_silent = question.is_trap;
    json!({
        "answered": taken.due.is_none() && taken.is_answered(),
        "handed_over": taken.due.is_some(),
        "answer": taken.answer.as_ref().map(|answer| answer.text.clone()).filter(|_| !is_silent),
        "case": taken.number.clone(),
        "answer_by": taken.due.map(rfc3339),
    })
}
