//! WooCommerce is asked for what its webhooks did not bring.

use crate::{
    asking::{Settings, answer},
    order_runs::{Runs, assert_impersonal, history, ids, ok, orders, queries, stored, strange_cursors},
    world::time,
};
use serde_json::{Value, json};
use sledz_domain::{
    money::Money,
    status::{Payment, Stage},
};
use sledz_sources::{
    order_pollers::{OrderPoller, Task, woocommerce::WooCommerceOrders},
    platforms::Said,
};

const SETTINGS: [(&str, &str); 2] =
    [("woocommerce_url", "https://sklep.example"), ("woocommerce_key", " ck_0a1b:cs_2c3d ")];
const SHOP: Runs<'_> = Runs { poller: &WooCommerceOrders, settings: &SETTINGS };

/// An order that changed at this time of 5 October 2026, in UTC.
fn order(id: u64, modified: &str) -> Value {
    json!({"id": id, "number": id.to_string(), "status": "processing", "currency": "PLN", "total": "114.79",
        "date_created": "2026-10-01T12:30:05", "date_created_gmt": "2026-10-01T10:30:05",
        "date_modified_gmt": format!("2026-10-05T{modified}"), "date_paid_gmt": "2026-10-01T10:31:00",
        "payment_method": "przelewy24", "meta_data": [], "refunds": [],
        "billing": {"first_name": "Łucja", "address_1": "ul. Próbna 7", "city": "Kraków", "postcode": "30-001",
            "email": "lucja@example.com", "phone": "600000001"},
        "shipping": {"postcode": "30-001", "phone": ""}})
}

fn page(ids: std::ops::Range<u64>, modified: impl Fn(u64) -> String) -> Value {
    Value::Array(ids.map(|id| order(id, &modified(id))).collect())
}

#[test]
fn the_first_sweep_looks_back_two_hours() {
    let ran = SHOP.with(Task::Sweep, &Value::Null, &[json!([order(727, "11:40:00")])]);
    assert_eq!(
        ran.asked,
        ["GET https://sklep.example/wp-json/wc/v3/orders?status=any&orderby=modified&order=asc\
          &modified_after=2026-10-05T10%3A00%3A00&dates_are_gmt=true&per_page=20&page=1"]
    );
    assert_eq!(ids(&ran.said), ["727"]);
    assert_eq!(ran.cursor, json!({"modified": "2026-10-05T11:40:00Z"}));
    let said = orders(&ran.said)[0];
    assert_impersonal(said);
    assert_eq!(said.snapshot.version, time("2026-10-05T11:40:00Z"));
    assert_eq!((said.snapshot.stage, said.snapshot.payment), (Some(Stage::Preparing), Some(Payment::Paid)));
    assert_eq!(said.snapshot.total, Money::decimal("114.79", "PLN"));
}

#[test]
fn the_request_proves_who_asks() {
    let mut headers = Vec::new();
    SHOP.run(Task::Sweep, &Value::Null, |request| {
        headers.push(request.headers()["authorization"].to_str().unwrap().to_owned());
        ok(&json!([]))
    });
    assert_eq!(headers, ["Basic Y2tfMGExYjpjc18yYzNk"]);
}

#[test]
fn the_next_begins_five_minutes_before_what_was_seen() {
    let cursor = json!({"modified": "2026-10-05T11:40:00Z"});
    let ran = SHOP.with(Task::Sweep, &cursor, &[json!([])]);
    assert!(ran.asked[0].contains("modified_after=2026-10-05T11%3A35%3A00&"), "{:?}", ran.asked);
    assert_eq!(ran.cursor, cursor, "where nothing was, nothing moves");
    // It was asked years ago: it goes on from there.
    let stale = json!({"modified": "2024-01-01T00:00:00Z"});
    let ran = SHOP.with(Task::Sweep, &stale, &[json!([order(1, "09:00:00")])]);
    assert!(ran.asked[0].contains("modified_after=2023-12-31T23%3A55%3A00&"), "{:?}", ran.asked);
    for strange in strange_cursors() {
        let ran = SHOP.with(Task::Sweep, &strange, &[json!([])]);
        assert!(ran.asked[0].contains("modified_after=2026-10-05T10%3A00%3A00&"), "{strange}");
    }
}

