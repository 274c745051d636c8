//! Shoper is asked for waybills, and for orders from before its webhooks.

use crate::{
    asking::{Settings, answer},
    order_runs::{Runs, TOKEN, assert_impersonal, history, ids, ok, orders, queries, strange_cursors},
    world::{now, time},
};
use serde_json::{Value, json};
use sledz_domain::{
    order::ShipmentRef,
    status::{Payment, Stage},
};
use sledz_sources::{
    order_pollers::{OrderLogin, OrderPoller, Task, shoper::ShoperParcels},
    platforms::Said,
};

const SETTINGS: [(&str, &str); 3] =
    [("shoper_url", "https://sklep.shoparena.pl"), ("shoper_user", "sledz"), ("shoper_password", "p:ą\"x")];
const SHOP: Runs<'_> = Runs { poller: &ShoperParcels, settings: &SETTINGS };

/// A parcel of an order of this day of October; without a waybill if that is empty.
fn parcel(id: u64, waybill: &str, day: u32) -> Value {
    json!({"parcel_id": id.to_string(), "order_id": (id + 1000).to_string(), "shipping_id": "9", "shipping_code": waybill,
        "sent": "0", "send_date": "0000-00-00 00:00:00", "order_date": format!("2026-10-{day:02} 12:30:05"),
        "email": "lucja@example.com", "delivery_address": {"firstname": "Łucja", "phone": "600000001"}})
}

fn list(items: &[Value], page: u64, pages: u64) -> Value {
    json!({"count": "999", "pages": pages, "page": page, "list": items})
}

fn desc(ids: std::ops::Range<u64>, waybill: impl Fn(u64) -> String) -> Vec<Value> {
    ids.rev().map(|id| parcel(id, &waybill(id), 5)).collect()
}

#[test]
fn the_first_run_looks_back_two_days_and_minds_what_has_no_waybill() {
    let mut all = vec![parcel(9, "", 5), parcel(8, "AD1", 5), parcel(7, "AD2", 1), parcel(6, "", 1)];
    all[1]["shipping"] = json!({"name": "Kurier DPD"});
    let ran = SHOP.run(Task::New, &Value::Null, |request| {
        assert_eq!(request.headers()["authorization"], format!("Bearer {TOKEN}").as_str());
        ok(&list(&all, 1, 1))
    });
    assert_eq!(
        ran.asked,
        ["GET https://sklep.shoparena.pl/webapi/rest/parcels?limit=50&order=parcel_id%20desc&page=1"]
    );
    assert_eq!(ids(&ran.said), ["1008"]);
    let said = orders(&ran.said)[0];
    let (snapshot, sent) = (&said.snapshot, &said.snapshot.fulfilments[0]);
    assert_eq!((snapshot.stage, said.contact.is_some()), (None, false), "it is not sent yet");
    assert_eq!((sent.id.as_str(), sent.version), ("8", time("2026-10-05T10:30:05Z")));
    assert_eq!(sent.shipments, [ShipmentRef { tracking_number: "AD1".to_owned(), carrier: Some("dpd".to_owned()) }]);
    assert_eq!(ran.cursor, json!({"newest": 9, "open": [9, 6]}));
    for strange in strange_cursors() {
        assert_eq!(ids(&SHOP.with(Task::New, &strange, &[list(&all, 1, 1)]).said), ["1008"], "{strange}");
    }
}

#[test]
fn a_waybill_that_is_set_later_is_met() {
    let cursor = json!({"newest": 9, "open": [6, 9]});
    let mut sent = parcel(9, "AD9", 5);
    (sent["sent"], sent["send_date"]) = (json!("1"), json!("2026-10-05 13:00:00"));
    let all = [parcel(11, "", 5), parcel(10, "AD10", 5), sent, parcel(8, "AD1", 5), parcel(6, "", 2)];
    let ran = SHOP.with(Task::New, &cursor, &[list(&all, 1, 1)]);
    assert_eq!(ids(&ran.said), ["1010", "1009"], "nothing is told twice");
    assert_eq!(ran.cursor, json!({"newest": 11, "open": [11, 6]}));
    let snapshot = &orders(&ran.said)[1].snapshot;
    let at = Some(time("2026-10-05T11:00:00Z"));
    assert_eq!((snapshot.stage, snapshot.shipped_at, Some(snapshot.version)), (Some(Stage::Shipped), at, at));
    assert_eq!(snapshot.fulfilments[0].shipments[0].carrier, None, "recognised by its number");
}

