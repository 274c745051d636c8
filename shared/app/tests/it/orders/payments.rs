//! Payments: whoever tells of them, in whichever order, and what the customer and the shop see.

use super::{
    bazaar::{Answered, Bazaar, answer},
    senders::{p24, payu, payu_refund, standard, stripe},
};
use serde_json::{Value, json};
use sledz_app::http_client::SendError;
use std::{cell::RefCell, rc::Rc};

const RIGHT: (i64, &str) = (11479, "PLN");

fn state(bazaar: &Bazaar, minute: i64) -> (Value, Value) {
    let order = bazaar.order("1001", minute);
    (order["payment"]["state"].clone(), order["stage"].clone())
}

fn abouts(order: &Value) -> Vec<String> {
    order["conflicts"].as_array().unwrap().iter().map(|one| one["about"].as_str().unwrap().to_owned()).collect()
}

/// Has Przelewy24 answer so to one call after the other; the last answer is for all that follow.
fn verify(bazaar: &Bazaar, answers: Vec<Answered>) -> Rc<RefCell<usize>> {
    let calls = Rc::new(RefCell::new(0));
    let (count, mut answers) = (calls.clone(), answers.into_iter().peekable());
    let mut last = None;
    bazaar.outside.plays(move |asked| {
        assert_eq!((asked.method.as_str(), asked.path.as_str()), ("PUT", "/api/v1/transaction/verify"));
        assert_eq!((&asked.body["amount"], &asked.body["orderId"]), (&json!(11479), &json!(301_000_001)));
        *count.borrow_mut() += 1;
        if answers.peek().is_some() {
            last = answers.next();
        }
        match last.as_ref().unwrap() {
            Ok(response) => Ok(response.clone()),
            Err(error) => Err(*error),
        }
    });
    calls
}

fn verified() -> Answered {
    Ok(answer(200, json!({"data": {"status": "success"}, "responseCode": 0})))
}

#[test]
fn payu_before_and_after_its_order_and_twice() {
    let (order, paid) = (standard(0, &[]), payu(20, "1001", "COMPLETED", RIGHT));
    for messages in
        [vec![order.clone(), paid.clone(), paid.clone()], vec![paid.clone(), paid.clone(), order.clone(), order]]
    {
        let bazaar = Bazaar::new();
        bazaar.tell_all(&messages);
        let told = bazaar.order("1001", 30);
        assert_eq!((&told["payment"]["state"], &told["stage"]), (&json!("paid"), &json!("paid")));
        assert_eq!(told["payment"]["at"], "2026-10-05T08:10:00Z");
        assert_eq!(abouts(&told), ["paid for the provider, not for the shop"], "the shop still says unpaid");
        assert_eq!(told["conflicts"][0]["since"], "2026-10-05T08:10:00Z");
        let page = bazaar.page("1001", 30);
        assert_eq!((&page["payment_state"], &page["outstanding"]), (&json!("paid"), &Value::Null));
        bazaar.clock(30, 60);
        assert_eq!(bazaar.world.mails(), ["confirmed"]);
        let commits = bazaar.shop.kv.commits();
        bazaar.tell(&paid);
        assert_eq!(bazaar.shop.kv.commits(), commits, "what is known writes nothing");
    }
}

#[test]
fn an_unknown_order_waits_and_a_payment_of_nothing_is_counted() {
    let bazaar = Bazaar::new();
    bazaar.tell(&payu(20, "9999-b", "COMPLETED", RIGHT));
    assert!(bazaar.orders("9999", 21).is_empty());
    bazaar.tell(&standard(30, &[("id", json!("9")), ("number", json!("9999"))]));
    assert_eq!(bazaar.order("9999", 31)["payment"]["state"], "paid");
    assert!(bazaar.orders("9999-b", 31).is_empty());
}

#[test]
fn sessions_and_metadata_find_their_order() {
    for sent in [p24(20, "order-1001-a", 11479, "PLN"), p24(20, "1001-x", 11479, "PLN")] {
        let bazaar = Bazaar::new();
        verify(&bazaar, vec![verified()]);
        bazaar.tell_all(&[standard(0, &[]), sent]);
        assert_eq!(state(&bazaar, 30), (json!("paid"), json!("paid")));
    }
    let bazaar = Bazaar::new();
    bazaar.tell_all(&[standard(0, &[]), stripe(20, "payment_intent.succeeded", "1001", 11479)]);
    assert_eq!(state(&bazaar, 30), (json!("paid"), json!("paid")));
}

