//! Settings as `spin.toml` holds them, and what can be wrong with them.

/// Where the values of variables come from.
pub trait Variables {
    /// The value of a variable of `spin.toml`, empty if it is not set. White space around it means nothing.
    fn get(&self, name: &str) -> &str;
}

/// A variable's value without the white space around it.
pub(crate) fn value<'a>(variables: &'a dyn Variables, name: &str) -> &'a str {
    variables.get(name).trim()
}

/// A variable's value that goes into a header, a form or a path as it is.
///
/// # Errors
/// If it is empty, or holds anything but visible ASCII characters; `because` says why it is asked for, such
/// as `mail_provider is postmark`.
pub(crate) fn key<'a>(variables: &'a dyn Variables, because: &str, name: &str) -> Result<&'a str, String> {
    match value(variables, name) {
        "" => Err(format!("{because}, but {name} is empty")),
        key if key.bytes().all(|byte| byte.is_ascii_graphic()) => Ok(key),
        _ => Err(format!("{because}, but {name} holds spaces or characters that no key has")),
    }
}

/// The address of a provider: scheme, host and perhaps a port, returned without a slash at its end.
///
/// # Errors
/// If it has a path, a query or a user, or no host at all; `example` shows what it should look like.
pub(crate) fn base_url<'a>(variables: &'a dyn Variables, name: &str, example: &str) -> Result<&'a str, String> {
    let url = value(variables, name);
    let bare = url.strip_suffix('/').unwrap_or(url);
    let authority = bare.strip_prefix("https://").or_else(|| bare.strip_prefix("http://"));
    if authority.is_some_and(is_authority) {
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
pub(crate) fn is_host(text: &str) -> bool {
    let label = |label: &str| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    text.len() <= 253 && text.split('.').all(label)
}

/// Whether a base address is one of those that stand for "not configured": the host ends in `.invalid`,
/// which can never exist (RFC 2606), since an allowed outbound host cannot be left empty.
pub(crate) fn is_placeholder(variables: &dyn Variables, name: &str) -> bool {
    let url = value(variables, name);
    url.is_empty() || url.strip_suffix('/').unwrap_or(url).ends_with(".invalid")
}

/// The sentences of those settings that are wrong.
pub(crate) fn problems<const N: usize>(all: [Option<String>; N]) -> Vec<String> {
    all.into_iter().flatten().collect()
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

    #[test]
    fn what_stands_for_not_configured() {
        for (url, expected) in [
            ("", true),
            (" https://teams.invalid ", true),
            ("https://teams.invalid/", true),
            ("https://teams.invalid.pl", false),
            ("https://invalid", false),
        ] {
            assert_eq!(is_placeholder(&One(url), "teams_url"), expected, "{url}");
        }
    }

    #[test]
    fn a_key_is_visible_ascii() {
        let why = |value| key(&One(value), "mail_provider is postmark", "mail_key").unwrap_err();
        assert_eq!(key(&One(" k-1 "), "", "mail_key"), Ok("k-1"));
        assert_eq!(why(" "), "mail_provider is postmark, but mail_key is empty");
        for bad in ["a b", "a\r\nb: c", "klucz-ą", "a\u{0}"] {
            assert!(why(bad).contains("no key has"), "{bad:?}");
        }
    }
}
