//! What the customer sees: the form, the link, the page and its JSON twin.

use crate::world::{World, ago, fields, is_problem};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use sledz_e2e::{client::Reply, senders::standard};

const FORMS: [(&str, &str, &str); 2] =
    [("/sledz-zamowienie", "pl", "Gdzie jest moja paczka?"), ("/track-order", "en", "Where is my parcel?")];

#[track_caller]
fn is_private_page(reply: &Reply) {
    assert!(reply.header("content-type").starts_with("text/html"), "{}", reply.header("content-type"));
    assert_eq!(reply.header("cache-control"), "private, no-cache");
    assert_eq!(reply.header("referrer-policy"), "no-referrer");
    assert_eq!(reply.header("x-robots-tag"), "noindex");
    assert_eq!(reply.header("vary"), "Accept-Language");
    let policy = reply.header("content-security-policy");
    assert!(policy.contains("default-src 'none'"), "{policy}");
    assert!(policy.contains("frame-ancestors 'none'") && policy.contains("base-uri 'none'"), "{policy}");
    assert!(!policy.contains("unsafe-") && !policy.contains('*') && !policy.contains("http:"), "{policy}");
    assert!(!reply.text().contains("<script"), "the page has a script");
}

/// An hour of this test's own, in which nobody else guesses.
fn quiet_hour(world: &World) -> DateTime<Utc> {
    let hours = i64::try_from(world.base % 100_000).unwrap();
    DateTime::from_timestamp((Utc::now().timestamp() / 3600 + 100 + hours) * 3600, 0).unwrap()
}

fn guess(world: &World, now: DateTime<Utc>, path: &str, number: &str, contact: &str) -> Reply {
    let field = sledz_e2e::client::escaped;
    let body = format!("number={}&contact={}", field(number), field(contact));
    let call = world.client().request("POST", path).header("sledz-test-now", &world.secrets().test_now(now));
    call.header("content-type", "application/x-www-form-urlencoded").body(body.into_bytes()).send().unwrap()
}

#[test]
fn the_forms() {
    let world = World::open();
    for (path, lang, title) in FORMS {
        let form = world.client().get(path).unwrap().expect(200);
        is_private_page(&form);
        let text = form.text();
        assert!(text.contains(&format!("lang=\"{lang}\"")) && text.contains(title), "{path}");
        assert!(text.contains(&format!("action=\"{path}\"")) && text.contains("method=\"post\""));
        let (other, _, _) = FORMS.iter().find(|(other, _, _)| *other != path).unwrap();
        assert!(text.contains(&format!("href=\"{other}\"")), "{path} does not lead to {other}");
    }
}

#[test]
fn the_start_leads_to_the_form_of_the_browsers_language() {
    let world = World::open();
    for (accept, leads_to) in [
        ("", "/sledz-zamowienie"),
        ("pl", "/sledz-zamowienie"),
        ("en-GB,en;q=0.9,pl;q=0.8", "/track-order"),
        ("de, pl;q=0.4, en;q=0.5", "/track-order"),
        ("de", "/sledz-zamowienie"),
        ("*;q=x,,;", "/sledz-zamowienie"),
    ] {
        let call = world.client().request("GET", "/");
        let call = if accept.is_empty() { call } else { call.header("accept-language", accept) };
        let reply = call.send().unwrap().expect(303);
        assert_eq!(reply.header("location"), leads_to, "{accept}");
        assert_eq!(reply.header("vary"), "Accept-Language");
    }
    let asked = world.client().get("/?lang=en").unwrap().expect(303);
    assert_eq!(asked.header("location"), "/track-order");
}

