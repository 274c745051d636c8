//! Carriers that are asked: how often, what follows from trouble, and that a crash anywhere loses
//! nothing. InPost's tracking stands for those that are asked parcel by parcel.

use crate::{
    shop::{Shop, after, order, shipx, start},
    world::{block_on, interleaved},
};
use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::HEXLOWER;
use http::{Method, Request, Response, StatusCode};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sledz_app::{
    http_client::{HttpClient, LocalFuture, SendError},
    poller,
    request::{self, Env},
    settings::Settings,
    upkeep,
};
use sledz_store::Store;
use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
};

const NUMBER: &str = "602677439331630337653846";
const TOKEN: &str = "clock-token";

/// What InPost's tracking answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Well,
    Status(u16),
    Timeout,
}

/// What happened to a parcel, and when.
type History = Vec<(DateTime<Utc>, &'static str)>;

/// InPost's tracking, in memory.
struct Carrier {
    now: Cell<DateTime<Utc>>,
    /// Of each number, what happened and when.
    parcels: RefCell<BTreeMap<String, History>>,
    fate: Cell<Fate>,
    /// Numbers about which it always fails.
    poison: RefCell<Vec<String>>,
    asked: RefCell<Vec<(DateTime<Utc>, String)>>,
}

impl Carrier {
    fn new() -> Self {
        Carrier {
            now: Cell::new(start()),
            parcels: RefCell::default(),
            fate: Cell::new(Fate::Well),
            poison: RefCell::default(),
            asked: RefCell::default(),
        }
    }

    fn happens(&self, number: &str, at: DateTime<Utc>, status: &'static str) {
        self.parcels.borrow_mut().entry(number.to_owned()).or_default().push((at, status));
    }

    /// When it was asked about a number, in minutes since the start.
    fn minutes(&self, number: &str) -> Vec<i64> {
        let asked = self.asked.borrow();
        asked.iter().filter(|(_, known)| known == number).map(|(at, _)| (*at - start()).num_minutes()).collect()
    }

    fn tell(&self, number: &str) -> Response<Vec<u8>> {
        let now = self.now.get();
        let known = self.parcels.borrow().get(number).cloned().unwrap_or_default();
        let mut details: Vec<Value> = known
            .iter()
            .filter(|(at, _)| *at <= now)
            .map(|(at, status)| json!({"status": status, "origin_status": null, "agency": null, "datetime": at.to_rfc3339()}))
            .collect();
        details.reverse();
        let Some(last) = details.first().map(|detail| detail["status"].clone()) else {
            return answer(404, json!({"status": 404, "error": "resource_not_found"}));
        };
        answer(200, json!({"tracking_number": number, "status": last, "tracking_details": details}))
    }
}

fn answer(status: u16, body: Value) -> Response<Vec<u8>> {
    Response::builder().status(status).body(body.to_string().into_bytes()).unwrap()
}

impl HttpClient for Carrier {
    fn send<'a>(&'a self, request: Request<Vec<u8>>) -> LocalFuture<'a, Result<Response<Vec<u8>>, SendError>> {
        Box::pin(async move {
            assert_eq!(request.uri().host(), Some("inpost.test"));
            let number = request.uri().path().strip_prefix("/v1/tracking/").unwrap().to_owned();
            self.asked.borrow_mut().push((self.now.get(), number.clone()));
            let mut waited = false;
            std::future::poll_fn(|_| {
                if std::mem::replace(&mut waited, true) { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
            })
            .await;
            if self.poison.borrow().contains(&number) {
                return Ok(answer(500, Value::Null));
            }
            match self.fate.get() {
                Fate::Well => Ok(self.tell(&number)),
                Fate::Status(status) => Ok(answer(status, Value::Null)),
                Fate::Timeout => Err(SendError::Timeout),
            }
        })
    }
}

