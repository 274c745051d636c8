//! Which messages go out in the life of an order: each once, in order, whatever is repeated, and
//! whether the poke, the job or both bring it.

use crate::{
    mailroom::{bought, bought_by, scanned, shop, shop_with, waits},
    shop::{Message, Shop, after, shipment},
    world::World,
};
use chrono::TimeDelta;
use http::StatusCode;
use serde_json::{Value, json};

const HOUR: i64 = 60;
const A: &str = "0000075077195U";

/// From the purchase to the delivery, with something between that is told to nobody.
fn life() -> Vec<Message> {
    vec![
        bought(after(0), after(0), "paid", &[]),
        bought(after(2 * HOUR), after(0), "preparing", &[A]),
        scanned(after(3 * HOUR), A, "pre_transit"),
        bought(after(4 * HOUR), after(0), "shipped", &[A]),
        scanned(after(5 * HOUR), A, "accepted"),
        scanned(after(6 * HOUR), A, "in_transit"),
        scanned(after(22 * HOUR), A, "out_for_delivery"),
        scanned(after(23 * HOUR), A, "failed_attempt"),
        scanned(after(25 * HOUR), A, "out_for_delivery"),
        waits(after(26 * HOUR), A, after(80 * HOUR)),
        scanned(after(27 * HOUR), A, "delivered"),
    ]
}

const TOLD: [&str; 6] = ["confirmed", "shipped", "out_for_delivery", "problem", "ready_for_pickup", "delivered"];

/// How a shop hears of what has happened.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Path {
    Poke,
    Job,
    Both,
}

/// Lives through `messages`, each delivered so many times.
fn live(shop: &Shop, world: &World, messages: &[Message], times: usize, path: Path) {
    for message in messages {
        for _ in 0..times {
            let status = match path {
                Path::Job => shop.tell_unheard(message),
                _ => shop.tell(world, message),
            };
            assert_eq!(status, StatusCode::OK);
        }
        if path != Path::Poke {
            shop.run(world, message.at, message.at + TimeDelta::minutes(5), 1);
        }
    }
}

#[test]
fn each_message_goes_out_once_by_poke_by_job_and_by_both() {
    for path in [Path::Poke, Path::Job, Path::Both] {
        for times in [1, 2] {
            // A provider that knows no key: nothing but us keeps a message from going out twice.
            let (shop, world) = (shop(), World::forgetful());
            live(&shop, &world, &life(), times, path);
            assert_eq!(world.mails(), TOLD, "{path:?}, {times} times");
            shop.run(&world, after(28 * HOUR), after(30 * HOUR), 5);
            assert_eq!(world.mails(), TOLD, "{path:?}, {times} times: afterwards");
            assert_eq!(world.calls.get(), TOLD.len());
        }
    }
}

#[test]
fn repeated_later_and_in_any_order_nothing_goes_out_again() {
    let (shop, world) = (shop(), World::forgetful());
    live(&shop, &world, &life(), 1, Path::Both);
    for turn in 0..life().len() {
        let mut again = life();
        again.rotate_left(turn);
        if turn % 2 == 1 {
            again.reverse();
        }
        for message in &again {
            // The sender signs anew, and says the same.
            let late = Message { at: after(28 * HOUR), ..message.clone() };
            assert_eq!(shop.tell(&world, &late), StatusCode::OK);
        }
    }
    shop.run(&world, after(28 * HOUR), after(29 * HOUR), 1);
    assert_eq!(world.mails(), TOLD);
}

#[test]
fn in_whatever_order_it_is_heard_only_what_is_true_goes_out() {
    for turn in 0..life().len() {
        let (shop, world) = (shop(), World::forgetful());
        let mut messages = life();
        messages.rotate_left(turn);
        for (message, minute) in messages.iter().zip(0..) {
            // All of it comes within minutes, at the end.
            let late = Message { at: after(27 * HOUR + minute), ..message.clone() };
            assert_eq!(shop.tell_unheard(&late), StatusCode::OK);
        }
        shop.run(&world, after(27 * HOUR + 11), after(29 * HOUR), 1);
        assert_eq!(world.mails(), ["delivered"], "{turn}");
    }
}

