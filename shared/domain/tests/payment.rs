//! What the words about an order's payments come to, in whatever order and however often they are told.

// Helpers outside of #[test] functions may panic as the tests themselves do.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

use chrono::{DateTime, TimeDelta, Utc};
use proptest::{prelude::*, sample::select};
use sledz_domain::{
    event_id::EventId,
    fold::Fold,
    listed::Listed,
    money::Money,
    order::{
        Order, OrderEvent, OrderFact, PaymentSaid,
        PaymentStep::{self, Failed, Paid, Pending, Refunded},
        Snapshot,
        payment::{Settled, settle},
    },
    status::Payment,
};

fn at(minutes: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap() + TimeDelta::minutes(minutes)
}

fn pln(grosze: i64) -> Money {
    Money::minor(grosze, "PLN").unwrap()
}

fn eur(cents: i64) -> Money {
    Money::minor(cents, "EUR").unwrap()
}

/// A word of PayU's about payment `A` of the right amount.
fn word(minutes: i64, step: PaymentStep) -> PaymentSaid {
    PaymentSaid {
        at: at(minutes),
        source: "payu".to_owned(),
        payment: "A".to_owned(),
        step,
        amount: Some(pln(10_000)),
        refund: None,
        confirm: None,
    }
}

fn of(payment: &str, said: PaymentSaid) -> PaymentSaid {
    PaymentSaid { payment: payment.to_owned(), ..said }
}

fn by(source: &str, said: PaymentSaid) -> PaymentSaid {
    PaymentSaid { source: source.to_owned(), ..said }
}

fn amount(amount: impl Into<Option<Money>>, said: PaymentSaid) -> PaymentSaid {
    PaymentSaid { amount: amount.into(), ..said }
}

/// As a set is read: in order, each once.
fn sorted(words: &[PaymentSaid]) -> Vec<PaymentSaid> {
    let mut words = words.to_vec();
    words.sort();
    words.dedup();
    words
}

fn refund(id: &str, minutes: i64, grosze: i64) -> PaymentSaid {
    PaymentSaid { refund: Some(id.to_owned()), ..amount(pln(grosze), word(minutes, Refunded)) }
}

fn settled(words: &[PaymentSaid]) -> Settled {
    settle(&sorted(words), Some(&pln(10_000)))
}

fn event(fact: OrderFact) -> OrderEvent {
    OrderEvent {
        id: EventId::of(&[format!("{fact:?}")]),
        platform: "standard".to_owned(),
        platform_id: "1".to_owned(),
        learned: at(0),
        fact,
        is_imported: false,
    }
}

/// An order of 100.00 PLN of which the platform says this, and providers that.
fn order(platform: Option<Payment>, words: &[PaymentSaid]) -> Order {
    let snapshot = Snapshot { payment: platform, total: Some(pln(10_000)), ..Snapshot::at(at(-10)) };
    let mut order = Order::default();
    order.apply(1, &event(OrderFact::Snapshot(Box::new(snapshot))));
    words.iter().for_each(|word| order.apply(2, &event(OrderFact::Rare(word.fields()))));
    order
}

fn state(platform: Option<Payment>, words: &[PaymentSaid]) -> Option<Payment> {
    order(platform, words).payment().map(|(payment, _)| payment)
}

#[test]
fn how_one_payment_goes() {
    for (steps, expected) in [
        (vec![Pending], Payment::Pending),
        (vec![Failed], Payment::Failed),
        (vec![Paid], Payment::Paid),
        (vec![Pending, Failed], Payment::Failed),
        (vec![Failed, Pending], Payment::Pending),
        (vec![Pending, Failed, Pending], Payment::Pending),
        (vec![Failed, Pending, Paid], Payment::Paid),
        (vec![Paid, Failed], Payment::Paid),
        (vec![Paid, Pending], Payment::Paid),
        (vec![Paid, Failed, Pending, Failed], Payment::Paid),
        (vec![Pending, Paid, Refunded], Payment::Refunded),
        (vec![Refunded, Paid, Failed], Payment::Refunded),
    ] {
        let words: Vec<_> = steps.iter().zip(0..).map(|(step, minute)| word(minute, *step)).collect();
        for platform in [None, Some(Payment::Unpaid), Some(Payment::Pending), Some(Payment::Failed)] {
            assert_eq!(state(platform, &words), Some(expected), "{platform:?} {steps:?}");
        }
    }
}

