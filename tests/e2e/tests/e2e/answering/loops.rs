//! Machines are never answered: every conversation of machines ends within one message.

use super::counter::{ALA, Counter, QUESTION};
use serde_json::json;
use sledz_e2e::{
    mailbox::received::Received,
    senders::channels::{letter::Letter, standard},
};

/// What one sent, as it reaches the other: all of its headers, its sender, its text.
fn as_letter(counter: &Counter, sent: &Received, n: usize) -> Letter {
    let from = sent.from.rsplit('<').next().unwrap().trim_end_matches('>');
    let letter = Letter::new(&format!("sent-{n}-{}@mail.example", sent.n), from, &sent.text, counter.now());
    sent.headers.iter().fold(letter.about(&sent.subject), |letter, (name, value)| letter.with(name, value))
}

#[test]
fn two_of_us_end_within_one_message() {
    let Some(one) = Counter::open("two_of_us_end_within_one_message") else { return };
    let other =
        Counter::with("two_of_us_end_within_one_message", &[("mail_from", "Drugi <pomoc@drugi.example>")]).unwrap();
    // To the other, our mailbox is a customer: with an order of its own.
    other.on_its_way("7001", "pomoc@sklep.example", None, "0000075077999U");
    let first =
        Letter::new("f@sklep.example", "pomoc@sklep.example", "Gdzie jest moja paczka? Zamówienie 7001", other.now());
    other.hear(first.by_postmark());
    let mut post: Vec<Received> = other.mails().into_iter().filter(|mail| mail.is_to("pomoc@sklep.example")).collect();
    assert_eq!(post.len(), 1, "a person of ours is a customer there");
    let mut messages = 0;
    for round in 0..6 {
        let (reads, writes) =
            if round % 2 == 0 { (&one, "pomoc@drugi.example") } else { (&other, "pomoc@sklep.example") };
        for sent in &post {
            messages += 1;
            reads.hear(as_letter(reads, sent, round).by_postmark());
        }
        post = reads.mails().into_iter().filter(|mail| mail.is_to(writes)).collect();
    }
    assert_eq!(messages, 1, "and that is the end of it");
    assert!(one.cases("all").is_empty() && one.cases("machine").len() == 1);
}

#[test]
fn two_of_us_that_hide_it_end_soon() {
    // A relay that takes every header away: only the number of replies is left to see.
    let Some(one) = Counter::open("two_of_us_that_hide_it_end_soon") else { return };
    let other =
        Counter::with("two_of_us_that_hide_it_end_soon", &[("mail_from", "Drugi <pomoc@drugi.example>")]).unwrap();
    one.on_its_way("7001", "pomoc@drugi.example", None, "0000075077999U");
    other.on_its_way("7001", "pomoc@sklep.example", None, "0000075077999U");
    let mut text = "Gdzie jest moja paczka? Zamówienie 7001".to_owned();
    let mut messages = 0;
    for round in 0..20 {
        let (reads, from) =
            if round % 2 == 0 { (&one, "pomoc@drugi.example") } else { (&other, "pomoc@sklep.example") };
        reads.hear(Letter::new(&format!("r{round}@relay.example"), from, &text, reads.now()).by_postmark());
        let sent = reads.mails().into_iter().find(|mail| mail.is_to(from));
        let Some(sent) = sent else { break };
        text = sent.text;
        messages += 1;
    }
    assert!(messages <= 8, "{messages} messages went back and forth");
}

