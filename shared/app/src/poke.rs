//! One component asks another to do at once what it has just made durable: `POST /jobs/outbox` with
//! a header that holds what is due, the time, and a proof under a key that only our components
//! derive. Without a body, since the code that sends one is a tenth of a component. If the call
//! gets lost, the job does it a little later. In the same way component `jobs` has the jobs of component
//! `upkeep` run: `POST /jobs/upkeep`.

use crate::{
    request::{Env, Request},
    test_clock,
};
use http::HeaderMap;
use sledz_domain::base::{BASE64URL_NOPAD, HEXLOWER};
use sledz_sources::proof::same;
use sledz_store::{
    keyring::{Keyring, mac},
    timer::{Doer, Due},
};

/// The header: seconds since 1970, HMAC-SHA256 in hexadecimal over those and what is due, and that
/// as base64url of JSON, separated by full stops.
const HEADER: &str = "sledz-poke";

/// How far the time may lie from now, in seconds.
const FRESH: i64 = 60;

/// The most that one call asks for: headers are short. The rest is the job's.
const MOST: usize = 20;

/// The requests that ask for what this request has left to do: component `jobs` sends messages, `calls`
/// calls platforms and providers, `replies` answers customers; none if there is nothing, or no `jobs_url`. A test's clock goes with it, so
/// that all components live at the same time.
pub fn calls(env: &Env, headers: &HeaderMap) -> Vec<http::Request<()>> {
    let due = env.due.borrow();
    let call = |(job, doer): (&str, Doer)| {
        let due: Vec<&Due> = due.iter().filter(|due| due.doer() == doer).take(MOST).collect();
        let due = serde_json::to_vec(&due).ok().filter(|_| !due.is_empty())?;
        proven(env, headers, job, &due)?.body(()).ok()
    };
    [("outbox", Doer::Jobs), ("calls", Doer::Calls), ("replies", Doer::Replies)].into_iter().filter_map(call).collect()
}

/// The call that has component `upkeep` run what is due there; none if there is no `jobs_url`.
pub fn upkeep(env: &Env, headers: &HeaderMap) -> Option<http::Request<Vec<u8>>> {
    proven(env, headers, "upkeep", b"[]")?.body(Vec::new()).ok()
}

fn proven(env: &Env, headers: &HeaderMap, job: &str, due: &[u8]) -> Option<http::request::Builder> {
    let base = env.settings.get("jobs_url").trim().trim_end_matches('/');
    let keyring = env.settings.keyring().filter(|_| !base.is_empty())?;
    let due = BASE64URL_NOPAD.encode(due);
    let time = env.now.timestamp().to_string();
    let tag = proof(&keyring, &time, &due).next()?;
    let mut call = http::Request::post(format!("{base}/jobs/{job}")).header(HEADER, format!("{time}.{tag}.{due}"));
    if let Some(moved) = headers.get(test_clock::HEADER).cloned() {
        call = call.header(test_clock::HEADER, moved);
    }
    Some(call)
}

/// What another component of ours asks for; none if the request is not from one.
pub fn read(request: &Request, env: &Env) -> Option<Vec<Due>> {
    let (time, rest) = request.header(HEADER)?.split_once('.')?;
    let (given, due) = rest.split_once('.')?;
    let fresh = (time.parse::<i64>().ok()? - env.now.timestamp()).abs() <= FRESH;
    let keyring = env.settings.keyring()?;
    let right = proof(&keyring, time, due).any(|expected| same(&expected, given));
    if !fresh || !right {
        return None;
    }
    serde_json::from_slice(&BASE64URL_NOPAD.decode(due.as_bytes()).ok()?).ok()
}

fn proof<'a>(keyring: &'a Keyring, time: &'a str, due: &'a str) -> impl Iterator<Item = String> + 'a {
    keyring.poke().filter_map(move |key| Some(HEXLOWER.encode(&mac(&key, &[time.as_bytes(), b".", due.as_bytes()])?)))
}
