//! A shop with all that is connected to it: webhooks come in, and platforms and payment providers are
//! called.

use super::senders::{SECRETS, Sent};
use crate::{
    mailroom::{Call, authorized, shop_with},
    shop::{Shop, after},
    world::{World, block_on},
};
use chrono::{DateTime, Utc};
use http::{Method, Request, Response, StatusCode};
use serde_json::{Value, json};
use sledz_app::{
    calls, courier_webhook,
    http_client::{HttpClient, LocalFuture, SendError},
    order_intake, order_sync, order_webhook, poke,
    reply::Reply,
    request::Env,
    tracking_page,
};
use sledz_domain::order::{Alias, Snapshot};
use sledz_sources::platforms::{Contact, OrderSaid, Said};
use sledz_store::Store;
use std::{cell::RefCell, task::Poll};

pub(super) type Answered = Result<Response<Vec<u8>>, SendError>;

/// A request that went out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) at: DateTime<Utc>,
    pub(super) method: String,
    pub(super) host: String,
    pub(super) path: String,
    pub(super) body: Value,
}

type Plays = Box<dyn FnMut(&Asked) -> Answered>;

/// Platforms and payment providers, as a test plays them.
pub(super) struct Outside {
    now: RefCell<DateTime<Utc>>,
    pub(super) asked: RefCell<Vec<Asked>>,
    plays: RefCell<Plays>,
}

impl Outside {
    fn new() -> Self {
        let nobody: Plays = Box::new(|_| Ok(answer(503, Value::Null)));
        Outside { now: RefCell::new(after(0)), asked: RefCell::default(), plays: RefCell::new(nobody) }
    }

    pub(super) fn plays(&self, plays: impl FnMut(&Asked) -> Answered + 'static) {
        *self.plays.borrow_mut() = Box::new(plays);
    }

    /// What was asked for, as method and path.
    pub(super) fn log(&self) -> Vec<String> {
        self.asked.borrow().iter().map(|asked| format!("{} {}", asked.method, asked.path)).collect()
    }
}

impl HttpClient for Outside {
    fn send<'a>(&'a self, request: Request<Vec<u8>>) -> LocalFuture<'a, Answered> {
        Box::pin(async move {
            let asked = Asked {
                at: *self.now.borrow(),
                method: request.method().to_string(),
                host: request.uri().host().unwrap().to_owned(),
                path: request.uri().path_and_query().unwrap().to_string(),
                body: serde_json::from_slice(request.body()).unwrap_or_default(),
            };
            let mut waited = false;
            std::future::poll_fn(
                |_| if std::mem::replace(&mut waited, true) { Poll::Ready(()) } else { Poll::Pending },
            )
            .await;
            self.asked.borrow_mut().push(asked.clone());
            (self.plays.borrow_mut())(&asked)
        })
    }
}

pub(super) fn answer(status: u16, body: Value) -> Response<Vec<u8>> {
    Response::builder().status(status).body(body.to_string().into_bytes()).unwrap()
}

/// The shop, its customers and providers of messages, and those that are called.
pub(super) struct Bazaar {
    pub(super) shop: Shop,
    pub(super) world: World,
    pub(super) outside: Outside,
    set: Vec<(String, String)>,
}

impl Bazaar {
    /// A shop that tells its customers.
    pub(super) fn new() -> Self {
        Bazaar::with(&[])
    }

    pub(super) fn with(changed: &[(&str, &str)]) -> Self {
        let own = [
            ("przelewy24_url", "https://p24.test"),
            ("przelewy24_key", "key"),
            ("allegro_url", "https://allegro.test"),
            ("allegro_auth_url", "https://allegro.test"),
            ("allegro_client", "id:secret"),
            ("woocommerce_url", "https://woo.test"),
            ("woocommerce_key", "ck_x:cs_y"),
            ("slack_url", "https://hooks.slack.com"),
        ];
        let all = SECRETS.iter().chain(&own).chain(changed);
        let set: Vec<(String, String)> = all.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let shop = Bazaar::shop(&set);
        Bazaar { shop, world: World::new(), outside: Outside::new(), set }
    }

    /// One that tells nobody.
    pub(super) fn quiet() -> Self {
        Bazaar::with(&[("notify_since", "")])
    }

