//! Forms that cannot be had, and an Allegro that is asked too often.

use crate::selling::{Selling, task};
use chrono::TimeDelta;
use serde_json::{Value, json};
use sledz_e2e::{
    carriers::trouble::Trouble,
    shops::allegro::{EVENTS, FORM, SHIPMENTS},
};

#[test]
fn a_form_that_fails_holds_up_nothing() {
    let Some(selling) = Selling::open("a_form_that_fails_holds_up_nothing", "allegro") else { return };
    selling.connect();
    let ids: Vec<String> = (0..3).map(|n| selling.buy(n)).collect();
    let failing = format!("GET /order/checkout-forms/{}", ids[1]);
    selling.server("allegro").order(&failing, Trouble::Error500);
    let told = selling.sync("allegro");
    let new = task(&told, "new");
    assert_eq!((&new["why"], &new["report"]["failed"], &new["has_more"]), (&Value::Null, &json!(1), &json!(false)));
    let there = |n: usize| selling.told(&ids[n]).len();
    assert_eq!((there(0), there(1), there(2)), (1, 0, 1));
    // What comes later is told meanwhile.
    let later = selling.buy(3);
    selling.synced("allegro");
    assert_eq!((there(1), selling.told(&later).len()), (0, 1));
    selling.server("allegro").calm();
    for _ in 0..4 {
        selling.synced_after(TimeDelta::minutes(2), "allegro");
    }
    assert_eq!(there(1), 1);
    assert!(selling.server("allegro").count(&failing) <= 5, "it is left alone in between");
}

/// Allegro gives its journal for hours, and no form.
#[test]
fn forms_that_fail_for_hours_are_not_forgotten() {
    let Some(selling) = Selling::open("forms_that_fail_for_hours_are_not_forgotten", "allegro") else { return };
    selling.connect();
    let ids: Vec<String> = (0..5).map(|n| selling.buy(n)).collect();
    // It was the shop that did something: no sweep finds them.
    let bought = selling.now() - TimeDelta::days(1);
    ids.iter().for_each(|id| selling.allegro().touch(id, bought));
    selling.server("allegro").order(FORM, Trouble::Html);
    for _ in 0..40 {
        selling.synced_after(TimeDelta::minutes(3), "allegro");
    }
    assert!(ids.iter().all(|id| selling.told(id).is_empty()));
    let asked = selling.server("allegro").count(FORM);
    assert!((15..=45).contains(&asked), "each a few times: {asked}");
    selling.server("allegro").calm();
    for _ in 0..8 {
        selling.synced_after(TimeDelta::minutes(15), "allegro");
    }
    assert!(ids.iter().all(|id| selling.told(id).len() == 1));
}

/// What is known of a form does not wait for its parcels, which come when they can be had.
#[test]
fn parcels_that_fail_come_later() {
    let Some(selling) = Selling::open("parcels_that_fail_come_later", "allegro") else { return };
    selling.connect();
    let id = selling.buy(1);
    selling.allegro().ship(&id, "DPD", "0000075077195U");
    selling.server("allegro").order(SHIPMENTS, Trouble::Error500);
    selling.synced("allegro");
    let seen = selling.seen(&id);
    assert_eq!((&seen["payment_state"], &seen["shipments"]), (&json!("paid"), &json!([])), "{seen}");
    selling.server("allegro").calm();
    for _ in 0..4 {
        selling.synced_after(TimeDelta::minutes(2), "allegro");
    }
    assert_eq!(selling.seen(&id)["shipments"][0]["tracking_number"], "0000075077195U");
    assert_eq!(selling.told(&id).len(), 1);
}

#[test]
fn whoever_asks_too_often_waits() {
    let Some(selling) = Selling::open("whoever_asks_too_often_waits", "allegro") else { return };
    selling.connect();
    let id = selling.buy(1);
    let server = selling.server("allegro");
    server.order(EVENTS, Trouble::TooMany { retry_after: 1500 });
    let told = selling.sync("allegro");
    assert!(task(&told, "new")["why"].as_str().unwrap().contains("asked too often"), "{told:?}");
    let pause = selling.not_before("allegro", "new") - selling.now();
    assert_eq!(pause.num_minutes(), 25);
    server.calm();
    let asked = server.count(EVENTS);
    selling.pass(TimeDelta::minutes(20));
    let early = selling.sync("allegro");
    assert!(task(&early, "new")["why"].as_str().unwrap().contains("left alone"), "{early:?}");
    assert_eq!(server.count(EVENTS), asked);
    selling.synced_after(TimeDelta::minutes(5), "allegro");
    assert_eq!(selling.told(&id).len(), 1);
}

/// Of a form, too: then no other is asked for either.
#[test]
fn a_limit_in_the_middle_of_a_page_loses_nothing() {
    let Some(selling) = Selling::open("a_limit_in_the_middle_of_a_page_loses_nothing", "allegro") else { return };
    selling.connect();
    let ids: Vec<String> = (0..6).map(|n| selling.buy(n)).collect();
    let server = selling.server("allegro");
    server.order(&format!("GET /order/checkout-forms/{}", ids[3]), Trouble::TooMany { retry_after: 600 });
    let told = selling.sync("allegro");
    assert!(task(&told, "new")["why"].as_str().unwrap().contains("asked too often"), "{told:?}");
    assert_eq!(server.count(FORM), 4, "the first four");
    server.calm();
    selling.synced_after(TimeDelta::minutes(10), "allegro");
    assert!(ids.iter().all(|id| selling.told(id).len() == 1));
    assert_eq!(server.count(FORM), 7, "what was told is not asked for again");
}
