//! From a message to what its customer gets.

use super::counter::{Counter, later, letter, monday};
use http::StatusCode;
use serde_json::json;

#[test]
fn a_question_with_its_number_is_answered_at_once() {
    let counter = Counter::open();
    let question = letter("m1", "ala@klient.example", "Dzień dobry, gdzie jest moja paczka? Zamówienie 1001");
    assert_eq!(counter.write(monday(), &question), StatusCode::OK);
    let answers = counter.answers();
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert_eq!(answers[0].to, "ala@klient.example");
    assert!(answers[0].text.contains("https://sledz.example/z/"), "{}", answers[0].text);
    assert!(answers[0].text.contains("automatycznie"), "it says what it is: {}", answers[0].text);
    let cases = counter.cases(later(1), "waiting");
    assert_eq!(cases.len(), 1);
    assert_eq!(cases[0]["order"], "1001");
    assert_eq!(cases[0]["intents"], json!(["where_is_parcel"]));
    let case = counter.case(later(1), cases[0]["number"].as_str().unwrap());
    assert_eq!(case["messages"][0]["by"], "customer");
    assert_eq!(case["messages"][1]["by"], "automatic");
    assert_eq!(case["messages"][1]["kinds"], json!(["on_the_way"]));
    assert_eq!(case["messages"][1]["sent"], "sent");
    assert!(!case["why"].as_array().unwrap().is_empty());
    assert_eq!(case["timeline"]["order"], "1001");
}

#[test]
fn without_a_number_the_only_order_of_the_writer_is_meant() {
    let counter = Counter::open();
    assert_eq!(counter.write(monday(), &letter("m1", "ewa@klient.example", "gdzie moja paczka??")), StatusCode::OK);
    let text = &counter.answers()[0].text;
    assert!(text.contains("KRA010"), "{text}");
    // Of two that run, it is asked which.
    counter.ordered("1004", "paid", "ewa@klient.example", &[]);
    let other = letter("m2", "ewa@klient.example", "kiedy wyslecie zamowienie?");
    assert_eq!(counter.write(later(60 * 24 * 8), &other), StatusCode::OK);
    let last = counter.answers().pop().unwrap();
    assert!(last.text.contains("numer zamówienia"), "{}", last.text);
}

#[test]
fn what_is_asked_back_is_answered_when_the_number_comes() {
    let counter = Counter::open();
    let chat = json!({"channel": "chat", "thread": "t1", "from": {"name": "Ala"}});
    let first = letter("c1", "", "hej, gdzie jest moja paczka?").with(chat.clone());
    assert_eq!(counter.write(monday(), &first), StatusCode::OK);
    let second = letter("c2", "", "1001, ala@klient.example").with(chat.clone());
    assert_eq!(counter.write(later(1), &second), StatusCode::OK);
    let cases = counter.cases(later(2), "all");
    assert_eq!(cases.len(), 1, "{cases:?}");
    let case = counter.case(later(2), cases[0]["number"].as_str().unwrap());
    let kinds: Vec<_> = case["messages"].as_array().unwrap().iter().map(|one| one["kinds"].clone()).collect();
    assert_eq!(kinds[1], json!(["which_order"]), "{case}");
    assert_eq!(case["order"], "1001", "{case}");
}

#[test]
fn what_no_data_answers_is_acknowledged_and_handed_over() {
    let counter = Counter::open();
    let complaint = letter("m1", "ala@klient.example", "Zamówienie 1001 przyszło uszkodzone, kubek jest stłuczony");
    assert_eq!(counter.write(monday(), &complaint), StatusCode::OK);
    let answers = counter.answers();
    assert_eq!(answers.len(), 1);
    assert!(answers[0].text.contains("Odpowiemy"), "{}", answers[0].text);
    assert!(!answers[0].text.contains("/z/"), "{}", answers[0].text);
    let open = counter.cases(later(1), "open");
    assert_eq!(open[0]["intents"][0], "complaint_damaged");
    assert_eq!(open[0]["legal_deadline"], "2026-10-19T21:59:59Z");
    assert_eq!(open[0]["department"], "support");
    // Twenty-four hours of people's work, from Monday ten o'clock: three days of eight.
    assert_eq!(open[0]["answer_by"], "2026-10-08T08:00:00Z");
    let notices: Vec<_> = counter.world.by("mail").into_iter().filter(|mail| mail.kind == "case").collect();
    assert_eq!(notices.len(), 1);
    assert_eq!(notices[0].to, "pomoc@example.com");
    assert!(
        notices[0].text.contains("stłuczony") && notices[0].text.contains("Propozycja odpowiedzi"),
        "{}",
        notices[0].text
    );
}

#[test]
fn two_questions_get_one_reply() {
    let counter = Counter::open();
    let both = letter("m1", "ala@klient.example", "Gdzie jest paczka 1001? I czy ten kubek można myć w zmywarce?");
    assert_eq!(counter.write(monday(), &both), StatusCode::OK);
    let answers = counter.answers();
    assert_eq!(answers.len(), 1);
    assert!(answers[0].text.contains("/z/"), "{}", answers[0].text);
    assert_eq!(counter.cases(later(1), "open").len(), 1);
}

#[test]
fn drafts_wait_for_approval() {
    let counter = Counter::with(&[("reply_mode", "draft")]);
    assert_eq!(counter.write(monday(), &letter("m1", "ala@klient.example", "gdzie paczka 1001?")), StatusCode::OK);
    assert_eq!(counter.answers().len(), 0);
    let number = counter.cases(later(1), "open")[0]["number"].as_str().unwrap().to_owned();
    let case = counter.case(later(1), &number);
    assert!(case["draft_text"].as_str().unwrap().contains("/z/"), "{case}");
    let path = format!("/api/cases/{number}/messages");
    let (status, told) = counter.api(later(2), http::Method::POST, &path, &json!({"kind": "approve"}));
    assert_eq!(status, StatusCode::OK, "{told}");
    assert_eq!(counter.answers().len(), 1);
    assert_eq!(counter.case(later(3), &number)["state"], "waiting");
}

#[test]
fn the_page_of_help_gets_its_answer_in_the_response() {
    let counter = Counter::open();
    let (status, told) = counter.ask(monday(), "1001", "ala@klient.example", "Gdzie jest moja paczka?");
    assert_eq!(status, StatusCode::OK, "{told}");
    assert_eq!(told["answered"], true, "{told}");
    assert!(told["answer"].as_str().unwrap().contains("/z/"));
    let (_, again) = counter.ask(later(1), "1001", "ala@klient.example", "Gdzie jest moja paczka?");
    assert_eq!(again["answer"], told["answer"], "the same question, the same answer");
    assert_eq!(again["case"], told["case"]);
    assert_eq!(counter.answers().len(), 0, "nothing goes out besides");
    let (_, angry) = counter.ask(later(2), "1001", "ala@klient.example", "OSZUŚCI! gdzie moja paczka, idę do UOKiK");
    assert_eq!((angry["answered"].clone(), angry["handed_over"].clone()), (json!(false), json!(true)), "{angry}");
    assert!(angry["answer_by"].is_string());
}
