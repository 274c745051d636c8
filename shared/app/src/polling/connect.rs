//! Letting us ask in the shop's name, where the interface wants a person to agree: a link that is
//! followed once, and tokens that are renewed ever after. All of it is sealed.

use super::{ask, made, state::PollState};
use crate::{http_client::HttpClient, reply::Failure, request::Env};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use sledz_domain::base::BASE64URL_NOPAD;
use sledz_sources::pollers::{Device, DeviceLogin, Fault, Token};
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
    /// Access token, token for renewal, and the end of the first.
    #[serde(default)]
    tokens: Option<(String, String, DateTime<Utc>)>,
    /// The code of a link that was given out, and its end.
    #[serde(default)]
    device: Option<(String, DateTime<Utc>)>,
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
    poller: &str,
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
    let mut known = read(&env, poller)?;
    known.device = Some((device.device_code.clone(), device.until));
    write(&env, poller, &known)?;
    // Whoever follows the link need not wait for the end of a pause.
    let mut state = PollState::read(&env, poller)?;
    state.forgive();
    state.write(&env, poller)?;
    Ok(Ok(device))
}

/// A token that is good for now: the known one, one renewed, or the one that a person has just agreed
/// to.
///
/// # Errors
/// If the store fails.
pub(super) async fn token(
    env: Env<'_>,
    client: &dyn HttpClient,
    poller: &str,
    login: &dyn DeviceLogin,
) -> Result<Result<String, Fault>, StoreError> {
    let known = read(&env, poller)?;
    let asked = match (&known.device, &known.tokens) {
        (Some((code, until)), _) if *until > env.now => login.ask(code, env.settings),
        (_, Some((access, _, until))) if *until - AHEAD > env.now => return Ok(Ok(access.clone())),
        (_, Some((_, refresh, _))) => login.renew(refresh, env.settings),
        _ => return Ok(Err(unconnected(poller))),
    };
    let answer = async { ask(client, made(asked)?).await }.await;
    let told = match answer {
        Ok(answer) => login.token(&answer, env.now),
        Err(fault) => return Ok(Err(fault)),
    };
    match told {
        Ok(Some(Token { access, refresh, until })) => {
            // At once: the old token for renewal may be good no more.
            write(&env, poller, &Login { tokens: Some((access.clone(), refresh, until)), device: None })?;
            Ok(Ok(access))
        }
        // Nobody has agreed yet: what was agreed to before still holds.
        Ok(None) => Ok(match known.tokens {
            Some((access, _, until)) if until > env.now => Ok(access),
            _ => Err(Fault { wait: Some(TimeDelta::minutes(2)), ..unconnected(poller) }),
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
pub(super) fn expire(env: Env<'_>, poller: &str) -> Result<(), StoreError> {
    let mut known = read(&env, poller)?;
    if let Some((_, _, until)) = &mut known.tokens {
        *until = env.now;
        write(&env, poller, &known)?;
    }
    Ok(())
}

fn unconnected(poller: &str) -> Fault {
    let why = format!("nobody has agreed yet: POST /jobs/poll/{poller}/connect as admin gives a link to follow");
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
