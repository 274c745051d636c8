//! `/api/templates`: what the shop has set for its messages, and their words.

use crate::{
    api_token::Role,
    compose::Rendering,
    link,
    lookup::{self, Found},
    order_intake::{OrderPointer, order_log},
    owing::message_settings_log,
    reply::{Failure, Reply, with_type},
    request::{Env, Request, parts_behind},
    session,
};
use http::{Method, StatusCode};
use serde::Deserialize;
use serde_json::{Map, Value};
use sledz_domain::{
    event_id::EventId,
    json,
    message::{Channel, MessageKind},
    settings::{MessageSetting, MessageSettings, SettingEvent, Words},
    sorting, text,
    view::rfc3339,
    words::Lang,
};
use sledz_messages::{check, default_texts, placeholders};
use sledz_store::{
    StoreError,
    keys::{Kind, LogId},
};

/// Where this answers.
pub const PREFIX: &str = "/api/templates";

/// The largest setting that is read, in bytes.
const LIMIT: usize = 64 * 1024;

/// Answers the shop's staff.
///
/// # Errors
/// 400, 401, 403, 404, 405, 413, 422.
pub fn handle(request: &Request, env: &Env) -> Result<Reply, Failure> {
    let parts = parts_behind(request.path(), PREFIX).unwrap_or_default();
    let parts: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    let kind = |name: &str| {
        let unknown = || Failure::refused(StatusCode::NOT_FOUND, "no such message");
        MessageKind::from_name(name).ok_or_else(unknown)
    };
    match parts.as_slice() {
        [] if request.is_get() => list(request, env),
        [] => Err(Failure::Method("GET")),
        [name] => one(request, env, kind(name)?),
        [name, "preview"] => preview(request, env, kind(name)?),
        _ => Err(Failure::refused(StatusCode::NOT_FOUND, "no such message")),
    }
}

fn list(request: &Request, env: &Env) -> Result<Reply, Failure> {
    session::require(request, env, &[Role::Reader, Role::Agent, Role::Admin])?;
    let settings = settings(env)?;
    let all: Vec<Value> = MessageKind::ALL.into_iter().map(|kind| described(&settings, kind)).collect();
    Ok(json_reply(&json!({"templates": all})))
}

fn one(request: &Request, env: &Env, kind: MessageKind) -> Result<Reply, Failure> {
    match *request.method() {
        Method::GET | Method::HEAD => {
            session::require(request, env, &[Role::Reader, Role::Agent, Role::Admin])?;
            Ok(json_reply(&described(&settings(env)?, kind)))
        }
        Method::PUT => {
            let caller = session::require(request, env, &[Role::Admin])?;
            let setting = read(request, kind)?;
            change(env, kind, Some(setting), &caller)
        }
        Method::DELETE => {
            let caller = session::require(request, env, &[Role::Admin])?;
            change(env, kind, None, &caller)
        }
        _ => Err(Failure::Method("GET, PUT, DELETE")),
    }
}

/// What is set.
pub(crate) fn settings(env: &Env) -> Result<MessageSettings, StoreError> {
    Ok(env.store.read::<MessageSettings>(message_settings_log())?.projection.state)
}

fn change(env: &Env, kind: MessageKind, setting: Option<MessageSetting>, by: &str) -> Result<Reply, Failure> {
    let written = serde_json::to_string(&setting).map_err(|error| StoreError(error.to_string()))?;
    let time = env.now.timestamp_millis().to_string();
    let event = SettingEvent {
        id: EventId::of(&["setting", kind.name(), &time, &written]),
        at: env.now,
        kind: kind.into(),
        setting,
        words: Words::new(),
        by: by.to_owned(),
    };
    write(env, event, kind.name())?;
    Ok(json_reply(&described(&settings(env)?, kind)))
}

/// Makes a change durable.
///
/// # Errors
/// 507 after a thousand of them; if the store fails.
pub(crate) fn write(env: &Env, event: SettingEvent, name: &str) -> Result<(), Failure> {
    let reading = env.store.read::<MessageSettings>(message_settings_log())?;
    if reading.is_full() {
        return Err(Failure::refused(StatusCode::INSUFFICIENT_STORAGE, "the settings were changed a thousand times"));
    }
    let by = event.by.clone();
    let new = reading.unknown([event]);
    if !new.is_empty() {
        let mut commit = env.store.commit();
        commit.append(reading, new);
        commit.write()?;
        eprintln!("templates: {name} changed by {by}");
    }
    Ok(())
}

/// A setting as it is sent: the shape of [`MessageSetting`], nothing unknown in it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    #[serde(default)]
    enabled: Option<bool>,
    #[serde(default)]
    channels: Option<Vec<Channel>>,
    #[serde(default)]
    quiet_hours: Option<sledz_domain::quiet::Quiet>,
    #[serde(default)]
    language: Option<String>,
    #[serde(default)]
    texts: std::collections::BTreeMap<String, sledz_domain::message::Texts>,
}

