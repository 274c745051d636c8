//! What the customer sees: the form at `/sledz-zamowienie` and `/track-order` (`/` leads there),
//! and the order's page at `/z/{token}` with its JSON twin at `/z/{token}.json`.

use crate::{
    buyer, link,
    lookup::{self, Found},
    preferences::Visit,
    reply::{Failure, Reply, set, with_type},
    request::{Env, Request},
    settings::SHOP,
};
use http::{HeaderValue, Method, StatusCode, header};
use sledz_domain::words::Lang;
use sledz_page::{self as page, Form, Page, Refusal};
use sledz_store::StoreError;
use std::hash::{DefaultHasher, Hash, Hasher};

const POLISH_FORM: &str = "/sledz-zamowienie";
const ENGLISH_FORM: &str = "/track-order";

/// Wrong guesses about numbers of one bucket in an hour, above which the form only reads.
const GUESSES: u64 = 10;

/// The largest form that is read.
const FORM_LIMIT: usize = 8 * 1024;

/// The variables that a request needs.
pub fn variables() -> Vec<String> {
    ["test_clock_key", "keys"].iter().chain(&SHOP).map(|name| (*name).to_owned()).collect()
}

/// Answers a customer's browser.
pub fn handle(request: &Request, env: &Env) -> Reply {
    let path = request.path();
    let lang = language(request);
    match path {
        "/" => home(request),
        POLISH_FORM => form(request, env, Lang::Pl),
        ENGLISH_FORM => form(request, env, Lang::En),
        _ => match path.strip_prefix("/z/") {
            Some(rest) => match (rest.strip_suffix(".json"), rest.split_once('/')) {
                (Some(token), _) => track_json(request, env, token, lang),
                (_, Some((token, page @ ("messages" | "messages/off")))) => choose(request, env, token, page, lang),
                _ => track(request, env, rest, lang),
            },
            None => failure(env, lang, &not_found()),
        },
    }
}

/// `?lang=` if given, else what the browser likes best; none if it likes neither.
fn language(request: &Request) -> Option<Lang> {
    let asked = request.query("lang").and_then(|tag| Lang::from_tag(&tag));
    asked.or_else(|| Lang::from_accept(request.header("accept-language")?))
}

fn home(request: &Request) -> Reply {
    if !request.is_get() {
        return Failure::Method("GET").into_problem();
    }
    let form = language(request).unwrap_or_default().pick(POLISH_FORM, ENGLISH_FORM);
    let mut reply = with_type(StatusCode::SEE_OTHER, "text/plain; charset=utf-8", Vec::new());
    set(&mut reply, header::LOCATION, form);
    set(&mut reply, header::VARY, "Accept-Language");
    reply
}

fn track(request: &Request, env: &Env, token: &str, lang: Option<Lang>) -> Reply {
    match find(request, env, token) {
        Ok(found) => {
            let lang = lang.unwrap_or_else(|| found.language());
            let view = found.view(env, lang);
            let preferences = format!("/z/{token}/messages");
            let page = page::track(&view, &env.settings.shop(), lang, env.now, Some(&preferences));
            conditional(request, html(StatusCode::OK, page))
        }
        Err(error) => failure(env, lang, &error),
    }
}

/// The pages on which a customer chooses messages.
fn choose(request: &Request, env: &Env, token: &str, page: &str, lang: Option<Lang>) -> Reply {
    let answer = order_of(env, token).and_then(|found| {
        let lang = lang.unwrap_or_else(|| found.language());
        let visit = Visit { request, env, found: &found, back: format!("/z/{token}"), lang };
        if page == "messages" { visit.choose() } else { visit.switch_off() }
    });
    answer.unwrap_or_else(|error| failure(env, lang, &error))
}

fn track_json(request: &Request, env: &Env, token: &str, lang: Option<Lang>) -> Reply {
    let answer = find(request, env, token).and_then(|found| {
        let view = found.view(env, lang.unwrap_or_else(|| found.language()));
        serde_json::to_vec(&view).map_err(|error| Failure::Store(StoreError(error.to_string())))
    });
    match answer {
        Ok(body) => conditional(request, private(with_type(StatusCode::OK, "application/json", body))),
        Err(error) => error.into_problem(),
    }
}

/// The order of a link; a link of another version was revoked.
fn find(request: &Request, env: &Env, token: &str) -> Result<Found, Failure> {
    if request.is_get() { order_of(env, token) } else { Err(Failure::Method("GET")) }
}

fn order_of(env: &Env, token: &str) -> Result<Found, Failure> {
    let keyring = env.settings.keyring().ok_or(Failure::Unconfigured("variable keys is empty"))?;
    let (log, version) = link::verify(&keyring, token).ok_or_else(not_found)?;
    lookup::read(env, log)?.filter(|found| found.order.link_version() == version).ok_or_else(not_found)
}

