//! What is owed, what the shop has set and what is known of addresses: any permutation and any
//! repetition of their facts gives the same state.

// Helpers outside of #[test] functions may panic as the tests themselves do.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

use chrono::{DateTime, Utc};
use proptest::{prelude::*, sample::select};
use sledz_domain::{
    address::{Address, AddressEvent, AddressFact},
    answer::AnswerKind,
    event_id::EventId,
    fold::Fold,
    message::{Channel, MessageKind, Texts},
    outbox::{BACK_OFF, Dropped, EVENT_BACK_OFF, Fate, Outbox, OutboxEvent, OutboxFact, State, Subject, What},
    quiet::Quiet,
    settings::{MessageSetting, MessageSettings, Setting, SettingEvent, Words},
    words::Lang,
};

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000 + seconds, 0).unwrap()
}

fn item(id: u8) -> EventId {
    EventId::of(&[&[id]])
}

fn mail() -> What {
    What::Message { kind: MessageKind::Shipped, parcel: None, channel: Channel::Email }
}

fn event() -> What {
    What::Event { kind: "order.updated".to_owned(), of: item(9) }
}

fn owed(of: u8, seconds: i64, due: i64) -> OutboxEvent {
    let fact = OutboxFact::Owed { subject: Subject::Parcel("A1".to_owned()), what: mail(), due: at(due) };
    OutboxEvent { id: item(of), at: at(seconds), item: item(of), fact }
}

fn fact(of: u8, seconds: i64, fact: OutboxFact) -> OutboxEvent {
    let id = EventId::of(&[format!("{of} {seconds} {fact:?}")]);
    OutboxEvent { id, at: at(seconds), item: item(of), fact }
}

fn failed(of: u8, seconds: i64) -> OutboxEvent {
    fact(of, seconds, OutboxFact::Failed { why: "500".to_owned(), next: at(seconds + 60) })
}

prop_compose! {
    fn outbox_event()(of in 0_u8..3, kind in 0_u8..8, seconds in 0_i64..6, due in 0_i64..6) -> OutboxEvent {
        match kind {
            // Two writers at once owe one item, at times of their own.
            0 | 1 => owed(of, seconds, due),
            2 => fact(of, seconds, OutboxFact::Sent { provider: "resend".to_owned(), message: None }),
            3 => failed(of, seconds),
            4 => fact(of, seconds, OutboxFact::Dead { why: "x".to_owned() }),
            5 => fact(of, seconds, OutboxFact::Dropped { why: Dropped::Outdated }),
            6 => fact(of, seconds, OutboxFact::Resent { by: "anna".to_owned() }),
            _ => fact(of, seconds, OutboxFact::Reported { fate: if due < 3 { Fate::Delivered } else { Fate::Bounced } }),
        }
    }
}

prop_compose! {
    fn setting_event()(id in 0_u8..9, seconds in 0_i64..4, on in any::<Option<bool>>(), kind in select(vec![
        Setting::Message(MessageKind::Confirmed), Setting::Message(MessageKind::Delivered),
        Setting::Answer(AnswerKind::OnTheWay), Setting::Answer(AnswerKind::Delivered),
    ])) -> SettingEvent {
        let of_message = matches!(kind, Setting::Message(_));
        let setting = on.filter(|_| of_message);
        let setting = setting.map(|on| MessageSetting { enabled: Some(on), ..MessageSetting::default() });
        let words = on.filter(|_| !of_message).map(|on| ("pl".to_owned(), on.to_string())).into_iter().collect();
        let id = EventId::of(&[format!("{id} {seconds} {kind:?} {on:?}")]);
        SettingEvent { id, at: at(seconds), kind, setting, words, by: "anna".to_owned() }
    }
}

