//! What the senders say of each order of the demo, relative to now.

use crate::senders::{inpost, inpost_shipx, standard, woocommerce};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

/// One webhook to be sent.
#[derive(Clone, Debug)]
pub enum Say {
    /// WooCommerce, `order.updated`.
    WooCommerce(Value),
    /// Our own contract, as platform.
    Order(Value),
    /// InPost ShipX.
    InpostShipx(Value),
    /// InPost's Group API, signed over the body.
    Inpost(Value),
    /// InPost's Group API, signed over timestamp and body.
    InpostStamped(Value),
    /// Our own contract, as courier.
    Courier(Value),
}

/// An order of the demo.
#[derive(Clone, Debug)]
pub struct DemoOrder {
    /// The number that the customer sees.
    pub number: String,
    /// The customer's e-mail address.
    pub contact: String,
    /// The stage that it must be in once all is said.
    pub stage: &'static str,
    /// Whether it must be late.
    pub delayed: bool,
    /// What it shows.
    pub about: &'static str,
    /// The webhooks, in the order in which they are sent.
    pub says: Vec<Say>,
}

/// Makes up the orders.
#[derive(Clone, Debug)]
pub struct Author {
    now: DateTime<Utc>,
    /// Stands before each number, so that a shop's own orders are left alone.
    prefix: String,
    /// The ids of platform and couriers begin here.
    base: u64,
}

impl Author {
    /// An author whose order numbers begin with `prefix`; ids and tracking numbers go by `base`.
    pub fn new(now: DateTime<Utc>, prefix: &str, base: u64) -> Self {
        Author { now, prefix: prefix.to_owned(), base: base % 1_000_000_000 }
    }

    /// All orders: every stage, in time and late.
    pub fn orders(&self) -> Vec<DemoOrder> {
        [self.before_shipping(), self.on_the_way(), self.in_trouble(), self.over()].concat()
    }

    fn before_shipping(&self) -> Vec<DemoOrder> {
        let mut paid = self.order(3, "paid", 5);
        set(&mut paid, "paid_at", json!(crate::senders::rfc3339(self.ago(4))));
        vec![
            self.demo(1, "received", false, "placed, not paid yet", vec![Say::WooCommerce(self.woo(1, "pending", 1))]),
            self.demo(2, "received", false, "payment failed", vec![Say::WooCommerce(self.woo(2, "failed", 3))]),
            self.demo(3, "paid", false, "paid", vec![Say::Order(standard::order_updated(&paid))]),
            self.demo(
                4,
                "preparing",
                false,
                "preparing, in time",
                vec![Say::WooCommerce(self.woo(4, "processing", 3))],
            ),
            self.demo(
                5,
                "preparing",
                true,
                "preparing, past the promise",
                vec![Say::WooCommerce(self.woo(5, "processing", 9 * 24))],
            ),
            self.demo(
                6,
                "shipped",
                false,
                "handed over, no scan yet",
                vec![Say::WooCommerce(self.sent(6, 26, &[("InPost", &self.inpost_number(6))]))],
            ),
        ]
    }