fn not_found() -> Failure {
    Failure::refused(StatusCode::NOT_FOUND, "no such page, or the link is no longer valid")
}

fn form(request: &Request, env: &Env, lang: Lang) -> Reply {
    if request.is_get() {
        return conditional(request, html(StatusCode::OK, form_page(env, lang, None)));
    }
    if *request.method() != Method::POST {
        return failure(env, Some(lang), &Failure::Method("GET, POST"));
    }
    match submitted(request, env) {
        Ok(Some(token)) => {
            let mut reply = with_type(StatusCode::SEE_OTHER, "text/plain; charset=utf-8", Vec::new());
            if let Ok(location) = HeaderValue::from_str(&format!("/z/{token}")) {
                reply.headers_mut().insert(header::LOCATION, location);
            }
            reply
        }
        Ok(None) => html(StatusCode::UNPROCESSABLE_ENTITY, form_page(env, lang, Some(Refusal::NotFound))),
        Err(error @ Failure::TooMany(_)) => {
            let mut reply = html(error.status(), form_page(env, lang, Some(Refusal::TooMany)));
            error.add_headers(&mut reply);
            reply
        }
        Err(error) => failure(env, Some(lang), &error),
    }
}

/// The token of the order that a form asks for; none whatever was wrong.
fn submitted(request: &Request, env: &Env) -> Result<Option<String>, Failure> {
    let too_large = || Failure::refused(StatusCode::PAYLOAD_TOO_LARGE, "the form is too large");
    let body = request.body.as_deref().filter(|body| body.len() <= FORM_LIMIT).ok_or_else(too_large)?;
    if request.content_type() != "application/x-www-form-urlencoded" {
        return Err(Failure::refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, "a form is expected"));
    }
    let keyring = env.settings.keyring().ok_or(Failure::Unconfigured("variable keys is empty"))?;
    let field = |name: &str| {
        form_urlencoded::parse(body)
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
            .unwrap_or_default()
    };
    let (number, contact) = (field("number"), field("contact"));
    let counted_as = sledz_domain::text::order_number(&number).unwrap_or_default();
    if env.store.wrong_guesses(&counted_as, env.now)? > GUESSES {
        return Err(Failure::TooMany(3600 - env.now.timestamp().rem_euclid(3600).unsigned_abs()));
    }
    match buyer::find(env, &keyring, &number, &contact)? {
        Some((log, version)) => Ok(link::token(&keyring, log, version)),
        None => {
            env.store.count_wrong_guess(&counted_as, env.now)?;
            Ok(None)
        }
    }
}

fn form_page(env: &Env, lang: Lang, refused: Option<Refusal>) -> Page {
    page::form(&Form { lang, refused }, &env.settings.shop())
}

/// An error as a page that says what to do.
fn failure(env: &Env, lang: Option<Lang>, error: &Failure) -> Reply {
    error.log();
    let kind = match error.status() {
        StatusCode::METHOD_NOT_ALLOWED => page::Failure::MethodNotAllowed,
        StatusCode::PAYLOAD_TOO_LARGE => page::Failure::TooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => page::Failure::WrongType,
        StatusCode::SERVICE_UNAVAILABLE => page::Failure::Unavailable,
        _ => page::Failure::NotFound,
    };
    let mut reply = html(error.status(), page::failure(kind, &env.settings.shop(), lang.unwrap_or_default()));
    error.add_headers(&mut reply);
    reply
}

/// A page with the headers that keep it private.
pub fn html(status: StatusCode, page: Page) -> Reply {
    let mut reply = private(with_type(status, "text/html; charset=utf-8", page.html.into_bytes()));
    if let Ok(policy) = HeaderValue::from_str(&page.csp) {
        reply.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    reply
}

fn private(mut reply: Reply) -> Reply {
    set(&mut reply, header::CACHE_CONTROL, "private, no-cache");
    set(&mut reply, header::REFERRER_POLICY, "no-referrer");
    set(&mut reply, header::VARY, "Accept-Language");
    set(&mut reply, header::HeaderName::from_static("x-robots-tag"), "noindex");
    reply
}

/// Adds the hash of the body as its tag, and answers 304 to who has that already.
fn conditional(request: &Request, mut reply: Reply) -> Reply {
    // SipHash, not SHA-256: a tag only has to differ, and this is most of what a page costs.
    let mut hash = DefaultHasher::new();
    reply.body().hash(&mut hash);
    let tag = format!("\"{:016x}\"", hash.finish());
    let has = request
        .header("if-none-match")
        .is_some_and(|tags| tags.split(',').any(|known| known.trim().trim_start_matches("W/") == tag));
    if let Ok(value) = HeaderValue::from_str(&tag) {
        reply.headers_mut().insert(header::ETAG, value);
    }
    if has {
        *reply.status_mut() = StatusCode::NOT_MODIFIED;
        reply.body_mut().clear();
    }
    reply
}
