//! What is to be said to those who told us of an order: to its platform, the parcels and that it was
//! handed over, once the shop says so; to a payment provider, that a payment is to be final. Owed through
//! the outbox, and said by the component `calls`.

use crate::{linking, order_intake::OrderPointer, owing, request::Env};
use sledz_domain::{
    event_id::EventId,
    listed::Listed,
    order::{Cancellation, Order, PaymentStep, ShipmentRef},
    outbox::{Call, Outbox, Subject, What},
};
use sledz_store::{
    StoreError,
    commit::Commit,
    keys::LogId,
    timer::{Due, Timer},
};

/// The variable that lists the platforms that are told.
pub const VARIABLE: &str = "write_back";

/// The platforms that can be told.
pub const PLATFORMS: [&str; 1] = ["allegro"];

/// Whether orders of this platform are told of.
pub fn is_on(env: &Env, platform: &str) -> bool {
    PLATFORMS.contains(&platform) && env.settings.get(VARIABLE).split_whitespace().any(|on| on == platform)
}

/// Has it looked, once the commit is written, what is to be said because of a change of `order`: to its
/// platform, and to those of the orders that it is linked with.
///
/// # Errors
/// If it cannot be written down.
pub fn note(env: &Env, commit: &mut Commit, order: &OrderPointer, is_linked: bool) -> Result<(), StoreError> {
    let is_heard = is_on(env, &order.platform) || (is_linked && !env.settings.get(VARIABLE).is_empty());
    // History that is brought in is the past of both sides.
    if is_heard && !env.is_import { note_calls(env, commit, order) } else { Ok(()) }
}

/// The same, whoever is to be called: a payment may wait for an order that is brought in.
///
/// # Errors
/// If it cannot be written down.
pub fn note_calls(env: &Env, commit: &mut Commit, order: &OrderPointer) -> Result<(), StoreError> {
    let due = Due::Look(Timer::Calls(order.platform.clone(), order.platform_id.clone()));
    commit.arm_due(&due, env.now, env.now)?;
    env.do_soon(due);
    Ok(())
}

/// Owes what is to be said because of the state of an order, also to the platforms of those that are linked
/// with it by way of others: a shop and a marketplace, by their hub.
///
/// # Errors
/// If the store fails.
pub fn look(env: &Env, order: &OrderPointer) -> Result<(), StoreError> {
    let state = env.store.read::<Order>(order.log())?.projection.state;
    owe_confirmations(env, order, &state)?;
    if env.settings.get(VARIABLE).is_empty() {
        return Ok(());
    }
    owe_write_back(env, order, &state)?;
    for (_, other) in linking::linked(env, &state)? {
        owe_write_back(env, &OrderPointer::new(&other.platform, &other.platform_id), &other)?;
    }
    Ok(())
}

/// Owes the calls that make payments final. A payment of a wrong amount is shown to people, and not made
/// final.
fn owe_confirmations(env: &Env, order: &OrderPointer, state: &Order) -> Result<(), StoreError> {
    for said in state.payments() {
        let is_right = state.total().is_none_or(|total| said.amount.as_ref() == Some(total));
        let Some(details) = said.confirm.clone().filter(|_| is_right && said.step == PaymentStep::Pending) else {
            continue;
        };
        let item = EventId::of(&["confirmation", &said.source, &said.payment, &details]);
        let what = Call::Confirmation { order: (order.platform.clone(), order.platform_id.clone()), details };
        owe(env, Subject::Source(said.source, said.payment), vec![(item, what)])?;
    }
    Ok(())
}

/// Owes what a platform that is told does not know yet of its order.
fn owe_write_back(env: &Env, order: &OrderPointer, state: &Order) -> Result<(), StoreError> {
    // What was brought in as history is the past of both sides.
    if !is_on(env, &order.platform)
        || !state.is_known()
        || state.cancellation() == Cancellation::Yes
        || state.imported() == state.last_learned()
    {
        return Ok(());
    }
    let (parcels, is_handed_over) = done_elsewhere(env, state)?;
    let listed = state.listed();
    let is_new = |parcel: &ShipmentRef| !listed.iter().any(|known| known.tracking_number == parcel.tracking_number);
    let name = ["write back", order.platform.as_str(), order.platform_id.as_str()];
    let mut owed: Vec<(EventId, Call)> = Vec::new();
    for ShipmentRef { tracking_number, carrier } in parcels.into_iter().filter(is_new) {
        let [kind, platform, id] = name;
        owed.push((EventId::of(&[kind, platform, id, &tracking_number]), Call::Parcel { carrier, tracking_number }));
    }
    if is_handed_over && state.platform_stage().is_before_shipping() {
        owed.push((EventId::of(&name), Call::HandedOver));
    }
    owe(env, Subject::Source(order.platform.clone(), order.platform_id.clone()), owed)
}

/// Owes what is not owed yet.
fn owe(env: &Env, subject: Subject, wanted: Vec<(EventId, Call)>) -> Result<(), StoreError> {
    if wanted.is_empty() {
        return Ok(());
    }
    let reading = env.store.read::<Outbox>(LogId::outbox(&subject))?;
    let new = wanted.into_iter().filter(|(item, _)| !reading.state().has(*item));
    let facts =
        new.map(|(item, what)| owing::owed(item, &subject, What::Call(what.fields()), env.now, env.now)).collect();
    owing::write(env, subject, reading, facts)
}

/// The parcels under which other systems have handed the order over, and whether they have handed over all
/// of it: one that holds the whole, and every one that holds a part.
fn done_elsewhere(env: &Env, order: &Order) -> Result<(Vec<ShipmentRef>, bool), StoreError> {
    let mut parcels = Vec::new();
    let (mut whole, mut whole_is_sent, mut parts, mut parts_sent) = (0, false, 0, 0);
    for (link, other) in linking::linked(env, order)? {
        if other.cancellation() == Cancellation::Yes {
            continue;
        }
        // What was sent before one of them was brought in is the past of both.
        let imported = order.imported().max(other.imported());
        let is_sent = !other.platform_stage().is_before_shipping() && other.shipped_at() > imported;
        if link.is_part {
            (parts, parts_sent) = (parts + 1, parts_sent + i32::from(is_sent));
        } else {
            (whole, whole_is_sent) = (whole + 1, whole_is_sent || is_sent);
        }
        if is_sent {
            other.shipments().into_iter().for_each(|parcel| parcel.add_to(&mut parcels));
        }
    }
    let is_handed_over = whole + parts > 0 && (whole == 0 || whole_is_sent) && parts == parts_sent;
    Ok((parcels, is_handed_over))
}