#[test]
fn pages_are_read_until_all_is_known() {
    let code = |id: u64| format!("AD{id}");
    let (first, second) = (list(&desc(151..201, code), 1, 5), list(&desc(101..151, code), 2, 5));
    let quiet = SHOP.with(Task::New, &json!({"newest": 200, "open": []}), std::slice::from_ref(&first));
    assert_eq!((quiet.said.len(), quiet.cursor), (0, json!({"newest": 200, "open": []})));
    let busy = SHOP.with(Task::New, &json!({"newest": 140, "open": []}), &[first.clone(), second.clone()]);
    assert_eq!((busy.said.len(), busy.reached.len()), (60, 1));
    let waiting = SHOP.with(
        Task::New,
        &json!({"newest": 200, "open": [120, 3]}),
        &[first.clone(), second.clone(), list(&[], 3, 5)],
    );
    assert_eq!(ids(&waiting.said), ["1120"]);
    assert_eq!(waiting.cursor, json!({"newest": 200, "open": []}), "what is not met any more is forgotten");
    let mut page = 0;
    let endless = SHOP.run(Task::New, &json!({"newest": 1, "open": []}), |_| {
        page += 1;
        ok(&list(&desc(10_000 - page * 50..10_050 - page * 50, code), page, 9999))
    });
    assert_eq!((endless.asked.len(), endless.fault), (10, None));
    // Broken off, it begins anew.
    let mut is_first = true;
    let broken = SHOP.run(Task::New, &json!({"newest": 140, "open": []}), |_| {
        if std::mem::take(&mut is_first) { ok(&first) } else { answer(429, &[("retry-after", "1")], b"") }
    });
    assert_eq!((broken.said.len(), broken.cursor), (50, json!({"newest": 140, "open": []})));
}

#[test]
fn nobody_waits_longer_than_two_weeks() {
    let mut old = parcel(5, "", 1);
    old["order_date"] = json!("2026-09-20 10:00:00");
    let ran = SHOP.with(Task::New, &json!({"newest": 5, "open": [5]}), &[list(&[parcel(6, "", 5), old], 1, 1)]);
    assert_eq!(ran.cursor, json!({"newest": 6, "open": [6]}));
}

#[test]
fn the_order_that_is_asked_for_must_be_heeded() {
    let ran = SHOP.run(Task::New, &Value::Null, |_| ok(&list(&[parcel(1, "A1", 5), parcel(2, "A2", 5)], 1, 3)));
    assert!(ran.fault.unwrap().why.starts_with("does not heed the order"));
}

#[test]
fn what_php_makes_of_parcels() {
    let mut beyond = parcel(1, " ad-1, AD2;AD1 ", 5);
    beyond["parcel_id"] = serde_json::from_str("9007199254740993").unwrap();
    (beyond["order_id"], beyond["sent"], beyond["send_date"]) = (json!(7), json!(true), json!("2026-10-05"));
    beyond["shipping_name"] = json!("Kurier 24h");
    let mut no_order = parcel(3, "AD3", 5);
    no_order["order_id"] = Value::Null;
    let items = json!({"0": beyond, "1": no_order, "2": null, "3": {"parcel_id": "x"}});
    let ran = SHOP.with(Task::New, &Value::Null, &[json!({"list": items})]);
    assert_eq!(ran.said.iter().filter(|said| **said == Said::Unreadable).count(), 3);
    let said = orders(&ran.said)[0];
    let sent = &said.snapshot.fulfilments[0];
    assert_eq!((said.platform_id.as_str(), sent.id.as_str()), ("7", "9007199254740993"));
    let numbers: Vec<&str> = sent.shipments.iter().map(|parcel| parcel.tracking_number.as_str()).collect();
    assert_eq!(numbers, ["AD1", "AD2"]);
    assert_eq!(sent.shipments[0].carrier, None);
    assert_eq!(said.snapshot.shipped_at, Some(time("2026-10-04T22:00:00Z")), "a day begins in Warsaw");
    assert_eq!(ran.cursor["newest"], 9_007_199_254_740_993_u64);
}

fn order(id: u64) -> Value {
    let address = json!({"postcode": "30-001", "phone": "600000001", "firstname": "Łucja", "city": "Kraków", "street1": "ul. Próbna 7"});
    json!({"order_id": id.to_string(), "date": "2026-10-01 12:30:05", "status_date": "2026-10-01 12:35:00", "sum": "114.79",
        "paid": "114.79", "currency_name": "PLN", "email": "lucja@example.com", "is_cash_on_delivery": false,
        "status": {"type": "1", "name": "złożone"}, "billing_address": address, "delivery_address": address})
}

