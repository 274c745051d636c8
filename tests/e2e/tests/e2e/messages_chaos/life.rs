//! Lives of orders, made up by chance that can be repeated, and what their senders say of them.

use crate::sending::{order, time};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use sledz_e2e::senders::{rfc3339, standard};

/// The days of the run: something is said early on each of them. Monday to Saturday.
pub(crate) const DAYS: usize = 6;

/// How long a locker keeps a parcel.
const KEPT: TimeDelta = TimeDelta::hours(36);

/// Numbers below the limit that look like chance: xorshift64.
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 16) % u64::try_from(limit).unwrap()).unwrap()
    }

    pub(crate) fn shuffle<T>(&mut self, all: &mut [T]) {
        for at in (1..all.len()).rev() {
            all.swap(at, self.below(at + 1));
        }
    }
}

/// When a day of the run begins: eight in Warsaw.
pub(crate) fn morning(day: usize) -> DateTime<Utc> {
    time("2026-11-16T07:00:00Z") + TimeDelta::days(i64::try_from(day).unwrap())
}

/// One thing that happened, and that a sender says on that day.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fact {
    pub(crate) day: usize,
    pub(crate) at: DateTime<Utc>,
    pub(crate) what: What,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// The platform's status of the order.
    Order(&'static str),
    /// The courier's status of its parcel.
    Parcel(&'static str),
}

/// An order.
#[derive(Debug)]
pub(crate) struct Life {
    pub(crate) n: usize,
    pub(crate) facts: Vec<Fact>,
    /// All of it was over before anybody told us.
    pub(crate) is_history: bool,
}

impl Life {
    /// What happens to order `n`.
    pub(crate) fn new(n: usize, chance: &mut Chance) -> Self {
        let mut life = Life { n, facts: Vec::new(), is_history: false };
        let on_the_way = if chance.below(2) == 0 { "accepted" } else { "in_transit" };
        // Minutes before the morning on which it is said.
        life.add(0, 3, What::Order("paid"));
        life.add(1, 9, What::Order("shipped"));
        life.add(1, 2, What::Parcel(on_the_way));
        let rest: &[(usize, i64, &'static str)] = match chance.below(10) {
            0..4 => &[(2, 3, "out_for_delivery"), (3, 5, "delivered")],
            // All within a moment.
            4..6 => &[(2, 4, "out_for_delivery"), (2, 2, "delivered")],
            6..8 => &[(3, 4, "ready_for_pickup"), (5, 3, "delivered")],
            8 => &[(2, 9, "out_for_delivery"), (2, 1, "failed_attempt"), (4, 3, "delivered")],
            _ => &[(2, 3, "failed_attempt"), (3, 2, "returning"), (4, 2, "returned")],
        };
        for (day, minutes, status) in rest {
            life.add(*day, *minutes, What::Parcel(status));
        }
        life
    }

    /// An order that was over days before anybody told us.
    pub(crate) fn history(n: usize) -> Self {
        let mut life = Life { n, facts: Vec::new(), is_history: true };
        for (days, what) in [(6, What::Order("paid")), (5, What::Order("shipped")), (3, What::Parcel("delivered"))] {
            life.add(0, days * 24 * 60, what);
        }
        life
    }

    fn add(&mut self, day: usize, minutes: i64, what: What) {
        self.facts.push(Fact { day, at: morning(day) - TimeDelta::minutes(minutes), what });
    }

    pub(crate) fn email(&self) -> String {
        format!("klient{}@example.com", self.n)
    }

    pub(crate) fn phone(&self) -> String {
        format!("48600{:06}", self.n)
    }

    fn number(&self) -> String {
        format!("C{}", self.n)
    }

    fn parcel(&self) -> String {
        format!("PACZKA{:06}", self.n)
    }

    /// Until when the locker keeps a parcel that waits since then.
    pub(crate) fn deadline(since: DateTime<Utc>) -> DateTime<Utc> {
        since + KEPT
    }

    /// The words of its sender: for a platform an order, for a courier an event.
    pub(crate) fn said(&self, fact: &Fact) -> Value {
        let placed = self.facts.iter().map(|fact| fact.at).min().unwrap();
        match fact.what {
            What::Order(status) => {
                let mut data = order(&self.number(), status, placed, fact.at, &self.email());
                data["customer"] = json!({"email": self.email(), "phone": self.phone()});
                if status == "shipped" {
                    data["shipments"] = json!([{"carrier": "dpd", "tracking_number": self.parcel()}]);
                }
                data
            }
            What::Parcel(status) => {
                let mut event = standard::event("dpd", &self.parcel(), status, fact.at);
                if status == "ready_for_pickup" {
                    let deadline = rfc3339(Life::deadline(fact.at));
                    event["pickup"] = json!({"name": "SOP04A", "address": "ul. Zamkowa 4", "deadline": deadline});
                }
                event
            }
        }
    }
}