#[test]
fn of_several_attempts_one_that_is_on_its_way_counts() {
    let transfer = word(0, Pending);
    let declined = of("B", word(5, Failed));
    let both = settled(&[transfer.clone(), declined.clone()]);
    assert_eq!((both.pending, both.failed), (Some(at(0)), None), "the transfer may still arrive");
    let given_up = settled(&[transfer.clone(), declined.clone(), word(9, Failed)]);
    assert_eq!((given_up.pending, given_up.failed), (None, Some(at(9))));
    let arrived = settled(&[transfer, declined, word(7, Paid)]);
    assert_eq!((arrived.paid, arrived.pending), (Some(at(7)), None));
}

#[test]
fn what_is_told_again_is_no_newer() {
    let told = settled(&[word(1, Pending), word(2, Pending), word(30, Pending)]);
    assert_eq!(told.pending, Some(at(1)));
    assert_eq!(settled(&[word(1, Failed), word(60, Failed)]).failed, Some(at(1)));
    assert_eq!(settled(&[word(1, Failed), word(2, Pending), word(3, Failed)]).failed, Some(at(3)));
    assert_eq!(settled(&[word(1, Paid), word(60, Paid)]).paid, Some(at(1)));
    assert_eq!(settled(&[refund("r", 1, 500), refund("r", 60, 500)]).refunded, Some((false, at(1))));
}

#[test]
fn a_wrong_amount_or_currency_is_not_paid() {
    for (wrong, left) in [
        (pln(9_999), Some(pln(1))),
        (pln(10_001), None),
        (pln(0), Some(pln(10_000))),
        (pln(1_000_000), None),
        (eur(10_000), Some(pln(10_000))),
    ] {
        let words = [amount(wrong.clone(), word(3, Paid))];
        let order = order(Some(Payment::Unpaid), &words);
        assert_eq!(order.payment(), Some((Payment::Pending, at(3))), "{wrong:?}");
        assert_eq!(order.settled().wrong, Some((wrong.clone(), at(3))));
        assert_eq!(order.paid_at(), None);
        assert_eq!(order.outstanding(), left, "{wrong:?}");
        // The platform is asked last, and knows better.
        assert_eq!(state(Some(Payment::Paid), &words), Some(Payment::Paid));
    }
}

#[test]
fn where_there_is_nothing_to_compare_the_provider_is_believed() {
    assert_eq!(settled(&[amount(None, word(3, Paid))]).paid, Some(at(3)));
    let strange = [amount(eur(1), word(3, Paid))];
    let settled = settle(&strange, None);
    assert_eq!((settled.paid, settled.wrong, settled.received), (Some(at(3)), None, Some(eur(1))));
    assert_eq!(settle(&[], None), Settled::default());
}

#[test]
fn several_payments_together() {
    let part = |payment: &str, minute, grosze| of(payment, amount(pln(grosze), word(minute, Paid)));
    let cases: [(&[PaymentSaid], Option<i64>); 8] = [
        (&[part("A", 1, 6_000)], None),
        (&[part("A", 1, 6_000), part("B", 2, 4_000)], Some(2)),
        (&[part("A", 1, 6_000), part("B", 2, 4_001)], None),
        // Told twice it is paid once.
        (&[part("A", 1, 5_000), part("A", 2, 5_000)], None),
        // What comes on top undoes nothing.
        (&[part("A", 1, 6_000), part("B", 2, 4_000), part("C", 3, 500)], Some(2)),
        (&[part("A", 1, 500), part("B", 2, 10_000), part("C", 3, 500)], Some(2)),
        // Another currency neither adds nor takes away.
        (&[of("E", amount(eur(900), word(0, Paid))), part("A", 1, 6_000), part("B", 2, 4_000)], Some(2)),
        (&[part("A", 1, 6_000), by("stripe", part("A", 4, 4_000))], Some(4)),
    ];
    for (words, paid) in cases {
        let settled = settled(words);
        assert_eq!(settled.paid, paid.map(at), "{words:?}");
        assert_eq!(settled.wrong.is_some(), paid.is_none());
    }
    let two = [part("A", 1, 6_000), part("B", 2, 3_000)];
    assert_eq!(settled(&two).wrong, Some((pln(9_000), at(2))));
    assert_eq!(order(None, &two).outstanding(), Some(pln(1_000)));
}

