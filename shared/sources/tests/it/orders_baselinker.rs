//! BaseLinker: its journal, merged and split orders, packages, history.

use crate::{
    asking::{Settings, answer},
    order_runs::{Runs, assert_impersonal, history, ids, ok, orders, stored, strange_cursors},
    world::time,
};
use http::Request;
use serde_json::{Value, json};
use sledz_domain::{
    money::Money,
    order::{Alias, Cancellation, ShipmentRef},
    status::{Payment, Stage},
};
use sledz_sources::{
    order_pollers::{OrderPoller, Task, baselinker::BaseLinker},
    platforms::Said,
};
use std::collections::BTreeMap;

const SETTINGS: [(&str, &str); 2] =
    [("baselinker_url", "https://api.baselinker.com"), ("baselinker_token", "1-22-ABC")];
const HUB: Runs<'_> = Runs { poller: &BaseLinker, settings: &SETTINGS };

/// 2026-10-05T10:00:00Z.
const AT: i64 = 1_791_194_400;

fn order(id: u64) -> Value {
    json!({"order_id": id, "shop_order_id": 0, "external_order_id": "4f2a1b3c-0001-11ef-a1b2-000000000001",
        "order_source": "allegro", "order_source_id": 77, "order_status_id": 5001, "confirmed": true,
        "date_add": AT - 9000, "date_confirmed": AT - 8000, "date_in_status": AT - 7000, "currency": "PLN",
        "payment_method": "Przelewy24", "payment_method_cod": "0", "payment_done": 114.79, "email": "Lucja@example.com",
        "phone": "600 000 001", "user_login": "lucja_z", "delivery_fullname": "Łucja Żółkiewska", "delivery_address": "ul. Próbna 7",
        "delivery_city": "Kraków", "delivery_postcode": "30-001", "invoice_postcode": "30-001", "delivery_price": 14.99,
        "delivery_package_module": "", "delivery_package_nr": "", "pick_state": 0, "pack_state": 0,
        "products": [{"name": "Kubek", "price_brutto": 49.9, "quantity": 2}]})
}

/// An account as the calls see it.
#[derive(Default)]
struct Account {
    logs: Vec<Value>,
    orders: BTreeMap<u64, Value>,
    packages: BTreeMap<u64, Value>,
    status: &'static str,
}

impl Account {
    fn with(orders: impl IntoIterator<Item = Value>, logs: &[(u64, u64, u64, u64)]) -> Self {
        let orders = orders.into_iter().map(|order| (order["order_id"].as_u64().unwrap(), order)).collect();
        let logs = logs.iter().map(|(id, order, kind, object)| {
            let date = AT + i64::try_from(*id).unwrap();
            json!({"id": id, "order_id": order, "log_type": kind, "object_id": object, "date": date})
        });
        Account { orders, logs: logs.collect(), status: "Nowe", ..Account::default() }
    }

    fn answer(&self, request: &Request<Vec<u8>>) -> Value {
        let (method, parameters) = call(request);
        let id = parameters["order_id"].as_u64().unwrap_or_default();
        match method.as_str() {
            "getJournalList" => {
                let last = parameters["last_log_id"].as_u64().unwrap();
                let logs: Vec<_> = self.logs.iter().filter(|log| log["id"].as_u64() > Some(last)).take(3).collect();
                json!({"status": "SUCCESS", "logs": logs})
            }
            "getOrderStatusList" => json!({"status": "SUCCESS", "statuses": [{"id": 5001, "name": self.status}]}),
            "getOrders" => json!({"status": "SUCCESS", "orders": self.orders.get(&id).into_iter().collect::<Vec<_>>()}),
            "getOrderPackages" => {
                json!({"status": "SUCCESS", "packages": self.packages.get(&id).cloned().unwrap_or(json!([]))})
            }
            other => panic!("{other}"),
        }
    }

