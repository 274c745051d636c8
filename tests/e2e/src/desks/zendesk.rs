//! Zendesk's API: users, and comments in tickets.

use super::{Ids, is_json, lock, refused};
use crate::shops::server::{Asked, Reply, Server};
use anyhow::Result;
use data_encoding::BASE64;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

/// The agent in whose name we answer.
pub const USER: &str = "bot@sklep.example";

/// The token of the API.
pub const TOKEN: &str = "local-zendesk-token";

/// A user is asked about.
pub const USERS: &str = "GET /api/v2/users/*";

/// A ticket is changed.
pub const TICKETS: &str = "PUT /api/v2/tickets/*";

/// The first id that a comment gets.
const FIRST: u64 = 70_000;

/// Zendesk, running.
#[derive(Debug)]
pub struct Zendesk {
    server: Server,
    users: Arc<Mutex<BTreeMap<String, Value>>>,
}

impl Zendesk {
    pub(super) fn start() -> Result<Self> {
        let users = Arc::<Mutex<BTreeMap<String, Value>>>::default();
        let (shared, ids) = (Arc::clone(&users), Ids::default());
        let server = Server::start(move |asked: &Asked| answer(asked, &lock(&shared), &ids))?;
        Ok(Zendesk { server, users })
    }

    /// Its server: troubles, and what was asked.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// Somebody who writes.
    pub fn put_user(&self, id: u64, email: &str) {
        let user = json!({"id": id, "name": "Ala", "email": email, "phone": null, "role": "end-user"});
        lock(&self.users).insert(id.to_string(), user);
    }
}

fn answer(asked: &Asked, users: &BTreeMap<String, Value>, ids: &Ids) -> Reply {
    if asked.credentials("Basic") != BASE64.encode(format!("{USER}/token:{TOKEN}").as_bytes()) {
        return refused(401, "Couldn't authenticate you");
    }
    let unknown = || refused(404, "RecordNotFound");
    match asked.parts().as_slice() {
        ["api", "v2", "users", id] if asked.method == "GET" => {
            let user = id.strip_suffix(".json").and_then(|id| users.get(id));
            user.map_or_else(unknown, |user| Reply::json(200, &json!({"user": user})))
        }
        ["api", "v2", "tickets", id] if is_json(asked, "PUT") => {
            let body = asked.json();
            let comment = body.pointer("/ticket/comment/body").and_then(Value::as_str).unwrap_or_default();
            if comment.is_empty() {
                return refused(422, "RecordInvalid");
            }
            let public = body.pointer("/ticket/comment/public").cloned().unwrap_or_default();
            let event = json!({"id": FIRST + ids.next(), "type": "Comment", "body": comment, "public": public});
            let ticket = id.strip_suffix(".json").unwrap_or(id);
            Reply::json(
                200,
                &json!({"ticket": {"id": ticket, "status": "open"}, "audit": {"id": 1, "events": [event]}}),
            )
        }
        _ => unknown(),
    }
}
