//! Letting us ask in the shop's name, where the interface wants a person to agree: a link that is
//! followed once, and tokens that are renewed ever after. All of it is sealed.

use super::{ask, made};
use crate::{http_client::HttpClient, reply::Failure, request::Env};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use sledz_domain::base::BASE64URL_NOPAD;
use sledz_sources::{
    order_pollers::{OrderLogin, PasswordLogin},
    pollers::{Device, DeviceLogin, Fault, Token},
};
use sledz_store::{
    StoreError,
    keys::{Kind, LogId},
    seal::{open, seal},
};

/// Tokens are renewed this long before they end.
const AHEAD: TimeDelta = TimeDelta::minutes(10);

/// What is kept of a login.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Login {
    /// Access token, token for renewal, and the end of the first, in seconds since 1970.
    #[serde(default)]
    tokens: Option<(String, String, i64)>,
    /// The code of a link that was given out, and its end.
    #[serde(default)]
    device: Option<(String, i64)>,
}

/// As it is stored.
#[derive(Default, Serialize, Deserialize)]
struct Sealed {
    #[serde(default)]
    sealed: String,
}

/// Asks for a link that a person of the shop is to follow; until when it is good.
///
/// # Errors
/// If the interface gives none, or the store fails.
pub async fn begin(
    env: Env<'_>,
    client: &dyn HttpClient,
    login: &dyn DeviceLogin,
) -> Result<Result<Device, Fault>, Failure> {
    let began = async {
        let answer = ask(client, made(login.begin(env.settings))?).await?;
        login.begun(&answer, env.now)
    };
    let device = match began.await {
        Ok(device) => device,
        Err(fault) => return Ok(Err(fault)),
    };
    let mut known = read(&env, login.name())?;
    known.device = Some((device.device_code.clone(), device.until.timestamp()));
    write(&env, login.name(), &known)?;
    Ok(Ok(device))
}

/// A token for a poller of orders.
///
/// # Errors
/// If the store fails.
pub(crate) async fn order_token(
    env: Env<'_>,
    client: &dyn HttpClient,
    login: OrderLogin,
    poller: &str,
) -> Result<Result<String, Fault>, StoreError> {
    match login {
        OrderLogin::Device(login) => token(env, client, &format!("sync/{poller}"), login).await,
        OrderLogin::Password(login) => token_by_password(env, client, login).await,
    }
}

/// A token for user and password: the known one, or a new one when that ends.
async fn token_by_password(
    env: Env<'_>,
    client: &dyn HttpClient,
    login: &dyn PasswordLogin,
) -> Result<Result<String, Fault>, StoreError> {
    let known = read(&env, login.name())?;
    if let Some((access, ..)) = known.tokens.filter(|(_, _, until)| *until > ahead(env.now)) {
        return Ok(Ok(access));
    }
    let answer = async { ask(client, made(login.request(env.settings))?).await }.await;
    match answer.and_then(|answer| login.token(&answer, env.now)) {
        Ok(Token { access, refresh, until }) => {
            write(
                &env,
                login.name(),
                &Login { tokens: Some((access.clone(), refresh, until.timestamp())), device: None },
            )?;
            Ok(Ok(access))
        }
        Err(fault) => Ok(Err(fault)),
    }
}

/// A token that is good for now: the known one, one renewed, or the one that a person has just agreed
/// to. `job` is where a person asks for a link, below `/jobs`.
///
/// # Errors
/// If the store fails.
pub(crate) async fn token(
    env: Env<'_>,
    client: &dyn HttpClient,
    job: &str,
    login: &dyn DeviceLogin,
) -> Result<Result<String, Fault>, StoreError> {
    let poller = login.name();
    let known = read(&env, poller)?;
    if let (None, Some((access, _, until))) = (&known.device, &known.tokens)
        && *until > env.now.timestamp()
        && (*until > ahead(env.now) || !env.store.may_try(&format!("renew {poller}"), env.now)?)
    {
        // Two components may ask at once: the token for renewal is good for one of them.
        return Ok(Ok(access.clone()));
    }
    let asked = match (&known.device, &known.tokens) {
        (Some((code, until)), _) if *until > env.now.timestamp() => login.ask(code, env.settings),
        (_, Some((access, _, until))) if *until > ahead(env.now) => return Ok(Ok(access.clone())),
        (_, Some((_, refresh, _))) => login.renew(refresh, env.settings),
        _ => return Ok(Err(unconnected(job))),
    };
    let answer = async { ask(client, made(asked)?).await }.await;
    let told = match answer {
        Ok(answer) => login.token(&answer, env.now),
        Err(fault) => return Ok(Err(fault)),
    };
    match told {
        Ok(Some(Token { access, refresh, until })) => {
            // At once: the old token for renewal may be good no more.
            write(&env, poller, &Login { tokens: Some((access.clone(), refresh, until.timestamp())), device: None })?;
            Ok(Ok(access))
        }
        // Nobody has agreed yet: what was agreed to before still holds.
        Ok(None) => Ok(match known.tokens {
            Some((access, _, until)) if until > env.now.timestamp() => Ok(access),
            _ => Err(Fault { wait: Some(TimeDelta::minutes(2)), ..unconnected(job) }),
        }),
        Err(fault) => {
            if fault.is_general && known.device.is_some() {
                // The link was refused, or is used up: what was agreed to before it counts again.
                write(&env, poller, &Login { device: None, ..known })?;
            }
            Ok(Err(fault))
        }
    }
}

/// Has the next call ask for a new access token.
///
/// # Errors
/// If the store fails.
pub(crate) fn expire(env: Env<'_>, poller: &str) -> Result<(), StoreError> {
    let mut known = read(&env, poller)?;
    if let Some((_, _, until)) = &mut known.tokens {
        *until = env.now.timestamp();
        write(&env, poller, &known)?;
    }
    Ok(())
}

/// Tokens that end by then, in seconds since 1970, are renewed.
fn ahead(now: DateTime<Utc>) -> i64 {
    (now + AHEAD).timestamp()
}

fn unconnected(job: &str) -> Fault {
    let why = format!("nobody has agreed yet: POST /jobs/{job}/connect as admin gives a link to follow");
    Fault { why, wait: None, is_general: true, is_refused: false }
}

fn read(env: &Env, poller: &str) -> Result<Login, StoreError> {
    let stored: Sealed = env.store.job_state(&key(poller))?;
    let opened = env.settings.keyring().and_then(|keyring| {
        let sealed = BASE64URL_NOPAD.decode(stored.sealed.as_bytes()).ok()?;
        open(&keyring, log(poller), &sealed)
    });
    Ok(opened.and_then(|plain| serde_json::from_slice(&plain).ok()).unwrap_or_default())
}

fn write(env: &Env, poller: &str, login: &Login) -> Result<(), StoreError> {
    let unsealed = || StoreError("variable keys is empty: a login cannot be sealed".to_owned());
    let keyring = env.settings.keyring().ok_or_else(unsealed)?;
    let plain = serde_json::to_vec(login).map_err(|_| unsealed())?;
    let sealed = BASE64URL_NOPAD.encode(&seal(&keyring, log(poller), &plain)?);
    env.store.set_job_state(&key(poller), &Sealed { sealed })
}

/// What the sealed login is bound to.
fn log(poller: &str) -> LogId {
    LogId::new(Kind::Login, &[poller])
}

fn key(poller: &str) -> String {
    format!("login:{poller}")
}