#[test]
fn the_form_leads_to_the_page() {
    let world = World::open();
    let (number, parcel) = (world.number(1), world.parcel(1));
    world.ship(&number, &[&parcel]);
    let page = world.page(&number).unwrap();
    let quiet = quiet_hour(&world);
    let spaced = format!(" #{} ", number.to_lowercase());
    let contact = format!(" {} ", world.email().to_uppercase());
    for (path, _, _) in FORMS {
        for number in [number.as_str(), &spaced, &parcel, &parcel.to_lowercase()] {
            let reply = guess(&world, quiet, path, number, &contact).expect(303);
            assert_eq!(reply.header("location"), page, "{number}");
            assert!(reply.body.is_empty());
        }
    }
    let token = page.strip_prefix("/z/").unwrap();
    assert_eq!(token.len(), 44);
    assert!(token.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
}

#[test]
fn a_refusal_tells_nothing() {
    let world = World::open();
    let (number, parcel) = (world.number(1), world.parcel(1));
    world.ship(&number, &[&parcel]);
    let quiet = quiet_hour(&world);
    for (path, _, _) in FORMS {
        let mut first: Option<Reply> = None;
        for (number, contact) in [
            (number.as_str(), "other@example.com"),
            (&world.number(2), "other@example.com"),
            (&world.number(3), &world.email()),
            (&parcel, "other@example.com"),
            (&world.parcel(2), "600000001"),
            ("", &world.email()),
            (&number, ""),
            ("<script>\u{202e}", "\u{0}"),
            (&"9".repeat(4000), "x"),
        ] {
            let reply = guess(&world, quiet, path, number, contact).expect(422);
            is_private_page(&reply);
            let known = first.get_or_insert_with(|| reply.clone());
            assert!(known.body == reply.body, "{path}: {contact} shows another page");
            let named = |reply: &Reply| reply.headers.keys().map(|name| name.as_str().to_owned()).collect::<Vec<_>>();
            assert_eq!(named(known), named(&reply));
        }
    }
}

#[test]
fn too_many_wrong_guesses() {
    let world = World::open();
    let number = world.number(1);
    world.ship(&number, &[]);
    let quiet = quiet_hour(&world) + TimeDelta::minutes(20);
    let form = "/track-order";
    for existing in [true, false] {
        let number = if existing { number.clone() } else { world.number(2) };
        // A right one in between does not count.
        for wrong in 0..10 {
            let _ = guess(&world, quiet, form, &number, "other@example.com").expect(422);
            if existing && wrong == 5 {
                let _ = guess(&world, quiet, form, &number, &world.email()).expect(303);
            }
        }
        let statuses: Vec<u16> =
            (0..3).map(|_| guess(&world, quiet, form, &number, "other@example.com").status).collect();
        assert_eq!(statuses.last(), Some(&429), "existing: {existing}: {statuses:?}");
        let refused = guess(&world, quiet, form, &number, &world.email()).expect(429);
        is_private_page(&refused);
        assert_eq!(refused.header("retry-after"), "2400", "existing: {existing}");
        // Another number, and the next hour, are free.
        let _ = guess(&world, quiet, form, &world.number(77), "other@example.com").expect(422);
        let _ = guess(&world, quiet + TimeDelta::hours(1), form, &number, "other@example.com").expect(422);
    }
}

#[test]
fn forms_that_are_none() {
    let world = World::open();
    let post = |content_type: &str, body: Vec<u8>| {
        let call = world.client().request("POST", "/sledz-zamowienie");
        let call = if content_type.is_empty() { call } else { call.header("content-type", content_type) };
        call.body(body).send().unwrap()
    };
    let form = "application/x-www-form-urlencoded";
    for (content_type, body, status) in [
        ("application/json", b"{}".to_vec(), 415),
        ("", b"number=1&contact=x".to_vec(), 415),
        ("multipart/form-data; boundary=x", b"--x--".to_vec(), 415),
        (form, vec![b'a'; 9 * 1024], 413),
        (form, vec![b'a'; 2 * 1024 * 1024], 413),
        (form, Vec::new(), 422),
        (form, b"%ff%fe&&&=;=".to_vec(), 422),
    ] {
        let reply = post(content_type, body).expect(status);
        is_private_page(&reply);
    }
}

#[test]
fn the_page_and_its_languages() {
    let world = World::open();
    let (number, parcel) = (world.number(1), world.parcel(1));
    world.ship(&number, &[&parcel]);
    world.tell(&standard::event("dpd", &parcel, "in_transit", ago(3)));
    let page = world.page(&number).unwrap();
    let get = |path: &str, accept: &str| {
        let call = world.client().request("GET", path);
        let call = if accept.is_empty() { call } else { call.header("accept-language", accept) };
        call.send().unwrap().expect(200)
    };
    for (path, accept, lang) in [
        (page.clone(), "", "pl"),
        (page.clone(), "en", "en"),
        (format!("{page}?lang=en"), "pl", "en"),
        (format!("{page}?lang=pl"), "en", "pl"),
        (format!("{page}?lang=xx"), "en", "en"),
    ] {
        let shown = get(&path, accept);
        is_private_page(&shown);
        let text = shown.text();
        assert!(text.contains(&format!("<html lang=\"{lang}\"")), "{accept} {lang}");
        assert!(text.contains(&number) && text.contains(&parcel));
        assert!(text.contains("https://tracktrace.dpd.com.pl/"), "no link to the carrier");
        assert!(text.contains("?lang="), "no way to the other language");
        let twin = get(&path.replacen(&page, &format!("{page}.json"), 1), accept).json().unwrap();
        assert_eq!(twin["language"], lang);
    }
    // An order that tells its language is shown in it to who asks for none.
    let mut english = standard::order_data(&world.number(2), "paid", ago(3), &world.email());
    english["language"] = json!("en");
    world.tell_order(&english);
    let page = world.page(&world.number(2)).unwrap();
    assert!(get(&page, "").text().contains("<html lang=\"en\""));
    assert!(get(&page, "pl").text().contains("<html lang=\"pl\""));
}

#[test]
fn the_json_twin_is_the_contract() {
    let world = World::open();
    let (number, parcel) = (world.number(1), world.parcel(1));
    world.ship(&number, &[&parcel]);
    let mut event = standard::event("inpost", &parcel, "ready_for_pickup", ago(3));
    event["pickup"] = json!({"name": "KRA010", "address": null, "deadline": null});
    world.tell(&event);
    let reply = world.client().get(&format!("{}.json", world.page(&number).unwrap())).unwrap().expect(200);
    assert_eq!(reply.header("content-type"), "application/json");
    assert_eq!(reply.header("cache-control"), "private, no-cache");
    assert_eq!(reply.header("x-robots-tag"), "noindex");
    let view = reply.json().unwrap();
    let of_order = [
        "delayed",
        "dispatch_by",
        "estimated_delivery",
        "items",
        "language",
        "order",
        "outstanding",
        "payment_state",
        "placed_at",
        "shipments",
        "stage",
        "stage_label",
        "status_text",
        "updated_at",
    ];
    assert_eq!(fields(&view), of_order);
    let shipment = &view["shipments"][0];
    let of_shipment = [
        "carrier",
        "carrier_name",
        "events",
        "pickup",
        "since",
        "status",
        "status_label",
        "tracking_number",
        "tracking_url",
    ];
    assert_eq!(fields(shipment), of_shipment);
    assert_eq!(fields(&shipment["pickup"]), ["address", "deadline", "name"]);
    let of_event = ["at", "at_assumed", "code", "label", "location", "source", "status"];
    assert_eq!(fields(&shipment["events"][0]), of_event);
    assert_eq!(view["stage_label"], shipment["status_label"]);
    assert!(view["status_text"].as_str().is_some_and(|text| text.ends_with('.')), "{}", view["status_text"]);
    let text = reply.text();
    assert!(!text.contains(&world.email()), "personal data is shown");
}

#[test]
fn a_page_is_sent_again_only_if_it_changed() {
    let world = World::open();
    let (number, parcel) = (world.number(1), world.parcel(1));
    world.ship(&number, &[&parcel]);
    let page = world.page(&number).unwrap();
    let json = format!("{page}.json");
    for path in [page.as_str(), &json, "/track-order"] {
        let first = world.client().get(path).unwrap().expect(200);
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with('"') && tag.ends_with('"') && tag.len() > 10, "{tag}");
        for known in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}")] {
            let call = world.client().request("GET", path).header("if-none-match", &known);
            let reply = call.send().unwrap().expect(304);
            assert!(reply.body.is_empty());
            assert_eq!(reply.header("etag"), tag);
        }
        let call = world.client().request("GET", path).header("if-none-match", "\"other\"");
        let _ = call.send().unwrap().expect(200);
    }
    let before = world.client().get(&json).unwrap().header("etag").to_owned();
    world.tell(&standard::event("dpd", &parcel, "in_transit", ago(3)));
    let call = world.client().request("GET", &json).header("if-none-match", &before);
    let _ = call.send().unwrap().expect(200);
}