    fn run(&self, cursor: &Value) -> crate::order_runs::Ran {
        HUB.run(Task::New, cursor, |request| ok(&self.answer(request)))
    }
}

fn call(request: &Request<Vec<u8>>) -> (String, Value) {
    let body = String::from_utf8(request.body().clone()).unwrap();
    let (method, parameters) = body.strip_prefix("method=").unwrap().split_once("&parameters=").unwrap();
    let parameters = percent(parameters);
    (method.to_owned(), serde_json::from_str(&parameters).unwrap())
}

fn percent(text: &str) -> String {
    let mut parts = text.split('%');
    let mut bytes = parts.next().unwrap().as_bytes().to_vec();
    for part in parts {
        bytes.push(u8::from_str_radix(&part[..2], 16).unwrap());
        bytes.extend(part[2..].bytes());
    }
    String::from_utf8(bytes).unwrap()
}

/// The methods that were called.
fn methods(ran: &crate::order_runs::Ran) -> Vec<&str> {
    ran.asked.iter().map(|asked| asked.split_once("method=").unwrap().1.split('&').next().unwrap()).collect()
}

fn begun() -> Value {
    json!({"last": 1})
}

#[test]
fn the_first_run_passes_over_what_was_there() {
    let logs: Vec<_> = (1..=8).map(|id| (id, 70, 18, 0)).collect();
    let account = Account::with([order(70)], &logs);
    for cursor in [vec![Value::Null], strange_cursors()].concat() {
        let ran = account.run(&cursor);
        assert_eq!((ran.fault, ran.said.len()), (None, 0), "{cursor}");
        assert_eq!(
            (&ran.cursor["last"], &ran.cursor["skips"], &ran.cursor["later"]),
            (&json!(8), &json!(false), &json!([]))
        );
        assert_eq!(ran.asked.len(), 4, "three of three entries, and one that is empty");
    }
    // Broken off in between, it goes on passing over.
    let ran = account.run(&json!({"last": 3, "skips": true, "later": []}));
    assert_eq!((ran.said.len(), &ran.cursor["last"]), (0, &json!(8)));
    // An account whose journal is not switched on: what comes once it is, is news.
    let empty = Account::default().run(&Value::Null);
    assert_eq!((&empty.cursor["last"], &empty.cursor["skips"]), (&json!(0), &json!(false)));
    assert_eq!(ids(&account.run(&empty.cursor).said), ["70", "70", "70"]);
}

#[test]
fn a_request() {
    let mut seen = Vec::new();
    HUB.run(Task::New, &begun(), |request| {
        assert_eq!(request.headers()["x-bltoken"], "1-22-ABC");
        assert_eq!(request.headers()["content-type"], "application/x-www-form-urlencoded");
        assert_eq!(
            (request.method().as_str(), request.uri().to_string().as_str()),
            ("POST", "https://api.baselinker.com/connector.php")
        );
        seen.push(call(request));
        ok(&json!({"status": "SUCCESS", "logs": []}))
    });
    let types = json!([1, 2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 14, 16, 17, 18]);
    assert_eq!(seen, [("getJournalList".to_owned(), json!({"last_log_id": 1, "logs_types": types}))]);
}

