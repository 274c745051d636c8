//! Killed with SIGKILL under load: whatever was answered 200 is there after a restart.

use crate::world::{ago, client, codes, local, skips_named};
use chrono::TimeDelta;
use serde_json::json;
use sledz_e2e::{deployment::Deployment, secrets::Secrets, senders::standard};
use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

const SENDERS: usize = 6;
const PARCELS: usize = 3;
/// The host is killed once so many events were taken.
const TAKEN: usize = 120;

#[test]
fn what_was_answered_is_there_after_a_kill() {
    if skips_named("what_was_answered_is_there_after_a_kill") {
        return;
    }
    let mut deployment = local().sync(true).start().unwrap();
    for round in 0..3 {
        kill_under_load(&mut deployment, round);
    }
}

fn kill_under_load(deployment: &mut Deployment, round: u32) {
    let (numbers, parcels) = shop(deployment, round);
    let taken: Mutex<BTreeSet<(usize, String)>> = Mutex::default();
    let count = Arc::new(AtomicUsize::new(0));
    let (secrets, http) = (deployment.secrets().clone(), client(deployment));
    thread::scope(|scope| {
        for sender in 0..SENDERS {
            let (parcels, taken, count, secrets, http) = (&parcels, &taken, Arc::clone(&count), &secrets, &http);
            scope.spawn(move || {
                let parcel = sender % PARCELS;
                for n in 0.. {
                    let code = format!("code-{sender}-{n}");
                    let message = message(secrets, &parcels[parcel], &code, n);
                    // No answer: the host is dead. What was in hand may be lost.
                    let Ok(reply) = message.send(http) else { return };
                    assert_eq!(reply.status, 200, "{}", reply.text());
                    taken.lock().unwrap().insert((parcel, code));
                    count.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
        while count.load(Ordering::SeqCst) < TAKEN {
            thread::yield_now();
        }
        deployment.kill().unwrap();
    });
    deployment.restart().unwrap();
    let taken = taken.into_inner().unwrap();
    assert!(taken.len() >= TAKEN);
    for (parcel, number) in numbers.iter().enumerate() {
        let shown: BTreeSet<String> = codes(&deployment.track(number).unwrap()).into_iter().collect();
        let lost: Vec<_> = taken.iter().filter(|(of, code)| *of == parcel && !shown.contains(code)).collect();
        assert!(lost.is_empty(), "round {round}: {} of {} are lost: {lost:?}", lost.len(), taken.len());
    }
}

fn shop(deployment: &Deployment, round: u32) -> (Vec<String>, Vec<String>) {
    let name = format!("K{round}{}", sledz_e2e::secrets::random_hex::<3>().unwrap().to_uppercase());
    let numbers: Vec<String> = (0..PARCELS).map(|n| format!("{name}-{n}")).collect();
    let parcels: Vec<String> = (0..PARCELS).map(|n| format!("{name}P{n}")).collect();
    for (number, parcel) in numbers.iter().zip(&parcels) {
        let mut order = standard::order_data(number, "shipped", ago(24), "kill@example.com");
        order["shipments"] = json!([{"carrier": "dpd", "tracking_number": parcel}]);
        let message = standard::order(deployment.secrets(), &standard::order_updated(&order));
        let _ = deployment.send(&message).unwrap().expect(200);
    }
    (numbers, parcels)
}

fn message(secrets: &Secrets, parcel: &str, code: &str, n: i64) -> sledz_e2e::message::Message {
    let mut event = standard::event("dpd", parcel, "in_transit", ago(20) + TimeDelta::seconds(n));
    event["code"] = json!(code);
    standard::courier(secrets, &standard::shipment_event(&event))
}

/// A stop, too, loses nothing, and lets requests in hand end.
#[test]
fn a_stop_is_graceful() {
    if skips_named("a_stop_is_graceful") {
        return;
    }
    let mut deployment = local().start().unwrap();
    let number = "STOP-1";
    let order = standard::order_data(number, "paid", ago(1), "stop@example.com");
    let message = standard::order(deployment.secrets(), &standard::order_updated(&order));
    let _ = deployment.send(&message).unwrap().expect(200);
    deployment.stop().unwrap();
    assert!(!deployment.runs());
    deployment.restart().unwrap();
    assert_eq!(deployment.orders(number).unwrap()[0]["stage"], "paid");
}
