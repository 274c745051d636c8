//! Cases: customers' messages taken in, answered from their orders' data, or handed to people.
//!
//! # Layout
//!
//! - [`incoming`]: a message as every channel brings it
//! - [`letter`]: what was written, sealed beside a case's log
//! - [`order_of`]: which order a message is about, and whether its buyer asks
//! - [`which`]: the case that a message belongs to
//! - [`promise`]: by when people answer, and who is there
//! - [`wording`]: what a customer is told, in words
//! - [`cause`]: why a customer had to ask; [`facts`]: what is about to be written, and when the clock looks next
//! - [`intake`]: taking a message in: understood, decided, durable, owed, in one write
//! - [`joining`]: two cases that turn out to be one
//! - [`record`]: what people do with a case, made durable
//! - [`clock`]: what time alone does with a case
//! - [`owed`]: what is owed because of a case
//! - [`queue`]: the cases that are open, in the order in which people take them

pub mod cause;
pub mod clock;
pub mod facts;
pub mod incoming;
pub mod intake;
pub mod joining;
pub mod letter;
pub mod order_of;
pub mod owed;
pub mod promise;
pub mod queue;
pub mod record;
pub mod which;
pub mod wording;

use sledz_domain::{case::Case, listed::Listed};
use sledz_store::{
    StoreError,
    keys::{Kind, LogId},
    log::Reading,
};

use crate::request::Env;

/// The log of a case.
pub fn log(number: &str) -> LogId {
    LogId::new(Kind::Case, &[number])
}

/// Reads a case; of one that goes on as part of another, that other one, with its number.
///
/// # Errors
/// If the store fails.
pub fn read(env: &Env, number: &str) -> Result<Option<(String, Reading<Case>)>, StoreError> {
    let mut number = number.to_owned();
    // One may have been joined to another that was joined later.
    for _ in 0..4 {
        let reading = env.store.read::<Case>(log(&number))?;
        match reading.state().joined_into() {
            Some(into) => number = into.to_owned(),
            None => return Ok(reading.state().is_known().then_some((number, reading))),
        }
    }
    Ok(None)
}

/// Deletes what was written in a case; whether there was anything.
///
/// # Errors
/// If the store fails.
pub fn erase(env: &Env, number: &str) -> Result<bool, StoreError> {
    let (log, mut erased) = (log(number), false);
    for entry in 1..=env.store.handed_out(log)? {
        erased |= env.store.erase_sealed(log, entry)?;
    }
    Ok(erased)
}

/// The variables that anything about cases depends on.
pub const VARIABLES: [&str; 18] = [
    "client_header",
    "keys",
    "api_tokens",
    "test_clock_key",
    "disagreement_hours",
    "notify_since",
    "events_url",
    "jobs_url",
    "returns_url",
    "retention_days",
    "reply_mode",
    "opening_hours",
    "answer_within",
    "duty",
    "escalation",
    "handover_email",
    "satisfaction",
    "mail_from",
];

/// Something that the components owe about a case, as it is stored in the outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaseCall {
    /// An answer goes to the customer: the fact that holds it, and the one whose message it answers.
    Answer(String, String),
    /// Where the message came from is told that people are wanted; the fact that holds the message.
    HandOver(String),
    /// A draft, or a word for people, goes where the message came from: the facts as of an answer.
    PrivateNote(String, String),
    /// The mailbox that the shop already has is told of a case: `new`, and the fact that holds the message; or
    /// `reminder` or `broken`, and the promise in milliseconds.
    Notice(String, String),
    /// The customer is asked how it was.
    RatingQuestion,
}

impl Listed for CaseCall {
    fn fields(&self) -> Vec<String> {
        let (kind, one, two) = match self {
            CaseCall::Answer(fact, asked) => ("answer", fact.as_str(), asked.as_str()),
            CaseCall::HandOver(asked) => ("hand_over", asked.as_str(), ""),
            CaseCall::PrivateNote(fact, asked) => ("private_note", fact.as_str(), asked.as_str()),
            CaseCall::Notice(what, due) => ("notice", what.as_str(), due.as_str()),
            CaseCall::RatingQuestion => ("rating_question", "", ""),
        };
        [kind, one, two].map(str::to_owned).to_vec()
    }

    fn read(fields: &[String]) -> Option<Self> {
        let [kind, one, two] = fields else { return None };
        Some(match kind.as_str() {
            "answer" => CaseCall::Answer(one.clone(), two.clone()),
            "hand_over" => CaseCall::HandOver(one.clone()),
            "private_note" => CaseCall::PrivateNote(one.clone(), two.clone()),
            "notice" => CaseCall::Notice(one.clone(), two.clone()),
            "rating_question" => CaseCall::RatingQuestion,
            _ => return None,
        })
    }
}
