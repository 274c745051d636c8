//! `/login` and `/logout`: signing in with a token, in a browser.

use crate::{
    office::{Office, api_tokens},
    session::{COOKIE, Session, cookie, sign_in, with_cookie},
    world::{is_problem, skip_without, skips_named, workshop},
};
use chrono::TimeDelta;
use serde_json::json;
use sledz_e2e::{
    browser,
    client::{Reply, escaped},
    secrets::local_token,
};

#[track_caller]
fn is_private_page(reply: &Reply) {
    assert!(reply.header("content-type").starts_with("text/html"), "{}", reply.header("content-type"));
    assert_eq!(reply.header("cache-control"), "private, no-cache");
    assert_eq!(reply.header("referrer-policy"), "no-referrer");
    assert_eq!(reply.header("x-robots-tag"), "noindex");
    let policy = reply.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
    assert!(!policy.contains("unsafe-") && !policy.contains('*'), "{policy}");
    assert!(!reply.text().contains("<script"), "the page has a script");
}

/// Whether the page shows who is signed in, rather than the form.
#[track_caller]
fn is_signed_in(office: &Office, cookie: &str) -> bool {
    let page = with_cookie(office.request("", "GET", "/login"), cookie).send().unwrap().expect(200);
    is_private_page(&page);
    let text = page.text();
    let (form, who) = (text.contains("name=\"token\""), text.contains("name=\"csrf\""));
    assert_ne!(form, who, "{text}");
    who
}

#[test]
fn a_token_becomes_a_session() {
    let Some(office) = Office::open("a_token_becomes_a_session") else { return };
    let form = office.ask("", "/login").expect(200);
    is_private_page(&form);
    assert!(form.text().contains("action=\"/login?lang=pl\"") && form.text().contains("type=\"password\""));
    let answer = sign_in(&office, &local_token("admin"), "").expect(303);
    assert_eq!((answer.header("location"), answer.body.len()), ("/login", 0));
    assert_eq!(answer.header("cache-control"), "no-store");
    let set = answer.header("set-cookie");
    let (pair, flags) = set.split_once("; ").unwrap();
    assert!(pair.starts_with(&format!("{COOKIE}=")), "{set}");
    let mut flags: Vec<&str> = flags.split("; ").collect();
    flags.sort_unstable();
    assert_eq!(flags, ["HttpOnly", "Max-Age=43200", "Path=/", "SameSite=Strict", "Secure"]);
    let value = cookie(&answer);
    assert!(!value.contains(&local_token("admin")), "the cookie holds the token");
    let page = with_cookie(office.request("", "GET", "/login?lang=en"), &value).send().unwrap().expect(200);
    is_private_page(&page);
    let text = page.text();
    assert!(text.contains("<bdi>admin</bdi>") && text.contains("action=\"/logout\""), "{text}");
    assert!(!text.contains("name=\"token\"") && !text.contains(&local_token("admin")));
    // What a reader may do, the cookie may as well.
    let told = with_cookie(office.request("", "GET", "/api/outbox"), &value).send().unwrap().expect(200);
    assert_eq!(told.json().unwrap(), json!({"dead": []}));
    let head = office.request("", "HEAD", "/login").send().unwrap().expect(200);
    assert!(head.body.is_empty());
}

#[test]
fn a_program_may_send_json() {
    let Some(office) = Office::open("a_program_may_send_json") else { return };
    let sent = |body: &[u8]| {
        let call = office.request("", "POST", "/login").header("content-type", "application/json");
        call.body(body.to_vec()).send().unwrap()
    };
    let answer = sent(json!({"token": local_token("agent")}).to_string().as_bytes()).expect(303);
    assert!(is_signed_in(&office, &cookie(&answer)));
    // Around a token that was copied there may be white space.
    assert!(is_signed_in(&office, &cookie(&sign_in(&office, &format!(" {}\n", local_token("agent")), ""))));
    for wrong in [&b""[..], b"{", b"[]", b"{\"token\":1}", b"{\"token\":null}", b"{\"token\":\"\"}", b"\xff\xfe"] {
        let refused = sent(wrong).expect(401);
        is_private_page(&refused);
        assert!(refused.header("set-cookie").is_empty());
    }
}

