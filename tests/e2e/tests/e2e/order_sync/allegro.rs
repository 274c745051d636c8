//! Allegro's journal, and what it leaves out.

use crate::selling::{Selling, at, form_id, task};
use chrono::TimeDelta;
use serde_json::{Value, json};
use sledz_e2e::{
    carriers::trouble::Trouble,
    shops::allegro::{self, EVENTS, FORM, LIST, STATS},
};
use std::time::Duration;

const WAYBILL: &str = "602677439331630637653846";

#[test]
fn forms_become_orders_over_several_runs() {
    let Some(selling) = Selling::open("forms_become_orders_over_several_runs", "allegro") else { return };
    selling.connect();
    assert_eq!(selling.server("allegro").count(STATS), 1);
    let (id, bought) = (form_id(1), selling.now());
    let mut form = allegro::form(&id, &selling.email(), bought);
    form["status"] = json!("FILLED_IN");
    (form["payment"]["finishedAt"], form["payment"]["paidAmount"]) = (Value::Null, Value::Null);
    selling.allegro().put(form.clone());
    selling.allegro().tell(&id, "FILLED_IN");
    selling.synced("allegro");
    let seen = selling.seen(&id);
    assert_eq!((&seen["stage"], &seen["payment_state"]), (&json!("received"), &json!("unpaid")), "{seen}");
    // It is paid.
    selling.pass(TimeDelta::minutes(10));
    let paid = allegro::form(&id, &selling.email(), bought);
    selling.allegro().put(paid.clone());
    selling.allegro().tell(&id, "READY_FOR_PROCESSING");
    selling.synced("allegro");
    let seen = selling.seen(&id);
    assert_eq!((&seen["stage"], &seen["payment_state"]), (&json!("paid"), &json!("paid")), "{seen}");
    assert_eq!(at(&seen["dispatch_by"]), bought + TimeDelta::days(1), "{seen}");
    assert_eq!(at(&seen["estimated_delivery"]), bought + TimeDelta::days(2), "{seen}");
    // The shop goes to work, and sends it.
    for (step, stage) in [("PROCESSING", "preparing"), ("READY_FOR_SHIPMENT", "preparing"), ("SENT", "shipped")] {
        selling.pass(TimeDelta::minutes(10));
        if step == "SENT" {
            selling.allegro().ship(&id, "INPOST", WAYBILL);
        }
        selling.allegro().step(&id, step);
        selling.synced("allegro");
        assert_eq!(selling.seen(&id)["stage"], stage, "after {step}");
    }
    let seen = selling.seen(&id);
    let parcel = &seen["shipments"][0];
    assert_eq!((&parcel["carrier"], &parcel["tracking_number"]), (&json!("inpost"), &json!(WAYBILL)), "{seen}");
    let told = selling.one(&id);
    assert_eq!(
        (&told["platform"], &told["sources"][0]["says"]),
        (&json!("allegro"), &json!("READY_FOR_PROCESSING/SENT"))
    );
    // Each run went on where the one before had stopped.
    let from: Vec<String> = selling.server("allegro").asked_for(EVENTS).iter().map(|one| one.field("from")).collect();
    assert!(from.is_sorted(), "{from:?}");
    assert_eq!(selling.server("allegro").count(FORM), 5, "one question for each event");
    // An older form arrives late, by an older event.
    let before = selling.one(&id);
    let server = selling.allegro();
    server.put(form);
    server.tell_time(Some(bought + TimeDelta::minutes(1)));
    server.tell(&id, "FILLED_IN");
    selling.synced("allegro");
    let after = selling.one(&id);
    for field in ["stage", "payment_state", "dispatch_by", "estimated_delivery", "shipments", "shipped_at", "paid_at"] {
        assert_eq!(after[field], before[field], "{field}");
    }
}

#[test]
fn what_the_journal_leaves_out_is_swept() {
    let Some(selling) = Selling::open("what_the_journal_leaves_out_is_swept", "allegro") else { return };
    selling.connect();
    let (left_out, told) = (form_id(1), selling.buy(2));
    selling.allegro().put(allegro::form(&left_out, &selling.email(), selling.now()));
    selling.allegro().ship(&left_out, "INPOST", WAYBILL);
    selling.synced("allegro");
    assert_eq!((selling.told(&left_out).len(), selling.told(&told).len()), (0, 1));
    let lists = selling.server("allegro").count(LIST);
    selling.synced_after(TimeDelta::minutes(30), "allegro");
    assert_eq!(selling.server("allegro").count(LIST), lists, "it is not swept more than once an hour");
    selling.synced_after(TimeDelta::minutes(30), "allegro");
    let found = selling.one(&left_out);
    assert_eq!(found["shipments"][0]["tracking_number"], WAYBILL, "{found}");
    // And again nothing is new.
    let told = selling.synced_after(TimeDelta::hours(1), "allegro");
    assert_eq!(task(&told, "sweep")["report"]["failed"], 0);
    assert_eq!((selling.told(&left_out).len(), selling.told(&form_id(2)).len()), (1, 1));
}

#[test]
fn two_events_of_one_form_are_one_question_and_one_order() {
    let Some(selling) = Selling::open("two_events_of_one_form_are_one_question_and_one_order", "allegro") else {
        return;
    };
    selling.connect();
    let id = selling.buy(1);
    selling.allegro().tell(&id, "READY_FOR_PROCESSING");
    selling.allegro().tell(&id, "FULFILLMENT_STATUS_CHANGED");
    selling.synced("allegro");
    assert_eq!((selling.server("allegro").count(FORM), selling.told(&id).len()), (1, 1));
    let confirmed = selling.sent().iter().filter(|mail| mail.tag == "confirmed").count();
    assert_eq!(confirmed, 1);
    // The same event again, in a later run.
    selling.allegro().tell(&id, "READY_FOR_PROCESSING");
    selling.synced("allegro");
    assert_eq!((selling.told(&id).len(), selling.sent().len()), (1, 0));
}

/// A page of the journal takes longer than a run may, and then the runs go on with it.
#[test]
fn a_slow_page_is_worked_off_over_several_runs() {
    let Some(selling) = Selling::open("a_slow_page_is_worked_off_over_several_runs", "allegro") else { return };
    selling.connect();
    let ids: Vec<String> = (0..40).map(|n| selling.buy(n)).collect();
    selling.server("allegro").order("/order/checkout-forms/", Trouble::Slow(Duration::from_millis(200)));
    let mut runs = 0;
    loop {
        runs += 1;
        let told = selling.sync("allegro");
        let new = task(&told, "new");
        assert_eq!(new["why"], Value::Null, "{told:?}");
        if new["has_more"] == false {
            break;
        }
        assert!(runs < 20, "the page has no end");
    }
    assert!(runs > 1, "this was to take longer than a run");
    assert!(ids.iter().all(|id| selling.told(id).len() == 1));
    let asked = selling.server("allegro").count(FORM);
    assert!((40..=40 + runs).contains(&asked), "{asked} questions in {runs} runs");
}

/// Each answer takes longer than a run may begin new requests.
#[test]
fn an_allegro_that_is_slow_is_asked_all_the_same() {
    let Some(selling) = Selling::open("an_allegro_that_is_slow_is_asked_all_the_same", "allegro") else { return };
    selling.connect();
    let id = selling.buy(1);
    selling.server("allegro").order("/order/", Trouble::Slow(Duration::from_millis(2300)));
    let runs = (1..8).find(|_| {
        selling.sync("");
        selling.told(&id).len() == 1
    });
    assert!(runs.is_some_and(|runs| runs <= 3), "{runs:?}");
}
