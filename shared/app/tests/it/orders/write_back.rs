//! What a shop has sent, Allegro is told: the parcel, and that it is on its way. Once each.

use super::bazaar::{Answered, Asked, Bazaar, alias, allegro_login, answer, connect_allegro, told};
use crate::shop::after;
use serde_json::{Value, json};
use sledz_app::http_client::SendError;
use sledz_domain::{
    order::{Cancellation, ShipmentRef, Snapshot},
    status::{Payment, Stage},
};
use std::{cell::RefCell, rc::Rc};

const FORM: &str = "29738e61-7f6a-11e8-ac45-09db60ede9d6";
const PARCEL: &str = "520000000000000000000001";

/// What Allegro knows and how it fails.
#[derive(Default)]
struct Allegro {
    shipments: Vec<String>,
    sent: u32,
    /// What becomes of the next requests.
    next: Vec<Fate>,
}

#[derive(Clone, Copy, PartialEq)]
enum Fate {
    Status(u16),
    LostReply,
}

impl Allegro {
    fn take(&mut self, asked: &Asked) -> Answered {
        if let Some(reply) = allegro_login(asked) {
            return Ok(reply);
        }
        let fate = if self.next.is_empty() { None } else { Some(self.next.remove(0)) };
        if let Some(Fate::Status(status)) = fate {
            return Ok(answer(status, json!({"errors": [{"code": "X"}]})));
        }
        let path = asked.path.strip_prefix(&format!("/order/checkout-forms/{FORM}/")).unwrap();
        let reply = match (asked.method.as_str(), path) {
            ("GET", "shipments") => {
                let shipments: Vec<Value> = self
                    .shipments
                    .iter()
                    .map(|waybill| json!({"id": "x", "waybill": waybill, "carrierId": "INPOST", "createdAt": after(0)}))
                    .collect();
                answer(200, json!({"shipments": shipments}))
            }
            ("POST", "shipments") => {
                assert_eq!(asked.body["carrierId"], "INPOST");
                self.shipments.push(asked.body["waybill"].as_str().unwrap().to_owned());
                answer(201, json!({}))
            }
            ("PUT", "fulfillment") => {
                assert_eq!(asked.body, json!({"status": "SENT"}));
                self.sent += 1;
                answer(204, json!({}))
            }
            other => panic!("{other:?}"),
        };
        if fate == Some(Fate::LostReply) { Err(SendError::Timeout) } else { Ok(reply) }
    }
}

fn connected(write_back: &str, next: &[Fate]) -> (Bazaar, Rc<RefCell<Allegro>>) {
    let bazaar = Bazaar::with(&[("write_back", write_back), ("notify_since", "")]);
    connect_allegro(&bazaar, 0);
    let allegro = Rc::new(RefCell::new(Allegro { next: next.to_vec(), ..Allegro::default() }));
    let played = allegro.clone();
    bazaar.outside.plays(move |asked| played.borrow_mut().take(asked));
    (bazaar, allegro)
}

fn parcels() -> Option<Vec<ShipmentRef>> {
    Some(vec![ShipmentRef { tracking_number: PARCEL.to_owned(), carrier: Some("inpost".to_owned()) }])
}

fn shop(bazaar: &Bazaar, minute: i64, stage: Stage, change: impl FnOnce(&mut Snapshot)) {
    bazaar.take(
        minute,
        "woocommerce",
        told("727", minute, |said| {
            said.stage = Some(stage);
            said.shipments = if stage == Stage::Shipped { parcels() } else { None };
            said.also = Some(vec![alias(Some("allegro"), &FORM.to_uppercase())]);
            change(said);
        }),
    );
}

fn form(bazaar: &Bazaar, minute: i64, stage: Stage, change: impl FnOnce(&mut Snapshot)) {
    bazaar.take(
        minute,
        "allegro",
        told(FORM, minute, |said| {
            said.stage = Some(stage);
            said.payment = Some(Payment::Paid);
            change(said);
        }),
    );
}

/// What was written to Allegro.
fn written(bazaar: &Bazaar) -> Vec<String> {
    let log = bazaar.outside.log().into_iter().filter(|line| !line.starts_with("GET") && !line.contains("/auth/"));
    log.map(|line| line.replace(&format!("/order/checkout-forms/{FORM}"), "")).collect()
}

const BOTH: [&str; 2] = ["POST /shipments", "PUT /fulfillment"];

#[test]
fn parcel_and_hand_over_are_told_once_each_in_every_order_of_arrival() {
    for is_shop_first in [true, false] {
        let (bazaar, allegro) = connected("allegro", &[]);
        if is_shop_first {
            shop(&bazaar, 10, Stage::Shipped, |_| ());
            form(&bazaar, 20, Stage::Paid, |_| ());
        } else {
            form(&bazaar, 10, Stage::Paid, |_| ());
            shop(&bazaar, 15, Stage::Preparing, |_| ());
            assert!(written(&bazaar).is_empty());
            shop(&bazaar, 20, Stage::Shipped, |_| ());
        }
        assert_eq!(written(&bazaar), BOTH, "at once");
        shop(&bazaar, 30, Stage::Shipped, |_| ());
        bazaar.clock(32, 300);
        assert_eq!((written(&bazaar), allegro.borrow().sent), (BOTH.map(str::to_owned).to_vec(), 1));
    }
}

