//! What the clock brings: quiet hours, delays, reminders, and jobs that nobody called for days.

use crate::{
    mailroom::{Call, bought, scanned, shop, shop_with, waits},
    shop::{Message, Shop, after},
    world::World,
};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;

/// Kinds of mails with the hour since the start at which each arrived, rounded down.
fn hours(world: &World) -> Vec<(String, i64)> {
    world.by("mail").into_iter().map(|mail| (mail.kind, (mail.at - after(0)).num_hours())).collect()
}

fn one(kind: &str, hour: i64) -> (String, i64) {
    (kind.to_owned(), hour)
}

#[test]
fn by_night_telephones_are_left_alone() {
    // 21:30 in Warsaw, a Monday.
    let night = 11 * HOUR + 30;
    let (shop, world) = (shop(), World::new());
    shop.set_message(&world, after(0), "confirmed", json!({"channels": ["email", "sms"]}));
    shop.tell(&world, &bought(after(night), after(night), "paid", &[]));
    shop.run(&world, after(night), after(DAY), 5);
    assert_eq!(hours(&world), [one("confirmed", 11)], "a mail makes no noise");
    let sms = world.by("sms");
    assert_eq!(sms.len(), 1);
    assert!(sms[0].at >= after(22 * HOUR) && sms[0].at <= after(22 * HOUR + 10), "08:00 in Warsaw: {}", sms[0].at);
}

#[test]
fn quiet_hours_of_the_shop_hold_for_what_is_owed_already() {
    let (shop, world) = (shop(), World::new());
    shop.tell_unheard(&bought(after(0), after(0), "paid", &[]));
    let quiet = json!({"quiet_hours": {"from": "10:00", "to": "12:00"}});
    shop.set_message(&world, after(1), "confirmed", quiet);
    shop.run(&world, after(2), after(4 * HOUR), 1);
    assert_eq!(hours(&world), [one("confirmed", 2)]);
}

#[test]
fn an_order_that_is_not_handed_over_in_time_is_late_once_and_by_day() {
    let (shop, world) = (shop(), World::new());
    shop.tell(&world, &bought(after(0), after(0), "paid", &[]));
    // Promised for Wednesday; told on Thursday at 8:00 in Warsaw.
    shop.run(&world, after(1), after(6 * DAY), 10);
    assert_eq!(hours(&world), [one("confirmed", 0), one("delay", 70)]);
    assert!(world.by("mail")[1].text.contains("Spóźniamy się"), "{}", world.by("mail")[1].text);
}

#[test]
fn an_order_that_is_paid_late_is_late_too() {
    let (shop, world) = (shop(), World::new());
    shop.tell(&world, &bought(after(0), after(0), "received", &[]).clone().unpaid());
    shop.run(&world, after(1), after(4 * DAY), 10);
    assert_eq!(hours(&world), []);
    let paid = bought(after(4 * DAY), after(0), "paid", &[]);
    let paid = Message {
        body: paid.body.replacen(
            &format!("\"paid_at\":\"{}\"", z(after(0))),
            &format!("\"paid_at\":\"{}\"", z(after(4 * DAY))),
            1,
        ),
        ..paid
    };
    shop.tell(&world, &paid);
    shop.run(&world, after(4 * DAY), after(9 * DAY), 10);
    // Paid on Friday, promised for Tuesday, told on Wednesday morning.
    assert_eq!(hours(&world), [one("confirmed", 96), one("delay", 9 * 24 - 2)]);
}

fn z(at: DateTime<Utc>) -> String {
    json!(at).as_str().unwrap().to_owned()
}

impl Message {
    /// The same, with nothing paid yet.
    fn unpaid(mut self) -> Message {
        let mut body: Value = serde_json::from_str(&self.body).unwrap();
        body["data"]["paid_at"] = Value::Null;
        self.body = body.to_string();
        self
    }
}

#[test]
fn a_parcel_that_nothing_is_heard_of_is_late_once() {
    let (shop, world) = (shop(), World::new());
    shop.tell(&world, &bought(after(0), after(0), "shipped", &["A1"]));
    shop.tell(&world, &scanned(after(2 * HOUR), "A1", "in_transit"));
    shop.run(&world, after(2 * HOUR), after(5 * DAY), 10);
    let hours = hours(&world);
    assert_eq!(hours.len(), 2, "{hours:?}");
    assert!(hours[1].0 == "delay" && (50..=52).contains(&hours[1].1), "{hours:?}");
    // It moves again, and falls silent again: that was told.
    shop.tell(&world, &scanned(after(5 * DAY), "A1", "in_transit"));
    shop.run(&world, after(5 * DAY), after(9 * DAY), 10);
    assert_eq!(world.mails().len(), 2);
}