    fn shop(set: &[(String, String)]) -> Shop {
        let set: Vec<(&str, &str)> = set.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        shop_with(&set)
    }

    /// Sets a variable; the store stays.
    pub(super) fn set(&mut self, name: &str, value: &str) {
        self.set.push((name.to_owned(), value.to_owned()));
        let kv = std::mem::take(&mut self.shop.kv);
        self.shop = Shop { kv, ..Bazaar::shop(&self.set) };
    }

    /// Delivers a webhook whose pokes are kept.
    pub(super) fn deliver(&self, sent: &Sent) -> StatusCode {
        let handle =
            if sent.path.starts_with("/hooks/couriers") { courier_webhook::handle } else { order_webhook::handle };
        let headers: Vec<(&str, &str)> = sent.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.shop.request(sent.at, Method::POST, sent.path, &headers, sent.body.as_bytes(), handle).status()
    }

    /// Delivers a webhook, and lets what it asks for be done at once.
    pub(super) fn tell(&self, sent: &Sent) {
        assert_eq!(self.deliver(sent), StatusCode::OK, "{sent:?}");
        assert!(self.poke(sent.at));
    }

    pub(super) fn tell_all(&self, sent: &[Sent]) {
        sent.iter().for_each(|sent| self.tell(sent));
    }

    /// Lets pokes arrive; whether all were answered well.
    pub(super) fn poke(&self, at: DateTime<Utc>) -> bool {
        let mut is_well = true;
        // What they do may ask for more.
        loop {
            let poke = self.shop.pokes.borrow_mut().pop();
            let Some(poke) = poke else { return is_well };
            let is_call = poke.uri().path().ends_with("/calls");
            let call = Call::new(&self.shop, at, poke.map(|()| Vec::new()));
            let reply = if is_call { self.answered_outside(&call, at) } else { call.answered(&self.world) };
            is_well &= reply.status() == StatusCode::OK;
        }
    }

    fn answered_outside(&self, call: &Call, at: DateTime<Utc>) -> Reply {
        *self.outside.now.borrow_mut() = at;
        call.run(|request, env| {
            let is_call = request.path().ends_with("/calls");
            let reply = if is_call {
                block_on(calls::handle(request, env, &self.outside))
            } else {
                block_on(order_sync::handle(request, env, &self.outside))
            };
            self.shop.pokes.borrow_mut().extend(poke::calls(env, &request.parts.headers));
            reply
        })
    }

    /// A call of component `calls` or `order-sync`, and what it answers.
    pub(super) fn call(&self, minute: i64, path: &str, body: &Value) -> (u16, Value) {
        let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        let call = Call::new(&self.shop, after(minute), authorized(Method::POST, path, &body));
        let reply = self.answered_outside(&call, after(minute));
        let told = serde_json::from_slice(reply.body()).unwrap_or_default();
        if reply.status() == StatusCode::OK {
            self.poke(after(minute));
        }
        (reply.status().as_u16(), told)
    }

    /// Calls the jobs every two minutes.
    pub(super) fn clock(&self, from: i64, to: i64) {
        for minute in (from..to).step_by(2) {
            self.shop.job(&self.world, after(minute), "run");
            assert_eq!(self.call(minute, "/jobs/calls", &Value::Null).0, 200);
        }
    }

    /// Calls the jobs by the hour.
    pub(super) fn hours(&self, from: i64, to: i64) {
        for minute in (from..to).step_by(60) {
            for minute in [minute, minute + 2] {
                self.shop.job(&self.world, after(minute), "run");
                self.shop.job(&self.world, after(minute), "disagreements");
                assert_eq!(self.call(minute, "/jobs/calls", &Value::Null).0, 200);
            }
        }
    }

    /// Takes in what a poller tells.
    pub(super) fn take(&self, minute: i64, platform: &str, said: Vec<Said>) -> bool {
        let taken = self.take_as(minute, platform, said, false);
        taken && self.poke(after(minute))
    }

