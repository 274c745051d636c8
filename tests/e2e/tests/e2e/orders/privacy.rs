//! What customers and shops that leave may ask for: through Shopify's three topics, and through the API.

use super::{Day, lacks};
use crate::world::{World, ago, fields, is_problem, skip_without, skips_named};
use serde_json::{Value, json};
use sledz_e2e::{
    client::Reply,
    message::Message,
    secrets::{ROLES, local_token},
    senders::{shoper, shopify},
};

const TOPICS: [&str; 3] = ["customers/data_request", "customers/redact", "shop/redact"];

/// Whether the form finds an order by a contact.
#[track_caller]
fn finds(world: &World, number: &str, contact: &str) -> bool {
    let form = [("number", number), ("contact", contact)];
    let reply = world.client().post_form("/sledz-zamowienie", &form).unwrap();
    match reply.status {
        303 => true,
        422 => false,
        other => panic!("the form answers {other}: {}", reply.text()),
    }
}

/// A call of the API, by whoever has this token; without one by nobody.
#[track_caller]
fn call(world: &World, token: &str, method: &str, path: &str, body: &Value) -> Reply {
    let call = world.client().request(method, path);
    let call = if token.is_empty() { call } else { call.header("authorization", &format!("Bearer {token}")) };
    let call = if body.is_null() {
        call
    } else {
        call.header("content-type", "application/json").body(body.to_string().into_bytes())
    };
    call.send().unwrap()
}

/// Erases what was asked for.
#[track_caller]
fn erase(world: &World) {
    for _ in 0..100 {
        let reply = call(world, &world.secrets().scheduler_token, "POST", "/jobs/erasures", &Value::Null);
        if reply.expect(200).json().unwrap()["has_more"] != true {
            return;
        }
    }
    panic!("the erasures do not end");
}

/// An order of Shopify that this customer has made.
fn bought(world: &World, id: u64, number: &str, email: &str) -> Message {
    let order = shopify::order(id, &format!("#{number}"), "paid", ago(9), ago(9), email);
    shopify::message(world.secrets(), "orders/create", &order)
}

#[test]
fn the_three_topics_are_proven() {
    let world = World::own();
    if lacks(world.secrets(), "the_three_topics_are_proven", &[("order", "shopify")]) {
        return;
    }
    // Of orders that nobody has.
    let body = shopify::customer(&world.email(), "orders_to_redact", &[world.base]);
    for topic in TOPICS {
        let right = shopify::message(world.secrets(), topic, &body);
        let mut spoilt = right.body.clone();
        spoilt[20] ^= 1;
        world.refuse(&right.clone().body(spoilt), 401);
        world.refuse(&right.clone().with("x-shopify-hmac-sha256", "AAAA"), 401);
        world.refuse(&right.clone().without("x-shopify-hmac-sha256"), 401);
        // On any other deployment it would erase all orders of a shop.
        if topic != "shop/redact" || world.is_local() {
            world.take(&right);
        }
    }
}

#[test]
fn after_a_customers_wish_the_form_finds_nothing() {
    let world = World::open();
    let test = "after_a_customers_wish_the_form_finds_nothing";
    if lacks(world.secrets(), test, &[("order", "shopify")]) {
        return;
    }
    if world.secrets().scheduler_token.is_empty() {
        return skip_without(test, "SLEDZ_SCHEDULER_TOKEN is not set");
    }
    let (listed, kept, by_mail) = (world.number(1), world.number(2), world.number(3));
    let other = format!("other-{}", world.email());
    for (n, number, email) in [(1, &listed, &world.email()), (2, &kept, &world.email()), (3, &by_mail, &other)] {
        world.take(&bought(&world, world.base + n, number, email));
        assert!(finds(&world, number, email));
    }
    let asked = shopify::customer(&world.email(), "orders_to_redact", &[world.base + 1]);
    let only_mail = json!({"shop_id": 954_889, "shop_domain": "sklep-testowy.myshopify.com",
        "customer": {"email": other}, "orders_to_redact": []});
    for body in [&asked, &only_mail] {
        world.take(&shopify::message(world.secrets(), "customers/redact", body));
    }
    erase(&world);
    assert!(!finds(&world, &listed, &world.email()), "the order that is listed");
    assert!(!finds(&world, &listed, "30-001"), "nor by its postcode");
    assert!(finds(&world, &kept, &world.email()), "one that is not listed is kept");
    assert!(!finds(&world, &by_mail, &other), "all of a customer who is named by mail only");
    // What happened to it is still known, and a late repetition brings the customer back to nobody's mind.
    assert_eq!(world.order(&listed)["stage"], "preparing");
    let mut again = shopify::order(world.base + 1, &listed, "paid", ago(9), ago(1), &world.email());
    again["fulfillment_status"] = json!("fulfilled");
    world.take(&shopify::message(world.secrets(), "orders/updated", &again));
    assert_eq!(world.order(&listed)["stage"], "shipped");
    assert!(!finds(&world, &listed, &world.email()));
}

