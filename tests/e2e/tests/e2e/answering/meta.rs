//! Messenger, Instagram and WhatsApp.

use super::counter::{ALAS_PHONE, Counter, QUESTION, authors, kinds};
use chrono::TimeDelta;
use serde_json::{Value, json};
use sledz_e2e::{
    desks::{accepted, meta as graph},
    senders::channels::meta,
};

/// A question with the second factor: Messenger knows no addresses.
const WITH_MAIL: &str = "Hej, gdzie jest moja paczka 1001? Mój e-mail: ala@klient.example";

/// What was sent since the beginning.
fn sent(counter: &Counter) -> Vec<Value> {
    counter.settle();
    accepted(&counter.desks.meta, graph::MESSAGES)
}

fn text(message: &Value) -> &str {
    message["message"]["text"].as_str().or(message["text"]["body"].as_str()).unwrap_or_default()
}

#[test]
fn who_shows_to_be_the_buyer_is_answered_where_they_wrote() {
    for (channel, has_metadata) in [("messenger", true), ("instagram", false)] {
        let Some(counter) = Counter::open("who_shows_to_be_the_buyer_is_answered_where_they_wrote") else { return };
        let ask = |mid: &str, text: &str| {
            let said = meta::said("7001", mid, text, counter.now());
            counter.hear(meta::conversations(channel, &[said], false, counter.now()));
        };
        ask("m_1", "hej, gdzie jest moja paczka?");
        let asked = sent(&counter);
        assert_eq!(asked.len(), 1, "{channel}: {asked:?}");
        assert!(!text(&asked[0]).contains("/z/"), "{channel}: {}", text(&asked[0]));
        ask("m_2", "1001, ala@klient.example");
        let sent = sent(&counter);
        assert_eq!(sent.len(), 2, "{channel}: {sent:?}");
        assert!(text(&sent[1]).contains("/z/"), "{channel}: {}", text(&sent[1]));
        assert_eq!(sent[1]["recipient"], json!({"id": "7001"}));
        if has_metadata {
            assert_eq!(
                (&sent[1]["messaging_type"], &sent[1]["message"]["metadata"]),
                (&json!("RESPONSE"), &json!("sledz"))
            );
        }
        let path = &counter.desks.meta.asked()[1].path;
        assert!(path.starts_with("/v") && path.ends_with(&format!("/{}/messages", meta::ACCOUNT)), "{path}");
        let case = counter.only_case("waiting");
        assert_eq!((case["channel"].as_str(), case["order"].as_str()), (Some(channel), Some("1001")));
        assert_eq!(kinds(&case), ["on_the_way"]);
        assert!(counter.mails().iter().all(|mail| mail.tag != "answer"), "nothing goes out besides");
    }
}

#[test]
fn by_whatsapp_the_number_shows_who_writes() {
    let Some(counter) = Counter::open("by_whatsapp_the_number_shows_who_writes") else { return };
    let number = ALAS_PHONE.trim_start_matches('+');
    counter.hear(meta::whatsapp(number, "wamid.1", QUESTION, counter.now()));
    let sent = sent(&counter);
    assert_eq!(sent.len(), 1);
    assert_eq!(
        (&sent[0]["to"], &sent[0]["type"], &sent[0]["recipient_type"]),
        (&json!(number), &json!("text"), &json!("individual"))
    );
    assert!(text(&sent[0]).contains("/z/"), "{}", text(&sent[0]));
    assert!(counter.desks.meta.asked()[0].path.ends_with(&format!("/{}/messages", meta::NUMBER)));
    assert_eq!(counter.only_case("waiting")["channel"], "whatsapp");
    for status in ["sent", "delivered", "read"] {
        counter.hear(meta::whatsapp_status("wamid.sent1", status, counter.now()));
    }
    assert_eq!(authors(&counter.only_case("all")), ["customer", "automatic"]);
}

