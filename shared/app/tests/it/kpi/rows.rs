//! From real flows to rows.

use super::{Office, at};
use crate::answering::counter::{later, letter, monday};
use http::{Method, StatusCode};
use serde_json::json;
use sledz_app::{order_intake, parcel_intake};
use sledz_domain::{
    case::CaseStatus,
    event_id::EventId,
    intent::Intent,
    order::{Alias, Snapshot},
    parcel::ParcelEvent,
    status::{Stage, Status},
};
use sledz_sources::{
    couriers::Report,
    platforms::{Contact, OrderSaid, Said},
};

#[test]
fn an_order_and_its_parcel() {
    let office = Office::open();
    let counter = &office.counter;
    let data = |status: &str, updated: &str, dispatch: &str| {
        json!({"id": "7001", "number": "7001", "status": status, "placed_at": "2026-10-05T06:00:00Z",
            "paid_at": "2026-10-05T06:10:00Z", "updated_at": updated, "dispatch_by": dispatch,
            "customer": {"email": "iza@example.com"}, "items": {"ordered": 2, "sent": 2},
            "shipments": [{"carrier": "inpost", "tracking_number": "520000000000000000000001"}]})
    };
    counter.told(later(0), data("paid", "2026-10-05T06:10:00Z", "2026-10-06T15:00:00Z"));
    // Promised anew, and told before the word that is older.
    counter.told(later(300), data("shipped", "2026-10-05T13:00:00Z", "2026-10-09T15:00:00Z"));
    counter.told(later(301), data("preparing", "2026-10-05T12:00:00Z", "2026-10-08T15:00:00Z"));
    let parcel = "520000000000000000000001";
    for (status, minutes) in [
        ("accepted", 400),
        ("failed_attempt", 1500),
        ("ready_for_pickup", 1600),
        ("delivered", 1700),
        ("delivered", 1700),
    ] {
        counter.parcel(parcel, status, minutes, json!({"carrier": "inpost"}));
    }
    let rows = office.rows(later(3000));
    let order = rows.orders().iter().find(|order| order.key == "standard/7001").unwrap();
    assert_eq!(order.placed, at("2026-10-05T06:00:00Z"));
    assert_eq!(order.dispatch_promised, Some(at("2026-10-06T15:00:00Z")), "the first promise counts");
    assert_eq!(order.shipped, Some(at("2026-10-05T13:00:00Z")));
    assert_eq!(order.delivered, Some(later(1700)));
    assert_eq!((order.parcels, order.returned_parcels, order.is_in_full), (1, 0, true));
    assert_eq!(order.carrier.as_deref(), Some("inpost"));
    let row = rows.parcels().iter().find(|row| row.key == parcel).unwrap();
    assert_eq!((row.handed_over, row.ready), (Some(later(400)), Some(later(1600))));
    assert_eq!((row.failed.clone(), row.picked_up), (vec![later(1500)], Some(later(1700))));
    let told: Vec<_> = rows.latencies().iter().filter(|row| row.key.starts_with(parcel)).collect();
    assert_eq!(told.len(), 4, "a repeat is no event");
    assert!(told.iter().all(|row| row.source == "standard" && row.seconds == 0));
}

