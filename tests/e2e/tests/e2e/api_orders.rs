//! `GET /api/orders/{number}`: who may ask, and what is answered.

use crate::world::{World, ago, fields, is_problem, local, skips_named, time};
use serde_json::{Value, json};
use sledz_e2e::{
    client::Reply,
    secrets::{ROLES, local_token},
    senders::{inpost_shipx, rfc3339, standard, woocommerce},
};

fn ask(world: &World, number: &str, authorization: &str) -> Reply {
    let call = world.client().request("GET", &format!("/api/orders/{number}"));
    let call = if authorization.is_empty() { call } else { call.header("authorization", authorization) };
    call.send().unwrap()
}

#[test]
fn roles_that_read_orders() {
    if skips_named("roles_that_read_orders") {
        return;
    }
    let world = World::of(local().start().unwrap());
    world.ship(&world.number(1), &[]);
    for role in ROLES {
        let may = matches!(role, "reader" | "agent" | "admin");
        let reply = ask(&world, &world.number(1), &format!("Bearer {}", local_token(role)));
        if may {
            let _ = reply.expect(200);
        } else {
            is_problem(&reply, 403);
        }
    }
}

#[test]
fn without_a_right_token_nothing_is_told() {
    let world = World::open();
    world.ship(&world.number(1), &[]);
    let token = &world.secrets().api_token;
    for wrong in ["", "Bearer", "Bearer ", "Bearer wrong", "Basic dXNlcjpwYXNz", token, &format!("Bearer {token}x")] {
        for number in [world.number(1), world.number(2)] {
            let reply = ask(&world, &number, wrong);
            is_problem(&reply, 401);
            assert_eq!(reply.header("www-authenticate"), "Bearer", "{wrong}");
        }
    }
    // Where only exports may name a token in the address, orders may not.
    is_problem(&world.client().get(&format!("/api/orders/{}?token={token}", world.number(1))).unwrap(), 401);
}

#[test]
fn unknown_numbers_and_methods() {
    let world = World::open();
    let bearer = format!("Bearer {}", world.secrets().api_token);
    for number in [world.number(1).as_str(), "%20", "a/b", "%3Cscript%3E", "%ff", &"9".repeat(200)] {
        is_problem(&ask(&world, number, &bearer), 404);
    }
    for method in ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
        let call = world.client().request(method, &format!("/api/orders/{}", world.number(1)));
        let reply = call.header("authorization", &bearer).send().unwrap();
        is_problem(&reply, 405);
        assert!(reply.header("allow").contains("GET"), "{method}");
    }
}

#[test]
fn numbers_are_found_as_customers_write_them() {
    let world = World::open();
    let number = world.number(1);
    world.ship(&number, &[]);
    let bearer = format!("Bearer {}", world.secrets().api_token);
    for written in [number.to_lowercase(), format!("%23{number}"), format!("%20{number}%20")] {
        let found = ask(&world, &written, &bearer).expect(200).json().unwrap();
        assert_eq!(found["orders"][0]["order"], number.as_str(), "{written}");
    }
}

#[test]
fn the_answer_is_the_contract() {
    let world = World::open();
    let (number, parcel) = (world.number(1), world.parcel(1));
    let mut order = woocommerce::order(world.base, &number, "processing", ago(30), &world.email());
    woocommerce::set_date(&mut order, "date_paid", Some(time("2026-01-02T03:04:05Z")));
    woocommerce::set_tracking(&mut order, &[("InPost", &parcel)], ago(10));
    world.take(&woocommerce::message(world.secrets(), "order.updated", &order));
    let at = ago(3);
    let told = inpost_shipx::status(world.base, Some(&parcel), "delivered", at);
    world.take(&inpost_shipx::message(world.secrets(), &told));
    let found = world.order(&number);
    let of_page = fields_of_page(&world, &number);
    let mut expected: Vec<&str> = of_page.iter().map(String::as_str).collect();
    expected.extend(["platform", "platform_id", "payment", "conflicts", "linked", "sources", "link", "messages"]);
    expected.sort_unstable();
    assert_eq!(fields(&found), expected);
    assert_eq!((&found["messages"], &found["linked"]), (&json!([]), &json!([])));
    assert_eq!(found["platform"], "woocommerce");
    assert_eq!(found["platform_id"], world.base.to_string());
    assert_eq!(found["payment"], json!({"state": "paid", "at": "2026-01-02T03:04:05Z"}));
    let sources = found["sources"].as_array().unwrap();
    assert_eq!(sources.iter().map(|said| &said["source"]).collect::<Vec<_>>(), ["woocommerce", "inpost-shipx"]);
    assert_eq!(sources[0]["says"], "processing");
    assert_eq!(sources[1], json!({"source": "inpost-shipx", "says": "delivered", "at": rfc3339(at)}));
    let reply = ask(&world, &number, &format!("Bearer {}", world.secrets().api_token)).expect(200);
    assert_eq!(reply.header("content-type"), "application/json");
    assert_eq!(reply.header("cache-control"), "no-store");
}

fn fields_of_page(world: &World, number: &str) -> Vec<String> {
    fields(&world.track(number).unwrap()).into_iter().map(str::to_owned).collect()
}

#[test]
fn two_platforms_may_use_one_number() {
    let world = World::open();
    let number = world.number(1);
    world.ship(&number, &[]);
    let order = woocommerce::order(world.base, &number, "pending", ago(3), &world.email());
    world.take(&woocommerce::message(world.secrets(), "order.created", &order));
    let found = world.orders(&number).unwrap();
    let mut platforms: Vec<&Value> = found.iter().map(|order| &order["platform"]).collect();
    platforms.sort_by_key(|platform| platform.as_str());
    assert_eq!(platforms, ["standard", "woocommerce"]);
    let links: Vec<&Value> = found.iter().map(|order| &order["link"]).collect();
    assert_ne!(links[0], links[1]);
}

#[test]
fn sources_that_disagree_are_shown() {
    let world = World::open();
    let conflicts = |n: u32| world.order(&world.number(n))["conflicts"].clone();
    // The shop has cancelled it, the courier carries it.
    let (number, parcel) = (world.number(1), world.parcel(1));
    world.ship(&number, &[&parcel]);
    world.tell(&standard::event("dpd", &parcel, "in_transit", ago(5)));
    assert_eq!(conflicts(1), json!([]));
    let mut order = standard::order_data(&number, "cancelled", ago(24), &world.email());
    order["shipments"] = json!([{"carrier": "dpd", "tracking_number": parcel}]);
    world.tell_order(&order);
    let told = conflicts(1);
    assert_eq!(told.as_array().unwrap().len(), 1, "{told}");
    assert_eq!(fields(&told[0]), ["about", "between", "lasts", "since"]);
    assert_eq!(told[0]["lasts"], false);
    let between: Vec<&Value> = told[0]["between"].as_array().unwrap().iter().map(|said| &said["source"]).collect();
    assert_eq!(between, ["standard", "standard"]);
    assert_eq!(told[0]["between"][0]["says"], "cancelled");
    assert_eq!(told[0]["between"][1]["says"], "in_transit");
}
