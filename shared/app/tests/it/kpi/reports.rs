//! What `GET /api/kpi` and its files tell, and to whom.

use super::{Office, at, autumn};
use crate::mailroom::TOKEN;
use http::StatusCode;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sledz_app::{api_token, session};

const NOW: &str = "2026-11-09T12:00:00Z";

fn tokens() -> String {
    let hash = |token: &str| data_encoding::HEXLOWER.encode(&Sha256::digest(token.as_bytes()));
    let roles = ["reader", "agent", "admin", "scheduler", "export"];
    let mut all: Vec<String> = roles.iter().map(|role| format!("{role}:{role}:{}", hash(role))).collect();
    all.push(format!("anna:admin:{}", hash(TOKEN)));
    all.join(" ")
}

#[test]
fn who_may_read_what() {
    let office = Office::with(&[("api_tokens", &tokens())]);
    let now = at(NOW);
    let status = |uri: &str, token: Option<&str>| office.get_as(now, uri, token).status().as_u16();
    let (figures, rows) = ("/api/kpi/export?format=csv", "/api/kpi/export?format=csv&grain=cases");
    for (token, read, export, of_rows) in [
        (Some("reader"), 200, 200, 200),
        (Some("agent"), 200, 200, 200),
        (Some("admin"), 200, 200, 200),
        (Some("export"), 200, 200, 403),
        (Some("scheduler"), 403, 403, 403),
        (Some("nobody"), 401, 401, 401),
        (None, 401, 401, 401),
    ] {
        assert_eq!(status("/api/kpi", token), read, "{token:?}");
        assert_eq!(status(figures, token), export, "{token:?}");
        assert_eq!(status(rows, token), of_rows, "{token:?}");
        assert_eq!(status("/api/kpi/exports", token), read, "{token:?}");
    }
    // In the address only tokens of role export, and only for aggregates.
    assert_eq!(status("/api/kpi?token=export", None), 200);
    assert_eq!(status("/api/kpi/export?format=openmetrics&token=export", None), 200);
    assert_eq!(status("/api/kpi/export?format=ndjson&grain=orders&token=export", None), 401);
    for token in ["reader", "admin"] {
        assert_eq!(status(&format!("/api/kpi?token={token}"), None), 403, "{token}");
    }
    assert_eq!(status("/api/kpi?token=wrong", None), 401);
    for job in ["rollup", "recount", "export"] {
        assert_eq!(office.get(now, &format!("/jobs/{job}")).status(), StatusCode::METHOD_NOT_ALLOWED);
    }
}

#[test]
fn what_cannot_be_asked_is_refused_with_a_reason() {
    let office = Office::open();
    for (query, said) in [
        ("from=yesterday", "from is no day"),
        ("from=2026-13-01", "from is no day"),
        ("from=2026-11-02&to=2026-11-01", "ends before"),
        ("from=2001-01-01&to=2026-11-01", "five years"),
        ("by=moon", "by is one of"),
        ("tz=UTC", "Europe/Warsaw"),
        ("tz=Europe/London", "a zone with the same clock"),
        ("compare_from=2026-10-01", "belong together"),
        ("from=2024-01-01&to=2026-11-01&by=day", "too many days"),
    ] {
        let reply = office.get(at(NOW), &format!("/api/kpi?{query}"));
        let told: Value = serde_json::from_slice(reply.body()).unwrap();
        assert_eq!(reply.status(), StatusCode::BAD_REQUEST, "{query}");
        assert_eq!(reply.headers()["content-type"], "application/problem+json");
        assert!(told["detail"].as_str().unwrap().contains(said), "{query}: {told}");
    }
    for query in [
        "format=pdf",
        "format=ndjson&grain=figures",
        "grain=moon",
        "sep=x",
        "format=openmetrics&by=day",
        "format=json&grain=cases",
    ] {
        let reply = office.get(at(NOW), &format!("/api/kpi/export?{query}"));
        assert_eq!(reply.status(), StatusCode::BAD_REQUEST, "{query}");
    }
    for query in ["tz=Europe/Warsaw", "tz=Europe/Berlin", "tz="] {
        assert_eq!(office.kpi(at(NOW), query)["tz"], "Europe/Warsaw");
    }
    // Without a grain a line of NDJSON is a case.
    assert_eq!(office.get(at(NOW), "/api/kpi/export?format=ndjson").status(), StatusCode::OK);
    assert_eq!(office.get(at(NOW), "/api/kpi/nothing").status(), StatusCode::NOT_FOUND);
    assert_eq!(office.get(at(NOW), "/api/kpi/exports/..%2fledger").status(), StatusCode::NOT_FOUND);
    assert_eq!(office.get(at(NOW), "/api/kpi/exports/ledger").status(), StatusCode::NOT_FOUND);
}

#[test]
fn an_empty_shop_has_no_numbers_and_no_errors() {
    let office = Office {
        counter: crate::answering::counter::Counter {
            shop: crate::mailroom::shop(),
            world: crate::world::World::new(),
        },
    };
    let told = office.kpi(at(NOW), "");
    let cases = told["figures"].as_array().unwrap().iter().filter(|figure| figure["name"] == "cases");
    assert_eq!(cases.count(), 0, "what was not measured is absent: {told}");
    office.job(at(NOW), "rollup");
    assert_eq!(office.kpi(at(NOW), "from=2026-01-01&to=2026-12-31")["missing"], json!([]));
}

