//! Shopify: what is known of the money, refunds included.

use super::*;

#[test]
fn words_for_the_money() {
    for (word, gateway, stage, payment) in [
        (json!("pending"), "przelewy24", Some(Stage::Received), Some(Payment::Pending)),
        (json!("pending"), "Cash on Delivery (COD)", Some(Stage::Preparing), Some(Payment::Cod)),
        (json!("pending"), "Płatność za pobraniem", Some(Stage::Preparing), Some(Payment::Cod)),
        (json!("authorized"), "shopify_payments", Some(Stage::Received), Some(Payment::Pending)),
        (json!("partially_paid"), "bogus", Some(Stage::Received), Some(Payment::Pending)),
        (json!("paid"), "cod", Some(Stage::Preparing), Some(Payment::Paid)),
        (json!("partially_refunded"), "bogus", Some(Stage::Preparing), Some(Payment::PartiallyRefunded)),
        (json!("refunded"), "bogus", Some(Stage::Preparing), Some(Payment::Refunded)),
        (json!("voided"), "bogus", Some(Stage::Received), Some(Payment::Failed)),
        (json!("expired"), "bogus", Some(Stage::Received), Some(Payment::Failed)),
        (Value::Null, "bogus", None, None),
    ] {
        let found = order(&with(&[("financial_status", word.clone()), ("payment_gateway_names", json!([gateway]))]));
        assert_eq!((found.snapshot.stage, found.snapshot.payment), (stage, payment), "{word} {gateway}");
        assert!(!found.unknown_status, "{word}");
        assert_eq!(found.snapshot.cancellation, Some(Cancellation::No));
    }
    let found = order(&with(&[("financial_status", json!("in_dispute"))]));
    assert!(found.unknown_status);
    assert_eq!((found.snapshot.stage, found.snapshot.payment), (None, None), "what is known stays");
    assert_eq!(found.snapshot.says.as_deref(), Some("in_dispute"));
}

#[test]
fn names_of_cash_on_delivery() {
    let payment = |name: &str| {
        let fields = [("financial_status", json!("pending")), ("payment_gateway_names", json!([name]))];
        order(&with(&fields)).snapshot.payment
    };
    for name in ["cash_on_delivery", "cod", "InPost COD", "Pobranie", "za pobraniem", "PŁATNOŚĆ PRZY ODBIORZE"] {
        assert_eq!(payment(name), Some(Payment::Cod), "{name}");
    }
    for name in ["", "Kod BLIK", "Codex Pay", "decode", "Odbiór osobisty", "Przelew", "cash"] {
        assert_eq!(payment(name), Some(Payment::Pending), "{name}");
    }
}

#[test]
fn when_it_was_paid() {
    let sent = [("x-shopify-topic", "orders/paid"), ("x-shopify-triggered-at", "2026-10-01T10:30:07.5Z")];
    let paid_at = |sent: &[(&str, &str)], message: &Value| order_of(read_with(sent, message)).snapshot.paid_at;
    assert_eq!(paid_at(&sent, &sample("orders_create")), Some(time("2026-10-01T10:30:07.500Z")));
    assert_eq!(paid_at(&sent[..1], &sample("orders_create")), Some(time("2026-10-01T10:30:06Z")));
    assert_eq!(paid_at(&sent, &with(&[("financial_status", json!("pending"))])), None);
    assert_eq!(order(&sample("orders_create")).snapshot.paid_at, None, "no field tells");
}

#[test]
fn money_to_the_last_digit() {
    let total = |fields: &[(&str, Value)]| order(&with(fields)).snapshot.total;
    let exact = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    assert_eq!(total(&[("current_total_price", json!("90071992547409.93"))]), pln("90071992547409.93"));
    assert_eq!(total(&[("current_total_price", exact("0.1"))]), pln("0.10"));
    assert_eq!(total(&[("currency", json!("EUR"))]), Money::decimal("114.79", "EUR"));
    assert_eq!(total(&[("current_total_price", Value::Null)]), pln("114.79"), "the price it was ordered for");
    assert_eq!(total(&[("current_total_price", json!("164.79"))]), pln("164.79"), "edited");
    assert_eq!(total(&[("current_total_price", json!("64.89"))]), pln("64.89"), "something was taken out");
    assert_eq!(total(&[("currency", Value::Null)]), None);
    let left = |fields: &[(&str, Value)]| order(&with(fields)).snapshot.outstanding;
    assert_eq!(left(&[("total_outstanding", json!("14.99"))]), pln("14.99"));
    assert_eq!(left(&[("total_outstanding", json!("1e2"))]), None);
}