#[test]
fn what_mails_say_and_to_whom() {
    let (shop, world) = (shop(), World::new());
    live(&shop, &world, &life(), 1, Path::Poke);
    let mails = world.by("mail");
    assert!(mails.iter().all(|mail| mail.to == "lucja@example.com"));
    let link = shop.order_link();
    for mail in &mails {
        assert!(mail.text.contains(&link) && mail.html.contains(&link), "{}", mail.text);
        assert!(mail.text.contains("1001"), "{}", mail.text);
    }
    let shipped = &mails[1].text;
    assert!(shipped.contains(A) && shipped.contains("tracktrace.dpd.com.pl"), "{shipped}");
    let mut references: Vec<_> = mails.iter().map(|mail| &mail.reference).collect();
    references.sort();
    references.dedup();
    assert_eq!(references.len(), mails.len());
}

#[test]
fn several_parcels_go_together() {
    let numbers = ["A1", "B2", "C3", "D4", "E5"];
    let (shop, world) = (shop(), World::forgetful());
    let own = json!({"pl": {"subject": "{order}", "body": "Dotarły: {number}.\n\n{link}", "sms": "{link}"}});
    shop.set_message(&world, after(-5), "delivered", json!({"texts": own}));
    shop.tell(&world, &bought(after(0), after(0), "shipped", &numbers));
    shop.run(&world, after(0), after(10), 1);
    assert_eq!(world.mails(), ["shipped"], "handed over at once: one mail");
    assert!(numbers.iter().all(|number| world.got()[0].text.contains(number)), "{}", world.got()[0].text);
    // Delivered one after the other, within half an hour.
    for (number, minute) in numbers.iter().zip(0..) {
        shop.tell(&world, &scanned(after(HOUR + minute * 4), number, "delivered"));
        shop.run(&world, after(HOUR + minute * 4), after(HOUR + minute * 4 + 3), 1);
    }
    shop.run(&world, after(HOUR + 20), after(4 * HOUR), 1);
    assert_eq!(world.mails(), ["shipped", "delivered", "delivered"], "the first at once, the others together");
    let together = &world.got()[2].text;
    assert!(numbers[1..].iter().all(|number| together.contains(number)), "{together}");
    assert!(world.got()[2].at <= after(HOUR + 35), "{}", world.got()[2].at);
}

#[test]
fn history_that_is_filled_in_is_no_news() {
    let (shop, world) = (shop(), World::new());
    let days = 24 * HOUR;
    for (number, back) in [("A1", 2), ("B2", 9)] {
        let placed = after(-back * days);
        let history = |status: &str, hours: i64| {
            let at = placed + TimeDelta::hours(hours);
            shipment(after(0), json!({"carrier": "dpd", "tracking_number": number, "status": status, "at": at}))
        };
        let mut message = bought(placed + TimeDelta::hours(1), placed, "shipped", &[number]);
        message.at = after(0);
        message.body = message.body.replace("\"77\"", &format!("\"{number}\""));
        assert_eq!(shop.tell(&world, &message), StatusCode::OK);
        for told in [history("accepted", 2), history("out_for_delivery", 20), history("delivered", 22)] {
            assert_eq!(shop.tell(&world, &told), StatusCode::OK);
        }
    }
    shop.run(&world, after(0), after(3 * HOUR), 1);
    assert_eq!(world.mails(), Vec::<String>::new());
    // Orders from before `notify_since` get nothing, even if something happens to them now.
    shop.tell(&world, &scanned(after(4 * HOUR), "B2", "returned"));
    shop.run(&world, after(4 * HOUR), after(5 * HOUR), 1);
    assert_eq!(world.calls.get(), 0);
}

#[test]
fn without_notify_since_nothing_is_sent_and_webhooks_cost_what_they_did() {
    let (told, untold) = (shop(), shop_with(&[("notify_since", "")]));
    let world = World::new();
    live(&untold, &world, &life(), 2, Path::Both);
    assert_eq!(world.calls.get(), 0);
    // Each webhook of a known parcel costs two commits: increment and set-many.
    let (told_cost, untold_cost) = (told.kv.commits(), untold.kv.commits());
    let later = scanned(after(28 * HOUR), A, "exception");
    untold.deliver(&later);
    assert_eq!(untold.kv.commits() - untold_cost, 2);
    assert!(untold.pokes.borrow().is_empty(), "nobody is called either");
    live(&told, &World::new(), &life(), 1, Path::Poke);
    assert!(told.kv.commits() > told_cost);
}

