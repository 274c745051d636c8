//! The server as a client sees it, whomever it plays.

use super::*;
use crate::client::Client;

#[test]
fn patterns() {
    let asked = |name: &str| Asked { name: name.to_owned(), ..Asked::default() };
    for (pattern, name, is_meant) in [
        ("GET /a/b", "GET /a/b", true),
        ("/a/b", "GET /a/b", true),
        ("POST /a/b", "GET /a/b", false),
        ("/a", "GET /a/b", false),
        ("/a/b/c", "GET /a/b", false),
        ("/a/*", "GET /a/b", true),
        ("/a/*", "GET /a/b/c", false),
        ("/*/b", "GET /a/b", true),
        ("/a/", "GET /a/b/c", true),
        ("GET /a/", "PUT /a/b/c", false),
        ("/", "GET /a/b/c", true),
        ("", "GET /a", true),
        ("getOrders", "getOrders", true),
        ("getOrders", "getOrdersList", false),
    ] {
        assert_eq!(asked(name).is(pattern), is_meant, "{pattern} {name}");
    }
}

#[test]
fn trouble_comes_where_and_as_often_as_it_is_ordered() {
    let server = Server::start(|asked| Reply::json(200, &json!({"asked": asked.path, "x": asked.field("x")}))).unwrap();
    let client = Client::new(&server.url());
    server.order_times("/a/*", Trouble::TooMany { retry_after: 7 }, 1);
    server.order("/b", Trouble::Truncated);
    assert_eq!(client.get("/a/1").unwrap().expect(429).header("retry-after"), "7");
    assert_eq!(client.get("/a/1?x=%C5%82").unwrap().expect(200).json().unwrap()["x"], "ł");
    assert!(client.get("/b").unwrap().expect(200).json().is_err());
    for broken in [Trouble::Closed, Trouble::BrokenOff, Trouble::Hang(Duration::from_millis(20))] {
        server.order("/c", broken);
        assert!(client.get("/c").is_err(), "{broken:?}");
    }
    server.order("/c", Trouble::WrongLogin);
    let _ = client.get("/c").unwrap().expect(401);
    server.calm();
    let _ = client.get("/c").unwrap().expect(200);
    assert_eq!((server.count("/c"), server.count("/"), server.peak()), (5, 8, 1));
    let statuses: Vec<u16> = server.asked_for("GET /c").iter().map(|asked| asked.status).collect();
    assert_eq!(statuses, [0, 200, 0, 401, 200]);
    assert!(server.wait_for("/a/*", 2, Duration::ZERO) && !server.wait_for("/a/*", 3, Duration::from_millis(10)));
}
