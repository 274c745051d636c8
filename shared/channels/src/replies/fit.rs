//! Texts cut to what a way back takes: at the end of a sentence, or of a word.

/// How a channel counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    /// As most of them do: letters outside of the first plane, such as emoji, are two.
    Utf16,
    /// Bytes of UTF-8: each Polish letter is two.
    Bytes,
}

/// The text, or as many of its sentences as there is room for. A link is never cut in two.
pub(crate) fn fit(text: &str, limit: usize, unit: Unit) -> String {
    let cost = |c: char| match unit {
        Unit::Utf16 => c.len_utf16(),
        Unit::Bytes => c.len_utf8(),
    };
    let text = text.trim();
    let total: usize = text.chars().map(cost).sum();
    if total <= limit {
        return text.to_owned();
    }
    let room = limit.saturating_sub(cost('…'));
    let (mut used, mut end, mut sentence, mut word) = (0, 0, 0, 0);
    let mut ends = false;
    for (at, c) in text.char_indices() {
        used += cost(c);
        if c.is_whitespace() {
            word = at;
            if ends || c == '\n' {
                sentence = at;
            }
        }
        if used > room {
            break;
        }
        ends = matches!(c, '.' | '!' | '?' | '…') || (ends && matches!(c, '"' | '”' | ')'));
        end = at + c.len_utf8();
    }
    let part = |to: usize| text.get(..to).unwrap_or_default().trim_end();
    // Better a little less than half a sentence, but not half of all.
    if sentence > end / 2 {
        return part(sentence).to_owned();
    }
    let to = if word > end / 2 { word } else { end };
    format!("{}…", part(to))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn at_the_end_of_a_sentence_or_a_word() {
        for (text, limit, expected) in [
            (" Tak. ", 4, "Tak."),
            ("Paczka jest w drodze. Dotrze jutro rano.", 30, "Paczka jest w drodze."),
            ("Paczka jest w drodze. Dotrze", 27, "Paczka jest w drodze."),
            ("Paczka jest w drodze\nDotrze jutro", 30, "Paczka jest w drodze"),
            ("Paczka jest w drodze i dotrze jutro", 30, "Paczka jest w drodze i dotrze…"),
            ("Nr 1.5 to jest bardzo dlugie zdanie", 20, "Nr 1.5 to jest…"),
            ("aaaaaaaaaa", 5, "aaaa…"),
        ] {
            assert_eq!(fit(text, limit, Unit::Utf16), expected, "{text}");
        }
        assert_eq!(fit("ąąąąą", 10, Unit::Bytes), "ąąąąą");
        assert_eq!(fit("ąąąąąą", 10, Unit::Bytes), "ąąą…");
        assert_eq!(fit("😀😀😀", 5, Unit::Utf16), "😀😀…");
    }

    proptest! {
        #[test]
        fn it_always_fits(text in "\\PC{0,80}", limit in 3_usize..60) {
            prop_assert!(fit(&text, limit, Unit::Utf16).encode_utf16().count() <= limit);
            prop_assert!(fit(&text, limit, Unit::Bytes).len() <= limit);
        }
    }
}
