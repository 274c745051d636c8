//! 300 webhooks for 300 different events of one parcel, sent at once: all answered 200, and all on
//! the timeline. The same with each sent three times.

use crate::world::{World, ago, local, skip_without, skips_named};
use chrono::TimeDelta;
use serde_json::json;
use sledz_e2e::{client::Client, message::Message, redis::Redis, senders::standard};
use std::{collections::BTreeSet, sync::Barrier, thread};

const EVENTS: usize = 300;

/// On a named deployment: on whatever that has.
#[test]
fn on_sqlite_with_reused_instances() {
    all_are_on_the_timeline(&World::own());
}

#[test]
fn on_sqlite_with_a_new_instance_each() {
    if !skips_named("on_sqlite_with_a_new_instance_each") {
        all_are_on_the_timeline(&World::of(local().reuse(false).start().unwrap()));
    }
}

#[test]
fn on_redis_with_reused_instances() {
    on_redis("on_redis_with_reused_instances", true);
}

#[test]
fn on_redis_with_a_new_instance_each() {
    on_redis("on_redis_with_a_new_instance_each", false);
}

fn on_redis(name: &str, reuse: bool) {
    if skips_named(name) {
        return;
    }
    if !Redis::is_installed() {
        return skip_without(name, "redis-server is not installed");
    }
    let redis = Redis::start(false).unwrap();
    all_are_on_the_timeline(&World::of(local().redis(redis.url()).reuse(reuse).start().unwrap()));
}

fn all_are_on_the_timeline(world: &World) {
    let clients = connected(world);
    for (n, times) in [(1, 1), (2, 3)] {
        let (number, parcel) = (world.number(n), world.parcel(n));
        world.ship(&number, &[&parcel]);
        let messages = messages(world, &parcel);
        // Copies of one event stand beside each other, so that they are sent at the same time.
        let copies: Vec<&Message> = messages.iter().flat_map(|message| std::iter::repeat_n(message, times)).collect();
        for round in copies.chunks(EVENTS) {
            send_at_once(&clients, round);
        }
        let shown = world.codes(&number);
        assert_eq!(shown.len(), EVENTS, "each sent {times} times");
        assert_eq!(shown.into_iter().collect::<BTreeSet<_>>().len(), EVENTS);
        // At rest the page is the same.
        assert_eq!(world.codes(&number).len(), EVENTS);
    }
}

fn messages(world: &World, parcel: &str) -> Vec<Message> {
    let begin = ago(20);
    (0..EVENTS)
        .map(|n| {
            let at = begin + TimeDelta::seconds(i64::try_from(n).unwrap());
            let mut event = standard::event("dpd", parcel, "in_transit", at);
            event["code"] = json!(format!("code-{n}"));
            standard::courier(world.secrets(), &standard::shipment_event(&event))
        })
        .collect()
}

/// A connection for each sender, open before the first is used: what a listener does with 300
/// connections that are opened at once is not what is tested here.
fn connected(world: &World) -> Vec<Client> {
    let connect = |_| {
        let client = Client::new(world.url());
        let _ = client.get("/").unwrap().expect(303);
        client
    };
    (0..EVENTS).map(connect).collect()
}

fn send_at_once(clients: &[Client], messages: &[&Message]) {
    let gate = &Barrier::new(messages.len());
    thread::scope(|scope| {
        let begin = |(message, client)| {
            let send = move || {
                let message: &Message = message;
                gate.wait();
                message.send(client).unwrap().status
            };
            thread::Builder::new().stack_size(256 * 1024).spawn_scoped(scope, send).unwrap()
        };
        let senders: Vec<_> = messages.iter().copied().zip(clients).map(begin).collect();
        let statuses = senders.into_iter().map(|sender| sender.join().unwrap());
        let refused: Vec<u16> = statuses.filter(|status| *status != 200).collect();
        assert!(refused.is_empty(), "some were refused: {refused:?}");
    });
}
