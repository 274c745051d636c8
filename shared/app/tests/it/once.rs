//! Once and never zero times: the store failing at any write, and calls at once.

use crate::{
    mailroom::{Call, both, bought, scanned, shop},
    shop::{Message, Shop, after},
    world::{Fate, World},
};
use chrono::{DateTime, TimeDelta, Utc};
use http::StatusCode;
use std::collections::BTreeMap;

/// An order with two parcels that are handed over and delivered.
fn story() -> Vec<Message> {
    vec![
        bought(after(0), after(0), "paid", &[]),
        bought(after(60), after(0), "shipped", &["A1", "B2"]),
        scanned(after(120), "A1", "delivered"),
        scanned(after(180), "B2", "delivered"),
    ]
}

/// How often each message arrived: mails by what they tell.
fn copies(world: &World) -> BTreeMap<(String, String), usize> {
    let mut copies = BTreeMap::new();
    for mail in world.by("mail") {
        *copies.entry((mail.kind, mail.reference)).or_default() += 1;
    }
    copies
}

fn ok(shop: &Shop, world: &World, at: DateTime<Utc>, path: &str) -> bool {
    Call::job(shop, at, path).answered(world).status() == StatusCode::OK
}

/// Lives through the story with a store that fails after so many writes, until the first failure is
/// noticed; senders and the clock try again. Whether nothing failed at all.
fn live(shop: &Shop, world: &World, writes: u64) -> bool {
    shop.kv.fail_after_writes(Some(writes));
    for message in story() {
        if shop.deliver(&message) != StatusCode::OK {
            shop.kv.fail_after_writes(None);
            assert_eq!(shop.deliver(&message), StatusCode::OK);
        }
        // The poke dies with the component that it is sent to; nobody tells anybody.
        for poke in shop.pokes.take() {
            Call::new(shop, message.at, poke.map(|()| Vec::new())).answered(world);
        }
        for minute in 0..12 {
            let at = message.at + TimeDelta::minutes(minute);
            if !ok(shop, world, at, "outbox") {
                shop.kv.fail_after_writes(None);
            }
        }
    }
    let failed = !ok(shop, world, after(200), "outbox");
    shop.kv.fail_after_writes(None);
    (201..260).for_each(|minute| drop(shop.job(world, after(minute), "outbox")));
    !failed && shop.kv.commits() < writes
}

#[test]
fn a_store_that_fails_at_any_write_loses_no_message_and_repeats_none() {
    let whole = World::new();
    assert!(live(&shop(), &whole, u64::MAX));
    let expected = copies(&whole);
    assert_eq!(whole.mails(), ["confirmed", "shipped", "delivered", "delivered"]);
    assert_eq!(expected.values().sum::<usize>(), 4);
    let mut writes = 0;
    loop {
        let (careful, careless) = (World::new(), World::forgetful());
        let is_over = live(&shop(), &careful, writes);
        assert_eq!(copies(&careful), expected, "after {writes} writes");
        live(&shop(), &careless, writes);
        let got = copies(&careless);
        assert_eq!(got.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>(), "after {writes} writes");
        assert!(got.values().all(|copies| *copies <= 2), "after {writes} writes: {got:?}");
        if is_over {
            break;
        }
        writes += 1;
    }
    assert!(writes > 40, "{writes}");
}

/// All ways to take turns so many times.
fn turns(count: u32) -> impl Iterator<Item = Vec<bool>> {
    (0..1_u32 << count).map(move |bits| (0..count).map(|bit| bits & (1 << bit) != 0).collect())
}

#[test]
fn two_calls_of_the_job_at_once_send_nothing_twice() {
    for turns in turns(5) {
        let (shop, world) = (shop(), World::forgetful());
        let story = story();
        shop.tell_unheard(&story[0]);
        // The first run looks what is owed; the second finds it owed, with its first try cut off.
        let look = |at| (Call::job(&shop, at, "outbox"), Call::job(&shop, at, "run"));
        for minutes in [3, 6, 9] {
            let (one, other) = look(after(minutes));
            let (first, second) = both(&one, &other, &world, turns.clone());
            assert_eq!((first.status(), second.status()), (StatusCode::OK, StatusCode::OK));
        }
        assert_eq!(world.mails(), ["confirmed"], "{turns:?}");
    }
}

