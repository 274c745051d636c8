//! The same message again, the same question by another channel, and a provider that fails: one answer.

use super::counter::{Counter, hook, later, letter, monday};
use crate::world::Fate;
use http::StatusCode;
use serde_json::json;

const QUESTION: &str = "Gdzie jest moja paczka? Zamówienie 1001";

#[test]
fn three_deliveries_are_one_message() {
    let counter = Counter::open();
    let question = letter("m1", "ala@klient.example", QUESTION);
    for _ in 0..3 {
        assert_eq!(counter.write(monday(), &question), StatusCode::OK);
    }
    let commits = counter.shop.kv.commits();
    counter.write(later(1), &question);
    assert_eq!(counter.answers().len(), 1);
    let cases = counter.cases(later(2), "all");
    assert_eq!(cases.len(), 1);
    let case = counter.case(later(2), cases[0]["number"].as_str().unwrap());
    assert_eq!(case["messages"].as_array().unwrap().len(), 2);
    assert_eq!(counter.shop.kv.commits(), commits, "a repeat writes nothing");
}

#[test]
fn the_same_question_by_another_channel_joins_the_case_and_gets_no_second_answer() {
    let counter = Counter::open();
    assert_eq!(counter.write(monday(), &letter("m1", "ala@klient.example", QUESTION)), StatusCode::OK);
    let (_, told) = counter.ask(later(2), "1001", "ala@klient.example", QUESTION);
    assert_eq!(told["answered"], json!(false), "{told}");
    assert_eq!(counter.answers().len(), 1);
    let cases = counter.cases(later(3), "all");
    assert_eq!(cases.len(), 1, "{cases:?}");
    assert_eq!(cases[0]["state"], "waiting");
    assert_eq!(cases[0]["number"], told["case"]);
}

#[test]
fn who_asks_again_after_our_answer_gets_a_person() {
    let counter = Counter::open();
    assert_eq!(counter.write(monday(), &letter("m1", "ala@klient.example", QUESTION)), StatusCode::OK);
    let again = letter("m2", "ala@klient.example", "no ale gdzie jest ta paczka 1001?");
    assert_eq!(counter.write(later(90), &again), StatusCode::OK);
    assert_eq!(counter.answers().len(), 2);
    assert_eq!(counter.cases(later(91), "open").len(), 1);
    assert!(counter.answers()[1].text.contains("Odpowiemy"), "{}", counter.answers()[1].text);
}

#[test]
fn a_provider_that_fails_is_tried_again_and_the_answer_is_sent_once() {
    let counter = Counter::open();
    counter.world.next.borrow_mut().extend([Fate::Trouble, Fate::LostReply]);
    assert_eq!(counter.write(monday(), &letter("m1", "ala@klient.example", QUESTION)), StatusCode::OK);
    assert_eq!(counter.answers().len(), 0);
    for minutes in 1..60 {
        counter.job(later(minutes));
    }
    assert_eq!(counter.answers().len(), 1, "by its key the provider knew the second try again");
    let number = counter.cases(later(61), "waiting")[0]["number"].as_str().unwrap().to_owned();
    assert_eq!(counter.case(later(61), &number)["messages"][1]["sent"], "sent");
}

#[test]
fn a_store_that_fails_loses_nothing_and_the_next_try_is_the_first() {
    for fails_after in 0..60 {
        let counter = Counter::open();
        let question = letter("m1", "ala@klient.example", QUESTION);
        counter.shop.kv.fail_after_writes(Some(fails_after));
        let status = counter.send(monday(), hook(monday(), &question)).status();
        counter.shop.kv.fail_after_writes(None);
        if status == StatusCode::OK && fails_after > 0 && counter.answers().len() == 1 {
            break;
        }
        for minutes in [0, 3] {
            assert_eq!(counter.write(later(minutes), &question), StatusCode::OK);
        }
        for minutes in 4..30 {
            counter.job(later(minutes));
        }
        assert_eq!(counter.answers().len(), 1, "failed after {fails_after}");
        let cases = counter.cases(later(31), "all");
        assert_eq!(cases.len(), 1, "failed after {fails_after}: {cases:?}");
    }
}
