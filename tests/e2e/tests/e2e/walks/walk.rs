//! A walk as a list of steps, and how each source tells a step.

use crate::{
    asking::Asking,
    world::{skip_without, skips_named},
};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use sledz_e2e::{
    carriers::{PERSON, STREET, Service, scan::Scan},
    message::Message,
    redis::Redis,
    senders::{dhl, dpd_de, inpost, inpost_shipx},
};
use std::cell::{Cell, RefCell};

/// Who tells of the parcels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    Shipx,
    Group,
    DpdDe,
    Infoservices,
    Dhl,
    Dhl24,
    PocztaPolska,
    Allegro,
}

impl Source {
    /// As the shop names the carrier.
    fn carrier(self) -> &'static str {
        match self {
            Source::Shipx => "InPost Paczkomaty 24/7",
            Source::Group => "inpost",
            Source::DpdDe | Source::Infoservices => "kurier DPD",
            Source::Dhl | Source::Dhl24 => "DHL Parcel",
            Source::PocztaPolska => "Poczta Polska - Pocztex",
            Source::Allegro => "Allegro One Box",
        }
    }

    /// The poller and what it asks; none: it tells by itself.
    fn asked(self) -> Option<(&'static str, Service)> {
        match self {
            Source::Infoservices => Some(("dpd-infoservices", Service::Infoservices)),
            Source::Dhl24 => Some(("dhl24", Service::Dhl24)),
            Source::PocztaPolska => Some(("poczta-polska", Service::PocztaPolska)),
            Source::Allegro => Some(("allegro-tracking", Service::Allegro)),
            _ => None,
        }
    }

    /// A number as this carrier has them.
    fn number(self, n: u32) -> String {
        match self {
            Source::Shipx | Source::Group => format!("6026774393316306376538{n:02}"),
            Source::DpdDe => format!("012345678901{n:02}"),
            Source::Infoservices => format!("00000750771{n:02}U"),
            Source::Dhl => format!("003404341610940221{n:02}"),
            Source::Dhl24 => format!("243338928{n:02}"),
            Source::PocztaPolska => format!("002590077312345678{n:02}"),
            Source::Allegro => format!("A000{n:02}X987"),
        }
    }
}