#[test]
fn a_shop_that_tells_late_and_a_parcel_that_the_customer_sent_back() {
    let office = Office::open();
    let counter = &office.counter;
    let data = |status: &str, updated: i64, shipments: serde_json::Value| {
        json!({"id": "7002", "number": "7002", "status": status, "placed_at": later(0).to_rfc3339(),
            "updated_at": later(updated).to_rfc3339(), "customer": {"email": "iza@example.com"}, "shipments": shipments})
    };
    let number = |n: u8| format!("52000000000000000000000{n}");
    let there = json!({"carrier": "inpost", "tracking_number": number(1)});
    counter.told(later(3), data("paid", 0, json!([])));
    counter.told(later(100), data("shipped", 90, json!([there])));
    counter.parcel(&number(1), "delivered", 2000, json!({"carrier": "inpost"}));
    let order = |office: &Office| {
        let rows = office.rows(later(9000));
        rows.orders().iter().find(|order| order.key == "standard/7002").unwrap().clone()
    };
    assert!(!order(&office).is_sent_back);
    let back = json!({"carrier": "inpost", "tracking_number": number(2)});
    counter.told(later(5000), data("shipped", 5000, json!([there, back])));
    office.with_env(later(5100), |env| {
        let mut event = ParcelEvent::new(EventId::of(&["back"]), "easypost", later(5100));
        (event.status, event.is_return) = (Some(Status::Accepted), true);
        let report = Report { tracking_number: Some(number(2)), event, unknown_code: false };
        parcel_intake::take(env, vec![report]).unwrap();
    });
    let now = order(&office);
    assert!(now.is_sent_back, "{now:?}");
    assert_eq!((now.parcels, now.returned_parcels), (1, 0), "it is no parcel of the shop's, and none that came back");
    let told = office.rows(later(9000));
    let told: Vec<(String, u32)> = told
        .latencies()
        .iter()
        .filter(|row| row.key.starts_with("standard/7002/"))
        .map(|row| (row.source.clone(), row.seconds))
        .collect();
    let of = |seconds| ("standard".to_owned(), seconds);
    // Of what was told at the very moment of its change nobody knows whether a time was told.
    assert_eq!(told.len(), 2, "{told:?}");
    assert!([of(180), of(600)].iter().all(|one| told.contains(one)), "{told:?}");
}

/// Two purchases of one customer in one parcel: both are delivered, and it is one parcel.
#[test]
fn a_parcel_of_several_orders_is_counted_once_and_delivers_them_all() {
    let office = Office::open();
    let counter = &office.counter;
    let parcel = "520000000000000000000077";
    let order = |id: &str, status: &str, updated: i64, has_parcel: bool| {
        let shipments = if has_parcel { json!([{"carrier": "inpost", "tracking_number": parcel}]) } else { json!([]) };
        json!({"id": id, "number": id, "status": status, "placed_at": later(0).to_rfc3339(),
            "updated_at": later(updated).to_rfc3339(), "customer": {"email": "iza@example.com"}, "shipments": shipments})
    };
    counter.told(later(100), order("8002", "shipped", 90, true));
    counter.parcel(parcel, "accepted", 400, json!({"carrier": "inpost"}));
    office.job(later(500), "rollup");
    let told = |now| {
        let rows = office.rows(now);
        let of = |key: &str| rows.orders().iter().find(|order| order.key == key).and_then(|order| order.delivered);
        let parcels = rows.parcels().iter().filter(|row| row.key == parcel).count();
        (of("standard/8001"), of("standard/8002"), parcels)
    };
    // The other one names it later, and is the one that has it from then on.
    counter.told(later(600), order("8001", "shipped", 590, true));
    counter.parcel(parcel, "delivered", 700, json!({"carrier": "inpost"}));
    assert_eq!(told(later(800)), (Some(later(700)), Some(later(700)), 1));
    let now = at("2026-10-08T09:00:00Z");
    office.job(now, "rollup");
    office.agrees(now, "2026-10-05", "2026-10-07");
    assert_eq!(office.job(now, "recount")["differed"], json!({"rows": 0, "days": 0, "months": 0}));
}

