//! Making what payment providers tell durable in the log of the order that it is about, or until that
//! order is known.

use crate::{
    naming::{Naming, namings, placed_near},
    news,
    order_facts::{payment_id, sensible},
    order_intake::OrderPointer,
    request::Env,
    write_back,
};
use serde::{Deserialize, Serialize};
use sledz_domain::{
    listed::Listed,
    order::{Order, OrderEvent, OrderFact, PaymentSaid},
};
use sledz_sources::payments::PaymentReport;
use sledz_store::{
    StoreError,
    keys::{Kind, LogId},
};

/// A payment whose order is not known yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentPointer {
    /// What was said, as it stands in an order's log.
    pub said: Vec<String>,
    /// Numbers by which its order would rather be known than by this one.
    #[serde(default)]
    pub rather: Vec<String>,
}

/// Takes in what a provider tells of one payment; whether it is new.
///
/// # Errors
/// If the store fails; the provider should try again.
pub fn take(env: &Env, report: PaymentReport) -> Result<bool, StoreError> {
    let said = PaymentSaid { at: sensible(report.said.at, env.now), ..report.said };
    if let Some(is_new) = attach_to_first(env, &report.numbers, &said)? {
        return Ok(is_new);
    }
    let Some(first) = report.numbers.first() else {
        env.store.count(&format!("without-order:{}", said.source))?;
        return Ok(false);
    };
    let is_same = |known: &PaymentPointer| {
        PaymentSaid::read(&known.said).is_some_and(|known| payment_id(&known) == payment_id(&said))
    };
    let is_known = |naming: &Naming| naming.payment.as_ref().is_some_and(is_same);
    let is_new = !env.store.pointers_openly::<Naming>(namings(first))?.iter().any(is_known);
    if is_new {
        let mut commit = env.store.commit();
        for (place, number) in report.numbers.iter().enumerate() {
            let rather = report.numbers.get(..place).unwrap_or_default().to_vec();
            let payment = PaymentPointer { said: said.fields(), rather };
            commit.index(namings(number), &Naming { payment: Some(payment), ..Naming::default() })?;
        }
        commit.write()?;
    }
    // The order may have come while this was being written: own fact first, then the other's.
    attach_to_first(env, &report.numbers, &said)?;
    Ok(is_new)
}

/// Attaches a payment to the orders of the first number that has any; whether it was new to them, none if
/// there is no such order.
fn attach_to_first(env: &Env, numbers: &[String], said: &PaymentSaid) -> Result<Option<bool>, StoreError> {
    for number in numbers {
        let pointers = env.store.pointers_openly::<OrderPointer>(LogId::new(Kind::OrdersByNumber, &[number]))?;
        let mut near = Vec::new();
        for order in pointers {
            let state = env.store.read::<Order>(order.log())?.projection.state;
            if placed_near(&state, said.at) {
                near.push((order, state));
            }
        }
        // Two platforms may use one number: the order of that amount is meant.
        let is_right = |(_, state): &(OrderPointer, Order)| said.amount.as_ref() == state.total();
        let some_right = near.iter().any(is_right);
        near.retain(|order| !some_right || is_right(order));
        if !near.is_empty() {
            let mut is_new = false;
            for (order, _) in &near {
                is_new |= tell(env, order, said)?;
            }
            return Ok(Some(is_new));
        }
    }
    Ok(None)
}

/// Attaches a payment that waited to `order`, which has come, unless another number of the payment is
/// an order's.
///
/// # Errors
/// If the store fails.
pub fn attach_waiting(env: &Env, order: &OrderPointer, waiting: &PaymentPointer) -> Result<(), StoreError> {
    for number in &waiting.rather {
        if !env.store.pointers_openly::<OrderPointer>(LogId::new(Kind::OrdersByNumber, &[number]))?.is_empty() {
            return Ok(());
        }
    }
    let Some(said) = PaymentSaid::read(&waiting.said) else { return Ok(()) };
    let state = env.store.read::<Order>(order.log())?.projection.state;
    if placed_near(&state, said.at) { tell(env, order, &said).map(|_| ()) } else { Ok(()) }
}

/// Appends a word about a payment to an order's log; whether it was not known.
///
/// # Errors
/// If the store fails.
pub fn tell(env: &Env, order: &OrderPointer, said: &PaymentSaid) -> Result<bool, StoreError> {
    let reading = env.store.read::<Order>(order.log())?;
    let event = OrderEvent {
        id: payment_id(said),
        platform: order.platform.clone(),
        platform_id: order.platform_id.clone(),
        learned: env.now,
        fact: OrderFact::Rare(said.fields()),
        is_imported: env.is_import,
    };
    let new = reading.unknown([event]);
    if new.is_empty() {
        return Ok(false);
    }
    if reading.is_full() {
        env.store.count("dropped:order")?;
        return Ok(false);
    }
    let mut commit = env.store.commit();
    news::note(env, &mut commit, order.timer())?;
    if said.confirm.is_some() {
        // Also of one that waited for an order which is brought in as history: nobody is told, but the money
        // would go back.
        write_back::note_calls(env, &mut commit, order)?;
    }
    commit.append(reading, new);
    commit.write()?;
    Ok(true)
}
