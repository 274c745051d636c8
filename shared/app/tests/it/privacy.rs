//! What lies in the store, and what a guess at the form costs and tells.

use crate::shop::{Shop, after, order};
use http::{StatusCode, header};
use serde_json::json;

fn shop() -> Shop {
    let shop = Shop::new();
    for (id, phone) in [("1001", "+48 600 000 001"), ("1002", "600000002")] {
        let data = json!({"id": id, "number": id, "status": "paid", "placed_at": after(0), "updated_at": after(0), "language": "pl",
            "customer": {"email": "Lucja.Zolkiewska@Example.com", "phone": phone, "postcode": "30-001", "name": "Łucja Żółkiewska"},
            "shipments": [{"carrier": "dpd", "tracking_number": "0000075077195U"}], "note": "ul. Próbna 7"});
        assert_eq!(shop.deliver(&order(after(0), data)), StatusCode::OK);
    }
    shop
}

#[test]
fn no_personal_data_lies_open_in_the_store() {
    let shop = shop();
    let everything = format!("{}\n{}", shop.kv.keys().join("\n"), shop.kv.dump()).to_lowercase();
    for personal in
        ["lucja", "zolkiewska", "żółkiewska", "600000001", "600 000", "30001", "30-001", "próbna", "example.com"]
    {
        assert!(!everything.contains(personal), "{personal}");
    }
    assert!(everything.contains("1001"), "the dump is not empty");
}

#[test]
fn the_buyer_is_known_by_mail_phone_or_postcode() {
    let shop = shop();
    for number in ["1001", " #1001 ", "0000-075077195u"] {
        for contact in
            ["lucja.zolkiewska@example.com ", "600-000-001", "+48600000001", "0048 600 000 001", "30 001", "30-001"]
        {
            let reply = shop.ask(after(1), number, contact);
            assert_eq!(reply.status(), StatusCode::SEE_OTHER, "{number} {contact}");
            let location = reply.headers()[header::LOCATION].to_str().unwrap();
            assert!(location.starts_with("/z/") && location.len() == 3 + 44, "{location}");
        }
    }
}

#[test]
fn a_refusal_is_the_same_and_costs_the_same_whatever_was_wrong() {
    let shop = shop();
    let mut answers = Vec::new();
    for (number, contact) in [
        ("1001", "someone@example.com"),
        ("1001", "600000002"),
        ("9999", "lucja.zolkiewska@example.com"),
        ("9998", ""),
        ("1002", ""),
        ("", ""),
        ("\u{0}<script>", "'; drop table"),
    ] {
        let (gets, commits) = (shop.kv.gets(), shop.kv.commits());
        let reply = shop.ask(after(1), number, contact);
        let cost = (shop.kv.gets() - gets, shop.kv.commits() - commits);
        answers.push((number, contact, reply.status(), reply.into_body(), cost));
    }
    let (_, _, status, body, cost) = answers[0].clone();
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(cost.1, 1, "a wrong guess is counted");
    for (number, contact, other_status, other_body, other_cost) in answers {
        assert_eq!((other_status, &other_body, other_cost), (status, &body, cost), "{number:?} {contact:?}");
    }
}

#[test]
fn above_ten_wrong_guesses_the_form_only_reads() {
    let shop = shop();
    for number in ["1001", "9999"] {
        for _ in 0..11 {
            assert_eq!(shop.ask(after(1), number, "x@example.com").status(), StatusCode::UNPROCESSABLE_ENTITY);
        }
        let commits = shop.kv.commits();
        let reply = shop.ask(after(1), number, "lucja.zolkiewska@example.com");
        assert_eq!(reply.status(), StatusCode::TOO_MANY_REQUESTS);
        let wait: u64 = reply.headers()[header::RETRY_AFTER].to_str().unwrap().parse().unwrap();
        assert!((1..=3600).contains(&wait));
        assert_eq!(shop.kv.commits(), commits);
    }
    assert_eq!(
        shop.ask(after(61), "1001", "lucja.zolkiewska@example.com").status(),
        StatusCode::SEE_OTHER,
        "the next hour"
    );
}
