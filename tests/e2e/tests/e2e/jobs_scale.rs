//! A day of ten thousand orders, with nothing sent but by the jobs: what a call of them takes in time
//! and memory, and that it costs what is due, not what is stored.

use crate::{
    sending::{Line, Sending, order, time},
    world::skips_named,
};
use chrono::{DateTime, TimeDelta, Utc};
use sledz_e2e::deployment::Counters;
use std::{
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

/// Senders at the same time.
const SENDERS: usize = 16;

/// What a call may take, more often than not: the machine of the tests may be busy.
const CALL: Duration = Duration::from_secs(2);

/// What an instance may take.
const MEMORY: u64 = 64 << 20;

/// Minutes after which a call is measured that has nothing to do: the outbox alone is due, the delays
/// too, all of them.
const IDLE: [i64; 3] = [2, 6, 70];

#[test]
fn a_day_of_ten_thousand_orders() {
    if skips_named("a_day_of_ten_thousand_orders") {
        return;
    }
    let few = Shop::lived(500);
    let many = Shop::lived(10_000);
    for shop in [&few, &many] {
        shop.tell();
        assert_eq!(shop.messages, 2 * shop.orders, "each customer hears of the order, and that it is late");
    }
    assert!(many.median() < CALL, "a call takes {:?}", many.median());
    let memory = many.sending.deployment.usage().unwrap().memory;
    assert!(memory < MEMORY, "an instance took {} MiB", memory >> 20);
    for (minutes, hour) in IDLE.into_iter().zip(90..) {
        let from = midnight() + TimeDelta::hours(2 * hour - 90);
        let [one, other] = [&few, &many].map(|shop| shop.idle(from, minutes));
        assert_eq!(
            one, other,
            "a call with nothing due, {minutes} minutes later: {} orders, {}",
            few.orders, many.orders
        );
    }
}

/// When the Monday begins, in Warsaw.
fn midnight() -> DateTime<Utc> {
    time("2026-11-15T23:00:00Z")
}

/// A shop after its day.
struct Shop {
    sending: Sending,
    orders: usize,
    messages: usize,
    calls: Vec<Duration>,
}

impl Shop {
    /// A Monday of so many paid orders, a few each hour, of which none is handed over: by Thursday
    /// morning all of them are late at the same time.
    fn lived(orders: usize) -> Self {
        // Nobody listens there: webhooks cannot have anything sent at once.
        let nowhere = |builder: sledz_e2e::deployment::Builder| builder.variable("jobs_url", "http://127.0.0.1:9");
        let midnight = midnight();
        let sending = Sending::with("resend", "", midnight, nowhere);
        let mut shop = Shop { sending, orders: 0, messages: 0, calls: Vec::new() };
        for hour in 0..24 {
            let begins = midnight + TimeDelta::hours(i64::try_from(hour).unwrap());
            shop.sending.jump(begins + TimeDelta::minutes(2));
            shop.place(orders * (hour + 1) / 24);
            shop.sending.pass(4);
            shop.work();
        }
        for (hour, minutes) in [(57, 0), (80, 4), (80, 10)] {
            shop.sending.jump(midnight + TimeDelta::hours(hour) + TimeDelta::minutes(minutes));
            shop.work();
        }
        shop
    }

    /// Orders placed right now, until there are so many.
    fn place(&mut self, end: usize) {
        let (next, line) = (AtomicUsize::new(self.orders), self.sending.line());
        let placed = self.sending.now();
        let sender = |line: &Line| {
            loop {
                let n = next.fetch_add(1, Ordering::Relaxed);
                if n >= end {
                    return;
                }
                let data = order(&format!("D{n}"), "paid", placed, placed, &format!("klient{n}@example.com"));
                let _ = line.order(&data).unwrap().expect(200);
            }
        };
        thread::scope(|scope| {
            for _ in 0..SENDERS {
                scope.spawn(|| sender(&line));
            }
        });
        self.orders = end;
    }

    /// Calls the jobs until they have nothing more to do, and measures each call.
    fn work(&mut self) {
        loop {
            let begun = Instant::now();
            let more = self.sending.line().run_jobs().unwrap();
            self.calls.push(begun.elapsed());
            // The mailbox would hold a gigabyte in the end.
            self.messages += self.sending.mailbox.received().len();
            self.sending.mailbox.clear();
            if !more {
                return;
            }
            assert!(self.calls.len() < 5000, "the jobs still have more to do after {} calls", self.calls.len());
            self.sending.keep_early();
        }
    }

    /// What a call costs that has nothing to do, so many minutes after one at `from`.
    fn idle(&self, from: DateTime<Utc>, minutes: i64) -> Counters {
        self.sending.jump(from);
        self.sending.jobs(1);
        // By the same clock in all shops: each minute that has passed is looked at.
        self.sending.jump(from + TimeDelta::minutes(minutes));
        let before = self.sending.deployment.counters().unwrap();
        assert!(!self.sending.line().run_jobs().unwrap());
        assert_eq!(self.sending.mailbox.received().len(), 0);
        self.sending.deployment.counters().unwrap() - before
    }

    fn median(&self) -> Duration {
        let mut calls = self.calls.clone();
        calls.sort();
        calls[calls.len() / 2]
    }

    fn tell(&self) {
        eprintln!(
            "{} orders: {} calls of the jobs, {} messages, median {:?}, longest {:?}, {} MiB",
            self.orders,
            self.calls.len(),
            self.messages,
            self.median(),
            self.calls.iter().max().unwrap(),
            self.sending.deployment.usage().unwrap().memory >> 20,
        );
    }
}
