//! For which states of an order there is something to tell, and when the clock alone may change
//! that, as tables.

// Helpers outside of #[test] functions may panic as the tests themselves do.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

use chrono::{DateTime, TimeDelta, Utc};
use proptest::{prelude::*, sample::select};
use sledz_domain::{
    event_id::EventId,
    fold::Fold,
    message::MessageKind::{self, *},
    occasion::{Occasion, Situation},
    order::{Cancellation, Order, OrderEvent, OrderFact, ShipmentRef, Snapshot},
    parcel::{ParcelEvent, ParcelLog, Pickup},
    promise::Policy,
    status::{Payment, Stage, Status},
    time::TimeSource,
};

const POLICY: Policy = Policy { dispatch_days: Some(2), delivery_days: None };

fn hour(hours: i64) -> DateTime<Utc> {
    "2026-10-05T08:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::hours(hours)
}

/// An order that its platform told about in hour 0.
fn order(said: Snapshot) -> Order {
    let mut order = Order::default();
    order.apply(
        1,
        &OrderEvent {
            id: EventId::of(&["1"]),
            platform: "standard".to_owned(),
            platform_id: "1".to_owned(),
            learned: hour(0),
            fact: OrderFact::Snapshot(Box::new(Snapshot { version: hour(0), placed_at: Some(hour(0)), ..said })),
            is_imported: false,
        },
    );
    order
}

fn said(stage: Stage, payment: Option<Payment>) -> Snapshot {
    Snapshot { stage: Some(stage), payment, ..Snapshot::default() }
}

fn shipped() -> Order {
    order(said(Stage::Shipped, Some(Payment::Paid)))
}

fn event(status: Status, hours: i64) -> ParcelEvent {
    let mut event = ParcelEvent::new(EventId::of(&[status.name(), &hours.to_string()]), "standard", hour(hours));
    event.status = Some(status);
    event.time_source = TimeSource::Given;
    event
}

fn log(events: &[ParcelEvent]) -> ParcelLog {
    let mut log = ParcelLog::default();
    events.iter().for_each(|event| log.apply(1, event));
    log
}

type Parcels = Vec<(ShipmentRef, ParcelLog)>;

/// Parcels A, B, C with these events.
fn parcels(logs: &[Vec<ParcelEvent>]) -> Parcels {
    let named = |name: char| ShipmentRef { tracking_number: name.to_string(), carrier: Some("dpd".to_owned()) };
    ('A'..).zip(logs).map(|(name, events)| (named(name), log(events))).collect()
}

fn occasions(order: &Order, parcels: &Parcels, now: i64) -> Vec<Occasion> {
    Situation::of(order, parcels, POLICY, hour(now)).occasions(hour(now))
}

/// Kind, detail, and the hour in which it became true.
fn told(order: &Order, parcels: &Parcels, now: i64) -> Vec<(MessageKind, &'static str, i64)> {
    let all = occasions(order, parcels, now).into_iter();
    all.map(|one| (one.kind, one.detail, (one.happened - hour(0)).num_hours())).collect()
}

#[test]
fn before_anything_is_handed_over() {
    let paid_at = |hours| Snapshot { paid_at: Some(hour(hours)), ..said(Stage::Paid, Some(Payment::Paid)) };
    let cancelled = Snapshot { cancellation: Some(Cancellation::Yes), ..said(Stage::Preparing, Some(Payment::Paid)) };
    for (said, expected) in [
        (said(Stage::Received, None), None),
        (said(Stage::Received, Some(Payment::Unpaid)), None),
        (said(Stage::Received, Some(Payment::Failed)), None),
        (said(Stage::Received, Some(Payment::Pending)), Some(0)),
        (said(Stage::Received, Some(Payment::Paid)), Some(0)),
        (said(Stage::Paid, Some(Payment::Paid)), Some(0)),
        (paid_at(5), Some(5)),
        // Paid before it was placed, as some platforms have it.
        (paid_at(-5), Some(0)),
        (said(Stage::Preparing, Some(Payment::Cod)), Some(0)),
        (said(Stage::Preparing, None), Some(0)),
        (cancelled, None),
        (said(Stage::Shipped, Some(Payment::Paid)), None),
        (said(Stage::Delivered, Some(Payment::Paid)), None),
    ] {
        let expected: Vec<_> = expected.into_iter().map(|hours| (Confirmed, "", hours)).collect();
        assert_eq!(told(&order(said.clone()), &Vec::new(), 6), expected, "{said:?}");
    }
}

