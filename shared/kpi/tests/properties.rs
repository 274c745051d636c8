//! What must hold whatever the rows are and in whatever order they come.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::cast_possible_truncation)]

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use proptest::{collection::vec, option, prelude::*};
use sledz_domain::{
    case::CaseStatus,
    cause::Cause,
    contact::ContactChannel,
    intent::Intent,
    message::{Channel, MessageKind},
};
use sledz_kpi::{
    CaseRow, CustomerMessage, LatencyRow, MessageRow, OrderRow, ParcelRow, Promise, Rating, RawRows, Roll, Rows, Scale,
    Settings, day::bounds, figures, figures_by, needs, roll_day, touched,
};

/// The night in which summer time ends lies within.
fn start() -> DateTime<Utc> {
    "2026-10-15T00:00:00Z".parse().unwrap()
}

fn days() -> Vec<NaiveDate> {
    let first: NaiveDate = "2026-10-14".parse().unwrap();
    first.iter_days().take(45).collect()
}

fn settings() -> Settings {
    Settings { fcr_days: 3, net_days: 10, ..Settings::default() }
}

fn as_of() -> DateTime<Utc> {
    start() + TimeDelta::days(25)
}

/// Minutes that often meet.
fn at() -> impl Strategy<Value = DateTime<Utc>> {
    prop_oneof![0_i64..25 * 24, (0_i64..25).prop_map(|day| day * 24 + 22)]
        .prop_map(|hour| start() + TimeDelta::hours(hour))
}

fn message() -> impl Strategy<Value = CustomerMessage> {
    (at(), any::<bool>()).prop_map(|(at, is_thanks)| CustomerMessage { at, is_thanks })
}

prop_compose! {
    fn case()(
        (number, channel, intents, cause) in (0_u8..12, 0_usize..8, vec(0_usize..26, 0..3), option::of(0_usize..10)),
        (order, customer, opened, messages) in (option::of(0_u8..3), option::of(0_u8..3), at(), vec(message(), 0..4)),
        (automatic, answers, closed, reopened) in (vec(at(), 0..2), vec(at(), 0..3), vec(at(), 0..3), vec(at(), 0..2)),
        promises in vec((at(), at(), option::of(at())), 0..2),
        (handed_over, is_corrected, is_machine, is_joined) in (option::of(at()), any::<bool>(), 0_u8..8, 0_u8..8),
        (rating, handling_seconds) in (option::of((0_usize..3, at(), option::of((at(), 0_u8..12)))), option::of(0_u32..5000)),
    ) -> CaseRow {
        CaseRow {
            number: format!("K{number}"),
            channel: ContactChannel::ALL[channel],
            source: "form".to_owned(),
            intents: intents.into_iter().map(|intent| Intent::ALL[intent]).collect(),
            cause: cause.map(|cause| Cause::ALL[cause]),
            carrier: order.map(|order| format!("carrier{order}")),
            order: order.map(|order| format!("o{order}")),
            customer: customer.map(|customer| format!("c{customer}")),
            opened,
            messages,
            automatic,
            answers,
            promises: promises.into_iter().map(|(made, due, kept)| Promise { made, due, kept }).collect(),
            closed,
            reopened,
            handed_over,
            is_corrected,
            is_machine: is_machine == 0,
            rating: rating.map(|(scale, asked, answer)| Rating {
                scale: Scale::ALL[scale],
                asked,
                answered: answer.map(|answer| answer.0),
                score: answer.map(|answer| answer.1),
            }),
            handling_seconds,
            status: if is_joined == 0 { CaseStatus::Joined } else { CaseStatus::Open },
        }
    }
}

