//! The queue of DPD: batch by batch, and batches that come again; and a host that is killed while a
//! carrier is asked.

use super::times;
use crate::{
    asking::Asking,
    world::{local, skips_named},
};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use sledz_e2e::{
    carriers::{Carriers, Service, scan::Scan, trouble::Trouble},
    deployment::Deployment,
    secrets::local_token,
    senders::standard,
};
use std::{collections::BTreeSet, thread, time::Duration};

/// Longer than anybody waits.
const HANG: Duration = Duration::from_secs(30);

const POLLER: &str = "dpd-infoservices";

fn number(n: usize) -> String {
    format!("00000750{n:05}U")
}

/// Parcels on their way, with three scans each.
fn queued(asking: &Asking, parcels: usize) -> Vec<String> {
    let orders: Vec<String> = (0..parcels).map(|n| asking.number(u32::try_from(n).unwrap())).collect();
    for (n, order) in orders.iter().enumerate() {
        asking.ship_with(order, "dpd", &[&number(n)]);
    }
    for (minutes, code) in [(40, "040101"), (30, "050101"), (20, "170101")] {
        for n in 0..parcels {
            let scan = Scan::new(code, asking.now() - TimeDelta::minutes(minutes)).at("Łódź");
            asking.carriers.scan(Service::Infoservices, &number(n), scan);
        }
    }
    orders
}

#[track_caller]
fn all_once(asking: &Asking, orders: &[String], scans: usize) {
    for order in orders {
        let seen = asking.seen(order);
        assert_eq!(seen["stage"], "out_for_delivery", "{seen}");
        let rows = times(asking, order);
        let once: BTreeSet<_> = rows.iter().collect();
        assert_eq!((rows.len(), once.len()), (scans, scans), "each scan is there once: {seen}");
    }
}

#[test]
fn a_queue_is_emptied_batch_by_batch() {
    let Some(asking) = Asking::open("a_queue_is_emptied_batch_by_batch", POLLER) else { return };
    let orders = queued(&asking, 40);
    asking.carriers.batches_of(7);
    asking.poll_after(TimeDelta::zero(), POLLER);
    assert_eq!(asking.carriers.waiting(), 0);
    all_once(&asking, &orders, 3);
    let acknowledged = asking.carriers.count(Service::Acknowledgement);
    assert_eq!(acknowledged, 18, "120 events in batches of 7");
    assert_eq!(asking.carriers.peak(Service::Infoservices), 1, "one batch after the other");
    // Every batch was acknowledged, in the order in which they came.
    let asked = asking.carriers.asked();
    let fetched: Vec<_> =
        asked.iter().filter(|one| one.service == Service::Infoservices).flat_map(|one| &one.about).collect();
    let named: Vec<_> =
        asked.iter().filter(|one| one.service == Service::Acknowledgement).flat_map(|one| &one.about).collect();
    assert_eq!(fetched, named);
}

/// Of an answer only so much is read: a batch that is larger must not be the end of the queue.
#[test]
fn events_that_are_long_do_not_block_the_queue() {
    let Some(asking) = Asking::open("events_that_are_long_do_not_block_the_queue", POLLER) else { return };
    let order = asking.number(0);
    asking.ship_with(&order, "dpd", &[&number(0)]);
    for n in 0..60 {
        let at = asking.now() - TimeDelta::minutes(600 - 5 * n);
        let code = if n % 2 == 0 { "050101" } else { "120100" };
        let scan = Scan::new(code, at).with("comment", &"Uwagi kuriera. ".repeat(120));
        asking.carriers.scan(Service::Infoservices, &number(0), scan);
    }
    asking.poll_after(TimeDelta::zero(), POLLER);
    for _ in 0..6 {
        asking.poll_after(TimeDelta::minutes(30), POLLER);
    }
    assert_eq!(asking.carriers.waiting(), 0, "{}", asking.poller(POLLER));
}