#[test]
fn refunds_below_at_and_above_the_total() {
    let paid = word(0, Paid);
    let cases: [(&[PaymentSaid], Payment); 11] = [
        (&[refund("1", 5, 1)], Payment::PartiallyRefunded),
        (&[refund("1", 5, 9_999)], Payment::PartiallyRefunded),
        (&[refund("1", 5, 10_000)], Payment::Refunded),
        (&[refund("1", 5, 10_001)], Payment::Refunded),
        (&[refund("1", 5, 4_000), refund("2", 6, 5_999)], Payment::PartiallyRefunded),
        (&[refund("1", 5, 4_000), refund("2", 6, 6_000)], Payment::Refunded),
        // One refund that grows.
        (&[refund("1", 5, 4_000), refund("1", 6, 6_000)], Payment::PartiallyRefunded),
        (&[amount(None, refund("1", 5, 1))], Payment::Refunded),
        (&[amount(eur(10_000), refund("1", 5, 1))], Payment::PartiallyRefunded),
        // Two currencies are not added up, and not taken for all of it either.
        (&[amount(eur(10_000), refund("1", 5, 1)), refund("2", 6, 500)], Payment::PartiallyRefunded),
        (&[amount(eur(1), refund("1", 5, 1)), refund("2", 6, 10_000)], Payment::Refunded),
    ];
    for (refunds, expected) in cases {
        let words: Vec<_> = refunds.iter().cloned().chain([paid.clone()]).collect();
        for platform in [None, Some(Payment::Paid), Some(Payment::Cod), Some(Payment::Unpaid)] {
            assert_eq!(state(platform, &words), Some(expected), "{platform:?} {refunds:?}");
        }
        assert_eq!(state(Some(Payment::Refunded), &words), Some(Payment::Refunded));
    }
    let nothing = [paid, refund("1", 5, 0)];
    assert_eq!(state(None, &nothing), Some(Payment::Paid), "nothing was given back");
}

#[test]
fn a_refund_that_provider_and_platform_tell_of_counts_once() {
    let platform = |id: &str, minute, grosze| of("", by("standard", refund(id, minute, grosze)));
    let cases: [(&[PaymentSaid], bool); 5] = [
        (&[refund("r1", 5, 5_000), platform("17", 6, 5_000)], false),
        (&[refund("r1", 5, 5_000), platform("17", 6, 5_000), platform("18", 9, 5_000)], true),
        (&[refund("r1", 5, 10_000), platform("17", 6, 5_000)], true),
        // PayU may not tell how much; the platform does.
        (&[amount(None, refund("r1", 5, 1)), platform("17", 6, 5_000)], false),
        // In another currency than the order's nothing is added up.
        (&[refund("r1", 5, 5_000), amount(eur(9_000), platform("17", 6, 1))], false),
    ];
    for (refunds, is_all) in cases {
        let words: Vec<_> = refunds.iter().cloned().chain([word(0, Paid)]).collect();
        assert_eq!(settled(&words).refunded.unwrap().0, is_all, "{refunds:?}");
    }
}

#[test]
fn two_providers_each_give_back_their_own() {
    let mut words = vec![
        amount(pln(6_000), word(0, Paid)),
        by("stripe", amount(pln(4_000), word(1, Paid))),
        refund("a", 5, 6_000),
        by("standard", refund("17", 6, 6_000)),
    ];
    assert_eq!(settled(&words).refunded, Some((false, at(6))));
    words.push(by("stripe", refund("b", 7, 4_000)));
    assert_eq!(settled(&words).refunded, Some((true, at(7))));
}

#[test]
fn cash_on_delivery() {
    for (words, expected) in [
        (vec![], Payment::Cod),
        (vec![word(0, Pending)], Payment::Cod),
        (vec![word(0, Failed)], Payment::Cod),
        (vec![amount(pln(1), word(0, Paid))], Payment::Cod),
        (vec![word(0, Paid)], Payment::Paid),
        (vec![word(0, Paid), refund("1", 2, 10_000)], Payment::Refunded),
    ] {
        assert_eq!(state(Some(Payment::Cod), &words), Some(expected), "{words:?}");
    }
    assert_eq!(order(Some(Payment::Cod), &[]).outstanding(), Some(pln(10_000)));
}

#[test]
fn payments_come_before_their_order() {
    let mut order = Order::default();
    order.apply(1, &event(OrderFact::Rare(amount(pln(9_000), word(0, Paid)).fields())));
    assert_eq!(order.payment(), Some((Payment::Paid, at(0))), "believed as long as no total is known");
    let snapshot = Snapshot { payment: Some(Payment::Unpaid), total: Some(pln(10_000)), ..Snapshot::at(at(1)) };
    order.apply(2, &event(OrderFact::Snapshot(Box::new(snapshot))));
    assert_eq!(order.payment(), Some((Payment::Pending, at(0))));
}

