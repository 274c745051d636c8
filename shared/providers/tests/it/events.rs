//! Webhooks of our own: signed so that our own verification takes them, and repeated until they are taken.

use crate::world::{GARBAGE, Settings, check_answers, delivery, header, headers, now, verdict};
use sledz_domain::time;
use sledz_providers::{
    events::{self, Event},
    outcome::Answer,
};
use sledz_sources::{proof::Secrets, standard};

const EVENT: Event = Event { id: "msg_p5jXN8AQM9LWM0D4loKWxJek", body: br#"{"test": 2432232314}"# };
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

fn settings() -> Settings {
    Settings::new(&[
        ("events_url", "https://erp.sklep.pl/"),
        ("events_path", "/hooks/sledz?shop=1"),
        ("events_secrets", SECRET),
    ])
}

#[test]
fn the_published_vector() {
    let sent = time::from_unix(1_614_265_330).unwrap();
    let request = events::request(&EVENT, &settings(), sent).unwrap();
    assert_eq!(request.method(), "POST");
    assert_eq!(request.uri(), "https://erp.sklep.pl/hooks/sledz?shop=1");
    assert_eq!(header(&request, "content-type"), "application/json");
    assert_eq!(header(&request, "webhook-id"), EVENT.id);
    assert_eq!(header(&request, "webhook-timestamp"), "1614265330");
    assert_eq!(header(&request, "webhook-signature"), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    assert_eq!(request.body(), EVENT.body);
}

#[test]
fn every_secret_signs_and_each_receiver_finds_its_own() {
    let other = "whsec_c2xlZHotc2xlZHotc2xlZHotc2xlZHo=";
    let settings = settings().with("events_secrets", &format!("{other}\n {SECRET} not/base64!"));
    let request = events::request(&EVENT, &settings, now()).unwrap();
    assert_eq!(header(&request, "webhook-signature").split(' ').count(), 2);
    let received = delivery(request.headers(), request.body());
    for (secret, expected) in [(SECRET, true), (other, true), ("whsec_AAAA", false)] {
        assert_eq!(standard::is_signed(&received, &Secrets::parse(secret)), expected, "{secret}");
    }
}

#[test]
fn settings_right_and_wrong() {
    assert!(events::is_configured(&settings()) && events::problems(&settings()).is_empty());
    let path = "events_path must begin with a slash and hold no spaces, such as /hooks/sledz";
    for (name, value, expected) in [
        (
            "events_url",
            "https://erp.sklep.pl/hooks",
            "events_url must be a scheme and a host without a path, such as https://erp.sklep.pl",
        ),
        ("events_path", "hooks", path),
        ("events_path", "/a b", path),
        ("events_path", "/a\r\nX: y", path),
        ("events_path", "/ą", path),
        ("events_secrets", "", "events_url is set, but events_secrets holds no whsec_<base64>"),
        ("events_secrets", "whsec_!", "events_url is set, but events_secrets holds no whsec_<base64>"),
    ] {
        let settings = settings().with(name, value);
        assert!(events::VARIABLES.contains(&name));
        assert_eq!(events::problems(&settings), [expected]);
        assert_eq!(events::request(&EVENT, &settings, now()).unwrap_err(), expected);
    }
    for url in ["", "https://events.invalid"] {
        let unused = settings().with("events_url", url).with("events_secrets", "");
        assert!(!events::is_configured(&unused) && events::problems(&unused).is_empty());
        assert!(events::request(&EVENT, &unused, now()).is_err());
    }
    let request = events::request(&EVENT, &settings().with("events_path", ""), now()).unwrap();
    assert_eq!(request.uri(), "https://erp.sklep.pl/");
    for id in ["", "a b", "a.b", "a\r\nX: y", "ą"] {
        assert!(events::request(&Event { id, ..EVENT }, &settings(), now()).is_err(), "{id}");
    }
}

#[test]
fn answers() {
    check_answers(
        &events::read,
        &[
            (200, &[], "", "accepted", ""),
            (204, &[], "", "accepted", ""),
            (302, &[], "", "later", "redirect"),
            (400, &[], "", "later", "not taken"),
            (401, &[], "", "later", "not taken"),
            (404, &[], "", "later", "not taken"),
            (410, &[], "", "never", "no more"),
            (429, &[("retry-after", "9")], "", "later 9", "too many"),
            (503, &[("retry-after", "9")], "", "later 9", "not taken"),
        ],
    );
    let none = headers(&[]);
    for body in GARBAGE {
        let answer = Answer { status: 200, headers: &none, body: body.as_bytes() };
        assert_eq!(verdict(events::read(&answer, now())).0, "accepted");
    }
}