fn read(request: &Request, kind: MessageKind) -> Result<MessageSetting, Failure> {
    let too_large = || Failure::refused(StatusCode::PAYLOAD_TOO_LARGE, "the setting is larger than 64 KiB");
    let body = request.body.as_deref().filter(|body| body.len() <= LIMIT).ok_or_else(too_large)?;
    let unusable = |why: String| Failure::Refused(StatusCode::BAD_REQUEST, why);
    let given: Given = object(body).map_err(|why| unusable(format!("the setting cannot be read: {why}")))?;
    let wrong = |why: String| Failure::Refused(StatusCode::UNPROCESSABLE_ENTITY, why);
    let is_known = |tag: &str| Lang::ALL.iter().any(|lang| lang.code() == tag);
    if let Some(language) = given.language.as_deref().filter(|tag| !is_known(tag)) {
        return Err(wrong(format!("language is {}, but only pl and en are known", shown(language))));
    }
    if let Some(unknown) = given.texts.keys().find(|tag| !is_known(tag)) {
        return Err(wrong(format!("texts has {}, but only pl and en are known", shown(unknown))));
    }
    for (language, texts) in &given.texts {
        if let Some(problem) = check(kind, texts).first() {
            return Err(wrong(format!("texts.{language}.{}: {}", problem.field, problem.detail)));
        }
    }
    let mut channels = given.channels;
    if let Some(channels) = channels.as_mut() {
        sorting::sort(channels);
        channels.dedup();
    }
    if channels.as_ref().is_some_and(Vec::is_empty) {
        return Err(wrong("channels is empty; to switch a message off, set enabled to false".to_owned()));
    }
    Ok(MessageSetting {
        enabled: given.enabled,
        channels,
        quiet_hours: given.quiet_hours,
        language: given.language,
        texts: given.texts,
    })
}

/// Reads an object; a list of its values, which would do as well, is none.
pub(crate) fn object<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<T, String> {
    if !body.trim_ascii_start().starts_with(b"{") {
        return Err("it is no JSON object".to_owned());
    }
    serde_json::from_slice(body).map_err(|error| error.to_string())
}

pub(crate) fn shown(text: &str) -> String {
    text::clean(text, 20).unwrap_or_default()
}

/// A message with what is set, what holds where nothing is, and what its texts may hold.
fn described(settings: &MessageSettings, kind: MessageKind) -> Value {
    let setting = settings.of(kind);
    let changed = settings.changed(kind);
    let (mut defaults, mut known) = (Map::new(), Map::new());
    for lang in Lang::ALL {
        defaults.insert(lang.code().to_owned(), json!(default_texts(kind, lang)));
    }
    for (name, meaning) in placeholders(kind) {
        known.insert((*name).to_owned(), json!(meaning));
    }
    json!({
        "message": kind,
        "setting": setting,
        "changed_at": changed.map(|event| rfc3339(event.at)),
        "changed_by": changed.map(|event| event.by.as_str()),
        "default_texts": defaults,
        "placeholders": known,
    })
}

/// `{"order":"1001","language":"pl","setting":{...}}`: the message about that order, in the words
/// that are sent with it or those that are set. Nothing is sent.
#[derive(Deserialize)]
struct Wanted {
    order: String,
    #[serde(default)]
    language: Option<String>,
    #[serde(default)]
    setting: Option<Value>,
}

fn preview(request: &Request, env: &Env, kind: MessageKind) -> Result<Reply, Failure> {
    if *request.method() != Method::POST {
        return Err(Failure::Method("POST"));
    }
    let caller = session::require(request, env, &[Role::Agent, Role::Admin])?;
    let body = request.body.as_deref().unwrap_or_default();
    let wanted: Wanted = object(body).map_err(|why| {
        Failure::Refused(StatusCode::BAD_REQUEST, format!("the order to preview with cannot be read: {why}"))
    })?;
    let setting = match wanted.setting {
        Some(setting) => {
            let mut given = Request { parts: request.parts.clone(), body: None };
            given.body = Some(setting.to_string().into_bytes());
            read(&given, kind)?
        }
        None => settings(env)?.of(kind),
    };
    let found = find(env, &wanted.order)?;
    let keyring = env.settings.keyring().ok_or(Failure::Unconfigured("variable keys is empty"))?;
    let page = link::address(env, &keyring, &found).unwrap_or_default();
    let lang = match wanted.language.as_deref() {
        Some(tag) => Lang::from_tag(tag).unwrap_or_default(),
        None => setting.lang(found.order.language()),
    };
    let rendered = Rendering { env, found: &found, kind, lang, page: &page };
    let (mail, sms) = (rendered.mail(&setting, &[]), rendered.sms(&setting, &[]));
    eprintln!("templates: {} previewed by {caller}", kind.name());
    Ok(json_reply(&json!({
        "message": kind,
        "language": lang.code(),
        "subject": mail.subject,
        "text": mail.text,
        "html": mail.html,
        "sms": sms,
    })))
}

/// The newest order of a number.
pub(crate) fn find(env: &Env, number: &str) -> Result<Found, Failure> {
    let unknown = || Failure::refused(StatusCode::NOT_FOUND, "no order of that number");
    let number = text::order_number(number).ok_or_else(unknown)?;
    let pointers = env.store.pointers::<OrderPointer>(LogId::new(Kind::OrdersByNumber, &[&number]))?;
    let pointer = pointers.last().ok_or_else(unknown)?;
    lookup::read(env, order_log(&pointer.platform, &pointer.platform_id))?.ok_or_else(unknown)
}

pub(crate) fn json_reply(value: &Value) -> Reply {
    with_type(StatusCode::OK, "application/json", value.to_string().into_bytes())
}