prop_compose! {
    fn order()(
        (key, placed, paid, shipped) in (0_u8..6, at(), option::of(at()), option::of(at())),
        (dispatch_promised, delivered, delivery_promised) in (option::of(at()), option::of(at()), option::of(at())),
        (cancelled, parcels, returned_parcels) in (option::weighted(0.2, at()), 0_u32..3, 0_u32..2),
        (is_in_full, is_sent_back, number_known) in (any::<bool>(), any::<bool>(), option::of(at())),
    ) -> OrderRow {
        OrderRow {
            key: format!("o{key}"), platform: "woocommerce".to_owned(), carrier: Some(format!("carrier{}", key % 3)), placed, paid, shipped,
            dispatch_promised, delivered, delivery_promised, cancelled, parcels, returned_parcels, is_sent_back, is_in_full, number_known,
        }
    }
}

prop_compose! {
    fn parcel()(
        (key, handed_over, delivered, failed) in (0_u8..6, option::of(at()), option::of(at()), vec(at(), 0..3)),
        (ready, picked_up, returned, promised) in (option::of(at()), option::of(at()), option::of(at()), option::of(at())),
    ) -> ParcelRow {
        ParcelRow { key: format!("p{key}"), carrier: None, handed_over, delivered, failed, ready, picked_up, returned, promised }
    }
}

prop_compose! {
    fn rows()(
        cases in vec(case(), 0..14), orders in vec(order(), 0..8), parcels in vec(parcel(), 0..8),
        messages in vec((0_u8..6, at(), option::of(at()), option::of(at()), option::of(at())), 0..6),
        latencies in vec((0_u8..6, 0_usize..45, 0_u32..100, 1_u32..5), 0..6),
    ) -> RawRows {
        RawRows {
            cases, orders, parcels,
            messages: messages.into_iter().map(|(key, owed, sent, delivered, bounced)| MessageRow {
                key: key.to_string(), kind: MessageKind::Shipped, channel: Channel::Email, owed, sent, delivered, bounced,
            }).collect(),
            latencies: latencies.into_iter().map(|(key, day, seconds, count)| LatencyRow {
                key: key.to_string(), day: days()[day], source: "inpost".to_owned(), seconds, count,
            }).collect(),
            disagreements: Vec::new(),
        }
    }
}

fn rolled(rows: &Rows) -> Vec<Roll> {
    days().into_iter().map(|day| roll_day(day, rows, &settings())).collect()
}

