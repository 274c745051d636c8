//! One matter that turned out to have two cases: the one goes on as part of the other, with all that was written and
//! promised in it.

use super::{letter::Letters, log};
use crate::request::Env;
use sledz_domain::{
    case::{Case, CaseEvent, CaseFact},
    event_id::EventId,
};
use sledz_store::{StoreError, keyring::Keyring};

/// Has the case `from` go on as part of `into`. Done again after a crash, it adds what is missing.
///
/// # Errors
/// If the store fails.
pub fn absorb(env: &Env, keyring: &Keyring, from: &str, into: &str) -> Result<(), StoreError> {
    let joined = env.store.read::<Case>(log(from))?;
    let mut entries: Vec<u64> = joined.state().facts().iter().map(|placed| placed.entry).collect();
    entries.dedup();
    for entry in entries {
        let of_entry = joined.state().facts().iter().filter(|placed| placed.entry == entry);
        let events = of_entry.map(|placed| placed.event.clone());
        let events: Vec<CaseEvent> = events.filter(|event| !matches!(event.fact, CaseFact::Joined { .. })).collect();
        let target = env.store.read::<Case>(log(into))?;
        let new = target.unknown(events);
        if new.is_empty() || target.is_full() {
            continue;
        }
        let letters = Letters::at(env, keyring, log(from), entry)?;
        let sealed = letters.sealed(keyring, target.log)?;
        let mut commit = env.store.commit();
        commit.append_sealed(target, new, Some(sealed));
        commit.write()?;
    }
    if joined.state().joined_into().is_none() {
        let fact = CaseFact::Joined { into: into.to_owned() };
        let event = CaseEvent { id: EventId::of(&["joined", into]), at: env.now, fact };
        let mut commit = env.store.commit();
        commit.append(joined, vec![event]);
        commit.write()?;
    }
    // What was written lies beside the other case now.
    super::erase(env, from).map(drop)
}
