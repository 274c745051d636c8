//! Sending what is owed: the right to try it, whether it is still true, the provider, and what
//! came of it, each try an entry of its own.

use crate::{
    compose::{self, Composed, Ready},
    fallback,
    http_client::{HttpClient, SendError},
    jobs::Budget,
    owing, reference,
    request::Env,
};
use chrono::{DateTime, TimeDelta, Utc};
use http::{HeaderMap, Request, Response};
use serde::Serialize;
use sledz_domain::{
    event_id::EventId,
    outbox::{Dropped, Item, Outbox, OutboxEvent, OutboxFact, Subject, What},
    sorting,
};
use sledz_providers::outcome::{Answer, Outcome};
use sledz_store::{
    Store, StoreError,
    keys::{Kind, LogId},
    log::{LOG_LIMIT, Reading},
    timer::Due,
};

/// Nothing is tried in an outbox of so many entries: reading ends at twice the limit of a log.
pub const MOST_ENTRIES: u64 = LOG_LIMIT * 2 - 50;

/// An item that somebody else may be trying is looked at again after this.
pub const BUSY: TimeDelta = TimeDelta::seconds(120);

/// What came of a call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Taken by a provider.
    pub sent: u32,
    /// Failed for now.
    pub failed: u32,
    /// Not to be sent any more.
    pub dropped: u32,
    /// A person has to look.
    pub dead: u32,
    /// Left for later: quiet hours, or somebody else is trying.
    pub put_off: u32,
    /// Why the last of those that failed did.
    #[serde(skip)]
    pub trouble: Option<String>,
}

impl Tally {
    /// Adds another's counts.
    pub fn add(&mut self, other: Tally) {
        self.sent += other.sent;
        self.failed += other.failed;
        self.dropped += other.dropped;
        self.dead += other.dead;
        self.put_off += other.put_off;
        self.trouble = other.trouble.or(self.trouble.take());
    }
}

/// Which right a try is made by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// The one first try, at once after it is owed.
    First,
    /// The tries of the job, by window.
    Window,
}

/// The index of what cannot be sent.
pub fn dead_letters() -> LogId {
    LogId::new(Kind::DeadLetters, &[])
}

/// A letter that nobody could deliver, in the index of those.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct DeadLetter {
    /// Whose outbox it is in.
    pub subject: Subject,
    /// The item.
    pub item: EventId,
}

/// Sends what is due in a subject's outbox; and whether the time was up before all was tried. One
/// try is always begun, so that every call gets on; another only in time, since the right to it is
/// of the time of the call.
///
/// # Errors
/// If the store fails; what was sent and not written down then is tried again, under the same
/// reference.
pub async fn deliver(
    env: Env<'_>,
    client: &dyn HttpClient,
    subject: &Subject,
    right: Right,
    budget: &Budget<'_>,
) -> Result<(Tally, bool), StoreError> {
    let log = LogId::outbox(subject);
    let reading = env.store.read::<Outbox>(log)?;
    let mut tally = Tally::default();
    if reading.count >= MOST_ENTRIES {
        // What comes of a try could not be read back: it would be made again and again.
        env.store.count("dropped:outbox")?;
        return Ok((tally, false));
    }
    let mut tried: Vec<EventId> = Vec::new();
    for item in due_items(reading.state(), right, env.now) {
        if tried.contains(&item) {
            continue;
        }
        if !tried.is_empty() && !budget.goes_on() {
            return Ok((tally, true));
        }
        let one = deliver_item(env, client, subject, item, right, &mut tried).await?;
        tally.add(one);
    }
    Ok((tally, false))
}

/// What waits and may be sent, what is owed longest first: of several that go out together the
/// same one always lends its reference.
pub fn due_items(outbox: &Outbox, right: Right, now: DateTime<Utc>) -> Vec<EventId> {
    let mut due: Vec<(DateTime<Utc>, EventId)> = outbox
        .items()
        .iter()
        .filter(|(_, item)| item.due().is_some_and(|due| due <= now) && (right == Right::First || is_ripe(item, now)))
        .filter_map(|(id, item)| Some((item.owed()?.1, *id)))
        .collect();
    sorting::sort(&mut due);
    due.into_iter().map(|(_, id)| id).collect()
}

/// Whether the first try is over, so that the job may try. What is younger is visited by itself.
fn is_ripe(item: &Item, now: DateTime<Utc>) -> bool {
    item.asked_at().is_some_and(|asked| Store::first_try_is_over(asked, now))
}

