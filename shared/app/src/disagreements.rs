//! Where sources cannot both be right about an order: that is where customers' questions come from.
//! Those that last are counted, and the shop is warned of many.

use crate::{lookup::Found, order_intake::OrderPointer, request::Env};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use sledz_domain::{
    order::{Cancellation, Order, PaymentSaid, PaymentStep},
    sorting,
    status::{Payment, Status},
    view::{TrackingView, option_utc},
};
use sledz_store::{StoreError, commit::Commit, timer};

/// The variable with the hours after which a disagreement lasts; empty: none is looked for.
pub const VARIABLE: &str = "disagreement_hours";

/// What sources may disagree about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// Whether it is cancelled.
    Cancelled,
    /// Whether it was handed over.
    HandedOver,
    /// Whether it was delivered.
    Delivered,
    /// Whether it was paid.
    Paid,
    /// How much was paid.
    Amount,
    /// Whether the money was given back.
    Refunded,
}

impl About {
    /// All of them.
    pub const ALL: [About; 6] =
        [About::Cancelled, About::HandedOver, About::Delivered, About::Paid, About::Amount, About::Refunded];

    /// The name by which it is counted.
    pub fn name(self) -> &'static str {
        match self {
            About::Cancelled => "cancelled",
            About::HandedOver => "handed-over",
            About::Delivered => "delivered",
            About::Paid => "paid",
            About::Amount => "amount",
            About::Refunded => "refunded",
        }
    }
}

/// Two sources that cannot both be right.
pub struct Disagreement {
    /// What it is about.
    pub about: About,
    /// In words.
    pub words: &'static str,
    /// What they say.
    pub between: [SourceSays; 2],
    /// Since when they cannot both be right: a word that is only repeated begins nothing anew.
    pub since: Option<DateTime<Utc>>,
}

/// The last word of one source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SourceSays {
    /// The source: a platform, courier or payment provider.
    pub source: String,
    /// Its own word.
    pub says: Option<String>,
    /// When it said so.
    #[serde(serialize_with = "option_utc")]
    pub at: Option<DateTime<Utc>>,
}

impl SourceSays {
    /// What a platform says of its order.
    pub fn platform(order: &Order) -> Self {
        SourceSays {
            source: order.platform.clone(),
            says: order.says().map(|(says, _)| says.to_owned()),
            at: order.says().map(|(_, at)| at),
        }
    }
}

impl Disagreement {
    /// When it lasts for too long; never if that is not looked for.
    pub fn lasts_from(&self, env: &Env) -> Option<DateTime<Utc>> {
        Some(self.since? + after(env)?)
    }

    /// Whether it has lasted for too long.
    pub fn lasts(&self, env: &Env) -> bool {
        self.lasts_from(env).is_some_and(|from| from <= env.now)
    }
}

/// After how long a disagreement lasts.
pub fn after(env: &Env) -> Option<TimeDelta> {
    let hours: u32 = env.settings.get(VARIABLE).trim().parse().ok()?;
    Some(TimeDelta::hours(i64::from(hours.min(24 * 60))))
}

/// Has the sources of a new order compared, once the commit is written.
///
/// # Errors
/// If it cannot be written down.
pub fn watch(env: &Env, commit: &mut Commit, order: &OrderPointer) -> Result<(), StoreError> {
    match after(env) {
        Some(after) => commit.index(timer::watch_bucket(env.now + after, env.now), order),
        None => Ok(()),
    }
}

/// Everything that sources disagree about in an order.
pub fn of(found: &Found, view: &TrackingView) -> Vec<Disagreement> {
    let mut all: Vec<Disagreement> = Vec::new();
    all.extend(with_couriers(found, view));
    for (link, other) in &found.linked {
        if !link.is_part {
            all.extend(between_platforms(&found.order, other));
        }
    }
    all.extend(with_providers(found));
    all
}

/// What each courier source said last of any of the parcels.
pub fn last_words(found: &Found) -> Vec<SourceSays> {
    let mut last: Vec<SourceSays> = Vec::new();
    for event in found.parcels.iter().flat_map(|(_, parcel)| parcel.events()) {
        let at = Some(event.folded_at().0);
        let says = SourceSays { source: event.source.clone(), says: event.code.clone(), at };
        keep_last(&mut last, says);
    }
    sorting::sort_by(&mut last, |a, b| a.source < b.source);
    last
}

/// Its payments, as those told of them who handle them; what linked platforms say stands in their own orders.
fn payments(found: &Found) -> Vec<PaymentSaid> {
    let is_linked = |source: &str| found.linked.iter().any(|(_, other)| other.platform == source);
    let own = found.order.platform.as_str();
    found.order.payments().into_iter().filter(|said| said.source == own || !is_linked(&said.source)).collect()
}

/// What payment providers said last.
pub fn payment_words(found: &Found) -> Vec<SourceSays> {
    let mut last: Vec<SourceSays> = Vec::new();
    payments(found).iter().for_each(|said| keep_last(&mut last, in_words(said)));
    last
}

fn in_words(said: &PaymentSaid) -> SourceSays {
    let amount = said.amount.as_ref().map(|amount| format!(" {} {}", amount.amount(), amount.currency()));
    let says = format!("{}{}", said.step.name(), amount.unwrap_or_default());
    SourceSays { source: said.source.clone(), says: Some(says), at: Some(said.at) }
}

/// Of each source the last word.
fn keep_last(last: &mut Vec<SourceSays>, says: SourceSays) {
    match last.iter_mut().find(|known| known.source == says.source) {
        Some(known) if (known.at, &known.says) <= (says.at, &says.says) => *known = says,
        Some(_) => {}
        None => last.push(says),
    }
}

