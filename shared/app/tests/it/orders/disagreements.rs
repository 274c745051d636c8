//! Where sources contradict each other: shown at once, counted once when it lasts, told when they are many.

use super::{
    bazaar::{Bazaar, alias, told},
    senders::{payu, scanned, standard},
};
use serde_json::{Value, json};
use sledz_domain::status::{Payment, Stage};

const DAY: i64 = 1440;

fn watching() -> Bazaar {
    Bazaar::with(&[("disagreement_hours", "24"), ("notify_since", ""), ("alert_slack", "/services/T/B/x")])
}

/// The shop's order and Allegro's of the same purchase.
fn bought(bazaar: &Bazaar, number: u32, minute: i64, shop: Stage, allegro: Stage) {
    let form = format!("form-{number}");
    let said = |stage: Stage| {
        move |said: &mut sledz_domain::order::Snapshot| {
            said.stage = Some(stage);
            said.says = Some(stage.name().to_owned());
            said.payment = Some(Payment::Paid);
        }
    };
    bazaar.take(minute, "allegro", told(&form, minute, said(allegro)));
    let name = number.to_string();
    bazaar.take(
        minute,
        "woocommerce",
        told(&name, minute, |snapshot| {
            said(shop)(snapshot);
            snapshot.also = Some(vec![alias(Some("allegro"), &form.to_uppercase())]);
        }),
    );
}

/// The job, by the hour; how much it visited and found.
fn job(bazaar: &Bazaar, from: i64, to: i64) -> (i64, i64) {
    let (mut visited, mut found) = (0, 0);
    for minute in (from..to).step_by(60) {
        let told = bazaar.shop.job(&bazaar.world, crate::shop::after(minute), "disagreements");
        visited += told["jobs"][0]["report"]["visited"].as_i64().unwrap();
        found += told["jobs"][0]["report"]["found"].as_i64().unwrap();
        bazaar.shop.job(&bazaar.world, crate::shop::after(minute), "run");
    }
    (visited, found)
}

#[test]
fn sent_on_allegro_and_in_preparation_in_the_shop() {
    let bazaar = watching();
    bought(&bazaar, 1, 0, Stage::Preparing, Stage::Shipped);
    for number in ["1", "form-1"] {
        let conflict = &bazaar.order(number, 1)["conflicts"][0];
        assert_eq!((&conflict["since"], &conflict["lasts"]), (&json!("2026-10-05T08:00:00Z"), &json!(false)));
        assert_eq!(bazaar.order(number, DAY - 1)["conflicts"][0]["lasts"], false);
        assert_eq!(bazaar.order(number, DAY)["conflicts"][0]["lasts"], true);
    }
    assert_eq!(job(&bazaar, 0, DAY), (0, 0));
    let (visited, found) = job(&bazaar, DAY, 4 * DAY);
    assert_eq!(found, 1, "once for both orders, and once for all visits");
    assert!((6..=8).contains(&visited), "both, once a day: {visited}");
    assert_eq!(bazaar.counted("disagreement:handed-over"), 1);
    assert!(bazaar.world.by("slack").is_empty(), "one is no reason for a warning");
}

#[test]
fn many_of_a_day_are_told_once() {
    let bazaar = watching();
    for number in 1..=3 {
        bought(&bazaar, number, 0, Stage::Preparing, Stage::Shipped);
    }
    job(&bazaar, 0, 3 * DAY);
    let warnings = bazaar.world.by("slack");
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(warnings[0].text.contains("3 orders") && warnings[0].text.contains("disagree"), "{}", warnings[0].text);
    assert_eq!(bazaar.counted("disagreement:handed-over"), 3);
}

#[test]
fn orders_that_ended_are_visited_no_more_and_agreement_is_nothing() {
    let bazaar = watching();
    bought(&bazaar, 1, 0, Stage::Delivered, Stage::Delivered);
    let (visited, found) = job(&bazaar, 0, 10 * DAY);
    assert_eq!((visited, found), (2, 0));
    // Open ones are visited until they are old.
    let bazaar = watching();
    bought(&bazaar, 1, 0, Stage::Preparing, Stage::Preparing);
    let (visited, found) = job(&bazaar, 0, 60 * DAY);
    assert!((80..=94).contains(&visited), "{visited}");
    assert_eq!((found, job(&bazaar, 60 * DAY, 70 * DAY).0), (0, 0));
}

