//! What a form says of an order.

use super::{FORM, OrderSaid, Said, Task, answer, changed, form, json, ok, parts, run, sample, time};
use serde_json::Value;
use sledz_domain::{
    event_id::EventId,
    fold::Fold,
    money::Money,
    order::{Cancellation, Items, Order, OrderEvent, OrderFact, ShipmentRef, Snapshot},
    status::{Payment, Stage},
};
use sledz_sources::platforms::Contact;

/// What is told of a form with these parcels, found by an event of that time.
fn said(form: &Value, shipments: &Value, at: Value) -> Said {
    let events = json!({"events": [{"id": "2", "occurredAt": at, "order": {"checkoutForm": {"id": form["id"]}}}]});
    let mut ran = run(Task::New, &json!({"from": "1"}), |path| match parts(path) {
        (None, _) => ok(&events),
        (_, None) => ok(form),
        _ => ok(shipments),
    });
    assert_eq!(ran.said.len(), 1, "{form}");
    ran.said.remove(0)
}

fn order(changes: &[(&str, Value)]) -> OrderSaid {
    match said(&changed(FORM, changes), &json!({"shipments": []}), json!(null)) {
        Said::Order(order) => *order,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_sample_in_full() {
    let Said::Order(order) = said(&form(FORM), &sample("shipments"), json!(null)) else { panic!() };
    let parcel =
        ShipmentRef { tracking_number: "520000000000000000000001".to_owned(), carrier: Some("inpost".to_owned()) };
    let expected = Snapshot {
        number: Some(FORM.to_owned()),
        stage: Some(Stage::Paid),
        cancellation: Some(Cancellation::No),
        says: Some("READY_FOR_PROCESSING/NEW".to_owned()),
        payment: Some(Payment::Paid),
        placed_at: Some(time("2026-10-01T10:30:05.123Z")),
        paid_at: Some(time("2026-10-01T10:30:40Z")),
        dispatch_by: Some(time("2026-10-02T21:59:59Z")),
        estimated_delivery: Some(time("2026-10-03T21:59:59Z")),
        language: Some("pl".to_owned()),
        shipments: Some(vec![parcel]),
        total: Money::decimal("108.79", "PLN"),
        items: Some(Items { ordered: 2, sent: 0, cancelled: 0 }),
        // The parcel is the newest.
        ..Snapshot::at(time("2026-10-02T07:00:00Z"))
    };
    let contact = Contact {
        email: Some("abc123+xyz@user.allegrogroup.pl".to_owned()),
        phone: Some("48600000001".to_owned()),
        postcodes: vec!["30001".to_owned()],
    };
    let expected =
        OrderSaid { platform_id: FORM.to_owned(), snapshot: expected, contact: Some(contact), unknown_status: false };
    assert_eq!(*order, expected);
}

#[test]
fn stages_by_the_ruling() {
    use Stage::{Delivered, Paid, Preparing, ReadyForPickup, Received, Shipped};
    let (no, yes) = (Some(Cancellation::No), Some(Cancellation::Yes));
    for (status, step, stage, cancellation, is_known) in [
        ("BOUGHT", "NEW", Some(Received), no, true),
        ("FILLED_IN", "NEW", Some(Received), no, true),
        // The shop may begin before the money comes.
        ("FILLED_IN", "SENT", Some(Shipped), no, true),
        ("READY_FOR_PROCESSING", "NEW", Some(Paid), no, true),
        ("READY_FOR_PROCESSING", "", Some(Paid), no, true),
        ("READY_FOR_PROCESSING", "PROCESSING", Some(Preparing), no, true),
        ("READY_FOR_PROCESSING", "READY_FOR_SHIPMENT", Some(Preparing), no, true),
        ("READY_FOR_PROCESSING", "SENT", Some(Shipped), no, true),
        ("READY_FOR_PROCESSING", "READY_FOR_PICKUP", Some(ReadyForPickup), no, true),
        ("READY_FOR_PROCESSING", "PICKED_UP", Some(Delivered), no, true),
        ("READY_FOR_PROCESSING", "SUSPENDED", None, no, true),
        ("READY_FOR_PROCESSING", "CANCELLED", None, yes, true),
        ("CANCELLED", "NEW", None, yes, true),
        ("CANCELLED", "SENT", None, yes, true),
        ("CANCELLED", "", None, yes, true),
        // Words that nobody knows keep what is known.
        ("READY_FOR_PROCESSING", "TELEPORTED", None, no, false),
        ("ARCHIVED", "SENT", Some(Shipped), None, false),
        ("ARCHIVED", "NEW", None, None, false),
    ] {
        let step = if step.is_empty() { json!(null) } else { json!(step) };
        let order = order(&[("/status", json!(status)), ("/fulfillment/status", step.clone())]);
        let snapshot = &order.snapshot;
        assert_eq!((snapshot.stage, snapshot.cancellation), (stage, cancellation), "{status} {step}");
        assert_eq!(order.unknown_status, !is_known, "{status} {step}");
        let word = step.as_str().map_or_else(|| status.to_owned(), |step| format!("{status}/{step}"));
        assert_eq!(snapshot.says.as_deref(), Some(word.as_str()));
    }
}

#[test]
fn the_money() {
    use Payment::{Cod, Paid, Pending, Unpaid};
    let some = json!({"amount": "108.79", "currency": "PLN"});
    let none = json!({"amount": "0.00", "currency": "PLN"});
    let at = json!("2026-10-01T10:30:40.000Z");
    let (ready, filled, cancelled) = ("READY_FOR_PROCESSING", "FILLED_IN", "CANCELLED");
    for (status, kind, finished, amount, payment, stage) in [
        (ready, "ONLINE", &at, &some, Some(Paid), Some(Stage::Paid)),
        // What Allegro says is ready is paid, whatever is left out.
        (ready, "ONLINE", &json!(null), &json!(null), Some(Paid), Some(Stage::Paid)),
        (ready, "SPLIT_PAYMENT", &at, &json!(null), Some(Paid), Some(Stage::Paid)),
        (ready, "WIRE_TRANSFER", &at, &none, Some(Paid), Some(Stage::Paid)),
        (ready, "CASH_ON_DELIVERY", &json!(null), &json!(null), Some(Cod), Some(Stage::Preparing)),
        (ready, "CASH_ON_DELIVERY", &at, &some, Some(Paid), Some(Stage::Paid)),
        (ready, "EXTENDED_TERM", &json!(null), &json!(null), Some(Pending), Some(Stage::Preparing)),
        (ready, "EXTENDED_TERM", &at, &some, Some(Paid), Some(Stage::Paid)),
        (filled, "ONLINE", &json!(null), &json!(null), Some(Unpaid), Some(Stage::Received)),
        (filled, "WIRE_TRANSFER", &json!(null), &some, Some(Unpaid), Some(Stage::Received)),
        (filled, "ONLINE", &at, &json!(null), Some(Pending), Some(Stage::Received)),
        (filled, "ONLINE", &at, &some, Some(Paid), Some(Stage::Received)),
        (filled, "CASH_ON_DELIVERY", &json!(null), &json!(null), Some(Cod), Some(Stage::Received)),
        (cancelled, "ONLINE", &json!(null), &json!(null), None, None),
        (cancelled, "CASH_ON_DELIVERY", &json!(null), &json!(null), None, None),
        (cancelled, "ONLINE", &at, &some, Some(Paid), None),
    ] {
        let order = order(&[
            ("/status", json!(status)),
            ("/payment/type", json!(kind)),
            ("/payment/finishedAt", finished.clone()),
            ("/payment/paidAmount", amount.clone()),
        ]);
        let what = format!("{status} {kind} {finished} {amount}");
        assert_eq!((order.snapshot.payment, order.snapshot.stage), (payment, stage), "{what}");
        assert_eq!(order.snapshot.paid_at.is_some(), finished.is_string(), "{what}");
    }
    // Before the form is filled in there is no payment at all.
    let bought = order(&[("/status", json!("BOUGHT")), ("/payment", json!(null)), ("/delivery", json!(null))]);
    assert_eq!(bought.snapshot.payment, Some(Unpaid));
}

#[test]
fn a_step_of_the_shop_is_newer_though_allegro_moves_no_time() {
    // Folded in every order: the last word of a form that has one and the same `updatedAt` is its step.
    let steps = ["NEW", "PROCESSING", "READY_FOR_SHIPMENT", "SENT", "READY_FOR_PICKUP", "PICKED_UP"];
    let snapshots: Vec<Snapshot> =
        steps.iter().map(|step| order(&[("/fulfillment/status", json!(step))]).snapshot).collect();
    assert!(snapshots.is_sorted_by_key(|snapshot| snapshot.version), "each is newer than the one before");
    for first in 0..steps.len() {
        for second in 0..steps.len() {
            let mut state = Order::default();
            for (entry, of) in [first, second].into_iter().enumerate() {
                let event = OrderEvent {
                    id: EventId::of(&[steps[of]]),
                    platform: "allegro".to_owned(),
                    platform_id: FORM.to_owned(),
                    learned: time("2026-10-05T12:00:00Z"),
                    fact: OrderFact::Snapshot(Box::new(snapshots[of].clone())),
                    is_imported: false,
                };
                state.apply(entry as u64 + 1, &event);
            }
            let expected = format!("READY_FOR_PROCESSING/{}", steps[first.max(second)]);
            assert_eq!(state.says().unwrap().0, expected);
        }
    }
    // An event says when, and the shop may take a step back.
    let sent = changed(FORM, &[("/fulfillment/status", json!("SENT"))]);
    let version = |form: &Value, at: &str| match said(form, &json!({"shipments": []}), json!(at)) {
        Said::Order(order) => (order.snapshot.version, order.snapshot.shipped_at),
        other => panic!("{other:?}"),
    };
    let (first, shipped_at) = version(&sent, "2026-10-02T09:00:00Z");
    assert_eq!(shipped_at, Some(time("2026-10-02T09:00:00Z")));
    assert!(version(&form(FORM), "2026-10-02T10:00:00Z").0 > first);
}

#[test]
fn items_and_how_many_are_on_their_way() {
    let one = |id: &str, quantity: Value| json!({"id": id, "quantity": quantity, "boughtAt": "2026-10-01T10:30:05Z"});
    let goods = json!([one("x", json!(2)), one("y", json!("3.0")), one("z", json!(-1)), 7]);
    for (step, summary, in_parcel, sent) in [
        ("NEW", json!("NONE"), vec![], 0),
        ("NEW", json!("SOME"), vec!["x"], 2),
        ("SENT", json!("SOME"), vec!["y"], 3),
        ("SENT", json!("SOME"), vec![], 1),
        ("SENT", json!("SOME"), vec!["x", "y"], 4),
        ("SENT", json!("ALL"), vec!["x"], 5),
        // Sent by means that have no number.
        ("SENT", json!("NONE"), vec![], 5),
        ("PICKED_UP", json!(null), vec![], 5),
        ("PROCESSING", json!(null), vec![], 0),
    ] {
        let form = changed(
            FORM,
            &[
                ("/lineItems", goods.clone()),
                ("/fulfillment/status", json!(step)),
                ("/fulfillment/shipmentSummary/lineItemsSent", summary.clone()),
            ],
        );
        let items: Vec<Value> = in_parcel.iter().map(|id| json!({"id": id})).collect();
        let shipments = json!({"shipments": [{"waybill": "A1", "carrierId": "DPD", "lineItems": items}]});
        let Said::Order(order) = said(&form, &shipments, json!(null)) else { panic!() };
        let expected = Items { ordered: 5, sent, cancelled: 0 };
        assert_eq!(order.snapshot.items, Some(expected), "{step} {summary}");
        assert_eq!(expected.is_partly_sent(), summary == "SOME");
    }
    assert_eq!(order(&[("/lineItems", json!([]))]).snapshot.items, None);
    let single = [("/lineItems/0/quantity", json!(1)), ("/fulfillment/shipmentSummary/lineItemsSent", json!("SOME"))];
    assert_eq!(order(&single).snapshot.items, Some(Items { ordered: 1, sent: 1, cancelled: 0 }));
}

#[test]
fn carriers_by_allegros_names() {
    for (id, name, carrier) in [
        (json!("INPOST"), json!(null), Some("inpost")),
        (json!("DPD"), json!(null), Some("dpd")),
        (json!("DPD_SK"), json!(null), Some("dpd")),
        (json!("dhl"), json!(null), Some("dhl")),
        (json!("UPS"), json!(null), Some("ups")),
        (json!("GLS"), json!(null), Some("gls")),
        (json!("POCZTA_POLSKA"), json!(null), Some("poczta-polska")),
        (json!("ORLEN"), json!(null), Some("orlen")),
        (json!("RUCH"), json!(null), Some("orlen")),
        (json!("FEDEX"), json!(null), Some("fedex")),
        (json!("ALLEGRO"), json!("DPD"), Some("allegro")),
        (json!("X_PRESS_COURIERS"), json!(null), Some("allegro")),
        (json!("OTHER"), json!("Kurier GLS Polska"), Some("gls")),
        (json!("OTHER"), json!("Kolejka leśna"), Some("other")),
        (json!("OTHER"), json!(null), None),
        (json!("WEDO"), json!(null), Some("other")),
        (json!("INPOST_INTERNATIONAL"), json!(null), Some("inpost")),
        (json!(null), json!(null), None),
        (json!({}), json!([]), None),
    ] {
        let shipments = json!({"shipments": [{"waybill": " ad-07 x", "carrierId": id, "carrierName": name},
            {"waybill": "AD07X", "carrierId": "UPS"}, {"waybill": ""}, {"waybill": null}, 7]});
        let Said::Order(order) = said(&form(FORM), &shipments, json!(null)) else { panic!() };
        let parcel = ShipmentRef { tracking_number: "AD07X".to_owned(), carrier: carrier.map(str::to_owned) };
        assert_eq!(order.snapshot.shipments, Some(vec![parcel]), "{id} {name}");
    }
}

#[test]
fn contacts_and_nothing_personal_beside_them() {
    let Said::Order(order) = said(&form(FORM), &sample("shipments"), json!(null)) else { panic!() };
    let stored = serde_json::to_string(&order.snapshot).unwrap();
    for word in [
        "abc123",
        "kupujacy",
        "Łucja",
        "Żółkiewska",
        "Próbna",
        "Kraków",
        "30-001",
        "30001",
        "600000001",
        "KRA010",
        "Testowa",
        "Firmowa",
        "23123123",
        "Kubek",
    ] {
        assert!(!stored.contains(word), "{word}: {stored}");
    }
    let contact = |changes: &[(&str, Value)]| super::forms::order(changes).contact;
    let other = contact(&[
        ("/buyer/phoneNumber", json!("+48 500 000 002")),
        ("/delivery/address", json!({})),
        ("/buyer/address/postCode", json!("31-002")),
    ]);
    let other = other.unwrap();
    assert_eq!((other.phone.as_deref(), other.postcodes), (Some("48500000002"), vec!["31002".to_owned()]));
    let both = contact(&[("/buyer/address/postCode", json!("31-002"))]).unwrap();
    assert_eq!(both.postcodes, ["30001", "31002"]);
    assert_eq!(contact(&[("/buyer", json!(null)), ("/delivery", json!(null))]), None);
}

#[test]
fn nothing_but_id_and_status_is_needed() {
    let bare = json!({"id": FORM, "status": "READY_FOR_PROCESSING"});
    let Said::Order(order) = said(&bare, &json!({"shipments": []}), json!(null)) else { panic!() };
    assert_eq!(order.snapshot.version, time("2026-10-05T12:00:00Z"), "the time of learning");
    assert_eq!((order.snapshot.stage, &order.contact), (Some(Stage::Paid), &None));
    // All that may be null is.
    let mut nulls = form(FORM);
    for (name, value) in nulls.as_object_mut().unwrap() {
        if name != "id" && name != "status" {
            *value = Value::Null;
        }
    }
    let Said::Order(nothing) = said(&nulls, &json!({"shipments": []}), json!(null)) else { panic!() };
    assert_eq!(nothing, order);
    for status in [json!(null), json!(""), json!({}), json!([])] {
        let form = json!({"id": FORM, "status": status});
        assert_eq!(said(&form, &json!({"shipments": []}), json!(null)), Said::Unreadable);
    }
    let listed = run(Task::Sweep, &json!(null), |path| match parts(path) {
        (None, _) => ok(&json!({"checkoutForms": [null, 7, {"status": "BOUGHT"}, {"id": "a"}]})),
        _ => answer(404, &[], b""),
    });
    assert_eq!(listed.said, vec![Said::Unreadable; 4]);
}
