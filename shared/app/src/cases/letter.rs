//! What was written: the personal part of a case, sealed beside the entries of its log.

use crate::request::Env;
use serde::{Deserialize, Serialize};
use sledz_domain::case::Placed;
use sledz_store::{StoreError, keyring::Keyring, keys::LogId, seal};

/// The most of a text that is kept, in characters.
pub const TEXT_LIMIT: usize = 20_000;

/// A text, who wrote it, and how a reply gets back to them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// The text.
    pub text: String,
    /// The subject.
    #[serde(default)]
    pub subject: Option<String>,
    /// The same as HTML, where it goes out by e-mail.
    #[serde(default)]
    pub html: Option<String>,
    /// The writer's name.
    #[serde(default)]
    pub name: Option<String>,
    /// The writer's e-mail address, in lower case.
    #[serde(default)]
    pub email: Option<String>,
    /// The writer's telephone number, normalised.
    #[serde(default)]
    pub phone: Option<String>,
    /// How a reply gets back: its kind, and what that needs.
    #[serde(default)]
    pub way: Vec<String>,
}

/// What is sealed beside one entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letters {
    /// The customer's message.
    #[serde(default)]
    pub asked: Option<Letter>,
    /// The answer, or a note.
    #[serde(default)]
    pub answered: Option<Letter>,
    /// The words of an answer that waits for approval, without what stands around them.
    #[serde(default)]
    pub draft: Option<String>,
    /// What the shop's mailbox is told.
    #[serde(default)]
    pub notice: Option<Letter>,
}

impl Letters {
    /// Sealed for a case's log.
    ///
    /// # Errors
    /// If it cannot be sealed.
    pub fn sealed(&self, keyring: &Keyring, log: LogId) -> Result<Vec<u8>, StoreError> {
        let json = serde_json::to_vec(self).map_err(|error| StoreError(error.to_string()))?;
        seal::seal(keyring, log, &json)
    }

    /// What lies beside the entry of a fact; nothing if it was erased, or no key opens it.
    ///
    /// # Errors
    /// If the store fails.
    pub fn of(env: &Env, keyring: &Keyring, log: LogId, placed: &Placed) -> Result<Self, StoreError> {
        Letters::at(env, keyring, log, placed.entry)
    }

    /// What lies beside an entry.
    ///
    /// # Errors
    /// If the store fails.
    pub fn at(env: &Env, keyring: &Keyring, log: LogId, entry: u64) -> Result<Self, StoreError> {
        let sealed = env.store.sealed_bytes(log, entry)?;
        let opened = sealed.and_then(|sealed| seal::open(keyring, log, &sealed));
        Ok(opened.and_then(|json| serde_json::from_slice(&json).ok()).unwrap_or_default())
    }
}

/// A text of several lines made harmless: no control characters but line breaks, at most [`TEXT_LIMIT`]
/// characters.
pub fn harmless(text: &str) -> String {
    let mut kept = String::new();
    let is_kept =
        |c: &char| *c == '\n' || !(c.is_control() || matches!(*c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'));
    kept.extend(text.chars().filter(is_kept).take(TEXT_LIMIT));
    kept.truncate(kept.trim_end().len());
    kept
}
