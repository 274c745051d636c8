//! Days and months that are rolled up tell what computing afresh tells: after late, repeated and reopened things too.

use super::{Office, at, autumn, day};
use crate::answering::counter::letter;
use chrono::TimeDelta;
use http::{Method, StatusCode};
use serde_json::{Value, json};
use sledz_app::{
    jobs::Budget,
    kpi::{ledger::Ledger, rollup},
    request::Env,
};
use sledz_store::Store;
use std::cell::{Cell, RefCell};

const NOW: &str = "2026-11-09T12:00:00Z";

#[test]
fn months_of_a_shop_agree_with_computing_afresh() {
    let office = autumn();
    let now = at(NOW);
    let report = office.job(now, "rollup");
    assert!(report["days"].as_u64().unwrap() > 0 || report["looked_at"].as_u64().unwrap() > 0, "{report}");
    for (from, to) in [
        ("2026-10-01", "2026-10-31"),
        ("2026-09-01", "2026-11-09"),
        ("2026-10-19", "2026-10-25"),
        // The clock moves: a day of 25 hours.
        ("2026-10-25", "2026-10-25"),
        ("2026-11-09", "2026-11-09"),
    ] {
        office.agrees(now, from, to);
    }
    assert_eq!(office.kpi(now, "from=2026-10-01&to=2026-10-31")["computed"], json!([]));
}

#[test]
fn late_events_and_reopened_cases_are_found_and_only_what_they_touch_is_rolled_up() {
    let office = autumn();
    let now = at(NOW);
    office.job(now, "rollup");
    let counter = &office.counter;
    // The clock calls every minute: what was looked at just now is not looked at again.
    let kv = &office.counter.shop.kv;
    let before = (kv.gets(), kv.commits());
    let report = office.job(now + TimeDelta::minutes(5), "rollup");
    assert_eq!((&report["looked_at"], &report["days"]), (&json!(0), &json!(0)));
    let cost = (kv.gets() - before.0, kv.commits() - before.1);
    println!("a call that finds nothing to look at: {} gets, {} commits", cost.0, cost.1);
    assert!(cost.0 <= 6 && cost.1 <= 2, "{cost:?}");
    assert_eq!(office.job(now + TimeDelta::minutes(11), "rollup")["days"], 0, "nothing has changed");
    // A courier tells of weeks ago, and tells it twice; one parcel comes back.
    let late = now + TimeDelta::minutes(12);
    let old = |status: &str, when: &str| json!({"carrier": "dpd", "tracking_number": "600000000000000000000200", "status": status, "at": when});
    for data in [
        old("failed_attempt", "2026-10-12T09:00:00Z"),
        old("failed_attempt", "2026-10-12T09:00:00Z"),
        old("returning", "2026-10-29T09:00:00Z"),
        old("returned", "2026-11-01T09:00:00Z"),
    ] {
        assert_eq!(counter.shop.deliver(&crate::shop::shipment(late, data)), StatusCode::OK);
    }
    // A customer writes again in a case that was closed days ago; a person corrects an old one.
    let again = letter("late", "klient460@klient.example", "Dalej nic! Gdzie jest zamówienie 5460?");
    assert_eq!(counter.write(late, &again), StatusCode::OK);
    let cases = counter.cases(late, "all");
    let number = cases[0]["number"].as_str().unwrap();
    let path = format!("/api/cases/{number}");
    assert_eq!(counter.api(late, Method::PATCH, &path, &json!({"intents": ["invoice"]})).0, StatusCode::OK);
    // An order that the shop tells weeks late.
    counter.told(
        late,
        json!({"id": "4999", "number": "4999", "status": "paid", "placed_at": "2026-10-02T10:00:00Z",
            "updated_at": "2026-10-02T10:00:00Z", "customer": {"email": "x@example.com"}}),
    );
    // What is old is looked at seldom: the next day all of it was.
    let next = now + TimeDelta::days(8);
    let report = office.job(next, "rollup");
    let days = report["days"].as_u64().unwrap();
    assert!(days > 0, "{report}");
    for (from, to) in [("2026-10-01", "2026-10-31"), ("2026-09-01", "2026-11-17"), ("2026-10-12", "2026-10-12")] {
        office.agrees(next, from, to);
    }
    let recount = office.job(next + TimeDelta::minutes(1), "recount");
    assert_eq!(recount["differed"], json!({"rows": 0, "days": 0, "months": 0}), "{recount}");
}

#[test]
fn windows_and_promises_that_end_are_rolled_up_without_anything_new() {
    let office = autumn();
    let mut now = at("2026-11-08T12:00:00Z");
    for _ in 0..12 {
        office.job(now, "rollup");
        office.agrees(now, "2026-10-20", "2026-11-30");
        now += TimeDelta::hours(31);
    }
}

