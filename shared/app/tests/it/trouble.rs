//! When a message cannot reach its customer: the other way, marked addresses, dead letters.

use crate::{
    mailroom::{bought, bought_by, scanned, shop, shop_with},
    shop::{Message, Shop, after},
    world::{Fate, World},
};
use http::{Method, StatusCode};
use serde_json::{Value, json};

fn paid() -> Message {
    bought(after(0), after(0), "paid", &[])
}

/// What the API tells of the messages of the order: kind, channel, state.
fn told(shop: &Shop, minutes: i64) -> Vec<(String, String, String)> {
    let reply = shop.request(
        after(minutes),
        Method::GET,
        "/api/orders/1001",
        &[("authorization", &format!("Bearer {}", crate::mailroom::TOKEN))],
        b"",
        sledz_app::api::handle,
    );
    let answer: Value = serde_json::from_slice(reply.body()).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let messages = answer["orders"][0]["messages"].as_array().unwrap().iter();
    messages.map(|one| (text(&one["what"]["message"]), text(&one["what"]["channel"]), text(&one["state"]))).collect()
}

#[test]
fn without_an_email_it_goes_by_sms() {
    let (shop, world) = (shop(), World::new());
    shop.tell(&world, &bought_by(after(0), after(0), "paid", &[], json!({"phone": "600 000 001"})));
    shop.run(&world, after(0), after(20), 1);
    let sms = world.by("sms");
    assert_eq!((sms.len(), world.calls.get()), (1, 1));
    assert_eq!(sms[0].to, "48600000001");
    assert!(sms[0].text.contains("https://sledz.example/z/"), "{}", sms[0].text);
    assert_eq!(told(&shop, 30).iter().map(|one| one.2.as_str()).collect::<Vec<_>>(), ["dropped", "sent"]);
}

#[test]
fn with_no_way_at_all_nothing_is_sent_and_nothing_is_wrong() {
    for customer in [json!({}), json!({"phone": "22 123 45 67"}), json!({"postcode": "30-001"})] {
        let (shop, world) = (shop(), World::new());
        shop.tell(&world, &bought_by(after(0), after(0), "paid", &[], customer));
        shop.run(&world, after(0), after(20), 1);
        assert_eq!(world.calls.get(), 0);
        let (_, listed) = shop.ask_api(&world, after(21), Method::GET, "/api/outbox", Value::Null);
        assert_eq!(listed["dead"], json!([]));
    }
}

#[test]
fn a_refused_address_is_not_tried_again() {
    let (shop, world) = (shop(), World::new());
    world.next.borrow_mut().push_back(Fate::BadAddress);
    shop.tell(&world, &paid());
    shop.run(&world, after(0), after(20), 1);
    assert_eq!((world.by("mail").len(), world.by("sms").len(), world.calls.get()), (0, 1, 2));
    // What comes later goes by SMS at once, and no mail is tried.
    shop.tell(&world, &bought(after(30), after(0), "shipped", &["A1"]));
    shop.run(&world, after(30), after(60), 1);
    assert_eq!((world.by("mail").len(), world.by("sms").len(), world.calls.get()), (0, 2, 3));
}

#[test]
fn a_refused_address_without_another_is_a_dead_letter() {
    let (shop, world) = (shop(), World::new());
    world.usual.set(Fate::BadAddress);
    shop.tell(&world, &bought_by(after(0), after(0), "paid", &[], json!({"email": "a@example.com"})));
    shop.run(&world, after(0), after(20), 1);
    let (_, listed) = shop.ask_api(&world, after(21), Method::GET, "/api/outbox", Value::Null);
    assert_eq!(listed["dead"].as_array().unwrap().len(), 1, "{listed}");
    assert_eq!(world.calls.get(), 1);
}

#[test]
fn a_bounce_marks_the_address_and_goes_the_other_way_once() {
    for (kind, again) in [("Permanent", 0), ("Transient", 1)] {
        let (shop, world) = (shop(), World::new());
        shop.tell(&world, &paid());
        let reference = world.by("mail")[0].reference.clone();
        for minutes in [5, 6, 300] {
            let bounce = json!({"bounce": {"type": kind}});
            let status = shop.report(&world, after(minutes), &reference, "email.bounced", bounce);
            assert_eq!(status, StatusCode::OK);
            shop.run(&world, after(minutes), after(minutes + 10), 1);
        }
        assert_eq!((world.by("mail").len(), world.by("sms").len()), (1, 1), "{kind}");
        shop.tell(&world, &bought(after(400), after(0), "shipped", &["A1"]));
        shop.run(&world, after(400), after(420), 1);
        assert_eq!((world.by("mail").len(), world.by("sms").len()), (1 + again, 2 - again), "{kind}");
        assert_eq!(told(&shop, 430)[0].2, "bounced");
    }
}

#[test]
fn a_bounce_of_what_is_no_longer_true_goes_no_other_way() {
    let (shop, world) = (shop(), World::new());
    shop.tell(&world, &paid());
    let reference = world.by("mail")[0].reference.clone();
    shop.tell(&world, &bought(after(30), after(0), "cancelled", &[]));
    shop.report(&world, after(60), &reference, "email.bounced", json!({"bounce": {"type": "Permanent"}}));
    shop.run(&world, after(60), after(80), 1);
    assert_eq!(world.calls.get(), 1);
}