#[test]
fn an_order_with_its_packages() {
    let mut account = Account::with([order(70)], &[(2, 70, 18, 0), (3, 70, 3, 0), (4, 70, 9, 55)]);
    account.packages.insert(
        70,
        json!([
            {"package_id": 1, "courier_package_nr": "6200 0000 0000 0000 0000 0001", "courier_code": "inpost", "is_return": false, "package_type": 0, "tracking_status": 1},
            {"package_id": 2, "courier_package_nr": "1234567890", "courier_code": "apaczka", "courier_other_name": "DPD", "tracking_status": "2"},
            {"package_id": 3, "courier_package_nr": "999", "courier_code": "blpaczka"},
            {"package_id": 4, "courier_package_nr": "RETURN1", "courier_code": "dpd", "is_return": true},
            {"package_id": 5, "courier_package_nr": "RETURN2", "courier_code": "dpd", "package_type": 3},
            {"package_id": 6, "courier_package_nr": "CANCELLED1", "tracking_status": 10},
            {"package_id": 7, "courier_package_nr": ""},
            null, 7,
        ]),
    );
    let ran = account.run(&begun());
    assert_eq!(
        methods(&ran),
        ["getJournalList", "getOrderStatusList", "getOrders", "getOrderPackages", "getJournalList"]
    );
    let said = orders(&ran.said)[0];
    assert_impersonal(said);
    assert!(!stored(&said.snapshot).contains("lucja_z"));
    let snapshot = &said.snapshot;
    let parcel = |number: &str, carrier: Option<&str>| ShipmentRef {
        tracking_number: number.to_owned(),
        carrier: carrier.map(str::to_owned),
    };
    assert_eq!(
        snapshot.shipments,
        Some(vec![
            parcel("620000000000000000000001", Some("inpost")),
            parcel("1234567890", Some("dpd")),
            parcel("999", None)
        ])
    );
    assert_eq!(snapshot.version, time("2026-10-05T10:00:04Z"), "the newest entry");
    assert_eq!(snapshot.paid_at, Some(time("2026-10-05T10:00:03Z")));
    assert_eq!((snapshot.stage, snapshot.payment), (Some(Stage::Shipped), Some(Payment::Paid)));
    assert_eq!((snapshot.says.as_deref(), snapshot.cancellation), (Some("Nowe"), Some(Cancellation::No)));
    assert_eq!((&snapshot.total, &snapshot.outstanding), (&Money::decimal("114.79", "PLN"), &None));
    assert_eq!((said.platform_id.as_str(), snapshot.number.as_deref()), ("70", Some("70")));
    let allegro = Alias {
        platform: Some("allegro".to_owned()),
        number: "4F2A1B3C-0001-11EF-A1B2-000000000001".to_owned(),
        is_part: false,
    };
    assert_eq!(snapshot.also, Some(vec![allegro]));
    assert_eq!(account.run(&ran.cursor).said, [], "nothing is told twice");
}

#[test]
fn how_far_it_has_come_and_how_it_is_paid() {
    let read = |change: &dyn Fn(&mut Value)| {
        let mut order = order(70);
        change(&mut order);
        let ran = Account::with([order], &[(2, 70, 1, 0)]).run(&begun());
        orders(&ran.said)[0].snapshot.clone()
    };
    type Change = fn(&mut Value);
    let cases: [(Change, Stage, Option<Payment>, Option<&str>); 11] = [
        (|order| order["payment_done"] = json!(0), Stage::Received, Some(Payment::Unpaid), Some("114.79")),
        (|order| order["payment_done"] = json!("14.99"), Stage::Received, Some(Payment::Pending), Some("99.80")),
        (|order| order["payment_done"] = json!("114.7900"), Stage::Paid, Some(Payment::Paid), None),
        (|order| order["payment_done"] = json!(200), Stage::Paid, Some(Payment::Paid), None),
        (|order| order["pack_state"] = json!(1), Stage::Preparing, Some(Payment::Paid), None),
        (
            |order| (order["payment_method_cod"], order["payment_done"]) = (json!("1"), json!(0)),
            Stage::Preparing,
            Some(Payment::Cod),
            Some("114.79"),
        ),
        (|order| order["payment_method_cod"] = json!(true), Stage::Paid, Some(Payment::Paid), None),
        (|order| order["payment_done"] = Value::Null, Stage::Received, None, None),
        (|order| order["products"][0]["quantity"] = json!(0.5), Stage::Received, None, None),
        (|order| order["products"] = Value::Null, Stage::Received, None, None),
        (|order| order["currency"] = json!("złoty"), Stage::Received, None, None),
    ];
    for (place, (change, stage, payment, outstanding)) in cases.into_iter().enumerate() {
        let snapshot = read(&change);
        assert_eq!((snapshot.stage, snapshot.payment), (Some(stage), payment), "{place}");
        assert_eq!(snapshot.outstanding.map(|left| left.amount()).as_deref(), outstanding, "{place}");
    }
    let many = read(&|order| {
        order["products"] =
            json!([{"price_brutto": "0.01", "quantity": "1234567.00"}, {"price_brutto": -5, "quantity": 1}]);
    });
    assert_eq!(many.total.unwrap().amount(), "12355.66", "to the last grosz, discounts taken off");
    let over =
        read(&|order| order["products"][0] = json!({"price_brutto": "900000000000000", "quantity": 4_000_000_000_u32}));
    assert_eq!(over.total, None);
}

