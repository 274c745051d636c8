//! Outside text of several lines, made harmless without losing its lines.

use sledz_domain::text::clean;

/// Every line cleaned, at most one empty line between two others, none around them, and at most `limit` characters.
pub(crate) fn prose(text: &str, limit: usize) -> String {
    let mut kept = String::new();
    let mut left = limit;
    let mut gap = false;
    let text = text.replace("\r\n", "\n");
    for line in text.split(['\n', '\r', '\u{2028}', '\u{2029}']) {
        let Some(line) = clean(line, left) else {
            gap = true;
            continue;
        };
        left = left.saturating_sub(line.chars().count());
        if !kept.is_empty() {
            kept.push_str(if gap { "\n\n" } else { "\n" });
        }
        gap = false;
        kept.push_str(&line);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_kept_and_nothing_else_that_cannot_be_seen() {
        for (text, kept) in [
            ("", ""),
            (" \r\n\t", ""),
            ("a\r\nb\rc\nd", "a\nb\nc\nd"),
            ("\n\n  Dzień dobry,\r\n\r\n\r\ngdzie\u{202e} jest?\u{0} \n", "Dzień dobry,\n\ngdzie jest?"),
        ] {
            assert_eq!(prose(text, 100), kept);
        }
        assert_eq!(prose("abc\ndef\nghi", 5), "abc\nde");
    }
}
