//! Settings as `spin.toml` holds them, and what can be wrong with them.

pub use sledz_sources::variables::{Variables, base_url, is_host};

/// A variable's value without the white space around it.
pub fn value<'a>(variables: &'a dyn Variables, name: &str) -> &'a str {
    variables.get(name).trim()
}

/// A variable's value that goes into a header, a form or a path as it is.
///
/// # Errors
/// If it is empty, or holds anything but visible ASCII characters; `because` says why it is asked for, such
/// as `mail_provider is postmark`.
pub fn key<'a>(variables: &'a dyn Variables, because: &str, name: &str) -> Result<&'a str, String> {
    match value(variables, name) {
        "" => Err(format!("{because}, but {name} is empty")),
        key if key.bytes().all(|byte| byte.is_ascii_graphic()) => Ok(key),
        _ => Err(format!("{because}, but {name} holds spaces or characters that no key has")),
    }
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