async fn deliver_item(
    env: Env<'_>,
    client: &dyn HttpClient,
    subject: &Subject,
    item: EventId,
    right: Right,
    tried: &mut Vec<EventId>,
) -> Result<Tally, StoreError> {
    let log = LogId::outbox(subject);
    let before = env.store.read::<Outbox>(log)?;
    let Some((what, asked_at)) = owed(before.state(), item) else { return Ok(Tally::default()) };
    let Some(due) = before.state().item(item).and_then(|item| item.due()) else { return Ok(Tally::default()) };
    let deed = Deed::of(log, item, &what, due);
    let may = match right {
        Right::First => env.store.may_try_first(&deed.first, asked_at, env.now)?,
        Right::Window => env.store.may_try(&deed.windows, env.now)?,
    };
    if !may {
        return put_off(env, subject, right, env.now + BUSY);
    }
    // Read again under the right: whoever had it before may have sent it.
    let reading = env.store.read::<Outbox>(log)?;
    if reading.state().item(item).and_then(|item| item.due()).is_none() {
        return Ok(Tally::default());
    }
    let truth = match what {
        What::Message { .. } => compose::Truth::of(&env, subject)?,
        _ => None,
    };
    let together = together(reading.state(), item);
    let (together, outdated) = compose::still_true(truth.as_ref(), reading.state(), &together);
    let mut facts = dropped(&outdated, &[], Dropped::Outdated, env.now);
    if !together.contains(&item) {
        return settle(&env, subject, &deed, reading, facts);
    }
    tried.extend(&together);
    let ready = match compose::compose(&env, truth.as_ref(), subject, item, &what, &together)? {
        Composed::Ready(ready) => ready,
        Composed::PutOff(until) => return put_off(env, subject, right, until),
        Composed::Dropped(why) => {
            facts.extend(dropped(&together, &[], why, env.now));
            return settle(&env, subject, &deed, reading, facts);
        }
        Composed::Unreachable(why) => {
            facts.extend(dropped(&together, &[], why, env.now));
            facts.extend(fallback::other_way(&env, subject, &reading, &together)?);
            return settle(&env, subject, &deed, reading, facts);
        }
        Composed::Misconfigured(why) => {
            facts.extend(later(reading.state(), &together, &why, None, env.now));
            return settle(&env, subject, &deed, reading, facts);
        }
    };
    let outcome = send(client, &ready, env.now).await;
    facts.extend(outcome_facts(&env, subject, &reading, &together, &ready, outcome)?);
    settle(&env, subject, &deed, reading, facts)
}

fn owed(outbox: &Outbox, item: EventId) -> Option<(What, DateTime<Utc>)> {
    let item = outbox.item(item)?;
    Some((item.owed()?.0.clone(), item.asked_at()?))
}

/// The names under which the right to a try is taken.
struct Deed {
    /// For the first try.
    first: String,
    /// For those of the job.
    windows: String,
}

impl Deed {
    /// Messages of one kind and channel share a right, since they may go out together; a first try
    /// those that became due together.
    fn of(log: LogId, item: EventId, what: &What, due: DateTime<Utc>) -> Self {
        let windows = match what {
            What::Message { kind, channel, .. } => format!("{log}/{}/{}", kind.name(), channel.name()),
            _ => format!("{log}/{item}"),
        };
        Deed { first: format!("{windows}/{}", due.timestamp_millis()), windows }
    }
}

/// The items that go out with `item`, itself first: messages of its kind by its channel that became
/// due at the same instant. Nothing joins them once they are due, so a try that is repeated, because
/// nobody knows what came of it, tells the same under the same reference.
fn together(outbox: &Outbox, item: EventId) -> Vec<EventId> {
    let like = |id: EventId| match outbox.item(id).and_then(|known| Some((known, known.owed()?.0))) {
        Some((known, What::Message { kind, channel, .. })) => {
            Some((*kind, *channel, known.due()?, known.last_failed()))
        }
        _ => None,
    };
    let wanted = like(item);
    let others = outbox.items().keys().copied().filter(|id| *id != item && wanted.is_some() && like(*id) == wanted);
    std::iter::once(item).chain(others).collect()
}

/// Has the outbox visited again; the first try leaves that to what was armed when it was owed.
///
/// # Errors
/// If the store fails.
pub fn put_off(env: Env<'_>, subject: &Subject, right: Right, until: DateTime<Utc>) -> Result<Tally, StoreError> {
    if right == Right::Window {
        let mut commit = env.store.commit();
        commit.arm_due(&Due::Send(subject.clone()), until, env.now)?;
        commit.write()?;
    }
    Ok(Tally { put_off: 1, ..Tally::default() })
}

async fn send(client: &dyn HttpClient, ready: &Ready, now: DateTime<Utc>) -> Outcome {
    let host = ready.request.uri().host().unwrap_or_default().to_owned();
    let request: Request<Vec<u8>> = ready.request.clone();
    match client.send(request).await {
        Ok(answer) => read(ready, &answer, now),
        Err(error @ (SendError::Denied | SendError::Timeout | SendError::Broken)) => {
            Outcome::Later { why: error.words(&host), after: None }
        }
    }
}