#[test]
fn what_others_call_it() {
    let also = |change: &dyn Fn(&mut Value)| {
        let mut order = order(70);
        change(&mut order);
        let ran = Account::with([order], &[(2, 70, 1, 0)]).run(&begun());
        let also = orders(&ran.said)[0].snapshot.also.clone().unwrap();
        also.into_iter().map(|alias| (alias.platform.unwrap_or_default(), alias.number)).collect::<Vec<_>>()
    };
    let known = |platform: &str, number: &str| (platform.to_owned(), number.to_owned());
    assert_eq!(
        also(&|order| {
            order["order_source"] = json!("shop");
            order["external_order_id"] = json!(" #a-1001 ");
            order["shop_order_id"] = json!(727);
        }),
        [known("", "A-1001"), known("", "727")]
    );
    assert_eq!(
        also(&|order| {
            order["order_source"] = json!("amazon");
            order["external_order_id"] = json!("405-1-2");
            order["shop_order_id"] = json!("727");
        }),
        [known("amazon", "405-1-2"), known("", "727")]
    );
    assert_eq!(
        also(&|order| (order["order_source"], order["external_order_id"]) = (json!("personal"), json!("0"))),
        []
    );
}

#[test]
fn merged_orders_whichever_way_the_journal_writes_it() {
    for (survivor, gone, entry) in [(70, 71, (2, 70, 5, 71)), (71, 70, (2, 70, 5, 71))] {
        let account = Account::with([order(survivor)], &[entry, (3, gone, 4, 0)]);
        let ran = account.run(&begun());
        let merged = Said::Merged { platform_id: gone.to_string(), into: survivor.to_string() };
        assert_eq!(ran.said.iter().filter(|said| !matches!(said, Said::Order(_))).collect::<Vec<_>>(), [&merged]);
        assert_eq!(ids(&ran.said), [survivor.to_string()], "what goes on has changed");
        // The removal may come in a later run.
        let mut later = Account::with([order(survivor)], &[(4, gone, 4, 0)]);
        assert_eq!(later.run(&ran.cursor).said, []);
        later.logs[0]["order_id"] = json!(survivor);
        assert_eq!(ids(&later.run(&ran.cursor).said), [survivor.to_string()], "only its invoice was removed");
    }
}

#[test]
fn an_order_that_was_split() {
    let account = Account::with([order(70), order(80)], &[(2, 70, 6, 80)]);
    let ran = account.run(&begun());
    let said = orders(&ran.said);
    assert_eq!(ids(&ran.said), ["70", "80"]);
    assert!(said[0].snapshot.also.as_ref().unwrap().iter().all(|alias| !alias.is_part));
    let part = said[1].snapshot.also.as_ref().unwrap();
    assert_eq!(part[0], Alias { platform: Some("baselinker".to_owned()), number: "70".to_owned(), is_part: true });
    assert!(part.iter().all(|alias| alias.is_part) && part.len() == 2, "the offer's order is more than it");
    let later = Account::with([order(80)], &[(3, 80, 18, 0)]).run(&ran.cursor);
    assert_eq!(orders(&later.said)[0].snapshot.also.as_deref(), Some(part.as_slice()), "it is remembered");
}