    /// The same, as history or not, and what it asks for is left to the jobs.
    pub(super) fn take_as(&self, minute: i64, platform: &str, said: Vec<Said>, is_import: bool) -> bool {
        let (now, wall) = (after(minute), move || after(minute));
        let due = RefCell::default();
        let store = Store::new(&self.shop.kv, &wall);
        let env = Env { store, now, settings: &self.shop.settings, due: &due, is_import };
        let taken = order_intake::take(&env, platform, said).is_ok();
        self.shop.pokes.borrow_mut().extend(poke::calls(&env, &http::HeaderMap::new()));
        taken
    }

    /// A request by an admin of the shop.
    pub(super) fn ask(&self, minute: i64, method: Method, path: &str, body: Value) -> (StatusCode, Value) {
        self.shop.ask_api(&self.world, after(minute), method, path, body)
    }

    /// What the API tells of the orders of a number.
    pub(super) fn orders(&self, number: &str, minute: i64) -> Vec<Value> {
        let (status, told) = self.ask(minute, Method::GET, &format!("/api/orders/{number}"), Value::Null);
        if status == StatusCode::OK { told["orders"].as_array().unwrap().clone() } else { Vec::new() }
    }

    pub(super) fn order(&self, number: &str, minute: i64) -> Value {
        self.orders(number, minute).into_iter().next().unwrap_or_else(|| panic!("no order {number}"))
    }

    /// What a link answers.
    pub(super) fn visit(&self, minute: i64, address: &str) -> String {
        let reply = self.shop.request(after(minute), Method::GET, address, &[], b"", tracking_page::handle);
        assert_eq!(reply.status(), StatusCode::OK, "{address}");
        String::from_utf8(reply.body().clone()).unwrap()
    }

    pub(super) fn link(&self, number: &str, minute: i64) -> String {
        let link = self.order(number, minute)["link"].as_str().unwrap().to_owned();
        link.strip_prefix("https://sledz.example").unwrap_or(&link).to_owned()
    }

    /// The JSON twin of an order's page.
    pub(super) fn page(&self, number: &str, minute: i64) -> Value {
        serde_json::from_str(&self.visit(minute, &format!("{}.json", self.link(number, minute)))).unwrap()
    }

    /// How often a word of ours was counted.
    pub(super) fn counted(&self, name: &str) -> u64 {
        let wall = || after(0);
        Store::new(&self.shop.kv, &wall).counted(name).unwrap()
    }
}

/// What is told of an order, without when it was learned.
pub(super) fn timeless(mut told: Value) -> Value {
    told["updated_at"] = Value::Null;
    told
}

/// An order as a poller tells it.
pub(super) fn told(id: &str, minute: i64, change: impl FnOnce(&mut Snapshot)) -> Vec<Said> {
    let mut snapshot = Snapshot::at(after(minute));
    snapshot.placed_at = Some(after(0));
    snapshot.number = Some(id.to_owned());
    change(&mut snapshot);
    let contact = Contact { email: Some(super::senders::EMAIL.to_owned()), ..Contact::default() };
    vec![Said::Order(Box::new(OrderSaid {
        platform_id: id.to_owned(),
        snapshot,
        contact: Some(contact),
        unknown_status: false,
    }))]
}

pub(super) fn alias(platform: Option<&str>, number: &str) -> Alias {
    Alias { platform: platform.map(str::to_owned), number: number.to_uppercase(), is_part: false }
}

/// Has a person agree that we ask Allegro.
pub(super) fn connect_allegro(bazaar: &Bazaar, minute: i64) {
    bazaar.outside.plays(|asked| Ok(allegro_login(asked).unwrap_or_else(|| answer(404, Value::Null))));
    assert_eq!(bazaar.call(minute, "/jobs/sync/allegro/connect", &Value::Null).0, 200);
    bazaar.outside.asked.borrow_mut().clear();
}

/// What Allegro answers who asks for a link or a token.
pub(super) fn allegro_login(asked: &Asked) -> Option<Response<Vec<u8>>> {
    if asked.path.starts_with("/auth/oauth/device") {
        return Some(answer(
            200,
            json!({"device_code": "d", "expires_in": 864_000, "verification_uri_complete": "https://allegro.test/x"}),
        ));
    }
    asked
        .path
        .starts_with("/auth/oauth/token")
        .then(|| answer(200, json!({"access_token": "a", "refresh_token": "r", "expires_in": 43_199})))
}