#[test]
fn orders_of_one_purchase_count_once() {
    let office = Office::open();
    let said = |id: &str, also: Option<Vec<Alias>>| {
        let mut said = Snapshot::at(later(0));
        said.number = Some(id.to_owned());
        said.stage = Some(Stage::Preparing);
        said.placed_at = Some(later(0));
        said.also = also;
        let (platform_id, contact) = (id.to_owned(), Some(Contact::default()));
        vec![Said::Order(Box::new(OrderSaid { platform_id, snapshot: said, contact, unknown_status: false }))]
    };
    let shop = Alias { platform: Some("woocommerce".to_owned()), number: "727".to_owned(), is_part: false };
    office.with_env(later(0), |env| {
        order_intake::take(env, "woocommerce", said("727", None)).unwrap();
        order_intake::take(env, "baselinker", said("5551234", Some(vec![shop]))).unwrap();
    });
    let rows = office.rows(later(100));
    let counted: Vec<&str> =
        rows.orders().iter().map(|order| order.key.as_str()).filter(|key| !key.starts_with("standard")).collect();
    assert_eq!(counted, ["woocommerce/727"]);
}

#[test]
fn messages_and_what_became_of_them() {
    let office = Office::open();
    let told = crate::mailroom::Call::job(&office.counter.shop, later(30), "run").answered(&office.counter.world);
    assert_eq!(told.status(), StatusCode::OK);
    let rows = office.rows(later(60));
    assert_eq!(rows.messages().iter().filter(|row| row.sent.is_some()).count(), rows.messages().len());
    for message in rows.messages() {
        assert!(message.key.starts_with("standard/100") && message.sent >= Some(message.owed), "{message:?}");
    }
}

#[test]
fn a_case_from_its_first_letter_to_the_last() {
    let office = Office::open();
    let counter = &office.counter;
    let text = "Zamówienie 1001 przyszło uszkodzone, kubek jest stłuczony";
    assert_eq!(counter.write(monday(), &letter("m1", "ala@klient.example", text)), StatusCode::OK);
    let number = counter.cases(later(1), "open")[0]["number"].as_str().unwrap().to_owned();
    let path = format!("/api/cases/{number}");
    counter.api(later(120), Method::POST, &format!("{path}/messages"), &json!({"text": "Wysyłamy nowy kubek."}));
    counter.api(later(125), Method::PATCH, &path, &json!({"state": "closed"}));
    let again = letter("m2", "ala@klient.example", "Nowy kubek też jest stłuczony! Zamówienie 1001");
    assert_eq!(counter.write(later(60 * 48), &again), StatusCode::OK);
    let rows = office.rows(later(60 * 49));
    let case = rows.cases().iter().find(|case| case.number == number).unwrap();
    assert_eq!((case.opened, case.status), (monday(), CaseStatus::Open));
    assert_eq!(case.intents.first(), Some(&Intent::ComplaintDamaged));
    assert_eq!(case.order.as_deref(), Some("standard/1001"));
    assert_eq!(case.carrier.as_deref(), Some("dpd"));
    assert_eq!(case.messages.iter().map(|message| message.at).collect::<Vec<_>>(), [monday(), later(60 * 48)]);
    assert_eq!(case.answers, [later(120)]);
    assert!(case.automatic.is_empty(), "that a person will answer is no answer");
    assert_eq!((case.closed.clone(), case.reopened.clone()), (vec![later(125)], vec![later(60 * 48)]));
    assert_eq!(case.handed_over, Some(monday()));
    assert_eq!(case.promises[0].kept, Some(later(120)));
    assert_eq!(case.promises[1].kept, None);
    assert!(case.customer.is_some() && !format!("{case:?}").contains("klient.example"), "nothing personal");
    let rating = case.rating.unwrap();
    assert_eq!((rating.scale.name(), rating.asked, rating.answered), ("csat", later(125), None));
}

#[test]
fn what_a_machine_writes_is_no_contact() {
    let office = Office::open();
    let counter = &office.counter;
    let auto = letter("m9", "ala@klient.example", "Jestem na urlopie.")
        .with(json!({"subject": "Odpowiedź automatyczna", "headers": {"Auto-Submitted": "auto-replied"}}));
    assert_eq!(counter.write(monday(), &auto), StatusCode::OK);
    let rows = office.rows(later(10));
    for case in rows.cases() {
        assert_eq!(case.is_contact(), !case.is_machine);
    }
}