    fn on_the_way(&self) -> Vec<DemoOrder> {
        let (early, point, near) = (self.inpost_number(8), self.inpost_number(12), self.inpost_number(13));
        let mut waiting = standard::event("inpost", &near, "ready_for_pickup", self.ago(40));
        set(&mut waiting, "pickup", self.pickup("GDA12M", "ul. Morska 3, 81-001 Gdynia", 6));
        let mut at_locker = inpost::event(&point, "LMD.1005", self.ago(5), Some(&self.number(12)));
        set(&mut at_locker, "location", inpost::locker("KRA010", "ul. Przykładowa 1", "30-001", "Kraków"));
        let mut confirming = standard::event("inpost", &point, "ready_for_pickup", self.ago(5));
        set(&mut confirming, "pickup", self.pickup("KRA010", "ul. Przykładowa 1, 30-001 Kraków", 43));
        let mut english = self.ordered(11, "shipped", 50, &[("dhl", "JJD000390016000000011")]);
        set(&mut english, "language", json!("en"));
        vec![
            self.demo(7, "accepted", false, "the courier has it", self.by_shipx(7, 30, &["collected_from_sender"], 2)),
            self.demo(8, "in_transit", false, "in transit; the courier's news came before the order's", {
                let shipx =
                    [("dispatched_by_sender", 22), ("adopted_at_source_branch", 15), ("sent_from_source_branch", 9)];
                let mut says: Vec<Say> = shipx.map(|(status, hours)| self.shipx(8, &early, status, hours)).to_vec();
                says.push(Say::WooCommerce(self.sent(8, 30, &[("InPost Paczkomaty 24/7", &early)])));
                says
            }),
            self.demo(9, "in_transit", true, "in transit, silent for more than three days", {
                let number = self.dpd_number(9);
                let order = self.ordered(9, "shipped", 140, &[("dpd", &number)]);
                let says = vec![("accepted", 110, "Gdańsk"), ("in_transit", 84, "Warszawa")];
                self.with_courier(order, "dpd", &number, &says)
            }),
            self.demo(10, "in_transit", true, "a delay was announced", {
                let number = self.inpost_number(10);
                let mut says = vec![Say::WooCommerce(self.sent(10, 50, &[("InPost", &number)]))];
                says.extend([("FMD.1002", 30), ("MMD.1001", 20), ("INF.9001", 3)].map(|(code, hours)| {
                    Say::Inpost(inpost::event(&number, code, self.ago(hours), Some(&self.number(10))))
                }));
                says
            }),
            self.demo(11, "out_for_delivery", false, "out for delivery; a customer who reads English", {
                let says =
                    vec![("accepted", 30, "Gdańsk"), ("in_transit", 20, "Łódź"), ("out_for_delivery", 2, "Kraków")];
                self.with_courier(english, "dhl", "JJD000390016000000011", &says)
            }),
            self.demo(12, "ready_for_pickup", false, "waits in a locker; two sources tell it", {
                let mut says = vec![Say::WooCommerce(self.sent(12, 50, &[("InPost", &point)]))];
                says.extend([("FMD.1005", 40), ("MMD.1001", 28), ("LMD.1001", 9)].map(|(code, hours)| {
                    Say::InpostStamped(inpost::event(&point, code, self.ago(hours), Some(&self.number(12))))
                }));
                says.extend([Say::Inpost(at_locker), Say::Courier(standard::shipment_event(&confirming))]);
                says
            }),
            self.demo(13, "ready_for_pickup", true, "waits in a locker, time nearly over", {
                let mut says = self.by_shipx(13, 90, &["adopted_at_sorting_center", "out_for_delivery"], 45);
                says.push(Say::Courier(standard::shipment_event(&waiting)));
                says
            }),
        ]
    }

    fn in_trouble(&self) -> Vec<DemoOrder> {
        let dpd = self.dpd_number(14);
        let mut attempt = standard::event("dpd", &dpd, "failed_attempt", self.ago(3));
        set(&mut attempt, "reason", json!("nobody home"));
        let failed = self.ordered(14, "shipped", 60, &[("dpd", &dpd)]);
        let mut says = self.with_courier(failed, "dpd", &dpd, &[("in_transit", 30, "Warszawa")]);
        says.push(Say::Courier(standard::shipment_event(&attempt)));
        vec![
            self.demo(14, "failed_attempt", false, "the courier came in vain", says),
            self.demo(15, "exception", false, "damaged on the way", {
                let number = self.inpost_number(15);
                let mut says = vec![Say::WooCommerce(self.sent(15, 50, &[("InPost", &number)]))];
                says.extend([("FMD.1002", 30), ("MMD.1001", 20), ("LMD.9030", 4)].map(|(code, hours)| {
                    Say::Inpost(inpost::event(&number, code, self.ago(hours), Some(&self.number(15))))
                }));
                says
            }),
            self.demo(
                16,
                "returning",
                false,
                "not collected, on its way back",
                self.by_shipx(16, 200, &["ready_to_pickup", "pickup_time_expired", "returned_to_sender"], 20),
            ),
        ]
    }

    fn over(&self) -> Vec<DemoOrder> {
        let (locker, dpd, back) = (self.inpost_number(18), self.dpd_number(18), self.dpd_number(19));
        let returned = self.ordered(19, "shipped", 300, &[("dpd", &back)]);
        vec![
            self.demo(
                17,
                "delivered",
                false,
                "delivered",
                self.by_shipx(
                    17,
                    90,
                    &["adopted_at_sorting_center", "out_for_delivery", "ready_to_pickup", "delivered"],
                    6,
                ),
            ),
            self.demo(18, "in_transit", false, "two parcels, one delivered, one in transit", {
                let mut says =
                    vec![Say::WooCommerce(self.sent(18, 50, &[("InPost Paczkomaty", &locker), ("kurier DPD", &dpd)]))];
                says.extend(
                    [("out_for_delivery", 20), ("ready_to_pickup", 14), ("delivered", 7)]
                        .map(|(status, hours)| self.shipx(18, &locker, status, hours)),
                );
                says.extend(self.courier("dpd", &dpd, &[("accepted", 24, "Gdańsk"), ("in_transit", 10, "Warszawa")]));
                says
            }),
            self.demo(19, "returned", false, "back at the shop", {
                let story = [("in_transit", 250, "Poznań"), ("returning", 120, "Poznań"), ("returned", 50, "Gdynia")];
                self.with_courier(returned, "dpd", &back, &story)
            }),
            self.demo(20, "cancelled", false, "cancelled", vec![Say::WooCommerce(self.woo(20, "cancelled", 30))]),
        ]
    }

