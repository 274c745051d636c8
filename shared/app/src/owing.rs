//! What is owed because of what was stored: worked out by the component `jobs` from the state,
//! whenever something was heard of an order or parcel, or its deadline has passed. What is owed
//! already is not owed twice.

use crate::{
    lookup::{self, Found},
    order_intake::{OrderPointer, order_log},
    parcel_intake::parcel_log,
    request::Env,
    subscription,
};
use chrono::{DateTime, TimeDelta, Utc};
use sledz_domain::{
    event_id::EventId,
    message::{Channel, MessageKind},
    occasion::{Occasion, Situation},
    order::Order,
    outbox::{Outbox, OutboxEvent, OutboxFact, Subject, What, message_id},
    parcel::ParcelLog,
    settings::MessageSettings,
    sorting,
};
use sledz_sources::carriers;
use sledz_store::{
    StoreError,
    commit::Commit,
    keys::{Kind, LogId},
    log::Reading,
    timer::{Due, Timer},
};

/// Messages of one kind about several parcels of an order lie at least this far apart; what comes
/// meanwhile goes out together.
const GATHERED_FOR: TimeDelta = TimeDelta::minutes(30);

/// After one piece of bad news, the next of the same order waits for this long.
const BAD_NEWS_APART: TimeDelta = TimeDelta::hours(24);

/// Other systems are told of what was learned within this: as far back as the first run of the job
/// looks.
const TOLD_FOR: TimeDelta = TimeDelta::days(14);

/// The log of what the shop has set for its messages.
pub fn message_settings_log() -> LogId {
    LogId::new(Kind::MessageSettings, &[])
}

/// Owes what follows from the state of an order or parcel, and has its orders visited at their next
/// deadlines: what was heard may have brought new ones.
///
/// # Errors
/// If the store fails.
pub fn look(env: &Env, timer: &Timer) -> Result<(), StoreError> {
    match timer {
        Timer::Order(platform, id) => {
            let order = OrderPointer { platform: platform.clone(), platform_id: id.clone() };
            owe_order_event(env, &order)?;
            look_at_order(env, &order)
        }
        Timer::Parcel(number) => {
            owe_parcel_events(env, number)?;
            let orders = env.store.pointers::<OrderPointer>(LogId::new(Kind::OrdersByParcel, &[number]))?;
            orders.iter().try_for_each(|order| look_at_order(env, order))
        }
        Timer::Subscription(source, id) => subscription::owe(env, source, id),
        // The components `calls` and `replies` look at those.
        Timer::Calls(..) | Timer::Case(_) => Ok(()),
    }
}

fn look_at_order(env: &Env, order: &OrderPointer) -> Result<(), StoreError> {
    let Some(found) = owe_messages(env, order)? else { return Ok(()) };
    let mut commit = env.store.commit();
    if let Some(next) = next_deadline(env, &found) {
        commit.arm(&Timer::Order(order.platform.clone(), order.platform_id.clone()), next, env.now)?;
    }
    commit.write()
}

/// When the clock alone may next make a difference to an order.
pub fn next_deadline(env: &Env, found: &Found) -> Option<DateTime<Utc>> {
    let policy = env.settings.policy();
    Situation::of(&found.order, &found.parcels, policy, env.now).next_deadline(policy, env.now)
}

/// Owes the messages that the state of an order calls for; gives the order as it was read.
///
/// # Errors
/// If the store fails.
pub fn owe_messages(env: &Env, order: &OrderPointer) -> Result<Option<Found>, StoreError> {
    let Some(found) = lookup::read(env, order_log(&order.platform, &order.platform_id))? else { return Ok(None) };
    follow_redirects(env, order, &found)?;
    let lead = found.lead();
    if lead == found.pointer() {
        owe_messages_of(env, &found)?;
    } else if let Some(lead) = lookup::read(env, lead.log())? {
        owe_messages_of(env, &lead)?;
    }
    Ok(Some(found))
}

/// Owes the messages that the state of an order calls for whose customer is told.
fn owe_messages_of(env: &Env, found: &Found) -> Result<(), StoreError> {
    if !may_notify(env, &found.order) {
        return Ok(());
    }
    let situation = Situation::of(&found.order, &found.parcels, env.settings.policy(), env.now);
    // What had happened when the order was brought in is history.
    let all = std::iter::once(&found.order).chain(found.linked.iter().map(|(_, other)| other));
    let imported = all.filter_map(Order::imported).max();
    let is_news =
        |occasion: &Occasion| occasion.is_news(env.now) && imported.is_none_or(|imported| occasion.happened > imported);
    let news: Vec<Occasion> = situation.occasions(env.now).into_iter().filter(is_news).collect();
    if news.is_empty() { Ok(()) } else { owe_news(env, found, &news) }
}

