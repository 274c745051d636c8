//! Making what couriers report durable: each parcel's new events by one increment and one write,
//! and whatever follows from them, also on duplicates, so that a sender's retry heals a crash.

use crate::{
    naming::{self, Naming, namings},
    news, polling,
    request::Env,
};
use chrono::{DateTime, TimeDelta, Utc, serde::ts_milliseconds};
use serde::{Deserialize, Serialize};
use sledz_domain::{
    event_id::EventId,
    parcel::{ParcelEvent, ParcelLog},
};
use sledz_sources::{couriers::Report, recognise::carrier_of};
use sledz_store::{
    StoreError,
    commit::Commit,
    keys::{Kind, LogId},
    timer::Timer,
};
use std::collections::{BTreeMap, BTreeSet};

/// When a parcel that nothing more is heard of is first looked at.
const FIRST_LOOK: TimeDelta = TimeDelta::hours(48);

/// A parcel whose carrier names an order, in the index by that order's number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParcelPointer {
    /// The normalised tracking number.
    pub tracking_number: String,
    /// The carrier's id.
    pub carrier: Option<String>,
    /// When the event happened that named the order.
    #[serde(with = "ts_milliseconds")]
    pub at: DateTime<Utc>,
}

/// Takes in what one message reports.
///
/// # Errors
/// If the store fails; the sender should try again, and nothing is lost by what was stored before.
pub fn take(env: &Env, reports: Vec<Report>) -> Result<(), StoreError> {
    let mut parcels: BTreeMap<String, Vec<Report>> = BTreeMap::new();
    let mut nameless = Vec::new();
    for mut report in reports {
        match &report.tracking_number {
            Some(number) => {
                if report.event.carrier.is_none() {
                    report.event.carrier = carrier_of(number).map(str::to_owned);
                }
                parcels.entry(number.clone()).or_default().push(report);
            }
            None => nameless.push(report),
        }
    }
    for (number, reports) in parcels {
        count_unknown(env, &number, &reports)?;
        let events: Vec<ParcelEvent> = reports.into_iter().map(|report| report.event).collect();
        append(env, &number, events.clone())?;
        adopt(env, &number, &events)?;
        naming::attach_to_orders(env, &number, &events)?;
    }
    nameless.into_iter().try_for_each(|report| wait(env, report.event))
}

/// Counts codes that are not in our tables, once for each new event.
fn count_unknown(env: &Env, number: &str, reports: &[Report]) -> Result<(), StoreError> {
    if !reports.iter().any(|report| report.unknown_code) {
        return Ok(());
    }
    let reading = env.store.read::<ParcelLog>(parcel_log(number))?;
    let unknown = reports.iter().filter(|report| report.unknown_code).map(|report| report.event.clone());
    for event in reading.unknown(unknown) {
        env.store.count(&format!("unknown-code:{}", event.source))?;
    }
    Ok(())
}

/// Appends those events of a parcel that are not known yet; no commit if all are.
fn append(env: &Env, number: &str, events: Vec<ParcelEvent>) -> Result<(), StoreError> {
    let reading = env.store.read_to_append::<ParcelLog>(parcel_log(number))?;
    let new = reading.unknown(events);
    if new.is_empty() {
        return Ok(());
    }
    if reading.is_full() {
        return env.store.count("dropped:parcel");
    }
    let mut commit = env.store.commit();
    let known_shipments: Vec<&str> = reading.state().shipment_ids().collect();
    let known_references: Vec<&str> = reading.state().references().collect();
    let mut named = BTreeSet::new();
    for event in &new {
        let shipment = event.shipment_id.as_deref().filter(|id| !known_shipments.contains(id));
        if let Some(id) = shipment.filter(|id| named.insert(("shipment", *id))) {
            let shipment = env.store.read::<ParcelLog>(shipment_log(&event.source, id))?;
            let numbered = shipment.unknown([numbered(event, number)]);
            if !numbered.is_empty() {
                commit.append(shipment, numbered);
            }
        }
        for reference in event.references.iter().map(String::as_str) {
            if !known_references.contains(&reference) && named.insert(("reference", reference)) {
                let (at, _) = event.folded_at();
                let pointer = ParcelPointer { tracking_number: number.to_owned(), carrier: event.carrier.clone(), at };
                commit.index(namings(reference), &Naming { parcel: Some(pointer), ..Naming::default() })?;
            }
        }
    }
    let is_first = reading.is_empty();
    if is_first {
        commit.arm(&Timer::Parcel(number.to_owned()), env.now + FIRST_LOOK, env.now)?;
    }
    arm_polls(env, &mut commit, number, is_first, &new)?;
    news::note_parcel(env, &mut commit, number, reading.state(), &new)?;
    commit.append(reading.clone(), new.clone());
    commit.write()?;
    // Only of a parcel's first event: every other one costs two commits and no more.
    if let Some(event) = new.first().filter(|_| is_first) {
        news::hear(env, &format!("courier:{}", event.source));
    }
    Ok(())
}

