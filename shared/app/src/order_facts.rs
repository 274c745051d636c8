//! From what a platform says of an order to the facts that its log keeps, personal data sealed.

use crate::{order_intake::OrderPointer, reply::Failure, request::Env};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use sledz_domain::{
    event_id::EventId,
    listed::Listed,
    order::{OrderFact, PaymentSaid, ShipmentRef, Snapshot, rare},
};
use sledz_sources::{
    platforms::{Contact, OrderSaid, Said},
    recognise::carrier_of,
};
use sledz_store::{StoreError, keyring::Keyring, seal::seal};

/// A platform's clock may be ahead of ours by this; what lies further ahead cannot be true, and
/// would win against everything that is said later.
const CLOCK_SKEW: TimeDelta = TimeDelta::minutes(10);

/// What one message says of one order.
#[derive(Default)]
pub struct Facts {
    /// Facts, each with what makes it itself.
    pub facts: Vec<(EventId, OrderFact)>,
    /// The buyer, sealed.
    pub sealed: Option<Vec<u8>>,
    /// Words that are in none of our tables: `unknown-status`, `unknown-code`.
    pub unknown: Vec<&'static str>,
}

impl Facts {
    /// Adds something that was said of `order`; what is about no single order adds nothing.
    ///
    /// # Errors
    /// If personal data cannot be sealed, because no key is configured.
    pub fn add(&mut self, env: &Env, order: &OrderPointer, said: Said) -> Result<(), Failure> {
        let (platform, id) = (order.platform.as_str(), order.platform_id.as_str());
        match said {
            Said::Order(said) => self.add_snapshot(env, order, *said)?,
            Said::Deleted { delivery, .. } => {
                self.facts.push((EventId::of(&[platform, id, "deleted", &delivery]), OrderFact::Deleted));
            }
            Said::Payment { said, .. } => self.facts.push((
                payment_id(&said),
                OrderFact::Rare(PaymentSaid { at: sensible(said.at, env.now), ..said }.fields()),
            )),
            Said::Moved { fulfilment, event, unknown_code, .. } => {
                self.unknown.extend(unknown_code.then_some("unknown-code"));
                let id = EventId::of(&[platform, id, "moved", &fulfilment, &event.id.to_string()]);
                self.facts.extend(rare::moved(&fulfilment, &event).map(|fields| (id, OrderFact::Rare(fields))));
            }
            Said::Merged { .. } | Said::Privacy(_) | Said::Unreadable => {}
        }
        Ok(())
    }

    fn add_snapshot(&mut self, env: &Env, order: &OrderPointer, said: OrderSaid) -> Result<(), Failure> {
        let keyring = env.settings.keyring().ok_or(Failure::Unconfigured("variable keys is empty"))?;
        let mut snapshot = said.snapshot;
        let contact = said.contact.as_ref().map(written).transpose()?.unwrap_or_default();
        // The buyer is part of what was said; keyed, since event ids lie open in the log.
        let buyer = keyring.lookups("contact", &contact).into_iter().next().unwrap_or_default();
        let id = EventId::of(&[order.platform.as_str(), &order.platform_id, "snapshot", &written(&snapshot)?, &buyer]);
        keep_sensible(&mut snapshot, env.now);
        snapshot.shipments.iter_mut().flatten().for_each(recognise);
        for alias in snapshot.also.take().into_iter().flatten() {
            let told = alias.fields().join("\u{1f}");
            self.facts.push((EventId::of(&["also", told.as_str()]), OrderFact::Rare(alias.fields())));
        }
        for mut sent in std::mem::take(&mut snapshot.fulfilments) {
            let told = sent.fields().join("\u{1f}");
            let id = EventId::of(&[order.platform.as_str(), &order.platform_id, "fulfilment", &told]);
            sent.version = sensible(sent.version, env.now);
            sent.shipments.iter_mut().for_each(recognise);
            self.facts.push((id, OrderFact::Rare(sent.fields())));
        }
        if let Some(known) = said.contact {
            snapshot.has_contact = true;
            snapshot.customers = customers(known, &keyring);
            self.sealed = Some(seal(&keyring, order.log(), contact.as_bytes())?);
        }
        self.unknown.extend(said.unknown_status.then_some("unknown-status"));
        self.facts.push((id, OrderFact::Snapshot(Box::new(snapshot))));
        Ok(())
    }

    /// Leaves out who the buyer is.
    pub fn forget_contact(&mut self) {
        self.sealed = None;
        for (_, fact) in &mut self.facts {
            if let OrderFact::Snapshot(snapshot) = fact {
                snapshot.has_contact = false;
                snapshot.customers.clear();
            }
        }
    }
}

/// What makes a word about a payment itself: not the time, which some providers do not tell.
pub fn payment_id(said: &PaymentSaid) -> EventId {
    let amount = said.amount.as_ref().map(|amount| format!("{} {}", amount.amount(), amount.currency()));
    EventId::of(&[
        "payment",
        &said.source,
        &said.payment,
        said.step.name(),
        said.refund.as_deref().unwrap_or_default(),
        amount.as_deref().unwrap_or_default(),
    ])
}

/// What lies ahead of us cannot have happened: the time of learning stands in.
pub fn sensible(at: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
    if at > now + CLOCK_SKEW { now } else { at }
}

fn recognise(named: &mut ShipmentRef) {
    if named.carrier.is_none() {
        named.carrier = carrier_of(&named.tracking_number).map(str::to_owned);
    }
}

/// The same for the times of a snapshot.
fn keep_sensible(snapshot: &mut Snapshot, now: DateTime<Utc>) {
    snapshot.version = sensible(snapshot.version, now);
    for at in [&mut snapshot.placed_at, &mut snapshot.paid_at, &mut snapshot.shipped_at] {
        *at = at.map(|at| sensible(at, now));
    }
}

/// The keyed hashes under which the customer is found.
fn customers(contact: Contact, keyring: &Keyring) -> Vec<String> {
    let hashed =
        |kind: &str, value: Option<String>| value.and_then(|value| keyring.lookups(kind, &value).into_iter().next());
    [hashed("email", contact.email), hashed("phone", contact.phone)].into_iter().flatten().collect()
}

fn written(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError(format!("cannot be written down: {error}")))
}
