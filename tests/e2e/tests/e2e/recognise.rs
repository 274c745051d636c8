//! `GET /api/recognise`: whose parcel a number or a pasted link is.

use crate::world::{World, fields, is_problem, skips_named};
use serde_json::{Value, json};
use sledz_e2e::{
    client::Reply,
    secrets::{ROLES, local_token},
};

const FIELDS: [&str; 8] =
    ["candidates", "carrier", "carrier_name", "given", "number", "sure", "tracking_url", "warnings"];

/// Asks with what stands behind the path.
fn ask(world: &World, query: &str, authorization: &str) -> Reply {
    let call = world.client().request("GET", &format!("/api/recognise{query}"));
    let call = if authorization.is_empty() { call } else { call.header("authorization", authorization) };
    call.send().unwrap()
}

/// The answer about a number, percent-encoded where it has to be.
#[track_caller]
fn told(world: &World, number: &str) -> Value {
    let bearer = format!("Bearer {}", world.secrets().api_token);
    let reply = ask(world, &format!("?number={number}"), &bearer).expect(200);
    assert_eq!((reply.header("content-type"), reply.header("cache-control")), ("application/json", "no-store"));
    let told = reply.json().unwrap();
    assert_eq!(fields(&told), FIELDS);
    told
}

#[test]
fn roles_that_may_ask() {
    if skips_named("roles_that_may_ask") {
        return;
    }
    let world = World::open();
    for role in ROLES {
        let reply = ask(&world, "?number=0000075077195U", &format!("Bearer {}", local_token(role)));
        if matches!(role, "reader" | "agent" | "admin") {
            let _ = reply.expect(200);
        } else {
            is_problem(&reply, 403);
        }
    }
    for wrong in ["", "Bearer", "Bearer wrong", "Basic dXNlcjpwYXNz"] {
        is_problem(&ask(&world, "?number=0000075077195U", wrong), 401);
    }
}

#[test]
fn without_a_number_there_is_nothing_to_say() {
    let world = World::open();
    let bearer = format!("Bearer {}", world.secrets().api_token);
    for query in ["", "?", "?number=", "?number=%20%09", "?nummer=1"] {
        let reply = ask(&world, query, &bearer);
        is_problem(&reply, 400);
        assert_eq!(reply.json().unwrap()["detail"], "number is missing");
    }
    let reply =
        world.client().request("GET", "/api/recognise/x?number=1").header("authorization", &bearer).send().unwrap();
    assert_eq!(reply.status, 404);
}

#[test]
fn numbers_links_and_what_is_neither() {
    let world = World::open();
    let waybill = told(&world, "0000-0750%2077195u");
    assert_eq!(
        waybill,
        json!({
            "given": "0000-0750 77195u",
            "number": "0000075077195U",
            "carrier": "dpd",
            "carrier_name": "DPD",
            "sure": true,
            "tracking_url": "https://tracktrace.dpd.com.pl/parcelDetails?typ=1&p1=0000075077195U",
            "candidates": [
                {"carrier": "dpd", "carrier_name": "DPD", "kind": "13 digits and a letter", "check": "none", "sure": true},
            ],
            "warnings": [],
        })
    );
    let link = "https%3A%2F%2Fgls-group.eu%2FPL%2Fpl%2Fsledzenie-paczek%3Fmatch%3D77AB31";
    let linked = told(&world, link);
    assert_eq!(
        (&linked["carrier"], &linked["number"], &linked["sure"]),
        (&json!("gls"), &json!("77AB31"), &json!(true))
    );
    assert_eq!(linked["tracking_url"], "https://gls-group.eu/PL/pl/sledzenie-paczek?match=77AB31");
    let mistyped = told(&world, "1Z5R89390357567128");
    assert_eq!((&mistyped["carrier"], &mistyped["sure"]), (&json!("ups"), &json!(false)));
    assert_eq!(mistyped["candidates"][0]["check"], "failed");
    assert!(mistyped["warnings"][0].as_str().unwrap().contains("check digit"), "{mistyped}");
    let digits = told(&world, "11122223333");
    assert_eq!((&digits["carrier"], &digits["sure"]), (&json!("dhl"), &json!(false)));
    let nobody = told(&world, "123456789");
    assert_eq!((&nobody["carrier"], &nobody["tracking_url"]), (&Value::Null, &Value::Null));
    assert_eq!((&nobody["number"], &nobody["candidates"]), (&json!("123456789"), &json!([])));
    let words = told(&world, "%3Cscript%3Ealert(1)%3C%2Fscript%3E");
    assert_eq!((&words["number"], &words["sure"]), (&Value::Null, &json!(false)));
    assert_eq!(words["warnings"].as_array().unwrap().len(), 1);
}

#[test]
fn hostile_questions_are_only_answered() {
    let world = World::open();
    let bearer = format!("Bearer {}", world.secrets().api_token);
    let long = "1%20".repeat(500);
    for number in ["%00%01", "%ff%fe", "%E2%80%AE12345", "https%3A%2F%2F", "%25%25%25", &long, "%F0%9F%93%A6"] {
        let reply = ask(&world, &format!("?number={number}"), &bearer).expect(200);
        let given = reply.json().unwrap()["given"].clone();
        assert!(given.as_str().is_none_or(|given| given.chars().count() <= 200 && !given.contains('\u{202e}')));
    }
}