#[test]
fn removed_cancelled_and_not_confirmed() {
    let removed = Account::with([], &[(2, 70, 18, 0), (3, 70, 4, 0), (4, 71, 18, 0)]).run(&begun());
    assert_eq!(removed.said, [Said::Deleted { platform_id: "70".to_owned(), delivery: "3".to_owned() }]);
    for name in ["Anulowane", "ZAMÓWIENIE ANULOWANE", "Cancelled", "Storniert"] {
        let account = Account { status: name, ..Account::with([order(70)], &[(2, 70, 18, 0)]) };
        let snapshot = orders(&account.run(&begun()).said)[0].snapshot.clone();
        assert_eq!((snapshot.cancellation, snapshot.says.as_deref()), (Some(Cancellation::Yes), Some(name)));
    }
    let mut open = order(70);
    open["confirmed"] = json!(false);
    let mut back = order(71);
    back["order_source"] = json!("order_return");
    let ran = Account::with([open, back], &[(2, 70, 1, 0), (3, 71, 1, 0)]).run(&begun());
    assert_eq!(ran.said, []);
}

#[test]
fn errors_are_told_by_their_codes() {
    let error =
        |code: &str, text: &str| json!({"status": "ERROR", "error_code": code, "error_message": text}).to_string();
    let fault = |body: String| HUB.fault(Task::New, 200, &[], body.as_bytes());
    for code in ["ERROR_BAD_TOKEN", "ERROR_EMPTY_TOKEN", "ERROR_NO_ACCESS"] {
        let fault = fault(error(code, "token 1-22-ABC is wrong"));
        assert!(fault.is_refused && fault.is_general && !fault.why.contains("ABC"), "{}", fault.why);
    }
    for (text, seconds) in [
        ("Query limit exceeded, token blocked until 2026-10-05 14:07:00", 420),
        ("Query limit exceeded, token blocked until 2026-10-05 14:00:01", 60),
        ("Query limit exceeded, token blocked until 2036-10-05 14:00:01", 3600),
        ("Query limit exceeded", 60),
        ("ś", 60),
    ] {
        let fault = fault(error("ERROR_BLOCKED_TOKEN", text));
        assert!(fault.is_general && !fault.is_refused, "{text}");
        assert_eq!(fault.wait.unwrap().num_seconds(), seconds, "{text}");
    }
    let other = fault(error("ERROR_UNKNOWN_METHOD", "Łucja"));
    assert_eq!((other.why.as_str(), other.is_general), ("answers ERROR_UNKNOWN_METHOD", false));
    assert_eq!(fault(error("Łucja", "x")).why, "answers an error");
    assert_eq!(fault("{}".to_owned()).why, "answers neither success nor an error");
    HUB.refuses_what_is_no_answer(Task::New);
    HUB.refuses_what_is_no_answer(history());
}

#[test]
fn an_order_that_cannot_be_had_holds_up_no_other() {
    let account = Account::with([order(70), order(71)], &[(2, 70, 18, 0), (3, 71, 18, 0)]);
    let broken = |request: &Request<Vec<u8>>| {
        let (method, parameters) = call(request);
        if method == "getOrders" && parameters["order_id"] == 70 {
            answer(500, &[], b"")
        } else {
            ok(&account.answer(request))
        }
    };
    let mut cursor = begun();
    let mut tries = 0;
    loop {
        let ran = HUB.run(Task::New, &cursor, broken);
        assert_eq!(ids(&ran.said), if tries == 0 { vec!["71"] } else { vec![] });
        cursor = ran.cursor;
        if cursor["later"] == json!([]) {
            break;
        }
        // It is left alone until its pause is over.
        let early = HUB.run(Task::New, &cursor, |request| ok(&account.answer(request)));
        assert_eq!((early.said.len(), &early.cursor["later"]), (0, &cursor["later"]));
        tries += 1;
        let pause = cursor["later"][0]["after"].as_i64().unwrap() - crate::world::now().timestamp();
        assert_eq!(pause, 60 << tries);
        cursor["later"][0]["after"] = json!(0);
    }
    assert_eq!(tries, 9, "not for ever");
    // Without names statuses are told by their numbers, and nothing is said of cancellation.
    let ran = HUB.run(Task::New, &begun(), |request| {
        if call(request).0 == "getOrderStatusList" { answer(500, &[], b"") } else { ok(&account.answer(request)) }
    });
    assert_eq!(ids(&ran.said), ["70", "71"]);
    let snapshot = &orders(&ran.said)[0].snapshot;
    assert_eq!((snapshot.says.as_deref(), snapshot.cancellation), (Some("5001"), None));
}

