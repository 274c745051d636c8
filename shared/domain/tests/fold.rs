//! Any permutation and any repetition of an order's events, with their times of learning fixed,
//! gives the same view.

// Helpers outside of #[test] functions may panic as the tests themselves do.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

use chrono::{DateTime, TimeDelta, Utc};
use proptest::{prelude::*, sample::select};
use sledz_domain::{
    carrier::{Carrier, Places},
    event_id::EventId,
    fold::Fold,
    listed::Listed,
    money::Money,
    order::{
        Cancellation, Fulfilment, Link, Order, OrderEvent, OrderFact, PaymentSaid, PaymentStep, ShipmentRef, Snapshot,
        rare,
    },
    parcel::{Note, ParcelEvent, ParcelLog, Pickup},
    promise::Policy,
    status::{Payment, Stage, Status},
    time::TimeSource,
    view::{Context, build},
    words::Lang,
};

static CARRIER: Carrier = Carrier {
    id: "test",
    name: "Test",
    tracking_url: Some("https://test.example/{n}"),
    places: Places::UNNAMED,
    tells_customers: false,
};

fn at(minutes: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap() + TimeDelta::minutes(minutes)
}

fn context() -> Context {
    Context {
        now: at(60 * 24 * 4),
        lang: Lang::Pl,
        policy: Policy { dispatch_days: Some(1), delivery_days: Some(2) },
        carriers: |_| &CARRIER,
    }
}

prop_compose! {
    fn parcel_event()(
        // Few ids, so that one id comes with several contents as well.
        id in 0_u8..40,
        source in select(vec!["inpost-shipx", "inpost", "standard"]),
        status in prop::option::of(select(Status::ALL.to_vec())),
        minutes in -20_i64..60,
        late in -30_i64..30,
        code in prop::option::of(select(vec!["a", "b"])),
        note in prop::option::of(select(vec![Note::InLocker, Note::Delayed])),
        flags in any::<(bool, bool, bool)>(),
        location in prop::option::of(select(vec!["Kraków", "Łódź"])),
        deadline in prop::option::of(0_i64..5000),
    ) -> ParcelEvent {
        let mut event = ParcelEvent::new(EventId::of(&[&[id]]), source, at(minutes + late));
        event.at = at(minutes);
        event.time_source = if flags.0 { TimeSource::Given } else { TimeSource::Assumed };
        event.status = status;
        event.code = code.map(str::to_owned);
        event.note = note;
        event.announces_delay = flags.1 && status.is_none();
        event.is_return = flags.2 && id == 0;
        event.awaits_confirmation = flags.0 && source == "inpost-shipx";
        event.returned_as = (flags.2 && id == 1).then(|| "B".to_owned());
        event.location = location.map(str::to_owned);
        event.pickup = deadline.map(|deadline| Pickup { deadline: Some(at(deadline)), ..Pickup::default() });
        event
    }
}

prop_compose! {
    fn order_event()(
        id in 0_u8..60,
        version in 0_i64..8,
        learned in 0_i64..100,
        kind in 0_u8..16,
        stage in prop::option::of(select(vec![Stage::Received, Stage::Paid, Stage::Preparing, Stage::Shipped, Stage::Delivered])),
        cancellation in prop::option::of(select(vec![Cancellation::No, Cancellation::Yes, Cancellation::UnlessShipped])),
        payment in prop::option::of(select(vec![Payment::Unpaid, Payment::Paid, Payment::Cod, Payment::Refunded])),
        placed in prop::option::of(-1000_i64..0),
        parcels in prop::option::of(prop::collection::vec(0_u8..3, 0..3)),
        number in prop::option::of(0_u8..3),
    ) -> OrderEvent {
        let parcel = |n: u8| ShipmentRef { tracking_number: format!("P{n}"), carrier: n.is_multiple_of(2).then(|| "test".to_owned()) };
        let fact = match kind {
            0 => OrderFact::Deleted,
            1 => OrderFact::ParcelNamed(parcel(id % 3)),
            2 => OrderFact::Rare(PaymentSaid {
                at: at(version),
                source: "payu".to_owned(),
                payment: format!("{}", id % 2),
                step: PaymentStep::ALL[usize::from(id % 4)],
                amount: Money::minor(100, "PLN"),
                refund: number.map(|n| n.to_string()),
                confirm: None,
            }.fields()),
            3 => {
                let mut event = ParcelEvent::new(EventId::of(&[format!("moved {}", id % 3)]), "shop", at(learned));
                event.status = Some(Status::InTransit);
                OrderFact::Rare(rare::moved(&format!("F{}", id % 2), &event).unwrap())
            }
            4 => OrderFact::Rare(Link {
                platform: "allegro".to_owned(),
                platform_id: format!("{}", id % 3),
                is_merged: id.is_multiple_of(2),
                is_part: version.is_positive(),
            }.fields()),
            5 => OrderFact::Erased,
            6 => OrderFact::Rare(Fulfilment {
                version: at(version),
                id: format!("F{}", id % 2),
                is_cancelled: id.is_multiple_of(5),
                shipments: parcels.iter().flatten().map(|n| parcel(*n)).collect(),
            }.fields()),
            _ => OrderFact::Snapshot(Box::new(Snapshot {
                version: at(version),
                number: number.map(|n| format!("#{n}")),
                stage,
                cancellation,
                says: stage.map(|stage| stage.name().to_owned()),
                payment,
                placed_at: placed.map(at),
                paid_at: placed.map(at),
                shipments: parcels.map(|all| all.into_iter().map(parcel).collect()),
                total: number.and_then(|n| Money::minor(i64::from(n), "PLN")),
                has_contact: kind.is_multiple_of(2),
                ..Snapshot::default()
            })),
        };
        // An id stands for one content, as hashing the content makes it; only learning differs.
        let id = EventId::of(&[format!("{id} {fact:?}")]);
        OrderEvent { id, platform: "standard".to_owned(), platform_id: "1".to_owned(), learned: at(learned), fact, is_imported: kind > 12 }
    }
}

