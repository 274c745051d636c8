//! Page, JSON, mail and SMS say the same of an order, in the words of the one status sentence.

use chrono::{DateTime, TimeDelta, Utc};
use sledz_app::{compose::Rendering, lookup::Found, order_intake::order_log, request::Env, settings::Settings};
use sledz_domain::{
    delay::Delay,
    event_id::EventId,
    fold::Fold,
    message::MessageKind,
    order::{Cancellation, Order, OrderEvent, OrderFact, ShipmentRef, Snapshot},
    parcel::{Note, ParcelEvent, ParcelLog, Pickup},
    settings::MessageSetting,
    status::{Payment, Stage, Status},
    time::TimeSource,
    words::{Lang, StatusSentence},
};
use sledz_store::{Store, memory::MemoryStore};
use std::{cell::RefCell, collections::BTreeSet};

/// A Wednesday morning.
fn now() -> DateTime<Utc> {
    "2026-10-07T08:00:00Z".parse().unwrap()
}

fn ago(hours: i64) -> DateTime<Utc> {
    now() - TimeDelta::hours(hours)
}

/// A parcel: status, note, the hours since its last event, and until its deadline or delivery.
type Parcel = (Status, Option<Note>, i64, i64);

fn parcel(place: usize, (status, note, hours, until): Parcel) -> (ShipmentRef, ParcelLog) {
    let number = format!("000007507719{place}U");
    let mut event = ParcelEvent::new(EventId::of(&[&number]), "standard", ago(hours));
    event.carrier = Some("dpd".to_owned());
    event.status = Some(status);
    event.note = note;
    event.announces_delay = note == Some(Note::Delayed);
    event.time_source = TimeSource::Given;
    match status {
        Status::ReadyForPickup if until != 0 => {
            event.pickup = Some(Pickup { name: Some("KRA010".to_owned()), deadline: Some(ago(-until)), address: None });
        }
        _ if until != 0 => event.estimated_delivery = Some(ago(-until)),
        _ => {}
    }
    let mut log = ParcelLog::default();
    log.apply(1, &event);
    (ShipmentRef { tracking_number: number, carrier: Some("dpd".to_owned()) }, log)
}

fn found(stage: Stage, payment: Payment, paid_before: i64, parcels: &[Parcel]) -> Found {
    let parcels: Vec<_> = parcels.iter().enumerate().map(|(place, told)| parcel(place, *told)).collect();
    let snapshot = Snapshot {
        version: ago(3),
        number: Some("1001".to_owned()),
        stage: Some(stage),
        cancellation: (stage == Stage::Cancelled).then_some(Cancellation::Yes),
        payment: Some(payment),
        placed_at: Some(ago(paid_before + 1)),
        paid_at: (payment == Payment::Paid).then(|| ago(paid_before)),
        shipped_at: (!stage.is_before_shipping()).then(|| ago(30)),
        shipments: Some(parcels.iter().map(|(named, _)| named.clone()).collect()),
        ..Snapshot::default()
    };
    let mut order = Order::default();
    order.apply(
        1,
        &OrderEvent {
            id: EventId::of(&["1"]),
            platform: "standard".to_owned(),
            platform_id: "77".to_owned(),
            learned: ago(3),
            fact: OrderFact::Snapshot(Box::new(snapshot)),
            is_imported: false,
        },
    );
    Found { log: order_log("standard", "77"), order, parcels, linked: Vec::new() }
}

