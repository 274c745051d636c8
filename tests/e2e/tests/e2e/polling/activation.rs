//! Subscriptions of DHL Unified Push begin once we have called back, with the secret of its first message.

use crate::{asking::Asking, world::skips_named};
use chrono::TimeDelta;
use serde_json::{Value, json};
use sledz_e2e::{
    carriers::{Service, trouble::Trouble},
    senders::dhl,
};

fn validate(asking: &Asking, id: &str, secret: &str) {
    asking.hear(dhl::message(asking.secrets(), &dhl::validate(id, secret)));
}

#[test]
fn the_activation_is_owed_until_dhl_takes_it() {
    if skips_named("the_activation_is_owed_until_dhl_takes_it") {
        return;
    }
    let asking = Asking::with("", |builder| builder);
    asking.run_all();
    asking.carriers.subscribe("3c9a", "s3cr3t-from-dhl");
    asking.carriers.order(Service::DhlPush, Trouble::Error500);
    // Twice, as DHL repeats what it does not see answered.
    validate(&asking, "3c9a", "s3cr3t-from-dhl");
    validate(&asking, "3c9a", "s3cr3t-from-dhl");
    let _ = asking.sent();
    assert!(!asking.carriers.is_active("3c9a"));
    let tried = asking.carriers.count(Service::DhlPush);
    assert!((1..=3).contains(&tried), "tried {tried} times");
    for trouble in [Trouble::TooMany { retry_after: 60 }, Trouble::Closed, Trouble::WrongLogin] {
        asking.carriers.order(Service::DhlPush, trouble);
        asking.pass(TimeDelta::minutes(10));
        let _ = asking.sent();
    }
    assert!(asking.carriers.count(Service::DhlPush) > tried, "it is tried again");
    asking.carriers.calm();
    asking.pass(TimeDelta::hours(1));
    let _ = asking.sent();
    assert!(asking.carriers.is_active("3c9a"), "{:?}", asking.carriers.asked());
    let needed = asking.carriers.count(Service::DhlPush);
    asking.pass(TimeDelta::hours(2));
    validate(&asking, "3c9a", "s3cr3t-from-dhl");
    let _ = asking.sent();
    assert_eq!(asking.carriers.count(Service::DhlPush), needed, "it is activated once");
    assert_eq!((asking.health()["dead_letters"].clone(), asking.mailbox.received()), (json!(0), Vec::new()));
    // A new subscription has a secret of its own.
    asking.carriers.subscribe("5d", "third");
    validate(&asking, "5d", "third");
    let _ = asking.sent();
    assert!(asking.carriers.is_active("5d"));
    let log = asking.log();
    for secret in ["s3cr3t-from-dhl", "local-dhl-api-key", "third"] {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
}

#[test]
fn without_a_key_it_is_told_that_a_subscription_waits() {
    if skips_named("without_a_key_it_is_told_that_a_subscription_waits") {
        return;
    }
    let asking = Asking::with("", |builder| builder.variable("dhl_api_key", ""));
    asking.run_all();
    let notes = |asking: &Asking| asking.health()["notes"].to_string();
    assert!(!notes(&asking).contains("DHL"), "{}", notes(&asking));
    asking.carriers.subscribe("3c9a", "s3cr3t-from-dhl");
    validate(&asking, "3c9a", "s3cr3t-from-dhl");
    let _ = asking.sent();
    assert_eq!(asking.carriers.asked(), [], "there is no key to ask with");
    let told = asking.health();
    assert!(notes(&asking).contains("a subscription of DHL waits"), "{told}");
    assert_eq!((&told["status"], &told["dead_letters"]), (&json!("ok"), &json!(0)), "{told}");
    // Whoever activates it by hand is not bothered for ever.
    asking.pass(TimeDelta::days(31));
    assert!(!notes(&asking).contains("a subscription of DHL waits"), "{}", asking.health());
}

#[test]
fn the_handshake_needs_its_proof() {
    if skips_named("the_handshake_needs_its_proof") {
        return;
    }
    let asking = Asking::with("", |builder| builder);
    asking.carriers.subscribe("3c9a", "s3cr3t-from-dhl");
    let message = dhl::message(asking.secrets(), &dhl::validate("3c9a", "s3cr3t-from-dhl"));
    for spoilt in [
        message.clone().without("x-dhl-proof"),
        message.clone().with("x-dhl-proof", "wrong"),
        message.clone().to("/hooks/couriers/dhl"),
        message.clone().to("/hooks/couriers/dhl/wrong"),
    ] {
        let _ = asking.refuse(&spoilt.received(asking.now(), asking.secrets()), 401);
    }
    for odd in [
        json!({"scope": "subscription.validate"}),
        json!({"scope": "subscription.validate", "self": "", "secret": ""}),
        json!({"scope": "subscription.validate", "self": {"a": []}, "secret": 7}),
        json!({"scope": "subscription.validate", "self": "https://evil.example/../../x\r\ny", "secret": "a\r\nb"}),
        json!({"scope": "subscription.created", "self": "x"}),
        json!({"scope": Value::Null}),
    ] {
        asking.hear(dhl::message(asking.secrets(), &odd));
    }
    let _ = asking.sent();
    assert!(!asking.carriers.is_active("3c9a"));
    assert!(asking.carriers.asked().iter().all(|one| one.status != 200), "{:?}", asking.carriers.asked());
}
