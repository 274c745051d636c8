//! What the clock does with a case: people are reminded before a promise breaks, who is responsible is told when it
//! has, a case in which nobody writes any more is closed, and what is personal is deleted when its time is over.

use super::{
    CaseCall,
    facts::{CLOSED_AFTER, Facts, next_look},
    log, owed, promise, queue, record,
};
use crate::{jobs::retention, request::Env};
use sledz_domain::{
    case::{Case, CaseFact, CaseStatus},
    event_id::EventId,
    fold::Fold,
};
use sledz_store::StoreError;

/// Looks at a case.
///
/// # Errors
/// If the store fails.
pub fn look(env: &Env, number: &str) -> Result<(), StoreError> {
    let reading = env.store.read::<Case>(log(number))?;
    let case = reading.state();
    if !case.is_known() {
        return Ok(());
    }
    // Also what nobody ever closed.
    if case.status() != CaseStatus::Waiting
        && case.last().is_some_and(|last| env.now - last >= retention::kept_for(env))
    {
        return super::erase(env, number).map(drop);
    }
    let mut facts = Facts { env, facts: Vec::new() };
    let mut calls = Vec::new();
    let has = |wanted: &CaseFact| case.facts().iter().any(|placed| placed.event.fact == *wanted);
    if let Some(due) = case.due() {
        let (escalated, reminded) = (CaseFact::Escalated { due }, CaseFact::Reminded { due });
        let millis = due.timestamp_millis().to_string();
        if env.now >= due && !has(&escalated) {
            facts.push(EventId::of(&["escalated", &millis]), escalated);
            calls.push(CaseCall::Notice("broken".to_owned(), millis));
        } else if env.now >= due - promise::REMINDED_BEFORE && env.now < due && !has(&reminded) {
            facts.push(EventId::of(&["reminded", &millis]), reminded);
            calls.push(CaseCall::Notice("reminder".to_owned(), millis));
        }
    }
    let is_silent = case.last().is_some_and(|last| env.now - last >= CLOSED_AFTER);
    if case.status() == CaseStatus::Waiting && is_silent {
        let since = case.last().unwrap_or(env.now).timestamp_millis().to_string();
        facts.push(EventId::of(&["closed by the clock", &since]), CaseFact::Closed { by: String::new() });
        if let Some(scale) = record::scale(env).filter(|_| !case.is_rating_asked()) {
            facts.push(EventId::of(&["rating asked"]), CaseFact::RatingAsked { scale: scale.to_owned() });
            calls.push(CaseCall::RatingQuestion);
        }
    }
    let new = reading.unknown(facts.facts);
    // Whatever changed the case since has had it looked at by itself.
    if new.is_empty() || reading.is_full() {
        return Ok(());
    }
    let mut after = case.clone();
    new.iter().for_each(|event| after.apply(reading.count + 1, event));
    let mut commit = env.store.commit();
    owed::put(env, &mut commit, number, &calls)?;
    if after.closed().is_some() {
        commit.index(queue::closed_on(env.now), &number)?;
    }
    owed::arm(env, &mut commit, number, next_look(env, &after))?;
    commit.append(reading, new);
    commit.write()
}
