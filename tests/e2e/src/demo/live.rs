//! Orders that are lived through: each webhook is received at the time of its fact, and the jobs run
//! between them, so that customers are told what they would have been told. History that is filled in
//! afterwards, as [`super::script`] plays it, is not news and tells nobody anything.

use super::{
    player::{Played, look, send},
    scheduler::run_jobs,
    script::{DemoOrder, Say, contact, set},
};
use crate::{
    deployment::Deployment,
    mailbox::Mailbox,
    senders::{inpost_shipx, rfc3339, standard, woocommerce},
};
use anyhow::Result;
use chrono::{DateTime, SubsecRound as _, TimeDelta, Utc};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The deployment takes a try per two minutes of its clock, and only early in them.
const WINDOW: i64 = 120;

/// How often the jobs run while nothing happens.
const PAUSE: TimeDelta = TimeDelta::hours(1);

/// How long after a fact the jobs run once more: the next try.
const AFTER: TimeDelta = TimeDelta::seconds(WINDOW);

/// An order, and when its senders said what.
#[derive(Clone, Debug)]
pub struct LiveOrder {
    /// The order, as it is in the end.
    pub order: DemoOrder,
    /// What was said, and when.
    pub steps: Vec<(DateTime<Utc>, Say)>,
}

/// Plays the orders together in the order of time: `deployment`'s clock only moves forward, up to
/// `now`. `mailbox` is told the time, and `progress` how many days are over, of how many.
///
/// # Errors
/// If a webhook or a run of the jobs is refused, or an order is not in the stage that its story
/// leads to.
pub fn play_live(
    deployment: &Deployment,
    mailbox: &Mailbox,
    orders: Vec<LiveOrder>,
    now: DateTime<Utc>,
    mut progress: impl FnMut(i64, i64),
) -> Result<Vec<Played>> {
    let moments = moments(&orders, now);
    let Some(begin) = moments.keys().next().copied() else { return Ok(Vec::new()) };
    let days = (now - begin).num_days();
    let mut day = 0;
    for (at, says) in moments {
        mailbox.tell_time(Some(at));
        for say in says {
            send(deployment, &say, Some(at))?;
        }
        run_jobs(deployment, Some(at))?;
        if (at - begin).num_days() > day {
            day = (at - begin).num_days();
            progress(day, days);
        }
    }
    mailbox.tell_time(None);
    orders.into_iter().map(|live| look(deployment, live.order)).collect()
}

/// When the jobs run, and what is said before they do.
fn moments(orders: &[LiveOrder], now: DateTime<Utc>) -> BTreeMap<DateTime<Utc>, Vec<Say>> {
    let mut moments: BTreeMap<DateTime<Utc>, Vec<Say>> = BTreeMap::new();
    for (at, say) in orders.iter().flat_map(|live| &live.steps) {
        moments.entry(*at).or_default().push(say.clone());
        moments.entry(*at + AFTER).or_default();
    }
    let mut at = moments.keys().next().copied().unwrap_or(now);
    while at < now {
        moments.entry(at).or_default();
        at += PAUSE;
    }
    moments.entry(early(now)).or_default();
    // A fact of this very moment has its second try when the real clock brings it.
    moments.retain(|at, _| *at <= now);
    moments
}

/// The latest time up to `at` at which tries may begin.
fn early(at: DateTime<Utc>) -> DateTime<Utc> {
    at.trunc_subsecs(0) - TimeDelta::seconds(at.timestamp().rem_euclid(WINDOW))
}

/// Makes up the orders.
#[derive(Clone, Debug)]
pub struct LiveAuthor {
    now: DateTime<Utc>,
    base: u64,
}

/// What is the same in all messages about one order of our own contract.
struct Sold {
    number: String,
    /// Hours ago.
    placed: i64,
    language: &'static str,
    email: String,
    phone: Option<&'static str>,
    carrier: &'static str,
    parcel: String,
}

