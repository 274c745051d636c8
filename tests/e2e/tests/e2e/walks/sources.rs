//! Two sources for one parcel: one story, without doubles.

use crate::asking::Asking;
use chrono::TimeDelta;
use serde_json::{Value, json};
use sledz_e2e::{
    carriers::{Service, scan::Scan},
    senders::{aftership, dhl, inpost, inpost_shipx},
};

const INPOST: &str = "602677439331630637653846";

/// The rows of the one parcel: status, and who told it, sorted.
fn rows(seen: &Value) -> Vec<(String, Vec<String>)> {
    let of = |row: &Value| {
        let several: Vec<String> =
            row["sources"].as_array().into_iter().flatten().filter_map(|one| one.as_str().map(str::to_owned)).collect();
        let mut told = if several.is_empty() { vec![row["source"].as_str().unwrap().to_owned()] } else { several };
        told.sort();
        (row["status"].as_str().unwrap_or("-").to_owned(), told)
    };
    assert_eq!(seen["shipments"].as_array().unwrap().len(), 1, "{seen}");
    seen["shipments"][0]["events"].as_array().unwrap().iter().map(of).collect()
}

fn shipx(asking: &Asking, status: &str, minutes_ago: i64) {
    let at = asking.now() - TimeDelta::minutes(minutes_ago);
    let body = inpost_shipx::status(asking.base, Some(INPOST), status, at);
    asking.hear(inpost_shipx::message(asking.secrets(), &body));
}

#[test]
fn the_webhook_and_the_tracking_resource_of_inpost_tell_one_story() {
    let test = "the_webhook_and_the_tracking_resource_of_inpost_tell_one_story";
    let Some(asking) = Asking::open(test, "inpost-tracking") else { return };
    let number = asking.number(1);
    asking.ship_with(&number, "inpost", &[INPOST]);
    asking.carriers.locker(INPOST, "KRA010");
    for (status, ahead) in [
        ("collected_from_sender", 0),
        ("adopted_at_sorting_center", 9),
        ("out_for_delivery", -9),
        ("ready_to_pickup", 14),
    ] {
        asking.pass(TimeDelta::hours(1));
        // The webhook is raised when it is raised, not when the scan happened.
        shipx(&asking, status, 20);
        asking.carriers.scan(
            Service::Shipx,
            INPOST,
            Scan::new(status, asking.now() - TimeDelta::minutes(20 + ahead)).at("Kraków"),
        );
        asking.poll_after(TimeDelta::hours(3), "inpost-tracking");
        // And again, with the whole history.
        asking.poll_after(TimeDelta::hours(3), "inpost-tracking");
    }
    let seen = asking.seen(&number);
    let both = vec!["inpost-shipx".to_owned(), "inpost-tracking".to_owned()];
    let statuses = ["ready_for_pickup", "out_for_delivery", "in_transit", "accepted"];
    assert_eq!(rows(&seen), statuses.map(|status| (status.to_owned(), both.clone())));
    assert_eq!(seen["shipments"][0]["pickup"]["name"], "KRA010", "the locker is known from the resource alone");
    assert_eq!(seen["stage_label"], "Czeka w Paczkomacie");
    assert!(asking.words(&number).contains("KRA010"));
}

/// The way back has a number of its own, of which the shop never told us.
#[test]
fn the_number_of_a_return_is_asked_about_too() {
    let Some(asking) = Asking::open("the_number_of_a_return_is_asked_about_too", "inpost-tracking") else { return };
    let (number, back) = (asking.number(1), "602677439331630637653899");
    asking.ship_with(&number, "inpost", &[INPOST]);
    let mut event = inpost::event(INPOST, "RTS.1001", asking.now(), None);
    event["returnToSender"] = json!({"trackingNumber": back});
    asking.hear(inpost::signed(asking.secrets(), &event));
    asking.carriers.scan(Service::Shipx, back, Scan::new("adopted_at_sorting_center", asking.now()));
    asking.poll_after(TimeDelta::hours(3), "inpost-tracking");
    let seen = asking.seen(&number);
    assert_eq!((seen["stage"].as_str(), seen["shipments"].as_array().unwrap().len()), (Some("returning"), 2), "{seen}");
    assert_eq!(seen["shipments"][1]["tracking_number"], back);
    assert_eq!(seen["shipments"][1]["events"][0]["source"], "inpost-tracking");
}

