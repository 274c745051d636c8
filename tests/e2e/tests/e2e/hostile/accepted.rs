//! What is accepted and must be harmless wherever it is shown.

use super::{HOOKS, Hook, MORE, SALES, still_well};
use crate::world::{World, ago, skips_named};
use serde_json::{Value, json};
use sledz_e2e::{client::escaped, senders::dpd_de};

const SCRIPT: &str = "</title><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}";
const QUOTES: &str = "\"'`><b onmouseover=\"alert(1)\" x='&lt;script&gt;&quot;";
const INVISIBLE: &str = "a\u{0}b\u{1b}[31m\u{7f}\u{85}\u{202e}txt\u{2066}\u{200b}\u{feff}\r\nSet-Cookie: x\u{2028}y";

/// Fields that say whose the message is. They get texts of this test's own only, so that nobody
/// else's order is touched.
const IDENTITY: [&str; 9] = [
    "id",
    "number",
    "tracking_number",
    "trackingNumber",
    "shipment_id",
    "customerReference",
    "order",
    "replaced_by",
    "eventId",
];

fn odd_values(own: &str, is_identity: bool) -> Vec<Value> {
    let long = "ą<\u{202e}".repeat(20_000);
    let texts = [SCRIPT, QUOTES, INVISIBLE, &long];
    if is_identity {
        // A number is at most 64 characters long: what is this test's own comes first.
        return texts.iter().map(|text| json!(format!("{own}{text}"))).chain([Value::Null]).collect();
    }
    let mut values: Vec<Value> = texts.iter().map(|text| json!(text)).collect();
    values.extend(
        ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "+262142-01-01T00:00:00Z", "garbage", ""]
            .map(|text| json!(text)),
    );
    let numbers = "[-1, 123456789012345678901234567890, 1e300, -0.0, 9007199254740993]";
    values.extend(serde_json::from_str::<Vec<Value>>(numbers).unwrap());
    values.extend([json!(null), json!(true), json!([]), json!({}), json!([["x"]]), json!({"a": {"b": [null]}})]);
    values
}

/// The paths (as JSON pointers) of all values that are no containers.
fn leaves(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(name, inner)| leaves(inner, &format!("{path}/{name}"), found));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(n, inner)| leaves(inner, &format!("{path}/{n}"), found));
        }
        _ => found.push(path.to_owned()),
    }
}

#[test]
fn odd_values_in_every_field_of_inpost_shipx() {
    odd_values_in_every_field(&HOOKS[0]);
}

#[test]
fn odd_values_in_every_field_of_inpost() {
    odd_values_in_every_field(&HOOKS[1]);
}

#[test]
fn odd_values_in_every_field_of_the_standard_courier() {
    odd_values_in_every_field(&HOOKS[2]);
}

#[test]
fn odd_values_in_every_field_of_the_standard_platform() {
    odd_values_in_every_field(&HOOKS[3]);
}

#[test]
fn odd_values_in_every_field_of_woocommerce() {
    odd_values_in_every_field(&HOOKS[4]);
}

#[test]
fn odd_values_in_every_field_of_dhl() {
    if !skips_named("odd_values_in_every_field_of_dhl") {
        odd_values_in_every_field(&MORE[0]);
    }
}

#[test]
fn odd_values_in_every_field_of_aftership() {
    if !skips_named("odd_values_in_every_field_of_aftership") {
        odd_values_in_every_field(&MORE[1]);
    }
}

#[test]
fn odd_values_in_every_field_of_shopify() {
    if !skips_named("odd_values_in_every_field_of_shopify") {
        odd_values_in_every_field(&SALES[0]);
    }
}

/// A payment has no page of its own: the order that it is about is looked at.
#[test]
fn odd_values_in_every_field_of_stripe() {
    if skips_named("odd_values_in_every_field_of_stripe") {
        return;
    }
    let (world, hook) = (World::own(), &SALES[1]);
    world.ship(&world.number(1), &[]);
    let mut paths = Vec::new();
    leaves(&(hook.body)(&world, 1), "", &mut paths);
    let mut n = 10;
    for path in &paths {
        for odd in odd_values(&world.number(1), path.ends_with("/order")) {
            n += 1;
            let mut body = (hook.body)(&world, n);
            *body.pointer_mut(path).unwrap() = odd;
            body["unknown"] = json!({"field": [SCRIPT, null, 1e300]});
            let reply = world.send(&(hook.sign)(&world, body.to_string().into_bytes())).unwrap();
            assert_eq!(reply.status, 200, "{path}: {}", reply.text());
        }
    }
    all_orders_are_harmless(&world, &world.number(1), hook.name);
    world.take(&(hook.sign)(&world, (hook.body)(&world, 2).to_string().into_bytes()));
    assert_eq!(world.order(&world.number(1))["payment"]["state"], "paid");
    still_well(&world, hook.name);
}

