//! Where a test takes place: a deployment, and names in it that nobody else uses.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use sledz_e2e::{
    client::{Client, Reply},
    demo::shop,
    deployment::{Builder, Deployment, URL},
    message::Message,
    secrets::{Secrets, random_hex},
    senders::standard,
    workshop::{Steps, Workshop},
};
use std::{
    env,
    io::Write as _,
    ops::Deref,
    sync::{Arc, Mutex, OnceLock, PoisonError, Weak},
};

/// The workspace with everything built, once for all tests.
pub(crate) fn workshop() -> &'static Workshop {
    static BUILT: OnceLock<Workshop> = OnceLock::new();
    BUILT.get_or_init(|| {
        let workshop = Workshop::find().unwrap();
        workshop.build(&mut Steps::new(Workshop::BUILD_STEPS)).unwrap();
        workshop
    })
}

/// A local deployment that does not wait for the disk and counts its store calls.
pub(crate) fn local() -> Builder {
    let shop = shop::VARIABLES.iter();
    shop.fold(Deployment::builder(workshop()), |builder, (name, value)| builder.variable(name, value))
        .sync(false)
        .counters()
}

/// Whether only a named deployment is there, and this test is left out.
pub(crate) fn skips_named(what: &str) -> bool {
    let named = env::var(URL).is_ok_and(|url| !url.trim().is_empty());
    if named {
        say_skipped(what, "needs the local host");
    }
    named
}

/// Leaves a test out, because something is not installed; where `CI` is set that is a failure.
pub(crate) fn skip_without(what: &str, missing: &str) {
    assert!(env::var_os("CI").is_none(), "{what}: {missing}, and CI is set");
    say_skipped(what, missing);
}

fn say_skipped(what: &str, why: &str) {
    // Not by a macro: the test runner keeps back what tests print that succeed.
    let _ = writeln!(std::io::stdout(), "\nskipped: {what}: {why}");
}

/// A deployment shared by the tests that are running, and a name of this test's own in it.
pub(crate) struct World {
    deployment: Arc<Deployment>,
    name: String,
    /// Where this test's ids of shipments and orders begin.
    pub(crate) base: u64,
}

impl Deref for World {
    type Target = Deployment;
    fn deref(&self) -> &Deployment {
        &self.deployment
    }
}

impl World {
    /// The deployment that the environment names, or a local one.
    pub(crate) fn open() -> Self {
        static SHARED: Mutex<Weak<Deployment>> = Mutex::new(Weak::new());
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        // Ends with the last test that uses it: nothing is left behind by a static.
        let deployment = shared.upgrade().unwrap_or_else(|| {
            let named = Deployment::named().unwrap();
            Arc::new(named.unwrap_or_else(|| local().start().unwrap()))
        });
        *shared = Arc::downgrade(&deployment);
        World::of(deployment)
    }

    /// The deployment that the environment names, or a local one that no other test uses.
    pub(crate) fn own() -> Self {
        let named = Deployment::named().unwrap();
        World::of(named.unwrap_or_else(|| local().start().unwrap()))
    }

    /// A world in this deployment.
    pub(crate) fn of(deployment: impl Into<Arc<Deployment>>) -> Self {
        let name = random_hex::<5>().unwrap().to_uppercase();
        let base = u64::from_str_radix(&random_hex::<6>().unwrap(), 16).unwrap();
        World { deployment: deployment.into(), name, base }
    }

    /// A number for an order.
    pub(crate) fn number(&self, n: u32) -> String {
        format!("T{}-{n}", self.name)
    }

    /// A tracking number, as it is normalised.
    pub(crate) fn parcel(&self, n: u32) -> String {
        format!("P{}N{n}", self.name)
    }

    /// The e-mail address of this test's customers.
    pub(crate) fn email(&self) -> String {
        format!("{}@example.com", self.name.to_lowercase())
    }

    /// What the deployment was started with.
    pub(crate) fn secrets(&self) -> &Secrets {
        self.deployment.secrets()
    }

