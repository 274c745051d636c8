//! What is refused, with the right status, and leaves no trace.

use super::{Hook, provable, still_well};
use crate::world::{World, is_problem, local};
use sledz_e2e::message::Message;

const MEBIBYTE: usize = 1024 * 1024;

/// Sends what must be refused, and sees that nothing was written.
fn refused(world: &World, hook: &Hook, what: &str, message: &Message, status: u16) {
    let before = commits(world);
    let reply = world.send(message).unwrap();
    assert_eq!(reply.status, status, "{}, {what}: {}", hook.name, reply.text());
    is_problem(&reply, status);
    assert_eq!(commits(world), before, "{}, {what}: something was stored", hook.name);
    still_well(world, what);
}

fn commits(world: &World) -> u64 {
    if world.is_local() { world.counters().unwrap().commits } else { 0 }
}

fn padded(body: &[u8], length: usize) -> Vec<u8> {
    let mut padded = body.to_vec();
    padded.resize(length, b' ');
    padded
}

#[test]
fn bodies_that_are_no_json_object() {
    let world = World::own();
    let nested = |levels: usize, open: &str, close: &str| format!("{}1{}", open.repeat(levels), close.repeat(levels));
    let bodies: Vec<(&str, Vec<u8>, u16)> = vec![
        ("empty", Vec::new(), 400),
        ("white space", b" \r\n\t".to_vec(), 400),
        ("not JSON", b"hello".to_vec(), 400),
        ("cut off", b"{\"id\":1".to_vec(), 400),
        ("something behind", b"{} {}".to_vec(), 400),
        ("an array", b"[]".to_vec(), 400),
        ("an array of objects", b"[{\"id\":1}]".to_vec(), 400),
        ("a string", b"\"text\"".to_vec(), 400),
        ("a number", b"12".to_vec(), 400),
        ("null", b"null".to_vec(), 400),
        ("true", b"true".to_vec(), 400),
        ("nested 65 deep", nested(65, "{\"a\":", "}").into_bytes(), 400),
        ("arrays nested 70 deep", format!("{{\"a\":{}}}", nested(70, "[", "]")).into_bytes(), 400),
        ("nested 100,000 deep", "[".repeat(100_000).into_bytes(), 400),
        ("nested 150,000 deep", "{\"a\":".repeat(150_000).into_bytes(), 400),
        ("not UTF-8", b"{\"id\":\"\xff\xfe\"}".to_vec(), 400),
        ("UTF-16", "{}".encode_utf16().flat_map(u16::to_le_bytes).collect(), 400),
        ("a lone surrogate", b"{\"id\":\"\\ud800\"}".to_vec(), 400),
        ("a number out of range", b"{\"id\":1e999}".to_vec(), 400),
        ("a negative number out of range", b"{\"a\":[-1e999]}".to_vec(), 400),
        ("NaN", b"{\"id\":NaN}".to_vec(), 400),
        ("a control character in a string", b"{\"id\":\"\x01\"}".to_vec(), 400),
        ("one byte over 1 MiB", padded(b"{}", MEBIBYTE + 1), 413),
        ("5 MiB", padded(b"{}", 5 * MEBIBYTE), 413),
    ];
    for hook in provable(world.is_local()) {
        for (what, body, status) in &bodies {
            refused(&world, hook, what, &(hook.sign)(&world, body.clone()), *status);
        }
    }
}

#[test]
fn exactly_one_mebibyte_and_64_levels_are_taken() {
    let world = World::own();
    for (n, hook) in (1..).zip(provable(world.is_local())) {
        let body = (hook.body)(&world, n).to_string();
        world.take(&(hook.sign)(&world, padded(body.as_bytes(), MEBIBYTE)));
        let deep = format!("{}1{}", "[".repeat(63), "]".repeat(63));
        let body = format!("{},\"unknown\":{deep}}}", body.trim_end_matches('}').to_owned() + &closing(&body));
        world.take(&(hook.sign)(&world, body.into_bytes()));
        still_well(&world, hook.name);
    }
}

/// The braces that `trim_end_matches` took away, but the last.
fn closing(body: &str) -> String {
    "}".repeat(body.len() - body.trim_end_matches('}').len() - 1)
}