/// DPD sends it again for two days unless its own id comes back, whatever else is odd.
#[test]
fn odd_values_in_every_parameter_of_dpd_germany() {
    if skips_named("odd_values_in_every_parameter_of_dpd_germany") {
        return;
    }
    let world = World::own();
    world.ship(&world.number(1), &[&world.parcel(1)]);
    let right = dpd_de::scan(world.secrets(), 1, &world.parcel(1), "delivery_carload", ago(9), &world.number(1));
    let (path, query) = right.path.split_once('?').unwrap();
    let names: Vec<&str> = query.split('&').map(|pair| pair.split('=').next().unwrap()).collect();
    let mut push = 10;
    for odd in [SCRIPT, QUOTES, INVISIBLE, "", "-1", "0001", "99999999999999", "31022026256199", &"ą<".repeat(4000)] {
        for name in &names {
            push += 1;
            let set = |pair: &str| match pair.split_once('=').unwrap() {
                (known, _) if known == *name => format!("{known}={}", escaped(odd)),
                ("pushid", _) => format!("pushid={push}"),
                _ => pair.to_owned(),
            };
            let query: Vec<String> = query.split('&').map(set).collect();
            let reply = world.send(&right.clone().to(&format!("{path}?{}", query.join("&")))).unwrap().expect(200);
            assert_eq!(reply.header("content-type"), "application/xml", "{name}");
            let text = reply.text();
            assert!(!text.to_lowercase().contains("<script") && !text.contains('\u{1b}'), "{name}: {text}");
            if *name != "pushid" {
                assert_eq!(text, dpd_de::answer(push), "{name}");
            }
        }
    }
    all_orders_are_harmless(&world, &world.number(1), "dpd-de");
    still_well(&world, "dpd-de");
}

fn odd_values_in_every_field(hook: &Hook) {
    let world = World::own();
    let mut paths = Vec::new();
    leaves(&(hook.body)(&world, 1), "", &mut paths);
    let mut n = 10;
    if !hook.orders {
        world.ship(&world.number(1), &[&world.parcel(1)]);
    }
    for path in &paths {
        let field = path.rsplit('/').next().unwrap();
        let is_number = field == "number" || path == "/name";
        let is_identity = is_number || IDENTITY.contains(&field);
        for odd in odd_values(&world.parcel(n), is_identity) {
            n += 1;
            let mut body = (hook.body)(&world, n);
            *body.pointer_mut(path).unwrap() = odd.clone();
            body["unknown"] = json!({"field": [SCRIPT, null, 1e300]});
            let reply = world.send(&(hook.sign)(&world, body.to_string().into_bytes())).unwrap();
            let shown: String = odd.to_string().chars().take(60).collect();
            let what = format!("{}: {path} = {shown}", hook.name);
            // Only our own contract says which field is missing.
            let is_fine = reply.status == 200 || (hook.is_strict && reply.status == 400);
            assert!(is_fine, "{what}: {} {}", reply.status, reply.text());
            if hook.orders {
                let number = if is_number { odd.as_str().unwrap_or_default().to_owned() } else { world.number(n) };
                let number: String = number.chars().filter(|c| !c.is_control()).take(40).collect();
                all_orders_are_harmless(&world, &number, &what);
            }
        }
    }
    if !hook.orders {
        all_orders_are_harmless(&world, &world.number(1), hook.name);
        let events = world.codes(&world.number(1)).len();
        assert!(events > 20, "{}: only {events} events are shown", hook.name);
    }
    still_well(&world, hook.name);
}

/// Every order of that number, if there is any, is shown without harm.
fn all_orders_are_harmless(world: &World, number: &str, what: &str) {
    let bearer = format!("Bearer {}", world.secrets().api_token);
    let path = format!("/api/orders/{}", escaped(number));
    let answer = world.client().request("GET", &path).header("authorization", &bearer).send().unwrap();
    if answer.status == 404 {
        return;
    }
    let answer = answer.expect(200).json().unwrap();
    is_harmless(&answer, what);
    for order in answer["orders"].as_array().unwrap() {
        let link = order["link"].as_str().unwrap();
        let page = &link[link.find("/z/").unwrap()..];
        is_harmless(&world.client().get(&format!("{page}.json")).unwrap().expect(200).json().unwrap(), what);
        for lang in ["pl", "en"] {
            let html = world.client().get(&format!("{page}?lang={lang}")).unwrap().expect(200).text();
            let lower = html.to_lowercase();
            for harm in [
                "<script",
                "<img src=x",
                "<b onmouse",
                " onerror=\"",
                "\" onmouseover",
                "javascript:",
                "set-cookie: x\n",
            ] {
                assert!(!lower.contains(harm), "{what}: the page has {harm}");
            }
            assert!(
                lower.matches("</title>").count() <= 1 + lower.matches("<svg").count(),
                "{what}: a title is closed"
            );
            if let Some(odd) = html.chars().find(|c| is_invisible(*c) && *c != '\n') {
                panic!("{what}: the page has {odd:?}");
            }
            assert!(html.len() < 3_000_000, "{what}: the page has {} bytes", html.len());
        }
    }
}

