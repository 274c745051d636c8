//! Asking an interface about parcels, slot by slot of its wheel.

use super::{
    PollPointer, ask, made,
    run::intake,
    state::{Cursor, PollState},
};
use crate::{
    http_client::{HttpClient, LocalFuture, join_some},
    jobs::Budget,
    parcel_intake::parcel_log,
    request::Env,
};
use chrono::{DateTime, Utc};
use sledz_domain::{parcel::ParcelLog, polling, timeline, view::RECYCLED_AFTER};
use sledz_sources::pollers::{Access, Asked, Fault, Told, Tracking};
use sledz_store::{
    StoreError,
    keys::LogId,
    timer::{self, POLL_SLOT},
};
use std::collections::BTreeMap;

/// The most entries of a slot that are read at once.
const SLICE: u64 = 40;

/// So many requests run at once.
const WIDTH: usize = 4;

/// The first run looks back so far.
const LOOK_BACK_SLOTS: i64 = 14 * 24 * 3600 / POLL_SLOT;

/// A parcel that could not be asked about so often is not tried again after every pause, but at its own
/// next time: the trouble may be its own.
const PERSISTENT: u32 = 3;

/// Asks about the parcels of every slot whose time has come, as far as the time goes.
///
/// # Errors
/// If the store fails: the slot is then visited again.
pub(super) async fn run(
    env: Env<'_>,
    client: &dyn HttpClient,
    name: &'static str,
    tracking: &dyn Tracking,
    access: &Access<'_>,
    state: &mut PollState,
    budget: &Budget<'_>,
) -> Result<(), StoreError> {
    let last = timer::last_poll_slot(env.now);
    let begin = Cursor { slot: last - LOOK_BACK_SLOTS, from: 1 };
    // A clock that was set back: what is due by it is looked at again.
    let mut at = state.cursor.filter(|known| known.slot <= last + 1).unwrap_or(begin);
    let visit = Visit { env, client, name, tracking, access, budget };
    while at.slot <= last && budget.goes_on() {
        let bucket = LogId::Poll(name, at.slot);
        let (slice, count) = env.store.slice::<PollPointer>(bucket, at.from, SLICE)?;
        let goes_on = visit.visit(slice.into_iter().map(|(_, pointer)| pointer), state).await?;
        at = if at.from + SLICE > count {
            forget(&env, bucket, count)?;
            Cursor { slot: at.slot + 1, from: 1 }
        } else {
            Cursor { from: at.from + SLICE, ..at }
        };
        state.cursor = Some(at);
        if !goes_on {
            // Its time is up; or there is trouble, and then nobody is to call again at once.
            state.has_more = state.failures == 0 && at.slot <= last;
            return Ok(());
        }
    }
    state.has_more = at.slot <= last;
    if state.failures == 0 {
        state.succeed(env.now);
    }
    Ok(())
}

/// A slot that was visited is of no more use: nobody writes into one whose time has come.
fn forget(env: &Env, bucket: LogId, count: u64) -> Result<(), StoreError> {
    if count > 0 {
        env.store.delete_entries(bucket, 1, count, &|| true)?;
        env.store.delete_bucket_counter(bucket)?;
    }
    Ok(())
}

struct Visit<'a> {
    env: Env<'a>,
    client: &'a dyn HttpClient,
    name: &'static str,
    tracking: &'a dyn Tracking,
    access: &'a Access<'a>,
    budget: &'a Budget<'a>,
}

/// Parcels of one carrier, and what was told of them.
type Answered = (Vec<PollPointer>, Result<Told, Fault>);