prop_compose! {
    fn said()(
        minutes in 0_i64..12,
        source in select(vec!["payu", "stripe", "standard"]),
        payment in select(vec!["A", "B", "C"]),
        step in select(vec![Pending, Failed, Paid, Refunded]),
        amount in prop::option::of((select(vec![0_i64, 2_500, 5_000, 7_500, 10_000, 12_500]), select(vec!["PLN", "PLN", "EUR"]))),
        refund in prop::option::of(select(vec!["1", "2"])),
    ) -> PaymentSaid {
        PaymentSaid {
            at: at(minutes),
            source: source.to_owned(),
            payment: payment.to_owned(),
            step,
            amount: amount.and_then(|(amount, currency)| Money::minor(amount, currency)),
            refund: refund.filter(|_| step == Refunded).map(str::to_owned),
            confirm: None,
        }
    }
}

fn payment() -> impl Strategy<Value = Option<Payment>> {
    prop::option::of(select(vec![Payment::Unpaid, Payment::Pending, Payment::Paid, Payment::Cod, Payment::Failed]))
}

/// The same words in another order, some of them several times.
fn shuffled(words: Vec<PaymentSaid>) -> impl Strategy<Value = (Vec<PaymentSaid>, Vec<PaymentSaid>)> {
    prop::collection::vec(0..words.len().max(1), 0..10).prop_flat_map(move |again| {
        let mut more = words.clone();
        more.extend(again.into_iter().filter_map(|place| words.get(place).cloned()));
        (Just(words.clone()), Just(more).prop_shuffle())
    })
}

proptest! {
    #[test]
    fn neither_order_nor_repetition_matters(
        (first, second) in prop::collection::vec(said(), 0..12).prop_flat_map(shuffled),
        platform in payment(),
    ) {
        let (one, other) = (order(platform, &first), order(platform, &second));
        prop_assert_eq!(one.settled(), other.settled());
        prop_assert_eq!(one.payment(), other.payment());
        prop_assert_eq!(one.outstanding(), other.outstanding());
        let stored: Order = serde_json::from_str(&serde_json::to_string(&one).unwrap()).unwrap();
        prop_assert_eq!(stored, one);
    }

    #[test]
    fn nothing_but_a_refund_takes_a_right_payment_back(
        words in prop::collection::vec(said(), 0..12), place in 0_usize..12, minute in 0_i64..12, platform in payment(),
    ) {
        let mut words: Vec<_> = words.into_iter().filter(|one| one.step != Refunded).collect();
        words.insert(place.min(words.len()), word(minute, Paid));
        prop_assert_eq!(state(platform, &words), Some(Payment::Paid));
        let settled = settled(&words);
        prop_assert!(settled.paid.is_some_and(|since| since <= at(minute)) && settled.wrong.is_none());
        words.push(refund("z", 20, 10_000));
        prop_assert_eq!(state(platform, &words), Some(Payment::Refunded));
    }

    #[test]
    fn what_has_come_to_the_right_sum_stays_paid(
        words in prop::collection::vec(said(), 0..12), later in prop::collection::vec(said(), 0..6),
    ) {
        let paid = settled(&words).paid;
        let later = later.into_iter().map(|one| PaymentSaid { at: one.at + TimeDelta::minutes(12), ..one });
        let all: Vec<_> = words.into_iter().chain(later).collect();
        prop_assert!(paid.is_none() || settled(&all).paid == paid);
    }

    #[test]
    fn wrong_and_paid_exclude_each_other(words in prop::collection::vec(said(), 0..12)) {
        let settled = settled(&words);
        let came = words.iter().any(|one| one.step == Paid);
        prop_assert_eq!(settled.paid.is_some() || settled.wrong.is_some(), came);
        prop_assert!(settled.paid.is_none() || settled.wrong.is_none());
        prop_assert!(settled.pending.is_none() || settled.failed.is_none());
        let right = |one: &&PaymentSaid| one.step == Paid && one.amount.as_ref().is_none_or(|amount| *amount == pln(10_000));
        prop_assert!(settled.paid.is_some() || !words.iter().any(|one| right(&one)));
    }

    #[test]
    fn more_refunds_never_make_it_less(
        words in prop::collection::vec(said(), 0..10), grosze in 1_i64..20_000, minute in 0_i64..12,
    ) {
        let before = settled(&words).refunded;
        let words: Vec<_> = words.into_iter().chain([by("przelewy24", refund("new", minute, grosze))]).collect();
        let after = settled(&words).refunded;
        prop_assert!(after.is_some());
        // All without an amount is believed only as long as nobody tells one.
        let was_told = words.iter().any(|one| one.step == Refunded && one.amount.is_none());
        prop_assert!(was_told || !before.is_some_and(|(is_all, _)| is_all) || after.is_some_and(|(is_all, _)| is_all));
    }
}