#[test]
fn history_is_read_behind_the_last_order() {
    let first: Vec<Value> = (1..51).map(order).collect();
    let ran = SHOP.with(history(), &Value::Null, &[list(&first, 1, 2), list(&[order(60)], 1, 1)]);
    let filters = |behind: u64| {
        format!(
            "limit=50&filters=%7B%22date%22%3A%7B%22%3E%3D%22%3A%222026-09-01%2002%3A00%3A00%22%7D%2C%22order_id%22%3A%7B%22%3E%22%3A{behind}%7D%7D\
             &order=order_id%20asc"
        )
    };
    assert_eq!(queries(&ran), [filters(0), filters(50)]);
    assert_eq!((&ran.reached[0], &ran.cursor), (&json!({"order": 50}), &json!({"order": 60, "done": true})));
    assert_eq!(SHOP.with(history(), &ran.cursor, &[]).said, []);
    assert_eq!(queries(&SHOP.with(history(), &ran.reached[0], &[list(&[], 1, 0)])), [filters(50)]);
    let said = orders(&ran.said)[0];
    assert_impersonal(said);
    assert_eq!((said.snapshot.stage, said.snapshot.payment), (Some(Stage::Preparing), Some(Payment::Paid)));
    let ran = SHOP.run(history(), &Value::Null, |_| ok(&list(&first, 1, 2)));
    assert_eq!((ran.asked.len(), ran.fault.unwrap().why.as_str()), (2, "hands out the same orders again and again"));
}

#[test]
fn a_token_for_user_and_password() {
    let Some(OrderLogin::Password(login)) = ShoperParcels.login() else { panic!("it logs in by password") };
    let request = login.request(&Settings(&SETTINGS)).unwrap();
    assert_eq!(
        (request.method().as_str(), request.uri().to_string().as_str()),
        ("POST", "https://sklep.shoparena.pl/webapi/rest/auth")
    );
    assert_eq!(request.headers()["authorization"], "Basic c2xlZHo6cDrEhSJ4");
    let token = |status: u16, body: &str| login.token(&answer(status, &[], body.as_bytes()), now());
    let good = token(200, r#"{"access_token":"abc","expires_in":2592000,"token_type":"bearer"}"#).unwrap();
    assert_eq!((good.access.as_str(), good.refresh.as_str(), good.until), ("abc", "", time("2026-11-04T12:00:00Z")));
    for (status, body, is_refused) in [
        (401, r#"{"error":"unauthorized_client"}"#, true),
        (400, r#"{"error":"invalid_grant","error_description":"hasło p:ą"}"#, true),
        (429, "", false),
        (200, "<html>", false),
        (200, "{}", false),
        (200, r#"{"access_token":"a b","expires_in":1}"#, false),
        (200, r#"{"access_token":"abc","expires_in":"soon"}"#, false),
        (200, r#"{"access_token":["abc"],"expires_in":1}"#, false),
    ] {
        let fault = token(status, body).unwrap_err();
        assert!(
            fault.is_general && fault.is_refused == is_refused && !fault.why.contains("hasło"),
            "{body}: {fault:?}"
        );
    }
}

#[test]
fn faults_and_hostile_answers() {
    for task in [Task::New, history()] {
        SHOP.refuses_what_is_no_answer(task);
    }
    SHOP.survives(Task::New, &Value::Null, &[], &list(&[parcel(9, "AD9", 5), parcel(8, "", 5)], 1, 1));
    SHOP.survives(history(), &Value::Null, &[], &list(&[order(1)], 1, 1));
}

#[test]
fn what_is_set_wrongly() {
    let problems = |settings: &[(&str, &str)]| ShoperParcels.problems(&Settings(settings));
    assert_eq!(problems(&SETTINGS), Vec::<String>::new());
    assert_eq!(
        problems(&[]),
        [
            "shoper_url must be a scheme and a host without a path, such as https://sklep.shoparena.pl",
            "shoper_user is empty: it must be that of an administrator of the shop whose group is WebApi",
        ]
    );
    assert!(problems(&[SETTINGS[0], ("shoper_user", "a:b"), SETTINGS[2]])[0].contains("a colon"));
    assert!(problems(&[SETTINGS[0], SETTINGS[1], ("shoper_password", "a\u{0}b")])[0].starts_with("shoper_password"));
    assert!(ShoperParcels.does(Task::New) && !ShoperParcels.does(Task::Sweep));
}
