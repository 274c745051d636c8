//! Which hosts a component may call.

use std::sync::Arc;

use anyhow::{Result, bail};
use http::Uri;
use http::uri::Scheme;
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody, WasiHttpHooks};

/// The resolved `allowed_outbound_hosts` of one component.
#[derive(Clone, Debug, Default)]
pub struct AllowedHosts(Arc<[AllowedHost]>);

#[derive(Debug, PartialEq)]
struct AllowedHost {
    scheme: Scheme,
    host: HostPattern,
    port: u16,
}

#[derive(Debug, PartialEq)]
enum HostPattern {
    Exactly(String),
    /// `*.example.com`, kept as `.example.com`: any name below, not the domain itself.
    Below(String),
}

impl AllowedHosts {
    /// Understands the entries of one component. An entry is the text of the manifest, for messages,
    /// with its resolved value, which may hold a secret.
    ///
    /// # Errors
    /// One sentence that names the component and the entry as written.
    pub fn parse<'a>(component: &str, entries: impl IntoIterator<Item = (&'a str, String)>) -> Result<Self> {
        entries
            .into_iter()
            .map(|(written, value)| match AllowedHost::parse(&value) {
                Ok(host) => Ok(host),
                Err(why) => {
                    bail!("[component.{component}] allows outbound host `{written}`, but {why}.")
                }
            })
            .collect::<Result<_>>()
            .map(Self)
    }

    /// Whether a request to this address may be sent.
    pub fn allow(&self, uri: &Uri) -> bool {
        self.0.iter().any(|allowed| allowed.allows(uri) == Some(true))
    }
}

impl AllowedHost {
    fn parse(value: &str) -> Result<Self, &'static str> {
        if value == "*" {
            return Err("it must name its hosts, never `*`");
        }
        let Some((scheme, rest)) = value.split_once("://") else {
            return Err("it is not of the form scheme://host[:port]");
        };
        let scheme = match scheme {
            "http" => Scheme::HTTP,
            "https" => Scheme::HTTPS,
            _ => return Err("only http and https are supported"),
        };
        let authority = rest.strip_suffix('/').unwrap_or(rest);
        if authority.contains(['/', '?', '#']) {
            return Err("it has a path: only scheme, host and port count");
        }
        if authority.contains('@') {
            return Err("it has a user name");
        }
        // A bracketed IPv6 address has colons of its own.
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => (host, Some(port)),
            _ => (authority, None),
        };
        let port = match port {
            None => default_port(&scheme),
            Some(port) => port.parse().map_err(|_| "its port is not a number")?,
        };
        let host = match host.strip_prefix('*') {
            Some(domain) if domain.len() > 1 && domain.starts_with('.') && !domain.contains('*') => {
                HostPattern::Below(domain.to_ascii_lowercase())
            }
            Some(_) => return Err("it must name its hosts, never `*`"),
            None if host.contains('*') => {
                return Err("a `*` may only stand for the first part of a host");
            }
            None if host == "self" || host.ends_with(".spin.internal") => {
                return Err("requests to the application itself are not supported");
            }
            None if host.parse::<http::uri::Authority>().is_err() => {
                return Err("its host is not a host");
            }
            None => HostPattern::Exactly(host.to_ascii_lowercase()),
        };
        Ok(Self { scheme, host, port })
    }

    fn allows(&self, uri: &Uri) -> Option<bool> {
        let scheme = uri.scheme()?;
        let host = uri.host()?.to_ascii_lowercase();
        let port = uri.port_u16().unwrap_or_else(|| default_port(scheme));
        let named = match &self.host {
            HostPattern::Exactly(name) => host == *name,
            HostPattern::Below(domain) => host.len() > domain.len() && host.ends_with(domain),
        };
        Some(named && self.port == port && self.scheme == *scheme)
    }
}

fn default_port(scheme: &Scheme) -> u16 {
    if *scheme == Scheme::HTTPS { 443 } else { 80 }
}

