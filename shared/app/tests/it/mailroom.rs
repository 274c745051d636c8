//! A shop that writes to its customers: its settings, and the component `jobs` as a clock, a
//! webhook, a provider or a person of the shop calls it.

use crate::{
    shop::{Message, STANDARD, Shop, order, shipment, signature},
    world::{World, block_on},
};
use chrono::{DateTime, TimeDelta, Utc};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use sha2::Sha256;
use sledz_app::{
    api, customers,
    http_client::LocalFuture,
    operations, poke,
    reply::Reply,
    reports,
    request::{Env, Request},
    upkeep,
};
use sledz_store::{Store, timer::Due};
use std::cell::{Cell, RefCell};

pub(crate) const TOKEN: &str = "admin-token";

/// A shop that sends e-mail by Resend and SMS by SMSAPI.
pub(crate) fn shop() -> Shop {
    shop_with(&[])
}

/// As [`shop`], with these variables set otherwise.
pub(crate) fn shop_with(changed: &[(&str, &str)]) -> Shop {
    let hash = data_encoding::HEXLOWER.encode(&<Sha256 as sha2::Digest>::digest(TOKEN.as_bytes()));
    let secret = format!("whsec_{STANDARD}");
    let tokens = format!("anna:admin:{hash}");
    let usual = [
        ("keys", "current previous"),
        ("api_tokens", tokens.as_str()),
        ("courier_standard_secrets", &secret),
        ("order_standard_secrets", &secret),
        ("report_resend_secrets", &secret),
        ("dispatch_days", "2"),
        ("notify_since", "2026-10-01"),
        ("public_url", "https://sledz.example"),
        ("jobs_url", "http://jobs.example"),
        ("shop_name", "Leśna Spiżarnia"),
        ("mail_provider", "resend"),
        ("mail_key", "key"),
        ("mail_from", "sklep@example.com"),
        ("resend_url", "https://api.resend.com"),
        ("sms_provider", "smsapi"),
        ("sms_key", "key"),
        ("smsapi_url", "https://api.smsapi.pl"),
    ];
    Shop::of(usual.into_iter().chain(changed.iter().copied()))
}

/// One request to the component, whose future can be polled by hand.
pub(crate) struct Call<'a> {
    shop: &'a Shop,
    request: Request,
    now: DateTime<Utc>,
    due: RefCell<Vec<Due>>,
    wall: Box<dyn Fn() -> DateTime<Utc> + 'a>,
}

impl<'a> Call<'a> {
    pub(crate) fn new(shop: &'a Shop, now: DateTime<Utc>, request: http::Request<Vec<u8>>) -> Self {
        let (parts, body) = request.into_parts();
        let request = Request { parts, body: Some(body) };
        Call { shop, request, now, due: RefCell::default(), wall: Box::new(move || now) }
    }

    /// A job, called by the clock.
    pub(crate) fn job(shop: &'a Shop, now: DateTime<Utc>, job: &str) -> Self {
        Call::new(shop, now, authorized(Method::POST, &format!("/jobs/{job}"), b""))
    }

    /// In which the wall clock goes on by so many milliseconds whenever somebody looks at it.
    pub(crate) fn slow(self, milliseconds: i64) -> Self {
        let (now, looked) = (self.now, Cell::new(0));
        let wall = move || {
            looked.set(looked.get() + 1);
            now + TimeDelta::milliseconds(milliseconds) * looked.get()
        };
        Call { wall: Box::new(wall), ..self }
    }

    /// Hands the parts that a future needs to `with`.
    pub(crate) fn run<T>(&self, with: impl FnOnce(&Request, &Env) -> T) -> T {
        let wall = || (self.wall)();
        let env = Env {
            store: Store::new(&self.shop.kv, &wall),
            now: self.now,
            settings: &self.shop.settings,
            due: &self.due,
            is_import: false,
        };
        with(&self.request, &env)
    }

    /// Its answer.
    pub(crate) fn answered(&self, world: &World) -> Reply {
        world.now.set(self.now);
        self.run(|request, env| block_on(component(request, env, world)))
    }
}

