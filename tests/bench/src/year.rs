//! A year of a shop, in the order in which it happened: orders with their parcels, in seasons; questions of customers,
//! answered from their orders or by people; cases that nobody writes in any more. All follows from numbers, so that
//! every run has the same year.

use std::cell::RefCell;

use anyhow::{Context as _, Result, anyhow};
use chrono::{DateTime, Datelike as _, NaiveDate, TimeDelta, Utc, Weekday};
use http::HeaderMap;
use serde_json::{Value, json};
use sledz_app::cases::{self, clock, incoming::Incoming, intake, letter::Letter, record};
use sledz_app::{order_intake, parcel_intake, request::Env, settings::Settings};
use sledz_domain::{contact::ContactChannel, time::warsaw_day};
use sledz_sources::{delivery::Delivery, registry};
use sledz_store::{KeyValue, Store, keyring::Keyring};

use crate::requests::spread;
use crate::shop;

/// What the courier says of each parcel, and how many hours after it was handed over.
const STORY: [(&str, usize); 6] = [
    ("confirmed", 0),
    ("taken_by_courier", 3),
    ("sent_from_source_branch", 9),
    ("adopted_at_target_branch", 20),
    ("ready_to_pickup", 26),
    ("delivered", 34),
];

/// What customers ask. Half of it is about where a parcel is, as in a shop that we are made for.
const QUESTIONS: [&str; 8] = [
    "Dzień dobry, gdzie jest moja paczka? Zamówienie {order}.",
    "Kiedy wyślecie zamówienie {order}?",
    "Link do śledzenia zamówienia {order} nie działa",
    "Gdzie jest zamówienie {order}?? Miało być wczoraj",
    "Proszę o fakturę do zamówienia {order} na firmę",
    "Chcę zwrócić zamówienie {order}, jak to zrobić?",
    "Zamówienie {order} przyszło uszkodzone, kubek jest stłuczony",
    "Czy ten kubek można myć w zmywarce?",
];

const CHANNELS: [(ContactChannel, &str); 4] = [
    (ContactChannel::Email, "postmark"),
    (ContactChannel::Form, "form"),
    (ContactChannel::Email, "mailgun"),
    (ContactChannel::Chat, "standard"),
];

/// What the deployment of the year has set, beside what every measured one has.
pub(crate) const VARIABLES: [(&str, &str); 4] = [
    ("dispatch_days", "2"),
    ("delivery_days", "2"),
    ("opening_hours", "mon-fri 09:00-17:00"),
    ("satisfaction", "csat"),
];

/// Something that happens.
#[derive(Clone, Copy)]
enum Event {
    /// The platform tells of an order: paid, then shipped.
    Told { order: usize, placed: DateTime<Utc>, is_shipped: bool },
    /// The courier tells of its parcel.
    Scanned { order: usize, step: usize },
    /// A customer writes.
    Asked { case: usize, order: usize },
    /// A person answers, where one is waited for, and closes.
    Answered { case: usize, is_last: bool },
    /// The clock looks at a case.
    Looked { case: usize },
}

/// The year.
pub(crate) struct Year {
    events: Vec<(DateTime<Utc>, Event)>,
    settings: Settings,
    keyring: Keyring,
    numbers: RefCell<Vec<Option<String>>>,
}

impl Year {
    /// The days until `last`, with so many orders; `cases` on all of them but the last, and `crowd` on that.
    pub(crate) fn new(last: NaiveDate, orders: usize, cases: usize, crowd: usize) -> Result<Self> {
        let days = weighted(last);
        let mut events = Vec::new();
        let placed = |order: usize| at(days.get(spread(seed(order, 1), days.len())), order);
        for order in 0..orders {
            story(&mut events, order, placed(order));
        }
        for case in 0..cases + crowd {
            let order = spread(seed(case, 2), orders);
            let asked = if case < cases {
                placed(order) + TimeDelta::minutes(minutes(seed(case, 3), 5 * 24 * 60))
            } else {
                at(Some(&last), case)
            };
            conversation(&mut events, case, order, asked);
        }
        let end = at_midnight(last) + TimeDelta::days(1);
        // The last day is the crowd's alone.
        let is_of_crowd = |event: &Event| matches!(event, Event::Asked { case, .. } if *case >= cases);
        let is_asked = |event: &Event| matches!(event, Event::Asked { .. });
        events.retain(|(at, event)| *at < end && (!is_asked(event) || is_of_crowd(event) || warsaw_day(*at) != last));
        events.sort_by_key(|(at, _)| *at);
        let settings = [("keys", shop::KEYS)].into_iter().chain(VARIABLES).collect();
        let keyring = Keyring::new(shop::KEYS).context("no keys can be derived")?;
        Ok(Year { events, settings, keyring, numbers: RefCell::new(vec![None; cases + crowd]) })
    }

