//! What goes wrong with each of those that are asked for orders: what is told of it, how long they are
//! left alone, that the others go on, and that nothing is lost.

use crate::{
    selling::{ALL, Selling, form_id, task},
    world::skips_named,
};
use chrono::TimeDelta;
use serde_json::{Value, json};
use sledz_e2e::{
    carriers::trouble::Trouble,
    mailbox::received::Provider,
    shops::{baselinker, shoper, shopify, woocommerce as woo},
};
use std::{thread, time::Duration};

/// Longer than we wait.
const HANG: Duration = Duration::from_secs(25);

/// A trouble, and after how many minutes it is asked again.
const TROUBLES: [(Trouble, i64); 9] = [
    (Trouble::Error500, 2),
    (Trouble::Fault, 2),
    (Trouble::TooMany { retry_after: 0 }, 2),
    (Trouble::TooMany { retry_after: 1500 }, 25),
    (Trouble::Closed, 2),
    (Trouble::BrokenOff, 2),
    (Trouble::Html, 2),
    (Trouble::Truncated, 2),
    (Trouble::WrongLogin, 2),
];

/// A poller, the task by which it hears of what is new, and what it asks for then.
struct Known {
    poller: &'static str,
    task: &'static str,
    pattern: &'static str,
}

const POLLERS: [Known; 5] = [
    // Everything: its sweep would find what the journal does not tell.
    Known { poller: "allegro", task: "new", pattern: "GET /order/" },
    Known { poller: "baselinker", task: "new", pattern: baselinker::JOURNAL },
    Known { poller: "shoper", task: "new", pattern: shoper::PARCELS },
    Known { poller: "woocommerce", task: "sweep", pattern: woo::ORDERS },
    Known { poller: "shopify", task: "sweep", pattern: shopify::ORDERS },
];

impl Known {
    /// Something new that it tells of; the number of the order, and how to see that it is there.
    fn news(&self, selling: &Selling, n: u32) -> String {
        let (id, now) = (u64::from(n), selling.now());
        match self.poller {
            "allegro" => selling.buy(n),
            "baselinker" => {
                let mut order = baselinker::order(70_000 + id, "", &selling.email(), now);
                order["order_source"] = json!("personal");
                selling.hub().put(order);
                selling.hub().tell(70_000 + id, 1, 0);
                (70_000 + id).to_string()
            }
            "shoper" => {
                selling.shoper_tells(80_000 + id);
                let parcel = selling.shoper.parcel(80_000 + id, now);
                selling.shoper.waybill(parcel, &format!("6026774393316306376{n:05}"));
                (80_000 + id).to_string()
            }
            "woocommerce" => {
                selling.woo.put(selling.woo_order(50_000 + id, "processing"));
                (50_000 + id).to_string()
            }
            _ => {
                selling.shopify.put(shopify::order(90_000 + id, &selling.email(), now));
                (90_000 + id).to_string()
            }
        }
    }

    /// Whether what is new was taken in.
    fn is_there(&self, selling: &Selling, number: &str) -> bool {
        let told = selling.told(number);
        assert!(told.len() <= 1, "{told:?}");
        told.first().is_some_and(|one| self.poller != "shoper" || one["shipments"].as_array().unwrap().len() == 1)
    }

    /// Before it hears of what is new, so much time has to pass.
    fn interval(&self) -> TimeDelta {
        if self.task == "sweep" { TimeDelta::hours(1) } else { TimeDelta::minutes(2) }
    }
}

/// A deployment that asks everybody, and has asked before.
fn with_all() -> Selling {
    let selling = Selling::with(ALL, |builder| builder);
    selling.connect();
    selling.synced("");
    selling
}