#[test]
fn pages_go_on_from_the_last_time_that_was_seen() {
    let ran = SHOP.with(
        Task::Sweep,
        &Value::Null,
        &[
            page(0..20, |id| format!("10:{id:02}:00")),
            page(19..39, |id| format!("10:{id:02}:00")),
            page(38..40, |id| format!("10:{id:02}:00")),
        ],
    );
    let from: Vec<&str> = queries(&ran).iter().map(|query| query.split('&').nth(3).unwrap()).collect();
    assert_eq!(
        from,
        [
            "modified_after=2026-10-05T10%3A00%3A00",
            "modified_after=2026-10-05T10%3A18%3A59",
            "modified_after=2026-10-05T10%3A37%3A59",
        ]
    );
    assert_eq!(ran.reached.len(), 3, "page by page");
    assert_eq!(ran.reached[0], json!({"modified": "2026-10-05T10:19:00Z"}));
    assert_eq!(ran.cursor, json!({"modified": "2026-10-05T10:39:00Z"}));
    assert_eq!(orders(&ran.said).len(), 42, "the last of each page comes twice");
}

#[test]
fn many_orders_of_one_second_are_read_by_pages() {
    let same = |ids| page(ids, |_| "10:30:00".to_owned());
    let ran = SHOP.with(Task::Sweep, &Value::Null, &[same(0..20), same(0..20), same(20..40), same(40..45)]);
    let pages: Vec<&str> = queries(&ran).iter().map(|query| query.rsplit('=').next().unwrap()).collect();
    assert_eq!(pages, ["1", "1", "2", "3"]);
    assert_eq!(ran.fault, None);
}

#[test]
fn how_many_pages_there_are_is_believed() {
    let mut bodies = [page(0..7, |_| "10:30:00".to_owned()), page(7..9, |_| "10:40:00".to_owned())].into_iter();
    let ran = SHOP.run(Task::Sweep, &Value::Null, |_| {
        let pages = bodies.len().to_string();
        answer(200, &[("x-wp-totalpages", &pages)], bodies.next().unwrap().to_string().as_bytes())
    });
    assert_eq!((ran.asked.len(), orders(&ran.said).len()), (2, 9), "some that it may not show are left out");
}

#[test]
fn the_same_page_again_and_again_ends() {
    let ran = SHOP.run(Task::Sweep, &Value::Null, |_| ok(&page(0..20, |_| "11:00:00".to_owned())));
    assert_eq!(ran.fault.unwrap().why, "hands out the same orders again and again");
    assert!(ran.asked.len() < 60);
}

#[test]
fn a_shop_that_heeds_no_date_is_read_from_its_newest() {
    let old = |id: u64| {
        let mut order = order(id, "00:00:00");
        order["date_modified_gmt"] = json!("2024-01-01T00:00:00");
        order
    };
    let newest: Vec<Value> = (0..20).map(|id| order(100 - id, "11:30:00")).collect();
    let second = vec![order(60, "10:01:00"), old(59), order(58, "10:00:30")];
    let ran = SHOP.with(
        Task::Sweep,
        &Value::Null,
        &[Value::Array((0..20).map(old).collect()), Value::Array(newest), Value::Array(second)],
    );
    assert!(
        queries(&ran)[1].starts_with("status=any&orderby=modified&order=desc&dates_are_gmt=true"),
        "{:?}",
        ran.asked
    );
    assert!(queries(&ran)[2].ends_with("page=2"));
    assert_eq!(orders(&ran.said).len(), 22, "nothing old is told");
    assert_eq!(ran.cursor, json!({"modified": "2026-10-05T11:30:00Z"}));
    assert_eq!(ran.reached.len(), 1, "newest first: only the end moves it");
    // All of them changed lately, such as by a script.
    let mut is_first = true;
    let ran = SHOP.run(Task::Sweep, &Value::Null, |_| {
        let all = if std::mem::take(&mut is_first) {
            Value::Array((0..20).map(old).collect())
        } else {
            page(0..20, |_| "11:30:00".to_owned())
        };
        ok(&all)
    });
    assert_eq!((ran.asked.len(), ran.fault), (11, None), "bounded");
}

#[test]
fn a_clock_that_is_ahead_hides_nothing() {
    let ran = SHOP.with(Task::Sweep, &Value::Null, &[json!([order(1, "23:59:00")])]);
    assert_eq!(ran.cursor, json!({"modified": "2026-10-05T12:00:00Z"}));
}

#[test]
fn history_is_read_in_the_order_of_its_orders() {
    let dated = |id: u64, created: &str| {
        let mut order = order(id, "00:00:00");
        order["date_created_gmt"] = json!(created);
        order
    };
    let first: Vec<Value> = (0..20).map(|id| dated(id, &format!("2026-09-{:02}T08:00:00", id + 1))).collect();
    let last = json!([dated(19, "2026-09-20T08:00:00"), dated(20, "2026-09-21T08:00:00")]);
    let ran = SHOP.with(history(), &Value::Null, &[Value::Array(first), last]);
    assert!(
        queries(&ran)[0]
            .starts_with("status=any&orderby=date&order=asc&after=2026-08-31T23%3A59%3A59&dates_are_gmt=true")
    );
    assert!(queries(&ran)[1].contains("after=2026-09-20T07%3A59%3A59&"));
    assert_eq!(ran.reached[0], json!({"created": "2026-09-20T08:00:00Z"}));
    assert_eq!(ran.cursor, json!({"created": "2026-09-21T08:00:00Z", "done": true}));
    assert!(SHOP.with(history(), &ran.cursor, &[]).said.is_empty(), "it is brought in once");
    let resumed = SHOP.with(history(), &ran.reached[0], &[json!([])]);
    assert!(queries(&resumed)[0].contains("after=2026-09-20T07%3A59%3A59&"));
    let ran = SHOP.run(history(), &Value::Null, |_| ok(&json!([dated(1, "2020-01-01T00:00:00")])));
    assert_eq!(ran.fault.unwrap().why, "hands out older orders than are asked for");
}

