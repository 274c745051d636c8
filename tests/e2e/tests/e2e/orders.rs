//! Orders and payments, as each platform and each payment provider tells of them: every sender's own
//! messages, late, repeated, under a changed byte, against a store that is slow or fails.

mod answers;
mod apart;
mod exact;
mod kinds;
mod payments;
mod privacy;
mod samples;
mod shopify;
mod slow;
mod stale;

use crate::world::{World, is_problem, local, skip_without, skips_named, time};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use sledz_e2e::{
    deployment::Builder,
    message::Message,
    secrets::{Secrets, local_token},
};
use std::{cell::Cell, ops::Deref};

/// Whether the secrets of one of these sources (`order` or `payment`, and its name) are not known, and this
/// test is left out.
fn lacks(secrets: &Secrets, test: &str, sources: &[(&str, &str)]) -> bool {
    let missing = sources.iter().find(|(kind, name)| of(secrets, kind, name).is_empty());
    if let Some((kind, name)) = missing {
        let variable = format!("SLEDZ_{kind}_{name}_SECRETS").to_ascii_uppercase();
        skip_without(test, &format!("{variable} is not set"));
    }
    missing.is_some()
}

fn of<'a>(secrets: &'a Secrets, kind: &str, name: &str) -> &'a str {
    match (kind, name) {
        ("payment", name) => secrets.payment(name),
        (_, "standard") => &secrets.standard_order,
        (_, "woocommerce") => &secrets.woocommerce,
        (_, name) => secrets.platform(name),
    }
}

/// A local deployment of a test's own, at a time that the test sets: the samples are of October 2026, and
/// their numbers are anybody's.
struct Day {
    world: World,
    now: Cell<DateTime<Utc>>,
}

impl Deref for Day {
    type Target = World;
    fn deref(&self) -> &World {
        &self.world
    }
}

impl Day {
    /// None if only a named deployment is there, and `test` is left out.
    fn open(test: &str) -> Option<Self> {
        (!skips_named(test)).then(|| Day::with(|builder| builder))
    }

    /// With further variables.
    fn with(change: impl FnOnce(Builder) -> Builder) -> Self {
        // Nobody listens there: nothing is sent while a test counts.
        let builder = local().variable("jobs_url", "http://127.0.0.1:9");
        Day { world: World::of(change(builder).start().unwrap()), now: Cell::new(time("2026-10-01T10:31:00Z")) }
    }

    fn at(&self, now: &str) -> &Self {
        self.now.set(time(now));
        self
    }

    fn pass(&self, by: TimeDelta) {
        self.now.set(self.now.get() + by);
    }

    /// A message that is received now.
    fn received(&self, message: Message) -> Message {
        message.received(self.now.get(), self.secrets())
    }

    /// A message that is taken, and the second time known.
    #[track_caller]
    fn hear(&self, message: Message) {
        let message = self.received(message);
        self.take(&message);
        let before = self.counters().unwrap();
        self.take(&message);
        assert_eq!((self.counters().unwrap() - before).commits, 0, "{}: repeated", message.path);
    }

    /// The same, and with any byte of its body changed it is refused, and leaves no trace.
    #[track_caller]
    fn hears_only_exactly(&self, message: Message) {
        let body = message.body.clone();
        let before = self.counters().unwrap();
        for place in [0, 1, body.len() / 4, body.len() / 2, body.len() - 2, body.len() - 1] {
            let mut spoilt = body.clone();
            spoilt[place] ^= 1;
            is_problem(&self.send(&self.received(message.clone().body(spoilt))).unwrap(), 401);
        }
        assert_eq!((self.counters().unwrap() - before).commits, 0, "{}: something is stored", message.path);
        self.hear(message);
    }

    /// What the customer of the one order of this number sees: the data of the page, and the page.
    #[track_caller]
    fn sees(&self, number: &str) -> (Value, String) {
        let page = self.page(number).unwrap();
        let get = |path: &str| {
            let call = self.client().request("GET", path);
            call.header("sledz-test-now", &self.secrets().test_now(self.now.get())).send().unwrap().expect(200)
        };
        (get(&format!("{page}.json")).json().unwrap(), get(&page).text())
    }

    /// Runs a job.
    #[track_caller]
    fn run(&self, job: &str) -> Value {
        let call = self.client().request("POST", &format!("/jobs/{job}"));
        let call = call.header("authorization", &format!("Bearer {}", local_token("scheduler")));
        let call = call.header("sledz-test-now", &self.secrets().test_now(self.now.get()));
        call.send().unwrap().expect(200).json().unwrap()
    }
}

/// Stage, payment and the promise of dispatch, as the page has them.
fn told(view: &Value) -> (&str, &str, &str) {
    let text = |field: &str| view[field].as_str().unwrap_or("-");
    (text("stage"), text("payment_state"), text("dispatch_by"))
}

/// Each parcel: carrier, number, status.
fn parcels(view: &Value) -> Vec<(&str, &str, &str)> {
    let all = view["shipments"].as_array().unwrap();
    all.iter()
        .map(|parcel| {
            let text = |name: &str| parcel[name].as_str().unwrap_or("-");
            (text("carrier"), text("tracking_number"), text("status"))
        })
        .collect()
}