#[test]
fn a_wrong_token_gets_the_form_again_and_soon_nothing_is_looked_at() {
    let Some(office) = Office::open("a_wrong_token_gets_the_form_again_and_soon_nothing_is_looked_at") else {
        return;
    };
    // Twenty minutes past: the hour has 40 left.
    office.pass(TimeDelta::minutes(20));
    let wrong = "local-admin-tokem<script>";
    for _ in 0..10 {
        let refused = sign_in(&office, wrong, "/api/outbox").expect(401);
        is_private_page(&refused);
        let text = refused.text();
        assert!(text.contains("role=\"alert\"") && text.contains("name=\"token\""), "{text}");
        assert!(!text.contains("tokem"), "the token is shown again");
        assert!(text.contains("value=\"/api/outbox\""), "where to go is forgotten");
        assert!(refused.header("set-cookie").is_empty());
    }
    for token in [wrong, &local_token("admin")] {
        let refused = sign_in(&office, token, "").expect(429);
        is_private_page(&refused);
        assert_eq!(refused.header("retry-after"), "2400");
        assert!(refused.header("set-cookie").is_empty());
    }
    // Whoever has a token may go on, and so may the next hour.
    let _ = office.ask("admin", "/api/outbox").expect(200);
    office.pass(TimeDelta::minutes(40));
    let _ = sign_in(&office, &local_token("admin"), "").expect(303);
    assert!(!office.log().contains("tokem"), "the token is logged");
}

#[test]
fn afterwards_only_to_paths_of_ours() {
    let Some(office) = Office::open("afterwards_only_to_paths_of_ours") else { return };
    for (next, leads_to) in [
        ("/api/outbox", "/api/outbox"),
        ("/kpi?from=2026-10-01&by=day#top", "/kpi?from=2026-10-01&by=day#top"),
        ("/", "/"),
        ("", "/login"),
        ("//evil.example", "/login"),
        ("/\\evil.example", "/login"),
        ("\\\\evil.example", "/login"),
        ("https://evil.example/", "/login"),
        ("https:evil.example", "/login"),
        ("javascript:alert(1)", "/login"),
        ("evil", "/login"),
        ("/\t/evil.example", "/login"),
        ("/ /evil.example", "/login"),
        ("/x\r\nset-cookie: a=b", "/login"),
        ("/ą", "/login"),
    ] {
        let answer = sign_in(&office, &local_token("reader"), next).expect(303);
        assert_eq!(answer.header("location"), leads_to, "{next:?}");
        assert_eq!(answer.headers.get_all("set-cookie").iter().count(), 1, "{next:?}");
        let form = office.ask("", &format!("/login?next={}", escaped(next))).expect(200).text();
        let kept = form.contains("name=\"next\"");
        assert_eq!(kept, leads_to == next, "{next:?}: {form}");
    }
}

#[test]
fn signing_out_needs_the_form() {
    let Some(office) = Office::open("signing_out_needs_the_form") else { return };
    let session = Session::begin(&office, "agent");
    let out = |csrf: &str| {
        let call = session.request(&office, "POST", "/logout");
        call.header("content-type", "application/x-www-form-urlencoded").body(csrf.as_bytes().to_vec()).send().unwrap()
    };
    let other = Session::begin(&office, "admin");
    for wrong in ["", "csrf=", "csrf=0", &format!("csrf={}", other.csrf), &format!("csrf={}x", session.csrf)] {
        let refused = out(wrong);
        is_problem(&refused, 403);
        assert!(refused.header("set-cookie").is_empty(), "{wrong}");
    }
    let gone = out(&format!("csrf={}", session.csrf)).expect(303);
    assert_eq!(gone.header("location"), "/login");
    assert!(gone.header("set-cookie").starts_with(&format!("{COOKIE}=; Path=/; Max-Age=0; ")));
    for method in ["GET", "HEAD", "PUT", "DELETE"] {
        let refused = session.request(&office, method, "/logout").send().unwrap();
        assert_eq!((refused.status, refused.header("allow")), (405, "POST"), "{method}");
    }
    for method in ["PUT", "PATCH", "DELETE", "OPTIONS"] {
        let refused = office.request("", method, "/login").send().unwrap();
        assert_eq!((refused.status, refused.header("allow")), (405, "GET, POST"), "{method}");
    }
}

#[test]
fn a_session_ends_after_twelve_hours() {
    let Some(office) = Office::open("a_session_ends_after_twelve_hours") else { return };
    let session = Session::begin(&office, "agent");
    office.pass(TimeDelta::hours(12) - TimeDelta::seconds(1));
    assert!(is_signed_in(&office, &session.cookie));
    office.pass(TimeDelta::seconds(1));
    assert!(!is_signed_in(&office, &session.cookie));
    is_problem(&session.request(&office, "GET", "/api/outbox").send().unwrap(), 401);
}

