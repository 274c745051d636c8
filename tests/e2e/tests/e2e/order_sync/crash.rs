//! A host that is killed between an answer and the cursor, and calls at the same time.

use crate::{
    selling::{Selling, form_id},
    world::{local, skips_named},
};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use sledz_e2e::{
    carriers::trouble::Trouble,
    client::escaped,
    deployment::Deployment,
    secrets::local_token,
    shops::{
        allegro::{self, ADD_SHIPMENT, Allegro, EVENTS, FORM},
        server::Server,
        woocommerce::{self as woo, ORDERS, WooShop},
    },
};
use std::{thread, time::Duration};

/// Longer than anybody waits.
const HANG: Duration = Duration::from_secs(30);

/// A deployment that is killed and started again, and the test's own time.
struct Mortal {
    allegro: Allegro,
    woo: WooShop,
    deployment: Deployment,
    now: DateTime<Utc>,
}

impl Mortal {
    fn start() -> Self {
        let (allegro, woo) = (Allegro::start().unwrap(), WooShop::start().unwrap());
        let variables = [allegro.variables(), woo.variables()].concat();
        let builder = variables.iter().fold(local(), |builder, (name, value)| builder.variable(name, value));
        let deployment = builder.variable("order_poll", "allegro woocommerce").sync(true).start().unwrap();
        let now = "2026-10-05T10:00:00Z".parse().unwrap();
        let mut mortal = Mortal { allegro, woo, deployment, now };
        let _ = mortal.call("admin", "/jobs/sync/allegro/connect", None);
        mortal.allegro.agree();
        mortal.call("scheduler", "/jobs/sync/allegro", None).unwrap();
        mortal
    }

    /// Calls in a window of its own; if the host is to be killed when so many requests have come, there is
    /// no answer.
    fn call(&mut self, role: &str, path: &str, kill: Option<(&Server, &str, usize)>) -> Option<Value> {
        Mortal::call_at(&mut self.deployment, &mut self.now, &self.allegro, (role, path), kill)
    }

    fn call_at(
        deployment: &mut Deployment,
        now: &mut DateTime<Utc>,
        allegro: &Allegro,
        (role, path): (&str, &str),
        kill: Option<(&Server, &str, usize)>,
    ) -> Option<Value> {
        *now += TimeDelta::minutes(4);
        allegro.tell_time(Some(*now));
        let (client, moved) = (deployment.client().clone(), deployment.secrets().test_now(*now));
        let (path, bearer) = (path.to_owned(), format!("Bearer {}", local_token(role)));
        let caller = thread::spawn(move || {
            let call = client.request("POST", &path).header("authorization", &bearer).header("sledz-test-now", &moved);
            call.send().ok()
        });
        if let Some((server, pattern, count)) = kill {
            // Whoever hangs is counted when it is given up: it is looked for those before it.
            assert!(server.wait_for(pattern, count, Duration::from_secs(30)), "{pattern} is not asked for");
            thread::sleep(Duration::from_millis(500));
            deployment.kill().unwrap();
        }
        let answer = caller.join().unwrap()?;
        Some(answer.expect(200).json().unwrap())
    }

    /// How many orders of each of these numbers there are.
    fn there(&self, numbers: &[String]) -> Vec<usize> {
        let count = |number: &String| {
            let bearer = format!("Bearer {}", local_token("reader"));
            let path = format!("/api/orders/{}", escaped(number));
            let reply = self.deployment.client().request("GET", &path).header("authorization", &bearer).send().unwrap();
            if reply.status == 404 { 0 } else { reply.json().unwrap()["orders"].as_array().unwrap().len() }
        };
        numbers.iter().map(count).collect()
    }
}

#[test]
fn a_crash_between_an_answer_and_the_cursor_loses_nothing() {
    if skips_named("a_crash_between_an_answer_and_the_cursor_loses_nothing") {
        return;
    }
    let mut mortal = Mortal::start();
    let ids: Vec<String> = (0..5).map(form_id).collect();
    for id in &ids {
        mortal.allegro.put(allegro::form(id, "kill@example.com", mortal.now));
        mortal.allegro.tell(id, "READY_FOR_PROCESSING");
    }
    // The third form is never answered.
    mortal.allegro.server().order(&format!("GET /order/checkout-forms/{}", ids[2]), Trouble::Hang(HANG));
    let Mortal { allegro, deployment, now, .. } = &mut mortal;
    let kill = Some((allegro.server(), FORM, 2));
    let path = ("scheduler", "/jobs/sync/allegro");
    assert_eq!(Mortal::call_at(deployment, now, allegro, path, kill), None, "it was answered before the crash");
    mortal.deployment.restart().unwrap();
    mortal.allegro.server().calm();
    assert_eq!(mortal.there(&ids), [1, 1, 0, 0, 0], "what was told is durable");
    let told = mortal.call("scheduler", "/jobs/sync/allegro", None).unwrap();
    assert_eq!(told["has_more"], false, "{told}");
    assert_eq!(mortal.there(&ids), [1; 5]);
    for id in &ids {
        let view = mortal.deployment.track(id).unwrap();
        assert_eq!(view["payment_state"], "paid");
    }
}