#[test]
fn an_answer_that_was_cut_is_asked_for_in_smaller_pages() {
    let mut sizes = Vec::new();
    let ran = SHOP.run(Task::Sweep, &Value::Null, |request| {
        sizes.push(request.uri().query().unwrap().split('&').nth(5).unwrap().to_owned());
        if sizes.len() < 3 { answer(200, &[], &vec![b'['; 1 << 20]) } else { ok(&json!([])) }
    });
    assert_eq!(sizes, ["per_page=20", "per_page=5", "per_page=1"]);
    assert_eq!(ran.fault, None);
    let ran = SHOP.run(Task::Sweep, &Value::Null, |_| answer(200, &[], &vec![b'['; 1 << 20]));
    assert!(ran.fault.unwrap().why.contains("cannot be read"));
}

#[test]
fn what_is_not_an_order() {
    let draft = json!({"id": 1, "status": "checkout-draft"});
    let big = json!({"id": 1, "status": "own-word", "number": null, "total": 1e3, "currency": []});
    let mut beyond = order(1, "11:00:00");
    beyond["id"] = serde_json::from_str("9007199254740993").unwrap();
    beyond["total"] = serde_json::from_str("99999999999999.99").unwrap();
    let ran = SHOP.with(Task::Sweep, &Value::Null, &[json!([draft, null, 7, {}, {"id": 2}, big, beyond])]);
    assert_eq!(ran.said.iter().filter(|said| **said == Said::Unreadable).count(), 4);
    assert_eq!(ids(&ran.said), ["1", "9007199254740993"]);
    assert!(orders(&ran.said)[0].unknown_status);
    assert_eq!(orders(&ran.said)[1].snapshot.total.as_ref().unwrap().amount(), "99999999999999.99");
    // A mark of byte order before the list.
    let body = [b"\xef\xbb\xbf".as_slice(), json!([order(5, "11:00:00")]).to_string().as_bytes()].concat();
    let ran = SHOP.run(Task::Sweep, &Value::Null, |_| answer(200, &[], &body));
    assert_eq!(ids(&ran.said), ["5"]);
    assert!(!stored(&orders(&ran.said)[0].snapshot).is_empty());
}

#[test]
fn faults_and_hostile_answers() {
    for task in [Task::Sweep, history()] {
        SHOP.refuses_what_is_no_answer(task);
    }
    let error = br#"{"code":"woocommerce_rest_cannot_view","message":"Lucja may not","data":{"status":401}}"#;
    assert!(SHOP.fault(Task::Sweep, 401, &[], error).is_refused);
    assert_eq!(SHOP.fault(Task::Sweep, 200, &[], error).why, "answers without a list of orders");
    SHOP.survives(Task::Sweep, &Value::Null, &[], &json!([order(727, "11:40:00")]));
    SHOP.survives(history(), &Value::Null, &[], &json!([order(727, "11:40:00")]));
}

#[test]
fn what_is_set_wrongly() {
    let problems = |settings: &[(&str, &str)]| WooCommerceOrders.problems(&Settings(settings));
    assert_eq!(problems(&SETTINGS), Vec::<String>::new());
    let key = "woocommerce_key must be a key of WooCommerce's REST API that may read (ck_...), a colon, and its secret (cs_...)";
    let url = "woocommerce_url must be a scheme and a host without a path, such as https://sklep.example";
    assert_eq!(problems(&[]), [url, key]);
    for wrong in ["ck_1", "cs_1:ck_1", "ck_:cs_", "ck_1:cs_1\r\nx: y"] {
        assert_eq!(problems(&[SETTINGS[0], ("woocommerce_key", wrong)]), [key]);
    }
    assert!(
        !WooCommerceOrders.does(Task::New) && WooCommerceOrders.does(Task::Sweep) && WooCommerceOrders.does(history())
    );
    let ran = Runs { poller: &WooCommerceOrders, settings: &[] }.run(Task::Sweep, &Value::Null, |_| unreachable!());
    assert!(ran.fault.unwrap().is_general);
}