/// Whether this order's customer may be written to at all.
pub fn may_notify(env: &Env, order: &Order) -> bool {
    env.settings.notify_since().is_some_and(|since| order.began().is_some_and(|began| began >= since))
}

fn owe_news(env: &Env, found: &Found, news: &[Occasion]) -> Result<(), StoreError> {
    let settings = env.store.read::<MessageSettings>(message_settings_log())?.projection.state;
    let subject = subject_of(&found.order);
    let reading = env.store.read::<Outbox>(LogId::outbox(&subject))?;
    // What was told before the orders were known to be one purchase is not told again.
    let mut told = Vec::new();
    for (_, other) in &found.linked {
        told.push(env.store.read::<Outbox>(LogId::outbox(&subject_of(other)))?.projection.state);
    }
    let mut owed = Vec::new();
    for occasion in news {
        let setting = settings.of(occasion.kind);
        let carrier = occasion.carrier.as_deref().map(carriers::by_id);
        if !setting.is_on(occasion.kind, carrier) || is_too_soon(reading.state(), occasion, env.now) {
            continue;
        }
        for channel in setting.ways() {
            let from = gathered(reading.state(), occasion.kind, channel, env.now);
            let due = setting.not_before(occasion.kind, channel, from);
            let message = owe_message(&subject, reading.state(), occasion, channel, due, env.now);
            owed.extend(message.filter(|message| !told.iter().any(|outbox| outbox.has(message.item))));
        }
    }
    write(env, subject, reading, owed)
}

fn subject_of(order: &Order) -> Subject {
    Subject::Order(order.platform.clone(), order.platform_id.clone())
}

