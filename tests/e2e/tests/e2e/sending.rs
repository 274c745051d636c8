//! A deployment that sends at once to a mailbox, and whose clock the test moves: between two jumps it
//! runs as fast as the real one, since tries of a real deployment never overlap by a jump.

use crate::world::local;
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde_json::{Value, json};
use sledz_e2e::{
    client::{Client, Reply},
    deployment::{Builder, Deployment},
    mailbox::{
        Mailbox,
        received::{Provider, Received},
    },
    message::Message,
    secrets::{Secrets, local_token},
    senders::standard,
};
use std::{
    net::{SocketAddr, TcpListener},
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

/// Where customers would reach it; one-click links need HTTPS.
pub(crate) const PUBLIC: &str = "https://sledz.sklep.example";

/// Tries begin early in windows of so many seconds.
const WINDOW: i64 = 120;

/// The seconds of a window in which jobs are called, with room for a call.
const EARLY: i64 = 70;

/// How long anything may take that should take a moment.
const SOON: Duration = Duration::from_secs(30);

/// The time of a test: it only goes forward.
pub(crate) struct Clock(Mutex<(DateTime<Utc>, Instant)>);

impl Clock {
    fn new(begin: DateTime<Utc>) -> Self {
        Clock(Mutex::new((begin, Instant::now())))
    }

    /// The time.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        let (base, since) = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        base + TimeDelta::from_std(since.elapsed()).unwrap()
    }

    fn jump(&self, to: DateTime<Utc>) {
        assert!(to >= self.now(), "the clock goes back to {to}");
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = (to, Instant::now());
    }
}

/// What speaks to the deployment; each thread may have its own.
#[derive(Clone)]
pub(crate) struct Line {
    client: Client,
    secrets: Secrets,
    clock: Arc<Clock>,
}

impl Line {
    /// What a platform says of an order, received now.
    pub(crate) fn order(&self, data: &Value) -> anyhow::Result<Reply> {
        let body = standard::order_updated(data);
        self.deliver(standard::ORDER, &self.secrets.standard_order, &body)
    }

    /// What a courier says of a parcel, received now.
    pub(crate) fn parcel(&self, data: &Value) -> anyhow::Result<Reply> {
        let body = standard::shipment_event(data);
        self.deliver(standard::COURIER, &self.secrets.standard_courier, &body)
    }

    fn deliver(&self, path: &str, variable: &str, body: &Value) -> anyhow::Result<Reply> {
        let now = self.clock.now();
        let message = standard::signed(path, variable, body.to_string().into_bytes(), now);
        message.received(now, &self.secrets).send(&self.client)
    }

    /// A request by whoever has the token of `role`, received now.
    pub(crate) fn call(&self, role: &str, method: &str, path: &str, body: &Value) -> anyhow::Result<Reply> {
        let call = self.client.request(method, path).header("authorization", &format!("Bearer {}", local_token(role)));
        let call = call.header("sledz-test-now", &self.secrets.test_now(self.clock.now()));
        call.header("content-type", "application/json").body(body.to_string().into_bytes()).send()
    }

    /// Has the jobs run once; whether they have more to do.
    pub(crate) fn run_jobs(&self) -> anyhow::Result<bool> {
        let reply = self.call("scheduler", "POST", "/jobs/run", &Value::Null)?;
        anyhow::ensure!(reply.status == 200, "/jobs/run answered {}: {}", reply.status, reply.text());
        Ok(reply.json()?["has_more"] == true)
    }
}

/// The deployment, its mailbox, its time.
pub(crate) struct Sending {
    pub(crate) deployment: Deployment,
    pub(crate) mailbox: Mailbox,
    clock: Arc<Clock>,
}

impl Sending {
    /// With these providers, on a Wednesday at ten in Warsaw.
    pub(crate) fn start(mail: &str, sms: &str) -> Self {
        Sending::with(mail, sms, time("2026-11-18T09:00:00Z"), |builder| builder)
    }

