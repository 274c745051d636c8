//! Shopify: items, fulfilments, and how they travel.

use super::*;

#[test]
fn words_for_the_goods() {
    for (word, money, stage, says, unknown) in [
        (json!("partial"), "paid", Some(Stage::Shipped), "paid/partial", false),
        (json!("fulfilled"), "paid", Some(Stage::Shipped), "paid/fulfilled", false),
        (json!("fulfilled"), "pending", Some(Stage::Shipped), "pending/fulfilled", false),
        (json!("restocked"), "paid", Some(Stage::Preparing), "paid/restocked", false),
        (Value::Null, "paid", Some(Stage::Preparing), "paid", false),
        (json!("teleported"), "paid", None, "paid/teleported", true),
        (json!("fulfilled"), "in_dispute", Some(Stage::Shipped), "in_dispute/fulfilled", true),
    ] {
        let found = order(&with(&[("fulfillment_status", word.clone()), ("financial_status", json!(money))]));
        assert_eq!(found.snapshot.stage, stage, "{word} {money}");
        assert_eq!((found.snapshot.says.as_deref(), found.unknown_status), (Some(says), unknown), "{word} {money}");
    }
}

#[test]
fn items_by_what_became_of_them() {
    let line = |quantity: u32, current: Value, waiting: Value| {
        json!({"id": 15_800_000_000_001_u64, "quantity": quantity, "current_quantity": current,
            "fulfillable_quantity": waiting})
    };
    let sent = |quantity: u32, status: &str| json!([{"id": 1, "status": status, "line_items": [{"id": 15_800_000_000_001_u64, "quantity": quantity}]}]);
    for (line, fulfillments, items) in [
        (line(3, json!(3), json!(3)), json!([]), Some((3, 0, 0))),
        (line(3, json!(2), json!(2)), json!([]), Some((3, 0, 1))),
        (line(3, json!(3), json!(2)), sent(1, "success"), Some((3, 1, 0))),
        (line(3, json!(3), json!(2)), sent(1, "cancelled"), Some((3, 0, 0))),
        (line(3, json!(3), json!(2)), sent(1, "open"), Some((3, 0, 0))),
        (line(2, json!(1), json!(0)), sent(2, "success"), Some((2, 2, 0))),
        (line(2, json!(0), json!(0)), json!([]), Some((2, 0, 2))),
        (line(3, json!(2), json!(1)), Value::Null, Some((3, 1, 1))),
        (line(3, Value::Null, Value::Null), Value::Null, Some((3, 0, 0))),
        (line(1, json!(9), json!(0)), sent(7, "success"), Some((1, 1, 0))),
        (line(0, json!(0), json!(0)), json!([]), None),
    ] {
        let found = order(&with(&[("line_items", json!([line])), ("fulfillments", fulfillments.clone())]));
        let items = items.map(|(ordered, sent, cancelled)| Items { ordered, sent, cancelled });
        assert_eq!(found.snapshot.items, items, "{line} {fulfillments}");
    }
    let mut digital = line(1, json!(1), json!(1));
    digital["requires_shipping"] = json!(false);
    let both = json!([line(2, json!(2), json!(2)), digital]);
    let items = order(&with(&[("line_items", both)])).snapshot.items;
    assert_eq!(items, Some(Items { ordered: 2, sent: 0, cancelled: 0 }), "what is sent at all");
}

#[test]
fn fulfilments_in_an_order() {
    let mut second = sample("fulfillments_create");
    second["id"] = json!(2);
    second["status"] = json!("cancelled");
    second["updated_at"] = json!("2026-10-03T09:00:00+02:00");
    second["tracking_company"] = json!("Kurier");
    second["tracking_url"] = json!("https://tracktrace.dpd.com.pl/parcelDetails?p1=1");
    second["tracking_numbers"] = json!(["0000 0750 7719 5U", "0000075077195U, 0000075077196U"]);
    let message = with(&[
        ("fulfillments", json!([sample("fulfillments_create"), second, {"status": "success"}, "junk"])),
        ("fulfillment_status", json!("fulfilled")),
    ]);
    let snapshot = order(&message).snapshot;
    assert_eq!(snapshot.shipped_at, Some(time("2026-10-02T07:00:00Z")));
    assert_eq!(snapshot.shipments, None, "each fulfilment has its own");
    let [first, second] = &snapshot.fulfilments[..] else { panic!("{:?}", snapshot.fulfilments) };
    assert_eq!((first.id.as_str(), first.is_cancelled), ("6100000000001", false));
    assert_eq!(first.version, time("2026-10-02T07:00:01Z"));
    let parcel = |number: &str, carrier: Option<&str>| ShipmentRef {
        tracking_number: number.to_owned(),
        carrier: carrier.map(str::to_owned),
    };
    assert_eq!(first.shipments, [parcel("520000000000000000000001", Some("inpost"))]);
    assert_eq!((second.is_cancelled, second.version), (true, time("2026-10-03T07:00:00Z")));
    let numbers: Vec<_> = second.shipments.iter().map(|named| named.tracking_number.as_str()).collect();
    assert_eq!(numbers, ["0000075077195U", "0000075077196U", "520000000000000000000001"]);
    assert!(second.shipments.iter().all(|named| named.carrier.as_deref() == Some("dpd")), "by its link");
}

