//! A stranger who knows an order's number learns nothing by any channel, and is slowed down.

use super::counter::{ALA, Counter, QUESTION};
use crate::world::is_problem;
use chrono::TimeDelta;
use serde_json::{Value, json};
use sledz_e2e::client::Reply;

/// Somebody whom no order knows.
const STRANGER: &str = "obcy@klient.example";

/// Orders that are, that are another's, and that are not.
const NUMBERS: [&str; 4] = ["1001", "1002", "1003", "9999"];

/// An answer without the case's number, which differs.
fn bare(text: &str, case: &str) -> String {
    text.replace(case, "#")
}

fn form(counter: &Counter, path: &str, number: &str, email: &str, text: &str) -> Reply {
    let mut body =
        form_urlencoded(&[("name", ""), ("email", email), ("phone", ""), ("order", number), ("message", text)]);
    body.push_str("&website=");
    let call = counter.request("", "POST", path).header("content-type", "application/x-www-form-urlencoded");
    call.body(body.into_bytes()).send().unwrap()
}

fn form_urlencoded(fields: &[(&str, &str)]) -> String {
    let fields = fields.iter().map(|(name, value)| format!("{name}={}", sledz_e2e::client::escaped(value)));
    fields.collect::<Vec<_>>().join("&")
}

#[test]
fn by_the_api_all_numbers_look_alike_and_cost_the_same() {
    let mut known = None;
    for number in NUMBERS {
        let Some(counter) = Counter::open("by_the_api_all_numbers_look_alike_and_cost_the_same") else { return };
        let mut told = Value::Null;
        let cost = counter.cost(|| {
            told = counter.question(number, STRANGER, "Gdzie jest moja paczka?").expect(200).json().unwrap();
        });
        let case = told["case"].as_str().unwrap().to_owned();
        let seen = (bare(&told.to_string(), &case), cost);
        assert_eq!(told["answered"], false);
        assert!(!seen.0.contains("/z/") && !seen.0.contains("DPD"), "{}", seen.0);
        let first = known.get_or_insert_with(|| seen.clone());
        assert_eq!(*first, seen, "{number}");
        // Nothing goes out about the order, and the buyer's case is another's.
        assert!(counter.answers().is_empty());
        assert_eq!(counter.case(&case)["order"], Value::Null);
    }
}

#[test]
fn by_the_form_all_numbers_look_alike_and_cost_the_same() {
    let mut known = None;
    for number in NUMBERS {
        let Some(counter) = Counter::open("by_the_form_all_numbers_look_alike_and_cost_the_same") else { return };
        let mut page = String::new();
        let cost = counter
            .cost(|| page = form(&counter, "/kontakt", number, STRANGER, "Gdzie jest moja paczka?").expect(200).text());
        let case = counter.cases("all")[0]["number"].as_str().unwrap().to_owned();
        let seen = (bare(&page, &case), cost);
        let first = known.get_or_insert_with(|| seen.clone());
        assert!(first.0 == seen.0, "{number}: the page differs");
        assert_eq!(first.1, seen.1, "{number}: the store's work differs");
    }
}

#[test]
fn by_e_mail_all_numbers_look_alike() {
    let mut known = None;
    for number in NUMBERS {
        let Some(counter) = Counter::open("by_e_mail_all_numbers_look_alike") else { return };
        let cost =
            counter.cost(|| counter.write("m-1", STRANGER, &format!("Gdzie jest moja paczka? Zamówienie {number}")));
        let answers = counter.answers();
        assert_eq!(answers.len(), 1, "{number}");
        let case = counter.cases("all")[0]["number"].as_str().unwrap().to_owned();
        let said = (bare(&answers[0].subject, &case), bare(&answers[0].text, &case).replace(number, "@"), cost);
        assert!(!said.1.contains("/z/"), "{}", said.1);
        let first = known.get_or_insert_with(|| said.clone());
        assert_eq!(*first, said, "{number}");
    }
}

#[test]
fn who_guesses_is_slowed_down_alike() {
    for number in ["1001", "9999"] {
        let Some(counter) = Counter::open("who_guesses_is_slowed_down_alike") else { return };
        // Twenty minutes past: the hour has 40 left.
        counter.pass(TimeDelta::minutes(20));
        let ask = |n: usize| counter.question(number, &format!("obcy{n}@klient.example"), "Gdzie jest moja paczka?");
        let statuses: Vec<u16> = (0..14).map(|n| ask(n).status).collect();
        assert_eq!(statuses[..11], [200; 11], "{number}");
        assert_eq!(statuses[11..], [429; 3], "{number}");
        let refused = ask(20);
        is_problem(&refused, 429);
        assert_eq!(refused.header("retry-after"), "2400", "{number}");
        // The form too, and its page says so, whoever asks.
        let refused = form(&counter, "/kontakt", number, ALA, "Gdzie jest moja paczka?").expect(429);
        assert_eq!(refused.header("retry-after"), "2400");
        assert!(refused.text().contains("role=\"alert\"") && refused.text().contains("Gdzie jest moja paczka?"));
        let cost = counter.cost(|| drop(ask(21)));
        assert_eq!((cost.commits, cost.increments), (0, 0), "{number}: who is refused writes nothing");
        // Who writes from the address that the order has guesses nothing.
        counter.write("m-1", ALA, QUESTION);
        assert!(counter.answers().iter().any(|mail| mail.text.contains("/z/")), "{number}");
        counter.pass(TimeDelta::hours(1));
        let _ = counter.question(number, ALA, "Kiedy dojdzie moja paczka?").expect(200);
    }
}

#[test]
fn who_asks_for_many_is_slowed_down() {
    let Some(counter) = Counter::open("who_asks_for_many_is_slowed_down") else { return };
    let mut statuses = Vec::new();
    for n in 0..70 {
        statuses.push(
            counter.question(&format!("5{n:04}"), &format!("o{n}@klient.example"), "Gdzie jest moja paczka?").status,
        );
    }
    let refused = statuses.iter().position(|status| *status == 429).unwrap();
    assert!((11..=61).contains(&refused), "the first was refused after {refused}");
    assert!(statuses[refused..].iter().all(|status| *status == 429));
}

#[test]
fn by_e_mail_a_writer_who_guesses_is_looked_up_no_more() {
    let Some(counter) = Counter::open("by_e_mail_a_writer_who_guesses_is_looked_up_no_more") else { return };
    for n in 0..14 {
        counter.write(&format!("m-{n}"), STRANGER, &format!("Gdzie jest moja paczka? Zamówienie 6{n:03}"));
    }
    let answers = counter.answers();
    assert!(answers.len() <= 3, "{} answers", answers.len());
    assert!(answers.iter().all(|mail| !mail.text.contains("/z/")));
}

#[test]
fn a_stranger_cannot_write_into_a_customers_case() {
    let Some(counter) = Counter::open("a_stranger_cannot_write_into_a_customers_case") else { return };
    counter.write("m-1", ALA, super::counter::COMPLAINT);
    let number = counter.only_case("open")["number"].as_str().unwrap().to_owned();
    let told = counter.question("9", ALA, "Gdzie jest moja paczka?").expect(200).json().unwrap();
    assert_ne!(told["case"], json!(number));
    counter.write("m-2", STRANGER, &format!("Dotyczy [{number}]: proszę wysłać na inny adres"));
    let case = counter.case(&number);
    assert_eq!(super::counter::authors(&case).iter().filter(|by| **by == "customer").count(), 1, "{case}");
}
