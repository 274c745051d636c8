//! Carriers that are asked, played by servers that speak their protocols, fail, hang, repeat and page.

mod activation;
mod allegro;
mod crash;
mod politeness;
mod trouble;

use crate::{
    asking::Asking,
    world::{skip_without, skips_named},
};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use sledz_e2e::{
    carriers::{Service, scan::Scan},
    redis::Redis,
};

/// A poller, what it asks, a carrier's parcel, and the carrier's codes for three moments of its life.
pub(super) struct Known {
    pub(super) poller: &'static str,
    pub(super) service: Service,
    pub(super) carrier: &'static str,
    pub(super) number: &'static str,
    pub(super) in_transit: &'static str,
    pub(super) out_for_delivery: &'static str,
    pub(super) delivered: &'static str,
}

pub(super) const ALL: [Known; 5] = [
    Known {
        poller: "inpost-tracking",
        service: Service::Shipx,
        carrier: "inpost",
        number: "602677439331630637653846",
        in_transit: "adopted_at_sorting_center",
        out_for_delivery: "out_for_delivery_to_address",
        delivered: "delivered",
    },
    Known {
        poller: "dpd-infoservices",
        service: Service::Infoservices,
        carrier: "dpd",
        number: "0000075077195U",
        in_transit: "050101",
        out_for_delivery: "170101",
        delivered: "190101",
    },
    Known {
        poller: "dhl24",
        service: Service::Dhl24,
        carrier: "dhl",
        number: "24333892874",
        in_transit: "SORT",
        out_for_delivery: "LK",
        delivered: "DOR",
    },
    Known {
        poller: "poczta-polska",
        service: Service::PocztaPolska,
        carrier: "poczta-polska",
        number: "00259007731234567890",
        in_transit: "P_WZL",
        out_for_delivery: "P_WD",
        delivered: "P_D",
    },
    Known {
        poller: "allegro-tracking",
        service: Service::Allegro,
        carrier: "allegro",
        number: "A00003X987",
        in_transit: "IN_TRANSIT",
        out_for_delivery: "RELEASED_FOR_DELIVERY",
        delivered: "DELIVERED",
    },
];

/// All of them, as variable `poll` lists them.
pub(super) const POLL: &str = "inpost-tracking dpd-infoservices dhl24 poczta-polska allegro-tracking";

impl Known {
    /// A scan of its parcel, now.
    pub(super) fn scan(&self, asking: &Asking, code: &str) {
        asking.carriers.scan(self.service, self.number, Scan::new(code, asking.now()).at("Łódź"));
    }

    /// An order with its parcel, handed over just now.
    pub(super) fn ship(&self, asking: &Asking) {
        asking.ship_with(&self.order(asking), self.carrier, &[self.number]);
    }

    /// The number of the order with its parcel.
    pub(super) fn order(&self, asking: &Asking) -> String {
        let place = ALL.iter().position(|known| known.poller == self.poller).unwrap();
        asking.number(u32::try_from(place).unwrap())
    }
}

/// A deployment with all pollers, and with Allegro's consent.
pub(super) fn with_all() -> Asking {
    let asking = Asking::with(POLL, |builder| builder);
    asking.connect();
    asking
}

/// The same with an order for each.
pub(super) fn shipped_with_all() -> Asking {
    let asking = with_all();
    ALL.iter().for_each(|known| known.ship(&asking));
    asking
}

/// The times of the rows of the one parcel of an order, newest first.
pub(super) fn times(asking: &Asking, order: &str) -> Vec<DateTime<Utc>> {
    let seen = asking.seen(order);
    let rows = seen["shipments"][0]["events"].as_array().unwrap();
    rows.iter().map(|row| row["at"].as_str().unwrap().parse().unwrap()).collect()
}

#[test]
fn every_poller_tells_of_its_parcel_until_the_end() {
    if skips_named("every_poller_tells_of_its_parcel_until_the_end") {
        return;
    }
    let asking = with_all();
    for known in &ALL {
        known.ship(&asking);
        // Nothing is known of it yet: that is no trouble.
        let told = asking.poll_after(TimeDelta::hours(3), known.poller);
        assert_eq!(told["why"], Value::Null, "{told}");
        assert_eq!((&told["report"]["new"], &told["report"]["failed"]), (&json!(0), &json!(0)), "{told}");
        for (code, stage) in [
            (known.in_transit, "in_transit"),
            (known.out_for_delivery, "out_for_delivery"),
            (known.delivered, "delivered"),
        ] {
            known.scan(&asking, code);
            let told = asking.poll_after(TimeDelta::hours(3), known.poller);
            assert_eq!((&told["why"], &told["report"]["new"]), (&Value::Null, &json!(1)), "{}: {told}", known.poller);
            assert_eq!(asking.seen(&known.order(&asking))["stage"], stage, "{} after {code}", known.poller);
        }
        let seen = asking.seen(&known.order(&asking));
        let row = &seen["shipments"][0]["events"][0];
        assert_eq!((&row["source"], &row["code"]), (&json!(known.poller), &json!(known.delivered)));
        let health = asking.poller(known.poller);
        assert_eq!((&health["failing_since"], &health["why"]), (&Value::Null, &Value::Null), "{health}");
        // There is nothing more to hear, however often it is called.
        let asked = asking.carriers.count(known.service);
        for _ in 0..3 {
            asking.poll_after(TimeDelta::hours(12), known.poller);
        }
        let more = asking.carriers.count(known.service) - asked;
        let expected = if known.service == Service::Infoservices { 3 } else { 0 };
        assert_eq!(more, expected, "{} is asked about a parcel that was delivered", known.poller);
    }
    let stages: Vec<Value> = ALL.iter().map(|known| asking.seen(&known.order(&asking))["stage"].clone()).collect();
    assert_eq!(
        stages,
        [json!("delivered"), json!("delivered"), json!("delivered"), json!("delivered"), json!("delivered")]
    );
}

