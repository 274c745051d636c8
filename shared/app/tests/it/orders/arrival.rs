//! In whichever order messages arrive, and however often: the same order comes of it.

use super::{
    bazaar::{Bazaar, timeless},
    senders::{Sent, amazon, changed, erli, fixture, shoper, shopify, woo},
};
use proptest::prelude::*;
use serde_json::{Value, json};
use sledz_sources::{
    order_pollers::{Asking, Next, Task},
    platforms::Said,
    pollers::Access,
    registry,
};

/// What a customer and the shop see of an order after all that.
fn seen(bazaar: &Bazaar, number: &str) -> (Value, Value) {
    let number = number.replace('#', "%23");
    (timeless(bazaar.order(&number, 9000)), timeless(bazaar.page(&number, 9000)))
}

fn after_all(sent: &[Sent], turns: impl Iterator<Item = usize>, number: &str) -> (Value, Value) {
    let bazaar = Bazaar::quiet();
    for (minute, turn) in turns.enumerate() {
        bazaar.tell(&sent[turn].delivered(8000 + i64::try_from(minute).unwrap()));
    }
    seen(&bazaar, number)
}

/// Asserts that every order of `sent`, each delivered `times`, comes to what their natural order does.
fn come_to_one(sent: &[Sent], times: usize, number: &str, cases: u32, is_right: impl Fn(&Value)) {
    let natural = after_all(sent, 0..sent.len(), number);
    is_right(&natural.0);
    let turns: Vec<usize> = (0..times).flat_map(|_| 0..sent.len()).collect();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(cases));
    let shuffled = Just(turns).prop_shuffle();
    runner
        .run(&shuffled, |turns| {
            prop_assert_eq!(&after_all(sent, turns.into_iter(), number), &natural);
            Ok(())
        })
        .unwrap();
}

/// A shop's life of one Shopify order, a refund of half of it included.
fn shopify_story() -> Vec<Sent> {
    let order = |updated: &str, changes: &[(&str, Value)]| {
        let mut all = vec![("updated_at", json!(updated))];
        all.extend(changes.iter().cloned());
        changed(fixture("shopify/orders_create"), &all)
    };
    let sent = fixture("shopify/fulfillments_create");
    let refund = fixture("shopify/refunds_create");
    let (money, goods) = ("financial_status", "fulfillment_status");
    let pending = order("2026-10-01T12:30:06+02:00", &[(money, json!("pending"))]);
    let paid = order("2026-10-01T12:40:00+02:00", &[]);
    let fulfilled = order("2026-10-02T09:00:05+02:00", &[(goods, json!("fulfilled")), ("fulfillments", json!([sent]))]);
    let refunded = order(
        "2026-10-05T10:00:02+02:00",
        &[
            (money, json!("partially_refunded")),
            (goods, json!("fulfilled")),
            ("fulfillments", json!([sent])),
            ("refunds", json!([refund])),
            ("current_total_price", json!("64.89")),
        ],
    );
    let moved = fixture("shopify/fulfillment_events_create");
    let delivered = changed(
        moved.clone(),
        &[
            ("id", json!(1_234_568)),
            ("status", json!("delivered")),
            ("happened_at", json!("2026-10-03T12:00:00+02:00")),
        ],
    );
    let retracked = changed(
        sent.clone(),
        &[
            ("updated_at", json!("2026-10-02T09:30:00+02:00")),
            ("tracking_number", json!("520000000000000000000002")),
            ("tracking_numbers", json!(["520000000000000000000001", "520000000000000000000002"])),
        ],
    );
    vec![
        shopify(0, "orders/create", &pending),
        shopify(0, "orders/updated", &paid),
        shopify(0, "fulfillments/create", &sent),
        shopify(0, "orders/fulfilled", &fulfilled),
        shopify(0, "fulfillments/update", &retracked),
        shopify(0, "fulfillment_events/create", &moved),
        shopify(0, "fulfillment_events/create", &delivered),
        shopify(0, "refunds/create", &refund),
        shopify(0, "orders/updated", &refunded),
    ]
}

