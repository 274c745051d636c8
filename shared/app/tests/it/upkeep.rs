//! What is deleted, when, and what is not.

use crate::{
    mailroom::{bought, scanned, shop, shop_with},
    shop::{Message, Shop, after},
    world::World,
};
use sledz_app::order_intake::OrderPointer;
use sledz_store::{
    Store,
    keys::{Kind, LogId},
};

const DAY: i64 = 24 * 60;

fn sealed(shop: &Shop) -> usize {
    shop.kv.keys().iter().filter(|key| key.starts_with("sledz1:s/")).count()
}

fn of_bucket(shop: &Shop, wheel: &str) -> usize {
    let part = format!("/{wheel}/");
    shop.kv.keys().iter().filter(|key| key.contains(&part)).count()
}

#[test]
fn contacts_are_erased_when_their_time_is_over_and_not_before() {
    let (shop, world) = (shop_with(&[("retention_days", "30")]), World::new());
    shop.tell(&world, &bought(after(0), after(0), "shipped", &["A1"]));
    shop.tell(&world, &scanned(after(60), "A1", "delivered"));
    // The platform speaks of it once more: its time begins again.
    let mut later = bought(after(10 * DAY), after(0), "delivered", &["A1"]);
    later.at = after(10 * DAY);
    for day in 0..60 {
        if day == 10 {
            shop.tell(&world, &later);
        }
        for job in ["delays", "retention"] {
            while shop.job(&world, after(day * DAY + 5), job)["has_more"] == true {}
        }
        match day {
            ..=39 => assert_eq!(sealed(&shop), if day < 10 { 1 } else { 2 }, "day {day}"),
            43.. => assert_eq!(sealed(&shop), 0, "day {day}"),
            _ => {}
        }
    }
    assert!(shop.kv.dump().contains("1001"), "the order itself is kept");
}

#[test]
fn wrong_guesses_are_forgotten() {
    let (shop, world) = (shop(), World::new());
    shop.ask(after(0), "9999", "x@example.com");
    let guesses = || shop.kv.keys().iter().filter(|key| key.starts_with("sledz1:rl/")).count();
    assert_eq!(guesses(), 1);
    shop.job(&world, after(60), "retention");
    assert_eq!(guesses(), 1, "this hour's still count");
    shop.job(&world, after(6 * 60), "retention");
    assert_eq!(guesses(), 0);
}

/// All orders of the first day.
fn orders(shop: &Shop) -> Vec<OrderPointer> {
    let wall = || after(0);
    let day = sledz_domain::time::warsaw_day(after(0)).to_string();
    Store::new(&shop.kv, &wall).all_pointers(LogId::new(Kind::OrdersOfDay, &[&day])).unwrap()
}

#[test]
fn compaction_keeps_every_pointer_and_deletes_only_what_was_visited() {
    let (shop, world) = (shop(), World::new());
    for id in 0..20 {
        let message = bought(after(id), after(id), "paid", &[]);
        let body = message.body.replace("\"77\"", &format!("\"{id}\""));
        shop.tell_unheard(&Message { body, ..message });
    }
    let (known, entries) = (orders(&shop), shop.kv.keys().len());
    assert_eq!(known.len(), 20);
    // Nobody has visited the wheels: after weeks nothing of them is deleted.
    let (minutes, hours) = (of_bucket(&shop, "o"), of_bucket(&shop, "t"));
    assert!(minutes > 20 && hours > 20, "{minutes} {hours}");
    while shop.job(&world, after(8 * DAY), "compaction")["has_more"] == true {}
    assert_eq!((of_bucket(&shop, "o"), of_bucket(&shop, "t")), (minutes, hours));
    assert_eq!(orders(&shop), known);
    assert!(shop.kv.keys().len() < entries, "twenty entries became one value");
    // An order of that day that is heard of late is found beside them.
    let late = bought(after(8 * DAY), after(5), "paid", &[]);
    shop.tell_unheard(&late);
    assert_eq!(orders(&shop).len(), 21);
    // Visited, and two days later, they are deleted; what was armed meanwhile is not.
    for job in ["outbox", "delays"] {
        while shop.job(&world, after(8 * DAY), job)["has_more"] == true {}
    }
    while shop.job(&world, after(11 * DAY), "compaction")["has_more"] == true {}
    let left: Vec<_> = shop.kv.keys().into_iter().filter(|key| key.contains("/o/") || key.contains("/t/")).collect();
    let bucket = |key: &str| key.split('/').nth(2).unwrap().parse::<i64>().unwrap();
    let first_kept = after(8 * DAY).timestamp();
    for key in &left {
        let seconds = bucket(key) * if key.contains("/o/") { 60 } else { 3600 };
        assert!(seconds >= first_kept - 3600, "{key}");
    }
    assert!(left.len() < minutes + hours, "{left:?}");
    assert_eq!(orders(&shop).len(), 21);
}
