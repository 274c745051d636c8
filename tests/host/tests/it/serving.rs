//! The host over HTTP: the floors of the benchmark and the test guest, `examples/probe.rs`.

use crate::client::Connection;
use crate::fixture::{self, App, BOTH, Mode};

#[test]
fn the_floor_is_served_in_both_reuse_modes() {
    for mode in BOTH {
        let app = App::floor(mode);
        app.native_store(|store| store.set_many(&[("floor:value", "a value")]).unwrap());
        let mut connection = app.connect();
        for _ in 0..300 {
            assert_eq!(connection.get("/floor/nothing"), (200, "nothing".into()));
        }
        assert_eq!(connection.get("/floor/get"), (200, "a value".into()));
        assert_eq!(connection.get("/floor/other"), (404, "no such floor".into()));
        assert_eq!(connection.get("/elsewhere"), (404, String::new()));
        assert_eq!(connection.get("/.host/counters").1, r#"{"gets":1,"exists":0,"commits":0,"increments":0}"#);
    }
}

#[test]
fn many_connections_at_once_are_served() {
    for mode in BOTH {
        let app = App::floor(mode);
        std::thread::scope(|scope| {
            for _ in 0..40 {
                scope.spawn(|| {
                    let mut connection = app.connect();
                    for _ in 0..20 {
                        assert_eq!(connection.get("/floor/nothing"), (200, "nothing".into()));
                    }
                });
            }
        });
    }
}

#[test]
fn every_store_call_reaches_the_store() {
    for mode in BOTH {
        let app = App::probe(mode);
        let mut connection = app.connect();
        let expected = r#"None false () Some([49]) true () () Some([51]) 40 42 Err(Error::Other("the store failed"))"#;
        assert_eq!(connection.get("/probe/store?k"), (200, expected.into()));
        assert_eq!(connection.get("/.host/counters").1, r#"{"gets":3,"exists":2,"commits":5,"increments":2}"#);
        app.native_store(|store| assert_eq!(store.increment("n", 1).unwrap(), 43));
        app.expect_log("a store call failed: the value to increment is not a counter");
    }
}

#[test]
fn the_memory_of_an_instance_is_told() {
    let app = App::floor(Mode::Reuse);
    let mut connection = app.connect();
    assert_eq!(connection.get("/.host/usage").1, r#"{"memory":0,"in_flight":0}"#);
    assert_eq!(connection.get("/floor/nothing").0, 200);
    let told = connection.get("/.host/usage").1;
    let memory = told.strip_prefix(r#"{"memory":"#).and_then(|rest| rest.strip_suffix(r#","in_flight":0}"#)).unwrap();
    // At least a page of WebAssembly; the floor needs next to nothing.
    assert!((65_536..16 << 20).contains(&memory.parse::<usize>().unwrap()), "{told}");
}

#[test]
fn only_the_granted_store_opens() {
    let app = App::probe(Mode::Reuse);
    let mut connection = app.connect();
    assert_eq!(connection.get("/probe/open?default").1, "Ok(())");
    assert_eq!(connection.get("/probe/open?other").1, "Err(Error::AccessDenied)");
    assert_eq!(connection.get("/denied/open?default").1, "Err(Error::AccessDenied)");
}

#[test]
fn the_store_can_be_made_slow_and_failing() {
    let app = App::probe(Mode::Reuse);
    let mut connection = app.connect();
    assert_eq!(connection.post("/.host/store-fail?on=1", b"").0, 204);
    assert_eq!(connection.get("/probe/store?k").1, r#"Error::Other("the store failed")"#);
    assert_eq!(connection.post("/.host/store-fail?on=0", b"").0, 204);
    assert_eq!(connection.post("/.host/store-delay?ms=30", b"").0, 204);
    let begun = std::time::Instant::now();
    assert!(connection.get("/probe/store?k").1.starts_with("None"));
    assert!(begun.elapsed().as_millis() >= 11 * 30, "{:?}", begun.elapsed());
    for bad in ["/.host/store-delay", "/.host/store-delay?ms=x", "/.host/store-fail?on=2"] {
        assert_eq!(connection.post(bad, b"").0, 400, "{bad}");
    }
    assert_eq!(connection.get("/.host/store-fail?on=1").0, 404);
}

#[test]
fn without_the_flag_there_is_no_control() {
    let app = App::without_counters();
    let mut connection = app.connect();
    for path in ["/.host/counters", "/.host/", "/.host/store-delay?ms=1"] {
        assert_eq!(connection.get(path), (404, String::new()), "{path}");
        assert_eq!(connection.post(path, b"").0, 404, "{path}");
    }
    assert_eq!(connection.get("/.well-known/spin/health"), (200, "OK".into()));
    assert_eq!(connection.get("/.well-known/spin/info").0, 404);
}

#[test]
fn variables_come_filled_and_only_to_their_component() {
    let app = App::probe(Mode::Reuse);
    let mut connection = app.connect();
    assert_eq!(connection.get("/probe/variable?greeting").1, r#"Ok("hello from the file!")"#);
    assert_eq!(connection.get("/probe/variable?who").1, r#"Err(Error::Undefined("no variable `who`"))"#);
    assert_eq!(connection.get("/probe/variable?No").1, r#"Err(Error::InvalidName("`No` is not a variable name"))"#);
    assert_eq!(connection.get("/denied/variable?greeting").1, r#"Err(Error::Undefined("no variable `greeting`"))"#);
}

#[test]
fn spins_headers_come_last() {
    let app = App::probe(Mode::Reuse);
    let mut connection = app.connect();
    let client = connection.local_address();
    let forged = "spin-client-addr: 6.6.6.6:6\r\nspin-full-url: http://forged/\r\n";
    let (status, body) = connection.send("GET", "/probe/headers?x=1", forged, b"");
    let address = app.address();
    assert_eq!(status, 200);
    let mut lines: Vec<&str> = body.lines().collect();
    assert_eq!(lines.remove(0), format!("http://{address}/probe/headers?x=1"));
    let values = |name: &str| -> Vec<&str> {
        lines.iter().filter_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).collect()
    };
    assert_eq!(values("spin-client-addr"), ["6.6.6.6:6", &client.to_string()]);
    assert_eq!(values("spin-full-url"), ["http://forged/", &format!("http://{address}/probe/headers?x=1")]);
    assert_eq!(values("spin-path-info"), ["/headers"]);
    assert_eq!(values("spin-matched-route"), ["/probe/..."]);
    assert_eq!(values("spin-component-route"), ["/probe"]);
    assert_eq!(values("spin-raw-component-route"), ["/probe/..."]);
    assert_eq!(values("spin-base-path"), ["/"]);
}

#[test]
fn a_request_without_a_usable_host_is_refused() {
    let app = App::floor(Mode::Reuse);
    let mut connection = app.connect();
    assert_eq!(connection.raw(b"GET /floor/nothing HTTP/1.1\r\nhost: a/b\r\n\r\n").0, 400);
}

#[test]
fn only_allowed_hosts_can_be_called() {
    let allowed = fixture::Provider::start("from the provider");
    let other = fixture::Provider::start("never seen");
    let app = App::calling(&allowed);
    let mut connection = app.connect();
    let fetch = |connection: &mut Connection, url: &str| connection.get(&format!("/probe/fetch?{url}"));
    assert_eq!(fetch(&mut connection, &allowed.url()), (200, "from the provider".into()));
    for url in [other.url(), "http://localhost/".into(), "https://example.com/".into()] {
        let (status, error) = fetch(&mut connection, &url);
        assert_eq!(status, 502, "{url}");
        assert!(error.contains("HttpRequestDenied"), "{url}: {error}");
    }
    assert_eq!(connection.get(&format!("/denied/fetch?{}", allowed.url())).0, 502);
    assert_eq!((allowed.requests(), other.requests()), (1, 0));
}

#[test]
fn a_trap_costs_one_instance_and_tells_no_path() {
    for mode in BOTH {
        let app = App::probe(mode);
        let mut connection = app.connect();
        assert_eq!(connection.get("/probe/trap/?token=topsecret"), (404, String::new()));
        assert_eq!(connection.get("/probe/trap?token=topsecret"), (500, String::new()));
        assert_eq!(connection.get("/probe/open?default"), (200, "Ok(())".into()));
        app.expect_log("an instance of component `probe` trapped: wasm trap: wasm `unreachable` instruction executed");
        app.expect_log("the guest gives up");
        let log = app.stop();
        assert!(!log.contains("topsecret") && !log.contains("/probe/trap"), "{log}");
    }
}

#[test]
fn what_guests_print_is_named() {
    let app = App::probe(Mode::NoReuse);
    assert_eq!(app.connect().get("/probe/print").0, 200);
    app.expect_log("[probe] to stdout\n");
    app.expect_log("[probe] to stderr, without an end\n");
}

#[test]
fn a_large_body_arrives_whole() {
    let app = App::probe(Mode::Reuse);
    let body = vec![b'x'; 5 << 20];
    assert_eq!(app.connect().post("/probe/length", &body), (200, (5 << 20).to_string()));
}

#[test]
fn an_answer_before_the_body_was_read_arrives() {
    for mode in BOTH {
        let app = App::probe(mode);
        let body = vec![b'x'; 20 << 20];
        let mut connection = app.connect();
        for _ in 0..3 {
            // The client writes all of it before it reads: without lingering it would never see the answer.
            assert_eq!(connection.post("/probe/too-large", &body), (413, "too large".into()));
        }
        assert_eq!(connection.get("/probe/open?default").0, 200);
        // A client that never sends what it promised holds up nobody.
        let mut promising = app.connect();
        let head = b"POST /probe/too-large HTTP/1.1\r\nhost: a\r\ncontent-length: 1000\r\n\r\n";
        assert_eq!(promising.raw(head).0, 413);
        assert_eq!(app.connect().get("/probe/open?default").0, 200);
    }
}

#[test]
fn the_access_log_has_patterns_and_no_paths() {
    let app = App::logging();
    let mut connection = app.connect();
    connection.get("/floor/nothing?token=topsecret");
    connection.get("/elsewhere/topsecret");
    app.expect_log("GET /floor/... 200 ");
    app.expect_log("GET - 404 ");
    let log = app.stop();
    assert!(!log.contains("topsecret") && !log.contains("/floor/nothing"), "{log}");
}