fn shop(poll: &str) -> Shop {
    let mut shop = Shop::new();
    let hash = HEXLOWER.encode(&Sha256::digest(TOKEN.as_bytes()));
    let tokens = format!("{} clock:scheduler:{hash}", shop.settings.get("api_tokens"));
    let known =
        ["keys", "courier_inpost_shipx_secrets", "courier_standard_secrets", "order_standard_secrets", "dispatch_days"];
    let mut settings: Vec<(String, String)> =
        known.iter().map(|name| ((*name).to_owned(), shop.settings.get(name).to_owned())).collect();
    settings.push(("api_tokens".to_owned(), tokens));
    settings.push(("poll".to_owned(), poll.to_owned()));
    settings.push(("inpost_tracking_url".to_owned(), "https://inpost.test".to_owned()));
    shop.settings = settings.into_iter().collect::<Settings>();
    shop
}

fn placed(shop: &Shop, id: &str, number: &str) {
    let data = json!({"id": id, "number": id, "status": "shipped", "placed_at": after(-60), "paid_at": after(-50),
        "updated_at": after(0), "shipments": [{"carrier": "InPost", "tracking_number": number}]});
    assert_eq!(shop.deliver(&order(after(0), data)), StatusCode::OK);
}

async fn call(shop: &Shop, carrier: &Carrier, at: DateTime<Utc>) -> (u16, Value) {
    let wall = || at;
    let due = RefCell::new(Vec::new());
    let env =
        Env { store: Store::new(&shop.kv, &wall), now: at, settings: &shop.settings, due: &due, is_import: false };
    let bearer = format!("Bearer {TOKEN}");
    let builder = Request::post("/jobs/poll").header("authorization", bearer);
    let (parts, ()) = builder.body(()).unwrap().into_parts();
    let request = request::Request { parts, body: Some(Vec::new()) };
    let reply = poller::handle(&request, &env, carrier).await;
    (reply.status().as_u16(), serde_json::from_slice(reply.body()).unwrap_or_default())
}

/// Calls the pollers every two minutes from one minute to another.
fn clock(shop: &Shop, carrier: &Carrier, from: i64, to: i64) {
    for minute in (from..to).step_by(2) {
        carrier.now.set(after(minute));
        let (status, _) = block_on(call(shop, carrier, after(minute)));
        assert_eq!(status, 200);
    }
}

fn stage(shop: &Shop, order: &str, minute: i64) -> Value {
    shop.page(order, after(minute)).unwrap()["stage"].clone()
}

#[test]
fn often_while_it_is_out_seldom_on_the_way_never_after_the_end() {
    let (shop, carrier) = (shop("inpost-tracking"), Carrier::new());
    placed(&shop, "1001", NUMBER);
    carrier.happens(NUMBER, after(-10), "confirmed");
    carrier.happens(NUMBER, after(200), "adopted_at_sorting_center");
    carrier.happens(NUMBER, after(1440), "out_for_delivery");
    carrier.happens(NUMBER, after(1560), "ready_to_pickup");
    carrier.happens(NUMBER, after(2000), "delivered");
    clock(&shop, &carrier, 0, 4 * 1440);
    let asked = carrier.minutes(NUMBER);
    let within = |from: i64, to: i64| asked.iter().filter(|minute| (from..to).contains(*minute)).count();
    assert!(asked[0] <= 10, "soon after its number is known: {asked:?}");
    assert!(within(0, 200) <= 3, "announced: every three hours: {asked:?}");
    assert!((9..=13).contains(&within(200, 1440)), "on the way: every two hours: {asked:?}");
    assert!(within(1440, 1560) >= 1, "{asked:?}");
    assert!(within(1600, 2000) <= 8, "waiting: every hour: {asked:?}");
    assert_eq!(within(2070, 10_000), 0, "never after the end: {asked:?}");
    assert_eq!(stage(&shop, "1001", 2100), "delivered");
    let page = shop.page("1001", after(2100)).unwrap();
    let codes: Vec<&Value> =
        page["shipments"][0]["events"].as_array().unwrap().iter().map(|event| &event["code"]).collect();
    assert_eq!(codes, ["delivered", "ready_to_pickup", "out_for_delivery", "adopted_at_sorting_center", "confirmed"]);
    assert!(!shop.kv.keys().iter().any(|key| key.contains("/q/")), "visited slots are deleted");
}