#[test]
fn a_recount_mends_what_was_stored_wrong() {
    let office = autumn();
    let now = at(NOW);
    office.job(now, "rollup");
    let wrong = office.with_env(now, |env| {
        let mut values = sledz_store::rolled::Values::default();
        let empty = sledz_kpi::Roll::default();
        values.put("2026-10-14", "total", &empty).unwrap();
        values.put("2026-10", "carrier", &empty).unwrap();
        env.store.set_rolled(&values).unwrap();
        env.store.rolled::<sledz_kpi::Roll>("2026-10-14", "total").unwrap()
    });
    assert_eq!(wrong, Some(sledz_kpi::Roll::default()));
    let report = office.job(now, "recount");
    assert_eq!(report["differed"]["days"], 1, "{report}");
    assert!(report["named"].as_array().unwrap().contains(&json!("2026-10-14")), "{report}");
    office.agrees(now, "2026-10-01", "2026-10-31");
    office.agrees(now, "2026-10-14", "2026-10-14");
    assert_eq!(office.job(now, "recount")["differed"], json!({"rows": 0, "days": 0, "months": 0}));
}

#[test]
fn today_is_computed_from_the_logs_and_missed_days_are_told() {
    let office = autumn();
    let (counter, now) = (&office.counter, at(NOW));
    office.job(now, "rollup");
    let before = office.value(now, "from=2026-11-09&to=2026-11-09", "cases");
    let new = letter("today", "nowa@klient.example", "Czy ten kubek można myć w zmywarce?");
    assert_eq!(counter.write(now, &new), StatusCode::OK);
    let later = now + TimeDelta::minutes(1);
    let after = office.value(later, "from=2026-11-09&to=2026-11-09", "cases");
    assert_eq!(after.as_i64().unwrap(), before.as_i64().unwrap_or_default() + 1);
    assert_eq!(office.kpi(later, "from=2026-11-09&to=2026-11-09")["computed"], json!(["2026-11-09"]));
    office.agrees(later, "2026-11-01", "2026-11-09");
    // Nobody has called the job for a week.
    let told = office.kpi(now + TimeDelta::days(7), "from=2026-11-01&to=2026-11-30");
    assert_eq!(told["computed"], json!(["2026-11-14", "2026-11-15", "2026-11-16"]));
    assert_eq!(told["missing"].as_array().unwrap().len(), 5, "{}", told["missing"]);
}

#[test]
fn a_run_that_is_cut_off_anywhere_loses_nothing() {
    let office = autumn();
    let now = at(NOW);
    let kv = &office.counter.shop.kv;
    let call = |fail: Option<u64>| {
        kv.fail_after_writes(fail);
        let (status, told) = office.counter.api(now, Method::POST, "/jobs/rollup", &Value::Null);
        kv.fail_after_writes(None);
        (status == StatusCode::OK && told["has_more"] == false, status)
    };
    let mut writes = 3;
    while !call(Some(writes)).0 {
        writes += 7;
        assert!(writes < 400, "it gets on");
    }
    office.agrees(now, "2026-09-01", "2026-11-09");
}

/// The clock calls twice: the first run has something in hand when the second begins, and writes it then.
#[test]
fn what_an_earlier_run_writes_late_is_not_overwritten() {
    let office = autumn();
    office.job(at(NOW), "rollup");
    let now = at(NOW) + TimeDelta::minutes(11);
    let counter = &office.counter;
    let late = json!({"id": "4998", "number": "4998", "status": "paid", "placed_at": "2026-11-08T10:00:00Z",
        "updated_at": "2026-11-08T10:00:00Z", "customer": {"email": "x@example.com"}});
    counter.told(now, late);
    // The job looks at the clock when it begins, and before the second day that it looks at.
    let looks = Cell::new(0);
    let wall = || {
        looks.set(looks.get() + 1);
        if looks.get() == 2 {
            office.with_env(now, |env| {
                let mut ledger = Ledger::read(env).unwrap();
                ledger.soil(day("2026-10-14"));
                let mut values = sledz_store::rolled::Values::default();
                ledger.put(&mut values).unwrap();
                env.store.set_rolled(&values).unwrap();
            });
        }
        now
    };
    let (shop, due) = (&counter.shop, RefCell::new(Vec::new()));
    let env = Env { store: Store::new(&shop.kv, &wall), now, settings: &shop.settings, due: &due, is_import: false };
    let run = || rollup::run(&env, Value::Null, &Budget::new(env, TimeDelta::seconds(2)));
    assert!(run().is_err());
    let done = run().unwrap();
    assert_eq!(done.report["days"], 2, "the late order's, and what the earlier run had soiled: {}", done.report);
    office.agrees(now, "2026-10-01", "2026-11-09");
}

