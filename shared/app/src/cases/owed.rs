//! What is owed because of a case: answers, hand-overs, notices. In the outbox of the case, as all that is owed.

use super::CaseCall;
use crate::{deliver, owing, request::Env};
use chrono::{DateTime, Utc};
use sledz_domain::{
    event_id::EventId,
    listed::Listed,
    outbox::{Outbox, OutboxEvent, Subject, What},
};
use sledz_store::{
    StoreError,
    commit::Commit,
    keys::LogId,
    timer::{Due, Timer},
};

/// One thing that is owed. Its identity is that of what it does: owed twice, it is done once.
pub fn owed(env: &Env, number: &str, call: &CaseCall) -> OutboxEvent {
    let fields = call.fields();
    let item = EventId::of(&[vec!["case".to_owned(), number.to_owned()], identity(call)].concat());
    owing::owed(item, &Subject::Case(number.to_owned()), What::Call(fields), env.now, env.now)
}

/// What makes it itself: of an answer what it answers with, not which of two messages it answers.
fn identity(call: &CaseCall) -> Vec<String> {
    match call {
        CaseCall::Answer(fact, _) => vec!["answer".to_owned(), fact.clone()],
        CaseCall::PrivateNote(fact, _) => vec!["private_note".to_owned(), fact.clone()],
        other => other.fields(),
    }
}

/// Puts what is owed into a commit, and has it done at once.
///
/// # Errors
/// If the store fails.
pub fn put(env: &Env, commit: &mut Commit<'_>, number: &str, calls: &[CaseCall]) -> Result<(), StoreError> {
    if calls.is_empty() {
        return Ok(());
    }
    let subject = Subject::Case(number.to_owned());
    let reading = env.store.read_to_append::<Outbox>(LogId::outbox(&subject))?;
    let events = calls.iter().map(|call| owed(env, number, call));
    let facts = reading.unknown(events);
    if facts.is_empty() {
        return Ok(());
    }
    if reading.count >= deliver::MOST_ENTRIES {
        return env.store.count("dropped:outbox");
    }
    owing::arm(env, commit, &subject, &facts)?;
    commit.append(reading, facts);
    env.do_soon(Due::Send(subject));
    Ok(())
}

/// Has a case looked at when its clock runs out.
///
/// # Errors
/// If it cannot be written down.
pub fn arm(env: &Env, commit: &mut Commit<'_>, number: &str, at: DateTime<Utc>) -> Result<(), StoreError> {
    commit.arm_due(&Due::Look(Timer::Case(number.to_owned())), at, env.now)
}
