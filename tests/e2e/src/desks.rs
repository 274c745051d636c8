//! Those who take answers to customers, or are asked for what customers wrote: each played by a server of its own, as
//! shops are ([`crate::shops`]): they refuse what the real ones refuse, fail when asked to, and remember everything.
//!
//! - [`chatwoot`]: messages, private notes, the status of conversations
//! - [`google`]: Google Analytics, which is told figures
//! - [`zendesk`]: users and tickets
//! - [`meta`]: Messenger, Instagram, WhatsApp
//! - [`resend`]: e-mails that came

pub mod chatwoot;
pub mod google;
pub mod meta;
pub mod resend;
pub mod zendesk;

use crate::shops::server::{Asked, Reply, Server};
use anyhow::Result;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Ids that grow by one.
#[derive(Clone, Debug, Default)]
struct Ids(Arc<Mutex<u64>>);

impl Ids {
    fn next(&self) -> u64 {
        let mut last = lock(&self.0);
        *last += 1;
        *last
    }
}

/// All of them, running.
#[derive(Debug)]
pub struct Desks {
    /// Chatwoot.
    pub chatwoot: Server,
    /// Google Analytics.
    pub google: Server,
    /// Zendesk.
    pub zendesk: zendesk::Zendesk,
    /// Meta's Graph API.
    pub meta: Server,
    /// Resend's API for e-mails that came.
    pub resend: resend::Resend,
}

impl Desks {
    /// Starts all of them at free ports.
    ///
    /// # Errors
    /// If there are none.
    pub fn start() -> Result<Self> {
        Ok(Desks {
            chatwoot: chatwoot::start()?,
            google: google::start()?,
            zendesk: zendesk::Zendesk::start()?,
            meta: meta::start()?,
            resend: resend::Resend::start()?,
        })
    }

    /// The variables that point a deployment at them.
    pub fn variables(&self) -> Vec<(String, String)> {
        let own = [
            ("chatwoot_url", self.chatwoot.url()),
            ("chatwoot_token", chatwoot::TOKEN.to_owned()),
            ("ga4_url", self.google.url()),
            ("zendesk_url", self.zendesk.server().url()),
            ("zendesk_user", zendesk::USER.to_owned()),
            ("zendesk_token", zendesk::TOKEN.to_owned()),
            ("meta_url", self.meta.url()),
            ("instagram_url", self.meta.url()),
            ("messenger_token", meta::TOKEN.to_owned()),
            ("instagram_token", meta::TOKEN.to_owned()),
            ("whatsapp_token", meta::TOKEN.to_owned()),
            ("resend_url", self.resend.server().url()),
            ("resend_key", resend::KEY.to_owned()),
        ];
        own.map(|(name, value)| (name.to_owned(), value)).into()
    }
}

/// What was accepted of what the pattern means: the bodies, in their order.
pub fn accepted(server: &Server, pattern: &str) -> Vec<Value> {
    let asked = server.asked_for(pattern).into_iter();
    asked.filter(|asked| (200..300).contains(&asked.status)).map(|asked| asked.json()).collect()
}

fn lock<T>(state: &Mutex<T>) -> MutexGuard<'_, T> {
    // A test that failed while it looked spoils nothing.
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A refusal, in no words of anybody's.
fn refused(status: u16, why: &str) -> Reply {
    Reply::json(status, &json!({"error": why}))
}

/// Whether a request is one of these with a JSON body.
fn is_json(asked: &Asked, method: &str) -> bool {
    asked.method == method && asked.header("content-type").starts_with("application/json") && asked.json().is_object()
}