#[test]
fn a_fulfilment_by_itself() {
    for topic in ["fulfillments/create", "fulfillments/update"] {
        let said = order_of(read(topic, &sample("fulfillments_create")));
        assert_eq!((said.platform_id.as_str(), &said.contact), ("820982911946154508", &None));
        let snapshot = said.snapshot;
        assert_eq!(snapshot.version, time("2026-10-02T07:00:01Z"));
        assert_eq!((snapshot.stage, snapshot.shipped_at), (Some(Stage::Shipped), Some(time("2026-10-02T07:00:00Z"))));
        assert_eq!(snapshot.fulfilments.len(), 1);
        let rest = Snapshot { stage: None, shipped_at: None, fulfilments: Vec::new(), ..snapshot.clone() };
        assert_eq!(rest, Snapshot::at(snapshot.version), "nothing else is told");
    }
    for (status, cancelled, stage) in [
        (json!("cancelled"), true, None),
        (json!("error"), true, None),
        (json!("failure"), true, None),
        (json!("pending"), false, None),
        (json!("open"), false, None),
        (json!("success"), false, Some(Stage::Shipped)),
        (json!("something"), false, Some(Stage::Shipped)),
        (Value::Null, false, Some(Stage::Shipped)),
    ] {
        let mut message = sample("fulfillments_create");
        message["status"] = status.clone();
        let snapshot = order_of(read("fulfillments/update", &message)).snapshot;
        assert_eq!((snapshot.fulfilments[0].is_cancelled, snapshot.stage), (cancelled, stage), "{status}");
    }
    let mut bare = sample("fulfillments_create");
    for field in ["tracking_numbers", "tracking_number", "tracking_company", "tracking_url"] {
        bare[field] = Value::Null;
    }
    let snapshot = order_of(read("fulfillments/create", &bare)).snapshot;
    assert_eq!((snapshot.stage, snapshot.fulfilments[0].shipments.len()), (Some(Stage::Shipped), 0));
    let mut unnamed = sample("fulfillments_create");
    unnamed["tracking_company"] = Value::Null;
    unnamed["tracking_url"] = json!("https://example.com/1");
    let parcel = &order_of(read("fulfillments/create", &unnamed)).snapshot.fulfilments[0].shipments[0];
    assert_eq!(parcel.carrier, None, "left to be recognised");
    for field in ["id", "order_id"] {
        let mut message = sample("fulfillments_create");
        message[field] = Value::Null;
        assert_eq!(read("fulfillments/create", &message), [Said::Unreadable], "{field}");
    }
}

#[test]
fn how_a_fulfilment_travels() {
    let (platform_id, fulfilment, event, unknown) = moved(&sample("fulfillment_events_create"));
    assert_eq!((platform_id.as_str(), fulfilment.as_str()), ("820982911946154508", "6100000000001"));
    assert_eq!((event.source.as_str(), event.carrier.as_deref()), ("shopify", None));
    assert_eq!((event.status, event.code.as_deref()), (Some(Status::OutForDelivery), Some("out_for_delivery")));
    assert_eq!((event.at, event.time_source), (time("2026-10-03T05:10:00Z"), TimeSource::Given));
    assert_eq!((event.location.as_deref(), event.estimated_delivery, unknown), (Some("PL"), None, false));
    let mut other = sample("fulfillment_events_create");
    other["id"] = json!(1_234_568);
    assert_ne!(moved(&other).2.id, event.id);
    other["id"] = json!("1234567");
    other["order_id"] = json!(1);
    assert_eq!(moved(&other).2.id, event.id, "by Shopify's id alone");
}

