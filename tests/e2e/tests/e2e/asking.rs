//! A deployment of one test's own that asks carriers, who are played beside it, and whose clock the test
//! moves.

use crate::{office::Office, world::skips_named};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use sledz_e2e::{carriers::Carriers, deployment::Builder};
use std::ops::Deref;

/// By then a slot of five minutes is over, and nobody writes into it any more.
pub(crate) const SETTLED: TimeDelta = TimeDelta::minutes(7);

/// The deployment and the carriers.
pub(crate) struct Asking {
    pub(crate) office: Office,
    pub(crate) carriers: Carriers,
}

impl Deref for Asking {
    type Target = Office;
    fn deref(&self) -> &Office {
        &self.office
    }
}

impl Asking {
    /// With these pollers; none if only a named deployment is there, and `test` is left out.
    pub(crate) fn open(test: &str, poll: &str) -> Option<Self> {
        (!skips_named(test)).then(|| Asking::with(poll, |builder| builder))
    }

    /// With these pollers and further variables.
    pub(crate) fn with(poll: &str, change: impl FnOnce(Builder) -> Builder) -> Self {
        let carriers = Carriers::start().unwrap();
        let variables = carriers.variables(poll);
        let office = Office::with("postmark", "", |builder| {
            change(variables.iter().fold(builder, |builder, (name, value)| builder.variable(name, value)))
        });
        Asking { office, carriers }
    }

    /// Calls a poller in the next window; what the answer says of it.
    #[track_caller]
    pub(crate) fn poll(&self, poller: &str) -> Value {
        self.next_window();
        self.poll_now(poller)
    }

    /// Calls a poller at the time that it is.
    #[track_caller]
    pub(crate) fn poll_now(&self, poller: &str) -> Value {
        let answer = self.call("scheduler", "POST", &format!("/jobs/poll/{poller}"), &Value::Null);
        answer.expect(200).json().unwrap()["pollers"][0].clone()
    }

    /// Lets time pass, a little more so that what is due by then is asked about, and calls a poller
    /// until it has no more to do.
    #[track_caller]
    pub(crate) fn poll_after(&self, time: TimeDelta, poller: &str) -> Value {
        self.pass(time + SETTLED);
        for _ in 0..20 {
            let told = self.poll(poller);
            if told["has_more"] == false {
                return told;
            }
        }
        panic!("after 20 calls {poller} has more to do");
    }

    /// What `/healthz` says of a poller.
    #[track_caller]
    pub(crate) fn poller(&self, poller: &str) -> Value {
        let told = self.health();
        let of = told["pollers"].as_array().unwrap().iter().find(|one| one["poller"] == poller);
        of.unwrap_or_else(|| panic!("nothing is told of {poller}: {told}")).clone()
    }

    /// A person of the shop lets Allegro be asked; the link that it had to follow.
    #[track_caller]
    pub(crate) fn connect(&self) -> String {
        let told = self.call("admin", "POST", "/jobs/poll/allegro-tracking/connect", &Value::Null);
        let link = told.expect(200).json().unwrap()["link"].as_str().unwrap().to_owned();
        self.carriers.agree();
        if let Some(until) = self.poller("allegro-tracking")["not_before"].as_str() {
            let until: DateTime<Utc> = until.parse().unwrap();
            self.pass((until - self.now()).max(TimeDelta::zero()));
        }
        let told = self.poll("allegro-tracking");
        assert_eq!(told["why"], Value::Null, "{told}");
        link
    }

    /// An order of today that was handed over with these parcels of a carrier.
    #[track_caller]
    pub(crate) fn ship_with(&self, number: &str, carrier: &str, parcels: &[&str]) {
        let mut order = self.order_data(number, "shipped", Some(&self.email()), None);
        order["shipments"] =
            parcels.iter().map(|parcel| json!({"carrier": carrier, "tracking_number": parcel})).collect();
        self.hear_order(&order);
    }
}
