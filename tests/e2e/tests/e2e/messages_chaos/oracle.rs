//! What customers should have got, worked out from what happened to their orders and from nothing
//! that the product says.

use super::life::{Fact, Life, What, morning};
use chrono::TimeDelta;
use sledz_e2e::mailbox::{
    Mailbox,
    received::{Channel, Received},
};
use std::collections::{BTreeMap, BTreeSet};

/// Which messages go by SMS besides, or instead: what the run has set.
pub(crate) const BY_BOTH: [&str; 2] = ["shipped", "ready_for_pickup"];
pub(crate) const BY_SMS: &str = "pickup_reminder";

/// The words with which the run lets the SMS of each kind begin.
pub(crate) const SMS_BEGINS: [(&str, &str); 3] =
    [("shipped", "WYSLANA"), ("ready_for_pickup", "CZEKA"), ("pickup_reminder", "PRZYPOMINAMY")];

/// A message: to whom, by which way, of which kind.
type Key = (String, Channel, String);

/// The kind of message that tells a fact.
fn kind(what: What) -> Option<&'static str> {
    Some(match what {
        What::Order("paid") => "confirmed",
        What::Order("shipped") | What::Parcel("accepted" | "in_transit") => "shipped",
        What::Parcel("out_for_delivery") => "out_for_delivery",
        What::Parcel("ready_for_pickup") => "ready_for_pickup",
        What::Parcel("failed_attempt") => "problem",
        What::Parcel("delivered") => "delivered",
        What::Parcel("returned") => "returned",
        _ => return None,
    })
}

/// The kinds that must have come, and those that may have: what was still so at the end of a day was
/// so for all its runs of the jobs, anything else may have been overtaken.
pub(crate) fn due(life: &Life) -> (BTreeSet<&'static str>, BTreeSet<&'static str>) {
    let (mut must, mut may) = (BTreeSet::new(), BTreeSet::new());
    if life.is_history {
        return (must, may);
    }
    let days: BTreeSet<usize> = life.facts.iter().map(|fact| fact.day).collect();
    for day in &days {
        let told = || life.facts.iter().filter(|fact| fact.day == *day);
        may.extend(told().filter_map(|fact| kind(fact.what)));
        let Some(newest) = told().max_by_key(|fact| fact.at) else { continue };
        must.extend(kind(newest.what));
        let next = days.range(day + 1..).next();
        if reminds(newest, next.copied()) {
            must.insert(BY_SMS);
        }
    }
    may.retain(|kind| !must.contains(kind));
    (must, may)
}

/// Whether the clock comes to the reminder while the parcel waits: a day before the deadline, but not
/// before it has waited for twelve hours. The wheel turns by the hour.
fn reminds(newest: &Fact, next: Option<usize>) -> bool {
    let due = (Life::deadline(newest.at) - TimeDelta::hours(24)).max(newest.at + TimeDelta::hours(12));
    newest.what == What::Parcel("ready_for_pickup")
        && next.is_some_and(|next| due + TimeDelta::hours(2) < morning(next))
}

/// All messages of a life, with how many of each there may be.
fn expected(life: &Life) -> BTreeMap<Key, std::ops::RangeInclusive<usize>> {
    let (must, may) = due(life);
    let mut all = BTreeMap::new();
    for (kinds, count) in [(must, 1..=1), (may, 0..=1)] {
        for kind in kinds {
            if kind != BY_SMS {
                all.insert((life.email(), Channel::Mail, kind.to_owned()), count.clone());
            }
            if kind == BY_SMS || BY_BOTH.contains(&kind) {
                all.insert((life.phone(), Channel::Sms, kind.to_owned()), count.clone());
            }
        }
    }
    all
}

/// What is wrong with what the mailbox got; nothing if all is as it should be.
pub(crate) fn wrong(lives: &[Life], mailbox: &Mailbox) -> Vec<String> {
    let mut counted: BTreeMap<Key, usize> = BTreeMap::new();
    let mut found = Vec::new();
    let mut references = BTreeSet::new();
    for message in mailbox.received() {
        let kind = kind_of(&message);
        if message.reference.is_empty() || !references.insert(message.reference.clone()) {
            found.push(format!("{kind} to {} has no reference of its own: {:?}", message.to, message.reference));
        }
        *counted.entry((message.to.clone(), message.channel(), kind)).or_default() += 1;
    }
    for (key, range) in lives.iter().flat_map(expected) {
        let count = counted.remove(&key).unwrap_or_default();
        if !range.contains(&count) {
            found.push(format!("{key:?} came {count} times, not {range:?}"));
        }
    }
    found.extend(counted.into_iter().map(|(key, count)| format!("{key:?} came {count} times, and was not due")));
    found
}

/// How many messages there must be at least.
pub(crate) fn least(lives: &[Life]) -> usize {
    lives.iter().flat_map(expected).filter(|(_, range)| *range.start() == 1).count()
}

fn kind_of(message: &Received) -> String {
    let begins = SMS_BEGINS.iter().find(|(_, word)| message.text.starts_with(word));
    match (message.channel(), begins) {
        (Channel::Sms, Some((kind, _))) => (*kind).to_owned(),
        (Channel::Mail, _) => message.tag.clone(),
        _ => message.text.clone(),
    }
}
