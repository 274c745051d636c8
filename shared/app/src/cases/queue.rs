//! The cases that are not over, in the order in which people take them.

use crate::request::Env;
use chrono::{DateTime, TimeDelta, Utc};
use sledz_domain::{
    case::{Case, CaseStatus},
    sorting,
    time::warsaw_day,
};
use sledz_store::{
    StoreError,
    keys::{Kind, LogId},
};

/// The index of cases that were opened and perhaps are still.
pub fn index() -> LogId {
    LogId::new(Kind::OpenCases, &[])
}

/// The cases that are open or wait for their customer, in the order of the queue: running orders, then
/// deliveries, then returns, then the rest; among those the dearest order first, then the nearest promise.
///
/// # Errors
/// If the store fails.
pub fn read(env: &Env) -> Result<Vec<(String, Case)>, StoreError> {
    let mut cases = Vec::new();
    for number in env.store.all_pointers::<String>(index())? {
        let case = env.store.read::<Case>(super::log(&number))?.projection.state;
        if is_listed(&case) {
            cases.push(((case.status(), case.place(), number), case));
        }
    }
    sorting::sort_by(&mut cases, |(a, _), (b, _)| a < b);
    Ok(cases.into_iter().map(|((_, _, number), case)| (number, case)).collect())
}

/// Whether a case belongs into the index of those that are not over.
pub fn is_listed(case: &Case) -> bool {
    matches!(case.status(), CaseStatus::Open | CaseStatus::Waiting)
}

/// Takes the cases that are over out of the index, so that reading it costs what is open; whether it came to its end
/// before `goes_on` said no.
///
/// # Errors
/// If the store fails.
pub fn tidy(env: &Env, goes_on: &dyn Fn() -> bool) -> Result<bool, StoreError> {
    env.store.renew::<String>(index(), &|number| {
        if !goes_on() {
            return Ok(None);
        }
        let case = env.store.read::<Case>(super::log(number))?.projection.state;
        // One that is not written yet is being opened; in one that was closed just now its customer may be writing.
        let is_fresh = case.last().is_none_or(|last| env.now - last < TimeDelta::days(1));
        Ok(Some(is_fresh || is_listed(&case)))
    })
}

/// The index of the cases that were closed on a day in Warsaw.
pub fn closed_on(at: DateTime<Utc>) -> LogId {
    LogId::new(Kind::ClosedCases, &[&warsaw_day(at).to_string()])
}

/// The cases that were closed on a day in Warsaw, and have not been opened again.
///
/// # Errors
/// If the store fails.
pub fn closed_of_day(env: &Env, at: DateTime<Utc>) -> Result<Vec<(String, Case)>, StoreError> {
    let mut cases = of_index(env, closed_on(at))?;
    cases.retain(|(_, case)| case.status() == CaseStatus::Closed);
    Ok(cases)
}

/// The cases of a day in Warsaw, `YYYY-MM-DD`, all that were opened on it.
///
/// # Errors
/// If the store fails.
pub fn of_day(env: &Env, day: &str) -> Result<Vec<(String, Case)>, StoreError> {
    of_index(env, LogId::new(Kind::CasesOfDay, &[day]))
}

fn of_index(env: &Env, index: LogId) -> Result<Vec<(String, Case)>, StoreError> {
    let mut cases = Vec::new();
    for number in env.store.all_pointers::<String>(index)? {
        let case = env.store.read::<Case>(super::log(&number))?.projection.state;
        if case.is_known() {
            cases.push((number, case));
        }
    }
    sorting::sort_by(&mut cases, |(a_number, a), (b_number, b)| (a.opened(), a_number) < (b.opened(), b_number));
    Ok(cases)
}
