//! However often a message comes, by however many channels, and whatever fails: one answer.

use super::counter::{ALA, ALAS_PHONE, Counter, QUESTION, authors};
use crate::{
    sending::{self, Sending},
    world::skips_named,
};
use chrono::TimeDelta;
use serde_json::json;
use sledz_e2e::{
    carriers::trouble::Trouble,
    desks::{accepted, meta as graph},
    mailbox::{
        faults::{Fault, Faults},
        received::Provider,
    },
    message::Message,
    senders::channels::{self, letter::Letter, meta, standard},
};
use std::{thread, time::Duration};

/// Sends all of them at the same time.
fn at_once(counter: &Counter, messages: &[Message]) {
    let (client, now) = (counter.client(), counter.secrets().test_now(counter.now()));
    thread::scope(|scope| {
        for message in messages {
            let message = message.clone().with("sledz-test-now", &now);
            scope.spawn(move || {
                let _ = message.send(client).unwrap().expect(200);
            });
        }
    });
}

#[test]
fn three_deliveries_are_one_message() {
    let Some(counter) = Counter::open("three_deliveries_are_one_message") else { return };
    for minutes in [0, 1, 10] {
        counter.pass(TimeDelta::minutes(minutes));
        counter.write("m-1", ALA, QUESTION);
    }
    assert_eq!(counter.answers().len(), 1);
    assert_eq!(authors(&counter.only_case("waiting")), ["customer", "automatic"]);
    let cost = counter.cost(|| counter.write("m-1", ALA, QUESTION));
    assert_eq!((cost.commits, cost.increments), (0, 0), "a repeat writes nothing");
}

#[test]
fn three_deliveries_at_once_are_one_message() {
    let Some(counter) = Counter::open("three_deliveries_at_once_are_one_message") else { return };
    let message = standard::received(&standard::question("m-1", ALA, QUESTION, counter.now()), counter.now());
    at_once(&counter, &[message.clone(), message.clone(), message]);
    assert_eq!(counter.answers().len(), 1);
    assert_eq!(authors(&counter.only_case("waiting")), ["customer", "automatic"]);
}

#[test]
fn the_same_question_by_another_channel_gets_no_second_answer() {
    let Some(counter) = Counter::open("the_same_question_by_another_channel_gets_no_second_answer") else { return };
    counter.write("m-1", ALA, QUESTION);
    counter.pass(TimeDelta::minutes(2));
    let number = ALAS_PHONE.trim_start_matches('+');
    counter.hear(meta::whatsapp(number, "wamid.1", QUESTION, counter.now()));
    let told = counter.question("1001", ALA, QUESTION).expect(200).json().unwrap();
    assert_eq!(told["answered"], false, "{told}");
    assert_eq!(counter.answers().len(), 1);
    assert_eq!(accepted(&counter.desks.meta, graph::MESSAGES).len(), 0);
    let case = counter.only_case("all");
    assert_eq!((&case["number"], &case["state"]), (&told["case"], &json!("waiting")));
}

#[test]
fn two_channels_at_the_same_time_get_one_answer() {
    let Some(counter) = Counter::bare("two_channels_at_the_same_time_get_one_answer", &[]) else { return };
    for n in 0..6_u32 {
        let (number, from, phone) = (format!("30{n:02}"), format!("k{n}@klient.example"), format!("4860000010{n}"));
        counter.on_its_way(&number, &from, Some(&format!("+{phone}")), &format!("000007507720{n}U"));
        let text = format!("Gdzie jest moja paczka? Zamówienie {number}");
        let mail = Letter::new(&format!("m{n}@klient.example"), &from, &text, counter.now());
        let chat = meta::whatsapp(&phone, &format!("wamid.{n}"), &text, counter.now());
        at_once(&counter, &[mail.by_postmark(), chat]);
        let answers = counter.answers().len();
        let sent =
            accepted(&counter.desks.meta, graph::MESSAGES).iter().filter(|one| one["to"] == phone.as_str()).count();
        assert_eq!(answers + sent, 1, "{number}: {answers} by e-mail, {sent} by WhatsApp");
    }
    assert_eq!(counter.cases("all").len(), 6);
}

