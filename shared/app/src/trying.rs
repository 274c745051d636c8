//! Trying what is owed one after the other, each by itself: calls of platforms and providers, answers to customers.
//! The right to a try, whether it is still owed, and what came of it, as an entry.

use crate::{
    deliver::{self, DeadLetter, Right, Tally, dead_letters, fact},
    owing, reference,
    request::Env,
};
use sledz_domain::{
    event_id::EventId,
    outbox::{Dropped, Outbox, OutboxEvent, OutboxFact, Subject, What},
};
use sledz_providers::outcome::Outcome;
use sledz_store::{StoreError, keys::LogId};

/// Tries everything of a subject that is due; what `is_last` says of after the rest. `component` is named in the log.
/// `call` tells what came of a try, or none where it has become untrue meanwhile: that is dropped, not sent.
///
/// # Errors
/// If the store fails; what was done and not written down then is tried again.
pub async fn deliver_all<C>(
    env: Env<'_>,
    component: &'static str,
    subject: &Subject,
    right: Right,
    is_last: fn(&What) -> bool,
    call: C,
) -> Result<Tally, StoreError>
where
    C: AsyncFn(EventId, &What) -> Result<Option<Outcome>, StoreError>,
{
    let outbox = env.store.read::<Outbox>(LogId::outbox(subject))?.projection.state;
    let is_last =
        |item: &EventId| outbox.item(*item).and_then(|item| item.owed()).is_some_and(|(what, _)| is_last(what));
    let mut tally = Tally::default();
    let due = deliver::due_items(&outbox, right, env.now);
    let (last, first): (Vec<EventId>, Vec<EventId>) = due.into_iter().partition(is_last);
    for item in first.into_iter().chain(last) {
        tally.add(deliver_item(env, component, subject, item, right, &call).await?);
    }
    Ok(tally)
}

async fn deliver_item<C>(
    env: Env<'_>,
    component: &'static str,
    subject: &Subject,
    item: EventId,
    right: Right,
    call: &C,
) -> Result<Tally, StoreError>
where
    C: AsyncFn(EventId, &What) -> Result<Option<Outcome>, StoreError>,
{
    let log = LogId::outbox(subject);
    let deed = format!("{log}/{item}");
    let before = env.store.read::<Outbox>(log)?;
    let Some(asked_at) = before.state().item(item).and_then(|item| item.asked_at()) else {
        return Ok(Tally::default());
    };
    let may = match right {
        Right::First => env.store.may_try_first(&deed, asked_at, env.now)?,
        Right::Window => env.store.may_try(&deed, env.now)?,
    };
    if !may {
        return deliver::put_off(env, subject, right, env.now + deliver::BUSY);
    }
    // Read again under the right: whoever had it before may have done it.
    let reading = env.store.read::<Outbox>(log)?;
    let known = reading.state().item(item).filter(|item| item.due().is_some());
    let Some((what, _)) = known.and_then(|item| item.owed()) else { return Ok(Tally::default()) };
    let outcome = call(item, &what.clone()).await?;
    let (fact, mut tally) = settled(env, &reading.projection.state, item, subject, outcome);
    let mut commit = env.store.commit();
    if let OutboxFact::Dead { why } | OutboxFact::Failed { why, .. } = &fact.fact {
        eprintln!("{component}: {} failed: {why}", reference::of(log, item));
        tally.trouble = Some(why.clone());
    }
    if matches!(fact.fact, OutboxFact::Dead { .. }) {
        commit.index(dead_letters(), &DeadLetter { subject: subject.clone(), item })?;
    }
    let facts = vec![fact];
    owing::arm(&env, &mut commit, subject, &facts)?;
    commit.append(reading, facts);
    commit.write()?;
    env.store.forget_tries(&deed, env.now)?;
    Ok(tally)
}

/// What came of a try, as a fact.
fn settled(
    env: Env<'_>,
    outbox: &Outbox,
    item: EventId,
    subject: &Subject,
    outcome: Option<Outcome>,
) -> (OutboxEvent, Tally) {
    let provider = match subject {
        Subject::Source(source, _) => source.clone(),
        _ => String::new(),
    };
    let dead =
        |why: String| (fact(item, "dead", env.now, OutboxFact::Dead { why }), Tally { dead: 1, ..Tally::default() });
    let Some(outcome) = outcome else {
        let dropped = OutboxFact::Dropped { why: Dropped::Outdated };
        return (fact(item, "dropped", env.now, dropped), Tally { dropped: 1, ..Tally::default() });
    };
    match outcome {
        Outcome::Accepted { id } => {
            let sent = OutboxFact::Sent { provider, message: id };
            (fact(item, "sent", env.now, sent), Tally { sent: 1, ..Tally::default() })
        }
        Outcome::Never { why, .. } => dead(why),
        Outcome::Later { why, after } => match outbox.item(item).and_then(|known| known.next_try(env.now, after)) {
            Some(next) => {
                let failed = OutboxFact::Failed { why, next };
                (fact(item, "failed", env.now, failed), Tally { failed: 1, ..Tally::default() })
            }
            None => dead(format!("given up; at last: {why}")),
        },
    }
}
