//! `POST /jobs/{job}`: who may call, what a call does, late, twice at once, and with nothing due.

use crate::{
    office::Office,
    session::Session,
    world::{World, fields, is_problem, skip_without},
};
use chrono::TimeDelta;
use serde_json::{Value, json};
use sledz_e2e::{
    mailbox::faults::{Fault, Faults},
    secrets::ROLES,
};
use std::thread;

/// All that there are, in the order in which they are told.
pub(crate) const JOBS: [&str; 13] = [
    "outbox",
    "calls",
    "replies",
    "messages",
    "delays",
    "stalled",
    "disagreements",
    "erasures",
    "retention",
    "compaction",
    "rollup",
    "recount",
    "export",
];

/// Those that `/jobs/upkeep` and `/jobs/run` run, in their order.
const BY_THE_CLOCK: [&str; 7] = ["compaction", "retention", "erasures", "disagreements", "stalled", "delays", "outbox"];

/// The names of the jobs that an answer tells of.
fn ran(answer: &Value) -> Vec<&str> {
    answer["jobs"].as_array().unwrap().iter().map(|one| one["job"].as_str().unwrap()).collect()
}

/// The jobs that a clock's two calls run.
fn due(office: &Office) -> Vec<String> {
    let answers = ["upkeep", "run"].map(|jobs| office.run(jobs));
    answers.iter().flat_map(ran).map(str::to_owned).collect()
}

#[test]
fn the_scheduler_has_jobs_run_on_any_deployment() {
    let world = World::open();
    let token = &world.secrets().scheduler_token;
    if token.is_empty() {
        return skip_without("the_scheduler_has_jobs_run_on_any_deployment", "SLEDZ_SCHEDULER_TOKEN is not set");
    }
    let call = world.client().request("POST", "/jobs/run").header("authorization", &format!("Bearer {token}"));
    let reply = call.send().unwrap().expect(200);
    assert_eq!(reply.header("content-type"), "application/json");
    let answer = reply.json().unwrap();
    assert_eq!(fields(&answer), ["has_more", "jobs"]);
    for one in answer["jobs"].as_array().unwrap() {
        assert_eq!(fields(one), ["has_more", "job", "milliseconds", "report"]);
        assert!(JOBS.contains(&one["job"].as_str().unwrap()), "{one}");
    }
}

#[test]
fn who_may_call() {
    let Some(office) = Office::open("who_may_call") else { return };
    for job in ["run", "outbox", "compaction"] {
        let path = format!("/jobs/{job}");
        for role in ROLES {
            let reply = office.call(role, "POST", &path, &Value::Null);
            if matches!(role, "scheduler" | "admin") {
                let _ = reply.expect(200);
            } else {
                is_problem(&reply, 403);
            }
        }
        is_problem(&office.call("", "POST", &path, &Value::Null), 401);
        is_problem(&office.request("", "POST", &format!("{path}?token=local-scheduler-token")).send().unwrap(), 401);
        let poked = office.request("", "POST", &path).header("sledz-poke", "1.00.W10").send().unwrap();
        is_problem(&poked, 401);
    }
    // A clock has a token; whoever is signed in in a browser starts nothing.
    let admin = Session::begin(&office, "admin");
    for path in ["/jobs/run", "/jobs/upkeep", "/jobs/poll"] {
        let by_session = admin.request(&office, "POST", path).header("csrf", &admin.csrf);
        is_problem(&by_session.send().unwrap(), 401);
    }
}

#[test]
fn there_are_these_jobs_and_no_others() {
    let Some(office) = Office::open("there_are_these_jobs_and_no_others") else { return };
    for path in ["/jobs/nobody", "/jobs/RUN", "/jobs/run/now", "/jobs/", "/jobs/%00", "/jobs/..%2frun", "/jobs"] {
        let reply = office.call("scheduler", "POST", path, &Value::Null);
        is_problem(&reply, 404);
    }
    let told = office.call("scheduler", "POST", "/jobs/nobody", &Value::Null).json().unwrap();
    assert_eq!(told["detail"], format!("no such job; there are run, upkeep, {}", JOBS.join(", ")));
    for method in ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"] {
        let reply = office.request("scheduler", method, "/jobs/run").send().unwrap();
        assert_eq!((reply.status, reply.header("allow")), (405, "POST"), "{method}");
    }
    for job in JOBS {
        assert_eq!(ran(&office.run(job)), [job]);
    }
}

#[test]
fn a_run_is_of_the_jobs_that_are_due() {
    let Some(office) = Office::open("a_run_is_of_the_jobs_that_are_due") else { return };
    assert_eq!(due(&office), BY_THE_CLOCK);
    office.run_all();
    let began = office.now();
    for (seconds, expected) in [
        (0, &[][..]),
        (49, &[]),
        (50, &["outbox"]),
        (299, &["outbox"]),
        (300, &["erasures", "delays"]),
        (1800, &["erasures", "stalled", "delays", "outbox"]),
        (3600, &BY_THE_CLOCK),
    ] {
        office.pass(began + TimeDelta::seconds(seconds) - office.now());
        assert_eq!(due(&office), *expected, "after {seconds} s");
    }
}

