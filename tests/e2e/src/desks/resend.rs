//! Resend's API for e-mails that came: `GET /emails/receiving/{id}`.

use super::{lock, refused};
use crate::shops::server::{Asked, Reply, Server};
use anyhow::Result;
use serde_json::Value;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

/// A key that may read.
pub const KEY: &str = "local-resend-key";

/// An e-mail is fetched.
pub const EMAILS: &str = "GET /emails/receiving/*";

/// Resend, running.
#[derive(Debug)]
pub struct Resend {
    server: Server,
    emails: Arc<Mutex<BTreeMap<String, Value>>>,
}

impl Resend {
    pub(super) fn start() -> Result<Self> {
        let emails = Arc::<Mutex<BTreeMap<String, Value>>>::default();
        let shared = Arc::clone(&emails);
        let server = Server::start(move |asked: &Asked| answer(asked, &lock(&shared)))?;
        Ok(Resend { server, emails })
    }

    /// Its server: troubles, and what was asked.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// An e-mail that came.
    pub fn put(&self, id: &str, email: Value) {
        lock(&self.emails).insert(id.to_owned(), email);
    }
}

fn answer(asked: &Asked, emails: &BTreeMap<String, Value>) -> Reply {
    if asked.credentials("Bearer") != KEY {
        return refused(401, "API key is invalid");
    }
    match asked.parts().as_slice() {
        ["emails", "receiving", id] if asked.method == "GET" => {
            emails.get(*id).map_or_else(|| refused(404, "Email not found"), |email| Reply::json(200, email))
        }
        _ => refused(404, "not_found"),
    }
}