impl Visit<'_> {
    /// Visits the parcels of a slice, and puts down each again; whether the run may go on.
    async fn visit(
        &self,
        pointers: impl Iterator<Item = PollPointer>,
        state: &mut PollState,
    ) -> Result<bool, StoreError> {
        let mut wanted: BTreeMap<String, Vec<PollPointer>> = BTreeMap::new();
        let mut seen: Vec<String> = Vec::new();
        for pointer in pointers {
            if seen.contains(&pointer.tracking_number) {
                continue;
            }
            seen.push(pointer.tracking_number.clone());
            match self.next(&pointer)? {
                Some(_) => wanted.entry(pointer.carrier.clone()).or_default().push(pointer),
                None => state.tally.ended += 1,
            }
        }
        let groups: Vec<Vec<PollPointer>> = wanted
            .into_values()
            .flat_map(|of_carrier| {
                of_carrier.chunks(self.tracking.most().max(1)).map(<[_]>::to_vec).collect::<Vec<_>>()
            })
            .collect();
        let mut waiting = groups.into_iter();
        let mut goes_on = true;
        let mut again: Vec<(PollPointer, DateTime<Utc>)> = Vec::new();
        while goes_on {
            let round: Vec<Vec<PollPointer>> = waiting.by_ref().take(WIDTH).collect();
            if round.is_empty() {
                break;
            }
            let answered = self.ask_all(round).await;
            goes_on = self.take(answered, state, &mut again)? && self.budget.goes_on();
        }
        // What there was no time for, or no use in asking: as soon as may be.
        let soon = state.not_before.unwrap_or(self.env.now);
        again.extend(waiting.flatten().map(|pointer| (pointer, soon)));
        let mut commit = self.env.store.commit();
        for (pointer, at) in &again {
            commit.index(timer::poll_bucket(self.name, *at, self.env.now), pointer)?;
        }
        commit.write()?;
        Ok(goes_on)
    }

    /// Asks about several groups at once.
    async fn ask_all(&self, round: Vec<Vec<PollPointer>>) -> Vec<Answered> {
        let one = |pointers: Vec<PollPointer>| -> LocalFuture<'_, Answered> {
            Box::pin(async move {
                let asked: Vec<Asked> = pointers
                    .iter()
                    .map(|pointer| Asked {
                        carrier: pointer.carrier.clone(),
                        tracking_number: pointer.tracking_number.clone(),
                    })
                    .collect();
                let told = async {
                    let answer = ask(self.client, made(self.tracking.request(&asked, self.access))?).await?;
                    self.tracking.read(&asked, &answer, self.env.now)
                };
                let told = told.await;
                (pointers, told)
            })
        };
        join_some(round.into_iter().map(one).collect(), WIDTH, &|| true).await.0
    }

    /// Makes durable what was told, and works out when each parcel is asked about again; whether the
    /// run may go on. One parcel that cannot be asked about holds up no other.
    fn take(
        &self,
        answered: Vec<Answered>,
        state: &mut PollState,
        again: &mut Vec<(PollPointer, DateTime<Utc>)>,
    ) -> Result<bool, StoreError> {
        let was_well = state.failures == 0;
        let mut faults = Vec::new();
        let mut is_well = false;
        for (pointers, told) in answered {
            let count = u32::try_from(pointers.len()).unwrap_or(u32::MAX);
            state.tally.asked += count;
            match told {
                Ok(told) => {
                    is_well = true;
                    intake(&self.env, self.name, told, &mut state.tally)?;
                    for pointer in pointers {
                        match self.next(&pointer)? {
                            Some(next) => again.push((PollPointer { failures: 0, ..pointer }, next)),
                            None => state.tally.ended += 1,
                        }
                    }
                }
                Err(fault) => {
                    state.tally.failed += count;
                    faults.push((pointers, fault));
                }
            }
        }
        let general = faults.iter().find(|(_, fault)| fault.is_general || !is_well);
        match general {
            Some((_, fault)) => state.fail(fault, self.env.now),
            None => state.succeed(self.env.now),
        }
        let goes_on = general.is_none();
        let pause = state.not_before;
        for pointer in faults.into_iter().flat_map(|(pointers, _)| pointers) {
            // What fails while nothing succeeds is not the parcel's fault.
            let failures = pointer.failures.saturating_add(u32::from(was_well));
            let pointer = PollPointer { failures, ..pointer };
            // Alone in trouble, or again and again: at its next time, not before every other.
            let next = match pause {
                Some(pause) if pointer.failures < PERSISTENT => Some(pause),
                _ => self.next(&pointer)?.map(|next| next.max(pause.unwrap_or(next))),
            };
            again.extend(next.map(|next| (pointer, next)));
        }
        Ok(goes_on)
    }

    /// When a parcel is asked about again, as far as is known now; none once it is over.
    fn next(&self, pointer: &PollPointer) -> Result<Option<DateTime<Utc>>, StoreError> {
        let log = self.env.store.read::<ParcelLog>(parcel_log(&pointer.tracking_number))?.projection.state;
        let parcel = timeline::walk(&log, Some(pointer.since - RECYCLED_AFTER));
        let interval = polling::interval(&parcel, pointer.since, self.env.now);
        Ok(interval.map(|interval| polling::next_time(&pointer.tracking_number, interval, self.env.now)))
    }
}
