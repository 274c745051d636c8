//! What the shop's own systems and people are told.

use super::{AT_ONCE, event, paid, shipped};
use crate::{
    sending::{Sending, time},
    world::skips_named,
};
use chrono::{SubsecRound as _, TimeDelta, Utc};
use sledz_e2e::{
    deployment::Builder,
    mailbox::received::{Channel, Provider, Received},
};
use std::collections::BTreeSet;

#[test]
fn other_systems_are_told_of_every_event_signed_and_once() {
    if skips_named("other_systems_are_told_of_every_event_signed_and_once") {
        return;
    }
    // At the real time: the receiver looks how old a signature is.
    let sending = Sending::for_the_shop("", "", Utc::now().trunc_subsecs(0), |builder| builder);
    sending.order(&paid(&sending, "1001", "ala@example.com"));
    sending.order(&shipped(&sending, "1001", "ala@example.com", &["EVENT1"]));
    let said =
        ["accepted", "in_transit", "out_for_delivery", "delivered"].map(|status| event(&sending, "EVENT1", status));
    for event in said.iter().chain(&said) {
        sending.parcel(event);
    }
    let of = |all: &[Received], kind: &str| all.iter().filter(|one| one.tag == kind).count();
    let there = |all: &[Received]| of(all, "order.updated") >= 2 && of(all, "shipment.event") >= 4;
    sending.mailbox.wait_for(there, AT_ONCE).unwrap_or_else(|error| panic!("{error}: {}", sending.deployment.log()));
    sending.settle();
    let all = sending.mailbox.received();
    assert_eq!((of(&all, "order.updated"), of(&all, "shipment.event"), all.len()), (2, 4, 6));
    let statuses: BTreeSet<_> = all.iter().filter(|one| one.tag == "shipment.event").map(status).collect();
    assert_eq!(statuses, ["accepted", "delivered", "in_transit", "out_for_delivery"].map(str::to_owned).into());
    assert!(all.iter().all(|one| !one.raw.contains("ala@example.com")), "events name nobody");
}

fn status(message: &Received) -> String {
    let body: serde_json::Value = serde_json::from_str(&message.raw).unwrap();
    body["data"]["status"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_source_that_has_gone_quiet_is_told_once_by_every_way() {
    if skips_named("a_source_that_has_gone_quiet_is_told_once_by_every_way") {
        return;
    }
    let mail = |builder: Builder| {
        builder.variable("alert_email", "szefowa@sklep.example").variable("events_url", "https://events.invalid")
    };
    let sending = Sending::for_the_shop("postmark", "", time("2026-11-16T07:00:00Z"), mail);
    for n in 0..8 {
        sending.order(&paid(&sending, &format!("Q{n}"), "ala@example.com"));
        sending.later(60);
    }
    assert_eq!(alerts(&sending), [0; 4], "nothing is quiet yet");
    sending.pass(18 * 60);
    for hours in [1, 1, 6, 20] {
        sending.jobs(1);
        sending.settle();
        assert_eq!(alerts(&sending), [1; 4], "after {hours} hours more");
        sending.pass(hours * 60);
    }
    let slack = sending.mailbox.received().into_iter().find(|one| one.provider == Provider::Slack).unwrap();
    assert!(slack.text.contains("standard has gone quiet"), "{}", slack.text);
    assert_eq!(sending.health()["quiet_sources"][0]["source"], "order:standard");
    // It talks again.
    sending.order(&paid(&sending, "Q9", "ala@example.com"));
    sending.pass(31);
    sending.jobs(1);
    assert_eq!(sending.health()["quiet_sources"], serde_json::json!([]));
    assert!(sending.now() - time("2026-11-16T07:00:00Z") < TimeDelta::days(4), "within business days");
}

#[test]
fn paid_orders_that_are_late_and_have_no_number_are_told() {
    if skips_named("paid_orders_that_are_late_and_have_no_number_are_told") {
        return;
    }
    let mail = |builder: Builder| {
        builder.variable("alert_email", "szefowa@sklep.example").variable("events_url", "https://events.invalid")
    };
    // A Monday: they should be with the courier by the end of Wednesday.
    let sending = Sending::for_the_shop("postmark", "", time("2026-11-16T07:00:00Z"), mail);
    for n in 0..12 {
        sending.order(&paid(&sending, &format!("N{n}"), "ala@example.com"));
    }
    for hours in [24, 24, 12] {
        sending.later(hours * 60);
        assert_eq!(alerts(&sending), [0; 4], "nothing is late yet");
    }
    sending.later(12 * 60);
    sending.settle();
    let told = sending.mailbox.received().into_iter().filter(|one| one.is_to("szefowa@sklep.example"));
    let subjects: Vec<String> = told.map(|one| one.subject).filter(|subject| subject.contains("tracking")).collect();
    assert_eq!(subjects, ["12 paid orders are late and have no tracking number"], "{}", sending.health());
}

/// How many alerts came by Slack, Discord, Teams and e-mail.
fn alerts(sending: &Sending) -> [usize; 4] {
    let all = sending.mailbox.received();
    let by = |provider| all.iter().filter(|one| one.provider == provider).count();
    let mails = all.iter().filter(|one| one.channel() == Channel::Mail && one.is_to("szefowa@sklep.example")).count();
    [by(Provider::Slack), by(Provider::Discord), by(Provider::Teams), mails]
}
