//! Przelewy24: a payment is pending until it was verified, and it is verified once.

use crate::selling::Selling;
use chrono::TimeDelta;
use serde_json::{Value, json};
use sledz_e2e::{carriers::trouble::Trouble, message::Message, shops::przelewy24::VERIFY};
use std::time::Duration;

/// What the order costs, in grosze.
const TOTAL: u64 = 11479;

fn notify(selling: &Selling, told: &Value) {
    selling.hear(Message::json("/hooks/payments/przelewy24", told.to_string().into_bytes()));
}

/// An order that waits for its money.
fn ordered(test: &str) -> Option<Selling> {
    let selling = Selling::open(test, "")?;
    selling.woo_tells("order.created", &selling.woo_order(5001, "pending"));
    Some(selling)
}

fn payment(selling: &Selling) -> Value {
    selling.seen("5001")["payment_state"].clone()
}

#[test]
fn a_payment_is_pending_until_it_is_verified() {
    let Some(selling) = ordered("a_payment_is_pending_until_it_is_verified") else { return };
    assert_eq!(payment(&selling), "unpaid");
    let told = selling.p24.pay("5001", TOTAL);
    notify(&selling, &told);
    assert_eq!(payment(&selling), "pending");
    selling.calls();
    assert_eq!(payment(&selling), "paid", "{}", selling.log());
    assert_eq!((selling.p24.verified().len(), selling.p24.verified()[0].verified), (1, 1));
    // They notify until they are answered, and sometimes after.
    for _ in 0..3 {
        notify(&selling, &told);
        selling.calls();
    }
    assert_eq!((selling.p24.verified()[0].verified, selling.p24.server().count(VERIFY)), (1, 1));
    let told = selling.one("5001");
    assert_eq!(
        (&told["stage"], &told["conflicts"][0]["about"]),
        (&json!("paid"), &json!("paid for the provider, not for the shop"))
    );
}

#[test]
fn a_przelewy24_in_trouble_is_asked_again() {
    for (trouble, verified) in [
        (Trouble::Error500, 1),
        (Trouble::Fault, 1),
        (Trouble::TooMany { retry_after: 60 }, 1),
        (Trouble::WrongLogin, 1),
        (Trouble::Html, 1),
        (Trouble::Hang(Duration::from_secs(20)), 1),
        // It was done, and its answer got lost.
        (Trouble::Closed, 2),
        (Trouble::Truncated, 2),
    ] {
        let Some(selling) = ordered("a_przelewy24_in_trouble_is_asked_again") else { return };
        notify(&selling, &selling.p24.pay("5001", TOTAL));
        selling.p24.server().order_times(VERIFY, trouble, 1);
        selling.calls();
        assert_eq!(payment(&selling), "pending", "{trouble:?}");
        for _ in 0..2 {
            selling.pass(TimeDelta::minutes(5));
            selling.calls();
        }
        assert_eq!(payment(&selling), "paid", "{trouble:?}");
        assert_eq!(selling.p24.verified()[0].verified, verified, "{trouble:?}");
        // Whoever hangs is counted when it gives up.
        assert!(selling.p24.server().wait_for(VERIFY, 2, Duration::from_secs(30)), "{trouble:?}");
        assert_eq!(selling.p24.server().count(VERIFY), 2, "{trouble:?}");
    }
}

#[test]
fn a_wrong_amount_is_shown_and_never_verified() {
    let Some(selling) = ordered("a_wrong_amount_is_shown_and_never_verified") else { return };
    notify(&selling, &selling.p24.pay("5001", 100));
    for _ in 0..3 {
        selling.calls();
    }
    assert_eq!(selling.p24.server().count(VERIFY), 0);
    let told = selling.one("5001");
    let conflicts: Vec<&Value> = told["conflicts"].as_array().unwrap().iter().map(|one| &one["about"]).collect();
    assert_eq!(conflicts, [&json!("paid, but not the amount that is due")], "{told}");
    assert_ne!(told["payment_state"], "paid");
    // The rest is paid at once: one that is right.
    notify(&selling, &selling.p24.pay("5001", TOTAL));
    selling.calls();
    let amounts: Vec<u64> = selling.p24.verified().iter().map(|paid| paid.amount).collect();
    assert_eq!(amounts, [TOTAL]);
}

/// The notification comes before the order, as it does when the shop's webhook is late.
#[test]
fn a_payment_before_its_order() {
    let Some(selling) = Selling::open("a_payment_before_its_order", "") else { return };
    notify(&selling, &selling.p24.pay("order-5001-b", TOTAL));
    selling.calls();
    assert_eq!(selling.p24.server().count(VERIFY), 0, "nobody knows what is due");
    selling.woo_tells("order.created", &selling.woo_order(5001, "pending"));
    selling.calls();
    assert_eq!((payment(&selling), selling.p24.verified().len()), (json!("paid"), 1));
}