    fn demo(&self, n: u64, stage: &'static str, delayed: bool, about: &'static str, says: Vec<Say>) -> DemoOrder {
        DemoOrder { number: self.number(n), contact: contact(n), stage, delayed, about, says }
    }

    fn ago(&self, hours: i64) -> DateTime<Utc> {
        self.now - TimeDelta::hours(hours)
    }

    fn number(&self, n: u64) -> String {
        format!("{}{}", self.prefix, 1000 + n)
    }

    fn inpost_number(&self, n: u64) -> String {
        format!("5200000{:09}{n:08}", self.base)
    }

    fn dpd_number(&self, n: u64) -> String {
        format!("0{:09}{n:03}U", self.base)
    }

    fn pickup(&self, name: &str, address: &str, hours_left: i64) -> Value {
        json!({"name": name, "address": address, "deadline": crate::senders::rfc3339(self.ago(-hours_left))})
    }

    fn woo(&self, n: u64, status: &str, hours: i64) -> Value {
        woocommerce::order(self.base + n, &self.number(n), status, self.ago(hours), &contact(n))
    }

    /// A completed WooCommerce order with tracking numbers.
    fn sent(&self, n: u64, hours: i64, parcels: &[(&str, &str)]) -> Value {
        let mut order = self.woo(n, "completed", hours);
        woocommerce::set_tracking(&mut order, parcels, self.ago(hours - 20));
        order
    }

    fn order(&self, n: u64, status: &str, hours: i64) -> Value {
        standard::order_data(&self.number(n), status, self.ago(hours), &contact(n))
    }

    fn ordered(&self, n: u64, status: &str, hours: i64, parcels: &[(&str, &str)]) -> Value {
        let mut order = self.order(n, status, hours);
        let parcels = parcels.iter().map(|(carrier, number)| json!({"carrier": carrier, "tracking_number": number}));
        set(&mut order, "shipments", parcels.collect());
        order
    }

    fn with_courier(&self, order: Value, carrier: &str, number: &str, story: &[(&str, i64, &str)]) -> Vec<Say> {
        let mut says = vec![Say::Order(standard::order_updated(&order))];
        says.extend(self.courier(carrier, number, story));
        says
    }

    /// One message with all the events.
    fn courier(&self, carrier: &str, number: &str, story: &[(&str, i64, &str)]) -> Vec<Say> {
        let events = story.iter().map(|(status, hours, location)| {
            let mut event = standard::event(carrier, number, status, self.ago(*hours));
            set(&mut event, "location", json!(location));
            event
        });
        vec![Say::Courier(standard::shipment_event(&events.collect()))]
    }

    /// A completed WooCommerce order, and its parcel's statuses, ten hours apart, the last one
    /// `hours` ago.
    fn by_shipx(&self, n: u64, placed: i64, statuses: &[&str], hours: i64) -> Vec<Say> {
        let number = self.inpost_number(n);
        let mut says = vec![Say::WooCommerce(self.sent(n, placed, &[("InPost", &number)]))];
        let told = statuses.iter().rev().zip((hours..).step_by(10));
        let told: Vec<Say> = told.map(|(status, hours)| self.shipx(n, &number, status, hours)).collect();
        says.extend(told.into_iter().rev());
        says
    }

    fn shipx(&self, n: u64, number: &str, status: &str, hours: i64) -> Say {
        Say::InpostShipx(inpost_shipx::status(self.base + n, Some(number), status, self.ago(hours)))
    }
}

pub(super) fn contact(n: u64) -> String {
    const NAMES: [&str; 5] = ["lucja", "marek", "zofia", "piotr", "hania"];
    let name = NAMES.iter().cycle().nth(usize::try_from(n).unwrap_or_default()).copied().unwrap_or_default();
    format!("{name}{n}@example.com")
}

pub(super) fn set(object: &mut Value, field: &str, value: Value) {
    if let Some(fields) = object.as_object_mut() {
        fields.insert(field.to_owned(), value);
    }
}