#[test]
fn after_a_failed_try_two_calls_at_once_repeat_it_once() {
    for turns in turns(5) {
        let (shop, world) = (shop(), World::forgetful());
        world.next.borrow_mut().push_back(Fate::Broken);
        shop.tell(&world, &story()[0]);
        assert_eq!((world.mails().len(), world.calls.get()), (0, 1));
        for minutes in [3, 4, 5, 6] {
            let (one, other) = (Call::job(&shop, after(minutes), "outbox"), Call::job(&shop, after(minutes), "outbox"));
            both(&one, &other, &world, turns.clone());
        }
        assert_eq!(world.mails(), ["confirmed"], "{turns:?}");
        assert_eq!(world.calls.get(), 2, "{turns:?}");
    }
}

#[test]
fn a_poke_and_the_job_at_once_send_nothing_twice() {
    for turns in turns(5) {
        let (shop, world) = (shop(), World::forgetful());
        let story = story();
        // The order's outbox is due for something else while the news comes in.
        world.next.borrow_mut().push_back(Fate::Broken);
        shop.tell(&world, &story[0]);
        shop.tell_unheard(&Message { at: after(2), ..story[0].clone() });
        let shipped = bought(after(4), after(0), "shipped", &["A1"]);
        assert_eq!(shop.deliver(&shipped), StatusCode::OK);
        let pokes: Vec<_> = shop.pokes.take().into_iter().map(|poke| poke.map(|()| Vec::new())).collect();
        let poke = Call::new(&shop, after(4), pokes.into_iter().next().unwrap());
        let job = Call::job(&shop, after(4), "outbox");
        both(&poke, &job, &world, turns.clone());
        shop.run(&world, after(5), after(20), 1);
        assert_eq!(world.mails(), ["shipped"], "{turns:?}");
    }
}

#[test]
fn a_replayed_poke_sends_nothing_again() {
    let (shop, world) = (shop(), World::forgetful());
    assert_eq!(shop.deliver(&story()[0]), StatusCode::OK);
    let pokes = shop.pokes.take();
    for seconds in [0, 1, 30, 59] {
        for poke in &pokes {
            let copy = poke.clone().map(|()| Vec::new());
            let at = after(0) + TimeDelta::seconds(seconds);
            assert_eq!(Call::new(&shop, at, copy).answered(&world).status(), StatusCode::OK);
        }
    }
    assert_eq!(world.mails(), ["confirmed"]);
}

#[test]
fn whatever_happens_on_the_way_it_arrives_once() {
    for fate in [Fate::LostReply, Fate::Timeout, Fate::Broken, Fate::TooMany, Fate::Trouble] {
        for times in 1..=3 {
            let (shop, world) = (shop(), World::new());
            world.next.borrow_mut().extend(vec![fate; times]);
            shop.tell(&world, &story()[0]);
            shop.run(&world, after(1), after(60), 1);
            assert_eq!(world.mails(), ["confirmed"], "{fate:?} {times} times");
            assert_eq!(world.calls.get(), times + 1, "{fate:?} {times} times: tried again, and then no more");
        }
    }
}

#[test]
fn what_failed_together_is_tried_together_and_what_came_later_by_itself() {
    for fate in [Fate::LostReply, Fate::Broken] {
        let (shop, world) = (shop(), World::new());
        world.next.borrow_mut().push_back(fate);
        shop.tell(&world, &bought(after(0), after(0), "shipped", &["A1", "B2"]));
        shop.run(&world, after(1), after(30), 1);
        assert_eq!(world.mails(), ["shipped"], "{fate:?}: one mail about both");
        // The second is heard of before the first is tried again: it must not hide behind it.
        world.next.borrow_mut().push_back(fate);
        shop.tell(&world, &scanned(after(60), "A1", "delivered"));
        shop.tell(&world, &scanned(after(60), "B2", "delivered"));
        shop.run(&world, after(61), after(180), 1);
        assert_eq!(world.mails(), ["shipped", "delivered", "delivered"], "{fate:?}");
    }
}