/// What component `upkeep` answers.
const UPKEEP: [&str; 7] = [
    "/jobs/upkeep",
    "/jobs/stalled",
    "/jobs/retention",
    "/jobs/compaction",
    "/jobs/disagreements",
    "/jobs/erasures",
    "/healthz",
];

/// The component that answers, and the other ones that it asks to do something at once.
fn component<'a>(request: &'a Request, env: &'a Env<'a>, world: &'a World) -> LocalFuture<'a, Reply> {
    Box::pin(async move {
        match request.path() {
            "/jobs/run" => {
                // What the component has done by a call to `upkeep`, which nobody answers in this world.
                let before = asking(&at(request, "/jobs/upkeep"), env, world, upkeep::handle).await;
                let after = operations::handle(request, env, world).await;
                merged(&before, after)
            }
            path if UPKEEP.contains(&path) => asking(request, env, world, upkeep::handle).await,
            path if path.starts_with("/jobs/") => operations::handle(request, env, world).await,
            path if path.starts_with("/hooks/reports/") => asking(request, env, world, reports::handle).await,
            path if path.starts_with("/api/customers") => asking(request, env, world, customers::handle).await,
            _ => asking(request, env, world, api::handle).await,
        }
    })
}

/// A component that asks component `jobs` to do at once what it leaves to do.
async fn asking(request: &Request, env: &Env<'_>, world: &World, handle: fn(&Request, &Env) -> Reply) -> Reply {
    let due = RefCell::default();
    let env = Env { due: &due, ..*env };
    let reply = handle(request, &env);
    for call in poke::calls(&env, &request.parts.headers) {
        let (parts, ()) = call.into_parts();
        let due = RefCell::default();
        let poked = Request { parts, body: Some(Vec::new()) };
        let _ = operations::handle(&poked, &Env { due: &due, ..env }, world).await;
    }
    reply
}

/// The same request to another path.
fn at(request: &Request, path: &str) -> Request {
    let mut parts = request.parts.clone();
    parts.uri = path.parse().unwrap();
    Request { parts, body: Some(Vec::new()) }
}

/// What both say that they ran.
fn merged(before: &Reply, after: Reply) -> Reply {
    if after.status() != StatusCode::OK || before.status() != StatusCode::OK {
        return after;
    }
    let read = |reply: &Reply| serde_json::from_slice::<Value>(reply.body()).unwrap();
    let (first, mut both) = (read(before), read(&after));
    let jobs = [first["jobs"].as_array().unwrap().clone(), both["jobs"].as_array().unwrap().clone()].concat();
    both["has_more"] = Value::Bool(first["has_more"] == true || both["has_more"] == true);
    both["jobs"] = Value::Array(jobs);
    after.map(|_| both.to_string().into_bytes())
}

