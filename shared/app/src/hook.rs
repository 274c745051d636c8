//! What every webhook passes before it is believed: a known and configured source, method, size,
//! the path's token, the sender's proof over the raw bytes, content type, JSON.

use crate::{
    reply::Failure,
    request::{Env, Request, parts_behind},
    settings::secrets_of,
};
use http::{Method, StatusCode};
use serde_json::Value;
use sledz_sources::{couriers::Receives, delivery::Delivery, json, proof::Secrets};

/// What a kind of source (courier, platform) answers about itself.
pub trait Source {
    /// Whether these secrets can prove anything here.
    fn is_configured(&self, secrets: &Secrets) -> bool;
    /// Whether the sender is who it says.
    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets) -> bool;
    /// How its messages come.
    fn receives(&self) -> Receives;
    /// Whether it is an unsigned message that means nothing.
    fn is_ping(&self, delivery: &Delivery) -> bool;
}

/// A webhook that has passed.
pub enum Passed<'a> {
    /// A probe or ping: 200, and nothing to do.
    Probe,
    /// A verified message.
    Message(Value, Delivery<'a>),
}

/// The name of the source in a hook's path, and the token behind it.
pub fn address(path: &str, prefix: &str) -> Option<(String, Option<String>)> {
    let mut parts = parts_behind(path, prefix)?.into_iter();
    let name = parts.next()?;
    let token = parts.next();
    parts.next().is_none().then_some((name, token))
}

/// Lets a webhook pass, or says why not. `kind` is the word in the source's variable.
///
/// # Errors
/// 404 for a source without its secrets, 405, 413, 401 for a wrong token or proof, 415, 400.
pub fn pass<'a>(
    source: &dyn Source,
    kind: &str,
    name: &str,
    token: Option<&'a str>,
    request: &'a Request,
    env: &Env,
) -> Result<Passed<'a>, Failure> {
    let secrets = Secrets::parse(env.settings.get(&secrets_of(kind, name)));
    if !source.is_configured(&secrets) {
        return Err(unknown_source());
    }
    let receives = source.receives();
    let is_right = match receives {
        Receives::Json | Receives::JsonOrList => *request.method() == Method::POST,
        Receives::JsonAndProbe => request.is_get() || *request.method() == Method::POST,
        Receives::Query => request.is_get(),
    };
    if !is_right {
        return Err(Failure::Method(match receives {
            Receives::Json | Receives::JsonOrList => "POST",
            Receives::JsonAndProbe => "GET, POST",
            Receives::Query => "GET",
        }));
    }
    let body = request
        .body
        .as_deref()
        .ok_or_else(|| Failure::refused(StatusCode::PAYLOAD_TOO_LARGE, "the body is larger than 1 MiB"))?;
    let query = request.parts.uri.query().unwrap_or_default();
    let delivery = Delivery { headers: &request.parts.headers, body, query, path_token: token, now: env.now };
    if !secrets.path_is_right(&delivery) {
        return Err(unproven());
    }
    let probed = match receives {
        Receives::Json | Receives::JsonOrList => false,
        Receives::JsonAndProbe => request.is_get(),
        Receives::Query => query.is_empty(),
    };
    if probed || source.is_ping(&delivery) {
        return Ok(Passed::Probe);
    }
    if !source.is_proven(&delivery, &secrets) {
        return Err(unproven());
    }
    if receives == Receives::Query {
        return Ok(Passed::Message(in_query(query), delivery));
    }
    let content_type = request.content_type();
    let is_json = content_type.is_empty()
        || content_type == "text/json"
        || (content_type == "text/plain" && receives == Receives::JsonOrList)
        || content_type.strip_prefix("application/").is_some_and(|kind| kind == "json" || kind.ends_with("+json"));
    if !is_json {
        return Err(Failure::refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, "the body must be application/json"));
    }
    let message = if receives == Receives::JsonOrList { json::object_or_list(body) } else { json::object(body) };
    let message = message.map_err(|why| Failure::Refused(StatusCode::BAD_REQUEST, why.0))?;
    Ok(Passed::Message(message, delivery))
}

/// The parameters of a query as an object of texts; of one that is there twice, the last.
fn in_query(query: &str) -> Value {
    let pairs = form_urlencoded::parse(query.as_bytes());
    Value::Object(pairs.map(|(name, value)| (name.into_owned(), Value::String(value.into_owned()))).collect())
}

/// A source that is not built in, or not configured: which of the two is nobody's business.
pub fn unknown_source() -> Failure {
    Failure::refused(StatusCode::NOT_FOUND, "no such source, or it is not configured")
}

/// The proof is missing or wrong: which of the two is nobody's business.
pub fn unproven() -> Failure {
    Failure::refused(StatusCode::UNAUTHORIZED, "the proof of the sender is missing or wrong")
}