#[test]
fn the_same_batch_again_changes_nothing() {
    let Some(asking) = Asking::open("the_same_batch_again_changes_nothing", POLLER) else { return };
    let orders = queued(&asking, 5);
    asking.carriers.order_times(Service::Acknowledgement, Trouble::Forgets, 3);
    asking.poll_after(TimeDelta::zero(), POLLER);
    assert_eq!(asking.carriers.waiting(), 0);
    all_once(&asking, &orders, 3);
    assert_eq!(asking.carriers.count(Service::Acknowledgement), 4);
    assert_eq!(asking.sent().iter().filter(|message| message.tag == "out_for_delivery").count(), 5, "told once");
}

#[test]
fn an_acknowledgement_that_fails_is_made_up_for() {
    let Some(asking) = Asking::open("an_acknowledgement_that_fails_is_made_up_for", POLLER) else { return };
    let orders = queued(&asking, 2);
    // The last is taken, and its answer is lost.
    for trouble in [Trouble::Error500, Trouble::Fault, Trouble::WrongLogin, Trouble::Html, Trouble::Closed] {
        assert_eq!(asking.carriers.waiting(), 6, "before {trouble:?}");
        asking.carriers.order(Service::Acknowledgement, trouble);
        let told = asking.poll_after(TimeDelta::hours(1), POLLER);
        assert!(told["why"].is_string() && told["report"]["failed"] == 1, "{trouble:?}: {told}");
        // What was handed out is told all the same.
        all_once(&asking, &orders, 3);
    }
    asking.carriers.calm();
    assert_eq!(asking.carriers.waiting(), 0);
    let told = asking.poll_after(TimeDelta::hours(1), POLLER);
    assert_eq!((&told["why"], &told["report"]["told"]), (&Value::Null, &json!(0)), "{told}");
    all_once(&asking, &orders, 3);
}

/// A deployment that is killed and started again, and the test's own time.
struct Mortal {
    carriers: Carriers,
    deployment: Deployment,
    now: DateTime<Utc>,
}

impl Mortal {
    /// With this poller, and an order for each of these parcels, handed over two hours before `now`.
    fn start(poller: &str, carrier: &str, parcels: &[String]) -> Self {
        let carriers = Carriers::start().unwrap();
        let variables = carriers.variables(poller).into_iter();
        let builder = variables.fold(local(), |builder, (name, value)| builder.variable(&name, &value));
        let deployment = builder.sync(true).start().unwrap();
        let now = Utc::now();
        let now = now - TimeDelta::seconds(now.timestamp().rem_euclid(120));
        let mortal = Mortal { carriers, deployment, now };
        let at = now - TimeDelta::hours(2);
        for (n, parcel) in parcels.iter().enumerate() {
            let mut order = standard::order_data(&Mortal::order(n), "shipped", at, "kill@example.com");
            order["shipments"] = json!([{"carrier": carrier, "tracking_number": parcel}]);
            let secrets = mortal.deployment.secrets();
            let body = standard::order_updated(&order).to_string().into_bytes();
            let message = standard::signed(standard::ORDER, &secrets.standard_order, body, at).received(at, secrets);
            let _ = mortal.deployment.send(&message).unwrap().expect(200);
        }
        mortal
    }

    fn order(n: usize) -> String {
        format!("CRASH-{n}")
    }

    /// Calls the poller in a window of its own; none if there is no answer.
    fn poll(&mut self, poller: &str, kill: Option<(Service, usize)>) -> Option<Value> {
        self.now += TimeDelta::minutes(10);
        let (client, moved) = (self.deployment.client().clone(), self.deployment.secrets().test_now(self.now));
        let path = format!("/jobs/poll/{poller}");
        let caller = thread::spawn(move || {
            let bearer = format!("Bearer {}", local_token("scheduler"));
            let call = client.request("POST", &path).header("authorization", &bearer).header("sledz-test-now", &moved);
            call.send().ok()
        });
        if let Some((service, count)) = kill {
            assert!(self.carriers.wait_for(service, count, Duration::from_secs(30)), "{service:?} is not asked");
            self.deployment.kill().unwrap();
        }
        let answer = caller.join().unwrap()?;
        Some(answer.expect(200).json().unwrap()["pollers"][0].clone())
    }