#[test]
fn a_shop_that_leaves_is_forgotten() {
    let Some(day) = Day::open("a_shop_that_leaves_is_forgotten") else { return };
    let (of_shop, of_another) = (day.number(1), (day.base + 9).to_string());
    day.take(&bought(&day, day.base, &of_shop, &day.email()));
    let another = shoper::order(day.base + 9, 1, "0.00", ago(9), ago(9), &day.email());
    day.take(&shoper::message(day.secrets(), "order.create", &another));
    let leaves = json!({"shop_id": 954_889, "shop_domain": "sklep-testowy.myshopify.com"});
    day.take(&shopify::message(day.secrets(), "shop/redact", &leaves));
    erase(&day);
    assert!(!finds(&day, &of_shop, &day.email()));
    assert!(finds(&day, &of_another, &day.email()), "another platform's");
}

#[test]
fn export_and_erase_by_the_shop() {
    let world = World::open();
    let test = "export_and_erase_by_the_shop";
    if lacks(world.secrets(), test, &[("order", "shopify")]) {
        return;
    }
    let admin = world.secrets().admin_token.clone();
    if admin.is_empty() {
        return skip_without(test, "SLEDZ_ADMIN_TOKEN is not set");
    }
    let number = world.number(1);
    world.take(&bought(&world, world.base, &number, &world.email()));
    let wish = shopify::customer(&world.email(), "orders_requested", &[world.base]);
    world.take(&shopify::message(world.secrets(), "customers/data_request", &wish));
    let who = json!({"email": world.email().to_uppercase()});
    let told = call(&world, &admin, "POST", "/api/customers/export", &who).expect(200).json().unwrap();
    let orders = told["orders"].as_array().unwrap();
    assert_eq!(orders.len(), 1, "{told}");
    assert_eq!(orders[0]["contact"]["email"], world.email().as_str());
    assert_eq!(orders[0]["order"]["order"], format!("#{number}").as_str());
    let done = call(&world, &admin, "POST", "/api/customers/erase", &who).expect(200).json().unwrap();
    assert_eq!(done, json!({"orders": 1, "erased": 1}));
    assert!(!finds(&world, &number, &world.email()));
    let nobody = call(&world, &admin, "POST", "/api/customers/export", &who).expect(200).json().unwrap();
    assert_eq!(nobody["orders"][0]["contact"], json!({}), "{nobody}");
    // All of it is on record, and none of the records says whom it was about.
    let requests = call(&world, &admin, "GET", "/api/customers/requests", &Value::Null).expect(200);
    assert!(!requests.text().contains(&world.email()));
    let id = world.base.to_string();
    let is_of_it =
        |one: &&Value| one["orders"].as_array().unwrap().iter().any(|order| order["platform_id"] == id.as_str());
    let requests = requests.json().unwrap();
    let mut what: Vec<&str> = requests["requests"]
        .as_array()
        .unwrap()
        .iter()
        .filter(is_of_it)
        .map(|one| one["what"].as_str().unwrap())
        .collect();
    what.sort_unstable();
    assert_eq!(what, ["erased", "export_asked", "exported", "exported"]);
    let listed = call(&world, &admin, "GET", "/api/customers/erasures", &Value::Null).expect(200);
    assert!(listed.text().contains(&id) && !listed.text().contains(&world.email()));
    let again = call(&world, &admin, "POST", "/api/customers/erasures", &listed.json().unwrap()).expect(200);
    assert_eq!(again.json().unwrap(), json!({"listed": 0}), "all of them are known");
}

#[test]
fn who_may_ask_about_customers() {
    if skips_named("who_may_ask_about_customers") {
        return;
    }
    let world = World::open();
    let who = json!({"email": world.email()});
    let none = json!({"erasures": []});
    for (method, path, body) in [
        ("POST", "/api/customers/export", &who),
        ("POST", "/api/customers/erase", &who),
        ("GET", "/api/customers/requests", &Value::Null),
        ("GET", "/api/customers/erasures", &Value::Null),
        ("POST", "/api/customers/erasures", &none),
    ] {
        for role in ROLES {
            let reply = call(&world, &local_token(role), method, path, body);
            match role {
                "admin" => {
                    assert_eq!(reply.status, 200, "{method} {path}: {}", reply.text());
                    assert!(!fields(&reply.json().unwrap()).is_empty());
                }
                _ => is_problem(&reply, 403),
            }
        }
        for wrong in ["", "wrong"] {
            is_problem(&call(&world, wrong, method, path, body), 401);
        }
    }
    let admin = local_token("admin");
    for path in ["/api/customers/export", "/api/customers/erase"] {
        for body in [json!({}), json!({"email": "nobody"}), json!({"phone": "1"}), json!({"name": "Łucja"})] {
            is_problem(&call(&world, &admin, "POST", path, &body), 400);
        }
        is_problem(&call(&world, &admin, "GET", path, &Value::Null), 405);
        // Never in an address.
        is_problem(&call(&world, &admin, "POST", &format!("{path}?email=a%40b.example"), &json!({})), 400);
    }
    is_problem(&call(&world, &admin, "POST", "/api/customers/erasures", &json!({"erasures": [["x"]]})), 400);
}
