//! Allegro's consent: the link, tokens that are sealed and renewed, and that both of its pollers share.

use crate::{
    selling::{Selling, task},
    world::{is_problem, skips_named},
};
use chrono::TimeDelta;
use serde_json::{Value, json};
use sledz_e2e::shops::allegro::{EVENTS, LOGIN};

#[test]
fn both_pollers_of_allegro_share_one_login() {
    if skips_named("both_pollers_of_allegro_share_one_login") {
        return;
    }
    let selling = Selling::with("allegro", |builder| builder.variable("poll", "allegro-tracking"));
    let told = selling.sync("allegro");
    let why = task(&told, "new")["why"].as_str().unwrap();
    assert!(why.contains("POST /jobs/sync/allegro/connect"), "{why}");
    assert!(selling.connect().starts_with("https://allegro.pl/"));
    selling.next_window();
    let polled = selling.call("scheduler", "POST", "/jobs/poll/allegro-tracking", &Value::Null).expect(200);
    assert_eq!(polled.json().unwrap()["pollers"][0]["why"], Value::Null, "{}", polled.text());
    // A link, and the tokens for it; nothing more is asked for by the second one.
    assert_eq!(selling.server("allegro").count(LOGIN), 2);
    let id = selling.buy(1);
    selling.synced("allegro");
    assert_eq!(selling.one(&id)["platform"], "allegro");
}

#[test]
fn tokens_are_sealed_and_renewed() {
    if skips_named("tokens_are_sealed_and_renewed") {
        return;
    }
    let directory = tempfile::TempDir::with_prefix("sledz-login-").unwrap();
    let selling = Selling::with("allegro shoper", |builder| builder.sqlite_in(directory.path()));
    selling.connect();
    selling.synced("shoper");
    let server = selling.server("allegro");
    assert_eq!(server.count(LOGIN), 2);
    // They are good for twelve hours, and renewed before they end.
    let first = selling.buy(1);
    selling.synced_after(TimeDelta::hours(13), "allegro");
    assert_eq!(server.count(LOGIN), 3);
    let renewal = server.asked_for(LOGIN).pop().unwrap();
    assert_eq!(renewal.field("grant_type"), "refresh_token");
    selling.synced("allegro");
    assert_eq!((server.count(LOGIN), selling.told(&first).len()), (3, 1));
    let mut stored = Vec::new();
    for file in std::fs::read_dir(directory.path()).unwrap() {
        stored.extend(std::fs::read(file.unwrap().path()).unwrap());
    }
    let (stored, log) = (String::from_utf8_lossy(&stored), selling.log());
    assert!(stored.contains(&first), "this is not the store");
    let secrets = ["access-", "refresh-", "device-", "allegro-client-secret", "token1", "hasło: tajne"];
    let personal = [selling.email(), "Tajemnicza".to_owned(), "Sekretna".to_owned(), "600000001".to_owned()];
    for kept in secrets.into_iter().map(str::to_owned).chain(personal) {
        assert!(!stored.contains(&kept), "{kept} is in the store");
        assert!(!log.contains(&kept), "{kept} is in the log: {log}");
    }
}

#[test]
fn a_token_that_is_taken_back_is_renewed() {
    let Some(selling) = Selling::open("a_token_that_is_taken_back_is_renewed", "allegro") else { return };
    selling.connect();
    let id = selling.buy(1);
    selling.allegro().expire();
    let told = selling.sync("allegro");
    assert!(task(&told, "new")["why"].as_str().unwrap().contains("refuses the access"), "{told:?}");
    assert!(selling.told(&id).is_empty());
    selling.synced_after(TimeDelta::minutes(2), "allegro");
    assert_eq!(selling.told(&id).len(), 1);
    assert_eq!(selling.order_poller("allegro", "new")["failing_since"], Value::Null);
}

#[test]
fn whoever_refuses_is_not_asked_for() {
    let Some(selling) = Selling::open("whoever_refuses_is_not_asked_for", "allegro") else { return };
    let link = |role: &str| selling.call(role, "POST", "/jobs/sync/allegro/connect", &Value::Null);
    for role in ["reader", "agent", "scheduler", "export", ""] {
        assert!(matches!(link(role).status, 401 | 403), "{role}");
    }
    let _ = link("admin").expect(200);
    // Nobody has followed the link yet.
    let told = selling.sync("allegro");
    assert!(task(&told, "new")["why"].as_str().unwrap().contains("nobody has agreed yet"), "{told:?}");
    selling.allegro().refuse();
    selling.pass(TimeDelta::minutes(3));
    let told = selling.sync("allegro");
    assert!(task(&told, "new")["why"].as_str().unwrap().contains("refused"), "{told:?}");
    assert_eq!(selling.server("allegro").count(EVENTS), 0);
    // A second link counts, whatever became of the first.
    selling.connect();
    let id = selling.buy(1);
    selling.synced("allegro");
    assert_eq!(selling.told(&id).len(), 1);
}

#[test]
fn who_may_and_what_there_is() {
    let Some(selling) = Selling::open("who_may_and_what_there_is", "woocommerce") else { return };
    for (path, status) in [
        ("/jobs/sync/pigeon", 404),
        ("/jobs/sync/woocommerce/connect", 404),
        ("/jobs/sync/shoper/connect", 404),
        ("/jobs/sync/allegro/disconnect", 404),
    ] {
        is_problem(&selling.call("admin", "POST", path, &Value::Null), status);
    }
    for path in ["/jobs/sync", "/jobs/sync/woocommerce", "/jobs/calls"] {
        for role in ["reader", "agent", "export", ""] {
            assert!(matches!(selling.call(role, "POST", path, &Value::Null).status, 401 | 403), "{role} {path}");
        }
        is_problem(&selling.ask("scheduler", path), 405);
    }
    let told = selling.sync("allegro");
    assert!(told[0]["why"].as_str().unwrap().contains("not switched on"), "{told:?}");
    assert_eq!(selling.server("allegro").asked(), []);
    assert_eq!(json!(selling.sync("").len()), 1);
}