fn sum<'a>(rolls: impl IntoIterator<Item = &'a Roll>) -> Roll {
    let mut sum = Roll::default();
    rolls.into_iter().for_each(|roll| sum.merge(roll));
    sum
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn order_and_copies_do_not_matter(raw in rows(), seed in any::<u64>()) {
        let mut shuffled = raw.clone();
        let mut place = seed;
        let mut next = |length: usize| {
            place = place.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (place >> 33) as usize % length.max(1)
        };
        shuffled.cases.extend(raw.cases.clone());
        shuffled.orders.extend(raw.orders.clone());
        shuffled.parcels.extend(raw.parcels.clone());
        shuffled.messages.extend(raw.messages.clone());
        shuffled.latencies.extend(raw.latencies.clone());
        for at in 0..shuffled.cases.len() {
            let other = next(shuffled.cases.len());
            shuffled.cases.swap(at, other);
            shuffled.cases[at].messages.reverse();
            shuffled.cases[at].closed.reverse();
            let again = shuffled.cases[at].answers.clone();
            shuffled.cases[at].answers.extend(again);
        }
        shuffled.orders.reverse();
        shuffled.parcels.reverse();
        shuffled.messages.reverse();
        shuffled.latencies.reverse();
        prop_assert_eq!(rolled(&Rows::of(as_of(), raw)), rolled(&Rows::of(as_of(), shuffled)));
    }

    #[test]
    fn days_add_up_in_any_order_and_grouping(raw in rows(), cut in 0_usize..45, other in 0_usize..45) {
        let days = rolled(&Rows::of(as_of(), raw));
        let all = sum(&days);
        let (cut, other) = (cut.min(other), cut.max(other));
        let (a, b, c) = (sum(&days[..cut]), sum(&days[cut..other]), sum(&days[other..]));
        prop_assert_eq!(&sum([&a, &sum([&b, &c])]), &all);
        prop_assert_eq!(&sum([&sum([&c, &a]), &b]), &all);
        prop_assert_eq!(&sum(days.iter().rev()), &all);
        let odd = sum(days.iter().skip(1).step_by(2));
        prop_assert_eq!(&sum([&odd, &sum(days.iter().step_by(2))]), &all);
        // Stored and read again, whole and in parts.
        let stored = postcard::to_allocvec(&all).unwrap();
        prop_assert_eq!(&postcard::from_bytes::<Roll>(&stored).unwrap(), &all);
        let json = serde_json::to_string(&all).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Roll>(&json).unwrap(), &all);
        let mut parts = all.part(None);
        for by in sledz_kpi::Dimension::ALL {
            parts.merge(&all.part(Some(by)));
        }
        prop_assert_eq!(&parts, &all);
    }

    #[test]
    fn a_day_needs_no_other_rows_than_it_says(raw in rows()) {
        let rows = Rows::of(as_of(), raw.clone());
        let settings = settings();
        for day in days() {
            let (from, to) = needs(day, &settings, TimeDelta::days(25));
            let (begin, end) = bounds(day);
            let mut few = raw.clone();
            few.cases = rows.cases().to_vec();
            few.cases.retain(|case| {
                let is_closed = case.closed.last().is_some_and(|at| {
                    *at < end && case.reopened.last().is_none_or(|open| open <= at)
                });
                (from <= case.opened && case.opened < to) || !is_closed
            });
            few.orders = rows.orders().iter().filter(|order| begin <= order.placed && order.placed < end).cloned().collect();
            prop_assert_eq!(roll_day(day, &Rows::of(as_of(), few), &settings), roll_day(day, &rows, &settings));
        }
    }

    /// Days were rolled up; then more became known of one case. What is rolled up again is what computing afresh gives.
    #[test]
    fn what_comes_late_touches_the_days_it_says(raw in rows(), late in case()) {
        let settings = settings();
        let before = Rows::of(as_of(), raw.clone());
        let known = before.cases().iter().find(|case| case.number == late.number).cloned();
        let mut all = raw;
        all.cases = before.cases().iter().filter(|case| case.number != late.number).cloned().collect();
        all.cases.push(late.clone());
        let after = Rows::of(as_of(), all);
        let late = after.cases().iter().find(|case| case.number == late.number).unwrap();
        let touched = touched(known.as_ref(), late, &after, &settings);
        // A day that has not begun is not rolled up.
        for day in days().into_iter().filter(|day| bounds(*day).0 <= as_of()) {
            let (old, fresh) = (roll_day(day, &before, &settings), roll_day(day, &after, &settings));
            prop_assert!(touched.contains(&day) || old == fresh, "{} is not among {:?}", day, touched);
        }
    }

    /// A roll does not change by itself before the instant it names.
    #[test]
    fn it_changes_by_time_when_it_says(raw in rows(), hours in 1_i64..24 * 20) {
        let settings = settings();
        let later = as_of() + TimeDelta::hours(hours);
        let (now, then) = (Rows::of(as_of(), raw.clone()), Rows::of(later, raw));
        for day in days() {
            let (old, new) = (roll_day(day, &now, &settings), roll_day(day, &then, &settings));
            if old.settles().is_none_or(|at| at > later) {
                prop_assert_eq!(old, new);
            }
        }
    }

    #[test]
    fn shares_are_shares(raw in rows()) {
        let roll = sum(&rolled(&Rows::of(as_of(), raw)));
        let mut all = figures(&roll, Some(&roll), &settings());
        for by in sledz_kpi::Dimension::ALL {
            all.extend(figures_by(&roll, by, None, &settings()).into_iter().flat_map(|group| group.figures));
        }
        for figure in &all {
            if figure.unit == sledz_kpi::Unit::Percent {
                prop_assert!((0..=10_000).contains(&figure.value.units), "{:?}", figure);
            }
            prop_assert!(figure.denominator != Some(0), "{:?}", figure);
        }
    }
}
