//! A deployment of one test's own that asks shops, marketplaces and hubs for their orders, all of them
//! played beside it, and whose clock the test moves.

use crate::{office::Office, world::skips_named};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use sledz_e2e::{
    client::{Reply, escaped},
    deployment::Builder,
    message::Message,
    senders::woocommerce,
    shops::{
        allegro::{self, Allegro},
        baselinker::{self, BaseLinkerHub},
        przelewy24::P24,
        server::Server,
        shoper::ShoperShop,
        shopify::ShopifyShop,
        woocommerce::{self as woo, WooShop},
    },
};
use std::ops::Deref;

/// From one visit of what is owed to the next.
const VISIT: TimeDelta = TimeDelta::minutes(4);

/// Where Shoper's webhooks go.
const SHOPER: &str = "local-shoper-token";

/// All pollers of orders, as variable `order_poll` lists them.
pub(crate) const ALL: &str = "allegro baselinker shoper woocommerce shopify";

/// The deployment, and those who sell.
pub(crate) struct Selling {
    office: Office,
    allegro: Allegro,
    hub: BaseLinkerHub,
    pub(crate) woo: WooShop,
    pub(crate) shoper: ShoperShop,
    pub(crate) shopify: ShopifyShop,
    pub(crate) p24: P24,
}

impl Deref for Selling {
    type Target = Office;
    fn deref(&self) -> &Office {
        &self.office
    }
}

/// One purchase as three systems have it.
pub(crate) struct Purchase {
    /// Allegro's form.
    pub(crate) form: String,
    /// The shop's order.
    pub(crate) shop: u64,
    /// The hub's, which names both.
    pub(crate) hub: u64,
}

impl Selling {
    /// With these pollers of orders; none if only a named deployment is there, and `test` is left out.
    pub(crate) fn open(test: &str, order_poll: &str) -> Option<Self> {
        (!skips_named(test)).then(|| Selling::with(order_poll, |builder| builder))
    }

    /// With these pollers of orders and further variables.
    pub(crate) fn with(order_poll: &str, change: impl FnOnce(Builder) -> Builder) -> Self {
        let (allegro, hub) = (Allegro::start().unwrap(), BaseLinkerHub::start().unwrap());
        let (woo, shoper) = (WooShop::start().unwrap(), ShoperShop::start().unwrap());
        let (shopify, p24) = (ShopifyShop::start().unwrap(), P24::start().unwrap());
        let variables = [
            allegro.variables(),
            hub.variables(),
            woo.variables(),
            shoper.variables(),
            shopify.variables(),
            p24.variables(),
        ];
        let variables = variables.concat();
        let office = Office::with("postmark", "", |builder| {
            let builder = variables.iter().fold(builder, |builder, (name, value)| builder.variable(name, value));
            let builder = builder.variable("order_shoper_secrets", &format!("path:{SHOPER}"));
            change(builder.variable("order_poll", order_poll))
        });
        Selling { office, allegro, hub, woo, shoper, shopify, p24 }
    }

    /// Allegro, whose clock is this one.
    pub(crate) fn allegro(&self) -> &Allegro {
        self.allegro.tell_time(Some(self.now()));
        &self.allegro
    }

    /// BaseLinker, whose clock is this one.
    pub(crate) fn hub(&self) -> &BaseLinkerHub {
        self.hub.tell_time(Some(self.now()));
        &self.hub
    }

    /// The server of whoever a poller asks.
    pub(crate) fn server(&self, poller: &str) -> &Server {
        match poller {
            "allegro" => self.allegro.server(),
            "baselinker" => self.hub.server(),
            "shoper" => self.shoper.server(),
            "shopify" => self.shopify.server(),
            _ => self.woo.server(),
        }
    }

    /// Calls a poller once, in the next window; with an empty name all of them. What the answer says of
    /// each of their tasks.
    #[track_caller]
    pub(crate) fn sync(&self, poller: &str) -> Vec<Value> {
        self.next_window();
        self.sync_now(poller)
    }

