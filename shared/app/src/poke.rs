//! One component asks another to do at once what it has just made durable: `POST /jobs/outbox`
//! with what is due in the body and, in a header, the time and a proof under a key that only our
//! components derive. If it gets lost, the job sends a little later.

use crate::{
    request::{Env, Request},
    test_clock,
};
use data_encoding::HEXLOWER;
use http::{HeaderMap, header};
use sledz_sources::proof::same;
use sledz_store::{
    keyring::{Keyring, mac},
    timer::Due,
};

/// The header with the proof: seconds since 1970, a full stop, HMAC-SHA256 in hexadecimal over
/// those and the body.
const HEADER: &str = "sledz-poke";

/// How far the time may lie from now, in seconds.
const FRESH: i64 = 60;

/// The most that one call asks for.
const MOST: usize = 200;

/// The call that asks for what this request has left to do; none if there is nothing, or no
/// `jobs_url`. A test's clock goes with it, so that both components live at the same time.
pub fn call(env: &Env, headers: &HeaderMap) -> Option<http::Request<Vec<u8>>> {
    let due = env.due.borrow();
    if due.is_empty() {
        return None;
    }
    let base = env.settings.get("jobs_url").trim().trim_end_matches('/');
    let keyring = env.settings.keyring()?;
    let body = serde_json::to_vec(&due.iter().take(MOST).collect::<Vec<_>>()).ok()?;
    let time = env.now.timestamp().to_string();
    let tag = proof(&keyring, &time, &body).next()?;
    let mut call = http::Request::post(format!("{base}/jobs/outbox"))
        .header(header::CONTENT_TYPE, "application/json")
        .header(HEADER, format!("{time}.{tag}"));
    if let Some(moved) = headers.get(test_clock::HEADER).cloned() {
        call = call.header(test_clock::HEADER, moved);
    }
    call.body(body).ok()
}

/// What another component of ours asks for; none if the request is not from one.
pub fn read(request: &Request, env: &Env) -> Option<Vec<Due>> {
    let (time, given) = request.header(HEADER)?.split_once('.')?;
    let fresh = (time.parse::<i64>().ok()? - env.now.timestamp()).abs() <= FRESH;
    let body = request.body.as_deref()?;
    let keyring = env.settings.keyring()?;
    let right = proof(&keyring, time, body).any(|expected| same(&expected, given));
    if !fresh || !right {
        return None;
    }
    let mut due: Vec<Due> = serde_json::from_slice(body).ok()?;
    due.truncate(MOST);
    Some(due)
}

fn proof<'a>(keyring: &'a Keyring, time: &'a str, body: &'a [u8]) -> impl Iterator<Item = String> + 'a {
    keyring.poke().filter_map(move |key| Some(HEXLOWER.encode(&mac(&key, &[time.as_bytes(), b".", body])?)))
}