#[test]
fn a_run_that_is_broken_off_goes_on_where_it_was() {
    let account = Account::with((70..76).map(order), &(0..6).map(|n| (2 + n, 70 + n, 18, 0)).collect::<Vec<_>>());
    let mut calls = 0;
    let ran = HUB.run(Task::New, &begun(), |request| {
        calls += 1;
        if calls > 5 { answer(429, &[], b"") } else { ok(&account.answer(request)) }
    });
    assert!(ran.fault.unwrap().is_general);
    assert_eq!(ids(&ran.said), ["70"]);
    let rest = account.run(&ran.cursor);
    assert_eq!(ids(&rest.said), ["71", "72", "73", "74", "75"]);
    assert_eq!(rest.cursor["last"], 7);
}

#[test]
fn a_flood_is_taken_in_portions() {
    let logs: Vec<Value> =
        (2..902).map(|id| json!({"log_id": id.to_string(), "order_id": id, "log_type": "18", "date": AT})).collect();
    let mut calls = 0;
    let ran = HUB.run(Task::New, &begun(), |_| {
        calls += 1;
        if calls > 1 { answer(429, &[], b"") } else { ok(&json!({"status": "SUCCESS", "logs": logs})) }
    });
    assert_eq!((ran.cursor["later"].as_array().unwrap().len(), &ran.cursor["last"]), (300, &json!(301)));
    assert!(ran.cursor.to_string().len() < 64_000);
}

#[test]
fn history_is_read_by_the_time_of_confirmation() {
    let confirmed = |id: u64, at: i64| {
        let mut order = order(id);
        order["date_confirmed"] = json!(at);
        order["delivery_package_module"] = json!("inpost");
        order["delivery_package_nr"] = json!("620000000000000000000001");
        order
    };
    let from = time("2026-09-01T00:00:00Z").timestamp();
    let page = |ids: std::ops::Range<u64>, at: &dyn Fn(u64) -> i64| json!({"status": "SUCCESS", "orders": ids.map(|id| confirmed(id, at(id))).collect::<Vec<_>>()});
    let names = json!({"status": "SUCCESS", "statuses": [{"id": 5001, "name": "Nowe"}]});
    let later = |id: u64| from + i64::try_from(id).unwrap();
    let ran = HUB.with(history(), &Value::Null, &[names.clone(), page(1..101, &later), page(100..102, &later)]);
    let parameters: Vec<String> =
        ran.asked.iter().map(|asked| percent(asked.rsplit("parameters=").next().unwrap())).collect();
    assert_eq!(
        parameters,
        [
            "{}".to_owned(),
            format!("{{\"date_confirmed_from\":{from},\"get_unconfirmed_orders\":false}}"),
            format!("{{\"date_confirmed_from\":{},\"get_unconfirmed_orders\":false}}", from + 100),
        ],
        "what else was confirmed in the last second is not lost"
    );
    assert_eq!(ran.reached[0], json!({"from": from + 100}));
    assert_eq!(ran.cursor, json!({"from": from + 101, "done": true}));
    assert_eq!(HUB.with(history(), &ran.cursor, &[]).said, []);
    let said = orders(&ran.said);
    assert_eq!(said.len(), 102);
    assert_eq!(said[0].snapshot.version, time("2026-10-05T08:03:20Z"), "the latest of its dates");
    assert_eq!(said[0].snapshot.shipments.as_ref().unwrap()[0].carrier.as_deref(), Some("inpost"));
    assert_eq!(said[0].snapshot.stage, Some(Stage::Shipped));
    // A hundred orders of one second.
    let ran = HUB.with(history(), &Value::Null, &[names.clone(), page(1..101, &|_| from), page(101..102, &later)]);
    assert_eq!(ran.reached[0], json!({"from": from + 1}));
    for at in [from + 5, from - 5] {
        let ran = HUB.run(history(), &Value::Null, |request| {
            ok(&if call(request).0 == "getOrders" { page(1..101, &|_| at) } else { names.clone() })
        });
        assert_eq!(ran.fault.unwrap().why, "hands out other orders than are asked for");
        assert!(ran.asked.len() < 6);
    }
}

