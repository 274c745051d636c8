//! Who may use the API: variable `api_tokens`, a list of `name:role:sha256-hex-of-token`.

use crate::{
    reply::Failure,
    request::{Env, Request},
};
use data_encoding::HEXLOWER;
use http::StatusCode;
use sha2::{Digest, Sha256};
use sledz_sources::proof::same;

/// What a token may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Reads.
    Reader,
    /// Reads, and works on cases.
    Agent,
    /// Everything.
    Admin,
    /// Starts jobs, nothing else.
    Scheduler,
    /// Aggregates, nothing else.
    Export,
}

impl Role {
    fn from_name(name: &str) -> Option<Role> {
        Some(match name {
            "reader" => Role::Reader,
            "agent" => Role::Agent,
            "admin" => Role::Admin,
            "scheduler" => Role::Scheduler,
            "export" => Role::Export,
            _ => return None,
        })
    }
}

/// The name of the caller, if its Bearer token has one of `roles`.
///
/// # Errors
/// 401 without a token of ours, 403 with one of another role.
pub fn require(request: &Request, env: &Env, roles: &[Role]) -> Result<String, Failure> {
    let bearer = request.header("authorization").and_then(|value| {
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
    });
    let digest = HEXLOWER.encode(&Sha256::digest(bearer.unwrap_or_default().as_bytes()));
    let mut found = None;
    for entry in env.settings.get("api_tokens").split_whitespace() {
        let mut parts = entry.splitn(3, ':');
        let (Some(name), Some(role), Some(hash)) = (parts.next(), parts.next(), parts.next()) else { continue };
        let right = same(&hash.to_ascii_lowercase(), &digest);
        if let Some(role) = Role::from_name(role).filter(|_| right) {
            found = Some((name, role));
        }
    }
    match found.filter(|_| bearer.is_some()) {
        Some((name, role)) if roles.contains(&role) => Ok(name.to_owned()),
        Some(_) => Err(Failure::refused(StatusCode::FORBIDDEN, "this token may not do that")),
        None => Err(Failure::refused(StatusCode::UNAUTHORIZED, "a token is needed")),
    }
}