#[test]
fn wrong_types_and_methods() {
    let world = World::own();
    for (n, hook) in (1..).zip(provable(world.is_local())) {
        let body = (hook.body)(&world, n).to_string().into_bytes();
        let right = (hook.sign)(&world, body);
        for content_type in [
            "text/plain",
            "text/html",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "application/xml",
            "application/jsonx",
            "application/octet-stream",
            "json",
            "*/*",
        ] {
            let message = right.clone().with("content-type", content_type);
            refused(&world, hook, content_type, &message, 415);
        }
        for method in ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"] {
            let answered = hook.allow.contains("GET") && matches!(method, "GET" | "HEAD");
            if answered {
                continue;
            }
            let message = right.clone().method(method);
            let before = commits(&world);
            let reply = world.send(&message).unwrap().expect(405);
            assert_eq!(reply.header("allow"), hook.allow, "{} {method}", hook.name);
            if method != "HEAD" {
                is_problem(&reply, 405);
            }
            assert_eq!(commits(&world), before);
        }
        for content_type in ["application/json; charset=utf-8", "APPLICATION/JSON", "application/cloudevents+json"] {
            world.take(&right.clone().with("content-type", content_type));
        }
        world.take(&right.without("content-type"));
    }
}

#[test]
fn proofs_that_are_none() {
    let world = World::own();
    for (n, hook) in (1..).zip(provable(world.is_local())) {
        let body = (hook.body)(&world, n).to_string().into_bytes();
        let right = (hook.sign)(&world, body.clone());
        if hook.proof.is_empty() {
            let bare = right.path.rsplit_once('/').unwrap().0.to_owned();
            let token = right.path.rsplit('/').next().unwrap();
            let (last, rest) = (token.len() - 1, &token[..token.len() - 1]);
            for (what, path) in [
                ("no token", bare.clone()),
                ("an empty token", format!("{bare}/")),
                ("another token", format!("{bare}/{}", "a".repeat(last + 1))),
                ("a token cut short", format!("{bare}/{rest}")),
                ("a token grown", format!("{bare}/{token}x")),
                ("a token in upper case", format!("{bare}/{}", token.to_uppercase())),
                ("a token in the query", format!("{bare}?token={token}")),
            ] {
                refused(&world, hook, what, &right.clone().to(&path), 401);
            }
            continue;
        }
        let mut bare = right.clone();
        for header in hook.proof {
            bare = bare.without(header);
            refused(&world, hook, header, &right.clone().without(header), 401);
            refused(&world, hook, header, &right.clone().with(header, ""), 401);
        }
        refused(&world, hook, "no proof at all", &bare, 401);
        let signature = hook.proof.last().unwrap();
        for wrong in ["AAAA", "v1,AAAA", "v1,", "%00", "deadbeef", "v1,ą", &"A".repeat(8000)] {
            refused(&world, hook, "a wrong signature", &right.clone().with(signature, wrong), 401);
        }
        // Of another body.
        let other = (hook.sign)(&world, (hook.body)(&world, 100 + n).to_string().into_bytes());
        let stolen = right.clone().with(signature, other.header(signature));
        refused(&world, hook, "the signature of another message", &stolen, 401);
        for place in [0, 1, body.len() / 3, body.len() / 2, body.len() - 1] {
            let mut spoilt = body.clone();
            spoilt[place] ^= 1;
            refused(&world, hook, "a changed byte", &right.clone().body(spoilt), 401);
        }
        refused(&world, hook, "a byte more", &right.clone().body([body.as_slice(), b" "].concat()), 401);
        refused(&world, hook, "a byte less", &right.clone().body(&body[..body.len() - 1]), 401);
        // Signed, but as it was before the proof: an empty body.
        refused(&world, hook, "no body under a signature", &right.clone().body(""), 401);
    }
    for n in 1..=5 {
        world.has_no_order(&world.number(n));
    }
}

#[test]
fn a_source_without_its_secrets_is_closed() {
    if crate::world::skips_named("a_source_without_its_secrets_is_closed") {
        return;
    }
    let names = [
        "courier_inpost_shipx_secrets",
        "courier_inpost_secrets",
        "courier_standard_secrets",
        "order_standard_secrets",
        "order_woocommerce_secrets",
        "order_shopify_secrets",
        "payment_stripe_secrets",
    ];
    // Not set, and set to what proves nothing.
    for value in ["", "  ", "path: hmac: basic:x header:y"] {
        let closed = names.iter().fold(local(), |builder, name| builder.variable(name, value));
        let world = World::of(closed.start().unwrap());
        for hook in provable(world.is_local()) {
            let body = (hook.body)(&world, 1).to_string().into_bytes();
            refused(&world, hook, "not configured", &(hook.sign)(&world, body.clone()), 404);
            refused(&world, hook, "not configured, GET", &(hook.sign)(&world, body).method("GET"), 404);
        }
    }
}
