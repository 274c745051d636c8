//! The rules of the fold, of stages and of delays, as tables.

// Helpers outside of #[test] functions may panic as the tests themselves do.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

use chrono::{DateTime, TimeDelta, Utc};
use sledz_domain::{
    delay::{Delay, delays},
    event_id::EventId,
    fold::Fold,
    order::{Cancellation, Order, OrderEvent, OrderFact, ShipmentRef, Snapshot},
    parcel::{ParcelEvent, ParcelLog, Pickup},
    promise::{Policy, deliver_by, dispatch_by},
    stage::stage,
    status::{Payment, Stage, Status},
    time::TimeSource,
    timeline::{Parcel, walk},
    view::walked_parcels,
};

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn hour(hour: i64) -> DateTime<Utc> {
    utc("2026-10-05T00:00:00Z") + TimeDelta::hours(hour)
}

/// An event of `status` (`-`: none) that happened and was learned in that hour.
fn event(status: &str, hours: i64) -> ParcelEvent {
    let mut event = ParcelEvent::new(EventId::of(&[status, &hours.to_string()]), "standard", hour(hours));
    event.status = Status::from_name(status);
    event.time_source = TimeSource::Given;
    event.code = Some(status.to_owned());
    event
}

fn fold(events: &[ParcelEvent]) -> Parcel {
    let mut log = ParcelLog::default();
    events.iter().for_each(|event| log.apply(1, event));
    walk(&log, None)
}

#[test]
fn the_state_after_each_history() {
    for (history, status) in [
        ("accepted in_transit", Status::InTransit),
        ("delivered in_transit", Status::Delivered),
        ("delivered out_for_delivery ready_for_pickup", Status::Delivered),
        ("delivered exception", Status::Exception),
        ("delivered exception in_transit", Status::Exception),
        ("delivered returning", Status::Returning),
        ("delivered returning returned", Status::Returned),
        ("returning delivered", Status::Returned),
        ("returning in_transit delivered", Status::Returned),
        ("returned in_transit delivered", Status::Returned),
        ("returned exception", Status::Exception),
        ("returned exception delivered", Status::Exception),
        ("cancelled accepted", Status::Accepted),
        ("in_transit unknown", Status::InTransit),
        ("in_transit -", Status::InTransit),
        ("failed_attempt out_for_delivery", Status::OutForDelivery),
        ("-", Status::Unknown),
    ] {
        let events: Vec<_> = (0..).zip(history.split(' ')).map(|(at, status)| event(status, at)).collect();
        assert_eq!(fold(&events).status, status, "{history}");
    }
}

#[test]
fn equal_times_go_by_rank() {
    for (together, status) in [
        ("in_transit accepted", Status::InTransit),
        ("delivered returning", Status::Delivered),
        ("out_for_delivery exception", Status::OutForDelivery),
        ("ready_for_pickup failed_attempt", Status::ReadyForPickup),
    ] {
        let events: Vec<_> = together.split(' ').map(|status| event(status, 1)).collect();
        assert_eq!(fold(&events).status, status, "{together}");
    }
}

#[test]
fn the_future_is_folded_when_it_was_learned() {
    let mut early = event("out_for_delivery", 5);
    early.learned = hour(0);
    let parcel = fold(&[event("in_transit", 1), early]);
    assert_eq!(parcel.status, Status::InTransit, "told at 0 h, so before the scan at 1 h");
    assert_eq!(parcel.rows[0].at, hour(0));
    assert_eq!(parcel.rows[0].time_source, TimeSource::Learned);
    let mut close = event("delivered", 2);
    close.learned = hour(2) - TimeDelta::minutes(10);
    assert_eq!(fold(&[close]).since, Some(hour(2)));
}

#[test]
fn a_soft_exception_delays_until_the_next_movement() {
    let mut soft = event("-", 1);
    soft.announces_delay = true;
    assert!(fold(&[event("in_transit", 0), soft.clone()]).delay_announced);
    assert_eq!(fold(&[event("in_transit", 0), soft.clone()]).status, Status::InTransit);
    assert!(!fold(&[event("in_transit", 0), soft.clone(), event("in_transit", 2)]).delay_announced);
    assert!(!fold(&[event("delivered", 0), soft]).delay_announced);
}

#[test]
fn two_sources_tell_one_event_within_a_quarter_of_an_hour() {
    let told = |source: &str, minutes: i64| {
        let mut event = event("delivered", 0);
        event.id = EventId::of(&[source, &minutes.to_string()]);
        event.source = source.to_owned();
        event.at += TimeDelta::minutes(minutes);
        event.learned = event.at;
        event
    };
    let rows = fold(&[told("inpost", 14), told("inpost-shipx", 0)]).rows;
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].at, rows[0].sources.clone()), (hour(0), vec!["inpost-shipx".to_owned(), "inpost".to_owned()]));
    assert_eq!(fold(&[told("inpost", 16), told("inpost-shipx", 0)]).rows.len(), 2);
    assert_eq!(fold(&[told("inpost", 5), told("inpost", 0)]).rows.len(), 2, "one source tells each event once");
}