#[test]
fn courier_and_provider_against_the_shop() {
    let bazaar = watching();
    bazaar.tell_all(&[
        standard(0, &[("shipments", json!([{"carrier": "dpd", "tracking_number": "A1"}]))]),
        payu(20, "1001", "COMPLETED", (11479, "PLN")),
        scanned(60, "A1", "in_transit"),
        scanned(600, "A1", "out_for_delivery"),
    ]);
    let told = bazaar.order("1001", 601);
    let conflicts: Vec<(&Value, &Value)> =
        told["conflicts"].as_array().unwrap().iter().map(|one| (&one["about"], &one["since"])).collect();
    assert_eq!(
        conflicts,
        [
            (&json!("not shipped by the shop, moving with the courier"), &json!("2026-10-05T09:00:00Z")),
            (&json!("paid for the provider, not for the shop"), &json!("2026-10-05T08:10:00Z")),
        ]
    );
    job(&bazaar, 0, 3 * DAY);
    assert_eq!((bazaar.counted("disagreement:handed-over"), bazaar.counted("disagreement:paid")), (1, 1));
}

#[test]
fn payment_believed_from_another_platform_is_one_disagreement_between_them() {
    let bazaar = watching();
    bought(&bazaar, 1, 0, Stage::Preparing, Stage::Preparing);
    bazaar.take(
        5,
        "woocommerce",
        told("1", 5, |said| {
            said.payment = Some(Payment::Unpaid);
            said.says = Some("pending".to_owned());
        }),
    );
    let order = bazaar.order("1", 6);
    assert_eq!(order["payment"]["state"], "paid");
    let abouts: Vec<&Value> = order["conflicts"].as_array().unwrap().iter().map(|one| &one["about"]).collect();
    assert_eq!(abouts, ["paid for the second, not for the first"]);
}

#[test]
fn the_job_stops_in_time_and_goes_on_where_it_stopped() {
    let bazaar = watching();
    for number in 1..=40 {
        bought(&bazaar, number, 0, Stage::Preparing, Stage::Shipped);
    }
    let at = crate::shop::after(2 * DAY);
    let (mut calls, mut found) = (0, 0);
    loop {
        let call = crate::mailroom::Call::job(&bazaar.shop, at, "disagreements").slow(90);
        let told: Value = serde_json::from_slice(call.answered(&bazaar.world).body()).unwrap();
        calls += 1;
        found += told["jobs"][0]["report"]["found"].as_i64().unwrap();
        if told["has_more"] == false {
            break;
        }
        assert!(calls < 200);
    }
    assert!(calls > 3, "{calls}");
    assert_eq!((found, bazaar.counted("disagreement:handed-over")), (40, 40));
}

#[test]
fn a_word_that_is_only_repeated_begins_nothing_anew() {
    let bazaar = watching();
    bought(&bazaar, 1, 0, Stage::Preparing, Stage::Shipped);
    // The shop touches the order every six hours, and says the same.
    for minute in (360..=2 * DAY).step_by(360) {
        bazaar.take(
            minute,
            "woocommerce",
            told("1", minute, |said| {
                said.stage = Some(Stage::Preparing);
                said.says = Some("preparing".to_owned());
                said.payment = Some(Payment::Paid);
            }),
        );
    }
    let conflict = &bazaar.order("1", 2 * DAY)["conflicts"][0];
    assert_eq!((&conflict["since"], &conflict["lasts"]), (&json!("2026-10-05T08:00:00Z"), &json!(true)));
}

#[test]
fn a_label_that_was_cancelled_contradicts_no_delivery() {
    let bazaar = watching();
    let parcels = json!([{"carrier": "dpd", "tracking_number": "A1"}, {"carrier": "dpd", "tracking_number": "B2"}]);
    bazaar.tell_all(&[
        standard(0, &[("status", json!("preparing")), ("shipments", parcels.clone())]),
        scanned(60, "B2", "cancelled"),
        scanned(70, "A1", "in_transit"),
        scanned(600, "A1", "delivered"),
        standard(700, &[("status", json!("delivered")), ("shipments", parcels.clone())]),
    ]);
    assert_eq!(bazaar.order("1001", 701)["conflicts"], json!([]));
    // An order that was cancelled on its way, and whose parcel is back, is as everybody says.
    bazaar.tell_all(&[
        scanned(800, "A1", "returning"),
        scanned(900, "A1", "returned"),
        standard(910, &[("status", json!("cancelled")), ("shipments", parcels)]),
    ]);
    assert_eq!(bazaar.order("1001", 911)["conflicts"], json!([]));
}