    /// The same at the time that it is.
    #[track_caller]
    pub(crate) fn sync_now(&self, poller: &str) -> Vec<Value> {
        let _ = (self.allegro(), self.hub());
        let path = if poller.is_empty() { "/jobs/sync".to_owned() } else { format!("/jobs/sync/{poller}") };
        let told = self.call("scheduler", "POST", &path, &Value::Null).expect(200).json().unwrap();
        told["pollers"].as_array().unwrap().clone()
    }

    /// Calls a poller until it has no more to do; it must go well.
    #[track_caller]
    pub(crate) fn synced(&self, poller: &str) -> Vec<Value> {
        for _ in 0..30 {
            let told = self.sync(poller);
            assert!(told.iter().all(|one| one["why"].is_null()), "{told:?}");
            if told.iter().all(|one| one["has_more"] == false) {
                return told;
            }
        }
        panic!("after 30 calls {poller} has more to do");
    }

    /// Lets time pass, and then the same.
    #[track_caller]
    pub(crate) fn synced_after(&self, time: TimeDelta, poller: &str) -> Vec<Value> {
        self.pass(time);
        self.synced(poller)
    }

    /// Has history brought in, at the time that it is.
    #[track_caller]
    pub(crate) fn backfill(&self, body: &Value) -> Reply {
        self.call("admin", "POST", "/jobs/backfill", body)
    }

    /// Has it brought in to its end; after how many calls.
    #[track_caller]
    pub(crate) fn backfilled(&self, body: &Value) -> usize {
        for calls in 1..=60 {
            let told = self.backfill(body).expect(200).json().unwrap();
            for one in told["pollers"].as_array().unwrap() {
                assert_eq!(one["why"], Value::Null, "{told}");
            }
            if told["has_more"] == false {
                return calls;
            }
        }
        panic!("after 60 calls history has no end");
    }

    /// Lets time pass until what is owed to platforms and payment providers is due, and makes the calls.
    #[track_caller]
    pub(crate) fn calls(&self) {
        let _ = (self.allegro(), self.hub());
        self.pass(VISIT);
        self.next_window();
        for _ in 0..50 {
            if self.run("calls")["has_more"] == false {
                return;
            }
        }
        panic!("after 50 calls there are more calls to make");
    }

    /// A person of the shop lets Allegro be asked; the link that it had to follow.
    #[track_caller]
    pub(crate) fn connect(&self) -> String {
        let told = self.call("admin", "POST", "/jobs/sync/allegro/connect", &Value::Null).expect(200).json().unwrap();
        self.allegro().agree();
        self.synced("allegro");
        told["link"].as_str().unwrap().to_owned()
    }

    /// What `/healthz` says of a poller's task.
    #[track_caller]
    pub(crate) fn order_poller(&self, poller: &str, task: &str) -> Value {
        let told = self.health();
        let mut all = told["order_pollers"].as_array().unwrap().iter();
        let of = all.find(|one| one["poller"] == poller && one["task"] == task);
        of.unwrap_or_else(|| panic!("nothing is told of {poller} {task}: {told}")).clone()
    }

    /// Until when a poller's task is left alone.
    #[track_caller]
    pub(crate) fn not_before(&self, poller: &str, task: &str) -> DateTime<Utc> {
        let told = self.order_poller(poller, task);
        told["not_before"].as_str().unwrap_or_else(|| panic!("it is not put off: {told}")).parse().unwrap()
    }

    /// The orders of a number as the API gives them now; none if nobody knows it.
    #[track_caller]
    pub(crate) fn told(&self, number: &str) -> Vec<Value> {
        let reply = self.ask("reader", &format!("/api/orders/{}", escaped(number)));
        if reply.status == 404 {
            return Vec::new();
        }
        reply.expect(200).json().unwrap()["orders"].as_array().unwrap().clone()
    }