impl LiveAuthor {
    /// An author of what happened up to `now`; ids and tracking numbers go by `base`, which must be
    /// another than that of the other orders.
    pub fn new(now: DateTime<Utc>, base: u64) -> Self {
        LiveAuthor { now, base: base % 1_000_000_000 }
    }

    /// All orders; their numbers follow those of [`super::script::Author::orders`].
    pub fn orders(&self) -> Vec<LiveOrder> {
        vec![self.in_a_locker(), self.delivered(), self.silent(), self.not_at_home(), self.returned()]
    }

    fn in_a_locker(&self) -> LiveOrder {
        let (n, placed) = (21, 100);
        let parcel = format!("5200001{:09}{n:08}", self.base);
        let woo = |status: &str, hours: i64, parcels: &[(&str, &str)]| {
            let mut order = woocommerce::order(self.base + n, &number(n), status, self.ago(placed), &contact(n));
            if let Some(billing) = order.get_mut("billing") {
                set(billing, "phone", json!("600 000 021"));
            }
            woocommerce::set_date(&mut order, "date_modified", Some(self.ago(hours)));
            woocommerce::set_tracking(&mut order, parcels, self.ago(hours));
            (self.ago(hours), Say::WooCommerce(order))
        };
        let mut steps = vec![woo("processing", placed, &[]), woo("completed", 80, &[("InPost Paczkomaty", &parcel)])];
        let told = [("collected_from_sender", 76), ("adopted_at_source_branch", 66), ("out_for_delivery", 34)];
        steps.extend(told.map(|(status, hours)| {
            let at = self.ago(hours);
            (at, Say::InpostShipx(inpost_shipx::status(self.base + n, Some(&parcel), status, at)))
        }));
        let mut waiting = standard::event("inpost", &parcel, "ready_for_pickup", self.ago(30));
        let deadline = rfc3339(self.ago(30) + TimeDelta::hours(48));
        let place = json!({"name": "SOP04A", "address": "ul. Zamkowa 4, 81-713 Sopot", "deadline": deadline});
        set(&mut waiting, "pickup", place);
        steps.push(self.courier_says(30, &waiting));
        live(n, "ready_for_pickup", true, "lived through: waits in a locker, and a reminder has gone out", steps)
    }

    fn delivered(&self) -> LiveOrder {
        let sold = self.sold(22, 120, "dpd", Some("+48600000022"));
        let mut steps = self.bought(&sold, 96);
        steps.extend(
            self.story(&sold, &[("accepted", 94), ("in_transit", 70), ("out_for_delivery", 52), ("delivered", 46)]),
        );
        live(22, "delivered", false, "lived through: delivered", steps)
    }

    fn silent(&self) -> LiveOrder {
        let sold = self.sold(23, 130, "dpd", None);
        let mut steps = self.bought(&sold, 110);
        steps.extend(self.story(&sold, &[("accepted", 106), ("in_transit", 90)]));
        live(23, "in_transit", true, "lived through: the courier fell silent", steps)
    }

    fn not_at_home(&self) -> LiveOrder {
        let sold = Sold { language: "en", ..self.sold(24, 72, "dhl", Some("+48600000024")) };
        let mut steps = self.bought(&sold, 50);
        steps.extend(self.story(&sold, &[("accepted", 48), ("in_transit", 28), ("out_for_delivery", 8)]));
        let mut attempt = standard::event(sold.carrier, &sold.parcel, "failed_attempt", self.ago(3));
        set(&mut attempt, "reason", json!("nobody home"));
        steps.push(self.courier_says(3, &attempt));
        live(24, "failed_attempt", false, "lived through: the courier came in vain; in English", steps)
    }

    fn returned(&self) -> LiveOrder {
        let sold = self.sold(25, 140, "dpd", None);
        let mut steps = self.bought(&sold, 124);
        steps.extend(self.story(
            &sold,
            &[("accepted", 122), ("in_transit", 104), ("failed_attempt", 80), ("returning", 60), ("returned", 26)],
        ));
        live(25, "returned", false, "lived through: back at the shop", steps)
    }