#[test]
fn of_an_answer_that_was_cut_what_is_whole_is_read() {
    let from = time("2026-09-01T00:00:00Z").timestamp();
    let mut big = order(1);
    big["user_comments"] = json!("{\"}]".repeat(100_000));
    big["date_confirmed"] = json!(from + 5);
    let mut next = order(2);
    next["user_comments"] = json!("\\\"{".repeat(200_000));
    let body = json!({"status": "SUCCESS", "orders": [big, next]}).to_string();
    assert!(body.len() > 1 << 20);
    let mut calls = 0;
    let ran = HUB.run(history(), &Value::Null, |_| {
        calls += 1;
        match calls {
            1 => ok(&json!({"status": "SUCCESS", "statuses": []})),
            2 => answer(200, &[], &body.as_bytes()[..1 << 20]),
            _ => ok(&json!({"status": "SUCCESS", "orders": []})),
        }
    });
    assert_eq!((ids(&ran.said), &ran.reached[0]), (vec!["1"], &json!({"from": from + 5})));
}

#[test]
fn hostile_answers() {
    let account = Account::with([order(70)], &[(2, 70, 5, 71), (3, 70, 6, 72)]);
    let journal = json!({"status": "SUCCESS", "logs": account.logs});
    let names = json!({"status": "SUCCESS", "statuses": [{"id": 5001, "name": "Nowe"}]});
    let found = json!({"status": "SUCCESS", "orders": [order(70)]});
    let packages =
        json!({"status": "SUCCESS", "packages": {"0": {"courier_package_nr": "1234567890", "courier_code": "dpd"}}});
    HUB.survives(Task::New, &begun(), &[], &journal);
    HUB.survives(Task::New, &begun(), std::slice::from_ref(&journal), &names);
    HUB.survives(Task::New, &begun(), &[journal.clone(), names.clone()], &found);
    HUB.survives(Task::New, &begun(), &[journal, names.clone(), found.clone()], &packages);
    HUB.survives(history(), &Value::Null, &[names], &found);
}

#[test]
fn what_is_set_wrongly() {
    let problems = |settings: &[(&str, &str)]| BaseLinker.problems(&Settings(settings));
    assert_eq!(problems(&SETTINGS), Vec::<String>::new());
    assert_eq!(
        problems(&[]),
        [
            "baselinker_url must be a scheme and a host without a path, such as https://api.baselinker.com",
            "baselinker_token is empty: BASE shows it under My account, API",
        ]
    );
    assert!(problems(&[SETTINGS[0], ("baselinker_token", "a\r\nx: y")])[0].starts_with("baselinker_token holds"));
    assert!(BaseLinker.does(Task::New) && !BaseLinker.does(Task::Sweep) && BaseLinker.does(history()));
}