fn read(ready: &Ready, answer: &Response<Vec<u8>>, now: DateTime<Utc>) -> Outcome {
    let headers: &HeaderMap = answer.headers();
    (ready.read)(&Answer { status: answer.status().as_u16(), headers, body: answer.body() }, now)
}

fn outcome_facts(
    env: &Env,
    subject: &Subject,
    reading: &Reading<Outbox>,
    together: &[EventId],
    ready: &Ready,
    outcome: Outcome,
) -> Result<Vec<OutboxEvent>, StoreError> {
    Ok(match outcome {
        Outcome::Accepted { id } => {
            let sent = OutboxFact::Sent { provider: ready.provider.to_owned(), message: id };
            let lead = together.iter().take(1).map(|item| fact(*item, "sent", env.now, sent.clone()));
            let rest = dropped(together, together.get(..1).unwrap_or_default(), Dropped::Merged, env.now);
            lead.chain(rest).collect()
        }
        Outcome::Later { why, after } => later(reading.state(), together, &why, after, env.now),
        Outcome::Never { why, address: true } => {
            fallback::mark_unreachable(env, ready)?;
            let other = fallback::other_way(env, subject, reading, together)?;
            let mut facts = if other.is_empty() {
                dead(together, &why, env.now)
            } else {
                dropped(together, &[], Dropped::Unreachable, env.now)
            };
            facts.extend(other);
            facts
        }
        Outcome::Never { why, address: false } => dead(together, &why, env.now),
    })
}

fn later(outbox: &Outbox, items: &[EventId], why: &str, after: Option<u64>, now: DateTime<Utc>) -> Vec<OutboxEvent> {
    let one = |item: &EventId| {
        let next = outbox.item(*item).and_then(|known| known.next_try(now, after));
        match next {
            Some(next) => fact(*item, "failed", now, OutboxFact::Failed { why: why.to_owned(), next }),
            None => fact(*item, "dead", now, OutboxFact::Dead { why: format!("given up; at last: {why}") }),
        }
    };
    items.iter().map(one).collect()
}

fn dead(items: &[EventId], why: &str, now: DateTime<Utc>) -> Vec<OutboxEvent> {
    items.iter().map(|item| fact(*item, "dead", now, OutboxFact::Dead { why: why.to_owned() })).collect()
}

fn dropped(items: &[EventId], but: &[EventId], why: Dropped, now: DateTime<Utc>) -> Vec<OutboxEvent> {
    let rest = items.iter().filter(|item| !but.contains(item));
    rest.map(|item| fact(*item, "dropped", now, OutboxFact::Dropped { why })).collect()
}

/// A fact about an item; only one of its name can be true of it at one time.
pub fn fact(item: EventId, name: &str, at: DateTime<Utc>, fact: OutboxFact) -> OutboxEvent {
    let time = at.timestamp_millis().to_string();
    OutboxEvent { id: EventId::of(&[item.to_string().as_str(), name, &time]), at, item, fact }
}

/// Writes down what came of a try, and gives back the right to it.
fn settle(
    env: &Env,
    subject: &Subject,
    deed: &Deed,
    reading: Reading<Outbox>,
    facts: Vec<OutboxEvent>,
) -> Result<Tally, StoreError> {
    let mut tally = Tally::default();
    let mut commit = env.store.commit();
    for fact in &facts {
        match &fact.fact {
            OutboxFact::Sent { .. } => tally.sent += 1,
            OutboxFact::Failed { why, .. } => {
                tally.failed += 1;
                tally.trouble = Some(why.clone());
                eprintln!("outbox: {} failed: {why}", reference::of(reading.log, fact.item));
            }
            OutboxFact::Dead { why } => {
                tally.dead += 1;
                eprintln!("outbox: {} is dead: {why}", reference::of(reading.log, fact.item));
                commit.index(dead_letters(), &DeadLetter { subject: subject.clone(), item: fact.item })?;
            }
            OutboxFact::Dropped { .. } => tally.dropped += 1,
            _ => {}
        }
    }
    owing::arm(env, &mut commit, subject, &facts)?;
    // By the other way, perhaps: that need not wait for the job.
    let other_way = facts.iter().any(|fact| matches!(fact.fact, OutboxFact::Owed { due, .. } if due <= env.now));
    commit.append(reading, facts);
    commit.write()?;
    if other_way {
        env.do_soon(Due::Send(subject.clone()));
    }
    // The result is durable: whoever gets the right next sees it.
    env.store.forget_tries(&deed.first, env.now)?;
    env.store.forget_tries(&deed.windows, env.now)?;
    Ok(tally)
}
