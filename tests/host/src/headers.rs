//! The request headers that Spin adds.

use std::net::SocketAddr;

use http::uri::{Authority, Scheme};
use http::{HeaderMap, HeaderName, HeaderValue, Uri, header};

use crate::routes::Match;

/// What a guest sees as the request's address: `http://` with the `Host` header. None if that is
/// missing or unusable.
pub(crate) fn full_uri(uri: &Uri, headers: &HeaderMap) -> Option<Uri> {
    let host = headers.get(header::HOST)?.to_str().ok()?;
    let mut parts = http::uri::Parts::default();
    parts.scheme = Some(Scheme::HTTP);
    parts.authority = Some(host.parse::<Authority>().ok()?);
    parts.path_and_query = uri.path_and_query().cloned();
    Uri::from_parts(parts).ok()
}

/// Appends Spin's headers *after* whatever the client sent under the same names, as Spin does: a
/// guest that takes the first one takes a forged one, here as there.
pub(crate) fn append(headers: &mut HeaderMap, uri: &Uri, found: &Match<'_>, client: SocketAddr) {
    let mut add = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.append(name, value);
        }
    };
    let pattern = &found.route.pattern;
    add(HeaderName::from_static("spin-path-info"), &found.rest);
    add(HeaderName::from_static("spin-full-url"), &uri.to_string());
    add(HeaderName::from_static("spin-matched-route"), pattern);
    add(HeaderName::from_static("spin-base-path"), "/");
    add(HeaderName::from_static("spin-raw-component-route"), pattern);
    add(HeaderName::from_static("spin-component-route"), found.route.prefix());
    add(HeaderName::from_static("spin-client-addr"), &client.to_string());
    for (name, value) in &found.named {
        if let Ok(name) = format!("spin-path-match-{}", name.to_ascii_lowercase()).parse() {
            add(name, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::Trigger;
    use crate::routes::Router;

    #[test]
    fn they_come_after_forged_ones() {
        let trigger = Trigger { route: "/o/:id/...".into(), component: "c".into() };
        let router = Router::new(&[trigger]).unwrap();
        let mut headers = HeaderMap::new();
        headers.insert("host", HeaderValue::from_static("shop.example:8080"));
        headers.insert("spin-client-addr", HeaderValue::from_static("6.6.6.6:6"));
        headers.insert("spin-path-info", HeaderValue::from_static("/forged"));
        let uri = full_uri(&"/o/17/a/?x=1".parse().unwrap(), &headers).unwrap();
        let client = "127.0.0.1:9".parse().unwrap();
        append(&mut headers, &uri, &router.find(uri.path()).unwrap(), client);
        let values = |name: &str| headers.get_all(name).iter().map(|value| value.to_str().unwrap()).collect::<Vec<_>>();
        assert_eq!(values("spin-client-addr"), ["6.6.6.6:6", "127.0.0.1:9"]);
        assert_eq!(values("spin-path-info"), ["/forged", "/a/"]);
        assert_eq!(values("spin-full-url"), ["http://shop.example:8080/o/17/a/?x=1"]);
        assert_eq!(values("spin-matched-route"), ["/o/:id/..."]);
        assert_eq!(values("spin-base-path"), ["/"]);
        assert_eq!(values("spin-raw-component-route"), ["/o/:id/..."]);
        assert_eq!(values("spin-component-route"), ["/o/:id"]);
        assert_eq!(values("spin-path-match-id"), ["17"]);
    }

    #[test]
    fn an_unusable_host_makes_no_address() {
        for host in ["", "a b", "a/b"] {
            let mut headers = HeaderMap::new();
            headers.insert("host", HeaderValue::from_str(host).unwrap());
            assert_eq!(full_uri(&"/".parse().unwrap(), &headers), None, "{host}");
        }
        assert_eq!(full_uri(&"/".parse().unwrap(), &HeaderMap::new()), None);
    }
}