fn fails_and_recovers(selling: &Selling, known: &Known, trouble: Trouble, minutes: i64, n: u32) {
    let what = format!("{} with {trouble:?}", known.poller);
    selling.pass(known.interval());
    let number = known.news(selling, n);
    let server = selling.server(known.poller);
    server.order(known.pattern, trouble);
    let told = selling.sync(known.poller);
    let why = task(&told, known.task)["why"].as_str().unwrap_or_else(|| panic!("{what}: nothing is wrong: {told:?}"));
    assert!(!why.contains(&number) && !why.contains('@'), "{what}: {why}");
    assert!(!known.is_there(selling, &number), "{what}");
    let health = selling.order_poller(known.poller, known.task);
    assert_eq!((&health["why"], health["failing_since"].is_null()), (&json!(why), false), "{what}: {health}");
    let pause = selling.not_before(known.poller, known.task) - selling.now();
    assert_eq!(pause.num_minutes(), minutes, "{what}");
    // Until then it is left alone.
    let asked = server.count(known.pattern);
    let early = selling.sync_now(known.poller);
    assert!(task(&early, known.task)["why"].as_str().unwrap().contains("left alone"), "{what}: {early:?}");
    assert_eq!(server.count(known.pattern), asked, "{what}");
    server.calm();
    selling.synced_after(pause, known.poller);
    assert!(known.is_there(selling, &number), "{what}");
    assert_eq!(selling.order_poller(known.poller, known.task)["failing_since"], Value::Null, "{what}");
}

fn whatever_goes_wrong(name: &str, place: usize) {
    if skips_named(name) {
        return;
    }
    let (selling, known) = (with_all(), &POLLERS[place]);
    for (n, (trouble, minutes)) in (1..).zip(TROUBLES) {
        fails_and_recovers(&selling, known, trouble, minutes, n);
    }
}

#[test]
fn whatever_goes_wrong_with_allegro_passes() {
    whatever_goes_wrong("whatever_goes_wrong_with_allegro_passes", 0);
}

#[test]
fn whatever_goes_wrong_with_baselinker_passes() {
    whatever_goes_wrong("whatever_goes_wrong_with_baselinker_passes", 1);
}

#[test]
fn whatever_goes_wrong_with_shoper_passes() {
    whatever_goes_wrong("whatever_goes_wrong_with_shoper_passes", 2);
}

#[test]
fn whatever_goes_wrong_with_woocommerce_passes() {
    whatever_goes_wrong("whatever_goes_wrong_with_woocommerce_passes", 3);
}

#[test]
fn whatever_goes_wrong_with_shopify_passes() {
    whatever_goes_wrong("whatever_goes_wrong_with_shopify_passes", 4);
}

/// Whoever never answers is given up, all of them at the same time.
#[test]
fn whoever_hangs_is_given_up() {
    if skips_named("whoever_hangs_is_given_up") {
        return;
    }
    let selling = with_all();
    selling.pass(TimeDelta::hours(1));
    let numbers: Vec<String> = POLLERS.iter().map(|known| known.news(&selling, 1)).collect();
    for known in &POLLERS {
        selling.server(known.poller).order(known.pattern, Trouble::Hang(HANG));
    }
    selling.next_window();
    let (client, moved) = (crate::world::client(&selling), selling.secrets().test_now(selling.now()));
    thread::scope(|scope| {
        for known in &POLLERS {
            let (client, moved) = (&client, &moved);
            scope.spawn(move || {
                let path = format!("/jobs/sync/{}", known.poller);
                let bearer = format!("Bearer {}", sledz_e2e::secrets::local_token("scheduler"));
                let call = client.request("POST", &path).header("authorization", &bearer);
                let told = call.header("sledz-test-now", moved).send().unwrap().expect(200).json().unwrap();
                let told = told["pollers"].as_array().unwrap();
                let one = task(told, known.task);
                assert!(one["why"].is_string() && one["milliseconds"].as_i64().unwrap() < 20_000, "{told:?}");
            });
        }
    });
    POLLERS.iter().for_each(|known| selling.server(known.poller).calm());
    selling.synced_after(TimeDelta::minutes(2), "");
    for (known, number) in POLLERS.iter().zip(&numbers) {
        assert!(known.is_there(&selling, number), "{}", known.poller);
    }
}

