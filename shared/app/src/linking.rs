//! The same purchase seen by several systems: a shop, a marketplace it sells on, a hub that both are
//! connected to. Orders are linked when one names the other's number; each keeps its own words.
//!
//! A link stands in both logs, so that reading an order that has none costs nothing.

use crate::{
    naming::{Naming, namings},
    news,
    order_intake::OrderPointer,
    request::Env,
    write_back,
};
use chrono::TimeDelta;
use sledz_domain::{
    event_id::EventId,
    listed::Listed,
    order::{Alias, Link, Order, OrderEvent, OrderFact},
};
use sledz_sources::registry;
use sledz_store::{
    StoreError,
    commit::Commit,
    keys::{Kind, LogId},
    log::Reading,
};

/// Orders are one purchase only if they were placed within this: numbers are used again.
const PLACED_WITHIN: TimeDelta = TimeDelta::days(14);

/// An order has so many links at the most; a bound on what reading it may cost.
const MOST_LINKS: usize = 10;

/// Index entries for the names by which other systems know the order, that are new.
///
/// # Errors
/// If they cannot be written down.
pub fn index(commit: &mut Commit, order: &OrderPointer, before: &Order, after: &Order) -> Result<(), StoreError> {
    let known = before.also();
    for alias in after.also().into_iter().filter(|alias| !known.contains(alias)) {
        let naming = Naming { order: Some((order.clone(), alias.fields())), ..Naming::default() };
        commit.index(namings(&alias.number), &naming)?;
    }
    Ok(())
}

/// After an order was stored: links it with the orders that it names.
///
/// # Errors
/// If the store fails.
pub fn follow(env: &Env, order: &OrderPointer, state: &Order) -> Result<(), StoreError> {
    let also = state.also();
    let links = if also.is_empty() { Vec::new() } else { state.links() };
    for alias in &also {
        let is_linked = |link: &Link| alias.platform.as_ref().is_none_or(|platform| *platform == link.platform);
        if links.iter().any(|link| is_linked(link) && is_named(link, alias)) {
            continue;
        }
        for other in named(env, alias)? {
            link(env, order, &other, alias)?;
        }
    }
    Ok(())
}

fn is_named(link: &Link, alias: &Alias) -> bool {
    sledz_domain::text::order_number(&link.platform_id).as_ref() == Some(&alias.number)
}

/// The orders that an alias may mean: by the platform's own id, or by the number that customers see.
fn named(env: &Env, alias: &Alias) -> Result<Vec<OrderPointer>, StoreError> {
    let mut found = env.store.pointers_openly::<OrderPointer>(LogId::new(Kind::OrdersByNumber, &[&alias.number]))?;
    if let Some(platform) = &alias.platform {
        found.retain(|order| order.platform == *platform);
    }
    if let (Some(platform), true) = (&alias.platform, found.is_empty()) {
        // Ids are compared in upper case, and are stored as they are: most are digits, or UUIDs in lower case.
        for id in [alias.number.clone(), alias.number.to_ascii_lowercase()] {
            let order = OrderPointer::new(platform, &id);
            let is_new = !found.contains(&order) && env.store.handed_out(order.log())? > 0;
            if is_new && env.store.read::<Order>(order.log())?.state().is_known() {
                found.push(order);
            }
        }
    }
    Ok(found)
}

/// Links `order` with `other`, which it names by `alias`, if they can be one purchase.
///
/// # Errors
/// If the store fails.
pub fn link(env: &Env, order: &OrderPointer, other: &OrderPointer, alias: &Alias) -> Result<(), StoreError> {
    let is_right_platform = match &alias.platform {
        Some(platform) => *platform == other.platform,
        None => alias.is_part || order.platform != other.platform,
    };
    if order == other || !is_right_platform {
        return Ok(());
    }
    let (one, two) = (env.store.read::<Order>(order.log())?, env.store.read::<Order>(other.log())?);
    let placed = one.state().began().zip(two.state().began());
    if placed.is_none_or(|(one, two)| (one - two).abs() > PLACED_WITHIN) {
        return Ok(());
    }
    if alias.platform.is_none() && !is_meant(env, (order, one.state()), two.state(), alias)? {
        return Ok(());
    }
    let to = |target: &OrderPointer| Link {
        platform: target.platform.clone(),
        platform_id: target.platform_id.clone(),
        is_merged: false,
        is_part: alias.is_part,
    };
    write(env, [(order, one, to(other)), (other, two, to(order))])
}

/// Whether `order` can mean `other` by a number alone, which orders of several platforms may have: if one
/// customer bought both, or nobody told whose they are and no other order can be meant.
fn is_meant(
    env: &Env,
    (order, one): (&OrderPointer, &Order),
    other: &Order,
    alias: &Alias,
) -> Result<bool, StoreError> {
    if !one.customers().is_empty() && !other.customers().is_empty() {
        return Ok(!one.customers().is_disjoint(other.customers()));
    }
    let mut all = env.store.pointers_openly::<OrderPointer>(LogId::new(Kind::OrdersByNumber, &[&alias.number]))?;
    all.retain(|known| known != order && (alias.is_part || known.platform != order.platform));
    Ok(all.len() <= 1)
}