fn moving(status: Status) -> bool {
    !matches!(status, Status::Unknown | Status::PreTransit | Status::Cancelled)
}

/// Where platform and couriers cannot both be right.
fn with_couriers(found: &Found, view: &TrackingView) -> Option<Disagreement> {
    let courier = last_words(found).into_iter().max_by_key(|said| said.at)?;
    let says = found.order.platform_stage();
    let outward = || view.shipments.iter().filter(|parcel| !parcel.is_return && parcel.status != Status::Cancelled);
    let moved = outward().any(|parcel| moving(parcel.status));
    let comes_back = |status: Status| matches!(status, Status::Returning | Status::Returned);
    let is_coming = outward().any(|parcel| moving(parcel.status) && !comes_back(parcel.status));
    // What goes on under another number arrives under that.
    let arrived =
        outward().filter(|parcel| parcel.replaced_by.is_none()).all(|parcel| parcel.status == Status::Delivered);
    let (about, words) = match found.order.cancellation() {
        Cancellation::Yes if is_coming => (About::Cancelled, "cancelled by the shop, moving with the courier"),
        Cancellation::No if moved && says.is_before_shipping() => {
            (About::HandedOver, "not shipped by the shop, moving with the courier")
        }
        Cancellation::No if says == sledz_domain::status::Stage::Delivered && !arrived => {
            (About::Delivered, "delivered for the shop, not for the courier")
        }
        _ => return None,
    };
    let platform = SourceSays::platform(&found.order);
    let events = view.shipments.iter().flat_map(|parcel| &parcel.events);
    let first_movement = events.filter(|event| event.status.is_some_and(moving)).map(|event| event.at).min();
    let since = match about {
        About::HandedOver => first_movement,
        About::Cancelled => platform.at.max(first_movement),
        _ => platform.at,
    };
    Some(Disagreement { about, words, between: [platform, courier], since })
}

/// Where two systems that hold the same purchase cannot both be right.
fn between_platforms(one: &Order, other: &Order) -> Vec<Disagreement> {
    let say = |about, words, since| {
        let between = [SourceSays::platform(one), SourceSays::platform(other)];
        Disagreement { about, words, between, since }
    };
    let cancelled = |order: &Order| order.cancellation() == Cancellation::Yes;
    let last_word = |order: &Order| order.says().map(|(_, at)| at);
    match (cancelled(one), cancelled(other)) {
        (true, false) => {
            return vec![say(About::Cancelled, "cancelled for the first, not for the second", last_word(one))];
        }
        (false, true) => {
            return vec![say(About::Cancelled, "cancelled for the second, not for the first", last_word(other))];
        }
        (true, true) => return Vec::new(),
        (false, false) => {}
    }
    let mut all = Vec::new();
    let waits = |order: &Order| order.platform_stage().is_before_shipping();
    match (waits(one), waits(other)) {
        (true, false) => {
            all.push(say(About::HandedOver, "sent for the second, not for the first", other.shipped_at()));
        }
        (false, true) => {
            all.push(say(About::HandedOver, "sent for the first, not for the second", one.shipped_at()));
        }
        _ => {}
    }
    let paid = |order: &Order| order.platform_payment().map(|(payment, _)| payment);
    match (paid(one), paid(other)) {
        (Some(Payment::Paid), Some(Payment::Unpaid | Payment::Failed)) => {
            all.push(say(About::Paid, "paid for the first, not for the second", one.paid_since()));
        }
        (Some(Payment::Unpaid | Payment::Failed), Some(Payment::Paid)) => {
            all.push(say(About::Paid, "paid for the second, not for the first", other.paid_since()));
        }
        _ => {}
    }
    all
}

/// Where the platform and those who handle its money cannot both be right.
fn with_providers(found: &Found) -> Vec<Disagreement> {
    let order = &found.order;
    let settled = order.settled();
    let said = order.platform_payment();
    let platform = SourceSays {
        source: order.platform.clone(),
        says: said.map(|(payment, _)| payment.name().to_owned()),
        at: said.map(|(_, at)| at),
    };
    let payments = payments(found);
    let provider = |step: PaymentStep| {
        let of_others = payments.iter().filter(|said| said.step == step && said.source != order.platform);
        of_others.max().map(in_words)
    };
    let mut all = Vec::new();
    let is_unpaid = matches!(said, Some((Payment::Unpaid | Payment::Pending | Payment::Failed, _)));
    if let (true, true, Some(provider)) = (settled.paid.is_some(), is_unpaid, provider(PaymentStep::Paid)) {
        let words = "paid for the provider, not for the shop";
        let between = [platform.clone(), provider];
        all.push(Disagreement { about: About::Paid, words, between, since: settled.paid });
    }
    // A provider that waits to be called has the money as well.
    let received = || provider(PaymentStep::Paid).or_else(|| provider(PaymentStep::Pending));
    if let (Some((_, since)), Some(provider)) = (&settled.wrong, received()) {
        let due = order.total().map(|total| format!("{} {}", total.amount(), total.currency()));
        let due = SourceSays { says: due, ..platform.clone() };
        let words = "paid, but not the amount that is due";
        all.push(Disagreement { about: About::Amount, words, between: [due, provider], since: Some(*since) });
    }
    let is_kept = matches!(said, Some((Payment::Paid | Payment::Cod, _)));
    if let (Some((_, since)), true, Some(provider)) = (settled.refunded, is_kept, provider(PaymentStep::Refunded)) {
        let words = "refunded for the provider, not for the shop";
        all.push(Disagreement { about: About::Refunded, words, between: [platform, provider], since: Some(since) });
    }
    all
}
