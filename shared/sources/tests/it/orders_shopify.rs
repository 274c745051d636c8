//! Shopify is asked for what its webhooks did not bring.

use crate::{
    asking::{Settings, answer},
    order_runs::{Runs, assert_impersonal, history, ids, ok, orders, queries, strange_cursors},
    world::time,
};
use http::Response;
use serde_json::{Value, json};
use sledz_sources::order_pollers::{OrderPoller, Task, shopify::ShopifyOrders};

const SETTINGS: [(&str, &str); 2] = [("shopify_url", "https://sklep.myshopify.com"), ("shopify_token", "shpat_0a1b")];
const SHOP: Runs<'_> = Runs { poller: &ShopifyOrders, settings: &SETTINGS };

fn order(id: u64, updated: &str) -> Value {
    let address = json!({"zip": "30-001", "phone": "+48 600 000 001", "city": "Kraków", "address1": "ul. Próbna 7", "first_name": "Łucja"});
    json!({"id": id, "name": format!("#{id}"), "created_at": "2026-10-01T12:30:05+02:00", "updated_at": updated,
        "currency": "PLN", "total_price": "114.79", "financial_status": "paid", "fulfillment_status": null, "cancelled_at": null,
        "email": "lucja@example.com", "phone": null, "billing_address": address, "shipping_address": address,
        "fulfillments": [], "test": false})
}

/// A page, and the name of the next.
fn page(orders: &[Value], next: Option<&str>) -> Response<Vec<u8>> {
    let link = next.map(|next| {
        format!(
            "<https://evil.example/admin/api/2020-01/orders.json?limit=20&page_info=before>; rel=\"previous\", \
             <https://evil.example/admin/api/2020-01/orders.json?page_info={next}&limit=20>; rel=\"next\""
        )
    });
    let headers: Vec<(&str, &str)> = link.as_deref().map(|link| ("link", link)).into_iter().collect();
    answer(200, &headers, json!({"orders": orders}).to_string().as_bytes())
}

#[test]
fn a_sweep_follows_the_names_of_its_pages_at_the_shop_itself() {
    let mut pages = [
        page(&[order(1, "2026-10-05T12:30:00+02:00"), order(2, "2026-10-05T12:40:00+02:00")], Some("eyJh-b_c%3D")),
        page(&[order(820_982_911_946_154_508, "2026-10-05T12:50:00+02:00")], None),
    ]
    .into_iter();
    let ran = SHOP.run(Task::Sweep, &Value::Null, |request| {
        assert_eq!(request.headers()["x-shopify-access-token"], "shpat_0a1b");
        pages.next().unwrap()
    });
    let base = "GET https://sklep.myshopify.com/admin/api/2026-07/orders.json";
    assert_eq!(
        ran.asked,
        [
            format!("{base}?status=any&updated_at_min=2026-10-05T10%3A00%3A00Z&order=updated_at%20asc&limit=20"),
            format!("{base}?page_info=eyJh-b_c%3D&limit=20"),
        ]
    );
    assert_eq!(ids(&ran.said), ["1", "2", "820982911946154508"]);
    assert_eq!(ran.reached, [json!({"updated": "2026-10-05T10:40:00Z"}), json!({"updated": "2026-10-05T10:50:00Z"})]);
    assert_impersonal(orders(&ran.said)[0]);
    assert_eq!(orders(&ran.said)[0].snapshot.version, time("2026-10-05T10:30:00Z"));
    let next = SHOP.with(Task::Sweep, &ran.cursor, &[json!({"orders": []})]);
    assert!(queries(&next)[0].contains("updated_at_min=2026-10-05T10%3A45%3A00Z&"));
    assert_eq!(next.cursor, ran.cursor);
    for strange in strange_cursors() {
        let ran = SHOP.with(Task::Sweep, &strange, &[json!({"orders": []})]);
        assert!(queries(&ran)[0].contains("updated_at_min=2026-10-05T10%3A00%3A00Z&"), "{strange}");
    }
}

