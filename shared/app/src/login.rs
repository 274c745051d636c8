//! `/login` and `/logout`: signing in with a token of the API, for browsers.

use crate::{
    api_token,
    reply::{Failure, Reply, set, with_type},
    request::{Env, Request},
    session,
    tracking_page::html,
};
use http::{HeaderValue, Method, StatusCode, header};
use sledz_domain::words::{Lang, moment};
use sledz_page::{self as page, Login, LoginRefusal, NEXT_FIELD, SignedIn, TOKEN_FIELD};
use sledz_sources::proof::same;

/// Wrong tokens from one address in an hour, above which none is looked at.
const GUESSES: u64 = 10;

/// Answers a browser.
///
/// # Errors
/// 405; 503 if the store fails or `keys` is empty.
pub fn handle(request: &Request, env: &Env) -> Result<Reply, Failure> {
    match (request.path(), request.method().clone()) {
        ("/login", Method::GET | Method::HEAD) => Ok(shown(request, env, None, StatusCode::OK)),
        ("/login", Method::POST) => sign_in(request, env),
        ("/logout", Method::POST) => sign_out(request, env),
        ("/logout", _) => Err(Failure::Method("POST")),
        _ => Err(Failure::Method("GET, POST")),
    }
}

fn shown(request: &Request, env: &Env, refused: Option<LoginRefusal>, status: StatusCode) -> Reply {
    let lang = language(request);
    let signed_in = session::of(request, env).filter(|_| refused.is_none()).map(|session| SignedIn {
        name: session.caller.name,
        role: session.caller.role.name().to_owned(),
        csrf: session.csrf,
        expires: moment(lang, session.ends, env.now),
    });
    let login = Login { lang, next: next(request), refused, signed_in };
    html(status, page::login(&login, &env.settings.shop()))
}

fn language(request: &Request) -> Lang {
    let asked = request.query("lang").and_then(|tag| Lang::from_tag(&tag));
    asked.or_else(|| Lang::from_accept(request.header("accept-language")?)).unwrap_or_default()
}

/// Where to go afterwards: a path of ours or nowhere. A browser takes `//host` and `/\host` for
/// another site's address.
fn next(request: &Request) -> String {
    let wanted = request.field(NEXT_FIELD).or_else(|| request.query(NEXT_FIELD)).unwrap_or_default();
    let is_ours = wanted.strip_prefix('/').is_some_and(|rest| !rest.starts_with(['/', '\\']))
        && wanted.bytes().all(|byte| byte.is_ascii_graphic());
    if is_ours { wanted } else { String::new() }
}

fn sign_in(request: &Request, env: &Env) -> Result<Reply, Failure> {
    let keyring = env.settings.keyring().ok_or(Failure::Unconfigured("variable keys is empty"))?;
    let counted_as = format!("login {}", request.client(env.settings.get("client_header").trim()));
    if env.store.wrong_guesses(&counted_as, env.now)? >= GUESSES {
        let error = Failure::TooMany(3600 - env.now.timestamp().rem_euclid(3600).unsigned_abs());
        let mut reply = shown(request, env, Some(LoginRefusal::TooMany), error.status());
        error.add_headers(&mut reply);
        return Ok(reply);
    }
    let hash = api_token::hash(token(request).trim());
    let Some(caller) = api_token::of_hash(env, &hash) else {
        env.store.count_wrong_guess(&counted_as, env.now)?;
        return Ok(shown(request, env, Some(LoginRefusal::Wrong), StatusCode::UNAUTHORIZED));
    };
    let ends = env.now + session::LASTS;
    let value = session::cookie(&keyring, &hash, ends).unwrap_or_default();
    eprintln!("login: {} signed in", caller.name);
    let next = next(request);
    let mut reply = see_other(if next.is_empty() { "/login" } else { &next });
    let cookie = format!(
        "{}={value}; Path=/; Max-Age={}; Secure; HttpOnly; SameSite=Strict",
        session::COOKIE,
        session::LASTS.num_seconds()
    );
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        reply.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(reply)
}

/// The token of a form, or of `{"token":"..."}`.
fn token(request: &Request) -> String {
    let json = || {
        let body = request.body.as_deref()?;
        let value: serde_json::Value = serde_json::from_slice(body).ok()?;
        value.get(TOKEN_FIELD)?.as_str().map(str::to_owned)
    };
    request.field(TOKEN_FIELD).or_else(json).unwrap_or_default()
}

fn sign_out(request: &Request, env: &Env) -> Result<Reply, Failure> {
    let session = session::of(request, env);
    if session.as_ref().is_some_and(|session| !request.csrf().is_some_and(|given| same(&session.csrf, &given))) {
        return Err(Failure::refused(StatusCode::FORBIDDEN, "the form is too old; open it again"));
    }
    let mut reply = see_other("/login");
    let gone = format!("{}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Strict", session::COOKIE);
    if let Ok(cookie) = HeaderValue::from_str(&gone) {
        reply.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(reply)
}

fn see_other(location: &str) -> Reply {
    let mut reply = with_type(StatusCode::SEE_OTHER, "text/plain; charset=utf-8", Vec::new());
    set(&mut reply, header::REFERRER_POLICY, "no-referrer");
    if let Ok(location) = HeaderValue::from_str(location) {
        reply.headers_mut().insert(header::LOCATION, location);
    }
    reply
}