#[test]
fn what_moved_nothing_has_no_status_and_a_return_is_called_so() {
    let rows = fold(&[event("returning", 0), event("delivered", 1), event("in_transit", 2), event("-", 3)]).rows;
    let shown: Vec<_> = rows.iter().map(|row| row.status).collect();
    assert_eq!(shown, [Some(Status::Returning), Some(Status::Returned), None, None]);
}

#[test]
fn recycled_numbers_show_only_what_is_recent_enough() {
    let mut log = ParcelLog::default();
    log.apply(1, &event("delivered", 0));
    log.apply(2, &event("accepted", 100));
    assert_eq!(walk(&log, Some(hour(50))).rows.len(), 1);
    assert_eq!(walk(&log, Some(hour(50))).status, Status::Accepted);
}

fn order(said: Snapshot) -> Order {
    let mut order = Order::default();
    let fact = OrderFact::Snapshot(Box::new(said));
    order.apply(
        1,
        &OrderEvent {
            id: EventId::of(&["1"]),
            platform: "standard".into(),
            platform_id: "1".into(),
            learned: hour(0),
            fact,
            is_imported: false,
        },
    );
    order
}

fn said(stage: Stage) -> Snapshot {
    Snapshot { version: hour(0), stage: Some(stage), ..Snapshot::default() }
}

fn parcel(status: Status) -> Parcel {
    Parcel { status, last_event: Some(hour(0)), ..Parcel::default() }
}

#[test]
fn the_stage_by_platform_and_parcels() {
    use Status::*;
    for (platform, parcels, expected) in [
        (Stage::Received, vec![], Stage::Received),
        (Stage::Preparing, vec![], Stage::Preparing),
        (Stage::Delivered, vec![], Stage::Delivered),
        (Stage::Preparing, vec![PreTransit], Stage::Preparing),
        (Stage::Shipped, vec![PreTransit], Stage::Shipped),
        (Stage::Delivered, vec![PreTransit], Stage::Shipped),
        (Stage::Preparing, vec![Accepted], Stage::Accepted),
        (Stage::Shipped, vec![PreTransit, InTransit], Stage::Shipped),
        (Stage::Shipped, vec![Delivered, InTransit], Stage::InTransit),
        (Stage::Shipped, vec![Delivered, Delivered], Stage::Delivered),
        (Stage::Shipped, vec![Delivered, Cancelled], Stage::Delivered),
        (Stage::Shipped, vec![Cancelled], Stage::Shipped),
        (Stage::Shipped, vec![Delivered, Exception, FailedAttempt], Stage::Exception),
        (Stage::Shipped, vec![Returning, FailedAttempt], Stage::FailedAttempt),
        (Stage::Shipped, vec![Returned, Returning], Stage::Returning),
        (Stage::Shipped, vec![Returned, Delivered], Stage::Returned),
        (Stage::Shipped, vec![ReadyForPickup, OutForDelivery], Stage::OutForDelivery),
    ] {
        let parcels: Vec<_> = parcels.into_iter().map(parcel).collect();
        assert_eq!(stage(&order(said(platform)), parcels.iter()), expected, "{platform:?} {parcels:?}");
    }
}

#[test]
fn parcels_that_do_not_decide_the_stage() {
    let replaced = Parcel { replaced_by: Some("B".into()), ..parcel(Status::Exception) };
    let back = Parcel { is_return: true, ..parcel(Status::InTransit) };
    let parcels = [replaced, back, parcel(Status::Delivered)];
    assert_eq!(stage(&order(said(Stage::Shipped)), parcels.iter()), Stage::Delivered);
}

#[test]
fn cancelled_as_the_platform_says_and_refunded_unless_shipped() {
    let with = |stage, cancellation| order(Snapshot { cancellation: Some(cancellation), ..said(stage) });
    let moving = [parcel(Status::InTransit)];
    assert_eq!(stage(&with(Stage::Shipped, Cancellation::Yes), moving.iter()), Stage::Cancelled);
    assert_eq!(stage(&with(Stage::Preparing, Cancellation::UnlessShipped), [].iter()), Stage::Cancelled);
    assert_eq!(stage(&with(Stage::Preparing, Cancellation::UnlessShipped), moving.iter()), Stage::InTransit);
    assert_eq!(stage(&with(Stage::Shipped, Cancellation::UnlessShipped), [].iter()), Stage::Shipped);
}