#[test]
fn what_machines_write_is_kept_and_not_answered() {
    let text = "Gdzie jest moja paczka? Zamówienie 1001";
    let letter = |id: &str, subject: &str, text: &str| {
        let now = "2026-10-05T10:00:00Z".parse().unwrap();
        Letter::new(&format!("{id}@klient.example"), ALA, text, now).about(subject)
    };
    let mut nobody = letter("nobody", "Pytanie", text);
    nobody.from = "no-reply@klient.example".to_owned();
    let mut daemon = letter("daemon", "Delivery Status Notification (Failure)", "550 5.1.1 no such user");
    daemon.from = "mailer-daemon@klient.example".to_owned();
    let mut colleague = letter("colleague", "Pytanie", text);
    colleague.from = "biuro@sklep.example".to_owned();
    let all = [
        (
            "out of office",
            letter("ooo", "Automatyczna odpowiedź: Zamówienie", "Jestem na urlopie.")
                .with("Auto-Submitted", "auto-replied"),
        ),
        ("out of office by its subject", letter("ooo2", "Odpowiedź automatyczna: Pytanie", text)),
        ("out of office, in English", letter("ooo3", "Out of office", text).with("X-Autoreply", "yes")),
        ("a bounce", letter("bounce", "Undelivered Mail Returned to Sender", text).with("Return-Path", "<>")),
        ("a bounce's daemon", daemon),
        (
            "a parcel notice",
            letter("notice", "Twoja paczka jest w drodze!", text).with("Auto-Submitted", "auto-generated"),
        ),
        ("a newsletter", letter("news", "Promocja", text).with("List-Unsubscribe", "<https://example.com/u>")),
        ("a mailing list", letter("list", "[lista] pytanie", text).with("List-Id", "<lista.example.com>")),
        ("bulk", letter("bulk", "Info", text).with("Precedence", "bulk")),
        ("our own mark", letter("own", "Re: Info", text).with("X-Sledz-Loop", "sklep")),
        ("nobody's address", nobody),
        ("an address of the shop", colleague),
    ];
    let Some(counter) = Counter::open("what_machines_write_is_kept_and_not_answered") else { return };
    for (n, (what, letter)) in all.iter().enumerate() {
        for message in [letter.by_postmark(), letter.by_mailgun(), letter.by_sendgrid_raw(letter.mime().as_bytes())] {
            if *what == "a bounce" && message.path.contains("mailgun") {
                continue;
            }
            counter.hear(message);
        }
        assert!(counter.cases("all").is_empty(), "{what}: nobody has to do anything");
        assert!(counter.cases("machine").len() > n, "{what}: and nothing is lost");
    }
    assert!(counter.mails().is_empty(), "nothing went out");
    // One that says of itself that it is none is a person.
    counter.hear(letter("person", "Pytanie", text).with("Auto-Submitted", "no").by_postmark());
    assert_eq!(counter.answers().len(), 1);
}

#[test]
fn an_out_of_office_reply_to_our_answer_changes_nothing() {
    let Some(counter) = Counter::open("an_out_of_office_reply_to_our_answer_changes_nothing") else { return };
    counter.hear(Letter::new("q@klient.example", ALA, QUESTION, counter.now()).by_postmark());
    assert_eq!(counter.answers().len(), 1);
    let number = counter.only_case("waiting")["number"].as_str().unwrap().to_owned();
    let away = Letter::new("a@klient.example", ALA, "Jestem na urlopie do 12.10.", counter.now())
        .about(&format!("Odpowiedź automatyczna: Re: Pytanie [{number}]"))
        .with("In-Reply-To", "<q@klient.example>")
        .with("Auto-Submitted", "auto-replied");
    counter.hear(away.by_postmark());
    assert!(counter.mails().is_empty());
    let case = counter.only_case("all");
    assert_eq!((&case["number"], &case["state"]), (&json!(number), &json!("waiting")));
}

#[test]
fn a_machine_that_hides_is_left_to_people() {
    let Some(counter) = Counter::open("a_machine_that_hides_is_left_to_people") else { return };
    let texts = ["gdzie paczka 1001?", "jak zwrócić towar z 1001?", "proszę o fakturę do 1001", "zmiana adresu 1001?"];
    let mut answers = 0;
    for n in 0..8 {
        counter.write(&format!("m-{n}"), ALA, texts[n % texts.len()]);
        answers += counter.answers().len();
    }
    assert!(answers <= 3, "{answers} answers");
    assert_eq!(counter.cases("open").len(), 1);
}

#[test]
fn the_mails_of_the_fixtures_are_machines() {
    let Some(counter) = Counter::open("the_mails_of_the_fixtures_are_machines") else { return };
    let folder = crate::world::workshop().root().join("tests/fixtures/channels");
    for (n, name) in ["bounce", "newsletter", "out_of_office", "parcel_notice"].into_iter().enumerate() {
        let raw = std::fs::read(folder.join(format!("mime_{name}.txt"))).unwrap();
        let code = data_encoding::BASE64.encode(&raw);
        counter.hear(standard::received(&json!({"id": name, "raw_base64": code}), counter.now()));
        assert_eq!(counter.cases("machine").len(), n + 1, "{name}");
    }
    assert!(counter.mails().is_empty() && counter.cases("all").is_empty());
}