#[test]
fn shopifys_orders_fulfilments_and_refunds() {
    come_to_one(&shopify_story(), 2, "1001", 96, |order| {
        assert_eq!((&order["stage"], &order["payment"]["state"]), (&json!("delivered"), &json!("partially_refunded")));
        assert_eq!(order["shipments"].as_array().unwrap().len(), 2);
        assert!(
            order["shipments"].as_array().unwrap().iter().all(|parcel| parcel["events"].as_array().unwrap().len() == 2)
        );
        assert_eq!(order["platform_id"], "820982911946154508", "beyond what a float holds");
    });
}

#[test]
fn shopifys_eight_retries() {
    come_to_one(&shopify_story(), 9, "1001", 6, |_| {});
}

#[test]
fn woocommerce_created_and_updated_in_the_wrong_order() {
    let order = |modified: &str, changes: &[(&str, Value)]| {
        let mut all = vec![("date_modified_gmt", json!(modified))];
        all.extend(changes.iter().cloned());
        changed(fixture("woocommerce/order_updated"), &all)
    };
    let unsent = [("meta_data", json!([])), ("date_completed_gmt", json!(null)), ("date_completed", json!(null))];
    let mut pending = unsent.to_vec();
    pending.extend([("status", json!("pending")), ("date_paid_gmt", json!(null)), ("date_paid", json!(null))]);
    let mut processing = unsent.to_vec();
    processing.push(("status", json!("processing")));
    let sent = [
        woo(0, "order.created", &order("2026-10-01T10:30:05", &pending)),
        woo(0, "order.updated", &order("2026-10-01T10:31:00", &processing)),
        woo(0, "order.updated", &order("2026-10-02T07:00:00", &[])),
        woo(0, "order.updated", &order("2026-10-02T07:00:01", &[("refunds", json!([{"id": 1, "total": "-10.00"}]))])),
    ];
    come_to_one(&sent, 2, "727", 64, |order| {
        assert_eq!((&order["stage"], &order["payment"]["state"]), (&json!("shipped"), &json!("partially_refunded")));
        assert_eq!(order["shipments"][0]["tracking_number"], "520000000000000000000001");
    });
}

#[test]
fn shopers_statuses() {
    let order = |changes: &[(&str, Value)]| changed(fixture("shoper/order_create"), changes);
    let status = |kind: &str, name: &str| json!({"status_id": kind, "type": kind, "name": name});
    let paid = ("paid", json!("114.79"));
    let sent = [
        shoper(0, "order.create", &order(&[])),
        shoper(0, "order.paid", &order(std::slice::from_ref(&paid))),
        shoper(
            0,
            "order.status",
            &order(&[
                paid.clone(),
                ("status_date", json!("2026-10-02 08:00:00")),
                ("status", status("2", "w realizacji")),
            ]),
        ),
        shoper(
            0,
            "order.status",
            &order(&[paid, ("status_date", json!("2026-10-02 09:00:00")), ("status", status("3", "wysłane"))]),
        ),
    ];
    come_to_one(&sent, 2, "8", 64, |order| {
        assert_eq!((&order["stage"], &order["payment"]["state"]), (&json!("shipped"), &json!("paid")));
    });
}

#[test]
fn amazon_by_event_time() {
    let change = |time: &str, status: &str| {
        let mut message = fixture("amazon/order_change");
        message["EventTime"] = json!(time);
        message["Payload"]["OrderChangeNotification"]["Summary"]["OrderStatus"] = json!(status);
        amazon(0, &message)
    };
    let sent = [
        change("2026-10-01T10:31:00.109Z", "Pending"),
        change("2026-10-01T10:35:00.000Z", "Unshipped"),
        change("2026-10-02T10:35:00.000Z", "PartiallyShipped"),
        change("2026-10-02T10:35:00.001Z", "Shipped"),
    ];
    come_to_one(&sent, 2, "404-1234567-1234567", 64, |order| {
        assert_eq!((&order["stage"], &order["sources"][0]["says"]), (&json!("shipped"), &json!("Shipped")));
    });
}

