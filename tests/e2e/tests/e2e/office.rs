//! A deployment of one test's own whose messages go to a mailbox, and whose clock the test moves.

use crate::world::{World, local, skips_named};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use data_encoding::HEXLOWER;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use sledz_e2e::{
    client::{Call, Reply},
    deployment::{Builder, Counters},
    mailbox::{Mailbox, received::Received},
    message::Message,
    secrets::local_token,
    senders::{rfc3339, standard},
};
use std::{cell::Cell, net::SocketAddr, ops::Deref};

/// Where customers would reach it: mails only have one-click links over HTTPS.
pub(crate) const PUBLIC: &str = "https://sledz.example";

/// From one visit of the outbox to the next: by then what was noted is in a bucket that is visited,
/// and tries may begin.
const VISIT: TimeDelta = TimeDelta::minutes(4);

/// Who may do something is decided by windows of so many seconds.
const WINDOW: i64 = 120;

/// The deployment, its mailbox and its time. It never sends at once, but with the jobs.
pub(crate) struct Office {
    world: World,
    pub(crate) mailbox: Mailbox,
    now: Cell<DateTime<Utc>>,
    seen: Cell<usize>,
}

impl Deref for Office {
    type Target = World;
    fn deref(&self) -> &World {
        &self.world
    }
}

impl Office {
    /// Mail by Postmark, SMS by SMSAPI, at noon of a Monday; none if only a named deployment is
    /// there, and `test` is left out.
    pub(crate) fn open(test: &str) -> Option<Self> {
        (!skips_named(test)).then(|| Office::with("postmark", "smsapi", |builder| builder))
    }

    /// With these providers and further variables.
    pub(crate) fn with(mail: &str, sms: &str, change: impl FnOnce(Builder) -> Builder) -> Self {
        let mailbox = Mailbox::start(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
        let variables = mailbox.variables(mail, sms).into_iter().filter(|(name, _)| !name.starts_with("events_"));
        let builder = variables.fold(local(), |builder, (name, value)| builder.variable(&name, &value));
        let builder = builder
            .variable("notify_since", "2026-01-01")
            .variable("public_url", PUBLIC)
            // Nobody listens there.
            .variable("jobs_url", "http://127.0.0.1:9");
        let world = World::of(change(builder).start().unwrap());
        let now = Cell::new("2026-10-05T10:00:00Z".parse().unwrap());
        Office { world, mailbox, now, seen: Cell::new(0) }
    }

    /// The time.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.now.get()
    }

    /// Moves the clock.
    pub(crate) fn pass(&self, by: TimeDelta) {
        self.now.set(self.now.get() + by);
    }

    /// Moves the clock to the beginning of the next window in which pollers may be called.
    pub(crate) fn next_window(&self) {
        let late = self.now().timestamp().rem_euclid(WINDOW);
        self.pass(TimeDelta::seconds(WINDOW - late));
    }