#[test]
fn an_older_version_never_wins() {
    let mut order = order(said(Stage::Shipped));
    let older = Snapshot {
        version: hour(-1),
        stage: Some(Stage::Preparing),
        language: Some("pl".into()),
        ..Snapshot::default()
    };
    let fact = OrderFact::Snapshot(Box::new(older));
    order.apply(
        2,
        &OrderEvent {
            id: EventId::of(&["2"]),
            platform: "standard".into(),
            platform_id: "1".into(),
            learned: hour(9),
            fact,
            is_imported: false,
        },
    );
    assert_eq!(order.platform_stage(), Stage::Shipped);
    assert_eq!(order.language(), Some("pl"), "what the newer version did not tell is taken");
}

#[test]
fn a_parcel_that_the_shop_takes_out_is_no_longer_listed() {
    let named = |numbers: &[&str]| {
        Some(numbers.iter().map(|n| ShipmentRef { tracking_number: (*n).to_owned(), carrier: None }).collect())
    };
    let mut order = order(Snapshot { shipments: named(&["A", "B"]), ..said(Stage::Shipped) });
    let newer = Snapshot { version: hour(1), shipments: named(&["B"]), ..Snapshot::default() };
    let fact = OrderFact::Snapshot(Box::new(newer));
    order.apply(
        2,
        &OrderEvent {
            id: EventId::of(&["2"]),
            platform: "standard".into(),
            platform_id: "1".into(),
            learned: hour(1),
            fact,
            is_imported: false,
        },
    );
    assert_eq!(order.shipments().len(), 1);
    assert_eq!(order.parcels().len(), 2, "it is still found by both");
}

#[test]
fn an_order_that_is_touched_again_is_not_paid_again() {
    let policy = Policy { dispatch_days: Some(2), delivery_days: None };
    let paid = |version: &str| Snapshot {
        version: utc(version),
        payment: Some(Payment::Paid),
        stage: Some(Stage::Preparing),
        ..Snapshot::default()
    };
    let mut order = order(paid("2026-11-20T10:00:00Z"));
    let promised = dispatch_by(&order, policy);
    assert_eq!(promised, Some(utc("2026-11-24T22:59:59Z")));
    let fact = OrderFact::Snapshot(Box::new(paid("2026-11-23T10:00:00Z")));
    order.apply(
        2,
        &OrderEvent {
            id: EventId::of(&["2"]),
            platform: "standard".into(),
            platform_id: "1".into(),
            learned: hour(9),
            fact,
            is_imported: false,
        },
    );
    assert_eq!(dispatch_by(&order, policy), promised, "the promise does not move on");
    assert_eq!(order.paid_since(), Some(utc("2026-11-20T10:00:00Z")));
}

#[test]
fn promises_in_business_days() {
    let policy = Policy { dispatch_days: Some(2), delivery_days: Some(1) };
    let paid =
        |at: &str| order(Snapshot { payment: Some(Payment::Paid), paid_at: Some(utc(at)), ..said(Stage::Preparing) });
    // Friday evening in Warsaw is still Friday; two business days on is Tuesday, until midnight.
    assert_eq!(dispatch_by(&paid("2026-11-20T22:30:00Z"), policy), Some(utc("2026-11-24T22:59:59Z")));
    assert_eq!(dispatch_by(&paid("2026-12-23T10:00:00Z"), policy), Some(utc("2026-12-29T22:59:59Z")));
    assert_eq!(dispatch_by(&paid("2026-07-01T10:00:00Z"), policy), Some(utc("2026-07-03T21:59:59Z")));
    let unpaid = order(Snapshot { payment: Some(Payment::Unpaid), placed_at: Some(hour(0)), ..said(Stage::Received) });
    assert_eq!(dispatch_by(&unpaid, policy), None);
    let cod = order(Snapshot {
        payment: Some(Payment::Cod),
        placed_at: Some(utc("2026-11-23T10:00:00Z")),
        ..said(Stage::Preparing)
    });
    assert_eq!(dispatch_by(&cod, policy), Some(utc("2026-11-25T22:59:59Z")));
    assert_eq!(dispatch_by(&cod, Policy::default()), None);
    let told = order(Snapshot { dispatch_by: Some(hour(3)), ..said(Stage::Preparing) });
    assert_eq!(dispatch_by(&told, policy), Some(hour(3)));
    let shipped = order(Snapshot { shipped_at: Some(utc("2026-11-20T10:00:00Z")), ..said(Stage::Shipped) });
    assert_eq!(deliver_by(&shipped, policy), Some(utc("2026-11-23T22:59:59Z")));
}