prop_compose! {
    fn address_event()(id in 0_u8..9, seconds in 0_i64..4, fact in select(vec![
        AddressFact::Wanted(true), AddressFact::Wanted(false), AddressFact::Reported(Fate::Delivered),
        AddressFact::Reported(Fate::Deferred), AddressFact::Reported(Fate::Bounced),
        AddressFact::Reported(Fate::Complained), AddressFact::Reported(Fate::Unsubscribed), AddressFact::Mended,
    ])) -> AddressEvent {
        AddressEvent { id: EventId::of(&[format!("{id} {seconds} {fact:?}")]), at: at(seconds), fact }
    }
}

/// The same things in another order, some of them several times.
fn shuffled<T: Clone + std::fmt::Debug + 'static>(all: Vec<T>) -> impl Strategy<Value = (Vec<T>, Vec<T>)> {
    prop::collection::vec(0..all.len().max(1), 0..12).prop_flat_map(move |again| {
        let mut more = all.clone();
        more.extend(again.into_iter().filter_map(|n| all.get(n).cloned()));
        (Just(all.clone()), Just(more).prop_shuffle())
    })
}

fn folded<F: Fold>(events: &[F::Event]) -> F {
    let mut state = F::default();
    events.iter().for_each(|event| state.apply(1, event));
    state
}

proptest! {
    #[test]
    fn outboxes_in_any_order(
        (first, second) in prop::collection::vec(outbox_event(), 0..16).prop_flat_map(shuffled)
    ) {
        let (one, other) = (folded::<Outbox>(&first), folded::<Outbox>(&second));
        prop_assert_eq!(&one, &other);
        let read: Outbox = serde_json::from_str(&serde_json::to_string(&one).unwrap()).unwrap();
        prop_assert_eq!(&read, &one);
        for (id, item) in one.items() {
            let sent = first.iter().any(|event| event.item == *id && matches!(event.fact, OutboxFact::Sent { .. }));
            let is_sent = matches!(item.state(), Some(State::Sent { .. }));
            prop_assert_eq!(is_sent, sent && one.has(*id), "once sent it stays sent");
        }
    }

    #[test]
    fn settings_in_any_order(
        (first, second) in prop::collection::vec(setting_event(), 0..12).prop_flat_map(shuffled)
    ) {
        let (one, other) = (folded::<MessageSettings>(&first), folded::<MessageSettings>(&second));
        prop_assert_eq!(&one, &other);
        let read: MessageSettings = postcard::from_bytes(&postcard::to_allocvec(&one).unwrap()).unwrap();
        prop_assert_eq!(&read, &one);
        for event in &first {
            let written: SettingEvent = serde_json::from_str(&serde_json::to_string(event).unwrap()).unwrap();
            prop_assert_eq!(&written, event);
            let latest = first.iter().filter(|other| other.kind == event.kind).max_by_key(|other| (other.at, other.id));
            prop_assert_eq!(one.changed(event.kind), latest);
        }
    }

    #[test]
    fn addresses_in_any_order(
        (first, second) in prop::collection::vec(address_event(), 0..12).prop_flat_map(shuffled)
    ) {
        prop_assert_eq!(folded::<Address>(&first), folded::<Address>(&second));
    }
}