    fn sold(&self, n: u64, placed: i64, carrier: &'static str, phone: Option<&'static str>) -> Sold {
        let parcel = match carrier {
            "dhl" => format!("JJD0003{:09}{n:06}", self.base),
            _ => format!("1{:09}{n:03}U", self.base),
        };
        Sold { number: number(n), placed, language: "pl", email: contact(n), phone, carrier, parcel }
    }

    /// It was paid when it was placed, and handed over so many hours ago.
    fn bought(&self, sold: &Sold, shipped: i64) -> Vec<(DateTime<Utc>, Say)> {
        let parcel = json!([{"carrier": sold.carrier, "tracking_number": sold.parcel}]);
        [("paid", sold.placed, json!([])), ("shipped", shipped, parcel)]
            .map(|(status, hours, shipments)| {
                let at = self.ago(hours);
                let mut order = standard::order_data(&sold.number, status, self.ago(sold.placed), &sold.email);
                set(&mut order, "updated_at", json!(rfc3339(at)));
                set(&mut order, "paid_at", json!(rfc3339(self.ago(sold.placed))));
                set(&mut order, "language", json!(sold.language));
                set(&mut order, "customer", json!({"email": sold.email, "phone": sold.phone}));
                set(&mut order, "shipments", shipments);
                let mut envelope = standard::order_updated(&order);
                set(&mut envelope, "timestamp", json!(rfc3339(at)));
                (at, Say::Order(envelope))
            })
            .to_vec()
    }

    fn story(&self, sold: &Sold, told: &[(&str, i64)]) -> Vec<(DateTime<Utc>, Say)> {
        let event = |(status, hours): &(&str, i64)| {
            self.courier_says(*hours, &standard::event(sold.carrier, &sold.parcel, status, self.ago(*hours)))
        };
        told.iter().map(event).collect()
    }

    fn courier_says(&self, hours: i64, event: &Value) -> (DateTime<Utc>, Say) {
        let at = self.ago(hours);
        let mut envelope = standard::shipment_event(event);
        set(&mut envelope, "timestamp", json!(rfc3339(at)));
        (at, Say::Courier(envelope))
    }

    fn ago(&self, hours: i64) -> DateTime<Utc> {
        early(self.now - TimeDelta::hours(hours))
    }
}

fn number(n: u64) -> String {
    (1000 + n).to_string()
}

fn live(
    n: u64,
    stage: &'static str,
    delayed: bool,
    about: &'static str,
    steps: Vec<(DateTime<Utc>, Say)>,
) -> LiveOrder {
    let says = steps.iter().map(|(_, say)| say.clone()).collect();
    LiveOrder { order: DemoOrder { number: number(n), contact: contact(n), stage, delayed, about, says }, steps }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_only_moves_forward_and_stops_now() {
        for seconds in [0, 1, 79, 80, 119, 4711] {
            let now = DateTime::from_timestamp(1_795_370_400 + seconds, 500_000_000).unwrap();
            let orders = LiveAuthor::new(now, 7).orders();
            assert!(orders.iter().all(|live| live.steps.is_sorted_by_key(|(at, _)| *at)));
            let says: usize = orders.iter().map(|live| live.steps.len()).sum();
            let moments = moments(&orders, now);
            assert_eq!(moments.values().map(Vec::len).sum::<usize>(), says, "nothing is left out");
            assert!(moments.keys().all(|at| at.timestamp() % WINDOW == 0 && *at <= now));
            let (first, last) = (moments.keys().next().unwrap(), moments.keys().next_back().unwrap());
            assert!(now - *first < TimeDelta::days(6) && now - *last < AFTER, "{first} to {last}");
            let gaps = moments.keys().zip(moments.keys().skip(1)).map(|(one, next)| *next - *one);
            assert!(gaps.max().unwrap() <= PAUSE);
        }
    }
}