/// Has carriers asked about a parcel that is new, about what an unproven source says of its end, and
/// about the numbers under which it goes on or back.
fn arm_polls(
    env: &Env,
    commit: &mut Commit,
    number: &str,
    is_first: bool,
    new: &[ParcelEvent],
) -> Result<(), StoreError> {
    let carrier = new.iter().find_map(|event| event.carrier.as_deref());
    // Whoever was asked about it has put it down again by itself.
    let is_told = is_first && !new.iter().any(|event| polling::is_asked(&event.source));
    if is_told || new.iter().any(|event| event.awaits_confirmation) {
        polling::arm(env, commit, number, carrier)?;
    }
    let others = new.iter().flat_map(|event| [&event.replaced_by, &event.returned_as]);
    distinct(others.filter_map(|next| next.as_deref()))
        .into_iter()
        .try_for_each(|other| polling::arm(env, commit, other, carrier))
}

/// Each of a few things once. To collect them into a set would sort them: 3 KB of every component.
fn distinct<T: PartialEq>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut seen = Vec::new();
    for one in all {
        if !seen.contains(&one) {
            seen.push(one);
        }
    }
    seen
}

/// Takes over what was reported of the parcel's shipment before its number was known.
fn adopt(env: &Env, number: &str, events: &[ParcelEvent]) -> Result<(), StoreError> {
    let shipments = events.iter().filter_map(|event| Some((event.source.as_str(), event.shipment_id.as_deref()?)));
    for (source, id) in distinct(shipments) {
        let shipment = env.store.read::<ParcelLog>(shipment_log(source, id))?;
        let waiting = shipment.state().events().iter().filter(|event| event.replaced_by.is_none());
        append(env, number, waiting.cloned().collect())?;
    }
    Ok(())
}

/// Keeps an event under its shipment until the tracking number comes, or hands it on if that has
/// come already.
fn wait(env: &Env, event: ParcelEvent) -> Result<(), StoreError> {
    let Some(id) = event.shipment_id.clone() else { return Ok(()) };
    let log = shipment_log(&event.source, &id);
    let reading = env.store.read::<ParcelLog>(log)?;
    let new = reading.unknown([event.clone()]);
    if !new.is_empty() {
        if reading.is_full() {
            return env.store.count("dropped:shipment");
        }
        let mut commit = env.store.commit();
        commit.append(reading, new);
        commit.write()?;
    }
    // The number may have come while the event was being written: own fact first, then the other's.
    let reading = env.store.read::<ParcelLog>(log)?;
    match reading.state().goes_on_as().max() {
        Some(number) => append(env, number, vec![event]),
        None => Ok(()),
    }
}

/// The fact that a shipment, whose events may be waiting, goes on as a parcel of this number.
fn numbered(event: &ParcelEvent, number: &str) -> ParcelEvent {
    let mut fact = ParcelEvent::new(EventId::of(&["numbered", number]), &event.source, event.learned);
    fact.replaced_by = Some(number.to_owned());
    fact
}

/// The log of a parcel.
pub fn parcel_log(number: &str) -> LogId {
    LogId::new(Kind::Parcel, &[number])
}

fn shipment_log(source: &str, id: &str) -> LogId {
    LogId::new(Kind::Shipment, &[source, id])
}
