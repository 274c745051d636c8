//! `/api/templates/answers`: the words of what customers are answered, and of what is suggested to people.

use crate::{
    api_templates::{find, json_reply, object, settings, shown, write},
    api_token::Role,
    cases::wording::{self, Told},
    reply::{Failure, Reply},
    request::{Env, Request, parts_behind},
    session,
};
use http::{Method, StatusCode};
use serde_json::{Map, Value};
use sledz_domain::{
    answer::AnswerKind,
    contact::ContactChannel,
    event_id::EventId,
    intent::Tongue,
    json,
    settings::{MessageSettings, SettingEvent, Words},
    view::rfc3339,
};
use sledz_messages::{answer_placeholders, check_answer, default_answer};

/// Where this answers.
pub const PREFIX: &str = "/api/templates/answers";

/// Answers the shop's staff.
///
/// # Errors
/// 400, 401, 403, 404, 405, 413, 422.
pub fn handle(request: &Request, env: &Env) -> Result<Reply, Failure> {
    let parts = parts_behind(request.path(), PREFIX).unwrap_or_default();
    let parts: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    let kind = |name: &str| {
        let unknown = || Failure::refused(StatusCode::NOT_FOUND, "no such answer");
        AnswerKind::from_name(name).ok_or_else(unknown)
    };
    match parts.as_slice() {
        [] if request.is_get() => {
            reader(request, env)?;
            let settings = settings(env)?;
            let all: Vec<Value> = AnswerKind::ALL.into_iter().map(|kind| described(&settings, kind)).collect();
            Ok(json_reply(&json!({"answers": all})))
        }
        [] => Err(Failure::Method("GET")),
        [name] => one(request, env, kind(name)?),
        [name, "preview"] => preview(request, env, kind(name)?),
        _ => Err(Failure::refused(StatusCode::NOT_FOUND, "no such answer")),
    }
}

fn reader(request: &Request, env: &Env) -> Result<String, Failure> {
    session::require(request, env, &[Role::Reader, Role::Agent, Role::Admin])
}

fn one(request: &Request, env: &Env, kind: AnswerKind) -> Result<Reply, Failure> {
    let words = match *request.method() {
        Method::GET | Method::HEAD => {
            reader(request, env)?;
            return Ok(json_reply(&described(&settings(env)?, kind)));
        }
        Method::PUT => read(request, kind)?,
        Method::DELETE => Words::new(),
        _ => return Err(Failure::Method("GET, PUT, DELETE")),
    };
    let by = session::require(request, env, &[Role::Admin])?;
    let time = env.now.timestamp_millis().to_string();
    let written = json!(words).to_string();
    let event = SettingEvent {
        id: EventId::of(&["answer", kind.name(), &time, &written]),
        at: env.now,
        kind: kind.into(),
        setting: None,
        words,
        by,
    };
    write(env, event, kind.name())?;
    Ok(json_reply(&described(&settings(env)?, kind)))
}

/// `{"texts":{"pl":"...","en":"..."}}`.
fn read(request: &Request, kind: AnswerKind) -> Result<Words, Failure> {
    let unusable = |why: String| Failure::Refused(StatusCode::BAD_REQUEST, why);
    let wrong = |why: String| Failure::Refused(StatusCode::UNPROCESSABLE_ENTITY, why);
    let given: Value = object(request.body.as_deref().unwrap_or_default()).map_err(unusable)?;
    let texts = given.get("texts").and_then(Value::as_object);
    let texts = texts.ok_or_else(|| wrong("texts is missing, or no object".to_owned()))?;
    let mut words = Words::new();
    for (language, text) in texts {
        let tongue = Tongue::from_name(language);
        let tongue = tongue.ok_or_else(|| wrong(format!("texts has {}, which no answer is in", shown(language))))?;
        let text = text.as_str().ok_or_else(|| wrong(format!("texts.{language} is no text")))?;
        if let Some(problem) = check_answer(kind, tongue, text).first() {
            return Err(wrong(format!("texts.{language} {}", problem.detail)));
        }
        words.push((language.clone(), text.to_owned()));
    }
    Ok(words)
}

/// An answer with the shop's words, ours, and what they may hold.
fn described(settings: &MessageSettings, kind: AnswerKind) -> Value {
    let (answers, changed) = (settings.answers(), settings.changed(kind));
    let (mut texts, mut defaults, mut known) = (Map::new(), Map::new(), Map::new());
    for tongue in Tongue::ALL {
        let language = tongue.name();
        texts.extend(answers.of(kind, language).map(|text| (language.to_owned(), json!(text))));
        defaults.extend(default_answer(kind, tongue).map(|text| (language.to_owned(), json!(text))));
    }
    for (name, meaning) in answer_placeholders(kind) {
        known.insert((*name).to_owned(), json!(meaning));
    }
    json!({
        "answer": kind.name(),
        "is_suggestion": kind.is_suggestion(),
        "texts": Value::Object(texts),
        "changed_at": changed.map(|event| rfc3339(event.at)),
        "changed_by": changed.map(|event| event.by.as_str()),
        "default_texts": Value::Object(defaults),
        "placeholders": Value::Object(known),
    })
}

/// `{"order":"1001","language":"pl"}`: the answer about that order as a mail, in the words that are set. Nothing is
/// sent.
fn preview(request: &Request, env: &Env, kind: AnswerKind) -> Result<Reply, Failure> {
    if *request.method() != Method::POST {
        return Err(Failure::Method("POST"));
    }
    session::require(request, env, &[Role::Agent, Role::Admin])?;
    let unusable = |why: String| Failure::Refused(StatusCode::BAD_REQUEST, why);
    let wanted: Value = object(request.body.as_deref().unwrap_or_default()).map_err(unusable)?;
    let text = |name: &str| wanted.get(name).and_then(Value::as_str);
    let found = find(env, text("order").unwrap_or_default())?;
    let tongue = text("language").and_then(Tongue::from_name).unwrap_or(match found.language() {
        sledz_domain::words::Lang::Pl => Tongue::Pl,
        sledz_domain::words::Lang::En => Tongue::En,
    });
    let keyring = env.settings.keyring().ok_or(Failure::Unconfigured("variable keys is empty"))?;
    let view = found.view(env, wording::lang(tongue));
    let parts = [kind];
    let told = Told {
        parts: &parts,
        found: Some(&found),
        view: Some(&view),
        tongue,
        channel: ContactChannel::Email,
        number: "0000-0000",
        due: Some(crate::cases::promise::due(env, ContactChannel::Email, &[])),
        subject: None,
    };
    let letter = wording::letter(env, &keyring, &told)?;
    Ok(json_reply(&json!({
        "answer": kind.name(),
        "language": tongue.name(),
        "subject": letter.subject,
        "text": letter.text,
        "html": letter.html,
    })))
}