    /// The one order of a number.
    #[track_caller]
    pub(crate) fn one(&self, number: &str) -> Value {
        let mut told = self.told(number);
        assert_eq!(told.len(), 1, "{number}: {told:?}");
        told.swap_remove(0)
    }

    /// A form is bought, paid and told of; its id.
    #[track_caller]
    pub(crate) fn buy(&self, n: u32) -> String {
        let id = form_id(n);
        self.allegro().put(allegro::form(&id, &self.email(), self.now() - TimeDelta::minutes(2)));
        self.allegro().tell(&id, "READY_FOR_PROCESSING");
        id
    }

    /// WooCommerce tells of an order, once.
    #[track_caller]
    pub(crate) fn woo_tells(&self, topic: &str, order: &Value) {
        self.hear(woocommerce::message(self.secrets(), topic, order));
    }

    /// Shoper tells of a new order, by webhook.
    #[track_caller]
    pub(crate) fn shoper_tells(&self, id: u64) {
        let mut order: Value = serde_json::from_slice(&crate::world::fixture("shoper/order_create.json")).unwrap();
        let at = self.now() - TimeDelta::minutes(1);
        let local = at.with_timezone(&chrono_tz::Europe::Warsaw).format("%Y-%m-%d %H:%M:%S").to_string();
        (order["order_id"], order["email"]) = (json!(id.to_string()), json!(self.email()));
        (order["date"], order["status_date"]) = (json!(local), json!(local));
        let message = Message::json(format!("/hooks/orders/shoper/{SHOPER}"), order.to_string().into_bytes());
        self.hear(message.with("x-webhook-name", "order.create"));
    }

    /// The shop's order of a purchase, as WooCommerce would tell of it now.
    pub(crate) fn woo_order(&self, id: u64, status: &str) -> Value {
        let placed = self.now() - TimeDelta::minutes(2);
        let mut order = woo::order(id, status, &self.email(), placed, self.now());
        if status != "pending" {
            woocommerce::set_date(&mut order, "date_paid", Some(placed));
        }
        order
    }

    /// The same as it was sent, with a parcel of InPost.
    pub(crate) fn woo_sent(&self, id: u64, waybill: &str) -> Value {
        let mut order = self.woo_order(id, "completed");
        woocommerce::set_date(&mut order, "date_completed", Some(self.now()));
        woocommerce::set_tracking(&mut order, &[("InPost", waybill)], self.now());
        order
    }

    /// A purchase that Allegro, the hub and the shop have told of, and that nobody has sent yet.
    #[track_caller]
    pub(crate) fn purchase(&self, n: u32) -> Purchase {
        let purchase = Purchase { form: self.buy(n), shop: 5000 + u64::from(n), hub: 70_000 + u64::from(n) };
        let mut order =
            baselinker::order(purchase.hub, &purchase.form, &self.email(), self.now() - TimeDelta::minutes(1));
        (order["shop_order_id"], order["payment_done"]) = (json!(purchase.shop), json!(114.79));
        self.hub().put(order);
        self.hub().tell(purchase.hub, 1, 0);
        self.woo_tells("order.created", &self.woo_order(purchase.shop, "processing"));
        self.synced("allegro");
        self.synced("baselinker");
        purchase
    }
}

/// The id of a form.
pub(crate) fn form_id(n: u32) -> String {
    format!("{n:08}-0de1-11f1-8a5b-0123456789ab")
}

/// What an answer says of a task.
#[track_caller]
pub(crate) fn task<'a>(told: &'a [Value], name: &str) -> &'a Value {
    told.iter().find(|one| one["task"] == name).unwrap_or_else(|| panic!("no task {name}: {told:?}"))
}

/// A time in an answer.
#[track_caller]
pub(crate) fn at(value: &Value) -> DateTime<Utc> {
    value.as_str().unwrap_or_else(|| panic!("no time: {value}")).parse().unwrap()
}
