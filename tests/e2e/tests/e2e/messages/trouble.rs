//! Providers that ask to wait, refuse, or are set up wrongly.

use super::{AT_ONCE, page_in, paid, with_phone};
use crate::{
    sending::{Sending, time},
    world::skips_named,
};
use sledz_e2e::mailbox::{
    faults::{Fault, Faults},
    received::{Channel, Provider},
};
use tempfile::TempDir;

#[test]
fn retry_after_is_respected() {
    if skips_named("retry_after_is_respected") {
        return;
    }
    let sending = Sending::start("resend", "");
    sending.mailbox.set_faults(Faults::always(Fault::TooMany { retry_after: 1200 }));
    sending.order(&paid(&sending, "1001", "ala@example.com"));
    sending.settle();
    sending.mailbox.set_faults(Faults::default());
    // Our own next try would come after a minute.
    for minutes in [4, 6, 6] {
        sending.later(minutes);
        assert_eq!(sending.mailbox.requests(Provider::Resend), 1, "tried before the twenty minutes are over");
    }
    sending.later(8);
    sending.wait_for("ala@example.com", 1, AT_ONCE);
}

#[test]
fn an_address_that_is_refused_for_good_gets_an_sms_instead() {
    if skips_named("an_address_that_is_refused_for_good_gets_an_sms_instead") {
        return;
    }
    let sending = Sending::start("postmark", "smsapi");
    sending.order(&with_phone(paid(&sending, "1001", "bad@example.com"), "+48600000005"));
    sending.later(4);
    let sms = sending.wait_for("48600000005", 1, AT_ONCE).remove(0);
    assert_eq!(sms.channel(), Channel::Sms);
    let preferences = sending.open(&format!("{}/messages", page_in(&sms.text))).text();
    assert!(preferences.contains("email-unreachable"), "{preferences}");
    sending.later(4);
    assert_eq!(sending.mailbox.received().len(), 1);
    assert_eq!(sending.mailbox.requests(Provider::Postmark), 1, "and is not tried again");
    assert!(sending.dead().is_empty());
}

#[test]
fn without_its_key_a_message_waits_and_goes_out_once_the_key_is_right() {
    if skips_named("without_its_key_a_message_waits_and_goes_out_once_the_key_is_right") {
        return;
    }
    let begin = time("2026-11-18T09:00:00Z");
    // That a key is missing can be seen; that it is wrong only the provider says.
    for (key, problem, logged) in [
        ("", "mail_provider is resend, but mail_key is empty", "mail_key is empty"),
        ("wrong", "sending fails: resend answered", "it refuses mail_key"),
    ] {
        let store = TempDir::with_prefix("sledz-").unwrap();
        let keys = "the same for both deployments";
        let mut before = Sending::with("resend", "", begin, |builder| {
            builder.sqlite_in(store.path()).variable("keys", keys).variable("mail_key", key)
        });
        before.order(&paid(&before, "1001", "ala@example.com"));
        before.later(4);
        assert!(before.mailbox.received().is_empty());
        let health = before.health();
        assert_eq!(health["status"], "degraded", "mail_key {key:?}: {health}");
        assert!(health["problems"].to_string().contains(problem), "{health}");
        assert_eq!(health["jobs"][0]["report"]["failed"], 1, "mail_key {key:?}: {health}");
        assert!(before.deployment.log().contains(logged), "{}", before.deployment.log());
        before.deployment.stop().unwrap();
        let later = before.now() + chrono::TimeDelta::hours(3);
        let after =
            Sending::with("resend", "", later, |builder| builder.sqlite_in(store.path()).variable("keys", keys));
        after.later(4);
        after.wait_for("ala@example.com", 1, AT_ONCE);
        assert_eq!(after.health()["problems"], serde_json::json!([]));
    }
}

#[test]
fn an_address_of_a_provider_that_cannot_be_called_is_told_in_one_sentence() {
    if skips_named("an_address_of_a_provider_that_cannot_be_called_is_told_in_one_sentence") {
        return;
    }
    let begin = time("2026-11-18T09:00:00Z");
    for (url, sentence) in [
        ("https://api.postmarkapp.com/v1", "it has a path: only scheme, host and port count"),
        ("ftp://api.postmarkapp.com", "only http and https are supported"),
        ("api.postmarkapp.com", "it is not of the form scheme://host[:port]"),
    ] {
        let start = || Sending::try_with("postmark", "", begin, |builder| builder.variable("postmark_url", url));
        let said = start().err().unwrap_or_else(|| panic!("{url} is taken")).to_string();
        assert!(said.contains("postmark_url") && said.contains(sentence) && said.lines().count() == 1, "{said}");
    }
}
