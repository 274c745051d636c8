//! Who may use the API: variable `api_tokens`, a list of `name:role:sha256-hex-of-token`.

use crate::{
    reply::Failure,
    request::{Env, Request},
};
use http::StatusCode;
use sha2::{Digest, Sha256};
use sledz_domain::base::HEXLOWER;
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
    /// The name in `api_tokens`.
    pub fn name(self) -> &'static str {
        match self {
            Role::Reader => "reader",
            Role::Agent => "agent",
            Role::Admin => "admin",
            Role::Scheduler => "scheduler",
            Role::Export => "export",
        }
    }

    /// The role of that name.
    pub fn from_name(name: &str) -> Option<Role> {
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

/// Who has a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The token's name.
    pub name: String,
    /// What it may do.
    pub role: Role,
}

/// The hash by which a token is listed.
pub fn hash(token: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(token.as_bytes()))
}

/// Who is listed with this hash of a token.
pub fn of_hash(env: &Env, hash: &str) -> Option<Caller> {
    let mut found = None;
    for entry in env.settings.get("api_tokens").split_whitespace() {
        let mut parts = entry.splitn(3, ':');
        let (Some(name), Some(role), Some(listed)) = (parts.next(), parts.next(), parts.next()) else { continue };
        let right = same(&listed.to_ascii_lowercase(), hash);
        if let Some(role) = Role::from_name(role).filter(|_| right) {
            found = Some(Caller { name: name.to_owned(), role });
        }
    }
    found
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
    let found = of_hash(env, &hash(bearer.unwrap_or_default()));
    match found.filter(|_| bearer.is_some()) {
        Some(caller) if roles.contains(&caller.role) => Ok(caller.name),
        Some(_) => Err(Failure::refused(StatusCode::FORBIDDEN, "this token may not do that")),
        None => Err(Failure::refused(StatusCode::UNAUTHORIZED, "a token is needed")),
    }
}