/// The same things in another order, some of them several times.
fn shuffled<T: Clone + std::fmt::Debug + 'static>(all: Vec<T>) -> impl Strategy<Value = (Vec<T>, Vec<T>)> {
    let repeated = prop::collection::vec(0..all.len().max(1), 0..20);
    let first = all.clone();
    repeated.prop_flat_map(move |again| {
        let mut more = first.clone();
        more.extend(again.into_iter().filter_map(|n| first.get(n).cloned()));
        (Just(first.clone()), Just(more).prop_shuffle())
    })
}

fn parcel(events: &[ParcelEvent]) -> ParcelLog {
    let mut log = ParcelLog::default();
    events.iter().for_each(|event| log.apply(1, event));
    log
}

fn order(events: &[(u64, OrderEvent)]) -> Order {
    let mut order = Order::default();
    events.iter().for_each(|(entry, event)| order.apply(*entry, event));
    order
}

proptest! {
    #[test]
    fn parcels_in_any_order(
        (first, second) in prop::collection::vec(parcel_event(), 0..14).prop_flat_map(shuffled)
    ) {
        prop_assert_eq!(parcel(&first), parcel(&second));
    }

    #[test]
    fn orders_in_any_order(
        (first, second) in prop::collection::vec((1_u64..50, order_event()), 0..14).prop_flat_map(shuffled),
        (parcels, more_parcels) in prop::collection::vec(parcel_event(), 1..10).prop_flat_map(shuffled),
    ) {
        let (one, other) = (order(&first), order(&second));
        prop_assert_eq!(&one, &other);
        let with = |order: &Order, events: &[ParcelEvent]| {
            let parcels: Vec<_> = order.shipments().into_iter().map(|named| (named, parcel(events))).collect();
            serde_json::to_string(&build(order, &parcels, &context())).unwrap()
        };
        prop_assert_eq!(with(&one, &parcels), with(&other, &more_parcels));
    }

    #[test]
    fn a_stored_state_is_the_same_when_read_again(events in prop::collection::vec((1_u64..9, order_event()), 0..8), parcels in prop::collection::vec(parcel_event(), 0..8)) {
        let (order, log) = (order(&events), parcel(&parcels));
        prop_assert_eq!(serde_json::from_str::<Order>(&serde_json::to_string(&order).unwrap()).unwrap(), order);
        prop_assert_eq!(serde_json::from_str::<ParcelLog>(&serde_json::to_string(&log).unwrap()).unwrap(), log);
    }
}

#[test]
fn a_word_that_says_nothing_tells_that_there_is_an_order() {
    let said = |id: &str, version: i64, stage: Option<Stage>| OrderEvent {
        id: EventId::of(&[id]),
        platform: "prestashop".to_owned(),
        platform_id: "812".to_owned(),
        learned: at(version),
        fact: OrderFact::Snapshot(Box::new(Snapshot { version: at(version), stage, ..Snapshot::default() })),
        is_imported: false,
    };
    let (empty, newer) = (said("a", 1, None), said("b", 2, None));
    let (shipped, full) = (said("c", 0, Some(Stage::Shipped)), order(&[(1, said("c", 0, Some(Stage::Shipped)))]));
    let only = order(&[(1, empty.clone())]);
    assert!(only.is_known());
    assert_eq!((only.number(), only.platform_stage()), ("812", Stage::Received));
    assert_eq!(order(&[(1, empty.clone()), (2, newer.clone())]), order(&[(2, newer.clone()), (1, empty.clone())]));
    let with = order(&[(2, empty), (3, newer), (1, shipped)]);
    assert_eq!(with.platform_stage(), full.platform_stage(), "what says something is worth more");
}