#[test]
fn what_an_item_has_come_to() {
    let dead = |seconds| fact(1, seconds, OutboxFact::Dead { why: "x".to_owned() });
    let sent = |seconds| fact(1, seconds, OutboxFact::Sent { provider: "resend".to_owned(), message: None });
    let reported = |seconds, fate| fact(1, seconds, OutboxFact::Reported { fate });
    let resent = |seconds| fact(1, seconds, OutboxFact::Resent { by: "anna".to_owned() });
    let dropped = |seconds| fact(1, seconds, OutboxFact::Dropped { why: Dropped::Merged });
    for (facts, name, due) in [
        (vec![failed(1, 1)], None, None),
        (vec![owed(1, 0, 5)], Some("waiting"), Some(5)),
        // A try at the very instant at which it is owed counts after it.
        (vec![owed(1, 0, 0), failed(1, 0)], Some("waiting"), Some(60)),
        (vec![owed(1, 0, 0), failed(1, 2), dead(3)], Some("dead"), None),
        (vec![owed(1, 0, 0), dead(3), resent(4)], Some("waiting"), Some(4)),
        (vec![owed(1, 0, 0), dropped(3)], Some("dropped"), None),
        (vec![owed(1, 0, 0), sent(1), failed(1, 2), dead(3)], Some("sent"), None),
        (vec![owed(1, 0, 0), sent(1), reported(2, Fate::Delivered)], Some("delivered"), None),
        (vec![owed(1, 0, 0), sent(1), reported(2, Fate::Delivered), reported(3, Fate::Bounced)], Some("bounced"), None),
        (vec![owed(1, 0, 0), sent(1), reported(2, Fate::Complained)], Some("sent"), None),
    ] {
        let outbox = folded::<Outbox>(&facts);
        let item = outbox.item(item(1)).unwrap();
        assert_eq!(item.state().as_ref().map(State::name), name, "{facts:?}");
        assert_eq!(item.due(), due.map(at), "{facts:?}");
    }
}

#[test]
fn tries_follow_their_schedule_and_end() {
    for (what, schedule) in [(mail(), BACK_OFF), (event(), EVENT_BACK_OFF)] {
        let mut facts = vec![owed(1, 0, 0)];
        facts[0].fact = OutboxFact::Owed { subject: Subject::Parcel("A1".to_owned()), what, due: at(0) };
        for (n, wait) in (1..).zip(schedule) {
            let outbox = folded::<Outbox>(&facts);
            let item = outbox.item(item(1)).unwrap();
            assert_eq!(item.next_try(at(n), None), Some(at(n + wait)));
            assert_eq!(item.next_try(at(n), Some(1)), Some(at(n + wait)), "no sooner than our own");
            assert_eq!(item.next_try(at(n), Some(u64::MAX)), Some(at(n + wait)), "nobody asks for that");
            let asked = item.next_try(at(n), Some(999_999)).unwrap();
            assert_eq!(asked, at(n + wait.max(6 * 3600)), "at most six hours because somebody asks");
            facts.push(failed(1, n));
        }
        let outbox = folded::<Outbox>(&facts);
        assert_eq!(outbox.item(item(1)).unwrap().next_try(at(99), None), None);
        // A person begins a new round.
        facts.push(fact(1, 100, OutboxFact::Resent { by: "anna".to_owned() }));
        let outbox = folded::<Outbox>(&facts);
        let item = outbox.item(item(1)).unwrap();
        assert_eq!((item.failures(), item.next_try(at(100), None)), (0, Some(at(100 + schedule[0]))));
    }
    assert!(BACK_OFF.iter().sum::<i64>() < 24 * 3600, "within the time for which a provider knows a key");
}

#[test]
fn an_address_by_what_was_said_last() {
    let after = |facts: &[AddressFact]| {
        let events: Vec<_> = (0..)
            .zip(facts)
            .map(|(n, fact)| AddressEvent { id: EventId::of(&[n.to_string()]), at: at(n), fact: *fact })
            .collect();
        let address = folded::<Address>(&events);
        (address.is_wanted(), address.is_reachable())
    };
    let (on, off) = (AddressFact::Wanted(true), AddressFact::Wanted(false));
    let told = AddressFact::Reported;
    for (facts, expected) in [
        (vec![], (true, true)),
        (vec![off], (false, true)),
        (vec![off, on], (true, true)),
        (vec![told(Fate::Bounced)], (true, false)),
        (vec![told(Fate::Deferred)], (true, true)),
        (vec![told(Fate::Bounced), told(Fate::Delivered)], (true, true)),
        (vec![told(Fate::Bounced), on], (true, true)),
        (vec![told(Fate::Bounced), off], (false, false)),
        (vec![told(Fate::Bounced), AddressFact::Mended], (true, true)),
        (vec![off, AddressFact::Mended], (false, true)),
        (vec![told(Fate::Complained)], (false, true)),
        (vec![told(Fate::Unsubscribed), on], (true, true)),
        (vec![on, told(Fate::Complained), told(Fate::Delivered)], (false, true)),
    ] {
        assert_eq!(after(&facts), expected, "{facts:?}");
    }
}