#[test]
fn the_parcel_comes_before_the_hand_over_whatever_their_order_is_called() {
    for id in 0..12 {
        let bazaar = Bazaar::with(&[("write_back", "allegro"), ("notify_since", "")]);
        connect_allegro(&bazaar, 0);
        let id = format!("form-{id}");
        bazaar.outside.plays(|asked| {
            Ok(match asked.method.as_str() {
                _ if asked.path.starts_with("/auth/") => allegro_login(asked).unwrap(),
                "GET" => answer(200, json!({"shipments": []})),
                _ => answer(200, json!({})),
            })
        });
        bazaar.take(10, "allegro", told(&id, 10, |said| said.stage = Some(Stage::Paid)));
        bazaar.take(
            20,
            "woocommerce",
            told("727", 20, |said| {
                said.stage = Some(Stage::Shipped);
                said.shipments = parcels();
                said.also = Some(vec![alias(Some("allegro"), &id)]);
            }),
        );
        let asked = bazaar.outside.asked.borrow();
        let methods: Vec<&str> =
            asked.iter().filter(|one| !one.path.starts_with("/auth/")).map(|one| one.method.as_str()).collect();
        assert_eq!(methods, ["GET", "POST", "PUT"], "{id}");
    }
}

#[test]
fn what_allegro_knows_is_not_told() {
    let (bazaar, _) = connected("allegro", &[]);
    form(&bazaar, 10, Stage::Shipped, |said| said.shipments = parcels());
    shop(&bazaar, 20, Stage::Shipped, |_| ());
    bazaar.clock(22, 120);
    assert!(bazaar.outside.log().is_empty());
    // It has been told meanwhile by somebody else: seen when it is asked.
    let (bazaar, allegro) = connected("allegro", &[]);
    allegro.borrow_mut().shipments.push(PARCEL.to_owned());
    form(&bazaar, 10, Stage::Paid, |_| ());
    shop(&bazaar, 20, Stage::Shipped, |_| ());
    bazaar.clock(22, 120);
    assert_eq!(written(&bazaar), ["PUT /fulfillment"]);
}

#[test]
fn whatever_happens_on_the_way_it_is_told_once() {
    use Fate::{LostReply, Status};
    for next in [
        vec![Status(500)],
        vec![Status(429), Status(503), Status(500)],
        vec![LostReply],
        vec![LostReply, LostReply, LostReply],
        vec![Status(401)],
        vec![Status(401), LostReply, Status(500)],
    ] {
        let (bazaar, allegro) = connected("allegro", &next);
        form(&bazaar, 10, Stage::Paid, |_| ());
        shop(&bazaar, 20, Stage::Shipped, |_| ());
        bazaar.clock(22, 600);
        assert_eq!(allegro.borrow().shipments, [PARCEL], "one parcel");
        assert!((1..=2).contains(&allegro.borrow().sent));
        let tokens = bazaar.outside.log().iter().filter(|line| line.contains("refresh_token")).count();
        let is_refused = next.contains(&Status(401));
        assert_eq!(tokens > 0, is_refused, "a refused token is renewed");
    }
}

#[test]
fn never_for_cancelled_orders_nor_when_it_is_not_wanted() {
    for (write_back, cancelled) in [("", ""), ("baselinker", ""), ("allegro", "shop"), ("allegro", "form")] {
        let (bazaar, _) = connected(write_back, &[]);
        let cancel = |is: bool| move |said: &mut Snapshot| said.cancellation = is.then_some(Cancellation::Yes);
        form(&bazaar, 10, Stage::Paid, cancel(cancelled == "form"));
        shop(&bazaar, 20, Stage::Shipped, cancel(cancelled == "shop"));
        bazaar.clock(22, 120);
        assert!(bazaar.outside.log().is_empty(), "{write_back:?} {cancelled:?}");
    }
}

#[test]
fn a_second_parcel_is_told_later() {
    let (bazaar, allegro) = connected("allegro", &[]);
    form(&bazaar, 10, Stage::Paid, |_| ());
    shop(&bazaar, 20, Stage::Shipped, |_| ());
    shop(&bazaar, 60, Stage::Shipped, |said| {
        let second =
            ShipmentRef { tracking_number: "520000000000000000000002".to_owned(), carrier: Some("inpost".to_owned()) };
        said.shipments.as_mut().unwrap().push(second);
    });
    bazaar.clock(62, 120);
    assert_eq!((allegro.borrow().shipments.len(), allegro.borrow().sent), (2, 1));
}

#[test]
fn a_part_of_a_split_order_is_not_all_of_it() {
    let (bazaar, allegro) = connected("allegro", &[]);
    form(&bazaar, 0, Stage::Paid, |_| ());
    shop(&bazaar, 5, Stage::Preparing, |_| ());
    let part = |minute: i64, stage: Stage| {
        bazaar.take(
            minute,
            "woocommerce",
            told("728", minute, |said| {
                said.stage = Some(stage);
                let mut split_off = alias(Some("woocommerce"), "727");
                split_off.is_part = true;
                said.also = Some(vec![split_off]);
            }),
        );
    };
    part(10, Stage::Preparing);
    shop(&bazaar, 20, Stage::Shipped, |_| ());
    assert_eq!(
        (written(&bazaar), allegro.borrow().sent),
        (vec!["POST /shipments".to_owned()], 0),
        "a parcel is on its way"
    );
    part(30, Stage::Shipped);
    bazaar.clock(32, 40);
    assert_eq!(allegro.borrow().sent, 1, "now all of it");
}