#[test]
fn reports_about_what_is_not_ours_or_not_proven_change_nothing() {
    let (shop, world) = (shop(), World::new());
    shop.tell(&world, &paid());
    let commits = shop.kv.commits();
    for reference in ["", "x", &"A".repeat(38)] {
        let status = shop.report(&world, after(5), reference, "email.bounced", json!({}));
        assert_eq!(status, StatusCode::OK, "{reference}");
    }
    let forged = http::Request::post("/hooks/reports/resend").body(b"{}".to_vec()).unwrap();
    let reply = crate::mailroom::Call::new(&shop, after(5), forged).answered(&world);
    assert_eq!(reply.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(shop.kv.commits(), commits);
}

/// The customer's form: which channels stay switched on.
fn choose(shop: &Shop, minutes: i64, kept: &[&str]) {
    let mut body = form_urlencoded::Serializer::new(String::new());
    body.append_pair("known", "email sms");
    for channel in kept {
        body.append_pair(channel, "on");
    }
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    let path = format!("{}/messages", shop.order_link());
    let body = body.finish();
    let handle = sledz_app::tracking_page::handle;
    let reply = shop.request(after(minutes), Method::POST, &path, &headers, body.as_bytes(), handle);
    assert_eq!(reply.status(), StatusCode::OK);
}

#[test]
fn what_the_customer_switched_off_is_not_sent_by_any_way() {
    let (shop, world) = (shop(), World::new());
    shop.tell(&world, &paid());
    choose(&shop, 5, &["sms"]);
    shop.tell(&world, &bought(after(10), after(0), "shipped", &["A1"]));
    shop.run(&world, after(10), after(30), 1);
    assert_eq!((world.mails(), world.by("sms").len()), (vec!["confirmed".to_owned()], 0));
    choose(&shop, 40, &["email", "sms"]);
    shop.tell(&world, &scanned(after(50), "A1", "out_for_delivery"));
    assert_eq!(world.mails(), ["confirmed", "out_for_delivery"]);
    // A complaint is as good as the switch.
    let reference = world.by("mail")[0].reference.clone();
    shop.report(&world, after(60), &reference, "email.complained", json!({}));
    shop.tell(&world, &scanned(after(70), "A1", "delivered"));
    shop.run(&world, after(70), after(90), 1);
    assert_eq!((world.mails().len(), world.by("sms").len()), (2, 0));
}

#[test]
fn after_ten_failures_a_person_looks_and_has_it_sent() {
    let (shop, world) = (shop(), World::new());
    world.usual.set(Fate::Trouble);
    shop.tell(&world, &paid());
    shop.run(&world, after(0), after(24 * 60), 3);
    assert_eq!(world.calls.get(), 10);
    let (_, listed) = shop.ask_api(&world, after(24 * 60), Method::GET, "/api/outbox", Value::Null);
    let dead = listed["dead"].as_array().unwrap();
    assert_eq!((dead.len(), dead[0]["failures"].as_u64()), (1, Some(9)), "{listed}");
    assert!(dead[0]["trouble"].as_str().unwrap().contains("500"), "{listed}");
    let (_, health) = shop.ask_api(&world, after(24 * 60), Method::GET, "/healthz", Value::Null);
    assert_eq!((&health["status"], &health["dead_letters"]), (&json!("degraded"), &json!(1)));
    // It is mended, and a person asks for it.
    world.usual.set(Fate::Taken);
    let path = format!("/api/outbox/{}/retry", dead[0]["reference"].as_str().unwrap());
    let (status, _) = shop.ask_api(&world, after(24 * 60 + 1), Method::POST, &path, Value::Null);
    assert_eq!(status, StatusCode::OK);
    shop.run(&world, after(24 * 60 + 2), after(24 * 60 + 20), 1);
    assert_eq!((world.mails(), world.calls.get()), (vec!["confirmed".to_owned()], 11));
    let (status, _) = shop.ask_api(&world, after(25 * 60), Method::POST, &path, Value::Null);
    assert_eq!(status, StatusCode::CONFLICT, "it was sent");
    let (_, listed) = shop.ask_api(&world, after(25 * 60), Method::GET, "/api/outbox", Value::Null);
    assert_eq!(listed["dead"], json!([]));
}

#[test]
fn a_wrong_setting_is_tried_again_when_it_is_mended() {
    let world = World::new();
    let mut shop = shop_with(&[("mail_provider", "resned")]);
    shop.tell(&world, &paid());
    shop.run(&world, after(0), after(10), 1);
    assert_eq!(world.calls.get(), 0);
    let (_, health) = shop.ask_api(&world, after(10), Method::GET, "/healthz", Value::Null);
    assert!(health["problems"].to_string().contains("resned"), "{health}");
    shop.settings = shop_with(&[]).settings;
    shop.run(&world, after(11), after(60), 1);
    assert_eq!(world.mails(), ["confirmed"]);
}