/// No text in it reorders or hides what stands beside it.
fn is_harmless(value: &Value, what: &str) {
    match value {
        Value::String(text) => {
            if let Some(odd) = text.chars().find(|c| is_invisible(*c)) {
                panic!("{what}: {odd:?} in {text:?}");
            }
            assert!(text.chars().count() <= 1000, "{what}: a text of {} characters", text.chars().count());
        }
        Value::Array(items) => items.iter().for_each(|item| is_harmless(item, what)),
        Value::Object(fields) => fields.values().for_each(|inner| is_harmless(inner, what)),
        _ => {}
    }
}

fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[test]
fn numbers_beyond_what_floats_hold_stay_whole() {
    let world = World::own();
    // Two ids that are one number to whoever reads them as a double, and no one else's.
    let digits: String = format!("90071992547{:019}", world.base);
    let ids = [format!("{digits}2"), format!("{digits}3")];
    for (n, id) in (1..).zip(&ids) {
        for hook in [&HOOKS[3], &HOOKS[4]] {
            let mut body = (hook.body)(&world, 10 * n + u32::from(hook.is_strict));
            let place = if hook.is_strict { "/data/id" } else { "/id" };
            *body.pointer_mut(place).unwrap() = serde_json::from_str(id).unwrap();
            world.take(&(hook.sign)(&world, body.to_string().into_bytes()));
            let found = world.order(&world.number(10 * n + u32::from(hook.is_strict)));
            assert_eq!(found["platform_id"], id.as_str(), "{}", hook.name);
        }
    }
    // A tracking number as a JSON number of 24 digits.
    let parcel = format!("602677439{:015}", world.base % 1_000_000_000_000_000);
    let number = world.number(1);
    world.ship(&number, &[&parcel]);
    for (hook, place) in
        [(&HOOKS[0], "/payload/tracking_number"), (&HOOKS[1], "/trackingNumber"), (&HOOKS[2], "/data/tracking_number")]
    {
        let mut body = (hook.body)(&world, 40);
        *body.pointer_mut(place).unwrap() = serde_json::from_str(&parcel).unwrap();
        world.take(&(hook.sign)(&world, body.to_string().into_bytes()));
    }
    let view = world.track(&number).unwrap();
    assert_eq!(view["shipments"][0]["tracking_number"], parcel.as_str());
    let mut sources: Vec<String> = Vec::new();
    for event in view["shipments"][0]["events"].as_array().unwrap() {
        let several = event["sources"].as_array().cloned().unwrap_or_else(|| vec![event["source"].clone()]);
        sources.extend(several.iter().map(|source| source.as_str().unwrap().to_owned()));
    }
    sources.sort();
    assert_eq!(sources, ["inpost", "inpost-shipx", "standard"]);
}

#[test]
fn absurd_dates_become_the_time_of_learning() {
    let world = World::own();
    for (n, (hook, place)) in (1..).zip([(&HOOKS[0], "/event_ts"), (&HOOKS[1], "/timestamp"), (&HOOKS[2], "/data/at")])
    {
        let (number, parcel) = (world.number(n), world.parcel(100 + n));
        world.ship(&number, &[&parcel]);
        for (m, date) in (0..).zip([
            json!("0001-01-01T00:00:00Z"),
            json!("9999-12-31 23:59:59 +0200"),
            json!("-9999-01-01T00:00:00Z"),
            json!("31.12.2026"),
            json!(99_999_999_999_999_u64),
            json!(null),
            json!(""),
        ]) {
            let mut body = (hook.body)(&world, 50 + 10 * n + m);
            *body.pointer_mut(place).unwrap() = date;
            // Different events, should two of them be learned in one millisecond.
            let m = usize::try_from(m).unwrap();
            let statuses = ["created", "taken_by_courier", "adopted_at_source_branch", "sent_from_source_branch"];
            let more = ["adopted_at_sorting_center", "sent_from_sorting_center", "delivered"];
            for (field, value) in [
                ("/payload/tracking_number", json!(parcel)),
                ("/trackingNumber", json!(parcel)),
                ("/data/tracking_number", json!(parcel)),
                ("/payload/status", json!(statuses.iter().chain(&more).nth(m))),
                ("/eventCode", json!(format!("MMD.20{m:02}"))),
            ] {
                if let Some(known) = body.pointer_mut(field) {
                    *known = value;
                }
            }
            world.take(&(hook.sign)(&world, body.to_string().into_bytes()));
        }
        let view = world.track(&number).unwrap();
        let events = view["shipments"][0]["events"].as_array().unwrap();
        assert_eq!(events.len(), 7, "{}", hook.name);
        for event in events {
            assert_eq!(event["at_assumed"], true, "{}: {event}", hook.name);
            let at: chrono::DateTime<chrono::Utc> = event["at"].as_str().unwrap().parse().unwrap();
            assert!((chrono::Utc::now() - at).num_minutes().abs() < 10, "{}: {event}", hook.name);
        }
    }
}
