//! Allegro's REST API: where it is, who asks, and how a shop lets us ask in its name.
//!
//! Sources: `https://developer.allegro.pl/auth` (device flow), and the staff's answers in
//! `allegro/allegro-api` #1438 (the fields of a grant stand in the query), #8925 (no `redirect_uri` for
//! devices), #1174 (a token for renewal is good for three months, and each renewal gives a new one),
//! #9828 (an application of another type is refused).

use crate::{
    json,
    pollers::{Device, DeviceLogin, Fault, Token},
    request::{encoded, request},
    variables::{Variables, base_url},
};
use chrono::{DateTime, TimeDelta, Utc};
use http::{Method, Request, Response, header};
use serde_json::Value;
use sledz_domain::base::BASE64;

/// The variable with the address of the API, and what it is.
const API: (&str, &str) = ("allegro_url", "https://api.allegro.pl");

/// The variable with the address that gives out tokens, and what it is.
const AUTH: (&str, &str) = ("allegro_auth_url", "https://allegro.pl");

/// The variable with the application: its id, a colon, its secret.
const CLIENT: &str = "allegro_client";

/// What the API answers with; it refuses requests that want anything else.
const MEDIA_TYPE: &str = "application/vnd.allegro.public.v1+json";

/// Asking for tokens until a person has agreed (RFC 8628).
const BY_DEVICE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// Longer ones are no tokens: Allegro's are JWT of one or two thousand characters.
const LONGEST_TOKEN: usize = 8192;

/// The variables that whoever speaks to Allegro needs.
pub const VARIABLES: [&str; 3] = [API.0, AUTH.0, CLIENT];

/// Lets a person of the shop agree that we ask in its name.
pub static LOGIN: AllegroLogin = AllegroLogin;

/// See [`LOGIN`].
pub struct AllegroLogin;

/// What is set wrongly, one sentence each.
pub fn problems(variables: &dyn Variables) -> Vec<String> {
    let wrong =
        [base_url(variables, API.0, API.1).err(), base_url(variables, AUTH.0, AUTH.1).err(), client(variables).err()];
    wrong.into_iter().flatten().collect()
}

/// A GET of the API: `path` with its query, everything in it encoded.
///
/// # Errors
/// If the address or the token cannot be used; the text is for the operator and holds no token.
pub fn get(path: &str, token: &str, variables: &dyn Variables) -> Result<Request<Vec<u8>>, String> {
    let url = format!("{}{path}", base_url(variables, API.0, API.1)?);
    let bearer = format!("Bearer {token}");
    request(Method::GET, &url, &[(header::ACCEPT, MEDIA_TYPE), (header::AUTHORIZATION, &bearer)], Vec::new())
}

/// What else may be done with the API: a request with JSON, under its own media type, which is the only
/// one that it takes (`allegro/allegro-api` #9669).
///
/// # Errors
/// If the address or the token cannot be used; the text is for the operator and holds no token.
pub fn send(
    method: Method,
    path: &str,
    body: &Value,
    token: &str,
    variables: &dyn Variables,
) -> Result<Request<Vec<u8>>, String> {
    let url = format!("{}{path}", base_url(variables, API.0, API.1)?);
    let bearer = format!("Bearer {token}");
    let headers =
        [(header::ACCEPT, MEDIA_TYPE), (header::CONTENT_TYPE, MEDIA_TYPE), (header::AUTHORIZATION, bearer.as_str())];
    request(method, &url, &headers, body.to_string().into_bytes())
}

impl DeviceLogin for AllegroLogin {
    fn name(&self) -> &'static str {
        "allegro"
    }

    fn begin(&self, variables: &dyn Variables) -> Result<Request<Vec<u8>>, String> {
        let (id, _) = client(variables)?;
        post("device", &[("client_id", id)], variables)
    }

    fn begun(&self, answer: &Response<Vec<u8>>, now: DateTime<Utc>) -> Result<Device, Fault> {
        let message = granted(answer)?.ok_or_else(|| general("Allegro says to wait before there is a link"))?;
        let device = || {
            let link = json::raw(&message, "verification_uri_complete").filter(|link| is_link(link))?;
            Some(Device { device_code: token(&message, "device_code")?, link, until: until(&message, now)? })
        };
        device().ok_or_else(|| general("Allegro's answer holds no link to follow"))
    }

    fn ask(&self, device_code: &str, variables: &dyn Variables) -> Result<Request<Vec<u8>>, String> {
        post("token", &[("grant_type", BY_DEVICE), ("device_code", device_code)], variables)
    }

    fn renew(&self, refresh_token: &str, variables: &dyn Variables) -> Result<Request<Vec<u8>>, String> {
        post("token", &[("grant_type", "refresh_token"), ("refresh_token", refresh_token)], variables)
    }

    fn token(&self, answer: &Response<Vec<u8>>, now: DateTime<Utc>) -> Result<Option<Token>, Fault> {
        let Some(message) = granted(answer)? else { return Ok(None) };
        let tokens = || {
            Some(Token {
                access: token(&message, "access_token")?,
                refresh: token(&message, "refresh_token")?,
                until: until(&message, now)?,
            })
        };
        tokens().map(Some).ok_or_else(|| general("Allegro's answer holds no tokens"))
    }
}