/// The fact that a message is owed by this way, unless it is already.
pub fn owe_message(
    subject: &Subject,
    outbox: &Outbox,
    occasion: &Occasion,
    channel: Channel,
    due: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Option<OutboxEvent> {
    let item = message_id(occasion.kind, occasion.detail, occasion.parcel.as_deref(), channel);
    if outbox.has(item) {
        return None;
    }
    let what = What::Message { kind: occasion.kind, parcel: occasion.parcel.clone(), channel };
    Some(owed(item, subject, what, due, now))
}

/// The fact that something is owed.
pub fn owed(item: EventId, subject: &Subject, what: What, due: DateTime<Utc>, now: DateTime<Utc>) -> OutboxEvent {
    // Two writers at once owe one item: the fact has the item's identity.
    OutboxEvent { id: item, at: now, item, fact: OutboxFact::Owed { subject: subject.clone(), what, due } }
}

/// Bad news that follows bad news too closely is not told: the page tells it.
fn is_too_soon(outbox: &Outbox, occasion: &Occasion, now: DateTime<Utc>) -> bool {
    occasion.kind == MessageKind::Delay
        && outbox.items().values().filter_map(|item| item.owed()).any(|(what, at)| {
            matches!(what, What::Message { kind: MessageKind::Delay | MessageKind::Problem, .. })
                && now - at < BAD_NEWS_APART
        })
}

/// When a message may go out, so that those about several parcels go together: with one that waits
/// for its time and was not tried yet, else half an hour after the last.
fn gathered(outbox: &Outbox, wanted: MessageKind, by: Channel, now: DateTime<Utc>) -> DateTime<Utc> {
    let is_same =
        |what: &What| matches!(what, What::Message { kind, channel, .. } if *kind == wanted && *channel == by);
    let same = || outbox.items().values().filter(|item| item.owed().is_some_and(|(what, _)| is_same(what)));
    let waiting = same().filter(|item| item.facts().len() == 1).filter_map(|item| item.due()).find(|due| *due > now);
    waiting.unwrap_or_else(|| {
        let last = same().filter_map(|item| item.owed()).map(|(_, at)| at).filter(|at| now - *at < GATHERED_FOR).max();
        last.map_or(now, |last| last + GATHERED_FOR)
    })
}

/// One event for every state that an order was found in: its webhook tells the state, so that what
/// was heard in between is in it.
fn owe_order_event(env: &Env, order: &OrderPointer) -> Result<(), StoreError> {
    if !env.settings.sends_events() {
        return Ok(());
    }
    let known = env.store.read::<Order>(order_log(&order.platform, &order.platform_id))?;
    if known.is_empty() {
        return Ok(());
    }
    let of = EventId::of(&["state", &known.projection.coverage.event_ids.len().to_string()]);
    let subject = Subject::Order(order.platform.clone(), order.platform_id.clone());
    owe_events(env, subject, "order.updated", &[of])
}

/// Every event of a parcel that we have learned lately: not its history, the first time that
/// another system is connected. A hint that waits to be confirmed is told by who confirms it.
fn owe_parcel_events(env: &Env, number: &str) -> Result<(), StoreError> {
    if !env.settings.sends_events() {
        return Ok(());
    }
    let parcel = env.store.read::<ParcelLog>(parcel_log(number))?.projection.state;
    let imported = imported(env, number)?;
    let is_live = |at: DateTime<Utc>| imported.is_none_or(|imported| at > imported);
    let told = parcel.events().iter().filter(|event| !event.awaits_confirmation && is_live(event.folded_at().0));
    let lately = told.filter(|event| env.now - event.learned <= TOLD_FOR);
    let mut events: Vec<_> = lately.map(|event| (event.learned, event.folded_at().0, event.id)).collect();
    sorting::sort(&mut events);
    let ids: Vec<EventId> = events.into_iter().map(|(_, _, id)| id).collect();
    owe_events(env, Subject::Parcel(number.to_owned()), "shipment.event", &ids)
}

/// When the orders of a parcel were brought in as history, if all of them were.
fn imported(env: &Env, number: &str) -> Result<Option<DateTime<Utc>>, StoreError> {
    let mut latest = None;
    for order in env.store.pointers::<OrderPointer>(LogId::new(Kind::OrdersByParcel, &[number]))? {
        let state = env.store.read::<Order>(order.log())?.projection.state;
        let Some(imported) = state.imported() else { return Ok(None) };
        latest = latest.max(Some(imported));
    }
    Ok(latest)
}

fn owe_events(env: &Env, subject: Subject, kind: &str, events: &[EventId]) -> Result<(), StoreError> {
    let reading = env.store.read::<Outbox>(LogId::outbox(&subject))?;
    let mut facts = Vec::new();
    for of in events {
        let item = EventId::of(&["event", kind, &of.to_string()]);
        if !reading.state().has(item) {
            facts.push(owed(item, &subject, What::Event { kind: kind.to_owned(), of: *of }, env.now, env.now));
        }
    }
    write(env, subject, reading, facts)
}

/// Makes facts durable, and has the outbox visited when they are due.
///
/// # Errors
/// If the store fails.
pub fn write(env: &Env, subject: Subject, reading: Reading<Outbox>, facts: Vec<OutboxEvent>) -> Result<(), StoreError> {
    let facts = reading.unknown(facts);
    if facts.is_empty() {
        return Ok(());
    }
    if reading.is_full() {
        return env.store.count("dropped:outbox");
    }
    let mut commit = env.store.commit();
    arm(env, &mut commit, &subject, &facts)?;
    commit.append(reading, facts.clone());
    commit.write()?;
    let at_once = facts.iter().any(|event| match event.fact {
        OutboxFact::Owed { due, .. } => due <= env.now,
        OutboxFact::Resent { .. } => true,
        _ => false,
    });
    if at_once {
        env.do_soon(Due::Send(subject));
    }
    Ok(())
}

/// Has an outbox visited when each of these facts says.
///
/// # Errors
/// If it cannot be written down.
pub fn arm(env: &Env, commit: &mut Commit, subject: &Subject, facts: &[OutboxEvent]) -> Result<(), StoreError> {
    let mut times: Vec<DateTime<Utc>> = facts
        .iter()
        .filter_map(|event| match &event.fact {
            OutboxFact::Owed { due, .. } => Some(*due),
            OutboxFact::Failed { next, .. } => Some(*next),
            OutboxFact::Resent { .. } => Some(event.at),
            _ => None,
        })
        .collect();
    sorting::sort(&mut times);
    times.dedup_by_key(|due| sledz_store::timer::minute(*due, env.now));
    let what = Due::Send(subject.clone());
    times.into_iter().try_for_each(|due| commit.arm_due(&what, due, env.now))
}

/// A parcel that goes on under another number belongs to the order under that number too.
fn follow_redirects(env: &Env, order: &OrderPointer, found: &Found) -> Result<(), StoreError> {
    let known = found.order.parcels();
    for (named, _) in found.parcels.iter().filter(|(named, _)| !known.contains(&named.tracking_number)) {
        let log = LogId::new(Kind::OrdersByParcel, &[&named.tracking_number]);
        if !env.store.pointers::<OrderPointer>(log)?.contains(order) {
            let mut commit = env.store.commit();
            commit.index(log, order)?;
            commit.write()?;
        }
    }
    Ok(())
}
