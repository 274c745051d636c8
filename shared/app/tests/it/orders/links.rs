//! One purchase seen by several systems: a shop, Allegro where it was bought, and BaseLinker between them.

use super::{
    bazaar::{Bazaar, alias, told},
    senders::{EMAIL, Sent, scanned, standard},
};
use serde_json::{Value, json};
use sledz_domain::{
    order::ShipmentRef,
    status::{Payment, Stage},
};
use sledz_sources::platforms::{Contact, Said};

const FORM: &str = "29738e61-7f6a-11e8-ac45-09db60ede9d6";
const PARCEL: &str = "0000075077195U";

fn parcel() -> Vec<ShipmentRef> {
    vec![ShipmentRef { tracking_number: PARCEL.to_owned(), carrier: Some("dpd".to_owned()) }]
}

/// What one of the three tells of its order.
fn tells(platform: &str, minute: i64, stage: Stage) -> Vec<Said> {
    let id = match platform {
        "allegro" => FORM,
        "woocommerce" => "727",
        _ => "5551234",
    };
    told(id, minute, |said| {
        said.stage = Some(stage);
        said.says = Some(stage.name().to_owned());
        said.payment = Some(Payment::Paid);
        said.paid_at = Some(crate::shop::after(0));
        if platform == "baselinker" {
            let form = FORM.to_uppercase();
            said.also = Some(vec![alias(Some("allegro"), &form), alias(Some("woocommerce"), "727")]);
        }
        if stage == Stage::Shipped && platform != "woocommerce" {
            said.shipments = Some(parcel());
        }
    })
}