#[test]
fn a_session_ends_with_its_token_or_key() {
    if skips_named("a_session_ends_with_its_token_or_key") {
        return;
    }
    let office = |keys: &str, tokens: &[(&str, &str, &str)]| {
        let tokens = api_tokens(tokens);
        Office::with("", "", |builder| builder.variable("keys", keys).variable("api_tokens", &tokens))
    };
    let (agent, admin) = (local_token("agent"), local_token("admin"));
    let both = [("anna", "agent", agent.as_str()), ("ewa", "admin", admin.as_str())];
    let before = office("first-key", &both);
    let session = Session::begin(&before, "agent");
    for (keys, tokens, holds) in [
        ("first-key", &both[..], true),
        ("second-key first-key", &both, true),
        ("second-key", &both, false),
        ("first-key", &both[1..], false),
        ("first-key", &[("anna", "agent", "another token")], false),
    ] {
        let after = office(keys, tokens);
        assert_eq!(is_signed_in(&after, &session.cookie), holds, "{keys} {tokens:?}");
        let told = session.request(&after, "GET", "/api/outbox").send().unwrap();
        assert_eq!(told.status, if holds { 200 } else { 401 }, "{keys}");
    }
    // What the token may do now counts, not what it could when the session began.
    let demoted = office("first-key", &[("anna", "scheduler", &agent)]);
    assert!(is_signed_in(&demoted, &session.cookie));
    is_problem(&session.request(&demoted, "GET", "/api/outbox").send().unwrap(), 403);
}

#[test]
fn cookies_that_are_none_of_ours() {
    let Some(office) = Office::open("cookies_that_are_none_of_ours") else { return };
    let right = Session::begin(&office, "reader").cookie;
    assert!(is_signed_in(&office, &right));
    let admin = Session::begin(&office, "admin").cookie;
    let parts: Vec<&str> = right.split('.').collect();
    let [hash, ends, tag] = parts[..] else { panic!("{right}") };
    let later = ends.parse::<u64>().unwrap() + 1;
    let of_admin = admin.split('.').next().unwrap();
    let last = if right.ends_with('A') { "B" } else { "A" };
    for wrong in [
        String::new(),
        ".".to_owned(),
        "..".to_owned(),
        format!("{hash}.{ends}"),
        format!("{hash}.{ends}."),
        format!("{hash}.{later}.{tag}"),
        format!("{of_admin}.{ends}.{tag}"),
        format!("{hash}{ends}.{tag}"),
        right[..right.len() - 1].to_owned(),
        format!("{}{last}", &right[..right.len() - 1]),
        format!("{right}A"),
        right.to_uppercase(),
        format!("\"{right}\""),
        "x".repeat(7000),
    ] {
        assert!(!is_signed_in(&office, &wrong), "{wrong}");
        let refused = with_cookie(office.request("", "GET", "/api/outbox"), &wrong).send().unwrap();
        is_problem(&refused, 401);
    }
    for name in ["sledz", "__Secure-sledz", "__host-sledz", "x__Host-sledz"] {
        let call = office.request("", "GET", "/api/outbox").header("cookie", &format!("{name}={right}"));
        is_problem(&call.send().unwrap(), 401);
    }
    // A token in hand counts, whatever cookie is there: a wrong one is not mended by it.
    let call = with_cookie(office.request("", "GET", "/api/outbox"), &right).header("authorization", "Bearer wrong");
    is_problem(&call.send().unwrap(), 401);
}

#[test]
fn the_page_in_chromium() {
    let Some(office) = Office::open("the_page_in_chromium") else { return };
    if let Some(missing) = browser::missing() {
        return skip_without("the_page_in_chromium", &missing);
    }
    browser::prepare(workshop()).unwrap();
    let url = office.url();
    let pages = [
        json!({"name": "sign in, Polish", "url": format!("{url}/login")}),
        json!({"name": "sign in, English", "url": format!("{url}/login?lang=en&next=%2Fapi%2Foutbox")}),
        json!({"name": "sign in, wrong", "url": format!("{url}/login"), "form": {"token": "wrong"},
            "expect_status": 401, "expect_url": "/login\\?lang=pl$"}),
    ];
    let passed = browser::check(workshop(), &pages).unwrap_or_else(|found| panic!("{found}"));
    assert!(passed > 10, "only {passed} checks");
}
