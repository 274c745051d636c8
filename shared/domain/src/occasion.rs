//! Which messages the state of an order calls for. Pure: of the facts and the time, and nothing
//! that was sent before; what is owed already is left out by whoever owes it.

use crate::{
    delay::Delay,
    message::MessageKind,
    order::{Cancellation, Order, ShipmentRef},
    parcel::ParcelLog,
    promise::Policy,
    stage::stage,
    status::{Payment, Stage, Status},
    time::{end_of_day, warsaw_day},
    timeline::Parcel,
    view::walked_parcels,
};
use chrono::{DateTime, TimeDelta, Utc};

/// Nobody is told of a fact that is older than this: history that is filled in is not news.
pub const NEWS_FOR: TimeDelta = TimeDelta::hours(24);

/// How long before the pickup deadline the reminder goes out.
pub const REMINDER_BEFORE: TimeDelta = TimeDelta::hours(24);

/// A parcel that has waited for less than this needs no reminder yet.
const WAITED: TimeDelta = TimeDelta::hours(12);

/// A sender's clock may be ahead of ours by this.
const CLOCK_SKEW: TimeDelta = TimeDelta::minutes(10);

/// A reason to write to the customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occasion {
    /// What the message tells.
    pub kind: MessageKind,
    /// Which of several such facts about one parcel or order: each is told once.
    pub detail: &'static str,
    /// The parcel that it is about, by tracking number; none: the order.
    pub parcel: Option<String>,
    /// That parcel's carrier.
    pub carrier: Option<String>,
    /// When it became true.
    pub happened: DateTime<Utc>,
}

impl Occasion {
    /// Whether it is still news at `now`.
    pub fn is_news(&self, now: DateTime<Utc>) -> bool {
        now - self.happened <= NEWS_FOR && self.happened - now <= CLOCK_SKEW
    }
}

/// An order, its parcels as their events tell, and its stage.
pub struct Situation<'a> {
    /// The order.
    pub order: &'a Order,
    /// Its parcels by tracking number.
    pub parcels: Vec<(&'a str, Parcel)>,
    /// Its stage.
    pub stage: Stage,
    /// What is late.
    pub delays: Vec<Delay>,
}

impl<'a> Situation<'a> {
    /// The situation of `order` at `now`.
    pub fn of(order: &'a Order, parcels: &'a [(ShipmentRef, ParcelLog)], policy: Policy, now: DateTime<Utc>) -> Self {
        let walked = walked_parcels(order, parcels);
        let stage = stage(order, walked.iter());
        let delays = crate::delay::delays(order, stage, &walked, policy, now);
        let named = parcels.iter().map(|(named, _)| named.tracking_number.as_str());
        Situation { order, parcels: named.zip(walked).collect(), stage, delays }
    }

    /// Every occasion that there is now, news or not.
    pub fn occasions(&self, now: DateTime<Utc>) -> Vec<Occasion> {
        let mut found: Vec<Occasion> = self.confirmed().into_iter().collect();
        for (number, parcel) in &self.parcels {
            let counts = parcel.replaced_by.is_none() && !parcel.is_return && self.stage != Stage::Cancelled;
            if counts {
                found.extend(self.of_parcel(parcel, now).into_iter().map(|(kind, detail, happened)| Occasion {
                    kind,
                    detail,
                    parcel: Some((*number).to_owned()),
                    carrier: parcel.carrier.clone(),
                    happened,
                }));
            }
        }
        found.extend(self.delayed());
        found
    }

    /// An order that was paid, or whose payment is on its way, and that nobody has sent yet.
    fn confirmed(&self) -> Option<Occasion> {
        let payment = self.order.payment();
        let is_real = match self.stage {
            Stage::Paid | Stage::Preparing => true,
            // A bank transfer on its way; a checkout that was left is `unpaid`.
            Stage::Received => matches!(payment, Some((Payment::Pending, _))),
            _ => false,
        };
        let happened = match payment {
            Some((Payment::Paid | Payment::PartiallyRefunded, at)) => self.order.paid_since().unwrap_or(at),
            _ => self.order.began()?,
        };
        let happened = happened.max(self.order.began()?);
        (is_real && self.order.cancellation() != Cancellation::Yes).then_some(Occasion {
            kind: MessageKind::Confirmed,
            detail: "",
            parcel: None,
            carrier: None,
            happened,
        })
    }

