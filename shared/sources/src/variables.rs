//! The variables of `spin.toml`, as the adapters see them.

/// Gives the value of a variable; empty if it is not set.
pub trait Variables {
    /// The value of the variable of that name. White space around it means nothing.
    fn get(&self, name: &str) -> &str;
}

/// The address of somebody who is called, as a variable has it: scheme, host and perhaps a port, returned without a slash at its end.
///
/// # Errors
/// If it has a path, a query or a user, no host at all, or one below `.invalid`, which stands for none;
/// `example` shows what it should look like.
pub fn base_url<'a>(variables: &'a dyn Variables, name: &str, example: &str) -> Result<&'a str, String> {
    let url = variables.get(name).trim();
    let bare = url.strip_suffix('/').unwrap_or(url);
    let authority = bare.strip_prefix("https://").or_else(|| bare.strip_prefix("http://"));
    if authority.is_some_and(|authority| is_authority(authority) && !authority.ends_with(".invalid")) {
        return Ok(bare);
    }
    Err(format!("{name} must be a scheme and a host without a path, such as {example}"))
}

/// A host name or an IP address, and perhaps a port.
fn is_authority(text: &str) -> bool {
    let (host, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, rest)) if !host.is_empty() && host.bytes().all(|b| b.is_ascii_hexdigit() || b == b':') => {
            ("v6", if rest.is_empty() { None } else { Some(rest.strip_prefix(':').unwrap_or("")) })
        }
        Some(_) => return false,
        None => match text.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (text, None),
        },
    };
    let port_is_right =
        port.is_none_or(|port| port.bytes().all(|b| b.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|n| n > 0));
    is_host(host) && port_is_right
}

/// A host name: letters, digits, dots and dashes.
pub fn is_host(text: &str) -> bool {
    let label = |label: &str| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    text.len() <= 253 && text.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct One(&'static str);

    impl Variables for One {
        fn get(&self, _: &str) -> &str {
            self.0
        }
    }

    #[test]
    fn a_base_address_is_a_scheme_and_a_host() {
        for (url, expected) in [
            ("https://api.postmarkapp.com", Some("https://api.postmarkapp.com")),
            (" https://api.postmarkapp.com/ \n", Some("https://api.postmarkapp.com")),
            ("http://127.0.0.1:8080/", Some("http://127.0.0.1:8080")),
            ("http://[::1]:8080", Some("http://[::1]:8080")),
            ("http://[::1]", Some("http://[::1]")),
            ("https://shoper.invalid", None),
            ("", None),
            ("/", None),
            ("https://", None),
            ("https:///", None),
            ("api.postmarkapp.com", None),
            ("ftp://a.pl", None),
            ("https://a.pl//", None),
            ("https://a.pl/v3", None),
            ("https://a.pl?x=1", None),
            ("https://a.pl#x", None),
            ("https://u:p@a.pl", None),
            ("https://u@a.pl", None),
            ("https://a.pl:", None),
            ("https://a.pl:0", None),
            ("https://a.pl:+80", None),
            ("https://a.pl:65536", None),
            ("https://a..pl", None),
            ("https://a b.pl", None),
            ("https://a.pl\r\nx: y", None),
            ("https://[::1]x", None),
            ("https://[]", None),
            ("https://[::1", None),
        ] {
            let settings = One(url);
            let read = base_url(&settings, "postmark_url", "https://api.postmarkapp.com");
            assert_eq!(read.clone().ok(), expected, "{url}");
            if let Err(why) = read {
                assert_eq!(
                    why,
                    "postmark_url must be a scheme and a host without a path, such as https://api.postmarkapp.com"
                );
            }
        }
    }
}