/// Sends the requests of one component, if they may be sent.
pub(crate) struct Outbound(pub(crate) AllowedHosts);

/// What the hook has to return: the response and the connection that feeds it.
type Sending = Box<
    dyn Future<Output = Result<(http::Response<WasiBody>, Box<dyn Future<Output = Result<(), Error>> + Send>), Error>>
        + Send,
>;

impl WasiHttpHooks for Outbound {
    fn send_request(
        &mut self,
        request: http::Request<WasiBody>,
        options: Option<RequestOptions>,
        _body_outcome: Box<dyn Future<Output = Result<(), Error>> + Send>,
    ) -> Sending {
        use http_body_util::BodyExt as _;

        let allowed = self.0.allow(request.uri());
        Box::new(async move {
            if !allowed {
                return Err(Error::HttpRequestDenied);
            }
            let (response, connection) = wasmtime_wasi_http::default_send_request(request, options).await?;
            Ok((response.map(|body| body.boxed_unsync()), Box::new(connection) as Box<_>))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(entries: &[&str]) -> Result<AllowedHosts> {
        AllowedHosts::parse("x", entries.iter().map(|entry| (*entry, (*entry).to_owned())))
    }

    #[test]
    fn only_the_named_hosts_may_be_called() {
        let hosts =
            allowed(&["https://api.example.com", "http://127.0.0.1:1234/", "https://*.inpost.pl", "http://[::1]:8080"]);
        let hosts = hosts.unwrap();
        let table = [
            ("https://api.example.com/v1?x=1", true),
            ("https://API.example.com:443/", true),
            ("http://api.example.com/", false),
            ("https://api.example.com:8443/", false),
            ("https://example.com/", false),
            ("https://api.example.com.evil.test/", false),
            ("https://user@api.example.com/", true),
            ("https://api.example.com@evil.test/", false),
            ("http://127.0.0.1:1234/x", true),
            ("http://127.0.0.1/", false),
            ("http://127.0.0.1:12345/", false),
            ("https://api.inpost.pl/", true),
            ("https://a.b.inpost.pl/", true),
            ("https://inpost.pl/", false),
            ("https://xinpost.pl/", false),
            ("http://[::1]:8080/", true),
            ("/no/host", false),
        ];
        for (uri, expected) in table {
            assert_eq!(hosts.allow(&uri.parse().unwrap()), expected, "{uri}");
        }
        assert!(!AllowedHosts::default().allow(&"https://api.example.com/".parse().unwrap()));
    }

    #[test]
    fn what_is_too_wide_or_unclear_is_refused() {
        let table = [
            ("*", "it must name its hosts, never `*`"),
            ("https://*:*", "its port is not a number"),
            ("https://*", "it must name its hosts, never `*`"),
            ("https://*:443", "it must name its hosts, never `*`"),
            ("https://*.", "it must name its hosts, never `*`"),
            ("https://*.*.pl", "it must name its hosts, never `*`"),
            ("https://a.*.pl", "a `*` may only stand for the first part of a host"),
            ("*://example.com", "only http and https are supported"),
            ("postgres://example.com", "only http and https are supported"),
            ("", "it is not of the form scheme://host[:port]"),
            ("example.com", "it is not of the form scheme://host[:port]"),
            ("https://", "its host is not a host"),
            ("https://example.com/v1", "it has a path: only scheme, host and port count"),
            ("https://me@example.com", "it has a user name"),
            ("https://example.com:{1..9}", "its port is not a number"),
            ("http://self", "requests to the application itself are not supported"),
        ];
        for (entry, why) in table {
            let error = allowed(&[entry]).expect_err(entry).to_string();
            assert_eq!(error, format!("[component.x] allows outbound host `{entry}`, but {why}."));
        }
    }

    #[test]
    fn a_resolved_value_is_not_printed() {
        let error = AllowedHosts::parse("x", [("{{ url }}", "topsecret".to_owned())]).unwrap_err().to_string();
        assert!(!error.contains("topsecret"), "{error}");
    }
}
