//! What a message costs, counted by the local host, and that it costs the same among many cases.

use super::counter::{ALA, Counter, QUESTION};
use sledz_e2e::{
    deployment::Counters,
    senders::channels::{letter::Letter, standard},
};
use std::time::{Duration, Instant};

/// What a question, its repeat and a machine's mail cost about order `number`.
fn costs(counter: &Counter, number: &str, email: &str) -> [Counters; 3] {
    let text = QUESTION.replace("1001", number);
    let message =
        standard::received(&standard::question(&format!("m-{number}"), email, &text, counter.now()), counter.now());
    let question = counter.cost(|| counter.hear(message.clone()));
    let repeat = counter.cost(|| counter.hear(message.clone()));
    let away = Letter::new(&format!("away-{number}@klient.example"), email, "Jestem na urlopie", counter.now());
    let machine = counter.cost(|| counter.hear(away.with("Auto-Submitted", "auto-replied").by_postmark()));
    [question, repeat, machine]
}

#[test]
fn a_message_costs_little_and_no_more_among_many_cases() {
    let Some(counter) = Counter::open("a_message_costs_little_and_no_more_among_many_cases") else { return };
    counter.on_its_way("1005", "jan@klient.example", None, "0000075077111U");
    let first = costs(&counter, "1001", ALA);
    let [question, repeat, machine] = first;
    // The message with all that was made of it, and what is owed: one commit each. What finds it again: increments.
    assert!(question.gets <= 25, "{question:?}");
    assert!(question.commits - question.increments <= 2 && question.increments <= 10, "{question:?}");
    assert!(repeat.gets <= 20 && repeat.commits == 0 && repeat.increments == 0, "{repeat:?}");
    assert!(machine.gets <= 10, "{machine:?}");
    assert!(machine.commits - machine.increments <= 2 && machine.increments <= 5, "{machine:?}");
    for n in 0..50 {
        counter.write(&format!("other-{n}"), &format!("k{n}@klient.example"), "Czy macie zielone kubki?");
    }
    let many = costs(&counter, "1005", "jan@klient.example");
    for (first, many) in first.iter().zip(&many) {
        let is_as_cheap =
            many.gets <= first.gets && many.commits <= first.commits && many.increments <= first.increments;
        assert!(is_as_cheap, "the number of cases costs something: {first:?} {many:?}");
    }
}

/// How many questions are timed, each about an order of its own.
const QUESTIONS: usize = 60;

/// The median of what questions take, from sending the webhook until it is answered, without the store's calls; the
/// connection and the local host are in it. What has been decided then is stored: the answer waits in the outbox.
fn own_time(counter: &Counter, round: &str) -> Duration {
    let mut times: Vec<Duration> = (0..QUESTIONS)
        .map(|n| {
            let (number, email) = (format!("{round}{n:02}"), format!("{round}{n}@klient.example"));
            counter.on_its_way(&number, &email, None, &format!("000007507{round}{n:02}U"));
            let text = QUESTION.replace("1001", &number);
            let question = standard::question(&format!("t-{number}"), &email, &text, counter.now());
            let message = standard::received(&question, counter.now());
            let (stored, begun) = (counter.store_time().unwrap(), Instant::now());
            counter.hear(message);
            begun.elapsed().saturating_sub(counter.store_time().unwrap() - stored)
        })
        .collect();
    times.sort_unstable();
    times[QUESTIONS / 2]
}

/// Figures for the README, not a limit: a machine that is busy is no error.
#[test]
fn own_time_of_a_message_is_told() {
    let Some(counter) = Counter::open("own_time_of_a_message_is_told") else { return };
    let few = own_time(&counter, "71");
    for n in 0..300 {
        counter.write(&format!("crowd-{n}"), &format!("tlum{n}@klient.example"), "Czy macie zielone kubki?");
    }
    let many = own_time(&counter, "72");
    println!("a question, from webhook to decision, without the store's calls, at the median: {few:.1?}");
    println!("the same among 300 cases more: {many:.1?}");
    let answered =
        counter.answers().iter().filter(|mail| mail.to.starts_with("71") || mail.to.starts_with("72")).count();
    assert_eq!(answered, 2 * QUESTIONS, "not all that was timed was answered");
}