/// Two requests at once, by turns.
pub(crate) fn both(first: &Call, second: &Call, world: &World, turns: Vec<bool>) -> (Reply, Reply) {
    world.now.set(first.now);
    first.run(|one, one_env| {
        second.run(|other, other_env| {
            let futures: [LocalFuture<'_, Reply>; 2] =
                [component(one, one_env, world), component(other, other_env, world)];
            let [first, second] = futures;
            crate::world::interleaved(first, second, turns)
        })
    })
}

pub(crate) fn authorized(method: Method, path: &str, body: &[u8]) -> http::Request<Vec<u8>> {
    http::Request::builder()
        .method(method)
        .uri(path)
        .header("authorization", format!("Bearer {TOKEN}"))
        .header("content-type", "application/json")
        .body(body.to_vec())
        .unwrap()
}

impl Shop {
    /// Delivers a message whose poke gets through.
    pub(crate) fn tell(&self, world: &World, message: &Message) -> StatusCode {
        let status = self.deliver(message);
        self.poke(world, message.at);
        status
    }

    /// Delivers a message whose poke gets lost.
    pub(crate) fn tell_unheard(&self, message: &Message) -> StatusCode {
        let status = self.deliver(message);
        self.pokes.borrow_mut().clear();
        status
    }

    /// Lets the pokes that were sent arrive.
    pub(crate) fn poke(&self, world: &World, at: DateTime<Utc>) {
        for poke in self.pokes.take() {
            let poke = poke.map(|()| Vec::new());
            assert_eq!(Call::new(self, at, poke).answered(world).status(), StatusCode::OK);
        }
    }

    /// Calls a job; what it answers.
    pub(crate) fn job(&self, world: &World, at: DateTime<Utc>, job: &str) -> Value {
        let reply = Call::job(self, at, job).answered(world);
        assert_eq!(reply.status(), StatusCode::OK, "{job}: {}", String::from_utf8_lossy(reply.body()));
        serde_json::from_slice(reply.body()).unwrap()
    }

    /// Calls all jobs that are due every few minutes.
    pub(crate) fn run(&self, world: &World, from: DateTime<Utc>, to: DateTime<Utc>, minutes: i64) {
        let mut at = from;
        while at <= to {
            self.job(world, at, "run");
            at += TimeDelta::minutes(minutes);
        }
    }

    /// A request by somebody of the shop.
    pub(crate) fn ask_api(
        &self,
        world: &World,
        at: DateTime<Utc>,
        method: Method,
        path: &str,
        body: Value,
    ) -> (StatusCode, Value) {
        let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        let reply = Call::new(self, at, authorized(method, path, &body)).answered(world);
        (reply.status(), serde_json::from_slice(reply.body()).unwrap_or_default())
    }

    /// Sets something for a message.
    pub(crate) fn set_message(&self, world: &World, at: DateTime<Utc>, kind: &str, setting: Value) {
        let (status, answer) = self.ask_api(world, at, Method::PUT, &format!("/api/templates/{kind}"), setting);
        assert_eq!(status, StatusCode::OK, "{answer}");
    }

    /// Resend reports what became of a message.
    pub(crate) fn report(
        &self,
        world: &World,
        at: DateTime<Utc>,
        reference: &str,
        what: &str,
        data: Value,
    ) -> StatusCode {
        let mut data = data;
        data["tags"] = json!({"sledz": reference});
        let body = json!({"type": what, "created_at": at, "data": data}).to_string();
        let stamp = at.timestamp().to_string();
        let request = http::Request::post("/hooks/reports/resend")
            .header("content-type", "application/json")
            .header("svix-id", "r")
            .header("svix-timestamp", &stamp)
            .header("svix-signature", signature("r", &stamp, body.as_bytes()))
            .body(body.into_bytes())
            .unwrap();
        Call::new(self, at, request).answered(world).status()
    }
}

/// An order in a state, with parcels of DPD, placed and paid at `placed`.
pub(crate) fn bought(at: DateTime<Utc>, placed: DateTime<Utc>, status: &str, numbers: &[&str]) -> Message {
    let shipments: Vec<Value> =
        numbers.iter().map(|number| json!({"carrier": "dpd", "tracking_number": number})).collect();
    let customer = json!({"email": "lucja@example.com", "phone": "600000001"});
    bought_by(at, placed, status, &shipments, customer)
}

/// As [`bought`], by that customer.
pub(crate) fn bought_by(
    at: DateTime<Utc>,
    placed: DateTime<Utc>,
    status: &str,
    shipments: &[Value],
    customer: Value,
) -> Message {
    order(
        at,
        json!({"id": "77", "number": "1001", "status": status, "placed_at": placed, "paid_at": placed,
            "updated_at": at, "language": "pl", "customer": customer, "shipments": shipments}),
    )
}

/// What DPD says of a parcel at a time.
pub(crate) fn scanned(at: DateTime<Utc>, number: &str, status: &str) -> Message {
    shipment(at, json!({"carrier": "dpd", "tracking_number": number, "status": status, "at": at}))
}

/// Waits in a locker until `deadline`.
pub(crate) fn waits(at: DateTime<Utc>, number: &str, deadline: DateTime<Utc>) -> Message {
    let pickup = json!({"name": "KRA010", "deadline": deadline});
    shipment(
        at,
        json!({"carrier": "dpd", "tracking_number": number, "status": "ready_for_pickup", "at": at, "pickup": pickup}),
    )
}