#[test]
fn what_the_shop_has_set_counts() {
    let (shop, world) = (shop(), World::new());
    shop.set_message(&world, after(-5), "confirmed", json!({"enabled": false}));
    shop.set_message(&world, after(-5), "shipped", json!({"channels": ["sms"]}));
    shop.set_message(&world, after(-5), "out_for_delivery", json!({"channels": ["email", "sms"], "language": "en"}));
    let own = json!({"pl": {"subject": "Jest! {order}", "body": "Paczka {number} dotarła.\n\n{link}", "sms": "{status} {link}"}});
    shop.set_message(&world, after(-5), "delivered", json!({"texts": own}));
    live(&shop, &world, &life(), 1, Path::Poke);
    shop.run(&world, after(27 * HOUR), after(28 * HOUR), 1);
    let got: Vec<_> = world.got().into_iter().map(|got| (got.by, got.kind)).collect();
    let mail = |kind: &str| ("mail", kind.to_owned());
    let sms = || ("sms", String::new());
    assert_eq!(
        got.iter().filter(|got| got.0 == "mail").cloned().collect::<Vec<_>>(),
        [mail("out_for_delivery"), mail("problem"), mail("ready_for_pickup"), mail("delivered")]
    );
    assert_eq!(got.iter().filter(|got| **got == sms()).count(), 2);
    let english = world.by("mail")[0].text.clone();
    assert!(english.contains("The courier has the parcel"), "{english}");
    let own = world.by("mail").pop().unwrap();
    assert!(own.subject.starts_with("Jest! ") && own.text.contains(&format!("Paczka {A} dotarła.")), "{own:?}");
    // As we think best again.
    let (status, _) =
        shop.ask_api(&world, after(29 * HOUR), http::Method::DELETE, "/api/templates/delivered", json!(null));
    assert_eq!(status, StatusCode::OK);
}

#[test]
fn what_the_carrier_tells_itself_is_off_unless_the_shop_wants_it() {
    for (wanted, expected) in [(false, vec!["shipped"]), (true, vec!["shipped", "ready_for_pickup"])] {
        let (shop, world) = (shop(), World::new());
        if wanted {
            shop.set_message(&world, after(-5), "ready_for_pickup", json!({"enabled": true}));
        }
        let parcel = json!({"carrier": "inpost", "tracking_number": "A1"});
        shop.tell(&world, &bought_by(after(0), after(0), "shipped", &[parcel], json!({"email": "a@example.com"})));
        shop.tell(
            &world,
            &shipment(
                after(5),
                json!({"carrier": "inpost", "tracking_number": "A1", "status": "ready_for_pickup", "at": after(5)}),
            ),
        );
        shop.run(&world, after(5), after(60), 1);
        assert_eq!(world.mails(), expected);
    }
}

#[test]
fn a_redirected_parcel_is_told_of_under_its_new_number() {
    let (shop, world) = (shop(), World::new());
    shop.tell(&world, &bought(after(0), after(0), "shipped", &["A1"]));
    shop.tell(&world, &scanned(after(5), "A1", "in_transit"));
    let moved = json!({"carrier": "dpd", "tracking_number": "A1", "status": "in_transit", "at": after(50), "replaced_by": "B2"});
    shop.tell(&world, &shipment(after(50), moved));
    shop.tell(&world, &scanned(after(60), "B2", "accepted"));
    shop.tell(&world, &scanned(after(90), "B2", "out_for_delivery"));
    shop.tell(&world, &scanned(after(200), "B2", "delivered"));
    shop.run(&world, after(200), after(260), 1);
    assert_eq!(
        world.mails().into_iter().filter(|kind| kind != "shipped").collect::<Vec<_>>(),
        ["out_for_delivery", "delivered"]
    );
}

#[test]
fn the_parcel_of_a_return_is_no_other_parcel_of_the_order() {
    let (out, back) = ("120000018332540090213375", "120000018332540090213376");
    let (shop, world) = (shop_with(&[("courier_inpost_secrets", "path:token")]), World::new());
    shop.tell(&world, &bought(after(0), after(0), "shipped", &[out]));
    shop.run(&world, after(0), after(10), 1);
    let event = |code: &str, minute: i64, returned: Value| {
        let body = json!({"trackingNumber": out, "eventCode": code, "eventId": format!("{code}-{minute}"),
            "timestamp": after(minute), "returnToSender": returned});
        Message { at: after(minute), path: "/hooks/couriers/inpost/token", body: body.to_string() }
    };
    shop.tell(&world, &event("RTS.1001", HOUR, json!({"trackingNumber": back})));
    shop.tell(&world, &event("RTS.1002", 2 * HOUR, Value::Null));
    shop.run(&world, after(2 * HOUR), after(3 * HOUR), 1);
    let returned = world.by("mail").into_iter().find(|mail| mail.kind == "returned").unwrap();
    assert!(!returned.text.contains("jedna z paczek"), "{}", returned.text);
    assert!(!returned.subject.contains("jedna z paczek"), "{}", returned.subject);
}