#[test]
fn the_words_of_answers_stand_beside_the_settings_of_messages() {
    let words = |text: &str| Words::from([("pl".to_owned(), text.to_owned())]);
    let answered = |seconds: i64, words: Words| {
        let id = EventId::of(&[seconds.to_string()]);
        let kind = AnswerKind::Delivered.into();
        SettingEvent { id, at: at(seconds), kind, setting: None, words, by: "anna".to_owned() }
    };
    // As it was stored before there were answers.
    let id = serde_json::to_value(item(1)).unwrap();
    let stored = serde_json::json!({
        "id": id, "at": 1_790_000_000_000_i64, "kind": "delivered", "setting": {"enabled": false}, "by": "jan",
    });
    let before: SettingEvent = serde_json::from_value(stored).unwrap();
    let settings = folded::<MessageSettings>(&[answered(5, words("b")), before, answered(3, words("a"))]);
    assert_eq!(settings.of(MessageKind::Delivered).enabled, Some(false));
    assert_eq!(settings.changed(MessageKind::Delivered).unwrap().by, "jan");
    let texts = settings.answers();
    assert_eq!(texts.of(AnswerKind::Delivered, "pl"), Some("b"));
    assert_eq!((texts.of(AnswerKind::Delivered, "en"), texts.of(AnswerKind::OnTheWay, "pl")), (None, None));
    assert_eq!(texts.with(AnswerKind::OnTheWay, words("c")).of(AnswerKind::OnTheWay, "pl"), Some("c"));
    assert_eq!(settings.changed(AnswerKind::Delivered).unwrap().at, at(5));
    let json = serde_json::to_value(settings.changed(AnswerKind::Delivered).unwrap()).unwrap();
    assert_eq!(json["kind"], "answer.delivered");
    // Ours again.
    let settings = folded::<MessageSettings>(&[answered(5, words("b")), answered(6, Words::new())]);
    assert_eq!(settings.answers().of(AnswerKind::Delivered, "pl"), None);
    for bad in ["\"answer.shipped\"", "\"on_the_way\"", "\"answer.\"", "\"\""] {
        assert!(serde_json::from_str::<Setting>(bad).is_err(), "{bad}");
    }
}

#[test]
fn what_holds_where_nothing_is_set() {
    let nothing = MessageSetting::default();
    let night = "2026-10-05T20:00:00Z".parse().unwrap();
    let morning: DateTime<Utc> = "2026-10-06T06:00:00Z".parse().unwrap();
    for kind in MessageKind::ALL {
        assert!(nothing.is_on(kind, None));
        assert_eq!(nothing.ways(), [Channel::Email]);
        let by_clock = matches!(kind, MessageKind::Delay | MessageKind::PickupReminder);
        let expected = if by_clock { morning } else { night };
        assert_eq!(nothing.not_before(kind, Channel::Email, night), expected, "{kind:?}");
        assert_eq!(nothing.not_before(kind, Channel::Sms, night), morning, "{kind:?}");
    }
    assert_eq!(
        (nothing.lang(None), nothing.lang(Some("en")), nothing.lang(Some("xx"))),
        (Lang::Pl, Lang::En, Lang::Pl)
    );
    let never = Quiet { from: Quiet::NIGHT.from, to: Quiet::NIGHT.from };
    let set = MessageSetting {
        channels: Some(vec![]),
        quiet_hours: Some(never),
        language: Some("en".to_owned()),
        texts: [("pl".to_owned(), Texts::default())].into(),
        ..MessageSetting::default()
    };
    assert_eq!(set.not_before(MessageKind::Delay, Channel::Sms, night), night);
    assert_eq!((set.lang(Some("pl")), set.ways()), (Lang::En, vec![Channel::Email]));
}