#[test]
fn one_parcel_by_its_status() {
    for (status, expected) in [
        (Status::PreTransit, vec![(Shipped, "", 0)]),
        (Status::Accepted, vec![(Shipped, "", 3)]),
        (Status::InTransit, vec![(Shipped, "", 3)]),
        (Status::OutForDelivery, vec![(OutForDelivery, "", 3)]),
        (Status::ReadyForPickup, vec![(ReadyForPickup, "", 3)]),
        (Status::FailedAttempt, vec![(Problem, "failed_attempt", 3)]),
        (Status::Exception, vec![(Problem, "exception", 3)]),
        (Status::Delivered, vec![(Delivered, "", 3)]),
        (Status::Returning, vec![]),
        (Status::Returned, vec![(Returned, "", 3)]),
        (Status::Cancelled, vec![]),
    ] {
        assert_eq!(told(&shipped(), &parcels(&[vec![event(status, 3)]]), 4), expected, "{status:?}");
        let found = occasions(&shipped(), &parcels(&[vec![event(status, 3)]]), 4);
        assert!(found.iter().all(|one| one.parcel.as_deref() == Some("A") && one.carrier.as_deref() == Some("dpd")));
    }
}

#[test]
fn a_label_is_no_hand_over() {
    let preparing = order(said(Stage::Preparing, Some(Payment::Paid)));
    let label = parcels(&[vec![event(Status::PreTransit, 2)]]);
    assert_eq!(told(&preparing, &label, 4), [(Confirmed, "", 0)]);
    assert_eq!(told(&preparing, &parcels(&[vec![]]), 4), [(Confirmed, "", 0)]);
    // The first scan is one, whatever the shop says; the shop's word is one too.
    let scanned =
        parcels(&[vec![event(Status::PreTransit, 2), event(Status::Accepted, 3), event(Status::InTransit, 5)]]);
    assert_eq!(told(&preparing, &scanned, 6), [(Shipped, "", 3)]);
    assert_eq!(told(&shipped(), &parcels(&[vec![]]), 4), [(Shipped, "", 0)]);
    assert_eq!(told(&shipped(), &label, 4), [(Shipped, "", 0)]);
}

#[test]
fn parcels_that_are_not_the_delivery_are_not_told_of() {
    let moved = ParcelEvent { replaced_by: Some("B".to_owned()), ..event(Status::Exception, 3) };
    let redirected = parcels(&[vec![event(Status::InTransit, 1), moved], vec![event(Status::OutForDelivery, 5)]]);
    let found = occasions(&shipped(), &redirected, 6);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].kind, found[0].parcel.as_deref()), (OutForDelivery, Some("B")));
    let back = ParcelEvent { is_return: true, ..event(Status::Delivered, 30) };
    let returned = parcels(&[vec![event(Status::Delivered, 3)], vec![back]]);
    assert_eq!(told(&shipped(), &returned, 31), [(Delivered, "", 3)]);
    let cancelled = order(Snapshot { cancellation: Some(Cancellation::Yes), ..said(Stage::Shipped, None) });
    assert_eq!(told(&cancelled, &parcels(&[vec![event(Status::InTransit, 3)]]), 4), []);
}

#[test]
fn several_parcels_are_told_of_each() {
    let both = parcels(&[vec![event(Status::Delivered, 3)], vec![event(Status::OutForDelivery, 4)]]);
    assert_eq!(told(&shipped(), &both, 5), [(Delivered, "", 3), (OutForDelivery, "", 4)]);
}

#[test]
fn news_is_what_happened_within_a_day() {
    let one = &occasions(&shipped(), &parcels(&[vec![event(Status::Delivered, 3)]]), 4)[0];
    for (minutes, news) in [(-11, false), (-10, true), (0, true), (24 * 60, true), (24 * 60 + 1, false)] {
        assert_eq!(one.is_news(hour(3) + TimeDelta::minutes(minutes)), news, "{minutes}");
    }
}

fn waiting(from: i64, deadline: Option<i64>) -> Parcels {
    let pickup = Some(Pickup { deadline: deadline.map(hour), ..Pickup::default() });
    parcels(&[vec![ParcelEvent { pickup, ..event(Status::ReadyForPickup, from) }]])
}

#[test]
fn a_reminder_after_twelve_hours_of_waiting_within_the_last_day() {
    for (deadline, now, due) in [
        (Some(50), 25, None),
        (Some(50), 26, Some(26)),
        (Some(50), 49, Some(26)),
        (Some(50), 50, None),
        (Some(50), 99, None),
        // Less than a day in all.
        (Some(22), 13, None),
        (Some(22), 14, Some(14)),
        // Over before it has waited for twelve hours.
        (Some(13), 12, None),
        (Some(13), 14, None),
        (None, 40, None),
    ] {
        let reminder = told(&shipped(), &waiting(2, deadline), now).into_iter().find(|one| one.0 == PickupReminder);
        assert_eq!(reminder, due.map(|due| (PickupReminder, "", due)), "{deadline:?} {now}");
    }
}

