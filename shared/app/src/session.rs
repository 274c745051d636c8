//! Signing in with a token, for browsers: a `__Host-` cookie of twelve hours that no script can
//! read, and a second token of its own for every form.

use crate::{
    api_token::{self, Caller, Role},
    reply::Failure,
    request::{Env, Request},
};
use chrono::{DateTime, TimeDelta, Utc};
use http::StatusCode;
use sledz_domain::base::{BASE64URL_NOPAD, HEXLOWER};
use sledz_sources::proof::same;
use sledz_store::keyring::{Keyring, mac};

/// The cookie's name: the prefix makes browsers keep it to this host, to HTTPS and to the whole
/// site.
pub const COOKIE: &str = "__Host-sledz";

/// How long a session lasts.
pub const LASTS: TimeDelta = TimeDelta::hours(12);

/// A session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Whose it is.
    pub caller: Caller,
    /// When it ends.
    pub ends: DateTime<Utc>,
    /// What a form has to carry.
    pub csrf: String,
}

/// The value of the cookie for who has just shown a token. It names the token's hash, so that a
/// token that is taken out of `api_tokens` takes its sessions with it.
pub fn cookie(keyring: &Keyring, hash: &str, ends: DateTime<Utc>) -> Option<String> {
    let signed = format!("{hash}.{}", ends.timestamp());
    let tag = mac(&keyring.session().next()?, &[b"session", signed.as_bytes()])?;
    Some(format!("{signed}.{}", BASE64URL_NOPAD.encode(&tag)))
}

/// The session of a request, if it has a valid one.
pub fn of(request: &Request, env: &Env) -> Option<Session> {
    let value = value(request)?;
    let (signed, tag) = value.rsplit_once('.')?;
    let keyring = env.settings.keyring()?;
    let key = keyring.session().find(|key| {
        mac(key, &[b"session", signed.as_bytes()]).is_some_and(|expected| same(&BASE64URL_NOPAD.encode(&expected), tag))
    })?;
    let (hash, ends) = signed.split_once('.')?;
    let ends = DateTime::from_timestamp(ends.parse().ok()?, 0)?;
    let caller = api_token::of_hash(env, hash)?;
    let csrf = HEXLOWER.encode(&mac(&key, &[b"csrf", signed.as_bytes()])?);
    (env.now < ends).then_some(Session { caller, ends, csrf })
}

/// The value of our cookie.
fn value(request: &Request) -> Option<&str> {
    let cookies = request.parts.headers.get_all(http::header::COOKIE);
    cookies.iter().filter_map(|header| header.to_str().ok()).flat_map(|header| header.split(';')).find_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        (name == COOKIE).then_some(value)
    })
}

/// The name of who may do this: by Bearer token or, in a browser, by session. A session that
/// changes anything must show the form's token, in field or header `csrf`.
///
/// # Errors
/// 401 without either, 403 for another role or without the form's token.
pub fn require(request: &Request, env: &Env, roles: &[Role]) -> Result<String, Failure> {
    if request.header("authorization").is_some() {
        return api_token::require(request, env, roles);
    }
    let Some(session) = of(request, env) else { return api_token::require(request, env, roles) };
    if !roles.contains(&session.caller.role) {
        return Err(Failure::refused(StatusCode::FORBIDDEN, "this token may not do that"));
    }
    if !request.is_get() && !request.csrf().is_some_and(|given| same(&session.csrf, &given)) {
        return Err(Failure::refused(StatusCode::FORBIDDEN, "the form is too old; open it again"));
    }
    Ok(session.caller.name)
}