#[test]
fn refunds_are_facts_of_their_own() {
    let expected = one(read("refunds/create", &sample("refunds_create")));
    let Said::Payment { platform_id, said } = &expected else { panic!("{expected:?}") };
    assert_eq!(platform_id, "820982911946154508");
    assert_eq!((said.source.as_str(), said.step), ("shopify", PaymentStep::Refunded));
    assert_eq!((said.refund.as_deref(), said.amount.clone()), (Some("9300000000001"), pln("49.90")));
    assert_eq!(said.at, time("2026-10-05T08:00:00Z"));
    let message = with(&[
        ("refunds", json!([sample("refunds_create")])),
        ("current_total_price", json!("64.89")),
        ("financial_status", json!("partially_refunded")),
    ]);
    let said = read("orders/updated", &message);
    assert_eq!(said[1..], [expected], "the same fact, whoever tells it");
    let snapshot = order_of(said).snapshot;
    assert_eq!(snapshot.total, pln("114.79"), "what was paid for it, and what refunds are compared with");
    assert_eq!(snapshot.payment, Some(Payment::PartiallyRefunded));
    let goodwill = with(&[("refunds", json!([sample("refunds_create")]))]);
    assert_eq!(order(&goodwill).snapshot.total, pln("114.79"), "the price stays");
    let dearer = with(&[("refunds", json!([sample("refunds_create")])), ("current_total_price", json!("164.79"))]);
    assert_eq!(order(&dearer).snapshot.total, pln("164.79"));
}

#[test]
fn only_money_that_went_back_counts() {
    let transaction = |change: &[(&str, Value)]| {
        let mut one = sample("refunds_create")["transactions"][0].clone();
        change.iter().for_each(|(field, value)| one[*field] = value.clone());
        one
    };
    for (transactions, amount) in [
        (json!([transaction(&[]), transaction(&[("amount", json!("0.10"))])]), pln("50.00")),
        (json!([transaction(&[]), transaction(&[("status", json!("pending"))])]), pln("49.90")),
        (json!([transaction(&[]), transaction(&[("kind", json!("void"))])]), pln("49.90")),
        (json!([transaction(&[("amount", json!("-49.90"))])]), pln("49.90")),
        (json!([transaction(&[("amount", json!("0.00"))])]), None),
        (json!([transaction(&[("status", json!("failure"))])]), None),
        (json!([transaction(&[("test", json!(true))])]), None),
        (json!([transaction(&[]), transaction(&[("currency", json!("EUR"))])]), None),
        (json!([]), None),
        (Value::Null, None),
    ] {
        let mut message = sample("refunds_create");
        message["transactions"] = transactions.clone();
        let said = read("refunds/create", &message);
        let found = said.first().map(|said| match said {
            Said::Payment { said, .. } => said.amount.clone(),
            other => panic!("{other:?}"),
        });
        assert_eq!(found.flatten(), amount, "{transactions}");
    }
    for field in ["id", "order_id"] {
        let mut message = sample("refunds_create");
        message[field] = Value::Null;
        assert_eq!(read("refunds/create", &message), [Said::Unreadable], "{field}");
    }
    let mut earlier = sample("refunds_create");
    earlier["processed_at"] = Value::Null;
    earlier["created_at"] = json!("2026-10-05T09:00:00+02:00");
    let Said::Payment { said, .. } = one(read("refunds/create", &earlier)) else { panic!() };
    assert_eq!(said.at, time("2026-10-05T07:00:00Z"));
}