#[test]
fn days_weeks_and_months_add_up() {
    let office = autumn();
    let now = at(NOW);
    office.job(now, "rollup");
    let total = office.value(now, "from=2026-10-01&to=2026-10-31", "cases").as_i64().unwrap();
    assert!(total > 30, "{total}");
    for (by, parts) in [("day", 31), ("week", 5), ("month", 1)] {
        let told = office.kpi(now, &format!("from=2026-10-01&to=2026-10-31&by={by}"));
        let periods = told["periods"].as_array().unwrap();
        assert_eq!(periods.len(), parts, "{by}");
        let of = |period: &Value| {
            let found = period["figures"].as_array().unwrap().iter().find(|figure| figure["name"] == "cases");
            found.map_or(0, |figure| figure["value"].as_i64().unwrap())
        };
        assert_eq!(periods.iter().map(of).sum::<i64>(), total, "{by}");
    }
}

#[test]
fn two_spans_beside_each_other() {
    let office = autumn();
    let now = at(NOW);
    office.job(now, "rollup");
    let told = office.kpi(now, "from=2026-10-19&to=2026-10-25&compare_from=2026-10-05&compare_to=2026-10-11");
    assert_eq!(told["previous"], json!({"from": "2026-10-12", "to": "2026-10-18"}));
    assert_eq!(told["compared"], json!({"from": "2026-10-05", "to": "2026-10-11"}));
    let orders = told["comparison"].as_array().unwrap().iter().find(|one| one["name"] == "orders").unwrap();
    assert!(orders["before"].is_number() && orders["after"].is_number(), "{orders}");
}

#[test]
fn files_of_every_kind() {
    let office = autumn();
    let now = at(NOW);
    office.job(now, "rollup");
    let span = "from=2026-10-01&to=2026-10-31";
    let text = |query: &str| {
        let reply = office.get(now, &format!("/api/kpi/export?{span}&{query}"));
        assert_eq!(reply.status(), StatusCode::OK, "{query}");
        (String::from_utf8(reply.body().clone()).unwrap(), reply.headers()["content-type"].to_str().unwrap().to_owned())
    };
    let (csv, kind) = text("format=csv");
    assert!(csv.starts_with("from,to,tz,") && kind == "text/csv; charset=utf-8", "{csv}");
    let (polish, _) = text("format=csv&sep=;&decimal=,");
    assert!(polish.starts_with("\u{feff}from;to;tz;") && polish.contains(",0"), "{polish}");
    assert_eq!(text("format=csv&sep=;&decimal=,&bom=0").0.chars().next(), Some('f'));
    let (daily, _) = text("format=csv&by=day");
    assert_eq!(daily.lines().filter(|line| line.starts_with("from,")).count(), 1);
    assert!(daily.lines().any(|line| line.starts_with("2026-10-31,2026-10-31,")), "{daily}");
    let (json, _) = text("format=json&by=channel");
    assert_eq!(serde_json::from_str::<Value>(&json).unwrap()["by"], "channel");
    let (metrics, kind) = text("format=openmetrics&by=carrier");
    assert!(metrics.ends_with("# EOF\n") && metrics.contains("{carrier=\"dpd\"}"), "{metrics}");
    assert!(kind.starts_with("application/openmetrics-text; version=1.0.0"));
    for grain in ["cases", "orders", "parcels"] {
        let (lines, kind) = text(&format!("format=ndjson&grain={grain}"));
        assert_eq!(kind, "application/x-ndjson");
        let rows: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert!(rows.len() > 20, "{grain}: {}", rows.len());
        assert!(!lines.contains("@klient.example") && !lines.contains("customer\":"), "nothing personal");
        let (csv, _) = text(&format!("format=csv&grain={grain}"));
        assert_eq!(csv.lines().count(), rows.len() + 1, "{grain}");
    }
    let (orders, _) = text("format=ndjson&grain=orders");
    assert!(orders.lines().all(|line| line.contains("\"placed_at\":\"2026-")), "{orders}");
}

/// The cookie of who is signed in.
fn cookie(office: &Office) -> String {
    office.with_env(at(NOW), |env| {
        let hash = api_token::hash(TOKEN);
        let value = session::cookie(&env.settings.keyring().unwrap(), &hash, at(NOW) + session::LASTS).unwrap();
        format!("{}={value}", session::COOKIE)
    })
}

#[test]
fn the_page_shows_the_same_numbers() {
    let office = autumn();
    let now = at(NOW);
    office.job(now, "rollup");
    let page = |uri: &str| {
        let request = http::Request::get(uri).header("cookie", cookie(&office)).body(Vec::new()).unwrap();
        let reply = office.counter.send(now, request);
        assert_eq!(reply.status(), StatusCode::OK, "{uri}");
        String::from_utf8(reply.body().clone()).unwrap()
    };
    let cases = office.value(now, "from=2026-10-01&to=2026-10-31", "cases").to_string();
    for lang in ["pl", "en"] {
        let text = page(&format!("/kpi?from=2026-10-01&to=2026-10-31&lang={lang}"));
        for part in [cases.as_str(), "<svg", "E-mail", "/api/kpi/export?from=2026-10-01"] {
            assert!(text.contains(part), "{lang}: {part} in {text}");
        }
        assert!(!text.contains("@klient.example") && !text.contains("<script"), "{lang}");
    }
    for query in ["", "?span=12m", "?span=year&by=month", "?from=x&to=y", "?by=moon", "?from=2026-10-25&to=2026-10-25"]
    {
        page(&format!("/kpi{query}"));
    }
    let unknown = http::Request::get("/kpi").body(Vec::new()).unwrap();
    assert_eq!(office.counter.send(now, unknown).status(), StatusCode::SEE_OTHER);
}
