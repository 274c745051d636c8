//! Outside text made harmless, with its lines.

use crate::html;
use serde_json::Value;
use sledz_domain::{event_id::EventId, text};
use sledz_sources::json;

/// The longest text that is kept, in characters.
const LIMIT: usize = 20_000;

/// The longest id that is kept as it is, in characters.
const ID_LIMIT: usize = 250;

/// The longest subject, in characters.
pub(crate) const SUBJECT_LIMIT: usize = 250;

/// The longest name, in characters.
pub(crate) const NAME_LIMIT: usize = 120;

/// A text of several lines: each made harmless, no two empty ones together, at most 20,000 characters.
pub(crate) fn body(given: &str) -> String {
    let mut kept = String::new();
    let mut room = LIMIT;
    let mut gap = false;
    for line in given.lines().flat_map(|line| line.split('\r')) {
        let Some(line) = text::clean(line, room) else {
            gap = !kept.is_empty();
            continue;
        };
        let breaks = if kept.is_empty() {
            ""
        } else if gap {
            "\n\n"
        } else {
            "\n"
        };
        gap = false;
        let Some(left) = room.checked_sub(breaks.len() + line.chars().count()) else { break };
        kept.push_str(breaks);
        kept.push_str(&line);
        room = left;
        if room == 0 {
            break;
        }
    }
    kept
}

/// A text, or what HTML says where there is no text.
pub(crate) fn body_or_html(plain: &str, document: &str) -> String {
    let plain = body(plain);
    if plain.is_empty() && !document.trim().is_empty() { body(&html::text(document)) } else { plain }
}

/// A field's text of several lines; empty if there is none.
pub(crate) fn body_of(value: &Value, field: &str) -> String {
    value.get(field).and_then(Value::as_str).map(body).unwrap_or_default()
}

/// An id as the provider gives it; the hash of one that is too long.
pub(crate) fn id(given: &str) -> Option<String> {
    let cleaned = text::clean(given, usize::MAX)?;
    let fits = cleaned.chars().nth(ID_LIMIT).is_none();
    Some(if fits { cleaned } else { EventId::of(&[cleaned]).to_string() })
}

/// As [`id`], of a field.
pub(crate) fn id_of(value: &Value, field: &str) -> Option<String> {
    json::raw(value, field).and_then(|given| id(&given))
}

/// How many items a list has.
pub(crate) fn count(value: Option<&Value>) -> u32 {
    value.and_then(Value::as_array).map_or(0, |items| u32::try_from(items.len()).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_kept_and_nothing_else() {
        for (given, expected) in [
            ("", ""),
            (" \r\n\t", ""),
            (
                "\n\nDzień  dobry,\r\n\r\n\r\n gdzie\tpaczka?\u{0}\u{202e}\rAnna\n",
                "Dzień dobry,\n\ngdzie paczka?\nAnna",
            ),
            ("a\u{2028}b", "a b"),
        ] {
            assert_eq!(body(given), expected, "{given:?}");
        }
        let long = "ą ".repeat(30_000);
        assert!(body(&long).chars().count() <= LIMIT);
        let lines = "ą\n".repeat(30_000);
        let kept = body(&lines).chars().count();
        assert!((LIMIT - 2..=LIMIT).contains(&kept), "{kept}");
    }

    #[test]
    fn html_only_where_there_is_no_text() {
        assert_eq!(body_or_html("tak", "<p>nie</p>"), "tak");
        let html = "<style>p{}</style><p>Gdzie &quot;paczka&quot;?</p><script>alert(1)</script>";
        assert_eq!(body_or_html(" \n", html), "Gdzie \"paczka\"?");
    }

    #[test]
    fn ids_have_an_end() {
        assert_eq!(id(" m_1\n"), Some("m_1".to_owned()));
        assert_eq!(id(" "), None);
        assert_eq!(id(&"a".repeat(250)).unwrap().len(), 250);
        assert_eq!(id(&"a".repeat(251)).unwrap().len(), 16);
    }
}