#[test]
fn an_unproven_delivered_waits_for_the_answer_of_inpost() {
    let test = "an_unproven_delivered_waits_for_the_answer_of_inpost";
    let Some(asking) = Asking::open(test, "inpost-tracking") else { return };
    let number = asking.number(1);
    asking.ship_with(&number, "inpost", &[INPOST]);
    let scan = |status: &str| asking.carriers.scan(Service::Shipx, INPOST, Scan::new(status, asking.now()));
    scan("ready_to_pickup");
    shipx(&asking, "ready_to_pickup", 0);
    asking.poll_after(TimeDelta::hours(3), "inpost-tracking");
    assert_eq!(asking.seen(&number)["stage"], "ready_for_pickup");
    // Anybody who knows the address could say that.
    let asked = asking.carriers.count_of(Service::Shipx, INPOST);
    shipx(&asking, "delivered", 0);
    let seen = asking.seen(&number);
    assert_eq!(
        (&seen["stage"], seen["stage_label"].as_str()),
        (&json!("ready_for_pickup"), Some("Czeka w Paczkomacie"))
    );
    assert!(!asking.words(&number).contains("Doręczono"));
    assert!(asking.sent().iter().all(|message| message.tag != "delivered"), "nobody is told");
    // It is asked about soon, and again as long as InPost does not say so.
    asking.poll_after(TimeDelta::zero(), "inpost-tracking");
    assert_eq!(asking.carriers.count_of(Service::Shipx, INPOST), asked + 1);
    assert_eq!(asking.seen(&number)["stage"], "ready_for_pickup");
    scan("delivered");
    asking.poll_after(TimeDelta::minutes(10), "inpost-tracking");
    assert_eq!(asking.carriers.count_of(Service::Shipx, INPOST), asked + 2);
    let seen = asking.seen(&number);
    assert_eq!(seen["stage"], "delivered");
    assert_eq!(asking.sent().iter().filter(|message| message.tag == "delivered").count(), 1);
    // After the end it is left alone.
    asking.poll_after(TimeDelta::days(1), "inpost-tracking");
    assert_eq!(asking.carriers.count_of(Service::Shipx, INPOST), asked + 2);
}

#[test]
fn an_unproven_delivered_is_believed_where_nobody_can_be_asked() {
    let test = "an_unproven_delivered_is_believed_where_nobody_can_be_asked";
    let Some(asking) = Asking::open(test, "dhl24 dpd-infoservices") else { return };
    let number = asking.number(1);
    asking.ship_with(&number, "inpost", &[INPOST]);
    shipx(&asking, "ready_to_pickup", 60);
    shipx(&asking, "delivered", 0);
    assert_eq!(asking.seen(&number)["stage_label"], "Doręczono");
    assert_eq!(asking.carriers.asked(), []);
}

#[test]
fn dhl_and_an_aggregator_tell_one_story() {
    let Some(asking) = Asking::open("dhl_and_an_aggregator_tell_one_story", "") else { return };
    let number = asking.number(1);
    let parcel = "00340434161094022115";
    asking.ship_with(&number, "dhl", &[parcel]);
    let story = [
        ("transit: Processed at hub", "InTransit", "InTransit_003", "in_transit"),
        ("transit: Shipment is out for delivery", "OutForDelivery", "OutForDelivery_001", "out_for_delivery"),
        ("delivered: Delivered", "Delivered", "Delivered_001", "delivered"),
    ];
    let (mut newest_first, mut oldest_first) = (Vec::new(), Vec::new());
    for (n, (text, tag, subtag, status)) in story.iter().enumerate() {
        asking.pass(TimeDelta::hours(4));
        let at = asking.now() - TimeDelta::minutes(30);
        let (code, text) = text.split_once(": ").unwrap();
        newest_first.insert(0, dhl::event(code, text, at, "Poznań"));
        oldest_first.push(aftership::checkpoint("dhl", tag, subtag, at + TimeDelta::minutes(5), "Poznań"));
        let by_dhl = dhl::message(asking.secrets(), &dhl::push(&[dhl::shipment(parcel, &newest_first)]));
        let update = aftership::update(parcel, "dhl", asking.now(), &oldest_first);
        let by_aggregator = aftership::message(asking.secrets(), &update);
        // Whoever comes first, and twice.
        let messages = if n % 2 == 0 { [by_dhl, by_aggregator] } else { [by_aggregator, by_dhl] };
        for message in messages.iter().chain(&messages) {
            asking.hear(message.clone());
        }
        assert_eq!(asking.seen(&number)["stage"], *status);
    }
    let seen = asking.seen(&number);
    let both = vec!["aftership".to_owned(), "dhl".to_owned()];
    let expected = ["delivered", "out_for_delivery", "in_transit"].map(|status| (status.to_owned(), both.clone()));
    assert_eq!(rows(&seen), expected);
    let page = asking.words(&number);
    assert!(page.contains("Doręczono") && !page.contains("Tajemnicza") && !page.contains("Sekretna"), "{page}");
}