#[test]
fn out_for_delivery_is_asked_every_twenty_minutes() {
    let (shop, carrier) = (shop("inpost-tracking"), Carrier::new());
    placed(&shop, "1001", NUMBER);
    carrier.happens(NUMBER, after(-10), "out_for_delivery");
    clock(&shop, &carrier, 0, 240);
    let asked = carrier.minutes(NUMBER);
    assert!((11..=13).contains(&asked.len()), "{asked:?}");
}

#[test]
fn what_nobody_proved_waits_until_it_is_confirmed() {
    for (poll, before) in [("inpost-tracking", "ready_for_pickup"), ("", "delivered")] {
        let (shop, carrier) = (shop(poll), Carrier::new());
        placed(&shop, "1001", NUMBER);
        carrier.happens(NUMBER, after(-60), "ready_to_pickup");
        assert_eq!(shop.deliver(&shipx(after(1), after(1), "ready_to_pickup", Some(NUMBER))), StatusCode::OK);
        clock(&shop, &carrier, 0, 20);
        assert_eq!(shop.deliver(&shipx(after(20), after(20), "delivered", Some(NUMBER))), StatusCode::OK);
        assert_eq!(stage(&shop, "1001", 21), before, "poll = {poll:?}");
        clock(&shop, &carrier, 22, 60);
        assert_eq!(stage(&shop, "1001", 60), before, "a forged message stays a hint; poll = {poll:?}");
        carrier.happens(NUMBER, after(18), "delivered");
        clock(&shop, &carrier, 60, 80);
        assert_eq!(stage(&shop, "1001", 80), "delivered");
        let page = shop.page("1001", after(80)).unwrap();
        let rows = page["shipments"][0]["events"].as_array().unwrap();
        assert_eq!(rows.iter().filter(|row| row["status"] == "delivered").count(), 1, "one event: {rows:?}");
    }
}

#[test]
fn a_carrier_in_trouble_is_left_alone_and_nothing_is_lost() {
    for fate in [Fate::Status(500), Fate::Status(401), Fate::Status(429), Fate::Timeout] {
        let (shop, carrier) = (shop("inpost-tracking"), Carrier::new());
        placed(&shop, "1001", NUMBER);
        carrier.happens(NUMBER, after(-10), "adopted_at_sorting_center");
        carrier.fate.set(fate);
        clock(&shop, &carrier, 0, 180);
        let asked = carrier.minutes(NUMBER);
        assert!((5..=10).contains(&asked.len()), "{fate:?}: ever more seldom: {asked:?}");
        let gaps: Vec<i64> = asked.windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert!(gaps.last() > gaps.first() && gaps.iter().all(|gap| *gap <= 42), "{fate:?}: {gaps:?}");
        let (_, told) = block_on(call(&shop, &carrier, after(181)));
        let why = told["pollers"][0]["why"].as_str().unwrap();
        assert!(!why.is_empty() && !why.contains(NUMBER), "{why}");
        carrier.fate.set(Fate::Well);
        clock(&shop, &carrier, 200, 260);
        assert_eq!(stage(&shop, "1001", 260), "in_transit", "{fate:?}");
    }
}

#[test]
fn one_parcel_in_trouble_holds_up_no_other() {
    let (shop, carrier) = (shop("inpost-tracking"), Carrier::new());
    let number = |n: usize| format!("6026774393316303376538{n:02}");
    for n in 0..90 {
        placed(&shop, &format!("{n}"), &number(n));
        carrier.happens(&number(n), after(-10), "adopted_at_sorting_center");
    }
    carrier.poison.borrow_mut().extend([number(0), number(7), number(89)]);
    clock(&shop, &carrier, 0, 60);
    for n in 0..90 {
        let expected = if [0, 7, 89].contains(&n) { "shipped" } else { "in_transit" };
        assert_eq!(stage(&shop, &format!("{n}"), 60), expected, "{n}");
        let asked = carrier.minutes(&number(n)).len();
        assert!((1..=if expected == "shipped" { 12 } else { 2 }).contains(&asked), "{n}: {asked}");
    }
    carrier.poison.borrow_mut().clear();
    clock(&shop, &carrier, 60, 300);
    assert_eq!(stage(&shop, "7", 300), "in_transit");
}

