//! What is sent, when, and what is not.

use super::{AT_ONCE, event, page_in, paid, shipped, with_phone};
use crate::{
    sending::{Sending, order, time, told},
    world::skips_named,
};
use chrono::TimeDelta;
use serde_json::json;
use sledz_e2e::{
    mailbox::{
        faults::{Fault, Faults},
        received::Provider,
    },
    senders::standard,
};

#[test]
fn a_mail_is_there_at_once_without_any_job() {
    if skips_named("a_mail_is_there_at_once_without_any_job") {
        return;
    }
    let sending = Sending::start("resend", "");
    // What the first request of a component takes longer for is not what is measured.
    let _ = sending.deployment.client().get("/healthz").unwrap().expect(200);
    sending.order(&paid(&sending, "1001", "ala@example.com"));
    let mail = sending.wait_for("ala@example.com", 1, AT_ONCE).remove(0);
    assert_eq!(mail.tag, "confirmed");
    let jobs = sending.health()["jobs"].clone();
    assert!(jobs.as_array().unwrap().iter().all(|job| job["last_run"].is_null()), "{jobs}");
    sending.order(&shipped(&sending, "1001", "ala@example.com", &["ATONCE1"]));
    sending.parcel(&event(&sending, "ATONCE1", "in_transit"));
    assert_eq!(sending.wait_for("ala@example.com", 2, AT_ONCE)[1].tag, "shipped");
    sending.later(4);
    assert_eq!(sending.mailbox.received().len(), 2, "the job finds nothing left to do");
}

#[test]
fn a_number_alone_is_not_shipped() {
    if skips_named("a_number_alone_is_not_shipped") {
        return;
    }
    let sending = Sending::start("resend", "");
    let mut order = paid(&sending, "1001", "ala@example.com");
    order["shipments"] = json!([{"carrier": "dpd", "tracking_number": "LABEL1"}]);
    sending.order(&order);
    sending.parcel(&event(&sending, "LABEL1", "pre_transit"));
    sending.later(4);
    assert_eq!(told(&sending.wait_for("ala@example.com", 1, AT_ONCE)), ["confirmed Zamówienie 1001 przyjęte"]);
    sending.parcel(&event(&sending, "LABEL1", "accepted"));
    assert_eq!(sending.wait_for("ala@example.com", 2, AT_ONCE)[1].tag, "shipped");
}

#[test]
fn history_that_is_filled_in_sends_nothing() {
    if skips_named("history_that_is_filled_in_sends_nothing") {
        return;
    }
    let sending = Sending::start("resend", "smsapi");
    let days = |days| sending.now() - TimeDelta::days(days);
    for (n, status) in ["paid", "shipped", "delivered"].into_iter().enumerate() {
        let (number, parcel) = (format!("H{n}"), format!("HISTORY{n}"));
        let mut data = order(&number, status, days(10), days(9), "ala@example.com");
        data["shipments"] = json!([{"carrier": "dpd", "tracking_number": parcel}]);
        sending.order(&with_phone(data, "+48600000004"));
        for (status, ago) in [("accepted", 9), ("in_transit", 8), ("out_for_delivery", 7), ("delivered", 2)] {
            sending.parcel(&standard::event("dpd", &parcel, status, days(ago)));
        }
    }
    for _ in 0..3 {
        sending.later(240);
    }
    assert_eq!(told(&sending.mailbox.received()), [""; 0]);
    assert_eq!(sending.mailbox.requests(Provider::Resend), 0);
}

#[test]
fn nobody_is_told_anything_without_notify_since_or_of_orders_before_it() {
    if skips_named("nobody_is_told_anything_without_notify_since") {
        return;
    }
    for (since, tells) in [("", false), ("2026-11-19", false), ("2026-11-18", true)] {
        let begin = time("2026-11-18T09:00:00Z");
        let sending = Sending::with("resend", "smsapi", begin, |builder| builder.variable("notify_since", since));
        sending.order(&paid(&sending, "1001", "ala@example.com"));
        sending.later(4);
        assert_eq!(sending.mailbox.received().len(), usize::from(tells), "notify_since {since:?}");
        let told = sending.health()["problems"].to_string();
        assert_eq!(told.contains("notify_since is empty"), since.is_empty(), "{told}");
    }
}

#[test]
fn several_parcels_of_an_order_go_together() {
    if skips_named("several_parcels_of_an_order_go_together") {
        return;
    }
    // Handed over all at once; or one after the other, as their first scans come.
    for (status, mails) in [("shipped", 1), ("preparing", 2)] {
        let sending = Sending::start("resend", "");
        let parcels = ["GATHER1", "GATHER2", "GATHER3", "GATHER4"];
        let mut order = shipped(&sending, "1001", "ala@example.com", &parcels);
        order["status"] = json!(status);
        sending.order(&order);
        sending.settle();
        for parcel in parcels {
            sending.parcel(&event(&sending, parcel, "in_transit"));
            sending.settle();
            sending.later(2);
        }
        for _ in 0..12 {
            sending.later(4);
        }
        let mut got = sending.mailbox.to("ala@example.com");
        got.retain(|mail| mail.tag != "confirmed");
        assert_eq!(got.len(), mails, "{status}: {:?}", told(&got));
        assert!(got.iter().all(|mail| mail.tag == "shipped"), "{status}: {:?}", told(&got));
        for parcel in parcels {
            let mentions = got.iter().filter(|mail| mail.text.contains(parcel)).count();
            assert_eq!(mentions, 1, "{status}: {parcel}: {:?}", got.iter().map(|mail| &mail.text).collect::<Vec<_>>());
        }
    }
}

#[test]
fn what_is_no_longer_true_is_not_sent() {
    if skips_named("what_is_no_longer_true_is_not_sent") {
        return;
    }
    let sending = Sending::start("resend", "");
    sending.mailbox.set_faults(Faults::always(Fault::Error500));
    sending.order(&paid(&sending, "1001", "ala@example.com"));
    sending.settle();
    assert_eq!(sending.mailbox.requests(Provider::Resend), 1);
    sending.order(&shipped(&sending, "1001", "ala@example.com", &["NEWER1"]));
    sending.parcel(&event(&sending, "NEWER1", "delivered"));
    sending.settle();
    sending.mailbox.set_faults(Faults::default());
    for _ in 0..4 {
        sending.later(4);
    }
    let got = sending.mailbox.to("ala@example.com");
    assert_eq!(got.iter().map(|mail| mail.tag.as_str()).collect::<Vec<_>>(), ["delivered"]);
    let _ = sending.open(&page_in(&got[0].text));
}