    /// A request at the time that it is here, by whoever has the token of `role`; with an empty
    /// role by nobody in particular.
    pub(crate) fn request<'a>(&'a self, role: &str, method: &str, path: &str) -> Call<'a> {
        let call = self.client().request(method, path).header("sledz-test-now", &self.secrets().test_now(self.now()));
        if role.is_empty() { call } else { call.header("authorization", &format!("Bearer {}", local_token(role))) }
    }

    /// Sends JSON; null: no body.
    #[track_caller]
    pub(crate) fn call(&self, role: &str, method: &str, path: &str, body: &Value) -> Reply {
        let call = self.request(role, method, path);
        let call = if body.is_null() {
            call
        } else {
            call.header("content-type", "application/json").body(body.to_string().into_bytes())
        };
        call.send().unwrap()
    }

    /// A GET.
    #[track_caller]
    pub(crate) fn ask(&self, role: &str, path: &str) -> Reply {
        self.call(role, "GET", path, &Value::Null)
    }

    /// The details of `/healthz`.
    #[track_caller]
    pub(crate) fn health(&self) -> Value {
        self.ask("reader", "/healthz").expect(200).json().unwrap()
    }

    /// The data of an order's page as a customer sees it now.
    #[track_caller]
    pub(crate) fn seen(&self, number: &str) -> Value {
        let page = self.page(number).unwrap();
        self.ask("", &format!("{page}.json")).expect(200).json().unwrap()
    }

    /// The words of an order's page as a customer sees it now.
    #[track_caller]
    pub(crate) fn words(&self, number: &str) -> String {
        self.ask("", &self.page(number).unwrap()).expect(200).text()
    }

    /// A message that is received now, and must be taken.
    #[track_caller]
    pub(crate) fn hear(&self, message: Message) {
        self.take(&message.received(self.now(), self.secrets()));
    }

    /// An order that was paid just now.
    #[track_caller]
    pub(crate) fn sell(&self, number: &str, email: Option<&str>, phone: Option<&str>) {
        self.hear_order(&self.order_data(number, "paid", email, phone));
    }

    /// An order with one parcel of DPD, handed over just now.
    #[track_caller]
    pub(crate) fn ship_now(&self, number: &str, parcel: &str, email: Option<&str>, phone: Option<&str>) {
        let mut order = self.order_data(number, "shipped", email, phone);
        order["shipments"] = json!([{"carrier": "dpd", "tracking_number": parcel}]);
        self.hear_order(&order);
        self.hear_event(&standard::event("dpd", parcel, "accepted", self.now()));
    }

    /// What `standard` says of an order that was placed today.
    pub(crate) fn order_data(&self, number: &str, status: &str, email: Option<&str>, phone: Option<&str>) -> Value {
        let placed = self.now() - TimeDelta::minutes(1);
        let mut order = standard::order_data(number, status, placed, "");
        order["customer"] = json!({"email": email, "phone": phone});
        order["paid_at"] = json!(rfc3339(placed));
        order["updated_at"] = json!(self.now().to_rfc3339_opts(SecondsFormat::Millis, true));
        order
    }

    /// An order, through `standard`.
    #[track_caller]
    pub(crate) fn hear_order(&self, data: &Value) {
        self.hear(self.signed(standard::ORDER, &self.secrets().standard_order, &standard::order_updated(data)));
    }

    /// An event of a parcel, through `standard`.
    #[track_caller]
    pub(crate) fn hear_event(&self, event: &Value) {
        self.hear(self.signed(standard::COURIER, &self.secrets().standard_courier, &standard::shipment_event(event)));
    }

    fn signed(&self, path: &str, secrets: &str, body: &Value) -> Message {
        standard::signed(path, secrets, body.to_string().into_bytes(), self.now())
    }

    /// Runs a job, or `run`, at the time that it is here.
    #[track_caller]
    pub(crate) fn run(&self, job: &str) -> Value {
        self.call("scheduler", "POST", &format!("/jobs/{job}"), &Value::Null).expect(200).json().unwrap()
    }

    /// Runs the jobs until none has more to do, as the clock of a deployment does: those that send, those
    /// that look after the store, and those that call platforms and payment providers. How often, says the answer.
    #[track_caller]
    pub(crate) fn run_all(&self) -> usize {
        for calls in 1..=100 {
            let more = ["run", "upkeep", "calls"].map(|jobs| self.run(jobs)["has_more"] == true);
            if more == [false; 3] {
                return calls;
            }
        }
        panic!("after 100 calls the jobs have more to do");
    }

    /// Lets time pass until what is owed has gone out; what arrived since this was last asked. Two
    /// visits: on a busy machine the first may have no time left to send what it finds.
    #[track_caller]
    pub(crate) fn sent(&self) -> Vec<Received> {
        for _ in 0..2 {
            self.pass(VISIT);
            self.run_all();
        }
        let all = self.mailbox.received();
        all[self.seen.replace(all.len())..].to_vec()
    }

    /// What `work` costs.
    #[track_caller]
    pub(crate) fn cost(&self, work: impl FnOnce()) -> Counters {
        let before = self.counters().unwrap();
        work();
        self.counters().unwrap() - before
    }
}

/// The value of `api_tokens` for these names, roles and tokens.
pub(crate) fn api_tokens(all: &[(&str, &str, &str)]) -> String {
    let entry = |(name, role, token): &(&str, &str, &str)| {
        format!("{name}:{role}:{}", HEXLOWER.encode(&Sha256::digest(token.as_bytes())))
    };
    all.iter().map(entry).collect::<Vec<_>>().join(" ")
}