    /// With these providers, from that time on, and with further variables.
    pub(crate) fn with(mail: &str, sms: &str, begin: DateTime<Utc>, change: impl FnOnce(Builder) -> Builder) -> Self {
        Sending::try_with(mail, sms, begin, change).unwrap()
    }

    /// The same, if such a deployment starts at all. Alerts and events go nowhere.
    pub(crate) fn try_with(
        mail: &str,
        sms: &str,
        begin: DateTime<Utc>,
        change: impl FnOnce(Builder) -> Builder,
    ) -> anyhow::Result<Self> {
        let shop = |name: &str| name.starts_with("alert_") || name.starts_with("events_");
        Sending::opened(mail, sms, begin, |name| !shop(name), change)
    }

    /// The same, with alerts and events.
    pub(crate) fn for_the_shop(
        mail: &str,
        sms: &str,
        begin: DateTime<Utc>,
        change: impl FnOnce(Builder) -> Builder,
    ) -> Self {
        Sending::opened(mail, sms, begin, |_| true, change).unwrap()
    }

    fn opened(
        mail: &str,
        sms: &str,
        begin: DateTime<Utc>,
        wanted: impl Fn(&str) -> bool,
        change: impl FnOnce(Builder) -> Builder,
    ) -> anyhow::Result<Self> {
        let mailbox = Mailbox::start(SocketAddr::from(([127, 0, 0, 1], 0)))?;
        let address = free();
        let known = mailbox.variables(mail, sms).into_iter().filter(|(name, _)| wanted(name));
        let builder = known.fold(local(), |builder, (name, value)| builder.variable(&name, &value));
        let builder = builder
            .listen(address)
            .variable("jobs_url", &format!("http://{address}"))
            .variable("public_url", PUBLIC)
            .variable("notify_since", "2026-01-01");
        let deployment = change(builder).start()?;
        Ok(Sending { deployment, mailbox, clock: Arc::new(Clock::new(begin)) })
    }

    /// A line to it.
    pub(crate) fn line(&self) -> Line {
        let (client, secrets) = (self.deployment.client().clone(), self.deployment.secrets().clone());
        Line { client, secrets, clock: Arc::clone(&self.clock) }
    }

    /// The time.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// What a platform says of an order, which must be taken.
    #[track_caller]
    pub(crate) fn order(&self, data: &Value) {
        let _ = self.line().order(data).unwrap().expect(200);
    }

    /// What a courier says of a parcel, which must be taken.
    #[track_caller]
    pub(crate) fn parcel(&self, data: &Value) {
        let _ = self.line().parcel(data).unwrap().expect(200);
    }

    /// Sends a message that is already signed; it must be taken.
    #[track_caller]
    pub(crate) fn take(&self, message: Message) {
        let message = message.received(self.now(), self.deployment.secrets());
        let _ = self.deployment.send(&message).unwrap().expect(200);
    }

    /// Sets a message; the setting must be taken.
    #[track_caller]
    pub(crate) fn set(&self, kind: &str, setting: &Value) {
        let _ = self.line().call("admin", "PUT", &format!("/api/templates/{kind}"), setting).unwrap().expect(200);
    }

    /// The details of `/healthz`.
    #[track_caller]
    pub(crate) fn health(&self) -> Value {
        self.line().call("reader", "GET", "/healthz", &Value::Null).unwrap().expect(200).json().unwrap()
    }

    /// A page as a customer sees it now, which must be there.
    #[track_caller]
    pub(crate) fn open(&self, path: &str) -> Reply {
        let moved = self.deployment.secrets().test_now(self.now());
        let call = self.deployment.client().request("GET", path).header("sledz-test-now", &moved);
        call.send().unwrap().expect(200)
    }

    /// The letters that nobody could deliver.
    #[track_caller]
    pub(crate) fn dead(&self) -> Vec<Value> {
        let told = self.line().call("reader", "GET", "/api/outbox", &Value::Null).unwrap().expect(200);
        told.json().unwrap()["dead"].as_array().unwrap().clone()
    }