/// What happens in a step.
#[derive(Clone, Copy, Debug)]
pub(super) enum Say {
    /// The shop was paid.
    Paid,
    /// The shop hands the parcel over under a number.
    HandedOver,
    /// The carrier tells of the parcel: its code, or for DHL Unified code and text.
    Scan(&'static str),
    /// The same with the place.
    ScanIn(&'static str, &'static str),
    /// The carrier tells of the parcel for the last time.
    LastScan(&'static str),
    /// The parcel goes on under a new number, of which the carrier tells from then on.
    Redirected(&'static str),
    /// The parcel goes back under a number of its own.
    GoesBack(&'static str),
    /// The carrier tells of the parcel that goes back.
    ScanOfReturn(&'static str),
    /// Only time passes.
    Wait,
}

/// A step: what happens, the stage after it, and its label.
pub(super) type Step = (Say, &'static str, &'static str);

/// A walk.
pub(super) struct Walk {
    pub(super) name: &'static str,
    pub(super) source: Source,
    pub(super) steps: &'static [Step],
    /// The messages that the customer gets, in this order.
    pub(super) messages: &'static [&'static str],
    /// What the page shows at the end.
    pub(super) words: &'static [&'static str],
    /// How many parcels the page shows at the end.
    pub(super) parcels: usize,
}

/// The walk, being walked.
struct Walker<'a> {
    asking: &'a Asking,
    walk: &'a Walk,
    order: String,
    current: Cell<u32>,
    said: Cell<u64>,
    /// DHL sends the whole history with each message.
    history: RefCell<Vec<Value>>,
}

/// The numbers of a walk: the parcel, the one that it becomes, the one that goes back.
const FIRST: u32 = 10;
const SECOND: u32 = 11;
const BACK: u32 = 12;

/// Walks them, each in a deployment of its own.
pub(super) fn walk_all(walks: &[Walk]) {
    for walk in walks {
        if skips_named(walk.name) {
            continue;
        }
        let poll = walk.source.asked().map_or("", |(poller, _)| poller);
        walk_in(&Asking::with(poll, |builder| builder), walk);
    }
}

/// Walks one with Redis behind the deployment.
pub(super) fn walk_on_redis(walk: &Walk) {
    if skips_named(walk.name) {
        return;
    }
    if !Redis::is_installed() {
        return skip_without(walk.name, "redis-server is not installed");
    }
    let redis = Redis::start(false).unwrap();
    let poll = walk.source.asked().map_or("", |(poller, _)| poller);
    walk_in(&Asking::with(poll, |builder| builder.redis(redis.url())), walk);
}

fn walk_in(asking: &Asking, walk: &Walk) {
    let walker = Walker {
        asking,
        walk,
        order: asking.number(1),
        current: Cell::new(FIRST),
        said: Cell::new(asking.base),
        history: RefCell::default(),
    };
    if walk.source == Source::Allegro {
        asking.connect();
    }
    // InPost reminds its customers itself, so it is off for InPost unless the shop wants it.
    let setting = json!({"enabled": true});
    let _ = asking.call("admin", "PUT", "/api/templates/pickup_reminder", &setting).expect(200);
    let mut told: Vec<String> = Vec::new();
    for (n, (say, stage, label)) in walk.steps.iter().enumerate() {
        walker.step(*say);
        let what = format!("{}, step {}, {say:?}", walk.name, n + 1);
        let seen = asking.seen(&walker.order);
        assert_eq!(
            (seen["stage"].as_str(), seen["stage_label"].as_str()),
            (Some(*stage), Some(*label)),
            "{what}: {seen}"
        );
        told.extend(asking.sent().into_iter().map(|message| message.tag));
    }
    assert_eq!(told, walk.messages, "{}: messages", walk.name);
    walker.look_at_the_end();
}

impl Walker<'_> {
    fn step(&self, say: Say) {
        let source = self.walk.source;
        self.asking.pass(TimeDelta::hours(4));
        match say {
            Say::Paid => self.shop("paid"),
            Say::HandedOver => self.shop("shipped"),
            Say::Scan(code) => self.scan(code, "", self.current.get(), None),
            Say::ScanIn(code, place) => self.scan(code, place, self.current.get(), None),
            Say::LastScan(code) => {
                self.scan(code, "", self.current.get(), None);
                self.asking.carriers.finish(&source.number(self.current.get()));
            }
            Say::Redirected(code) => {
                self.scan(code, "", self.current.get(), Some(SECOND));
                self.current.set(SECOND);
            }
            Say::GoesBack(code) => self.scan(code, "", self.current.get(), Some(BACK)),
            Say::ScanOfReturn(code) => self.scan(code, "", BACK, None),
            Say::Wait => {}
        }
        if let Some((poller, _)) = source.asked() {
            let told = self.asking.poll_after(TimeDelta::hours(4), poller);
            assert_eq!(told["why"], Value::Null, "{}: {told}", self.walk.name);
        }
    }

    fn shop(&self, status: &str) {
        let email = self.asking.email();
        let mut order = self.asking.order_data(&self.order, status, Some(&email), None);
        if status == "shipped" {
            let number = self.walk.source.number(FIRST);
            order["shipments"] = json!([{"carrier": self.walk.source.carrier(), "tracking_number": number}]);
        }
        self.asking.hear_order(&order);
    }

    fn scan(&self, code: &str, place: &str, n: u32, next: Option<u32>) {
        let source = self.walk.source;
        let at = self.asking.now() - TimeDelta::minutes(1);
        let number = source.number(n);
        let next = next.map(|n| source.number(n));
        self.said.set(self.said.get() + 1);
        match source.asked() {
            Some((_, service)) => {
                let scan = Scan::new(code, at).at(place);
                let scan = next.iter().fold(scan, |scan, next| scan.with("newWaybill", next));
                self.asking.carriers.scan(service, &number, scan);
            }
            None => {
                let message = self.message(code, place, at, &number, next.as_deref());
                // Twice, as senders do that got no answer.
                for _ in 0..2 {
                    let reply = self.asking.send(&message.clone().received(self.asking.now(), self.asking.secrets()));
                    let reply = reply.unwrap().expect(200);
                    if source == Source::DpdDe {
                        assert_eq!(reply.text(), dpd_de::answer(self.said.get()));
                    }
                }
            }
        }
    }

    fn message(&self, code: &str, place: &str, at: DateTime<Utc>, number: &str, next: Option<&str>) -> Message {
        let secrets = self.asking.secrets();
        match self.walk.source {
            Source::Group => {
                let mut event = inpost::event(number, code, at, None);
                event["delivery"] = json!({"recipientName": PERSON, "deliveryNotes": STREET});
                if !place.is_empty() {
                    event["location"] = inpost::locker(place, "ul. Jawna 1", "30-001", "Kraków");
                }
                if let Some(next) = next {
                    event["returnToSender"] = json!({"trackingNumber": next});
                }
                inpost::signed(secrets, &event)
            }
            Source::DpdDe => dpd_de::scan(secrets, self.said.get(), number, code, at, ""),
            Source::Dhl => {
                let (code, text) = code.split_once(": ").unwrap_or((code, ""));
                self.history.borrow_mut().insert(0, dhl::event(code, text, at, place));
                let shipment = dhl::shipment(number, &self.history.borrow());
                dhl::message(secrets, &dhl::push(&[shipment]))
            }
            _ => inpost_shipx::message(secrets, &inpost_shipx::status(self.asking.base, Some(number), code, at)),
        }
    }

    /// The page at the end of the walk.
    fn look_at_the_end(&self) {
        let (asking, walk) = (self.asking, self.walk);
        let seen = asking.seen(&self.order);
        let parcels = seen["shipments"].as_array().unwrap();
        assert_eq!(parcels.len(), walk.parcels, "{}: {seen}", walk.name);
        for parcel in parcels {
            let rows: Vec<_> = parcel["events"]
                .as_array()
                .unwrap()
                .iter()
                .map(|row| (&row["code"], &row["at"], &row["status"]))
                .collect();
            let mut once = rows.clone();
            once.dedup();
            assert_eq!(rows, once, "{}: an event is shown twice", walk.name);
        }
        let page = asking.words(&self.order);
        for words in walk.words {
            assert!(page.contains(words), "{}: {words:?} is not on the page: {page}", walk.name);
        }
        let api = asking.ask("reader", &format!("/api/orders/{}", self.order)).expect(200).text();
        for (where_, text) in [("page", &page), ("data", &seen.to_string()), ("API", &api), ("log", &asking.log())] {
            for personal in ["Tajemnicza", "Sekretna"] {
                assert!(!text.contains(personal), "{}: {personal} in the {where_}: {text}", walk.name);
            }
        }
    }
}