#[test]
fn one_delay_the_most_telling() {
    let preparing = order(said(Stage::Preparing, Some(Payment::Paid)));
    // Promised for Wednesday, 23:59:59 in Warsaw.
    assert_eq!(told(&preparing, &Vec::new(), 61), [(Confirmed, "", 0)]);
    assert_eq!(told(&preparing, &Vec::new(), 62), [(Confirmed, "", 0), (Delay, "not_shipped", 61)]);
    let estimated = |hours| ParcelEvent { estimated_delivery: Some(hour(hours)), ..event(Status::InTransit, 3) };
    let announced = ParcelEvent { status: None, announces_delay: true, ..event(Status::Unknown, 4) };
    let delays = |events: Vec<ParcelEvent>, now| {
        let all = told(&shipped(), &parcels(&[events]), now).into_iter();
        all.filter(|one| one.0 == Delay).map(|one| (one.1, one.2)).collect::<Vec<_>>()
    };
    assert_eq!(delays(vec![event(Status::InTransit, 3)], 51), []);
    assert_eq!(delays(vec![event(Status::InTransit, 3)], 52), [("silent", 51)]);
    assert_eq!(delays(vec![event(Status::InTransit, 3), announced.clone()], 5), [("announced", 4)]);
    assert_eq!(delays(vec![estimated(10)], 13), []);
    assert_eq!(delays(vec![estimated(10)], 14), [("past_delivery", 13)]);
    assert_eq!(delays(vec![estimated(10), announced], 60), [("past_delivery", 13)]);
    assert_eq!(delays(vec![event(Status::InTransit, 3), event(Status::Delivered, 4)], 99), []);
    let found = occasions(&shipped(), &parcels(&[vec![event(Status::InTransit, 3)]]), 52);
    assert!(found.iter().any(|one| one.kind == Delay && one.parcel.is_none()), "of the order, not of a parcel");
    // Near the deadline the reminder tells it.
    assert!(!told(&shipped(), &waiting(2, Some(50)), 40).iter().any(|one| one.0 == Delay));
}

#[test]
fn the_next_deadlines() {
    let next = |order: &Order, parcels: &Parcels, now| {
        let next = Situation::of(order, parcels, POLICY, hour(now)).next_deadline(POLICY, hour(now));
        next.map(|at| (at - hour(0)).num_hours())
    };
    let preparing = order(said(Stage::Preparing, Some(Payment::Paid)));
    let unpaid = order(said(Stage::Received, Some(Payment::Unpaid)));
    let moving = parcels(&[vec![event(Status::InTransit, 3)]]);
    for (order, parcels, now, expected) in [
        (&preparing, Vec::new(), 1, Some(61)),
        (&preparing, Vec::new(), 70, None),
        (&unpaid, Vec::new(), 1, None),
        (&shipped(), Vec::new(), 1, Some(48)),
        (&shipped(), moving.clone(), 4, Some(51)),
        (&shipped(), moving, 60, None),
        (&shipped(), waiting(2, Some(60)), 4, Some(36)),
        (&shipped(), waiting(2, Some(16)), 4, Some(14)),
        (&shipped(), parcels(&[vec![event(Status::Delivered, 3)]]), 4, None),
        (&shipped(), parcels(&[vec![event(Status::Returned, 3)]]), 4, None),
    ] {
        assert_eq!(next(order, &parcels, now), expected, "{parcels:?} {now}");
    }
}

proptest! {
    /// Whatever is heard, the next deadline lies ahead, and an order that is over has none.
    #[test]
    fn a_next_deadline_lies_ahead(
        stage in select(vec![Stage::Received, Stage::Paid, Stage::Preparing, Stage::Shipped, Stage::Delivered]),
        payment in select(vec![Payment::Unpaid, Payment::Paid, Payment::Cod]),
        cancelled in any::<bool>(),
        events in prop::collection::vec((select(Status::ALL.to_vec()), 0_i64..80, prop::option::of(0_i64..120)), 0..5),
        now in 0_i64..200,
    ) {
        let cancellation = cancelled.then_some(Cancellation::Yes);
        let order = order(Snapshot { cancellation, ..said(stage, Some(payment)) });
        let told = |(status, at, until): &(Status, i64, Option<i64>)| {
            let pickup = until.map(|until| Pickup { deadline: Some(hour(until)), ..Pickup::default() });
            ParcelEvent { pickup, estimated_delivery: until.map(hour), ..event(*status, *at) }
        };
        let parcels = parcels(&[events.iter().map(told).collect()]);
        let situation = Situation::of(&order, &parcels, POLICY, hour(now));
        let next = situation.next_deadline(POLICY, hour(now));
        prop_assert!(next.is_none_or(|next| next > hour(now)), "{next:?}");
        prop_assert!(next.is_none() || !situation.is_over());
        // Between two deadlines the clock alone changes nothing.
        let sooner = next.map_or(hour(now + 300), |next| next - TimeDelta::seconds(1));
        let kinds = |at| {
            let all = Situation::of(&order, &parcels, POLICY, at).occasions(at);
            all.into_iter().filter(|one| one.kind != PickupReminder).map(|one| (one.kind, one.detail)).collect::<Vec<_>>()
        };
        prop_assert_eq!(kinds(hour(now)), kinds(sooner));
    }
}