#[test]
fn przelewy24_is_pending_until_the_call_and_paid_afterwards() {
    let lost = || Err(SendError::Timeout);
    let known = || Ok(answer(400, json!({"error": "Transaction already verified"})));
    for (answers, expected) in [
        (vec![verified()], 1),
        (vec![Ok(answer(500, Value::Null)), verified()], 2),
        (vec![lost(), known()], 2),
        (vec![Ok(answer(401, Value::Null)), verified()], 2),
        (vec![Ok(answer(429, Value::Null)), lost(), verified()], 3),
    ] {
        for is_first in [true, false] {
            let bazaar = Bazaar::new();
            let calls = verify(&bazaar, answers.iter().map(copy).collect());
            let (order, paid) = (standard(0, &[]), p24(20, "1001", 11479, "PLN"));
            let late = standard(21, &[]);
            let messages = if is_first { vec![order, paid.clone(), paid.clone()] } else { vec![paid.clone(), late] };
            for message in &messages {
                assert_eq!(bazaar.deliver(message), 200);
            }
            assert_eq!(state(&bazaar, 21).0, "pending");
            // Nobody hears of it at once: the job does it.
            bazaar.shop.pokes.borrow_mut().clear();
            bazaar.clock(22, 600);
            assert_eq!(state(&bazaar, 600), (json!("paid"), json!("paid")), "{answers:?}");
            bazaar.tell(&paid);
            bazaar.clock(602, 700);
            assert_eq!(*calls.borrow(), expected, "{answers:?}");
            assert_eq!(bazaar.world.mails(), ["confirmed"]);
        }
    }
}

fn copy(answered: &Answered) -> Answered {
    match answered {
        Ok(response) => Ok(response.clone()),
        Err(error) => Err(*error),
    }
}

#[test]
fn what_przelewy24_refuses_is_not_asked_again_and_told_to_people() {
    let bazaar = Bazaar::new();
    let calls = verify(&bazaar, vec![Ok(answer(400, json!({"error": "Incorrect sign"})))]);
    bazaar.tell_all(&[standard(0, &[]), p24(20, "1001", 11479, "PLN")]);
    bazaar.clock(22, 1500);
    assert_eq!((*calls.borrow(), state(&bazaar, 1500).0), (1, json!("pending")));
    let (_, letters) = bazaar.ask(1500, http::Method::GET, "/api/outbox", Value::Null);
    assert!(letters.to_string().contains("Przelewy24 refuses"), "{letters}");
}

#[test]
fn a_key_that_is_not_set_costs_nothing_once_it_is() {
    let mut bazaar = Bazaar::with(&[("przelewy24_key", "")]);
    let calls = verify(&bazaar, vec![verified()]);
    bazaar.tell_all(&[standard(0, &[]), p24(20, "1001", 11479, "PLN")]);
    bazaar.clock(22, 120);
    assert_eq!((*calls.borrow(), state(&bazaar, 120).0), (0, json!("pending")));
    bazaar.set("przelewy24_key", "key");
    bazaar.clock(120, 700);
    assert_eq!((*calls.borrow(), state(&bazaar, 700).0), (1, json!("paid")));
}

#[test]
fn a_wrong_amount_or_currency_is_flagged_and_not_paid() {
    for (amount, currency) in [(11478, "PLN"), (1, "PLN"), (11479, "EUR"), (99999, "PLN")] {
        for sent in [payu(20, "1001", "COMPLETED", (amount, currency)), p24(20, "1001", amount, currency)] {
            let bazaar = Bazaar::new();
            bazaar.outside.plays(|asked| panic!("{asked:?}"));
            bazaar.tell_all(&[standard(0, &[]), sent.clone()]);
            bazaar.clock(22, 200);
            let told = bazaar.order("1001", 200);
            assert_eq!((&told["payment"]["state"], &told["stage"]), (&json!("pending"), &json!("received")));
            assert!(abouts(&told).contains(&"paid, but not the amount that is due".to_owned()), "{sent:?} {told}");
        }
    }
}

#[test]
fn a_total_that_is_corrected_makes_the_payment_the_right_one() {
    let bazaar = Bazaar::new();
    bazaar.tell_all(&[standard(0, &[("total", json!("100.00"))]), p24(20, "1001", 11479, "PLN")]);
    bazaar.clock(22, 60);
    assert!(bazaar.outside.log().is_empty());
    let calls = verify(&bazaar, vec![verified()]);
    bazaar.tell(&standard(60, &[]));
    bazaar.clock(62, 100);
    assert_eq!((*calls.borrow(), state(&bazaar, 100).0), (1, json!("paid")));
    assert!(!abouts(&bazaar.order("1001", 100)).iter().any(|about| about.contains("amount")));
}