#[test]
fn statuses_of_events() {
    for (status, becomes, note, delays) in [
        ("label_purchased", Some(Status::PreTransit), None, false),
        ("label_printed", Some(Status::PreTransit), None, false),
        ("confirmed", Some(Status::PreTransit), None, false),
        ("carrier_picked_up", Some(Status::Accepted), Some(Note::CollectedFromSender), false),
        ("in_transit", Some(Status::InTransit), None, false),
        ("out_for_delivery", Some(Status::OutForDelivery), None, false),
        ("attempted_delivery", Some(Status::FailedAttempt), None, false),
        ("ready_for_pickup", Some(Status::ReadyForPickup), None, false),
        ("ready_for_recipient_pickup", Some(Status::ReadyForPickup), None, false),
        ("picked_up", Some(Status::Delivered), Some(Note::Collected), false),
        ("delivered", Some(Status::Delivered), None, false),
        ("DELIVERED", Some(Status::Delivered), None, false),
        ("failure", Some(Status::Exception), None, false),
        ("delayed", None, Some(Note::Delayed), true),
        ("returning_to_sender", Some(Status::Returning), None, false),
        ("buyer_action_required", None, None, false),
    ] {
        let mut message = sample("fulfillment_events_create");
        message["status"] = json!(status);
        let (_, _, event, unknown) = moved(&message);
        assert_eq!((event.status, event.note, event.announces_delay), (becomes, note, delays), "{status}");
        assert_eq!((event.code.as_deref(), unknown), (Some(status), false));
    }
    let mut message = sample("fulfillment_events_create");
    message["status"] = json!("beamed_up");
    let (_, _, event, unknown) = moved(&message);
    assert_eq!((event.status, event.code.as_deref(), unknown), (None, Some("beamed_up"), true));
}

#[test]
fn statuses_are_as_the_canonical_table_says() {
    let mut compared = 0;
    for (status, cell) in document::canonical("Shopify") {
        let words = cell.split(|c: char| !c.is_ascii_uppercase() && c != '_').filter(|word| word.len() > 3);
        for word in words {
            let known = STATUSES.iter().find(|(name, _)| name.eq_ignore_ascii_case(word)).map(|(_, meaning)| *meaning);
            let expected = match (word, status) {
                // Named in several rows; rulings 3 and 4 decide.
                ("DELAYED", _) => None,
                ("FAILURE", _) => Some(Status::Exception),
                _ => Some(status),
            };
            assert_eq!(known.unwrap_or_else(|| panic!("{word} is not in the table")).status, expected, "{word}");
            compared += 1;
        }
    }
    assert!(compared >= 13, "only {compared} were compared");
}

#[test]
fn times_and_places_of_events() {
    for (happened, created, at, source) in [
        (json!("2026-10-03T07:10:00+02:00"), Value::Null, time("2026-10-03T05:10:00Z"), TimeSource::Given),
        (json!("soon"), json!("2026-10-03T07:10:02+02:00"), time("2026-10-03T05:10:02Z"), TimeSource::Given),
        (Value::Null, Value::Null, now(), TimeSource::Learned),
    ] {
        let mut message = sample("fulfillment_events_create");
        message["happened_at"] = happened.clone();
        message["created_at"] = created;
        message["estimated_delivery_at"] = json!("2026-10-03T18:00:00+02:00");
        let event = moved(&message).2;
        assert_eq!((event.at, event.time_source), (at, source), "{happened}");
        assert_eq!(event.estimated_delivery, Some(time("2026-10-03T16:00:00Z")));
    }
    for (city, country, location) in [
        (json!("Kraków"), json!("PL"), Some("Kraków, PL")),
        (json!("Kraków"), Value::Null, Some("Kraków")),
        (json!("ul. Próbna 7/12, Kraków"), json!("PL"), Some("Kraków, PL")),
        (Value::Null, Value::Null, None),
    ] {
        let mut message = sample("fulfillment_events_create");
        (message["city"], message["country"]) = (city.clone(), country);
        assert_eq!(moved(&message).2.location.as_deref(), location, "{city}");
    }
    for field in ["order_id", "fulfillment_id", "status"] {
        let mut message = sample("fulfillment_events_create");
        message[field] = Value::Null;
        assert_eq!(read("fulfillment_events/create", &message), [Said::Unreadable], "{field}");
    }
    let mut message = sample("fulfillment_events_create");
    message["id"] = Value::Null;
    let without = moved(&message).2.id;
    assert_eq!(moved(&message).2.id, without);
    message["happened_at"] = json!("2026-10-04T07:10:00+02:00");
    assert_ne!(moved(&message).2.id, without, "another event");
}