/// A carrier adds a code, and writes its times as its clocks show them.
#[test]
fn an_unknown_code_is_kept_and_counted_and_times_are_warsaws() {
    if skips_named("an_unknown_code_is_kept_and_counted_and_times_are_warsaws") {
        return;
    }
    let asking = with_all();
    for known in &ALL {
        known.ship(&asking);
        known.scan(&asking, known.in_transit);
        asking.pass(TimeDelta::hours(1));
        known.scan(&asking, "999999_NEW");
        let at = asking.now();
        let told = asking.poll_after(TimeDelta::hours(3), known.poller);
        assert_eq!((&told["why"], &told["report"]["new"]), (&Value::Null, &json!(2)), "{told}");
        let seen = asking.seen(&known.order(&asking));
        assert_eq!(seen["stage"], "in_transit", "{seen}");
        let row = &seen["shipments"][0]["events"][0];
        assert_eq!((&row["code"], &row["status"]), (&json!("999999_NEW"), &Value::Null), "{seen}");
        let shown: DateTime<Utc> = row["at"].as_str().unwrap().parse().unwrap();
        assert!((shown - at).abs() < TimeDelta::minutes(1), "{}: {shown} for {at}", known.poller);
        let has_offset = matches!(known.service, Service::Shipx | Service::Allegro);
        assert_eq!(row["at_assumed"], !has_offset, "{}", known.poller);
        let counted = asking.health()["counted"][format!("unknown-code:{}", known.poller)].clone();
        assert_eq!(counted, 1, "{}", known.poller);
    }
}

/// All of them by the one call that a clock makes.
#[test]
fn one_call_asks_all() {
    if skips_named("one_call_asks_all") {
        return;
    }
    all_by_one_call(&shipped_with_all());
}

#[test]
fn one_call_asks_all_on_redis() {
    let name = "one_call_asks_all_on_redis";
    if skips_named(name) {
        return;
    }
    if !Redis::is_installed() {
        return skip_without(name, "redis-server is not installed");
    }
    let redis = Redis::start(false).unwrap();
    let asking = Asking::with(POLL, |builder| builder.redis(redis.url()));
    asking.connect();
    ALL.iter().for_each(|known| known.ship(&asking));
    all_by_one_call(&asking);
}

fn all_by_one_call(asking: &Asking) {
    ALL.iter().for_each(|known| known.scan(asking, known.in_transit));
    asking.pass(TimeDelta::hours(4));
    asking.next_window();
    let told = asking.call("scheduler", "POST", "/jobs/poll", &Value::Null).expect(200).json().unwrap();
    let names: Vec<&str> =
        told["pollers"].as_array().unwrap().iter().map(|one| one["poller"].as_str().unwrap()).collect();
    for known in &ALL {
        assert!(names.contains(&known.poller), "{told}");
        assert_eq!(asking.seen(&known.order(asking))["stage"], "in_transit", "{}: {told}", known.poller);
    }
    assert_eq!((names.len(), &told["has_more"]), (ALL.len(), &json!(false)));
}

#[test]
fn nothing_personal_is_kept() {
    if skips_named("nothing_personal_is_kept") {
        return;
    }
    let directory = tempfile::TempDir::with_prefix("sledz-polls-").unwrap();
    let asking = Asking::with(POLL, |builder| builder.sqlite_in(directory.path()));
    asking.connect();
    for known in &ALL {
        known.ship(&asking);
        known.scan(&asking, known.out_for_delivery);
        known.scan(&asking, known.delivered);
        let told = asking.poll_after(TimeDelta::hours(4), known.poller);
        assert_eq!((&told["why"], &told["report"]["new"]), (&Value::Null, &json!(2)), "{told}");
    }
    let log = asking.log();
    let mut stored = Vec::new();
    for file in std::fs::read_dir(directory.path()).unwrap() {
        stored.extend(std::fs::read(file.unwrap().path()).unwrap());
    }
    let stored = String::from_utf8_lossy(&stored);
    assert!(stored.contains("adopted_at") || stored.contains("190101"), "this is not the store");
    let secrets = ["hasło<&", "allegro-client-secret", "access-", "refresh-", "device-"];
    for kept in ["Tajemnicza", "Sekretna"].into_iter().chain(secrets) {
        assert!(!stored.contains(kept), "{kept} is in the store");
        assert!(!log.contains(kept), "{kept} is in the log: {log}");
    }
    for known in &ALL {
        assert!(!log.contains(known.number), "a tracking number is in the log: {log}");
    }
}
