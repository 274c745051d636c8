//! Facts that are about to be written of a case, and when the clock has to look at it next.

use super::promise;
use crate::{jobs::retention, request::Env};
use chrono::{DateTime, TimeDelta, Utc};
use sledz_domain::{
    case::{Case, CaseEvent, CaseFact, CaseStatus},
    event_id::EventId,
};

/// A case in which nobody wrote any more is closed after this.
pub const CLOSED_AFTER: TimeDelta = TimeDelta::days(7);

/// Facts of one write, all of one time.
pub struct Facts<'a> {
    /// Where the time is.
    pub env: &'a Env<'a>,
    /// The facts.
    pub facts: Vec<CaseEvent>,
}

impl Facts<'_> {
    /// Adds one.
    pub fn push(&mut self, id: EventId, fact: CaseFact) {
        self.facts.push(CaseEvent { id, at: self.env.now, fact });
    }
}

/// When the clock alone may next make a difference to a case: always later than now.
pub fn next_look(env: &Env, case: &Case) -> DateTime<Utc> {
    let last = case.last().unwrap_or(env.now);
    let over = last + retention::kept_for(env);
    let due = case.due().filter(|due| *due > env.now);
    let next = match (due, case.status()) {
        (Some(due), _) => Some(due - promise::REMINDED_BEFORE).filter(|at| *at > env.now).or(Some(due)),
        (None, CaseStatus::Waiting) => Some(last + CLOSED_AFTER),
        // A promise that is broken waits for people alone.
        _ => None,
    };
    next.filter(|at| *at > env.now).unwrap_or_else(|| over.max(env.now + TimeDelta::days(1)))
}