fn permutations(all: [&'static str; 3]) -> Vec<[&'static str; 3]> {
    let [a, b, c] = all;
    vec![[a, b, c], [a, c, b], [b, a, c], [b, c, a], [c, a, b], [c, b, a]]
}

const ALL: [&str; 3] = ["baselinker", "woocommerce", "allegro"];

fn linked(order: &Value) -> Vec<String> {
    let mut names: Vec<String> =
        order["linked"].as_array().unwrap().iter().map(|one| one["platform"].as_str().unwrap().to_owned()).collect();
    names.sort();
    names
}

#[test]
fn in_every_order_of_arrival_each_keeps_its_words_and_all_show_one_parcel() {
    for order in permutations(ALL) {
        let bazaar = Bazaar::quiet();
        for (minute, platform) in (0..).zip(order) {
            let stage = if platform == "baselinker" { Stage::Shipped } else { Stage::Preparing };
            for _ in 0..2 {
                assert!(bazaar.take(minute, platform, tells(platform, 0, stage)));
            }
        }
        bazaar.tell(&scanned(10, PARCEL, "in_transit"));
        for (number, others) in [
            ("727", ["allegro", "baselinker"]),
            (FORM, ["baselinker", "woocommerce"]),
            ("5551234", ["allegro", "woocommerce"]),
        ] {
            let told = bazaar.order(number, 20);
            assert_eq!(linked(&told), others, "{order:?} {number}");
            assert_eq!(told["sources"].as_array().unwrap().len(), 4, "{told}");
            let page = bazaar.page(number, 20);
            assert_eq!(page["order"], number);
            assert_eq!(page["shipments"].as_array().unwrap().len(), 1);
            assert_eq!(
                (&page["shipments"][0]["tracking_number"], &page["stage"]),
                (&json!(PARCEL), &json!("in_transit"))
            );
        }
    }
}

#[test]
fn one_message_for_each_occasion_whichever_comes_first() {
    // Two that do not name each other are two purchases, until the third comes.
    for order in permutations(ALL).into_iter().filter(|order| order[2] != "baselinker") {
        for sent in permutations(ALL) {
            let bazaar = Bazaar::new();
            for (minute, platform) in (0..).zip(order) {
                bazaar.take(minute * 5, platform, tells(platform, 0, Stage::Preparing));
            }
            bazaar.clock(20, 40);
            assert_eq!(bazaar.world.mails(), ["confirmed"], "{order:?}");
            for (minute, platform) in (0..).zip(sent) {
                bazaar.take(60 + minute * 5, platform, tells(platform, 60, Stage::Shipped));
            }
            bazaar.tell(&scanned(90, PARCEL, "in_transit"));
            bazaar.clock(92, 120);
            bazaar.tell(&scanned(130, PARCEL, "delivered"));
            bazaar.clock(132, 200);
            assert_eq!(bazaar.world.mails(), ["confirmed", "shipped", "delivered"], "{order:?} {sent:?}");
        }
    }
}

#[test]
fn what_was_told_before_they_were_linked_is_not_told_again() {
    for first in ["woocommerce", "allegro"] {
        let bazaar = Bazaar::new();
        bazaar.take(0, first, tells(first, 0, Stage::Preparing));
        bazaar.take(
            30,
            first,
            told(if first == "allegro" { FORM } else { "727" }, 30, |said| {
                said.stage = Some(Stage::Shipped);
                said.shipments = Some(parcel());
            }),
        );
        bazaar.tell(&scanned(60, PARCEL, "in_transit"));
        bazaar.clock(62, 90);
        assert_eq!(bazaar.world.mails(), ["confirmed", "shipped"], "{first}");
        bazaar.take(90, "baselinker", tells("baselinker", 85, Stage::Shipped));
        let second = if first == "allegro" { "woocommerce" } else { "allegro" };
        bazaar.take(95, second, tells(second, 90, Stage::Shipped));
        bazaar.clock(96, 180);
        assert_eq!(bazaar.world.mails(), ["confirmed", "shipped"], "{first}");
    }
}

#[test]
fn a_number_that_is_the_customers_elsewhere_hides_no_id() {
    // The shop's order 727 is W-727 to its customers; another platform has a 727 of its own.
    for is_last in [true, false] {
        let bazaar = Bazaar::quiet();
        let shop = || told("727", 0, |said| said.number = Some("W-727".to_owned()));
        let hub = || tells("baselinker", 0, Stage::Preparing);
        bazaar.take(0, "idosell", told("727", 0, |_| ()));
        for said in if is_last {
            [("woocommerce", shop()), ("baselinker", hub())]
        } else {
            [("baselinker", hub()), ("woocommerce", shop())]
        } {
            bazaar.take(1, said.0, said.1);
        }
        assert_eq!(linked(&bazaar.order("5551234", 5)), ["woocommerce"], "{is_last}");
        assert!(linked(&bazaar.order("727", 5)).is_empty());
    }
}

#[test]
fn split_orders_show_all_parcels_and_contradict_nothing() {
    let part = [
        ("id", json!("78")),
        ("number", json!("1001-A")),
        ("status", json!("shipped")),
        ("part_of", json!("1001")),
        ("shipments", json!([{"carrier": "dpd", "tracking_number": "A1"}])),
    ];
    let whole = [("status", json!("preparing")), ("shipments", json!([{"carrier": "dpd", "tracking_number": "B2"}]))];
    for messages in [[standard(0, &whole), standard(1, &part)], [standard(0, &part), standard(1, &whole)]] {
        let bazaar = Bazaar::quiet();
        bazaar.tell_all(&messages);
        for number in ["1001", "1001-A"] {
            let told = bazaar.order(number, 5);
            assert_eq!(told["order"], number);
            assert_eq!(told["linked"][0]["is_part"], true);
            assert_eq!(told["conflicts"], json!([]));
            let mut numbers: Vec<&str> = told["shipments"]
                .as_array()
                .unwrap()
                .iter()
                .map(|one| one["tracking_number"].as_str().unwrap())
                .collect();
            numbers.sort_unstable();
            assert_eq!(numbers, ["A1", "B2"]);
        }
    }
}

fn numbered(minute: i64, number: &str, changes: &[(&str, Value)]) -> Sent {
    let mut all = vec![("id", json!(number)), ("number", json!(number)), ("status", json!("paid"))];
    all.extend(changes.iter().cloned());
    standard(minute, &all)
}

#[test]
fn a_merged_order_leads_to_the_one_that_goes_on_also_over_several() {
    let merged = |minute, number: &str, into: &str| numbered(minute, number, &[("merged_into", json!(into))]);
    let orders = [numbered(0, "A1", &[]), numbered(0, "B2", &[]), numbered(0, "C3", &[])];
    for merges in [[merged(5, "A1", "B2"), merged(6, "B2", "C3")], [merged(5, "B2", "C3"), merged(6, "A1", "B2")]] {
        let bazaar = Bazaar::quiet();
        let old = {
            bazaar.tell_all(&orders);
            bazaar.link("A1", 1)
        };
        bazaar.tell_all(&merges);
        bazaar.tell_all(&merges);
        for number in ["A1", "B2", "C3"] {
            assert_eq!(bazaar.order(number, 10)["order"], "C3", "{number}");
        }
        assert!(bazaar.visit(10, &format!("{old}.json")).contains("\"order\":\"C3\""));
    }
    // A circle: each of them is shown, and nobody waits for ever.
    let bazaar = Bazaar::quiet();
    bazaar.tell_all(&orders);
    bazaar.tell_all(&[merged(5, "A1", "B2"), merged(6, "B2", "C3"), merged(7, "C3", "A1"), merged(8, "C3", "C3")]);
    for number in ["A1", "B2", "C3"] {
        assert_eq!(bazaar.order(number, 10)["order"], "C3", "{number}");
    }
}

#[test]
fn links_in_a_circle_are_followed_once() {
    let bazaar = Bazaar::quiet();
    for (number, next) in [("A1", "B2"), ("B2", "C3"), ("C3", "A1"), ("A1", "A1")] {
        bazaar.tell(&numbered(0, number, &[("also", json!([{"platform": "standard", "number": next}]))]));
    }
    assert_eq!(bazaar.order("A1", 5)["linked"].as_array().unwrap().len(), 2);
}

#[test]
fn a_number_that_is_used_again_links_nothing() {
    let days = |days: i64| crate::shop::after(days * 1440);
    for (placed, count) in [(-13, 1), (-15, 0), (-300, 0), (13, 1), (15, 0)] {
        for is_first in [true, false] {
            let bazaar = Bazaar::quiet();
            let old = || told("727", 0, |said| said.placed_at = Some(days(placed)));
            let hub = || tells("baselinker", 0, Stage::Preparing);
            let messages = if is_first {
                [("woocommerce", old()), ("baselinker", hub())]
            } else {
                [("baselinker", hub()), ("woocommerce", old())]
            };
            for (platform, said) in messages {
                bazaar.take(30_000, platform, said);
            }
            assert_eq!(
                bazaar.order("5551234", 30_001)["linked"].as_array().unwrap().len(),
                count,
                "{placed} {is_first}"
            );
        }
    }
}

/// An order of this customer.
fn bought_by(id: &str, email: Option<&str>, names: bool) -> Vec<Said> {
    let mut said = told(id, 0, |said| {
        said.number = Some(if names { format!("BL-{id}") } else { "1001".to_owned() });
        said.also = names.then(|| vec![alias(None, "1001")]);
    });
    if let Some(Said::Order(order)) = said.first_mut() {
        order.contact = email.map(|email| Contact { email: Some(email.to_owned()), ..Contact::default() });
    }
    said
}

#[test]
fn a_number_without_a_platform_links_only_what_one_customer_bought() {
    let hub = |email| ("baselinker", bought_by("9", email, true));
    let (own, other) = (
        ("woocommerce", bought_by("1", Some(EMAIL), false)),
        ("shopify", bought_by("2", Some("jan@example.com"), false)),
    );
    let unnamed = ("idosell", bought_by("3", None, false));
    for (orders, expected) in [
        (vec![hub(Some(EMAIL)), own.clone(), other.clone()], vec!["woocommerce"]),
        (vec![own.clone(), other.clone(), hub(Some(EMAIL))], vec!["woocommerce"]),
        (vec![other.clone(), hub(Some(EMAIL)), own.clone()], vec!["woocommerce"]),
        (vec![other.clone(), hub(Some(EMAIL))], vec![]),
        (vec![hub(Some(EMAIL)), other.clone()], vec![]),
        // Whose they are nobody told: one is meant, of two nobody knows which.
        (vec![hub(None), own.clone()], vec!["woocommerce"]),
        (vec![own.clone(), hub(None)], vec!["woocommerce"]),
        (vec![own.clone(), other.clone(), hub(None)], vec![]),
        (vec![own.clone(), unnamed, hub(Some(EMAIL))], vec!["woocommerce"]),
    ] {
        let bazaar = Bazaar::quiet();
        let names: Vec<&str> = orders.iter().map(|(platform, _)| *platform).collect();
        for (platform, said) in orders.clone() {
            bazaar.take(1, platform, said);
        }
        assert_eq!(linked(&bazaar.order("BL-9", 5)), expected, "{names:?}");
    }
}
