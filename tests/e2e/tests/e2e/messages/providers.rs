//! Each provider once, from the webhook to what its reports lead to.

use super::{AT_ONCE, event, page_in, paid, with_phone};
use crate::{
    sending::{PUBLIC, Sending, told},
    world::skips_named,
};
use serde_json::json;
use sledz_e2e::mailbox::{
    received::{Channel, Received},
    reports::Ending,
};

/// The four of mail.
const MAIL: [&str; 4] = ["postmark", "resend", "mailgun", "sendgrid"];

/// The two of SMS.
const SMS: [&str; 2] = ["smsapi", "twilio"];

#[test]
fn each_provider_of_mail_sends_what_the_page_says() {
    if skips_named("each_provider_of_mail_sends_what_the_page_says") {
        return;
    }
    for provider in MAIL {
        let sending = Sending::start(provider, "");
        sending.order(&paid(&sending, "1001", "ala@example.com"));
        let mail = sending.wait_for("ala@example.com", 1, AT_ONCE).remove(0);
        assert_eq!((mail.provider.name(), mail.tag.as_str()), (provider, "confirmed"));
        assert!(mail.subject.contains("1001"), "{provider}: {}", mail.subject);
        let page = page_in(&mail.text);
        assert!(mail.text.contains(&format!("{PUBLIC}{page}")), "{provider}: {}", mail.text);
        assert_eq!(page_in(&mail.html), page, "{provider}");
        assert_eq!(sending.open(&page).header("content-type"), "text/html; charset=utf-8", "{provider}");
        let status = sending.open(&format!("{page}.json")).json().unwrap()["status_text"].clone();
        let status = words(status.as_str().unwrap());
        assert!(!status.is_empty() && words(&mail.text).contains(&status), "{provider}: {status}: {}", mail.text);
        assert!(words(&unescaped(&mail.html)).contains(&status), "{provider}: {status}: {}", mail.html);
        assert_eq!(mail.header("auto-submitted"), "auto-generated", "{provider}");
        one_click_ends_them(&sending, &mail);
    }
}

/// RFC 8058: the mail program sends this by itself, and nothing more comes.
fn one_click_ends_them(sending: &Sending, mail: &Received) {
    let given = mail.header("list-unsubscribe").trim_matches(['<', '>']);
    let path = given.strip_prefix(PUBLIC).unwrap_or_else(|| panic!("{:?}: {given}", mail.provider));
    assert_eq!(mail.header("list-unsubscribe-post"), "List-Unsubscribe=One-Click");
    let _ = sending.open(path);
    let _ = sending.deployment.client().post_form(path, &[("List-Unsubscribe", "One-Click")]).unwrap().expect(200);
    sending.order(&paid(sending, "1002", &mail.to));
    sending.later(4);
    let got = sending.mailbox.to(&mail.to);
    assert_eq!(got.len(), 1, "{:?}: {:?}", mail.provider, told(&got));
}

#[test]
fn each_provider_of_sms_reaches_who_gave_no_e_mail() {
    if skips_named("each_provider_of_sms_reaches_who_gave_no_e_mail") {
        return;
    }
    for provider in SMS {
        let sending = Sending::start("postmark", provider);
        let mut order = paid(&sending, "1001", "");
        order["customer"] = json!({"phone": "600 000 001"});
        sending.order(&order);
        // The other way is owed once the first has turned out to be none; the job takes it.
        sending.later(4);
        let sms = sending.wait_for("48600000001", 1, AT_ONCE).remove(0);
        assert_eq!(sms.provider.name(), provider);
        assert!(sms.text.contains("1001") && sms.text.is_ascii(), "{provider}: {}", sms.text);
        let _ = sending.open(&page_in(&sms.text));
        sending.later(4);
        assert_eq!(sending.mailbox.received().len(), 1, "{provider}");
    }
}

#[test]
fn a_bounced_mail_is_followed_by_one_sms_and_the_page_tells() {
    if skips_named("a_bounced_mail_is_followed_by_one_sms_and_the_page_tells") {
        return;
    }
    for provider in MAIL {
        let sending = Sending::start(provider, "smsapi");
        sending.order(&with_phone(paid(&sending, "1001", "gone@example.com"), "+48600000002"));
        let mail = sending.wait_for("gone@example.com", 1, AT_ONCE).remove(0);
        bounce(&sending, &mail);
        let sms = sending.wait_for("48600000002", 1, AT_ONCE).remove(0);
        assert!(sms.text.contains("1001"), "{provider}: {}", sms.text);
        bounce(&sending, &mail);
        sending.later(4);
        assert_eq!(sending.mailbox.received().len(), 2, "{provider}: a repeated report sends nothing");
        let preferences = sending.open(&format!("{}/messages", page_in(&mail.text))).text();
        assert!(preferences.contains("email-unreachable"), "{provider}: {preferences}");
        assert!(!preferences.contains("sms-unreachable"), "{provider}: {preferences}");
        // The next message does not try the e-mail again.
        sending.order(&super::shipped(&sending, "1001", "gone@example.com", &["BOUNCED1"]));
        sending.parcel(&event(&sending, "BOUNCED1", "in_transit"));
        sending.settle();
        assert_eq!(sending.mailbox.to("gone@example.com").len(), 1, "{provider}");
    }
}

#[test]
fn an_sms_that_did_not_arrive_is_followed_by_one_mail() {
    if skips_named("an_sms_that_did_not_arrive_is_followed_by_one_mail") {
        return;
    }
    for provider in SMS {
        let sending = Sending::start("postmark", provider);
        sending.set("confirmed", &json!({"channels": ["sms"]}));
        sending.order(&with_phone(paid(&sending, "1001", "ala@example.com"), "+48600000003"));
        let sms = sending.wait_for("48600000003", 1, AT_ONCE).remove(0);
        assert_eq!((sms.channel(), sms.provider.name()), (Channel::Sms, provider));
        bounce(&sending, &sms);
        let mail = sending.wait_for("ala@example.com", 1, AT_ONCE).remove(0);
        bounce(&sending, &sms);
        sending.later(4);
        assert_eq!(sending.mailbox.received().len(), 2, "{provider}: a repeated report sends nothing");
        let preferences = sending.open(&format!("{}/messages", page_in(&mail.text))).text();
        assert!(preferences.contains("sms-unreachable"), "{provider}: {preferences}");
    }
}

fn bounce(sending: &Sending, message: &Received) {
    let report = sending.mailbox.report(message, Ending::Bounced, sending.now()).unwrap();
    sending.take(report);
}

/// The words of a text, however its lines are broken.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn unescaped(html: &str) -> String {
    let known = [("&#34;", "\""), ("&#38;", "&"), ("&#39;", "'"), ("&#60;", "<"), ("&#62;", ">"), ("&nbsp;", " ")];
    known.iter().fold(html.to_owned(), |html, (name, sign)| html.replace(name, sign))
}
