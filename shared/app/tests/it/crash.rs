//! A store that fails at any write: what was answered 2xx is there, and the sender's retry heals
//! the rest, as if nothing had happened.

use crate::shop::{Message, Shop, after, order, shipment, shipx, start};
use http::StatusCode;
use proptest::{prelude::*, sample::Index};
use serde_json::json;

const NUMBER: &str = "602677439331630337653846";

/// An order, its parcel (the number of which comes late), and a second parcel by reference.
fn story() -> Vec<Message> {
    let data = |status: &str, updated: i64, shipments: serde_json::Value| {
        json!({"id": "77", "number": "1001", "status": status, "placed_at": after(-60), "paid_at": after(-50), "updated_at": after(updated),
            "customer": {"email": "lucja@example.com", "phone": "600000001"}, "shipments": shipments})
    };
    vec![
        order(after(0), data("paid", 0, json!(null))),
        shipx(after(10), after(9), "confirmed", None),
        shipx(after(20), after(19), "dispatched_by_sender", None),
        order(after(30), data("shipped", 30, json!([{"carrier": "InPost", "tracking_number": NUMBER}]))),
        shipx(after(40), after(39), "adopted_at_sorting_center", Some(NUMBER)),
        shipment(
            after(50),
            json!({"carrier": "dpd", "tracking_number": "0000075077195U", "order": "1001", "status": "in_transit", "at": after(45)}),
        ),
        shipx(after(60), after(59), "ready_to_pickup", Some(NUMBER)),
        shipment(
            after(70),
            json!({"carrier": "dpd", "tracking_number": "0000075077195U", "order": "1001", "status": "delivered", "at": after(65)}),
        ),
    ]
}

fn play(messages: &[Message]) -> Shop {
    let shop = Shop::new();
    for message in messages {
        assert_eq!(shop.deliver(message), StatusCode::OK);
    }
    shop
}

#[test]
fn the_story_is_told() {
    let page = play(&story()).page("1001", after(100)).unwrap();
    assert_eq!(page["stage"], "ready_for_pickup");
    assert_eq!(page["stage_label"], "Czeka w Paczkomacie");
    assert_eq!(page["shipments"].as_array().unwrap().len(), 2);
    let statuses: Vec<_> =
        page["shipments"][0]["events"].as_array().unwrap().iter().map(|event| event["code"].clone()).collect();
    assert_eq!(statuses, ["ready_to_pickup", "adopted_at_sorting_center", "dispatched_by_sender", "confirmed"]);
    assert_eq!(page["shipments"][1]["status"], "delivered");
}

#[test]
fn a_failure_at_any_write_is_healed_by_retries() {
    let whole = play(&story());
    let expected = whole.page("1001", after(100));
    for writes in 0..whole.kv.commits() {
        let shop = Shop::new();
        shop.kv.fail_after_writes(Some(writes));
        for message in story() {
            if shop.deliver(&message) != StatusCode::OK {
                assert_eq!(shop.deliver(&message), StatusCode::SERVICE_UNAVAILABLE);
                shop.kv.fail_after_writes(None);
                assert_eq!(shop.deliver(&message), StatusCode::OK);
            }
        }
        assert_eq!(shop.page("1001", after(100)), expected, "after {writes} writes");
    }
}

#[test]
fn a_repeated_story_commits_nothing() {
    let shop = play(&story());
    let commits = shop.kv.commits();
    for message in story() {
        assert_eq!(shop.deliver(&message), StatusCode::OK);
    }
    assert_eq!(shop.kv.commits(), commits);
}

#[test]
fn a_new_event_of_a_known_parcel_costs_two_commits() {
    let shop = play(&story());
    for (n, message) in [
        shipx(after(80), after(79), "pickup_reminder_sent", Some(NUMBER)),
        shipment(after(81), json!({"carrier": "dpd", "tracking_number": "0000075077195U", "order": "1001", "status": "returning", "at": after(80)})),
        shipment(after(82), json!({"carrier": "dpd", "tracking_number": "0000075077195U", "status": "returned", "at": after(81)})),
        shipx(after(83), after(82), "delivered", Some(NUMBER)),
    ]
    .iter()
    .enumerate()
    {
        let commits = shop.kv.commits();
        assert_eq!(shop.deliver(message), StatusCode::OK);
        assert_eq!(shop.kv.commits() - commits, 2, "message {n}");
    }
}

#[test]
fn a_page_reads_two_keys_for_each_log_and_writes_nothing() {
    let shop = play(&story());
    let link_cost = {
        let gets = shop.kv.gets();
        shop.order("1001", start());
        shop.kv.gets() - gets
    };
    let (gets, commits) = (shop.kv.gets(), shop.kv.commits());
    shop.page("1001", after(100)).unwrap();
    assert_eq!(shop.kv.gets() - gets - link_cost, 6, "an order and two parcels");
    assert_eq!(shop.kv.commits(), commits);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// Messages in any order, some of them several times, each learned at its own fixed time.
    #[test]
    fn any_order_and_any_repetition_gives_the_same_page(
        shuffled in Just((0..story().len()).collect::<Vec<_>>()).prop_shuffle(),
        again in prop::collection::vec(any::<(Index, Index)>(), 0..6),
    ) {
        let story = story();
        let mut arrived: Vec<Message> = shuffled.iter().map(|n| story[*n].clone()).collect();
        for (which, place) in again {
            let message = which.get(&story).clone();
            arrived.insert(place.index(arrived.len() + 1), message);
        }
        prop_assert_eq!(play(&arrived).page("1001", after(100)), play(&story).page("1001", after(100)));
    }
}