#[test]
fn wrong_links() {
    let world = World::open();
    let number = world.number(1);
    world.ship(&number, &[]);
    let page = world.page(&number).unwrap();
    let last = if page.ends_with('A') { "B" } else { "A" };
    for wrong in [
        format!("{}{last}", &page[..page.len() - 1]),
        format!("/z/{last}{}", &page[4..]),
        page[..page.len() - 1].to_owned(),
        format!("{page}A"),
        format!("/z/{}", "A".repeat(44)),
        "/z/".to_owned(),
        "/z/%00".to_owned(),
        "/z/../z/x".to_owned(),
        format!("{page}/x"),
    ] {
        let shown = world.client().get(&wrong).unwrap().expect(404);
        is_private_page(&shown);
        let text = shown.text();
        assert!(text.contains("/sledz-zamowienie") && !text.contains(&number), "no way on from here");
        if !wrong.ends_with('/') {
            is_problem(&world.client().get(&format!("{wrong}.json")).unwrap(), 404);
        }
    }
}

#[test]
fn head_is_a_get_without_a_body() {
    let world = World::open();
    let number = world.number(1);
    world.ship(&number, &[]);
    let page = world.page(&number).unwrap();
    for (path, status) in
        [(page.as_str(), 200), (&format!("{page}.json"), 200), ("/track-order", 200), ("/z/x", 404), ("/", 303)]
    {
        let head = world.client().request("HEAD", path).send().unwrap().expect(status);
        let get = world.client().get(path).unwrap().expect(status);
        assert!(head.body.is_empty(), "a body");
        for name in ["content-type", "etag", "location", "content-security-policy"] {
            assert_eq!(head.header(name), get.header(name), "{name}");
        }
    }
}

#[test]
fn looking_changes_nothing() {
    let world = World::open();
    let (number, parcel) = (world.number(1), world.parcel(1));
    world.ship(&number, &[&parcel]);
    let page = world.page(&number).unwrap();
    let before = world.client().get(&format!("{page}.json")).unwrap().expect(200).body;
    for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
        for path in [page.clone(), format!("{page}.json"), format!("{page}?lang=en&delete=1")] {
            let _ = world.client().request(method, &path).send().unwrap();
        }
    }
    let after = world.client().get(&format!("{page}.json")).unwrap().expect(200).body;
    assert!(before == after);
}