    fn of_parcel(&self, parcel: &Parcel, now: DateTime<Utc>) -> Vec<(MessageKind, &'static str, DateTime<Utc>)> {
        use MessageKind::{Delivered, OutForDelivery, PickupReminder, Problem, ReadyForPickup, Returned, Shipped};
        let Some(since) = parcel.since.or(self.order.shipped_at()) else { return Vec::new() };
        match parcel.status {
            Status::Unknown | Status::PreTransit | Status::Accepted | Status::InTransit => {
                self.handed_over(parcel).map(|at| (Shipped, "", at)).into_iter().collect()
            }
            Status::OutForDelivery => vec![(OutForDelivery, "", since)],
            Status::ReadyForPickup => {
                let mut found = vec![(ReadyForPickup, "", since)];
                let deadline = parcel.pickup.as_ref().and_then(|pickup| pickup.deadline);
                if let Some(deadline) = deadline.filter(|deadline| now < *deadline) {
                    let due = (deadline - REMINDER_BEFORE).max(since + WAITED);
                    found.extend((due <= now).then_some((PickupReminder, "", due)));
                }
                found
            }
            Status::FailedAttempt => vec![(Problem, "failed_attempt", since)],
            Status::Exception => vec![(Problem, "exception", since)],
            Status::Delivered => vec![(Delivered, "", since)],
            Status::Returned => vec![(Returned, "", since)],
            Status::Returning | Status::Cancelled => Vec::new(),
        }
    }

    /// When a parcel was handed over and we could tell: the later of the shop's word and the first
    /// scan. None while there is only a label.
    fn handed_over(&self, parcel: &Parcel) -> Option<DateTime<Utc>> {
        let moves = |status: Status| !matches!(status, Status::Unknown | Status::PreTransit | Status::Cancelled);
        let scanned = parcel.rows.iter().find(|row| row.status.is_some_and(moves)).map(|row| row.at);
        let said = self.order.shipped_at().filter(|_| !self.order.platform_stage().is_before_shipping());
        scanned.max(said)
    }

    /// What is late, the most telling only: one message, not one for each way of being late.
    fn delayed(&self) -> Option<Occasion> {
        let (detail, happened) = self.delays.iter().find_map(|delay| match delay {
            Delay::NotShipped { promised } => Some(("not_shipped", *promised)),
            Delay::PastDelivery { promised } => Some(("past_delivery", end_of_day(warsaw_day(*promised)))),
            Delay::Announced => Some(("announced", self.last_word()?)),
            Delay::Silent { since } => Some(("silent", *since + crate::delay::SILENCE)),
            // The reminder tells that.
            Delay::PickupDeadlineNear { .. } => None,
        })?;
        Some(Occasion { kind: MessageKind::Delay, detail, parcel: None, carrier: None, happened })
    }

    fn last_word(&self) -> Option<DateTime<Utc>> {
        let announced = self.parcels.iter().filter(|(_, parcel)| parcel.delay_announced);
        announced.filter_map(|(_, parcel)| parcel.last_event).max()
    }

    /// Whether nothing more is expected: the order is over.
    pub fn is_over(&self) -> bool {
        matches!(self.stage, Stage::Delivered | Stage::Returned | Stage::Cancelled)
    }

    /// When the clock alone may next make a difference: a promise that passes, a silence that
    /// grows too long, a pickup deadline that comes near. None if only news can.
    pub fn next_deadline(&self, policy: Policy, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        if self.is_over() {
            return None;
        }
        let mut at: Vec<DateTime<Utc>> = Vec::new();
        if self.stage.is_before_shipping() {
            at.extend(crate::promise::dispatch_by(self.order, policy));
        }
        at.extend(crate::promise::deliver_by(self.order, policy).map(|by| end_of_day(warsaw_day(by))));
        if self.stage == Stage::Shipped {
            at.extend(self.order.shipped_at().map(|since| since + crate::delay::SILENCE));
        }
        for (_, parcel) in self.parcels.iter().filter(|(_, parcel)| !parcel.status.is_final()) {
            at.extend(parcel.last_event.map(|since| since + crate::delay::SILENCE));
            at.extend(parcel.estimated_delivery.map(|by| end_of_day(warsaw_day(by))));
            if let Some(deadline) = parcel.pickup.as_ref().and_then(|pickup| pickup.deadline) {
                let waited = parcel.since.map(|since| since + WAITED);
                at.push((deadline - REMINDER_BEFORE).max(waited.unwrap_or(deadline - REMINDER_BEFORE)));
            }
        }
        // Late is what is past its time, not what has just come to it.
        at.into_iter().map(|at| at + TimeDelta::milliseconds(1)).filter(|at| *at > now).min()
    }
}