/// One that fails for hours keeps no other from telling; after half an hour `/healthz` says so, and after an
/// hour the shop is warned.
#[test]
fn the_others_go_on_and_somebody_hears_of_it() {
    if skips_named("the_others_go_on_and_somebody_hears_of_it") {
        return;
    }
    let selling = with_all();
    selling.server("baselinker").order(baselinker::JOURNAL, Trouble::WrongLogin);
    let late = POLLERS[1].news(&selling, 1);
    selling.sync("");
    let problems = || selling.health()["problems"].to_string();
    assert!(!problems().contains("baselinker"), "it may pass: {}", problems());
    let mut n = 10;
    let mut others = || {
        selling.pass(TimeDelta::hours(1));
        n += 1;
        let numbers: Vec<String> = POLLERS.iter().map(|known| known.news(&selling, n)).collect();
        selling.pass(TimeDelta::minutes(2));
        selling.sync("");
        for (known, number) in POLLERS.iter().zip(&numbers) {
            assert_eq!(known.is_there(&selling, number), known.poller != "baselinker", "{}", known.poller);
        }
    };
    others();
    assert!(problems().contains("orders of baselinker cannot be asked for since"), "{}", problems());
    others();
    selling.run_all();
    selling.sent();
    let all = selling.mailbox.received();
    let warned = all.iter().filter(|one| one.provider == Provider::Slack && one.raw.contains("Orders of baselinker"));
    assert_eq!(warned.count(), 1, "{all:?}");
    selling.server("baselinker").calm();
    selling.synced_after(TimeDelta::hours(1), "baselinker");
    assert!([late, "70011".to_owned(), "70012".to_owned()].iter().all(|number| selling.told(number).len() == 1));
    assert!(!problems().contains("baselinker"), "{}", problems());
}

/// Nothing new, and the same again.
#[test]
fn nothing_and_the_same_again() {
    if skips_named("nothing_and_the_same_again") {
        return;
    }
    let selling = with_all();
    for _ in 0..3 {
        let told = selling.synced_after(TimeDelta::hours(1), "");
        assert!(told.iter().all(|one| one["report"]["told"] == 0), "{told:?}");
    }
    let numbers: Vec<String> = POLLERS.iter().map(|known| known.news(&selling, 1)).collect();
    selling.synced_after(TimeDelta::hours(1), "");
    let confirmed = selling.sent().len();
    assert_eq!(confirmed, 3, "one message for each order that is paid");
    // Allegro and the hub tell of the same again, and the shops' sweeps overlap.
    selling.allegro().tell(&form_id(1), "READY_FOR_PROCESSING");
    selling.hub().tell(70_001, 16, 0);
    selling.shopify.put(shopify::order(90_001, &selling.email(), selling.now() - TimeDelta::hours(2)));
    selling.synced_after(TimeDelta::hours(1), "");
    assert!(POLLERS.iter().zip(&numbers).all(|(known, number)| known.is_there(&selling, number)));
    assert!(selling.sent().is_empty());
}

/// What is set wrongly is told, and nobody is asked with half a login.
#[test]
fn what_is_set_wrongly_is_told() {
    if skips_named("what_is_set_wrongly_is_told") {
        return;
    }
    let wrong = ["woocommerce_key", "baselinker_token", "shoper_password", "shopify_token", "allegro_client"];
    let selling = Selling::with(&format!("{ALL} pigeon"), |builder| {
        wrong.iter().fold(builder, |builder, name| builder.variable(name, ""))
    });
    let told = selling.sync("");
    for name in wrong {
        let is_told = |one: &Value| one["why"].as_str().is_some_and(|why| why.contains(name));
        assert!(told.iter().any(is_told), "{name}: {told:?}");
    }
    assert!(POLLERS.iter().all(|known| selling.server(known.poller).asked().is_empty()));
    let problems = selling.health()["problems"].to_string();
    assert!(problems.contains("order_poll names pigeon, which is none of"), "{problems}");
}

/// Nobody calls.
#[test]
fn nobody_asks() {
    let Some(selling) = Selling::open("nobody_asks", "woocommerce") else { return };
    let problems = || selling.health()["problems"].to_string();
    assert!(problems().contains("nobody asks for the orders of woocommerce"), "{}", problems());
    selling.synced("woocommerce");
    assert!(!problems().contains("nobody asks"), "{}", problems());
    for _ in 0..5 {
        selling.synced_after(TimeDelta::minutes(5), "woocommerce");
        assert!(!problems().contains("nobody asks"), "it is called every few minutes: {}", problems());
    }
    selling.pass(TimeDelta::minutes(80));
    assert!(problems().contains("nobody asks for the orders of woocommerce"), "{}", problems());
}
