//! Connecting a living shop: the orders of its last weeks are brought in, and nobody is told of them.

use crate::{
    selling::{ALL, Selling, form_id},
    world::{is_problem, skips_named},
};
use chrono::TimeDelta;
use serde_json::{Value, json};
use sledz_e2e::{
    carriers::trouble::Trouble,
    mailbox::{Mailbox, received::Provider},
    shops::{
        allegro::{self, ADD_SHIPMENT, FULFILMENT, LIST},
        baselinker::{self, ORDERS},
        shoper, shopify, woocommerce as woo,
    },
};
use std::{net::SocketAddr, time::Duration};

const WAYBILL: &str = "602677439331630637653846";

/// So many orders each platform has.
const MANY: u64 = 110;

/// A shop that has lived for long, on all platforms; its other systems want to hear of everything.
struct Living {
    selling: Selling,
    erp: Mailbox,
}

impl Living {
    fn start() -> Self {
        let erp = Mailbox::start(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
        let events = erp.variables("", "").into_iter().filter(|(name, _)| name.starts_with("events_"));
        let selling = Selling::with(ALL, |builder| {
            let builder = events.fold(builder, |builder, (name, value)| builder.variable(&name, &value));
            builder.variable("write_back", "allegro")
        });
        for n in 0..MANY {
            put(&selling, n, TimeDelta::hours(13 * i64::try_from(n).unwrap() + 1));
        }
        // Too long ago.
        put(&selling, 999, TimeDelta::days(61));
        let link = selling.call("admin", "POST", "/jobs/sync/allegro/connect", &Value::Null);
        let _ = link.expect(200);
        selling.allegro().agree();
        erp.tell_time(Some(selling.now()));
        Living { selling, erp }
    }

    /// Every order is there, as its platform has it.
    #[track_caller]
    fn has_all(&self) {
        for n in 0..MANY {
            for (platform, number) in numbers(n) {
                let told = self.selling.one(&number);
                let expected = match platform {
                    "allegro" if n % 3 == 0 => "shipped",
                    "woocommerce" | "shopify" => "preparing",
                    "baselinker" | "shoper" => "received",
                    _ => "paid",
                };
                assert_eq!(
                    (&told["platform"], &told["stage"]),
                    (&json!(platform), &json!(expected)),
                    "{number}: {told}"
                );
                if expected == "shipped" {
                    assert_eq!(told["shipments"][0]["tracking_number"], WAYBILL);
                }
            }
        }
        for (platform, number) in numbers(999) {
            assert!(self.selling.told(&number).is_empty(), "{platform} {number}");
        }
    }

    /// Whatever is run, and however often: nobody was told anything.
    #[track_caller]
    fn is_silent(&self) {
        let sent: Vec<_> = self.selling.sent().into_iter().map(|one| (one.provider, one.to, one.subject)).collect();
        assert_eq!(sent, [], "customers or the shop are told");
        self.selling.calls();
        assert_eq!(self.erp.requests(Provider::Events), 0, "the shop's other systems are told");
        let server = self.selling.server("allegro");
        assert_eq!((server.count(ADD_SHIPMENT), server.count(FULFILMENT)), (0, 0));
    }
}

/// The numbers under which the `n`th order of each platform is known.
fn numbers(n: u64) -> [(&'static str, String); 5] {
    [
        ("allegro", form_id(u32::try_from(n).unwrap())),
        ("baselinker", (70_000 + n).to_string()),
        ("shoper", (80_000 + n).to_string()),
        ("woocommerce", (50_000 + n).to_string()),
        ("shopify", (90_000 + n).to_string()),
    ]
}

fn put(selling: &Selling, n: u64, ago: TimeDelta) {
    let (at, email) = (selling.now() - ago, selling.email());
    let id = form_id(u32::try_from(n).unwrap());
    selling.allegro().put(allegro::form(&id, &email, at));
    if n.is_multiple_of(3) {
        selling.allegro().tell_time(Some(at + TimeDelta::minutes(30)));
        // Not `step`: the journal was not asked yet.
        selling.allegro().change(&id, "/fulfillment/status", json!("SENT"));
        selling.allegro().ship(&id, "INPOST", WAYBILL);
    }
    let mut order = baselinker::order(70_000 + n, "", &email, at);
    order["order_source"] = json!("personal");
    selling.hub().put(order);
    selling.shoper.put(shoper::order(80_000 + n, &email, at));
    let mut order = woo::order(50_000 + n, "processing", &email, at, at);
    sledz_e2e::senders::woocommerce::set_date(&mut order, "date_paid", Some(at));
    selling.woo.put(order);
    selling.shopify.put(shopify::order(90_000 + n, &email, at));
}

#[test]
fn sixty_days_of_every_platform_and_nobody_is_told() {
    if skips_named("sixty_days_of_every_platform_and_nobody_is_told") {
        return;
    }
    let living = Living::start();
    let selling = &living.selling;
    selling.server("woocommerce").order(woo::ORDERS, Trouble::Slow(Duration::from_millis(900)));
    selling.server("allegro").order("/order/", Trouble::Slow(Duration::from_millis(100)));
    let calls = selling.backfilled(&Value::Null);
    assert!(calls > 1, "this was to take several calls");
    living.has_all();
    living.is_silent();
    let counted = |name: &str| selling.server("allegro").count(name) + selling.server("baselinker").count(name);
    assert!(counted(LIST) <= 4 && counted(ORDERS) <= 4, "what was brought in is not asked for again");
    // Again: no harm.
    selling.server("woocommerce").calm();
    selling.server("allegro").calm();
    selling
        .backfilled(&json!({"days": 60, "platforms": ["woocommerce", "allegro", "baselinker", "shoper", "shopify"]}));
    living.has_all();
    living.is_silent();
    for (poller, _) in numbers(0) {
        let history = selling.order_poller(poller, "history");
        assert_eq!((&history["has_more"], &history["why"]), (&json!(false), &Value::Null), "{history}");
    }
    // What happens from now on is told, and only that.
    selling.woo_tells("order.updated", &selling.woo_sent(50_000, "0000075077195U"));
    let mails = selling.sent();
    let tags: Vec<&str> = mails.iter().map(|mail| mail.tag.as_str()).collect();
    assert_eq!(tags, ["shipped"], "{mails:?}");
    assert!(!living.erp.received().is_empty());
    assert!(living.erp.received().iter().all(|event| event.raw.contains("50000")), "{:?}", living.erp.received());
    // The pollers go on, and tell nothing of what is known.
    for _ in 0..3 {
        selling.synced_after(TimeDelta::minutes(59), "");
    }
    assert!(selling.sent().is_empty());
}

#[test]
fn what_is_asked_for_and_by_whom() {
    let Some(selling) = Selling::open("what_is_asked_for_and_by_whom", "woocommerce shopify") else { return };
    for body in [
        json!({"days": 0}),
        json!({"days": 366}),
        json!({"days": "many"}),
        json!({"days": 1.5}),
        json!({"platforms": "woocommerce"}),
        json!([]),
        json!("60"),
    ] {
        is_problem(&selling.backfill(&body), 400);
    }
    let broken = selling.request("admin", "POST", "/jobs/backfill").body(b"{\"days\":".to_vec()).send().unwrap();
    is_problem(&broken, 400);
    is_problem(&selling.backfill(&json!({"platforms": ["allegro"]})), 409);
    is_problem(&selling.backfill(&json!({"platforms": []})), 409);
    for role in ["reader", "agent", "export", ""] {
        let refused = selling.call(role, "POST", "/jobs/backfill", &Value::Null);
        assert!(matches!(refused.status, 401 | 403), "{role}: {}", refused.status);
    }
    is_problem(&selling.ask("admin", "/jobs/backfill"), 405);
    assert_eq!((selling.server("woocommerce").asked(), selling.server("shopify").asked()), (vec![], vec![]));
    let (near, far) = (selling.now() - TimeDelta::days(3), selling.now() - TimeDelta::days(30));
    for (id, at) in [(1, near), (2, far)] {
        selling.woo.put(woo::order(50_000 + id, "processing", &selling.email(), at, at));
        selling.shopify.put(shopify::order(90_000 + id, &selling.email(), at));
    }
    let told = selling.call("scheduler", "POST", "/jobs/backfill", &json!({"days": 7, "platforms": ["woocommerce"]}));
    let told = told.expect(200).json().unwrap();
    assert_eq!((told["pollers"].as_array().unwrap().len(), &told["has_more"]), (1, &json!(false)), "{told}");
    let there = |number: &str| selling.told(number).len();
    assert_eq!((there("50001"), there("50002"), there("90001")), (1, 0, 0));
    // Farther back, later.
    selling.backfilled(&Value::Null);
    assert_eq!((there("50002"), there("90001"), there("90002")), (1, 1, 1));
}

#[test]
fn nobody_is_switched_on() {
    let Some(selling) = Selling::open("nobody_is_switched_on", "") else { return };
    is_problem(&selling.backfill(&Value::Null), 409);
    assert_eq!(selling.sync(""), Vec::<Value>::new());
}

/// One that cannot be had now is brought in later, by the clock.
#[test]
fn history_that_fails_goes_on_by_itself() {
    let Some(selling) = Selling::open("history_that_fails_goes_on_by_itself", "allegro woocommerce") else { return };
    selling.connect();
    let ids: Vec<String> = (0..4).map(form_id).collect();
    for id in &ids {
        selling.allegro().put(allegro::form(id, &selling.email(), selling.now() - TimeDelta::days(9)));
        selling.allegro().ship(id, "INPOST", WAYBILL);
    }
    let at = selling.now() - TimeDelta::days(9);
    selling.woo.put(woo::order(50_001, "processing", &selling.email(), at, at));
    let shipments = format!("GET /order/checkout-forms/{}/shipments", ids[2]);
    selling.server("allegro").order(&shipments, Trouble::Error500);
    selling.server("woocommerce").order(woo::ORDERS, Trouble::Error500);
    let told = selling.backfill(&Value::Null).expect(200).json().unwrap();
    assert_eq!(told["has_more"], true, "{told}");
    assert!(told["pollers"].to_string().contains("answers 500"), "{told}");
    let parcels = |id: &str| selling.one(id)["shipments"].as_array().unwrap().len();
    assert_eq!((parcels(&ids[0]), parcels(&ids[2]), selling.told("50001").len()), (1, 0, 0));
    selling.server("allegro").calm();
    selling.server("woocommerce").calm();
    for _ in 0..3 {
        selling.pass(TimeDelta::minutes(2));
        selling.sync("");
    }
    assert_eq!((parcels(&ids[2]), selling.told("50001").len()), (1, 1));
    assert!(selling.sent().is_empty());
    assert_eq!(selling.order_poller("allegro", "history")["has_more"], false);
}