#[test]
fn echoes_of_ours_are_nothing_and_those_of_people_stop_us() {
    let Some(counter) = Counter::open("echoes_of_ours_are_nothing_and_those_of_people_stop_us") else { return };
    let hear = |item: Value| counter.hear(meta::conversations("messenger", &[item], false, counter.now()));
    hear(meta::said("7001", "m_1", WITH_MAIL, counter.now()));
    let first = sent(&counter);
    assert!(first.len() == 1 && text(&first[0]).contains("/z/"), "{first:?}");
    // Ours, by what we wrote beside it, by our app's id, by the id that Meta gave it.
    hear(meta::echo("7001", "m_x", "Jest w drodze", 1, Some("sledz"), counter.now()));
    hear(meta::echo("7001", "m_y", "Jest w drodze", meta::APP, None, counter.now()));
    hear(meta::echo("7001", "m_sent1", "Jest w drodze", 7, None, counter.now()));
    assert_eq!(authors(&counter.only_case("waiting")), ["customer", "automatic"]);
    // A person's, in Meta's own window.
    hear(meta::echo("7001", "m_p", "Pani Alu, zadzwonię do kuriera.", 263_902_037_430_900, None, counter.now()));
    let case = counter.only_case("waiting");
    assert_eq!(authors(&case), ["customer", "automatic", "person"]);
    assert_eq!(case["messages"][2]["text"], "Pani Alu, zadzwonię do kuriera.");
    counter.pass(TimeDelta::minutes(30));
    hear(meta::said("7001", "m_2", "A jaki jest numer śledzenia paczki 1001?", counter.now()));
    let case = counter.only_case("open");
    assert!(sent(&counter)[1..].iter().all(|one| !text(one).contains("/z/")), "nobody talks over a person: {case}");
}

#[test]
fn what_another_app_has_is_not_answered() {
    let Some(counter) = Counter::open("what_another_app_has_is_not_answered") else { return };
    let said = meta::said("7001", "m_1", WITH_MAIL, counter.now());
    counter.hear(meta::conversations("messenger", &[said], true, counter.now()));
    assert!(sent(&counter).iter().all(|one| !text(one).contains("/z/")), "the thread is another app's");
    assert_eq!(counter.cases("all").len(), 1);
}

#[test]
fn several_in_one_delivery_are_all_taken() {
    let Some(counter) = Counter::open("several_in_one_delivery_are_all_taken") else { return };
    let now = counter.now();
    let items: Vec<Value> =
        (1..=5).map(|n| meta::said(&format!("700{n}"), &format!("m_{n}"), "gdzie moja paczka?", now)).collect();
    let message = meta::conversations("messenger", &items, false, now);
    for _ in 0..3 {
        counter.hear(message.clone());
    }
    let sent = sent(&counter);
    let mut to: Vec<&str> = sent.iter().map(|one| one["recipient"]["id"].as_str().unwrap()).collect();
    to.sort_unstable();
    assert_eq!(to, ["7001", "7002", "7003", "7004", "7005"]);
}

#[test]
fn what_everybody_can_read_holds_nothing_of_an_order() {
    let Some(counter) = Counter::open("what_everybody_can_read_holds_nothing_of_an_order") else { return };
    let text_of = "Gdzie jest moja paczka 1001? ala@klient.example";
    counter.hear(meta::comment("c-1", "ala", text_of, counter.now()));
    let sent = sent(&counter);
    assert_eq!(sent.len(), 1, "an invitation");
    assert_eq!(sent[0]["recipient"], json!({"comment_id": "c-1"}));
    assert!(!text(&sent[0]).contains("/z/") && !text(&sent[0]).contains("1001"), "{}", text(&sent[0]));
    assert_eq!(counter.only_case("all")["order"], Value::Null);
    // What the account itself comments is a person's.
    let own = meta::signed(
        "instagram",
        &json!({"object": "instagram", "entry": [{"id": meta::ACCOUNT, "time": counter.now().timestamp(),
        "changes": [{"field": "comments", "value": {"id": "c-2", "from": {"id": meta::ACCOUNT, "username": "sklep"}, "text": "Zapraszamy"}}]}]}),
    );
    counter.hear(own);
    assert_eq!(counter.cases("all").len(), 1);
}