/// The application's id and secret.
fn client(variables: &dyn Variables) -> Result<(&str, &str), String> {
    let client = variables.get(CLIENT).trim();
    if client.is_empty() {
        return Err(format!("{CLIENT} is empty: it must be an application's id, a colon, and its secret"));
    }
    let is_key = |key: &str| !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_graphic());
    client
        .split_once(':')
        .filter(|(id, secret)| is_key(id) && is_key(secret))
        .ok_or_else(|| format!("{CLIENT} must be an application's id, a colon, and its secret"))
}

/// A POST to the part of Allegro that gives out tokens. It wants all fields in the query.
fn post(what: &str, fields: &[(&str, &str)], variables: &dyn Variables) -> Result<Request<Vec<u8>>, String> {
    let base = base_url(variables, AUTH.0, AUTH.1)?;
    let (id, secret) = client(variables)?;
    let fields: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    let url = format!("{base}/auth/oauth/{what}?{}", fields.join("&"));
    let basic = format!("Basic {}", BASE64.encode(format!("{id}:{secret}").as_bytes()));
    let headers = [
        (header::ACCEPT, "application/json"),
        (header::CONTENT_TYPE, "application/x-www-form-urlencoded"),
        (header::AUTHORIZATION, basic.as_str()),
    ];
    request(Method::POST, &url, &headers, Vec::new())
}

/// What was granted; none as long as the person has not agreed. Allegro's own descriptions are not passed
/// on: they repeat the codes and tokens they are about.
fn granted(answer: &Response<Vec<u8>>) -> Result<Option<Value>, Fault> {
    let message = json::object(answer.body()).ok();
    let code = message.as_ref().and_then(|message| message.get("error")).and_then(Value::as_str);
    match (answer.status().as_u16(), code) {
        (400, Some("authorization_pending" | "slow_down")) => Ok(None),
        (_, Some("access_denied")) => Err(general("the person refused: ask for a new link")),
        (400, Some("invalid_grant" | "invalid_request" | "expired_token" | "invalid_token")) => {
            Err(general("Allegro takes the link or the token for renewal no more: ask for a new link"))
        }
        (401, _) | (400, Some("invalid_client" | "unauthorized_client" | "unsupported_grant_type")) => Err(general(
            "Allegro refuses allegro_client: look whether it is right, and of an application of type device",
        )),
        _ => match Fault::of_status(answer) {
            Some(fault) => Err(Fault { is_general: true, ..fault }),
            None => message.map(Some).ok_or_else(|| general("Allegro's answer is not JSON")),
        },
    }
}

fn general(why: &str) -> Fault {
    Fault { is_general: true, ..Fault::unreadable(why) }
}

/// A code or token, which goes into an address or a header as it is.
fn token(message: &Value, field: &str) -> Option<String> {
    let given = message.get(field).and_then(Value::as_str)?;
    let is_token = (1..=LONGEST_TOKEN).contains(&given.len()) && given.bytes().all(|byte| byte.is_ascii_graphic());
    is_token.then(|| given.to_owned())
}

fn is_link(text: &str) -> bool {
    let has_host = |rest: &str| !rest.is_empty() && !rest.starts_with('/');
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(has_host) && text.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>\"\\".contains(&byte))
}

/// The end of what is good for `expires_in` seconds.
fn until(message: &Value, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let seconds = json::raw(message, "expires_in")?.trim().parse::<u32>().ok()?;
    now.checked_add_signed(TimeDelta::seconds(i64::from(seconds)))
}