#[test]
fn what_failed_after_it_was_paid_is_paid_and_a_second_try_heals_a_failed_one() {
    let bazaar = Bazaar::new();
    bazaar.tell_all(&[standard(0, &[]), payu(20, "1001", "COMPLETED", RIGHT), payu(30, "1001", "CANCELED", RIGHT)]);
    assert_eq!(state(&bazaar, 31).0, "paid");
    let bazaar = Bazaar::new();
    bazaar.tell_all(&[standard(0, &[]), payu(10, "1001", "PENDING", RIGHT), payu(20, "1001", "CANCELED", RIGHT)]);
    assert_eq!(state(&bazaar, 21), (json!("failed"), json!("received")));
    assert_eq!(bazaar.page("1001", 21)["outstanding"]["amount"], "114.79");
    bazaar.tell(&stripe(30, "payment_intent.succeeded", "1001", 11479));
    assert_eq!(state(&bazaar, 31), (json!("paid"), json!("paid")));
}

#[test]
fn refunds_in_part_and_in_full() {
    let bazaar = Bazaar::new();
    bazaar.tell_all(&[standard(0, &[("status", json!("paid"))]), payu(20, "1001", "COMPLETED", RIGHT)]);
    for _ in 0..2 {
        bazaar.tell(&payu_refund(60, "1001", "r1", 5000));
    }
    assert_eq!(state(&bazaar, 61).0, "partially_refunded");
    bazaar.tell(&payu_refund(90, "1001", "r2", 6479));
    assert_eq!(state(&bazaar, 91).0, "refunded");
    assert_eq!(abouts(&bazaar.order("1001", 91)), ["refunded for the provider, not for the shop"]);
}

#[test]
fn what_is_to_be_paid_is_said_with_its_amount_in_both_languages() {
    for (changes, state) in
        [(vec![], "unpaid"), (vec![("payment", json!("cod")), ("status", json!("preparing"))], "cod")]
    {
        let bazaar = Bazaar::new();
        bazaar.tell(&standard(0, &changes));
        let page = bazaar.page("1001", 1);
        assert_eq!(page["payment_state"], state);
        assert_eq!(page["outstanding"], json!({"amount": "114.79", "currency": "PLN"}));
        let (link, plain) =
            (bazaar.link("1001", 1), |text: String| text.replace(['\u{a0}', '\u{202f}'], " ").replace("&nbsp;", " "));
        let polish = plain(bazaar.visit(1, &format!("{link}?lang=pl")));
        assert!(polish.contains("114,79 zł"), "{polish}");
        let english = plain(bazaar.visit(1, &format!("{link}?lang=en")));
        assert!(english.contains("PLN 114.79") || english.contains("114.79 PLN"), "{english}");
        let stage = if state == "cod" { "preparing" } else { "received" };
        assert_eq!(page["stage"], stage);
        assert_eq!(bazaar.world.mails().len(), usize::from(state == "cod"), "a checkout that was left is no order");
    }
    let bazaar = Bazaar::new();
    bazaar.tell_all(&[standard(0, &[]), payu(20, "1001", "COMPLETED", (10000, "PLN"))]);
    let page = bazaar.page("1001", 21);
    assert_eq!(page["outstanding"]["amount"], "14.79", "what is missing of a wrong amount");
    assert!(page["status_text"].as_str().unwrap().replace('\u{a0}', " ").contains("14,79 zł"), "{page}");
}

#[test]
fn a_contradiction_about_paying_is_told_in_the_words_about_paying() {
    let bazaar = Bazaar::new();
    bazaar.tell_all(&[standard(0, &[]), payu(20, "1001", "COMPLETED", RIGHT), payu_refund(60, "1001", "r1", 5000)]);
    let told = bazaar.order("1001", 61);
    assert_eq!(abouts(&told), ["paid for the provider, not for the shop"]);
    let provider = &told["conflicts"][0]["between"][1];
    assert_eq!((&provider["source"], &provider["says"]), (&json!("payu"), &json!("paid 114.79 PLN")));
    assert_eq!(told["conflicts"][0]["since"], "2026-10-05T08:10:00Z");
}