#[test]
fn a_year_is_read_with_few_gets_and_no_write() {
    let office = autumn();
    let now = at(NOW);
    office.job(now, "rollup");
    let kv = &office.counter.shop.kv;
    let cost = |query: &str| {
        let before = (kv.gets(), kv.commits());
        office.kpi(now, query);
        (kv.gets() - before.0, kv.commits() - before.1)
    };
    // Whole months, the year before beside them.
    let (gets, commits) = cost("from=2026-01-01&to=2026-10-31");
    assert_eq!(commits, 0);
    println!("ten months and those before: {gets} gets");
    assert!(gets <= 30, "{gets}");
    let (gets, commits) = cost("from=2025-11-01&to=2026-10-31&by=carrier");
    assert_eq!(commits, 0);
    println!("a year by carrier, and the year before: {gets} gets");
    assert!(gets <= 60, "{gets}");
}

#[test]
fn two_years_of_months_cost_one_get_for_each_part_of_each() {
    let office = Office::open();
    let now = at("2027-01-04T12:00:00Z");
    for month in 0..24 {
        let placed = format!("{}-{:02}-01T10:00:00Z", 2025 + month / 12, month % 12 + 1);
        let data = json!({"id": format!("o{month}"), "number": format!("o{month}"), "status": "paid",
            "placed_at": placed, "updated_at": placed, "customer": {"email": "ala@klient.example"}});
        office.counter.told(at(&placed), data);
    }
    office.job(now, "rollup");
    let kv = &office.counter.shop.kv;
    let cost = |query: &str| {
        let before = (kv.gets(), kv.commits());
        office.kpi(now, query);
        (kv.gets() - before.0, kv.commits() - before.1)
    };
    // Twelve months, the twelve before them, and the ledger.
    assert_eq!(cost("from=2026-01-01&to=2026-12-31"), (25, 0));
    assert_eq!(cost("from=2026-01-01&to=2026-12-31&by=carrier"), (49, 0));
    assert_eq!(cost("from=2026-01-01&to=2026-12-31&by=month"), (37, 0));
    office.agrees(now, "2026-01-01", "2026-12-31");
}

#[test]
fn the_costs_of_a_day_are_bounded() {
    let office = autumn();
    let now = at(NOW);
    office.job(now, "rollup");
    let kv = &office.counter.shop.kv;
    let before = (kv.gets(), kv.commits());
    office.with_env(now, |env| {
        let mut shop = sledz_app::kpi::workshop::Workshop::open(env).unwrap();
        shop.roll(day("2026-10-20")).unwrap();
    });
    println!("one day rolled up: {} gets", kv.gets() - before.0);
    assert!(kv.gets() - before.0 < 120);
    let again = letter("one", "klient480@klient.example", "Gdzie jest zamówienie 5480?");
    assert_eq!(office.counter.write(now, &again), StatusCode::OK);
    let before = (kv.gets(), kv.commits());
    let report = office.job(now + TimeDelta::minutes(2), "rollup");
    let (gets, commits) = (kv.gets() - before.0, kv.commits() - before.1);
    println!("a run with one new case: {gets} gets, {commits} commits, {report}");
    assert!(gets < 2000 && commits < 80, "{gets} gets, {commits} commits, {report}");
}

#[test]
fn what_the_shop_sets_changes_what_was_rolled_up() {
    let office = autumn();
    let now = at(NOW);
    office.job(now, "rollup");
    let Office { counter } = office;
    let mut settings: Vec<(String, String)> = vec![("fcr_days".to_owned(), "3".to_owned())];
    settings.push(("opening_hours".to_owned(), "mon-sun 00:00-24:00".to_owned()));
    let shop = counter.shop;
    let mut changed: Vec<(String, String)> =
        ["keys", "api_tokens", "satisfaction", "disagreement_hours", "dispatch_days", "notify_since"]
            .map(|name| (name.to_owned(), shop.settings.get(name).to_owned()))
            .to_vec();
    changed.append(&mut settings);
    let shop = crate::shop::Shop { settings: changed.into_iter().collect(), ..shop };
    let office = Office { counter: crate::answering::counter::Counter { shop, world: counter.world } };
    office.job(now, "rollup");
    office.agrees(now, "2026-09-01", "2026-11-09");
    assert_eq!(day("2026-11-09").to_string(), "2026-11-09");
}
