//! `POST /api/classify`: what a text is understood to ask for. Nothing of it is stored.

use super::counter::{COMPLAINT, Counter, QUESTION};
use crate::{
    session::Session,
    world::{fields, is_problem},
};
use serde_json::{Value, json};

#[test]
fn what_is_told() {
    let Some(counter) = Counter::open("what_is_told") else { return };
    let tell = |body: &Value| counter.call("agent", "POST", "/api/classify", body).expect(200).json().unwrap();
    let told = tell(&json!({"text": format!("{QUESTION}, mój mail ala@klient.example, tel. 600 000 001")}));
    assert_eq!(fields(&told), ["auto", "basket", "confidence", "entities", "intents", "language", "mood", "why"]);
    assert_eq!(fields(&told["entities"]), ["emails", "order_numbers", "phones", "tracking_numbers"]);
    assert_eq!(
        (&told["language"], &told["intents"], &told["auto"]),
        (&json!("pl"), &json!(["where_is_parcel"]), &json!(true))
    );
    assert_eq!((&told["basket"], &told["mood"]), (&json!("transactional"), &json!("neutral")));
    assert_eq!(told["entities"]["order_numbers"], json!(["1001"]));
    assert_eq!(told["entities"]["emails"], json!(["ala@klient.example"]));
    assert_eq!(told["entities"]["phones"].as_array().unwrap().len(), 1, "{told}");
    let confidence = told["confidence"].as_f64().unwrap();
    assert!((0.5..=1.0).contains(&confidence), "{confidence}");
    assert!(!told["why"].as_array().unwrap().is_empty());
    for (text, intent, auto) in [
        (COMPLAINT, "complaint_damaged", false),
        ("Where is my parcel?", "where_is_parcel", true),
        ("Odstępuję od umowy", "withdrawal", false),
        ("Pobrało mi pieniądze dwa razy", "payment_failed", false),
    ] {
        let told = tell(&json!({"text": text}));
        assert_eq!((&told["intents"][0], &told["auto"]), (&json!(intent), &json!(auto)), "{text}: {told}");
    }
    let angry = tell(&json!({"text": "OSZUŚCI! gdzie moja paczka, idę do UOKiK", "subject": null, "channel": null}));
    assert_eq!((&angry["mood"], &angry["auto"]), (&json!("angry"), &json!(false)));
    let by_subject = tell(&json!({"subject": "Gdzie moja paczka 1001?", "text": "Dzień dobry", "channel": "email"}));
    assert_eq!(by_subject["intents"][0], "where_is_parcel", "{by_subject}");
}

#[test]
fn it_stores_nothing_and_reads_nothing() {
    let Some(counter) = Counter::open("it_stores_nothing_and_reads_nothing") else { return };
    let cost = counter.cost(|| {
        let _ = counter.call("agent", "POST", "/api/classify", &json!({"text": QUESTION})).expect(200);
    });
    assert_eq!((cost.gets, cost.commits, cost.increments), (0, 0, 0));
    assert!(!counter.log().contains("paczka"), "what customers write is logged");
}

#[test]
fn who_may_ask_and_what() {
    let Some(counter) = Counter::open("who_may_ask_and_what") else { return };
    let body = json!({"text": "Gdzie paczka?"});
    for (role, status) in
        [("reader", 403), ("agent", 200), ("admin", 200), ("scheduler", 403), ("export", 403), ("", 401)]
    {
        assert_eq!(counter.call(role, "POST", "/api/classify", &body).status, status, "{role}");
    }
    for method in ["GET", "HEAD", "PUT", "PATCH", "DELETE"] {
        let reply = counter.request("agent", method, "/api/classify").send().unwrap();
        assert_eq!((reply.status, reply.header("allow")), (405, "POST"), "{method}");
    }
    for (bad, why) in [
        (json!([]), ""),
        (json!("Gdzie paczka?"), ""),
        (json!({}), "text"),
        (json!({"text": null}), "text"),
        (json!({"text": 7}), "text"),
        (json!({"text": "x", "subject": 7}), "subject"),
        (json!({"text": "x", "channel": "fax"}), "channel"),
        (json!({"text": "x", "channel": 1}), "channel"),
    ] {
        let reply = counter.call("agent", "POST", "/api/classify", &bad);
        is_problem(&reply, 400);
        assert!(reply.text().contains(why), "{bad}: {}", reply.text());
    }
    let large = json!({"text": "ą".repeat(600_000)});
    assert_eq!(counter.call("agent", "POST", "/api/classify", &large).status, 413);
    // Odd texts harm nobody.
    for odd in ["", " \n", "\u{0}\u{202e}", "🦀🦀🦀", &"gdzie ".repeat(40_000), "<script>alert(1)</script>"] {
        let _ = counter.call("agent", "POST", "/api/classify", &json!({"text": odd})).expect(200);
    }
    // By a session a form's proof is needed.
    let session = Session::begin(&counter, "agent");
    let call = || session.request(&counter, "POST", "/api/classify").header("content-type", "application/json");
    let without = call().body(body.to_string().into_bytes()).send().unwrap();
    assert_eq!(without.status, 403, "{}", without.text());
}