#[test]
fn two_calls_at_once_ask_once() {
    let (shop, carrier) = (shop("inpost-tracking"), Carrier::new());
    placed(&shop, "1001", NUMBER);
    carrier.happens(NUMBER, after(-10), "adopted_at_sorting_center");
    carrier.now.set(after(10));
    let one = || -> LocalFuture<'_, (u16, Value)> { Box::pin(call(&shop, &carrier, after(10))) };
    let (first, second) = interleaved(one(), one(), [true, false, true, true, false]);
    assert_eq!((first.0, second.0), (200, 200));
    assert_eq!(carrier.minutes(NUMBER).len(), 1);
    assert_eq!(stage(&shop, "1001", 11), "in_transit");
}

#[test]
fn a_crash_at_any_write_loses_nothing() {
    let whole = |fail: Option<u64>| {
        let (shop, carrier) = (shop("inpost-tracking"), Carrier::new());
        placed(&shop, "1001", NUMBER);
        carrier.happens(NUMBER, after(-10), "adopted_at_sorting_center");
        carrier.happens(NUMBER, after(-5), "out_for_delivery");
        let before = shop.kv.commits();
        shop.kv.fail_after_writes(fail);
        carrier.now.set(after(10));
        let (status, _) = block_on(call(&shop, &carrier, after(10)));
        let commits = shop.kv.commits() - before;
        shop.kv.fail_after_writes(None);
        clock(&shop, &carrier, 12, 200);
        (status, commits, shop.page("1001", after(200)).unwrap(), carrier.minutes(NUMBER).len())
    };
    let (_, commits, expected, asked) = whole(None);
    assert!(commits > 3, "{commits}");
    for fail in 0..commits {
        let (status, _, page, again) = whole(Some(fail));
        assert_eq!(status, 503, "the caller is told");
        let codes = |page: &Value| page["shipments"][0]["events"].clone();
        assert_eq!(codes(&page), codes(&expected), "after {fail} writes");
        assert!(again <= asked + 2, "after {fail} writes: asked {again} times instead of {asked}");
    }
}

#[test]
fn what_is_not_switched_on_is_not_asked_and_leaves_no_trace() {
    let (shop, carrier) = (shop(""), Carrier::new());
    placed(&shop, "1001", NUMBER);
    assert!(!shop.kv.keys().iter().any(|key| key.contains("/q/")));
    clock(&shop, &carrier, 0, 60);
    assert!(carrier.asked.borrow().is_empty());
    let late = after(60) + TimeDelta::minutes(2);
    assert_eq!(block_on(call(&shop, &carrier, late)).1["pollers"], json!([]));
}

#[test]
fn a_poller_that_has_nothing_new_any_more_has_gone_quiet() {
    for (poll, expected) in [("inpost-tracking", json!(["courier:inpost-tracking"])), ("", json!([]))] {
        let shop = shop(poll);
        let heard = |minutes: i64| {
            let wall = || after(minutes);
            Store::new(&shop.kv, &wall).hear("courier:inpost-tracking", after(minutes)).unwrap();
        };
        // From Monday to Friday, every six hours; then nothing.
        (0..4 * 24 * 60).step_by(360).for_each(heard);
        let stalled = |minutes: i64| {
            let bearer = format!("Bearer {TOKEN}");
            let headers = [("authorization", bearer.as_str())];
            let reply = shop.request(after(minutes), Method::POST, "/jobs/stalled", &headers, b"", upkeep::handle);
            let told: Value = serde_json::from_slice(reply.body()).unwrap();
            let quiet = told["jobs"][0]["report"]["quiet"].as_array().unwrap().clone();
            Value::Array(quiet.into_iter().map(|one| one["source"].clone()).collect())
        };
        assert_eq!(stalled(4 * 24 * 60), json!([]), "poll = {poll:?}");
        assert_eq!(stalled(9 * 24 * 60), expected, "poll = {poll:?}");
        assert_eq!(stalled(9 * 24 * 60 + 60), expected, "what was looked at before is known; poll = {poll:?}");
    }
}