/// Orders of every stage and with every way of being late.
fn all() -> Vec<Found> {
    let shipped = |parcels: &[Parcel]| found(Stage::Shipped, Payment::Paid, 30, parcels);
    let mut all: Vec<Found> = [Payment::Unpaid, Payment::Pending, Payment::Failed]
        .map(|payment| found(Stage::Received, payment, 30, &[]))
        .into_iter()
        .collect();
    for stage in [Stage::Paid, Stage::Preparing, Stage::Shipped, Stage::Delivered, Stage::Cancelled] {
        all.push(found(stage, Payment::Paid, 20, &[]));
    }
    all.push(found(Stage::Cancelled, Payment::Refunded, 20, &[]));
    for status in Status::ALL {
        all.push(shipped(&[(status, None, 1, 0)]));
        all.push(shipped(&[(status, None, 1, 40)]));
    }
    for note in [Note::Refused, Note::FinalAttempt, Note::WrongAddress] {
        all.push(shipped(&[(Status::FailedAttempt, Some(note), 1, 0)]));
    }
    all.push(shipped(&[(Status::InTransit, None, 1, 40), (Status::Accepted, None, 2, 0)]));
    all.push(shipped(&[(Status::ReadyForPickup, None, 1, 40), (Status::ReadyForPickup, None, 2, 44)]));
    // Late: not shipped, past delivery, announced, silent, and nearly over.
    all.push(found(Stage::Preparing, Payment::Paid, 24 * 9, &[]));
    all.push(shipped(&[(Status::InTransit, None, 1, -40)]));
    all.push(shipped(&[(Status::InTransit, Some(Note::Delayed), 1, 0)]));
    all.push(shipped(&[(Status::InTransit, None, 60, 0)]));
    all.push(shipped(&[(Status::ReadyForPickup, None, 30, 5)]));
    all.push(shipped(&[(Status::ReadyForPickup, None, 60, -5)]));
    all
}

/// The text that a reader of HTML sees, white space joined.
fn seen(html: &str) -> String {
    let mut text = String::new();
    let mut is_tag = false;
    for c in html.chars() {
        match c {
            '<' => is_tag = true,
            '>' => is_tag = false,
            c if !is_tag => text.push(c),
            _ => {}
        }
    }
    let text = [("&#39;", "'"), ("&#x27;", "'"), ("&quot;", "\""), ("&nbsp;", " "), ("&amp;", "&")]
        .iter()
        .fold(text, |text, (code, sign)| text.replace(code, sign));
    joined(&text)
}

fn joined(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_status_is_the_same_everywhere() {
    let settings: Settings = [
        ("keys", "k"),
        ("dispatch_days", "2"),
        ("shop_name", "Leśna Spiżarnia"),
        ("public_url", "https://sledz.example"),
        ("sms_diacritics", "keep"),
    ]
    .into_iter()
    .collect();
    let kv = MemoryStore::default();
    let due = RefCell::default();
    let env = Env { store: Store::new(&kv, &now), now: now(), settings: &settings, due: &due, is_import: false };
    let (mut stages, mut delays) = (BTreeSet::new(), BTreeSet::new());
    for found in all() {
        for lang in Lang::ALL {
            let view = found.view(&env, lang);
            stages.insert(view.stage.name());
            delays.extend(view.delays.first().map(|delay| match delay {
                Delay::NotShipped { .. } => "not shipped",
                Delay::PastDelivery { .. } => "past delivery",
                Delay::Announced => "announced",
                Delay::Silent { .. } => "silent",
                Delay::PickupDeadlineNear { .. } => "nearly over",
            }));
            let sentence = StatusSentence::of(lang, &view, now());
            let words: Vec<String> = sentence.delay.iter().chain([&sentence.next]).map(|part| joined(part)).collect();
            let whole = joined(&sentence.text());
            let place = format!("{:?} {lang:?} {:?}", view.stage, view.delays);
            assert!(!whole.is_empty());

            let json = serde_json::to_value(&view).unwrap();
            assert_eq!(joined(json["status_text"].as_str().unwrap()), whole, "{place}: JSON");
            let page = seen(&sledz_page::track(&view, &settings.shop(), lang, now(), None).html);
            for part in &words {
                assert!(page.contains(part), "{place}: page\n{part}\n{page}");
            }
            for kind in MessageKind::ALL {
                let page = "https://sledz.example/z/token";
                let rendering = Rendering { env: &env, found: &found, kind, lang, page };
                let mail = rendering.mail(&MessageSetting::default(), &[]);
                assert!(joined(&mail.text).contains(&whole), "{place} {kind:?}: text\n{whole}\n{}", mail.text);
                assert!(seen(&mail.html).contains(&whole), "{place} {kind:?}: HTML\n{whole}\n{}", seen(&mail.html));
                let sms = rendering.sms(&MessageSetting::default(), &[]).text;
                let plain = sms.replace('–', "-");
                assert!(plain.contains(&whole.replace('–', "-")), "{place} {kind:?}: SMS\n{whole}\n{sms}");
            }
        }
    }
    assert_eq!(stages, Stage::ALL.into_iter().map(Stage::name).collect());
    assert_eq!(delays.len(), 5, "{delays:?}");
}
