//! What every component shares: from Spin's request to the core and back.
//!
//! # Layout
//!
//! - [`serve`]: reads the body with its cap and the variables that the request needs, calls the core
//! - [`keyvalue`]: the store, over `wasi:keyvalue` and nothing else
//! - [`client`]: the outside world, over `wasi:http`; [`poke`]: the component `jobs`

pub mod client;
pub mod keyvalue;
pub mod poke;

use chrono::Utc;
use client::WasiClient;
use http::{HeaderValue, Method, StatusCode, header::CONTENT_LENGTH, request::Parts};
use http_body_util::BodyExt;
use keyvalue::WasiKeyValue;
use sledz_app::{
    http_client::{HttpClient, LocalFuture},
    reply::{Failure, Reply},
    request::{BODY_LIMIT, Env, Request},
    settings::{SHOP, Settings},
    test_clock,
};
use sledz_store::{Store, StoreError};
use spin_sdk::{
    http::{FullBody, Request as SpinRequest},
    variables,
};
use std::{
    cell::RefCell,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// A response as Spin takes it.
pub type SpinResponse = http::Response<FullBody<bytes::Bytes>>;

/// Serves one request: `names` tells which variables it needs, `handle` is the core.
///
/// Nothing of a request is kept: an instance serves many of them, several at once.
pub async fn serve(
    request: SpinRequest,
    names: impl Fn(&Parts) -> Vec<String>,
    handle: fn(&Request, &Env) -> Reply,
) -> SpinResponse {
    with_env(request, names, async |request, env| handle(request, env)).await
}

/// As [`serve`]; what is due because of the request is done after the response has left, by the
/// component `jobs`.
pub async fn serve_and_poke(
    request: SpinRequest,
    names: impl Fn(&Parts) -> Vec<String>,
    handle: fn(&Request, &Env) -> Reply,
) -> SpinResponse {
    with_env(request, names, async |request, env| {
        let reply = handle(request, env);
        poke_for(request, env);
        reply
    })
    .await
}

/// Has done by the components that send what a request has left to do.
fn poke_for(request: &Request, env: &Env) {
    for call in sledz_app::poke::calls(env, &request.parts.headers) {
        poke::send(&call);
    }
}

/// As [`serve_and_poke`], for a core that speaks to the outside world itself.
pub async fn serve_with_client(
    request: SpinRequest,
    names: impl Fn(&Parts) -> Vec<String>,
    handle: for<'a> fn(&'a Request, &'a Env<'a>, &'a dyn HttpClient) -> LocalFuture<'a, Reply>,
) -> SpinResponse {
    with_env(request, names, async |request, env| {
        let reply = handle(request, env, &WasiClient).await;
        poke_for(request, env);
        reply
    })
    .await
}

async fn with_env(
    request: SpinRequest,
    names: impl Fn(&Parts) -> Vec<String>,
    handle: impl AsyncFnOnce(&Request, &Env) -> Reply,
) -> SpinResponse {
    let (parts, body) = request.into_parts();
    let settings = settings(names(&parts)).await;
    // A question has no body that anybody reads, and asking for it costs more than a look-up.
    let body = if matches!(parts.method, Method::GET | Method::HEAD) { Ok(Some(Vec::new())) } else { read(body).await };
    let reply = match body {
        Ok(body) => respond(&Request { parts, body }, &settings, handle).await,
        Err(error) => Failure::Store(error).into_problem(),
    };
    sized(reply).map(|body| FullBody::new(bytes::Bytes::from(body)))
}

/// With its length told, head and body leave together; a 304 has no body to be told of.
fn sized(mut reply: Reply) -> Reply {
    if reply.status() != StatusCode::NOT_MODIFIED {
        let length = HeaderValue::from(reply.body().len());
        reply.headers_mut().insert(CONTENT_LENGTH, length);
    }
    reply
}

async fn respond(request: &Request, settings: &Settings, handle: impl AsyncFnOnce(&Request, &Env) -> Reply) -> Reply {
    let kv = match WasiKeyValue::open() {
        Ok(kv) => kv,
        Err(error) => return Failure::Store(error).into_problem(),
    };
    let now = test_clock::moved(request, settings.get("test_clock_key")).unwrap_or_else(Utc::now);
    let due = RefCell::new(Vec::new());
    handle(request, &Env { store: Store::new(&kv, &Utc::now), now, settings, due: &due, is_import: false }).await
}

/// The body, none if it is larger than the limit; what is beyond is not read.
async fn read<B>(mut body: B) -> Result<Option<Vec<u8>>, StoreError>
where
    B: http_body::Body<Data = bytes::Bytes> + Unpin,
{
    let mut read = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| StoreError("the body broke off".to_owned()))?;
        if let Ok(data) = frame.into_data() {
            if read.len() + data.len() > BODY_LIMIT {
                return Ok(None);
            }
            read.extend_from_slice(&data);
        }
    }
    Ok(Some(read))
}

/// The values of variables; one that the manifest does not give is empty.
///
/// What describes the shop is asked for once in an instance's life, which is at most 128 requests:
/// asking for ten variables costs as much as reading the order. Secrets are never kept.
async fn settings(names: Vec<String>) -> Settings {
    static SHOP_VALUES: Mutex<Vec<(String, String)>> = Mutex::new(Vec::new());
    let mut values = Vec::with_capacity(names.len());
    for name in names {
        let is_kept = SHOP.contains(&name.as_str());
        let known = if is_kept { kept(&locked(&SHOP_VALUES), &name) } else { None };
        let value = match known {
            Some(value) => value,
            None => variables::get(&name).await.unwrap_or_default(),
        };
        let mut shop_values = locked(&SHOP_VALUES);
        if is_kept && kept(&shop_values, &name).is_none() {
            shop_values.push((name.clone(), value.clone()));
        }
        values.push((name, value));
    }
    values.into_iter().collect()
}

fn kept(values: &[(String, String)], name: &str) -> Option<String> {
    values.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