    /// Has everything happen that lies between two instants.
    pub(crate) fn live(&self, kv: &dyn KeyValue, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<()> {
        for (at, event) in self.events.iter().filter(|(at, _)| *at >= from && *at < to) {
            let due = RefCell::new(Vec::new());
            let wall = || *at;
            let store = Store::new(kv, &wall);
            let env = Env { store, now: *at, settings: &self.settings, due: &due, is_import: false };
            self.happens(&env, *event).with_context(|| format!("what happened at {at} was not taken"))?;
        }
        Ok(())
    }

    fn happens(&self, env: &Env, event: Event) -> Result<()> {
        let number = |case: usize| self.numbers.borrow().get(case).cloned().flatten();
        let failed = |failure| anyhow!("{failure:?}");
        match event {
            Event::Told { order, placed, is_shipped } => told(env, order, placed, is_shipped),
            Event::Scanned { order, step } => scanned(env, order, step),
            Event::Asked { case, order } => {
                let taken = intake::take(env, &self.keyring, &question(case, order, env.now)).map_err(failed)?;
                if let Some(place) = self.numbers.borrow_mut().get_mut(case) {
                    *place = Some(taken.number);
                }
                Ok(())
            }
            Event::Answered { case, is_last } => {
                let Some(number) = number(case) else { return Ok(()) };
                // What was answered by itself waits for nobody.
                let is_awaited = cases::read(env, &number)?.is_some_and(|(_, reading)| reading.state().due().is_some());
                let what = match is_last {
                    true => record::Elsewhere::Closed,
                    false if is_awaited => record::Elsewhere::Answered,
                    false => return Ok(()),
                };
                let (id, text) = (format!("{is_last}-{case}"), "Już sprawdzamy, odpiszemy jeszcze dzisiaj.");
                let heard = record::Heard { source: "helpdesk", id: &id, what, text, at: None };
                record::elsewhere(env, &self.keyring, &number, &heard).map_err(failed)
            }
            Event::Looked { case } => match number(case) {
                Some(number) => Ok(clock::look(env, &number)?),
                None => Ok(()),
            },
        }
    }
}

/// A number that tells one use of a number from another.
fn seed(number: usize, of: u64) -> u64 {
    (number as u64) * 8 + of
}

fn minutes(seed: u64, most: usize) -> i64 {
    i64::try_from(spread(seed, most)).unwrap_or_default()
}

/// The days of the year, each as often as it counts: weekends less, November and December more.
fn weighted(last: NaiveDate) -> Vec<NaiveDate> {
    let first = last - TimeDelta::days(364);
    let weight = |day: &NaiveDate| {
        let season = if day.month() >= 11 { 6 } else { 3 };
        if matches!(day.weekday(), Weekday::Sat | Weekday::Sun) { season - 1 } else { season }
    };
    first.iter_days().take(365).flat_map(|day| std::iter::repeat_n(day, weight(&day))).collect()
}

fn at_midnight(day: NaiveDate) -> DateTime<Utc> {
    sledz_kpi::day::bounds(day).0
}

/// Between eight and twenty-two.
fn at(day: Option<&NaiveDate>, number: usize) -> DateTime<Utc> {
    at_midnight(day.copied().unwrap_or_default()) + TimeDelta::minutes(8 * 60 + minutes(seed(number, 4), 14 * 60))
}

fn story(events: &mut Vec<(DateTime<Utc>, Event)>, order: usize, placed: DateTime<Utc>) {
    events.push((placed, Event::Told { order, placed, is_shipped: false }));
    // One in 40 is never shipped.
    if spread(seed(order, 5), 40) == 0 {
        return;
    }
    let shipped = placed + TimeDelta::hours(6) + TimeDelta::minutes(minutes(seed(order, 6), 48 * 60));
    events.push((shipped, Event::Told { order, placed, is_shipped: true }));
    let slow = spread(seed(order, 7), 3);
    for (step, (_, hours)) in STORY.into_iter().enumerate() {
        let hours = TimeDelta::hours(i64::try_from(hours * (1 + slow)).unwrap_or_default());
        events
            .push((shipped + hours + TimeDelta::minutes(minutes(seed(order, 8), 90)), Event::Scanned { order, step }));
    }
}

fn conversation(events: &mut Vec<(DateTime<Utc>, Event)>, case: usize, order: usize, asked: DateTime<Utc>) {
    events.push((asked, Event::Asked { case, order }));
    let answered = asked + TimeDelta::minutes(5 + minutes(seed(case, 9), 10 * 60));
    events.push((answered, Event::Answered { case, is_last: false }));
    if spread(seed(case, 10), 3) > 0 {
        events.push((answered + TimeDelta::hours(1), Event::Answered { case, is_last: true }));
    }
    events.push((asked + TimeDelta::days(9), Event::Looked { case }));
}

fn told(env: &Env, order: usize, placed: DateTime<Utc>, is_shipped: bool) -> Result<()> {
    let (now, placed) = (env.now.to_rfc3339(), placed.to_rfc3339());
    let (status, shipments) = match is_shipped {
        true => ("shipped", json!([{"carrier": "inpost", "tracking_number": shop::tracking_number(order)}])),
        false => ("paid", json!([])),
    };
    let data = json!({
        "id": order.to_string(), "number": (100_000 + order).to_string(), "status": status, "placed_at": placed,
        "updated_at": now, "paid_at": placed, "dispatch_by": null, "estimated_delivery": null, "language": "pl",
        "customer": {"email": format!("buyer{order}@example.com"), "phone": null},
        "shipments": shipments, "cancelled_at": null,
    });
    let message = json!({"type": "order.updated", "timestamp": now, "data": data});
    let platform = registry::platform(shop::PLATFORM).context("the platform is gone")?;
    let said = platform.read(&message, &read(env.now, &HeaderMap::new())).map_err(|why| anyhow!("{}", why.0))?;
    order_intake::take(env, shop::PLATFORM, said).map_err(|failure| anyhow!("{failure:?}"))?;
    Ok(())
}

fn scanned(env: &Env, order: usize, step: usize) -> Result<()> {
    let (status, _) = STORY.get(step).copied().context("there is no such step")?;
    // Couriers tell a while after it happened.
    let at = env.now - TimeDelta::minutes(minutes(seed(order, 11), 20));
    let courier = registry::courier(shop::COURIER).context("the courier is gone")?;
    let message: Value = shop::report(order, status, at);
    let reports = courier.read(&message, &read(env.now, &HeaderMap::new())).map_err(|why| anyhow!("{}", why.0))?;
    Ok(parcel_intake::take(env, reports.events)?)
}

fn read(now: DateTime<Utc>, headers: &HeaderMap) -> Delivery<'_> {
    Delivery { headers, body: &[], query: "", path_token: None, now }
}

fn question(case: usize, order: usize, now: DateTime<Utc>) -> Incoming {
    let (channel, source) =
        CHANNELS.get(spread(seed(case, 12), CHANNELS.len())).copied().unwrap_or((ContactChannel::Email, "postmark"));
    let text = QUESTIONS.get(spread(seed(case, 13), QUESTIONS.len())).copied().unwrap_or_default();
    Incoming {
        channel,
        source: source.to_owned(),
        id: format!("question-{case}"),
        thread: None,
        refers_to: Vec::new(),
        at: Some(now),
        letter: Letter {
            text: text.replace("{order}", &(100_000 + order).to_string()),
            email: Some(format!("buyer{order}@example.com")),
            ..Letter::default()
        },
        is_strong: true,
        is_vouched: false,
        order: None,
        order_platform: None,
        is_public: false,
        may_answer: true,
        machine: None,
        in_response: false,
    }
}