#[test]
fn delays_are_seen() {
    let policy = Policy { dispatch_days: Some(1), delivery_days: None };
    let preparing = order(Snapshot { payment: Some(Payment::Paid), paid_at: Some(hour(0)), ..said(Stage::Preparing) });
    let promised = dispatch_by(&preparing, policy).unwrap();
    let seen = |order: &Order, stage, parcels: &[Parcel], now| delays(order, stage, parcels, policy, now);
    assert_eq!(seen(&preparing, Stage::Preparing, &[], promised), []);
    assert_eq!(
        seen(&preparing, Stage::Preparing, &[], promised + TimeDelta::seconds(1)),
        [Delay::NotShipped { promised }]
    );

    let shipped = order(said(Stage::Shipped));
    let moving = [parcel(Status::InTransit)];
    assert_eq!(seen(&shipped, Stage::InTransit, &moving, hour(48)), []);
    assert_eq!(seen(&shipped, Stage::InTransit, &moving, hour(49)), [Delay::Silent { since: hour(0) }]);
    assert_eq!(seen(&shipped, Stage::Shipped, &[], hour(49)), [Delay::Silent { since: hour(0) }]);
    assert_eq!(seen(&shipped, Stage::Delivered, &[parcel(Status::Delivered)], hour(999)), []);
    assert_eq!(seen(&shipped, Stage::ReadyForPickup, &[parcel(Status::ReadyForPickup)], hour(999)), []);

    let due = [Parcel { estimated_delivery: Some(hour(10)), ..parcel(Status::OutForDelivery) }];
    assert_eq!(seen(&shipped, Stage::OutForDelivery, &due, hour(21)), [], "the day is not over");
    assert_eq!(seen(&shipped, Stage::OutForDelivery, &due, hour(23)), [Delay::PastDelivery { promised: hour(10) }]);

    let pickup = Some(Pickup { deadline: Some(hour(100)), ..Pickup::default() });
    let waiting = [Parcel { pickup, ..parcel(Status::ReadyForPickup) }];
    assert_eq!(seen(&shipped, Stage::ReadyForPickup, &waiting, hour(70)), []);
    assert_eq!(
        seen(&shipped, Stage::ReadyForPickup, &waiting, hour(77)),
        [Delay::PickupDeadlineNear { deadline: hour(100) }]
    );
    let announced = [Parcel { delay_announced: true, ..parcel(Status::InTransit) }];
    assert_eq!(seen(&shipped, Stage::InTransit, &announced, hour(1)), [Delay::Announced]);
}

#[test]
fn what_an_unproven_source_says_of_the_end_waits_for_another() {
    let hint = |status: &str, hours: i64| ParcelEvent {
        source: "inpost-shipx".to_owned(),
        awaits_confirmation: true,
        ..event(status, hours)
    };
    let proven = |status: &str, minutes: i64| ParcelEvent {
        at: hour(5) + TimeDelta::minutes(minutes),
        id: EventId::of(&["proven", status]),
        ..event(status, 9)
    };
    let way = [event("in_transit", 1), event("ready_for_pickup", 2)];
    let after = |more: &[ParcelEvent]| fold(&[&way, more].concat());
    let waiting = after(&[hint("delivered", 5)]);
    assert_eq!((waiting.status, waiting.awaits_confirmation), (Status::ReadyForPickup, true));
    assert_eq!(waiting.rows.len(), 2, "it is not shown");
    assert_eq!(waiting.last_event, Some(hour(2)), "nor does it count as a word of the courier");
    // A delivered confirms no returned.
    assert_eq!(after(&[hint("returned", 5), proven("delivered", 3)]).status, Status::Delivered);
    for minutes in [-10, 0, 10] {
        let told = after(&[hint("delivered", 5), proven("delivered", minutes)]);
        assert_eq!((told.status, told.awaits_confirmation), (Status::Delivered, false));
        let row = told.rows.last().unwrap();
        assert_eq!((told.rows.len(), row.sources.len()), (3, 2), "one event of two sources");
        assert_eq!(row.at, (hour(5) + TimeDelta::minutes(minutes)).min(hour(5)));
    }
}

#[test]
fn the_number_of_a_return_belongs_to_the_return() {
    let named = |number: &str| ShipmentRef { tracking_number: number.to_owned(), carrier: None };
    let log = |events: &[ParcelEvent]| {
        let mut log = ParcelLog::default();
        events.iter().for_each(|event| log.apply(1, event));
        log
    };
    let back = ParcelEvent { returned_as: Some("B".to_owned()), ..event("returning", 3) };
    let parcels = [(named("A"), log(&[event("in_transit", 1), back])), (named("B"), log(&[event("in_transit", 4)]))];
    let order = order(said(Stage::Shipped));
    let walked = walked_parcels(&order, &parcels);
    assert_eq!(walked.iter().map(|parcel| parcel.is_return).collect::<Vec<_>>(), [false, true]);
    assert_eq!(stage(&order, walked.iter()), Stage::Returning);
}