    /// Waits until nothing is being answered or sent.
    #[track_caller]
    pub(crate) fn settle(&self) {
        let begun = Instant::now();
        let seen = || Provider::ALL.map(|provider| self.mailbox.requests(provider));
        let (mut last, mut quiet) = (seen(), 0);
        // A webhook's own call of the jobs comes a moment after its answer.
        while quiet < 4 {
            assert!(begun.elapsed() < SOON, "the deployment is still at work after {} s", SOON.as_secs());
            thread::sleep(Duration::from_millis(15));
            let now = seen();
            let idle = self.deployment.usage().is_ok_and(|usage| usage.in_flight == 0) && now == last;
            quiet = if idle { quiet + 1 } else { 0 };
            last = now;
        }
    }

    /// Moves the clock to that time at least, early in a window of tries; what runs has ended before.
    #[track_caller]
    pub(crate) fn jump(&self, to: DateTime<Utc>) {
        self.settle();
        let late = to.timestamp().rem_euclid(WINDOW);
        let to = if late == 0 { to } else { to + TimeDelta::seconds(WINDOW - late) };
        self.clock.jump(to);
    }

    /// Lets so many minutes pass, a little more if tries may begin only then.
    #[track_caller]
    pub(crate) fn pass(&self, minutes: i64) {
        self.jump(self.now() + TimeDelta::minutes(minutes));
    }

    /// Moves the clock to the next window if this one is nearly over.
    #[track_caller]
    pub(crate) fn keep_early(&self) {
        if self.now().timestamp().rem_euclid(WINDOW) >= EARLY {
            self.jump(self.now());
        }
    }

    /// Has the jobs run by `at_once` callers until they have nothing more to do.
    #[track_caller]
    pub(crate) fn jobs(&self, at_once: usize) {
        for _ in 0..1000 {
            self.keep_early();
            let run = || self.line().run_jobs().unwrap();
            let more = thread::scope(|scope| {
                let callers: Vec<_> = (0..at_once).map(|_| scope.spawn(run)).collect();
                callers.into_iter().map(|caller| caller.join().unwrap()).fold(false, |any, more| any | more)
            });
            if !more {
                return;
            }
        }
        panic!("the jobs still have more to do after a thousand calls");
    }

    /// Lets so many minutes pass, and has the jobs run.
    #[track_caller]
    pub(crate) fn later(&self, minutes: i64) {
        self.pass(minutes);
        self.jobs(1);
    }

    /// Waits until so many messages went to this address or number, and gives them.
    #[track_caller]
    pub(crate) fn wait_for(&self, to: &str, count: usize, within: Duration) -> Vec<Received> {
        let there = |all: &[Received]| all.iter().filter(|one| one.is_to(to)).count() >= count;
        if let Err(error) = self.mailbox.wait_for(there, within) {
            panic!("{count} messages to {to}: {error}; the host says: {}", self.deployment.log());
        }
        let got = self.mailbox.to(to);
        assert_eq!(got.len(), count, "messages to {to}: {:?}", told(&got));
        got
    }
}

/// What messages are, for people: kind and subject, or the text of an SMS.
pub(crate) fn told(messages: &[Received]) -> Vec<String> {
    let tell =
        |one: &Received| format!("{} {}", one.tag, if one.subject.is_empty() { &one.text } else { &one.subject });
    messages.iter().map(tell).collect()
}

/// An order placed and changed at these times; its customer has this e-mail address.
pub(crate) fn order(number: &str, status: &str, placed: DateTime<Utc>, changed: DateTime<Utc>, email: &str) -> Value {
    let mut data = standard::order_data(number, status, placed, email);
    data["updated_at"] = json!(changed.to_rfc3339_opts(SecondsFormat::Millis, true));
    data["paid_at"] = json!(sledz_e2e::senders::rfc3339(placed));
    data
}

/// A time.
pub(crate) fn time(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// An address that is free now: a deployment has to be told its own before it starts.
fn free() -> SocketAddr {
    TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr()).unwrap()
}