#[test]
fn a_crash_while_history_is_brought_in_loses_nothing() {
    if skips_named("a_crash_while_history_is_brought_in_loses_nothing") {
        return;
    }
    let mut mortal = Mortal::start();
    let numbers: Vec<String> = (0..70).map(|n| (50_000 + n).to_string()).collect();
    for n in 0..70_u64 {
        let at = mortal.now - TimeDelta::hours(i64::try_from(n).unwrap() + 5);
        mortal.woo.put(woo::order(50_000 + n, "processing", "kill@example.com", at, at));
    }
    for crash in 1..=2 {
        mortal.woo.server().order(ORDERS, Trouble::Slow(Duration::from_millis(700)));
        let asked = mortal.woo.server().count(ORDERS);
        let Mortal { allegro, woo, deployment, now } = &mut mortal;
        let kill = Some((woo.server(), ORDERS, asked + 1));
        let answer = Mortal::call_at(deployment, now, allegro, ("admin", "/jobs/backfill"), kill);
        assert_eq!(answer, None, "it was answered before crash {crash}");
        mortal.deployment.restart().unwrap();
    }
    mortal.woo.server().calm();
    assert!(mortal.there(&numbers).contains(&0), "this was to be killed in the middle");
    for _ in 0..10 {
        if mortal.call("admin", "/jobs/backfill", None).unwrap()["has_more"] == false {
            break;
        }
    }
    assert_eq!(mortal.there(&numbers), [1; 70]);
}

#[test]
fn a_store_that_fails_moves_no_cursor() {
    let Some(selling) = Selling::open("a_store_that_fails_moves_no_cursor", "allegro") else { return };
    selling.connect();
    let id = selling.buy(1);
    selling.next_window();
    selling.fail_store(true).unwrap();
    let refused = selling.call("scheduler", "POST", "/jobs/sync/allegro", &Value::Null);
    crate::world::is_problem(&refused, 503);
    selling.fail_store(false).unwrap();
    selling.synced("allegro");
    assert_eq!(selling.told(&id).len(), 1);
}

/// Two schedulers call at once, as they do where there are two machines.
#[test]
fn two_calls_at_once_ask_once() {
    let Some(selling) = Selling::open("two_calls_at_once_ask_once", "allegro woocommerce") else { return };
    selling.connect();
    let ids: Vec<String> = (0..6).map(|n| selling.buy(n)).collect();
    let server = selling.server("allegro");
    server.order("/order/", Trouble::Slow(Duration::from_millis(50)));
    let (pages, forms) = (server.count(EVENTS), server.count(FORM));
    selling.next_window();
    let (client, moved) = (crate::world::client(&selling), selling.secrets().test_now(selling.now()));
    let told: Vec<Value> = thread::scope(|scope| {
        let callers: Vec<_> = (0..3)
            .map(|_| {
                scope.spawn(|| {
                    let bearer = format!("Bearer {}", local_token("scheduler"));
                    let call = client.request("POST", "/jobs/sync/allegro").header("authorization", &bearer);
                    call.header("sledz-test-now", &moved).send().unwrap().expect(200).json().unwrap()
                })
            })
            .collect();
        callers.into_iter().map(|caller| caller.join().unwrap()).collect()
    });
    let skipped = told.iter().filter(|one| one.to_string().contains("another call runs")).count();
    assert_eq!(skipped, 2, "{told:?}");
    assert_eq!((server.count(EVENTS) - pages, server.count(FORM) - forms), (1, 6));
    assert!(ids.iter().all(|id| selling.told(id).len() == 1));
    let confirmed = selling.sent().len();
    assert_eq!(confirmed, 6);
}

/// A call of Allegro that is under way when the host is killed is looked after before it is made again.
#[test]
fn a_crash_while_a_parcel_is_written_writes_it_once() {
    if skips_named("a_crash_while_a_parcel_is_written_writes_it_once") {
        return;
    }
    let selling = Selling::with("allegro baselinker", |builder| builder.variable("write_back", "allegro"));
    selling.connect();
    selling.synced("baselinker");
    let purchase = selling.purchase(1);
    selling.woo_tells("order.updated", &selling.woo_sent(purchase.shop, "602677439331630637653846"));
    // It was added, and nobody wrote that down: as after a crash, the answer is lost.
    selling.server("allegro").order_times(ADD_SHIPMENT, Trouble::Closed, 1);
    selling.calls();
    assert_eq!(selling.allegro().shipments(&purchase.form).len(), 1);
    for _ in 0..3 {
        selling.pass(TimeDelta::minutes(15));
        selling.calls();
    }
    assert_eq!(selling.server("allegro").count(ADD_SHIPMENT), 1);
    assert_eq!(selling.allegro().fulfilment(&purchase.form), "SENT");
    assert_eq!(json!(selling.allegro().shipments(&purchase.form).len()), 1);
}
