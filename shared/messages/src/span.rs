//! A filled line: what in it is ours, what is from outside, what is a link. HTML and plain text
//! show the same spans, each in its own way.

/// A part of a filled line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Span {
    /// Our own or the shop's words.
    Words(String),
    /// Text from outside: order numbers, carriers' places. Cleaned, and never made a link.
    Outside(String),
    /// A link.
    Link {
        /// Where to.
        href: String,
        /// What HTML shows.
        label: String,
        /// What plain text shows.
        plain: String,
    },
}

impl Span {
    /// A link that is shown as its own address.
    pub(crate) fn address(href: String) -> Span {
        Span::Link { label: href.clone(), plain: href.clone(), href }
    }

    /// What plain text shows.
    pub(crate) fn plain(&self) -> &str {
        match self {
            Span::Words(text) | Span::Outside(text) => text,
            Span::Link { plain, .. } => plain,
        }
    }
}

/// A filled line.
pub(crate) type Line = Vec<Span>;

/// The line as plain text.
pub(crate) fn plain(line: &Line) -> String {
    line.iter().map(Span::plain).collect()
}

/// A web address that is safe to stand in a link: `http` or `https`, ASCII without white space,
/// quotes, braces and angle brackets. None if it is anything else.
pub(crate) fn web_address(text: &str) -> Option<String> {
    let text = text.trim();
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let plain = |byte: u8| {
        byte.is_ascii_graphic()
            && !matches!(byte, b'"' | b'\'' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}')
    };
    let hosted = rest.bytes().next().is_some_and(|first| first.is_ascii_alphanumeric() || first == b'[');
    (hosted && text.len() <= 2048 && text.bytes().all(plain)).then(|| text.to_owned())
}

/// The shop's words with the web addresses in them as links.
pub(crate) fn linked(text: &str) -> Line {
    let mut line = Vec::new();
    let mut words = String::new();
    let mut rest = text;
    while let Some(at) = ["https://", "http://"].iter().filter_map(|scheme| rest.find(scheme)).min() {
        let (before, from) = rest.split_at(at);
        let end = from.find(char::is_whitespace).unwrap_or(from.len());
        let (word, after) = from.split_at(end);
        let address = word.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '"', '”', '\'']);
        words.push_str(before);
        match web_address(address) {
            Some(address) => {
                if !words.is_empty() {
                    line.push(Span::Words(std::mem::take(&mut words)));
                }
                line.push(Span::address(address));
            }
            None => words.push_str(address),
        }
        words.push_str(word.get(address.len()..).unwrap_or_default());
        rest = after;
    }
    words.push_str(rest);
    if !words.is_empty() {
        line.push(Span::Words(words));
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_in_words() {
        let words = |text: &str| Span::Words(text.to_owned());
        let link = |text: &str| Span::address(text.to_owned());
        for (text, line) in [
            ("", vec![]),
            ("a", vec![words("a")]),
            ("https://a.example/b?c=d", vec![link("https://a.example/b?c=d")]),
            ("a (http://b.example).", vec![words("a ("), link("http://b.example"), words(").")]),
            (
                "https://a.example, https://b.example c",
                vec![link("https://a.example"), words(", "), link("https://b.example"), words(" c")],
            ),
            ("https://", vec![words("https://")]),
            ("https://łąka.example x", vec![words("https://łąka.example x")]),
            ("javascript:alert(1)", vec![words("javascript:alert(1)")]),
        ] {
            assert_eq!(linked(text), line, "{text}");
        }
    }

    #[test]
    fn addresses_that_are_none() {
        for text in [
            "",
            "/z/a",
            "https://",
            "https:///a",
            "https://?a",
            "javascript:alert(1)",
            "//a.example",
            "data:text/html,a",
            "https://a.example/<b>",
            "https://a.example/\"b",
            "https://a.example/b c",
            "https://a.example/{b}",
            "https://a.example/\u{202e}",
            "HTTPS://a.example",
        ] {
            assert_eq!(web_address(text), None, "{text}");
        }
        assert_eq!(web_address(" https://a.example/b\n").as_deref(), Some("https://a.example/b"));
    }
}