#[test]
fn a_provider_that_fails_is_tried_again_and_the_answer_is_sent_once() {
    let Some(counter) = Counter::open("a_provider_that_fails_is_tried_again") else { return };
    counter.mailbox.set_faults(Faults::always(Fault::Error500));
    counter.write("m-1", ALA, QUESTION);
    assert_eq!(counter.answers().len(), 0);
    counter.mailbox.set_faults(Faults::default());
    for _ in 0..4 {
        counter.pass(TimeDelta::minutes(10));
        counter.replies();
    }
    assert_eq!(counter.answers().len(), 1);
    assert_eq!(counter.only_case("waiting")["messages"][1]["sent"], "sent");
    let tries = counter.mailbox.requests(Provider::Postmark);
    assert!(tries >= 2, "{tries}");
}

#[test]
fn an_answer_of_the_provider_that_gets_lost_is_no_second_answer() {
    let Some(counter) = Counter::open("an_answer_of_the_provider_that_gets_lost") else { return };
    let number = ALAS_PHONE.trim_start_matches('+');
    counter.hear(meta::whatsapp(number, "wamid.1", QUESTION, counter.now()));
    // Refused first, then taken.
    counter.desks.meta.order_times(graph::MESSAGES, Trouble::TooMany { retry_after: 30 }, 2);
    for _ in 0..5 {
        counter.pass(TimeDelta::minutes(10));
        counter.replies();
    }
    assert_eq!(accepted(&counter.desks.meta, graph::MESSAGES).len(), 1);
    assert_eq!(counter.only_case("waiting")["messages"][1]["sent"], "sent");
}

#[test]
fn several_clocks_at_once_send_an_answer_once() {
    let Some(counter) = Counter::bare("several_clocks_at_once_send_an_answer_once", &[]) else { return };
    for n in 0..8 {
        let (number, from) = (format!("400{n}"), format!("k{n}@klient.example"));
        counter.on_its_way(&number, &from, None, &format!("000007507730{n}U"));
        counter.write(&format!("m-{n}"), &from, &format!("gdzie moja paczka {number}?"));
    }
    counter.pass(TimeDelta::minutes(4));
    thread::scope(|scope| {
        for _ in 0..4 {
            let (client, now) = (counter.client(), counter.secrets().test_now(counter.now()));
            scope.spawn(move || {
                let bearer = format!("Bearer {}", sledz_e2e::secrets::local_token("scheduler"));
                let call = client.request("POST", "/jobs/replies").header("authorization", &bearer);
                let _ = call.header("sledz-test-now", &now).send().unwrap().expect(200);
            });
        }
    });
    assert_eq!(counter.answers().len(), 8);
}

#[test]
fn an_answer_goes_out_at_once() {
    if skips_named("an_answer_goes_out_at_once") {
        return;
    }
    let sending = Sending::with("postmark", "", sending::time("2026-11-18T09:00:00Z"), |builder| {
        channels::variables().iter().fold(builder, |builder, (name, value)| builder.variable(name, value))
    });
    let placed = sending.now() - TimeDelta::days(1);
    let mut order = sending::order("1001", "shipped", placed, sending.now(), ALA);
    order["shipments"] = json!([{"carrier": "dpd", "tracking_number": "0000075077195U"}]);
    sending.order(&order);
    let event = sledz_e2e::senders::standard::event("dpd", "0000075077195U", "in_transit", sending.now());
    sending.parcel(&event);
    sending.settle();
    let before = sending.mailbox.received().len();
    let question = standard::received(&standard::question("m-1", ALA, QUESTION, sending.now()), sending.now());
    for _ in 0..3 {
        sending.take(question.clone());
    }
    let is_answer = |all: &[sledz_e2e::mailbox::received::Received]| all.iter().any(|one| one.tag == "answer");
    sending.mailbox.wait_for(is_answer, Duration::from_secs(20)).unwrap();
    sending.settle();
    let all = sending.mailbox.received();
    let answers: Vec<_> = all[before..].iter().filter(|one| one.tag == "answer").collect();
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert!(answers[0].text.contains("/z/"), "{}", answers[0].text);
}