#[test]
fn what_comes_in_another_order_moves_nothing_before_its_end() {
    let mut pages = [
        page(&[order(2, "2026-10-05T11:50:00Z"), order(1, "2026-10-05T11:40:00Z")], Some("a")),
        page(&[order(0, "2026-10-05T11:30:00Z")], None),
    ]
    .into_iter();
    let ran = SHOP.run(Task::Sweep, &Value::Null, |_| pages.next().unwrap());
    assert_eq!(ran.reached, [json!({"updated": "2026-10-05T11:50:00Z"})]);
}

#[test]
fn history_is_brought_in_once() {
    let ran = SHOP.with(history(), &Value::Null, &[json!({"orders": [order(1, "2026-10-05T11:50:00Z")]})]);
    assert_eq!(queries(&ran), ["status=any&created_at_min=2026-09-01T00%3A00%3A00Z&order=created_at%20asc&limit=20"]);
    assert_eq!(ran.cursor, json!({"created": "2026-10-01T10:30:05Z", "done": true}));
    assert_eq!(SHOP.with(history(), &ran.cursor, &[]).said, []);
    let resumed = SHOP.with(history(), &json!({"created": "2026-10-01T10:30:05Z"}), &[json!({"orders": []})]);
    assert!(queries(&resumed)[0].contains("created_at_min=2026-10-01T10%3A30%3A05Z&"));
}

#[test]
fn the_same_page_again_and_no_page_at_all() {
    let ran = SHOP.run(Task::Sweep, &Value::Null, |_| page(&[], Some("a")));
    assert_eq!((ran.asked.len(), ran.fault.unwrap().why.as_str()), (2, "hands out the same page again and again"));
    for link in [
        "<https://sklep.myshopify.com/admin/orders.json>; rel=\"next\"",
        "<https://sklep.myshopify.com/admin/orders.json?limit=1>; rel=next",
        "<https://a/?page_info=>; rel=\"next\"",
        "<https://a/?page_info=a b>; rel=\"next\"",
        "rel=\"next\"",
    ] {
        let ran = SHOP.run(Task::Sweep, &Value::Null, |_| answer(200, &[("link", link)], b"{\"orders\":[]}"));
        assert_eq!(ran.fault.unwrap().why, "names no next page that can be asked for", "{link}");
    }
    let ran = SHOP.run(Task::Sweep, &Value::Null, |_| {
        answer(200, &[("link", "<https://a/?page_info=b>; rel=\"previous\"")], b"{\"orders\":[]}")
    });
    assert_eq!(ran.fault, None);
}

#[test]
fn an_answer_that_was_cut_is_asked_for_in_smaller_pages() {
    let mut count = 0;
    let ran = SHOP.run(Task::Sweep, &Value::Null, |_| {
        count += 1;
        match count {
            1 => page(&[], Some("a")),
            2 => answer(200, &[], &vec![b'{'; 1 << 20]),
            _ => ok(&json!({"orders": []})),
        }
    });
    assert_eq!(queries(&ran)[1..], ["page_info=a&limit=20", "page_info=a&limit=5"]);
}

#[test]
fn faults_and_hostile_answers() {
    for task in [Task::Sweep, history()] {
        SHOP.refuses_what_is_no_answer(task);
    }
    let error = SHOP.fault(Task::Sweep, 200, &[], br#"{"errors":"[API] Invalid API key, Lucja"}"#);
    assert_eq!(error.why, "answers without a list of orders");
    SHOP.survives(Task::Sweep, &Value::Null, &[], &json!({"orders": [order(1, "2026-10-05T11:50:00Z")]}));
}

#[test]
fn what_is_set_wrongly() {
    let problems = |settings: &[(&str, &str)]| ShopifyOrders.problems(&Settings(settings));
    assert_eq!(problems(&SETTINGS), Vec::<String>::new());
    assert_eq!(
        problems(&[]),
        [
            "shopify_url must be a scheme and a host without a path, such as https://sklep.myshopify.com",
            "shopify_token is empty: it must be the Admin API access token of an app that may read orders",
        ]
    );
    assert!(problems(&[SETTINGS[0], ("shopify_token", "a b")])[0].starts_with("shopify_token holds"));
    assert!(!ShopifyOrders.does(Task::New) && ShopifyOrders.does(Task::Sweep));
}