#[test]
fn erlis_orders() {
    let order = |status: &str, updated: Value| {
        let times = [("created", json!("2026-10-01T10:00:00Z")), ("purchasedAt", json!("2026-10-01T10:05:00Z"))];
        let message = changed(fixture("erli/order"), &times);
        erli(0, &changed(message, &[("status", json!(status)), ("updated", updated)]))
    };
    let sent = [
        order("pending", json!(null)),
        order("purchased", json!(null)),
        order("purchased", json!("2026-10-02T10:05:00Z")),
        order("cancelled", json!("2026-10-03T10:05:00Z")),
    ];
    come_to_one(&sent, 2, "230901x00001", 64, |order| assert_eq!(order["stage"], "cancelled"));
    come_to_one(&sent[..3], 2, "230901x00001", 64, |order| {
        assert_eq!((&order["stage"], &order["payment"]["state"]), (&json!("preparing"), &json!("paid")));
    });
}

/// What Allegro's poller tells of a form that an event of that time has named.
fn allegro(bazaar: &Bazaar, at: &str, form: &Value, shipments: &Value) -> Vec<Said> {
    let id = &form["id"];
    let event = json!({"id": "2", "type": "READY_FOR_PROCESSING", "occurredAt": at,
        "order": {"checkoutForm": {"id": id, "revision": form["revision"]}}});
    let poller = registry::order_poller("allegro").unwrap();
    let access = Access { variables: &bazaar.shop.settings, token: "t" };
    let asking = Asking { access, now: crate::shop::after(8000) };
    let mut turn = poller.begin(Task::New, &json!({"from": "1"}), &asking).unwrap();
    let mut said = Vec::new();
    loop {
        said.extend(turn.said);
        let Next::Ask(request, asked) = turn.next else { return said };
        let path = request.uri().path();
        let body = match path {
            "/order/events" => &json!({"events": [event]}),
            path if path.ends_with("/shipments") => shipments,
            _ => form,
        };
        turn = poller.answered(asked, &super::bazaar::answer(200, body.clone()), &asking).unwrap();
    }
}

#[test]
fn allegros_forms() {
    let form = |revision: &str, status: &str, step: &str| {
        let mut form = fixture("allegro/checkout_form");
        form["revision"] = json!(revision);
        form["status"] = json!(status);
        form["fulfillment"]["status"] = json!(step);
        form
    };
    let mut bought = form("a", "BOUGHT", "NEW");
    bought["payment"] = json!(null);
    bought["updatedAt"] = json!("2026-10-01T10:30:10.000Z");
    let (none, parcels) = (json!({"shipments": []}), fixture("allegro/shipments"));
    let bazaar = Bazaar::quiet();
    let told = [
        allegro(&bazaar, "2026-10-01T10:30:06.000Z", &bought, &none),
        allegro(&bazaar, "2026-10-01T10:31:00.000Z", &form("b", "READY_FOR_PROCESSING", "NEW"), &none),
        allegro(&bazaar, "2026-10-02T06:00:00.000Z", &form("c", "READY_FOR_PROCESSING", "PROCESSING"), &none),
        allegro(&bazaar, "2026-10-02T07:00:00.000Z", &form("d", "READY_FOR_PROCESSING", "SENT"), &parcels),
        // A page of the journal that is read once more finds the form as it is by now.
        allegro(&bazaar, "2026-10-02T06:00:00.000Z", &form("d", "READY_FOR_PROCESSING", "SENT"), &parcels),
    ];
    let number = "29738e61-7f6a-11e8-ac45-09db60ede9d6";
    let end = |turns: &[usize]| {
        let bazaar = Bazaar::quiet();
        for (minute, turn) in turns.iter().enumerate() {
            assert!(bazaar.take(8000 + i64::try_from(minute).unwrap(), "allegro", told[*turn].clone()));
        }
        seen(&bazaar, number)
    };
    let natural = end(&[0, 1, 2, 3, 4]);
    assert_eq!((&natural.0["stage"], &natural.0["payment"]["state"]), (&json!("shipped"), &json!("paid")));
    proptest!(ProptestConfig::with_cases(64), |(turns in Just(vec![0, 1, 2, 3, 4, 0, 1, 2, 3, 4]).prop_shuffle())| {
        prop_assert_eq!(&end(&turns), &natural);
    });
}