#[test]
fn a_reminder_comes_a_day_before_the_end_and_only_while_it_waits() {
    for (from, deadline, collected, reminded) in [
        (5, 53, None, Some(29)),
        // In a box of 24 hours: not before it has waited for twelve, and not by night.
        (1, 25, None, Some(22)),
        (5, 53, Some(20), None),
        // Long after the first look at its silence; by night it waits for the morning.
        (50, 98, None, Some(74)),
        (60, 108, None, Some(94)),
        (64, 112, None, Some(94)),
    ] {
        let (shop, world) = (shop(), World::new());
        shop.tell(&world, &bought(after(0), after(0), "shipped", &["A1"]));
        for hour in [1, 30, 40, 50, 59] {
            if hour < from {
                shop.run(&world, after(hour * HOUR - 50), after(hour * HOUR), 10);
                shop.tell(&world, &scanned(after(hour * HOUR), "A1", "in_transit"));
            }
        }
        shop.tell(&world, &waits(after(from * HOUR), "A1", after(deadline * HOUR)));
        if let Some(hour) = collected {
            shop.tell(&world, &scanned(after(hour * HOUR), "A1", "delivered"));
        }
        shop.run(&world, after(from * HOUR), after((deadline + 30) * HOUR), 10);
        let reminders: Vec<_> = hours(&world).into_iter().filter(|(kind, _)| kind == "pickup_reminder").collect();
        match reminded {
            Some(hour) => {
                assert_eq!(reminders.len(), 1, "{from} {:?}", hours(&world));
                assert!((hour..=hour + 2).contains(&reminders[0].1), "{from}: {reminders:?}");
            }
            None => assert_eq!(reminders, [], "{from}"),
        }
    }
}

/// Calls a job until it has no more to do, with a clock that lets a second pass in so many looks.
fn until_done(shop: &Shop, world: &World, at: DateTime<Utc>, job: &str, milliseconds: i64) -> usize {
    for calls in 1..20_000 {
        let reply = Call::job(shop, at, job).slow(milliseconds).answered(world);
        let answer: Value = serde_json::from_slice(reply.body()).unwrap();
        if answer["has_more"] == false {
            return calls;
        }
    }
    panic!("{job} has always more to do");
}

#[test]
fn after_days_of_silence_only_what_is_true_is_told_in_calls_of_a_second() {
    let (shop, world) = (shop(), World::forgetful());
    for message in [
        bought(after(0), after(0), "paid", &[]),
        bought(after(HOUR), after(0), "shipped", &["A1", "B2"]),
        scanned(after(2 * HOUR), "A1", "out_for_delivery"),
        waits(after(3 * HOUR), "B2", after(2 * DAY)),
        scanned(after(5 * DAY - HOUR), "A1", "delivered"),
    ] {
        shop.tell_unheard(&message);
    }
    let calls: usize = (0..3)
        .map(|minute| ["delays", "outbox"].map(|job| until_done(&shop, &world, after(5 * DAY + minute * 4), job, 4)))
        .map(|calls| calls.iter().sum::<usize>())
        .sum();
    assert!(calls > 10, "each call is bounded: {calls}");
    assert_eq!(world.mails(), ["delivered"]);
    let (_, health) = shop.ask_api(&world, after(8 * DAY), http::Method::GET, "/healthz", json!(null));
    assert!(health["jobs"].to_string().contains("\"overdue\":true"), "{health}");
}

#[test]
fn deadlines_of_three_days_are_worked_through_and_the_place_is_kept() {
    let (shop, world) = (shop(), World::new());
    for (minute, id) in (0..60).zip(1000..) {
        let message = bought(after(minute * 10), after(minute * 10), "paid", &[]);
        let body = message.body.replace("\"77\"", &format!("\"{id}\"")).replace("\"1001\"", &format!("\"{id}\""));
        shop.tell_unheard(&Message { body, ..message });
    }
    let at = after(3 * DAY);
    let calls = until_done(&shop, &world, at, "delays", 20);
    assert!(calls > 2, "{calls}");
    let run = shop.job(&world, at, "delays");
    assert_eq!(run["jobs"][0]["report"]["visited"], 0, "it goes on where it stopped");
    shop.run(&world, after(3 * DAY), after(3 * DAY + 40), 1);
    assert_eq!(world.mails().iter().filter(|kind| *kind == "delay").count(), 60);
}

#[test]
fn a_clock_that_is_set_back_does_no_harm() {
    let (shop, world) = (shop_with(&[]), World::forgetful());
    shop.tell(&world, &bought(after(0), after(0), "paid", &[]));
    shop.tell(&world, &bought(after(HOUR), after(0), "shipped", &["A1"]));
    shop.run(&world, after(HOUR), after(4 * DAY), 30);
    let told = world.mails();
    assert_eq!(told, ["confirmed", "shipped", "delay"]);
    shop.run(&world, after(2 * DAY), after(2 * DAY + 30), 1);
    shop.run(&world, after(4 * DAY), after(4 * DAY + 30), 1);
    assert_eq!(world.mails(), told);
    shop.tell(&world, &scanned(after(4 * DAY + 40), "A1", "delivered"));
    assert_eq!(world.mails().len(), 4, "and what comes next is told");
}