    /// How many rows the page of each of so many orders shows, and their stages.
    fn seen(&self, orders: usize) -> Vec<(usize, String)> {
        let track = |n| self.deployment.track(&Mortal::order(n)).unwrap();
        let told = |seen: Value| {
            let rows = seen["shipments"][0]["events"].as_array().unwrap().len();
            (rows, seen["stage"].as_str().unwrap().to_owned())
        };
        (0..orders).map(|n| told(track(n))).collect()
    }
}

#[test]
fn a_crash_between_fetch_and_acknowledgement_loses_nothing() {
    if skips_named("a_crash_between_fetch_and_acknowledgement_loses_nothing") {
        return;
    }
    let parcels: Vec<String> = (0..3).map(number).collect();
    let mut mortal = Mortal::start(POLLER, "dpd", &parcels);
    for (minutes, code) in [(50, "040101"), (40, "050101"), (30, "170101")] {
        for parcel in &parcels {
            let scan = Scan::new(code, mortal.now - TimeDelta::minutes(minutes));
            mortal.carriers.scan(Service::Infoservices, parcel, scan);
        }
    }
    let all = vec![(3, "out_for_delivery".to_owned()); 3];
    for crash in 1..=3 {
        mortal.carriers.order(Service::Acknowledgement, Trouble::Hang(HANG));
        let answer = mortal.poll(POLLER, Some((Service::Acknowledgement, crash)));
        assert_eq!(answer, None, "the call was answered before the crash");
        assert_eq!(mortal.carriers.waiting(), 9, "the batch is still DPD's");
        mortal.deployment.restart().unwrap();
        assert_eq!(mortal.seen(3), all, "what was fetched is durable before it is acknowledged, after crash {crash}");
    }
    mortal.carriers.calm();
    let told = mortal.poll(POLLER, None).unwrap();
    let report = &told["report"];
    assert_eq!((&report["told"], &report["new"], &report["failed"]), (&json!(9), &json!(0), &json!(0)), "{told}");
    assert_eq!((mortal.carriers.waiting(), mortal.seen(3)), (0, all), "one event each");
}

#[test]
fn a_crash_while_a_carrier_is_asked_forgets_no_parcel() {
    if skips_named("a_crash_while_a_carrier_is_asked_forgets_no_parcel") {
        return;
    }
    let parcels: Vec<String> = (0..6).map(|n| format!("243338928{n:02}")).collect();
    let mut mortal = Mortal::start("dhl24", "dhl", &parcels);
    for parcel in &parcels {
        mortal.carriers.scan(Service::Dhl24, parcel, Scan::new("SORT", mortal.now - TimeDelta::minutes(30)));
    }
    // Four questions are out, and two more were to follow.
    mortal.carriers.order(Service::Dhl24, Trouble::Hang(HANG));
    assert_eq!(mortal.poll("dhl24", Some((Service::Dhl24, 4))), None, "the call was answered before the crash");
    mortal.deployment.restart().unwrap();
    mortal.carriers.calm();
    mortal.now += TimeDelta::hours(3);
    let told = mortal.poll("dhl24", None).unwrap();
    assert_eq!((&told["why"], &told["report"]["new"]), (&Value::Null, &json!(6)), "{told}");
    assert_eq!(mortal.seen(6), vec![(1, "in_transit".to_owned()); 6]);
}

#[test]
fn a_store_that_fails_loses_nothing_and_acknowledges_nothing() {
    let Some(asking) = Asking::open("a_store_that_fails_loses_nothing_and_acknowledges_nothing", POLLER) else {
        return;
    };
    let orders = queued(&asking, 2);
    asking.next_window();
    asking.fail_store(true).unwrap();
    let refused = asking.call("scheduler", "POST", "/jobs/poll/dpd-infoservices", &Value::Null);
    crate::world::is_problem(&refused, 503);
    assert_eq!((asking.carriers.waiting(), asking.carriers.count(Service::Acknowledgement)), (6, 0));
    asking.fail_store(false).unwrap();
    asking.poll_after(TimeDelta::zero(), POLLER);
    assert_eq!(asking.carriers.waiting(), 0);
    all_once(&asking, &orders, 3);
}