#[test]
fn several_calls_at_once_send_a_message_once() {
    let Some(office) = Office::open("several_calls_at_once_send_a_message_once") else { return };
    office.run_all();
    let customers = 20;
    for n in 1..=customers {
        office.sell(&office.number(n), Some(&format!("c{n}.{}", office.email())), None);
    }
    office.pass(TimeDelta::minutes(4));
    let (client, now) = (office.client(), office.secrets().test_now(office.now()));
    let bearer = format!("Bearer {}", sledz_e2e::secrets::local_token("scheduler"));
    thread::scope(|scope| {
        for job in ["run", "run", "outbox", "outbox"] {
            let (bearer, now) = (&bearer, &now);
            scope.spawn(move || {
                let call = client.request("POST", &format!("/jobs/{job}")).header("authorization", bearer);
                let _ = call.header("sledz-test-now", now).send().unwrap().expect(200);
            });
        }
    });
    let _ = office.sent();
    for n in 1..=customers {
        let to = office.mailbox.to(&format!("c{n}.{}", office.email()));
        assert_eq!(to.len(), 1, "customer {n} got {} messages", to.len());
    }
}

#[test]
fn days_of_silence_are_made_up_for() {
    let Some(office) = Office::open("days_of_silence_are_made_up_for") else { return };
    office.run_all();
    // One message fails and is owed; one order is late for the first time while nobody calls, and
    // one for the first time when somebody does.
    office.mailbox.set_faults(Faults::always(Fault::Error500));
    office.sell(&office.number(1), Some("failed@example.com"), None);
    assert!(office.sent().is_empty());
    office.mailbox.set_faults(Faults::default());
    office.ship_now(&office.number(2), &office.parcel(2), Some("silent@example.com"), None);
    office.pass(TimeDelta::days(5) - TimeDelta::hours(23));
    office.sell(&office.number(3), Some("new@example.com"), None);
    office.pass(TimeDelta::hours(23));
    let sent = office.sent();
    let to =
        |address: &str| sent.iter().filter(|one| one.is_to(address)).map(|one| one.tag.as_str()).collect::<Vec<_>>();
    assert_eq!(to("failed@example.com"), ["confirmed"], "what was owed is not lost");
    assert_eq!(to("new@example.com"), ["confirmed"], "what is younger than a day is still news");
    assert!(!to("silent@example.com").contains(&"shipped"), "of five days ago is no news");
    let told = office.ask("reader", "/healthz").json().unwrap();
    assert_eq!((&told["status"], &told["dead_letters"]), (&json!("ok"), &json!(0)), "{told}");
    assert_eq!(office.run("run"), json!({"jobs": [], "has_more": false}));
    assert!(office.sent().is_empty(), "nothing is sent twice");
}

#[test]
fn a_clock_that_is_set_back_keeps_nothing_from_running() {
    let Some(office) = Office::open("a_clock_that_is_set_back_keeps_nothing_from_running") else { return };
    office.sell(&office.number(1), Some("first@example.com"), None);
    assert_eq!(office.sent().len(), 1);
    office.pass(-TimeDelta::hours(3));
    assert_eq!(due(&office).len(), BY_THE_CLOCK.len(), "all are due by that clock");
    office.sell(&office.number(2), Some("second@example.com"), None);
    let sent = office.sent();
    assert_eq!(sent.iter().map(|one| one.to.as_str()).collect::<Vec<_>>(), ["second@example.com"]);
    office.pass(TimeDelta::hours(6));
    assert!(office.sent().is_empty(), "nothing is sent twice");
}

#[test]
fn a_call_with_nothing_due_is_cheap() {
    let Some(office) = Office::open("a_call_with_nothing_due_is_cheap") else { return };
    for n in 1..=30 {
        office.ship_now(&office.number(n), &office.parcel(n), Some(&office.email()), None);
    }
    assert_eq!(office.sent().len(), 30);
    let _ = office.sent();
    // Of these, only `stalled` looks back: at each hour of two weeks, for each source.
    for (job, gets) in [
        ("outbox", 6),
        ("calls", 6),
        ("replies", 6),
        ("messages", 4),
        ("delays", 3),
        ("stalled", 2500),
        ("disagreements", 4),
        ("erasures", 4),
        ("compaction", 7),
        ("retention", 3),
    ] {
        office.pass(TimeDelta::minutes(2));
        let _ = office.run(job);
        office.pass(TimeDelta::minutes(2));
        let cost = office.cost(|| drop(office.run(job)));
        assert!(cost.gets <= gets && cost.commits <= 1 && cost.increments == 0, "{job}: {cost:?}");
    }
    office.run_all();
    let cost = office.cost(|| assert_eq!(ran(&office.run("run")), [""; 0]));
    assert!(cost.gets <= 7 && cost.commits == 0, "{cost:?}");
}