    /// Sends a message that must be taken.
    #[track_caller]
    pub(crate) fn take(&self, message: &Message) {
        let _ = self.send(message).unwrap().expect(200);
    }

    /// Sends a message that must be refused with this status, as a problem document.
    #[track_caller]
    pub(crate) fn refuse(&self, message: &Message, status: u16) -> Reply {
        let reply = self.send(message).unwrap();
        is_problem(&reply, status);
        reply
    }

    /// An event of a parcel, through `standard`.
    #[track_caller]
    pub(crate) fn tell(&self, event: &Value) {
        self.take(&standard::courier(self.secrets(), &standard::shipment_event(event)));
    }

    /// The state of an order, through `standard`.
    #[track_caller]
    pub(crate) fn tell_order(&self, data: &Value) {
        self.take(&standard::order(self.secrets(), &standard::order_updated(data)));
    }

    /// A shipped order of yesterday with these parcels, through `standard`.
    #[track_caller]
    pub(crate) fn ship(&self, number: &str, parcels: &[&str]) {
        let mut order = standard::order_data(number, "shipped", ago(24), &self.email());
        order["shipments"] =
            parcels.iter().map(|parcel| json!({"carrier": "dpd", "tracking_number": parcel})).collect();
        self.tell_order(&order);
    }

    /// The codes of the events on an order's page, newest first.
    #[track_caller]
    pub(crate) fn codes(&self, number: &str) -> Vec<String> {
        codes(&self.track(number).unwrap())
    }

    /// One of the orders of a number, as the API gives it.
    #[track_caller]
    pub(crate) fn order(&self, number: &str) -> Value {
        self.orders(number).unwrap().swap_remove(0)
    }

    /// Nothing is known of an order.
    #[track_caller]
    pub(crate) fn has_no_order(&self, number: &str) {
        assert!(self.orders(number).is_err(), "order {number} is there");
    }
}

/// The codes of the events of all parcels, newest first.
pub(crate) fn codes(view: &Value) -> Vec<String> {
    let shipments = view["shipments"].as_array().unwrap();
    let events = shipments.iter().flat_map(|shipment| shipment["events"].as_array().unwrap());
    events.map(|event| event["code"].as_str().unwrap_or("-").to_owned()).collect()
}

/// The answer is a problem document that says nothing of our insides.
#[track_caller]
pub(crate) fn is_problem(reply: &Reply, status: u16) {
    let reply = reply.clone().expect(status);
    assert_eq!(reply.header("content-type"), "application/problem+json", "{}", reply.text());
    let problem = reply.json().unwrap();
    let mut fields: Vec<&String> = problem.as_object().unwrap().keys().collect();
    fields.sort();
    assert_eq!(fields, ["detail", "status", "title", "type"]);
    assert_eq!(problem["status"], status);
    let text = reply.text().to_lowercase();
    for inside in ["panicked", "src/", ".rs", "serde", "wasm", "sqlite", "redis", "sledz1:", "secret", "hush"] {
        assert!(!text.contains(inside), "tells of {inside}: {text}");
    }
}

/// The fields of a JSON object, sorted.
#[track_caller]
pub(crate) fn fields(value: &Value) -> Vec<&str> {
    let mut fields: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
    fields.sort_unstable();
    fields
}

/// So many hours ago.
pub(crate) fn ago(hours: i64) -> DateTime<Utc> {
    Utc::now() - TimeDelta::hours(hours)
}

/// A time that a test is moved to.
pub(crate) fn time(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// The client is shared by threads.
pub(crate) fn client(deployment: &Deployment) -> Client {
    deployment.client().clone()
}

/// A file of `tests/fixtures`.
pub(crate) fn fixture(path: &str) -> Vec<u8> {
    let file = workspace().join("tests/fixtures").join(path);
    std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn workspace() -> std::path::PathBuf {
    Workshop::find().unwrap().root().to_owned()
}
