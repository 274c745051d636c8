//! Every public path: no header that is not meant, no method that is not answered.

use crate::world::{World, is_problem};
use sledz_e2e::{
    client::Reply,
    senders::{amazon, inpost, inpost_shipx, payu, shopify, standard, woocommerce},
};

/// Headers that any answer may have. Connection, date and length are the server's.
const HEADERS: [&str; 17] = [
    "allow",
    "cache-control",
    "connection",
    "content-length",
    "content-security-policy",
    "content-type",
    "date",
    "etag",
    "location",
    "referrer-policy",
    "retry-after",
    "transfer-encoding",
    "vary",
    "www-authenticate",
    "x-content-type-options",
    "x-robots-tag",
    "keep-alive",
];

#[track_caller]
fn has_only_known_headers(reply: &Reply, what: &str) {
    for name in reply.headers.keys() {
        // Whoever signs out has no session any more.
        let is_session = name == "set-cookie" && what == "POST /logout";
        assert!(is_session || HEADERS.contains(&name.as_str()), "{what} has header {name}");
    }
    assert_eq!(reply.header("x-content-type-options"), "nosniff", "{what}");
}

#[test]
fn no_unexpected_headers_and_no_unexpected_methods() {
    let world = World::open();
    let number = world.number(1);
    world.ship(&number, &[&world.parcel(1)]);
    let page = world.page(&number).unwrap();
    let secrets = world.secrets();
    let wrong = format!("/z/{}", "A".repeat(44));
    let paths = [
        ("/".to_owned(), "GET"),
        ("/sledz-zamowienie".to_owned(), "GET, POST"),
        ("/track-order".to_owned(), "GET, POST"),
        (page.clone(), "GET"),
        (format!("{page}.json"), "GET"),
        (wrong.clone(), "GET"),
        (format!("{page}/messages"), "GET, POST"),
        (format!("{page}/messages/off?channel=email"), "GET, POST"),
        (format!("/api/orders/{number}"), "GET"),
        ("/api/templates".to_owned(), "GET"),
        ("/api/templates/confirmed".to_owned(), "GET, PUT, DELETE"),
        ("/api/templates/confirmed/preview".to_owned(), "POST"),
        ("/api/outbox".to_owned(), "GET"),
        ("/api/outbox/nothing/retry".to_owned(), "POST"),
        ("/api/recognise?number=1".to_owned(), "GET"),
        ("/jobs/run".to_owned(), "POST"),
        ("/healthz".to_owned(), "GET"),
        ("/login".to_owned(), "GET, POST"),
        ("/logout".to_owned(), "POST"),
        (inpost_shipx::path(secrets), "GET, POST"),
        (inpost::path(secrets), "POST"),
        (standard::COURIER.to_owned(), "POST"),
        (standard::ORDER.to_owned(), "POST"),
        (woocommerce::path(secrets), "POST"),
        ("/api/customers/export".to_owned(), "POST"),
        ("/api/customers/requests".to_owned(), "GET"),
        ("/api/customers/erasures".to_owned(), "GET, POST"),
    ];
    let optional = [
        (secrets.platform("shopify"), shopify::path(secrets)),
        (secrets.platform("amazon"), amazon::path(secrets)),
        (secrets.payment("payu"), payu::path(secrets)),
    ];
    let known = optional.into_iter().filter(|(secrets, _)| !secrets.is_empty());
    let paths = paths.into_iter().chain(known.map(|(_, path)| (path, "POST")));
    for (path, allowed) in paths {
        // A path may carry a token.
        let shown = path.split('/').take(3).collect::<Vec<_>>().join("/");
        for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"] {
            let what = format!("{method} {shown}");
            let reply = world.client().request(method, &path).send().unwrap();
            has_only_known_headers(&reply, &what);
            let readable = method == "HEAD" && allowed.contains("GET");
            if allowed.contains(method) || readable {
                assert_ne!(reply.status, 405, "{what}");
            } else {
                assert_eq!(reply.status, 405, "{what}");
                assert_eq!(reply.header("allow"), allowed, "{what}");
            }
            assert_ne!(reply.status, 500, "{what}");
            if method == "HEAD" {
                assert!(reply.body.is_empty(), "{what} has a body");
            }
        }
    }
}

#[test]
fn unknown_hooks_are_not_found() {
    let world = World::open();
    let order = sledz_e2e::senders::standard::order_data(&world.number(1), "paid", crate::world::ago(1), "a@b.example");
    let message = standard::order(world.secrets(), &standard::order_updated(&order));
    for path in [
        "/hooks/couriers/nobody",
        "/hooks/couriers/nobody/token",
        "/hooks/couriers/",
        "/hooks/couriers/standard/a/b",
        "/hooks/couriers/STANDARD",
        "/hooks/couriers/standard%00",
        "/hooks/couriers/..%2forders%2fstandard",
        "/hooks/couriers/woocommerce",
        "/hooks/orders/nobody",
        "/hooks/orders/",
        "/hooks/orders/inpost",
        "/hooks/orders/%3Cscript%3E",
        "/hooks/orders/standard/a/b",
        "/hooks/orders/payu",
        "/hooks/payments/",
        "/hooks/payments/nobody",
        "/hooks/payments/shopify",
        "/hooks/payments/standard/a/b",
        "/hooks/reports/nobody",
        "/hooks/reports/",
        "/hooks/reports/standard",
        "/hooks/reports/slack/token",
    ] {
        for method in ["POST", "GET"] {
            let reply = world.send(&message.clone().to(path).method(method)).unwrap();
            is_problem(&reply, 404);
        }
    }
    world.has_no_order(&world.number(1));
}
