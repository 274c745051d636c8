//! E-mail through every provider that passes it on: answered in its thread.

use super::counter::{ALA, Counter, authors, kinds};
use crate::office::PUBLIC;
use serde_json::json;
use sledz_e2e::{
    carriers::trouble::Trouble,
    desks::resend,
    message::Message,
    senders::channels::{letter::Letter, standard},
};

const WAYS: [&str; 7] = ["postmark", "mailgun", "sendgrid", "sendgrid raw", "resend", "standard", "standard raw"];

fn passed_on(counter: &Counter, way: &str, letter: &Letter) -> Message {
    match way {
        "postmark" => letter.by_postmark(),
        "mailgun" => letter.by_mailgun(),
        "sendgrid" => letter.by_sendgrid(),
        "sendgrid raw" => letter.by_sendgrid_raw(&letter.mime_latin2()),
        "resend" => {
            counter.desks.resend.put("e-1", letter.at_resend("e-1"));
            letter.by_resend("e-1")
        }
        "standard raw" => standard::raw(&letter.mime(), counter.now()),
        _ => {
            let mut data = standard::question(&letter.id, &letter.from, &letter.text, counter.now());
            data["references"] = json!("<before@klient.example>");
            standard::received(&data, counter.now())
        }
    }
}

#[test]
fn a_question_is_answered_in_its_thread_whoever_passes_it_on() {
    let Some(counter) = Counter::bare("a_question_is_answered_in_its_thread_whoever_passes_it_on", &[]) else { return };
    for (n, way) in WAYS.into_iter().enumerate() {
        let (number, from) = (format!("200{n}"), format!("klient{n}@klient.example"));
        counter.on_its_way(&number, &from, None, &format!("000007507719{n}U"));
        let text = format!("Dzień dobry, gdzie jest moja paczka? Zamówienie {number}. Łucja Żółkiewska");
        let letter = Letter::new(&format!("own-{n}@klient.example"), &from, &text, counter.now())
            .with("References", "<before@klient.example>");
        counter.hear(passed_on(&counter, way, &letter));
        let answers = counter.answers();
        assert_eq!(answers.len(), 1, "{way}: {answers:?}");
        let answer = &answers[0];
        assert!(answer.is_to(&from), "{way}: {}", answer.to);
        let case = counter.cases("waiting").into_iter().find(|case| case["order"] == number.as_str()).unwrap();
        let case = counter.case(case["number"].as_str().unwrap());
        assert_eq!(answer.subject, format!("Re: Pytanie [{}]", case["number"].as_str().unwrap()), "{way}");
        assert_eq!(answer.header("In-Reply-To"), format!("<own-{n}@klient.example>"), "{way}");
        assert_eq!(answer.header("References"), format!("<before@klient.example> <own-{n}@klient.example>"), "{way}");
        assert_eq!(answer.header("Auto-Submitted"), "auto-replied", "{way}");
        assert!(!answer.header("X-Sledz-Loop").is_empty(), "{way}: {:?}", answer.headers);
        assert!(answer.text.contains(&format!("{PUBLIC}/z/")), "{way}: {}", answer.text);
        assert!(answer.text.contains("automatycznie"), "{way}: it says what it is: {}", answer.text);
        assert_eq!(
            (authors(&case), kinds(&case)),
            (vec!["customer", "automatic"], vec!["on_the_way"]),
            "{way}: {case}"
        );
        assert_eq!(case["messages"][1]["sent"], "sent", "{way}");
        assert!(case["messages"][0]["text"].as_str().unwrap().contains("Łucja Żółkiewska"), "{way}: {case}");
        assert_eq!(case["channel"], "email", "{way}");
    }
    assert_eq!(counter.desks.resend.server().count(resend::EMAILS), 1);
    assert_eq!(counter.cases("all").len(), WAYS.len());
}

#[test]
fn what_is_written_back_goes_on_with_the_case() {
    let Some(counter) = Counter::open("what_is_written_back_goes_on_with_the_case") else { return };
    let first = Letter::new("one@klient.example", "ala@klient.example", super::counter::COMPLAINT, counter.now());
    counter.hear(first.by_postmark());
    assert_eq!(counter.answers().len(), 1);
    let number = counter.only_case("open")["number"].as_str().unwrap().to_owned();
    // By the thread, and by the number in the subject: both from their own address.
    let more = "Dodam, że drugi kubek też jest pęknięty";
    let by_thread = Letter::new("two@klient.example", ALA, more, counter.now()).about("Odp: Re: Pytanie");
    counter.hear(by_thread.with("In-Reply-To", "<one@klient.example>").by_postmark());
    let subject = format!("Re: Pytanie [{number}]");
    counter.hear(Letter::new("three@klient.example", ALA, more, counter.now()).about(&subject).by_postmark());
    let case = counter.only_case("all");
    assert_eq!(case["number"], number.as_str());
    assert_eq!(authors(&case).iter().filter(|by| **by == "customer").count(), 3, "{case}");
    // What somebody else writes below it is another case.
    let other = Letter::new("four@inny.example", "ktos@inny.example", more, counter.now()).about(&subject);
    counter.hear(other.with("In-Reply-To", "<one@klient.example>").by_postmark());
    assert_eq!(authors(&counter.case(&number)).iter().filter(|by| **by == "customer").count(), 3);
    assert_eq!(counter.cases("all").len(), 2);
}

#[test]
fn an_e_mail_that_cannot_be_fetched_is_sent_again() {
    let Some(counter) = Counter::open("an_e_mail_that_cannot_be_fetched_is_sent_again") else { return };
    let letter = Letter::new("r@klient.example", "ala@klient.example", super::counter::QUESTION, counter.now());
    counter.desks.resend.put("e-7", letter.at_resend("e-7"));
    let message = letter.by_resend("e-7").received(counter.now(), counter.secrets());
    for trouble in [Trouble::Error500, Trouble::TooMany { retry_after: 1 }, Trouble::Closed] {
        counter.desks.resend.server().order(resend::EMAILS, trouble);
        let refused = counter.send(&message).unwrap().expect(503);
        assert!(!refused.header("retry-after").is_empty(), "{trouble:?}");
        assert!(counter.cases("all").is_empty(), "{trouble:?}: nothing is stored");
    }
    counter.desks.resend.server().calm();
    counter.hear(letter.by_resend("e-7"));
    assert_eq!(counter.answers().len(), 1);
}

#[test]
fn what_is_quoted_below_is_not_asked_again() {
    let Some(counter) = Counter::open("what_is_quoted_below_is_not_asked_again") else { return };
    let text = "Dziękuję bardzo, wszystko jasne!\r\n\r\nW dniu 4.10.2026 o 10:00 Sklep napisał(a):\r\n> Reklamacja? \
                Gdzie jest moja paczka 1001? Oszuści!";
    counter.hear(Letter::new("q@klient.example", "ala@klient.example", text, counter.now()).by_postmark());
    assert!(counter.answers().is_empty(), "thanks need no answer");
    let case = counter.only_case("closed");
    assert_eq!(case["intents"], json!(["feedback_thanks"]));
    assert_eq!(case["mood"], "neutral");
}