/// Notes that `order` was made part of `into`.
///
/// # Errors
/// If the store fails.
pub fn merge(env: &Env, order: &OrderPointer, into: &OrderPointer) -> Result<(), StoreError> {
    if order == into {
        return Ok(());
    }
    let (one, two) = (env.store.read::<Order>(order.log())?, env.store.read::<Order>(into.log())?);
    if goes_on(env, two.state().clone())?.platform_id == order.platform_id {
        // Those that were made part of each other: none of them would be shown.
        return Ok(());
    }
    let to = |target: &OrderPointer, is_merged: bool| Link {
        platform: target.platform.clone(),
        platform_id: target.platform_id.clone(),
        is_merged,
        is_part: true,
    };
    write(env, [(order, one, to(into, true)), (into, two, to(order, false))])
}

/// The order in which one goes on that was made part of others, one after the other; itself if it was not.
///
/// # Errors
/// If the store fails.
pub fn goes_on(env: &Env, order: Order) -> Result<Order, StoreError> {
    let mut order = order;
    // Two writers at once may have closed a circle.
    for _ in 0..MOST_LINKS {
        let Some(link) = order.merged_into() else { break };
        let into = OrderPointer::new(&link.platform, &link.platform_id).log();
        let other = env.store.read::<Order>(into)?.projection.state;
        if !other.is_known() {
            break;
        }
        order = other;
    }
    Ok(order)
}

/// Writes what is new of a pair of links into both logs at once.
fn write(env: &Env, pair: [(&OrderPointer, Reading<Order>, Link); 2]) -> Result<(), StoreError> {
    let mut commit = env.store.commit();
    let mut is_new = false;
    // One that may be told of the other, or of what either is linked with by now; whoever looks at one sees all.
    let is_heard = |(order, reading, _): &(&OrderPointer, Reading<Order>, Link)| {
        write_back::is_on(env, &order.platform) || !reading.state().links().is_empty()
    };
    let is_heard = pair.iter().any(is_heard);
    for (order, reading, link) in pair {
        if reading.is_full() || (reading.state().links().len() >= MOST_LINKS && !link.is_merged) {
            env.store.count("dropped:order")?;
            continue;
        }
        let event = OrderEvent {
            id: EventId::of(&[
                "linked",
                &link.platform,
                &link.platform_id,
                if link.is_merged { "merged" } else { "" },
                if link.is_part { "part" } else { "" },
            ]),
            platform: order.platform.clone(),
            platform_id: order.platform_id.clone(),
            learned: env.now,
            fact: OrderFact::Rare(link.fields()),
            is_imported: env.is_import,
        };
        let new = reading.unknown([event]);
        if !new.is_empty() {
            news::note(env, &mut commit, order.timer())?;
            if !is_new {
                write_back::note(env, &mut commit, order, is_heard)?;
            }
            commit.append(reading, new);
            is_new = true;
        }
    }
    if is_new { commit.write() } else { Ok(()) }
}

/// Of orders about one purchase, the one whose customer is told: a shop's before a marketplace's before
/// a hub's, and one whose customer can be reached before all others.
pub fn lead<'a>(orders: impl Iterator<Item = &'a Order>) -> Option<OrderPointer> {
    let rank = |order: &Order| (order.contact_entry().is_none(), registry::distance(&order.platform));
    let known = orders.filter(|order| order.is_known() && order.merged_into().is_none());
    let first = known.min_by_key(|order| (rank(order), order.platform.clone(), order.platform_id.clone()));
    first.map(|order| OrderPointer::new(&order.platform, &order.platform_id))
}

/// The orders that are linked with one, also by way of others, each with how; those that nothing is known
/// of are left out.
///
/// # Errors
/// If the store fails.
pub fn linked(env: &Env, order: &Order) -> Result<Vec<(Link, Order)>, StoreError> {
    let own = OrderPointer::new(&order.platform, &order.platform_id);
    let mut seen = vec![own];
    let mut wanted: Vec<Link> = order.links();
    let mut found = Vec::new();
    while let Some(link) = wanted.pop() {
        let pointer = OrderPointer::new(&link.platform, &link.platform_id);
        if seen.contains(&pointer) || seen.len() > MOST_LINKS {
            continue;
        }
        let other = env.store.read::<Order>(pointer.log())?.projection.state;
        seen.push(pointer);
        // A part of a part is one too.
        wanted.extend(other.links().into_iter().map(|next| Link { is_part: next.is_part || link.is_part, ..next }));
        if other.is_known() {
            found.push((link, other));
        }
    }
    Ok(found)
}
